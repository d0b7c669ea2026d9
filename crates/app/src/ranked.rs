//! Registers in the order of what their links lead to is called: people sort by the name of an owner, not by her id.

use crate::{Desk, Outcome, called::ByName};
use record::{RecordId, Schema, Shape};
use std::sync::Arc;
use store::{At, Page, Query, Ranks, SortBy};

/// Records of a kind at most that are put in order by name; where there are more, links stay in the order in which what they
/// lead to came to be.
const RANKED_MAX: u64 = 4_000;
/// Records that are asked for at once.
const ASKED: u64 = 1_000;

impl Desk {
    /// An order as a store is told of it: by a field that leads to records, in the order of their names. Those that the reader
    /// may not see come behind, in an order that tells nothing of them.
    pub(crate) async fn by_names(&self, schema: &Schema, by: &SortBy) -> Outcome<SortBy> {
        let target = |field: &str| match schema.field(field)?.shape {
            Shape::Link(target) | Shape::Links(target) => Some(target.kind),
            Shape::Person => Some("person"),
            _ => None,
        };
        let SortBy::Field(field) = by else { return Ok(by.clone()) };
        let Some(kind) = target(field) else { return Ok(by.clone()) };
        // Looked up before, since nothing that waits for the memory may be asked while it is held.
        let title = self.schema(kind).await?.kind.title().id;
        let order = ByName { kind: kind.to_owned(), reach: self.reach() };
        let ranks = self.house.ranked(order, self.names_in_order(kind, title)).await?;
        Ok(ranks.map_or_else(|| by.clone(), |ranks| SortBy::Ranked(field.clone(), ranks)))
    }

    /// Every record of a kind, by name; none when they are too many.
    async fn names_in_order(&self, kind: &str, title: &str) -> Outcome<Option<Arc<Ranks>>> {
        let reach = self.reach();
        let by_name = Query {
            openness: reach.openness.level(),
            related: reach.related,
            sort: SortBy::Field(title.to_owned()),
            ..Query::every(kind)
        };
        let every = Query::every(kind);
        let mut ids = Vec::new();
        // The whole first where it can be seen whole.
        let queries = if by_name.openness == every.openness { vec![by_name] } else { vec![by_name, every] };
        for query in &queries {
            let Some(found) = self.all_of(query).await? else { return Ok(None) };
            ids.extend(found);
        }
        Ok(Some(Arc::new(Ranks::new(ids.iter().map(ToString::to_string)))))
    }

    /// Every record that answers a query, in its order; none when they are too many.
    async fn all_of(&self, query: &Query) -> Outcome<Option<Vec<RecordId>>> {
        let mut ids = Vec::new();
        loop {
            let page = Page { offset: ids.len() as u64, limit: ASKED };
            let found = self.house.store.find(&Query { at: At::Now, page, ..query.clone() }).await?;
            let given = found.ids.len() as u64;
            ids.extend(found.ids);
            if given < ASKED {
                return Ok(Some(ids));
            }
            if ids.len() as u64 >= RANKED_MAX {
                return Ok(None);
            }
        }
    }
}
