//! What would turn a verdict: which record, which field and how, which act and by whom, in order.
//!
//! It follows from the failing parts of the expectation itself, never from a sentence that somebody typed: whoever does
//! what stands here finds the verdict met, as long as nobody changes anything else meanwhile.

use crate::{Engine, Subject, World, course, eval::turn::Planner, plan::Subjects};
use jiff::civil::Date;
use record::{Act, Decimal, RecordId};

/// One way to turn a verdict into met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turning {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One thing that somebody does to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// To which record.
    pub on: On,
    /// Id of its kind.
    pub kind: &'static str,
    /// What.
    pub doing: Doing,
}

impl Step {
    /// Whether it is about a record that the steps make.
    pub const fn made(&self) -> bool {
        matches!(self.on, On::New(_))
    }
}

/// A record that is there, or one that the steps themselves make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// A record that is there.
    Record(RecordId),
    /// The nth record that the steps make, from 0.
    New(usize),
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A record is made, with at least these fields.
    Create(Vec<Entry>),
    /// A new version is written. Without entries any change will do: what counts is that it is decided on anew.
    Write(Vec<Entry>),
    /// An act is done.
    Act {
        /// Which.
        act: Act,
        /// By whom, beside what separation of duties asks anyway.
        by: Vec<Whom>,
    },
}

/// What a field has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Id of the field.
    pub field: &'static str,
    /// Id of the column or of the question.
    pub cell: Option<&'static str>,
    /// The row, for a column.
    pub row: Option<RowAt>,
    /// What it has to hold.
    pub want: Want,
}

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowAt {
    /// The row with this id.
    Is(u32),
    /// A new row; equal numbers are the same row.
    New(usize),
}

/// What is wanted of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Anything that is not blank.
    Something,
    /// Nothing.
    Nothing,
    /// So many words at least.
    Words(u32),
    /// A day between these, both included.
    Day {
        /// Not before.
        from: Option<Date>,
        /// Not after.
        until: Option<Date>,
    },
    /// A number between these, both included.
    Number {
        /// At least.
        least: Option<Decimal>,
        /// At most.
        most: Option<Decimal>,
    },
    /// Less than it is, so far that the comparison as written holds.
    Lower(String),
    /// More than it is, so far that the comparison as written holds.
    Higher(String),
    /// One of these codes.
    OneOf(Vec<String>),
    /// Another than these codes.
    NoneOf(Vec<String>),
    /// This code among others.
    Includes(String),
    /// Yes or no.
    Flag(bool),
    /// A link to this record; of what is there, to one like it.
    Leads(On),
    /// A link to another record than this.
    OtherThan(RecordId),
    /// A period that covers this day.
    Covers(Date),
}

/// By whom an act has to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody who did not write what is decided on.
    NotAuthor,
    /// Somebody else than who did this act.
    NotWho(Act),
    /// Somebody in this role.
    Capacity(String),
}

impl Want {
    /// Both at once; where they cannot be combined, the more telling one.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Something, want) | (want, Self::Something) => want,
            (Self::Words(a), Self::Words(b)) => Self::Words(a.max(b)),
            (Self::Day { from, until }, Self::Day { from: later, until: sooner }) => {
                Self::Day { from: from.max(later), until: narrower(until, sooner) }
            }
            (Self::Number { least, most }, Self::Number { least: more, most: less }) => {
                Self::Number { least: least.max(more), most: narrower(most, less) }
            }
            (_, other) => other,
        }
    }
}

/// The lesser of two bounds, where none means no bound.
fn narrower<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

impl Turning {
    /// The records that are there and that the steps act on.
    pub fn records(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.steps.iter().filter_map(|step| match step.on {
            On::Record(id) => Some(id),
            On::New(_) => None,
        })
    }
}

impl Engine {
    /// The ways to turn a verdict, the shortest first; none when it is met, and none when no act that a person may
    /// honestly do would turn it: what happened too late stays late.
    pub fn turnings(&self, world: &World, pack: &str, expectation: &str, subject: &Subject) -> Vec<Turning> {
        let Some((index, rule)) = self.rule(pack, expectation) else { return Vec::new() };
        let Some(key) = self.key(world, rule, subject) else { return Vec::new() };
        if self.boards.get(index).and_then(|board| board.answers.get(key)).is_none() {
            return Vec::new();
        }
        let mut planner = Planner::new(self.eval(world));
        let mut ways = Vec::new();
        match (rule.subjects, subject) {
            (Subjects::Records(kind), Subject::Organisation) => {
                ways.extend(planner.first_of(kind, rule));
                ways.extend(planner.statement(rule.populations.first().map(String::as_str)));
            }
            _ => {
                ways.extend(self.frame(world, rule, key).and_then(|frame| planner.subject(rule, frame)));
            }
        }
        let today = self.today();
        ways.into_iter()
            .filter_map(|mut draft| {
                draft.settle(today);
                course::steps(world, draft)
            })
            .collect()
    }
}
