//! States of records, acts and answers of expectations.

use super::Word;
use record::Act;

words! { "state";
    CURRENT "current" "Current";
    DRAFT "draft" "Draft";
    SUBMITTED "submitted" "Waiting for approval";
    EFFECTIVE "effective" "In force";
    RETIRED "retired" "Retired";
    OPEN "open" "Open";
    DONE "done" "Done";
    VERIFIED "verified" "Verified";
    CANCELLED "cancelled" "Cancelled";
    RECORDED "recorded" "Recorded";
    OTHER "other" "Unknown state";
    SINCE "since" "since {when}";
    UNTIL "until" "{when}";
    NOT_YET "not_yet" "not yet";
    ACT_CREATE "act.create" "Create";
    ACT_REVISE "act.revise" "Edit";
    ACT_SUBMIT "act.submit" "Submit for approval";
    ACT_WITHDRAW "act.withdraw" "Withdraw";
    ACT_REQUEST_CHANGES "act.request_changes" "Request changes";
    ACT_APPROVE "act.approve" "Approve";
    ACT_RETIRE "act.retire" "Retire";
    ACT_COMPLETE "act.complete" "Mark as done";
    ACT_VERIFY "act.verify" "Verify";
    ACT_REOPEN "act.reopen" "Reopen";
    ACT_CANCEL "act.cancel" "Cancel";
    ACT_ERASE "act.erase" "Erase a field";
    ACT_TAKE_IN "act.take_in" "Take in";
    ACT_TELL_APART "act.tell_apart" "Tell apart";
    ACT_REINSTATE "act.reinstate" "Take the merge back";
    ACT_RESTORE "act.restore" "Restore from a backup";
    DID_CREATE "did.create" "created it";
    DID_REVISE "did.revise" "edited it";
    DID_SUBMIT "did.submit" "submitted it for approval";
    DID_WITHDRAW "did.withdraw" "took it back";
    DID_REQUEST_CHANGES "did.request_changes" "asked for changes";
    DID_APPROVE "did.approve" "approved it";
    DID_RETIRE "did.retire" "retired it";
    DID_COMPLETE "did.complete" "marked it as done";
    DID_VERIFY "did.verify" "verified it";
    DID_REOPEN "did.reopen" "opened it again";
    DID_CANCEL "did.cancel" "cancelled it";
    DID_ERASE "did.erase" "erased a field";
    DID_TAKE_IN "did.take_in" "merged another record into it";
    DID_TELL_APART "did.tell_apart" "said that it is not the same as another";
    DID_REINSTATE "did.reinstate" "took the merge back";
    DID_RESTORE "did.restore" "restored everything from a backup";
    MET "answer.met" "met";
    PARTLY "answer.partly" "partly met";
    NOT_MET "answer.not_met" "not met";
    UNKNOWN "answer.unknown" "unknown";
    NOT_APPLICABLE "answer.not_applicable" "not applicable";
}

/// The word for a state by its code.
pub fn state(code: &str) -> Word {
    match code {
        "current" => CURRENT,
        "draft" => DRAFT,
        "submitted" => SUBMITTED,
        "effective" => EFFECTIVE,
        "retired" => RETIRED,
        "open" => OPEN,
        "done" => DONE,
        "verified" => VERIFIED,
        "cancelled" => CANCELLED,
        "recorded" => RECORDED,
        _ => OTHER,
    }
}

/// The verb on the button of an act.
pub const fn act(act: Act) -> Word {
    match act {
        Act::Create => ACT_CREATE,
        Act::Revise => ACT_REVISE,
        Act::Submit => ACT_SUBMIT,
        Act::Withdraw => ACT_WITHDRAW,
        Act::RequestChanges => ACT_REQUEST_CHANGES,
        Act::Approve => ACT_APPROVE,
        Act::Retire => ACT_RETIRE,
        Act::Complete => ACT_COMPLETE,
        Act::Verify => ACT_VERIFY,
        Act::Reopen => ACT_REOPEN,
        Act::Cancel => ACT_CANCEL,
        Act::Erase => ACT_ERASE,
        Act::TakeIn => ACT_TAKE_IN,
        Act::TellApart => ACT_TELL_APART,
        Act::Reinstate => ACT_REINSTATE,
        Act::Restore => ACT_RESTORE,
    }
}

/// What somebody did, after the person's name.
pub const fn did(act: Act) -> Word {
    match act {
        Act::Create => DID_CREATE,
        Act::Revise => DID_REVISE,
        Act::Submit => DID_SUBMIT,
        Act::Withdraw => DID_WITHDRAW,
        Act::RequestChanges => DID_REQUEST_CHANGES,
        Act::Approve => DID_APPROVE,
        Act::Retire => DID_RETIRE,
        Act::Complete => DID_COMPLETE,
        Act::Verify => DID_VERIFY,
        Act::Reopen => DID_REOPEN,
        Act::Cancel => DID_CANCEL,
        Act::Erase => DID_ERASE,
        Act::TakeIn => DID_TAKE_IN,
        Act::TellApart => DID_TELL_APART,
        Act::Reinstate => DID_REINSTATE,
        Act::Restore => DID_RESTORE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{LifeCycle, State};

    #[test]
    fn every_state_has_a_word_of_its_own() {
        for life_cycle in [LifeCycle::Kept, LifeCycle::Controlled, LifeCycle::Task, LifeCycle::Witnessed] {
            for code in State::codes(life_cycle) {
                assert_eq!(state(code).key, format!("ui.state.{code}"));
            }
        }
        assert_eq!(state("sleeping"), OTHER);
    }

    #[test]
    fn every_act_has_a_word_of_its_own() {
        for each in Act::ALL {
            assert_eq!(act(each).key, format!("ui.state.act.{}", each.code()));
            assert_eq!(did(each).key, format!("ui.state.did.{}", each.code()));
        }
    }
}
