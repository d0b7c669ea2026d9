//! An agent: software that chooses and takes steps by itself, with tools that somebody granted.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick,
    Prose, Relation, Rows, Sensitivity, choice, date, flag, line, link, links, number, person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "agent",
    reference: "AGT",
    name: Name { one: "Agent", many: "Agents" },
    purpose: "Agents, what they may touch, who granted it from when until when, and where a person stands in the way.",
    expected_by: &["8.1", "A.4.4", "A.6.2.6", "A.6.2.8", "A.9.2"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        PURPOSE.field,
        OWNER.field,
        UNIT.field,
        SYSTEM.field,
        MODELS.field,
        SUPPLIER.field,
        AUTONOMY.field,
        BOUNDARIES.field,
        IDENTITY.field,
        ON_BEHALF.field,
        TOOLS.field,
        DATA_ACCESS.field,
        DELEGATES.field,
        MEMORY.field,
        HUMAN_GATE.field,
        STEP_LIMIT.field,
        SPEND_LIMIT.field,
        STOP.field,
        STOP_TESTED.field,
        ACTIONS_LOGGED.field,
        LOGS.field,
        NEXT_REVIEW.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, SYSTEM.field, OWNER.field, AUTONOMY.field, ACTIONS_LOGGED.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const PURPOSE: Field<Prose> = prose("purpose", "Task").required().max(8000);
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Agents").relation(Relation::Unit);
pub const SYSTEM: Field<One> = link("system", "AI system", "system", "Contains agents");
pub const MODELS: Field<Many> = links("models", "Models", "model", "Drives agents").significant();
pub const SUPPLIER: Field<One> = link("supplier", "Supplier", "supplier", "Supplies agents");

const FREEDOM: &str = "What it may do";
pub const AUTONOMY: Field<Pick> =
    choice("autonomy", "Autonomy", AUTONOMIES).required().section(FREEDOM).significant();
pub const BOUNDARIES: Field<Prose> = prose("boundaries", "Boundaries")
    .max(4000)
    .section(FREEDOM)
    .hint("What it must never do, and what enforces that rather than asks for it");
pub const IDENTITY: Field<Line> = line("identity", "Identity")
    .max(200)
    .section(FREEDOM)
    .hint("The account under which it acts; never a person's");
pub const ON_BEHALF: Field<Pick> = choice("on_behalf", "Acts with the rights of", RIGHTS).section(FREEDOM);
pub const TOOLS: Field<Rows> = table("tools", "Tools and grants", TOOL_COLUMNS)
    .section(FREEDOM)
    .hint("End a grant by its date instead of removing it, so that an old act can be held against it")
    .significant();
pub const DATA_ACCESS: Field<Many> =
    links("data_access", "Data it reads", "dataset", "Read by agents").section(FREEDOM).significant();
pub const DELEGATES: Field<Many> =
    links("delegates", "Hands work to", "agent", "Takes work from").section(FREEDOM);
pub const MEMORY: Field<Prose> = prose("memory", "Memory")
    .max(2000)
    .section(FREEDOM)
    .hint("What it keeps between tasks, for how long, and who can clear it");

const HOLD: &str = "Oversight";
pub const HUMAN_GATE: Field<Prose> = prose("human_gate", "Human gate")
    .max(4000)
    .section(HOLD)
    .hint("Which acts wait for a person, and what that person is shown");
pub const STEP_LIMIT: Field<Number> =
    number("step_limit", "Steps in one task").between(1, 1_000_000).unit("steps").section(HOLD);
pub const SPEND_LIMIT: Field<record::Money> =
    record::money("spend_limit", "Spending limit a day").section(HOLD);
pub const STOP: Field<Prose> = prose("stop", "How to stop it").max(2000).section(HOLD);
pub const STOP_TESTED: Field<Date> = date("stop_tested", "Stop tested on").section(HOLD);
pub const ACTIONS_LOGGED: Field<Flag> = flag("actions_logged", "Every act is logged").section(HOLD);
pub const LOGS: Field<Prose> =
    prose("logs", "Logs").max(2000).section(HOLD).hint("What one entry holds and where it lies");
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(HOLD);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(200).section(HOLD);

pub const TOOL_COLUMNS: &[FieldDef] = &[
    line("tool", "Tool").required().max(200).hint("Function, interface or server, with its version").field,
    line("scope", "Scope").required().max(400).hint("What it may read and change there").field,
    choice("effect", "Effect", EFFECTS).field,
    person("granted_by", "Granted by").required().field,
    date("from", "From").required().field,
    date("until", "Until").field,
    date("reviewed_on", "Reviewed on").field,
];

pub const AUTONOMIES: &[Opt] = &[
    Opt::hinted("each_step", "Each step is confirmed", "A person releases every act"),
    Opt::hinted("some_steps", "Some steps are confirmed", "A person releases acts of consequence"),
    Opt::hinted("watched", "Watched", "Acts alone while a person can stop it"),
    Opt::hinted("unattended", "Unattended", "Acts alone, looked at later"),
];

pub const RIGHTS: &[Opt] = &[
    Opt::new("own", "Its own account"),
    Opt::new("user", "The user who asked"),
    Opt::new("shared", "A shared account"),
];

pub const EFFECTS: &[Opt] = &[
    Opt::new("reads", "Reads"),
    Opt::new("writes", "Writes, can be undone"),
    Opt::new("irreversible", "Cannot be undone"),
    Opt::new("communicates", "Speaks to people outside"),
];
