//! Drafting the statement: the first with every control, or a newer version with the controls that it does not have yet.

use crate::{At, Desk, ListAsk, Made, Outcome};
use practice::soa::{self, Around, DOCUMENT, Facts, KIND};
use record::{RecordId, Refusal};
use store::{Condition, Filter, Page, Test};

impl Desk {
    /// Drafts the statement from what records say; of one that exists, a newer version with the controls that are missing
    /// from it, and nothing else changed.
    ///
    /// # Errors
    /// Refusals: as for making and revising any record.
    pub async fn draft_statement(&self, seen: Option<u64>, key: Option<String>) -> Outcome<Made> {
        self.check_governing()?;
        let packs = self.packs_at(At::Now).await?;
        let pack = packs.iter().find(|pack| !pack.controls.is_empty()).ok_or_else(Refusal::not_found)?;
        let around = Around {
            owner: self.actor.person,
            scope: self.paper_in_force("scope_statement").await?,
            method: self.paper_in_force("risk_method").await?,
        };
        let statement = self.statement(At::Now, true).await?;
        let before = statement.as_ref().map(|statement| &statement.body);
        let (reach, today) = (self.reach(), self.today());
        let drafted = self.house.facts(At::Now, |kept| {
            soa::draft(pack, before, &Facts::gathered(kept.within(&reach)), around, today)
        });
        let body = drafted.await?;
        match statement {
            None => self.create(KIND, body, key).await,
            Some(statement) => {
                let record = &statement.record;
                self.revise(record.id, seen.unwrap_or(record.position), body, None, key).await
            }
        }
    }

    /// The document of a type in force, when there is exactly one.
    pub(crate) async fn paper_in_force(&self, doc_type: &str) -> Outcome<Option<RecordId>> {
        let of_type = Filter { field: "doc_type".to_owned(), test: Test::In(vec![doc_type.to_owned()]) };
        self.only_in_force(DOCUMENT, vec![of_type.into()]).await
    }

    /// The record of a kind in force, when exactly one fits.
    pub(crate) async fn only_in_force(
        &self,
        kind: &str,
        filters: Vec<Condition>,
    ) -> Outcome<Option<RecordId>> {
        let ask = ListAsk {
            states: vec!["effective".to_owned()],
            filters,
            page: Page { offset: 0, limit: 2 },
            ..ListAsk::default()
        };
        let found = self.list(kind, &ask).await?;
        Ok(match found.rows.as_slice() {
            [only] => Some(only.id),
            _ => None,
        })
    }
}
