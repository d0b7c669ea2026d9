//! Records of any kind by their words, those with the words in reference or title first, the newest of them first.

use crate::{
    condition::{Clause, Value, visible},
    rows::by_rows,
    session::{Session, get, int},
    words::query,
};
use record::{RecordId, words_of};
use store::{At, StoreError, Stored};

/// Rows at most.
const ROWS: u64 = 1_000;

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
        let mut clause = Clause::new(
            format!("SELECT d.rec FROM house.word d WHERE d.{column} @@ ?::text::tsquery"),
            vec![Value::Text(asked.clone())],
        );
        if openness < 2 {
            clause.join(" AND ", &visible(openness, related));
        }
        clause.push(" ORDER BY d.rec DESC LIMIT ?", [Value::Int(int(limit as u64))]);
        for row in clause.ask(session).await? {
            let rec = get(&row, 0)?;
            if recs.len() < limit && !recs.contains(&rec) {
                recs.push(rec);
            }
        }
        if recs.len() >= limit {
            break;
        }
    }
    by_rows(session, &recs, At::Now).await
}
