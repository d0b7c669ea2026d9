//! The one writer of a process for one organisation: it takes the commits that wait together into one transaction.
//!
//! Whoever writes holds the head of the ledger, so processes write one after the other and positions are given in the
//! order of commits. What fails before COMMIT is sent has left no trace and is done again. When the connection breaks
//! while COMMIT is on its way, the ledger itself tells: the next to hold the head finds the group's first entry in its
//! place, or does not. Only if nobody can be asked does a commit end as [`StoreError::Unsure`].

use crate::{
    book::Book,
    failure::{asking, leaves_open, passes},
    house::House,
    session::{Session, hash},
};
use std::time::Duration;
use store::{Commit, Receipt, StoreError};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep},
};

/// Commits in one transaction: more would keep the first waiting.
const TOGETHER: usize = 256;
/// How long a commit is tried again that has left no trace, and how long is asked whether one was written.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// The first pause between two tries; each further is twice as long, up to a second.
const PAUSE: Duration = Duration::from_millis(20);

/// What an asker waits for.
type Answer = Result<Receipt, StoreError>;

/// A commit, and where the answer goes.
struct Task {
    commit: Box<Commit>,
    reply: oneshot::Sender<Answer>,
}

/// How a transaction ended.
enum End {
    /// Everything is durable.
    Written(Vec<Answer>),
    /// Nothing was written.
    Failed(StoreError),
    /// COMMIT was sent and not answered.
    Open { answers: Vec<Answer>, first: Option<First>, cause: StoreError },
}

/// By what a group of commits is known again: its first entry.
#[derive(Clone, Copy)]
struct First {
    position: i64,
    leaf: [u8; 32],
}

/// The handle by which commits reach the writer. It stops when every handle is gone and what was handed over is done.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    tasks: mpsc::UnboundedSender<Task>,
}

impl Writer {
    /// Starts the writer of a house.
    pub(crate) fn start(house: House, patience: Duration) -> Self {
        let (tasks, waiting) = mpsc::unbounded_channel();
        tokio::spawn(work(Desk { house, patience }, waiting));
        Self { tasks }
    }

    /// Writes a commit; durable when it returns. It is written even if nobody waits for the answer any more.
    pub(crate) async fn commit(&self, commit: Commit) -> Answer {
        let (reply, answer) = oneshot::channel();
        let task = Task { commit: Box::new(commit), reply };
        self.tasks.send(task).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// Where the writer writes, and how long it tries.
struct Desk {
    house: House,
    patience: Duration,
}

async fn work(desk: Desk, mut waiting: mpsc::UnboundedReceiver<Task>) {
    let mut next: Option<Task> = None;
    loop {
        let first = match next.take() {
            Some(task) => task,
            None => match waiting.recv().await {
                Some(task) => task,
                None => return,
            },
        };
        let mut group = vec![first];
        // An erasure changes what is written past the book, so it goes alone.
        while group.len() < TOGETHER && !group.iter().any(Task::erases) {
            match waiting.try_recv() {
                Ok(task) if task.erases() => {
                    next = Some(task);
                    break;
                }
                Ok(task) => group.push(task),
                Err(_) => break,
            }
        }
        serve(&desk, group).await;
    }
}

/// Writes a group and answers. When one of its commits cannot be written by no fault of the connection, each is written
/// alone, so that only that one is lost.
async fn serve(desk: &Desk, group: Vec<Task>) {
    let commits: Vec<&Commit> = group.iter().map(|task| &*task.commit).collect();
    match written(desk, &commits).await {
        Ok(answers) => {
            for (task, answer) in group.into_iter().zip(answers) {
                task.tell(answer);
            }
        }
        Err(error) if group.len() > 1 && !passes(&error) && !matches!(error, StoreError::Unsure(_)) => {
            for task in group {
                let answer = written(desk, &[&*task.commit]).await;
                task.tell(
                    answer.and_then(|answers| answers.into_iter().next().unwrap_or_else(|| Err(gone()))),
                );
            }
        }
        Err(error) => {
            for task in group {
                task.tell(Err(again(&error)));
            }
        }
    }
}

/// Tries until the group is written, is known not to be, or patience is over.
async fn written(desk: &Desk, commits: &[&Commit]) -> Result<Vec<Answer>, StoreError> {
    let until = Instant::now() + desk.patience;
    let mut pause = PAUSE;
    loop {
        match transaction(&desk.house, commits).await {
            End::Written(answers) => return Ok(answers),
            End::Failed(error) if passes(&error) && Instant::now() < until => {}
            End::Failed(error) => return Err(error),
            End::Open { answers, first, cause } => {
                // A group without entries does no harm when it is written twice.
                if let Some(first) = first
                    && is_there(desk, first, cause).await?
                {
                    return Ok(answers);
                }
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(1));
    }
}

async fn transaction(house: &House, commits: &[&Commit]) -> End {
    let mut client = match house.client().await {
        Ok(client) => client,
        Err(error) => return End::Failed(error),
    };
    let session = match Session::writing(&mut client, house.prefix()).await {
        Ok(session) => session,
        Err(error) => return End::Failed(error),
    };
    let (answers, first) = match worked_out(&session, commits).await {
        Ok(done) => done,
        Err(error) => return End::Failed(error),
    };
    match session.end().await {
        Ok(()) => End::Written(answers),
        Err(error) if leaves_open(&error) => End::Open { answers, first, cause: asking(error) },
        Err(error) => End::Failed(asking(error)),
    }
}

/// Everything up to COMMIT.
async fn worked_out(
    session: &Session<'_>,
    commits: &[&Commit],
) -> Result<(Vec<Answer>, Option<First>), StoreError> {
    let mut book = Book::open(session, commits).await?;
    let mut answers = Vec::with_capacity(commits.len());
    let mut first = None;
    for commit in commits {
        if erases(commit) {
            // It goes alone: when it fails, what is half done is taken back with the transaction.
            answers.push(Ok(erasing(session, &mut book, commit, &mut first).await?));
        } else {
            answers.push(book.apply(commit));
        }
    }
    first = first.or_else(|| First::of(&book));
    book.flush(session).await?;
    Ok((answers, first))
}

/// A commit of which an act erases: that is done in the database, act by act.
async fn erasing(
    session: &Session<'_>,
    book: &mut Book,
    commit: &Commit,
    first: &mut Option<First>,
) -> Answer {
    if let Some(receipt) = book.admit(commit)? {
        return Ok(receipt);
    }
    let mut sealed = Vec::with_capacity(commit.writes.len());
    for write in &commit.writes {
        sealed.push(book.write(write)?);
        *first = first.or_else(|| First::of(book));
        if !write.erase.is_empty() {
            book.erase(session, write).await?;
        }
    }
    Ok(book.finish(commit, sealed))
}

fn erases(commit: &Commit) -> bool {
    commit.writes.iter().any(|write| !write.erase.is_empty())
}

/// Whether the group is in the ledger. Whoever asks waits for the head, and so for the end of the transaction in question.
async fn is_there(desk: &Desk, first: First, cause: StoreError) -> Result<bool, StoreError> {
    let until = Instant::now() + desk.patience;
    loop {
        match look(&desk.house, first).await {
            Ok(there) => return Ok(there),
            Err(error) if passes(&error) && Instant::now() < until => sleep(PAUSE * 10).await,
            Err(_) => {
                let cause = match cause {
                    StoreError::Unavailable(cause) | StoreError::Failed(cause) => cause,
                    other => other.to_string().into(),
                };
                return Err(StoreError::Unsure(cause));
            }
        }
    }
}

async fn look(house: &House, first: First) -> Result<bool, StoreError> {
    let mut client = house.client().await?;
    let session = Session::writing(&mut client, house.prefix()).await?;
    session.one("SELECT size FROM house.head FOR UPDATE", &[]).await?;
    let sql = "SELECT leaf FROM house.entry WHERE position = $1";
    let found = session.first(sql, &[&first.position]).await?;
    let there = found.map(|row| hash(&row, 0)).transpose()?.is_some_and(|leaf| leaf == first.leaf);
    session.end().await.map_err(asking)?;
    Ok(there)
}

impl First {
    fn of(book: &Book) -> Option<Self> {
        book.sheet.entries.first().map(|(position, _, leaf)| Self { position: *position, leaf: *leaf })
    }
}

impl Task {
    fn erases(&self) -> bool {
        erases(&self.commit)
    }

    /// Whoever no longer waits has no need of the answer.
    fn tell(self, answer: Answer) {
        drop(self.reply.send(answer));
    }
}

/// The same failure for everybody who had part in it.
fn again(error: &StoreError) -> StoreError {
    let cause = || {
        let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    };
    match error {
        StoreError::Conflict => StoreError::Conflict,
        StoreError::KeyReused => StoreError::KeyReused,
        StoreError::NoText => StoreError::NoText,
        StoreError::Damaged(what) => StoreError::Damaged(what.clone()),
        StoreError::Newer { found, known } => StoreError::Newer { found: *found, known: *known },
        StoreError::Unavailable(_) => StoreError::Unavailable(cause().into()),
        StoreError::Unsure(_) => StoreError::Unsure(cause().into()),
        StoreError::Failed(_) => StoreError::Failed(cause().into()),
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".into())
}
