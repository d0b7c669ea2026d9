//! Expectations over a snapshot of records: verdicts, reasons and gaps.
//!
//! [`Plan::compile`] checks the expectations of packs against schemas. A [`World`] keeps of every record what the plan
//! reads. An [`Engine`] holds the answer to each expectation for each subject and keeps it up to date:
//! [`Engine::full`] judges everything, [`Engine::apply`] only those whom a change concerns, [`Engine::tick`] only those
//! whose time has come. [`Engine::explain`] gives one verdict with its reasons, [`Engine::readiness`] rolls up,
//! [`Engine::next_acts`] says what to do next, [`Engine::ways`] what would turn one verdict, [`findings`] what an auditor
//! would write.
//!
//! Readiness is a pure function of the records at a ledger position, the packs at their versions, an instant and a time
//! zone; the result carries all four. There is no clock here, no chance, no input or output.

mod answer;
mod board;
mod check;
mod code;
mod course;
mod engine;
mod eval;
mod example;
mod findings;
mod keep;
mod layout;
mod next;
mod plan;
mod reach;
mod rollup;
mod suppose;
mod tree;
mod turning;
mod verdict;
mod ways;
mod world;

pub use answer::Answer;
pub use engine::{Change, Engine, Turned};
pub use example::{Setting, example};
pub use findings::{Finding, Presence, Trace, findings};
pub use next::{NextAct, SUBJECTS};
pub use plan::Plan;
pub use rollup::{AWAITS, Counts, Leaf, NO_EXPECTATION, Readiness, Stage, Standing, Status, UNFIT};
pub use turning::{Doing, Entry, On, RowAt, Step, Turning, Want, Whom};
pub use verdict::{REASONS, Read, Reason, Subject, Verdict};
pub use ways::Way;
pub use world::World;
