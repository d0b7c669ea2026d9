//! Putting a backup back, and trying that beside.

use crate::{
    argument::Restore,
    backup::{Contents, Opened, Records, identities},
    command::doctor::{Check, examine, sound, text},
    data_directory::{Evidence, Place, folder_of, restrict},
    notes::Notes,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::Restored;
use serde_json::json;
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};
use store::Blobs as _;
use uuid::Uuid;

/// Restores or drills; exit code 1 when something is not as it must be, 2 when nothing was done.
pub async fn run(place: &Place, options: &Restore) -> Result<ExitCode, Failure> {
    let keys = options.identity.as_deref().map(identities).transpose()?.unwrap_or_default();
    let keys: Vec<&dyn age::Identity> = keys.iter().map(|key| key as &dyn age::Identity).collect();
    let backup = Opened::open(&options.file, &keys)?;
    match (backup.contents().records, &place.database) {
        (Records::Here, Some(_)) => {
            return Err(Failure::Usage(
                "the backup holds the records itself; restore it without --database".to_owned(),
            ));
        }
        (Records::Database, None) => {
            return Err(Failure::Usage(
                "the records of this backup are in a database: restore that with pg_restore, then give its address as \
                 --database"
                    .to_owned(),
            ));
        }
        _ => {}
    }
    let since = options.since.as_ref().map(fs::read_to_string).transpose()?.map(|text| Notes::of(&text));
    if options.drill {
        drill(place, options, backup, since).await
    } else {
        restore(place, options, backup, since).await
    }
}

/// Restores beside, checks, rebuilds and compares, and takes it away.
async fn drill(
    place: &Place,
    options: &Restore,
    mut backup: Opened,
    since: Option<Notes>,
) -> Result<ExitCode, Failure> {
    let beside = Beside::make(place, "drill")?;
    let began = Instant::now();
    backup.unpack(&beside.place.data, false)?;
    let unpacked = began.elapsed();
    let contents = backup.contents().clone();
    let began = Instant::now();
    let mut checks = tried(&beside.place, &contents, since.as_ref()).await?;
    let checked = began.elapsed();
    let began = Instant::now();
    // A database that others may be using is compared and left as it is.
    if place.database.is_none() && sound(&checks) {
        let again = examine(&beside.place, true).await?.into_iter();
        checks.extend(again.filter(|check| check.name == "projections" || !check.findings.is_empty()));
    }
    let rebuilt = began.elapsed();
    if options.json {
        let answer = json!({
            "made": contents.made, "organisations": contents.organisations, "files": contents.files.len(),
            "evidence": contents.evidence(), "bytes": contents.bytes(), "checks": checks,
            "seconds": { "unpacked": unpacked.as_secs_f64(), "checked": checked.as_secs_f64(), "rebuilt": rebuilt.as_secs_f64() },
        });
        say!("{}", serde_json::to_string_pretty(&answer).unwrap_or_default());
    } else {
        say(&contents, &checks);
        say!(
            "Unpacked {} bytes in {:.2} s, checked in {:.2} s, made again and compared in {:.2} s.",
            contents.bytes(),
            unpacked.as_secs_f64(),
            checked.as_secs_f64(),
            rebuilt.as_secs_f64()
        );
        let verdict =
            if sound(&checks) { "This backup can be restored." } else { "This backup is not as it must be." };
        say!("{verdict} Nothing was kept of the drill.");
    }
    Ok(if sound(&checks) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Restores beside, checks, writes the entry, and only then gives the directory its name.
async fn restore(
    place: &Place,
    options: &Restore,
    mut backup: Opened,
    since: Option<Notes>,
) -> Result<ExitCode, Failure> {
    vacant(&place.data)?;
    let beside = Beside::make(place, "restoring")?;
    backup.unpack(&beside.place.data, true)?;
    let contents = backup.contents().clone();
    let checks = tried(&beside.place, &contents, since.as_ref()).await?;
    if !options.json {
        say(&contents, &checks);
    }
    let lost = checks.iter().filter(|check| check.name == LATER).all(|check| check.findings.is_empty());
    let others = checks.iter().filter(|check| check.name != LATER).all(|check| check.findings.is_empty());
    if !others && !options.anyway {
        say!("Nothing was restored. Take another backup, or restore this one with --anyway.");
        return Ok(ExitCode::FAILURE);
    }
    let app = installation(&beside.place, Arc::new(SystemClock)).await?;
    for ledger in &contents.organisations {
        let (size, root) = app.open_house(ledger.organisation).await?.end().await?;
        let known = since.as_ref().and_then(|notes| notes.size(ledger.organisation));
        let restored = Restored { made: contents.made, size, root, known, reason: options.reason.clone() };
        app.note_restore(ledger.organisation, &restored).await?;
    }
    let (sessions, tokens) = app.end_all_sessions().await?;
    drop(app);
    for ledger in &contents.organisations {
        brought(&beside.place.data, &place.evidence, ledger.organisation).await?;
    }
    let restored = beside.keep(&place.data)?;
    if options.json {
        let answer = json!({ "data": restored, "made": contents.made, "checks": checks, "sessions_ended": sessions, "tokens": tokens });
        say!("{}", serde_json::to_string_pretty(&answer).unwrap_or_default());
    } else {
        say!(
            "Restored into {}; the ledger of each organisation has an entry that says so.",
            restored.display()
        );
        say!("Everybody has to sign in again: {sessions} sessions ended.");
        if tokens > 0 {
            say!(
                "{tokens} API tokens are in force as they were at {}: end those that were ended since.",
                contents.made
            );
        }
        say!("Passwords and locks of accounts are those of {} too.", contents.made);
    }
    Ok(if others && lost { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Brings the evidence of an organisation to where it is to lie, when that is not the data directory: every file is there
/// before the first is gone here. What lies there already has the same bytes, and stays.
async fn brought(data: &Path, evidence: &Evidence, organisation: Uuid) -> Result<(), Failure> {
    let Evidence::Bucket(bucket) = evidence else { return Ok(()) };
    let (here, there) = (Evidence::Here.blobs(data, organisation)?, bucket.evidence(organisation));
    for sha256 in here.list().await? {
        if let Some(bytes) = here.get(&sha256).await? {
            there.put(&sha256, &bytes).await?;
        }
    }
    Ok(fs::remove_dir_all(folder_of(data, organisation).join("evidence"))?)
}

/// The name of the check against a checkpoint that was kept elsewhere.
const LATER: &str = "later acts";

/// Every promise, and whether the ledgers are those of the backup.
async fn tried(place: &Place, contents: &Contents, since: Option<&Notes>) -> Result<Vec<Check>, Failure> {
    let mut checks = examine(place, false).await?;
    let app = installation(place, Arc::new(SystemClock)).await?;
    for ledger in &contents.organisations {
        let organisation = ledger.organisation;
        let house = app.open_house(organisation).await?;
        let (size, root) = house.end().await?;
        // A database is dumped apart, a little earlier.
        let same = size == ledger.size && root == ledger.root.0;
        if contents.records == Records::Here {
            let differs = format!(
                "the ledger has {size} entries and another root than the backup says of {}",
                ledger.size
            );
            checks.push(Check {
                name: "backup",
                organisation: Some(organisation),
                looked_at: format!("{size} entries, as it was made"),
                findings: if same { Vec::new() } else { vec![differs] },
            });
        }
        let Some(notes) = since else { continue };
        let (Some(note), Some(known)) = (notes.on(organisation), notes.size(organisation)) else { continue };
        let lost = known.saturating_sub(size);
        let findings = if lost > 0 {
            vec![format!(
                "the checkpoint knows {known} entries, the backup {size}: the last {lost} acts are lost"
            )]
        } else {
            let report = house.verify(Some(note)).await?.report;
            report.findings.iter().map(|finding| format!("{} [{}]", finding.sentence, finding.code)).collect()
        };
        let looked_at = format!("against a checkpoint of {known} entries");
        checks.push(Check { name: LATER, organisation: Some(organisation), looked_at, findings });
    }
    Ok(checks)
}

fn say(contents: &Contents, checks: &[Check]) {
    say!(
        "Backup of {} by version {}: {} organisations, {} files of which {} evidence",
        contents.made,
        contents.program,
        contents.organisations.len(),
        contents.files.len(),
        contents.evidence()
    );
    for ledger in &contents.organisations {
        say!("Organisation {}: {} entries, root {}", ledger.organisation, ledger.size, ledger.root);
    }
    say_text!("{}", text(checks));
}

/// Refuses a directory in which something is.
fn vacant(data: &Path) -> Result<(), Failure> {
    match fs::read_dir(data) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::Usage(format!(
                "{} is not empty, and a restore never writes over data; move it away, or give another with --data",
                data.display()
            ))),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A directory beside the data directory, gone again unless it is kept.
struct Beside {
    place: Place,
    kept: bool,
}

impl Beside {
    fn make(place: &Place, what: &str) -> Result<Self, Failure> {
        let mut path = place.data.components().as_path().as_os_str().to_owned();
        path.push(format!(".{what}"));
        let path = PathBuf::from(path);
        fs::create_dir(&path).map_err(|error| {
            Failure::Usage(if error.kind() == ErrorKind::AlreadyExists {
                format!(
                    "{} is there: another restore is at work, or one was interrupted; if none is, remove it",
                    path.display()
                )
            } else {
                format!("{} cannot be made: {error}", path.display())
            })
        })?;
        restrict(&path, 0o700)?;
        // What is tried is the backup, with the evidence that is in it.
        let place = Place { data: path, database: place.database.clone(), evidence: Evidence::Here };
        Ok(Self { place, kept: false })
    }

    /// Gives it the name of the data directory.
    fn keep(mut self, data: &Path) -> Result<PathBuf, Failure> {
        match fs::remove_dir(data) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        sync_all(&self.place.data)?;
        fs::rename(&self.place.data, data)?;
        self.kept = true;
        if let Some(folder) = data.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(data.to_owned())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            let _it_is_named_when_it_is_found_again = fs::remove_dir_all(&self.place.data);
        }
    }
}

/// Sees to it that the names in every folder are on the disk; the files are.
fn sync_all(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    fs::File::open(folder)?.sync_all()
}
