//! Two records that may be the same thing, beside each other: from which a field is taken, what merging them does, or what
//! tells them apart.

use super::around;
use crate::components::{badge::Badge, card, crumbs::Crumbs, shown, shown::Names, summary, word_diff};
use crate::words::{declared, duplicates as w, form as forms, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::{Body, FieldDef, FormData, Problem, Schema, Value};

/// The page.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The schema of both.
    pub schema: &'a Schema,
    /// The record that is kept.
    pub kept: Half<'a>,
    /// The record that goes into it.
    pub other: Half<'a>,
    /// What linked records are called.
    pub names: &'a Names,
    /// The same page with the two exchanged.
    pub exchanged: Href,
    /// Where both forms are sent, by POST: `do`, `side.FIELD`, `reason`, `seen`.
    pub action: Href,
    /// What was sent before, when something is wrong with it.
    pub typed: FormData,
    /// What is wrong: paths are `reason`, or a field.
    pub problems: Vec<Problem>,
    /// Records that lead to the other one and will lead to the kept one.
    pub moved: Vec<Link>,
    /// How many of them are in force.
    pub unapproved: u64,
    /// Records that lead to the other one and are over.
    pub stay: Vec<Link>,
    /// Why they cannot be merged: sentences.
    pub refused: Vec<String>,
    /// Whether one may say that they are not the same.
    pub tells: bool,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// Back to the proposals.
    pub back: Href,
}

/// One of the two.
#[derive(Clone, Debug)]
pub struct Half<'a> {
    /// `SUP-0003`.
    pub reference: String,
    /// Reference and title, leading to it.
    pub link: Link,
    /// Its state.
    pub state: Badge,
    /// Its content.
    pub body: &'a Body,
    /// Position at which it was seen.
    pub seen: u64,
}

/// Records named of many.
const NAMED: usize = 20;

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let parts = [("kept", view.kept.reference.as_str()), ("other", view.other.reference.as_str())];
    let heading = locale.fill(w::MERGE_TITLE, &parts);
    let (differ, agree): (Vec<&FieldDef>, Vec<&FieldDef>) = view
        .schema
        .fields()
        .filter(|field| view.kept.body.get(field.id).is_some() || view.other.body.get(field.id).is_some())
        .partition(|field| view.kept.body.get(field.id) != view.other.body.get(field.id));
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::summary(locale, &view.problems, |path| match path {
            "reason" => view.refused.is_empty(),
            "apart" => view.tells,
            _ => false,
        }))
        div class="head" {
            div {
                h1 { (heading) }
                p class="lede" { (locale.fill(w::MERGE_LEDE, &parts)) }
                ul class="plain" { @for half in [&view.kept, &view.other] { li { (half.link) " " (half.state) } } }
            }
            div class="row actions" { a class="btn" href=(view.exchanged) { (locale.fill(w::KEEP_OTHER, &parts)) } }
        }
        @if !view.refused.is_empty() {
            section class="notice stack" role="alert" aria-labelledby="refused" {
                h2 id="refused" { (locale.say(w::REFUSED)) }
                ul class="plain" { @for sentence in &view.refused { li { (sentence) } } }
            }
        }
        form class="stack" method="post" action=(view.action) novalidate {
            (hidden(shell, view))
            @if differ.is_empty() { p class="muted" { (locale.say(w::DIFFER_NONE)) } }
            @for field in differ { (choice(locale, view, field)) }
            @if !agree.is_empty() {
                details class="card body" {
                    summary { (locale.say(w::SAME_FIELDS)) }
                    dl class="facts" {
                        @for field in agree {
                            div {
                                dt { (declared::label(locale, view.schema.kind.id, field)) }
                                dd { (shown::value(locale, view.schema.kind.id, field, view.kept.body.get(field.id), view.names)) }
                            }
                        }
                    }
                }
            }
            (happens(locale, view))
            @if view.refused.is_empty() {
                (reason(locale, view, "reason", w::REASON, w::REASON_HINT, false))
                div class="row submit" {
                    button class="btn primary" name="do" value="merge" { (heading) }
                    a class="btn quiet" href=(view.back) { (locale.say(forms::CANCEL)) }
                }
            }
        }
        @if view.tells {
            form class="card body stack" method="post" action=(view.action) novalidate {
                (hidden(shell, view))
                h2 { (locale.say(w::NOT_SAME)) }
                (reason(locale, view, "apart", w::APART_REASON, w::APART_HINT, true))
                div class="row" { button class="btn" name="do" value="apart" { (locale.say(w::NOT_SAME)) } }
            }
        }
    };
    let title =
        if view.problems.is_empty() { heading } else { locale.fill(s::TITLE_ERROR, &[("page", &heading)]) };
    shell.page(&title, &body)
}

fn hidden(shell: &Shell, view: &View<'_>) -> Markup {
    html! {
        (shell.token())
        input type="hidden" name="_key" value=(view.key);
        input type="hidden" name="seen" value=(view.kept.seen);
        input type="hidden" name="seen" value=(view.other.seen);
    }
}

fn choice(locale: &Locale, view: &View<'_>, field: &FieldDef) -> Markup {
    let scope = view.schema.kind.id;
    let label = declared::label(locale, scope, field);
    let (kept, other) = (view.kept.body.get(field.id), view.other.body.get(field.id));
    let (mine, theirs) = match (kept, other) {
        (Some(Value::Text(kept)), Some(Value::Text(other))) => word_diff::mark(kept, other),
        _ => (
            shown::value(locale, scope, field, kept, view.names),
            shown::value(locale, scope, field, other, view.names),
        ),
    };
    let name = format!("side.{}", field.id);
    let several = matches!(
        (kept, other),
        (Some(Value::Links(_)), Some(Value::Links(_))) | (Some(Value::Choices(_)), Some(Value::Choices(_)))
    );
    // What only one of the two has is not lost unless somebody says so.
    let chosen = view.typed.first(&name).unwrap_or(if kept.is_none() {
        "other"
    } else if several {
        "both"
    } else {
        "kept"
    });
    let from = |half: &Half<'_>| locale.fill(w::KEPT_SIDE, &[("reference", &half.reference)]);
    html! {
        fieldset class="card versus" {
            legend { (label) }
            div class="grid" {
                @for (code, heading, text) in [("kept", from(&view.kept), mine), ("other", from(&view.other), theirs)] {
                    label class="c6 side-by-side" {
                        span class="pick" {
                            input type="radio" name=(name) value=(code) checked[chosen == code];
                            b { (heading) }
                        }
                        div { (text) }
                    }
                }
                @if several {
                    label class="c12 side-by-side" {
                        span class="pick" {
                            input type="radio" name=(name) value="both" checked[chosen == "both"];
                            b { (locale.say(w::BOTH_SIDE)) }
                        }
                    }
                }
            }
        }
    }
}

fn happens(locale: &Locale, view: &View<'_>) -> Markup {
    let parts = [("kept", view.kept.reference.as_str()), ("other", view.other.reference.as_str())];
    let listed = |links: &[Link], one, many| {
        let n = locale.number(links.len() as u64);
        let parts = [("n", n.as_str()), parts[0], parts[1]];
        html! {
            @if !links.is_empty() {
                li {
                    (locale.fill(if links.len() == 1 { one } else { many }, &parts))
                    ul class="sm" {
                        @for link in links.iter().take(NAMED) { li { (link) } }
                        @if links.len() > NAMED {
                            li class="muted" { (locale.fill(crate::words::views::OTHERS, &[("n", &locale.number((links.len() - NAMED) as u64))])) }
                        }
                    }
                }
            }
        }
    };
    card::card(
        &locale.say(w::HAPPENS),
        "",
        &html! {
            ul class="plain stack" {
                li { (locale.fill(w::H_RETIRED, &parts)) }
                li { (locale.fill(w::H_REVISED, &parts)) }
                (listed(&view.moved, w::H_MOVED_ONE, w::H_MOVED_MANY))
                @if view.unapproved > 0 { li { (locale.count(w::H_UNAPPROVED_ONE, w::H_UNAPPROVED_MANY, view.unapproved)) } }
                (listed(&view.stay, w::H_STAY_ONE, w::H_STAY_MANY))
                li { (locale.say(w::H_BACK)) }
            }
        },
    )
}

fn reason(
    locale: &Locale,
    view: &View<'_>,
    name: &str,
    label: crate::words::Word,
    hint: crate::words::Word,
    optional: bool,
) -> Markup {
    let problem = view.problems.iter().find(|problem| problem.path == name);
    html! {
        div class={ "field" @if problem.is_some() { " error" } } {
            label for={ "f-" (name) } {
                (locale.say(label))
                @if optional { " " span class="opt" { (locale.say(forms::OPTIONAL)) } }
            }
            div class="hint" id={ "f-" (name) "-hint" } {
                p { (locale.say(hint)) }
                @if let Some(problem) = problem { p class="msg" { span class="aloud" { (locale.say(forms::ERROR)) } " " (problem.sentence) } }
            }
            textarea id={ "f-" (name) } name=(name) rows="2" aria-describedby={ "f-" (name) "-hint" } { (view.typed.first(name).unwrap_or_default()) }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    let other = crate::specimen::revised();
    let draw = |name, refused: bool, wrong: bool| {
        let parts = (schema.clone(), body.clone(), other.clone(), names.clone(), (refused, wrong), TEXTS);
        Sample::new(name, parts, |locale, (schema, body, other, names, (refused, wrong), texts)| {
            let half = |reference: &str, title: &str, body| Half {
                reference: reference.to_owned(),
                link: Link::new(title, format!("/r/use/{reference}")),
                state: Badge::state(locale, "draft"),
                body,
                seen: 7,
            };
            let problem = Problem::new("reason", "missing", texts[4]);
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(texts[1], "/r/use")], texts[2]),
                schema,
                kept: half("USE-0007", texts[0], body),
                other: half("USE-0031", texts[6], other),
                names,
                exchanged: Href::to("/r/use/USE-0031/merge/USE-0007"),
                action: Href::to("/r/use/USE-0007/merge/USE-0031"),
                typed: FormData::default(),
                problems: if *wrong { vec![problem] } else { Vec::new() },
                moved: vec![Link::new(texts[3], "/r/risk/RSK-0004")],
                unapproved: 1,
                stay: Vec::new(),
                refused: if *refused { vec![texts[5].to_owned()] } else { Vec::new() },
                tells: true,
                key: "k".into(),
                back: Href::to("/r/use/duplicates"),
            };
            page(&around(locale), &view)
        })
    };
    vec![draw("compare", false, false), draw("refused", true, false), draw("no-reason", false, true)]
}

/// What a sample's server would have sent.
const TEXTS: [&str; 7] = [
    "USE-0007 CV screening assistant",
    "Uses of AI",
    "Merge",
    "RSK-0004 Applicants are ranked by age",
    "Say why.",
    "RSK-0004 Applicants are ranked by age: The record is submitted, so “Edit” is not possible.",
    "USE-0031 Screening of CVs",
];
