//! Computes the constant expressions in which limits are written, and writes amounts for people.

use std::collections::BTreeMap;

/// The value of an expression of whole numbers, `+ - * << ( )` and constants that are known; `None` for anything else.
pub fn value(expression: &str, known: &BTreeMap<String, u128>) -> Option<u128> {
    let spaced = ["<<", "(", ")", "+", "-", "*"]
        .iter()
        .fold(expression.to_owned(), |text, sign| text.replace(sign, &format!(" {sign} ")));
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    words.reverse();
    let found = shifted(&mut words, known)?;
    words.is_empty().then_some(found)
}

fn shifted(words: &mut Vec<&str>, known: &BTreeMap<String, u128>) -> Option<u128> {
    let mut left = sum(words, known)?;
    while words.pop_if(|word| *word == "<<").is_some() {
        left = left.checked_shl(u32::try_from(sum(words, known)?).ok()?)?;
    }
    Some(left)
}

fn sum(words: &mut Vec<&str>, known: &BTreeMap<String, u128>) -> Option<u128> {
    let mut left = product(words, known)?;
    while let Some(sign) = words.pop_if(|word| matches!(*word, "+" | "-")) {
        let right = product(words, known)?;
        left = if sign == "+" { left.checked_add(right)? } else { left.checked_sub(right)? };
    }
    Some(left)
}

fn product(words: &mut Vec<&str>, known: &BTreeMap<String, u128>) -> Option<u128> {
    let mut left = atom(words, known)?;
    while words.pop_if(|word| *word == "*").is_some() {
        left = left.checked_mul(atom(words, known)?)?;
    }
    Some(left)
}

fn atom(words: &mut Vec<&str>, known: &BTreeMap<String, u128>) -> Option<u128> {
    match words.pop()? {
        "(" => {
            let inside = shifted(words, known)?;
            words.pop_if(|word| *word == ")").map(|_| inside)
        }
        word => word.replace('_', "").parse().ok().or_else(|| known.get(word).copied()),
    }
}

/// An amount with thousands apart; bytes also in the largest unit that comes out even.
pub fn shown(amount: u128, bytes: bool) -> String {
    let digits = amount.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let units = [(1_u128 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units
        .iter()
        .find(|(size, _)| bytes && amount.is_multiple_of(*size) && (1..1024).contains(&(amount / size)))
    {
        Some((size, unit)) => format!("{} {unit} ({grouped})", amount / size),
        None => grouped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_computed_as_rust_does() {
        let known = BTreeMap::from([("MAX".to_owned(), 10)]);
        for (text, wanted) in [
            ("200", 200),
            ("25 * 1024 * 1024", 25 * 1024 * 1024),
            ("(1 << 53) - 1", (1 << 53) - 1),
            ("1 << 2 + 1", 1 << (2 + 1)),
            ("MAX + 4 * 1_024", 10 + 4 * 1_024),
            ("64<<30", 64 << 30),
        ] {
            assert_eq!(value(text, &known), Some(wanted), "{text}");
        }
        for text in ["", "16..=32", "OTHER", "1 +", "(1", "1 - 2", "[25, 50]", "Duration::from_secs(10)"] {
            assert_eq!(value(text, &known), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_for_people() {
        assert_eq!(shown(999, false), "999");
        assert_eq!(shown(1_234_567, false), "1,234,567");
        assert_eq!(shown(26_214_400, true), "25 MiB (26,214,400)");
        assert_eq!(shown(1_500, true), "1,500");
        assert_eq!(shown(16_781_312, true), "16,781,312");
        assert_eq!(shown(64 << 30, true), "64 GiB (68,719,476,736)");
    }
}
