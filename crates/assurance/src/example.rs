//! A value that is what an entry wants: so that what steps would turn can be tried out before anybody takes them.

use crate::turning::Want;
use jiff::{ToSpan, civil::Date};
use record::{Amount, Decimal, FieldDef, FileRef, Opt, Point, RecordId, Shape, TimeSpan, Value};

/// Text of so many words.
const WORD: &str = "tried ";
/// Words of a text of which only is asked that it is there.
const WORDS: u32 = 8;
/// Days ahead of a date that only has to lie ahead.
const DAYS_AHEAD: i64 = 180;

/// What examples are made of: the day, and some records to which links may lead.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The present day.
    pub today: Date,
    /// A record that a link may lead to when it only has to lead somewhere.
    pub somewhere: RecordId,
    /// The record to which a wanted link leads.
    pub there: Option<RecordId>,
}

/// A value for a field, column or question that is what is wanted, beside what it holds.
pub fn example(field: &FieldDef, want: &Want, before: Option<&Value>, setting: &Setting) -> Option<Value> {
    let to = setting.there.unwrap_or(setting.somewhere);
    Some(match (field.shape, want) {
        (_, Want::Nothing) | (Shape::Table(_) | Shape::Answers(_), _) => return None,
        (Shape::Choices(_), Want::Includes(code)) => {
            let mut codes = match before {
                Some(Value::Choices(codes)) => codes.clone(),
                _ => Vec::new(),
            };
            if !codes.contains(code) {
                codes.push(code.clone());
            }
            Value::Choices(codes)
        }
        (Shape::Choice(options), want) => Value::Choice(code(options, want)),
        (Shape::Choices(options), want) => Value::Choices(vec![code(options, want)]),
        (Shape::Line { .. } | Shape::Prose { .. }, Want::OneOf(texts)) => Value::Text(texts.first()?.clone()),
        (Shape::Line { .. } | Shape::Prose { .. }, want) => {
            let words = if let Want::Words(words) = want { *words } else { WORDS };
            Value::Text(WORD.repeat(words as usize).trim_end().to_owned())
        }
        (Shape::Number { min, .. }, want) => {
            Value::Number(number(want, min.map_or(Decimal::ONE, Decimal::from)))
        }
        (Shape::Rating(steps), want) => {
            let last = Decimal::from(steps.len());
            let step = match want {
                Want::Higher(_) => last,
                Want::Lower(_) => Decimal::ONE,
                want => number(want, Decimal::ONE).clamp(Decimal::ONE, last),
            };
            Value::Rating(u8::try_from(step).unwrap_or(1))
        }
        (Shape::Money, want) => {
            Value::Money(Amount { amount: number(want, Decimal::ONE), currency: "EUR".to_owned() })
        }
        (Shape::Date, want) => Value::Date(day(want, setting.today)),
        (Shape::Flag, want) => Value::Flag(!matches!(want, Want::Flag(false))),
        (Shape::Period, want) => {
            let from = if let Want::Covers(day) = want { *day } else { setting.today };
            let ahead = from.max(setting.today).checked_add(DAYS_AHEAD.days()).ok();
            Value::Period(TimeSpan { from, to: ahead })
        }
        (Shape::Link(_) | Shape::Person, _) => Value::Link(to),
        (Shape::Links(_) | Shape::Evidence, _) => {
            let mut ids = match before {
                Some(Value::Links(ids)) => ids.clone(),
                _ => Vec::new(),
            };
            if !ids.contains(&to) {
                ids.push(to);
            }
            Value::Links(ids)
        }
        (Shape::File, _) => Value::File(FileRef {
            sha256: "0".repeat(64),
            name: "tried.txt".to_owned(),
            bytes: 5,
            media: "text/plain".to_owned(),
        }),
        (Shape::Series { .. }, _) => {
            let at = setting.today.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
            Value::Series(vec![Point { at, value: number(want, Decimal::ONE) }])
        }
    })
}

fn code(options: &[Opt], want: &Want) -> String {
    match want {
        Want::OneOf(codes) => codes.first().cloned().unwrap_or_default(),
        Want::Includes(code) => code.clone(),
        Want::NoneOf(codes) => {
            let other = options.iter().find(|option| codes.iter().all(|code| code != option.code));
            other.map(|option| option.code.to_owned()).unwrap_or_default()
        }
        _ => options.first().map(|option| option.code.to_owned()).unwrap_or_default(),
    }
}

fn number(want: &Want, otherwise: Decimal) -> Decimal {
    match want {
        Want::Number { least: Some(least), most } => most.map_or(*least, |most| least.min(&most).to_owned()),
        Want::Number { least: None, most: Some(most) } => *most,
        _ => otherwise,
    }
}

/// Today where that will do, otherwise half a year ahead, otherwise the bound.
fn day(want: &Want, today: Date) -> Date {
    let Want::Day { from, until } = want else { return today };
    let ahead = today.checked_add(DAYS_AHEAD.days()).unwrap_or(today);
    let fits = |day: Date| from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until);
    // A bound that is today will have passed tomorrow: what has to lie ahead lies well ahead.
    let first = if *from == Some(today) { [ahead, today] } else { [today, ahead] };
    first.into_iter().find(|day| fits(*day)).or(*from).or(*until).unwrap_or(today)
}
