//! Single values.

use super::{Eval, Frame};
use crate::{
    code::{At, Attribute, Part, Reading, Term, Walk},
    keep::{self, Acted, Kept, Slots, Stored, UNKEPT},
};
use frameworks::language::Unit;
use jiff::{Timestamp, civil::Date};
use record::{Act, Decimal};

/// A value found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Datum<'w> {
    /// Blank, or not there to be read.
    Unknown,
    Text(&'w str),
    Number(Decimal),
    /// A count that is not known exactly: at least, at most.
    Between(u64, Option<u64>),
    Day(Date),
    Instant(Timestamp),
    Span(i64, Unit),
    Record(u32),
    Truth(bool),
}

/// Several values found, and whether all that were meant are there.
pub(super) struct Readings<'w> {
    pub values: Vec<&'w Kept>,
    pub complete: bool,
}

impl<'w> Eval<'w> {
    pub(super) fn term(&mut self, term: &'w Term) -> Datum<'w> {
        match term {
            Term::Text(text) => Datum::Text(text),
            Term::Number(number) => Datum::Number(*number),
            Term::Day(day) => Datum::Day(*day),
            Term::Span { count, unit } => Datum::Span(*count, *unit),
            Term::SpanOf { count, unit } => match self.term(count) {
                Datum::Number(number) => {
                    i64::try_from(number.trunc()).map_or(Datum::Unknown, |count| Datum::Span(count, *unit))
                }
                _ => Datum::Unknown,
            },
            Term::Read(reading) => self.read_one(reading),
            Term::Record(walk) => self.one(walk).map_or(Datum::Unknown, Datum::Record),
            Term::ActBy(walk, act) => {
                self.act(walk, *act).map_or(Datum::Unknown, |acted| Datum::Record(acted.by))
            }
            Term::ActAt(walk, act) => {
                self.act(walk, *act).map_or(Datum::Unknown, |acted| Datum::Instant(acted.at))
            }
            Term::ActCapacity(walk, act) => match self.act(walk, *act) {
                Some(acted) => Datum::Text(self.world.names.text(acted.capacity)),
                None => Datum::Unknown,
            },
            Term::Fact { scope, attribute } => self.fact(*scope, *attribute),
            Term::Plus(a, b) => self.arithmetic(a, b, Decimal::checked_add),
            Term::Less(a, b) => self.arithmetic(a, b, Decimal::checked_sub),
            Term::Times(a, b) => self.arithmetic(a, b, Decimal::checked_mul),
            Term::Shift { at, by, back } => {
                let (at, by) = (self.term(at), self.term(by));
                self.shifted(at, by, *back)
            }
            Term::Count { members, filter } => self.count(members, filter.as_deref()),
            Term::Words(reading) => {
                let found = self.read_all(reading);
                match (found.values.first(), found.complete) {
                    (Some(Kept::Text { words, .. }), _) => Datum::Number(Decimal::from(*words)),
                    (None, true) => Datum::Number(Decimal::ZERO),
                    _ => Datum::Unknown,
                }
            }
            Term::Greatest(set) => self.extreme(set, true),
            Term::Least(set) => self.extreme(set, false),
            Term::Then { at, reading } => self.then(at, reading),
            Term::Changed(record) => self.changed(record),
        }
    }

    fn arithmetic(
        &mut self,
        a: &'w Term,
        b: &'w Term,
        op: impl Fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Datum<'w> {
        match (self.term(a), self.term(b)) {
            (Datum::Number(a), Datum::Number(b)) => op(a, b).map_or(Datum::Unknown, Datum::Number),
            _ => Datum::Unknown,
        }
    }

    pub(super) fn act(&mut self, walk: &Walk, act: Act) -> Option<Acted> {
        let handle = self.one(walk)?;
        self.note_act(handle, act);
        let stored = self.world.record(handle)?;
        stored.acts.iter().find(|acted| acted.act == act).copied()
    }

    pub(super) fn note_act(&mut self, handle: u32, act: Act) {
        if self.explain
            && let Some(id) = self.world.names.id(handle)
        {
            self.read.acts.insert((id, act));
        }
    }

    fn fact(&self, scope: usize, attribute: Attribute) -> Datum<'w> {
        let Some(Frame::Fact(fact)) = self.frames.get(scope) else { return Datum::Unknown };
        Datum::Text(match attribute {
            Attribute::Reference => &fact.reference,
            Attribute::Title => &fact.title,
            Attribute::Under => &fact.under,
            Attribute::Documented => fact.documented,
            // A set, which is read as one.
            Attribute::RequiredOf => return Datum::Unknown,
        })
    }

    fn count(
        &mut self,
        members: &'w crate::code::Members,
        filter: Option<&'w crate::code::Cond>,
    ) -> Datum<'w> {
        let found = self.members(members);
        let (mut sure, mut maybe) = (0_u64, 0_u64);
        for frame in found.frames {
            self.frames.push(frame);
            match filter.map_or(crate::Answer::Met, |filter| self.cond(filter).answer) {
                crate::Answer::Met => sure += 1,
                crate::Answer::Unknown => maybe += 1,
                crate::Answer::NotMet => {}
            }
            self.frames.pop();
        }
        match (maybe, found.complete) {
            (0, true) => Datum::Number(Decimal::from(sure)),
            (_, true) => Datum::Between(sure, Some(sure + maybe)),
            (_, false) => Datum::Between(sure, None),
        }
    }

    /// The value at the end of a reading that gives one at most.
    pub(super) fn read_one(&mut self, reading: &'w Reading) -> Datum<'w> {
        match self.own(reading) {
            Own::Is(kept) => return self.datum(kept, reading.part),
            Own::Blank => return Datum::Unknown,
            Own::Elsewhere => {}
        }
        let found = self.read_all(reading);
        found.values.first().map_or(Datum::Unknown, |kept| self.datum(kept, reading.part))
    }

    /// What stands in a slot of the record in scope itself, or in a cell of the row: the short way of most readings.
    pub(super) fn own(&mut self, reading: &'w Reading) -> Own<'w> {
        let scope = self.frames.get(reading.record.scope).filter(|_| reading.record.moves.is_empty());
        let found = match (reading.at, scope.copied()) {
            (At::Cell(cell), Some(Frame::Row(_, row))) => keep::at(&row.cells, cell),
            (At::Slot(slot), Some(Frame::Record(handle))) => {
                self.note_read(handle);
                let Some(stored) = self.world.record(handle) else { return Own::Elsewhere };
                keep::at(content(stored, reading), slot)
            }
            _ => return Own::Elsewhere,
        };
        found.map_or(Own::Blank, Own::Is)
    }

    pub(super) fn read_all(&mut self, reading: &'w Reading) -> Readings<'w> {
        let world = self.world;
        match self.own(reading) {
            Own::Is(kept) => return Readings { values: vec![kept], complete: true },
            Own::Blank => return Readings { values: Vec::new(), complete: true },
            Own::Elsewhere => {}
        }
        let (records, mut complete) = self.walk(&reading.record);
        let mut values = Vec::new();
        for handle in records {
            self.note_read(handle);
            if !reading.record.moves.is_empty() {
                self.note_parameter(handle, reading.at);
            }
            let Some(stored) = world.record(handle) else {
                complete = false;
                continue;
            };
            in_slots(content(stored, reading), reading.at, &mut values);
        }
        Readings { values, complete }
    }

    pub(super) fn datum(&self, kept: &'w Kept, part: Part) -> Datum<'w> {
        let names = &self.world.names;
        match (kept, part) {
            (Kept::Text { word, .. }, _) if *word != UNKEPT => Datum::Text(names.text(*word)),
            (Kept::Whole(number), _) => Datum::Number(Decimal::from(*number)),
            (Kept::Number(number), _) => Datum::Number(**number),
            (Kept::Money(money), Part::Amount) => Datum::Number(money.0),
            (Kept::Money(money), Part::Currency) => Datum::Text(names.text(money.1)),
            (Kept::Day(day), _) => Datum::Day(*day),
            (Kept::Flag(flag), _) => Datum::Truth(*flag),
            (Kept::Code(_) | Kept::Codes(_), _) => {
                kept.codes().first().map_or(Datum::Unknown, |code| Datum::Text(names.text(*code)))
            }
            (Kept::Period(period), Part::From) => Datum::Day(period.0),
            (Kept::Period(period), Part::Until) => period.1.map_or(Datum::Unknown, Datum::Day),
            (Kept::Last(last), Part::LastAt) => Datum::Instant(last.0),
            (Kept::Last(last), Part::LastValue) => Datum::Number(last.1),
            (Kept::Record(_) | Kept::Two(_) | Kept::Records(_), _) => {
                kept.records().first().map_or(Datum::Unknown, |record| Datum::Record(*record))
            }
            _ => Datum::Unknown,
        }
    }

    /// A field in the version that was in force at a time.
    fn then(&mut self, at: &'w Term, reading: &'w Reading) -> Datum<'w> {
        let Some(at) = self.instant(at) else { return Datum::Unknown };
        let Some(handle) = self.one(&reading.record) else { return Datum::Unknown };
        self.note_read(handle);
        self.note_parameter(handle, reading.at);
        let Some(stored) = self.world.record(handle) else { return Datum::Unknown };
        let era = stored.past.iter().find(|era| era.from <= at && era.until.is_none_or(|until| at < until));
        let Some(content) = era.and_then(|era| era.content.as_ref()) else { return Datum::Unknown };
        let mut values = Vec::new();
        in_slots(content, reading.at, &mut values);
        values.first().map_or(Datum::Unknown, |kept| self.datum(kept, reading.part))
    }

    /// Since when the significant fields say what they say; unknown where an earlier version that matters is not known.
    fn changed(&mut self, record: &Walk) -> Datum<'w> {
        let Some(handle) = self.one(record) else { return Datum::Unknown };
        self.note_read(handle);
        let world = self.world;
        let Some(stored) = world.record(handle) else { return Datum::Unknown };
        if self.explain
            && let (Some(id), Some(layout)) = (world.names.id(handle), self.plan.layout(stored.kind))
        {
            let fields = layout.significant.iter().map(|field| (id, format!("{}.{field}", layout.id)));
            self.read.parameters.extend(fields);
        }
        stored.significant.since.map_or(Datum::Unknown, Datum::Instant)
    }

    fn note_parameter(&mut self, handle: u32, at: At) {
        if !self.explain {
            return;
        }
        let (Some(id), Some(stored)) = (self.world.names.id(handle), self.world.record(handle)) else {
            return;
        };
        let (At::Slot(slot) | At::Column(slot, _) | At::Answer(slot, _)) = at else { return };
        if let Some(layout) = self.plan.layout(stored.kind)
            && let Some(field) = layout.slots.get(usize::from(slot))
        {
            self.read.parameters.insert((id, format!("{}.{}", layout.id, field.field)));
        }
    }

    /// A value in a few characters, for reasons.
    pub(super) fn show(&self, datum: Datum<'_>) -> Option<String> {
        match datum {
            Datum::Unknown => None,
            Datum::Text(text) => Some(text.to_owned()),
            Datum::Number(number) => Some(number.normalize().to_string()),
            Datum::Between(low, Some(high)) => Some(format!("{low} to {high}")),
            Datum::Between(low, None) => Some(format!("{low} or more")),
            Datum::Day(day) => Some(day.to_string()),
            Datum::Instant(at) => Some(at.to_string()),
            Datum::Span(count, unit) => Some(format!("{count} {}", format!("{unit:?}").to_lowercase())),
            Datum::Record(handle) => self.world.names.id(handle).map(|id| id.to_string()),
            Datum::Truth(flag) => Some(if flag { "yes" } else { "no" }.to_owned()),
        }
    }
}

/// What stands where a reading leads, as far as it leads no further than the member in scope.
pub(super) enum Own<'w> {
    Is(&'w Kept),
    Blank,
    /// The way leads further, or the record is not there.
    Elsewhere,
}

/// The content that is read.
fn content<'w>(stored: &'w Stored, reading: &Reading) -> &'w Slots {
    match (&stored.newest, reading.newest) {
        (Some(newest), true) => newest,
        _ => &stored.counts,
    }
}

fn in_slots<'w>(slots: &'w Slots, at: At, values: &mut Vec<&'w Kept>) {
    match at {
        At::Slot(slot) => values.extend(keep::at(slots, slot)),
        At::Column(slot, cell) => {
            if let Some(Kept::Rows(rows)) = keep::at(slots, slot) {
                values.extend(rows.iter().filter_map(|row| keep::at(&row.cells, cell)));
            }
        }
        At::Answer(slot, cell) => {
            if let Some(Kept::Answers(answers)) = keep::at(slots, slot) {
                values.extend(keep::at(answers, cell));
            }
        }
        At::Cell(_) => {}
    }
}
