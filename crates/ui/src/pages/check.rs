//! The page before a consequential act: what will happen, what is signed, why, and a button that names the act.

use super::around;
use crate::components::{
    card,
    crumbs::Crumbs,
    field::element_id,
    summary::{leading, summary},
};
use crate::words::{act as w, form, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// An act about to be done.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// "Approve version 3 of SYS-0007 CV screening assistant".
    pub heading: String,
    /// What will happen, one sentence each.
    pub effects: Vec<String>,
    /// The statement that is signed, word for word; none when the act is no signature.
    pub statement: Option<String>,
    /// The role in which the person acts, in words.
    pub role: String,
    /// What changed since the record was last in force.
    pub changes: Option<Markup>,
    /// The records, when the act is on several: link and what happens to it.
    pub records: Vec<(Link, String)>,
    /// Whether a reason is asked for: not at all, if one likes, or required.
    pub reason: Reason,
    /// Whether the password is asked again, as for every signature.
    pub password: bool,
    /// The fields of which one is to be erased: id and label.
    pub fields: Vec<(String, String)>,
    /// What was typed as the reason.
    pub typed: String,
    /// What is wrong: paths are `reason`, `password`, `field`.
    pub problems: Vec<Problem>,
    /// What stands in the way of the act, in its place.
    pub lacks: Lacks,
    /// Where it is sent, by POST: `reason`, `password`, `field`, and what `carry` holds.
    pub action: Href,
    /// Hidden names and values: ids of several records, the version that is approved.
    pub carry: Vec<(String, String)>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// The button: "Approve version 3".
    pub submit: String,
    /// Whether the act takes something away for good.
    pub grave: bool,
    /// Back without doing it.
    pub back: Href,
}

/// What a record lacks, so that an act cannot be done yet.
#[derive(Clone, Debug, Default)]
pub struct Lacks {
    /// What it is; paths are those of the record's fields.
    pub problems: Vec<Problem>,
    /// Where it is filled in; none for who may not.
    pub edit: Option<Href>,
}

/// Whether a reason is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Not asked for.
    None,
    /// Kept if given.
    Optional,
    /// The act needs it.
    Required,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, &view.problems, |path| known(view, path)))
        h1 { (view.heading) }
        (lacks(locale, &view.lacks, &view.back))
        @if view.lacks.problems.is_empty() { div class="grid" {
            form class="c8 stack" method="post" action=(view.action) {
                (shell.token())
                input type="hidden" name="_key" value=(view.key);
                @for (name, value) in &view.carry { input type="hidden" name=(name) value=(value); }
                (card::card(&locale.say(w::WILL_HAPPEN), "", &html! {
                    ul class="plain" { @for effect in &view.effects { li { (effect) } } }
                }))
                @if !view.records.is_empty() { (records(locale, &view.records)) }
                @if let Some(changes) = &view.changes { (card::flush(&locale.say(w::WHAT_CHANGED), "", changes)) }
                @if let Some(statement) = &view.statement {
                    (card::card(&locale.say(w::STATEMENT), &locale.fill(w::ROLE, &[("role", &view.role)]), &html! {
                        blockquote { (statement) }
                    }))
                }
                (asked(locale, view))
                div class="row submit" data-keys="do" {
                    button class={ "btn " (if view.grave { "grave" } else { "primary" }) } { (view.submit) }
                    a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) }
                }
            }
        } }
    };
    let title = if view.problems.is_empty() && view.lacks.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(s::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

/// What the record lacks, each with the way to its field, in place of the act.
fn lacks(locale: &Locale, Lacks { problems, edit }: &Lacks, back: &Href) -> Markup {
    let way = |path: &str| edit.as_ref().map(|edit| Href::to(format!("{}#{}", edit.0, element_id(path))));
    html! {
        (leading(locale, &locale.say(w::LACKS), problems, way, |_| None))
        @if !problems.is_empty() {
            div class="row submit" {
                @if let Some(edit) = edit { a class="btn primary" href=(edit) { (locale.say(w::FILL_IN)) } }
                a class="btn quiet" href=(back) { (locale.say(w::BACK)) }
            }
        }
    }
}

fn known(view: &View, path: &str) -> bool {
    match path {
        "reason" => view.reason != Reason::None,
        "password" => view.password,
        "field" => !view.fields.is_empty(),
        _ => false,
    }
}

fn records(locale: &Locale, records: &[(Link, String)]) -> Markup {
    card::card(
        &locale.say(w::SELECTED),
        &locale.number(records.len() as u64),
        &html! {
            ul class="next" { @for (link, note) in records { li { span { (link) } span class="muted sm" { (note) } } } }
        },
    )
}

fn asked(locale: &Locale, view: &View) -> Markup {
    html! {
        @if !view.fields.is_empty() {
            (around_control(locale, view, "field", &locale.say(w::FIELD), &locale.say(w::FIELD_HINT), false, &html! {
                select id="f-field" name="field" aria-describedby="f-field-hint" {
                    option value="" { (locale.say(form::CHOOSE)) }
                    @for (id, label) in &view.fields { option value=(id) { (label) } }
                }
            }))
        }
        @if view.reason != Reason::None {
            (around_control(locale, view, "reason", &locale.say(w::REASON), &locale.say(w::REASON_HINT), view.reason == Reason::Optional, &html! {
                textarea id="f-reason" name="reason" rows="3" aria-describedby="f-reason-hint" { (view.typed) }
            }))
        }
        @if view.password {
            (around_control(locale, view, "password", &locale.say(w::PASSWORD), &locale.say(w::PASSWORD_HINT), false, &html! {
                input type="password" id="f-password" name="password" autocomplete="current-password" aria-describedby="f-password-hint";
            }))
        }
    }
}

fn around_control(
    locale: &Locale,
    view: &View,
    id: &str,
    label: &str,
    hint: &str,
    optional: bool,
    control: &Markup,
) -> Markup {
    let problem = view.problems.iter().find(|problem| problem.path == id);
    html! {
        div class={ "field" @if problem.is_some() { " error" } } {
            label for={ "f-" (id) } { (label) @if optional { " " span class="opt" { (locale.say(form::OPTIONAL)) } } }
            div class="hint" id={ "f-" (id) "-hint" } {
                p { (hint) }
                @if let Some(problem) = problem { p class="msg" { span class="aloud" { (locale.say(form::ERROR)) } " " (problem.sentence) } }
            }
            (control)
        }
    }
}

/// Samples: a signature, one with problems, an erasure, several records.
pub fn samples() -> Vec<Sample> {
    let approve = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses"), Link::new("USE-0007", "/r/use/USE-0007")], "Approve"),
        heading: "Approve version 3 of USE-0007 CV screening assistant".into(),
        effects: vec![
            "Version 3 comes into force now, in place of version 2.".into(),
            "Two expectations of 6.1.4 are computed again.".into(),
            "The act is written into the ledger under your name and cannot be taken back, only followed by another.".into(),
        ],
        statement: Some("I have read version 3 of USE-0007 and approve it as top management. I did not write it.".into()),
        role: "Top management".into(),
        changes: None,
        records: Vec::new(),
        reason: Reason::Optional,
        password: true,
        fields: Vec::new(),
        typed: String::new(),
        problems: Vec::new(),
        lacks: Lacks::default(),
        action: Href::to("/r/use/USE-0007/act/approve"),
        carry: vec![("version".into(), "3".into())],
        key: "k-0190a5b2".into(),
        submit: "Approve version 3".into(),
        grave: false,
        back: Href::to("/r/use/USE-0007"),
    };
    let wrong = View {
        typed: "Looks fine".into(),
        problems: vec![Problem::new("password", "wrong_password", "The password is not right.")],
        ..approve.clone()
    };
    let erase = View {
        heading: "Erase a field of USE-0007".into(),
        statement: None,
        fields: vec![("contact".into(), "Contact".into())],
        reason: Reason::Required,
        submit: "Erase for good".into(),
        grave: true,
        ..approve.clone()
    };
    let incomplete = View {
        heading: "Submit USE-0007 CV screening assistant".into(),
        lacks: Lacks {
            problems: vec![Problem::new("next_review", "missing", "Fill in “Next review”.")],
            edit: Some(Href::to("/r/use/USE-0007/edit")),
        },
        ..approve.clone()
    };
    let bulk = View {
        heading: "Retire 2 records".into(),
        records: vec![
            (Link::new("USE-0007 CV screening assistant", "#7"), "in force → retired".into()),
            (Link::new("USE-0009 Churn score", "#9"), "draft → retired".into()),
        ],
        statement: None,
        password: false,
        submit: "Retire 2 records".into(),
        ..approve.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![
        sample("approve", approve),
        sample("wrong-password", wrong),
        sample("erase", erase),
        sample("incomplete", incomplete),
        sample("several", bulk),
    ]
}
