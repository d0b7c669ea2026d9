//! The Statement of Applicability: every control with its reason, how it stands, what shows it, and what is wrong.

use super::{around, gaps::Filter};
use crate::components::{
    badge::{Badge, Tone},
    button::{Button, menu},
    card,
    checks::Answer,
    empty::Empty,
    tiles::{Tile, tiles},
};
use crate::words::{list, soa as w};
use crate::{Href, Link, Sample, Sentence, Shell};
use maud::{Markup, html};

/// A statement held against records.
#[derive(Clone, Debug)]
pub struct View {
    /// Which version is shown, and how many controls stand how.
    pub lede: String,
    /// The state of the version that is shown.
    pub state: Option<Badge>,
    /// What to know of other versions, with the way to them; may be empty.
    pub note: Sentence,
    /// A few numbers.
    pub tiles: Vec<Tile>,
    /// The filters.
    pub filters: Filters,
    /// Groups of controls with those under the filters.
    pub groups: Vec<(String, Vec<Line>)>,
    /// What is wrong with these controls.
    pub findings: Vec<Finding>,
    /// Whether there is anything to find: not before there is a statement.
    pub compared: bool,
    /// The act that drafts what is missing.
    pub draft: Option<Draft>,
    /// What else can be done.
    pub buttons: Vec<Button>,
    /// The statement as files.
    pub exports: Vec<Link>,
    /// Shown before there is a statement.
    pub empty: Option<Empty>,
}

/// The filters, as the address holds them.
#[derive(Clone, Debug)]
pub struct Filters {
    /// Where they are sent, by GET.
    pub action: Href,
    /// What travels with them.
    pub carry: Vec<(String, String)>,
    /// The words that are looked for.
    pub text: String,
    /// The choices.
    pub choices: Vec<Filter>,
    /// The page without filters; none when there are none.
    pub clear: Option<Href>,
}

/// The act that drafts.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it is sent, by POST.
    pub action: Href,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// Position of the last act on the statement that was seen; none before there is one.
    pub seen: Option<u64>,
    /// The verb.
    pub label: String,
}

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `A.6.2.4`.
    pub reference: String,
    /// Its title, and the page of the requirement where it has one.
    pub title: (String, Option<Href>),
    /// Why it applies or not; may be empty.
    pub reason: String,
    /// Small facts: source, owner, law, overlap.
    pub notes: Vec<String>,
    /// Whether it applies.
    pub applies: Badge,
    /// How it stands, computed.
    pub standing: Badge,
    /// The test, in words; may be empty.
    pub tested: String,
    /// How it is carried out.
    pub carried: Vec<Link>,
    /// How the requirement is answered; none for an own control.
    pub answer: Option<Answer>,
    /// Pieces of evidence.
    pub evidence: u64,
    /// The first few risks that it treats, and how many there are besides.
    pub treats: (Vec<Link>, u64),
    /// How many findings there are of it, in words; may be empty.
    pub findings: String,
    /// Where what the statement says of it is changed; none for who may not.
    pub edit: Option<Href>,
}

/// What is wrong with a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The control: reference and title.
    pub control: (String, String),
    /// Whether an auditor would raise it.
    pub grave: bool,
    /// What is wrong.
    pub sentence: String,
    /// What to do, and where; no address for who may not.
    pub remedy: (String, Option<Href>),
}

/// The element at which the findings of a control begin.
fn place(reference: &str) -> String {
    let safe = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
    format!("of-{}", reference.chars().map(safe).collect::<String>())
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let body = html! {
        div class="head" {
            div {
                h1 { (say(w::TITLE)) @if let Some(state) = &view.state { " " (state) } }
                p class="lede" { (view.lede) }
                @if !view.note.is_empty() { p class="sm" { (view.note) } }
            }
            div class="row actions" {
                (menu(&say(list::EXPORT), "", &view.exports))
                @for button in &view.buttons { (button) }
                @if view.empty.is_none() { (draft(shell, view.draft.as_ref())) }
            }
        }
        @if let Some(empty) = &view.empty {
            section class="card" aria-label=(say(w::TITLE)) {
                (empty.draw(locale))
                @if view.draft.is_some() { div class="body" { (draft(shell, view.draft.as_ref())) } }
            }
        }
        (tiles(&view.tiles))
        section class="card" aria-labelledby="controls" {
            header { h2 id="controls" { (say(w::CONTROLS)) } }
            (filters(shell, &view.filters))
            @if view.groups.is_empty() { p class="body muted" { (say(w::NOTHING)) } } @else { (table(shell, &view.groups)) }
        }
        (card::card(&say(w::FINDINGS), "", &findings(shell, view)))
    };
    shell.page(&say(w::TITLE), &body)
}

fn draft(shell: &Shell, draft: Option<&Draft>) -> Markup {
    html! {
        @if let Some(draft) = draft {
            form method="post" action=(draft.action) {
                (shell.token())
                input type="hidden" name="_key" value=(draft.key);
                @if let Some(seen) = draft.seen { input type="hidden" name="_seen" value=(seen); }
                button class="btn primary" { (draft.label) }
            }
        }
    }
}

fn filters(shell: &Shell, filters: &Filters) -> Markup {
    let locale = &shell.locale;
    html! {
        form class="toolbar" method="get" action=(filters.action) role="search" {
            @for (name, value) in &filters.carry { input type="hidden" name=(name) value=(value); }
            div class="field" {
                label class="sm" for="f-q" { (locale.say(w::QUERY)) }
                input type="search" id="f-q" name="q" value=(filters.text);
            }
            @for choice in &filters.choices {
                div class="field" {
                    label class="sm" for={ "f-" (choice.name) } { (choice.label) }
                    select id={ "f-" (choice.name) } name=(choice.name) {
                        @for (value, label) in &choice.options {
                            option value=(value) selected[*value == choice.chosen] { (label) }
                        }
                    }
                }
            }
            button class="btn" { (locale.say(w::FILTER)) }
            @if let Some(clear) = &filters.clear { a class="btn quiet" href=(clear) { (locale.say(w::CLEAR)) } }
        }
    }
}

fn table(shell: &Shell, groups: &[(String, Vec<Line>)]) -> Markup {
    let locale = &shell.locale;
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::CONTROLS)) }
                thead {
                    tr {
                        @for head in [w::CONTROL, w::REASON, w::APPLICABILITY, w::STATUS] {
                            th scope="col" { (locale.say(head)) }
                        }
                        th scope="col" class="num" { (locale.say(w::EVIDENCE)) }
                        th scope="col" { (locale.say(w::TREATS)) }
                    }
                }
                @for (title, lines) in groups {
                    tbody {
                        tr class="grouped" { th scope="rowgroup" colspan="6" { (title) } }
                        @for line in lines { (row(shell, line)) }
                    }
                }
            }
        }
    }
}

fn row(shell: &Shell, line: &Line) -> Markup {
    let locale = &shell.locale;
    let label = |word| locale.say(word);
    let (treats, more) = &line.treats;
    html! {
        tr {
            td class="ref" { (line.reference) }
            th scope="row" {
                @match &line.title.1 {
                    Some(href) => a class="name" href=(href) { (line.title.0) },
                    None => span class="name" { (line.title.0) },
                }
                @if line.reason.is_empty() { span class="sub" { (label(w::NO_REASON)) } } @else { span class="sub" { (line.reason) } }
                @if !line.notes.is_empty() {
                    span class="sub" {
                        @for (place, note) in line.notes.iter().enumerate() { @if place > 0 { " · " } span { (note) } }
                    }
                }
                @if let Some(edit) = &line.edit {
                    span class="sub" { a href=(edit) aria-label={ (label(w::ROW_EDIT)) " " (line.reference) } { (label(w::ROW_EDIT)) } }
                }
            }
            td data-label=(label(w::APPLICABILITY)) { (line.applies) }
            td data-label=(label(w::STATUS)) {
                div class="why" {
                    (line.standing)
                    @if !line.tested.is_empty() { span class="sub" { (line.tested) } }
                    @for link in &line.carried { " " (link) }
                    @if let Some(answer) = line.answer {
                        span class="sub" { (locale.fill(w::RECORDS_SAY, &[("answer", &answer.word(locale))])) }
                    }
                    @if !line.findings.is_empty() {
                        " " a href={ "#" (place(&line.reference)) } { (line.findings) }
                    }
                }
            }
            td class="num" data-label=(label(w::EVIDENCE)) { (locale.number(line.evidence)) }
            @if treats.is_empty() { td {} } @else {
                td data-label=(label(w::TREATS)) {
                    div class="why" {
                        @for risk in treats { (risk) " " }
                        @if *more > 0 { span class="sub" { (locale.fill(w::MORE, &[("n", &locale.number(*more))])) } }
                    }
                }
            }
        }
    }
}

fn findings(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let mut last = "";
    let begins: Vec<bool> = view
        .findings
        .iter()
        .map(|finding| {
            let new = last != finding.control.0;
            last = &finding.control.0;
            new
        })
        .collect();
    html! {
        div id="findings" {
            @if !view.compared { p class="muted" { (locale.say(w::NOT_COMPARED)) } }
            @else if view.findings.is_empty() { p class="muted" { (locale.say(w::NOTHING_WRONG)) } }
            ul class="checks open" {
                @for (finding, begins) in view.findings.iter().zip(begins) {
                    li id=[begins.then(|| place(&finding.control.0))] {
                        @let (tone, word) = if finding.grave { (Tone::Bad, w::RAISED) } else { (Tone::Warn, w::TO_DO) };
                        span class=(tone.class()) { span aria-hidden="true" { (tone.glyph()) } span class="aloud" { (locale.say(word)) } }
                        div {
                            b { span { (finding.control.0) } " " span { (finding.control.1) } }
                            span class="why" { " " (finding.sentence) }
                            p class="sm" {
                                @match &finding.remedy.1 {
                                    Some(href) => a href=(href) { (finding.remedy.0) },
                                    None => span class="muted" { (finding.remedy.0) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = sample();
    let none = View {
        lede: "No statement yet".into(),
        state: None,
        note: Sentence::default(),
        tiles: Vec::new(),
        groups: Vec::new(),
        findings: Vec::new(),
        compared: false,
        draft: Some(Draft {
            action: Href::to("/soa"),
            key: "01b".into(),
            seen: None,
            label: "Draft the statement".into(),
        }),
        buttons: Vec::new(),
        exports: Vec::new(),
        empty: Some(Empty {
            heading: "No statement yet".into(),
            sentence: "It says of every control whether it is necessary here and why.".into(),
            expected_by: vec!["6.1.3".into()],
            act: None,
        }),
        ..view.clone()
    };
    vec![
        Sample::new("statement", view, |locale, view| page(&around(locale), view)),
        Sample::new("none", none, |locale, view| page(&around(locale), view)),
    ]
}

fn sample() -> View {
    View {
        lede: "SOA-0001, version 3, approved on 2 September 2026 by Ruth Winter. 37 of 39 controls apply, 2 are left out; 12 are shown to work.".into(),
        state: Some(Badge::new(Tone::Ok, "In force")),
        note: Sentence::plain("A newer version is being written. ").link("Show it", "/soa?version=newest"),
        tiles: crate::components::tiles::sample(),
        filters: Filters {
            action: Href::to("/soa"),
            carry: Vec::new(),
            text: String::new(),
            choices: vec![Filter {
                name: "applies",
                label: "Applicability".into(),
                options: vec![(String::new(), "any".into()), ("excluded".into(), "Left out".into())],
                chosen: String::new(),
            }],
            clear: None,
        },
        groups: sample_groups(),
        findings: vec![
            Finding {
                control: ("A.6.2.8".into(), "AI system recording of event logs".into()),
                grave: true,
                sentence: "It has no justification.".into(),
                remedy: (
                    "Change what the statement says of it".into(),
                    Some(Href::to("/r/soa/SOA-0001/edit#f-controls-8-reason")),
                ),
            },
            Finding {
                control: ("HW-1".into(), "Works council sees each change of prompts".into()),
                grave: false,
                sentence: "Nobody has tested whether CTL-0009 Prompts works.".into(),
                remedy: ("Test it and enter the result".into(), None),
            },
        ],
        compared: true,
        draft: Some(Draft {
            action: Href::to("/soa"),
            key: "01a".into(),
            seen: Some(812),
            label: "Add the 2 controls that are missing".into(),
        }),
        buttons: vec![Button::new("Write the next version", "/r/soa/SOA-0001/edit")],
        exports: vec![Link::new("CSV", "/soa/export.csv"), Link::new("Excel", "/soa/export.xlsx")],
        empty: None,
    }
}

fn sample_groups() -> Vec<(String, Vec<Line>)> {
    let line = |reference: &str, title: &str, reason: &str, standing: Badge| Line {
        reference: reference.into(),
        title: (title.into(), Some(Href::to(format!("/framework/iso42001/{reference}")))),
        reason: reason.into(),
        notes: vec!["Source: risk, law (Article 17(1)(d))".into(), "Overlaps, indicatively: A.8.29".into()],
        applies: Badge::new(Tone::Mute, "Applies"),
        standing,
        tested: "Tested 14 September 2026: effective; next by 15 March 2027".into(),
        carried: vec![Link::new("CTL-0002", "/r/control_implementation/CTL-0002")],
        answer: Some(Answer::Partly),
        evidence: 3,
        treats: (vec![Link::new("RSK-0016", "/r/risk/RSK-0016")], 3),
        findings: String::new(),
        edit: Some(Href::to("/soa/controls/19")),
    };
    let tested = line(
        "A.6.2.4",
        "AI system verification and validation",
        "The ranking of applications can put older people at a disadvantage, which only a test before release shows.",
        Badge::new(Tone::Ok, "Effective"),
    );
    let bare = Line {
        findings: "1 finding".into(),
        tested: String::new(),
        carried: Vec::new(),
        evidence: 0,
        ..line("A.6.2.8", "AI system recording of event logs", "", Badge::new(Tone::Bad, "Not in place"))
    };
    let own = Line {
        title: ("Works council sees each change of prompts".into(), None),
        notes: Vec::new(),
        answer: None,
        treats: (Vec::new(), 0),
        edit: None,
        ..line("HW-1", "", "Agreed with the works council.", Badge::new(Tone::Warn, "Not tested"))
    };
    vec![("A.6 AI system life cycle".into(), vec![tested, bare]), ("Controls of your own".into(), vec![own])]
}
