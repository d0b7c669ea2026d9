//! Plans what would turn a verdict: for each failing part of the expectation the least that would make it hold.

mod leaf;
mod member;
mod place;

use super::{Eval, Frame};
use crate::{
    Answer,
    code::{Cond, Move},
    plan::{Rule, Subjects},
    turning::{Entry, On, RowAt, Want, Whom},
};
use jiff::civil::Date;
use record::Act;

/// Looks for the least that has to be done.
pub(crate) struct Planner<'w> {
    eval: Eval<'w>,
    /// What each scope stands for, beside the frames of the evaluation.
    spots: Vec<Spot>,
    /// Links taken to lead to records that the steps make.
    making: Vec<(usize, Move, On, u16)>,
    fresh: usize,
    /// Conditions that may still be looked at: an expectation that branches without end has no plan.
    budget: u32,
}

/// Conditions looked at for one verdict.
const BUDGET: u32 = 4_000;

/// What a scope stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot {
    /// The organisation or a requirement: nothing that can be written to.
    Nothing,
    Record(On, u16),
    Row {
        of: On,
        kind: u16,
        slot: u16,
        row: RowAt,
    },
}

/// What has to be done, before it is put into steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub parts: Vec<Part>,
    pub cost: u32,
    /// Days that have to be filled in so that the first is not after the second.
    pub orders: Vec<(Blank, Blank)>,
}

/// A field or cell that has to be filled in: the record, the field, its column or question, and the row.
pub(crate) type Blank = (On, &'static str, Option<&'static str>, Option<RowAt>);

/// What has to be done to one record.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub on: On,
    pub kind: u16,
    pub entries: Vec<Entry>,
    /// The state that it must come to.
    pub state: Option<&'static str>,
    pub in_force: bool,
    /// Acts that must be done, anew when they were done before.
    pub acts: Vec<Act>,
    pub by: Vec<(Act, Whom)>,
}

/// What a step costs: to be compared, nothing more. What a person would do first must be cheapest, and what only hides
/// a gap dearest.
pub(super) mod cost {
    pub const FILL: u32 = 1;
    pub const CHANGE: u32 = 4;
    pub const RELINK: u32 = 6;
    pub const ACT: u32 = 2;
    pub const ROW: u32 = 3;
    pub const CREATE: u32 = 12;
    /// Makes a record into something else than it is.
    pub const IDENTITY: u32 = 30;
    pub const CLEAR: u32 = 40;
    pub const RETIRE: u32 = 60;
}

impl Part {
    pub(crate) const fn of(on: On, kind: u16) -> Self {
        Self { on, kind, entries: Vec::new(), state: None, in_force: false, acts: Vec::new(), by: Vec::new() }
    }
}

impl Draft {
    pub(super) fn of(part: Part, cost: u32) -> Self {
        Self { parts: vec![part], cost, orders: Vec::new() }
    }

    /// The first thing that it asks to be filled in.
    pub(super) fn first(&self) -> Option<Blank> {
        let part = self.parts.first()?;
        let entry = part.entries.first()?;
        Some((part.on, entry.field, entry.cell, entry.row))
    }

    /// Hands the bounds of days on to those that are ordered with them; where none is bound, they meet today.
    pub(crate) fn settle(&mut self, today: Date) {
        let orders = std::mem::take(&mut self.orders);
        // As often as there are orders, so that a bound comes to the end of a chain.
        for _ in 0..orders.len() {
            for (lower, upper) in &orders {
                if let Some(until) = self.bounds(*upper).1 {
                    self.bind(*lower, Want::Day { from: None, until: Some(until) });
                }
                if let Some(from) = self.bounds(*lower).0 {
                    self.bind(*upper, Want::Day { from: Some(from), until: None });
                }
            }
        }
        for (lower, upper) in orders {
            if (self.bounds(lower).1, self.bounds(upper).0) == (None, None) {
                for blank in [lower, upper] {
                    self.bind(blank, Want::Day { from: Some(today), until: Some(today) });
                }
            }
        }
    }

    fn bounds(&mut self, blank: Blank) -> (Option<Date>, Option<Date>) {
        match self.entry(blank).map(|entry| &entry.want) {
            Some(Want::Day { from, until }) => (*from, *until),
            _ => (None, None),
        }
    }

    fn bind(&mut self, blank: Blank, want: Want) {
        if let Some(entry) = self.entry(blank) {
            let before = std::mem::replace(&mut entry.want, Want::Something);
            entry.want = before.and(want);
        }
    }

    fn entry(&mut self, (on, field, cell, row): Blank) -> Option<&mut Entry> {
        let part = self.parts.iter_mut().find(|part| part.on == on)?;
        part.entries.iter_mut().find(|entry| (entry.field, entry.cell, entry.row) == (field, cell, row))
    }

    /// Both, with what concerns one record in one place.
    pub(super) fn join(&mut self, other: Self) {
        self.cost = self.cost.saturating_add(other.cost);
        self.orders.extend(other.orders);
        for part in other.parts {
            match self.parts.iter_mut().find(|known| known.on == part.on) {
                Some(known) => known.take(part),
                None => self.parts.push(part),
            }
        }
    }
}

impl Part {
    fn take(&mut self, other: Self) {
        for entry in other.entries {
            // Several members of one field stand beside each other.
            let beside = |known: &Entry| matches!((&known.want, &entry.want), (Want::Includes(a), Want::Includes(b)) if a != b);
            let same = |known: &&mut Entry| {
                (known.field, known.cell, known.row) == (entry.field, entry.cell, entry.row) && !beside(known)
            };
            match self.entries.iter_mut().find(same) {
                Some(known) => {
                    let before = std::mem::replace(&mut known.want, Want::Something);
                    known.want = before.and(entry.want);
                }
                None => self.entries.push(entry),
            }
        }
        self.state = other.state.or(self.state);
        self.in_force |= other.in_force;
        for act in other.acts {
            if !self.acts.contains(&act) {
                self.acts.push(act);
            }
        }
        for by in other.by {
            if !self.by.contains(&by) {
                self.by.push(by);
            }
        }
    }
}

impl<'w> Planner<'w> {
    pub(crate) fn new(eval: Eval<'w>) -> Self {
        Self { eval, spots: Vec::new(), making: Vec::new(), fresh: 0, budget: BUDGET }
    }

    /// What would make an expectation hold of a subject.
    pub(crate) fn subject(&mut self, rule: &'w Rule, frame: Frame<'w>) -> Option<Draft> {
        self.begin();
        let spot = match (frame, rule.subjects) {
            (Frame::Record(handle), Subjects::Records(kind)) => {
                Spot::Record(On::Record(self.eval.world.names.id(handle)?), kind)
            }
            _ => Spot::Nothing,
        };
        self.within(frame, spot, |planner| planner.make(&rule.holds, true))
    }

    /// What would make a first member of a population, of which the expectation holds.
    pub(crate) fn first_of(&mut self, kind: u16, rule: &'w Rule) -> Option<Draft> {
        self.begin();
        self.new_record(kind, rule.filter.as_ref(), true, Some(&rule.holds))
    }

    /// What would state that a population is empty.
    pub(crate) fn statement(&mut self, population: Option<&str>) -> Option<Draft> {
        let (index, reading) = self.eval.plan.statement.as_ref()?;
        let rule = self.eval.plan.rules.get(*index)?;
        let Subjects::Records(kind) = rule.subjects else { return None };
        self.begin();
        let mut draft = self.new_record(kind, rule.filter.as_ref(), true, Some(&rule.holds))?;
        let layout = self.eval.plan.layout(kind)?;
        let crate::code::At::Slot(slot) = reading.at else { return None };
        let field = layout.slots.get(usize::from(slot))?.field;
        let on = draft.parts.first()?.on;
        let want = Want::Includes(population?.to_owned());
        let mut part = Part::of(on, kind);
        part.entries.push(Entry { field, cell: None, row: None, want });
        draft.join(Draft::of(part, 0));
        Some(draft)
    }

    fn begin(&mut self) {
        self.eval.frames.clear();
        self.eval.assumed.clear();
        self.spots.clear();
        self.making.clear();
        (self.fresh, self.budget) = (0, BUDGET);
    }

    /// With one more scope.
    pub(super) fn within<T>(&mut self, frame: Frame<'w>, spot: Spot, look: impl FnOnce(&mut Self) -> T) -> T {
        self.eval.frames.push(frame);
        self.spots.push(spot);
        let found = look(self);
        self.spots.pop();
        self.eval.frames.pop();
        found
    }

    pub(super) fn number(&mut self) -> usize {
        self.fresh += 1;
        self.fresh - 1
    }

    /// The least that would make a condition hold, or not hold. `None` when nothing would.
    pub(super) fn make(&mut self, cond: &'w Cond, wanted: bool) -> Option<Draft> {
        self.budget = self.budget.checked_sub(1)?;
        if self.eval.cond(cond).answer == Answer::from(wanted) {
            return Some(self.kept(cond, wanted));
        }
        match cond {
            Cond::And(parts) if wanted => self.all(parts, true),
            Cond::And(parts) => self.cheapest(parts, false),
            Cond::Or(parts) if wanted => self.cheapest(parts, true),
            Cond::Or(parts) => self.all(parts, false),
            Cond::Not(inner) => self.make(inner, !wanted),
            Cond::Quantified { quantifier, members, filter, body, .. } => {
                self.quantified(*quantifier, members, filter.as_deref(), body.as_deref(), wanted)
            }
            Cond::Shared(number) => {
                let shared = self.eval.plan.shared.get(*number)?;
                let frames =
                    std::mem::replace(&mut self.eval.frames, vec![Frame::Organisation; shared.depth]);
                let spots = std::mem::replace(&mut self.spots, vec![Spot::Nothing; shared.depth]);
                let made = self.make(&shared.holds, wanted);
                (self.eval.frames, self.spots) = (frames, spots);
                made
            }
            leaf if wanted => self.linked(std::slice::from_ref(leaf), |planner| {
                if planner.eval.cond(leaf).answer == Answer::Met {
                    return Some(Draft::default());
                }
                planner.leaf(leaf, true)
            }),
            leaf => self.leaf(leaf, false),
        }
    }

    fn all(&mut self, parts: &'w [Cond], wanted: bool) -> Option<Draft> {
        self.linked(if wanted { parts } else { &[] }, |planner| {
            let mut draft = Draft::default();
            for part in parts {
                draft.join(planner.make(part, wanted)?);
            }
            Some(draft)
        })
    }

    fn cheapest(&mut self, parts: &'w [Cond], wanted: bool) -> Option<Draft> {
        let mut found: Option<Draft> = None;
        for part in parts {
            if let Some(draft) = self.make(part, wanted)
                && found.as_ref().is_none_or(|known| draft.cost < known.cost)
            {
                found = Some(draft);
            }
        }
        found
    }

    /// With every link that the conditions follow leading somewhere: what is blank, or leads to what is over, is first
    /// taken to lead to the record that makes most of them hold.
    fn linked(&mut self, parts: &'w [Cond], look: impl FnOnce(&mut Self) -> Option<Draft>) -> Option<Draft> {
        let before = (self.eval.assumed.len(), self.making.len());
        let mut draft = Draft::default();
        for (scope, step) in place::first_moves(parts) {
            if let Some(mended) = self.mend(scope, step, parts) {
                draft.join(mended);
            }
        }
        let found = look(self);
        self.eval.assumed.truncate(before.0);
        self.making.truncate(before.1);
        draft.join(found?);
        Some(draft)
    }
}
