//! Where a condition could be turned: the field, column or question that it reads, and the record that a link leads to.

use super::{Draft, Part, Planner, Spot, cost};
use crate::{
    Answer,
    code::{At, Cond, Move, Part as Piece, Reading, Set, Term, Walk},
    turning::{Entry, On, RowAt, Want},
};
use record::Shape;

/// Records tried for a link.
const CANDIDATES: usize = 400;

/// A place that can be written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub on: On,
    pub kind: u16,
    pub field: &'static str,
    pub cell: Option<&'static str>,
    pub row: Option<RowAt>,
}

impl<'w> Planner<'w> {
    /// What it takes to make a reading give what is wanted.
    pub(super) fn write(&mut self, reading: &'w Reading, want: Want) -> Option<Draft> {
        let blank = self.eval.read_all(reading).values.is_empty();
        let place = self.place(reading)?;
        let cost = match (&want, blank) {
            (Want::Nothing, _) => cost::CLEAR,
            (_, true) => cost::FILL,
            (Want::OneOf(_) | Want::NoneOf(_), false) => cost::IDENTITY,
            (_, false) => cost::CHANGE,
        };
        Some(entry(place, want, cost))
    }

    /// What it takes to make a link lead where it should.
    pub(super) fn relink(&mut self, walk: &Walk, want: Want) -> Option<Draft> {
        let blank = self.eval.walk(walk).0.is_empty();
        let place = self.link_place(walk)?;
        Some(entry(place, want, if blank { cost::FILL } else { cost::RELINK }))
    }

    /// Where a reading reads.
    pub(super) fn place(&mut self, reading: &Reading) -> Option<Place> {
        if reading.record.moves.is_empty()
            && let (At::Cell(cell), Some(Spot::Row { of, kind, slot, row })) =
                (reading.at, self.spots.get(reading.record.scope).copied())
        {
            let column = self.eval.plan.layout(kind)?.slots.get(usize::from(slot))?;
            let cell = column.cells.get(usize::from(cell))?.field;
            return Some(Place { on: of, kind, field: column.field, cell: Some(cell), row: Some(row) });
        }
        let (on, kind) = self.target(&reading.record)?;
        let slots = &self.eval.plan.layout(kind)?.slots;
        let (slot, cell) = match reading.at {
            At::Slot(slot) => (slot, None),
            At::Column(slot, cell) | At::Answer(slot, cell) => (slot, Some(cell)),
            At::Cell(_) => return None,
        };
        let slot = slots.get(usize::from(slot))?;
        let cell = match cell {
            Some(cell) => Some(slot.cells.get(usize::from(cell))?.field),
            None => None,
        };
        let row = matches!(reading.at, At::Column(..)).then(|| RowAt::New(self.number()));
        Some(Place { on, kind, field: slot.field, cell, row })
    }

    /// The record at the end of a walk, when there is one.
    pub(super) fn target(&mut self, walk: &Walk) -> Option<(On, u16)> {
        if walk.moves.is_empty() {
            return match *self.spots.get(walk.scope)? {
                Spot::Record(on, kind) | Spot::Row { of: on, kind, .. } => Some((on, kind)),
                Spot::Nothing => None,
            };
        }
        if let ([step], Some((.., on, kind))) = (
            walk.moves.as_slice(),
            self.making
                .iter()
                .find(|(scope, step, ..)| *scope == walk.scope && walk.moves.first() == Some(step)),
        ) && matches!(step, Move::Slot(_) | Move::Cell(_))
        {
            return Some((*on, *kind));
        }
        let handle = self.eval.walk(walk).0.first().copied()?;
        let kind = self.eval.world.record(handle)?.kind;
        Some((On::Record(self.eval.world.names.id(handle)?), kind))
    }

    /// Where the last link of a walk stands.
    pub(super) fn link_place(&mut self, walk: &Walk) -> Option<Place> {
        let (last, before) = walk.moves.split_last()?;
        let at = match *last {
            Move::Slot(slot) => At::Slot(slot),
            Move::Column(slot, cell) => At::Column(slot, cell),
            Move::Cell(cell) => At::Cell(cell),
            Move::Act(_) => return None,
        };
        let record = Walk { scope: walk.scope, moves: before.to_vec() };
        self.place(&Reading { record, at, part: Piece::Whole, newest: false })
    }

    /// Mends the link with which walks from a scope begin, when it leads nowhere or to what is over.
    pub(super) fn mend(&mut self, scope: usize, step: Move, parts: &'w [Cond]) -> Option<Draft> {
        let walk = Walk { scope, moves: vec![step] };
        let (targets, _) = self.eval.walk(&walk);
        let alive = |planner: &Self, handle: u32| {
            planner
                .eval
                .world
                .record(handle)
                .is_some_and(|stored| !matches!(stored.state, "retired" | "cancelled"))
        };
        if targets.iter().any(|handle| alive(self, *handle)) {
            return None;
        }
        let known = self.making.iter().any(|(of, first, ..)| *of == scope && *first == step);
        let place = self.link_place(&walk).filter(|_| !known)?;
        let kind = self.leads_to(&place)?;
        let cost = if targets.is_empty() { cost::FILL } else { cost::RELINK };
        // Only what says of the other record what it is decides whether it will do; the rest can be brought about.
        let about: Vec<&'w Cond> = parts
            .iter()
            .filter(|part| first_moves(std::slice::from_ref(*part)).contains(&(scope, step)))
            .collect();
        let mut best: Option<(usize, u32)> = None;
        let known: Vec<u32> = self.eval.world.of_kind(kind).take(CANDIDATES).collect();
        for handle in known {
            if !alive(self, handle) || On::Record(self.eval.world.names.id(handle)?) == place.on {
                continue;
            }
            self.eval.assumed.push((scope, step, handle));
            let met = about.iter().filter(|part| self.eval.cond(part).answer == Answer::Met).count();
            let fits = about
                .iter()
                .filter(|part| matches!(part, Cond::Compare { .. } | Cond::In { .. } | Cond::Kind { .. }))
                .all(|part| self.eval.cond(part).answer == Answer::Met);
            self.eval.assumed.pop();
            if fits && best.is_none_or(|(known, _)| met > known) {
                best = Some((met, handle));
            }
        }
        if let Some((_, handle)) = best {
            self.eval.assumed.push((scope, step, handle));
            let want = Want::Leads(On::Record(self.eval.world.names.id(handle)?));
            return Some(entry(place, want, cost));
        }
        let on = On::New(self.number());
        self.making.push((scope, step, on, kind));
        let mut draft = Draft::of(Part::of(on, kind), cost::CREATE);
        draft.join(entry(place, Want::Leads(on), cost));
        Some(draft)
    }

    /// The kind to which a link leads; none when it may lead to any.
    pub(super) fn leads_to(&self, place: &Place) -> Option<u16> {
        let schema = self.eval.plan.schemas.get(usize::from(place.kind))?;
        let field = schema.field(place.field)?;
        let shape = match (field.shape, place.cell) {
            (Shape::Table(columns), Some(cell)) => columns.iter().find(|column| column.id == cell)?.shape,
            (shape, _) => shape,
        };
        let kind = match shape {
            Shape::Link(target) | Shape::Links(target) => target.kind,
            Shape::Person => "person",
            Shape::Evidence => "evidence",
            _ => return None,
        };
        self.eval.plan.kinds.get(kind).copied()
    }
}

pub(super) fn entry(place: Place, want: Want, cost: u32) -> Draft {
    let mut part = Part::of(place.on, place.kind);
    part.entries.push(Entry { field: place.field, cell: place.cell, row: place.row, want });
    Draft::of(part, cost)
}

/// The links with which walks in these conditions begin, each once.
pub(super) fn first_moves(parts: &[Cond]) -> Vec<(usize, Move)> {
    let mut found = Vec::new();
    for part in parts {
        of_cond(part, &mut found);
    }
    found
}

fn of_cond(cond: &Cond, found: &mut Vec<(usize, Move)>) {
    match cond {
        Cond::Or(parts) | Cond::And(parts) => parts.iter().for_each(|part| of_cond(part, found)),
        Cond::Not(inner) => of_cond(inner, found),
        Cond::Compare { left, right, .. } => [left, right].into_iter().for_each(|term| of_term(term, found)),
        Cond::Timed { fixed, .. } => of_term(fixed, found),
        Cond::In { item, set, .. } => {
            of_term(item, found);
            if let Set::Read(reading) = set {
                of_walk(&reading.record, found);
            }
        }
        Cond::InForce { record, .. }
        | Cond::State { record, .. }
        | Cond::Kind { record, .. }
        | Cond::InForceAt { record, .. }
        | Cond::Acted { record, .. } => of_walk(record, found),
        Cond::Filled { reading, .. } | Cond::Flag { reading, .. } => of_walk(&reading.record, found),
        _ => {}
    }
}

fn of_term(term: &Term, found: &mut Vec<(usize, Move)>) {
    match term {
        Term::Read(reading) | Term::Words(reading) => of_walk(&reading.record, found),
        Term::ActBy(walk, _) | Term::ActAt(walk, _) | Term::ActCapacity(walk, _) | Term::Changed(walk) => {
            of_walk(walk, found);
        }
        Term::Shift { at, .. } => of_term(at, found),
        _ => {}
    }
}

fn of_walk(walk: &Walk, found: &mut Vec<(usize, Move)>) {
    if let Some(first @ (Move::Slot(_) | Move::Cell(_))) = walk.moves.first()
        && !found.contains(&(walk.scope, *first))
    {
        found.push((walk.scope, *first));
    }
}
