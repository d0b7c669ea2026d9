//! The acts by which a record comes to be, changes and ends.

use serde::{Deserialize, Serialize};

/// An act on a record. Each is one entry in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The record comes to be.
    Create,
    /// Its content changes.
    Revise,
    /// Its author asks for approval.
    Submit,
    /// Its author takes it back before a decision.
    Withdraw,
    /// An approver sends it back.
    RequestChanges,
    /// An approver puts the version in force.
    Approve,
    /// It is out of force, and stays readable.
    Retire,
    /// A task is done.
    Complete,
    /// Somebody else has looked: a task was effective, evidence is what it claims to be.
    Verify,
    /// A task that was done, verified or cancelled is open again.
    Reopen,
    /// A task is given up.
    Cancel,
    /// One field was erased on purpose, in every version.
    Erase,
    /// Another record, which was the same thing, went into this one.
    TakeIn,
    /// Somebody says that this record and another that is like it are two.
    TellApart,
    /// What went into another record is one of its own again.
    Reinstate,
    /// The organisation's data were put back from a backup; what came after the backup is gone.
    Restore,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 16] = [
        Self::Create,
        Self::Revise,
        Self::Submit,
        Self::Withdraw,
        Self::RequestChanges,
        Self::Approve,
        Self::Retire,
        Self::Complete,
        Self::Verify,
        Self::Reopen,
        Self::Cancel,
        Self::Erase,
        Self::TakeIn,
        Self::TellApart,
        Self::Reinstate,
        Self::Restore,
    ];

    /// Whether a record is over or done by it, without the eyes of a second person.
    pub const fn ends(self) -> bool {
        matches!(self, Self::Retire | Self::Complete | Self::Cancel)
    }

    /// The stable code, as in ledger entries and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Revise => "revise",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::RequestChanges => "request_changes",
            Self::Approve => "approve",
            Self::Retire => "retire",
            Self::Complete => "complete",
            Self::Verify => "verify",
            Self::Reopen => "reopen",
            Self::Cancel => "cancel",
            Self::Erase => "erase",
            Self::TakeIn => "take_in",
            Self::TellApart => "tell_apart",
            Self::Reinstate => "reinstate",
            Self::Restore => "restore",
        }
    }

    /// The act with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// The verb on a button.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Revise => "Edit",
            Self::Submit => "Submit for approval",
            Self::Withdraw => "Withdraw",
            Self::RequestChanges => "Request changes",
            Self::Approve => "Approve",
            Self::Retire => "Retire",
            Self::Complete => "Mark as done",
            Self::Verify => "Verify",
            Self::Reopen => "Reopen",
            Self::Cancel => "Cancel",
            Self::Erase => "Erase",
            Self::TakeIn => "Take in",
            Self::TellApart => "Tell apart",
            Self::Reinstate => "Take the merge back",
            Self::Restore => "Restore from a backup",
        }
    }

    /// Whether the act decides something for others, so that it goes through a check page.
    pub const fn is_consequential(self) -> bool {
        !matches!(self, Self::Create | Self::Revise)
    }

    /// Whether the act stands beside the life cycle: it leaves the state as it was, with the stamp of who brought it there,
    /// and is offered by no page of acts.
    pub const fn is_apart(self) -> bool {
        matches!(self, Self::Erase | Self::TakeIn | Self::TellApart | Self::Restore)
    }

    /// Whether pages of acts offer it: neither what stands apart, nor what is done to several records at once on a page of
    /// its own.
    pub const fn is_offered(self) -> bool {
        !self.is_apart() && !matches!(self, Self::Reinstate)
    }

    /// Whether the act is a signature: the password is asked again.
    pub const fn is_signature(self) -> bool {
        matches!(self, Self::Approve | Self::Verify | Self::Erase)
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::RequestChanges
                | Self::Retire
                | Self::Reopen
                | Self::Cancel
                | Self::Complete
                | Self::Erase
                | Self::TakeIn
                | Self::Reinstate
        )
    }
}
