//! Memberships: which person holds which role, from and until. A record, so that "who had that authority then" has an answer.

use record::{
    Approval, Area, Body, Field, Kind, LifeCycle, Line, Name, One, Opt, Pick, Prose, Relation, Sensitivity,
    Span, choice, line, period, person, prose,
};

use crate::Role;

/// The kind of record by which roles are held (ISO/IEC 42001, 5.3).
pub static KIND: Kind = Kind {
    id: "membership",
    reference: "MEM",
    name: Name { one: "Membership", many: "Memberships" },
    purpose: "Which person holds which role in the management system, from when and until when.",
    expected_by: &["5.3", "A.3.2"],
    area: Area::Settings,
    fields: &[TITLE.field, PERSON.field, ROLE.field, HELD.field, NOTE.field],
    columns: &[TITLE.field, PERSON.field, ROLE.field, HELD.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

/// Name of the membership.
pub const TITLE: Field<Line> =
    line("name", "Name").required().max(120).hint("For example “Ana Reyes, AI manager”");
/// Who holds the role.
pub const PERSON: Field<One> = person("person", "Person").required().relation(Relation::Assignee);
/// Which role.
pub const ROLE: Field<Pick> = choice("role", "Role", ROLES).required();
/// From when, until when.
pub const HELD: Field<Span> = period("held", "Held").required();
const NOTE: Field<Prose> = prose("note", "Responsibilities and authority in own words").max(4_000);

const ROLES: &[Opt] = &[
    Opt::hinted("administrator", "Administrator", "keeps accounts, memberships and custom fields"),
    Opt::hinted("ai_manager", "AI manager", "answers for the conformity of the management system"),
    Opt::hinted("top_management", "Top management", "decides policy and appetite, accepts risk, reviews"),
    Opt::hinted("owner", "Owner", "answers for systems, uses, risks or documents"),
    Opt::hinted("contributor", "Contributor", "writes and collects"),
    Opt::hinted("internal_auditor", "Internal auditor", "audits what others do"),
    Opt::hinted("external_auditor", "External auditor", "reads, from outside"),
    Opt::hinted("employee", "Employee", "reads what is in force"),
];

/// The role that a membership in use gives on a day; none outside its period.
pub fn role_on(body: &Body, day: jiff::civil::Date) -> Option<Role> {
    let held = HELD.of(body)?;
    let holds = held.from <= day && held.to.is_none_or(|to| day <= to);
    Role::from_code(ROLE.of(body)?).filter(|_| holds)
}
