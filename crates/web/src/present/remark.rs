//! What practices say of a record, in words.

use super::{impact, library, risks};
use crate::request::Visit;
use app::{
    Look, Remark as Said, Said as OfItself,
    risk_practice::{Standing, When},
    shelf,
};
use ui::{
    Link,
    components::badge::{Badge, Tone},
    pages::record::Remark,
    words::{library as l, risk as w},
};

/// What is to be said of a record.
pub fn remarks(visit: &Visit, look: &Look, said: &[Said]) -> Vec<Remark> {
    said.iter().flat_map(|said| remark(visit, look, said)).collect()
}

fn remark(visit: &Visit, look: &Look, said: &Said) -> Vec<Remark> {
    let locale = visit.locale();
    let count = |count: usize| locale.number(u64::try_from(count).unwrap_or(u64::MAX));
    let reference = &look.record.reference;
    match said {
        Said::Said(OfItself::NewerUpstream(newer)) => {
            let entry = newer.entry.as_ref().and_then(|id| shelf().entry(&newer.library, id));
            let word = if entry.is_some() { l::NEWER_SAYS } else { l::NEWER_GONE };
            let parts = [("library", newer.name.as_str()), ("then", &newer.then), ("now", &newer.now)];
            vec![Remark {
                badge: Badge::new(Tone::Info, locale.say(l::NEWER)),
                sentence: locale.fill(word, &parts),
                more: entry.map(|(other, entry)| {
                    Link::new(locale.say(l::NEWER_OPEN), library::address(other, entry))
                }),
            }]
        }
        Said::Risk(standing, named) => standing_of(visit, standing, *named),
        Said::Use(all, own) => vec![Remark {
            badge: Badge::new(Tone::Info, locale.say(w::RISKS)),
            sentence: locale.fill(w::SAYS_USE, &[("n", &count(*all)), ("own", &count(*own))]),
            more: Some(Link::new(locale.say(w::SEE_USE), visit.href(&format!("/risks/use/{reference}")))),
        }],
        Said::Unassessed(_) | Said::Assessment(..) | Said::Again(..) => {
            impact::remark(visit, look, said).into_iter().collect()
        }
        Said::Method(preview) => vec![Remark {
            badge: Badge::new(Tone::Info, locale.say(w::PREVIEW)),
            sentence: risks::says_preview(&locale, preview),
            more: Some(Link::new(locale.say(w::PREVIEW), format!("/risks/method/{reference}"))),
        }],
    }
}

fn standing_of(visit: &Visit, standing: &Standing, named: bool) -> Vec<Remark> {
    let locale = visit.locale();
    let Some(version) = standing.version else {
        let word = if named { w::SAYS_NO_VERSION } else { w::SAYS_NO_METHOD };
        let badge = risks::class(&locale, None);
        return vec![Remark { badge, sentence: locale.say(word), more: None }];
    };
    let class = |when: When| {
        let code = standing.class(when).map_or("", |class| class.code());
        locale.say(w::class(code))
    };
    let (before, after) = (class(When::Inherent), class(When::Residual));
    let parts = [("n", version.to_string()), ("before", before), ("after", after)];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let badge = match standing.acceptance {
        Some(acceptance) => risks::acceptance(&locale, acceptance),
        None => risks::class(&locale, standing.class(When::Residual)),
    };
    let mut remarks = vec![Remark { badge, sentence: locale.fill(w::SAYS_CLASS, &parts), more: None }];
    if standing.unplaced {
        let badge = Badge::new(Tone::Warn, locale.say(w::NO_ROW));
        remarks.push(Remark { badge, sentence: locale.fill(w::SAYS_NO_ROW, &parts), more: None });
    }
    if standing.outdated {
        let older = Badge::new(Tone::Warn, locale.say(w::OLDER));
        remarks.push(Remark { badge: older, sentence: locale.say(w::SAYS_OUTDATED), more: None });
    }
    remarks
}
