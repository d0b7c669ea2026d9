//! Evidence of an organisation in a bucket: `organisations/ID/evidence/`, then folders by the first two digits of the hash, as
//! in a data directory.

use crate::{
    Address, Credentials,
    client::Speaker,
    limits::{AGAIN, PATIENCE},
};
use futures_util::TryStreamExt as _;
use ledger::Hash;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, RetryConfig, aws::AmazonS3Builder, path::Path};
use std::{fmt, sync::Arc};
use store::{Blobs, StoreError, async_trait};
use uuid::Uuid;

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
    fn path(&self, sha256: &str) -> Result<Path, StoreError> {
        let named =
            sha256.len() == 64 && sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        match sha256.get(..2).filter(|_| named) {
            Some(folder) => Ok(self.place.clone().join(folder).join(sha256)),
            None => Err(failed("a name of evidence that is no SHA-256")),
        }
    }
}

#[async_trait]
impl Blobs for ObjectBlobs {
    /// Written whole or not at all, whether it is there already or not: the bytes of a name are always the same, and a damaged
    /// object is replaced by what it was.
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(sha256)?;
        if Hash::of(bytes).to_string() != sha256 {
            return Err(failed(
                "the bytes of evidence do not have the SHA-256 under which they are to be kept",
            ));
        }
        self.bucket.objects.put(&path, bytes.to_vec().into()).await.map_err(asking)?;
        Ok(())
    }

    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(sha256)?;
        let bytes = match self.bucket.objects.get(&path).await {
            Ok(answer) => answer.bytes().await.map_err(asking)?,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(asking(error)),
        };
        if Hash::of(&bytes).to_string() != sha256 {
            return Err(StoreError::Damaged(format!("the evidence {sha256}")));
        }
        Ok(Some(bytes.to_vec()))
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        let mut objects = self.bucket.objects.list(Some(&self.place));
        while let Some(object) = objects.try_next().await.map_err(asking)? {
            names.extend(object.location.filename().filter(|name| name.len() == 64).map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }
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
