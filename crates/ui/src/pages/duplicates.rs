//! Records of a register that may be the same thing, in groups, each pair with the reasons for which it is proposed.

use super::around;
use crate::components::{card, crumbs::Crumbs, leaf::Leaf};
use crate::words::duplicates as w;
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// "Possible duplicates among suppliers".
    pub heading: String,
    /// When the register was looked through, in a sentence.
    pub looked: String,
    /// The button that looks through it; none for who may not, and while it is looked through.
    pub look: Option<String>,
    /// How far the search is that runs, in a sentence.
    pub running: Option<String>,
    /// Where every form is sent, by POST: `do`, `one`, `other`.
    pub action: Href,
    /// Whether the register was looked through at all.
    pub searched: bool,
    /// The groups of this page.
    pub groups: Vec<Vec<Pair>>,
    /// Where the reader stands among the groups.
    pub leaf: Leaf,
}

/// Two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Ids of both.
    pub ids: [String; 2],
    /// Both, with their states.
    pub records: [(Link, String); 2],
    /// Why they are proposed, in sentences.
    pub reasons: Vec<String>,
    /// Both beside each other.
    pub compare: Href,
    /// Whether one may say that they are not the same.
    pub tells: bool,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div {
                h1 { (view.heading) }
                p class="lede" { (locale.say(w::LEDE)) }
            }
            @if let Some(look) = &view.look {
                form class="row actions" method="post" action=(view.action) {
                    (shell.token())
                    button class={ "btn" @if !view.searched { " primary" } } name="do" value="look" { (look) }
                }
            }
        }
        @match &view.running {
            Some(running) => p class="notice" role="status" { (running) },
            None => p class="sm muted" { (view.looked) },
        }
        @if view.groups.is_empty() && view.searched && view.running.is_none() {
            section class="card" aria-label=(view.heading) {
                div class="empty" { h2 { (locale.say(w::NONE)) } p { (locale.say(w::NONE_REMEDY)) } }
            }
        }
        @for group in &view.groups { (drawn(shell, view, group)) }
        @if view.leaf.all > view.groups.len() as u64 { (view.leaf.draw(locale)) }
    };
    shell.page(&view.heading, &body)
}

fn drawn(shell: &Shell, view: &View, group: &[Pair]) -> Markup {
    let locale = &shell.locale;
    let mut records: Vec<&str> = group.iter().flat_map(|pair| pair.ids.iter().map(String::as_str)).collect();
    records.sort_unstable();
    records.dedup();
    let heading = if records.len() > 2 {
        locale.fill(w::GROUP_MANY, &[("n", &locale.number(records.len() as u64))])
    } else {
        locale.say(w::GROUP_TWO)
    };
    let heads = [w::PAIR, w::WHY, w::DECIDE].map(|word| locale.say(word));
    card::flush(
        &heading,
        "",
        &html! {
            div class="scroll" {
                table class="table cards" {
                    caption class="aloud" { (heading) }
                    thead { tr { @for head in &heads { th scope="col" { (head) } } } }
                    tbody {
                        @for pair in group {
                            tr {
                                th scope="row" {
                                    ul class="plain" {
                                        @for (record, state) in &pair.records { li { (record) " " span class="sm muted" { (state) } } }
                                    }
                                }
                                td data-label=(heads[1]) { ul class="plain sm" { @for reason in &pair.reasons { li { (reason) } } } }
                                td data-label=(heads[2]) { (decide(shell, locale, view, pair)) }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn decide(shell: &Shell, locale: &Locale, view: &View, pair: &Pair) -> Markup {
    let named = [("one", pair.records[0].0.label.as_str()), ("other", pair.records[1].0.label.as_str())];
    html! {
        form class="row" method="post" action=(view.action) {
            (shell.token())
            input type="hidden" name="one" value=(pair.ids[0]);
            input type="hidden" name="other" value=(pair.ids[1]);
            a class="btn sm" href=(pair.compare) aria-label=(locale.fill(w::COMPARE_NAMED, &named)) { (locale.say(w::COMPARE)) }
            @if pair.tells {
                button class="btn sm quiet" name="do" value="apart" aria-label=(locale.fill(w::NOT_SAME_NAMED, &named)) { (locale.say(w::NOT_SAME)) }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let record = |reference: &str, title: &str| {
        (Link::new(format!("{reference} {title}"), format!("/r/supplier/{reference}")), "In use".to_owned())
    };
    let pair = |one: (&str, &str), other: (&str, &str), reasons: &[&str]| Pair {
        ids: [one.0.to_owned(), other.0.to_owned()],
        records: [record(one.0, one.1), record(other.0, other.1)],
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        compare: Href::to(format!("/r/supplier/{}/merge/{}", one.0, other.0)),
        tells: true,
    };
    let three = vec![
        pair(("SUP-0003", "Northbridge AI"), ("SUP-0009", "Northbridge AI"), &["The titles are the same."]),
        pair(
            ("SUP-0003", "Northbridge AI"),
            ("SUP-0011", "Northbridge AI Ltd"),
            &["The titles share 80 % of their words.", "“What they supply” says the same."],
        ),
    ];
    let two = vec![pair(
        ("SUP-0004", "Sable Cloud"),
        ("SUP-0012", "Sable Cloud Inc"),
        &["The titles share 80 % of their words."],
    )];
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Suppliers", "/r/supplier")], "Possible duplicates"),
        heading: "Possible duplicates among suppliers".into(),
        looked: "Looked through on 21 November 2026, 09:30.".into(),
        look: Some("Look again".into()),
        running: None,
        action: Href::to("/r/supplier/duplicates"),
        searched: true,
        groups: vec![three, two],
        leaf: Leaf { from: 1, to: 2, all: 2, ..Leaf::default() },
    };
    let never = View {
        looked: "The register has not been looked through yet.".into(),
        look: Some("Look through the register".into()),
        searched: false,
        groups: Vec::new(),
        ..view.clone()
    };
    let running = View {
        running: Some("Looking through the register: 2,000 of 3,641 records read.".into()),
        look: None,
        ..never.clone()
    };
    let none = View { groups: Vec::new(), ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("groups", view), sample("never", never), sample("running", running), sample("none", none)]
}
