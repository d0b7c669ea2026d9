//! Who did what when, newest first.

use crate::words::{duplicates as d, record_page as w, state as s};
use crate::{Href, Link, Locale, Sample};
use jiff::Timestamp;
use maud::{Markup, html};
use record::Act;

/// One act on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// What was done.
    pub act: Act,
    /// By whom: the person's name.
    pub by: String,
    /// In which role, in words.
    pub role: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Version of the content after it.
    pub version: u32,
    /// Position in the ledger.
    pub position: u64,
    /// Why.
    pub reason: Option<String>,
    /// The other record, when the act was about two.
    pub beside: Option<Link>,
    /// How many fields it changed.
    pub changed: Option<u64>,
    /// The version as it was.
    pub read: Option<Href>,
    /// The difference to the version before.
    pub compare: Option<Href>,
}

/// The list.
pub fn history(locale: &Locale, acts: &[Past]) -> Markup {
    html! {
        ol class="time" {
            @for past in acts {
                li {
                    div { (locale.instant(past.at)) }
                    div {
                        p {
                            (locale.fill(w::DID, &[("person", &past.by), ("act", &locale.say(s::did(past.act)))]))
                            " " span class="muted" { (locale.fill(w::IN_ROLE, &[("role", &past.role)])) }
                        }
                        @if let Some(beside) = &past.beside { p { (locale.say(d::BESIDE)) " " (beside) } }
                        @if let Some(reason) = &past.reason {
                            p class="why" { (locale.fill(w::REASON, &[("reason", reason)])) }
                        }
                        p class="row sm muted" {
                            span { (locale.fill(w::VERSION, &[("n", &past.version.to_string())])) }
                            @if let Some(n) = past.changed { span { (locale.count(w::CHANGED_ONE, w::CHANGED_MANY, n)) } }
                            span class="ref" { (locale.fill(w::ENTRY, &[("n", &locale.number(past.position))])) }
                            @if let Some(href) = &past.read { a href=(href) { (locale.say(w::READ_VERSION)) } }
                            @if let Some(href) = &past.compare {
                                a href=(href) {
                                    (locale.fill(w::COMPARE, &[("n", &past.version.saturating_sub(1).to_string())]))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("history", sample(), |locale, acts| history(locale, acts))]
}

/// Acts for samples.
pub fn sample() -> Vec<Past> {
    let at = |second| Timestamp::from_second(second).unwrap_or_default();
    let base = Past {
        act: Act::Approve,
        by: "Ines Okafor".into(),
        role: "Top management".into(),
        at: at(1_795_254_120),
        version: 2,
        position: 48_213,
        reason: None,
        beside: None,
        changed: None,
        read: Some(Href::to("#v2")),
        compare: None,
    };
    vec![
        base.clone(),
        Past {
            act: Act::Submit,
            by: "Mara Lindqvist".into(),
            role: "AI manager".into(),
            position: 48_190,
            at: at(1_795_150_000),
            ..base.clone()
        },
        Past {
            act: Act::Revise,
            by: "Mara Lindqvist".into(),
            role: "AI manager".into(),
            position: 48_188,
            at: at(1_795_149_000),
            reason: Some("The supplier moved to a newer model".into()),
            changed: Some(3),
            compare: Some(Href::to("#diff")),
            ..base.clone()
        },
        Past {
            act: Act::Create,
            by: "Jonas Weber".into(),
            role: "Engineer".into(),
            position: 31_007,
            at: at(1_780_000_000),
            version: 1,
            read: Some(Href::to("#v1")),
            ..base
        },
    ]
}
