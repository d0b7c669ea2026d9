//! Evidence: what shows that something was done, where it came from, and from when until when it counts.

use record::{
    Approval, Area, Date, Field, File, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick,
    Prose, Relation, Sensitivity, choice, date, file, flag, line, link, links, number, person, prose,
};

use crate::scales::CLASSIFICATION;

pub static KIND: Kind = Kind {
    id: "evidence",
    reference: "EVD",
    name: Name { one: "Evidence", many: "Evidence" },
    purpose: "Exports, logs, reports and statements with hash, origin and period, each verified by a person who did not collect it.",
    expected_by: &["7.5.3", "8.1", "9.1"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        DESCRIPTION.field,
        FILE.field,
        LINK.field,
        ORIGIN.field,
        SUPPORTS.field,
        SOURCE_SYSTEM.field,
        COLLECTED_BY.field,
        COLLECTED_AT.field,
        AUTOMATIC.field,
        QUERY.field,
        FILTER.field,
        ROW_COUNT.field,
        TIME_ZONE.field,
        COVERS_FROM.field,
        COVERS_UNTIL.field,
        COMPLETENESS.field,
        VALID_FROM.field,
        VALID_UNTIL.field,
        CLASSIFIED.field,
        REQUEST.field,
        UNIT.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, ORIGIN.field, SOURCE_SYSTEM.field, COLLECTED_BY.field, COLLECTED_AT.field, VALID_UNTIL.field],
    life_cycle: LifeCycle::Witnessed,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const DESCRIPTION: Field<Prose> = prose("description", "What it shows")
    .required()
    .max(8000)
    .hint("The claim that somebody could check against it");
pub const FILE: Field<File> = file("file", "File");
pub const LINK: Field<Line> =
    line("link", "Address").max(1000).hint("Only where a file cannot be kept; what lies there can change");
pub const ORIGIN: Field<Pick> = choice("origin", "Origin", ORIGINS).required();
pub const SUPPORTS: Field<Many> = links("supports", "Supports", "*", "Evidence");

const MADE: &str = "How it was made";
pub const SOURCE_SYSTEM: Field<Line> = line("source_system", "Source")
    .max(200)
    .section(MADE)
    .hint("The system, register or person that it was taken from");
pub const COLLECTED_BY: Field<One> =
    person("collected_by", "Collected by").required().relation(Relation::Owner).section(MADE);
pub const COLLECTED_AT: Field<Date> = date("collected_at", "Collected on").required().section(MADE);
pub const AUTOMATIC: Field<Flag> = flag("automatic", "Collected by a program").section(MADE);
pub const QUERY: Field<Prose> = prose("query", "Query")
    .max(8000)
    .section(MADE)
    .hint("The exact query, report or command, so that it can be run again");
pub const FILTER: Field<Prose> =
    prose("filter", "Filter").max(2000).section(MADE).hint("What was left out, and why");
pub const ROW_COUNT: Field<Number> = number("row_count", "Rows").between(0, 1_000_000_000_000).section(MADE);
pub const TIME_ZONE: Field<Line> =
    line("time_zone", "Time zone of its times").max(60).section(MADE).hint("Name like Europe/Vienna");
pub const COVERS_FROM: Field<Date> = date("covers_from", "Covers from").section(MADE);
pub const COVERS_UNTIL: Field<Date> = date("covers_until", "Covers until").section(MADE);
pub const COMPLETENESS: Field<Prose> = prose("completeness", "Complete and accurate because")
    .max(2000)
    .section(MADE)
    .hint("What was compared: counts, totals, a sample against the source");

const COUNTS: &str = "Validity";
pub const VALID_FROM: Field<Date> = date("valid_from", "Counts from").section(COUNTS);
pub const VALID_UNTIL: Field<Date> = date("valid_until", "Counts until")
    .deadline()
    .section(COUNTS)
    .hint("After this day it must be collected again");
pub const CLASSIFIED: Field<Pick> =
    choice("classification", "Classification", CLASSIFICATION).section(COUNTS);
pub const REQUEST: Field<Line> =
    line("request", "Requested under").max(120).section(COUNTS).hint("The auditor's number for the request");
pub const UNIT: Field<One> =
    link("unit", "Unit", "unit", "Evidence").relation(Relation::Unit).section(COUNTS);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(200).section(COUNTS);

pub const ORIGINS: &[Opt] = &[
    Opt::hinted("export", "Export", "Taken from a system by a query"),
    Opt::hinted("screenshot", "Screenshot", "Weak: shows one moment, and can be made"),
    Opt::new("log", "Log"),
    Opt::new("report", "Report"),
    Opt::new("test_result", "Test result"),
    Opt::new("minutes", "Minutes or correspondence"),
    Opt::new("photo", "Photograph"),
    Opt::hinted("statement", "Statement", "A named person says so"),
    Opt::new("other", "Other"),
];
