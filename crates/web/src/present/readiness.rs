//! Readiness as pages show it: standings, verdicts with their reasons, what to do next.

use super::{
    names::link,
    verdict::{self, why},
};
use crate::request::{Query, Visit};
use app::{
    Answer, Documented, ExpectationView, Leaf, Named, Need, Pack, Readiness, RequirementView, RestsOn, Shows,
    Standing, Status, Strength,
};
use record::{RecordId, Schema};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use ui::{
    Href, Link, Sentence,
    components::{
        badge::Chip,
        button::Button,
        checks::{self, Check},
        crumbs::Crumbs,
        leaf,
        meter::{Bar, Counts},
        tabs::Tab,
    },
    pages::{framework, home::Basis, requirement},
    words::readiness as w,
};

/// Names of records, and every schema: what reasons are worded with.
pub type Known<'a> = (&'a BTreeMap<RecordId, Named>, &'a [Arc<Schema>]);

/// Records and acts that are named of what one expectation read.
const READ: usize = 12;

/// What an address says when one expectation has the page of a requirement to itself.
pub const ALONE: &str = "of";

/// What the answers were computed from.
pub fn basis(readiness: (u64, jiff::Timestamp), pack: &Pack) -> Basis {
    Basis { entry: readiness.0 + 1, at: readiness.1, pack: format!("{}, {}", pack.short, pack.version) }
}

/// Counts of everything that a pack asks for.
pub fn totals(readiness: &Readiness, pack: &Pack) -> Counts {
    counted(readiness, pack, |leaf| leaf.status)
}

fn counted(readiness: &Readiness, pack: &Pack, status: impl Fn(&Leaf) -> Status) -> Counts {
    shown(app::Counts::of(&readiness.standings, &pack.id, status))
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

/// What the list of a framework is narrowed down by.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// One answer, at the question that is asked.
    pub answer: Option<checks::Answer>,
    /// One question of an audit; both together otherwise.
    pub stage: Option<Question>,
    /// A clause or group.
    pub clause: Option<String>,
    /// Only these requirements: those that wait for somebody.
    pub only: Option<BTreeSet<String>>,
}

/// One of the two questions of a certification audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether it is arranged for.
    Design,
    /// Whether it is done, and works.
    Operation,
}

impl Question {
    const BOTH: [Self; 2] = [Self::Design, Self::Operation];

    /// The question under a code in an address.
    pub fn of(code: &str) -> Option<Self> {
        Self::BOTH.into_iter().find(|question| question.code() == code)
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Operation => "operation",
        }
    }

    const fn status(self, leaf: &Leaf) -> Status {
        match self {
            Self::Design => leaf.design.status,
            Self::Operation => leaf.operation.status,
        }
    }
}

impl Narrowed {
    fn status(&self, leaf: &Leaf) -> Status {
        self.stage.map_or(leaf.status, |question| question.status(leaf))
    }
}

/// The page of a framework.
pub fn framework(
    visit: &Visit,
    readiness: &Readiness,
    pack: &Pack,
    narrowed: &Narrowed,
    owners: &[(String, String)],
) -> framework::View {
    let locale = visit.locale();
    let clauses = clauses(pack);
    let groups = clauses
        .iter()
        .filter(|(reference, ..)| narrowed.clause.as_ref().is_none_or(|only| only == reference))
        .filter_map(|(reference, title, objective)| {
            let standing = find(readiness, pack, reference)?;
            let requirements: Vec<framework::Line> = pack
                .leaves()
                .filter(|leaf| under(pack, leaf, reference))
                .filter(|leaf| narrowed.only.as_ref().is_none_or(|only| only.contains(*leaf)))
                .filter_map(|leaf| line(visit, readiness, pack, leaf, narrowed))
                .filter(|line| narrowed.answer.is_none_or(|only| line.answer == only))
                .collect();
            (!requirements.is_empty()).then(|| framework::Group {
                id: anchor(reference),
                title: format!("{reference} {title}"),
                objective: objective.clone(),
                counts: counts(standing),
                requirements,
            })
        })
        .collect();
    let page = format!("/framework/{}", pack.id);
    framework::View {
        title: format!("{} {}", pack.short, pack.edition),
        counts: totals(readiness, pack),
        basis: basis((readiness.position, readiness.at), pack),
        stages: stages(visit, readiness, pack),
        filters: filters(visit, &clauses, narrowed, owners),
        tabs: tabs(visit, readiness, pack, narrowed),
        groups,
        buttons: freeze(visit, readiness.position + 1, pack)
            .into_iter()
            .chain([
                Button::new(locale.say(w::CHANGES), visit.href(&format!("{page}/changes"))),
                Button::new(locale.say(w::FINDINGS), visit.href(&format!("{page}/findings"))),
            ])
            .collect(),
    }
}

/// Clauses and groups of controls: reference, title, objective.
fn clauses(pack: &Pack) -> Vec<(String, String, String)> {
    let clauses =
        pack.clauses.iter().map(|clause| (clause.reference.clone(), clause.title.clone(), String::new()));
    let groups = pack
        .groups
        .iter()
        .map(|group| (group.reference.clone(), group.title.clone(), objective(pack, &group.reference)));
    clauses.chain(groups).collect()
}

/// The two questions of a certification audit, each with its own counts.
fn stages(visit: &Visit, readiness: &Readiness, pack: &Pack) -> Vec<framework::Stage> {
    let locale = visit.locale();
    let path = format!("/framework/{}", pack.id);
    let words = [
        (Question::Design, crate::words::STAGE_DESIGN, crate::words::STAGE_DESIGN_NOTE),
        (Question::Operation, crate::words::STAGE_OPERATION, crate::words::STAGE_OPERATION_NOTE),
    ];
    words
        .into_iter()
        .map(|(question, title, note)| {
            let counts = counted(readiness, pack, |leaf| question.status(leaf));
            let answers = [
                (checks::Answer::Met, w::N_MET, counts.met),
                (checks::Answer::Partly, w::N_PARTLY, counts.partly),
                (checks::Answer::NotMet, w::N_NOT, counts.not),
                (checks::Answer::Unknown, w::N_UNKNOWN, counts.unknown),
            ];
            let link = |(answer, word, count): (checks::Answer, ui::words::Word, u64)| {
                let query = visit.query.keep(|name, _| name == "as_of");
                let query = query.with("stage", question.code()).with("answer", code(answer));
                Link::new(locale.fill(word, &[("n", &locale.number(count))]), query.on(&path))
            };
            framework::Stage {
                title: title.say(&locale),
                note: note.say(&locale),
                counts,
                links: answers.into_iter().map(link).collect(),
            }
        })
        .collect()
}

/// The two questions as bars, for home.
pub fn stage_bars(visit: &Visit, readiness: &Readiness, pack: &Pack) -> Vec<Bar> {
    let words = [
        (Question::Design, crate::words::STAGE_DESIGN),
        (Question::Operation, crate::words::STAGE_OPERATION),
    ];
    words
        .into_iter()
        .map(|(question, title)| Bar {
            label: title.say(&visit.locale()),
            href: Href::to(visit.href(&format!("/framework/{}", pack.id))),
            counts: counted(readiness, pack, |leaf| question.status(leaf)),
        })
        .collect()
}

fn filters(
    visit: &Visit,
    clauses: &[(String, String, String)],
    narrowed: &Narrowed,
    owners: &[(String, String)],
) -> framework::Filters {
    let locale = visit.locale();
    let stages = [(Question::Design, w::STAGE_1), (Question::Operation, w::STAGE_2)];
    let chosen = |name: &str| visit.query.get(name).unwrap_or_default().to_owned();
    let mut choices = vec![
        (
            "clause".to_owned(),
            crate::words::FILTER_CLAUSE.say(&locale),
            clauses.iter().map(|(of, title, _)| (of.clone(), format!("{of} {title}"))).collect(),
            narrowed.clause.clone().unwrap_or_default(),
        ),
        (
            "stage".to_owned(),
            crate::words::FILTER_STAGE.say(&locale),
            stages.map(|(question, word)| (question.code().to_owned(), locale.say(word))).to_vec(),
            narrowed.stage.map(|question| question.code().to_owned()).unwrap_or_default(),
        ),
    ];
    if !owners.is_empty() {
        let label = crate::words::FILTER_OWNER.say(&locale);
        choices.push(("owner".to_owned(), label, owners.to_vec(), chosen("owner")));
    }
    framework::Filters {
        action: Href::to(visit.path.as_str()),
        carry: ["as_of", "answer"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), visit.query.get(name)?.to_owned())))
            .collect(),
        choices,
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
    life: requirement::Life,
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
    let alone = visit.query.get(ALONE).is_some();
    let whole = alone.then(|| Link::new(reference.as_str(), visit.href(&visit.path)));
    let here = if alone { crate::words::ALONE.say(&visit.locale()) } else { reference.clone() };
    requirement::View {
        crumbs: Crumbs::new(
            std::iter::once(Link::new(pack.short.as_str(), page.as_str()))
                .chain(above)
                .chain(whole)
                .collect(),
            here,
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
            .map(|expectation| expectation_of(visit, reference, expectation, (&view.names, schemas)))
            .chain(view.leaf.awaits.iter().filter(|_| !alone).map(|records| awaited(visit, records)))
            .collect(),
        documents,
        serves: serves(pack, reference),
        life,
        judged: Vec::new(),
        buttons: Vec::new(),
    }
}

/// What one record still needs, as lines with their reasons and the act that would help.
pub fn needs(visit: &Visit, needs: &[Need], names: Known<'_>) -> Vec<Check> {
    needs
        .iter()
        .map(|need| Check {
            answer: answer(need.judged.verdict.answer),
            sentence: need.sentence.clone(),
            why: why(visit, &need.judged.verdict, names).text(format!(" · {}", need.requirements.join(", "))),
            measure: String::new(),
            act: None,
        })
        .collect()
}

fn expectation_of(
    visit: &Visit,
    reference: &str,
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
        .flat_map(|judged| &judged.verdict.read.records)
        .take(READ)
        .filter_map(|id| names.0.get(id).map(|named| linked(visit, named)))
        .collect();
    let acts = expectation.verdicts.iter().flat_map(|judged| verdict::who(visit, judged, names)).take(READ);
    // What is reused from another framework is opened there.
    let own = expectation.requirements.iter().find(|known| *known == reference);
    let place = own.or_else(|| expectation.requirements.first()).map_or(reference, String::as_str);
    let subjects: Vec<requirement::Subject> =
        expectation.verdicts.iter().map(|judged| verdict::line(visit, place, judged, names)).collect();
    let total = met + not + unknown;
    let leaf = visit.query.get(ALONE).map(|_| listed(visit, expectation, total, subjects.len()));
    let left = total.saturating_sub(subjects.len());
    let more = (leaf.is_none() && left > 0).then(|| {
        let label = w::SUBJECTS_MORE;
        let label =
            visit.locale().fill(label, &[("n", &visit.locale().number(u64::try_from(left).unwrap_or(0)))]);
        Link::new(label, visit.query.with(ALONE, expectation.id.as_str()).on(&visit.path))
    });
    requirement::Expectation {
        answer: overall,
        sentence: expectation.sentence.clone(),
        why: first.map(|judged| verdict::stated(visit, judged, names)).unwrap_or_default(),
        measure: crate::words::MEASURE
            .fill(&visit.locale(), &[("met", &met.to_string()), ("all", &total.to_string())]),
        shows: match expectation.shows {
            Shows::Design => requirement::Shows::Design,
            Shows::Operation => requirement::Shows::Operation,
            Shows::Effect => requirement::Shows::Effect,
        },
        remedy: (overall != checks::Answer::Met).then(|| (expectation.remedy.2.clone(), None)),
        subjects,
        more,
        leaf,
        read: distinct(records.into_iter().chain(acts).collect()),
        parameters: rests_on(visit, expectation),
        flips_at: expectation.verdicts.iter().filter_map(|judged| judged.verdict.flips_at).min(),
    }
}

/// Which of its subjects are listed, where an expectation has the page to itself.
fn listed(visit: &Visit, expectation: &ExpectationView, total: usize, shown: usize) -> leaf::Leaf {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let page = alone_page(&visit.query);
    let from = (page - 1) * app::VERDICTS_PAGE;
    let to = |page: usize| Some(Href::to(visit.query.with("page", page.to_string()).on(&visit.path)));
    leaf::Leaf {
        from: number(from + usize::from(shown > 0)),
        to: number(from + shown + expectation.hidden),
        all: number(total),
        more: false,
        first: (page > 1).then(|| to(1)).flatten(),
        previous: (page > 1).then(|| to(page - 1)).flatten(),
        next: (page < expectation.pages).then(|| to(page + 1)).flatten(),
        last: (page < expectation.pages).then(|| to(expectation.pages)).flatten(),
        sizes: Vec::new(),
    }
}

/// The page of the subjects that is asked for, from one.
pub fn alone_page(query: &Query) -> usize {
    query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
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
        more: None,
        leaf: None,
        read: Vec::new(),
        parameters: Vec::new(),
        flips_at: None,
    }
}

/// On what the answer rests, when that is no record of what was done.
fn rests_on(visit: &Visit, expectation: &ExpectationView) -> Vec<(String, String)> {
    let locale = visit.locale();
    let attested =
        expectation.verdicts.first().is_some_and(|judged| judged.verdict.rests_on == RestsOn::Attestation);
    let chip = || (crate::words::RESTS_ON.say(&locale), crate::words::ATTESTED.say(&locale));
    attested.then(chip).into_iter().collect()
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

fn line(
    visit: &Visit,
    readiness: &Readiness,
    pack: &Pack,
    reference: &str,
    narrowed: &Narrowed,
) -> Option<framework::Line> {
    let standing = find(readiness, pack, reference)?;
    let leaf = standing.leaf.as_ref()?;
    let shown = narrowed.status(leaf);
    let asked = match narrowed.stage {
        None => leaf.answers,
        Some(Question::Design) => leaf.design.answers,
        Some(Question::Operation) => leaf.operation.answers,
    };
    let why = match (leaf.expectations, shown) {
        (_, Status::Unknown) if leaf.awaits.is_some() => {
            let what = leaf.awaits.as_deref().unwrap_or_default();
            crate::words::AWAITS.fill(&visit.locale(), &[("records", what)])
        }
        (0, _) => crate::words::NO_EXPECTATION.say(&visit.locale()),
        (_, Status::Unknown) if asked == (0, 0, 0) && narrowed.stage.is_some() => {
            crate::words::NO_STAGE.say(&visit.locale())
        }
        (_, Status::Unknown) => crate::words::NOTHING_TO_JUDGE.say(&visit.locale()),
        _ => String::new(),
    };
    Some(framework::Line {
        reference: reference.to_owned(),
        link: Link::new(standing.title.as_str(), visit.href(&format!("/framework/{}/{reference}", pack.id))),
        answer: status(shown),
        stages: [status(leaf.design.status), status(leaf.operation.status)],
        checks: answers(asked),
        why,
    })
}

fn tabs(visit: &Visit, readiness: &Readiness, pack: &Pack, narrowed: &Narrowed) -> Vec<Tab> {
    let locale = visit.locale();
    let path = format!("/framework/{}", pack.id);
    let all = counted(readiness, pack, |leaf| narrowed.status(leaf));
    let query = visit.query.without("answer").without("done");
    let count = |count: u64| (narrowed.clause.is_none() && narrowed.only.is_none()).then_some(count);
    let first = Tab::new(crate::words::ALL_STATES.say(&locale), count(all.all()), query.on(&path));
    let mut tabs = vec![if narrowed.answer.is_none() { first.current() } else { first }];
    for (kind, number) in [
        (checks::Answer::NotMet, all.not),
        (checks::Answer::Partly, all.partly),
        (checks::Answer::Unknown, all.unknown),
        (checks::Answer::Met, all.met),
    ] {
        let tab = Tab::new(kind.word(&locale), count(number), query.with("answer", code(kind)).on(&path));
        tabs.push(if narrowed.answer == Some(kind) { tab.current() } else { tab });
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
    shown(standing.counts)
}

fn shown(of: app::Counts) -> Counts {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
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

/// The status of a requirement on a page.
pub const fn status(status: Status) -> checks::Answer {
    match status {
        Status::Met => checks::Answer::Met,
        Status::Partly => checks::Answer::Partly,
        Status::NotMet => checks::Answer::NotMet,
        Status::Unknown => checks::Answer::Unknown,
        Status::NotApplicable => checks::Answer::NotApplicable,
    }
}

/// An answer on a page.
pub const fn answer(answer: Answer) -> checks::Answer {
    match answer {
        Answer::Met => checks::Answer::Met,
        Answer::NotMet => checks::Answer::NotMet,
        Answer::Unknown => checks::Answer::Unknown,
    }
}
