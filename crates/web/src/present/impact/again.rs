//! What asks to assess again, as the guide and the pages of records show it.

use super::guide::name_of;
use crate::{
    present::names::{address, link},
    request::Visit,
};
use app::{
    Look, Named, Outcome,
    impact_practice::{Cause, Trigger},
};
use record::{Act, Problem, RecordId};
use std::collections::BTreeMap;
use ui::{
    Href, Locale, Sentence,
    components::{
        again::{Again, Trigger as Line},
        badge::{Badge, Tone},
    },
    words::impact as w,
};

/// What was sent as a decision, when something was wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Which trigger.
    pub trigger: String,
    /// The code of what was chosen.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// The triggers, each with its decision or with the form for one.
pub async fn again(visit: &Visit, look: &Look, found: &[Trigger], typed: Typed) -> Outcome<Again> {
    let locale = visit.locale();
    let mentioned: Vec<RecordId> = found
        .iter()
        .flat_map(|trigger| trigger.about.into_iter().chain(trigger.decided.as_ref().and_then(|it| it.by)))
        .collect();
    let names = visit.desk().names(&mentioned, visit.at).await?;
    let mut lines = Vec::new();
    for trigger in found {
        let own = trigger.key() == typed.trigger;
        lines.push(Line {
            key: trigger.key(),
            sentence: sentence(visit, &locale, trigger, &names).await?,
            badge: standing(visit, &locale, trigger),
            decided: decided(&locale, trigger, &names),
            open: trigger.is_open(),
            typed: if own { (typed.reason.clone(), typed.decision.clone()) } else { Default::default() },
        });
    }
    let record = &look.record;
    let may = visit.past.is_none() && look.acts.contains(&Act::Revise);
    Ok(Again {
        lines,
        action: may.then(|| Href::to(format!("/impact/{}/again", record.reference))),
        hidden: vec![
            ("_key".to_owned(), visit.web.app.nonce()),
            ("_seen".to_owned(), record.position.to_string()),
        ],
        problems: typed.problems,
    })
}

async fn sentence(
    visit: &Visit,
    locale: &Locale,
    trigger: &Trigger,
    names: &BTreeMap<RecordId, Named>,
) -> Outcome<Sentence> {
    let day = locale.day_text(trigger.since);
    if trigger.cause == Cause::Interval {
        return Ok(Sentence::plain(locale.fill(w::AGAIN_INTERVAL, &[("day", &day)])));
    }
    let Some(record) = trigger.about.and_then(|id| names.get(&id)) else { return Ok(Sentence::default()) };
    let schema = visit.desk().schema(&record.kind).await?;
    let fields: Vec<String> = trigger.fields.iter().map(|id| name_of(locale, &schema, id)).collect();
    let to = link(visit, record);
    let history = format!("{}/history", address(visit, &record.kind, &record.reference));
    Ok(Sentence::default()
        .link(to.label, to.href.0)
        .text(" · ")
        .link(locale.fill(w::AGAIN_CHANGED, &[("day", &day), ("fields", &fields.join(", "))]), history))
}

fn standing(visit: &Visit, locale: &Locale, trigger: &Trigger) -> Badge {
    match (&trigger.decided, trigger.until) {
        (Some(decided), _) if decided.again => Badge::new(Tone::Info, locale.say(w::AGAIN_BEGUN)),
        (Some(_), _) => Badge::new(Tone::Ok, locale.say(w::AGAIN_HOLDS)),
        (None, Some(until)) if !trigger.is_late(visit.here().today) => {
            let word = locale.fill(w::AGAIN_UNTIL, &[("day", &locale.day_text(until))]);
            Badge::new(Tone::Warn, word)
        }
        (None, Some(_)) => Badge::new(Tone::Bad, locale.say(w::AGAIN_LATE)),
        (None, None) => Badge::new(Tone::Warn, locale.say(w::AGAIN_OPEN)),
    }
}

fn decided(locale: &Locale, trigger: &Trigger, names: &BTreeMap<RecordId, Named>) -> String {
    let Some(decided) = &trigger.decided else { return String::new() };
    let name = decided.by.and_then(|id| names.get(&id)).map(|named| named.title.clone()).unwrap_or_default();
    let parts =
        [("name", name.as_str()), ("day", &locale.day_text(decided.on)), ("reason", decided.reason.as_str())];
    locale.fill(w::AGAIN_DECIDED, &parts)
}
