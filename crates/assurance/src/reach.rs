//! Whom a change concerns: the subjects from which declared links lead to the changed record.

use crate::{
    check::{Hop, Join},
    keep::Key,
    plan::{Checked, Reader, Subjects},
    world::World,
};
use std::collections::{BTreeMap, BTreeSet};

/// What has to be judged again.
#[derive(Debug, Default)]
pub(crate) struct Concerned {
    /// Subjects, by rule.
    pub rules: BTreeMap<usize, Whom>,
    /// Conditions shared between subjects.
    pub shared: BTreeSet<usize>,
}

/// Which subjects of a rule.
#[derive(Debug)]
pub(crate) enum Whom {
    All,
    These(BTreeSet<u32>),
}

impl Concerned {
    pub(crate) fn all(&mut self, rule: usize) {
        self.rules.insert(rule, Whom::All);
    }

    pub(crate) fn these(&mut self, rule: usize, subjects: BTreeSet<u32>) {
        match self.rules.entry(rule).or_insert_with(|| Whom::These(BTreeSet::new())) {
            Whom::All => {}
            Whom::These(known) => known.extend(subjects),
        }
    }

    /// Adds everyone whom a record concerns as the world stands. Asked before and after a change, because a change may
    /// cut links as well as make them.
    pub(crate) fn reach(&mut self, world: &World, plan: &Checked, handle: u32) {
        let Some(stored) = world.record(handle) else { return };
        let Some(readers) = plan.readers.get(usize::from(stored.kind)) else { return };
        for (reader, dependency) in readers {
            let rule = match reader {
                Reader::Rule(rule) => *rule,
                Reader::Shared(shared) => {
                    // It begins with a population: it is concerned unless the way back from here ends before.
                    if back(world, plan, handle, &dependency.route).is_none_or(|reached| !reached.is_empty())
                    {
                        self.shared.insert(*shared);
                    }
                    continue;
                }
            };
            if matches!(self.rules.get(&rule), Some(Whom::All)) {
                continue;
            }
            let about_records =
                plan.rules.get(rule).is_some_and(|rule| matches!(rule.subjects, Subjects::Records(_)));
            match back(world, plan, handle, &dependency.route) {
                Some(subjects) if about_records => self.these(rule, subjects),
                Some(subjects) if subjects.is_empty() => {}
                _ => self.all(rule),
            }
        }
    }
}

/// Walks a route backwards from the record at its end. `None` when it began with a look at all of a kind that may have found
/// one of those arrived at: everyone is concerned.
fn back(world: &World, plan: &Checked, handle: u32, route: &[Hop]) -> Option<BTreeSet<u32>> {
    let mut at = BTreeSet::from([handle]);
    for hop in route.iter().rev() {
        if at.is_empty() {
            break;
        }
        at = match hop {
            Hop::Scan(look) => {
                let sought = plan.traits.get(*look).map(Vec::as_slice).unwrap_or_default();
                at.retain(|found| world.may_be(*found, sought));
                match plan.joins.get(look) {
                    _ if at.is_empty() => BTreeSet::new(),
                    Some(join) => joined(world, &at, *join)?,
                    None => return None,
                }
            }
            Hop::Any => {
                let kind = at.first().and_then(|found| world.record(*found)).map(|stored| stored.kind);
                if kind.is_none_or(|kind| world.of_kind(kind).nth(1).is_none()) {
                    return None;
                }
                BTreeSet::new()
            }
            Hop::Back(link) => at.iter().flat_map(|source| world.named_by(*link, *source)).collect(),
            Hop::Forward(link) => at.iter().flat_map(|target| world.naming(*link, *target)).collect(),
        };
    }
    Some(at)
}

/// The subjects that name one of those found, or that say the same or do not say. `None` when one of those found does not
/// say: everyone is concerned.
fn joined(world: &World, found: &BTreeSet<u32>, join: Join) -> Option<BTreeSet<u32>> {
    let mut subjects = BTreeSet::new();
    for handle in found {
        match join {
            Join::Named(link) => subjects.extend(world.naming(link, *handle)),
            Join::Same { slot, kind, of } => {
                let Key::Is(content) = world.key_at(*handle, slot)? else { return None };
                subjects.extend(world.holding(kind, of, Some(content), true));
            }
        }
    }
    Some(subjects)
}
