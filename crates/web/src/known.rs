//! What a plan has to know of the records that are there: those of every kind that the mapping can reach.

use app::{Desk, ListAsk, Outcome, Page};
use exchange::{Existing as _, Known, Mapping, RECORD_COLUMN, Sheet, To, VERSION_COLUMN};
use record::{Body, LifeCycle, RecordId, Schema, Shape, State};
use std::collections::BTreeSet;

/// Records asked for at a time.
const PAGE: u64 = 1_000;

/// The kinds that a mapping reads or writes: its own, and those at the end of every link that it follows.
pub fn kinds_of(mapping: &Mapping, schemas: &[Schema]) -> BTreeSet<String> {
    let mut kinds = BTreeSet::from([mapping.kind.clone()]);
    let paths = mapping.columns.iter().filter_map(|column| match &column.to {
        To::Field(path) => Some(path.as_str()),
        To::Linked { link_field, .. } => Some(link_field.as_str()),
        To::Skip | To::Custom(_) => None,
    });
    for path in paths.chain(mapping.together.as_deref()) {
        let mut kind = mapping.kind.clone();
        for step in path.split('.') {
            let Some(next) = target(schemas, &kind, step) else { break };
            kinds.insert(next.clone());
            kind = next;
        }
    }
    for column in &mapping.columns {
        if let To::Linked { kind, .. } = &column.to {
            kinds.insert(kind.clone());
        }
    }
    kinds.retain(|kind| schemas.iter().any(|schema| schema.kind.id == kind));
    kinds
}

/// Loads what the person may see of these kinds. What is over is found only where nothing else has its title.
pub async fn load_known(desk: &Desk, kinds: &BTreeSet<String>, schemas: &[Schema]) -> Outcome<Known> {
    let mut known = Known::of(schemas);
    for kind in kinds {
        let task = schemas.iter().any(|it| it.kind.id == kind && it.kind.life_cycle == LifeCycle::Task);
        // Side by side instead of in a tree: there are as many as there are records.
        let mut keys = desk.import_keys(kind).await?;
        keys.sort_unstable_by_key(|(_, id)| *id);
        let (mut over, mut renamed) = (Vec::new(), Vec::new());
        let mut page = Page { offset: 0, limit: PAGE };
        loop {
            let register = desk.list(kind, &ListAsk { page, ..ListAsk::default() }).await?;
            let count = u64::try_from(register.rows.len()).unwrap_or(0);
            for row in &register.rows {
                let called = (row.id, row.reference.clone(), row.version);
                let from = keys.partition_point(|(_, id)| *id < row.id);
                let own = keys.get_mut(from..).unwrap_or_default().iter_mut();
                for key in own.take_while(|(_, id)| *id == row.id).map(|(key, _)| std::mem::take(key)) {
                    known.know_as(kind, row.id, &key);
                    renamed.extend(key.strip_prefix("title:").map(|title| (row.id, title.to_owned())));
                }
                if row.state.is_over() {
                    over.push((called, row.title.clone(), row.body.clone()));
                } else {
                    known.insert(kind, row.id, &row.title, None, row.body.clone());
                    known.refer(kind, called.0, &called.1, called.2);
                    if task && matches!(row.state, State::Done(_) | State::Verified(_)) {
                        known.settle(row.id);
                    }
                }
            }
            page.offset += PAGE;
            if count < PAGE {
                break;
            }
        }
        for ((id, reference, version), title, body) in over {
            known.insert(kind, id, &title, None, body);
            known.refer(kind, id, &reference, version);
            known.end(id);
        }
        // A record keeps the title under which a file knows it, whatever people call it today.
        for (id, title) in renamed {
            known.also_titled(kind, id, &title);
        }
    }
    Ok(known)
}

/// Adds the versions that an exported file was made from, where records have newer ones by now.
pub async fn load_exported(desk: &Desk, sheet: &Sheet, known: &mut Known) -> Outcome<()> {
    let (Some(record), Some(version)) = (sheet.column(RECORD_COLUMN), sheet.column(VERSION_COLUMN)) else {
        return Ok(());
    };
    for row in 0..sheet.rows.len() {
        let id = sheet.cell(row, record).trim().parse::<RecordId>().ok();
        let seen = sheet.cell(row, version).trim().parse::<u32>().ok();
        let (Some(id), Some(seen)) = (id, seen) else { continue };
        if known.version(id).is_some_and(|newest| newest > seen)
            && let Ok(body) = desk.body_of_version(id, seen).await
        {
            known.keep_version(id, seen, Body::clone(&body));
        }
    }
    Ok(())
}

/// The kind that a link field leads to.
fn target(schemas: &[Schema], kind: &str, field: &str) -> Option<String> {
    let schema = schemas.iter().find(|schema| schema.kind.id == kind)?;
    match schema.field(field)?.shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.kind.to_owned()),
        Shape::Person => Some("person".to_owned()),
        Shape::Evidence => Some("evidence".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::ColumnMapping;

    #[test]
    fn every_kind_at_the_end_of_a_link_is_loaded_and_no_other() {
        let schemas: Vec<Schema> = testkit::kinds::ALL.iter().map(|kind| Schema::of(kind)).collect();
        let to = |to| ColumnMapping { column: "x".to_owned(), to };
        let linked = To::Linked { kind: "supplier".to_owned(), link_field: "systems.supplier".to_owned() };
        let mapping = Mapping {
            kind: "use".to_owned(),
            columns: vec![to(To::Field("name".to_owned())), to(To::Field("owner".to_owned())), to(linked)],
            ..Mapping::default()
        };
        let found: Vec<String> = kinds_of(&mapping, &schemas).into_iter().collect();
        assert_eq!(found, ["person", "supplier", "system", "use"]);
    }
}
