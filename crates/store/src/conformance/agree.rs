//! Random commands on a store and on the model: every answer must be the same.

use super::{Author, Body, Chance, Model, sample};
use crate::{
    At, CHANGED, Commit, Condition, Expect, Filter, Found, Idempotency, Order, Page, Query, Ranks, STATE,
    SortBy, Store, StoreError, Stored, StoredContent, Test, Total, Write, time_key,
};
use jiff::Timestamp;
use record::{Act, RecordId};
use serde_json::Value as Json;
use std::sync::Arc;
use uuid::Uuid;

const KINDS: [&str; 2] = ["use", "risk"];
const NAMES: [&str; 8] = [
    "Loan scoring",
    "Äußere Prüfung",
    "chat bot",
    "Chat assistant",
    "fraud watch",
    "zebra",
    "loan desk",
    "12 angry men",
];
const FIELDS: [&str; 7] = ["name", "stage", "tags", "due", "score", "owner", "nothing"];

/// Questions whose answers are paged through at the end.
const PAGED: usize = 80;

/// Does so many random commands, and compares now and then. `store` must be new and empty.
pub async fn agree(store: &dyn Store, seed: u64, steps: u64) {
    let mut game = Game {
        model: Model::new(store.organisation()),
        author: Author::new(store.organisation(), 1),
        chance: Chance::new(seed),
        known: Vec::new(),
        people: (1..=3).map(|n| RecordId(Uuid::from_u128(n))).collect(),
        sent: Vec::new(),
        place: String::new(),
    };
    for step in 0..steps {
        game.place = format!("seed {seed}, step {step}");
        game.step(store).await;
        if step % 16 == 15 || step + 1 == steps {
            game.compare(store).await;
        }
    }
    for _ in 0..PAGED {
        game.go_on(store).await;
    }
}

struct Game {
    model: Model,
    author: Author,
    chance: Chance,
    known: Vec<RecordId>,
    people: Vec<RecordId>,
    sent: Vec<Commit>,
    place: String,
}

impl Game {
    async fn step(&mut self, store: &dyn Store) {
        let commit = self.commit().await;
        let wanted = self.model.commit(commit.clone()).await;
        let got = store.commit(commit.clone()).await;
        match (got, wanted) {
            (Ok(got), Ok(wanted)) => {
                assert_eq!(got, wanted, "receipts differ at {}", self.place);
                self.known.extend(wanted.sealed.iter().map(|sealed| sealed.record));
                self.known.sort_unstable();
                self.known.dedup();
                if commit.idempotency.is_some() {
                    self.sent.push(commit);
                }
            }
            (Err(StoreError::Conflict), Err(StoreError::Conflict))
            | (Err(StoreError::KeyReused), Err(StoreError::KeyReused)) => {}
            (got, wanted) => panic!("at {} the store answers {got:?}, the model {wanted:?}", self.place),
        }
    }

    async fn commit(&mut self) -> Commit {
        if self.chance.once_in(12) && !self.sent.is_empty() {
            let mut again = self.chance.pick(&self.sent).clone();
            if let Some(idempotency) = again.idempotency.as_mut().filter(|_| self.chance.once_in(3)) {
                idempotency.digest.push('0');
            }
            return again;
        }
        let mut commit = Commit::default();
        let writes = if self.chance.once_in(4) { 1 + self.chance.below(4) } else { 1 };
        let mut touched = Vec::new();
        for _ in 0..writes {
            let write = self.write().await;
            if !touched.contains(&write.record) {
                touched.push(write.record);
                commit.writes.push(write);
            }
        }
        self.expect(&mut commit).await;
        if self.chance.once_in(4) {
            let key = format!("key {}", self.chance.below(40));
            commit.idempotency = Some(Idempotency {
                person: *self.chance.pick(&self.people),
                key,
                digest: self.place.clone(),
            });
        }
        if self.chance.once_in(6) {
            let key = format!("row {}", self.chance.below(9));
            commit.import_keys.push(("use".to_owned(), key, commit.writes[0].record));
        }
        commit
    }

    /// Conditions that mostly hold.
    async fn expect(&mut self, commit: &mut Commit) {
        let size = self.model.head().await.unwrap().size;
        let stale = u64::from(self.chance.once_in(8));
        match self.chance.below(5) {
            0 => commit.expects.push(Expect::Size(size + stale)),
            1 => commit
                .expects
                .push(Expect::KindUnchanged { kind: "risk", since: size.saturating_sub(stale * 4) }),
            2 => {
                let record = commit.writes[0].record;
                match self.model.record(record, At::Now).await.unwrap() {
                    Some(stored) => {
                        commit.expects.push(Expect::Unchanged { record, position: stored.position + stale });
                    }
                    None => commit.expects.push(Expect::Absent(record)),
                }
            }
            _ => {}
        }
    }

    async fn write(&mut self) -> Write {
        // A clock that goes back does not make the ledger go back.
        self.author.now += i64::try_from(self.chance.below(5_000)).unwrap() - 1_500;
        self.author.person = *self.chance.pick(&self.people);
        let mut write = if self.known.is_empty() || self.chance.once_in(3) {
            let (kind, body) = (*self.chance.pick(&KINDS), self.body());
            self.author.create(kind, &body)
        } else {
            let id = *self.chance.pick(&self.known);
            let before = self.model.record(id, At::Now).await.unwrap().unwrap();
            self.act(&before).await
        };
        if self.chance.once_in(3) {
            write = self.author.because(write, &format!("because of {}", self.place));
        }
        if self.chance.once_in(4) {
            write.openness = u8::try_from(self.chance.below(3)).unwrap();
            write.related = self.people.iter().filter(|_| self.chance.once_in(3)).copied().collect();
        }
        write
    }

    async fn act(&mut self, before: &Stored) -> Write {
        let kept = self.model.content(before.id, before.version).await.unwrap().unwrap();
        match self.chance.below(12) {
            0..=5 => {
                let mut body = self.body();
                for (field, value) in &kept.json {
                    if self.chance.once_in(2) {
                        body = body.with(field, value.clone());
                    }
                }
                self.author.revise(before, &kept, &body)
            }
            6 | 7 => self.author.act(before, Act::Submit),
            8 | 9 => self.author.act(before, Act::Approve),
            10 => self.author.act(before, Act::Retire),
            _ => {
                let fields: Vec<&str> = ["name", "tags", "due", "owner", "parts", "@reason"]
                    .into_iter()
                    .filter(|_| self.chance.once_in(3))
                    .collect();
                let left = fields.iter().fold(Body(kept.json.clone()), |body, field| body.without(field));
                let left = self.chance.once_in(2).then_some(left);
                self.author.erase(
                    before,
                    &fields,
                    left.as_ref().filter(|_| fields.iter().any(|field| *field != "@reason")),
                )
            }
        }
    }

    fn body(&mut self) -> Body {
        let mut body = Body::named(self.chance.pick::<&str>(&NAMES));
        if !self.chance.once_in(4) {
            body = body.with("stage", *self.chance.pick(&sample::STAGES));
        }
        let tags: Vec<Json> =
            sample::TAGS.iter().filter(|_| self.chance.once_in(3)).map(|tag| Json::from(*tag)).collect();
        if !tags.is_empty() {
            body = body.with("tags", tags);
        }
        if self.chance.once_in(2) {
            body = body.with("due", format!("2026-{:02}-01", 1 + self.chance.below(12)));
        }
        if self.chance.once_in(2) {
            body = body.with("score", self.chance.below(6));
        }
        if self.chance.once_in(2) {
            body = body.with("owner", self.chance.pick(&self.people).to_string());
        }
        if self.chance.once_in(3) && !self.known.is_empty() {
            body = body.with("parts", vec![Json::from(self.chance.pick(&self.known).to_string())]);
        }
        body
    }

    fn query(&mut self, at: At) -> Query {
        let mut query = Query { at, ..Query::every(*self.chance.pick(&KINDS)) };
        query.openness = u8::try_from(self.chance.below(3)).unwrap();
        query.related = self.people.iter().filter(|_| self.chance.once_in(2)).copied().collect();
        if self.chance.once_in(4) {
            query.among = self.known.iter().filter(|_| self.chance.once_in(2)).copied().collect();
        }
        if self.chance.once_in(3) {
            query.states = ["draft", "submitted", "effective", "retired"]
                .iter()
                .filter(|_| self.chance.once_in(2))
                .map(|&s| s.to_owned())
                .collect();
        }
        for _ in 0..self.chance.below(3) {
            let condition = self.condition(2);
            query.filters.push(condition);
        }
        if self.chance.once_in(4) {
            query.words = self.words();
        }
        if self.chance.once_in(3) && !self.known.is_empty() {
            query.after = Some(*self.chance.pick(&self.known));
        }
        (query.sort, query.order) = self.sorting();
        for _ in 0..self.chance.below(5).saturating_sub(2) {
            let sorting = self.sorting();
            query.then.push(sorting);
        }
        query.page = Page {
            offset: if self.chance.once_in(2) { 0 } else { self.chance.below(20) },
            limit: 1 + self.chance.below(12),
        };
        query
    }

    fn sorting(&mut self) -> (SortBy, Order) {
        let by = match self.chance.below(7) {
            0 => SortBy::Number,
            1 => SortBy::Changed,
            2 => SortBy::Field(STATE.to_owned()),
            3 | 4 => {
                let field = *self.chance.pick(&["owner", "tags", "parts", "stage", STATE, "nothing"]);
                let keys = if field == "parts" {
                    self.known.iter().map(ToString::to_string).collect()
                } else {
                    self.keys(field)
                };
                // In any order, some of them not at all, and some twice.
                let ranked =
                    (0..keys.len()).map(|_| self.chance.pick(&keys).clone()).collect::<Vec<String>>();
                SortBy::Ranked(field.to_owned(), Arc::new(Ranks::new(ranked)))
            }
            _ => SortBy::Field((*self.chance.pick(&FIELDS)).to_owned()),
        };
        (by, if self.chance.once_in(2) { Order::Ascending } else { Order::Descending })
    }

    fn condition(&mut self, depth: u64) -> Condition {
        if depth == 0 || self.chance.once_in(2) {
            return self.filter().into();
        }
        let mut inner = Vec::new();
        for _ in 0..self.chance.below(4) {
            inner.push(self.condition(depth - 1));
        }
        match self.chance.below(3) {
            0 => Condition::All(inner),
            1 => Condition::Any(inner),
            _ => self.condition(depth - 1).negated(),
        }
    }

    fn filter(&mut self) -> Filter {
        let field = if self.chance.once_in(6) {
            *self.chance.pick(&[STATE, CHANGED])
        } else {
            *self.chance.pick(&FIELDS)
        };
        let keys = self.keys(field);
        let key = |chance: &mut Chance| chance.pick(&keys).clone();
        let test = match self.chance.below(6) {
            0 => Test::In(vec![key(&mut self.chance)]),
            1 => Test::In((0..self.chance.below(4)).map(|_| key(&mut self.chance)).collect()),
            2 => {
                let (low, high) = (key(&mut self.chance), key(&mut self.chance));
                Test::Between(
                    Some(low).filter(|_| self.chance.once_in(2)),
                    Some(high).filter(|_| self.chance.once_in(2)),
                )
            }
            3 => Test::Prefix(
                key(&mut self.chance).chars().take(usize::try_from(self.chance.below(5)).unwrap()).collect(),
            ),
            4 => {
                let key: Vec<char> = key(&mut self.chance).chars().collect();
                let from = usize::try_from(self.chance.below(3)).unwrap();
                Test::Contains(key.iter().skip(from).take(3).collect())
            }
            _ => Test::Missing,
        };
        Filter { field: field.to_owned(), test }
    }

    /// Keys that cells of a field may have.
    fn keys(&self, field: &str) -> Vec<String> {
        match field {
            "stage" => {
                sample::STAGES.iter().enumerate().map(|(place, code)| format!("{place:02}.{code}")).collect()
            }
            "tags" => {
                sample::TAGS.iter().enumerate().map(|(place, code)| format!("{place:02}.{code}")).collect()
            }
            "due" => (1..=12).map(|month| format!("2026-{month:02}-01")).collect(),
            "score" => (0..6).map(|score| format!("{score:08}")).collect(),
            "owner" => self.people.iter().map(ToString::to_string).collect(),
            STATE => ["draft", "submitted", "effective", "retired"].map(str::to_owned).to_vec(),
            CHANGED => (0..4).map(|back| time_key(self.author.now - back * 4_000)).collect(),
            _ => NAMES.iter().map(|name| record::fold(name)).collect(),
        }
    }

    fn words(&mut self) -> Vec<String> {
        let mut words = record::words_of(self.chance.pick::<&str>(&NAMES));
        if self.chance.once_in(3) {
            words = vec![
                (*self.chance.pick(&["use", "rsk", "0003", "use0002", "alp", "delta", "1", "a"])).to_owned(),
            ];
        }
        if let Some(last) = words.last_mut().filter(|_| self.chance.once_in(2)) {
            *last = last.chars().take(2).collect();
        }
        words
    }

    /// Pages through the answer to a question, from near its beginning and then each page from behind a record before it.
    async fn go_on(&mut self, store: &dyn Store) {
        let whole = Page { offset: 0, limit: 1_000 };
        let size = self.model.head().await.unwrap().size;
        let moment = if self.chance.once_in(4) { At::Size(self.chance.below(size + 1)) } else { At::Now };
        let mut query = Query { among: Vec::new(), after: None, page: whole, ..self.query(moment) };
        for _ in 0..self.chance.below(3) {
            let sorting = self.sorting();
            query.then.push(sorting);
        }
        let all = self.model.find(&query).await.unwrap().ids;
        for offset in 0..2 {
            let page = Page { offset, limit: 1 + self.chance.below(4) };
            let (before, limit) = (usize::try_from(offset).unwrap(), usize::try_from(page.limit).unwrap());
            let wanted: Vec<RecordId> = all.iter().skip(before).take(limit).copied().collect();
            let ask = Query { page, ..query.clone() };
            let found = store.find(&ask).await.unwrap().ids;
            assert_eq!(found, wanted, "at {} the store begins otherwise under {ask:?}", self.place);
        }
        let mut at = 0;
        while let Some(after) = all.get(at) {
            let offset = if self.chance.once_in(3) { self.chance.below(3) } else { 0 };
            let page = Page { offset, limit: 1 + self.chance.below(6) };
            let ask = Query { after: Some(*after), page, ..query.clone() };
            let (between, limit) = (usize::try_from(offset).unwrap(), usize::try_from(page.limit).unwrap());
            let wanted: Vec<RecordId> = all.iter().skip(at + 1 + between).take(limit).copied().collect();
            let found = store.find(&ask).await.unwrap().ids;
            assert_eq!(found, wanted, "at {} the store goes on otherwise under {ask:?}", self.place);
            at += between + limit;
        }
    }

    async fn compare(&mut self, store: &dyn Store) {
        let size = self.model.head().await.unwrap().size;
        let past = At::Size(self.chance.below(size + 1));
        for at in [At::Now, past] {
            self.compare_records(store, at).await;
            for _ in 0..12 {
                let query = self.query(at);
                self.compare_list(store, &query).await;
            }
        }
        self.compare_wholes(store).await;
        self.compare_ledger(store, size).await;
    }

    async fn compare_records(&self, store: &dyn Store, at: At) {
        let (model, place) = (&self.model, &self.place);
        for id in &self.known {
            assert_eq!(
                store.record(*id, at).await.unwrap(),
                model.record(*id, at).await.unwrap(),
                "record {id} {at:?} at {place}"
            );
            assert_eq!(
                store.acts(*id, at).await.unwrap(),
                model.acts(*id, at).await.unwrap(),
                "acts of {id} {at:?} at {place}"
            );
        }
        // Several at once, and one that is nobody's.
        let ids: Vec<RecordId> = self.known.iter().copied().chain([RecordId(Uuid::nil())]).collect();
        let mut several = store.acts_on(&ids, at).await.unwrap();
        several.sort_by_key(|act| act.position);
        let mut apart = model.acts_on(&ids, at).await.unwrap();
        apart.sort_by_key(|act| act.position);
        assert_eq!(several, apart, "acts of all {at:?} at {place}");
        for target in self.people.iter().chain(&self.known) {
            assert_eq!(
                store.links_to(*target, at).await.unwrap(),
                model.links_to(*target, at).await.unwrap(),
                "links {at:?} at {place}"
            );
        }
        assert_eq!(
            store.records(&self.known, at).await.unwrap(),
            model.records(&self.known, at).await.unwrap(),
            "records at {place}"
        );
        for kind in KINDS {
            let after = self.known.first().copied();
            assert_eq!(
                store.scan(kind, after, 5, at).await.unwrap(),
                model.scan(kind, after, 5, at).await.unwrap(),
                "scan of {kind} {at:?} at {place}"
            );
        }
    }

    async fn compare_list(&self, store: &dyn Store, query: &Query) {
        let got = store.list(query).await.unwrap();
        let wanted = self.model.list(query).await.unwrap();
        let names = |rows: &[Stored]| rows.iter().map(|row| row.reference.clone()).collect::<Vec<_>>();
        assert_eq!(names(&got.rows), names(&wanted.rows), "{query:?} at {}", self.place);
        assert_eq!(got.rows, wanted.rows, "{query:?} at {}", self.place);
        let found = store.find(query).await.unwrap();
        let ids: Vec<RecordId> = got.rows.iter().map(|row| row.id).collect();
        let size = self.model.size().await.unwrap();
        assert_eq!(found, Found { ids, total: got.total, size }, "{query:?} at {}", self.place);
        let Total::Exact(all) = wanted.total else {
            assert!(query.after.is_some(), "the model counts exactly");
            return assert_eq!(got.total, wanted.total, "{query:?} at {}", self.place);
        };
        match got.total {
            Total::Exact(total) => assert_eq!(total, all, "{query:?} at {}", self.place),
            Total::AtLeast(some) => {
                assert!(
                    some <= all && some >= got.rows.len() as u64,
                    "{some} of {all}, {query:?} at {}",
                    self.place
                );
            }
        }
    }

    async fn compare_wholes(&mut self, store: &dyn Store) {
        let place = self.place.clone();
        for openness in 0..3 {
            let related: Vec<RecordId> =
                self.people.iter().filter(|_| self.chance.once_in(2)).copied().collect();
            assert_eq!(
                store.counts(openness, &related).await.unwrap(),
                self.model.counts(openness, &related).await.unwrap(),
                "counts for {openness} {related:?} at {place}"
            );
            for _ in 0..4 {
                let words = self.words();
                let mut got = store.search(&words, openness, &related, 1_000).await.unwrap();
                got.sort_by_key(|stored| stored.id);
                let wanted = self.model.search(&words, openness, &related, 1_000).await.unwrap();
                assert_eq!(got, wanted, "search for {words:?} by {openness} {related:?} at {place}");
            }
        }
        assert_eq!(
            store.import_keys("use").await.unwrap(),
            self.model.import_keys("use").await.unwrap(),
            "import keys at {place}"
        );
    }

    async fn compare_ledger(&mut self, store: &dyn Store, size: u64) {
        let (model, place) = (&self.model, &self.place);
        assert_eq!(store.head().await.unwrap(), model.head().await.unwrap(), "head at {place}");
        assert_eq!(store.size().await.unwrap(), model.size().await.unwrap(), "size at {place}");
        assert_eq!(
            store.ledger(0, size + 1).await.unwrap(),
            model.ledger(0, size + 1).await.unwrap(),
            "ledger at {place}"
        );
        assert_eq!(
            store.opened(0, size + 1).await.unwrap(),
            model.opened(0, size + 1).await.unwrap(),
            "opened at {place}"
        );
        assert_eq!(
            store.recent(Some(size / 2), 7).await.unwrap(),
            model.recent(Some(size / 2), 7).await.unwrap(),
            "recent at {place}"
        );
        for level in 0..8 {
            for index in 0..=(size >> level) {
                assert_eq!(
                    store.node(level, index).await.unwrap(),
                    model.node(level, index).await.unwrap(),
                    "node {level}/{index} at {place}"
                );
            }
        }
        let mut versions = Vec::new();
        for id in &self.known {
            let stored = model.record(*id, At::Now).await.unwrap().unwrap();
            assert_eq!(
                store.by_reference(&stored.reference).await.unwrap(),
                Some(*id),
                "{} at {place}",
                stored.reference
            );
            for version in 0..=stored.version + 1 {
                assert_eq!(
                    store.content(*id, version).await.unwrap(),
                    model.content(*id, version).await.unwrap(),
                    "content at {place}"
                );
                versions.push((*id, version));
            }
        }
        let key = |(id, content): &(RecordId, StoredContent)| (*id, content.version);
        let mut several = store.contents(&versions).await.unwrap();
        several.sort_by_key(key);
        let mut apart = model.contents(&versions).await.unwrap();
        apart.sort_by_key(key);
        assert_eq!(several, apart, "contents of all at {place}");
        let instant =
            Timestamp::from_microsecond(self.author.now - i64::try_from(self.chance.below(90_000)).unwrap())
                .unwrap();
        assert_eq!(
            store.size_at(instant).await.unwrap(),
            self.model.size_at(instant).await.unwrap(),
            "size at {instant} at {}",
            self.place
        );
    }
}
