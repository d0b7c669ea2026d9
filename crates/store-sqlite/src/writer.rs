//! The one writer: a thread that takes waiting commits together into one durable transaction.

use crate::{
    apply::{Scribe, Tip, apply},
    failure::{failed, writing},
    sql::Statements,
};
use rusqlite::Connection;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
};
use store::{Commit, Receipt, StoreError};
use tokio::sync::oneshot;

/// Commits in one transaction: more would keep the first waiting.
const TOGETHER: usize = 512;

/// A piece of operational work.
type Chore = Box<dyn FnOnce(&Connection) -> Result<(), StoreError> + Send>;
/// What an asker waits for.
type Answer<T> = Result<T, StoreError>;

/// Something to be written, and where the answer goes.
enum Task {
    Commit(Box<Commit>, oneshot::Sender<Answer<Receipt>>),
    Chore(Chore, oneshot::Sender<Answer<()>>),
}

/// An answer that is held back until it is durable.
enum Held {
    Commit(Answer<Receipt>, oneshot::Sender<Answer<Receipt>>),
    Chore(Answer<()>, oneshot::Sender<Answer<()>>),
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
        let tip = Arc::new(Mutex::new(Tip::load(&connection)?));
        let (tasks, waiting) = channel();
        let shown = Arc::clone(&tip);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || work(&connection, &waiting, &shown))
            .map_err(failed)?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread), tip })
    }

    /// Writes a commit; durable when it returns.
    pub(crate) async fn commit(&self, commit: Commit) -> Answer<Receipt> {
        let (reply, answer) = oneshot::channel();
        self.send(Task::Commit(Box::new(commit), reply))?;
        answer.await.map_err(|_| gone())?
    }

    /// Does operational work among the commits.
    pub(crate) async fn chore(
        &self,
        chore: impl FnOnce(&Connection) -> Result<(), StoreError> + Send + 'static,
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

fn work(connection: &Connection, waiting: &Receiver<Task>, shown: &Mutex<Tip>) {
    let mut scribe = Scribe::new(shown.lock().unwrap_or_else(PoisonError::into_inner).clone());
    while let Ok(first) = waiting.recv() {
        let mut tasks = vec![first];
        tasks.extend(waiting.try_iter().take(TOGETHER - 1));
        let (held, written) = together(connection, tasks, &mut scribe);
        match written {
            Ok(()) => {
                *shown.lock().unwrap_or_else(PoisonError::into_inner) = scribe.tip.clone();
                clean_after_erasure(connection, &mut scribe);
                held.into_iter().for_each(Held::tell);
            }
            Err(error) => {
                let cause =
                    std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                let _nothing_open = connection.execute_batch("ROLLBACK");
                scribe = Scribe::new(shown.lock().unwrap_or_else(PoisonError::into_inner).clone());
                for held in held {
                    held.take_back(&cause);
                }
            }
        }
    }
}

/// Everything in one transaction; a task that fails leaves the others unharmed.
fn together(connection: &Connection, tasks: Vec<Task>, scribe: &mut Scribe) -> (Vec<Held>, Answer<()>) {
    let mut held = Vec::with_capacity(tasks.len());
    let begun = connection.run("BEGIN IMMEDIATE", []).map_err(writing);
    let mut written = begun.and_then(|_| scribe.catch_up(connection));
    for task in tasks {
        if written.is_err() {
            held.push(task.refused());
            continue;
        }
        let before = scribe.tip.clone();
        let answer = match connection.run("SAVEPOINT task", []) {
            Err(error) => task.refused_for(error),
            Ok(_) => task.done(connection, scribe),
        };
        let ended = if answer.is_ok() {
            connection.run("RELEASE task", [])
        } else {
            scribe.fall_back(before);
            connection.run("ROLLBACK TO task", []).and_then(|_| connection.run("RELEASE task", []))
        };
        held.push(answer);
        // A full disk may have ended the whole transaction.
        written = ended.map(drop).map_err(writing);
    }
    let written = written.and_then(|()| connection.run("COMMIT", []).map(drop).map_err(writing));
    (held, written)
}

/// What was erased must not linger in the log of the file either.
fn clean_after_erasure(connection: &Connection, scribe: &mut Scribe) {
    if scribe.take_erased() {
        let _a_reader_may_hold_it_until_the_next =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

impl Task {
    fn done(self, connection: &Connection, scribe: &mut Scribe) -> Held {
        match self {
            Self::Commit(commit, reply) => Held::Commit(apply(connection, scribe, *commit), reply),
            Self::Chore(chore, reply) => Held::Chore(chore(connection), reply),
        }
    }

    fn refused(self) -> Held {
        match self {
            Self::Commit(_, reply) => Held::Commit(Err(gone()), reply),
            Self::Chore(_, reply) => Held::Chore(Err(gone()), reply),
        }
    }

    fn refused_for(self, error: rusqlite::Error) -> Held {
        match self {
            Self::Commit(_, reply) => Held::Commit(Err(writing(error)), reply),
            Self::Chore(_, reply) => Held::Chore(Err(writing(error)), reply),
        }
    }
}

impl Held {
    fn is_ok(&self) -> bool {
        match self {
            Self::Commit(answer, _) => answer.is_ok(),
            Self::Chore(answer, _) => answer.is_ok(),
        }
    }

    /// Whoever no longer waits has no need of the answer.
    fn tell(self) {
        match self {
            Self::Commit(answer, reply) => drop(reply.send(answer)),
            Self::Chore(answer, reply) => drop(reply.send(answer)),
        }
    }

    /// The transaction failed as a whole: what seemed written was not.
    fn take_back(self, cause: &str) {
        let unavailable = || StoreError::Unavailable(cause.to_owned().into());
        match self {
            Self::Commit(Err(error @ (StoreError::Conflict | StoreError::KeyReused)), reply) => {
                drop(reply.send(Err(error)));
            }
            Self::Commit(_, reply) => drop(reply.send(Err(unavailable()))),
            Self::Chore(_, reply) => drop(reply.send(Err(unavailable()))),
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{HOUSE, open_writer};
    use store::conformance::{Author, Body, together};
    use uuid::Uuid;

    fn commit(author: &mut Author, length: usize) -> Commit {
        Commit {
            writes: vec![author.create("use", &Body::named(&"long ".repeat(length)))],
            ..Commit::default()
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
