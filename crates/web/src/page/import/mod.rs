//! Bringing a file in: upload, matching of columns, dry run, the import as a job, its report.

pub mod dry_run;
pub mod job;
pub mod kept;
pub mod mapping;
pub mod questions;
pub mod upload;

use crate::request::Visit;
use app::Outcome;
use record::Schema;
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

/// Runs work that keeps a core busy off the async threads.
async fn work<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    tokio::task::spawn_blocking(act).await.map_err(|error| app::Trouble::Broken(error.to_string()))
}
