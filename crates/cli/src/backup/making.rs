//! Making a backup while others work: copies of one moment, then the archive, then every check there is.

use super::{
    contents::{Contents, FORMAT, Ledger, Line, NAME, Records},
    lock::Lock,
    opened::{Opened, copied},
    output::{Output, Unfinished},
};
use crate::{
    command::{Check, examine},
    data_directory::{Evidence, Place, folder_of},
    parts::{SystemClock, installation},
    trouble::Failure,
};
use age::x25519::{Identity, Recipient};
use app::App;
use jiff::Timestamp;
use ledger::Hash;
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};
use store::StoreError;
use uuid::Uuid;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// A backup that was made and read again.
#[derive(Debug)]
pub struct Made {
    /// Where it lies.
    pub file: PathBuf,
    /// What it holds.
    pub contents: Contents,
    /// What was found out about what it holds.
    pub checks: Vec<Check>,
}

/// Makes a backup of an installation in a file, or in a directory under a name by the time. It is encrypted when there are
/// recipients.
///
/// # Errors
/// Nothing to back up; a file that is there already; another backup being made; a disk that does not do.
pub async fn make(place: &Place, to: &Path, recipients: &[Recipient]) -> Result<Made, Failure> {
    let nothing = || Failure::Usage(format!("{} holds no organisation", place.data.display()));
    if !place.data.is_dir() || place.database.is_none() && !place.data.join("accounts.db").exists() {
        return Err(nothing());
    }
    let made = Timestamp::now();
    let unfinished = Unfinished::of(&name(to, made))?;
    let lock = Lock::take(&place.data)?;
    // For reading again what only others can read: known to this program alone, until it has ended.
    let passing = Identity::generate();
    let own = passing.to_public();
    let mut all: Vec<&dyn age::Recipient> = recipients.iter().map(|one| one as &dyn age::Recipient).collect();
    if !all.is_empty() {
        all.push(&own);
    }
    let mut archive = Archive { zip: ZipWriter::new_stream(unfinished.begin(&all)?), files: Vec::new() };
    let copy = copied_place(place, &lock);
    let app = accounts(place, &copy, &mut archive).await?;
    let organisations = app.organisations().await?;
    if organisations.is_empty() {
        return Err(nothing());
    }
    for organisation in &organisations {
        records(place, &copy, *organisation, &mut archive)?;
        evidence(place, *organisation, &mut archive).await?;
    }
    let mut ledgers = Vec::new();
    for organisation in organisations {
        let (size, root) = app.open_house(organisation).await?.end().await?;
        ledgers.push(Ledger { organisation, size, root: Hash(root) });
    }
    let contents = Contents {
        format: FORMAT,
        made,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        records: if place.database.is_some() { Records::Database } else { Records::Here },
        organisations: ledgers,
        files: archive.files,
    };
    end(archive.zip, &contents)?;
    let mut written = Opened::open(unfinished.path(), &[&passing as &dyn age::Identity])?;
    if *written.contents() != contents {
        return Err(io::Error::other("the backup does not read as it was written").into());
    }
    written.check()?;
    drop(app);
    let checks = examine(&copy, false).await?;
    Ok(Made { file: unfinished.finish()?, contents, checks })
}

/// The file: in a directory it is named by the time.
fn name(to: &Path, made: Timestamp) -> PathBuf {
    if to.is_dir() {
        to.join(format!("plumbline-{}.backup", made.strftime("%Y%m%dT%H%M%SZ")))
    } else {
        to.to_owned()
    }
}

/// Where the copies of the files lie, with the evidence of the original. With a database there is nothing to copy.
fn copied_place(place: &Place, lock: &Lock) -> Place {
    if place.database.is_some() {
        return place.clone();
    }
    let evidence = match &place.evidence {
        Evidence::Here => Evidence::Beside(place.data.clone()),
        elsewhere => elsewhere.clone(),
    };
    Place { data: lock.folder().to_owned(), evidence, ..Place::default() }
}

/// Accounts come first: whom they name is in the records that are copied after them.
async fn accounts(place: &Place, copy: &Place, archive: &mut Archive) -> Result<App, Failure> {
    if place.database.is_none() {
        let file = copy.data.join("accounts.db");
        store_sqlite::copy(&place.data.join("accounts.db"), &file)?;
        archive.add("accounts.db", &mut File::open(file)?, CompressionMethod::Deflated)?;
    }
    installation(copy, Arc::new(SystemClock)).await
}

/// The records, unless a database holds them, and the signing key. They go into the archive before anything opens the copy,
/// which may bring it up to date.
fn records(place: &Place, copy: &Place, organisation: Uuid, archive: &mut Archive) -> Result<(), Failure> {
    let (from, to) = (folder_of(&place.data, organisation), folder_of(&copy.data, organisation));
    let named = |file: &str| format!("organisations/{organisation}/{file}");
    if place.database.is_none() {
        fs::create_dir_all(&to)?;
        let file = to.join("records.db");
        store_sqlite::copy(&from.join("records.db"), &file)?;
        archive.add(&named("records.db"), &mut File::open(file)?, CompressionMethod::Deflated)?;
        fs::copy(from.join("ledger.key"), to.join("ledger.key"))?;
    }
    archive.add(&named("ledger.key"), &mut File::open(from.join("ledger.key"))?, CompressionMethod::Stored)
}

/// Evidence comes after the records: it is kept before a record names it, so all that was named when they were copied is
/// there. What is damaged is left out, and named by the checks.
async fn evidence(place: &Place, organisation: Uuid, archive: &mut Archive) -> Result<(), Failure> {
    let blobs = place.evidence.blobs(&place.data, organisation)?;
    for sha256 in blobs.list().await? {
        match blobs.get(&sha256).await {
            Ok(Some(bytes)) => {
                let name = format!(
                    "organisations/{organisation}/evidence/{}/{sha256}",
                    sha256.get(..2).unwrap_or_default()
                );
                archive.add(&name, &mut bytes.as_slice(), CompressionMethod::Stored)?;
            }
            Ok(None) | Err(StoreError::Damaged(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The archive as it grows.
struct Archive {
    zip: ZipWriter<StreamWriter<Output>>,
    files: Vec<Line>,
}

impl Archive {
    fn add(&mut self, name: &str, from: &mut impl Read, method: CompressionMethod) -> Result<(), Failure> {
        let level = (method == CompressionMethod::Deflated).then_some(1);
        let options =
            SimpleFileOptions::default().compression_method(method).compression_level(level).large_file(true);
        self.zip.start_file(name, options).map_err(io::Error::other)?;
        let (bytes, sha256) = copied(from, &mut self.zip)?;
        self.files.push(Line { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }
}

/// The list comes last: without it there is no backup.
fn end(mut zip: ZipWriter<StreamWriter<Output>>, contents: &Contents) -> Result<(), Failure> {
    let options = SimpleFileOptions::default().large_file(true);
    zip.start_file(NAME, options).map_err(io::Error::other)?;
    serde_json::to_writer(&mut zip, contents).map_err(io::Error::other)?;
    let output = zip.finish().map_err(io::Error::other)?.into_inner();
    Ok(output.end()?)
}
