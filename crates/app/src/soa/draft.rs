//! Drafting the statement: the first with every control, or a newer version with the controls that it does not have yet.

use crate::{At, Desk, ListAsk, Made, Outcome, Trouble, list::suiting};
use practice::soa::{self, Around, Facts, KIND};
use record::{Body, Class, RecordId, Refusal, Shape};
use store::{Condition, Expect, Page};

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
            scope: self.only_suiting(KIND, "scope").await?,
            method: self.only_suiting(KIND, "risk_method").await?,
        };
        let statement = self.statement(At::Now, true).await?;
        let before = statement.as_ref().map(|statement| &statement.body);
        let (reach, today) = (self.reach(), self.today());
        let drafted = self
            .house
            .facts(|kept| soa::draft(pack, before, &Facts::gathered(kept.within(&reach)), around, today));
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
        let since = self.house.store.size().await?;
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

    /// The record in force that suits a link of a kind, when there is exactly one.
    pub(crate) async fn only_suiting(&self, kind: &str, field: &str) -> Outcome<Option<RecordId>> {
        let schema = self.schema(kind).await?;
        let Some(field) = schema.field(field) else { return Ok(None) };
        let (Shape::Link(target), Some(suits)) = (field.shape, field.suits) else { return Ok(None) };
        let filter = suiting(&*self.schema(target.kind).await?, suits);
        match filter {
            Some(filter) => self.only_in_force(target.kind, vec![filter]).await,
            None => Ok(None),
        }
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
