//! Seals: the frozen result of a named query at a ledger position. Written by the program when somebody freezes it, and
//! never changed; approved by somebody else.

use crate::{Openness, Role};
use record::{
    Approval, Area, Body, Field, File, Kind, LifeCycle, Line, Name, Number, Opt, Pick, Prose, Sensitivity,
    choice, file, line, number, prose,
};

/// The kind of record by which a result is frozen.
pub static KIND: Kind = Kind {
    id: "seal",
    reference: "SEL",
    name: Name { one: "Seal", many: "Seals" },
    purpose: "Results frozen at a ledger position with its root: baselines, populations and versions, approved and compared with now.",
    expected_by: &["7.5.3", "9.1", "9.2.2", "9.3.2"],
    area: Area::Improve,
    fields: &[
        NAME.field,
        PURPOSE.field,
        QUERY.field,
        ABOUT.field,
        CONDITIONS.field,
        SIZE.field,
        ROOT.field,
        INSTANT.field,
        ZONE.field,
        PACKS.field,
        ROWS.field,
        RESULT.field,
        BASIS.field,
        APPROVER.field,
        AUDIENCE.field,
    ],
    columns: &[NAME.field, QUERY.field, ABOUT.field, SIZE.field, ROWS.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

/// What people call it.
pub const NAME: Field<Line> = line("name", "Name").required().max(160);
/// What it is kept for.
pub const PURPOSE: Field<Prose> = prose("purpose", "What it is kept for").max(2_000);

const FROZEN: &str = "What is frozen";
/// Code of the named query.
pub const QUERY: Field<Line> = line("query", "Query").required().max(40).section(FROZEN);
/// What the query is about: a framework, a kind of record.
pub const ABOUT: Field<Line> = line("about", "About").required().max(120).section(FROZEN);
/// The conditions of the query as canonical JSON, where it has any.
pub const CONDITIONS: Field<Prose> = prose("conditions", "Conditions").max(8_000).section(FROZEN);
/// How many entries the ledger had.
pub const SIZE: Field<Number> =
    number("size", "Ledger entries").required().between(0, i64::MAX).section(FROZEN);
/// The root over them, hexadecimal.
pub const ROOT: Field<Line> = line("root", "Root").required().max(64).section(FROZEN);
/// The instant that was judged at (RFC 3339).
pub const INSTANT: Field<Line> = line("instant", "Judged at").required().max(40).section(FROZEN);
/// The time zone in which days were counted.
pub const ZONE: Field<Line> = line("zone", "Time zone").required().max(60).section(FROZEN);
/// The framework packs with their versions.
pub const PACKS: Field<Line> = line("packs", "Framework packs").max(400).section(FROZEN);
/// How many rows the result has.
pub const ROWS: Field<Number> = number("rows", "Rows").required().between(0, i64::MAX).section(FROZEN);
/// The result as canonical JSON, kept like evidence.
pub const RESULT: Field<File> = file("result", "Result").required().section(FROZEN);
/// The texts of the packs that it was computed with, so that it can be computed again after newer ones.
pub const BASIS: Field<File> = file("basis", "Packs as they were").section(FROZEN);

const TERMS: &str = "Who decides and reads";
/// Who approves it.
pub const APPROVER: Field<Pick> = choice("approver", "Approved by", APPROVERS).required().section(TERMS);
/// Who may read it.
pub const AUDIENCE: Field<Pick> = choice("audience", "Read by", AUDIENCES).required().section(TERMS);

const APPROVERS: &[Opt] = &[
    Opt::new("ai_manager", "An AI manager or top management"),
    Opt::new("top_management", "Top management"),
];

const AUDIENCES: &[Opt] = &[
    Opt::new("work", "Those who work with the management system"),
    Opt::new("govern", "Those who govern and audit"),
];

/// What decides on approving and reading a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether only top management approves it.
    pub top: bool,
    /// Who may read it. A relation to it opens nothing: who froze it may have lost the role since.
    pub openness: Openness,
}

impl Terms {
    /// Those that a seal states; the narrowest where it states none.
    pub fn of(body: &Body) -> Self {
        Self {
            top: APPROVER.of(body) != Some("ai_manager"),
            openness: if AUDIENCE.of(body) == Some("work") { Openness::Work } else { Openness::Govern },
        }
    }
}

/// The roles that freeze results: those that govern, but for the auditor from outside, who only reads.
pub const FREEZERS: [Role; 3] = [Role::AiManager, Role::TopManagement, Role::InternalAuditor];
