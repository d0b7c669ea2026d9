//! What records are called on a page, and where they lead.

use crate::request::Visit;
use app::Named;
use record::RecordId;
use std::collections::BTreeMap;
use ui::{Link, components::shown::Names};

/// Address of a record.
pub fn address(visit: &Visit, kind: &str, reference: &str) -> String {
    visit.href(&format!("/r/{kind}/{reference}"))
}

/// A record as a link: reference and title.
pub fn link(visit: &Visit, named: &Named) -> Link {
    Link::new(format!("{} {}", named.reference, named.title), address(visit, &named.kind, &named.reference))
}

/// Records by id; people by their name alone.
pub fn names(visit: &Visit, named: &BTreeMap<RecordId, Named>) -> Names {
    let records = named
        .iter()
        .map(|(id, named)| {
            let label = if named.kind == "person" {
                named.title.clone()
            } else {
                format!("{} {}", named.reference, named.title)
            };
            (*id, Link::new(label, address(visit, &named.kind, &named.reference)))
        })
        .collect();
    Names { records, files: BTreeMap::new() }
}
