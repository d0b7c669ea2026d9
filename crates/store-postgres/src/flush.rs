//! Writing a book: what is new, and the difference between the records as they were and as they have become. Every
//! statement is on its way before the first is answered.

use crate::{
    book::{Book, Kind},
    session::Session,
    standing::{Span, Standing},
    words::vector,
};
use futures_util::future::{FutureExt, maybe_done, try_join_all};
use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};
use store::{Idempotency, StoreError};
use tokio_postgres::{Statement, types::ToSql};
use uuid::Uuid;

/// A statement with its values, one list a column; none when there is nothing to write.
struct Bulk {
    sql: &'static str,
    columns: Vec<Box<dyn ToSql + Sync + Send>>,
}

/// `bulk!(rows, sql; column, column …)`: a statement over `unnest` of the columns, each a closure from a row.
macro_rules! bulk {
    ($bulks:expr, $rows:expr, $sql:expr; $($column:expr),+ $(,)?) => {{
        let rows: &[_] = $rows;
        if !rows.is_empty() {
            $bulks.push(Bulk {
                sql: $sql,
                columns: vec![$(Box::new(rows.iter().map($column).collect::<Vec<_>>())),+],
            });
        }
    }};
}

impl Book {
    /// Writes everything; the book is then as it was read.
    pub(crate) async fn flush(&mut self, session: &Session<'_>) -> Result<(), StoreError> {
        let mut bulks = Vec::new();
        self.happened(&mut bulks);
        self.stands(&mut bulks);
        self.ended(&mut bulks);
        self.counted(&mut bulks);
        // What has to be prepared is prepared before any is on its way, since each needs what those before it write.
        let prepared = try_join_all(bulks.iter().map(|bulk| session.prepared(bulk.sql))).await?;
        let on_their_way = bulks.iter().zip(&prepared).map(|(bulk, statement)| bulk.run(session, statement));
        // The first that fails says why; those after it only that the transaction has failed.
        for answer in in_order(on_their_way.collect()).await {
            answer?;
        }
        self.sheet = crate::sheet::Sheet::default();
        self.before.clone_from(&self.now);
        self.kinds.values_mut().for_each(|kind| kind.new = false);
        self.receipts.values_mut().for_each(|kept| kept.new = false);
        Ok(())
    }

    /// Entries, tree, records, acts and contents.
    fn happened(&self, bulks: &mut Vec<Bulk>) {
        let sheet = &self.sheet;
        bulk!(bulks, &sheet.entries,
            "INSERT INTO house.entry (position, bytes, leaf) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])";
            |row| row.0, |row| row.1.clone(), |row| row.2.to_vec());
        bulk!(bulks, &sheet.nodes,
            "INSERT INTO house.node (level, idx, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])";
            |row| row.0, |row| row.1, |row| row.2.to_vec());
        bulk!(bulks, &sheet.records,
            "INSERT INTO house.record (rec, id, kind, number, reference, prefix, born, created_by, created_at)
            SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::uuid[], $9::bigint[])";
            |row| row.rec, |row| row.id, |row| row.kind.clone(), |row| row.number, |row| row.reference.clone(),
            |row| row.prefix.clone(), |row| row.born, |row| row.created_by, |row| row.created_at);
        bulk!(bulks, &sheet.acts,
            "INSERT INTO house.act (position, rec, act, person, capacity, via, at, version, state)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::integer[], $9::text[])";
            |row| row.position, |row| row.rec, |row| row.code.clone(), |row| row.person, |row| row.capacity.clone(),
            |row| row.via.clone(), |row| row.at, |row| row.version, |row| row.state.clone());
        bulk!(bulks, &sheet.reasons,
            "INSERT INTO house.reason (position, text, salt) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])";
            |row| row.0, |row| row.1.clone(), |row| row.2.clone());
        bulk!(bulks, &sheet.contents,
            "INSERT INTO house.content (position, rec, version, schema, json, salts)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[])";
            |row| row.position, |row| row.rec, |row| row.version, |row| row.schema.clone(), |row| row.json.clone(),
            |row| row.salts.clone());
    }

    /// What holds now.
    fn stands(&self, bulks: &mut Vec<Bulk>) {
        let changed: Vec<(Option<&Standing>, &Standing)> = self
            .now
            .iter()
            .map(|(id, now)| (self.before.get(id), now))
            .filter(|(before, now)| *before != Some(*now))
            .collect();
        let spans: Vec<(i64, &Span)> = changed.iter().map(|(_, now)| (now.rec, &now.span)).collect();
        bulk!(bulks, &spans,
            "INSERT INTO house.span (rec, from_pos, state, version, content_pos, title, state_by, state_at, state_pos, changed_by,
                changed_at, approved_version, approved_by, approved_at, approved_pos, authors)
            SELECT g.a, g.b, g.c, g.d, g.e, g.f, g.g, g.h, g.i, g.j, g.k, g.l, g.m, g.n, g.o, g.p::uuid[]
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::integer[], $5::bigint[], $6::text[], $7::uuid[], $8::bigint[],
                $9::bigint[], $10::uuid[], $11::bigint[], $12::integer[], $13::uuid[], $14::bigint[], $15::bigint[], $16::text[])
                g (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
            ON CONFLICT (rec) DO UPDATE SET from_pos = excluded.from_pos, state = excluded.state, version = excluded.version,
                content_pos = excluded.content_pos, title = excluded.title, state_by = excluded.state_by,
                state_at = excluded.state_at, state_pos = excluded.state_pos, changed_by = excluded.changed_by,
                changed_at = excluded.changed_at, approved_version = excluded.approved_version,
                approved_by = excluded.approved_by, approved_at = excluded.approved_at, approved_pos = excluded.approved_pos,
                authors = excluded.authors";
            |row| row.0, |row| row.1.from, |row| row.1.state.clone(), |row| row.1.version, |row| row.1.content,
            |row| row.1.title.clone(), |row| row.1.brought.by, |row| row.1.brought.at, |row| row.1.brought.position,
            |row| row.1.changed_by, |row| row.1.changed_at, |row| row.1.approved.map(|(version, _)| version),
            |row| row.1.approved.map(|(_, stamp)| stamp.by), |row| row.1.approved.map(|(_, stamp)| stamp.at),
            |row| row.1.approved.map(|(_, stamp)| stamp.position), |row| array(&row.1.authors));
        let audiences: Vec<&Standing> = changed
            .iter()
            .filter(|(before, now)| before.is_none_or(|before| before.audience != now.audience))
            .map(|(_, now)| *now)
            .collect();
        bulk!(bulks, &audiences,
            "INSERT INTO house.audience (rec, kind, openness, related)
            SELECT g.rec, g.kind, g.openness, g.related::uuid[]
            FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::text[]) g (rec, kind, openness, related)
            ON CONFLICT (rec) DO UPDATE SET openness = excluded.openness, related = excluded.related";
            |row| row.rec, |row| row.kind.clone(), |row| row.audience.openness, |row| array(&row.audience.related));
        let words: Vec<&Standing> = changed
            .iter()
            .filter(|(before, now)| before.is_none_or(|before| before.words != now.words))
            .map(|(_, now)| *now)
            .collect();
        bulk!(bulks, &words,
            "INSERT INTO house.word (rec, from_pos, title, text)
            SELECT g.rec, g.from_pos, g.title::tsvector, g.text::tsvector
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) g (rec, from_pos, title, text)
            ON CONFLICT (rec) DO UPDATE SET from_pos = excluded.from_pos, title = excluded.title, text = excluded.text";
            |row| row.rec, |row| row.words.from, |row| vector(&row.words.title), |row| vector(&row.words.text));
        cells_and_links(&changed, bulks);
    }

    /// What held until now.
    fn ended(&self, bulks: &mut Vec<Bulk>) {
        let sheet = &self.sheet;
        bulk!(bulks, &sheet.spans_past,
            "INSERT INTO house.span_past (rec, until_pos, from_pos, state, version, content_pos, title, state_by, state_at, state_pos,
                changed_by, changed_at, approved_version, approved_by, approved_at, approved_pos, authors)
            SELECT g.u, g.v, g.b, g.c, g.d, g.e, g.f, g.g, g.h, g.i, g.j, g.k, g.l, g.m, g.n, g.o, g.p::uuid[]
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::integer[], $6::bigint[], $7::text[], $8::uuid[],
                $9::bigint[], $10::bigint[], $11::uuid[], $12::bigint[], $13::integer[], $14::uuid[], $15::bigint[], $16::bigint[], $17::text[])
                g (u, v, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)";
            |row| row.0, |row| row.1, |row| row.2.from, |row| row.2.state.clone(), |row| row.2.version, |row| row.2.content,
            |row| row.2.title.clone(), |row| row.2.brought.by, |row| row.2.brought.at, |row| row.2.brought.position,
            |row| row.2.changed_by, |row| row.2.changed_at, |row| row.2.approved.map(|(version, _)| version),
            |row| row.2.approved.map(|(_, stamp)| stamp.by), |row| row.2.approved.map(|(_, stamp)| stamp.at),
            |row| row.2.approved.map(|(_, stamp)| stamp.position), |row| array(&row.2.authors));
        bulk!(bulks, &sheet.cells_past,
            "INSERT INTO house.cell_past (rec, number, until_pos, slot, key, edge, from_pos)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::smallint[], $7::bigint[])";
            |row| row.0, |row| row.1, |row| row.2, |row| row.3, |row| row.4.clone(), |row| row.5.edge, |row| row.5.from);
        bulk!(bulks, &sheet.links_past,
            "INSERT INTO house.link_past (rec, until_pos, field, target, from_pos)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[])";
            |row| row.0, |row| row.1, |row| row.2.clone(), |row| row.3, |row| row.4);
        bulk!(bulks, &sheet.words_past,
            "INSERT INTO house.word_past (rec, until_pos, from_pos, text)
            SELECT g.rec, g.until_pos, g.from_pos, g.text::tsvector
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) g (rec, until_pos, from_pos, text)";
            |row| row.0, |row| row.1, |row| row.2.from, |row| vector(&row.2.text));
    }

    /// Counters, keys, and the head itself.
    fn counted(&self, bulks: &mut Vec<Bulk>) {
        let kinds: Vec<(&String, &Kind)> = self.kinds.iter().filter(|(_, kind)| kind.new).collect();
        bulk!(bulks, &kinds,
            "INSERT INTO house.kind_tip (kind, number, position) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
            ON CONFLICT (kind) DO UPDATE SET number = excluded.number, position = excluded.position";
            |row| row.0.clone(), |row| row.1.number, |row| row.1.position);
        let tally: Vec<_> = self.sheet.tally.iter().filter(|(_, n)| **n != 0).collect();
        bulk!(bulks, &tally,
            "INSERT INTO house.tally AS t (kind, state, openness, n) SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[])
            ON CONFLICT (kind, state, openness) DO UPDATE SET n = t.n + excluded.n";
            |row| row.0.0.clone(), |row| row.0.1.clone(), |row| row.0.2, |row| *row.1);
        // The last of several under one key, which all lead to the same record.
        let keys: BTreeMap<(&str, &str), Uuid> = self
            .sheet
            .import_keys
            .iter()
            .map(|(kind, key, record)| ((kind.as_str(), key.as_str()), *record))
            .collect();
        let keys: Vec<_> = keys.into_iter().collect();
        bulk!(bulks, &keys,
            "INSERT INTO house.import_key (kind, key, record) SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[])
            ON CONFLICT (kind, key) DO UPDATE SET record = excluded.record";
            |row| row.0.0.to_owned(), |row| row.0.1.to_owned(), |row| row.1);
        let receipts: Vec<_> = self.receipts.iter().filter(|(_, kept)| kept.new).collect();
        if !receipts.is_empty() {
            let expired = self.tip.last_at.unwrap_or(i64::MIN).saturating_sub(Idempotency::KEPT_US);
            bulks.push(Bulk {
                sql: "DELETE FROM house.idempotency WHERE at <= $1",
                columns: vec![Box::new(expired)],
            });
        }
        bulk!(bulks, &receipts,
            "INSERT INTO house.idempotency (person, key, digest, receipt, at)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[])
            ON CONFLICT (person, key) DO UPDATE SET digest = excluded.digest, receipt = excluded.receipt, at = excluded.at";
            |row| row.0.0, |row| row.0.1.clone(), |row| row.1.row().0.to_owned(), |row| row.1.row().1.to_owned(), |row| row.1.row().2);
        if !self.sheet.entries.is_empty() {
            let size = i64::try_from(self.tip.frontier.size()).unwrap_or(i64::MAX);
            bulks.push(Bulk {
                sql: "UPDATE house.head SET size = $1, records = $2, last_at = $3, peaks = $4",
                columns: vec![
                    Box::new(size),
                    Box::new(self.tip.records),
                    Box::new(self.tip.last_at),
                    Box::new(self.tip.peaks()),
                ],
            });
        }
    }
}

impl Bulk {
    async fn run(&self, session: &Session<'_>, statement: &Statement) -> Result<u64, StoreError> {
        let values: Vec<&(dyn ToSql + Sync)> =
            self.columns.iter().map(|column| -> &(dyn ToSql + Sync) { column.as_ref() }).collect();
        session.send(statement, &values).await
    }
}

/// Drives all of them, each first looked at in its place: what it sends goes out behind what those before it sent. Gives
/// their results in order.
async fn in_order<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| maybe_done(Box::pin(future))).collect();
    poll_fn(|context| {
        let mut pending = false;
        for future in &mut waiting {
            pending |= future.poll_unpin(context).is_pending();
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    waiting.iter_mut().filter_map(|future| Pin::new(future).take_output()).collect()
}

/// Cells and links that are gone, then those that have come; one that begins anew is both.
fn cells_and_links(changed: &[(Option<&Standing>, &Standing)], bulks: &mut Vec<Bulk>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut unlinked, mut linked) = (Vec::new(), Vec::new());
    for (before, now) in changed {
        if let Some(before) = before {
            gone.extend(
                before
                    .cells
                    .iter()
                    .filter(|(at, cell)| now.cells.get(*at) != Some(*cell))
                    .map(|(at, _)| (now.rec, at)),
            );
            unlinked.extend(
                before
                    .links
                    .iter()
                    .filter(|(link, from)| now.links.get(*link) != Some(*from))
                    .map(|(link, _)| (now.rec, link)),
            );
        }
        let stays = |at: &(i64, String)| before.and_then(|before| before.cells.get(at));
        come.extend(
            now.cells
                .iter()
                .filter(|(at, cell)| stays(at) != Some(*cell))
                .map(|(at, cell)| (*now, at, *cell)),
        );
        let stays = |link: &(String, Uuid)| before.and_then(|before| before.links.get(link));
        linked.extend(
            now.links
                .iter()
                .filter(|(link, from)| stays(link) != Some(*from))
                .map(|(link, from)| (now.rec, link, *from)),
        );
    }
    bulk!(bulks, &gone,
        "DELETE FROM house.cell c USING unnest($1::bigint[], $2::bigint[], $3::text[]) g (rec, slot, key)
        WHERE c.rec = g.rec AND c.slot = g.slot AND c.key = g.key";
        |row| row.0, |row| row.1.0, |row| row.1.1.clone());
    bulk!(bulks, &come,
        "INSERT INTO house.cell (rec, number, slot, key, edge, from_pos)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::smallint[], $6::bigint[])";
        |row| row.0.rec, |row| row.0.number, |row| row.1.0, |row| row.1.1.clone(), |row| row.2.edge, |row| row.2.from);
    bulk!(bulks, &unlinked,
        "DELETE FROM house.link l USING unnest($1::bigint[], $2::text[], $3::uuid[]) g (rec, field, target)
        WHERE l.rec = g.rec AND l.field = g.field AND l.target = g.target";
        |row| row.0, |row| row.1.0.clone(), |row| row.1.1);
    bulk!(bulks, &linked,
        "INSERT INTO house.link (rec, field, target, from_pos) SELECT * FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::bigint[])";
        |row| row.0, |row| row.1.0.clone(), |row| row.1.1, |row| row.2);
}

/// Ids as the text of an array: lists of lists cannot be taken apart row by row.
fn array(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", ids.join(","))
}
