//! Pages of registers that somebody has looked at, and their records: whoever asks again while nothing of the kind was written,
//! as after a look at one record, is given the same without its being looked for and counted again. After an act only the
//! record that was written is read, and a page under conditions is mended: where that record was in it and where it is now tells
//! what has become of the others. Whoever goes on to a page behind one that is known is given what comes after its last record.

use crate::{House, Outcome};
use record::RecordId;
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    mem,
    sync::Arc,
};
use store::{At, Found, Listing, Page, Query, Stored, Total};
use tokio::try_join;

/// Pages kept at most, of some fifty ids each.
const PAGES_MAX: usize = 64;
/// Rows of a page that is kept at most: what is larger is read through once, as an export does.
const ROWS_MAX: u64 = 200;
/// Records that may be written before a page is looked for anew at most.
const CHANGED_MAX: usize = 16;
/// How far apart the records are by which those that were written are found at first.
const APART: usize = 7;
/// From how far behind a page is mended also without conditions.
const FAR: u64 = 1_000;
/// What a reader has who sees every record of a kind.
const SEES_ALL: u8 = 2;
/// Bytes of records kept at most in each of two halves: those that were asked for since the other was full, and the others.
const HALF_BYTES: usize = 3 << 20;
/// What a record takes beside its newest content, about.
const ROW_BYTES: usize = 600;

/// A page of a register as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// The records, without what is in force beside the newest content.
    pub(crate) rows: Vec<Arc<Stored>>,
    /// How many there are in all.
    pub(crate) total: Total,
}

impl Listed {
    fn of(listing: Listing) -> Self {
        Self { rows: listing.rows.into_iter().map(Arc::new).collect(), total: listing.total }
    }
}

/// A page that was asked for, as of a size of the ledger.
#[derive(Clone, Debug)]
struct Known {
    query: Query,
    /// Its records, in order.
    ids: Vec<RecordId>,
    total: Total,
    size: u64,
    /// Records of the kind that were written since.
    changed: BTreeSet<RecordId>,
    /// Whether it must be looked for: it was asked for before, so that its records may be at hand.
    gone: bool,
}

/// The pages that were asked for last, the latest of them first, and their records.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pages: VecDeque<Known>,
    rows: Rows,
}

impl Pages {
    fn find(&mut self, query: &Query) -> Option<Known> {
        let place = self.pages.iter().position(|known| known.query == *query)?;
        let known = self.pages.remove(place)?;
        self.pages.push_front(known.clone());
        Some(known)
    }

    /// The nearest page before one that was not asked for, in the same order and under the same conditions.
    fn before(&self, query: &Query) -> Option<Known> {
        let mut asked = query.clone();
        let near = self.pages.iter().filter(|known| {
            asked.page = known.query.page;
            let between = query.page.offset.checked_sub(known.end());
            !known.gone && between.is_some_and(|between| between <= FAR) && known.query == asked
        });
        near.max_by_key(|known| known.end()).cloned()
    }

    fn keep(&mut self, query: &Query, listed: &Listed, size: u64) {
        self.pages.retain(|known| known.query != *query);
        let ids = listed.rows.iter().map(|row| row.id).collect();
        self.pages.push_front(Known {
            query: query.clone(),
            ids,
            total: listed.total,
            size,
            changed: BTreeSet::new(),
            gone: false,
        });
        self.pages.truncate(PAGES_MAX);
        listed.rows.iter().for_each(|row| self.rows.keep(row));
    }

    /// Forgets a record, and the pages of its kind that are not worth mending. Pages of other states than those in which it
    /// was or is have not changed; without such a list nobody knows which these are.
    pub(crate) fn forget(&mut self, kind: &str, id: RecordId, states: Option<&[String]>) {
        self.rows.forget(id);
        let concerned = |query: &Query| {
            let is_of = |states: &[String]| states.iter().any(|state| query.states.contains(state));
            query.kind == kind && (query.states.is_empty() || states.is_none_or(is_of))
        };
        for known in self.pages.iter_mut().filter(|known| concerned(&known.query)) {
            known.changed.insert(id);
            known.gone |= known.changed.len() > CHANGED_MAX || !is_worth_mending(&known.query);
        }
        self.pages.iter_mut().filter(|known| known.gone).for_each(Known::empty);
    }

    /// Forgets the pages of a kind.
    pub(crate) fn forget_pages(&mut self, kind: &str) {
        for known in self.pages.iter_mut().filter(|known| known.query.kind == kind) {
            known.gone = true;
            known.empty();
        }
    }

    /// Forgets all of them.
    pub(crate) fn forget_all(&mut self) {
        *self = Self::default();
    }
}

/// Whether it may take long to look for a page. What stands in one hangs on its records alone, so that those which were not
/// written stay as they were; a condition that hung on others would have no place here. Of whom a record was hidden from or shown
/// to is not known of before, so pages of readers who do not see everything are not mended, and neither are those of the past,
/// which only such acts change.
fn is_worth_mending(query: &Query) -> bool {
    let conditions = !(query.filters.is_empty() && query.states.is_empty() && query.words.is_empty());
    let costly = conditions || !query.then.is_empty() || query.page.offset >= FAR;
    query.at == At::Now && query.openness >= SEES_ALL && costly
}

impl Known {
    /// How many records come before those behind it.
    fn end(&self) -> u64 {
        self.query.page.offset.saturating_add(self.ids.len() as u64)
    }

    fn empty(&mut self) {
        (self.ids, self.changed) = (Vec::new(), BTreeSet::new());
    }

    /// Those of its records that were not written since.
    fn stayed(&self) -> Vec<RecordId> {
        self.ids.iter().filter(|id| !self.changed.contains(id)).copied().collect()
    }

    /// How far those of the records that stayed are apart by which the places of those that were written are found: one that
    /// was on the page is mostly on it still, so that all of them are asked about at once.
    fn apart(&self) -> usize {
        if self.ids.iter().any(|id| self.changed.contains(id)) { 1 } else { APART }
    }

    /// A question about these records.
    fn ask<'i>(&self, at: At, some: impl Iterator<Item = &'i RecordId>) -> Query {
        let page = Page { offset: 0, limit: ROWS_MAX + 2 * CHANGED_MAX as u64 };
        Query { at, among: some.copied().collect(), page, ..self.query.clone() }
    }

    /// The questions whose answers tell what the page has become: of the records that were written and the first of the others,
    /// as it was then; and of those and some of the others, as it is now.
    fn questions(&self, stayed: &[RecordId]) -> (Query, Query) {
        let marks = runs(stayed, self.apart()).filter_map(<[RecordId]>::first);
        (
            self.ask(At::Size(self.size), self.changed.iter().chain(stayed.first())),
            self.ask(At::Now, self.changed.iter().chain(marks)),
        )
    }

    /// Where the records that were written are now; none when others are not where they stayed.
    fn gaps<'p>(&self, stayed: &'p [RecordId], now: &[RecordId]) -> Option<Vec<Gap<'p>>> {
        let mut runs = runs(stayed, self.apart());
        let mut gaps = vec![Gap::default()];
        for id in now {
            if self.changed.contains(id) {
                gaps.last_mut()?.written.push(*id);
            } else {
                let run = runs.next().filter(|run| run.first() == Some(id))?;
                gaps.push(Gap { run, written: Vec::new() });
            }
        }
        runs.next().is_none().then_some(gaps)
    }

    /// The question whose answer tells where records stand among those of a run.
    fn finer(&self, gaps: &[Gap<'_>]) -> Option<Query> {
        let open = gaps.iter().filter(|gap| gap.is_open());
        let ask = self.ask(At::Now, open.flat_map(|gap| gap.written.iter().chain(gap.inner())));
        (!ask.among.is_empty()).then_some(ask)
    }

    /// How many there are now of which so many of those that were written were then, and so many are now; none when that does
    /// not tell it.
    fn counted(&self, then: usize, now: usize) -> Option<Total> {
        match self.total {
            Total::Exact(total) => Some(Total::Exact((total + now as u64).checked_sub(then as u64)?)),
            // Of what was not counted to the end nobody knows how near the end was.
            Total::AtLeast(_) if now < then => None,
            Total::AtLeast(some) => Some(Total::AtLeast(some)),
        }
    }

    /// The page now, with how many there are in all, from the answers; none when they do not tell it. Records that were not
    /// written keep their order, and what is between two of the page that stand one after the other was written.
    fn mended(
        &self,
        first: &RecordId,
        then: &[RecordId],
        now: &[RecordId],
    ) -> Option<(Vec<RecordId>, Total)> {
        let is_other = |id: &&RecordId| !self.changed.contains(id);
        let changed = |ids: &[RecordId]| ids.iter().filter(|id| self.changed.contains(id)).count();
        let total = self.counted(changed(then), changed(now))?;
        let place = |ids: &[RecordId]| ids.iter().position(|id| id == first);
        let (before_then, before_now, in_page) = (place(then)?, place(now)?, place(&self.ids)?);
        let Page { offset, limit } = self.query.page;
        let (offset, limit) = (usize::try_from(offset).ok()?, usize::try_from(limit).ok()?);
        // The place of the first of those that stayed, in all the register.
        let rank = (offset + in_page + before_now).checked_sub(before_then)?;
        // What is known without a gap: to the last that stayed, or to the end; from the first that stayed, or from the beginning.
        let ended = self.ids.len() < limit;
        let known_to = if ended { now.len() } else { now.iter().rposition(|id| is_other(&id))? + 1 };
        let known_from = if offset == 0 { 0 } else { before_now };
        let from = (offset + before_now).checked_sub(rank).filter(|from| *from >= known_from)?;
        let to = if ended { known_to.min(from + limit) } else { from + limit };
        let page = now.get(from..to).filter(|_| to <= known_to)?;
        (!page.is_empty()).then(|| (page.to_vec(), total))
    }
}

/// Records of a page that were not written since and stand one after the other, and what was written and stands behind the
/// first of them, or behind all of them where that is not known better. Before the first run there is a gap without one.
#[derive(Debug, Default)]
struct Gap<'p> {
    run: &'p [RecordId],
    written: Vec<RecordId>,
}

impl Gap<'_> {
    /// The records among which those that were written may stand.
    fn inner(&self) -> &[RecordId] {
        self.run.get(1..).unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        !self.written.is_empty() && !self.inner().is_empty()
    }

    /// All of it in order, from an answer about the open ones; none when the others are not where they stayed.
    fn closed(self, answer: &[RecordId]) -> Option<Vec<RecordId>> {
        let (inner, first) = (self.inner(), self.run.first());
        let own = |id: &&RecordId| self.written.contains(id) || inner.contains(id);
        let rest: Vec<RecordId> = if self.is_open() {
            answer.iter().filter(own).copied().collect()
        } else {
            inner.iter().chain(&self.written).copied().collect()
        };
        let stayed = rest.iter().filter(|id| !self.written.contains(id));
        stayed.eq(inner).then(|| first.copied().into_iter().chain(rest).collect())
    }
}

/// Records one after the other in runs of so many; the last of them is a run of its own.
fn runs(records: &[RecordId], apart: usize) -> impl Iterator<Item = &[RecordId]> {
    let (before, last) = records.split_at(records.len().saturating_sub(1));
    before.chunks(apart).chain((!last.is_empty()).then_some(last))
}

/// Records that were listed last. When those asked for lately fill one half, they become the other, and what that held goes.
#[derive(Debug, Default)]
struct Rows {
    lately: HashMap<RecordId, Arc<Stored>>,
    before: HashMap<RecordId, Arc<Stored>>,
    bytes: usize,
}

impl Rows {
    fn find(&mut self, id: RecordId) -> Option<Arc<Stored>> {
        if let Some(row) = self.lately.get(&id) {
            return Some(Arc::clone(row));
        }
        let row = self.before.remove(&id)?;
        self.keep(&row);
        Some(row)
    }

    fn keep(&mut self, row: &Arc<Stored>) {
        let bytes = |row: &Stored| row.body.len() + ROW_BYTES;
        self.bytes += bytes(row);
        if let Some(known) = self.lately.insert(row.id, Arc::clone(row)) {
            self.bytes -= bytes(&known);
        }
        if self.bytes > HALF_BYTES {
            self.before = mem::take(&mut self.lately);
            self.bytes = 0;
        }
    }

    fn forget(&mut self, id: RecordId) {
        if let Some(row) = self.lately.remove(&id) {
            self.bytes -= row.body.len() + ROW_BYTES;
        }
        self.before.remove(&id);
    }
}

impl House {
    /// A page of a register: as it was when the ledger had the size that the work at hand has seen, or later.
    pub(crate) async fn listed(&self, query: &Query) -> Outcome<Listed> {
        if query.page.limit > ROWS_MAX {
            return self.listed_anew(query).await;
        }
        let size = self.follow().await?;
        let known = self.followed.read().await.called.with_pages(query.at, |pages| pages.find(query));
        let Some(known) = known else {
            if let Some(listed) = self.going_on(query, size).await? {
                self.keep(query, &listed, size).await;
                return Ok(listed);
            }
            // Nothing of it is at hand: it is looked for and read at once, without holding anything back, for it may take long.
            let listing = self.store.list(query).await?;
            let (looked_at, listed) = (listing.size, Listed::of(listing));
            self.keep(query, &listed, looked_at).await;
            return Ok(listed);
        };
        let is_new = known.gone || !known.changed.is_empty();
        let whole = match (known.gone, is_new) {
            (true, _) => None,
            (false, true) => self.mended(&known, size).await?,
            (false, false) => Some((known.ids, known.total)),
        };
        let (ids, total) = if let Some(whole) = whole {
            whole
        } else {
            let found = self.store.find(query).await?;
            if found.size != size {
                return self.listed_anew(query).await;
            }
            (found.ids, found.total)
        };
        let Some((rows, read)) = self.rows(query, size, &ids).await? else {
            return self.listed_anew(query).await;
        };
        let listed = Listed { rows, total };
        if is_new || read {
            self.keep(query, &listed, size).await;
        }
        Ok(listed)
    }

    /// A page behind one that is known, from its last record on; none when there is no such page, or when somebody has written
    /// meanwhile.
    async fn going_on(&self, query: &Query, size: u64) -> Outcome<Option<Listed>> {
        let before = self.followed.read().await.called.with_pages(query.at, |pages| pages.before(query));
        let Some(before) = before else { return Ok(None) };
        let known = if before.changed.is_empty() {
            Some((before.ids, before.total))
        } else {
            self.mended(&before, size).await?
        };
        let Some((ids, total)) = known else { return Ok(None) };
        let end = before.query.page.offset.saturating_add(ids.len() as u64);
        let Page { offset, limit } = query.page;
        let (Some(last), Some(between)) = (ids.last(), offset.checked_sub(end)) else { return Ok(None) };
        let page = Page { offset: between, limit };
        let listing = self.store.list(&Query { after: Some(*last), page, ..query.clone() }).await?;
        if listing.size != size {
            return Ok(None);
        }
        let reached = offset.saturating_add(listing.rows.len() as u64);
        let total = match total {
            Total::AtLeast(some) if listing.rows.is_empty() => Total::AtLeast(some),
            Total::AtLeast(_) if (listing.rows.len() as u64) < limit => Total::Exact(reached),
            Total::AtLeast(some) => Total::AtLeast(some.max(reached)),
            exact @ Total::Exact(_) => exact,
        };
        Ok(Some(Listed { total, ..Listed::of(listing) }))
    }

    /// Remembers a page that was looked for at a size of the ledger. Whoever has followed the ledger meanwhile may have forgotten
    /// what it is made of, and of a moment that is not there yet more may come.
    async fn keep(&self, query: &Query, listed: &Listed, size: u64) {
        let followed = self.followed.read().await;
        if followed.is_at(size) && !matches!(query.at, At::Size(then) if then > size) {
            followed.called.with_pages(query.at, |pages| pages.keep(query, listed, size));
        }
    }

    /// What a page has become, of which records were written; none when it must be looked for.
    async fn mended(&self, known: &Known, size: u64) -> Outcome<Option<(Vec<RecordId>, Total)>> {
        let stayed = known.stayed();
        let Some(first) = stayed.first() else { return self.recounted(known, size).await };
        let (then, now) = known.questions(&stayed);
        let (then, now): (Found, Found) = try_join!(self.store.find(&then), self.store.find(&now))?;
        let Some(gaps) = known.gaps(&stayed, &now.ids).filter(|_| now.size == size) else { return Ok(None) };
        let finer = match known.finer(&gaps) {
            Some(finer) => self.store.find(&finer).await?,
            None => Found { ids: Vec::new(), ..now },
        };
        if finer.size != size {
            return Ok(None);
        }
        let Some(now) = gaps.into_iter().map(|gap| gap.closed(&finer.ids)).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        Ok(known.mended(first, &then.ids, &now.concat()))
    }

    /// What has become of a page that was only counted.
    async fn recounted(&self, known: &Known, size: u64) -> Outcome<Option<(Vec<RecordId>, Total)>> {
        if known.query.page.limit > 0 {
            return Ok(None);
        }
        let among = |at: At| known.ask(at, known.changed.iter());
        let (then, now) = (among(At::Size(known.size)), among(At::Now));
        let (then, now): (Found, Found) = try_join!(self.store.find(&then), self.store.find(&now))?;
        let total = known.counted(then.ids.len(), now.ids.len()).filter(|_| now.size == size);
        Ok(total.map(|total| (Vec::new(), total)))
    }

    /// The same, looked for in any case.
    pub(crate) async fn listed_anew(&self, query: &Query) -> Outcome<Listed> {
        Ok(Listed::of(self.store.list(query).await?))
    }

    /// The records of a page that was looked for when the ledger had a size, from memory as far as they are there, and whether
    /// others had to be read; none when somebody has written one of those since, and may have taken it from the reader's eyes.
    async fn rows(
        &self,
        query: &Query,
        size: u64,
        ids: &[RecordId],
    ) -> Outcome<Option<(Vec<Arc<Stored>>, bool)>> {
        let followed = self.followed.read().await;
        if !followed.is_at(size) {
            return Ok(None);
        }
        let mut rows: Vec<Option<Arc<Stored>>> =
            followed.called.with_pages(query.at, |pages| ids.iter().map(|id| pages.rows.find(*id)).collect());
        drop(followed);
        let missing: Vec<RecordId> =
            ids.iter().zip(&rows).filter(|(_, row)| row.is_none()).map(|(id, _)| *id).collect();
        if !missing.is_empty() {
            let mut read = self.store.records(&missing, query.at).await?.into_iter();
            for (id, row) in ids.iter().zip(&mut rows).filter(|(_, row)| row.is_none()) {
                *row = read.next().filter(|read| read.id == *id).map(Arc::new);
            }
        }
        let rows: Vec<Arc<Stored>> = rows.into_iter().flatten().collect();
        let all = rows.len() == ids.len() && rows.iter().all(|row| as_listed(query, size, row));
        Ok(all.then_some((rows, !missing.is_empty())))
    }
}

/// Whether a record is as it was when the ledger had a size, and the reader may see it.
fn as_listed(query: &Query, size: u64, row: &Stored) -> bool {
    let seen = row.openness <= query.openness || row.related.iter().any(|id| query.related.contains(id));
    seen && (query.at != At::Now || row.position < size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use record::Stamp;
    use std::cell::RefCell;
    use uuid::Uuid;

    fn stored(number: u128, body: usize) -> Arc<Stored> {
        let stamp = Stamp { by: RecordId(Uuid::nil()), at: Timestamp::UNIX_EPOCH, reason: None };
        Arc::new(Stored {
            id: RecordId(Uuid::from_u128(number)),
            kind: "risk".to_owned(),
            reference: format!("RSK-{number:04}"),
            title: String::new(),
            state: "draft".to_owned(),
            state_stamp: stamp.clone(),
            version: 1,
            schema: String::new(),
            body: " ".repeat(body),
            effective: None,
            created: stamp.clone(),
            changed: stamp,
            authors: Vec::new(),
            position: 7,
            openness: 1,
            related: vec![RecordId(Uuid::from_u128(100))],
        })
    }

    fn query(openness: u8, related: Vec<RecordId>, at: At) -> Query {
        Query { at, openness, related, ..Query::every("risk") }
    }

    #[test]
    fn records_that_nobody_asks_for_go_first_and_memory_is_bounded() {
        let mut rows = Rows::default();
        let asked = stored(1, 10);
        rows.keep(&asked);
        for number in 2..200 {
            rows.keep(&stored(number, 100_000));
            assert!(rows.find(asked.id).is_some(), "it is asked for each time, also when {number} are there");
        }
        let kept = |rows: &Rows| rows.lately.len() + rows.before.len();
        assert!(kept(&rows) < 70, "{}", kept(&rows));
        assert!(rows.find(stored(2, 0).id).is_none(), "nobody asked for it again");
        let held: usize = rows.lately.values().map(|row| row.body.len() + ROW_BYTES).sum();
        assert_eq!(rows.bytes, held);
        rows.keep(&stored(199, 5));
        rows.forget(asked.id);
        assert!(rows.find(asked.id).is_none());
        let held: usize = rows.lately.values().map(|row| row.body.len() + ROW_BYTES).sum();
        assert_eq!(rows.bytes, held);
    }

    /// What a page has become, asked of two lists as it is of a store, and about how many records was asked.
    fn asked(known: &Known, then: &[RecordId], now: &[RecordId]) -> (Option<Vec<RecordId>>, usize) {
        let about = RefCell::new(0);
        let find = |list: &[RecordId], ask: &Query| -> Vec<RecordId> {
            *about.borrow_mut() += ask.among.len();
            list.iter().filter(|id| ask.among.contains(id)).copied().collect()
        };
        let stayed = known.stayed();
        let (of_then, of_now) = known.questions(&stayed);
        let (before, after) = (find(then, &of_then), find(now, &of_now));
        let mended = || {
            let gaps = known.gaps(&stayed, &after)?;
            let finer = known.finer(&gaps).map(|ask| find(now, &ask)).unwrap_or_default();
            let whole = gaps.into_iter().map(|gap| gap.closed(&finer)).collect::<Option<Vec<_>>>()?.concat();
            Some(known.mended(stayed.first()?, &before, &whole)?.0)
        };
        let page = mended();
        (page, about.into_inner())
    }

    proptest! {
        /// A page of fifty of which nothing was written is mended by asking about few of its records, wherever those that were
        /// written stood and stand.
        #[test]
        fn a_page_is_mended_by_asking_about_few(
            moves in prop::collection::vec((0..400_usize, 0..400_usize), 1..4),
            offset in prop::sample::select(vec![0_usize, 50, 200]),
        ) {
            let then: Vec<RecordId> = (0..400).map(|number| RecordId(Uuid::from_u128(number))).collect();
            let mut now = then.clone();
            let changed: BTreeSet<RecordId> = moves.iter().map(|(from, _)| then[*from]).collect();
            for (id, (_, to)) in changed.iter().zip(&moves) {
                now.retain(|other| other != id);
                now.insert((*to).min(now.len()), *id);
            }
            let page = Page { offset: offset as u64, limit: 50 };
            let ids = then[offset..offset + 50].to_vec();
            let was_there = ids.iter().any(|id| changed.contains(id));
            let known = Known {
                query: Query { page, ..query(2, Vec::new(), At::Now) },
                ids: ids.clone(),
                total: Total::Exact(400),
                size: 7,
                changed: changed.clone(),
                gone: false,
            };
            let (mended, about) = asked(&known, &then, &now);
            if let Some(mended) = &mended {
                prop_assert_eq!(mended, &now[offset..offset + 50]);
            }
            // All of those on the page that stayed are on it still: nothing stands there that was not asked about.
            let stays = |id: &RecordId| changed.contains(id) || now[offset..offset + 50].contains(id);
            if !was_there && ids.iter().all(stays) {
                prop_assert!(mended.is_some());
            }
            let most = if was_there { 50 } else { 9 + 6 * changed.len() };
            prop_assert!(about <= 3 * changed.len() + 1 + most, "{} records", about);
        }
    }

    #[test]
    fn a_record_that_was_written_since_or_that_the_reader_may_not_see_is_not_as_it_was_listed() {
        let row = stored(1, 10);
        let related = vec![RecordId(Uuid::from_u128(100))];
        assert!(as_listed(&query(1, Vec::new(), At::Now), 8, &row));
        assert!(as_listed(&query(0, related, At::Now), 8, &row));
        assert!(!as_listed(&query(0, Vec::new(), At::Now), 8, &row));
        assert!(!as_listed(&query(1, Vec::new(), At::Now), 7, &row), "written since");
        assert!(as_listed(&query(1, Vec::new(), At::Size(3)), 7, &row), "the past does not change");
    }
}
