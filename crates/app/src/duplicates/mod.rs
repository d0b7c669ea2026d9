//! Records that are the same thing twice: found, told apart for good, merged as one act, and taken out of a merge again.

mod find;
mod merge;
mod take_back;
mod told_apart;

pub use find::{Duplicate, Duplicates, Searched};
pub use merge::{Merge, Merging, Side};

use record::{Area, Class, Kind, LifeCycle, Refusal};

/// The code of an entry that names the other record of a merge, or of a pair that was told apart.
pub(crate) const WITH: &str = "with";
/// The code that every entry of one merge has.
pub(crate) const MERGE: &str = "merge";

/// Whether records of a kind can be the same thing twice. What is done or collected anew each time may well be alike;
/// people have accounts and roles of their own; of some kinds only one record is in force; settings are few.
///
/// # Errors
/// `not_merged` with its reason.
pub fn check_kind(kind: &Kind) -> Result<(), Refusal> {
    let lasting = matches!(kind.life_cycle, LifeCycle::Kept | LifeCycle::Controlled);
    if lasting && kind.area != Area::Settings && !kind.approval.alone && kind.id != "person" {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Conflict,
        "kind_is_not_merged",
        format!("{} are not merged with each other.", kind.name.many),
        "Retire or cancel the one that is not needed.",
    ))
}
