//! What is wrong with a pack, and where.

use std::fmt;

/// One thing that is wrong with a pack or with an expectation in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Where in it: a line, the item and the key, and in an expression the column.
    pub place: String,
    /// What is wrong, in one sentence in lower case.
    pub sentence: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.place, self.sentence)
    }
}
