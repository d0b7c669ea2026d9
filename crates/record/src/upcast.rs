//! Reading what was written under an earlier declaration. Nothing stored is ever rewritten.

use serde_json::{Map, Value as Json};

/// A pure step that reads a body of version `from` as one of `from + 1`.
#[derive(Clone, Copy, Debug)]
pub struct Upcast {
    /// The version that the body was written under.
    pub from: u32,
    /// One sentence for the history page and the changelog.
    pub what: &'static str,
    /// The step on the body as JSON.
    pub step: fn(&mut Map<String, Json>),
}
