//! The closed list of shapes that a field can have. Every surface is one exhaustive `match` on it.

use crate::FieldDef;

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of text, at most `max` characters.
    Line {
        /// Characters.
        max: usize,
    },
    /// Paragraphs of text, at most `max` characters.
    Prose {
        /// Characters.
        max: usize,
    },
    /// A decimal number, in `unit`, between bounds.
    Number {
        /// Smallest allowed value.
        min: Option<i64>,
        /// Largest allowed value.
        max: Option<i64>,
        /// Unit shown after the number, or empty.
        unit: &'static str,
    },
    /// An amount with an ISO 4217 currency code.
    Money,
    /// A calendar date.
    Date,
    /// Yes or no; absent means not answered.
    Flag,
    /// One of a few.
    Choice(&'static [Opt]),
    /// Several of a few.
    Choices(&'static [Opt]),
    /// A step on a scale from 1 to the number of options.
    Rating(&'static [Opt]),
    /// From a date, until a date or open.
    Period,
    /// One other record.
    Link(Target),
    /// Other records.
    Links(Target),
    /// A person of the organisation.
    Person,
    /// Records of the kind `evidence` that support this one.
    Evidence,
    /// A file, known by its SHA-256.
    File,
    /// Rows owned by the record; each keeps its id for life.
    Table(&'static [FieldDef]),
    /// Answers to a versioned set of questions.
    Answers(&'static QuestionSet),
    /// Points in time, appended in batches.
    Series {
        /// Unit of the values.
        unit: &'static str,
    },
}

/// An option of a choice or a step of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Stable code.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it means, or empty.
    pub hint: &'static str,
}

impl Opt {
    /// An option without a hint.
    pub const fn new(code: &'static str, label: &'static str) -> Self {
        Self { code, label, hint: "" }
    }

    /// An option with a hint.
    pub const fn hinted(code: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self { code, label, hint }
    }
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Kind of the other record; `*` for any.
    pub kind: &'static str,
    /// How the other record names the relation back, e.g. "Used by".
    pub inverse: &'static str,
}

/// A versioned set of questions.
#[derive(Debug)]
pub struct QuestionSet {
    /// Stable id.
    pub id: &'static str,
    /// Version, from 1.
    pub version: u32,
    /// The questions, in order.
    pub questions: &'static [Question],
}

/// One question, with the field that holds its answer.
#[derive(Debug)]
pub struct Question {
    /// Id, question and shape of the answer.
    pub field: FieldDef,
    /// Heading under which it stands.
    pub section: &'static str,
}

impl QuestionSet {
    /// `id@version`, as stored with the answers.
    pub fn tag(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.field.id == id)
    }
}
