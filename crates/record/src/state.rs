//! The states of a record, with who brought it there, when and why.

use crate::{Act, Class, LifeCycle, RecordId, Refusal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who did it, when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The person.
    pub by: RecordId,
    /// The recorded time.
    pub at: Timestamp,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// In use (kept kinds).
    Current(Stamp),
    /// Being written; an earlier version may be in force.
    Draft(Stamp),
    /// Waiting for a decision.
    Submitted(Stamp),
    /// In force.
    Effective(Stamp),
    /// Out of force.
    Retired(Stamp),
    /// To be done.
    Open(Stamp),
    /// Done, not yet looked at by somebody else.
    Done(Stamp),
    /// Looked at by somebody else.
    Verified(Stamp),
    /// Given up.
    Cancelled(Stamp),
    /// Collected, not yet looked at by somebody else.
    Recorded(Stamp),
}

impl State {
    /// Codes of the states of a life cycle, in the order in which a record passes through them.
    pub const fn codes(life_cycle: LifeCycle) -> &'static [&'static str] {
        match life_cycle {
            LifeCycle::Kept => &["current", "retired"],
            LifeCycle::Controlled => &["draft", "submitted", "effective", "retired"],
            LifeCycle::Task => &["open", "done", "verified", "cancelled"],
            LifeCycle::Witnessed => &["recorded", "verified", "retired"],
        }
    }

    /// The state of a new record.
    pub const fn initial(life_cycle: LifeCycle, stamp: Stamp) -> Self {
        match life_cycle {
            LifeCycle::Kept => Self::Current(stamp),
            LifeCycle::Controlled => Self::Draft(stamp),
            LifeCycle::Task => Self::Open(stamp),
            LifeCycle::Witnessed => Self::Recorded(stamp),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Current(_) => "current",
            Self::Draft(_) => "draft",
            Self::Submitted(_) => "submitted",
            Self::Effective(_) => "effective",
            Self::Retired(_) => "retired",
            Self::Open(_) => "open",
            Self::Done(_) => "done",
            Self::Verified(_) => "verified",
            Self::Cancelled(_) => "cancelled",
            Self::Recorded(_) => "recorded",
        }
    }

    /// Who brought the record into this state, when and why.
    pub const fn stamp(&self) -> &Stamp {
        match self {
            Self::Current(stamp)
            | Self::Draft(stamp)
            | Self::Submitted(stamp)
            | Self::Effective(stamp)
            | Self::Retired(stamp)
            | Self::Open(stamp)
            | Self::Done(stamp)
            | Self::Verified(stamp)
            | Self::Cancelled(stamp)
            | Self::Recorded(stamp) => stamp,
        }
    }

    /// Whether the record is over: retired or cancelled.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Retired(_) | Self::Cancelled(_))
    }

    /// The acts that this state allows in a life cycle, whoever asks.
    pub fn acts(&self, life_cycle: LifeCycle) -> Vec<Act> {
        Act::ALL.into_iter().filter(|act| target(self.code(), life_cycle, *act).is_some()).collect()
    }

    /// The state after `act`.
    ///
    /// # Errors
    /// A conflict when the state does not allow the act.
    pub fn after(self, life_cycle: LifeCycle, act: Act, stamp: Stamp) -> Result<Self, Refusal> {
        match target(self.code(), life_cycle, act) {
            Some("same") => Ok(self),
            Some(code) => Self::of(code, stamp).ok_or_else(|| refused(self.code(), act)),
            None => Err(refused(self.code(), act)),
        }
    }

    /// Codes of the states from which an act may have led to a state of a life cycle.
    pub fn before(life_cycle: LifeCycle, act: Act, to: &str) -> impl Iterator<Item = &'static str> {
        Self::codes(life_cycle).iter().copied().filter(move |from| match target(from, life_cycle, act) {
            Some("same") => *from == to,
            Some(code) => code == to,
            None => false,
        })
    }

    /// The state with this code.
    pub fn of(code: &str, stamp: Stamp) -> Option<Self> {
        Some(match code {
            "current" => Self::Current(stamp),
            "draft" => Self::Draft(stamp),
            "submitted" => Self::Submitted(stamp),
            "effective" => Self::Effective(stamp),
            "retired" => Self::Retired(stamp),
            "open" => Self::Open(stamp),
            "done" => Self::Done(stamp),
            "verified" => Self::Verified(stamp),
            "cancelled" => Self::Cancelled(stamp),
            "recorded" => Self::Recorded(stamp),
            _ => return None,
        })
    }
}

/// The whole table of transitions: from a state, in a life cycle, by an act, to a state (or `same`).
#[expect(clippy::match_same_arms, reason = "the table is read by life cycle, line by line")]
fn target(from: &str, life_cycle: LifeCycle, act: Act) -> Option<&'static str> {
    use Act::{
        Approve, Cancel, Complete, Erase, Reinstate, Reopen, RequestChanges, Retire, Revise, Submit, TakeIn,
        TellApart, Verify, Withdraw,
    };
    Some(match (life_cycle, from, act) {
        (_, _, Erase) => "same",
        (_, "retired" | "cancelled", TakeIn | TellApart) => return None,
        (_, _, TakeIn | TellApart) => "same",
        (LifeCycle::Kept, "retired", Reinstate) => "current",
        (LifeCycle::Controlled, "retired", Reinstate) => "draft",
        (LifeCycle::Kept, "current", Revise) => "current",
        (LifeCycle::Kept, "current", Retire) => "retired",
        (LifeCycle::Controlled, "draft" | "effective", Revise) => "draft",
        (LifeCycle::Controlled, "draft", Submit) => "submitted",
        (LifeCycle::Controlled, "submitted", Withdraw | RequestChanges) => "draft",
        (LifeCycle::Controlled, "submitted", Approve) => "effective",
        (LifeCycle::Controlled, "draft" | "effective", Retire) => "retired",
        (LifeCycle::Task, "open", Revise) => "open",
        (LifeCycle::Task, "open", Complete) => "done",
        (LifeCycle::Task, "open", Cancel) => "cancelled",
        (LifeCycle::Task, "done", Verify) => "verified",
        (LifeCycle::Task, "done" | "verified" | "cancelled", Reopen) => "open",
        (LifeCycle::Witnessed, "recorded" | "verified", Revise) => "recorded",
        (LifeCycle::Witnessed, "recorded", Verify) => "verified",
        (LifeCycle::Witnessed, "recorded" | "verified", Retire) => "retired",
        _ => return None,
    })
}

fn refused(from: &str, act: Act) -> Refusal {
    Refusal::new(
        Class::Conflict,
        "state_forbids",
        format!("The record is {from}, so “{}” is not possible.", act.verb()),
        "Open the record again to see what is possible now.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp { by: RecordId(uuid::Uuid::nil()), at: Timestamp::UNIX_EPOCH, reason: None }
    }

    #[test]
    fn an_effective_record_is_only_reached_by_approval_of_a_submission() {
        for life_cycle in [LifeCycle::Kept, LifeCycle::Controlled, LifeCycle::Task, LifeCycle::Witnessed] {
            for code in State::codes(life_cycle) {
                for act in Act::ALL {
                    let from = State::of(code, stamp()).unwrap();
                    if let Ok(State::Effective(_)) = from.clone().after(life_cycle, act, stamp()) {
                        assert!(
                            act.is_apart() && *code == "effective"
                                || act == Act::Approve && *code == "submitted"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_before_an_act_is_every_state_that_allows_it_to_lead_there() {
        let before = |life_cycle, act, to| State::before(life_cycle, act, to).collect::<Vec<_>>();
        assert_eq!(before(LifeCycle::Controlled, Act::Revise, "draft"), ["draft", "effective"]);
        assert_eq!(before(LifeCycle::Controlled, Act::Approve, "effective"), ["submitted"]);
        assert_eq!(before(LifeCycle::Controlled, Act::Erase, "retired"), ["retired"]);
        assert_eq!(before(LifeCycle::Task, Act::Reopen, "open"), ["done", "verified", "cancelled"]);
        assert!(before(LifeCycle::Kept, Act::Approve, "effective").is_empty());
    }

    #[test]
    fn every_target_is_a_state_of_the_life_cycle() {
        for life_cycle in [LifeCycle::Kept, LifeCycle::Controlled, LifeCycle::Task, LifeCycle::Witnessed] {
            for code in State::codes(life_cycle) {
                let from = State::of(code, stamp()).unwrap();
                for act in from.acts(life_cycle) {
                    let to = from.clone().after(life_cycle, act, stamp()).unwrap();
                    assert!(
                        State::codes(life_cycle).contains(&to.code()),
                        "{code} --{}--> {}",
                        act.code(),
                        to.code()
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_over_can_only_be_reopened_or_erased_or_taken_out_of_a_merge() {
        let retired = State::Retired(stamp());
        assert_eq!(retired.acts(LifeCycle::Controlled), vec![Act::Erase, Act::Reinstate]);
        assert_eq!(retired.acts(LifeCycle::Witnessed), vec![Act::Erase]);
        assert_eq!(State::Cancelled(stamp()).acts(LifeCycle::Task), vec![Act::Reopen, Act::Erase]);
    }
}
