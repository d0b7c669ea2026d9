//! Where a record stands in the ledger, so that what is read can be proven.

use crate::{Href, Locale, Sample, words::record_page as w};
use jiff::Timestamp;
use maud::{Markup, html};

/// A record's place in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Position of the last act on the record.
    pub position: u64,
    /// Hash of the leaf, in hexadecimal.
    pub leaf: String,
    /// When the act was recorded.
    pub at: Timestamp,
    /// A proof that the leaf lies in the tree.
    pub proof: Option<Href>,
}

impl Seal {
    /// The markup.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            p class="seal" {
                span { (locale.fill(w::SEAL_POSITION, &[("n", &locale.number(self.position))])) }
                span { (locale.instant(self.at)) }
                span { (locale.fill(w::SEAL_LEAF, &[("hash", &self.leaf)])) }
                @if let Some(proof) = &self.proof { a href=(proof) { (locale.say(w::SEAL_PROOF)) } }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("seal", sample(), |locale, seal| seal.draw(locale))]
}

/// A seal for samples.
pub fn sample() -> Seal {
    Seal {
        position: 48_213,
        leaf: "9f2c1d0a6be4f7c85a10c2e97d3b4f60812ae5c7d94b03f6a1e28c57bd0fe771".into(),
        at: Timestamp::from_second(1_795_254_120).unwrap_or_default(),
        proof: Some(Href::to("#proof")),
    }
}
