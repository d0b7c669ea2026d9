//! Taking a severe effect up as a risk: the risk is drafted and the effect names it, in one commit.

use crate::{At, Desk, Made, Outcome, outcome::changed_meanwhile};
use practice::{impact, risk};
use record::{RecordId, Refusal};
use store::{Commit, Expect};

impl Desk {
    /// Drafts the risk that takes up the severe effect in a row of an assessment, and lets the row name it: both or neither.
    ///
    /// # Errors
    /// Refusals: what holds of making risks and revising the assessment; `not_found` for what is no severe effect;
    /// `changed_meanwhile`, also when a risk takes it up already.
    pub async fn take_up_effect(
        &self,
        id: RecordId,
        row: u32,
        seen: u64,
        key: Option<String>,
    ) -> Outcome<Made> {
        let (schema, record) = self.load(id, At::Now).await?;
        if schema.kind.id != impact::KIND {
            return Err(Refusal::not_found().into());
        }
        let idempotency = key.map(|key| self.idempotency(key, &(id, row, seen)));
        let effect = impact::severe(&record.body).into_iter().find(|effect| effect.row == row);
        let effect = effect.ok_or_else(Refusal::not_found)?;
        if idempotency.is_none() && (effect.risk.is_some() || record.position != seen) {
            return Err(changed_meanwhile().into());
        }
        let risks = self.schema(risk::KIND).await?;
        let draft =
            impact::drafted(id, &record.body, row, self.actor.person).ok_or_else(Refusal::not_found)?;
        let (write, fresh) = self.creation_linked(&risks, draft, &|_| false).await?;
        let content = self.content_of(&record).await?;
        let body = impact::taken_up(&record.body, row, fresh.id);
        let revised =
            self.revision_linked((&schema, &*record, &content), body, None, &|id| *id == fresh.id).await?;
        let mut commit = Commit { idempotency, ..Commit::default() };
        commit.expects.push(Expect::Absent(fresh.id));
        commit.expects.push(Expect::Unchanged { record: id, position: seen });
        commit.writes.push(write);
        commit.writes.extend(revised);
        self.made(commit).await
    }
}
