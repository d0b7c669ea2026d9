//! Readiness as pages show it: standings, verdicts with their reasons, what to do next.

use super::{
    names::{address, link},
    reason::Wording,
};
use crate::request::{Query, Visit};
use app::{
    Answer, Documented, ExpectationView, Named, Need, Pack, Readiness, RequirementView, Shows, Standing,
    Status, Strength, Subject, Verdict,
};
use record::{Act, RecordId, Schema};
use std::{collections::BTreeMap, sync::Arc};
use ui::{
    Href, Link, Sentence,
    components::{
        badge::Chip,
        button::Button,
        checks::{self, Check},
        crumbs::Crumbs,
        meter::{Bar, Counts},
        tabs::Tab,
    },
    pages::{framework, home::Basis, requirement},
};

/// Names of records, and every schema: what reasons are worded with.
pub type Known<'a> = (&'a BTreeMap<RecordId, Named>, &'a [Arc<Schema>]);

/// Reasons that one line tells; the page of the requirement tells more.
const REASONS_IN_LINE: usize = 2;

/// What the answers were computed from.
pub fn basis(readiness: (u64, jiff::Timestamp), pack: &Pack) -> Basis {
    Basis { entry: readiness.0 + 1, at: readiness.1, pack: format!("{}, {}", pack.short, pack.version) }
}

/// Counts of everything that a pack asks for.
pub fn totals(readiness: &Readiness, pack: &Pack) -> Counts {
    let mut all = Counts::default();
    for status in readiness
        .standings
        .iter()
        .filter(|standing| standing.pack == pack.id)
        .filter_map(|standing| standing.leaf.as_ref().map(|leaf| leaf.status))
    {
        match status {
            Status::Met => all.met += 1,
            Status::Partly => all.partly += 1,
            Status::NotMet => all.not += 1,
            Status::Unknown => all.unknown += 1,
            Status::NotApplicable => all.not_applicable += 1,
        }
    }
    all
}

/// A line for each clause, and one for all controls.
pub fn bars(visit: &Visit, readiness: &Readiness, pack: &Pack) -> Vec<Bar> {
    let page = visit.href(&format!("/framework/{}", pack.id));
    let mut bars: Vec<Bar> = pack
        .clauses
        .iter()
        .filter_map(|clause| {
            let standing = find(readiness, pack, &clause.reference)?;
            let label = format!("{} {}", clause.reference, clause.title);
            Some(Bar {
                label,
                href: Href::to(format!("{page}#{}", anchor(&clause.reference))),
                counts: counts(standing),
            })
        })
        .collect();
    let mut controls = Counts::default();
    for group in pack.groups.iter().filter_map(|group| find(readiness, pack, &group.reference)) {
        let of = counts(group);
        controls = Counts {
            met: controls.met + of.met,
            partly: controls.partly + of.partly,
            not: controls.not + of.not,
            unknown: controls.unknown + of.unknown,
            not_applicable: controls.not_applicable + of.not_applicable,
        };
    }
    if let Some(first) = pack.groups.first() {
        let label = crate::words::CONTROLS.say(&visit.locale());
        bars.push(Bar {
            label,
            href: Href::to(format!("{page}#{}", anchor(&first.reference))),
            counts: controls,
        });
    }
    bars
}

/// The page of a framework; `only` keeps the requirements with one answer.
pub fn framework(
    visit: &Visit,
    readiness: &Readiness,
    pack: &Pack,
    only: Option<checks::Answer>,
) -> framework::View {
    let groups =
        pack.clauses
            .iter()
            .map(|clause| (clause.reference.as_str(), clause.title.as_str(), String::new()))
            .chain(pack.groups.iter().map(|group| {
                (group.reference.as_str(), group.title.as_str(), objective(pack, &group.reference))
            }))
            .filter_map(|(reference, title, objective)| {
                let standing = find(readiness, pack, reference)?;
                let requirements: Vec<framework::Line> = pack
                    .leaves()
                    .filter(|leaf| under(pack, leaf, reference))
                    .filter_map(|leaf| line(visit, readiness, pack, leaf))
                    .filter(|line| only.is_none_or(|only| line.answer == only))
                    .collect();
                (!requirements.is_empty()).then(|| framework::Group {
                    id: anchor(reference),
                    title: format!("{reference} {title}"),
                    objective,
                    counts: counts(standing),
                    requirements,
                })
            })
            .collect();
    framework::View {
        title: format!("{} {}", pack.short, pack.edition),
        counts: totals(readiness, pack),
        basis: basis((readiness.position, readiness.at), pack),
        tabs: tabs(visit, readiness, pack, only),
        groups,
        buttons: freeze(visit, readiness.position + 1, pack).into_iter().collect(),
    }
}

/// Freezing what the page shows; of the past, as of its ledger entry.
fn freeze(visit: &Visit, entries: u64, pack: &Pack) -> Option<Button> {
    visit.desk().check_freeze().ok()?;
    let query = Query::default().with("query", "readiness").with("about", pack.id.as_str());
    let query = if visit.past.is_some() { query.with("entry", entries.to_string()) } else { query };
    Some(Button::new(crate::words::SEAL_FREEZE.say(&visit.locale()), query.on("/seals/new")))
}

/// The page of a requirement.
pub fn requirement(
    visit: &Visit,
    view: &RequirementView,
    pack: &Pack,
    schemas: &[Arc<Schema>],
) -> requirement::View {
    let reference = &view.standing.reference;
    let page = visit.href(&format!("/framework/{}", pack.id));
    let (sentence, asks, documents) = outline(pack, reference);
    let top = pack
        .clauses
        .iter()
        .map(|clause| (&clause.reference, &clause.title))
        .chain(pack.groups.iter().map(|group| (&group.reference, &group.title)));
    let above = top
        .filter(|(top, _)| under(pack, reference, top))
        .map(|(top, title)| Link::new(format!("{top} {title}"), format!("{page}#{}", anchor(top))));
    requirement::View {
        crumbs: Crumbs::new(
            std::iter::once(Link::new(pack.short.as_str(), page.as_str())).chain(above).collect(),
            reference.as_str(),
        ),
        reference: reference.clone(),
        title: view.standing.title.clone(),
        sentence,
        answer: status(view.leaf.status),
        counts: answers(view.leaf.answers),
        basis: basis(view.seen, pack),
        asks,
        expectations: view
            .expectations
            .iter()
            .map(|expectation| expectation_of(visit, expectation, (&view.names, schemas)))
            .chain(view.leaf.awaits.iter().map(|records| awaited(visit, records)))
            .collect(),
        documents,
        serves: serves(pack, reference),
        judged: Vec::new(),
        buttons: Vec::new(),
    }
}

/// What one record still needs, as lines with their reasons and the act that would help.
pub fn needs(visit: &Visit, needs: &[Need], names: Known<'_>) -> Vec<Check> {
    needs
        .iter()
        .map(|need| Check {
            answer: answer(need.verdict.answer),
            sentence: need.sentence.clone(),
            why: why(visit, &need.verdict, names).text(format!(" · {}", need.requirements.join(", "))),
            measure: String::new(),
            act: None,
        })
        .collect()
}

fn expectation_of(
    visit: &Visit,
    expectation: &ExpectationView,
    names: Known<'_>,
) -> requirement::Expectation {
    let (met, not, unknown) = expectation.counts;
    let overall = match expectation.counts {
        (_, 1.., _) => checks::Answer::NotMet,
        (_, 0, 1..) | (0, 0, 0) => checks::Answer::Unknown,
        _ => checks::Answer::Met,
    };
    let first = expectation.verdicts.first();
    let records: Vec<Sentence> = expectation
        .verdicts
        .iter()
        .flat_map(|verdict| &verdict.read.records)
        .take(12)
        .filter_map(|id| names.0.get(id).map(|named| linked(visit, named)))
        .collect();
    let subjects: Vec<requirement::Subject> =
        expectation.verdicts.iter().map(|verdict| subject(visit, verdict, names)).collect();
    let total = met + not + unknown;
    let shown = subjects.len();
    requirement::Expectation {
        answer: overall,
        sentence: expectation.sentence.clone(),
        why: first.map(|verdict| why(visit, verdict, names)).unwrap_or_default(),
        measure: crate::words::MEASURE
            .fill(&visit.locale(), &[("met", &met.to_string()), ("all", &total.to_string())]),
        shows: match expectation.shows {
            Shows::Design => requirement::Shows::Design,
            Shows::Operation => requirement::Shows::Operation,
            Shows::Effect => requirement::Shows::Effect,
        },
        remedy: (overall != checks::Answer::Met).then(|| remedy(visit, expectation, names)),
        subjects,
        more: u64::try_from(total.saturating_sub(shown)).unwrap_or(0),
        read: distinct(records),
        parameters: rests_on(visit, expectation),
        flips_at: expectation.verdicts.iter().filter_map(|verdict| verdict.flips_at).min(),
    }
}

/// What a requirement waits for: one unknown answer among the others.
fn awaited(visit: &Visit, records: &str) -> requirement::Expectation {
    let locale = visit.locale();
    requirement::Expectation {
        answer: checks::Answer::Unknown,
        sentence: crate::words::AWAITS.fill(&locale, &[("records", records)]),
        why: Sentence::default().text(crate::words::AWAITS_WHY.say(&locale)),
        measure: crate::words::MEASURE.fill(&locale, &[("met", "0"), ("all", "1")]),
        shows: requirement::Shows::Operation,
        remedy: None,
        subjects: Vec::new(),
        more: 0,
        read: Vec::new(),
        parameters: Vec::new(),
        flips_at: None,
    }
}

/// On what the answer rests, when that is no record of what was done.
fn rests_on(visit: &Visit, expectation: &ExpectationView) -> Vec<(String, String)> {
    let locale = visit.locale();
    let attested =
        expectation.verdicts.first().is_some_and(|verdict| verdict.rests_on.code() == "attestation");
    let chip = || (crate::words::RESTS_ON.say(&locale), crate::words::ATTESTED.say(&locale));
    attested.then(chip).into_iter().collect()
}

/// What would turn the answer, and where: the first record that counts against it, or a new one.
fn remedy(visit: &Visit, expectation: &ExpectationView, names: Known<'_>) -> (String, Button) {
    let (act, kind, sentence) = &expectation.remedy;
    let against =
        expectation.verdicts.iter().filter(|verdict| verdict.answer != Answer::Met).find_map(|verdict| {
            match &verdict.subject {
                Subject::Record(id) => names.0.get(id),
                _ => None,
            }
        });
    let href = match against {
        Some(record) if record.kind == *kind => address(visit, kind, &record.reference),
        _ if act == "create" => format!("/r/{kind}/new"),
        _ => visit.href(&format!("/r/{kind}")),
    };
    let label =
        Act::from_code(act).map_or_else(String::new, |act| visit.locale().say(ui::words::state::act(act)));
    (sentence.clone(), Button::new(label, href))
}

fn subject(visit: &Visit, verdict: &Verdict, names: Known<'_>) -> requirement::Subject {
    let link = match &verdict.subject {
        Subject::Record(id) => {
            names.0.get(id).map_or_else(|| Link::new(String::new(), ""), |named| link(visit, named))
        }
        Subject::Requirement(reference) => {
            Link::new(reference.as_str(), visit.href(&format!("/framework/{}/{reference}", verdict.pack)))
        }
        Subject::Organisation => Link::new(crate::words::WHOLE.say(&visit.locale()), visit.href("/")),
    };
    requirement::Subject { link, answer: answer(verdict.answer), why: why(visit, verdict, names) }
}

/// The reasons that tell most, in one line.
fn why(visit: &Visit, verdict: &Verdict, (names, schemas): Known<'_>) -> Sentence {
    let locale = visit.locale();
    let wording = Wording { locale: &locale, schemas };
    let mut line = Sentence::default();
    let telling = verdict.reasons.iter().filter(|reason| reason.answer == verdict.answer);
    for (number, reason) in telling.take(REASONS_IN_LINE).enumerate() {
        if number > 0 {
            line = line.text(" ");
        }
        let about =
            reason.record.filter(|id| verdict.subject != Subject::Record(*id)).and_then(|id| names.get(&id));
        if let Some(named) = about {
            line =
                line.link(named.reference.as_str(), address(visit, &named.kind, &named.reference)).text(": ");
        }
        let kind = reason.record.or(match verdict.subject {
            Subject::Record(id) => Some(id),
            _ => None,
        });
        line = line.text(
            wording.sentence(reason, kind.and_then(|id| names.get(&id)).map(|named| named.kind.as_str())),
        );
    }
    line
}

fn linked(visit: &Visit, named: &Named) -> Sentence {
    let link = link(visit, named);
    Sentence::default().link(link.label, link.href.0)
}

fn distinct(sentences: Vec<Sentence>) -> Vec<Sentence> {
    let mut kept: Vec<Sentence> = Vec::new();
    for sentence in sentences {
        if !kept.contains(&sentence) {
            kept.push(sentence);
        }
    }
    kept
}

fn line(visit: &Visit, readiness: &Readiness, pack: &Pack, reference: &str) -> Option<framework::Line> {
    let standing = find(readiness, pack, reference)?;
    let leaf = standing.leaf.as_ref()?;
    let why = match (leaf.expectations, leaf.status) {
        (_, Status::Unknown) if leaf.awaits.is_some() => crate::words::AWAITS
            .fill(&visit.locale(), &[("records", leaf.awaits.as_deref().unwrap_or_default())]),
        (0, _) => crate::words::NO_EXPECTATION.say(&visit.locale()),
        (_, Status::Unknown) => crate::words::NOTHING_TO_JUDGE.say(&visit.locale()),
        _ => String::new(),
    };
    Some(framework::Line {
        reference: reference.to_owned(),
        link: Link::new(standing.title.as_str(), visit.href(&format!("/framework/{}/{reference}", pack.id))),
        answer: status(leaf.status),
        checks: answers(leaf.answers),
        why,
    })
}

fn tabs(visit: &Visit, readiness: &Readiness, pack: &Pack, only: Option<checks::Answer>) -> Vec<Tab> {
    let locale = visit.locale();
    let path = format!("/framework/{}", pack.id);
    let all = totals(readiness, pack);
    let query = visit.query.without("answer").without("done");
    let first = Tab::new(crate::words::ALL_STATES.say(&locale), Some(all.all()), query.on(&path));
    let mut tabs = vec![if only.is_none() { first.current() } else { first }];
    for (kind, count) in [
        (checks::Answer::NotMet, all.not),
        (checks::Answer::Partly, all.partly),
        (checks::Answer::Unknown, all.unknown),
        (checks::Answer::Met, all.met),
    ] {
        let tab = Tab::new(kind.word(&locale), Some(count), query.with("answer", code(kind)).on(&path));
        tabs.push(if only == Some(kind) { tab.current() } else { tab });
    }
    tabs
}

/// The answer under a code in an address.
pub fn answer_of(code_: &str) -> Option<checks::Answer> {
    checks::Answer::ALL.into_iter().find(|answer| code(*answer) == code_)
}

const fn code(answer: checks::Answer) -> &'static str {
    match answer {
        checks::Answer::Met => "met",
        checks::Answer::Partly => "partly",
        checks::Answer::NotMet => "not_met",
        checks::Answer::Unknown => "unknown",
        checks::Answer::NotApplicable => "not_applicable",
    }
}

fn outline(pack: &Pack, reference: &str) -> (String, Vec<String>, Vec<Chip>) {
    if let Some(found) = pack.requirements.iter().find(|requirement| requirement.reference == reference) {
        let documents = pack
            .documents
            .iter()
            .filter(|item| found.documents.contains(&item.id))
            .map(|item| Chip::new(item.id.as_str(), item.title.as_str()))
            .collect();
        return (found.sentence.clone(), found.asks.clone(), documents);
    }
    let Some(found) = pack.controls.iter().find(|control| control.reference == reference) else {
        return (String::new(), Vec::new(), Vec::new());
    };
    let documents = if found.documented == Documented::Yes {
        vec![Chip::new(reference, found.title.as_str())]
    } else {
        Vec::new()
    };
    (found.sentence.clone(), found.asks.clone(), documents)
}

fn serves(pack: &Pack, reference: &str) -> Vec<Chip> {
    let requirement = pack
        .requirements
        .iter()
        .find(|requirement| requirement.reference == reference)
        .map(|found| &found.crosswalk);
    let control =
        pack.controls.iter().find(|control| control.reference == reference).map(|found| &found.crosswalk);
    let title = |to: &str| {
        pack.crosswalks
            .iter()
            .find(|crosswalk| crosswalk.to == to)
            .map_or_else(|| to.to_owned(), |crosswalk| crosswalk.title.clone())
    };
    let all = requirement.or(control).into_iter().flatten();
    all.map(|place| {
        let doubtful = place.doubtful || place.strength == Strength::Weak;
        let name = title(&place.to);
        Chip::new(if doubtful { format!("≈ {name}") } else { name }, place.reference.as_str())
    })
    .collect()
}

fn objective(pack: &Pack, group: &str) -> String {
    pack.objectives
        .iter()
        .filter(|objective| objective.group == group)
        .map(|objective| objective.sentence.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn find<'a>(readiness: &'a Readiness, pack: &Pack, reference: &str) -> Option<&'a Standing> {
    readiness.standings.iter().find(|standing| standing.pack == pack.id && standing.reference == reference)
}

/// Whether a requirement stands under a clause or group, through any number of headings.
fn under(pack: &Pack, leaf: &str, top: &str) -> bool {
    let mut at = leaf;
    while let Some(parent) = pack.parent(at) {
        if parent == top {
            return true;
        }
        at = parent;
    }
    false
}

fn anchor(reference: &str) -> String {
    format!("c{}", reference.replace('.', "-"))
}

fn counts(standing: &Standing) -> Counts {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let of = standing.counts;
    Counts {
        met: number(of.met),
        partly: number(of.partly),
        not: number(of.not_met),
        unknown: number(of.unknown),
        not_applicable: number(of.not_applicable),
    }
}

fn answers(answers: (usize, usize, usize)) -> Counts {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Counts { met: number(answers.0), not: number(answers.1), unknown: number(answers.2), ..Counts::default() }
}

/// A status as pages show it.
pub const fn status(status: Status) -> checks::Answer {
    match status {
        Status::Met => checks::Answer::Met,
        Status::Partly => checks::Answer::Partly,
        Status::NotMet => checks::Answer::NotMet,
        Status::Unknown => checks::Answer::Unknown,
        Status::NotApplicable => checks::Answer::NotApplicable,
    }
}

const fn answer(answer: Answer) -> checks::Answer {
    match answer {
        Answer::Met => checks::Answer::Met,
        Answer::NotMet => checks::Answer::NotMet,
        Answer::Unknown => checks::Answer::Unknown,
    }
}
