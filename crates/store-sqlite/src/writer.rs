//! The one writer: a thread that takes waiting commits together into one durable transaction.

use crate::{
    apply::{Scribe, Tip, apply},
    database::{forget_former, make_room},
    failure::{failed, reading, writing},
    sql::Statements,
    tidy::{Tidy, merge_again},
};
use rusqlite::Connection;
use std::{
    collections::VecDeque,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};
use store::{Commit, Receipt, StoreError};
use tokio::sync::oneshot;

/// Tasks in one transaction: more would keep the first waiting.
const TOGETHER: usize = 512;

/// The longest that a transaction waits for those who are expected to have part in it.
const PATIENCE: Duration = Duration::from_millis(2);

/// For how long the file is left to other processes after a commit of very many.
const GAP: Duration = Duration::from_millis(3);

/// Writes of one commit that are many: it is given more memory for pages.
const MANY: usize = 500;

/// Transactions without such a commit after which the memory is given back; between two large ones their progress is noted.
const FEW_IN_A_ROW: u8 = 16;

/// A piece of operational work. It may have to be done again when another task of its transaction fails.
type Chore = Box<dyn Fn(&Connection) -> Result<(), StoreError> + Send>;
/// What an asker waits for.
type Answer<T> = Result<T, StoreError>;

/// Something to be written, and where the answer goes.
enum Task {
    /// Whoever waits for the answer holds it as well, and frees what it took: freeing very many records takes time.
    Commit(Arc<Commit>, oneshot::Sender<Answer<Receipt>>),
    Chore(Chore, oneshot::Sender<Answer<()>>),
}

/// The answer to a task.
enum Done {
    Commit(Answer<Receipt>),
    Chore(Answer<()>),
}

/// The handle by which tasks reach the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    tasks: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    tip: Arc<Mutex<Tip>>,
}

impl Writer {
    /// Starts the thread on a connection of its own.
    pub(crate) fn start(connection: Connection) -> Result<Self, StoreError> {
        merge_again(&connection).map_err(writing)?;
        let tidy = Tidy::left(&connection).map_err(reading)?;
        let tip = Arc::new(Mutex::new(Tip::load(&connection)?));
        let (tasks, waiting) = channel();
        let shown = Arc::clone(&tip);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || work(&connection, &waiting, &shown, tidy))
            .map_err(failed)?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread), tip })
    }

    /// Writes a commit; durable when it returns.
    pub(crate) async fn commit(&self, commit: Commit) -> Answer<Receipt> {
        let (reply, answer) = oneshot::channel();
        let commit = Arc::new(commit);
        self.send(Task::Commit(Arc::clone(&commit), reply))?;
        answer.await.map_err(|_| gone())?
    }

    /// Does operational work among the commits.
    pub(crate) async fn chore(
        &self,
        chore: impl Fn(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> Answer<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Task::Chore(Box::new(chore), reply))?;
        answer.await.map_err(|_| gone())?
    }

    /// The end of the ledger as of the last durable transaction.
    pub(crate) fn tip(&self) -> Tip {
        self.tip.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn send(&self, task: Task) -> Result<(), StoreError> {
        self.tasks.as_ref().and_then(|tasks| tasks.send(task).ok()).ok_or_else(gone)
    }
}

impl Drop for Writer {
    /// Waits for what has been handed over, so that the file is closed in order.
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take() {
            let _what_it_did_was_answered = thread.join();
        }
    }
}

fn work(connection: &Connection, waiting: &Receiver<Task>, shown: &Mutex<Tip>, mut tidy: Tidy) {
    let shown_tip = || shown.lock().unwrap_or_else(PoisonError::into_inner);
    let mut scribe = Scribe::new(shown_tip().clone());
    let mut company = Company::default();
    let mut room = Room::default();
    while let Some(tasks) = company.gather(waiting, connection, &mut tidy) {
        let began = Instant::now();
        room.make(connection, &tasks);
        let (done, written) = written(connection, &tasks, &mut scribe);
        company.wrote(tasks.len(), began.elapsed(), waiting);
        match written {
            Ok(()) => {
                *shown_tip() = scribe.tip.clone();
                tidy.note(&mut scribe.words);
                clean_after_erasure(connection, &mut scribe);
                let many = tasks.iter().any(Task::is_large);
                tasks.into_iter().zip(done).for_each(|(task, done)| task.tell(done));
                if many {
                    // The next one of very many comes at once, and other processes stand in no line.
                    std::thread::sleep(GAP);
                }
            }
            Err(error) => {
                let cause =
                    std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                let _nothing_open = connection.execute_batch("ROLLBACK");
                scribe = Scribe::new(shown_tip().clone());
                let done = done.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
                for (task, done) in tasks.into_iter().zip(done) {
                    task.take_back(done, &cause);
                }
            }
        }
    }
    room.give_back(connection);
}

/// Who writes at the same time. A transaction costs one flush of the disk however many have part in it, so those who
/// were answered a moment ago are given a moment to come back; who writes alone never waits.
#[derive(Default)]
struct Company {
    next: VecDeque<Task>,
    expected: usize,
    patience: Duration,
}

impl Company {
    /// The tasks of the next transaction; none when there will be no more. While nobody comes, the file is tidied.
    fn gather(
        &mut self,
        waiting: &Receiver<Task>,
        connection: &Connection,
        tidy: &mut Tidy,
    ) -> Option<Vec<Task>> {
        while self.next.is_empty() {
            let Some(rest) = tidy.rest() else {
                self.next.push_back(waiting.recv().ok()?);
                break;
            };
            match waiting.recv_timeout(rest) {
                Ok(task) => self.next.push_back(task),
                Err(RecvTimeoutError::Timeout) => tidy.step(connection),
                // Who ends leaves what is untidy to the next one.
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        let until = Instant::now() + self.patience;
        while self.next.len() < self.expected.min(TOGETHER) {
            let Ok(task) = waiting.recv_timeout(until.saturating_duration_since(Instant::now())) else {
                break;
            };
            self.next.push_back(task);
        }
        self.next.extend(waiting.try_iter().take(TOGETHER));
        Some(self.next.drain(..self.next.len().min(TOGETHER)).collect())
    }

    /// As many as had part and as came meanwhile are at work; half the time of a transaction is worth waiting for them.
    fn wrote(&mut self, tasks: usize, took: Duration, waiting: &Receiver<Task>) {
        self.next.extend(waiting.try_iter().take(TOGETHER));
        self.expected = tasks + self.next.len();
        self.patience = PATIENCE.min(took / 2);
    }
}

/// How much memory for pages the writer has: more while commits of many records come.
#[derive(Default)]
struct Room {
    roomy: bool,
    few_in_a_row: u8,
}

impl Room {
    /// Called before each transaction.
    fn make(&mut self, connection: &Connection, tasks: &[Task]) {
        let many = tasks.iter().any(Task::is_large);
        self.few_in_a_row = if many { 0 } else { self.few_in_a_row.saturating_add(1) };
        let roomy = many || (self.roomy && self.few_in_a_row < FEW_IN_A_ROW);
        if roomy != self.roomy && make_room(connection, roomy).is_ok() {
            self.roomy = roomy;
        }
    }

    /// Another process may have the file open, and go on writing after many records have come.
    fn give_back(&self, connection: &Connection) {
        if self.roomy {
            let _whoever_opens_it_next_does = make_room(connection, false);
        }
    }
}

/// Everything in one transaction. Nearly always each task is written or refused before it has begun to write; when one
/// fails later, all is taken back and done again, each between savepoints, which cost more than the writing itself.
fn written(connection: &Connection, tasks: &[Task], scribe: &mut Scribe) -> (Vec<Done>, Answer<()>) {
    let before = scribe.tip.clone();
    let boldly = begin(connection, scribe).map(|()| boldly(connection, tasks, scribe));
    match boldly {
        Ok(Some(done)) => (done, commit(connection)),
        Ok(None) => {
            let _nothing_open = connection.execute_batch("ROLLBACK");
            *scribe = Scribe::new(before);
            match begin(connection, scribe) {
                Ok(()) => carefully(connection, tasks, scribe),
                Err(error) => (Vec::new(), Err(error)),
            }
        }
        Err(error) => (Vec::new(), Err(error)),
    }
}

fn begin(connection: &Connection, scribe: &mut Scribe) -> Answer<()> {
    connection.run("BEGIN IMMEDIATE", []).map_err(writing)?;
    scribe.catch_up(connection)
}

fn commit(connection: &Connection) -> Answer<()> {
    connection.run("COMMIT", []).map(drop).map_err(writing)
}

/// The answers; none when a task failed after it had begun to write.
fn boldly(connection: &Connection, tasks: &[Task], scribe: &mut Scribe) -> Option<Vec<Done>> {
    let mut all = Vec::with_capacity(tasks.len());
    for task in tasks {
        let done = task.done(connection, scribe);
        if !done.is_ok() && scribe.begun {
            return None;
        }
        all.push(done);
    }
    scribe.words.settle(connection).is_ok().then_some(all)
}

/// The answers so far, and whether the transaction stands. A task that fails leaves the others unharmed.
fn carefully(connection: &Connection, tasks: &[Task], scribe: &mut Scribe) -> (Vec<Done>, Answer<()>) {
    let mut all = Vec::with_capacity(tasks.len());
    for task in tasks {
        let before = scribe.tip.clone();
        if let Err(error) = connection.run("SAVEPOINT task", []) {
            return (all, Err(writing(error)));
        }
        let mut done = task.done(connection, scribe);
        if done.is_ok()
            && let Err(error) = scribe.words.settle(connection)
        {
            done = task.failed(error);
        }
        let ended = if done.is_ok() {
            connection.run("RELEASE task", [])
        } else {
            scribe.fall_back(before);
            connection.run("ROLLBACK TO task", []).and_then(|_| connection.run("RELEASE task", []))
        };
        all.push(done);
        // A full disk may have ended the whole transaction.
        if let Err(error) = ended {
            return (all, Err(writing(error)));
        }
    }
    (all, commit(connection))
}

/// What was erased must not linger in the log of the file either, nor in a copy from before an upgrade.
fn clean_after_erasure(connection: &Connection, scribe: &mut Scribe) {
    if scribe.take_erased() {
        let _the_next_erasure_tries_again = connection.path().map(|path| forget_former(Path::new(path)));
        let _a_reader_may_hold_it_until_the_next =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

impl Task {
    fn is_large(&self) -> bool {
        matches!(self, Self::Commit(commit, _) if commit.writes.len() >= MANY)
    }

    fn done(&self, connection: &Connection, scribe: &mut Scribe) -> Done {
        scribe.begun = false;
        match self {
            Self::Commit(commit, _) => Done::Commit(apply(connection, scribe, commit)),
            Self::Chore(chore, _) => {
                scribe.begun = true;
                // A chore may make the indexes of words again.
                Done::Chore(scribe.words.settle(connection).and_then(|()| chore(connection)))
            }
        }
    }

    fn failed(&self, error: StoreError) -> Done {
        match self {
            Self::Commit(..) => Done::Commit(Err(error)),
            Self::Chore(..) => Done::Chore(Err(error)),
        }
    }

    /// Whoever no longer waits has no need of the answer.
    fn tell(self, done: Done) {
        match (self, done) {
            (Self::Commit(commit, reply), Done::Commit(answer)) => {
                drop(commit);
                drop(reply.send(answer));
            }
            (Self::Chore(_, reply), Done::Chore(answer)) => drop(reply.send(answer)),
            _ => {}
        }
    }

    /// The transaction failed as a whole: what seemed written was not.
    fn take_back(self, done: Option<Done>, cause: &str) {
        let unavailable = || StoreError::Unavailable(cause.to_owned().into());
        match (self, done) {
            (Self::Commit(_, reply), Some(Done::Commit(Err(error)))) if is_refusal(&error) => {
                drop(reply.send(Err(error)));
            }
            (Self::Commit(_, reply), _) => drop(reply.send(Err(unavailable()))),
            (Self::Chore(_, reply), _) => drop(reply.send(Err(unavailable()))),
        }
    }
}

impl Done {
    fn is_ok(&self) -> bool {
        match self {
            Self::Commit(answer) => answer.is_ok(),
            Self::Chore(answer) => answer.is_ok(),
        }
    }
}

fn is_refusal(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict | StoreError::KeyReused)
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        database::{HOUSE, open_reader, open_writer},
        tidy::{PIECES, UNTIDY_FROM},
    };
    use store::conformance::{Author, Body, together};
    use uuid::Uuid;

    fn commit(author: &mut Author, length: usize) -> Commit {
        Commit {
            writes: vec![author.create("use", &Body::named(&"long ".repeat(length)))],
            ..Commit::default()
        }
    }

    #[test]
    fn many_records_are_given_memory_for_as_long_as_they_come() {
        let path = std::env::temp_dir().join(format!("plumbline-room-{}.db", std::process::id()));
        let connection = open_writer(&path, HOUSE).unwrap();
        let setting = |name: &str| -> i64 {
            connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
        };
        let merged = || -> i64 {
            let sql = "SELECT v FROM word_index_config WHERE k = 'automerge'";
            connection.first(sql, [], |row| row.get(0)).unwrap().unwrap_or(4)
        };
        let settings = || (setting("cache_size"), setting("wal_autocheckpoint"), merged());
        let usual = settings();
        let mut author = Author::new(Uuid::from_u128(1), 1);
        let write = author.create("use", &Body::named("one of many"));
        let task = |writes: usize| {
            let commit = Commit { writes: vec![write.clone(); writes], ..Commit::default() };
            [Task::Commit(Arc::new(commit), oneshot::channel().0)]
        };
        let mut room = Room::default();
        room.make(&connection, &task(MANY - 1));
        assert_eq!(settings(), usual);
        room.make(&connection, &task(MANY));
        let roomy = settings();
        assert!(roomy.0 < usual.0 && roomy.1 > usual.1 && roomy.2 == 0, "{roomy:?}, {usual:?}");
        for _ in 1..FEW_IN_A_ROW {
            room.make(&connection, &task(1));
        }
        assert_eq!(settings(), roomy, "the next may be about to come");
        room.make(&connection, &task(1));
        assert_eq!(settings(), usual);
        // A program that is killed meanwhile leaves the indexes as they are while many come.
        room.make(&connection, &task(MANY));
        assert_eq!(merged(), 0);
        drop(Writer::start(open_writer(&path, HOUSE).unwrap()).unwrap());
        assert_eq!(merged(), usual.2, "the next one has their pieces merged again");
        drop(connection);
        for end in ["", "-wal", "-shm"] {
            let _may_be_gone = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }

    async fn import(writer: &Writer, author: &mut Author) {
        for _ in 0..UNTIDY_FROM / 1_000 {
            let name = |n| author.create("use", &Body::named(&format!("use {n}")));
            let commit = Commit { writes: (0..1_000).map(name).collect(), ..Commit::default() };
            writer.commit(commit).await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_index_of_words_is_of_one_piece_after_an_import() {
        let path = std::env::temp_dir().join(format!("plumbline-tidy-{}.db", std::process::id()));
        let writer = Writer::start(open_writer(&path, HOUSE).unwrap()).unwrap();
        let mut author = Author::new(Uuid::from_u128(1), 1);
        let reader = open_reader(&path).unwrap();
        let pieces = || -> i64 {
            let sql = "SELECT count(DISTINCT segid) FROM word_index_idx";
            reader.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let tidied = async || {
            for _ in 0..600 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                if pieces() == 1 {
                    return;
                }
            }
        };
        import(&writer, &mut author).await;
        assert!(pieces() > 1, "there is something to do");
        tidied().await;
        assert_eq!(pieces(), 1);
        let found: i64 = reader
            .query_row("SELECT count(*) FROM word_index WHERE word_index MATCH 'k_use AND 77'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(found, i64::try_from(UNTIDY_FROM / 1_000).unwrap());
        // Another program brings in very many and ends: this one tidies after its own next act.
        let other = Writer::start(open_writer(&path, HOUSE).unwrap()).unwrap();
        import(&other, &mut author).await;
        drop(other);
        assert!(pieces() > 1, "who ends does not wait for it");
        writer.commit(commit(&mut author, 1)).await.unwrap();
        tidied().await;
        assert_eq!(pieces(), 1);
        // And when no program is at work, the next one does once it is started.
        drop(writer);
        let writer = Writer::start(open_writer(&path, HOUSE).unwrap()).unwrap();
        import(&writer, &mut author).await;
        import(&writer, &mut author).await;
        drop(writer);
        assert!(pieces() > PIECES, "{}", pieces());
        let writer = Writer::start(open_writer(&path, HOUSE).unwrap()).unwrap();
        tidied().await;
        assert_eq!(pieces(), 1);
        drop(writer);
        drop(reader);
        for end in ["", "-wal", "-shm"] {
            let _may_be_gone = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }

    #[tokio::test]
    async fn a_full_disk_is_said_and_nothing_is_half_written() {
        let path = std::env::temp_dir().join(format!("plumbline-full-{}.db", std::process::id()));
        let connection = open_writer(&path, HOUSE).unwrap();
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 40), [], |_| Ok(())).unwrap();
        let writer = Writer::start(connection).unwrap();
        let mut author = Author::new(Uuid::from_u128(1), 1);
        writer.commit(commit(&mut author, 1)).await.unwrap();
        let size = writer.tip().frontier.size();
        let large: Vec<Commit> = (0..4).map(|_| commit(&mut author, 100_000)).collect();
        for answer in together(large.into_iter().map(|commit| writer.commit(commit)).collect()).await {
            assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
        }
        assert_eq!(writer.tip().frontier.size(), size);
        let receipt = writer.commit(commit(&mut author, 1)).await.unwrap();
        assert_eq!(receipt.sealed.first().map(|sealed| sealed.reference.as_str()), Some("USE-0002"));
        drop(writer);
        for end in ["", "-wal", "-shm"] {
            let _may_be_gone = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}
