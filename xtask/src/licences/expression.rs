//! Reads SPDX licence expressions (SPDX 2.3, annex D): `AND` binds before `OR`, `WITH` before both.

/// Whether the terms can be met with allowed licences alone; the error says what cannot be read.
pub fn satisfied(expression: &str, allowed: &[&str]) -> Result<bool, String> {
    // Before SPDX, crates wrote a slash for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    words.reverse();
    let met = either(&mut words, allowed)?;
    match words.pop() {
        None => Ok(met),
        Some(word) => Err(format!("`{word}` is left over")),
    }
}

fn either(words: &mut Vec<&str>, allowed: &[&str]) -> Result<bool, String> {
    let mut met = both(words, allowed)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        let other = both(words, allowed)?;
        met = met || other;
    }
    Ok(met)
}

fn both(words: &mut Vec<&str>, allowed: &[&str]) -> Result<bool, String> {
    let mut met = one(words, allowed)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        let other = one(words, allowed)?;
        met = met && other;
    }
    Ok(met)
}

fn one(words: &mut Vec<&str>, allowed: &[&str]) -> Result<bool, String> {
    match words.pop() {
        None => Err("it ends where a licence should stand".to_owned()),
        Some("(") => {
            let met = either(words, allowed)?;
            match words.pop() {
                Some(")") => Ok(met),
                _ => Err("a bracket is not closed".to_owned()),
            }
        }
        Some(word @ (")" | "AND" | "OR" | "WITH")) => Err(format!("`{word}` stands where a licence should")),
        Some(licence) => {
            if words.pop_if(|word| *word == "WITH").is_none() {
                return Ok(allowed.contains(&licence));
            }
            let exception = words.pop().ok_or("it ends where an exception should stand")?;
            // An exception only adds permissions, but which ones we accept is said in full.
            Ok(allowed.contains(&format!("{licence} WITH {exception}").as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: &[&str] = &["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"];

    #[test]
    fn a_choice_needs_one_and_a_sum_needs_all() {
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0 OR MIT",
            "MIT/Apache-2.0",
            "Unlicense/MIT",
            "Apache-2.0 / MIT",
            "(MIT OR GPL-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "GPL-2.0 AND GPL-3.0 OR MIT",
        ] {
            assert_eq!(satisfied(met, ALLOWED), Ok(true), "{met}");
        }
        for unmet in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR Apache-2.0) AND BSD-3-Clause",
            "MIT WITH Classpath-exception",
            "GPL-2.0 AND (MIT OR Apache-2.0)",
        ] {
            assert_eq!(satisfied(unmet, ALLOWED), Ok(false), "{unmet}");
        }
    }

    #[test]
    fn what_is_no_expression_is_an_error() {
        for broken in ["", "MIT OR", "(MIT", "MIT MIT", "OR MIT", "MIT)", "MIT WITH"] {
            assert!(satisfied(broken, ALLOWED).is_err(), "{broken}");
        }
    }
}
