//! What a person has to decide: rows that may be records that are here, and records whose rows are gone.

use super::{steps, title};
use crate::components::{card, crumbs::Crumbs};
use crate::pages::around;
use crate::words::import as w;
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// The questions of an import, a page of them.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The register's name.
    pub register: String,
    /// The list that the file is an edition of.
    pub source: String,
    /// Where answers are sent, by POST: `answer.ID` = code, `rest.row` and `rest.gone` for everything still open.
    pub action: Href,
    /// The questions of this page.
    pub questions: Vec<Question>,
    /// Questions about rows that are open, on every page.
    pub open_rows: u64,
    /// Questions about records that are open, on every page.
    pub open_gone: u64,
    /// The first question of this page, from 1, and how many there are.
    pub from: (u64, u64),
    /// The page before.
    pub earlier: Option<Href>,
    /// The page after.
    pub later: Option<Href>,
    /// All of them as a file.
    pub download: Href,
    /// Back to the check.
    pub back: Href,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// Line of the file and the title that the row gives; none when its row is gone.
    pub row: Option<(u64, String)>,
    /// The record.
    pub record: Link,
    /// Why it is asked.
    pub why: String,
    /// Labels of the fields in which both say the same.
    pub agrees: Vec<String>,
    /// What differs: field, record, row.
    pub differs: Vec<[String; 3]>,
    /// Code of the answer; empty when it is open.
    pub answer: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = locale.say(w::DECIDE);
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (heading) }
        (steps(locale, 2))
        p class="lede" { (locale.fill(w::DECIDE_LEDE, &[("source", &view.source)])) }
        @if view.questions.is_empty() {
            (card::card(&locale.say(w::DECIDE), "", &html! { p { (locale.say(w::NOTHING_ASKED)) } }))
            p { a class="btn" href=(view.back) { (locale.say(w::BACK_TO_CHECK)) } }
        } @else {
            form class="stack" method="post" action=(view.action) {
                (shell.token())
                div class="questions" { @for question in &view.questions { (one(locale, question)) } }
                (around_page(locale, view))
                (rest(locale, view))
                p class="row" {
                    button class="btn primary" { (locale.say(w::KEEP_ANSWERS)) }
                    a class="btn quiet" href=(view.back) { (locale.say(w::BACK_TO_CHECK)) }
                    a href=(view.download) { (locale.say(w::DOWNLOAD_QUESTIONS)) }
                }
            }
        }
    };
    shell.page(&format!("{heading} – {}", title(locale, &view.register)), &body)
}

fn one(locale: &Locale, question: &Question) -> Markup {
    let options = match question.row {
        Some(_) => &[
            ("same", w::ANSWER_SAME),
            ("new", w::ANSWER_NEW),
            ("leave", w::ANSWER_LEAVE),
            ("", w::ANSWER_OPEN),
        ][..],
        None => &[("retire", w::ANSWER_RETIRE), ("keep", w::ANSWER_KEEP), ("", w::ANSWER_OPEN)],
    };
    html! {
        fieldset class="question" {
            legend {
                @match &question.row {
                    Some((line, title)) => {
                        (locale.fill(w::ASK_ROW, &[("row", &locale.number(*line)), ("title", title)]))
                    }
                    None => (locale.fill(w::ASK_GONE, &[("title", &question.record.label)])),
                }
            }
            p { a href=(question.record.href) { (question.record.label) } }
            p class="sm muted" {
                (question.why)
                @if !question.agrees.is_empty() { " " (locale.fill(w::AGREES, &[("fields", &question.agrees.join(", "))])) }
            }
            @if !question.differs.is_empty() {
                table class="table cards" {
                    thead { tr { @for head in [w::CHANGED_FIELD, w::BEFORE, w::IN_ROW] { th scope="col" { (locale.say(head)) } } } }
                    tbody {
                        @for [field, before, after] in &question.differs {
                            tr {
                                th scope="row" { (field) }
                                td data-label=(locale.say(w::BEFORE)) { (before) }
                                td data-label=(locale.say(w::IN_ROW)) { (after) }
                            }
                        }
                    }
                }
            }
            div class="picks across" {
                @for (code, word) in options {
                    label class="pick" {
                        input type="radio" name={ "answer." (question.id) } value=(code) checked[question.answer == *code];
                        span { (locale.say(*word)) }
                    }
                }
            }
        }
    }
}

fn around_page(locale: &Locale, view: &View) -> Markup {
    let (from, all) = view.from;
    let to = (from + view.questions.len() as u64).saturating_sub(1);
    let parts = [("from", locale.number(from)), ("to", locale.number(to)), ("all", locale.number(all))];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    html! {
        @if view.earlier.is_some() || view.later.is_some() {
            nav class="row" aria-label=(locale.say(w::DECIDE)) {
                span class="sm muted" { (locale.fill(w::ASKED_RANGE, &parts)) }
                @if let Some(href) = &view.earlier { a href=(href) { (locale.say(w::EARLIER)) } }
                @if let Some(href) = &view.later { a href=(href) { (locale.say(w::LATER)) } }
            }
        }
    }
}

/// One answer for everything that is still open, on every page.
fn rest(locale: &Locale, view: &View) -> Markup {
    let row = [("same", w::ANSWER_SAME), ("new", w::ANSWER_NEW), ("leave", w::ANSWER_LEAVE)];
    let gone = [("retire", w::ANSWER_RETIRE), ("keep", w::ANSWER_KEEP)];
    let select = |name: &str, id: &str, word, open: u64, options: &[(&str, _)]| {
        html! {
            @if open > 0 {
                div class="field" {
                    label for=(id) { (locale.fill(word, &[("n", &locale.number(open))])) }
                    select id=(id) name=(name) {
                        option value="" { (locale.say(w::ANSWER_EACH)) }
                        @for (code, word) in options { option value=(code) { (locale.say(*word)) } }
                    }
                }
            }
        }
    };
    html! {
        @if view.open_rows + view.open_gone > 0 {
            section class="card" {
                header { h2 { (locale.say(w::REST)) } }
                div class="body stack" {
                    p class="sm muted" { (locale.say(w::REST_NOTE)) }
                    (select("rest.row", "f-rest-row", w::REST_ROWS, view.open_rows, &row))
                    (select("rest.gone", "f-rest-gone", w::REST_GONE, view.open_gone, &gone))
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "Import"),
        register: "Uses of AI".into(),
        source: "inventory".into(),
        action: Href::to("/uses/import/7/questions"),
        questions: vec![
            Question {
                id: "0190~1".into(),
                row: Some((14, "CV screening".into())),
                record: Link::new("USE-0007 CV screening", "/r/use/USE-0007"),
                why: "The row has no key of its own; by its name it is the record of the last edition."
                    .into(),
                agrees: vec!["Name".into(), "Intended purpose".into()],
                differs: vec![["Stage".into(), "Pilot".into(), "In operation".into()]],
                answer: String::new(),
            },
            Question {
                id: "0190~gone".into(),
                row: None,
                record: Link::new("USE-0012 Churn score", "/r/use/USE-0012"),
                why: "An earlier edition of the list brought it, and no row of this one is about it.".into(),
                agrees: Vec::new(),
                differs: Vec::new(),
                answer: "retire".into(),
            },
        ],
        open_rows: 61,
        open_gone: 0,
        from: (1, 62),
        earlier: None,
        later: Some(Href::to("/uses/import/7/questions?page=2")),
        download: Href::to("/uses/import/7/questions.csv"),
        back: Href::to("/uses/import/7/dry-run"),
    };
    let none = View { questions: Vec::new(), open_rows: 0, from: (0, 0), later: None, ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("questions", view), sample("none", none)]
}
