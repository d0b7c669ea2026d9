//! Evidence of an organisation in a bucket: `organisations/ID/evidence/`, then folders by the first two digits of the hash and
//! by the hash, and in these the file under a name that it alone ever has.
//!
//! A store of objects knows no condition on which something is removed. So whoever keeps a file makes an object of his own,
//! and whoever removes one names that object: a removal that was decided long ago cannot reach what was kept since.

use crate::{
    Address, Credentials,
    client::Speaker,
    limits::{AGAIN, PATIENCE},
};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use ledger::Hash;
use object_store::{
    Error, ObjectMeta, ObjectStore, ObjectStoreExt as _, RetryConfig, aws::AmazonS3Builder, path::Path,
};
use std::{cmp::Reverse, collections::BTreeMap, fmt, sync::Arc};
use store::{Blobs, Holding, StoreError, async_trait};
use uuid::Uuid;

/// How often the objects of a file are listed when all of them were replaced before they could be read.
const LISTED_AGAIN: usize = 5;

/// A bucket that keeps evidence of any number of organisations. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    objects: Arc<dyn ObjectStore>,
    folder: String,
    shown: String,
}

impl Bucket {
    /// A bucket at an address. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when address and keys do not do.
    pub fn new(address: &Address, credentials: &Credentials) -> Result<Self, StoreError> {
        let objects = AmazonS3Builder::new()
            .with_endpoint(&address.endpoint)
            .with_bucket_name(&address.bucket)
            .with_region(&credentials.region)
            .with_access_key_id(&credentials.key_id)
            .with_secret_access_key(&credentials.secret)
            .with_virtual_hosted_style_request(false)
            .with_disable_bulk_delete(true)
            .with_allow_http(true)
            .with_retry(RetryConfig { max_retries: AGAIN, retry_timeout: PATIENCE, ..RetryConfig::default() })
            .with_http_connector(Speaker::new().map_err(failed)?)
            .build()
            .map_err(failed)?;
        Ok(Self::of(Arc::new(objects), address))
    }

    /// Any store of objects in the place of a bucket: for tests.
    pub fn of(objects: Arc<dyn ObjectStore>, address: &Address) -> Self {
        let folder = if address.folder.is_empty() { String::new() } else { format!("/{}", address.folder) };
        let shown = format!("{}/{}{folder}", address.endpoint, address.bucket);
        Self { objects, folder: address.folder.clone(), shown }
    }

    /// Whether it can be asked: it is there, and the keys are its keys.
    ///
    /// # Errors
    /// [`StoreError::Failed`] with a sentence and its remedy.
    pub async fn fit(&self) -> Result<(), StoreError> {
        let place = self.place("organisations");
        match self.objects.list(Some(&place)).try_next().await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed(format!(
                "the bucket {} cannot be asked: {}; see that it is there and that the key may list, read and write in it",
                self.shown,
                causes(&error)
            ))),
        }
    }

    /// Where it is, for people.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The evidence of an organisation.
    pub fn evidence(&self, organisation: Uuid) -> ObjectBlobs {
        ObjectBlobs {
            bucket: self.clone(),
            place: self.place(&format!("organisations/{organisation}/evidence")),
        }
    }

    fn place(&self, within: &str) -> Path {
        if self.folder.is_empty() {
            Path::from(within)
        } else {
            Path::from(format!("{}/{within}", self.folder))
        }
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Bucket").field("at", &self.shown).finish_non_exhaustive()
    }
}

/// The evidence of one organisation.
#[derive(Clone, Debug)]
pub struct ObjectBlobs {
    bucket: Bucket,
    place: Path,
}

impl ObjectBlobs {
    /// The folder of a name.
    fn path(&self, sha256: &str) -> Result<Path, StoreError> {
        let named =
            sha256.len() == 64 && sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        match sha256.get(..2).filter(|_| named) {
            Some(folder) => Ok(self.place.clone().join(folder).join(sha256)),
            None => Err(failed("a name of evidence that is no SHA-256")),
        }
    }

    /// The objects of a name, the newest first: one, unless two kept it at once or an older one could not be removed.
    async fn copies(&self, sha256: &str) -> Result<Vec<ObjectMeta>, StoreError> {
        let path = self.path(sha256)?;
        let mut copies: Vec<ObjectMeta> =
            self.bucket.objects.list(Some(&path)).try_collect().await.map_err(asking)?;
        copies.sort_by_key(|copy| Reverse((copy.last_modified, copy.location.to_string())));
        Ok(copies)
    }

    /// Removes an object, which may be gone already.
    async fn drop_copy(&self, copy: &ObjectMeta) -> Result<(), StoreError> {
        match self.bucket.objects.delete(&copy.location).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(asking(error)),
        }
    }

    /// The first of some objects that is what its name says. An empty answer when all have gone since they were listed.
    async fn sound(&self, sha256: &str, copies: &[ObjectMeta]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut damaged = false;
        for copy in copies {
            let bytes = match self.bucket.objects.get(&copy.location).await {
                Ok(answer) => answer.bytes().await.map_err(asking)?,
                Err(Error::NotFound { .. }) => continue,
                Err(error) => return Err(asking(error)),
            };
            if Hash::of(&bytes).to_string() == sha256 {
                return Ok(Some(bytes.to_vec()));
            }
            damaged = true;
        }
        if damaged { Err(StoreError::Damaged(format!("the evidence {sha256}"))) } else { Ok(None) }
    }
}

#[async_trait]
impl Blobs for ObjectBlobs {
    /// Written whole or not at all, whether it is there already or not: a damaged object is replaced by what it was. What was
    /// there before goes when the new one is there; where that fails, there are two.
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(sha256)?;
        if Hash::of(bytes).to_string() != sha256 {
            return Err(failed(
                "the bytes of evidence do not have the SHA-256 under which they are to be kept",
            ));
        }
        let before = self.copies(sha256).await?;
        let own = path.join(Uuid::now_v7().to_string());
        self.bucket.objects.put(&own, bytes.to_vec().into()).await.map_err(asking)?;
        for copy in &before {
            let _there_are_two_then = self.drop_copy(copy).await;
        }
        Ok(())
    }

    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        // What was listed may have been replaced by the same bytes meanwhile.
        for _ in 0..LISTED_AGAIN {
            let copies = self.copies(sha256).await?;
            if copies.is_empty() {
                return Ok(None);
            }
            if let Some(bytes) = self.sound(sha256, &copies).await? {
                return Ok(Some(bytes));
            }
        }
        Err(StoreError::Unavailable(format!("the evidence {sha256} is being replaced").into()))
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.holdings().await?.into_iter().map(|holding| holding.sha256).collect())
    }

    async fn holdings(&self) -> Result<Vec<Holding>, StoreError> {
        let mut newest: BTreeMap<String, Holding> = BTreeMap::new();
        let mut objects = self.bucket.objects.list(Some(&self.place));
        while let Some(object) = objects.try_next().await.map_err(asking)? {
            let folder = object.location.as_ref().rsplit('/').nth(1).filter(|name| name.len() == 64);
            let Some(sha256) = folder else { continue };
            let holding = Holding { sha256: sha256.to_owned(), bytes: object.size, kept: kept(&object)? };
            match newest.get_mut(&holding.sha256) {
                Some(known) if known.kept >= holding.kept => {}
                _ => drop(newest.insert(holding.sha256.clone(), holding)),
            }
        }
        Ok(newest.into_values().collect())
    }

    async fn remove(&self, sha256: &str, before: Timestamp) -> Result<bool, StoreError> {
        let copies = self.copies(sha256).await?;
        let mut gone = !copies.is_empty();
        for copy in &copies {
            if kept(copy)? < before {
                self.drop_copy(copy).await?;
            } else {
                gone = false;
            }
        }
        Ok(gone)
    }
}

/// When an object was written, by the clock of the store.
fn kept(object: &ObjectMeta) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(object.last_modified.timestamp_micros()).map_err(failed)
}

/// Any failure, with its cause.
fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Failed(error.into())
}

/// A failure of the store, or on the way to it. Most of them pass, and nothing of the program depends on which; a key that
/// is not accepted does not pass by itself.
fn asking(error: Error) -> StoreError {
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } | Error::NotSupported { .. } => {
            failed(error)
        }
        other => StoreError::Unavailable(other.into()),
    }
}

/// A failure with what lies behind it, each on a line of its own at most once.
fn causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !said.contains(&more) {
            said.push_str(": ");
            said.push_str(&more);
        }
        cause = error.source();
    }
    said
}
