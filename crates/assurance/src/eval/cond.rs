//! Conditions.

use super::{
    Eval, Outcome,
    fold::Fold,
    set::Bag,
    term::{Datum, Own},
    time::holds,
};
use crate::{
    Answer,
    code::{Cond, Moment, Reading, Term, Walk},
    keep::{Kept, Key, Stored},
};
use frameworks::language::Compare;
use record::Decimal;
use std::cmp::Ordering;

impl<'w> Eval<'w> {
    pub(super) fn cond(&mut self, cond: &'w Cond) -> Outcome {
        match cond {
            Cond::And(parts) => self.parts(parts, Answer::NotMet),
            Cond::Or(parts) => self.parts(parts, Answer::Met),
            Cond::Not(inner) => {
                let mut outcome = self.cond(inner);
                outcome.answer = outcome.answer.opposite();
                for reason in &mut outcome.why {
                    reason.answer = reason.answer.opposite();
                }
                outcome
            }
            Cond::Quantified { quantifier, members, filter, body, look } => {
                self.quantified(*quantifier, (members, *look), filter.as_deref(), body.as_deref())
            }
            Cond::Compare { left, how, right, says } => self.compare(left, *how, right, says),
            Cond::Timed { fixed, how, present, says } => {
                let fixed = self.term(fixed);
                let answer = self.timed(fixed, *how, present);
                let wanted = self.explain.then(|| self.today.to_string());
                self.told(answer, says, fixed, wanted)
            }
            Cond::In { .. } | Cond::Within { .. } | Cond::Meets { .. } | Cond::Empty { .. } => {
                self.sets(cond)
            }
            Cond::InForce { record, says } => {
                self.of_record(record, says, "state", "in force", |stored| stored.in_force)
            }
            Cond::State { record, code, says } => {
                self.of_record(record, says, "state", code, |stored| stored.state == *code)
            }
            Cond::Kind { record, kind, says } => {
                let wanted = kind.and_then(|kind| self.plan.layout(kind)).map_or("", |layout| layout.id);
                self.of_record(record, says, "kind", wanted, |stored| Some(stored.kind) == *kind)
            }
            Cond::InForceAt { record, at, says } => match self.instant(at) {
                Some(at) => self.of_record(record, says, "in_force_then", "in force", |stored| {
                    stored.past.iter().any(|era| era.from <= at && era.until.is_none_or(|until| at < until))
                }),
                None => self.because(Answer::Unknown, "not_known", None, says, None, None),
            },
            Cond::Filled { reading, says } => {
                let answer = self.filled(reading);
                let code = if answer == Answer::Met { "filled" } else { "blank" };
                self.because(answer, code, None, says, None, None)
            }
            Cond::Flag { reading, says } => match self.read_one(reading) {
                Datum::Truth(flag) => {
                    let found = self.explain.then(|| if flag { "yes" } else { "no" }.to_owned());
                    self.because(Answer::from(flag), "flag", None, says, found, None)
                }
                _ => self.because(Answer::Unknown, "not_known", None, says, None, None),
            },
            Cond::Acted { record, act, says } => {
                let handle = self.one(record);
                if handle.and_then(|handle| self.world.record(handle)).is_none() {
                    return self.because(Answer::Unknown, "not_known", None, says, None, None);
                }
                let acted = self.act(record, *act).is_some();
                self.because(
                    Answer::from(acted),
                    if acted { "acted" } else { "not_acted" },
                    handle,
                    says,
                    None,
                    None,
                )
            }
            Cond::Covers { period, at, says } => self.covered(period, at, says),
            Cond::Alike { left, right, says } => {
                let (left, right) = (self.read_all(left).values, self.read_all(right).values);
                let texts = (Key::of(left.first().copied()), Key::of(right.first().copied()));
                let alike = match texts {
                    (Key::Is(left), Key::Is(right)) => self.world.names.alike(left, right),
                    _ => false,
                };
                self.because(Answer::from(alike), "alike", None, says, None, None)
            }
            Cond::Shared(number) => self.look_up(*number),
            Cond::Cadence { dates, gap, window, says } => {
                let answer = self.cadence(dates, gap, window);
                self.because(answer, "cadence", None, says, Some(answer.code().to_owned()), None)
            }
        }
    }

    fn sets(&mut self, cond: &'w Cond) -> Outcome {
        match cond {
            Cond::In { item, set, says } => {
                let (item, bag) = (self.term(item), self.set(set));
                let answer = item.item().map_or(Answer::Unknown, |item| bag.has(&item));
                let wanted = self.explain.then(|| self.list(&bag.sure));
                let found = self.show(item);
                self.because(
                    answer,
                    if found.is_some() { "in_set" } else { "not_known" },
                    None,
                    says,
                    found,
                    wanted,
                )
            }
            Cond::Within { left, right, says } => {
                let (left, right) = (self.set(left), self.set(right));
                self.within(&left, &right, says)
            }
            Cond::Meets { left, right, says } => {
                let (left, right) = (self.set(left), self.set(right));
                let shared = left.sure.iter().any(|item| right.has(item) == Answer::Met);
                let maybe = left.open
                    || left.sure.iter().any(|item| right.has(item) == Answer::Unknown)
                    || left.maybe.iter().any(|item| right.has(item) != Answer::NotMet)
                    || (right.open && !left.sure.is_empty());
                let answer = if shared { Answer::Met } else { unless(maybe, false) };
                let told = self.explain.then(|| (self.list(&left.sure), self.list(&right.sure)));
                let (found, wanted) = told.unzip();
                self.because(answer, "in_set", None, says, found, wanted)
            }
            Cond::Empty { set, says } => {
                let bag = self.set(set);
                let code = if bag.sure.is_empty() { "empty_set" } else { "lacking" };
                let found = self.explain.then(|| self.list(&bag.sure));
                self.because(bag.is_empty(), code, None, says, found, None)
            }
            _ => Outcome::plain(Answer::Unknown),
        }
    }

    /// Whether there is something where a reading leads.
    fn filled(&mut self, reading: &'w Reading) -> Answer {
        let (there, complete) = match self.own(reading) {
            Own::Is(kept) => (present_part(kept, reading.part), true),
            Own::Blank => (false, true),
            Own::Elsewhere => {
                let found = self.read_all(reading);
                (found.values.iter().any(|kept| present_part(kept, reading.part)), found.complete)
            }
        };
        if there { Answer::Met } else { unless(!complete, false) }
    }

    /// Whether a period covers a moment.
    fn covered(&mut self, period: &'w Reading, at: &'w Moment, says: &str) -> Outcome {
        let found = self.read_all(period);
        let Some(Kept::Period(period)) = found.values.first() else {
            return self.because(Answer::Unknown, "not_known", None, says, None, None);
        };
        let (from, until) = period.as_ref();
        let answer = self.covers(*from, *until, at);
        let found = self.explain.then(|| {
            let until = until.map_or_else(|| "open".to_owned(), |until| until.to_string());
            format!("{from} to {until}")
        });
        self.because(answer, "period", None, says, found, None)
    }

    /// Something about the record at the end of a walk; unknown when there is none to be read.
    fn of_record(
        &mut self,
        record: &Walk,
        says: &str,
        code: &'static str,
        wanted: &str,
        holds: impl FnOnce(&Stored) -> bool,
    ) -> Outcome {
        let handle = self.one(record);
        if let Some(handle) = handle {
            self.note_read(handle);
        }
        match handle.and_then(|handle| self.world.record(handle)) {
            Some(stored) if self.explain => {
                let (found, wanted) = (Some(stored.state.to_owned()), Some(wanted.to_owned()));
                self.because(Answer::from(holds(stored)), code, handle, says, found, wanted)
            }
            Some(stored) => Outcome::plain(Answer::from(holds(stored))),
            None => self.because(Answer::Unknown, "not_known", None, says, None, None),
        }
    }

    fn parts(&mut self, parts: &'w [Cond], stop: Answer) -> Outcome {
        let mut fold = Fold::start(self, stop);
        for part in parts {
            let outcome = self.cond(part);
            if fold.take(self, outcome) {
                break;
            }
        }
        fold.end(self)
    }

    fn compare(&mut self, left: &'w Term, how: Compare, right: &'w Term, says: &str) -> Outcome {
        let (left, right) = (self.term(left), self.term(right));
        let wanted = if self.explain { self.show(right) } else { None };
        self.told(self.compared(left, how, right), says, left, wanted)
    }

    fn compared(&self, left: Datum<'w>, how: Compare, right: Datum<'w>) -> Answer {
        let order = match (left, right) {
            (Datum::Between(low, high), Datum::Number(number)) => return ranged(low, high, how, number),
            (Datum::Number(number), Datum::Between(low, high)) => {
                return ranged(low, high, how.turned(), number);
            }
            (Datum::Number(a), Datum::Number(b)) => a.cmp(&b),
            (Datum::Text(a), Datum::Text(b)) => a.cmp(b),
            (Datum::Record(a), Datum::Record(b)) => a.cmp(&b),
            (Datum::Truth(a), Datum::Truth(b)) => a.cmp(&b),
            (Datum::Instant(a), Datum::Instant(b)) => a.cmp(&b),
            (a, b) => match (self.day_of(a), self.day_of(b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => return Answer::Unknown,
            },
        };
        Answer::from(holds(order, how))
    }

    fn told(&self, answer: Answer, says: &str, found: Datum<'w>, wanted: Option<String>) -> Outcome {
        if !self.explain {
            return Outcome::plain(answer);
        }
        let code = if answer == Answer::Unknown { "not_known" } else { "compared" };
        self.because(answer, code, None, says, self.show(found), wanted)
    }

    /// Every member of the first in the second; of nothing it is unknown.
    fn within(&mut self, left: &Bag<'w>, right: &Bag<'w>, says: &str) -> Outcome {
        if left.sure.is_empty() {
            return self.because(Answer::Unknown, "empty_set", None, says, None, None);
        }
        let lacking: std::collections::BTreeSet<_> =
            left.sure.iter().filter(|item| right.has(item) == Answer::NotMet).copied().collect();
        if !lacking.is_empty() {
            let found = self.explain.then(|| self.list(&lacking));
            return self.because(Answer::NotMet, "lacking", None, says, found, None);
        }
        let unclear =
            left.open || left.sure.iter().chain(&left.maybe).any(|item| right.has(item) != Answer::Met);
        self.because(
            unless(unclear, true),
            if unclear { "not_known" } else { "complete" },
            None,
            says,
            None,
            None,
        )
    }
}

fn unless(unclear: bool, holds: bool) -> Answer {
    if unclear { Answer::Unknown } else { Answer::from(holds) }
}

fn present_part(kept: &Kept, part: crate::code::Part) -> bool {
    match (kept, part) {
        (Kept::Period(period), crate::code::Part::Until) => period.1.is_some(),
        (Kept::Answers(answers), _) => !answers.is_empty(),
        _ => true,
    }
}

/// A count between bounds compared with a number: decided when both ends agree and nothing between can differ.
fn ranged(low: u64, high: Option<u64>, how: Compare, number: Decimal) -> Answer {
    let (low, high) = (Decimal::from(low), high.map(Decimal::from));
    let below = high.is_some_and(|high| high < number);
    let above = low > number;
    match how {
        Compare::Equal | Compare::Unequal => {
            if below || above {
                Answer::from(how == Compare::Unequal)
            } else {
                Answer::Unknown
            }
        }
        _ => {
            let at_low = holds(low.cmp(&number), how);
            let at_high =
                high.map_or_else(|| holds(Ordering::Greater, how), |high| holds(high.cmp(&number), how));
            unless(at_low != at_high, at_low)
        }
    }
}
