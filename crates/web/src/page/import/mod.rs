//! Bringing a file in: upload, matching of columns, dry run, the import as a job, its report.

pub mod dry_run;
pub mod job;
pub mod kept;
pub mod mapping;
pub mod questions;
pub mod upload;

use crate::request::Visit;
use app::{At, Named, Outcome};
use record::{FieldChange, FieldDef, RecordId, Schema, Value};
use std::collections::BTreeMap;
use ui::{Link, components::crumbs::Crumbs, words::declared};

/// The way to a page of an import, and the name of the register.
async fn around(visit: &Visit, kind: &str) -> Outcome<(Crumbs, String)> {
    let schema = visit.desk().schema(kind).await?;
    let many = declared::name_many(&visit.locale(), schema.kind);
    let here = crate::words::IMPORT.say(&visit.locale());
    Ok((Crumbs::new(vec![Link::new(many.clone(), format!("/r/{kind}"))], here), many))
}

/// Every schema, for work off the async threads.
async fn schemas(visit: &Visit) -> Vec<Schema> {
    visit.desk().schemas().await.iter().map(|schema| Schema::clone(schema)).collect()
}

/// How the records are called that changes lead to.
async fn names<'a>(
    visit: &Visit,
    changes: impl Iterator<Item = &'a FieldChange>,
) -> Outcome<BTreeMap<RecordId, Named>> {
    let values = changes.flat_map(|change| change.before.iter().chain(&change.after));
    let ids = values.flat_map(|value| match value {
        Value::Link(id) => vec![*id],
        Value::Links(ids) => ids.clone(),
        _ => Vec::new(),
    });
    let ids: Vec<RecordId> = ids.collect();
    visit.desk().names(&ids, At::Now).await
}

/// A value in a few words, a link by the name of what it leads to.
fn said(field: &FieldDef, value: Option<&Value>, names: &BTreeMap<RecordId, Named>) -> String {
    let called = |id: &RecordId| {
        names.get(id).map_or_else(|| "—".to_owned(), |named| format!("{} {}", named.reference, named.title))
    };
    let text = match value {
        None => String::new(),
        Some(Value::Link(id)) => called(id),
        Some(Value::Links(ids)) => ids.iter().map(called).collect::<Vec<_>>().join(", "),
        Some(other) => record::show(&field.shape, other),
    };
    mapping::short(&text)
}

/// Runs work that keeps a core busy off the async threads.
async fn work<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    tokio::task::spawn_blocking(act).await.map_err(|error| app::Trouble::Broken(error.to_string()))
}
