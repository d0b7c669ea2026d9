//! Keys that an organisation trusts: who signs packs with them is believed to have made them.

use record::{Approval, Area, Field, Kind, LifeCycle, Line, Name, Prose, Sensitivity, line, prose};

/// The kind of record by which a public key is trusted.
pub static KIND: Kind = Kind {
    id: "trusted_key",
    reference: "KEY",
    name: Name { one: "Trusted key", many: "Trusted keys" },
    purpose: "Public keys of those whose signatures on framework packs this organisation believes.",
    expected_by: &[],
    area: Area::Settings,
    fields: &[TITLE.field, KEY.field, LEARNT.field],
    columns: &[TITLE.field, KEY.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

/// Whose key it is.
pub const TITLE: Field<Line> = line("name", "Whose key it is").required().max(160);
/// The public key.
pub const KEY: Field<Line> = line("key", "Public key")
    .required()
    .max(300)
    .hint("Name, number and key in one line, as in example.org/packs+1f2e3d4c+AbCd…");
const LEARNT: Field<Prose> = prose("learnt", "How it was checked")
    .required()
    .max(2_000)
    .hint("By which second way you made sure that it is theirs");
