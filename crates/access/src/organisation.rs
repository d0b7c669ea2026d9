//! The organisation itself: its name, its size, its time zone. One record, made at set-up.

use record::{
    Approval, Area, Field, Kind, LifeCycle, Line, Name, Number, Opt, Pick, Prose, Sensitivity, choice, line,
    number, prose,
};

/// The kind of the one record that describes the organisation.
pub static KIND: Kind = Kind {
    id: "organisation",
    reference: "ORG",
    name: Name { one: "Organisation", many: "Organisation" },
    purpose: "The organisation whose management system this is.",
    expected_by: &["4.1", "4.3"],
    area: Area::Settings,
    fields: &[
        NAME.field,
        LEGAL_NAME.field,
        COUNTRY.field,
        SIZE.field,
        PERSONS.field,
        TIME_ZONE.field,
        ABOUT.field,
    ],
    columns: &[NAME.field, COUNTRY.field, SIZE.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

/// What it is called.
pub const NAME: Field<Line> = line("name", "Name").required().max(120);
const LEGAL_NAME: Field<Line> = line("legal_name", "Legal name").max(200);
const COUNTRY: Field<Line> =
    line("country", "Country").max(2).hint("Two letters, as in ISO 3166: DE, FR, IE");
const SIZE: Field<Pick> = choice("size", "Size", SIZES);
const PERSONS: Field<Number> = number("persons_with_ai", "Persons whose work touches AI")
    .between(0, 10_000_000)
    .hint("The basis of a certification body's audit time");
/// IANA name of the time zone in which its days are counted.
pub const TIME_ZONE: Field<Line> = line("time_zone", "Time zone")
    .max(60)
    .hint("For example Europe/Berlin; without one, days are counted in UTC");
const ABOUT: Field<Prose> = prose("about", "What it does").max(4_000);

const SIZES: &[Opt] = &[
    Opt::hinted("sme", "Small or medium", "an SME as the EU defines it"),
    Opt::hinted("smc", "Small mid-cap", "under 750 staff"),
    Opt::new("large", "Larger"),
];
