//! Derogations: a recorded, time-limited decision of top management that authors may approve what they wrote.

use record::{
    Approval, Area, Body, Field, Kind, LifeCycle, Line, Name, Prose, Sensitivity, Span, line, period, prose,
};

/// The kind of record by which separation of duties is set aside for a while, in the open.
pub static KIND: Kind = Kind {
    id: "derogation",
    reference: "DRG",
    name: Name { one: "Derogation", many: "Derogations" },
    purpose: "Decisions of top management that, for a limited time, an author may also approve, because there is nobody else.",
    expected_by: &["5.3", "A.3.2"],
    area: Area::Settings,
    fields: &[TITLE.field, WHY.field, COMPENSATION.field, TIME.field],
    columns: &[TITLE.field, TIME.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::TOP,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

/// What is set aside.
pub const TITLE: Field<Line> = line("name", "What is set aside").required().max(160);
const WHY: Field<Prose> = prose("why", "Why nobody else can approve").required().max(4_000);
const COMPENSATION: Field<Prose> = prose("compensation", "What is done instead")
    .required()
    .max(4_000)
    .hint("For example a later look by an outside person");
/// From when until when; without an end it is not in force.
pub const TIME: Field<Span> =
    period("time", "Time").required().hint("It needs an end, at most twelve months later");

/// Whether the derogation is in force on a day: it has an end at most 366 days after its start.
pub fn holds_on(body: &Body, day: jiff::civil::Date) -> bool {
    TIME.of(body).is_some_and(|time| {
        time.to.is_some_and(|to| {
            let short = time.from.until(to).is_ok_and(|span| span.get_days() <= 366);
            short && time.from <= day && day <= to
        })
    })
}
