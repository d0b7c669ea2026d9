//! Evaluates checked expectations over a snapshot, at an instant.

mod cond;
mod fold;
mod members;
mod set;
mod term;
mod time;
pub(crate) mod turn;

use crate::{
    Answer, Read, Reason,
    board::Known,
    check::Shared,
    code::Move,
    keep::RowKept,
    plan::{Checked, Fact, Rule},
    world::World,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// Signed statements that there is none: population to the handles of statements.
pub(crate) type Statements = BTreeMap<String, BTreeSet<u32>>;

/// One evaluation.
pub(crate) struct Eval<'w> {
    world: &'w World,
    plan: &'w Checked,
    statements: &'w Statements,
    shared: &'w [Known],
    now: Timestamp,
    today: Date,
    zone: &'w TimeZone,
    /// Whether reasons and reads are wanted.
    explain: bool,
    frames: Vec<Frame<'w>>,
    /// Links taken to lead to a record, by the scope and the move with which walks begin: for what would be.
    assumed: Vec<(usize, Move, u32)>,
    flips: Option<Timestamp>,
    /// Whether many subjects are judged one after the other, so that it pays to sift once for all of them.
    pub many: bool,
    /// By the number of a look: those who may pass its filter, whoever is judged.
    sifted: BTreeMap<usize, Vec<u32>>,
    /// The last day on which something may have turned already that is looked for near a day ([`time`]).
    past: Date,
    pub read: Read,
}

/// What a scope stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Frame<'w> {
    Organisation,
    Record(u32),
    Row(u32, &'w RowKept),
    Fact(&'w Fact),
}

/// An answer with its reasons; without any when none are wanted.
pub(crate) struct Outcome {
    pub answer: Answer,
    pub why: Vec<Reason>,
}

impl Outcome {
    fn plain(answer: Answer) -> Self {
        Self { answer, why: Vec::new() }
    }
}

/// The result for a subject.
pub(crate) struct Judged {
    /// Nothing when the subject does not belong to those meant.
    pub outcome: Option<Outcome>,
    pub flips: Option<Timestamp>,
}

impl<'w> Eval<'w> {
    pub(crate) fn new(
        world: &'w World,
        plan: &'w Checked,
        (statements, shared): (&'w Statements, &'w [Known]),
        now: Timestamp,
        zone: &'w TimeZone,
        explain: bool,
    ) -> Self {
        let today = zone.to_datetime(now).date();
        let read = Read::default();
        Self {
            world,
            plan,
            statements,
            shared,
            now,
            today,
            zone,
            explain,
            frames: Vec::new(),
            assumed: Vec::new(),
            flips: None,
            many: false,
            sifted: BTreeMap::new(),
            past: time::past(today),
            read,
        }
    }

    /// Whether the subject belongs, and whether what is expected holds of it.
    pub(crate) fn judge(&mut self, rule: &'w Rule, subject: Frame<'w>) -> Judged {
        self.frames.clear();
        self.flips = None;
        self.frames.push(subject);
        if let Frame::Record(handle) = subject {
            self.note_read(handle);
        }
        let belongs = match &rule.filter {
            None => Outcome::plain(Answer::Met),
            Some(filter) => self.cond(filter),
        };
        if belongs.answer == Answer::NotMet {
            return Judged { outcome: None, flips: self.flips };
        }
        let mut outcome = self.cond(&rule.holds);
        if belongs.answer == Answer::Unknown && outcome.answer != Answer::Met {
            outcome.answer = Answer::Unknown;
            outcome.why.splice(0..0, belongs.why);
        }
        if outcome.answer == Answer::NotMet && self.nothing_yet(&rule.sought) {
            let kinds = rule.sought.iter().filter_map(|kind| self.plan.layout(*kind));
            let reasons = kinds
                .map(|layout| self.because(Answer::Unknown, "not_begun", None, layout.id, None, None).why);
            outcome = Outcome { answer: Answer::Unknown, why: reasons.flatten().collect() };
        }
        outcome.why.truncate(crate::verdict::REASONS);
        Judged { outcome: Some(outcome), flips: self.flips }
    }

    /// Whether there is no record at all of the kinds over which a rule looks.
    fn nothing_yet(&self, sought: &[u16]) -> bool {
        !sought.is_empty() && sought.iter().all(|kind| self.world.of_kind(*kind).next().is_none())
    }

    /// A condition shared between subjects, judged for itself.
    pub(crate) fn shared(&mut self, shared: &'w Shared) -> Judged {
        self.frames = vec![Frame::Organisation; shared.depth];
        self.flips = None;
        let outcome = self.cond(&shared.holds);
        Judged { outcome: Some(outcome), flips: self.flips }
    }

    /// A condition shared between subjects, as it was judged; with its reasons when they are wanted.
    fn look_up(&mut self, number: usize) -> Outcome {
        if let (true, Some(shared)) = (self.explain, self.plan.shared.get(number)) {
            let frames = std::mem::replace(&mut self.frames, vec![Frame::Organisation; shared.depth]);
            let outcome = self.cond(&shared.holds);
            self.frames = frames;
            return outcome;
        }
        let known = self.shared.get(number).copied().unwrap_or_default();
        self.note_flip(known.flips());
        Outcome::plain(known.answer().unwrap_or(Answer::Unknown))
    }

    /// The answer about a population to which nobody belongs.
    pub(crate) fn nobody(&mut self, populations: &[String]) -> Outcome {
        let population = populations.first().map(String::as_str);
        let stated = populations.iter().any(|population| self.stated(Some(population)));
        let (answer, code) =
            if stated { (Answer::Met, "statement") } else { (Answer::Unknown, "empty_population") };
        self.because(answer, code, None, population.unwrap_or_default(), None, None)
    }

    /// Whether a signed statement says that a population is empty.
    fn stated(&mut self, population: Option<&str>) -> bool {
        let statements = self.statements;
        let Some(stating) = population.and_then(|name| statements.get(name)) else { return false };
        for handle in stating {
            self.note_read(*handle);
        }
        !stating.is_empty()
    }

    fn note_read(&mut self, handle: u32) {
        if self.explain
            && let Some(id) = self.world.names.id(handle)
        {
            self.read.records.insert(id);
        }
    }

    fn note_flip(&mut self, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.flips = Some(self.flips.map_or(at, |known| known.min(at)));
        }
    }

    /// An outcome with one reason, when reasons are wanted.
    fn because(
        &self,
        answer: Answer,
        code: &'static str,
        about: Option<u32>,
        what: &str,
        found: Option<String>,
        wanted: Option<String>,
    ) -> Outcome {
        if !self.explain {
            return Outcome::plain(answer);
        }
        let (record, row) = match self.frames.last() {
            Some(Frame::Record(handle)) => (Some(*handle), None),
            Some(Frame::Row(handle, row)) => (Some(*handle), Some(row.id)),
            _ => (None, None),
        };
        let row = if about.is_some() && about != record { None } else { row };
        let record = about.or(record).and_then(|handle| self.world.names.id(handle));
        let what = what.to_owned();
        Outcome { answer, why: vec![Reason { code, answer, record, row, what, found, wanted }] }
    }
}
