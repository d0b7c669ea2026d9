//! Evidence that nothing names goes, a month after that was noted; what a record names, or may still come to name, never.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says from which seed"
)]

use app::{Amount, App, At, Desk, Freeze, Role, SealQuery, Swept, Trace};
use jiff::SignedDuration;
use record::{Body, FileRef, RecordId, Value};
use std::{collections::BTreeSet, time::Duration};
use testkit::{PASSWORD, SeededIds, TestApp};

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("mei", &[Role::Contributor]).await;
    house
}

fn evidence(desk: &Desk, file: &FileRef) -> Body {
    let mut body = testkit::sample_alone("evidence");
    body.set("collected_by", Value::Link(desk.actor().person));
    body.set("file", Value::File(file.clone()));
    body
}

async fn erase_file(desk: &Desk, id: RecordId) {
    let position = desk.look(id, At::Now).await.unwrap().record.position;
    let signature = desk.sign(PASSWORD).await.unwrap();
    desk.erase(id, "file", position, "Asked for by the person", Some(&signature)).await.unwrap();
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

async fn sweep(house: &TestApp) -> Swept {
    house.app.sweep(house.organisation).await.unwrap().unwrap()
}

/// The files of a sweep: named, fresh, noted, waiting, removed.
fn files(swept: &Swept) -> [u64; 5] {
    [swept.named, swept.fresh, swept.noted, swept.waiting, swept.removed].map(|amount| amount.files)
}

/// Whether the house holds bytes of this name.
async fn lies(app: &App, house: &TestApp, sha256: &str) -> bool {
    let verified = app.open_house(house.organisation).await.unwrap().verify(None).await.unwrap();
    verified.unreferenced.iter().any(|name| name == sha256)
}

#[tokio::test]
async fn what_nothing_names_is_noted_and_goes_a_month_later() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let used = ana.keep_file("used.txt", b"used").await.unwrap();
    let made = ana.create("evidence", evidence(&ana, &used), None).await.unwrap();
    let left = ana.keep_file("left.txt", b"left behind").await.unwrap();
    let erased = ana.keep_file("cv.txt", b"the life of somebody").await.unwrap();
    let of_somebody = ana.create("evidence", evidence(&ana, &erased), None).await.unwrap();
    // The framework that was adopted is a file of a record too.
    assert_eq!(files(&sweep(&house).await), [3, 1, 0, 0, 0]);
    erase_file(&ana, of_somebody.record).await;
    house.clock.pass(days(7));
    assert_eq!(files(&sweep(&house).await), [2, 2, 0, 0, 0], "an upload of a week ago could be in use");
    house.clock.pass(days(1));
    assert_eq!(files(&sweep(&house).await), [2, 0, 2, 0, 0]);
    house.clock.pass(days(29));
    assert_eq!(files(&sweep(&house).await), [2, 0, 0, 2, 0]);
    assert!(lies(&house.app, &house, &left.sha256).await, "it can be read as long as it lies there");
    house.clock.pass(days(1));
    let swept = sweep(&house).await;
    assert_eq!(files(&swept), [2, 0, 0, 0, 2]);
    assert_eq!(swept.removed, Amount { files: 2, bytes: 31 });
    assert!(!lies(&house.app, &house, &left.sha256).await && !lies(&house.app, &house, &erased.sha256).await);
    assert_eq!(files(&sweep(&house).await), [2, 0, 0, 0, 0]);
    let ana = house.desk_of("ana").await;
    assert_eq!(ana.file(made.record, &used.sha256).await.unwrap().1, b"used");
    let verified = ana.verify(None).await.unwrap();
    assert!(verified.report.is_intact() && verified.unreferenced.is_empty());
}

#[tokio::test]
async fn what_only_a_former_version_names_stays() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let (old, new) = (ana.keep_file("a", b"old").await.unwrap(), ana.keep_file("b", b"new").await.unwrap());
    let made = ana.create("evidence", evidence(&ana, &old), None).await.unwrap();
    ana.revise(made.record, made.position, evidence(&ana, &new), Some("Newer".to_owned()), None)
        .await
        .unwrap();
    for _ in 0..4 {
        house.clock.pass(days(40));
        assert_eq!(files(&sweep(&house).await), [3, 0, 0, 0, 0]);
    }
    let ana = house.desk_of("ana").await;
    assert_eq!(ana.file(made.record, &old.sha256).await.unwrap().1, b"old");
}

#[tokio::test]
async fn who_uploads_the_same_file_again_before_it_goes_has_it() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let left = ana.keep_file("left.txt", b"left behind").await.unwrap();
    house.clock.pass(days(10));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0]);
    house.clock.pass(days(29));
    let mei = house.desk_of("mei").await;
    let again = mei.keep_file("again.txt", b"left behind").await.unwrap();
    assert_eq!(again.sha256, left.sha256);
    house.clock.pass(days(5));
    assert_eq!(files(&sweep(&house).await), [1, 1, 0, 0, 0], "it is an upload again");
    let mei = house.desk_of("mei").await;
    let made = mei.create("evidence", evidence(&mei, &again), None).await.unwrap();
    house.clock.pass(days(100));
    assert_eq!(files(&sweep(&house).await), [2, 0, 0, 0, 0]);
    let mei = house.desk_of("mei").await;
    assert_eq!(mei.file(made.record, &again.sha256).await.unwrap().1, b"left behind");
}

#[tokio::test]
async fn what_was_uploaded_again_and_not_used_is_noted_again() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    ana.keep_file("left.txt", b"left behind").await.unwrap();
    house.clock.pass(days(10));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0]);
    house.clock.pass(days(29));
    house.desk_of("mei").await.keep_file("again.txt", b"left behind").await.unwrap();
    house.clock.pass(days(9));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0], "the month begins anew");
    house.clock.pass(days(29));
    assert_eq!(files(&sweep(&house).await), [1, 0, 0, 1, 0]);
    house.clock.pass(days(1));
    assert_eq!(files(&sweep(&house).await), [1, 0, 0, 0, 1]);
}

/// The sweep has seen that nothing names it, and is about to remove it.
#[tokio::test]
async fn who_uploads_the_same_file_in_the_moment_in_which_it_goes_has_it() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    ana.keep_file("left.txt", b"left behind").await.unwrap();
    house.clock.pass(days(10));
    sweep(&house).await;
    house.clock.pass(days(31));
    house.gate.close(true);
    let (app, organisation) = (house.app.clone(), house.organisation);
    let sweeping = tokio::spawn(async move { app.sweep(organisation).await });
    house.gate.waited_at().await;
    // Her clock is behind that of the sweep.
    house.clock.pass(SignedDuration::from_hours(-1));
    let ana = house.desk_of("ana").await;
    let again = ana.keep_file("again.txt", b"left behind").await.unwrap();
    let made = ana.create("evidence", evidence(&ana, &again), None).await.unwrap();
    house.gate.close(false);
    assert_eq!(files(&sweeping.await.unwrap().unwrap().unwrap()), [1, 1, 0, 0, 0]);
    assert_eq!(ana.file(made.record, &again.sha256).await.unwrap().1, b"left behind");
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_takes_nobodys_upload() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let file = ana.keep_file("a.txt", b"in use").await.unwrap();
    house.clock.pass(days(400));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0], "it takes more than one look");
    house.clock.pass(days(-400));
    assert_eq!(files(&sweep(&house).await), [1, 1, 0, 0, 0]);
    let ana = house.desk_of("ana").await;
    let made = ana.create("evidence", evidence(&ana, &file), None).await.unwrap();
    assert_eq!(ana.file(made.record, &file.sha256).await.unwrap().1, b"in use");
}

#[tokio::test]
async fn what_a_clock_that_was_ahead_has_noted_is_noted_again() {
    let house = house().await;
    house.desk_of("ana").await.keep_file("a.txt", b"left behind").await.unwrap();
    house.clock.pass(days(400));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0]);
    house.clock.pass(days(-390));
    assert_eq!(files(&sweep(&house).await), [1, 0, 1, 0, 0], "and does not wait for a year");
    house.clock.pass(days(30));
    assert_eq!(files(&sweep(&house).await), [1, 0, 0, 0, 1]);
}

/// What is remembered of them must have a bound, whoever uploads however much.
#[tokio::test]
async fn no_more_than_so_many_are_noted_and_the_others_wait() {
    let house = house().await;
    let place = house.path().join(house.organisation.to_string()).join("evidence");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_hours(1);
    for number in 0..20_005 {
        let sha256 = format!("{number:064x}");
        let folder = place.join(&sha256[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        let file = std::fs::File::create(folder.join(sha256)).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    assert_eq!(files(&sweep(&house).await), [1, 0, 20_000, 5, 0]);
}

/// Notes of one program count for another, and programs that share a database sweep once a day between them.
async fn swept_once(house: &TestApp, programs: &[App]) {
    let ana = house.desk_of("ana").await;
    ana.keep_file("left.txt", b"left behind").await.unwrap();
    house.clock.pass(days(10));
    for day in [[1, 0, 1, 0, 0], [1, 0, 0, 1, 0]] {
        let mut done = Vec::new();
        for _ in 0..2 {
            let all = programs.iter().map(|app| {
                let (app, organisation) = (app.clone(), house.organisation);
                tokio::spawn(async move { app.sweep_when_due(organisation).await.unwrap() })
            });
            for swept in all.collect::<Vec<_>>() {
                done.extend(swept.await.unwrap());
            }
        }
        assert_eq!(done.iter().map(files).collect::<Vec<_>>(), [day], "one of them, once");
        house.clock.pass(days(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_programs_on_one_database_sweep_once() {
    let house = TestApp::on_postgres().await;
    house.person("ana", &[Role::AiManager]).await;
    swept_once(&house, &[house.app.clone(), house.reopened(), house.reopened()]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_sweeps_once_a_day_by_itself() {
    let house = house().await;
    swept_once(&house, &[house.app.clone(), house.app.clone()]).await;
    house.clock.pass(days(2));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let app = house.app.clone();
    let minding = tokio::spawn(async move {
        app.mind_evidence(Duration::from_millis(1), move |organisation, swept| {
            tell.send((organisation, files(&swept.unwrap()))).unwrap();
        })
        .await;
    });
    assert_eq!(told.recv().await.unwrap(), (house.organisation, [1, 0, 0, 1, 0]));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(told.try_recv().is_err(), "once");
    house.clock.pass(days(30));
    assert_eq!(told.recv().await.unwrap().1, [1, 0, 0, 0, 1]);
    minding.abort();
}

mod simulation {
    //! Random uploads, records, erasures, seals, restores and ends of the program, from a printed seed, with sweeps between
    //! and in the midst of them.

    use super::*;

    const PEOPLE: [&str; 2] = ["ana", "mei"];
    const CONTENTS: usize = 5;

    struct Model {
        dice: SeededIds,
        app: App,
        /// Of each person, what she uploaded last of each content, and when.
        uploads: [[Option<(FileRef, jiff::Timestamp)>; CONTENTS]; 2],
        /// Who made a record, its id, and the contents that some version of it names.
        records: Vec<(usize, RecordId, BTreeSet<usize>)>,
        /// Records with results that the program wrote.
        seals: Vec<RecordId>,
        removed: u64,
        raced: u64,
        killed: u64,
        restored: u64,
    }

    fn content(number: usize) -> Vec<u8> {
        format!("content {number}").into_bytes()
    }

    impl Model {
        fn below(&mut self, bound: usize) -> usize {
            usize::try_from(self.dice.draw() % u64::try_from(bound.max(1)).unwrap()).unwrap()
        }

        async fn desk(&self, person: usize) -> Desk {
            let email = format!("{}@test.example", PEOPLE[person]);
            let secret = self.app.sign_in(&email, PASSWORD, &Trace::default()).await.unwrap().secret;
            self.app.desk_of_session(&secret).await.unwrap().unwrap().0
        }

        /// What somebody does.
        async fn act(&mut self) {
            let person = self.below(2);
            let desk = self.desk(person).await;
            let number = self.below(CONTENTS);
            match self.below(8) {
                0..=2 => {
                    let file = desk.keep_file("file", &content(number)).await.unwrap();
                    self.uploads[person][number] = Some((file, desk.now()));
                }
                3..=4 => self.use_upload(person, number).await,
                5..=6 => {
                    let with = |(_, _, named): &(usize, RecordId, BTreeSet<usize>)| !named.is_empty();
                    let filled: Vec<usize> =
                        (0..self.records.len()).filter(|at| with(&self.records[*at])).collect();
                    if !filled.is_empty() {
                        let at = filled[self.below(filled.len())];
                        let ana = self.desk(0).await;
                        erase_file(&ana, self.records[at].1).await;
                        self.records[at].2.clear();
                    }
                }
                _ => {
                    let ana = self.desk(0).await;
                    let ask = Freeze {
                        name: format!("Seal {}", self.seals.len()),
                        purpose: String::new(),
                        query: SealQuery::Readiness { pack: ana.packs()[0].id.clone() },
                        at: At::Now,
                        key: None,
                    };
                    let made = ana.freeze(ask).await.unwrap();
                    self.seals.push(made.record);
                }
            }
        }

        /// An upload is used for a new record, or for a new version of one of hers.
        async fn use_upload(&mut self, person: usize, number: usize) {
            let desk = self.desk(person).await;
            let Some((file, at)) = self.uploads[person][number].take() else { return };
            let body = evidence(&desk, &file);
            let own: Vec<usize> =
                (0..self.records.len()).filter(|at| self.records[*at].0 == person).collect();
            let made = if !own.is_empty() && self.below(3) == 0 {
                let record = own[self.below(own.len())];
                let (_, id, _) = self.records[record];
                let seen = desk.look(id, At::Now).await.unwrap().record.position;
                let why = Some("Another file".to_owned());
                desk.revise(id, seen, body, why, None).await.map(|_| Some(record))
            } else {
                desk.create("evidence", body, None).await.map(|made| {
                    self.records.push((person, made.record, BTreeSet::new()));
                    Some(self.records.len() - 1)
                })
            };
            match made {
                Ok(record) => drop(self.records[record.unwrap()].2.insert(number)),
                Err(refused) => {
                    let old = desk.now().duration_since(at) >= days(7);
                    // A record whose file was erased may name it no more, and one that is not changed is no version.
                    let said = format!("{refused:?}");
                    assert!(old || said.contains("nothing_changed"), "an upload of {at} is refused: {said}");
                }
            }
        }

        /// A sweep, in the midst of which people act, the program ends, or both.
        async fn sweep(&mut self, house: &TestApp) {
            let raced = self.below(2) == 0;
            house.gate.close(raced);
            let (app, organisation) = (self.app.clone(), house.organisation);
            let mut sweeping = tokio::spawn(async move { app.sweep(organisation).await });
            if raced {
                tokio::select! {
                    swept = &mut sweeping => {
                        house.gate.close(false);
                        self.removed += swept.unwrap().unwrap().unwrap().removed.files;
                        return;
                    }
                    () = house.gate.waited_at() => {}
                }
                self.raced += 1;
                for _ in 0..self.below(4) {
                    self.act().await;
                }
                if self.below(3) == 0 {
                    self.killed += 1;
                    sweeping.abort();
                    let _it_has_ended = sweeping.await;
                    self.app = house.opened_again(&self.app_path(house), self.dice.draw());
                    house.gate.close(false);
                    return;
                }
                house.gate.close(false);
            }
            self.removed += sweeping.await.unwrap().unwrap().unwrap().removed.files;
        }

        fn app_path(&self, house: &TestApp) -> std::path::PathBuf {
            if self.restored == 0 {
                house.path().to_owned()
            } else {
                house.path().join(format!("copy-{}", self.restored))
            }
        }

        /// All that is named, and all that may come to be named, can be read.
        async fn check(&mut self, step: usize) {
            let ana = self.desk(0).await;
            for (_, id, named) in &self.records {
                for number in named {
                    let sha256 = ledger::Hash::of(&content(*number)).to_string();
                    let read = ana.file(*id, &sha256).await;
                    assert_eq!(read.unwrap().1, content(*number), "step {step}");
                }
            }
            for person in 0..2 {
                for number in 0..CONTENTS {
                    let lives =
                        |(_, at): &(FileRef, jiff::Timestamp)| ana.now().duration_since(*at) < days(7);
                    if self.uploads[person][number].as_ref().is_some_and(lives) && self.below(8) == 0 {
                        self.use_upload(person, number).await;
                    }
                }
            }
        }

        async fn intact(&self) -> Vec<String> {
            let ana = self.desk(0).await;
            let verified = ana.verify(None).await.unwrap();
            assert!(verified.report.is_intact(), "{:?}", verified.report.findings);
            verified.unreferenced
        }
    }

    /// Gives how many files were removed, how many sweeps raced with people, and how many were killed.
    async fn simulate(seed: u64, steps: usize) -> [u64; 3] {
        println!("seed {seed}");
        let house = house().await;
        let mut model = Model {
            dice: SeededIds::new(seed),
            app: house.app.clone(),
            uploads: Default::default(),
            records: Vec::new(),
            seals: Vec::new(),
            removed: 0,
            raced: 0,
            killed: 0,
            restored: 0,
        };
        for step in 0..steps {
            match model.below(10) {
                0..=4 => model.act().await,
                5..=6 => {
                    let hours = [1, 24, 24 * 6, 24 * 9, 24 * 31][model.below(5)];
                    house.clock.pass(SignedDuration::from_hours(hours));
                }
                7..=8 => model.sweep(&house).await,
                _ => {
                    // Another process takes over, or the data are put back from a copy.
                    if model.below(2) == 0 && house.database().is_none() {
                        let from = model.app_path(&house);
                        model.restored += 1;
                        house.copied_from(&from, &format!("copy-{}", model.restored));
                    }
                    model.app = house.opened_again(&model.app_path(&house), model.dice.draw());
                }
            }
            model.check(step).await;
            if step % 25 == 0 {
                model.intact().await;
            }
        }
        let Model { removed, raced, killed, restored, .. } = model;
        println!("{removed} removed, {raced} sweeps raced, {killed} killed, {restored} restores");
        // Whatever is left of what nothing names goes in the end.
        for _ in 0..3 {
            house.clock.pass(days(300));
            model.app.sweep(house.organisation).await.unwrap().unwrap();
        }
        assert_eq!(model.intact().await, Vec::<String>::new());
        let (count, different) =
            model.app.open_house(house.organisation).await.unwrap().recompute_seals().await.unwrap();
        assert_eq!((count, different), (model.seals.len(), Vec::new()));
        [removed, raced, killed]
    }

    #[tokio::test]
    async fn whatever_happens_beside_a_sweep_what_is_named_can_be_read() {
        let tried = simulate(7, 120).await;
        assert!(tried.iter().all(|count| *count > 0), "the simulation tries nothing: {tried:?}");
    }

    #[tokio::test]
    #[ignore = "minutes: run by the long set"]
    async fn long_simulation_of_sweeps() {
        let from = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(20_u64);
        let mut tried = [0; 3];
        for seed in from..from + rounds {
            let counts = simulate(seed, 200).await;
            tried = std::array::from_fn(|at| tried[at] + counts[at]);
        }
        assert!(tried.iter().all(|count| *count > 0), "the simulation tries nothing: {tried:?}");
    }
}
