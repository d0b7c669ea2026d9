//! What can be asked of the value of a field.

use crate::Shape;

/// What is asked of a field: together with values, a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// It is one of the values.
    Is,
    /// It is none of the values; also true of what is not filled in.
    Not,
    /// The value stands in it.
    Has,
    /// The value does not stand in it.
    Lacks,
    /// It begins with the value.
    Starts,
    /// It is the value or after it.
    From,
    /// It is the value or before it.
    To,
    /// It lies between two values, both included, written `FIRST..LAST`.
    Between,
    /// It lies in a span of days told from today: a [`crate::Relative`].
    Within,
    /// It is not filled in.
    Empty,
    /// It is filled in.
    Filled,
}

impl Op {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Is,
        Self::Not,
        Self::Has,
        Self::Lacks,
        Self::Starts,
        Self::From,
        Self::To,
        Self::Between,
        Self::Within,
        Self::Empty,
        Self::Filled,
    ];

    /// What can be asked of a shape; nothing of what has no single value to look up.
    pub const fn of(shape: &Shape) -> &'static [Self] {
        match shape {
            Shape::Line { .. } => {
                &[Self::Has, Self::Lacks, Self::Is, Self::Not, Self::Starts, Self::Empty, Self::Filled]
            }
            Shape::File => &[Self::Has, Self::Lacks, Self::Starts, Self::Empty, Self::Filled],
            Shape::Prose { .. } => &[Self::Starts, Self::Empty, Self::Filled],
            Shape::Number { .. } | Shape::Money | Shape::Rating(_) => {
                &[Self::Is, Self::Not, Self::From, Self::To, Self::Between, Self::Empty, Self::Filled]
            }
            Shape::Date | Shape::Period => &[
                Self::Within,
                Self::Is,
                Self::Not,
                Self::From,
                Self::To,
                Self::Between,
                Self::Empty,
                Self::Filled,
            ],
            Shape::Flag
            | Shape::Choice(_)
            | Shape::Choices(_)
            | Shape::Link(_)
            | Shape::Links(_)
            | Shape::Person
            | Shape::Evidence => &[Self::Is, Self::Not, Self::Empty, Self::Filled],
            Shape::Table(_) => &[Self::Empty, Self::Filled],
            Shape::Answers(_) | Shape::Series { .. } => &[],
        }
    }

    /// The stable code, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::Not => "not",
            Self::Has => "has",
            Self::Lacks => "lacks",
            Self::Starts => "starts",
            Self::From => "from",
            Self::To => "to",
            Self::Between => "between",
            Self::Within => "in",
            Self::Empty => "empty",
            Self::Filled => "filled",
        }
    }

    /// The op with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.code() == code)
    }

    /// Whether several values of it belong to one condition.
    pub const fn takes_several(self) -> bool {
        matches!(self, Self::Is | Self::Not)
    }

    /// Whether it says nothing about a value.
    pub const fn is_bare(self) -> bool {
        matches!(self, Self::Empty | Self::Filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_are_written() {
        for op in Op::ALL {
            assert_eq!(Op::from_code(op.code()), Some(op));
        }
        assert_eq!(Op::from_code("or"), None);
    }
}
