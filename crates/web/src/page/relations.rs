//! How a record hangs together with others.

use super::look;
use crate::{
    failure::Failed,
    present::names::address,
    request::{Visit, visit::page},
};
use app::{Look, Named, Outcome};
use axum::{extract::Path, response::Response};
use record::{Body, RecordId, Schema, Shape};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{
        crumbs::Crumbs,
        graph::{Graph, Node},
    },
    pages::relations::{self, View},
    words::{declared, relations as w},
};

/// Records that a column of the picture shows.
const COLUMN: usize = 10;

/// Records by the way in which they are related.
type Related = Vec<(String, Vec<(RecordId, Named)>)>;

/// `GET /r/{kind}/{reference}/relations`: what leads to the record, what it leads to, and what that leads to.
pub async fn show(visit: Visit, Path((kind, reference)): Path<(String, String)>) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let locale = visit.locale();
    let (from, to) = (incoming(&look), outgoing(&locale, &look.schema, &look.record.body, &look.names));
    let (graph, hidden) = picture(&visit, &locale, &look, &from, &to).await?;
    let record = format!("{} {}", look.record.reference, look.record.title);
    let here = address(&visit, &kind, &look.record.reference);
    let view = View {
        crumbs: Crumbs::new(
            vec![
                Link::new(declared::name_many(&locale, look.schema.kind), visit.href(&format!("/r/{kind}"))),
                Link::new(look.record.reference.clone(), here.clone()),
            ],
            locale.say(w::RELATIONS),
        ),
        heading: locale.fill(w::HEADING, &[("record", &record)]),
        record: Link::new(record, here),
        graph,
        from: linked(&visit, from),
        to: linked(&visit, to),
        hidden,
    };
    let shell = visit.shell().await?;
    Ok(page(relations::page(&shell, &view)))
}

/// What leads to a record, by how the relation is called from here. Only what the person may see is among it.
fn incoming(look: &Look) -> Related {
    let mut related = Related::new();
    for link in look.backlinks.iter().filter(|link| link.named.kind != PERSON) {
        put(&mut related, link.relation.to_owned(), link.record, link.named.clone());
    }
    related
}

/// What a record leads to, by the label of the field.
fn outgoing(locale: &Locale, schema: &Schema, body: &Body, called: &BTreeMap<RecordId, Named>) -> Related {
    let mut related = Related::new();
    for (path, id) in record::links_of(schema, body) {
        let Some(named) = called.get(&id).filter(|named| named.kind != PERSON) else { continue };
        let (field, column) =
            path.split_once('.').map_or((path.as_str(), None), |(field, column)| (field, Some(column)));
        let Some(field) = schema.field(field) else { continue };
        let inner = format!("{}.{}", schema.kind.id, field.id);
        let label = match (field.shape, column) {
            (Shape::Table(columns), Some(column)) => columns
                .iter()
                .find(|known| known.id == column)
                .map(|known| declared::label(locale, &inner, known))
                .unwrap_or_default(),
            _ => declared::label(locale, schema.kind.id, field),
        };
        put(&mut related, label, id, named.clone());
    }
    related
}

/// The shape of people: they are related to nearly everything, and would hide the rest.
const PERSON: &str = "person";

fn put(related: &mut Related, label: String, id: RecordId, named: Named) {
    match related.iter_mut().find(|(known, _)| *known == label) {
        Some((_, records)) if records.iter().any(|(known, _)| *known == id) => {}
        Some((_, records)) => records.push((id, named)),
        None => related.push((label, vec![(id, named)])),
    }
}

/// The picture, and how many records of the lists it leaves out.
async fn picture(
    visit: &Visit,
    locale: &Locale,
    look: &Look,
    from: &Related,
    to: &Related,
) -> Outcome<(Graph, u64)> {
    let (before, left_out) = column(from);
    let (after, right_out) = column(to);
    let mut last: Vec<(RecordId, Named)> = Vec::new();
    let mut beyond = Vec::new();
    let ids: Vec<RecordId> = after.iter().map(|(id, _)| *id).collect();
    let next = visit.desk().glances(&ids, visit.at).await?;
    for (row, id) in ids.iter().enumerate() {
        let Some(next) = next.get(id) else { continue };
        let further = outgoing(locale, &next.schema, &next.record.body, &next.names);
        for (id, named) in further.into_iter().flat_map(|(_, records)| records) {
            let known = last.iter().position(|(known, _)| *known == id);
            let place = match known {
                Some(place) => place,
                None if last.len() < COLUMN => {
                    last.push((id, named));
                    last.len() - 1
                }
                None => continue,
            };
            beyond.push(((2, row), (3, place)));
        }
    }
    let node = |named: &Named| Node {
        reference: named.reference.clone(),
        title: named.title.clone(),
        href: Href::to(visit.href(&format!("/r/{}/{}/relations", named.kind, named.reference))),
        here: false,
    };
    let nodes =
        |records: &[(RecordId, Named)]| records.iter().map(|(_, named)| node(named)).collect::<Vec<_>>();
    let here = Node {
        reference: look.record.reference.clone(),
        title: look.record.title.clone(),
        href: Href::to(visit.href(&visit.path)),
        here: true,
    };
    let mut edges: Vec<_> = (0..before.len()).map(|row| ((0, row), (1, 0))).collect();
    edges.extend((0..after.len()).map(|row| ((1, 0), (2, row))));
    edges.extend(beyond);
    let mut columns = vec![nodes(&before), vec![here], nodes(&after), nodes(&last)];
    // A column without records at the edge takes no room.
    while columns.last().is_some_and(Vec::is_empty) {
        columns.pop();
    }
    if columns.first().is_some_and(Vec::is_empty) {
        columns.remove(0);
        edges = edges.into_iter().map(|(a, b)| ((a.0 - 1, a.1), (b.0 - 1, b.1))).collect();
    }
    let record = format!("{} {}", look.record.reference, look.record.title);
    let label = locale.fill(w::HEADING, &[("record", &record)]);
    Ok((Graph { columns, edges, label }, left_out + right_out))
}

/// The records of a column, each once, and how many are left out.
fn column(related: &Related) -> (Vec<(RecordId, Named)>, u64) {
    let all: BTreeMap<RecordId, &Named> =
        related.iter().flat_map(|(_, records)| records).map(|(id, named)| (*id, named)).collect();
    let out = u64::try_from(all.len().saturating_sub(COLUMN)).unwrap_or(0);
    (all.into_iter().take(COLUMN).map(|(id, named)| (id, named.clone())).collect(), out)
}

fn linked(visit: &Visit, related: Related) -> Vec<(String, Vec<Link>)> {
    let link = |(_, named): (RecordId, Named)| {
        let address = visit.href(&format!("/r/{}/{}/relations", named.kind, named.reference));
        Link::new(format!("{} {}", named.reference, named.title), address)
    };
    related.into_iter().map(|(label, records)| (label, records.into_iter().map(link).collect())).collect()
}
