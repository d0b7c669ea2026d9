//! Erasing one field of a record on purpose, in every version: a logged act, after which everything else still verifies.

use crate::{
    Desk, Made, Outcome, Seen, Signature,
    change::{Before, Change},
    outcome::changed_meanwhile,
};
use access::{Facts, may};
use ledger::Entry;
use record::{Act, Class, Problem, Record, RecordId, Refusal, Schema, Stamp};
use std::collections::{BTreeMap, BTreeSet};
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
        let only_reasons = field == ledger::REASON;
        let mut after = (*record).clone();
        after.body.clear(field);
        if let Some(effective) = &mut after.effective {
            effective.body.clear(field);
        }
        after.title = schema.title(&after.body);
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
            new_content: !only_reasons,
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

    /// Whether the person may erase fields of a record.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_erase(&self, schema: &Schema, record: &Record) -> Outcome<()> {
        Ok(may(&self.actor, Act::Erase, &Facts::of(schema, record))?)
    }

    /// What can be erased of a record: each field that some version fills, with the numbers of those versions; and
    /// [`ledger::REASON`], where acts have reasons, with the positions of those acts.
    pub async fn erasable(&self, id: RecordId) -> Outcome<Vec<(String, Vec<u64>)>> {
        let (schema, record) = self.load_whole(id).await?;
        let mut filled: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for version in 1..=record.version {
            let Some(content) = self.house.store.content(id, version).await? else { continue };
            for field in content.json.keys() {
                filled.entry(field.clone()).or_default().push(u64::from(version));
            }
        }
        let acts = self.house.store.acts(id, At::Now).await?;
        let reasons: Vec<u64> =
            acts.iter().filter(|act| act.reason.is_some()).map(|act| act.position).collect();
        let mut found: Vec<(String, Vec<u64>)> = schema
            .fields()
            .filter_map(|field| Some((field.id.to_owned(), filled.remove(field.id)?)))
            .collect();
        found.extend(filled);
        if !reasons.is_empty() {
            found.push((ledger::REASON.to_owned(), reasons));
        }
        Ok(found)
    }

    /// The fields that a version of a record had and that were erased since; [`ledger::REASON`] among them where reasons
    /// of its acts were.
    pub async fn erased(&self, record: &Seen<Record>, version: u32) -> Outcome<Vec<String>> {
        let acts = self.house.store.acts(record.id, At::Now).await?;
        if !acts.iter().any(|act| act.act == Act::Erase.code()) {
            return Ok(Vec::new());
        }
        let mut had = BTreeSet::new();
        let mut erased = BTreeSet::new();
        for act in acts {
            let rows = self.house.store.ledger(act.position, 1).await?;
            let Some(entry) = rows.first().and_then(|row| Entry::parse(&row.bytes).ok()) else { continue };
            if entry.act == Act::Erase.code() {
                let named = entry.codes.get("field").filter(|field| had.contains(*field));
                erased.extend(named.cloned());
            } else if act.version <= version {
                for (field, commitment) in &entry.fields {
                    erased.remove(field);
                    if commitment.is_some() {
                        had.insert(field.clone())
                    } else {
                        had.remove(field)
                    };
                }
            }
            if entry.reason.is_some() {
                had.insert(ledger::REASON.to_owned());
            }
        }
        Ok(erased.into_iter().collect())
    }

    async fn was_ever_filled(&self, id: RecordId, newest: u32, field: &str) -> Outcome<bool> {
        if field == ledger::REASON {
            let acts = self.house.store.acts(id, At::Now).await?;
            return Ok(acts.iter().any(|act| act.reason.is_some()));
        }
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
