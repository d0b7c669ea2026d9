//! Erasing one field of a record on purpose, in every version: a logged act, after which everything else still verifies.

use crate::{
    Desk, Made, Outcome, Signature,
    change::{Before, Change},
    outcome::changed_meanwhile,
};
use access::{Facts, may};
use record::{Act, Class, Problem, RecordId, Refusal, Stamp};
use std::collections::BTreeMap;
use store::{At, Commit, Expect};

impl Desk {
    /// Erases the value of one field in every version of a record. The commitments stay; value and salts are gone.
    ///
    /// # Errors
    /// Refusals: role, signature or reason missing; the field was never filled; `changed_meanwhile`.
    pub async fn erase(
        &self,
        id: RecordId,
        field: &str,
        seen: u64,
        reason: &str,
        signature: Option<&Signature>,
    ) -> Outcome<Made> {
        let (schema, record) = self.load(id, At::Now).await?;
        may(&self.actor, Act::Erase, &Facts::of(&schema, &record))?;
        if record.position != seen {
            return Err(changed_meanwhile().into());
        }
        if reason.trim().is_empty() {
            return Err(Refusal::invalid(vec![Problem::new("reason", "missing", "Say why.")]).into());
        }
        if signature.is_none_or(|signature| Some(signature.account()) != self.account) {
            return Err(Refusal::new(
                Class::Forbidden,
                "signature_needed",
                "Erasing is a signature, so it needs your password.",
                "Give your password and try again.",
            )
            .into());
        }
        if !self.was_ever_filled(id, record.version, field).await? {
            return Err(Refusal::invalid(vec![Problem::new(
                "field",
                "never_filled",
                "No version of this record has something in this field.",
            )])
            .into());
        }
        let content = self.content_of(&record).await?;
        let mut after = (*record).clone();
        after.body.clear(field);
        after.changed = Stamp { by: self.actor.person, at: self.now, reason: Some(reason.trim().to_owned()) };
        let codes = BTreeMap::from([
            ("field".to_owned(), field.to_owned()),
            ("signed".to_owned(), "password".to_owned()),
        ]);
        let before = Some(Before { content: &content });
        let mut write = self.write(Change {
            schema: &schema,
            before,
            after,
            act: Act::Erase,
            new_content: true,
            reason: Some(reason),
            codes,
        })?;
        // The content is only indexed anew: what is left was committed to before and keeps its salts.
        write.entry.fields.clear();
        write.erase = vec![field.to_owned()];
        let commit = Commit {
            writes: vec![write],
            expects: vec![Expect::Unchanged { record: id, position: seen }],
            ..Commit::default()
        };
        self.made(commit).await
    }

    async fn was_ever_filled(&self, id: RecordId, newest: u32, field: &str) -> Outcome<bool> {
        for version in (1..=newest).rev() {
            if self
                .house
                .store
                .content(id, version)
                .await?
                .is_some_and(|content| content.json.contains_key(field))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
