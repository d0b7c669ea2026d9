//! The records of a register that were selected.

use crate::{
    limits::BULK,
    request::{FROM, Query, Sent, Visit, ask},
};
use app::{At, Outcome, Page};
use record::{Class, RecordId, Refusal, Schema};

/// The records that a form names: an id, or an id with the position at which it was seen; or, under `every`, all that an
/// address of the register shows.
///
/// # Errors
/// Nothing was selected, or too much.
pub async fn chosen(visit: &Visit, schema: &Schema, sent: &Sent) -> Outcome<Vec<(RecordId, Option<u64>)>> {
    let parse = |text: &str| {
        let (id, seen) = text.split_once('@').map_or((text, None), |(id, seen)| (id, Some(seen)));
        Some((id.parse().ok()?, seen.and_then(|seen| seen.parse().ok())))
    };
    let chosen: Vec<_> = match sent.form.first("every").and_then(|address| address.parse().ok()) {
        Some(address) => every(visit, schema, &Query::of(&address)).await?,
        None => sent.form.every("id").filter_map(parse).collect(),
    };
    if chosen.is_empty() {
        return Err(Refusal::new(
            Class::Invalid,
            "nothing_selected",
            "No record is selected.",
            "Go back to the register and select at least one record.",
        )
        .into());
    }
    if chosen.len() > BULK {
        return Err(Refusal::new(
            Class::TooLarge,
            "too_many_records",
            format!("At most {BULK} records can be selected at once."),
            "Select fewer.",
        )
        .into());
    }
    Ok(chosen)
}

/// Where the reader was when she selected: an address of the register, with its conditions.
pub fn from(schema: &Schema, sent: &Sent) -> String {
    let register = format!("/r/{}", schema.kind.id);
    let within = |address: &&str| {
        address.strip_prefix(&register).is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
    };
    sent.form.first(FROM).filter(within).map_or_else(|| register.clone(), str::to_owned)
}

async fn every(visit: &Visit, schema: &Schema, query: &Query) -> Outcome<Vec<(RecordId, Option<u64>)>> {
    let most = BULK as u64 + 1;
    let query = query.without("as_of").without("page").without("per");
    let mut asked = ask::ask(schema, &query, At::Now, most, &visit.here())?;
    asked.page = Page { offset: 0, limit: most };
    asked.fields = vec![schema.kind.title().id.to_owned()];
    let found = visit.desk().list(schema.kind.id, &asked).await?;
    Ok(found.rows.iter().map(|row| (row.id, None)).collect())
}
