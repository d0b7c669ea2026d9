//! What a practice says of a record, in words.

use super::library;
use crate::request::Visit;
use app::{Remark as Said, remarks as read, shelf};
use record::Body;
use ui::{
    Link,
    components::badge::{Badge, Tone},
    pages::record::Remark,
    words::library as w,
};

/// What is to be said of a record of this kind.
pub fn remarks(visit: &Visit, kind: &str, body: &Body) -> Vec<Remark> {
    read(kind, body).iter().map(|said| remark(visit, said)).collect()
}

fn remark(visit: &Visit, said: &Said) -> Remark {
    let locale = visit.locale();
    match said {
        Said::NewerUpstream(newer) => {
            let entry = newer.entry.as_ref().and_then(|id| shelf().entry(&newer.library, id));
            let word = if entry.is_some() { w::NEWER_SAYS } else { w::NEWER_GONE };
            let parts = [("library", newer.name.as_str()), ("then", &newer.then), ("now", &newer.now)];
            Remark {
                badge: Badge::new(Tone::Info, locale.say(w::NEWER)),
                sentence: locale.fill(word, &parts),
                more: entry.map(|(other, entry)| {
                    Link::new(locale.say(w::NEWER_OPEN), library::address(other, entry))
                }),
            }
        }
    }
}
