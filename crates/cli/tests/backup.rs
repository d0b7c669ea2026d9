//! Backups made while people write, put back, tried beside, and what a partial or damaged one is taken for.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

mod program;

use program::{Load, Server, ask, client, laid_out, plumbline, ran, said};
use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use testkit::{TestApp, postgres::Cluster};

/// A data directory with an organisation, an evidence file, a session and a token of Ana.
struct Installation {
    folder: TempDir,
    house: TestApp,
    session: String,
    token: String,
}

impl Installation {
    async fn new() -> Self {
        Self::on(TestApp::new().await).await
    }

    async fn on(house: TestApp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        house.clock.pass(jiff::Timestamp::now().duration_since(house.app.now()));
        house.person("ana", &[app::Role::AiManager]).await;
        let desk = house.desk_of("ana").await;
        let token = desk.make_token("Load", app::Scope::Write, 1).await.unwrap().secret;
        let file = desk.keep_file("minutes.txt", b"What was said").await.unwrap();
        let body = testkit::sample_alone("evidence")
            .with("collected_by", record::Value::Link(desk.actor().person))
            .with("file", record::Value::File(file));
        desk.create("evidence", body, None).await.unwrap();
        let session = house.session("ana").await;
        let data = folder.path().join("data");
        laid_out(&house, &data);
        Self { folder, house, session, token }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, data: &str, arguments: &[&str]) -> Output {
        plumbline(&self.path(data), "", arguments).output().unwrap()
    }

    fn backup(&self, name: &str, more: &[&str]) -> PathBuf {
        let file = self.path(name);
        ran(plumbline(&self.path("data"), "", &[&["backup", file.to_str().unwrap()], more].concat()));
        file
    }

    fn restore(&self, data: &str, file: &Path, more: &[&str]) -> Output {
        self.run(data, &[&["restore", file.to_str().unwrap()], more].concat())
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_people_write_holds_what_was_acknowledged_before_and_a_restore_says_so_in_the_ledger()
{
    const CLIENTS: usize = 4;
    const EACH: usize = 40;
    let from = Installation::new().await;
    let mut server = Server::start(&from.path("data"), "", &[]);
    let done = AtomicUsize::new(0);
    let (before, output, loads) = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (ports, token, done) = ([server.port], &from.token, &done);
                scope.spawn(move || client(number, &ports, token, EACH, done))
            })
            .collect();
        while done.load(Ordering::SeqCst) < CLIENTS * EACH / 4 {
            std::thread::sleep(Duration::from_millis(2));
        }
        let before = done.load(Ordering::SeqCst);
        let output = from.run("data", &["backup", from.path("a.backup").to_str().unwrap()]);
        let during = done.load(Ordering::SeqCst);
        assert!(during > before, "people wrote while it was made: {before}, {during}");
        let loads: Vec<Load> = clients.into_iter().map(|client| client.join().unwrap()).collect();
        (before, output, loads)
    });
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(loads.iter().map(|load| load.made.len() + load.repeated).sum::<usize>(), CLIENTS * EACH);
    // Something is acknowledged after the backup, however fast people were while it was made.
    let after = client(CLIENTS, &[server.port], &from.token, 1, &done);
    assert_eq!(after.made.len(), 1);
    let later = from.path("checkpoint.txt");
    fs::write(&later, ran(plumbline(&from.path("data"), "", &["checkpoint"])).stdout).unwrap();
    server.kill();

    let restored = from.restore("back", &from.path("a.backup"), &["--reason", "The disk broke"]);
    assert_eq!(code(&restored), 0, "{}", said(&restored));
    assert!(said(&restored).contains(" sessions ended") && !said(&restored).contains(": 0 sessions"));
    let back = Server::start(&from.path("back"), "", &[]);
    let bearer = format!("Bearer {}", from.token);
    let headers = [("authorization", bearer.as_str())];
    let (status, units) = ask(back.port, "GET", "/api/v1/unit?limit=500", &headers, "").unwrap();
    let kept = units.matches("\"UNI-").count().max(units.matches("\"reference\"").count());
    assert!(status == 200 && kept >= before, "{kept} of {before} acknowledged before the backup: {units}");
    let (_, history) = ask(back.port, "GET", "/api/v1/organisation/ORG-0001/history", &headers, "").unwrap();
    assert!(history.contains("\"restore\"") && history.contains("The disk broke"), "{history}");
    let cookie = format!("plumbline={}", from.session);
    let (status, _) = ask(back.port, "GET", "/", &[("cookie", &cookie)], "").unwrap();
    assert_eq!(status, 303, "a session of before does not live again");
    drop(back);
    assert_eq!(code(&from.run("back", &["doctor"])), 0);

    // The checkpoint that was kept elsewhere knows of more.
    let rolled = from.run("back", &["verify", "--since", later.to_str().unwrap()]);
    assert_eq!(code(&rolled), 1, "{}", said(&rolled));
    assert!(said(&rolled).contains("[history."), "{}", said(&rolled));
    let told =
        from.restore("again", &from.path("a.backup"), &["--drill", "--since", later.to_str().unwrap()]);
    assert_eq!(code(&told), 1);
    assert!(said(&told).contains("acts are lost"), "{}", said(&told));
}

#[tokio::test]
async fn a_drill_checks_everything_beside_and_leaves_nothing() {
    let from = Installation::new().await;
    let file = from.backup("a.backup", &[]);
    let drill = from.restore("data", &file, &["--drill"]);
    assert_eq!(code(&drill), 0, "{}", said(&drill));
    for word in ["✓ projections", "✓ ledger", "✓ evidence", "✓ backup", "made again", "can be restored"]
    {
        assert!(said(&drill).contains(word), "{word}: {}", said(&drill));
    }
    assert_eq!(said(&drill).matches("✓ projections").count(), 2, "as they lie, and made again");
    let mut left: Vec<String> = fs::read_dir(from.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["a.backup", "data"]);
    assert!(!from.path("data/backup.unfinished").exists());
}

#[tokio::test]
async fn a_restore_never_writes_over_data() {
    let from = Installation::new().await;
    let file = from.backup("a.backup", &[]);
    let refused = from.restore("data", &file, &[]);
    assert_eq!(code(&refused), 2);
    assert!(said(&refused).contains("is not empty"), "{}", said(&refused));
    fs::create_dir(from.path("empty")).unwrap();
    assert_eq!(code(&from.restore("empty", &file, &[])), 0);
    assert_eq!(code(&from.restore("empty", &file, &[])), 2);
    // What another restore left is named, and not taken for data.
    fs::create_dir(from.path("new.restoring")).unwrap();
    let left = from.restore("new", &file, &[]);
    assert!(code(&left) == 2 && said(&left).contains("new.restoring"), "{}", said(&left));
    assert!(!from.path("new").exists());
}

#[tokio::test]
async fn an_encrypted_backup_is_read_by_the_holder_of_the_key_alone() {
    let from = Installation::new().await;
    let key = from.path("key");
    let public = ran(plumbline(&from.path("data"), "", &["backup-key", key.to_str().unwrap()])).stdout;
    let public = String::from_utf8(public).unwrap().lines().next().unwrap().to_owned();
    let file = from.backup("a.backup", &["--recipient", &public]);
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/"));
    assert!(!bytes.windows(11).any(|window| window == b"accounts.db"), "not even names are in the clear");
    let closed = from.restore("back", &file, &[]);
    assert!(code(&closed) == 2 && said(&closed).contains("--identity"), "{}", said(&closed));
    ran(plumbline(&from.path("data"), "", &["backup-key", from.path("other").to_str().unwrap()]));
    let other = from.restore("back", &file, &["--identity", from.path("other").to_str().unwrap()]);
    assert!(code(&other) == 2 && said(&other).contains("cannot be decrypted"), "{}", said(&other));
    let opened = from.restore("back", &file, &["--identity", key.to_str().unwrap()]);
    assert_eq!(code(&opened), 0, "{}", said(&opened));
}

#[tokio::test]
async fn a_part_of_a_backup_is_never_taken_for_the_whole_and_a_changed_byte_is_found() {
    let from = Installation::new().await;
    let key = from.path("key");
    let public = ran(plumbline(&from.path("data"), "", &["backup-key", key.to_str().unwrap()])).stdout;
    let public = String::from_utf8(public).unwrap().lines().next().unwrap().to_owned();
    let identity = ["--drill", "--identity", key.to_str().unwrap()];
    let plain = from.backup("plain", &[]);
    let sealed = from.backup("sealed", &["--recipient", &public]);
    for (file, more) in [(plain, &identity[..1]), (sealed, &identity[..])] {
        let bytes = fs::read(&file).unwrap();
        let bad = from.path("bad");
        let step = bytes.len() / 4;
        let cuts = (0..4).map(|n| n * step).chain([bytes.len() - 1, bytes.len() - 30]);
        for cut in cuts {
            fs::write(&bad, &bytes[..cut]).unwrap();
            let output = from.restore("beside", &bad, more);
            assert_eq!(code(&output), 2, "cut at {cut} of {}: {}", bytes.len(), said(&output));
        }
        for n in 0..4 {
            let mut changed = bytes.clone();
            let at = step / 2 + n * step;
            changed[at] ^= 1;
            fs::write(&bad, &changed).unwrap();
            let output = from.restore("beside", &bad, more);
            assert_ne!(code(&output), 0, "byte {at} of {}: {}", bytes.len(), said(&output));
        }
        assert!(!from.path("beside").exists() && !from.path("beside.drill").exists());
    }
}

/// The parts of an archive, with its own sums, put together anew after something was done to one of them.
fn put_together(from: &Path, to: &Path, name: &str, change: impl Fn(&mut Vec<u8>)) {
    let mut read = zip::ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut written = zip::ZipWriter::new(fs::File::create(to).unwrap());
    for at in 0..read.len() {
        let mut part = read.by_index(at).unwrap();
        let (its_name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if its_name.ends_with(name) {
            change(&mut bytes);
        }
        written.start_file(its_name, zip::write::SimpleFileOptions::default()).unwrap();
        written.write_all(&bytes).unwrap();
    }
    written.finish().unwrap();
}

#[tokio::test]
async fn a_backup_that_was_put_together_anew_with_something_else_in_it_is_found() {
    let from = Installation::new().await;
    let (file, other) = (from.backup("a.backup", &[]), from.path("other.backup"));
    put_together(&file, &other, "contents.json", |_| {});
    let same = from.restore("beside", &other, &["--drill"]);
    assert_eq!(code(&same), 0, "{}", said(&same));
    // What is not the file that is listed.
    put_together(&file, &other, "ledger.key", |key| key[0] ^= 1);
    let changed = from.restore("beside", &other, &["--drill"]);
    assert_eq!(code(&changed), 2, "{}", said(&changed));
    assert!(said(&changed).contains("ledger.key is not what it was"), "{}", said(&changed));
    // And a list that tells of another ledger than that which is there.
    put_together(&file, &other, "contents.json", |list| {
        let mut contents: serde_json::Value = serde_json::from_slice(list).unwrap();
        contents["organisations"][0]["root"] = "0".repeat(64).into();
        *list = serde_json::to_vec(&contents).unwrap();
    });
    let changed = from.restore("beside", &other, &["--drill"]);
    assert!(code(&changed) == 1 && said(&changed).contains("✕ backup"), "{}", said(&changed));
}

#[tokio::test]
async fn a_backup_of_what_is_damaged_is_made_and_says_so_and_is_restored_only_on_purpose() {
    let from = Installation::new().await;
    let evidence = from.path("data/organisations").join(from.house.organisation.to_string()).join("evidence");
    let file = find(&evidence).unwrap();
    fs::remove_file(&file).unwrap();
    let output = from.run("data", &["backup", from.path("a.backup").to_str().unwrap()]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(said(&output).contains("✕ evidence"), "{}", said(&output));
    let refused = from.restore("back", &from.path("a.backup"), &[]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(!from.path("back").exists());
    let insisted = from.restore("back", &from.path("a.backup"), &["--anyway"]);
    assert_eq!(code(&insisted), 1, "{}", said(&insisted));
    assert!(from.path("back/accounts.db").exists());
}

#[tokio::test]
async fn a_directory_without_an_organisation_and_a_name_that_is_taken_are_refused() {
    let from = Installation::new().await;
    let nothing = from.run("nowhere", &["backup", from.path("a").to_str().unwrap()]);
    assert!(code(&nothing) == 2 && said(&nothing).contains("no organisation"));
    assert!(!from.path("nowhere").exists(), "looking for it does not make it");
    from.backup("a", &[]);
    let taken = from.run("data", &["backup", from.path("a").to_str().unwrap()]);
    assert!(code(&taken) == 2 && said(&taken).contains("there already"));
    // In a directory it is named by the time.
    let into = from.run("data", &["backup", from.folder.path().to_str().unwrap()]);
    assert!(code(&into) == 0 && said(&into).contains("plumbline-20"), "{}", said(&into));
}

#[tokio::test]
async fn with_a_database_evidence_and_keys_are_backed_up_and_put_back_beside_it() {
    let from = Installation::on(TestApp::on_postgres().await).await;
    let database = from.house.database().unwrap();
    let file = from.path("a.backup");
    let made =
        plumbline(&from.path("data"), &database, &["backup", file.to_str().unwrap()]).output().unwrap();
    assert!(code(&made) == 0 && said(&made).contains("pg_dump"), "{}", said(&made));
    let copy = Cluster::shared().copy(&database);
    let alone = from.restore("back", &file, &[]);
    assert!(code(&alone) == 2 && said(&alone).contains("pg_restore"), "{}", said(&alone));
    let back = plumbline(&from.path("back"), &copy, &["restore", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(code(&back), 0, "{}", said(&back));
    ran(plumbline(&from.path("back"), &copy, &["doctor"]));
    assert!(said(&ran(plumbline(&from.path("back"), &copy, &["verify"]))).contains("intact"));
}

/// The first evidence file in a folder.
fn find(folder: &Path) -> Option<PathBuf> {
    fs::read_dir(folder).unwrap().flatten().find_map(|entry| {
        let path = entry.path();
        let named = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.len() == 64);
        if path.is_dir() { find(&path) } else { named.then_some(path) }
    })
}
