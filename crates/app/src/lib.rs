//! The use-cases, one verb per file: authorise, load, decide, and write record, ledger entry and index in one commit.
//!
//! [`App`] is an installation, [`House`] one organisation in it, [`Desk`] a signed-in person in an organisation. Every
//! verb of a person is a method of her desk; nothing else writes. Records leave only as [`Seen`].

mod accounts;
mod adopt;
mod alike;
mod alone;
mod bring_in;
mod bring_pack;
mod called;
mod chance;
mod change;
mod changes;
mod checkpoint;
mod chronicle;
mod decisions;
mod desk;
mod draft_fields;
mod due;
mod duplicates;
mod erase;
mod evidence;
mod export;
mod follow;
mod gap;
mod history;
mod house;
mod impact;
mod import_keys;
mod importer;
mod index;
mod installation;
mod jobs;
mod library;
mod limits;
mod list;
mod look;
mod mappings;
mod moment;
mod outcome;
mod outlive;
mod own_drafts;
mod packs;
mod pages;
mod password;
mod ranked;
mod readiness;
mod record_acts;
mod restored;
mod risks;
mod row_numbers;
mod schemas;
mod scratch;
mod seal;
mod search;
mod seen;
mod setup;
mod sign_in;
mod signed_pack;
mod since;
mod soa;
mod surface;
mod sweep;
mod takeover;
mod then;
mod tokens;
mod try_out;
mod turning;
mod undo_import;
mod verify;
mod views;
mod watch;

pub use accounts::{NewAccount, SeatView};
pub use adopt::FrameworkLine;
pub use alike::Likeness;
pub use bring_in::{
    BringIn, Decision as ImportDecision, Done, Ending, Incoming, Load, Lost, Report as ImportReport,
};
pub use bring_pack::{Brought, check_pack};
pub use called::Tally;
pub use chance::{Chance, Clock};
pub use changes::{Changes, LifeOf, RequirementTurn, VerdictTurn};
pub use checkpoint::SealLine;
pub use chronicle::Entry as ChronicleEntry;
pub use desk::Desk;
pub use due::Due;
pub use duplicates::{Duplicate, Duplicates, Merge, Merging, Searched, Side as MergeSide};
pub use export::Package;
pub use gap::{Assessed, Assessment, Baseline, GapLine, Judge, PAPER, Paper, TakeUp};
pub use history::{Lived, VersionLine};
pub use house::House;
pub use impact::{Clash, DecideAgain, Kept};
pub use installation::{App, Opener, Parts};
pub use limits::{GAPS_AT_ONCE, PAPERS, SEAL_ROWS};
pub use list::{ListAsk, Register};
pub use look::{Backlink, Glance, Look, Named};
pub use moment::looking_once;
pub use outcome::{Outcome, Trouble};
pub use password::{PasswordCost, Signature};

pub use ledger::{REASON as REASONS, package::Sink as PackageSink};
pub use readiness::{Alone, ExpectationView, Found, Need, Readiness, RequirementView, VERDICTS_PAGE};
pub use record_acts::{Ask, Made};
pub use restored::Restored;
pub use risks::{ClassMove, Listed, MethodLine, MethodPreview, Remark, RiskBoard, UseRisk};
pub use seal::{
    Against, CellChange, Freeze, Frozen, FrozenRow, Recomputed, RowDiff, SealQuery, Sealed, Turn,
};
pub use seen::Seen;
pub use setup::FirstSetUp;
pub use sign_in::{SignedIn, Trace};
pub use signed_pack::{SignedPack, signed_text};
pub use since::Since;
pub use soa::{Answered, Applicability, Statement};
pub use sweep::{Amount, Swept};
pub use takeover::{Asked, Foreseen, Moved, TurnedVerdict};
pub use tokens::NewToken;
pub use try_out::Tried;
pub use turning::Judged;
pub use verify::Verified;

pub use access::{Actor, Role, Scope, Via, seal as seal_kind};
pub use assurance::{
    Answer, Counts, Doing, Entry, Finding, Leaf, NextAct, On, Presence, Reason, RowAt, Setting, Stage,
    Standing, Status, Step, Subject, Trace as FindingTrace, Turned, Turning, Verdict, Want, Way, Whom,
    example,
};
pub use frameworks::{
    Documented, Grade, Pack, Problem as PackProblem, RestsOn, Shows, Strength, adopted, compose, own,
    trusted_key,
};
pub use mappings::KeptMapping;
pub use practice::{
    PAGES,
    gap::{self as gap_practice, Contradiction, Decision, Gap, Judgement, Priority},
    impact as impact_practice,
    library::{self as libraries, shelf},
    papers,
    remark::Remark as Said,
    risk as risk_practice, soa as soa_practice,
};
pub use views::{SavedView, SeenAt, ViewMoves, Whose};

pub use store::{
    At, CHANGED, Condition, Filter, Job, Order, Page, STATE, SortBy, StoredAct, Test, Total, of_time_key,
    time_key,
};
