//! Records of any kind by their words, those with the words in reference or title first, the newest of them first.

use crate::{
    condition::{Clause, Value, visible},
    rows::listed,
    session::{Session, get, int},
    words::query,
};
use record::{RecordId, words_of};
use store::{At, StoreError, Stored};

/// Rows at most.
const ROWS: u64 = 1_000;
/// How many of the newest records are looked through first.
const NEWEST: i64 = 2_000;

/// Records that hold all of the words, the last as a beginning.
pub(crate) async fn search(
    session: &Session<'_>,
    words: &[String],
    openness: u8,
    related: &[RecordId],
    limit: u64,
) -> Result<Vec<Stored>, StoreError> {
    let words: Vec<String> = words.iter().flat_map(|word| words_of(word)).collect();
    let limit = usize::try_from(limit.min(ROWS)).unwrap_or(0);
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let asked = query(&words, None);
    let mut recs: Vec<i64> = Vec::new();
    for column in ["title", "text"] {
        // Words that many records have fill the page from the newest of them. Of other words the index knows all; left to
        // itself the server walks along the records for either, since it does not know how many have a word.
        for newest in [true, false] {
            let found = found(column, &asked, newest, (openness, related), limit).ask(session).await?;
            if newest && found.len() < limit {
                continue;
            }
            for row in found {
                let rec = get(&row, 0)?;
                if recs.len() < limit && !recs.contains(&rec) {
                    recs.push(rec);
                }
            }
            break;
        }
        if recs.len() >= limit {
            break;
        }
    }
    listed(session, &recs, At::Now).await
}

/// Records with the words in a column, the newest first: among the newest of all, or by the index.
fn found(
    column: &str,
    asked: &str,
    newest: bool,
    (openness, related): (u8, &[RecordId]),
    limit: usize,
) -> Clause {
    let mut clause = if newest {
        let sql = format!(
            "SELECT d.rec FROM (SELECT rec, {column} FROM house.word ORDER BY rec DESC LIMIT ?) d
                WHERE d.{column} @@ ?::text::tsquery"
        );
        Clause::new(sql, vec![Value::Int(NEWEST), Value::Text(asked.to_owned())])
    } else {
        let sql = format!(
            "WITH met AS MATERIALIZED (SELECT rec FROM house.word WHERE {column} @@ ?::text::tsquery)
                SELECT d.rec FROM met d WHERE true"
        );
        Clause::new(sql, vec![Value::Text(asked.to_owned())])
    };
    if openness < 2 {
        clause.join(" AND ", &visible(openness, related));
    }
    clause.push(" ORDER BY d.rec DESC LIMIT ?", [Value::Int(int(limit as u64))]);
    clause
}
