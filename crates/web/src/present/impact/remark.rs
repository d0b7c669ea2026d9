//! What is said of assessments on the pages of records.

use crate::request::Visit;
use app::{Look, Remark as Said};
use ui::{
    Link,
    components::badge::{Badge, Tone},
    pages::record::Remark,
    words::impact as w,
};

/// That a use is not assessed, or how far the guide through an assessment has come.
pub fn remark(visit: &Visit, look: &Look, said: &Said) -> Option<Remark> {
    let locale = visit.locale();
    let reference = &look.record.reference;
    match said {
        Said::Unassessed(may) => Some(Remark {
            badge: Badge::new(Tone::Warn, locale.say(w::UNASSESSED)),
            sentence: locale.say(w::UNASSESSED_SAYS),
            more: may.then(|| Link::new(locale.say(w::BEGIN), format!("/impact/use/{reference}"))),
        }),
        Said::Assessment(complete, all) => Some(Remark {
            badge: Badge::new(Tone::Info, locale.say(w::ASSESSMENT)),
            sentence: locale
                .fill(w::ASSESSMENT_SAYS, &[("complete", &complete.to_string()), ("all", &all.to_string())]),
            more: Some(Link::new(
                locale.say(w::ASSESSMENT_OPEN),
                visit.href(&format!("/impact/{reference}")),
            )),
        }),
        Said::Again(open, of) => {
            let sentence = if of == reference {
                let n = u64::try_from(*open).unwrap_or(u64::MAX);
                locale.count(w::AGAIN_SAYS_ONE, w::AGAIN_SAYS, n)
            } else {
                locale.fill(w::AGAIN_SAYS_USE, &[("reference", of)])
            };
            Some(Remark {
                badge: Badge::new(Tone::Warn, locale.say(w::AGAIN)),
                sentence,
                more: Some(Link::new(locale.say(w::AGAIN_SEE), visit.href(&format!("/impact/{of}")))),
            })
        }
        _ => None,
    }
}
