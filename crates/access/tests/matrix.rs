//! The authorisation matrix: kind × state × act × role × relation, as a golden file that a reviewer reads in a diff.

use access::{Actor, Facts, Role, Scope, Via, audience, may, reach};
use record::{Act, Kind, RecordId, State};
use std::{collections::BTreeSet, fmt::Write as _};
use uuid::Uuid;

const ME: u128 = 1;
const OTHER: u128 = 2;
const MY_UNIT: u128 = 3;

/// What the actor is to the record; the letters stand in the golden file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Relation {
    Stranger,
    Author,
    Submitter,
    Owner,
    Assignee,
    UnitMember,
    Holder,
}

const RELATIONS: [(char, Relation); 7] = [
    ('s', Relation::Stranger),
    ('a', Relation::Author),
    ('b', Relation::Submitter),
    ('o', Relation::Owner),
    ('t', Relation::Assignee),
    ('u', Relation::UnitMember),
    ('h', Relation::Holder),
];

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

fn actor(role: Role, via: Via) -> Actor {
    Actor {
        person: id(ME),
        same_human: Vec::new(),
        roles: BTreeSet::from([role]),
        unit: Some(id(MY_UNIT)),
        via,
        derogation: None,
    }
}

fn facts(kind: &'static Kind, state: &'static str, relation: Relation) -> Facts {
    let when = |wanted| if relation == wanted { vec![id(ME)] } else { vec![id(OTHER)] };
    Facts {
        kind,
        state,
        state_by: if relation == Relation::Submitter { id(ME) } else { id(OTHER) },
        in_force: matches!(state, "effective" | "current" | "verified"),
        authors: when(Relation::Author),
        creator: id(OTHER),
        owners: when(Relation::Owner),
        assignees: when(Relation::Assignee),
        drafters: when(Relation::Assignee),
        units: if relation == Relation::UnitMember { vec![id(MY_UNIT)] } else { Vec::new() },
        holder: (kind.id == "membership")
            .then(|| if relation == Relation::Holder { id(ME) } else { id(OTHER) }),
        seal: (kind.id == "seal")
            .then_some(access::seal::Terms { top: false, openness: access::Openness::Work }),
    }
}

fn every_kind() -> Vec<&'static Kind> {
    let own = [
        &record::custom::KIND,
        &access::membership::KIND,
        &access::derogation::KIND,
        &access::organisation::KIND,
        &access::seal::KIND,
    ];
    kinds::ALL.iter().copied().chain(own).collect()
}

#[test]
fn the_matrix_is_as_it_was_reviewed() {
    let mut golden = String::from(
        "s stranger, a author, b submitter, o owner, t assignee, u unit member, h holder of the membership; - nobody\n",
    );
    for kind in every_kind() {
        for state in State::codes(kind.life_cycle) {
            let stamp = record::Stamp { by: id(OTHER), at: record::Timestamp::UNIX_EPOCH, reason: None };
            let acts = State::of(state, stamp).unwrap().acts(kind.life_cycle);
            read_line(&mut golden, kind, state);
            for act in acts {
                write!(golden, "{} {state} {}:", kind.id, act.code()).unwrap();
                for role in Role::ALL {
                    let letters: String = RELATIONS
                        .iter()
                        .filter(|(_, relation)| {
                            may(&actor(role, Via::Web), act, &facts(kind, state, *relation)).is_ok()
                        })
                        .map(|(letter, _)| *letter)
                        .collect();
                    write!(golden, " {}={}", role.code(), if letters.is_empty() { "-" } else { &letters })
                        .unwrap();
                }
                golden.push('\n');
            }
        }
    }
    insta::assert_snapshot!(golden);
}

fn read_line(golden: &mut String, kind: &'static Kind, state: &'static str) {
    golden.extend([format!("{} {state} read:", kind.id)]);
    for role in Role::ALL {
        let letters: String = RELATIONS
            .iter()
            .filter(|(_, relation)| {
                reach(&actor(role, Via::Web)).covers(&audience(&facts(kind, state, *relation)))
            })
            .map(|(letter, _)| *letter)
            .collect();
        golden.extend([format!(" {}={}", role.code(), if letters.is_empty() { "-" } else { &letters })]);
    }
    golden.push('\n');
}

/// Every combination, for the rules that no exception may break.
fn everywhere(mut check: impl FnMut(&'static Kind, &'static str, Role, Relation)) {
    for kind in every_kind() {
        for state in State::codes(kind.life_cycle) {
            for role in Role::ALL {
                for (_, relation) in RELATIONS {
                    check(kind, state, role, relation);
                }
            }
        }
    }
}

#[test]
fn nobody_approves_what_she_wrote_or_submitted() {
    everywhere(|kind, state, role, relation| {
        if kind.id != "derogation" && matches!(relation, Relation::Author | Relation::Submitter) {
            assert!(
                may(&actor(role, Via::Web), Act::Approve, &facts(kind, state, relation)).is_err(),
                "{} {state} {}",
                kind.id,
                role.code()
            );
        }
    });
}

#[test]
fn a_second_account_of_the_author_does_not_approve_either() {
    everywhere(|kind, state, role, _| {
        let mut second = actor(role, Via::Web);
        second.person = id(77);
        second.same_human = vec![id(ME)];
        if kind.id != "derogation" {
            assert!(may(&second, Act::Approve, &facts(kind, state, Relation::Author)).is_err());
        }
    });
}

#[test]
fn a_token_never_decides() {
    everywhere(|kind, state, role, relation| {
        for scope in [Scope::Read, Scope::Write] {
            for act in Act::ALL.into_iter().filter(|act| act.is_consequential()) {
                assert!(may(&actor(role, Via::Api(scope)), act, &facts(kind, state, relation)).is_err());
            }
        }
    });
}

#[test]
fn auditors_from_outside_and_employees_only_read() {
    everywhere(|kind, state, role, relation| {
        if role == Role::ExternalAuditor
            || role == Role::Employee && matches!(relation, Relation::Stranger | Relation::UnitMember)
        {
            for act in [
                Act::Create,
                Act::Revise,
                Act::Submit,
                Act::RequestChanges,
                Act::Approve,
                Act::Retire,
                Act::Verify,
                Act::Reopen,
                Act::Cancel,
                Act::Erase,
            ] {
                if kind.life_cycle == record::LifeCycle::Task && act == Act::Complete {
                    continue;
                }
                assert!(
                    may(&actor(role, Via::Web), act, &facts(kind, state, relation)).is_err(),
                    "{} {state} {} {}",
                    kind.id,
                    role.code(),
                    act.code()
                );
            }
        }
    });
}

#[test]
fn what_may_not_be_read_answers_as_if_it_did_not_exist() {
    everywhere(|kind, state, role, relation| {
        let facts = facts(kind, state, relation);
        let who = actor(role, Via::Web);
        if !reach(&who).covers(&audience(&facts)) {
            for act in Act::ALL {
                assert_eq!(may(&who, act, &facts).unwrap_err().code, "not_found");
            }
        }
    });
}

#[test]
fn nobody_changes_her_own_roles() {
    for role in Role::ALL {
        for act in [Act::Create, Act::Revise, Act::Retire] {
            assert!(
                may(
                    &actor(role, Via::Web),
                    act,
                    &facts(&access::membership::KIND, "current", Relation::Holder)
                )
                .is_err()
            );
        }
    }
    assert!(
        may(
            &actor(Role::Administrator, Via::Web),
            Act::Revise,
            &facts(&access::membership::KIND, "current", Relation::Stranger)
        )
        .is_ok()
    );
}

#[test]
fn a_derogation_lets_an_author_approve_while_it_is_in_force() {
    let kind = kinds::ALL.iter().copied().find(|kind| kind.id == "risk").unwrap();
    let mut alone = actor(Role::AiManager, Via::Web);
    assert_eq!(
        may(&alone, Act::Approve, &facts(kind, "submitted", Relation::Author)).unwrap_err().code,
        "approver_is_author"
    );
    alone.derogation = Some(id(9));
    assert!(may(&alone, Act::Approve, &facts(kind, "submitted", Relation::Author)).is_ok());
}
