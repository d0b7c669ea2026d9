//! What a person may not do, said once and alike in HTML, REST and on the command line.

use serde::Serialize;
use std::fmt;

/// A refusal: a stable code, one sentence, a remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Stable code, e.g. `approver_is_author`.
    pub code: &'static str,
    /// What was refused and why.
    pub sentence: String,
    /// What the person can do about it.
    pub remedy: String,
    /// What is wrong with single fields.
    pub problems: Vec<Problem>,
    /// How a surface should answer.
    #[serde(skip)]
    pub class: Class,
}

/// Something wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Field id; in a table `field.row.column`.
    pub path: String,
    /// Stable code, e.g. `too_long`.
    pub code: &'static str,
    /// What to do, as one sentence.
    pub sentence: String,
}

/// How a surface should answer a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Known who asks, not allowed (HTTP 403).
    Forbidden,
    /// Must not be known to exist (HTTP 404).
    Hidden,
    /// Somebody else was faster, or the state does not allow it (HTTP 409).
    Conflict,
    /// What was sent does not hold (HTTP 422).
    Invalid,
    /// More than the limit (HTTP 413).
    TooLarge,
    /// Too often (HTTP 429).
    TooMany,
    /// Not signed in (HTTP 401).
    Unknown,
    /// For the moment not possible; worth trying again (HTTP 503).
    Unavailable,
}

impl Refusal {
    /// A refusal of a class.
    pub fn new(
        class: Class,
        code: &'static str,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code, sentence: sentence.into(), remedy: remedy.into(), problems: Vec::new(), class }
    }

    /// The answer for what does not exist and for what one may not know to exist: the same for both.
    pub fn not_found() -> Self {
        Self::new(
            Class::Hidden,
            "not_found",
            "There is no such page or record.",
            "Check the address, or search for it.",
        )
    }

    /// What was sent does not hold, field by field.
    pub fn invalid(problems: Vec<Problem>) -> Self {
        let mut refusal = Self::new(
            Class::Invalid,
            "invalid",
            "Some answers are missing or not as they must be.",
            "Mend the fields that are named and send it again.",
        );
        refusal.problems = problems;
        refusal
    }
}

impl Problem {
    /// A problem with a field.
    pub fn new(path: impl Into<String>, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { path: path.into(), code, sentence: sentence.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sentence, self.remedy)
    }
}

impl std::error::Error for Refusal {}
