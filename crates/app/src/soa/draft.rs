//! Drafting the statement: the first with every control, or a newer version with the controls that it does not have yet.

use crate::{At, Desk, ListAsk, Made, Outcome, Trouble};
use practice::soa::{self, Around, DOCUMENT, Facts, KIND};
use record::{Body, Class, RecordId, Refusal};
use store::{Condition, Expect, Filter, Page, Test};

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
            None => self.draft_first(body, key).await,
            Some(statement) => {
                let record = &statement.record;
                self.revise(record.id, seen.unwrap_or(record.position), body, None, key).await
            }
        }
    }

    /// Makes the first statement, unless somebody drafts one at the same moment.
    async fn draft_first(&self, body: Body, key: Option<String>) -> Outcome<Made> {
        let since = self.house.store.head().await?.size;
        if let Some(statement) = self.statement(At::Now, true).await? {
            return Err(drafted_meanwhile(&statement.record.reference).into());
        }
        let guard = Expect::KindUnchanged { kind: KIND, since };
        match self.create_if(KIND, body, None, key, Some(guard)).await {
            Err(Trouble::Refused(refusal)) if refusal.code == "changed_meanwhile" => {
                let statement = self.statement(At::Now, true).await?;
                Err(statement.map_or(refusal, |known| drafted_meanwhile(&known.record.reference)).into())
            }
            other => other,
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

/// The refusal for a second first draft.
fn drafted_meanwhile(reference: &str) -> Refusal {
    Refusal::new(
        Class::Conflict,
        "drafted_meanwhile",
        format!("Somebody else has just drafted the statement: {reference}."),
        "Open it and go on from there; two drafts would have to be joined by hand.",
    )
}
