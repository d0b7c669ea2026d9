//! The third step: what the import would do, and what is wrong, row by row. Nothing is written.

use super::{steps, title};
use crate::components::{card, crumbs::Crumbs, tiles::Tile, tiles::tiles};
use crate::pages::around;
use crate::words::{Word, import as w};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// What the import would do.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The register's name.
    pub register: String,
    /// Records that would be made.
    pub new: u64,
    /// Records that would be changed.
    pub changed: u64,
    /// Records that are done, given up or out of use afterwards, because their rows say so.
    pub ended: u64,
    /// Rows that change nothing.
    pub same: u64,
    /// Rows that are refused.
    pub refused: u64,
    /// What a person has to decide; nothing when nothing is asked.
    pub decide: Option<Decide>,
    /// What changes, cell by cell: record, field, before, after.
    pub changes: Vec<[String; 4]>,
    /// Fields that the organisation would have to add.
    pub fields: Vec<NewField>,
    /// Whether the person may add them.
    pub may_add_fields: bool,
    /// Cells that wait for them.
    pub waiting: u64,
    /// What is wrong: row in the file, column, sentence.
    pub problems: Vec<(u64, String, String)>,
    /// How many problems are not listed.
    pub more: u64,
    /// The refused rows with reasons, as a file.
    pub download: Option<Href>,
    /// Back to the columns.
    pub back: Href,
    /// Starts the import, by POST.
    pub action: Href,
    /// Key by which a form that is sent twice is known.
    pub key: String,
}

/// What a person has to decide, and has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decide {
    /// The list that the file is an edition of.
    pub source: String,
    /// Rows that wait.
    pub rows: u64,
    /// Records of which nobody has said whether they are over.
    pub gone: u64,
    /// Questions that are answered.
    pub answered: u64,
    /// Records that will be retired.
    pub retire: u64,
    /// Where it is decided.
    pub href: Href,
}

/// A field that a column without one would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewField {
    /// Its label.
    pub label: String,
    /// The column.
    pub column: String,
    /// Its shape, in words.
    pub shape: String,
    /// Its options.
    pub options: Vec<String>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = title(locale, &view.register);
    let tile = |word: Word, n: u64, hot| Tile {
        label: locale.say(word),
        value: locale.number(n),
        note: String::new(),
        href: Href::to("#problems"),
        hot,
    };
    let numbers = [
        tile(w::NEW, view.new, false),
        tile(w::CHANGED, view.changed, false),
        tile(w::SAME, view.same, false),
        tile(w::REFUSED, view.refused, view.refused > 0),
    ];
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (heading) }
        (steps(locale, 2))
        p class="lede" { (locale.say(w::DRY_LEDE)) }
        (tiles(&numbers))
        @if view.ended > 0 { p { (locale.fill(w::ENDED_TOO, &[("n", &locale.number(view.ended))])) } }
        @if let Some(ask) = &view.decide { (decide(locale, ask)) }
        (changes(locale, view))
        div id="problems" { (problems(locale, view)) }
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            input type="hidden" name="_key" value=(view.key);
            (fields(locale, view))
            p class="muted sm" { (locale.say(w::RUN_NOTE)) }
            p class="row" {
                @let decided = view.decide.as_ref().is_some_and(|ask| ask.answered > 0);
                @if view.new + view.changed == 0 && decided {
                    button class="btn primary" { (locale.say(w::RUN_DECIDED)) }
                } @else if view.new + view.changed > 0 || (view.may_add_fields && !view.fields.is_empty()) {
                    button class="btn primary" { (locale.fill(w::RUN, &[("n", &locale.number(view.new + view.changed))])) }
                } @else if view.ended > 0 {
                    button class="btn primary" { (locale.fill(w::RUN_ENDED, &[("n", &locale.number(view.ended))])) }
                }
                a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) }
            }
        }
    };
    shell.page(&heading, &body)
}

fn decide(locale: &Locale, ask: &Decide) -> Markup {
    let open = ask.rows + ask.gone;
    let parts = [
        ("rows", locale.number(ask.rows)),
        ("gone", locale.number(ask.gone)),
        ("source", ask.source.clone()),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let count = |word, n: u64| locale.fill(word, &[("n", &locale.number(n))]);
    card::card(
        &locale.say(w::TO_DECIDE),
        "",
        &html! {
            @if open > 0 { p { (locale.fill(w::TO_DECIDE_LINE, &parts)) } }
            @if ask.answered > 0 { p { (count(w::DECIDED_LINE, ask.answered)) } }
            @if ask.retire > 0 { p { (count(w::RETIRED_TOO, ask.retire)) } }
            p { a class={ "btn" @if open > 0 { " primary" } } href=(ask.href) { (locale.say(w::DECIDE_NOW)) } }
        },
    )
}

fn changes(locale: &Locale, view: &View) -> Markup {
    if view.changes.is_empty() {
        return html! {};
    }
    let heads = [w::RECORD, w::CHANGED_FIELD, w::BEFORE, w::AFTER];
    card::flush(
        &locale.say(w::CHANGES),
        "",
        &html! {
            div class="scroll" {
                table class="table cards" {
                    thead { tr { @for head in heads { th scope="col" { (locale.say(head)) } } } }
                    tbody {
                        @for [record, field, before, after] in &view.changes {
                            tr {
                                th scope="row" { (record) }
                                td data-label=(locale.say(w::CHANGED_FIELD)) { (field) }
                                td data-label=(locale.say(w::BEFORE)) { (before) }
                                td data-label=(locale.say(w::AFTER)) { (after) }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn fields(locale: &Locale, view: &View) -> Markup {
    if view.fields.is_empty() {
        return html! {};
    }
    let n = [("n", locale.number(view.waiting))];
    let note = if view.may_add_fields { w::FIELDS_NOTE } else { w::FIELDS_ASK };
    card::flush(
        &locale.say(w::FIELDS),
        "",
        &html! {
            p class="body" { (locale.fill(note, &[("n", &n[0].1)])) }
            div class="scroll" {
                table class="table cards" {
                    thead {
                        tr {
                            th scope="col" { (locale.say(w::COLUMN)) }
                            th scope="col" { (locale.say(w::NEW_LABEL)) }
                            th scope="col" { (locale.say(w::SHAPE)) }
                            th scope="col" { (locale.say(w::OPTIONS)) }
                        }
                    }
                    tbody {
                        @for field in &view.fields {
                            tr {
                                th scope="row" { (field.column) }
                                td data-label=(locale.say(w::NEW_LABEL)) { (field.label) }
                                td data-label=(locale.say(w::SHAPE)) { (field.shape) }
                                td class="sm" data-label=(locale.say(w::OPTIONS)) { (field.options.join(" · ")) }
                            }
                        }
                    }
                }
            }
            @if view.may_add_fields {
                p class="body" {
                    label { input type="checkbox" name="fields" value="on" checked; " " (locale.say(w::FIELDS_ADD)) }
                }
            }
        },
    )
}

fn problems(locale: &Locale, view: &View) -> Markup {
    if view.problems.is_empty() {
        return card::card(&locale.say(w::PROBLEMS), "", &html! { p { (locale.say(w::NO_PROBLEMS)) } });
    }
    card::flush(
        &locale.say(w::PROBLEMS),
        "",
        &html! {
            div class="scroll" {
                table class="table" {
                    thead {
                        tr {
                            th scope="col" class="num" { (locale.say(w::ROW)) }
                            th scope="col" { (locale.say(w::COLUMN)) }
                            th scope="col" { (locale.say(w::SENTENCE)) }
                        }
                    }
                    tbody {
                        @for (row, column, sentence) in &view.problems {
                            tr { td class="num" { (locale.number(*row)) } td { (column) } td { (sentence) } }
                        }
                    }
                }
            }
            div class="bulk row" {
                @if view.more > 0 { span class="sm muted" { (locale.fill(w::PROBLEMS_MORE, &[("n", &locale.number(view.more))])) } }
                @if let Some(href) = &view.download { a href=(href) { (locale.say(w::DOWNLOAD_PROBLEMS)) } }
            }
        },
    )
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "Import"),
        register: "Uses of AI".into(),
        new: 2_101,
        changed: 12,
        ended: 3,
        same: 8,
        refused: 12,
        decide: Some(Decide {
            source: "inventory".into(),
            rows: 61,
            gone: 4,
            answered: 3,
            retire: 1,
            href: Href::to("/uses/import/7/questions"),
        }),
        changes: vec![["CV screening".into(), "Stage".into(), "Pilot".into(), "In operation".into()]],
        fields: vec![NewField {
            label: "Has an ATO".into(),
            column: "ATO".into(),
            shape: "One of a few".into(),
            options: vec!["Yes".into(), "No".into(), "Pending".into()],
        }],
        may_add_fields: true,
        waiting: 1_304,
        problems: vec![(
            14,
            "Operational Date".into(),
            "Write the date as year-month-day, like 2026-11-21.".into(),
        )],
        more: 11,
        download: Some(Href::to("/uses/import/7/refused.csv")),
        back: Href::to("/uses/import/7"),
        action: Href::to("/uses/import/7/run"),
        key: "k-0190a5b2".into(),
    };
    let clean = View {
        decide: None,
        changes: Vec::new(),
        fields: Vec::new(),
        refused: 0,
        problems: Vec::new(),
        more: 0,
        download: None,
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("problems", view), sample("clean", clean)]
}
