//! Whether the schema holds together, and making its projections again.

use crate::{
    book::Tip,
    session::{Session, count, get, hash, int},
    slot::slot,
};
use ledger::{Frontier, Hash, leaf_hash};
use std::collections::HashMap;
use store::{CHANGED, STATE, StoreError, time_key};
use tokio_postgres::Row;

/// Findings of one kind that are named; more are only counted.
const NAMED: usize = 20;
/// Entries read at once.
const BATCH: i64 = 5_000;

/// Statements that each find nothing in a sound schema: what is wrong, and the rows for which it is, as text.
const RULES: &[(&str, &str)] = &[
    ("an act without an entry, or an entry without an act",
        "SELECT coalesce(e.position, a.position)::text FROM house.entry e FULL JOIN house.act a USING (position)
        WHERE e.position IS NULL OR a.position IS NULL"),
    ("an act dated before the one preceding it",
        "SELECT position::text FROM (SELECT position, at, lag(at) OVER (ORDER BY position) AS before FROM house.act) o WHERE at < before"),
    ("positions with a gap", "SELECT max(position)::text FROM house.entry HAVING max(position) + 1 <> count(*)"),
    ("a head that is not the end of the ledger",
        "SELECT size::text FROM house.head WHERE size <> (SELECT count(*) FROM house.entry)
            OR records <> (SELECT count(*) FROM house.record) OR last_at IS DISTINCT FROM (SELECT max(at) FROM house.act)"),
    ("a record that does not stand where its last act put it",
        "SELECT r.reference FROM house.record r LEFT JOIN house.span s USING (rec) LEFT JOIN house.act a ON a.position = s.from_pos
        WHERE s.rec IS NULL OR a.position IS NULL OR a.rec <> r.rec OR a.state <> s.state OR a.version <> s.version OR a.at <> s.changed_at
            OR a.person <> s.changed_by OR s.from_pos <> (SELECT max(position) FROM house.act WHERE rec = r.rec)"),
    ("a past span that is not from one act to the next",
        "SELECT r.reference FROM (SELECT a.*, lead(position) OVER (PARTITION BY rec ORDER BY position) AS next FROM house.act a) a
            JOIN house.record r USING (rec) LEFT JOIN house.span_past s ON s.rec = a.rec AND s.until_pos = a.next
        WHERE a.next IS NOT NULL AND (s.rec IS NULL OR s.from_pos <> a.position OR s.state <> a.state OR s.version <> a.version)"),
    ("a past span too many",
        "SELECT s.rec::text FROM house.span_past s WHERE NOT EXISTS (SELECT 1 FROM house.act WHERE rec = s.rec AND position = s.until_pos)"),
    ("a span whose content is of another version",
        "SELECT r.reference FROM house.span s JOIN house.record r USING (rec) LEFT JOIN house.content c ON c.position = s.content_pos
        WHERE c.position IS NULL OR c.rec <> s.rec OR c.version <> s.version"),
    ("a record whose first act is not where it was born",
        "SELECT reference FROM house.record r WHERE born <> (SELECT min(position) FROM house.act WHERE rec = r.rec)"),
    ("numbers with a gap", "SELECT kind FROM house.record GROUP BY kind HAVING max(number) <> count(*) OR min(number) <> 1"),
    ("a kind whose last number or act is wrong",
        "SELECT w.kind FROM (SELECT kind, max(number) AS number, max(from_pos) AS position FROM house.record JOIN house.span USING (rec) GROUP BY kind) w
            LEFT JOIN house.kind_tip t USING (kind) WHERE t.kind IS NULL OR t.number <> w.number OR t.position <> w.position"),
    ("a tally that is wrong",
        "SELECT kind || ' ' || state FROM (
            SELECT kind, state, openness, n FROM house.tally UNION ALL
            SELECT r.kind, s.state, a.openness, -count(*) FROM house.record r JOIN house.span s USING (rec) JOIN house.audience a USING (rec) GROUP BY 1, 2, 3) t
        GROUP BY kind, state, openness HAVING sum(n) <> 0"),
    ("a cell with the number of another record",
        "SELECT r.reference FROM house.cell c JOIN house.record r USING (rec) WHERE c.number <> r.number"),
    ("a record without an audience",
        "SELECT r.reference FROM house.record r LEFT JOIN house.audience a USING (rec) WHERE a.rec IS NULL OR a.kind <> r.kind"),
    ("a record without words", "SELECT r.reference FROM house.record r LEFT JOIN house.word w USING (rec) WHERE w.rec IS NULL"),
    ("an erased field that is still there",
        "SELECT r.reference FROM house.erased e JOIN house.record r USING (rec) JOIN house.content c ON c.rec = e.rec AND c.position < e.position
        WHERE jsonb_exists(c.json::jsonb, e.field)"),
];

/// Every finding.
pub(crate) async fn check(session: &Session<'_>) -> Result<Vec<String>, StoreError> {
    session.batch("SET LOCAL statement_timeout TO 0").await?;
    let mut findings = Vec::new();
    for (what, sql) in RULES {
        let rows = session.all(sql, &[]).await?;
        for row in rows.iter().take(NAMED) {
            findings.push(format!("{what}: {}", get::<&str>(row, 0)?));
        }
        if rows.len() > NAMED {
            findings.push(format!("{what}: {} more", rows.len() - NAMED));
        }
    }
    check_triggers(session, &mut findings).await?;
    check_cells(session, &mut findings).await?;
    check_tree(session, &mut findings).await?;
    Ok(findings)
}

/// What refuses to change history is in force: the owner of a table can take a trigger away.
async fn check_triggers(session: &Session<'_>, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let tables = ["owner", "entry", "node", "record", "act", "erased", "content", "reason", "head"];
    for table in tables {
        let sql = format!(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'house.{table}'::regclass AND tgname = 'kept' AND tgenabled = 'O'"
        );
        if count(&session.one(&sql, &[]).await?, 0)? != 1 {
            findings.push(format!("the trigger that keeps rows is not in force: {table}"));
        }
    }
    Ok(())
}

/// Keys of states and times are computed here, so they are compared here.
async fn check_cells(session: &Session<'_>, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let sql = "SELECT r.reference, r.kind, s.state, s.changed_at, c.slot, c.key FROM house.record r JOIN house.span s USING (rec)
        LEFT JOIN house.cell c ON c.rec = r.rec AND c.slot = ANY($1)";
    let kinds = session.all("SELECT kind FROM house.kind_tip", &[]).await?;
    let kinds: Vec<String> = kinds.iter().map(|row| get(row, 0)).collect::<Result<_, _>>()?;
    let slots: Vec<i64> = kinds.iter().flat_map(|kind| [slot(kind, STATE), slot(kind, CHANGED)]).collect();
    let mut right: HashMap<String, u8> = HashMap::new();
    for row in session.all(sql, &[&slots]).await? {
        let (reference, kind, state, at): (String, &str, &str, i64) =
            (get(&row, 0)?, get(&row, 1)?, get(&row, 2)?, get(&row, 3)?);
        let (at_slot, key): (Option<i64>, Option<String>) = (get(&row, 4)?, get(&row, 5)?);
        let is = |field, wanted: &str| at_slot == Some(slot(kind, field)) && key.as_deref() == Some(wanted);
        let found = u8::from(is(STATE, state)) | u8::from(is(CHANGED, &time_key(at))) << 1;
        *right.entry(reference).or_default() |= found;
    }
    let mut wrong: Vec<_> = right.into_iter().filter(|(_, found)| *found != 3).collect();
    wrong.sort_unstable();
    findings.extend(
        wrong
            .into_iter()
            .map(|(reference, _)| format!("a cell that is not the state or the time: {reference}")),
    );
    Ok(())
}

/// The tree, computed again from the bytes of the entries.
async fn check_tree(session: &Session<'_>, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let nodes = session.all("SELECT level, idx, hash FROM house.node", &[]).await?;
    let mut nodes: HashMap<(i16, i64), [u8; 32]> = nodes
        .iter()
        .map(|row| Ok(((get(row, 0)?, get(row, 1)?), hash(row, 2)?)))
        .collect::<Result<_, StoreError>>()?;
    let mut frontier = Frontier::new();
    loop {
        let sql =
            "SELECT position, bytes, leaf FROM house.entry WHERE position >= $1 ORDER BY position LIMIT $2";
        let rows = session.all(sql, &[&int(frontier.size()), &BATCH]).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (bytes, leaf): (&[u8], [u8; 32]) = (get(row, 1)?, hash(row, 2)?);
            if leaf_hash(bytes) != Hash(leaf) {
                findings.push(format!("an entry that is not what its leaf says: {}", count(row, 0)?));
            }
            for node in frontier.append(Hash(leaf)).into_iter().filter(|node| node.level > 0) {
                if nodes.remove(&(i16::from(node.level), int(node.index))) != Some(node.hash.0) {
                    let (level, index) = (node.level, node.index);
                    findings
                        .push(format!("a node of the tree that is not what its leaves say: {level}/{index}"));
                }
            }
        }
    }
    findings
        .extend(nodes.keys().map(|(level, index)| format!("a node of the tree too many: {level}/{index}")));
    if Tip::read(session, false).await.map(|tip| tip.frontier).ok() != Some(frontier) {
        findings.push("the head is not that of the leaves".to_owned());
    }
    Ok(())
}

/// Makes the projections again that follow from what is kept. Cells, links and words of fields are the caller's: the
/// store cannot read a body.
pub(crate) async fn rebuild(session: &Session<'_>) -> Result<(), StoreError> {
    session.batch("SET LOCAL statement_timeout TO 0").await?;
    session.one("SELECT size FROM house.head FOR UPDATE", &[]).await?;
    session
        .batch(
            "DELETE FROM house.tally;
            INSERT INTO house.tally (kind, state, openness, n)
                SELECT r.kind, s.state, a.openness, count(*) FROM house.record r JOIN house.span s USING (rec) JOIN house.audience a USING (rec) GROUP BY 1, 2, 3;
            DELETE FROM house.kind_tip;
            INSERT INTO house.kind_tip (kind, number, position)
                SELECT kind, max(number), max(from_pos) FROM house.record JOIN house.span USING (rec) GROUP BY kind;
            REINDEX TABLE house.word;
            REINDEX TABLE house.word_past;
            REINDEX TABLE house.cell;",
        )
        .await?;
    let rows = session.all("SELECT kind FROM house.kind_tip ORDER BY kind", &[]).await?;
    for row in &rows {
        rebuild_cells(session, get(row, 0)?).await?;
    }
    Ok(())
}

/// State and time of the last act, from the acts of each record: a state that stays is one cell.
async fn rebuild_cells(session: &Session<'_>, kind: &str) -> Result<(), StoreError> {
    let slots = [slot(kind, STATE), slot(kind, CHANGED)];
    for sql in
        ["DELETE FROM house.cell WHERE slot = ANY($1)", "DELETE FROM house.cell_past WHERE slot = ANY($1)"]
    {
        session.run(sql, &[&slots.as_slice()]).await?;
    }
    let sql =
        "SELECT a.rec, r.number, a.position, a.state, a.at FROM house.act a JOIN house.record r USING (rec)
        WHERE r.kind = $1 ORDER BY a.rec, a.position";
    let acts = session.all(sql, &[&kind]).await?;
    let acts: Vec<Act> = acts.iter().map(Act::read).collect::<Result<_, _>>()?;
    let mut now = Columns::default();
    let mut past = Columns::default();
    for acts in acts.chunk_by(|a, b| a.rec == b.rec) {
        for (slot, key) in slots.into_iter().zip([Act::state_key as fn(&Act) -> String, Act::time_key]) {
            let runs: Vec<_> = acts.chunk_by(|a, b| key(a) == key(b)).filter_map(|run| run.first()).collect();
            for (place, run) in runs.iter().enumerate() {
                match runs.get(place + 1) {
                    Some(next) => past.push(run, slot, key(run), next.position),
                    None => now.push(run, slot, key(run), 0),
                }
            }
        }
    }
    let sql = "INSERT INTO house.cell (rec, number, slot, key, edge, from_pos)
        SELECT rec, number, slot, key, 3, from_pos
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[]) g (rec, number, slot, key, from_pos)";
    session.run(sql, &[&now.rec, &now.number, &now.slot, &now.key, &now.from]).await?;
    let sql = "INSERT INTO house.cell_past (rec, number, slot, key, edge, from_pos, until_pos)
        SELECT rec, number, slot, key, 3, from_pos, until_pos
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[]) g (rec, number, slot, key, from_pos, until_pos)";
    session.run(sql, &[&past.rec, &past.number, &past.slot, &past.key, &past.from, &past.until]).await?;
    Ok(())
}

struct Act {
    rec: i64,
    number: i64,
    position: i64,
    state: String,
    at: i64,
}

impl Act {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            rec: get(row, 0)?,
            number: get(row, 1)?,
            position: get(row, 2)?,
            state: get(row, 3)?,
            at: get(row, 4)?,
        })
    }

    fn state_key(&self) -> String {
        self.state.clone()
    }

    fn time_key(&self) -> String {
        time_key(self.at)
    }
}

/// Cells as columns.
#[derive(Default)]
struct Columns {
    rec: Vec<i64>,
    number: Vec<i64>,
    slot: Vec<i64>,
    key: Vec<String>,
    from: Vec<i64>,
    until: Vec<i64>,
}

impl Columns {
    fn push(&mut self, act: &Act, slot: i64, key: String, until: i64) {
        self.rec.push(act.rec);
        self.number.push(act.number);
        self.slot.push(slot);
        self.key.push(key);
        self.from.push(act.position);
        self.until.push(until);
    }
}
