//! Typical nonconformities as a page and as a line of home.

use super::{
    readiness::{Known, basis},
    verdict::{requirements, subject},
};
use crate::{
    request::{Query, Visit, query::encode},
    words,
};
use app::{Finding, FindingTrace, Found, Grade, Pack, Presence, Subject};
use ui::{
    Link,
    components::{
        badge::{Badge, Tone},
        checks::Answer,
        crumbs::Crumbs,
    },
    pages::findings::{self, View},
    words::readiness as w,
};

/// Findings that home names.
const TOP: usize = 4;

/// The page.
pub fn page(visit: &Visit, found: &Found, pack: &Pack, schemas: &[std::sync::Arc<record::Schema>]) -> View {
    let locale = visit.locale();
    let names: Known<'_> = (&found.names, schemas);
    let lines = |waiting: bool| {
        let of = found.findings.iter().filter(|finding| (finding.presence == Presence::Waiting) == waiting);
        of.map(|finding| line(visit, finding, pack, names)).collect()
    };
    View {
        crumbs: Crumbs::new(
            vec![Link::new(pack.short.as_str(), visit.href(&format!("/framework/{}", pack.id)))],
            locale.say(w::FINDINGS),
        ),
        findings: lines(false),
        waiting: lines(true),
        basis: basis(found.seen, pack),
    }
}

/// The worst that show, for home, and where all of them stand.
pub fn top(visit: &Visit, found: &Found, pack: &Pack) -> (Vec<(Link, Badge)>, Link) {
    let page = visit.href(&format!("/framework/{}/findings", pack.id));
    let shown = found.findings.iter().filter(|finding| finding.presence == Presence::Shown);
    let lines = shown
        .take(TOP)
        .map(|finding| {
            (Link::new(finding.nonconformity.title.as_str(), page.as_str()), grade(visit, finding))
        })
        .collect();
    (lines, Link::new(words::FINDINGS_ALL.say(&visit.locale()), page))
}

fn line(visit: &Visit, finding: &Finding, pack: &Pack, names: Known<'_>) -> findings::Finding {
    let locale = visit.locale();
    let of = &finding.nonconformity;
    let number = |count: usize| locale.number(u64::try_from(count).unwrap_or(0));
    let (answer, count) = match finding.presence {
        Presence::Shown => (Answer::NotMet, words::SHOWN_BY.fill(&locale, &[("n", &number(finding.count))])),
        Presence::Unknown if finding.unknown > 0 => {
            (Answer::Unknown, words::SHOWN_MAYBE.fill(&locale, &[("n", &number(finding.unknown))]))
        }
        Presence::Unknown => (Answer::Unknown, words::SHOWN_NOBODY.say(&locale)),
        Presence::Absent => (Answer::Met, words::SHOWN_NOT.say(&locale)),
        Presence::Waiting => (Answer::Unknown, String::new()),
    };
    let awaits = of.awaits.as_deref().map(|what| {
        let word = if of.waits() { words::FINDING_AWAITS } else { words::FINDING_AWAITS_REST };
        word.fill(&locale, &[("what", what)])
    });
    findings::Finding {
        title: of.title.clone(),
        sentence: of.sentence.clone(),
        grade: grade(visit, finding),
        answer,
        count,
        requirements: requirements(visit, &pack.id, &of.requirements),
        traces: finding.traces.iter().map(|it| trace(visit, it, pack, names)).collect(),
        awaits: awaits.unwrap_or_default(),
    }
}

fn trace(visit: &Visit, trace: &FindingTrace, pack: &Pack, names: Known<'_>) -> findings::Trace {
    let locale = visit.locale();
    let number = |count: usize| locale.number(u64::try_from(count).unwrap_or(0));
    let expectation = pack.expectations.iter().find(|known| known.id == trace.expectation);
    let requirement =
        expectation.and_then(|known| known.requirements.first()).map_or("", String::as_str).to_owned();
    let records: Vec<Link> = trace
        .subjects
        .iter()
        .filter_map(|it| {
            let link = subject(visit, &pack.id, it, names)?;
            Some(Link {
                href: ui::Href::to(turn(visit, pack, (&requirement, &trace.expectation), it, names)?),
                ..link
            })
        })
        .collect();
    let rest = trace.count.saturating_sub(records.len());
    let more = match (rest, trace.unknown) {
        (1.., _) => words::MORE_RECORDS.fill(&locale, &[("n", &number(rest))]),
        (0, 1..) => words::UNKNOWN_OF.fill(&locale, &[("n", &number(trace.unknown))]),
        _ => String::new(),
    };
    findings::Trace {
        expectation: expectation.map(|known| known.sentence.clone()).unwrap_or_default(),
        remedy: trace.remedy.sentence.clone(),
        records,
        more,
    }
}

/// The address of the page that says what would turn a verdict.
pub fn turn(
    visit: &Visit,
    pack: &Pack,
    (requirement, expectation): (&str, &str),
    subject: &Subject,
    names: Known<'_>,
) -> Option<String> {
    let about = match subject {
        Subject::Record(id) => names.0.get(id)?.reference.clone(),
        Subject::Requirement(reference) => reference.clone(),
        Subject::Organisation => String::new(),
    };
    let path =
        format!("/framework/{}/{}/turn/{}", encode(&pack.id), encode(requirement), encode(expectation));
    let past = visit.query.get("as_of").unwrap_or_default();
    Some(Query::default().with("as_of", past).with("about", about).on(&path))
}

fn grade(visit: &Visit, finding: &Finding) -> Badge {
    let (tone, word) = match finding.nonconformity.grade {
        Grade::Major => (Tone::Bad, words::GRADE_MAJOR),
        Grade::Minor => (Tone::Warn, words::GRADE_MINOR),
        Grade::Observation => (Tone::Info, words::GRADE_OBSERVATION),
    };
    Badge::new(tone, word.say(&visit.locale()))
}
