//! The life of a record as a list of acts.

use super::names;
use crate::request::Visit;
use app::{Lived, Named, Role};
use record::{Act, Record, RecordId};
use std::collections::BTreeMap;
use ui::{Href, components::history::Past};

/// The acts, newest first, with addresses of the versions and of what each changed.
pub fn acts(
    visit: &Visit,
    record: &Record,
    lived: &Lived,
    beside: &BTreeMap<u64, (RecordId, Named)>,
) -> Vec<Past> {
    let base = format!("/r/{}/{}", record.kind, record.reference);
    lived
        .lines
        .iter()
        .map(|line| {
            let act = &line.act;
            let writes = matches!(act.act, Act::Create | Act::Revise);
            let to = act.version;
            Past {
                act: act.act,
                by: lived.names.get(&act.by).map(|named| named.title.clone()).unwrap_or_default(),
                role: role(&act.capacity),
                at: act.at,
                version: to,
                position: act.position,
                reason: act
                    .reason
                    .clone()
                    .or_else(|| line.reason_erased.then(|| crate::words::REASON_ERASED.say(&visit.locale()))),
                beside: beside.get(&act.position).map(|(_, named)| names::link(visit, named)),
                changed: None,
                read: writes.then(|| Href::to(visit.href(&format!("{base}/version/{to}")))),
                compare: (writes && to > 1)
                    .then(|| Href::to(format!("{base}/compare?from={}&to={to}", to - 1))),
            }
        })
        .collect()
}

/// A role in words; a code that is none stays readable.
pub fn role(code: &str) -> String {
    Role::from_code(code).map_or_else(|| code.to_owned(), |role| role.label().to_owned())
}
