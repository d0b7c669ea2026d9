//! What a plan asks a person before it goes on: rows that may be records that exist, and records whose rows are gone.

use record::{FieldChange, RecordId};
use serde::{Deserialize, Serialize};

/// Something that a person decides. Until she has, nothing is brought in of the row and nothing happens to the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Stable for the same row and the same record, so that an answer fits nothing else.
    pub id: String,
    /// The record.
    pub record: RecordId,
    /// Its reference, where it is known.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What is asked about it.
    pub about: About,
    /// The answer, when one was given.
    pub answer: Option<Answer>,
}

/// What is asked about a record.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// Is this row the record?
    Row {
        /// Line of the file.
        line: u64,
        /// The title that the row gives.
        title: String,
        /// Why it is asked.
        why: Why,
        /// Fields in which row and record say the same, in the order of the form.
        agrees: Vec<String>,
        /// What would change if it is.
        changes: Vec<FieldChange>,
    },
    /// An earlier edition of the list made the record, and no row of this one is about it: is it over?
    Gone,
}

/// Why a row may be a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has no key of its own, and says what identified the record in the last edition.
    NoKey,
    /// Its key is new, and a record of the list that no row names agrees with it.
    KeyChanged,
    /// Another list has a record under the same key and title.
    OtherList,
    /// No list knows it, and it agrees with the record.
    Alike,
    /// The list knows its key, but what the record under it is called and says has nothing in common with the row.
    OtherThing,
}

impl Why {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoKey => "no_key",
            Self::KeyChanged => "key_changed",
            Self::OtherList => "other_list",
            Self::Alike => "alike",
            Self::OtherThing => "other_thing",
        }
    }

    /// One sentence for people.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoKey => "The row has no key of its own; by its name it is the record of the last edition.",
            Self::KeyChanged => {
                "The key is new to this list; a record that no other row names agrees with the row."
            }
            Self::OtherList => "Another list has a record under the same key and name.",
            Self::Alike => "No list knows the row; the record agrees with it.",
            Self::OtherThing => {
                "The list knows its key, but the record under it has nothing in common with the row; another list may number \
                 its rows in the same way."
            }
        }
    }
}

/// What a person can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The row is the record: it gets a new version.
    Same,
    /// The row is another record: a new one is made.
    New,
    /// The row is left out.
    Leave,
    /// The record is over: it is retired.
    Retire,
    /// The record goes on.
    Keep,
}

impl Answer {
    /// Answers to whether a row is a record.
    pub const OF_ROWS: [Self; 3] = [Self::Same, Self::New, Self::Leave];
    /// Answers to whether a record is over.
    pub const OF_GONE: [Self; 2] = [Self::Retire, Self::Keep];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::New => "new",
            Self::Leave => "leave",
            Self::Retire => "retire",
            Self::Keep => "keep",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::OF_ROWS.into_iter().chain(Self::OF_GONE).find(|answer| answer.code() == code)
    }
}

impl Question {
    /// The answers that fit.
    pub const fn answers(&self) -> &'static [Answer] {
        match self.about {
            About::Row { .. } => &Answer::OF_ROWS,
            About::Gone => &Answer::OF_GONE,
        }
    }
}
