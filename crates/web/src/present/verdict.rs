//! A verdict in words: why, who, and what would turn it.

use super::{
    names::{address, link},
    readiness::{Known, answer, basis},
    reason::Wording,
    turning,
};
use crate::{request::Visit, words};
use app::{Answer, Judged, Need, Pack, Shows, Subject, Turned, Verdict};
use ui::{
    Link, Locale, Sentence,
    components::crumbs::Crumbs,
    pages::{record, requirement, turn},
    words::readiness as w,
};

/// Reasons that one line tells; the page of the verdict tells all.
const REASONS_IN_LINE: usize = 2;

/// The reasons that tell most, in one line.
pub fn why(visit: &Visit, verdict: &Verdict, names: Known<'_>) -> Sentence {
    let telling = reasons(visit, verdict, names);
    let mut line = Sentence::default();
    for (number, reason) in telling.into_iter().take(REASONS_IN_LINE).enumerate() {
        if number > 0 {
            line = line.text(" ");
        }
        line.0.extend(reason.0);
    }
    line
}

/// By whose statement, and until when, where that is what a verdict rests on; otherwise why.
pub fn stated(visit: &Visit, judged: &Judged, names: Known<'_>) -> Sentence {
    let locale = visit.locale();
    let mut line = Sentence::default();
    for (record, by, until) in &judged.stated {
        let Some(statement) = names.0.get(record) else { continue };
        let who = by.and_then(|id| names.0.get(&id)).map(|named| named.title.clone()).unwrap_or_default();
        let until = until.map(|day| locale.day_text(day)).unwrap_or_default();
        line = line
            .link(statement.reference.as_str(), address(visit, &statement.kind, &statement.reference))
            .text(words::BY_STATEMENT.fill(&locale, &[("person", &who), ("until", &until)]));
    }
    if line.is_empty() { why(visit, &judged.verdict, names) } else { line }
}

/// Every reason for the answer as it is, most telling first.
fn reasons(visit: &Visit, verdict: &Verdict, (names, schemas): Known<'_>) -> Vec<Sentence> {
    let locale = visit.locale();
    let wording = Wording { locale: &locale, schemas };
    let telling = verdict.reasons.iter().filter(|reason| reason.answer == verdict.answer);
    telling
        .map(|reason| {
            let other = reason.record.filter(|id| verdict.subject != Subject::Record(*id));
            let line = match other.and_then(|id| names.get(&id)) {
                Some(about) => Sentence::default()
                    .link(about.reference.as_str(), address(visit, &about.kind, &about.reference))
                    .text(": "),
                None => Sentence::default(),
            };
            let about = reason.record.or(match verdict.subject {
                Subject::Record(id) => Some(id),
                _ => None,
            });
            let kind = about.and_then(|id| names.get(&id)).map(|named| named.kind.as_str());
            line.text(wording.sentence(reason, kind))
        })
        .collect()
}

/// Whom a verdict is about.
pub fn subject(visit: &Visit, pack: &str, subject: &Subject, names: Known<'_>) -> Option<Link> {
    Some(match subject {
        Subject::Record(id) => link(visit, names.0.get(id)?),
        Subject::Requirement(reference) => {
            Link::new(reference.as_str(), visit.href(&format!("/framework/{pack}/{reference}")))
        }
        Subject::Organisation => Link::new(words::WHOLE.say(&visit.locale()), visit.href("/")),
    })
}

/// A line of the table of those whom an expectation is about.
pub fn line(visit: &Visit, requirement: &str, judged: &Judged, names: Known<'_>) -> requirement::Subject {
    let verdict = &judged.verdict;
    requirement::Subject {
        link: subject(visit, &verdict.pack, &verdict.subject, names).unwrap_or_else(|| Link::new("", "")),
        answer: answer(verdict.answer),
        why: stated(visit, judged, names),
        ways: judged
            .ways
            .iter()
            .take(1)
            .map(|way| turning::way(visit, judged, &way.turning, names))
            .collect(),
        more: more(visit, requirement, judged, names),
    }
}

/// Where everything about a verdict that is not met stands.
fn more(visit: &Visit, requirement: &str, judged: &Judged, names: Known<'_>) -> Option<Link> {
    if judged.verdict.answer == Answer::Met {
        return None;
    }
    let locale = visit.locale();
    let label = if judged.ways.is_empty() { locale.say(w::REMEDY) } else { words::TURN_ALL.say(&locale) };
    Some(Link::new(label, turning::address_of(visit, requirement, &judged.verdict, names)?))
}

/// The acts that a verdict rests on.
pub fn who(visit: &Visit, judged: &Judged, names: Known<'_>) -> Vec<Sentence> {
    let locale = visit.locale();
    let told = judged.acts.iter().filter_map(|(record, act, by, at)| {
        let line = turning::done(visit, names, (*record, act.code(), *by))?;
        Some(line.text(format!(" · {}", locale.instant_text(*at))))
    });
    told.collect()
}

/// What a verdict on a record is, with everything that would turn it.
pub fn need(visit: &Visit, need: &Need, names: Known<'_>) -> record::Need {
    let judged = &need.judged;
    let first = need.requirements.first().map_or("", String::as_str);
    record::Need {
        answer: answer(judged.verdict.answer),
        sentence: need.sentence.clone(),
        shows: shows(&visit.locale(), need.shows),
        requirements: requirements(visit, &need.pack, &need.requirements),
        why: stated(visit, judged, names),
        ways: judged
            .ways
            .iter()
            .take(1)
            .map(|way| turning::way(visit, judged, &way.turning, names))
            .collect(),
        summary: if judged.verdict.answer == Answer::Met { String::new() } else { need.remedy.2.clone() },
        more: more(visit, first, judged, names),
    }
}

/// The page of a verdict.
pub fn page(
    visit: &Visit,
    judged: &Judged,
    (pack, requirement, expectation): (&Pack, &str, &str),
    seen: (u64, jiff::Timestamp),
    names: Known<'_>,
) -> turn::View {
    let of = pack.expectations.iter().find(|known| known.id == expectation);
    let sentence = of.map(|known| known.sentence.clone()).unwrap_or_default();
    let above = vec![
        Link::new(pack.short.as_str(), visit.href(&format!("/framework/{}", pack.id))),
        Link::new(requirement, visit.href(&format!("/framework/{}/{requirement}", pack.id))),
    ];
    let subject = subject(visit, &pack.id, &judged.verdict.subject, names);
    let subject = subject.unwrap_or_else(|| Link::new("", ""));
    let turns = |turned: &[Turned]| turned.iter().filter_map(|it| turns(visit, it, names)).collect();
    turn::View {
        crumbs: Crumbs::new(above, subject.label.as_str()),
        sentence,
        subject,
        answer: answer(judged.verdict.answer),
        why: reasons(visit, &judged.verdict, names),
        who: who(visit, judged, names),
        ways: judged
            .ways
            .iter()
            .map(|way| (turning::way(visit, judged, &way.turning, names), turns(&way.turns)))
            .collect(),
        summary: of.map(|known| known.remedy.sentence.clone()).unwrap_or_default(),
        basis: basis(seen, pack),
    }
}

/// A verdict that would turn; none about a record that the person may not see.
fn turns(visit: &Visit, turned: &Turned, names: Known<'_>) -> Option<turn::Turns> {
    let pack = visit.desk().packs().iter().find(|known| known.id == turned.pack)?;
    let expectation = pack.expectations.iter().find(|known| known.id == turned.expectation)?;
    let about = match &turned.subject {
        Subject::Record(id) if !names.0.contains_key(id) => {
            // A record that the steps make has no name yet; one that is hidden was there before.
            turned.before.is_none().then(|| Sentence::plain(words::NEW_RECORD.say(&visit.locale())))?
        }
        other => {
            let link = subject(visit, &pack.id, other, names)?;
            Sentence::default().link(link.label, link.href.0)
        }
    };
    Some(turn::Turns {
        sentence: expectation.sentence.clone(),
        subject: about,
        after: turned.after.map(answer),
        requirements: requirements(visit, &pack.id, &expectation.requirements),
    })
}

/// Requirements as links.
pub fn requirements(visit: &Visit, pack: &str, references: &[String]) -> Vec<Link> {
    let link = |reference: &String| {
        Link::new(reference.as_str(), visit.href(&format!("/framework/{pack}/{reference}")))
    };
    references.iter().map(link).collect()
}

/// What an expectation shows, in words.
pub fn shows(locale: &Locale, shows: Shows) -> String {
    locale.say(match shows {
        Shows::Design => w::SHOWS_DESIGN,
        Shows::Operation => w::SHOWS_OPERATION,
        Shows::Effect => w::SHOWS_EFFECT,
    })
}
