//! What taking over a pack would turn, and proposing it.

use super::Signed;
use crate::components::{
    badge::Badge, button::Button, card, checks::Answer, crumbs::Crumbs, summary::summary, tiles::Tile,
    tiles::tiles,
};
use crate::pages::{around, set_up::input};
use crate::words::{Word, frameworks as w, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// What would turn.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Title of the framework, and the version looked at.
    pub title: (String, String),
    /// The version in force that it would replace.
    pub replaces: Option<String>,
    /// Where the pack comes from, what may be done with it, and its hash.
    pub origin: (String, String, String),
    /// Who signed it.
    pub signed: Signed,
    /// Requirements that would stand otherwise.
    pub moved: Vec<Moved>,
    /// Verdicts that would turn.
    pub turned: Vec<Turned>,
    /// All of them, and how many of them are met now.
    pub turned_total: (u64, u64),
    /// Expectations that come.
    pub come: Vec<Asked>,
    /// Expectations that go.
    pub gone: Vec<Asked>,
    /// What could not be judged.
    pub unfit: Vec<String>,
    /// Whether records were left out that the person may not read.
    pub partial: bool,
    /// The entry and the instant that it was computed at.
    pub seen: (u64, jiff::Timestamp),
    /// The form by which it is proposed; none where it is not for this person, or proposed already.
    pub form: Option<Form>,
    /// Where it can be approved.
    pub approve: Option<Button>,
    /// Back without doing it.
    pub back: Href,
}

/// The form by which a pack is proposed.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent, by POST: `reason`.
    pub action: Href,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// What was typed as the reason.
    pub typed: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A requirement that would stand otherwise.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Its reference.
    pub reference: String,
    /// Its title, with the framework where it is another one.
    pub title: String,
    /// Now.
    pub before: Option<Answer>,
    /// Then.
    pub after: Option<Answer>,
}

/// A verdict that would turn.
#[derive(Clone, Debug)]
pub struct Turned {
    /// What is expected.
    pub sentence: String,
    /// Whom it is about; none is the organisation.
    pub subject: Option<Link>,
    /// Now.
    pub before: Option<Answer>,
    /// Then.
    pub after: Option<Answer>,
}

/// An expectation that comes or goes.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is expected.
    pub sentence: String,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// Met, not met, unknown.
    pub counts: (u64, u64, u64),
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = locale.fill(w::TAKE_OVER, &[("title", &view.title.0), ("version", &view.title.1)]);
    let none = Vec::new();
    let problems = view.form.as_ref().map_or(&none, |form| &form.problems);
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, problems, |path| path == "reason"))
        h1 { (heading) }
        p class="row" {
            (Badge::new(crate::components::badge::Tone::Info, match &view.replaces {
                Some(version) => locale.fill(w::REPLACES, &[("version", version)]),
                None => locale.say(w::NEW),
            }))
            (view.signed.badge(locale))
        }
        (tiles(&numbers(locale, view)))
        p class="seal" { (locale.fill(w::SEEN, &[("n", &locale.number(view.seen.0)), ("when", &locale.instant_text(view.seen.1))])) }
        @if view.partial { p class="muted" { (locale.say(w::PARTIAL)) } }
        (moved(locale, &view.moved))
        (turned(locale, view))
        (asked(locale, w::COME, &view.come, "come"))
        (asked(locale, w::GONE, &view.gone, "gone"))
        @if !view.unfit.is_empty() {
            (card::card(&locale.say(w::UNFIT), &locale.say(w::UNFIT_LEDE), &html! { ul class="plain" { @for line in &view.unfit { li { (line) } } } }))
        }
        (card::card(&locale.say(w::FRAMEWORK), "", &origin(locale, view)))
        (end(shell, view))
    };
    let title =
        if problems.is_empty() { heading } else { locale.fill(s::TITLE_ERROR, &[("page", &heading)]) };
    shell.page(&title, &body)
}

fn numbers(locale: &Locale, view: &View) -> [Tile; 4] {
    let tile = |word: Word, n: u64, note: String, to: &str, hot| Tile {
        label: locale.say(word),
        value: locale.number(n),
        note,
        href: Href::to(format!("#{to}")),
        hot,
    };
    let (all, lost) = view.turned_total;
    let note = locale.fill(w::TURNED_LOST, &[("n", &locale.number(lost))]);
    [
        tile(w::TURNED, all, note, "turned", lost > 0),
        tile(w::MOVED, view.moved.len() as u64, String::new(), "moved", false),
        tile(w::COME, view.come.len() as u64, String::new(), "come", false),
        tile(w::GONE, view.gone.len() as u64, String::new(), "gone", false),
    ]
}

fn answer(locale: &Locale, answer: Option<Answer>) -> Markup {
    html! { @if let Some(answer) = answer { (answer.badge(locale)) } @else { span class="muted" { (locale.say(w::NONE)) } } }
}

fn moved(locale: &Locale, moved: &[Moved]) -> Markup {
    html! {
        section class="card" id="moved" {
            header { h2 { (locale.say(w::MOVED)) } }
            @if moved.is_empty() { div class="body" { p class="muted" { (locale.say(w::NOTHING_MOVED)) } } } @else {
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(w::MOVED)) }
                        thead { tr { @for word in [w::REQUIREMENT, w::NOW, w::THEN] { th scope="col" { (locale.say(word)) } } } }
                        tbody {
                            @for line in moved {
                                tr {
                                    th scope="row" { span class="ref" { (line.reference) } " " (line.title) }
                                    td data-label=(locale.say(w::NOW)) { (answer(locale, line.before)) }
                                    td data-label=(locale.say(w::THEN)) { (answer(locale, line.after)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn turned(locale: &Locale, view: &View) -> Markup {
    let more = view.turned_total.0.saturating_sub(view.turned.len() as u64);
    html! {
        section class="card" id="turned" {
            header { h2 { (locale.say(w::TURNED)) } }
            @if view.turned.is_empty() { div class="body" { p class="muted" { (locale.say(w::NOTHING_TURNED)) } } } @else {
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(w::TURNED)) }
                        thead { tr { @for word in [w::EXPECTED, w::SUBJECT, w::NOW, w::THEN] { th scope="col" { (locale.say(word)) } } } }
                        tbody {
                            @for line in &view.turned {
                                tr {
                                    th scope="row" { (line.sentence) }
                                    td data-label=(locale.say(w::SUBJECT)) {
                                        @if let Some(subject) = &line.subject { (subject) } @else { (locale.say(w::WHOLE)) }
                                    }
                                    td data-label=(locale.say(w::NOW)) { (answer(locale, line.before)) }
                                    td data-label=(locale.say(w::THEN)) { (answer(locale, line.after)) }
                                }
                            }
                        }
                    }
                }
            }
            @if more > 0 { div class="body" { p class="muted sm" { (locale.fill(w::TURNED_MORE, &[("n", &locale.number(more))])) } } }
        }
    }
}

fn asked(locale: &Locale, word: Word, asked: &[Asked], id: &str) -> Markup {
    let counts = |line: &Asked| {
        let parts = [("met", line.counts.0), ("not", line.counts.1), ("unknown", line.counts.2)];
        let numbers = parts.map(|(name, n)| (name, locale.number(n)));
        let parts: Vec<(&str, &str)> = numbers.iter().map(|(name, n)| (*name, n.as_str())).collect();
        locale.fill(w::COUNTS, &parts)
    };
    html! {
        section class="card" id=(id) {
            header { h2 { (locale.say(word)) } }
            @if asked.is_empty() { div class="body" { p class="muted" { (locale.say(w::NONE)) } } } @else {
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(word)) }
                        thead { tr { @for word in [w::EXPECTED, w::BEARS_ON, w::ANSWERS] { th scope="col" { (locale.say(word)) } } } }
                        tbody {
                            @for line in asked {
                                tr {
                                    th scope="row" { (line.sentence) }
                                    td class="ref" data-label=(locale.say(w::BEARS_ON)) { (line.requirements.join(", ")) }
                                    td data-label=(locale.say(w::ANSWERS)) { (counts(line)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn origin(locale: &Locale, view: &View) -> Markup {
    let (source, licence, hash) = &view.origin;
    html! {
        dl class="facts" {
            @for (word, text) in [(w::SOURCE, source), (w::LICENCE, licence)] {
                div { dt { (locale.say(word)) } dd { (text) } }
            }
            div { dt { (locale.say(w::HASH)) } dd class="ref" { (hash) } }
        }
    }
}

fn end(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    html! {
        @if let Some(form) = &view.form {
            form class="stack" method="post" action=(form.action) {
                (shell.token())
                input type="hidden" name="_key" value=(form.key);
                (input(locale, &form.problems, "reason", &locale.say(w::WHY), &locale.say(w::WHY_HINT), &html! {
                    textarea id="f-reason" name="reason" rows="3" aria-describedby="f-reason-hint" { (form.typed) }
                }))
                p class="muted sm" { (locale.say(w::PROPOSE_NOTE)) }
                div class="row submit" {
                    button class="btn primary" { (locale.fill(w::PROPOSE, &[("version", &view.title.1)])) }
                    a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) }
                }
            }
        } @else {
            div class="row submit" {
                @if let Some(approve) = &view.approve { (approve) }
                a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let asked = |sentence: &str, counts| Asked {
        sentence: sentence.into(),
        requirements: vec!["A.10.3".into()],
        counts,
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Frameworks", "/frameworks")], "ISO/IEC 42001"),
        title: ("ISO/IEC 42001:2023".into(), "2023.2".into()),
        replaces: Some("2023.1".into()),
        origin: ("Written for this pack".into(), "Own words only".into(), "9f86d081884c7d65".into()),
        signed: Signed::Trusted("packs.example".into()),
        moved: vec![
            Moved {
                reference: "6.1.4".into(),
                title: "AI system impact assessment".into(),
                before: Some(Answer::Met),
                after: Some(Answer::Partly),
            },
            Moved {
                reference: "9.2.1".into(),
                title: "Internal audit".into(),
                before: Some(Answer::Unknown),
                after: Some(Answer::NotMet),
            },
        ],
        turned: vec![Turned {
            sentence: "Each use in operation has an impact assessment younger than a year.".into(),
            subject: Some(Link::new("USE-0007 CV screening assistant", "/r/use/USE-0007")),
            before: Some(Answer::Met),
            after: Some(Answer::NotMet),
        }],
        turned_total: (204, 3),
        come: vec![asked("Each supplier has been assessed within two years.", (7, 3, 1))],
        gone: vec![asked("There is a list of suppliers.", (1, 0, 0))],
        unfit: vec![
            "sector: requirement 3.1: reuses “iso42001-2023:old”, which no framework in force holds".into(),
        ],
        partial: true,
        seen: (686, jiff::Timestamp::UNIX_EPOCH),
        form: Some(Form {
            action: Href::to("/frameworks/pack/9f86"),
            key: "k-1".into(),
            typed: String::new(),
            problems: Vec::new(),
        }),
        approve: None,
        back: Href::to("/frameworks"),
    };
    let wrong = View {
        form: view
            .form
            .clone()
            .map(|form| Form { problems: vec![Problem::new("reason", "missing", "Say why.")], ..form }),
        ..view.clone()
    };
    let proposed = View {
        form: None,
        approve: Some(Button::new("Go to the record to approve it", "#record").primary()),
        moved: Vec::new(),
        turned: Vec::new(),
        turned_total: (0, 0),
        gone: Vec::new(),
        unfit: Vec::new(),
        replaces: None,
        partial: false,
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("newer", view), sample("without-reason", wrong), sample("proposed", proposed)]
}
