//! What would make a quantifier hold: of members that are there, or with one more.

use super::{Draft, Part, Planner, Spot, cost, place::entry};
use crate::{
    Answer,
    code::{Cond, Members, Move, Walk},
    eval::Frame,
    layout::LinkAt,
    turning::{On, RowAt, Want},
};
use frameworks::language::Quantifier;

/// Members for which a plan is made; of many, those of which most holds already.
const TRIED: usize = 8;
/// Members looked at to find them.
const LOOKED_AT: usize = 2_000;

impl<'w> Planner<'w> {
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        members: &'w Members,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
        wanted: bool,
    ) -> Option<Draft> {
        match (quantifier, wanted) {
            (Quantifier::Every, true) => self.every(members, filter, body),
            (Quantifier::Some, true) | (Quantifier::No, false) => self.some(members, filter, body),
            (Quantifier::No, true) | (Quantifier::Some, false) => self.none(members, filter, body),
            (Quantifier::Every, false) => None,
        }
    }

    fn every(
        &mut self,
        members: &'w Members,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        let mut draft = Draft::default();
        let mut somebody = false;
        for (frame, spot) in self.roster(members) {
            let made = self.within(frame, spot, |planner| {
                let belongs = planner.holds(filter);
                if belongs == Answer::NotMet {
                    return Some((false, Draft::default()));
                }
                let made = body.map_or_else(|| Some(Draft::default()), |body| planner.make(body, true));
                made.map(|made| (belongs == Answer::Met, made))
            });
            let (belongs, made) = made?;
            somebody |= belongs;
            draft.join(made);
        }
        if !somebody {
            draft.join(self.one_more(members, filter, true, body)?);
        }
        Some(draft)
    }

    fn some(
        &mut self,
        members: &'w Members,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        let mut best = self.one_more(members, filter, true, body);
        let roster = self.roster(members);
        for (frame, spot) in self.nearest(roster, filter, body) {
            let made = self.within(frame, spot, |planner| {
                let mut draft = Draft::default();
                for part in [filter, body].into_iter().flatten() {
                    draft.join(planner.make(part, true)?);
                }
                Some(draft)
            });
            if let Some(made) = made
                && best.as_ref().is_none_or(|known| made.cost < known.cost)
            {
                best = Some(made);
            }
        }
        best
    }

    fn none(
        &mut self,
        members: &'w Members,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        let filter = filter.or(body)?;
        let mut draft = Draft::default();
        let mut nobody = true;
        for (frame, spot) in self.roster(members) {
            nobody = false;
            draft.join(self.within(frame, spot, |planner| planner.make(filter, false))?);
        }
        if nobody {
            draft.join(self.one_more(members, Some(filter), false, None)?);
        }
        Some(draft)
    }

    /// The members with what they stand for.
    fn roster(&mut self, members: &'w Members) -> Vec<(Frame<'w>, Spot)> {
        let found = self.eval.members(members);
        let world = self.eval.world;
        found
            .frames
            .into_iter()
            .take(LOOKED_AT)
            .filter_map(|frame| {
                let spot = match (frame, members) {
                    (Frame::Record(handle), _) => {
                        Spot::Record(On::Record(world.names.id(handle)?), world.record(handle)?.kind)
                    }
                    (Frame::Row(handle, row), Members::Rows { slot, .. }) => Spot::Row {
                        of: On::Record(world.names.id(handle)?),
                        kind: world.record(handle)?.kind,
                        slot: *slot,
                        row: RowAt::Is(row.id),
                    },
                    _ => Spot::Nothing,
                };
                Some((frame, spot))
            })
            .collect()
    }

    /// The members that lack least.
    fn nearest(
        &mut self,
        mut roster: Vec<(Frame<'w>, Spot)>,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Vec<(Frame<'w>, Spot)> {
        if roster.len() > TRIED {
            let parts: Vec<&'w Cond> = [filter, body]
                .into_iter()
                .flatten()
                .flat_map(|cond| match cond {
                    Cond::And(parts) => parts.iter().collect::<Vec<_>>(),
                    other => vec![other],
                })
                .collect();
            roster.sort_by_cached_key(|(frame, spot)| {
                self.within(*frame, *spot, |planner| {
                    parts.iter().filter(|part| planner.eval.cond(part).answer != Answer::Met).count()
                })
            });
            roster.truncate(TRIED);
        }
        roster
    }

    /// A further member: a record, a row, or a link to a record.
    pub(super) fn one_more(
        &mut self,
        members: &'w Members,
        filter: Option<&'w Cond>,
        belongs: bool,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        match members {
            Members::Kind(kind) => self.new_record(*kind, filter, belongs, body),
            Members::Inverse { link, of } => self.naming(*link, of, filter, belongs, body),
            Members::Rows { record, slot } => {
                let (of, kind) = self.target(record)?;
                let row = RowAt::New(self.number());
                let spot = Spot::Row { of, kind, slot: *slot, row };
                let mut draft =
                    self.within(Frame::Organisation, spot, |planner| planner.made(filter, belongs, body))?;
                if draft.parts.is_empty() {
                    draft.join(self.any_cell(of, kind, *slot, row)?);
                }
                draft.cost += cost::ROW;
                Some(draft)
            }
            Members::Records(walk) => self.linked_to(walk, filter, belongs, body),
            Members::Facts { .. } => None,
        }
    }

    pub(super) fn new_record(
        &mut self,
        kind: u16,
        filter: Option<&'w Cond>,
        belongs: bool,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        let on = On::New(self.number());
        let mut draft = Draft::of(Part::of(on, kind), cost::CREATE);
        draft.join(self.within(Frame::Organisation, Spot::Record(on, kind), |planner| {
            planner.made(filter, belongs, body)
        })?);
        Some(draft)
    }

    /// A new record whose link leads to the record at the end of a walk.
    fn naming(
        &mut self,
        link: u16,
        of: &Walk,
        filter: Option<&'w Cond>,
        belongs: bool,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        let (target, _) = self.target(of)?;
        let link = *self.eval.plan.links.get(usize::from(link))?;
        let slots = &self.eval.plan.layout(link.kind)?.slots;
        let (slot, cell) = match link.at {
            LinkAt::Slot(slot) => (slots.get(usize::from(slot))?, None),
            LinkAt::Cell(slot, cell) => {
                let slot = slots.get(usize::from(slot))?;
                (slot, Some(slot.cells.get(usize::from(cell))?.field))
            }
            LinkAt::Act(_) => return None,
        };
        let mut draft = self.new_record(link.kind, filter, belongs, body)?;
        let on = draft.parts.first()?.on;
        let row = cell.map(|_| RowAt::New(self.number()));
        let place = super::place::Place { on, kind: link.kind, field: slot.field, cell, row };
        draft.join(entry(place, Want::Leads(target), 0));
        Some(draft)
    }

    /// A link to a record that qualifies: one that is there, or a new one.
    fn linked_to(
        &mut self,
        walk: &Walk,
        filter: Option<&'w Cond>,
        belongs: bool,
        body: Option<&'w Cond>,
    ) -> Option<Draft> {
        if matches!(walk.moves.last(), None | Some(Move::Act(_))) {
            return None;
        }
        let place = self.link_place(walk)?;
        let kind = self.leads_to(&place)?;
        let known: Vec<u32> = self.eval.world.of_kind(kind).take(LOOKED_AT).collect();
        for handle in known {
            let id = self.eval.world.names.id(handle)?;
            let spot = Spot::Record(On::Record(id), kind);
            let fits = self.within(Frame::Record(handle), spot, |planner| {
                planner.holds(filter) == Answer::from(belongs) && planner.holds(body) == Answer::Met
            });
            if fits {
                return Some(entry(place, Want::Leads(On::Record(id)), cost::FILL));
            }
        }
        let mut draft = self.new_record(kind, filter, belongs, body)?;
        let on = draft.parts.first()?.on;
        draft.join(entry(place, Want::Leads(on), cost::FILL));
        // One that is there and lacks something is mended rather than made again.
        for (frame, spot) in self.nearest(self.everyone(kind), filter, body) {
            let Spot::Record(on, _) = spot else { continue };
            if on == place.on {
                continue;
            }
            let made = self.within(frame, spot, |planner| planner.made(filter, belongs, body));
            if let Some(mut made) = made
                && made.cost + cost::FILL < draft.cost
            {
                made.join(entry(place, Want::Leads(on), cost::FILL));
                draft = made;
            }
        }
        Some(draft)
    }

    /// Every record of a kind, with what it stands for.
    fn everyone(&self, kind: u16) -> Vec<(Frame<'w>, Spot)> {
        let world = self.eval.world;
        let of =
            |handle| Some((Frame::Record(handle), Spot::Record(On::Record(world.names.id(handle)?), kind)));
        world.of_kind(kind).take(LOOKED_AT).filter_map(of).collect()
    }

    /// A row must hold something to be a row.
    fn any_cell(&self, of: On, kind: u16, slot: u16, row: RowAt) -> Option<Draft> {
        let slot = self.eval.plan.layout(kind)?.slots.get(usize::from(slot))?;
        let cell = slot.cells.first()?.field;
        let place = super::place::Place { on: of, kind, field: slot.field, cell: Some(cell), row: Some(row) };
        Some(entry(place, Want::Something, cost::FILL))
    }

    fn made(&mut self, filter: Option<&'w Cond>, belongs: bool, body: Option<&'w Cond>) -> Option<Draft> {
        let mut draft = match filter {
            Some(filter) => self.make(filter, belongs)?,
            None => Draft::default(),
        };
        if let Some(body) = body {
            draft.join(self.make(body, true)?);
        }
        Some(draft)
    }
}
