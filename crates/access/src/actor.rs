//! Who acts, in which roles, and by which way they came in.

use crate::Role;
use record::RecordId;
use std::collections::BTreeSet;

/// A person who acts, as known at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person record.
    pub person: RecordId,
    /// Every other person record that stands for the same human: second accounts, and those she deputises for.
    /// Separation of duties looks through all of them.
    pub same_human: Vec<RecordId>,
    /// Roles held now.
    pub roles: BTreeSet<Role>,
    /// The unit that the person belongs to.
    pub unit: Option<RecordId>,
    /// By which way.
    pub via: Via,
    /// Whether a derogation is in force that lets authors approve what they wrote.
    pub derogation: Option<RecordId>,
}

/// By which way an act comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in browser.
    Web,
    /// A personal API token.
    Api(Scope),
    /// The command line on the machine itself.
    Cli,
    /// A file import, in the name of the person who started it.
    Import,
    /// The program itself: first set-up.
    System,
}

/// What a personal API token may do. No scope allows a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read only.
    Read,
    /// Read, create and revise.
    Write,
}

impl Via {
    /// The stable code, as in ledger entries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api(_) => "api",
            Self::Cli => "cli",
            Self::Import => "import",
            Self::System => "system",
        }
    }
}

impl Actor {
    /// Whether the person holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the person holds one of these roles.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Whether `person` is this human, under any of her records.
    pub fn is(&self, person: RecordId) -> bool {
        self.person == person || self.same_human.contains(&person)
    }
}
