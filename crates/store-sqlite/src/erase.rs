//! Erasing fields of a record in every version before the act, and in everything derived from them.

use crate::{
    apply::{Found, Scribe},
    failure::writing,
    sql::{Statements, int},
    words::{indexed, write_words},
};
use record::words_of;
use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json};
use store::{StoreError, Write};

/// Erases what an act names. The caller has written the act, and the index of what is left if it brought one.
pub(crate) fn erase(
    connection: &Connection,
    scribe: &mut Scribe,
    write: &Write,
    found: Found,
    reference: &str,
) -> Result<(), StoreError> {
    let (rec, position) = (found.rec, int(found.position));
    for field in &write.erase {
        connection
            .run(
                "INSERT OR IGNORE INTO erased (rec, field, position) VALUES (?, ?, ?)",
                params![rec, field, position],
            )
            .map_err(writing)?;
        if field == ledger::REASON {
            let sql = "UPDATE reason SET text = NULL, salt = NULL
                WHERE position < ? AND position IN (SELECT position FROM act WHERE rec = ?)";
            connection.run(sql, params![position, rec]).map_err(writing)?;
            continue;
        }
        let slot = scribe.slots.number(connection, &write.kind, field)?;
        for sql in [
            "DELETE FROM cell WHERE rec = ? AND slot = ? AND from_pos < ?",
            "DELETE FROM cell_past WHERE rec = ? AND slot = ? AND from_pos < ?",
        ] {
            connection.run(sql, params![rec, slot, position]).map_err(writing)?;
        }
        let within = format!("{field}.");
        for table in ["link", "link_past"] {
            let sql = format!(
                "DELETE FROM {table} WHERE rec = ?1 AND (field = ?2 OR substr(field, 1, length(?3)) = ?3) AND from_pos < ?4"
            );
            connection.run(&sql, params![rec, field, within, position]).map_err(writing)?;
        }
    }
    if write.erase.iter().all(|field| field == ledger::REASON) {
        return Ok(());
    }
    let gone = erase_contents(connection, write, rec, position)?;
    erase_titles(connection, write, rec, &gone)?;
    erase_words(connection, scribe, write, found, reference)
}

/// Takes the fields out of every body before the act; gives the texts that were there.
fn erase_contents(
    connection: &Connection,
    write: &Write,
    rec: i64,
    position: i64,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT position, json, salts FROM content WHERE rec = ? AND position < ?";
    let contents: Vec<(i64, String, String)> = connection
        .all(sql, params![rec, position], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .map_err(writing)?;
    let mut gone = Vec::new();
    for (at, json, salts) in contents {
        let damaged = |_| StoreError::Damaged(format!("the content at position {at}"));
        let mut json: Map<String, Json> = serde_json::from_str(&json).map_err(damaged)?;
        let mut salts: Map<String, Json> = serde_json::from_str(&salts).map_err(damaged)?;
        for field in &write.erase {
            if let Some(Json::String(text)) = json.remove(field) {
                gone.push(text);
            }
            salts.remove(field);
        }
        let sql = "UPDATE content SET json = ?, salts = ? WHERE position = ?";
        connection
            .run(sql, params![Json::Object(json).to_string(), Json::Object(salts).to_string(), at])
            .map_err(writing)?;
    }
    Ok(gone)
}

/// A title that was the text of an erased field goes with it.
fn erase_titles(connection: &Connection, write: &Write, rec: i64, gone: &[String]) -> Result<(), StoreError> {
    for text in gone {
        connection
            .run("UPDATE span_past SET title = '' WHERE rec = ? AND title = ?", params![rec, text])
            .map_err(writing)?;
        if write.content.is_none() {
            connection
                .run("UPDATE span SET title = '' WHERE rec = ? AND title = ?", params![rec, text])
                .map_err(writing)?;
        }
    }
    Ok(())
}

/// Which words came from which field is not kept: at earlier sizes the record is found by its reference alone, from now
/// on by the words that the act brought, or else by every text that is left.
fn erase_words(
    connection: &Connection,
    scribe: &mut Scribe,
    write: &Write,
    found: Found,
    reference: &str,
) -> Result<(), StoreError> {
    let title = "SELECT title FROM span WHERE rec = ?";
    let title: String = connection.one(title, [found.rec], |row| row.get(0)).map_err(writing)?;
    let words = match &write.content {
        Some(content) => content.words.clone(),
        None => left(connection, found.rec)?,
    };
    write_words(connection, &mut scribe.words, (write, &words, &title), reference, found)?;
    scribe.words.settle(connection)?;
    let sql = "SELECT id, title, text FROM word_past WHERE rec = ?";
    let past: Vec<(i64, String, String)> = connection
        .all(sql, [found.rec], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .map_err(writing)?;
    let (new_title, new_text) = indexed(&write.kind, "", "", reference);
    for (id, title, text) in past {
        let unindex =
            "INSERT INTO word_past_index (word_past_index, rowid, title, text) VALUES ('delete', ?, ?, ?)";
        connection.run(unindex, params![id, title, text]).map_err(writing)?;
        let change = "UPDATE word_past SET title = ?, text = ? WHERE id = ?";
        connection.run(change, params![new_title, new_text, id]).map_err(writing)?;
        let index = "INSERT INTO word_past_index (rowid, title, text) VALUES (?, ?, ?)";
        connection.run(index, params![id, new_title, new_text]).map_err(writing)?;
    }
    // An index keeps removed words until its parts are merged.
    for index in ["word_index", "word_past_index"] {
        connection.run(&format!("INSERT INTO {index} ({index}) VALUES ('optimize')"), []).map_err(writing)?;
    }
    Ok(())
}

/// The words of every text that is left in the newest body.
fn left(connection: &Connection, rec: i64) -> Result<String, StoreError> {
    let sql = "SELECT json FROM content WHERE rec = ? ORDER BY position DESC LIMIT 1";
    let json: Option<String> = connection.first(sql, [rec], |row| row.get(0)).map_err(writing)?;
    let mut words = Vec::new();
    if let Some(json) = json.and_then(|json| serde_json::from_str::<Json>(&json).ok()) {
        collect(&json, &mut words);
    }
    Ok(words.join(" "))
}

fn collect(json: &Json, words: &mut Vec<String>) {
    match json {
        Json::String(text) => words.extend(words_of(text)),
        Json::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Json::Object(members) => members.values().for_each(|member| collect(member, words)),
        _ => {}
    }
}
