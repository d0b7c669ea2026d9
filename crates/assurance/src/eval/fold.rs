//! Kleene's "and" and "or" over many parts, with the next instant at which the result can turn.

use super::{Eval, Outcome};
use crate::{Answer, Reason};
use jiff::Timestamp;

/// Folds answers: `stop` decides at once (not met for "and", met for "or").
pub(super) struct Fold {
    stop: Answer,
    stopped: bool,
    unknown: bool,
    before: Option<Timestamp>,
    merged: Option<Timestamp>,
    why_stop: Vec<Reason>,
    why_rest: Vec<Reason>,
    why_unknown: Vec<Reason>,
}

impl Fold {
    pub(super) fn start(eval: &mut Eval<'_>, stop: Answer) -> Self {
        Self {
            stop,
            stopped: false,
            unknown: false,
            before: eval.flips.take(),
            merged: None,
            why_stop: Vec::new(),
            why_rest: Vec::new(),
            why_unknown: Vec::new(),
        }
    }

    /// Takes a part in. Returns whether the rest need not be looked at: a part that decides goes on deciding until it
    /// turns itself, so only its own instant counts. When reasons are wanted, every part is looked at.
    pub(super) fn take(&mut self, eval: &mut Eval<'_>, outcome: Outcome) -> bool {
        let mine = eval.flips.take();
        if outcome.answer == self.stop {
            self.merged = if self.stopped { later(self.merged, mine) } else { mine };
            self.stopped = true;
            self.why_stop.extend(outcome.why);
            return !eval.explain;
        }
        if !self.stopped {
            self.merged = earlier(self.merged, mine);
        }
        if outcome.answer == Answer::Unknown {
            self.unknown = true;
            self.why_unknown.extend(outcome.why);
        } else {
            self.why_rest.extend(outcome.why);
        }
        false
    }

    /// Something that could not be looked at.
    pub(super) fn blur(&mut self) {
        self.unknown = true;
    }

    /// Takes in an instant at which the set of parts itself can change.
    pub(super) fn also_flips(&mut self, eval: &mut Eval<'_>) {
        let mine = eval.flips.take();
        if !self.stopped {
            self.merged = earlier(self.merged, mine);
        }
    }

    pub(super) fn end(self, eval: &mut Eval<'_>) -> Outcome {
        eval.flips = earlier(self.before, self.merged);
        if self.stopped {
            return Outcome { answer: self.stop, why: self.why_stop };
        }
        if self.unknown {
            return Outcome { answer: Answer::Unknown, why: self.why_unknown };
        }
        Outcome { answer: self.stop.opposite(), why: self.why_rest }
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// The later of two instants, where none means never.
fn later(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    }
}
