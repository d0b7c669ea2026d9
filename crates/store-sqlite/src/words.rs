//! Words for search, as they are and as they were.

use crate::{
    apply::Found,
    failure::writing,
    sql::{Statements, int},
    waiting::{Table, Waiting},
};
use record::words_of;
use rusqlite::{Connection, params};
use store::{StoreError, Write};

pub(crate) const ADD: &str = "INSERT INTO word_index (rowid, title, text) VALUES (?, ?, ?)";
pub(crate) const TAKE: &str =
    "INSERT INTO word_index (word_index, rowid, title, text) VALUES ('delete', ?, ?, ?)";
pub(crate) const ADD_PAST: &str = "INSERT INTO word_past_index (rowid, title, text) VALUES (?, ?, ?)";

/// Changes of the indexes of words that wait for the end of a transaction: an index writes a part of itself to the file
/// whenever any other statement begins that may be taken back, so all of a transaction's changes are made together.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    waiting: Vec<(&'static str, i64, String, String)>,
    /// How many were made since somebody asked.
    made: usize,
}

impl Changes {
    /// Makes the changes, in the order in which they came.
    pub(crate) fn settle(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.made += self.waiting.len();
        for (sql, row, title, text) in self.waiting.drain(..) {
            connection.run(sql, params![row, title, text]).map_err(writing)?;
        }
        Ok(())
    }

    /// Takes note of changes that another process has made.
    pub(crate) const fn made_by_others(&mut self, changes: usize) {
        self.made = self.made.saturating_add(changes);
    }

    /// How many were made since this was last asked.
    pub(crate) fn take_made(&mut self) -> usize {
        std::mem::take(&mut self.made)
    }

    fn push(&mut self, sql: &'static str, row: i64, title: String, text: String) {
        self.waiting.push((sql, row, title, text));
    }
}

/// The word by which the index knows a kind; no folded word has an underscore.
pub(crate) fn kind_word(kind: &str) -> String {
    format!("k_{kind}")
}

/// Keeps the words of a record that comes to be: the caller's, and those of its reference, which the store has given.
pub(crate) fn first_words(
    changes: &mut Changes,
    waiting: &mut Waiting<'_>,
    (write, words, title): (&Write, &str, &str),
    reference: &str,
    found: Found,
) {
    let (title, text) = indexed(&write.kind, words, title, reference);
    let (rec, from) = (found.rec, int(found.position));
    waiting.add(Table::Word, [rec.into(), from.into(), title.clone().into(), text.clone().into()]);
    changes.push(ADD, rec, title, text);
}

/// Keeps the words of a record that is there already.
pub(crate) fn write_words(
    connection: &Connection,
    changes: &mut Changes,
    (write, words, title): (&Write, &str, &str),
    reference: &str,
    found: Found,
) -> Result<(), StoreError> {
    let (title, text) = indexed(&write.kind, words, title, reference);
    replace(connection, changes, found, (title, text), !write.erase.is_empty())
}

/// The texts of the index: words of reference and title, and all words with that of the kind; each between spaces.
pub(crate) fn indexed(kind: &str, words: &str, title: &str, reference: &str) -> (String, String) {
    let mut named = words_of(reference);
    named.push(named.concat());
    let kind = kind_word(kind);
    let own = named.iter().map(String::as_str);
    let titled = words_of(title);
    let title = spaced(own.clone().chain(titled.iter().map(String::as_str)));
    let text = spaced(words.split_whitespace().chain(own).chain([kind.as_str()]));
    (title, text)
}

/// Closes the row of words that held, if they differ or always, and opens the next.
fn replace(
    connection: &Connection,
    changes: &mut Changes,
    found: Found,
    (title, text): (String, String),
    always: bool,
) -> Result<(), StoreError> {
    let (rec, position) = (found.rec, int(found.position));
    let sql = "SELECT title, text FROM word WHERE rec = ?";
    let before: Option<(String, String)> =
        connection.first(sql, [rec], |row| Ok((row.get(0)?, row.get(1)?))).map_err(writing)?;
    if let Some((old_title, old_text)) = before {
        if !always && old_title == title && old_text == text {
            return Ok(());
        }
        let keep = "INSERT INTO word_past (rec, from_pos, until_pos, title, text)
            SELECT rec, from_pos, ?, title, text FROM word WHERE rec = ? RETURNING id";
        let id: i64 = connection.one(keep, params![position, rec], |row| row.get(0)).map_err(writing)?;
        changes.push(ADD_PAST, id, old_title.clone(), old_text.clone());
        changes.push(TAKE, rec, old_title, old_text);
    }
    let add = "INSERT OR REPLACE INTO word (rec, from_pos, title, text) VALUES (?, ?, ?, ?)";
    connection.run(add, params![rec, position, title, text]).map_err(writing)?;
    changes.push(ADD, rec, title, text);
    Ok(())
}

/// Words, each between spaces, so that a word can be found in the text by `instr`.
fn spaced<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut text = String::new();
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text
}

/// All of the words, the last as the beginning of one, as a query to the index; with the word of a kind.
pub(crate) fn fts_query(words: &[String], kind: Option<&str>) -> String {
    let mut query = quoted(words);
    if let Some(last) = query.last_mut() {
        last.push('*');
    }
    query.extend(kind.map(|kind| format!("\"{kind}\"")));
    query.join(" AND ")
}

/// All of the words as they are, as a query to the index: it walks their lists lazily, whereas a beginning makes it merge
/// the lists of every word that begins so.
pub(crate) fn fts_whole(words: &[String]) -> String {
    quoted(words).join(" AND ")
}

fn quoted(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("\"{word}\"")).collect()
}

/// The same as tests of the text of a row `f`, with the patterns.
pub(crate) fn instr_tests(words: &[String]) -> (String, Vec<String>) {
    let tests = vec!["instr(f.text, ?)"; words.len()].join(" AND ");
    let last = words.len().saturating_sub(1);
    let patterns = words
        .iter()
        .enumerate()
        .map(|(place, word)| if place == last { format!(" {word}") } else { format!(" {word} ") });
    (tests, patterns.collect())
}
