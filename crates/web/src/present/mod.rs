//! Results of use-cases as views of pages.

pub mod act;
pub mod changes;
pub mod compose;
pub mod conditions;
pub mod findings;
pub mod form;
pub mod frameworks;
pub mod gap;
pub mod history;
pub mod home;
pub mod impact;
pub mod library;
pub mod names;
pub mod own;
pub mod plain;
pub mod readiness;
pub mod reason;
pub mod record;
pub mod register;
pub mod remark;
pub mod risks;
pub mod seal;
pub mod shell;
pub mod soa;
pub mod turning;
pub mod verdict;
