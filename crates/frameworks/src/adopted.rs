//! Frameworks on the record: which pack holds, in which version, from whom and under which terms.

use record::{
    Approval, Area, Field, File, Kind, LifeCycle, Line, Name, Prose, Sensitivity, file, line, prose,
};

/// The kind of record by which an organisation adopts a framework pack. One record a framework; each version of the pack
/// that is taken over is a version of the record, approved by somebody else than who proposed it.
pub static KIND: Kind = Kind {
    id: "framework",
    reference: "FRM",
    name: Name { one: "Framework", many: "Adopted frameworks" },
    purpose: "Which frameworks hold in this organisation, in which version of which pack, and since when.",
    expected_by: &[],
    area: Area::Settings,
    fields: &[
        TITLE.field,
        PACK.field,
        VERSION.field,
        SOURCE.field,
        LICENCE.field,
        CONTENT.field,
        SIGNATURE.field,
    ],
    columns: &[TITLE.field, PACK.field, VERSION.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

/// The framework's title.
pub const TITLE: Field<Line> = line("name", "Title").required().max(200);
/// Id of the pack.
pub const PACK: Field<Line> =
    line("pack", "Id of the pack").required().max(60).hint("As the pack itself says; it cannot change later");
/// Version of the pack.
pub const VERSION: Field<Line> = line("version", "Version of the pack").required().max(60);
/// Where the content comes from.
pub const SOURCE: Field<Prose> = prose("source", "Source").max(4_000);
/// What may be done with it.
pub const LICENCE: Field<Prose> = prose("licence", "Licence").max(4_000);
/// The pack's files as one canonical text.
pub const CONTENT: Field<File> = file("content", "Content").required();
/// A signed note over id, version and hash.
pub const SIGNATURE: Field<Prose> = prose("signature", "Signature")
    .max(4_000)
    .hint("A signed note by whoever made the pack, over its id, its version and the hash of its content");
