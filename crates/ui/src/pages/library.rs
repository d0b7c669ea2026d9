//! Risk libraries: entries found by plain words, whose they are, and one entry with all that it says.

use super::around;
use super::gaps::Filter;
use crate::components::{badge::Badge, button::Button, card, crumbs::Crumbs};
use crate::words::library as w;
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};

/// The libraries.
#[derive(Clone, Debug)]
pub struct View {
    /// The words that were typed.
    pub words: String,
    /// Where they are sent, by GET as `q`.
    pub action: Href,
    /// Library and category.
    pub filters: Vec<Filter>,
    /// The page without words and filters; none when there are none.
    pub clear: Option<Href>,
    /// How many entries fit.
    pub count: u64,
    /// Those on this page.
    pub lines: Vec<Line>,
    /// The next page: how many more it shows at most, and where it is.
    pub next: Option<(u64, Href)>,
    /// Everything that fits, as a file.
    pub export: Href,
    /// Every library.
    pub shelf: Vec<Owned>,
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name and page.
    pub link: Link,
    /// Its categories; may be empty.
    pub categories: String,
    /// What it says, in short.
    pub says: String,
    /// The library.
    pub library: String,
    /// Its licence.
    pub licence: String,
    /// Takes it over; none for who may not.
    pub take: Option<Href>,
}

/// A library, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// Its name, leading to its entries.
    pub link: Link,
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// Where the licence stands.
    pub licence_url: String,
    /// What is to be said of it.
    pub attribution: String,
    /// What is not carried.
    pub left_out: String,
    /// How many entries.
    pub entries: u64,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What it is called.
    pub name: String,
    /// Its categories.
    pub categories: Vec<String>,
    /// What it says.
    pub text: String,
    /// Why it matters; may be empty.
    pub why: String,
    /// What it stands under; may be empty.
    pub under: String,
    /// The document from which it was extracted; may be empty.
    pub source: String,
    /// Where it is published; may be empty.
    pub url: String,
    /// Measures.
    pub measures: Vec<String>,
    /// Entries elsewhere: link, library, how close.
    pub see: Vec<(Link, String, String)>,
    /// Risks of the register that name it, each with its state.
    pub taken: Vec<(Link, Badge)>,
    /// Whose it is.
    pub owned: Owned,
    /// Takes it over.
    pub take: Option<Button>,
}

/// The libraries.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let body = html! {
        div { h1 { (say(w::TITLE)) } p class="lede" { (say(w::LEDE)) } }
        section class="card" aria-label=(say(w::FIND)) {
            form class="body row" method="get" action=(view.action) role="search" {
                div class="field grow" {
                    label for="q" { (say(w::WORDS)) }
                    p class="hint" id="q-hint" { (say(w::WORDS_HINT)) }
                    input type="search" id="q" name="q" value=(view.words) maxlength="200" aria-describedby="q-hint";
                }
                @for filter in &view.filters {
                    div class="field" {
                        label for={ "f-" (filter.name) } { (filter.label) }
                        select id={ "f-" (filter.name) } name=(filter.name) {
                            @for (value, label) in &filter.options {
                                option value=(value) selected[*value == filter.chosen] { (label) }
                            }
                        }
                    }
                }
                button class="btn primary" { (say(w::FIND)) }
                @if let Some(clear) = &view.clear { a class="btn quiet" href=(clear) { (say(w::CLEAR)) } }
            }
        }
        section class="card" aria-labelledby="found" {
            header {
                h2 id="found" { (say(w::FOUND)) }
                small role="status" { (locale.count(w::FOUND_ONE, w::FOUND_MANY, view.count)) }
                @if view.count > 0 { a class="end sm" href=(view.export) { (say(w::EXPORT)) } }
            }
            @if view.lines.is_empty() {
                div class="body" { p { b { (say(w::NONE)) } } p class="muted" { (say(w::NONE_REMEDY)) } }
            } @else {
                (table(shell, view))
                @if let Some((count, next)) = &view.next {
                    p class="body" { a class="btn" href=(next) rel="next" { (locale.fill(w::FURTHER, &[("n", &locale.number(*count))])) } }
                }
            }
        }
        (card::flush(&say(w::RIGHTS), &say(w::RIGHTS_NOTE), &shelf(shell, &view.shelf)))
    };
    shell.page(&say(w::TITLE), &body)
}

fn table(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let takes = view.lines.iter().any(|line| line.take.is_some());
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::FOUND)) }
                thead {
                    tr {
                        @for head in [w::RISK, w::SAYS, w::FROM] { th scope="col" { (locale.say(head)) } }
                        @if takes { th scope="col" { (locale.say(w::TAKE_OF)) } }
                    }
                }
                tbody {
                    @for line in &view.lines {
                        tr {
                            th scope="row" {
                                a class="name" href=(line.link.href) { (line.link.label) }
                                @if !line.categories.is_empty() { span class="sub" { (line.categories) } }
                            }
                            td data-label=(locale.say(w::SAYS)) { (line.says) }
                            td data-label=(locale.say(w::FROM)) { div { (line.library) span class="sub" { (line.licence) } } }
                            @if takes {
                                td data-label=(locale.say(w::TAKE_OF)) {
                                    @if let Some(take) = &line.take {
                                        a class="btn" href=(take) {
                                            (locale.say(w::TAKE_OF)) span class="aloud" { " " (line.link.label) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn shelf(shell: &Shell, owned: &[Owned]) -> Markup {
    let locale = &shell.locale;
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::RIGHTS)) }
                thead {
                    tr {
                        th scope="col" { (locale.say(w::LIBRARY)) }
                        th scope="col" { (locale.say(w::VERSION)) }
                        th scope="col" class="num" { (locale.say(w::ENTRIES)) }
                        th scope="col" { (locale.say(w::LICENCE)) }
                        th scope="col" { (locale.say(w::LEFT_OUT)) }
                    }
                }
                tbody {
                    @for owned in owned {
                        tr {
                            th scope="row" { a class="name" href=(owned.link.href) { (owned.link.label) } }
                            td data-label=(locale.say(w::VERSION)) { (owned.version) }
                            td class="num" data-label=(locale.say(w::ENTRIES)) { (locale.number(owned.entries)) }
                            td data-label=(locale.say(w::LICENCE)) { div { (owned.licence) span class="sub" { (owned.attribution) } } }
                            td data-label=(locale.say(w::LEFT_OUT)) { (owned.left_out) }
                        }
                    }
                }
            }
        }
    }
}

/// One entry.
pub fn entry(shell: &Shell, view: &EntryView) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            div class="head" {
                div class="stack" {
                    h1 { (view.name) }
                    p class="row" { @for category in &view.categories { span class="chip" { (category) } } }
                }
                div class="row actions" { @if let Some(take) = &view.take { (take) } }
            }
        }
        div class="grid" {
            div class="c8 stack" {
                (card::card(&say(w::SAYS), "", &html! {
                    div class="stack" {
                        @for paragraph in paragraphs(&view.text) { p { (paragraph) } }
                        @if !view.why.is_empty() {
                            h3 { (say(w::WHY)) }
                            @for paragraph in paragraphs(&view.why) { p { (paragraph) } }
                        }
                        @if !view.under.is_empty() { h3 { (say(w::UNDER)) } p { (view.under) } }
                    }
                }))
                @if !view.measures.is_empty() {
                    (card::card(&say(w::MEASURES), &locale.number(u64::try_from(view.measures.len()).unwrap_or(0)), &html! {
                        ul class="stack" { @for measure in &view.measures { li { (measure) } } }
                    }))
                }
            }
            div class="c4 stack" {
                (card::card(&say(w::RIGHTS), "", &rights(shell, view)))
                @if !view.see.is_empty() {
                    (card::card(&say(w::SEE), "", &html! {
                        ul class="next" {
                            @for (link, library, close) in &view.see {
                                li { span { (link) span class="sub" { (library) } } span class="sm muted" { (close) } }
                            }
                        }
                        p class="sm muted" { (say(w::SEE_NOTE)) }
                    }))
                }
                @if !view.taken.is_empty() {
                    (card::card(&say(w::TAKEN), "", &html! {
                        ul class="next" { @for (link, state) in &view.taken { li { span { (link) } (state) } } }
                        p class="sm muted" { (say(w::TAKEN_NOTE)) }
                    }))
                }
            }
        }
    };
    shell.page(&view.name, &body)
}

fn rights(shell: &Shell, view: &EntryView) -> Markup {
    let owned = &view.owned;
    let said = [
        (w::VERSION, &owned.version),
        (w::LICENCE, &owned.licence),
        (w::LICENCE_AT, &owned.licence_url),
        (w::ATTRIBUTION, &owned.attribution),
        (w::SOURCE, &view.source),
        (w::AT, &view.url),
    ];
    html! {
        dl class="facts" {
            div { dt { (shell.locale.say(w::LIBRARY)) } dd { (owned.link) } }
            @for (word, text) in said.into_iter().filter(|(_, text)| !text.is_empty()) {
                div { dt { (shell.locale.say(word)) } dd { (text) } }
            }
        }
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// Samples: entries that were found, nothing found.
pub fn samples() -> Vec<Sample> {
    let owned = owned();
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let view = View {
        words: "hallucination".into(),
        action: Href::to("/library"),
        filters: vec![Filter {
            name: "library",
            label: "Library".into(),
            options: vec![option("", "All (3)"), option("ibm-risk-atlas", "IBM AI Risk Atlas (2)")],
            chosen: String::new(),
        }],
        clear: Some(Href::to("/library")),
        count: 3,
        lines: vec![Line {
            link: Link::new("Hallucination", "/library/ibm-risk-atlas/atlas-hallucination"),
            categories: "Robustness".into(),
            says: "Hallucinations generate factually inaccurate or untruthful content.".into(),
            library: "IBM AI Risk Atlas".into(),
            licence: "Apache-2.0".into(),
            take: Some(Href::to("/library/ibm-risk-atlas/atlas-hallucination/take")),
        }],
        next: Some((2, Href::to("/library?q=hallucination&page=2"))),
        export: Href::to("/library.csv?q=hallucination"),
        shelf: vec![owned],
    };
    let nothing = View { words: "zeppelin".into(), count: 0, lines: Vec::new(), next: None, ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("found", view), sample("nothing", nothing)]
}

/// Samples of an entry.
pub fn entry_samples() -> Vec<Sample> {
    let view = EntryView {
        crumbs: Crumbs::new(vec![Link::new("Risk libraries", "/library")], "Hallucination"),
        name: "Hallucination".into(),
        categories: vec!["Robustness".into()],
        text: "It states what is not true.\n\nWith confidence.".into(),
        why: "People act on it.".into(),
        under: String::new(),
        source: "Weidinger et al., Taxonomy of risks (2022), p. 3".into(),
        url: "https://example.org/hallucination".into(),
        measures: vec!["Verify sources.".into()],
        see: vec![(
            Link::new("Confabulation", "/library/nist/confabulation"),
            "NIST AI 600-1".into(),
            "related".into(),
        )],
        taken: vec![(
            Link::new("RSK-0004 Invented sources", "/r/risk/RSK-0004"),
            Badge::new(crate::components::badge::Tone::Ok, "In force"),
        )],
        owned: owned(),
        take: Some(Button::new("Take over as a draft", "/library/ibm/hallucination/take").primary()),
    };
    vec![Sample::new("entry", view, |locale, view: &EntryView| entry(&around(locale), view))]
}

fn owned() -> Owned {
    Owned {
        link: Link::new("IBM AI Risk Atlas", "/library?library=ibm-risk-atlas"),
        version: "2025-10-22".into(),
        licence: "Apache-2.0".into(),
        licence_url: "www.apache.org/licenses/LICENSE-2.0".into(),
        attribution: "IBM AI Risk Atlas, © IBM Corporation.".into(),
        left_out: "Dates.".into(),
        entries: 99,
    }
}
