//! Values from text and as text: what forms, CSV cells and the command line carry.

use crate::{Amount, Opt, RecordId, Shape, TimeSpan, Value, clean_line, clean_prose, fold};

/// Separates the items of a list in one text.
const LIST: char = ';';

/// Reads one text as a value of a shape; `None` when the text is blank.
///
/// Dates are read as year-month-day, numbers with a point or a comma as decimal sign, choices by code or label in any
/// case, links by id. Tables, answers, series and files have no text of their own.
///
/// # Errors
/// Code and sentence of the problem.
pub fn parse_text(shape: &Shape, text: &str) -> Result<Option<Value>, (&'static str, String)> {
    let said = |problem: (&'static str, &'static str)| (problem.0, problem.1.to_owned());
    let line = || clean_line(text).map_err(said);
    if text.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(match shape {
        Shape::Line { .. } => Value::Text(line()?),
        Shape::Prose { .. } => Value::Text(clean_prose(text).map_err(said)?),
        Shape::Number { .. } => Value::Number(decimal(&line()?)?),
        Shape::Money => money(&line()?)?,
        Shape::Date => Value::Date(day(&line()?)?),
        Shape::Flag => Value::Flag(yes_or_no(&line()?)?),
        Shape::Choice(options) => Value::Choice(option(options, &line()?)?),
        Shape::Choices(options) => {
            let mut codes = Vec::new();
            for item in text.split(LIST).filter(|item| !item.trim().is_empty()) {
                codes.push(option(options, item)?);
            }
            Value::Choices(in_order(options, &codes))
        }
        Shape::Rating(steps) => Value::Rating(step(steps, &line()?)?),
        Shape::Period => period(&line()?)?,
        Shape::Link(_) | Shape::Person => Value::Link(id(&line()?)?),
        Shape::Links(_) | Shape::Evidence => {
            let mut ids = Vec::new();
            let mut seen = std::collections::BTreeSet::new();
            for item in text.split(LIST).filter(|item| !item.trim().is_empty()) {
                let one = id(item.trim())?;
                if seen.insert(one) {
                    ids.push(one);
                }
            }
            Value::Links(ids)
        }
        Shape::File | Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } => {
            return Err(("not_text", "This field cannot be written as one text.".to_owned()));
        }
    }))
}

/// The value as one text that [`parse_text`] reads again; choices by their label, links by id.
pub fn show(shape: &Shape, value: &Value) -> String {
    match (shape, value) {
        (Shape::Choice(options), Value::Choice(code)) => label(options, code),
        (Shape::Choices(options), Value::Choices(codes)) => {
            codes.iter().map(|code| label(options, code)).collect::<Vec<_>>().join("; ")
        }
        (Shape::Rating(steps), Value::Rating(step)) => {
            let name = usize::from(*step)
                .checked_sub(1)
                .and_then(|index| steps.get(index))
                .map_or("", |step| step.label);
            format!("{step} {name}").trim().to_owned()
        }
        (_, Value::Text(text) | Value::Choice(text)) => text.clone(),
        (_, Value::Number(number)) => number.normalize().to_string(),
        (_, Value::Money(money)) => format!("{} {}", amount_text(money.amount), money.currency),
        (_, Value::Date(date)) => date.to_string(),
        (_, Value::Flag(flag)) => if *flag { "Yes" } else { "No" }.to_owned(),
        (_, Value::Choices(codes)) => codes.join("; "),
        (_, Value::Rating(step)) => step.to_string(),
        (_, Value::Period(span)) => match span.to {
            Some(to) => format!("{} – {to}", span.from),
            None => format!("{} –", span.from),
        },
        (_, Value::Link(id)) => id.to_string(),
        (_, Value::Links(ids)) => ids.iter().map(RecordId::to_string).collect::<Vec<_>>().join("; "),
        (_, Value::File(file)) => file.name.clone(),
        (_, Value::Table(rows)) => format!("{} rows", rows.len()),
        (_, Value::Answers(answers)) => format!("{} answers", answers.given.len()),
        (_, Value::Series(points)) => format!("{} points", points.len()),
    }
}

/// An amount as people write it: where one digit follows the point, two do.
pub(crate) fn amount_text(mut amount: rust_decimal::Decimal) -> String {
    if amount.scale() == 1 {
        amount.rescale(2);
    }
    amount.to_string()
}

fn label(options: &[Opt], code: &str) -> String {
    options.iter().find(|option| option.code == code).map_or(code, |option| option.label).to_owned()
}

fn decimal(text: &str) -> Result<rust_decimal::Decimal, (&'static str, String)> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let plain = match (plain.rfind(','), plain.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => plain.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => plain.replace(',', ""),
        (Some(_), None) => plain.replace(',', "."),
        _ => plain,
    };
    // Exact, because a number with more digits than can be kept must not be rounded unseen.
    rust_decimal::Decimal::from_str_exact(&plain)
        .map_err(|_| ("not_a_number", "Write a number, like 12 or 12.5, with at most 28 digits.".to_owned()))
}

fn money(text: &str) -> Result<Value, (&'static str, String)> {
    let problem = || ("not_money", "Write an amount and a currency, like 1200.50 EUR.".to_owned());
    let (amount, currency) = text.rsplit_once(' ').ok_or_else(problem)?;
    Ok(Value::Money(Amount { amount: decimal(amount)?, currency: currency.to_ascii_uppercase() }))
}

fn day(text: &str) -> Result<jiff::civil::Date, (&'static str, String)> {
    let only = text
        .get(..10)
        .filter(|_| text.as_bytes().get(10).is_some_and(|sign| matches!(sign, b'T' | b' ')))
        .unwrap_or(text);
    only.parse().map_err(|_| ("not_a_date", "Write the date as year-month-day, like 2026-11-21.".to_owned()))
}

fn yes_or_no(text: &str) -> Result<bool, (&'static str, String)> {
    match fold(text).as_str() {
        "yes" | "y" | "true" | "1" | "on" => Ok(true),
        "no" | "n" | "false" | "0" | "off" => Ok(false),
        _ => Err(("not_yes_or_no", "Answer yes or no.".to_owned())),
    }
}

fn option(options: &[Opt], text: &str) -> Result<String, (&'static str, String)> {
    let wanted = fold(text.trim());
    options
        .iter()
        .find(|option| fold(option.code) == wanted || fold(option.label) == wanted)
        .map(|option| option.code.to_owned())
        .ok_or_else(|| {
            (
                "no_such_option",
                format!(
                    "Choose one of: {}.",
                    options.iter().map(|option| option.label).collect::<Vec<_>>().join(", ")
                ),
            )
        })
}

/// The codes in the order of the declaration, each once.
pub(crate) fn in_order(options: &[Opt], codes: &[String]) -> Vec<String> {
    options
        .iter()
        .filter(|option| codes.iter().any(|code| code == option.code))
        .map(|option| option.code.to_owned())
        .collect()
}

fn step(steps: &[Opt], text: &str) -> Result<u8, (&'static str, String)> {
    let wanted = fold(text);
    let number = wanted.split(' ').next().and_then(|number| number.parse().ok()).or_else(|| {
        steps
            .iter()
            .position(|step| fold(step.label) == wanted || fold(step.code) == wanted)
            .and_then(|index| u8::try_from(index + 1).ok())
    });
    match number {
        Some(number) if number >= 1 && usize::from(number) <= steps.len() => Ok(number),
        _ => Err(("not_on_scale", format!("Choose a step from 1 to {}.", steps.len()))),
    }
}

fn period(text: &str) -> Result<Value, (&'static str, String)> {
    let mut parts = text.split(['–', '/']).map(str::trim);
    let from = day(parts.next().unwrap_or_default())?;
    let to = match parts.next() {
        None | Some("") => None,
        Some(to) => Some(day(to)?),
    };
    if parts.next().is_some() {
        return Err((
            "not_a_period",
            "Write a first and a last day, like 2026-01-01 – 2026-12-31.".to_owned(),
        ));
    }
    Ok(Value::Period(TimeSpan { from, to }))
}

fn id(text: &str) -> Result<RecordId, (&'static str, String)> {
    text.parse().map_err(|_| ("not_an_id", "Choose a record from the list.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: &[Opt] = &[Opt::new("plan", "Planned"), Opt::new("run", "In operation")];

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("12.5", "12.5"),
            ("12,5", "12.5"),
            ("1,200.50", "1200.50"),
            ("1.200,50", "1200.50"),
            ("1 200", "1200"),
        ] {
            assert_eq!(
                parse_text(&Shape::Number { min: None, max: None, unit: "" }, text).unwrap(),
                Some(Value::Number(number.parse().unwrap())),
                "{text}"
            );
        }
        assert_eq!(
            parse_text(&Shape::Number { min: None, max: None, unit: "" }, "twelve").unwrap_err().0,
            "not_a_number"
        );
    }

    #[test]
    fn choices_are_found_by_label_or_code_in_any_case() {
        for text in ["run", "RUN", "In operation", "in OPERATION "] {
            assert_eq!(parse_text(&Shape::Choice(STAGES), text).unwrap(), Some(Value::Choice("run".into())));
        }
        assert!(parse_text(&Shape::Choice(STAGES), "gone").unwrap_err().1.contains("Planned, In operation"));
    }

    #[test]
    fn an_amount_shows_two_digits_after_the_point_or_none() {
        for (amount, shown) in [
            ("2400.5", "2400.50 EUR"),
            ("2400.50", "2400.50 EUR"),
            ("1200", "1200 EUR"),
            ("0.125", "0.125 EUR"),
        ] {
            let money = Value::Money(Amount { amount: amount.parse().unwrap(), currency: "EUR".into() });
            assert_eq!(show(&Shape::Money, &money), shown);
        }
    }

    #[test]
    fn several_choices_come_in_the_order_of_the_declaration() {
        assert_eq!(
            parse_text(&Shape::Choices(STAGES), "run; plan; run").unwrap(),
            Some(Value::Choices(vec!["plan".into(), "run".into()]))
        );
    }

    #[test]
    fn a_date_may_carry_a_time_that_is_not_kept() {
        assert_eq!(
            parse_text(&Shape::Date, "2025-12-02T00:00:00").unwrap(),
            Some(Value::Date(jiff::civil::date(2025, 12, 2)))
        );
        assert!(parse_text(&Shape::Date, "12/02/2025").is_err(), "an ambiguous date is not guessed");
        assert!(parse_text(&Shape::Date, "2025-02-30").is_err());
    }
}
