//! How many records there are that a reader may see.

use crate::session::{Session, count, get, uuids};
use record::RecordId;
use store::{Query, StoreError};

/// Records of each kind and state that a reader may see.
pub(crate) async fn counts(
    session: &Session<'_>,
    openness: u8,
    related: &[RecordId],
) -> Result<Vec<(String, String, u64)>, StoreError> {
    // Nothing is left to a relation: looking for it would read the audience of every record.
    let rows = if openness >= 2 || related.is_empty() {
        let sql = "SELECT kind, state, sum(n)::bigint FROM house.tally WHERE openness <= $1
            GROUP BY kind, state HAVING sum(n) > 0 ORDER BY kind, state";
        session.all(sql, &[&i16::from(openness)]).await?
    } else {
        let sql = "SELECT kind, state, sum(n)::bigint FROM (
                SELECT kind, state, n FROM house.tally WHERE openness <= $1
                UNION ALL SELECT a.kind, s.state, 1 FROM house.audience a JOIN house.span s USING (rec)
                WHERE a.related && $2::uuid[] AND a.openness > $1
            ) c GROUP BY kind, state HAVING sum(n) > 0 ORDER BY kind, state";
        session.all(sql, &[&i16::from(openness), &uuids(related)]).await?
    };
    rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?, count(row, 2)?))).collect()
}

/// Records of a kind, in some of its states or in any, that are open to a reader without a relation.
pub(crate) async fn visible_total(
    session: &Session<'_>,
    kind: &str,
    openness: u8,
    states: &[String],
) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(sum(n), 0)::bigint FROM house.tally
        WHERE kind = $1 AND openness <= $2 AND ($3::text[] = '{}' OR state = ANY($3))";
    count(&session.one(sql, &[&kind, &i16::from(openness), &states]).await?, 0)
}

/// Records of the kind in the states asked for that the reader may see now, relations included.
pub(crate) async fn visible_now(session: &Session<'_>, query: &Query) -> Result<u64, StoreError> {
    let open = visible_total(session, &query.kind, query.openness, &query.states).await?;
    if query.openness >= 2 || query.related.is_empty() {
        return Ok(open);
    }
    let sql = "SELECT count(*) FROM house.audience a JOIN house.span s USING (rec)
        WHERE a.kind = $1 AND a.related && $2::uuid[] AND a.openness > $3 AND ($4::text[] = '{}' OR s.state = ANY($4))";
    let openness = i16::from(query.openness);
    let row = session.one(sql, &[&query.kind, &uuids(&query.related), &openness, &query.states]).await?;
    Ok(open + count(&row, 0)?)
}
