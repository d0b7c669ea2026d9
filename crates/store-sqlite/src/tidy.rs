//! Tidying the index of words when nobody writes. Each commit leaves a piece of index, and whoever searches looks into every
//! piece: a rare word among 100,000 records costs forty times as much in nine pieces as in one. Who imports on the terminal
//! does not wait for it: the program that serves the file does it once it finds what was left.

use crate::{failure::writing, sql::Statements, words::Changes};
use rusqlite::{Connection, params};
use std::time::Duration;
use store::StoreError;

/// Changed texts after which the index is tidied: an import, not the acts of a day, which the index keeps in order by itself.
pub(crate) const UNTIDY_FROM: usize = 5_000;

/// Pieces that an index may have when a file is opened: with more it is tidied, whatever has left them.
pub(crate) const PIECES: i64 = 8;

/// For how long nobody writes before it begins.
const REST: Duration = Duration::from_secs(1);

/// Pages that are written in one step: some ten milliseconds, which somebody may have to wait.
const PAGES: i64 = 100;

/// The indexes that are tidied, one after the other.
const INDEXES: [&str; 2] = ["word_index", "word_past_index"];

/// How the pieces of an index are made: bytes of memory for a piece, pieces that are merged as they come (0 for none), and pieces
/// that are merged at once because they are too many.
type Pieces = [(&'static str, i64); 3];

/// What SQLite does by itself.
const AS_THEY_COME: Pieces = [("hashsize", 1 << 20), ("automerge", 4), ("crisismerge", 16)];

/// A piece for each commit of very many, merged when they are all there: each text is then merged once.
const LATER: Pieces = [("hashsize", 8 << 20), ("automerge", 0), ("crisismerge", 1_000)];

/// Has pieces of the indexes merged as they come, or left until the indexes are tidied.
pub(crate) fn merge_later(connection: &Connection, later: bool) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    for index in INDEXES {
        for (name, value) in if later { LATER } else { AS_THEY_COME } {
            let sql = format!("INSERT INTO {index} ({index}, rank) VALUES (?, ?)");
            transaction.run(&sql, params![name, value])?;
        }
    }
    transaction.commit()
}

/// Has them merged as they come again where a program was ended while it left that for later.
pub(crate) fn merge_again(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "SELECT 1 FROM word_index_config WHERE k = 'automerge' AND v = 0";
    if connection.first(sql, [], |_| Ok(()))?.is_some() { merge_later(connection, false) } else { Ok(()) }
}

/// What is to be tidied.
#[derive(Debug, Default)]
pub(crate) struct Tidy {
    /// Texts that were changed since it was last begun.
    changed: usize,
    at: Option<Place>,
}

/// Where the tidying stands.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    index: usize,
    begun: bool,
}

impl Tidy {
    /// What an earlier program has left to be tidied.
    pub(crate) fn left(connection: &Connection) -> rusqlite::Result<Self> {
        for index in INDEXES {
            let sql = format!("SELECT count(DISTINCT segid) FROM {index}_idx");
            if connection.one(&sql, [], |row| row.get::<_, i64>(0))? > PIECES {
                return Ok(Self { changed: UNTIDY_FROM, at: None });
            }
        }
        Ok(Self::default())
    }

    /// Takes note of what was changed.
    pub(crate) fn note(&mut self, words: &mut Changes) {
        self.changed += words.take_made();
    }

    /// How long to wait for somebody who writes before a step is made; none when there is nothing to do.
    pub(crate) const fn rest(&self) -> Option<Duration> {
        match self.at {
            Some(_) => Some(Duration::ZERO),
            None if self.changed >= UNTIDY_FROM => Some(REST),
            None => None,
        }
    }

    /// Makes a step, in a transaction of its own. One that fails ends the tidying, which is missed by nobody.
    pub(crate) fn step(&mut self, connection: &Connection) {
        let place = self.at.unwrap_or_default();
        if self.at.is_none() {
            self.changed = 0;
        }
        let Some(index) = INDEXES.get(place.index) else {
            self.at = None;
            return;
        };
        self.at = match merged(connection, index, place.begun) {
            Ok(true) => Some(Place { begun: true, ..place }),
            Ok(false) => Some(Place { index: place.index + 1, begun: false }),
            Err(_) => None,
        };
    }
}

/// Merges some pages of an index, at first from all of its pieces; tells whether there was anything to do.
fn merged(connection: &Connection, index: &str, begun: bool) -> Result<bool, StoreError> {
    let before = connection.total_changes();
    let pages = if begun { PAGES } else { -PAGES };
    let sql = format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)");
    connection.run(&sql, params![pages]).map_err(writing)?;
    // The statement itself counts for one change.
    Ok(connection.total_changes() - before >= 2)
}
