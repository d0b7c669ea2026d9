//! The gap assessment at a glance: what was judged by clause, every requirement with both answers, and gaps to accept.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    button::Button,
    card,
    checks::Answer,
    empty::Empty,
    matrix::{self, Matrix},
    summary,
    tiles::{Tile, tiles},
};
use crate::words::{gap as w, shell as s};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// An assessment.
#[derive(Clone, Debug)]
pub struct View {
    /// What it is judged against and on which baseline.
    pub lede: String,
    /// What is wrong with the gaps that were sent.
    pub problems: Vec<Problem>,
    /// A few numbers.
    pub tiles: Vec<Tile>,
    /// Clauses against judgements.
    pub matrix: Matrix,
    /// The requirements under the filters.
    pub lines: Vec<Line>,
    /// Where filters are sent, by GET, and what travels with them.
    pub filter: (Href, Vec<(String, String)>),
    /// The filters.
    pub filters: Vec<Filter>,
    /// The page without filters; none when there are none.
    pub clear: Option<Href>,
    /// Where gaps are accepted; none for who may not.
    pub take_up: Option<TakeUp>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// Shown instead before there is a baseline.
    pub empty: Option<Empty>,
}

/// A filter: a choice among a few.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Its name in the address.
    pub name: &'static str,
    /// What people read.
    pub label: String,
    /// Value and label of each option.
    pub options: Vec<(String, String)>,
    /// The value that is chosen.
    pub chosen: String,
}

/// Accepting gaps.
#[derive(Clone, Debug)]
pub struct TakeUp {
    /// Where they are sent, by POST.
    pub action: Href,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// Who can close them: id and name.
    pub people: Vec<(String, String)>,
    /// What was typed: person, day.
    pub typed: (String, String),
}

/// A requirement.
#[derive(Clone, Debug)]
pub struct Line {
    /// What a selection sends; none for what cannot be accepted.
    pub id: Option<String>,
    /// Whether it was selected before.
    pub selected: bool,
    /// `6.1.4`.
    pub reference: String,
    /// Title, and the page on which it is judged.
    pub link: Link,
    /// What was judged.
    pub judged: Badge,
    /// How the judgement contradicts the computed answer; may be empty.
    pub contradiction: String,
    /// What is computed now.
    pub computed: Answer,
    /// How urgent; may be empty.
    pub priority: String,
    /// Effort and cost; may be empty.
    pub effort: String,
    /// Who closes it; may be empty.
    pub owner: String,
    /// What was decided, with its actions.
    pub decision: String,
    /// The actions.
    pub actions: Vec<Link>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let known = |path: &str| ["assignee", "due"].contains(&path) && view.take_up.is_some();
    let body = html! {
        (summary::summary(locale, &view.problems, known))
        div class="head" {
            div { h1 { (say(w::TITLE)) } p class="lede" { (view.lede) } }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        @match &view.empty {
            Some(empty) => section class="card" aria-label=(say(w::TITLE)) { (empty.draw(locale)) },
            None => {
                (tiles(&view.tiles))
                (card::flush(&say(w::BY_CLAUSE), &say(w::BY_CLAUSE_NOTE), &html! { div class="scroll" { (view.matrix.draw(locale)) } }))
                (requirements(shell, view))
            }
        }
    };
    let title = say(w::TITLE);
    let title =
        if view.problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

fn requirements(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    html! {
        section class="card" aria-labelledby="requirements" {
            header { h2 id="requirements" { (locale.say(w::REQUIREMENTS)) } }
            (filters(shell, view))
            @if view.lines.is_empty() { p class="body muted" { (locale.say(w::NOTHING)) } } @else {
                @match &view.take_up {
                    Some(take_up) => form method="post" action=(take_up.action) {
                        (shell.token())
                        input type="hidden" name="_key" value=(take_up.key);
                        (table(shell, view, true))
                        @if view.lines.iter().any(|line| line.id.is_some()) { (accept(shell, view, take_up)) }
                    },
                    None => (table(shell, view, false)),
                }
            }
        }
    }
}

fn filters(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    html! {
        form class="body row" method="get" action=(view.filter.0) {
            @for (name, value) in &view.filter.1 { input type="hidden" name=(name) value=(value); }
            @for filter in &view.filters {
                div class="field" {
                    label for={ "f-" (filter.name) } { (filter.label) }
                    select id={ "f-" (filter.name) } name=(filter.name) {
                        @for (value, label) in &filter.options { option value=(value) selected[*value == filter.chosen] { (label) } }
                    }
                }
            }
            button class="btn" { (locale.say(w::FILTER)) }
            @if let Some(clear) = &view.clear { a class="btn quiet" href=(clear) { (locale.say(w::CLEAR)) } }
        }
    }
}

fn table(shell: &Shell, view: &View, select: bool) -> Markup {
    let locale = &shell.locale;
    let heads = [w::REQUIREMENT, w::JUDGED, w::COMPUTED, w::PRIORITY, w::EFFORT, w::OWNER, w::DECISION];
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::REQUIREMENTS)) }
                thead {
                    tr {
                        @if select { th scope="col" class="pick" { span class="aloud" { (locale.say(w::SELECT)) } } }
                        th scope="col" { (locale.say(w::REFERENCE)) }
                        @for head in heads { th scope="col" { (locale.say(head)) } }
                    }
                }
                tbody { @for line in &view.lines { (row(shell, line, select)) } }
            }
        }
    }
}

fn row(shell: &Shell, line: &Line, select: bool) -> Markup {
    let locale = &shell.locale;
    let label = |word| locale.say(word);
    html! {
        tr {
            @if select {
                td class="pick" {
                    @if let Some(id) = &line.id {
                        input type="checkbox" name="id" value=(id) checked[line.selected]
                            aria-label=(locale.fill(w::SELECT_ROW, &[("reference", &line.reference)]));
                    }
                }
            }
            td class="ref" { (line.reference) }
            th scope="row" { a class="name" href=(line.link.href) { (line.link.label) } }
            td data-label=(label(w::JUDGED)) {
                div { (line.judged) @if !line.contradiction.is_empty() { span class="sub" { (line.contradiction) } } }
            }
            td data-label=(label(w::COMPUTED)) { (line.computed.badge(locale)) }
            (said(&label(w::PRIORITY), &line.priority))
            (said(&label(w::EFFORT), &line.effort))
            (said(&label(w::OWNER), &line.owner))
            @if line.actions.is_empty() { (said(&label(w::DECISION), &line.decision)) } @else {
                td data-label=(label(w::DECISION)) {
                    div {
                        (line.decision) " "
                        @for (place, action) in line.actions.iter().enumerate() { @if place > 0 { ", " } (action) }
                    }
                }
            }
        }
    }
}

/// A cell; one that says nothing takes no room in a card.
fn said(label: &str, text: &str) -> Markup {
    html! { @if text.is_empty() { td {} } @else { td data-label=(label) { (text) } } }
}

fn accept(shell: &Shell, view: &View, take_up: &TakeUp) -> Markup {
    let locale = &shell.locale;
    let wrong = |path: &str| view.problems.iter().find(|problem| problem.path == path);
    let described = |path: &str| wrong(path).map(|_| format!("f-{path}-error"));
    html! {
        div class="bulk row" {
            h3 { (locale.say(w::TAKE_UP)) }
            p class="sm muted" { (locale.say(w::TAKE_UP_LEDE)) }
            div class="field" {
                label for="f-assignee" { (locale.say(w::ASSIGNEE)) }
                @if let Some(problem) = wrong("assignee") { p class="msg" id="f-assignee-error" { (problem.sentence) } }
                select id="f-assignee" name="assignee" aria-describedby=[described("assignee")] {
                    option value="" { (locale.say(w::AS_NAMED)) }
                    @for (id, name) in &take_up.people { option value=(id) selected[*id == take_up.typed.0] { (name) } }
                }
            }
            div class="field" {
                label for="f-due" { (locale.say(w::DUE)) }
                @if let Some(problem) = wrong("due") { p class="msg" id="f-due-error" { (problem.sentence) } }
                input class="short" type="date" id="f-due" name="due" value=(take_up.typed.1) aria-describedby=[described("due")];
            }
            button class="btn primary" { (locale.say(w::MAKE_ACTIONS)) }
        }
    }
}

/// Samples: an assessment, wrongly accepted, before there is a baseline.
pub fn samples() -> Vec<Sample> {
    let line = |id: Option<&str>, reference: &str, title: &str, judged, contradiction: &str, computed| Line {
        id: id.map(str::to_owned),
        selected: false,
        reference: reference.into(),
        link: Link::new(title, format!("/gaps/iso42001/{reference}")),
        judged,
        contradiction: contradiction.into(),
        computed,
        priority: "High".into(),
        effort: "12 d, 4,800 EUR".into(),
        owner: "Ana Reyes".into(),
        decision: String::new(),
        actions: Vec::new(),
    };
    let tile = |label: &str, value: &str, note: &str| Tile {
        label: label.into(),
        value: value.into(),
        note: note.into(),
        href: Href::to("?only=waiting"),
        hot: false,
    };
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let view = View {
        lede: "ISO/IEC 42001, judged on SEL-0001 Baseline.".into(),
        problems: Vec::new(),
        tiles: vec![
            tile("Judged", "2 of 70", "requirements and controls"),
            tile("Effort", "24", "person-days"),
        ],
        matrix: matrix::sample(),
        lines: vec![
            line(
                Some("0190a5b2@120"),
                "5.2",
                "AI policy",
                Badge::new(Tone::Bad, "Absent"),
                "Records show more than was judged",
                Answer::Met,
            ),
            Line {
                decision: "Close it".into(),
                actions: vec![Link::new("ACT-0007", "/r/action/ACT-0007")],
                ..line(None, "5.3", "Roles", Badge::new(Tone::Warn, "Informal"), "", Answer::Partly)
            },
        ],
        filter: (Href::to("/gaps/iso42001"), vec![("on".into(), "SEL-0001".into())]),
        filters: vec![Filter {
            name: "priority",
            label: "Priority".into(),
            options: vec![option("", "Any"), option("high", "High")],
            chosen: "high".into(),
        }],
        clear: Some(Href::to("/gaps/iso42001")),
        take_up: Some(TakeUp {
            action: Href::to("/gaps/iso42001/actions"),
            key: "k-0190a5b2".into(),
            people: vec![option("0190a5b3", "Ana Reyes")],
            typed: (String::new(), String::new()),
        }),
        buttons: vec![
            Button::new("Report", "/gaps/iso42001/report"),
            Button::new("Judge the next", "/gaps/iso42001/5.4").primary(),
        ],
        empty: None,
    };
    let wrong = View {
        problems: vec![Problem::new("due", "missing", "Give the day until when it is done.")],
        ..view.clone()
    };
    let empty = View {
        lede: "ISO/IEC 42001".into(),
        buttons: Vec::new(),
        empty: Some(Empty {
            heading: "No baseline yet".into(),
            sentence: "A gap assessment stands on a baseline.".into(),
            expected_by: Vec::new(),
            act: Some(Button::new("Freeze the baseline", "/seals/new").primary()),
        }),
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("assessment", view), sample("problem", wrong), sample("empty", empty)]
}
