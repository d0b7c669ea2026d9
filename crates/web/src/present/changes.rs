//! What turned since a moment, and in the life of a requirement, as views.

use super::{
    readiness::{Known, answer, basis, status},
    turning,
    verdict::subject,
};
use crate::{request::Visit, words};
use app::{Changes, ChronicleEntry, LifeOf, Pack, RequirementTurn, VerdictTurn};
use record::{Problem, Schema};
use std::sync::Arc;
use ui::{
    Href, Link, Sentence,
    components::{crumbs::Crumbs, life::Mark},
    pages::{
        changes::{self, View},
        requirement::Life,
    },
    words::readiness as w,
};

/// What stands on the page beside what turned.
pub struct Asked {
    /// What was typed as a moment.
    pub since: String,
    /// What was pasted as a checkpoint.
    pub pasted: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// The page.
pub fn page(
    visit: &Visit,
    pack: &Pack,
    asked: Asked,
    found: Option<(&Changes, (u64, jiff::Timestamp))>,
    schemas: &[Arc<Schema>],
) -> View {
    let page = format!("/framework/{}", pack.id);
    View {
        crumbs: Crumbs::new(
            vec![Link::new(pack.short.as_str(), visit.href(&page))],
            visit.locale().say(w::CHANGES),
        ),
        action: Href::to(visit.href(&format!("{page}/changes"))),
        since: asked.since,
        pasted: asked.pasted,
        problems: asked.problems,
        found: found.map(|(found, seen)| result(visit, pack, found, seen, schemas)),
    }
}

fn result(
    visit: &Visit,
    pack: &Pack,
    found: &Changes,
    seen: (u64, jiff::Timestamp),
    schemas: &[Arc<Schema>],
) -> changes::Found {
    let names: Known<'_> = (&found.names, schemas);
    changes::Found {
        since: (found.since.size, found.since.at),
        requirements: found
            .requirements
            .iter()
            .map(|turn| changes::Turn {
                what: requirement(visit, pack, &turn.reference),
                subject: Sentence::default(),
                before: Some(status(turn.before)),
                after: Some(status(turn.after)),
                by: if found.told_by { by(visit, turn.by.as_ref(), names) } else { Sentence::default() },
            })
            .collect(),
        verdicts: found.verdicts.iter().filter_map(|turn| verdict(visit, pack, turn, names)).collect(),
        more: u64::try_from(found.more).unwrap_or(0),
        told_by: found.told_by,
        basis: basis(seen, pack),
    }
}

/// When a requirement turned.
pub fn life(visit: &Visit, found: Option<&LifeOf>, schemas: &[Arc<Schema>]) -> Life {
    let locale = visit.locale();
    let Some(found) = found else {
        let href = visit.query.without("done").with("turns", "yes").on(&visit.path);
        return Life::Later(Link::new(crate::words::LIFE_SHOW.say(&locale), href));
    };
    let names: Known<'_> = (&found.names, schemas);
    let mark = |turn: &RequirementTurn| Mark {
        at: turn.at,
        before: status(turn.before),
        after: status(turn.after),
        by: by(visit, turn.by.as_ref(), names),
    };
    Life::Known(found.from + 1, found.turns.iter().map(mark).collect())
}

fn requirement(visit: &Visit, pack: &Pack, reference: &str) -> Link {
    let title = pack.titles().find(|(known, _)| *known == reference).map_or("", |(_, title)| title);
    Link::new(format!("{reference} {title}"), visit.href(&format!("/framework/{}/{reference}", pack.id)))
}

fn verdict(visit: &Visit, pack: &Pack, turn: &VerdictTurn, names: Known<'_>) -> Option<changes::Turn> {
    let expectation = pack.expectations.iter().find(|known| known.id == turn.expectation)?;
    let about = subject(visit, &pack.id, &turn.subject, names)?;
    let first = expectation.requirements.first().map_or("", String::as_str);
    Some(changes::Turn {
        what: Link::new(
            expectation.sentence.as_str(),
            visit.href(&format!("/framework/{}/{first}", pack.id)),
        ),
        subject: Sentence::default().link(about.label, about.href.0),
        before: turn.before.map(answer),
        after: turn.after.map(answer),
        by: turn.last.as_ref().map(|(_, entry)| by(visit, entry.as_ref(), names)).unwrap_or_default(),
    })
}

/// By what something turned.
fn by(visit: &Visit, entry: Option<&ChronicleEntry>, names: Known<'_>) -> Sentence {
    let locale = visit.locale();
    let Some(entry) = entry else { return Sentence::plain(words::BY_TIME.say(&locale)) };
    let place = words::BY_ENTRY.fill(&locale, &[("entry", &locale.number(entry.position + 1))]);
    let done = turning::done(visit, names, (entry.record, &entry.act, entry.who)).unwrap_or_default();
    let mut line = Sentence::plain(place);
    line.0.extend(done.0);
    line
}
