//! The ledger, verified: what was computed again, what was found, what to take away, and what is not proven.

use super::around;
use crate::components::{card, checks::Answer};
use crate::words::{Word, form, proof as w};
use crate::{Href, Link, Locale, Sample, Shell};
use jiff::Timestamp;
use maud::{Markup, html};

/// The report.
#[derive(Clone, Debug)]
pub struct View {
    /// Number of entries.
    pub size: u64,
    /// Root hash in hexadecimal.
    pub root: String,
    /// Name of the key that signs.
    pub key: String,
    /// When it was verified; none when only the state is shown.
    pub checked: Option<Timestamp>,
    /// What was found: position and sentence. Empty means sound, once it was verified.
    pub findings: Vec<(Option<u64>, String)>,
    /// The latest checkpoint, word for word (C2SP `tlog-checkpoint`).
    pub checkpoint: Option<String>,
    /// Export, checkpoint, public key.
    pub downloads: Vec<Link>,
    /// Command by which the small verifier is run.
    pub command: String,
    /// Where verification is started, by POST; `since` is an older checkpoint or empty.
    pub run: Href,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word: Word| locale.say(word);
    let body = html! {
        div class="head" {
            div { h1 { (say(w::VERIFY)) } p class="lede" { (say(w::VERIFY_LEDE)) } }
        }
        (verdict(locale, view))
        div class="grid" {
            div class="c7 stack" {
                (card::card(&say(w::FACTS), "", &tree(locale, view)))
                (card::card(&say(w::CHECKPOINT), "", &html! {
                    @match &view.checkpoint {
                        Some(text) => { pre class="copy" tabindex="0" aria-label=(say(w::CHECKPOINT)) { (text) } p class="sm muted" { (say(w::CHECKPOINT_NOTE)) } }
                        None => p class="muted" { (say(w::CHECKPOINT_NONE)) },
                    }
                }))
            }
            div class="c5 stack" {
                (card::card(&say(w::SINCE), "", &html! {
                    form class="stack" method="post" action=(view.run) {
                        (shell.token())
                        div class="field" {
                            label for="f-since" { (say(w::SINCE_LABEL)) " " span class="opt" { (say(form::OPTIONAL)) } }
                            p class="hint" id="f-since-hint" { (say(w::SINCE_HINT)) }
                            textarea id="f-since" name="since" rows="4" aria-describedby="f-since-hint" spellcheck="false" {}
                        }
                        p { button class="btn primary" { (say(w::RUN)) } }
                    }
                }))
                @if !view.downloads.is_empty() {
                    (card::card(&say(w::DOWNLOADS), "", &html! { ul class="next" { @for link in &view.downloads { li { (link) } } } }))
                }
                (card::card(&say(w::OFFLINE), "", &html! {
                    ol class="plain" { @for word in [w::OFFLINE_1, w::OFFLINE_2, w::OFFLINE_3] { li { (say(word)) } } }
                    pre class="copy mt" tabindex="0" aria-label=(say(w::OFFLINE)) { (view.command) }
                }))
                (card::card(&say(w::NOT_PROVEN), "", &html! {
                    ul class="plain" {
                        @for word in [w::NOT_PROVEN_1, w::NOT_PROVEN_2, w::NOT_PROVEN_3, w::NOT_PROVEN_4] { li { (say(word)) } }
                    }
                }))
            }
        }
    };
    shell.page(&say(w::VERIFY), &body)
}

fn verdict(locale: &Locale, view: &View) -> Markup {
    let findings = locale.number(view.findings.len() as u64);
    let (answer, heading, note) = match (view.checked, view.findings.is_empty()) {
        (_, false) => (Answer::NotMet, w::NOT_SOUND, locale.fill(w::NOT_SOUND_NOTE, &[("n", &findings)])),
        (Some(_), true) => {
            (Answer::Met, w::SOUND, locale.fill(w::SOUND_NOTE, &[("n", &locale.number(view.size))]))
        }
        (None, true) => (Answer::Unknown, w::NOT_RUN, locale.say(w::NOT_RUN_NOTE)),
    };
    html! {
        section class={ "card verdict " (answer.tone().class()) } role="status" {
            span class={ "glyph " (answer.tone().class()) } aria-hidden="true" { (answer.glyph()) }
            div { h2 { (locale.say(heading)) } p { (note) } }
        }
        @if !view.findings.is_empty() {
            (card::flush(&locale.say(w::FINDINGS), "", &html! {
                div class="scroll" {
                    table class="table" {
                        thead { tr { th scope="col" class="num" { (locale.say(w::ENTRY)) } th scope="col" { (locale.say(w::FINDING)) } } }
                        tbody {
                            @for (entry, sentence) in &view.findings {
                                tr { td class="num" { @if let Some(entry) = entry { (locale.number(*entry)) } @else { "—" } } td { (sentence) } }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn tree(locale: &Locale, view: &View) -> Markup {
    html! {
        dl class="facts" {
            div { dt { (locale.say(w::SIZE)) } dd { (locale.number(view.size)) } }
            div { dt { (locale.say(w::ROOT)) } dd { code { (view.root) } } }
            div { dt { (locale.say(w::KEY)) } dd { code { (view.key) } } }
            @if let Some(at) = view.checked { div { dt { (locale.say(w::CHECKED_AT)) } dd { (locale.instant(at)) } } }
        }
    }
}

/// Samples: sound, not sound, not run.
pub fn samples() -> Vec<Sample> {
    let root = "9f2c1d0a6be4f7c85a10c2e97d3b4f60812ae5c7d94b03f6a1e28c57bd0fe771";
    let sound = View {
        size: 48_213,
        root: root.into(),
        key: "techserve.example+1f3a9c42".into(),
        checked: Some(crate::specimen::instant(1_795_254_120)),
        findings: Vec::new(),
        checkpoint: Some("techserve.example\n48213\nnywdCmvk98haEMLpfTtPYIEq5cfZSwP2oeKMV70P53E=\n\n— techserve.example HzqcQk7n…".into()),
        downloads: vec![Link::new("Export of the ledger", "/ledger.ndjson"), Link::new("Checkpoint", "/checkpoint"), Link::new("Public key", "/key")],
        command: "plumbline-verify export.zip --since checkpoint.txt".into(),
        run: Href::to("/verify"),
    };
    let broken = View {
        findings: vec![
            (Some(31_007), "the leaf does not agree with its entry".into()),
            (None, "the root differs from the signed checkpoint".into()),
        ],
        ..sound.clone()
    };
    let idle = View { checked: None, checkpoint: None, ..sound.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("sound", sound), sample("not-sound", broken), sample("not-run", idle)]
}
