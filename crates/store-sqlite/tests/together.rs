//! What many acts of one commit leave in the file is what the same acts leave one by one; and what few of very many records
//! lack is found.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod place;

use place::Place;
use record::{Act, RecordId};
use rusqlite::{Connection, types::Value};
use store::{
    At, Commit, Condition, Filter, Order, Page, Query, SortBy, Store, Test, Total, Write,
    conformance::{Author, Body},
};
use store_sqlite::SqliteStore;
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

/// Every row of every table that acts write.
fn rows(place: &Place) -> Vec<(String, Vec<Vec<Value>>)> {
    let file = Connection::open(place.file("house.db")).unwrap();
    let tables = "entry node record act reason content related span span_past cell cell_past link link_past
        word word_past kind_tip tally import_key slot";
    let all = tables.split_whitespace().map(|table| {
        let mut statement = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
        let rows = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
        (table.to_owned(), rows)
    });
    all.collect()
}

/// A body with something in every sort of field.
fn body(n: u64) -> Body {
    let tags: Vec<&str> =
        ["alpha", "beta", "gamma"].into_iter().take(1 + usize::try_from(n % 3).unwrap()).collect();
    Body::named(&format!("Record {n} of many"))
        .with("stage", if n.is_multiple_of(2) { "idea" } else { "pilot" })
        .with("tags", tags)
        .with("score", n)
        .with("owner", RecordId(Uuid::from_u128(77)).to_string())
}

async fn put(store: &SqliteStore, writes: Vec<Write>, import_keys: Vec<(String, String, RecordId)>) {
    store.commit(Commit { writes, import_keys, ..Commit::default() }).await.unwrap();
}

/// Writes one by one, and gives all that was written: records that are made, revised at once and later, decided on and
/// erased in, in between others.
async fn one_by_one(store: &SqliteStore) -> Vec<(Write, Vec<(String, String, RecordId)>)> {
    let mut author = Author::new(HOUSE, 7);
    let mut all = Vec::new();
    let mut ids = Vec::new();
    for n in 0..150_u64 {
        let mut write = author.create(if n.is_multiple_of(5) { "risk" } else { "use" }, &body(n));
        write.openness = u8::try_from(n % 3).unwrap();
        write.related =
            vec![RecordId(Uuid::from_u128(77)), RecordId(Uuid::from_u128(u128::from(78 + n % 4)))];
        let write = if n.is_multiple_of(7) { author.because(write, "it is so") } else { write };
        ids.push(write.record);
        let key = vec![(write.kind.clone(), format!("row {n}"), write.record)];
        all.push((write.clone(), key.clone()));
        put(store, vec![write], key).await;
        // The record that was just made, and one of long ago.
        for id in [ids.last(), ids.get(usize::try_from(n / 2).unwrap())].into_iter().flatten() {
            let before = store.record(*id, At::Now).await.unwrap().unwrap();
            let kept = store.content(*id, before.version).await.unwrap().unwrap();
            let write = match n % 4 {
                0 => author.revise(&before, &kept, &body(n + 1_000).without("tags")),
                1 => author.act(&before, Act::Submit),
                2 if n == 50 => author.erase(&before, &["name"], Some(&body(n).without("name"))),
                _ => continue,
            };
            all.push((write.clone(), Vec::new()));
            put(store, vec![write], Vec::new()).await;
        }
    }
    all
}

#[tokio::test]
async fn many_acts_of_one_commit_leave_what_they_leave_one_by_one() {
    let (one, all) = (Place::new(), Place::new());
    let store = SqliteStore::open(&one.file("house.db"), HOUSE).unwrap();
    let written = one_by_one(&store).await;
    assert!(written.len() > 300, "{}", written.len());
    let head = store.head().await.unwrap();
    let (writes, keys): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    let together = SqliteStore::open(&all.file("house.db"), HOUSE).unwrap();
    put(&together, writes, keys.concat()).await;
    assert_eq!(together.head().await.unwrap().root, head.root);
    assert_eq!(together.check().unwrap(), Vec::<String>::new());
    drop((store, together));
    for ((table, expected), (_, found)) in rows(&one).into_iter().zip(rows(&all)) {
        assert_eq!(expected, found, "{table}");
    }
}

#[tokio::test]
async fn a_commit_that_fails_at_its_end_leaves_nothing() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 8);
    let mut writes: Vec<Write> = (0..100).map(|n| author.create("use", &body(n))).collect();
    // Not a second record, but the same: it exists by then.
    writes.push(writes.first().unwrap().clone());
    assert!(store.commit(Commit { writes: writes.clone(), ..Commit::default() }).await.is_err());
    assert_eq!((store.head().await.unwrap().size, store.check().unwrap()), (0, Vec::new()));
    writes.pop();
    put(&store, writes, Vec::new()).await;
    assert_eq!((store.head().await.unwrap().size, store.check().unwrap()), (100, Vec::new()));
}

/// Conditions that ask what records are not are answered by what all the others have, now and in the past. What that saves is
/// for the bench `filters` to tell.
#[tokio::test]
async fn the_few_that_lack_something_are_found_among_many() {
    const RECORDS: u64 = 20_000;
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 9);
    let lacks = |n: u64| n.is_multiple_of(4_321);
    for from in (0..RECORDS).step_by(2_000) {
        let make = |n: u64| {
            let tags = if n.is_multiple_of(100) { vec!["alpha", "beta"] } else { vec!["beta"] };
            let whole = body(n).with("stage", "idea").with("tags", tags);
            let lacking =
                || body(n).without("score").with("stage", "live").with("tags", vec!["alpha", "gamma"]);
            author.create("use", &if lacks(n) { lacking() } else { whole })
        };
        put(&store, (from..from + 2_000).map(make).collect(), Vec::new()).await;
    }
    let expected: Vec<u64> = (0..RECORDS).filter(|n| lacks(*n)).map(|n| n + 1).collect();
    let size = At::Size(store.head().await.unwrap().size);
    let cell = |field: &str, test| Condition::Cell(Filter { field: field.to_owned(), test });
    let missing = cell("score", Test::Missing);
    let other = cell("stage", Test::In(vec!["00.idea".to_owned()])).negated();
    let second = cell("tags", Test::Contains("beta".to_owned())).negated();
    let none = cell("name", Test::Missing);
    // As the address of a register puts them: groups of alternatives.
    let grouped = Condition::All(vec![Condition::Any(vec![missing.clone()])]);
    for at in [At::Now, size] {
        let mut all = [&missing, &other, &second, &grouped].map(|filter| (filter, &expected)).to_vec();
        let nobody = Vec::new();
        all.push((&none, &nobody));
        for (filter, expected) in all {
            for sort in [SortBy::Number, SortBy::Field("name".to_owned())] {
                let (numbers, total) = found(&store, at, sort, filter).await;
                assert_eq!((&numbers, total), (expected, Total::Exact(expected.len() as u64)), "{filter:?}");
            }
        }
    }
}

/// Numbers, ascending, and how many there are.
async fn found(store: &SqliteStore, at: At, sort: SortBy, filter: &Condition) -> (Vec<u64>, Total) {
    let order = Order::Ascending;
    let query = Query { at, sort, order, filters: vec![filter.clone()], ..Query::every("use") };
    let listing = store.list(&query).await.unwrap();
    let number = |row: &store::Stored| row.reference.trim_start_matches("USE-").parse().unwrap();
    let mut numbers: Vec<u64> = listing.rows.iter().map(number).collect();
    numbers.sort_unstable();
    (numbers, listing.total)
}

/// Whether few or many meet the conditions, whether every record has a cell of the field or not, from whichever end.
#[tokio::test]
async fn a_page_far_behind_is_a_part_of_the_whole() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap().broad_from(2);
    let mut author = Author::new(HOUSE, 5);
    let bodies =
        (0..40_u64).map(|n| if n % 4 == 0 { body(n + 1).without("score") } else { body(n * 7 % 11) });
    let writes = bodies.map(|body| author.create("use", &body)).collect();
    put(&store, writes, Vec::new()).await;
    let tag = |tag: &str| Test::In(vec![tag.to_owned()]);
    let of = |field: &str, test: Test| Condition::Cell(Filter { field: field.to_owned(), test });
    let conditions = [
        vec![],
        vec![of("tags", tag("01.beta"))],
        vec![of("tags", tag("01.beta")), of("score", Test::Missing)],
    ];
    let ids = async |query: &Query| {
        let found = store.find(query).await.unwrap().ids;
        assert!(!found.is_empty() || query.page.offset > 0, "{query:?}");
        found
    };
    let mut all = Vec::new();
    for field in ["name", "score", "tags", "nothing"] {
        for order in [Order::Ascending, Order::Descending] {
            all.extend(conditions.iter().map(|filters| (field, order, filters.clone())));
        }
    }
    for (field, order, filters) in all {
        let query = Query { sort: SortBy::Field(field.to_owned()), order, filters, ..Query::every("use") };
        let whole = ids(&query).await;
        for offset in 0..42_u64 {
            let page = Page { offset, limit: 3 };
            let wanted: Vec<RecordId> =
                whole.iter().skip(usize::try_from(offset).unwrap()).take(3).copied().collect();
            assert_eq!(ids(&Query { page, ..query.clone() }).await, wanted, "{field} {order:?} {offset}");
        }
    }
}
