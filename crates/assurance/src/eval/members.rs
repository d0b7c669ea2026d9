//! The members of a quantifier, and the quantifiers.

use super::{Eval, Frame, Outcome, fold::Fold, set::Item, term::Datum};
use crate::{
    Answer, check,
    code::{Cond, Members, Move, Term, Walk},
    keep::{self, Kept, Stored},
    world::World,
};
use frameworks::language::Quantifier;

/// Members found, and whether all of them are.
pub(super) struct Found<'w> {
    pub frames: Vec<Frame<'w>>,
    pub complete: bool,
}

impl<'w> Eval<'w> {
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        (members, look): (&'w Members, Option<usize>),
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Outcome {
        let (found, keyed) = match self.fitting(members, look, filter) {
            Some(found) => (found, true),
            None => (self.members(members), false),
        };
        match quantifier {
            Quantifier::Every => self.every(members, found, filter, body),
            Quantifier::Some => self.some(members, found, filter, body),
            Quantifier::No => {
                if filter.is_some() && found.frames.is_empty() && found.complete && !keyed {
                    return self.nobody_of(members);
                }
                let mut outcome = self.some(members, found, filter, None);
                outcome.answer = outcome.answer.opposite();
                for reason in &mut outcome.why {
                    reason.answer = outcome.answer;
                }
                outcome
            }
        }
    }

    /// The members of a population that may pass a filter which compares one of their fields with what is said elsewhere, asks
    /// for those named elsewhere, or for what time does not change: the others would not change the answer. Nothing where there is no such
    /// filter, where nobody is there, and where everything that was looked at is to be told.
    fn fitting(
        &mut self,
        members: &'w Members,
        look: Option<usize>,
        filter: Option<&'w Cond>,
    ) -> Option<Found<'w>> {
        let (Members::Kind(kind), Some(filter)) = (members, filter) else { return None };
        if self.explain || !self.assumed.is_empty() {
            return None;
        }
        if let Some(sifted) = look.and_then(|look| self.sifted.get(&look)) {
            return Some(Found {
                frames: sifted.iter().copied().map(Frame::Record).collect(),
                complete: true,
            });
        }
        let world = self.world;
        world.of_kind(*kind).next()?;
        if let Some(set) = check::among(filter, self.frames.len()) {
            let bag = self.set(set);
            if bag.open || !bag.maybe.is_empty() {
                return None;
            }
            let records = bag.sure.iter().filter_map(|item| match item {
                Item::Record(handle) => Some(*handle),
                _ => None,
            });
            let of_kind = |handle: &u32| world.record(*handle).is_some_and(|stored| stored.kind == *kind);
            let frames = records.filter(of_kind).map(Frame::Record).collect();
            return Some(Found { frames, complete: true });
        }
        let key = check::key(filter, self.frames.len());
        let key = key.filter(|(slot, _)| self.plan.keyed.contains(&(*kind, *slot)));
        let sought = look.and_then(|look| self.plan.traits.get(look)).map(Vec::as_slice).unwrap_or_default();
        let same_for_all = key.is_none_or(|(_, outer)| matches!(outer, Term::Text(_)));
        let sifts = same_for_all && self.many && !sought.is_empty();
        let mut fitting: Vec<u32> = match key {
            Some((slot, outer)) => {
                let content = match self.term(outer) {
                    Datum::Text(text) => world.names.number(text),
                    Datum::Record(handle) => Some(handle),
                    _ => return None,
                };
                let blank = !check::asks_for(filter, self.frames.len(), slot);
                world.holding(*kind, slot, content, blank).collect()
            }
            None if sifts => world.of_kind(*kind).collect(),
            None => return None,
        };
        if sifts {
            fitting.retain(|handle| world.may_be(*handle, sought));
        }
        fitting.sort_unstable();
        if let Some(look) = look.filter(|_| sifts) {
            self.sifted.insert(look, fitting.clone());
        }
        Some(Found { frames: fitting.into_iter().map(Frame::Record).collect(), complete: true })
    }

    fn every(
        &mut self,
        members: &'w Members,
        found: Found<'w>,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Outcome {
        let mut fold = Fold::start(self, Answer::NotMet);
        let (mut sure, mut perhaps) = (false, !found.complete);
        if !found.complete {
            fold.blur();
        }
        for frame in found.frames {
            self.frames.push(frame);
            let belongs = filter.map_or(Answer::Met, |filter| self.cond(filter).answer);
            if belongs == Answer::NotMet {
                self.frames.pop();
                fold.also_flips(self);
                continue;
            }
            sure |= belongs == Answer::Met;
            perhaps |= belongs == Answer::Unknown;
            let mut outcome = match body {
                Some(body) => self.cond(body),
                None => Outcome::plain(Answer::Met),
            };
            if belongs == Answer::Unknown && outcome.answer == Answer::NotMet {
                outcome = self.because(Answer::Unknown, "membership_unknown", None, "", None, None);
            }
            self.frames.pop();
            if fold.take(self, outcome) {
                break;
            }
        }
        let outcome = fold.end(self);
        if sure || outcome.answer == Answer::NotMet {
            return outcome;
        }
        if perhaps {
            let what = self.word_for(members);
            return self.because(Answer::Unknown, "membership_unknown", None, &what, None, None);
        }
        self.nobody_of(members)
    }

    fn some(
        &mut self,
        members: &'w Members,
        found: Found<'w>,
        filter: Option<&'w Cond>,
        body: Option<&'w Cond>,
    ) -> Outcome {
        let mut fold = Fold::start(self, Answer::Met);
        if !found.complete {
            fold.blur();
        }
        let nobody = found.frames.is_empty();
        for frame in found.frames {
            self.frames.push(frame);
            let mut each = Fold::start(self, Answer::NotMet);
            let mut done = false;
            if let Frame::Record(handle) = frame {
                self.note_read(handle);
            }
            for part in [filter, body].into_iter().flatten() {
                if !done {
                    let outcome = self.cond(part);
                    done = each.take(self, outcome);
                }
            }
            let outcome = each.end(self);
            self.frames.pop();
            if fold.take(self, outcome) {
                break;
            }
        }
        let mut outcome = fold.end(self);
        if self.explain && outcome.answer != Answer::Met && (nobody || outcome.why.is_empty()) {
            let what = self.word_for(members);
            outcome = self.because(outcome.answer, "none_there", None, &what, None, None);
        }
        outcome
    }

    /// A universal over nobody is unknown, unless a signed statement says that there is none.
    fn nobody_of(&mut self, members: &Members) -> Outcome {
        let what = self.word_for(members);
        let population = match members {
            Members::Kind(kind) => self.plan.layout(*kind).map(|layout| layout.id),
            _ => None,
        };
        if self.stated(population) {
            return self.because(Answer::Met, "statement", None, &what, None, None);
        }
        self.because(Answer::Unknown, "empty_population", None, &what, None, None)
    }

    pub(super) fn members(&mut self, members: &'w Members) -> Found<'w> {
        let world = self.world;
        match members {
            Members::Kind(kind) => {
                Found { frames: world.of_kind(*kind).map(Frame::Record).collect(), complete: true }
            }
            Members::Inverse { link, of } => {
                let (targets, complete) = self.walk(of);
                let place = self.plan.links.get(usize::from(*link)).map(|link| link.at);
                let (Some(target), Some(place)) = (targets.first().copied(), place) else {
                    // The record to be named is not known, so neither is who names it.
                    return Found { frames: Vec::new(), complete: false };
                };
                let frames = world
                    .naming(*link, target)
                    .filter(|source| {
                        world.record(*source).is_some_and(|stored| World::leads_to(stored, place, target))
                    })
                    .map(Frame::Record)
                    .collect();
                Found { frames, complete }
            }
            Members::Records(walk) => {
                let (records, complete) = self.walk(walk);
                Found { frames: records.into_iter().map(Frame::Record).collect(), complete }
            }
            Members::Rows { record, slot } => {
                let (records, mut complete) = self.walk(record);
                let mut frames = Vec::new();
                for handle in records {
                    match world.record(handle).map(|stored| keep::at(&stored.counts, *slot)) {
                        Some(Some(Kept::Rows(rows))) => {
                            frames.extend(rows.iter().map(|row| Frame::Row(handle, row)));
                        }
                        Some(_) => {}
                        None => complete = false,
                    }
                }
                Found { frames, complete }
            }
            Members::Facts { pack, controls } => {
                let frames = self.plan.facts(*pack, *controls).iter().map(Frame::Fact).collect();
                Found { frames, complete: true }
            }
        }
    }

    /// The records at the end of a walk, each once, and whether every record on the way was there to be read.
    pub(super) fn walk(&mut self, walk: &Walk) -> (Vec<u32>, bool) {
        let world = self.world;
        let mut moves = walk.moves.as_slice();
        let mut at = match self.frames.get(walk.scope) {
            Some(Frame::Record(handle)) => vec![*handle],
            Some(Frame::Row(handle, row)) => match moves.split_first() {
                Some((Move::Cell(cell), rest)) => {
                    moves = rest;
                    records_in(keep::at(&row.cells, *cell))
                }
                _ => vec![*handle],
            },
            _ => Vec::new(),
        };
        if let Some((first, rest)) = walk.moves.split_first()
            && let Some((_, _, to)) =
                self.assumed.iter().rev().find(|(scope, step, _)| *scope == walk.scope && step == first)
        {
            (at, moves) = (vec![*to], rest);
        }
        let mut complete = true;
        for step in moves {
            let mut next: Vec<u32> = Vec::new();
            for handle in at {
                self.note_read(handle);
                let Some(stored) = world.record(handle) else {
                    complete = false;
                    continue;
                };
                for target in self.follow(stored, handle, *step) {
                    if !next.contains(&target) {
                        next.push(target);
                    }
                }
            }
            at = next;
        }
        (at, complete)
    }

    fn follow(&mut self, stored: &'w Stored, handle: u32, step: Move) -> Vec<u32> {
        match step {
            Move::Slot(slot) => records_in(keep::at(&stored.counts, slot)),
            Move::Column(slot, cell) => match keep::at(&stored.counts, slot) {
                Some(Kept::Rows(rows)) => {
                    rows.iter().flat_map(|row| records_in(keep::at(&row.cells, cell))).collect()
                }
                _ => Vec::new(),
            },
            Move::Act(act) => {
                self.note_act(handle, act);
                stored.acts.iter().filter(|acted| acted.act == act).map(|acted| acted.by).collect()
            }
            Move::Cell(_) => Vec::new(),
        }
    }

    /// The one record at the end of a walk; nothing when the way there is blank or not known.
    pub(super) fn one(&mut self, walk: &Walk) -> Option<u32> {
        if walk.moves.is_empty() {
            return match self.frames.get(walk.scope) {
                Some(Frame::Record(handle) | Frame::Row(handle, _)) => Some(*handle),
                _ => None,
            };
        }
        match self.walk(walk) {
            (records, true) => records.first().copied(),
            _ => None,
        }
    }

    fn word_for(&self, members: &Members) -> String {
        let word = |kind: u16| self.plan.layout(kind).map_or("record", |layout| layout.id).to_owned();
        match members {
            Members::Kind(kind) => word(*kind),
            Members::Inverse { link, .. } => {
                self.plan.links.get(usize::from(*link)).map_or_else(String::new, |link| word(link.kind))
            }
            Members::Facts { controls: true, .. } => "control".to_owned(),
            Members::Facts { .. } => "requirement".to_owned(),
            Members::Rows { .. } => "row".to_owned(),
            Members::Records(_) => "linked record".to_owned(),
        }
    }
}

fn records_in(kept: Option<&Kept>) -> Vec<u32> {
    kept.map(Kept::records).unwrap_or_default().to_vec()
}
