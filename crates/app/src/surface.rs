//! What surfaces ask before they offer something: whether a verb is open to the person, and small readings for pages.

use crate::{App, Desk, Outcome, Trouble, chance};
use access::{may_create, may_export, may_import, may_manage_accounts};
use record::{RecordId, Schema};
use store::{At, Commit, Job, StoreError};

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
        Ok(self.house.store.import_keys(kind).await?)
    }

    /// Lets imports know records again under a key: kind, key, record. Records that the person may not see are refused.
    pub async fn know_again(&self, keys: Vec<(String, String, RecordId)>) -> Outcome<()> {
        may_import(&self.actor)?;
        for (_, _, record) in &keys {
            self.load(*record, At::Now).await?;
        }
        if !keys.is_empty() {
            self.house.store.commit(Commit { import_keys: keys, ..Commit::default() }).await?;
        }
        Ok(())
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
        matches!(self, Self::Store(StoreError::Unavailable(_)))
    }
}
