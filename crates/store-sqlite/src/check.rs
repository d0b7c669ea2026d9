//! Whether the file holds together, and making its projections again.

use crate::{
    apply::Tip,
    failure::{reading, writing},
    places::note_anew,
    sql::{Statements, count_at},
};
use ledger::{Frontier, Hash, leaf_hash};
use rusqlite::{Connection, params};
use store::{CHANGED, STATE, StoreError, time_key};

/// Findings of one kind that are named; more are only counted.
const NAMED: usize = 20;

/// Statements that each find nothing in a sound file: what is wrong, and the rows for which it is.
const RULES: &[(&str, &str)] = &[
    ("an act without an entry, or an entry without an act", "SELECT position FROM entry LEFT JOIN act USING (position) WHERE act.position IS NULL
        UNION ALL SELECT position FROM act LEFT JOIN entry USING (position) WHERE entry.position IS NULL"),
    ("an act dated before the one preceding it", "SELECT position FROM (SELECT position, at, lag(at) OVER (ORDER BY position) AS before FROM act) WHERE at < before"),
    ("positions with a gap", "SELECT max(position) FROM entry HAVING max(position) + 1 <> count(*)"),
    ("a record that does not stand where its last act put it", "SELECT r.reference FROM record r LEFT JOIN span s USING (rec) LEFT JOIN act a ON a.position = s.from_pos
        WHERE s.rec IS NULL OR a.position IS NULL OR a.rec <> r.rec OR a.state <> s.state OR a.version <> s.version OR a.at <> s.changed_at
            OR a.by <> s.changed_by OR s.from_pos <> (SELECT max(position) FROM act WHERE rec = r.rec)"),
    ("a past span that is not from one act to the next", "SELECT r.reference FROM act a JOIN record r USING (rec)
            LEFT JOIN act n ON n.position = (SELECT min(position) FROM act WHERE rec = a.rec AND position > a.position)
            LEFT JOIN span_past s ON s.rec = a.rec AND s.until_pos = n.position
        WHERE n.position IS NOT NULL AND (s.rec IS NULL OR s.from_pos <> a.position OR s.state <> a.state OR s.version <> a.version)"),
    ("a past span too many", "SELECT rec FROM span_past s WHERE NOT EXISTS (SELECT 1 FROM act WHERE rec = s.rec AND position = s.until_pos)"),
    ("a span whose content is of another version", "SELECT r.reference FROM span s JOIN record r USING (rec) LEFT JOIN content c ON c.position = s.content_pos
        WHERE c.position IS NULL OR c.rec <> s.rec OR c.version <> s.version"),
    ("a record whose first act is not where it was born", "SELECT reference FROM record r WHERE born <> (SELECT min(position) FROM act WHERE rec = r.rec)"),
    ("numbers with a gap", "SELECT kind FROM record GROUP BY kind HAVING max(number) <> count(*) OR min(number) <> 1"),
    ("a kind whose last number or act is wrong", "SELECT kind FROM (SELECT r.kind, max(number) AS number, max(from_pos) AS position FROM record r JOIN span USING (rec) GROUP BY r.kind) w
            LEFT JOIN kind_tip t USING (kind) WHERE t.kind IS NULL OR t.number <> w.number OR t.position <> w.position"),
    ("a tally that is wrong", "SELECT kind || ' ' || state FROM (
            SELECT kind, state, openness, n FROM tally UNION ALL
            SELECT r.kind, s.state, s.openness, -count(*) FROM record r JOIN span s USING (rec) GROUP BY 1, 2, 3)
        GROUP BY kind, state, openness HAVING sum(n) <> 0"),
    ("a cell with the number of another record", "SELECT r.reference FROM cell c JOIN record r USING (rec) JOIN slot s USING (slot) WHERE c.number <> r.number OR s.kind <> r.kind"),
    ("a record that stands under another name", "SELECT r.reference FROM record r JOIN span s USING (rec)
        WHERE s.id <> r.id OR s.kind <> r.kind OR s.reference <> r.reference OR s.born <> r.born OR s.created_by <> r.created_by OR s.created_at <> r.created_at"),
    ("a relation that is in one place only", "SELECT reference FROM record JOIN (
            SELECT rec FROM (SELECT rec, kind, length(related) / 16 AS n FROM span UNION ALL SELECT rec, kind, -1 FROM related)
            GROUP BY rec, kind HAVING sum(n) <> 0) USING (rec)"),
    ("a cell of the state that is not the state", "SELECT r.reference FROM record r JOIN span s USING (rec) JOIN slot t ON t.kind = r.kind AND t.field = '@state'
            LEFT JOIN cell c ON c.rec = r.rec AND c.slot = t.slot WHERE c.key IS NOT s.state"),
    ("an erased field that is still there", "SELECT r.reference FROM erased e JOIN record r USING (rec) JOIN content c ON c.rec = e.rec AND c.position < e.position,
            json_each(c.json) j WHERE j.key = e.field"),
];

/// Every finding.
pub(crate) fn check(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    for pragma in ["PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"] {
        let rows = connection.all(pragma, [], |row| row.get::<_, String>(0)).map_err(reading)?;
        findings.extend(
            rows.into_iter().filter(|row| row != "ok").map(|row| format!("the file is damaged: {row}")),
        );
    }
    for (what, sql) in RULES {
        let rows = connection
            .all(sql, [], |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    other => format!("{:?}", other.as_i64().unwrap_or_default()),
                })
            })
            .map_err(reading)?;
        findings.extend(rows.iter().take(NAMED).map(|row| format!("{what}: {row}")));
        if rows.len() > NAMED {
            findings.push(format!("{what}: {} more", rows.len() - NAMED));
        }
    }
    check_changed(connection, &mut findings)?;
    check_tree(connection, &mut findings)?;
    Ok(findings)
}

/// The key of the time is computed here, so it is compared here.
fn check_changed(connection: &Connection, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let sql = "SELECT r.reference, s.changed_at, c.key FROM record r JOIN span s USING (rec)
            LEFT JOIN slot t ON t.kind = r.kind AND t.field = ? LEFT JOIN cell c ON c.rec = r.rec AND c.slot = t.slot";
    let rows: Vec<(String, i64, Option<String>)> =
        connection.all(sql, [CHANGED], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(reading)?;
    let wrong = rows.into_iter().filter(|(_, at, key)| key.as_deref() != Some(time_key(*at).as_str()));
    findings.extend(
        wrong.map(|(reference, _, _)| format!("a cell of the last act that is not its time: {reference}")),
    );
    Ok(())
}

/// The tree, computed again from the bytes of the entries.
fn check_tree(connection: &Connection, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let mut frontier = Frontier::new();
    let mut statement =
        connection.prepare("SELECT position, bytes, leaf FROM entry ORDER BY position").map_err(reading)?;
    let mut rows = statement.query([]).map_err(reading)?;
    while let Some(row) = rows.next().map_err(reading)? {
        let position = count_at(row, 0).map_err(reading)?;
        let bytes: Vec<u8> = row.get(1).map_err(reading)?;
        let leaf: [u8; 32] = row.get(2).map_err(reading)?;
        if leaf_hash(&bytes) != Hash(leaf) {
            findings.push(format!("an entry that is not what its leaf says: {position}"));
        }
        for node in frontier.append(Hash(leaf)).into_iter().filter(|node| node.level > 0) {
            if crate::apply::node(connection, node.level, node.index)? != Some(node.hash.0) {
                findings.push(format!(
                    "a node of the tree that is not what its leaves say: {}/{}",
                    node.level, node.index
                ));
            }
        }
    }
    if Tip::load(connection).map(|tip| tip.frontier.root()).ok() != Some(frontier.root()) {
        findings.push("the root of the tree is not that of its leaves".to_owned());
    }
    Ok(())
}

/// Makes the projections again that follow from what is kept. Cells, links and words of fields are the caller's: the
/// store cannot read a body.
pub(crate) fn rebuild(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "DELETE FROM tally;
            INSERT INTO tally (kind, state, openness, n)
                SELECT r.kind, s.state, s.openness, count(*) FROM record r JOIN span s USING (rec) GROUP BY 1, 2, 3;
            DELETE FROM kind_tip;
            INSERT INTO kind_tip (kind, number, position)
                SELECT r.kind, max(number), max(from_pos) FROM record r JOIN span USING (rec) GROUP BY r.kind;
            DELETE FROM related;
            INSERT INTO slot (kind, field) SELECT DISTINCT kind, '@state' FROM record WHERE true ON CONFLICT DO NOTHING;
            INSERT INTO slot (kind, field) SELECT DISTINCT kind, '@changed' FROM record WHERE true ON CONFLICT DO NOTHING;
            DELETE FROM cell WHERE slot IN (SELECT slot FROM slot WHERE field IN ('@state', '@changed'));
            DELETE FROM cell_past WHERE slot IN (SELECT slot FROM slot WHERE field IN ('@state', '@changed'));
            INSERT INTO word_index (word_index) VALUES ('rebuild');
            INSERT INTO word_past_index (word_past_index) VALUES ('rebuild');",
        )
        .map_err(writing)?;
    note_anew(connection).map_err(writing)?;
    rebuild_related(connection)?;
    rebuild_cells(connection)
}

fn rebuild_related(connection: &Connection) -> Result<(), StoreError> {
    let rows: Vec<(i64, String, Vec<u8>)> = connection
        .all("SELECT rec, kind, related FROM span", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .map_err(reading)?;
    for (rec, kind, related) in rows {
        for id in related.chunks_exact(16) {
            connection
                .run("INSERT INTO related (id, kind, rec) VALUES (?, ?, ?)", params![id, kind, rec])
                .map_err(writing)?;
        }
    }
    Ok(())
}

/// An act: record, position, state, time, number of the record, slots of state and time.
type Row = (i64, i64, String, i64, i64, i64, i64);

/// State and time of the last act, from the acts of each record: a state that stays is one cell.
fn rebuild_cells(connection: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT a.rec, a.position, a.state, a.at, r.number, t.slot, u.slot FROM act a JOIN record r USING (rec)
        JOIN slot t ON t.kind = r.kind AND t.field = ? JOIN slot u ON u.kind = r.kind AND u.field = ? ORDER BY a.rec, a.position";
    let acts: Vec<Row> = connection
        .all(sql, [STATE, CHANGED], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
        })
        .map_err(reading)?;
    for acts in acts.chunk_by(|a, b| a.0 == b.0) {
        let cells = |key: fn(&Row) -> String, slot: fn(&Row) -> i64| {
            acts.iter().map(|act| (key(act), slot(act), act.1)).fold(
                Vec::<(String, i64, i64)>::new(),
                |mut runs, next| {
                    if runs.last().is_none_or(|last| last.0 != next.0) {
                        runs.push(next);
                    }
                    runs
                },
            )
        };
        let Some((rec, .., number, _, _)) = acts.first() else { continue };
        for runs in [cells(|act| act.2.clone(), |act| act.5), cells(|act| time_key(act.3), |act| act.6)] {
            for (place, (key, slot, from)) in runs.iter().enumerate() {
                match runs.get(place + 1) {
                    Some((_, _, until)) => connection.run(
                        "INSERT INTO cell_past (rec, slot, until_pos, key, number, edge, from_pos) VALUES (?, ?, ?, ?, ?, 3, ?)",
                        params![rec, slot, until, key, number, from],
                    ),
                    None => connection.run(
                        "INSERT INTO cell (rec, slot, key, number, edge, from_pos) VALUES (?, ?, ?, ?, 3, ?)",
                        params![rec, slot, key, number, from],
                    ),
                }
                .map_err(writing)?;
            }
        }
    }
    Ok(())
}
