//! What is kept beside a body, made anew by the declarations of today.

use crate::{
    book::Book,
    session::{Session, get, int, uuids},
    slot::slot,
    standing::{Audience, Cell, Words},
    words::indexed,
};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use store::{CHANGED, Index, STATE, StoreError};

/// Of which records something else is kept.
pub(crate) async fn differing(session: &Session<'_>, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
    let mut book = read(session, indexes, false).await?;
    Ok(indexes.iter().filter(|index| book.reindex(index)).map(|index| index.record).collect())
}

/// Keeps what is wanted of each record.
pub(crate) async fn reindex(session: &Session<'_>, indexes: &[Index]) -> Result<(), StoreError> {
    let mut book = read(session, indexes, true).await?;
    for index in indexes {
        book.reindex(index);
    }
    book.flush(session).await
}

/// By which declarations each kind was indexed.
pub(crate) async fn basis(session: &Session<'_>) -> Result<BTreeMap<String, String>, StoreError> {
    let rows = session.all("SELECT kind, basis FROM house.indexed", &[]).await?;
    rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect()
}

/// States by which declarations kinds are indexed.
pub(crate) async fn set_basis(
    session: &Session<'_>,
    basis: &BTreeMap<String, String>,
) -> Result<(), StoreError> {
    let (kinds, texts): (Vec<&str>, Vec<&str>) =
        basis.iter().map(|(kind, basis)| (kind.as_str(), basis.as_str())).unzip();
    let set = "INSERT INTO house.indexed (kind, basis) SELECT * FROM unnest($1::text[], $2::text[])
        ON CONFLICT (kind) DO UPDATE SET basis = excluded.basis";
    session.run(set, &[&kinds, &texts]).await.map(drop)
}

async fn read(session: &Session<'_>, indexes: &[Index], hold: bool) -> Result<Book, StoreError> {
    let records = indexes.iter().map(|index| index.record.0).collect();
    Book::of(session, &records, hold).await
}

impl Book {
    /// Brings a record to what is wanted, unless it has moved on, from the act on that wrote its newest content. Whether
    /// something else was kept.
    fn reindex(&mut self, index: &Index) -> bool {
        let known = self.now.get(&index.record.0).filter(|known| known.span.from == int(index.position));
        let Some(before) = known.cloned() else { return false };
        let (rec, number, content) = (before.rec, before.number, before.span.content);
        let mut after = before.clone();
        after.span.title.clone_from(&index.title);
        let related: BTreeSet<RecordId> = index.related.iter().copied().collect();
        let related: Vec<RecordId> = related.into_iter().collect();
        after.audience = Audience { openness: i16::from(index.openness), related: uuids(&related) };
        after.cells = cells(index, &before.kind, &before.cells, content);
        let link = |(field, target): &(String, RecordId)| {
            let link = (field.clone(), target.0);
            let from = before.links.get(&link).copied().unwrap_or(content);
            (link, from)
        };
        after.links = index.links.iter().map(link).collect();
        let (title, text) = indexed(&before.kind, &index.words, &index.title, &before.reference);
        if (&before.words.title, &before.words.text) != (&title, &text) {
            after.words = Words { from: content, title, text };
        }
        if after == before {
            return false;
        }
        let sheet = &mut self.sheet;
        sheet.tally(&before.kind, &before.span.state, before.audience.openness, -1);
        sheet.tally(&after.kind, &after.span.state, after.audience.openness, 1);
        // What began with the content itself leaves no trace; what is older has held until then.
        for ((slot, key), cell) in before.cells.iter().filter(|(cell, is)| after.cells.get(*cell) != Some(is))
        {
            if cell.from < content {
                sheet.cells_past.push((rec, number, content, *slot, key.clone(), *cell));
            }
        }
        for ((field, target), from) in
            before.links.iter().filter(|(link, _)| !after.links.contains_key(*link))
        {
            if *from < content {
                sheet.links_past.push((rec, content, field.clone(), *target, *from));
            }
        }
        if before.words != after.words && before.words.from < content {
            sheet.words_past.push((rec, content, before.words));
        }
        self.now.insert(index.record.0, after);
        true
    }
}

/// The cells that are wanted, with those of state and time, which stay.
fn cells(
    index: &Index,
    kind: &str,
    before: &BTreeMap<(i64, String), Cell>,
    content: i64,
) -> BTreeMap<(i64, String), Cell> {
    let own = [slot(kind, STATE), slot(kind, CHANGED)];
    let mut after: BTreeMap<(i64, String), Cell> = before
        .iter()
        .filter(|((slot, _), _)| own.contains(slot))
        .map(|(key, cell)| (key.clone(), *cell))
        .collect();
    let mut keys: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for cell in &index.cells {
        keys.entry(slot(kind, &cell.field)).or_default().insert(&cell.key);
    }
    for (slot, keys) in &keys {
        for key in keys {
            let edge = i16::from(keys.first() == Some(key)) | i16::from(keys.last() == Some(key)) << 1;
            let cell = (*slot, (*key).to_owned());
            let from = before.get(&cell).filter(|cell| cell.edge == edge).map_or(content, |cell| cell.from);
            after.insert(cell, Cell { edge, from });
        }
    }
    after
}
