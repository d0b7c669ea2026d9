//! What surfaces ask before they offer something: whether a verb is open to the person, and small readings for pages.

use crate::{App, Desk, ListAsk, Outcome, Role, Seen, Trouble, Via, chance};
use access::{may_create, may_export, may_import, may_manage_accounts, membership};
use jiff::civil::Date;
use record::{Record, RecordId, Refusal, Schema};
use std::collections::BTreeSet;
use store::{At, Commit, Filter, Job, StoreError, Test};
use uuid::Uuid;

impl Desk {
    /// Whether the person may make records of this kind.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_create(&self, schema: &Schema) -> Outcome<()> {
        Ok(may_create(&self.actor, schema.kind)?)
    }

    /// Whether the person may take a whole register out.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_export(&self) -> Outcome<()> {
        Ok(may_export(&self.actor)?)
    }

    /// Whether the person may import.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_import(&self) -> Outcome<()> {
        Ok(may_import(&self.actor)?)
    }

    /// Whether the person may manage accounts.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_accounts(&self) -> Outcome<()> {
        Ok(may_manage_accounts(&self.actor)?)
    }

    /// Jobs, newest first: the person's own, and every one for those who may import.
    pub async fn jobs(&self, limit: u64) -> Outcome<Vec<Job>> {
        let all = may_import(&self.actor).is_ok();
        let jobs = self.house.store.jobs(limit).await?;
        Ok(jobs.into_iter().filter(|job| all || job.person == self.actor.person).collect())
    }

    /// The keys under which imports know the records of a kind again, for somebody who may import.
    pub async fn import_keys(&self, kind: &str) -> Outcome<Vec<(String, RecordId)>> {
        may_import(&self.actor)?;
        Ok(crate::import_keys::live_keys(self.house.store.import_keys(kind).await?))
    }

    /// Lets imports know records again under a key: kind, key, record. Records that the person may not see are refused.
    pub async fn know_again(&self, keys: Vec<(String, String, RecordId)>) -> Outcome<()> {
        may_import(&self.actor)?;
        let ids: BTreeSet<RecordId> = keys.iter().map(|(_, _, record)| *record).collect();
        let seen = self.load_all(&ids.iter().copied().collect::<Vec<_>>(), At::Now).await?;
        if seen.len() < ids.len() {
            return Err(Refusal::not_found().into());
        }
        if !keys.is_empty() {
            self.house.store.commit(Commit { import_keys: keys, ..Commit::default() }).await?;
        }
        Ok(())
    }

    /// Those of these records that an import made.
    pub async fn made_by_imports(&self, ids: &[RecordId]) -> Outcome<BTreeSet<RecordId>> {
        let seen = self.load_all(ids, At::Now).await?;
        if ids.iter().any(|id| !seen.contains_key(id)) {
            return Err(Refusal::not_found().into());
        }
        let mut made = BTreeSet::new();
        for id in ids {
            let acts = self.house.store.acts(*id, At::Now).await?;
            if acts.first().is_some_and(|act| act.via == Via::Import.code()) {
                made.insert(*id);
            }
        }
        Ok(made)
    }
}

impl App {
    /// A value that follows from a secret and a purpose and does not give the secret away: tokens of forms.
    pub fn derived(&self, secret: &str, purpose: &str) -> String {
        chance::digest(format!("{secret}/{purpose}").as_bytes())
    }
}

impl Trouble {
    /// Whether the failure passes by itself, so that trying again later can help.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unavailable(_) | StoreError::Unsure(_)))
    }
}

impl Desk {
    /// The leaf hash of the last act on a record, hexadecimal: what a proof of inclusion is made for.
    pub async fn leaf_of(&self, record: &Seen<Record>) -> Outcome<String> {
        let rows = self.house.store.ledger(record.position, 1).await?;
        Ok(rows.first().map(|row| chance::hex(&row.leaf)).unwrap_or_default())
    }

    /// The roles that the person holds or has held: role, from, until.
    pub async fn own_roles(&self) -> Outcome<Vec<(Role, Date, Option<Date>)>> {
        let only = Filter {
            field: membership::PERSON.field.id.to_owned(),
            test: Test::In(vec![self.actor.person.to_string()]),
        };
        let found = self
            .list(membership::KIND.id, &ListAsk { filters: vec![only.into()], ..ListAsk::default() })
            .await?;
        Ok(found
            .rows
            .iter()
            .filter_map(|row| {
                let role = Role::from_code(membership::ROLE.of(&row.body)?)?;
                let held = membership::HELD.of(&row.body)?;
                Some((role, held.from, held.to))
            })
            .collect())
    }

    /// The address of the person's own account.
    pub async fn own_address(&self) -> Outcome<String> {
        let Some(account) = self.account else { return Ok(String::new()) };
        Ok(self.app.accounts().account(account).await?.map(|account| account.email).unwrap_or_default())
    }

    /// Ends every other session of the person.
    pub async fn end_other_sessions(&self, keep: Uuid) -> Outcome<()> {
        let account = self.account.ok_or_else(Refusal::not_found)?;
        self.app.accounts().end_other_sessions(account, Some(keep)).await?;
        Ok(())
    }
}
