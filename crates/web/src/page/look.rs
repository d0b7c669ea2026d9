//! Finding the record that an address names.

use crate::request::Visit;
use app::{At, Look, Outcome};
use record::{Refusal, Schema};
use std::sync::Arc;

/// The record with a reference, as of the moment of the page. A reference under the wrong kind is no address.
pub async fn find(visit: &Visit, kind: &str, reference: &str) -> Outcome<Look> {
    at(visit, kind, reference, visit.at).await
}

/// The record with a reference as it is now, for acts.
pub async fn find_now(visit: &Visit, kind: &str, reference: &str) -> Outcome<Look> {
    visit.check_now()?;
    at(visit, kind, reference, At::Now).await
}

/// The schema of a kind, for pages that make records.
pub async fn schema(visit: &Visit, kind: &str) -> Outcome<Arc<Schema>> {
    visit.check_now()?;
    visit.desk().schema(kind).await
}

async fn at(visit: &Visit, kind: &str, reference: &str, at: At) -> Outcome<Look> {
    let id = visit.desk().find_reference(reference).await?;
    let look = visit.desk().look(id, at).await?;
    if look.schema.kind.id == kind { Ok(look) } else { Err(Refusal::not_found().into()) }
}
