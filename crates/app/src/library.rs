//! Risks that were taken over from an entry of a library.

use crate::{Desk, ListAsk, Named, Outcome};
use practice::library::{RISK, is_from};
use record::RecordId;
use store::{Filter, Page, Test};

/// Risks named beside an entry.
const NAMED: u64 = 50;

impl Desk {
    /// The risks taken over from an entry that the person may see and that are not over.
    pub async fn taken_from(&self, library: &str, entry: &str) -> Outcome<Vec<(RecordId, Named)>> {
        let (field, code) = is_from(entry);
        let ask = ListAsk {
            filters: vec![Filter { field: field.to_owned(), test: Test::Prefix(record::fold(code)) }.into()],
            page: Page { offset: 0, limit: NAMED },
            ..ListAsk::default()
        };
        let found = self.list(RISK, &ask).await?;
        let from = found.rows.iter().filter(|row| practice::library::taken_from(&row.body, library, entry));
        Ok(from
            .filter(|row| !row.state.is_over())
            .map(|row| {
                let named = Named {
                    kind: RISK.to_owned(),
                    reference: row.reference.clone(),
                    title: row.title.clone(),
                    state: row.state.code().to_owned(),
                };
                (row.id, named)
            })
            .collect())
    }
}
