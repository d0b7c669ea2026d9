//! Operational tables: not part of the record, listed here by name. Scratch (drafts being typed, uploads in
//! preparation) and jobs.

use jiff::Timestamp;
use record::RecordId;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// Something kept for one person, unledgered, until it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// Whose.
    pub person: RecordId,
    /// Under which key, e.g. `import/…`.
    pub key: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// When it is gone.
    pub expires: Timestamp,
}

/// A long piece of work that can be watched, cancelled and taken up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// What it does, e.g. `import`.
    pub what: String,
    /// Who started it.
    pub person: RecordId,
    /// When.
    pub started: Timestamp,
    /// Where it stands.
    pub state: JobState,
    /// How many steps are done.
    pub done: u64,
    /// How many steps there are.
    pub total: u64,
    /// What it needs to go on, and its report, as JSON.
    pub json: String,
}

/// Whoever holds this is at work on a job, and nobody else in any process takes it up. Letting go of it gives the job free;
/// so does the end of the process, however it ends.
pub struct JobHold {
    _held: Box<dyn Send + Sync>,
}

impl JobHold {
    /// Holds by something whose drop lets go.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl std::fmt::Debug for JobHold {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("JobHold").finish_non_exhaustive()
    }
}

/// Jobs that are held within one process.
#[derive(Clone, Debug, Default)]
pub struct JobHolds(Arc<Mutex<BTreeSet<Uuid>>>);

impl JobHolds {
    /// Takes a job, unless somebody has it.
    pub fn take(&self, job: Uuid) -> Option<JobHold> {
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(job);
        new.then(|| JobHold::new(Held { holds: self.clone(), job }))
    }
}

struct Held {
    holds: JobHolds,
    job: Uuid,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.holds.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.job);
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// At work, or to be taken up again after a restart.
    Running,
    /// Somebody asked it to stop.
    Cancelling,
    /// Stopped on request; what was done stays and is on the record.
    Cancelled,
    /// Done.
    Finished,
    /// Stopped by an error.
    Failed,
}

impl JobState {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Running, Self::Cancelling, Self::Cancelled, Self::Finished, Self::Failed]
            .into_iter()
            .find(|state| state.code() == code)
    }
}
