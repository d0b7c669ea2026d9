//! Checking live data: every promise of the data directory has a name here, and is tried again on what is there.

use crate::{
    argument::Doctor,
    command::sweep,
    data_directory::{DataDirectory, Place},
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::{App, House, Opener as _};
use ledger::Report;
use serde::Serialize;
use std::{fmt::Write as _, path::Path, process::ExitCode, sync::Arc};
use store::StoreError;
use uuid::Uuid;

/// One promise, and what was found of it.
#[derive(Debug, PartialEq, Serialize)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// The organisation, unless it is about the installation.
    pub organisation: Option<Uuid>,
    /// What was looked at.
    pub looked_at: String,
    /// What is not as it must be.
    pub findings: Vec<String>,
}

/// Tries every promise; exit code 1 when one does not hold.
pub async fn run(place: &Place, options: &Doctor) -> Result<ExitCode, Failure> {
    let mut checks = examine(place, options.rebuild).await?;
    if options.sweep {
        checks.extend(swept(place, sound(&checks)).await?);
    }
    if options.json {
        say!("{}", serde_json::to_string_pretty(&checks).unwrap_or_default());
    } else {
        say_text!("{}", text(&checks));
    }
    Ok(if sound(&checks) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Sweeps evidence that nothing names, unless something is not as it must be: what cannot be read may name it.
async fn swept(place: &Place, sound: bool) -> Result<Vec<Check>, Failure> {
    if sound {
        return sweep::every(place).await;
    }
    let looked_at = "nothing was swept, because not every promise holds".to_owned();
    Ok(vec![Check { name: "sweep", organisation: None, looked_at, findings: Vec::new() }])
}

/// Tries every promise; with `rebuild`, everything that is derived is made again first.
pub async fn examine(place: &Place, rebuild: bool) -> Result<Vec<Check>, Failure> {
    let directory = DataDirectory::open(place).await?;
    let app = match directory.accounts().await {
        Ok(_) => installation(place, Arc::new(SystemClock)).await?,
        Err(error) => return Ok(vec![broken("accounts", None, &error)]),
    };
    let organisations = app.organisations().await?;
    if organisations.is_empty() {
        return Err(Failure::Usage(format!("{} holds no organisation", place.data.display())));
    }
    let looked_at = format!("organisations: {}", organisations.len());
    let mut checks = vec![Check { name: "accounts", organisation: None, looked_at, findings: Vec::new() }];
    checks.extend(private(&place.data));
    for organisation in organisations {
        match projections(&directory, organisation, rebuild).await {
            Ok(check) => checks.push(check),
            Err(error) => {
                checks.push(broken("store", Some(organisation), &error));
                continue;
            }
        }
        checks.extend(history(&app, organisation, rebuild).await?);
    }
    Ok(checks)
}

/// Whether every promise holds.
pub fn sound(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.findings.is_empty())
}

/// The store of an organisation opens under this version's schema, and what is derived is what it is derived from.
async fn projections(
    directory: &DataDirectory,
    organisation: Uuid,
    rebuild: bool,
) -> Result<Check, StoreError> {
    let (store, _, _) = directory.open(organisation).await?;
    if rebuild {
        store.rebuild().await?;
    }
    let looked_at = if rebuild { "made again, then compared" } else { "compared with the acts" };
    let findings = store.check().await?;
    Ok(Check {
        name: "projections",
        organisation: Some(organisation),
        looked_at: looked_at.to_owned(),
        findings,
    })
}

/// Ledger, records and evidence against each other.
async fn history(app: &App, organisation: Uuid, rebuild: bool) -> Result<Vec<Check>, Failure> {
    let house: Arc<House> = app.open_house(organisation).await?;
    if rebuild {
        house.rebuild_index().await?;
    }
    let report = house.verify(None).await?.report;
    let mut checks = sorted(organisation, &report);
    checks.push(index(&house, organisation).await?);
    checks.push(seals(&house, organisation, &report).await?);
    Ok(checks)
}

/// What registers, filters, search and access go by is what the content gives by the declarations of this version.
async fn index(house: &House, organisation: Uuid) -> Result<Check, Failure> {
    let differing = house.differing_index().await?;
    let sentence = |reference| format!("{reference} is not found by what its content says");
    Ok(Check {
        name: "index",
        organisation: Some(organisation),
        looked_at: "compared with the content".to_owned(),
        findings: differing.into_iter().map(sentence).collect(),
    })
}

/// Seals state roots and results of their own, and each result is computed again to the same bytes.
async fn seals(house: &House, organisation: Uuid, report: &Report) -> Result<Check, Failure> {
    let (count, different) = house.recompute_seals().await?;
    let stated = report
        .findings
        .iter()
        .filter(|finding| finding.code.starts_with("seal."))
        .map(|finding| format!("{} [{}]", finding.sentence, finding.code));
    Ok(Check {
        name: "seals",
        organisation: Some(organisation),
        looked_at: format!("{count} computed again"),
        findings: stated.chain(different).collect(),
    })
}

/// The findings of a verification, each under the promise that it breaks.
fn sorted(organisation: Uuid, report: &Report) -> Vec<Check> {
    let of = |name, looked_at: String, own: &dyn Fn(&str) -> bool| Check {
        name,
        organisation: Some(organisation),
        looked_at,
        findings: report
            .findings
            .iter()
            .filter(|finding| own(finding.code))
            .map(|finding| format!("{} [{}]", finding.sentence, finding.code))
            .collect(),
    };
    let opened = format!("{} fields opened, {} erased on purpose", report.opened, report.erased);
    vec![
        of("ledger", format!("{} entries", report.entries), &|code| {
            !["record.", "evidence.", "seal."].iter().any(|own| code.starts_with(own))
        }),
        of("records", opened, &|code| code.starts_with("record.")),
        of("evidence", format!("{} files", report.evidence), &|code| code.starts_with("evidence.")),
    ]
}

/// Other users of the machine cannot look into the data directory.
#[cfg(unix)]
fn private(data: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(data).ok()?.permissions().mode() & 0o777;
    let others = mode & 0o077;
    let open = format!("{} can be read by other users of this machine (mode {mode:o})", data.display());
    Some(Check {
        name: "private",
        organisation: None,
        looked_at: format!("mode {mode:o}"),
        findings: if others == 0 { Vec::new() } else { vec![open] },
    })
}

#[cfg(not(unix))]
fn private(_: &Path) -> Option<Check> {
    None
}

/// A file that does not open, with every cause.
fn broken(name: &'static str, organisation: Option<Uuid>, error: &StoreError) -> Check {
    let mut sentence = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let _ = write!(sentence, ": {error}");
        cause = error.source();
    }
    Check { name, organisation, looked_at: "does not open".to_owned(), findings: vec![sentence] }
}

/// The checks as a person reads them.
pub fn text(checks: &[Check]) -> String {
    let mut out = String::new();
    let mut shown = None;
    for check in checks {
        if check.organisation.is_some() && check.organisation != shown {
            shown = check.organisation;
            let _ = writeln!(out, "Organisation {}", shown.unwrap_or_default());
        }
        let sign = if check.findings.is_empty() { "✓" } else { "✕" };
        let _ = writeln!(out, "  {sign} {:<12} {}", check.name, check.looked_at);
        for finding in &check.findings {
            let _ = writeln!(out, "      {finding}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{FirstSetUp, Role};
    use std::fs;

    fn at(data: impl Into<std::path::PathBuf>) -> Place {
        Place { data: data.into(), ..Place::default() }
    }

    /// A data directory with one organisation, as the program makes it.
    async fn made() -> (tempfile::TempDir, Uuid) {
        let folder = tempfile::TempDir::new().unwrap();
        let app = installation(&at(folder.path().join("data")), Arc::new(SystemClock)).await.unwrap();
        let ask = FirstSetUp {
            organisation: "Test Organisation".to_owned(),
            name: "Ola Lindqvist".to_owned(),
            email: "ola@test.example".to_owned(),
            password: "upright true and level".to_owned(),
            roles: vec![Role::Administrator, Role::AiManager],
        };
        let (organisation, _) = app.set_up(ask).await.unwrap();
        (folder, organisation)
    }

    async fn wrong(folder: &tempfile::TempDir) -> Vec<&'static str> {
        let checks = examine(&at(folder.path().join("data")), false).await.unwrap();
        checks.iter().filter(|check| !check.findings.is_empty()).map(|check| check.name).collect()
    }

    #[tokio::test]
    async fn a_new_installation_keeps_every_promise() {
        let (folder, _) = made().await;
        let checks = examine(&at(folder.path().join("data")), true).await.unwrap();
        let names: Vec<&str> = checks.iter().map(|check| check.name).collect();
        let unix: &[&str] = if cfg!(unix) { &["private"] } else { &[] };
        let wanted =
            [&["accounts"], unix, &["projections", "ledger", "records", "evidence", "index", "seals"]]
                .concat();
        assert_eq!(names, wanted);
        assert_eq!(wrong(&folder).await, Vec::<&str>::new());
        assert!(text(&checks).contains("✓ ledger"));
    }

    #[tokio::test]
    async fn an_evidence_file_that_is_not_what_its_name_says_is_found() {
        let (folder, organisation) = made().await;
        let data = folder.path().join("data");
        let app = installation(&at(&data), Arc::new(SystemClock)).await.unwrap();
        let trace = app::Trace::default();
        let secret = app.sign_in("ola@test.example", "upright true and level", &trace).await.unwrap().secret;
        let (desk, _) = app.desk_of_session(&secret).await.unwrap().unwrap();
        let kept = desk.keep_file("hello.txt", b"hello world").await.unwrap();
        let name = kept.sha256.clone();
        let body = record::Body::new()
            .with("name", record::Value::Text("Greeting".to_owned()))
            .with("description", record::Value::Text("That somebody greeted".to_owned()))
            .with("origin", record::Value::Choice("other".to_owned()))
            .with("collected_by", record::Value::Link(desk.actor().person))
            .with("collected_at", record::Value::Date(jiff::civil::date(2026, 1, 1)))
            .with("file", record::Value::File(kept));
        desk.create("evidence", body, None).await.unwrap();
        assert_eq!(wrong(&folder).await, Vec::<&str>::new());
        let path = DataDirectory::open(&at(&data)).await.unwrap().organisation(organisation).join("evidence");
        let file = find(&path, &name).unwrap();
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        #[cfg(unix)]
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
        fs::set_permissions(&file, permissions).unwrap();
        fs::write(&file, b"hello w0rld").unwrap();
        assert_eq!(wrong(&folder).await, ["evidence"]);
    }

    #[tokio::test]
    async fn an_index_that_is_not_what_the_content_gives_is_found_and_made_again() {
        let (folder, organisation) = made().await;
        let data = DataDirectory::open(&at(folder.path().join("data"))).await.unwrap();
        let records = rusqlite::Connection::open(data.organisation(organisation).join("records.db")).unwrap();
        let cut =
            "DELETE FROM cell WHERE slot = (SELECT slot FROM slot WHERE kind = 'person' AND field = 'name')";
        assert_eq!(records.execute(cut, []).unwrap(), 1);
        drop(records);
        assert_eq!(wrong(&folder).await, ["index"]);
        let checks = examine(&at(folder.path().join("data")), true).await.unwrap();
        assert!(sound(&checks), "{}", text(&checks));
        assert_eq!(wrong(&folder).await, Vec::<&str>::new());
    }

    #[tokio::test]
    async fn every_seal_is_computed_again() {
        let (folder, organisation) = made().await;
        let app = installation(&at(folder.path().join("data")), Arc::new(SystemClock)).await.unwrap();
        let trace = app::Trace::default();
        let secret = app.sign_in("ola@test.example", "upright true and level", &trace).await.unwrap().secret;
        let (desk, _) = app.desk_of_session(&secret).await.unwrap().unwrap();
        let ask = app::Freeze {
            name: "Baseline".to_owned(),
            purpose: String::new(),
            query: app::SealQuery::Readiness { pack: app.packs()[0].id.clone() },
            at: app::At::Now,
            key: None,
        };
        let seal = desk.freeze(ask).await.unwrap();
        let checks = examine(&at(folder.path().join("data")), false).await.unwrap();
        let seals = checks.iter().find(|check| check.name == "seals").unwrap();
        assert_eq!((seals.looked_at.as_str(), seals.findings.len()), ("1 computed again", 0));
        // Without its result it cannot be computed, and the evidence is missing.
        let look = desk.look(seal.record, app::At::Now).await.unwrap();
        let name = app::seal_kind::RESULT.of(&look.record.body).unwrap().sha256.clone();
        let data = folder.path().join("data");
        let path = DataDirectory::open(&at(&data)).await.unwrap().organisation(organisation).join("evidence");
        fs::remove_file(find(&path, &name).unwrap()).unwrap();
        assert_eq!(wrong(&folder).await, ["evidence", "seals"]);
    }

    /// The file whose path without separators ends with this name.
    fn find(folder: &Path, name: &str) -> Option<std::path::PathBuf> {
        fs::read_dir(folder).unwrap().flatten().find_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return find(&path, name);
            }
            let flat: String =
                path.to_string_lossy().chars().filter(|letter| letter.is_alphanumeric()).collect();
            flat.contains(name).then_some(path)
        })
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_named_and_the_others_are_still_examined() {
        let (folder, organisation) = made().await;
        let data = folder.path().join("data");
        let organisation = DataDirectory::open(&at(&data)).await.unwrap().organisation(organisation);
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(organisation.join(format!("records.db{ending}")));
        }
        fs::write(organisation.join("records.db"), "this is no database at all, and long enough to see")
            .unwrap();
        assert_eq!(wrong(&folder).await, ["store"]);
    }

    #[tokio::test]
    async fn a_directory_that_holds_nothing_is_not_called_sound() {
        let folder = tempfile::TempDir::new().unwrap();
        let failure = examine(&at(folder.path()), false).await.unwrap_err();
        assert!(matches!(failure, Failure::Usage(sentence) if sentence.contains("no organisation")));
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_others_can_read_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::TempDir::new().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(private(folder.path()).unwrap().findings[0].contains("755"));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(private(folder.path()).unwrap().findings, Vec::<String>::new());
    }

    #[test]
    fn every_finding_lands_under_exactly_one_promise() {
        let codes = ["entry.altered", "record.differs", "evidence.damaged", "history.cut", "since.unusable"];
        let mut verifier = ledger::Verifier::new(1);
        for code in codes {
            verifier.find(ledger::Finding::whole(code, "It broke."));
        }
        let report = verifier.finish();
        let checks = sorted(Uuid::nil(), &report);
        let landed: usize = checks.iter().map(|check| check.findings.len()).sum();
        assert_eq!(landed, report.findings.len());
        assert!(checks[1].findings[0].contains("record.differs"));
        assert!(checks[2].findings[0].contains("evidence.damaged"));
    }
}
