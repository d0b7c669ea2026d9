//! Who may read a record, in a form that a store can filter by: how open it is, and who is related to it.

use crate::{Actor, Facts, Role};
use record::{LifeCycle, RecordId, Sensitivity};

/// How open a record is to people who are not related to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Openness {
    /// Every member.
    All,
    /// Roles that work with the management system.
    Work,
    /// Roles that govern and audit.
    Govern,
}

/// Who may read a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// Without a relation.
    pub openness: Openness,
    /// Persons and units that read it because they are related to it.
    pub related: Vec<RecordId>,
}

/// What a person may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Records up to this openness.
    pub openness: Openness,
    /// Records related to one of these: the person, her unit.
    pub related: Vec<RecordId>,
}

impl Openness {
    /// 0 for all, 1 for working roles, 2 for governing roles: as stores keep it.
    pub const fn level(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Work => 1,
            Self::Govern => 2,
        }
    }
}

impl Reach {
    /// Whether a record with this audience may be read.
    pub fn covers(&self, audience: &Audience) -> bool {
        audience.openness <= self.openness || self.related.iter().any(|id| audience.related.contains(id))
    }
}

/// Who may read a record with these facts.
pub fn audience(facts: &Facts) -> Audience {
    if let Some(terms) = facts.seal {
        return Audience { openness: terms.openness, related: Vec::new() };
    }
    // While a newer draft is being written, its words must not be found by those who may only see what is in force.
    let open = match facts.kind.life_cycle {
        LifeCycle::Kept => true,
        LifeCycle::Controlled => facts.state == "effective",
        LifeCycle::Witnessed => facts.state == "verified",
        LifeCycle::Task => false,
    };
    let openness = match facts.kind.sensitivity {
        Sensitivity::Open if open => Openness::All,
        Sensitivity::Open | Sensitivity::Internal => Openness::Work,
        Sensitivity::Confined => Openness::Govern,
    };
    let people = facts.owners.iter().chain(&facts.assignees).chain(&facts.authors).chain(&facts.holder);
    let mut related: Vec<RecordId> =
        people.copied().chain([facts.creator]).chain(facts.units.iter().copied()).collect();
    related.sort_unstable();
    related.dedup();
    Audience { openness, related }
}

/// What this person may read.
pub fn reach(actor: &Actor) -> Reach {
    let openness = if actor.roles.iter().any(|role| role.governs()) {
        Openness::Govern
    } else if actor.roles.iter().any(|role| role.works()) {
        Openness::Work
    } else {
        Openness::All
    };
    let mut related = vec![actor.person];
    related.extend(actor.same_human.iter().copied());
    related.extend(actor.unit.filter(|_| actor.has_any(&[Role::Owner, Role::Contributor])));
    Reach { openness, related }
}
