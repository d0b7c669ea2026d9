//! Records of any kind by their words, those with the words in reference or title first, whole words before beginnings, the
//! newest of them first.

use crate::{
    condition::{Clause, visible},
    failure::reading,
    rows::listed_all,
    sql::{Statements, bytes, count_at, int, within},
    words::{fts_query, fts_whole, instr_tests},
};
use record::{RecordId, words_of};
use rusqlite::{
    Connection, params_from_iter,
    types::Value::{self, Integer, Text},
};
use store::{At, StoreError, Stored};

/// Rows at most.
const ROWS: u64 = 1_000;

/// Records that hold all of the words, the last as a beginning.
pub(crate) fn search(
    connection: &Connection,
    words: &[String],
    openness: u8,
    related: &[RecordId],
    (limit, narrow): (u64, usize),
) -> Result<Vec<Stored>, StoreError> {
    let words: Vec<String> = words.iter().flat_map(|word| words_of(word)).collect();
    let limit = usize::try_from(limit.min(ROWS)).unwrap_or(0);
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let little = openness < 2 && sees(connection, openness)? <= narrow as u64;
    let mut recs: Vec<i64> = Vec::new();
    for (column, whole) in [("title", true), ("title", false), ("text", true), ("text", false)] {
        let mut clause = if little {
            // Her few records are looked through once, with beginnings.
            if whole {
                continue;
            }
            among_own(&words, column, openness, related)
        } else {
            let query = if whole { fts_whole(&words) } else { fts_query(&words, None) };
            by_index(&query, column, openness, related)
        };
        clause.sql.push_str(" ORDER BY d.rec DESC LIMIT ?");
        clause.values.push(Integer(int(limit as u64)));
        let found: Vec<i64> = connection
            .all(&clause.sql, params_from_iter(&clause.values), |row| row.get(0))
            .map_err(reading)?;
        for rec in found {
            if recs.len() < limit && !recs.contains(&rec) {
                recs.push(rec);
            }
        }
        if recs.len() >= limit {
            break;
        }
    }
    listed_all(connection, &recs, At::Now)
}

fn by_index(query: &str, column: &str, openness: u8, related: &[RecordId]) -> Clause {
    let matched = format!("{{{column}}} : ({query})");
    let mut clause = Clause::new(
        "SELECT d.rec FROM (SELECT rowid AS rec FROM word_index WHERE word_index MATCH ?) d",
        vec![Text(matched)],
    );
    if openness < 2 {
        let test = visible(openness, related);
        clause.sql.push_str(" WHERE ");
        clause.sql.push_str(&test.sql);
        clause.values.extend(test.values);
    }
    clause
}

/// A reader who sees little: her records are looked through, instead of all that the index finds.
fn among_own(words: &[String], column: &str, openness: u8, related: &[RecordId]) -> Clause {
    let (tests, patterns) = instr_tests(words);
    let tests = tests.replace("f.text", &format!("f.{column}"));
    let mut values = vec![Integer(openness.into())];
    let mut own = "SELECT rec FROM span WHERE openness BETWEEN 0 AND ?".to_owned();
    if !related.is_empty() {
        own.push_str(" UNION SELECT rec FROM related WHERE ");
        own.push_str(&within("id", related.len()));
        values.extend(related.iter().map(|id| Value::Blob(bytes(*id).to_vec())));
    }
    values.extend(patterns.into_iter().map(Text));
    Clause::new(
        format!("SELECT d.rec FROM ({own}) d CROSS JOIN word f ON f.rec = d.rec WHERE {tests}"),
        values,
    )
}

fn sees(connection: &Connection, openness: u8) -> Result<u64, StoreError> {
    connection
        .one("SELECT coalesce(sum(n), 0) FROM tally WHERE openness <= ?", [openness], |row| count_at(row, 0))
        .map_err(reading)
}
