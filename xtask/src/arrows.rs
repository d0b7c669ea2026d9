//! The crate arrows: which room may lean on which. A change here needs a decision record in `docs/adr`.

/// Each room under `crates/`, and the rooms that it may name as a dependency.
pub const ARROWS: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("ledger", &[]),
    ("kinds", &["record"]),
    ("access", &["record"]),
    ("exchange", &["record"]),
    ("frameworks", &["record"]),
    ("assurance", &["record", "frameworks"]),
    ("practice", &["record", "kinds", "frameworks", "assurance"]),
    ("store", &["record", "ledger"]),
    ("store-sqlite", &["store", "record", "ledger"]),
    ("store-postgres", &["store", "record", "ledger"]),
    ("store-objects", &["store", "ledger"]),
    ("app", &["record", "access", "ledger", "frameworks", "assurance", "practice", "store"]),
    ("ui", &["record"]),
    ("web", &["app", "ui", "exchange", "record"]),
    (
        "cli",
        &[
            "record",
            "kinds",
            "ledger",
            "frameworks",
            "access",
            "assurance",
            "exchange",
            "store",
            "store-sqlite",
            "store-postgres",
            "store-objects",
            "app",
            "ui",
            "web",
        ],
    ),
    ("verifier", &["ledger"]),
    ("testkit", ANYTHING),
    // The project tasks read the workbook in which a risk library is published.
    ("xtask", &["exchange"]),
];

/// Rooms that tests may lean on besides what their room's own arrows reach and besides `testkit`.
pub const TEST_ARROWS: &[(&str, &[&str])] = &[
    // Expectations are checked against the schemas they read.
    ("assurance", &["kinds"]),
    // The matrix of authorisation covers every kind.
    ("access", &["kinds"]),
    // A use-case is tried on a real store.
    ("app", &["store-sqlite"]),
    ("web", &["store-sqlite"]),
    // Both stores give the same answers.
    ("store-postgres", &["store-sqlite"]),
];

/// The room of fixtures may lean on every other room; only tests may lean on it.
pub const TESTS_ONLY: &str = "testkit";

/// Stands for every room.
pub const ANYTHING: &[&str] = &["*"];

/// Rooms without clock, chance, input, output, async or logging.
pub const PURE: &[&str] = &[
    "record",
    "kinds",
    "ledger",
    "frameworks",
    "access",
    "assurance",
    "practice",
    "telemetry",
    "exchange",
    "report",
    "ui",
];

/// Rooms that store, draw, exchange or serve records, and so must treat every kind alike.
pub const BLIND: &[&str] =
    &["store", "store-sqlite", "store-postgres", "ui", "exchange", "report", "web", "app"];
