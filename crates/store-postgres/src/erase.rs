//! Erasing fields of a record in every version before the act, and in everything derived from them.

use crate::{
    book::Book,
    failure::damaged,
    session::{Session, get},
    slot::slot,
    words::{indexed, vector},
};
use record::words_of;
use serde_json::{Map, Value as Json};
use store::{StoreError, Write};

impl Book {
    /// Erases what an act names. The act itself, and the index of what is left if it brought one, are in the book.
    pub(crate) async fn erase(&mut self, session: &Session<'_>, write: &Write) -> Result<(), StoreError> {
        self.flush(session).await?;
        let standing = self.now.get(&write.record.0).ok_or_else(|| damaged("an erasure of nothing"))?;
        let (rec, position, reference) = (standing.rec, standing.span.from, standing.reference.clone());
        for field in &write.erase {
            let note =
                "INSERT INTO house.erased (rec, field, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            session.run(note, &[&rec, field, &position]).await?;
            if field == ledger::REASON {
                let reasons = "UPDATE house.reason SET text = NULL, salt = NULL
                    WHERE position < $1 AND position IN (SELECT position FROM house.act WHERE rec = $2)";
                session.run(reasons, &[&position, &rec]).await?;
            } else {
                erase_derived(session, write, field, (rec, position)).await?;
            }
        }
        if write.erase.iter().any(|field| field != ledger::REASON) {
            let gone = erase_contents(session, write, (rec, position)).await?;
            erase_titles(session, write, rec, &gone).await?;
            erase_words(session, write, (rec, position), &reference).await?;
        }
        self.reload(session, write.record.0).await
    }
}

/// Cells and links of a field, as they were before the act.
async fn erase_derived(
    session: &Session<'_>,
    write: &Write,
    field: &str,
    (rec, position): (i64, i64),
) -> Result<(), StoreError> {
    let slot = slot(&write.kind, field);
    for sql in [
        "DELETE FROM house.cell WHERE rec = $1 AND slot = $2 AND from_pos < $3",
        "DELETE FROM house.cell_past WHERE rec = $1 AND slot = $2 AND from_pos < $3",
    ] {
        session.run(sql, &[&rec, &slot, &position]).await?;
    }
    let within = format!("{field}.");
    for sql in [
        "DELETE FROM house.link WHERE rec = $1 AND (field = $2 OR starts_with(field, $3)) AND from_pos < $4",
        "DELETE FROM house.link_past WHERE rec = $1 AND (field = $2 OR starts_with(field, $3)) AND from_pos < $4",
    ] {
        session.run(sql, &[&rec, &field, &within, &position]).await?;
    }
    Ok(())
}

/// Takes the fields out of every body before the act; gives the texts that were there.
async fn erase_contents(
    session: &Session<'_>,
    write: &Write,
    (rec, position): (i64, i64),
) -> Result<Vec<String>, StoreError> {
    let sql =
        "SELECT position, json, salts FROM house.content WHERE rec = $1 AND position < $2 ORDER BY position";
    let mut gone = Vec::new();
    for row in session.all(sql, &[&rec, &position]).await? {
        let at: i64 = get(&row, 0)?;
        let object = |text: &str| {
            serde_json::from_str::<Map<String, Json>>(text)
                .map_err(|_| damaged(format!("the content at position {at}")))
        };
        let (mut json, mut salts) = (object(get(&row, 1)?)?, object(get(&row, 2)?)?);
        for field in &write.erase {
            if let Some(Json::String(text)) = json.remove(field) {
                gone.push(text);
            }
            salts.remove(field);
        }
        let (json, salts) = (Json::Object(json).to_string(), Json::Object(salts).to_string());
        let change = "UPDATE house.content SET json = $1, salts = $2 WHERE position = $3";
        session.run(change, &[&json, &salts, &at]).await?;
    }
    Ok(gone)
}

/// A title that was the text of an erased field goes with it.
async fn erase_titles(
    session: &Session<'_>,
    write: &Write,
    rec: i64,
    gone: &[String],
) -> Result<(), StoreError> {
    session
        .run("UPDATE house.span_past SET title = '' WHERE rec = $1 AND title = ANY($2)", &[&rec, &gone])
        .await?;
    if write.content.is_none() {
        session
            .run("UPDATE house.span SET title = '' WHERE rec = $1 AND title = ANY($2)", &[&rec, &gone])
            .await?;
    }
    Ok(())
}

/// Which words came from which field is not kept: at earlier sizes the record is found by its reference alone, from now
/// on by the words that the act brought, or else by every text that is left.
async fn erase_words(
    session: &Session<'_>,
    write: &Write,
    (rec, position): (i64, i64),
    reference: &str,
) -> Result<(), StoreError> {
    let keep = "INSERT INTO house.word_past (rec, until_pos, from_pos, text) SELECT rec, $2, from_pos, text FROM house.word WHERE rec = $1";
    session.run(keep, &[&rec, &position]).await?;
    let title: String = get(&session.one("SELECT title FROM house.span WHERE rec = $1", &[&rec]).await?, 0)?;
    let words = match &write.content {
        Some(content) => content.words.clone(),
        None => left(session, rec).await?,
    };
    let (titled, text) = indexed(&write.kind, &words, &title, reference);
    let change = "UPDATE house.word SET from_pos = $2, title = $3::text::tsvector, text = $4::text::tsvector WHERE rec = $1";
    session.run(change, &[&rec, &position, &vector(&titled), &vector(&text)]).await?;
    let (_, text) = indexed(&write.kind, "", "", reference);
    let past = "UPDATE house.word_past SET text = $2::text::tsvector WHERE rec = $1";
    session.run(past, &[&rec, &vector(&text)]).await?;
    Ok(())
}

/// The words of every text that is left in the newest body.
async fn left(session: &Session<'_>, rec: i64) -> Result<String, StoreError> {
    let sql = "SELECT json FROM house.content WHERE rec = $1 ORDER BY position DESC LIMIT 1";
    let mut words = Vec::new();
    if let Some(row) = session.first(sql, &[&rec]).await?
        && let Ok(json) = serde_json::from_str::<Json>(get(&row, 0)?)
    {
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
