//! A verdict: the answer to one expectation for one subject, why, and what was read to reach it.

use crate::Answer;
use frameworks::RestsOn;
use jiff::Timestamp;
use record::{Act, RecordId};
use std::collections::BTreeSet;

/// Whom a verdict is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A record.
    Record(RecordId),
    /// A requirement or control, by reference.
    Requirement(String),
    /// The organisation as a whole; also the population of an expectation, when nobody belongs to it.
    Organisation,
}

/// The answer to one expectation for one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Id of the pack.
    pub pack: String,
    /// Id of the expectation within the pack.
    pub expectation: String,
    /// Whom it is about.
    pub subject: Subject,
    /// The answer.
    pub answer: Answer,
    /// What the answer rests on: a statement of a named person is shown as such.
    pub rests_on: RestsOn,
    /// Why, most telling first; at most [`REASONS`].
    pub reasons: Vec<Reason>,
    /// What was read.
    pub read: Read,
    /// The next instant at which it can change with no write: at this instant something turns that the answer rests
    /// on, and not before. `None` when no time was read that lies ahead.
    pub flips_at: Option<Timestamp>,
}

/// Reasons in one verdict.
pub const REASONS: usize = 24;

/// What a verdict rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Records whose content or state was read.
    pub records: BTreeSet<RecordId>,
    /// Acts that were read: on which record, which act.
    pub acts: BTreeSet<(RecordId, Act)>,
    /// Parameters read from other records, as `kind.field`, and records from which they came.
    pub parameters: BTreeSet<(RecordId, String)>,
}

/// One reason, as parts under a code: a surface words it, no sentence is glued together here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable code, see [`Reason::sentence`].
    pub code: &'static str,
    /// The answer that it speaks for.
    pub answer: Answer,
    /// The record that it is about.
    pub record: Option<RecordId>,
    /// The row of that record's table.
    pub row: Option<u32>,
    /// What was looked at, as the expectation writes it.
    pub what: String,
    /// What was found, where that can be said in a word.
    pub found: Option<String>,
    /// What was wanted, where that can be said in a word.
    pub wanted: Option<String>,
}

impl Reason {
    /// The reason in English.
    pub fn sentence(&self) -> String {
        let what = &self.what;
        let found = self.found.as_deref().unwrap_or("nothing");
        let wanted = self.wanted.as_deref().unwrap_or_default();
        match self.code {
            "compared" => format!("“{what}” holds {found} against {wanted}."),
            "not_known" => format!("“{what}” is not filled in or not known."),
            "filled" => format!("“{what}” is filled in."),
            "blank" => format!("“{what}” is blank."),
            "flag" => format!("“{what}” is {found}."),
            "state" => format!("The state is {found}; wanted is {wanted}."),
            "alike" => format!("“{what}” says in nearly the same words what another says."),
            "kind" => format!("The record is of another kind than {wanted}."),
            "acted" => format!("“{what}” has happened."),
            "not_acted" => format!("“{what}” has not happened."),
            "in_set" => format!("“{what}” holds {found}; wanted is one of {wanted}."),
            "lacking" => format!("“{what}” lacks {found}."),
            "complete" => format!("“{what}” is complete."),
            "empty_set" => format!("“{what}” is empty."),
            "period" => format!("“{what}” runs {found}."),
            "cadence" => format!("“{what}” was kept up: {found}."),
            "in_force_then" => "Whether it was in force at the time asked for.".to_owned(),
            "none_there" => format!("There is no {what} that qualifies."),
            "empty_population" => format!(
                "There is no {what} to which this applies, and no signed statement that there is none."
            ),
            "not_begun" => format!("There is no {what} at all yet: nothing was answered."),
            "statement" => format!("A signed statement in force says that there is no {what}."),
            "membership_unknown" => "The records do not tell whether this belongs to those meant.".to_owned(),
            other => other.replace('_', " "),
        }
    }
}
