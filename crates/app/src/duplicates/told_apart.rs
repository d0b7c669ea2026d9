//! Saying that two records which are alike are two: for good, and in the name of who says it.

use super::{WITH, check_kind};
use crate::{
    Desk, Outcome,
    change::{Before, Change},
};
use record::{Act, RecordId, Refusal};
use std::collections::BTreeMap;
use store::{At, Commit, Expect};

impl Desk {
    /// Says of two records of a kind that they are not the same thing. They are not proposed again. It is an act on each of
    /// the two that the person keeps.
    ///
    /// # Errors
    /// Refusals: `not_found`; `kind_is_not_merged`; she keeps neither of the two; the reason does not hold.
    pub async fn tell_apart(
        &self,
        kind: &str,
        one: RecordId,
        other: RecordId,
        reason: Option<&str>,
        key: Option<String>,
    ) -> Outcome<()> {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        crate::record_acts::check_reason(Act::TellApart, reason)?;
        let mut commit = Commit::default();
        let mut refused = None;
        for (id, with) in [(one, other), (other, one)] {
            let (schema, record) = self.load(id, At::Now).await?;
            if schema.kind.id != kind || one == other {
                return Err(Refusal::not_found().into());
            }
            check_kind(schema.kind)?;
            if let Err(refusal) = self.check_act(&schema, &record, Act::TellApart) {
                refused.get_or_insert(refusal);
                continue;
            }
            let content = self.content_of(&record).await?;
            commit.writes.push(self.write(Change {
                schema: &schema,
                before: Some(Before { content: &content }),
                after: self.after(&schema, &record, Act::TellApart, reason)?,
                act: Act::TellApart,
                new_content: false,
                reason,
                codes: BTreeMap::from([(WITH.to_owned(), with.to_string())]),
            })?);
            commit.expects.push(Expect::Unchanged { record: id, position: record.position });
        }
        if let (true, Some(refusal)) = (commit.writes.is_empty(), refused) {
            return Err(refusal.into());
        }
        commit.idempotency = key.map(|key| self.idempotency(key, &(one, other, reason)));
        match self.made(commit).await {
            Ok(_) => {}
            Err(trouble) => return Err(trouble),
        }
        self.settle_pair(kind, one, other).await
    }
}
