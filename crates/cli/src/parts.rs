//! The program put together: kinds, packs, clock, chance and stores.

use crate::{
    data_directory::{DataDirectory, Place},
    packs,
    trouble::Failure,
};
use app::{App, Chance, Clock, Parts, PasswordCost};
use jiff::Timestamp;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The clock of the machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that is set by hand: the demonstration replays months with it.
#[derive(Clone, Default)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// Sets the present.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The chance of the operating system.
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // Without chance no secret can be made, and a guessable one must never be.
            std::process::abort();
        }
    }
}

/// The installation at a place.
pub async fn installation(place: &Place, clock: Arc<dyn Clock>) -> Result<App, Failure> {
    let directory = DataDirectory::open(place).await?;
    let accounts = directory.accounts().await?;
    let packs = packs::all().map_err(Failure::Usage)?;
    Ok(App::new(Parts {
        kinds: kinds::ALL.to_vec(),
        packs,
        founding: packs::founding(),
        clock,
        chance: Arc::new(SystemChance),
        accounts,
        opener: Arc::new(directory),
        passwords: PasswordCost::default(),
    }))
}
