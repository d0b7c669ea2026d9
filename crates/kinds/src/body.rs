//! A body that decides or advises together: steering group, ethics board, management review.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick, Prose,
    Relation, Rows, Sensitivity, choice, date, line, link, links, number, person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "body",
    reference: "BOD",
    name: Name { one: "Body", many: "Bodies" },
    purpose: "The groups that decide on AI together, who sits in them, from when until when, and what they may decide.",
    expected_by: &["5.1", "5.3", "A.3.2"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        TYPE.field,
        PURPOSE.field,
        AUTHORITY.field,
        UNIT.field,
        CHAIR.field,
        SECRETARY.field,
        MEMBERS.field,
        QUORUM.field,
        DECIDES_BY.field,
        MEETS_EVERY.field,
        REPORTS_TO.field,
        ESCALATION.field,
        TERMS.field,
        NEXT_REVIEW.field,
    ],
    columns: &[NAME.field, TYPE.field, CHAIR.field, QUORUM.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(160);
pub const TYPE: Field<Pick> = choice("body_type", "Type", BODY_TYPE);
pub const PURPOSE: Field<Prose> = prose("purpose", "Purpose").required().max(4000);
pub const AUTHORITY: Field<Prose> = prose("authority", "What it may decide")
    .max(4000)
    .hint("Decisions it takes itself, and those on which it only advises");
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Bodies").relation(Relation::Unit);

const SEATS: &str = "Members";
pub const CHAIR: Field<One> = person("chair", "Chair").relation(Relation::Owner).section(SEATS);
pub const SECRETARY: Field<One> = person("secretary", "Secretary").section(SEATS);
pub const MEMBERS: Field<Rows> = table("members", "Members", MEMBER_COLUMNS)
    .section(SEATS)
    .hint("Keep former members, so that an old decision still shows who sat there");
pub const MEMBER_COLUMNS: &[FieldDef] = &[
    person("person", "Person").required().field,
    choice("role", "Role", SEAT).required().field,
    date("from", "From").required().field,
    date("until", "Until").field,
];

const WORK: &str = "How it works";
pub const QUORUM: Field<Number> = number("quorum", "Quorum")
    .between(1, 100)
    .unit("voting members")
    .section(WORK)
    .hint("Fewer than this cannot decide");
pub const DECIDES_BY: Field<Pick> = choice("decides_by", "Decides by", DECIDING).section(WORK);
pub const MEETS_EVERY: Field<Number> =
    number("meets_every_months", "Meets every").between(1, 60).unit("months").section(WORK);
pub const REPORTS_TO: Field<One> =
    link("reports_to", "Reports to", "body", "Receives reports from").section(WORK);
pub const ESCALATION: Field<Prose> = prose("escalation", "Escalation")
    .max(2000)
    .section(WORK)
    .hint("What goes higher, to whom, and how quickly");
pub const TERMS: Field<Many> =
    links("terms", "Terms of reference and minutes", "document", "Body").section(WORK);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(WORK);

pub const BODY_TYPE: &[Opt] = &[
    Opt::new("top_management", "Top management"),
    Opt::new("steering", "Steering group"),
    Opt::new("ethics", "Ethics board"),
    Opt::new("review", "Review or approval board"),
    Opt::new("risk", "Risk committee"),
    Opt::new("works_council", "Workers' representation"),
    Opt::new("advisory", "Advisory group"),
    Opt::new("other", "Other"),
];

pub const SEAT: &[Opt] = &[
    Opt::new("chair", "Chair"),
    Opt::new("deputy_chair", "Deputy chair"),
    Opt::new("member", "Member with a vote"),
    Opt::new("adviser", "Adviser without a vote"),
    Opt::new("secretary", "Secretary"),
];

pub const DECIDING: &[Opt] = &[
    Opt::new("consensus", "Consensus"),
    Opt::new("majority", "Majority of those present"),
    Opt::new("two_thirds", "Two thirds of those present"),
    Opt::new("chair", "The chair, after hearing the others"),
];
