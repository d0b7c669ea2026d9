//! Every framework: in force, proposed, offered.

use super::Signed;
use crate::components::{badge::Badge, badge::Tone, button::Button};
use crate::pages::around;
use crate::words::frameworks as w;
use crate::{Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// Every framework.
#[derive(Clone, Debug)]
pub struct View {
    /// One a framework.
    pub lines: Vec<Line>,
    /// References of those whose content cannot be read.
    pub unread: Vec<String>,
    /// What can be done on the page.
    pub buttons: Vec<Button>,
    /// Drafts of one's own that are not proposed yet.
    pub drafts: Vec<Link>,
}

/// A framework.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its title; leads to its page when it is in force.
    pub title: String,
    /// Its page.
    pub page: Option<Link>,
    /// The version in force.
    pub version: Option<String>,
    /// The version that is proposed.
    pub proposed: Option<String>,
    /// The version that the program offers.
    pub offered: Option<String>,
    /// Who signed it.
    pub signed: Signed,
    /// The record by which it is adopted.
    pub record: Option<Link>,
    /// What can be done.
    pub acts: Vec<Link>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = locale.say(w::TITLE);
    let body = html! {
        div class="head" {
            div { h1 { (heading) } p class="lede" { (locale.say(w::LEDE)) } }
            @if !view.buttons.is_empty() { div class="row" { @for button in &view.buttons { (button) } } }
        }
        @if !view.unread.is_empty() {
            p class="banner bad" role="status" { (locale.fill(w::UNREAD, &[("references", &view.unread.join(", "))])) }
        }
        @if !view.drafts.is_empty() { ul class="plain" { @for draft in &view.drafts { li { (draft) } } } }
        section class="card" {
            div class="scroll" {
                table class="table cards" {
                    caption class="aloud" { (heading) }
                    thead {
                        tr {
                            @for word in [w::FRAMEWORK, w::VERSION, w::STATE, w::SIGNATURE, w::RECORD, w::NEXT] {
                                th scope="col" { (locale.say(word)) }
                            }
                        }
                    }
                    tbody { @for line in &view.lines { (row(locale, line)) } }
                }
            }
        }
    };
    shell.page(&heading, &body)
}

fn row(locale: &Locale, line: &Line) -> Markup {
    html! {
        tr {
            th scope="row" { @if let Some(page) = &line.page { (page) } @else { (line.title) } }
            td data-label=(locale.say(w::VERSION)) { (line.version.as_deref().unwrap_or("—")) }
            td data-label=(locale.say(w::STATE)) { (state(locale, line)) }
            td data-label=(locale.say(w::SIGNATURE)) { @if line.version.is_some() { (line.signed.badge(locale)) } @else { "—" } }
            td data-label=(locale.say(w::RECORD)) {
                @if let Some(record) = &line.record { (record) }
                @else if line.version.is_some() { span class="muted sm" { (locale.say(w::NO_RECORD)) } }
                @else { "—" }
            }
            td data-label=(locale.say(w::NEXT)) {
                @if line.acts.is_empty() { "—" } @else { ul class="plain" { @for act in &line.acts { li { (act) } } } }
            }
        }
    }
}

fn state(locale: &Locale, line: &Line) -> Markup {
    html! {
        @if line.version.is_some() { (Badge::new(Tone::Ok, locale.say(w::IN_FORCE))) " " }
        @if let Some(version) = &line.proposed { (Badge::new(Tone::Info, locale.fill(w::PROPOSED, &[("version", version)]))) " " }
        @if let Some(version) = &line.offered { (Badge::new(Tone::Warn, locale.fill(w::OFFERED, &[("version", version)]))) }
        @if line.version.is_none() && line.proposed.is_none() && line.offered.is_none() { (Badge::new(Tone::Mute, locale.say(w::OVER))) }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let standard = Line {
        title: "ISO/IEC 42001:2023".into(),
        page: Some(Link::new("ISO/IEC 42001:2023", "/framework/iso42001-2023")),
        version: Some("2023.1".into()),
        proposed: None,
        offered: Some("2023.2".into()),
        signed: Signed::Unsigned,
        record: Some(Link::new("FRM-0001", "/r/framework/FRM-0001")),
        acts: vec![Link::new("See what 2023.2 would turn", "#look")],
    };
    let own = Line {
        title: "Rules of the house".into(),
        page: None,
        version: None,
        proposed: Some("1".into()),
        offered: None,
        record: Some(Link::new("FRM-0002", "/r/framework/FRM-0002")),
        acts: vec![Link::new("See what 1 would turn", "#look")],
        signed: Signed::Unsigned,
    };
    let sector = Line {
        title: "Sector rules".into(),
        version: Some("4".into()),
        page: Some(Link::new("Sector rules", "/framework/sector")),
        proposed: None,
        signed: Signed::Trusted("packs.example".into()),
        ..own.clone()
    };
    let view = View {
        lines: vec![standard, own, sector],
        unread: vec!["FRM-0004".into()],
        buttons: vec![
            Button::new("Write your own", "#own"),
            Button::new("Bring a framework", "#bring").primary(),
        ],
        drafts: vec![Link::new("Go on writing “Rules for agents”", "#draft")],
    };
    vec![Sample::new("all", view, |locale, view| page(&around(locale), view))]
}
