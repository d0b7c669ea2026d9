//! An installation: its organisations, its accounts, and the parts it is put together from.

use crate::{Chance, Clock, House, Outcome, Trouble, password::PasswordCost};
use async_trait::async_trait;
use frameworks::Pack;
use record::Kind;
use std::{collections::BTreeMap, sync::Arc};
use store::{Accounts, Blobs, Store, StoreError};
use tokio::sync::{RwLock, Semaphore};
use uuid::Uuid;

/// Opens what belongs to one organisation.
#[async_trait]
pub trait Opener: Send + Sync {
    /// Opens, or makes when new, the store, the evidence and the seed of the signing key.
    async fn open(
        &self,
        organisation: Uuid,
    ) -> Result<(Arc<dyn Store>, Arc<dyn Blobs>, [u8; 32]), StoreError>;
}

/// What an installation is put together from.
pub struct Parts {
    /// Every kind of record.
    pub kinds: Vec<&'static Kind>,
    /// The framework packs that the program offers; a new organisation adopts them when it is founded.
    pub packs: Vec<Pack>,
    /// The packs that count in an organisation as long as no record says which do: those of the time before frameworks
    /// were on the record. They never change.
    pub founding: Vec<Pack>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Opens organisations.
    pub opener: Arc<dyn Opener>,
    /// What it costs to hash a password.
    pub passwords: PasswordCost,
}

/// An installation. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    houses: RwLock<BTreeMap<Uuid, Arc<House>>>,
    hashing: Arc<Semaphore>,
}

/// Password hashes computed at the same time: each takes 19 MiB and a core for some 15 ms.
const HASHES_AT_ONCE: usize = 2;

impl App {
    /// Puts an installation together.
    pub fn new(mut parts: Parts) -> Self {
        for kind in [
            &record::custom::KIND,
            &access::membership::KIND,
            &access::derogation::KIND,
            &access::organisation::KIND,
            &frameworks::adopted::KIND,
            &frameworks::trusted_key::KIND,
            &access::seal::KIND,
        ] {
            if !parts.kinds.iter().any(|known| known.id == kind.id) {
                parts.kinds.push(kind);
            }
        }
        Self {
            inner: Arc::new(Inner {
                parts,
                houses: RwLock::default(),
                hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            }),
        }
    }

    /// Every kind of record.
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.inner.parts.kinds
    }

    /// The framework packs that the program offers.
    pub fn packs(&self) -> &[Pack] {
        &self.inner.parts.packs
    }

    /// The present.
    pub fn now(&self) -> jiff::Timestamp {
        self.inner.parts.clock.now()
    }

    /// Whether nobody has set the installation up yet.
    pub async fn is_empty(&self) -> Outcome<bool> {
        Ok(self.accounts().organisations().await?.is_empty())
    }

    /// Ids of the organisations, oldest first.
    pub async fn organisations(&self) -> Outcome<Vec<Uuid>> {
        Ok(self.accounts().organisations().await?.into_iter().map(|(id, _)| id).collect())
    }

    /// An organisation, opened when it is not yet.
    ///
    /// # Errors
    /// `not_found` for an id that this installation does not know.
    pub async fn house(&self, organisation: Uuid) -> Outcome<Arc<House>> {
        if let Some(house) = self.inner.houses.read().await.get(&organisation) {
            return Ok(Arc::clone(house));
        }
        if !self.organisations().await?.contains(&organisation) {
            return Err(record::Refusal::not_found().into());
        }
        let mut houses = self.inner.houses.write().await;
        if let Some(house) = houses.get(&organisation) {
            return Ok(Arc::clone(house));
        }
        let house = Arc::new(self.open(organisation).await?);
        houses.insert(organisation, Arc::clone(&house));
        Ok(house)
    }

    async fn open(&self, organisation: Uuid) -> Outcome<House> {
        let (store, blobs, seed) = self.inner.parts.opener.open(organisation).await?;
        let key = ledger::CheckpointKey::from_seed(&ledger::origin(organisation), seed)
            .map_err(|error| Trouble::Broken(error.to_string()))?;
        let house = House::new(store, blobs, key, self.kinds().to_vec(), &self.inner.parts.founding);
        house.bring_index().await?;
        Ok(house)
    }

    pub(crate) fn accounts(&self) -> &Arc<dyn Accounts> {
        &self.inner.parts.accounts
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        &*self.inner.parts.chance
    }

    pub(crate) fn password_cost(&self) -> PasswordCost {
        self.inner.parts.passwords
    }

    pub(crate) fn hashing(&self) -> Arc<Semaphore> {
        Arc::clone(&self.inner.hashing)
    }
}

impl App {
    /// A value that nobody can guess, for keys of forms.
    pub fn nonce(&self) -> String {
        crate::chance::secret(self.chance()).chars().take(32).collect()
    }
}
