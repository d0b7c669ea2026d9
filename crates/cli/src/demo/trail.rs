//! One line of what happened to a record after it was written: day, act, person, reason.

use super::scenario::Act;
use toml::Table;

/// A later act on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    day: i64,
    act: String,
    by: String,
    reason: Option<String>,
}

impl Step {
    /// Reads `33 submit tomas` or `40 retire ana: its reason`.
    ///
    /// # Errors
    /// What is wrong with the line, as one sentence.
    pub fn parse(line: &str) -> Result<Self, String> {
        let (head, reason) = match line.split_once(": ") {
            Some((head, reason)) => (head, Some(reason.trim().to_owned())),
            None => (line, None),
        };
        let words: Vec<&str> = head.split_whitespace().collect();
        let [day, act, by] = words.as_slice() else {
            return Err(format!("write day, act and person, not “{head}”"));
        };
        let day = day.parse().map_err(|_| format!("“{day}” is no day of the script"))?;
        Ok(Self { day, act: (*act).to_owned(), by: (*by).to_owned(), reason })
    }

    /// The act that the line stands for.
    pub fn on(self, alias: &str) -> Act {
        Act {
            day: self.day,
            by: self.by,
            code: self.act,
            on: alias.to_owned(),
            kind: String::new(),
            reason: self.reason,
            body: Table::new(),
            then: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_hold_colons() {
        let step = Step::parse("40 retire ana: ended: no budget").unwrap();
        assert_eq!((step.day, step.act.as_str(), step.by.as_str()), (40, "retire", "ana"));
        assert_eq!(step.reason.as_deref(), Some("ended: no budget"));
        assert_eq!(Step::parse("33 submit tomas").unwrap().reason, None);
    }

    #[test]
    fn too_few_and_too_many_words_are_refused() {
        for line in ["", "33 submit", "33 submit tomas quickly", "x submit tomas"] {
            assert!(Step::parse(line).is_err(), "{line}");
        }
    }
}
