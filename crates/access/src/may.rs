//! The rules. Every rule that is not written here says no.

use crate::{Actor, Facts, Role, Scope, Via, audience, derogation, membership, reach, seal};
use record::{Act, Area, Body, Class, Kind, LifeCycle, Problem, RecordId, Refusal, Relation, Schema};

/// Whether the actor may do `act` to the record with these facts, as far as roles, relations and separation of duties
/// go. Whether the state allows it is the life cycle's to say.
///
/// # Errors
/// `not_found` when the actor may not know that the record exists; otherwise a refusal with its reason.
pub fn may(actor: &Actor, act: Act, facts: &Facts) -> Result<(), Refusal> {
    if !reach(actor).covers(&audience(facts)) {
        return Err(Refusal::not_found());
    }
    by_this_way(actor, act)?;
    if facts.kind.id == seal::KIND.id && matches!(act, Act::Create | Act::Revise) {
        return Err(frozen());
    }
    let related = relation(actor, facts);
    let allowed = match act {
        Act::Create => may_create(actor, facts.kind).is_ok(),
        Act::Revise if drafts(actor, facts) => true,
        Act::Revise | Act::Submit | Act::TakeIn | Act::TellApart => {
            keeps(actor, facts.kind) && (related || governs_kind(actor, facts.kind))
        }
        Act::Withdraw => keeps(actor, facts.kind) && (actor.is(facts.state_by) || related),
        Act::RequestChanges | Act::Approve if facts.seal.is_some_and(|terms| terms.top) => {
            actor.has(Role::TopManagement)
        }
        Act::RequestChanges | Act::Approve => approves(actor, facts.kind),
        Act::Retire | Act::Reinstate => {
            governs_kind(actor, facts.kind) || owns(actor, facts) && keeps(actor, facts.kind)
        }
        Act::Complete => {
            owns(actor, facts) || facts.assignees.iter().any(|id| actor.is(*id)) || actor.has(Role::AiManager)
        }
        Act::Verify => actor.has_any(&[
            Role::AiManager,
            Role::TopManagement,
            Role::InternalAuditor,
            Role::Owner,
            Role::Contributor,
        ]),
        Act::Reopen | Act::Cancel => {
            actor.has(Role::AiManager) || owns(actor, facts) && actor.has_any(&WRITERS)
        }
        Act::Erase => actor.has(Role::Administrator) || actor.has(Role::AiManager),
        // The program writes it, for whoever runs the machine.
        Act::Restore => false,
    };
    if !allowed {
        return Err(forbidden(act));
    }
    separated(actor, act, facts)
}

/// Whether the actor may put one body in the place of another: who writes a draft only because its owner asked her to does not
/// decide who else takes part in it or answers for it.
///
/// # Errors
/// A refusal that names the fields; it does not ask whether the actor may revise the record at all, which is [`may`]'s to say.
pub fn may_rewrite(
    actor: &Actor,
    facts: &Facts,
    schema: &Schema,
    before: &Body,
    after: &Body,
) -> Result<(), Refusal> {
    let governs = keeps(actor, facts.kind) && (relation(actor, facts) || governs_kind(actor, facts.kind));
    let people = schema.fields().filter(|field| field.relation.is_some() && !governs);
    let problems: Vec<Problem> = people
        .filter(|field| before.get(field.id) != after.get(field.id))
        .map(|field| {
            Problem::new(
                field.id,
                "for_the_owner_to_say",
                "Leave this as it is: you write the draft because its owner asked you to, and who takes part in it or answers for it is for the owner to say.",
            )
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(problems)) }
}

/// Whether the actor may make a record of this kind.
///
/// # Errors
/// A refusal with its reason.
pub fn may_create(actor: &Actor, kind: &Kind) -> Result<(), Refusal> {
    by_this_way(actor, Act::Create)?;
    if kind.id == seal::KIND.id {
        return Err(frozen());
    }
    if keeps(actor, kind) || kind.id == derogation::KIND.id && actor.has(Role::TopManagement) {
        return Ok(());
    }
    Err(forbidden(Act::Create))
}

/// Whether the actor may freeze the result of a query: the program writes the seal, in her name.
///
/// # Errors
/// A refusal with its reason.
pub fn may_freeze(actor: &Actor) -> Result<(), Refusal> {
    by_this_way(actor, Act::Create)?;
    if actor.has_any(&seal::FREEZERS) && matches!(actor.via, Via::Web | Via::Cli) {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Forbidden,
        "freeze_needs_role",
        "Results are frozen by an AI manager, an internal auditor or top management.",
        "Ask one of them to freeze it.",
    ))
}

/// Whether the actor may take a whole register or package out.
///
/// # Errors
/// A refusal with its reason.
pub fn may_export(actor: &Actor) -> Result<(), Refusal> {
    if actor.roles.iter().any(|role| role.works()) {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Forbidden,
        "export_needs_role",
        "Exports are for those who work with the management system.",
        "Ask the AI manager for the records that you need.",
    ))
}

/// Whether the actor may bring a file of records in.
///
/// # Errors
/// A refusal with its reason.
pub fn may_import(actor: &Actor) -> Result<(), Refusal> {
    if actor.has_any(&[Role::AiManager, Role::Owner])
        && matches!(actor.via, Via::Web | Via::Cli | Via::Import)
    {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Forbidden,
        "import_needs_role",
        "Only an AI manager or an owner can import records.",
        "Ask the AI manager to import the file.",
    ))
}

/// Whether the actor may make, lock and reset accounts.
///
/// # Errors
/// A refusal with its reason.
pub fn may_manage_accounts(actor: &Actor) -> Result<(), Refusal> {
    if actor.has(Role::Administrator) && matches!(actor.via, Via::Web | Via::Cli | Via::System) {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Forbidden,
        "accounts_need_administrator",
        "Only an administrator can manage accounts.",
        "Ask an administrator.",
    ))
}

const WRITERS: [Role; 3] = [Role::AiManager, Role::Owner, Role::Contributor];

/// A token may read, create and revise within its scope; it never decides or signs.
fn by_this_way(actor: &Actor, act: Act) -> Result<(), Refusal> {
    match actor.via {
        Via::Api(_) if act.is_consequential() => Err(Refusal::new(
            Class::Forbidden,
            "token_cannot_decide",
            "An API token cannot submit, approve, verify or retire.",
            "Sign in with a browser and do it there.",
        )),
        Via::Api(Scope::Read) => Err(Refusal::new(
            Class::Forbidden,
            "token_reads_only",
            "This API token can only read.",
            "Use a token with the scope “write”.",
        )),
        // A list says of what it lists that it is done, given up or out of use; that is no judgement of a second person.
        Via::Import if act.is_consequential() && !act.ends() => Err(Refusal::new(
            Class::Forbidden,
            "import_cannot_decide",
            "An import cannot submit, approve or verify.",
            "Submit the imported records in the register.",
        )),
        _ => Ok(()),
    }
}

/// Whether a role of the actor keeps records of this kind at all.
fn keeps(actor: &Actor, kind: &Kind) -> bool {
    if kind.id == membership::KIND.id {
        return actor.has(Role::Administrator);
    }
    if kind.id == derogation::KIND.id {
        return actor.has_any(&[Role::AiManager, Role::TopManagement]);
    }
    if kind.id == seal::KIND.id {
        return actor.has_any(&seal::FREEZERS);
    }
    match (kind.area, kind.life_cycle) {
        (Area::Settings, _) => actor.has_any(&[Role::Administrator, Role::AiManager]),
        (_, LifeCycle::Kept) => actor.has_any(&WRITERS) || actor.has(Role::Administrator),
        (_, LifeCycle::Task | LifeCycle::Witnessed) => {
            actor.has_any(&WRITERS) || actor.has(Role::InternalAuditor)
        }
        (_, LifeCycle::Controlled) => actor.has_any(&WRITERS),
    }
}

/// Whether the actor keeps every record of the kind, related or not.
fn governs_kind(actor: &Actor, kind: &Kind) -> bool {
    keeps(actor, kind)
        && (actor.has(Role::AiManager)
            || actor.has(Role::Administrator)
                && (kind.area == Area::Settings || kind.life_cycle == LifeCycle::Kept))
}

fn approves(actor: &Actor, kind: &Kind) -> bool {
    match kind.area {
        _ if kind.approval.by_top => actor.has(Role::TopManagement),
        Area::Settings => actor.has_any(&[Role::Administrator, Role::AiManager, Role::TopManagement]),
        _ => actor.has_any(&[Role::AiManager, Role::TopManagement]),
    }
}

fn owns(actor: &Actor, facts: &Facts) -> bool {
    facts.owners.iter().any(|id| actor.is(*id))
}

/// Whether the actor is asked to write a draft: whatever else she does in the organisation, and as long as it is one. Who audits
/// from outside writes nothing that she audits.
fn drafts(actor: &Actor, facts: &Facts) -> bool {
    facts.state == "draft"
        && facts.kind.life_cycle == LifeCycle::Controlled
        && facts.kind.fields.iter().any(|field| field.relation == Some(Relation::Assignee))
        && facts.drafters.iter().any(|id| actor.is(*id))
        && !actor.roles.is_empty()
        && !actor.has(Role::ExternalAuditor)
}

/// Whether the actor is related to a record in a way that lasts: who is asked to write a draft is not.
fn relation(actor: &Actor, facts: &Facts) -> bool {
    let asked: &[RecordId] =
        if facts.kind.life_cycle == LifeCycle::Controlled { &[] } else { &facts.assignees };
    let people = facts.owners.iter().chain(asked).chain(&facts.authors).chain([&facts.creator]);
    people.into_iter().any(|id| actor.is(*id))
        || actor.has(Role::Owner) && actor.unit.is_some_and(|unit| facts.units.contains(&unit))
}

/// Separation of duties: who wrote does not approve, who did does not verify, nobody gives a role to herself.
fn separated(actor: &Actor, act: Act, facts: &Facts) -> Result<(), Refusal> {
    let wrote = facts.authors.iter().any(|id| actor.is(*id))
        || facts.in_force && act == Act::Verify && actor.is(facts.creator);
    match act {
        Act::Approve if facts.kind.id == derogation::KIND.id => Ok(()),
        Act::Approve if (wrote || actor.is(facts.state_by)) && actor.derogation.is_none() => {
            Err(Refusal::new(
                Class::Forbidden,
                "approver_is_author",
                "You wrote or submitted this version, so you cannot approve it.",
                "Ask another AI manager or top management; where there is nobody, top management can record a derogation.",
            ))
        }
        Act::Verify
            if facts.kind.life_cycle == LifeCycle::Task
                && (actor.is(facts.state_by) || facts.assignees.iter().any(|id| actor.is(*id))) =>
        {
            Err(Refusal::new(
                Class::Forbidden,
                "verifier_did_it",
                "You did this action, so somebody else must check whether it was effective.",
                "Ask a colleague who did not take part.",
            ))
        }
        Act::Verify if wrote => Err(Refusal::new(
            Class::Forbidden,
            "verifier_collected_it",
            "You recorded this evidence, so somebody else must verify it.",
            "Ask a colleague who can judge it.",
        )),
        Act::Revise | Act::Retire | Act::Create | Act::TakeIn | Act::Reinstate
            if actor.via != Via::System && facts.holder.is_some_and(|holder| actor.is(holder)) =>
        {
            Err(own_membership())
        }
        _ => Ok(()),
    }
}

/// The refusal for writing into a seal.
fn frozen() -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "seal_is_frozen",
        "A seal is written by freezing a result and is never changed.",
        "Freeze the result as it is now; the earlier seal stays beside it.",
    )
}

/// The refusal for giving a role to oneself.
fn own_membership() -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "own_membership",
        "You cannot change your own roles.",
        "Ask another administrator.",
    )
}

fn forbidden(act: Act) -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "role_lacks_verb",
        format!("Your role does not allow “{}” here.", act.verb()),
        "Ask the owner of the record or the AI manager.",
    )
}
