//! Pages of registers, counts, search and links.

use super::{
    Author, Body,
    records::{acted, get, made, put, revised},
};
use crate::{At, Condition, Filter, Order, Page, Query, STATE, SortBy, Store, Stored, Test, Total};
use record::{Act, RecordId};
use serde_json::json;
use uuid::Uuid;

fn person(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

async fn ask(store: &dyn Store, query: &Query) -> (Vec<u64>, Total) {
    let listing = store.list(query).await.unwrap();
    let found = store.find(query).await.unwrap();
    let ids: Vec<RecordId> = listing.rows.iter().map(|row| row.id).collect();
    assert_eq!((found.ids, found.total), (ids, listing.total), "{query:?}");
    assert_eq!(found.size, store.size().await.unwrap());
    (listing.rows.iter().map(number).collect(), listing.total)
}

fn number(stored: &Stored) -> u64 {
    stored.reference.rsplit('-').next().unwrap().parse().unwrap()
}

/// Six uses: what each has is told by the assertions below.
async fn six(store: &dyn Store) -> (Author, Vec<Stored>) {
    let mut author = Author::new(store.organisation(), 10);
    let mut made_ = Vec::new();
    for body in [
        Body::named("delta watch")
            .with("stage", "live")
            .with("tags", json!(["beta", "alpha"]))
            .with("score", 10),
        Body::named("Alpha desk").with("stage", "idea").with("due", "2026-03-01").with("score", 9),
        Body::named("charlie").with("tags", json!(["gamma"])).with("due", "2026-01-31"),
        Body::named("Bravo").with("stage", "pilot").with("owner", person(1).to_string()).with("score", 100),
        Body::named("alpha")
            .with("stage", "idea")
            .with("tags", json!(["alpha", "epsilon"]))
            .with("due", "2026-03-01"),
        Body::named("Écho").with("stage", "retired"),
    ] {
        made_.push(made(store, &mut author, "use", &body).await);
    }
    made(store, &mut author, "risk", &Body::named("alpha risk").with("stage", "idea")).await;
    (author, made_)
}

/// Each test of a filter.
pub(super) async fn tests(store: &dyn Store) {
    let (mut author, six) = six(store).await;
    acted(store, &mut author, &six[1], Act::Submit).await;
    let filter = |field: &str, test: Test| Condition::Cell(Filter { field: field.to_owned(), test });
    let keys = |keys: &[&str]| Test::In(keys.iter().map(|&key| key.to_owned()).collect());
    let between = |low: Option<&str>, high: Option<&str>| {
        Test::Between(low.map(str::to_owned), high.map(str::to_owned))
    };
    for (filters, wanted) in [
        (vec![], vec![1, 2, 3, 4, 5, 6]),
        (vec![filter("stage", keys(&["00.idea"]))], vec![2, 5]),
        (vec![filter("stage", keys(&["00.idea", "02.live"]))], vec![1, 2, 5]),
        (vec![filter("stage", keys(&[]))], vec![]),
        (vec![filter("stage", Test::Missing)], vec![3]),
        (vec![filter("never", Test::Missing)], vec![1, 2, 3, 4, 5, 6]),
        (vec![filter("never", between(None, None))], vec![]),
        (vec![filter("tags", keys(&["00.alpha"]))], vec![1, 5]),
        (vec![filter("tags", keys(&["00.alpha", "01.beta"]))], vec![1, 5]),
        (vec![filter("due", between(Some("2026-01-31"), Some("2026-03-01")))], vec![3]),
        (vec![filter("due", between(Some("2026-02-01"), None))], vec![2, 5]),
        (vec![filter("due", between(None, Some("2026-03-02")))], vec![2, 3, 5]),
        (vec![filter("name", Test::Prefix("alpha".into()))], vec![2, 5]),
        (vec![filter("name", Test::Prefix(String::new()))], vec![1, 2, 3, 4, 5, 6]),
        (vec![filter("owner", keys(&[&person(1).to_string()]))], vec![4]),
        (vec![filter("stage", keys(&["00.idea"])), filter("tags", Test::Missing)], vec![2]),
        (vec![filter("name", Test::Contains("l".into()))], vec![1, 2, 3, 5]),
        (vec![filter("name", Test::Contains("pha d".into()))], vec![2]),
        (vec![filter("name", Test::Contains("%".into()))], vec![]),
        (vec![filter(STATE, keys(&["submitted"]))], vec![2]),
        (vec![filter("stage", keys(&["00.idea"])).negated()], vec![1, 3, 4, 6]),
        (vec![filter("stage", Test::Missing).negated()], vec![1, 2, 4, 5, 6]),
        (vec![filter("stage", keys(&["00.idea"])).negated().negated()], vec![2, 5]),
        // Of a field with several values, what is not met by any of them.
        (vec![filter("tags", keys(&["00.alpha"])).negated()], vec![2, 3, 4, 6]),
        (vec![Condition::All(vec![])], vec![1, 2, 3, 4, 5, 6]),
        (vec![Condition::Any(vec![])], vec![]),
        (vec![Condition::Any(vec![]).negated()], vec![1, 2, 3, 4, 5, 6]),
        (
            vec![Condition::Any(vec![
                filter("stage", keys(&["02.live"])),
                filter("due", between(None, Some("2026-02-01"))),
                filter("owner", keys(&[&person(1).to_string()])),
            ])],
            vec![1, 3, 4],
        ),
        (
            vec![
                Condition::Any(vec![
                    Condition::All(vec![filter("stage", keys(&["00.idea"])), filter("tags", Test::Missing)]),
                    Condition::All(vec![filter("stage", Test::Missing), filter("due", between(None, None))]),
                    filter(STATE, keys(&["effective"])),
                ]),
                filter("name", Test::Prefix("alpha".into())).negated(),
            ],
            vec![3],
        ),
    ] {
        let query = Query { filters, ..Query::every("use") };
        let total = Total::Exact(wanted.len() as u64);
        assert_eq!(ask(store, &query).await, (wanted, total), "{:?}", query.filters);
    }
    let states = |states: &[&str]| Query {
        states: states.iter().map(|&state| state.to_owned()).collect(),
        ..Query::every("use")
    };
    assert_eq!(ask(store, &states(&["submitted"])).await, (vec![2], Total::Exact(1)));
    assert_eq!(ask(store, &states(&["submitted", "draft"])).await.1, Total::Exact(6));
    assert_eq!(ask(store, &states(&["effective"])).await, (vec![], Total::Exact(0)));
    assert_eq!(ask(store, &Query::every("nothing")).await, (vec![], Total::Exact(0)));
}

/// Each order in both directions; records without the field come last in both.
pub(super) async fn sorts(store: &dyn Store) {
    let (mut author, six) = six(store).await;
    revised(
        store,
        &mut author,
        &six[2],
        &Body::named("charlie").with("tags", json!(["gamma"])).with("due", "2026-01-31"),
    )
    .await;
    let field = |field: &str| SortBy::Field(field.to_owned());
    for (sort, ascending, descending) in [
        (SortBy::Number, [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]),
        (SortBy::Changed, [1, 2, 4, 5, 6, 3], [3, 6, 5, 4, 2, 1]),
        (field("name"), [5, 2, 4, 3, 1, 6], [6, 1, 3, 4, 2, 5]),
        (field("stage"), [2, 5, 4, 1, 6, 3], [6, 1, 4, 5, 2, 3]),
        (field("score"), [2, 1, 4, 3, 5, 6], [4, 1, 2, 6, 5, 3]),
        (field("due"), [3, 2, 5, 1, 4, 6], [5, 2, 3, 6, 4, 1]),
        // By the first tag upwards, by the last tag downwards; each record once.
        (field("tags"), [1, 5, 3, 2, 4, 6], [5, 3, 1, 6, 4, 2]),
        (field("never"), [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]),
    ] {
        for (order, wanted) in [(Order::Ascending, ascending), (Order::Descending, descending)] {
            let query = Query { sort: sort.clone(), order, ..Query::every("use") };
            assert_eq!(ask(store, &query).await, (wanted.to_vec(), Total::Exact(6)), "{sort:?} {order:?}");
        }
    }
}

/// What is equal in one order is told apart by the next; pages of it join.
pub(super) async fn sorts_by_several(store: &dyn Store) {
    let (mut author, six) = six(store).await;
    acted(store, &mut author, &six[3], Act::Submit).await;
    let (up, down) = (Order::Ascending, Order::Descending);
    let field = |field: &str| SortBy::Field(field.to_owned());
    for (sort, order, then, wanted) in [
        (field("stage"), up, vec![(field("name"), up)], [5, 2, 4, 1, 6, 3]),
        (field("stage"), up, vec![(field("name"), down)], [2, 5, 4, 1, 6, 3]),
        (field("stage"), down, vec![(field("name"), up)], [6, 1, 4, 5, 2, 3]),
        (field("due"), up, vec![(field("score"), up)], [3, 2, 5, 1, 4, 6]),
        (field("due"), down, vec![(field("score"), up)], [2, 5, 3, 1, 4, 6]),
        (field("due"), up, vec![(field("score"), down), (field("name"), down)], [3, 2, 5, 4, 1, 6]),
        (field("due"), up, vec![(SortBy::Number, down)], [3, 5, 2, 6, 4, 1]),
        (field("never"), down, vec![(field("name"), up)], [5, 2, 4, 3, 1, 6]),
        (field(STATE), down, vec![(SortBy::Changed, down)], [4, 6, 5, 3, 2, 1]),
        (SortBy::Number, up, vec![(field("name"), up)], [1, 2, 3, 4, 5, 6]),
    ] {
        let whole = Query { sort, order, then, ..Query::every("use") };
        let query = |offset, limit| Query { page: Page { offset, limit }, ..whole.clone() };
        assert_eq!(ask(store, &whole).await, (wanted.to_vec(), Total::Exact(6)), "{whole:?}");
        let with_e = Filter { field: "name".to_owned(), test: Test::Contains("e".into()) };
        let some = Query { filters: vec![with_e.into()], ..whole.clone() };
        let kept: Vec<u64> = wanted.into_iter().filter(|n| [1, 2, 3, 6].contains(n)).collect();
        assert_eq!(ask(store, &some).await.0, kept, "{some:?}");
        for offset in 0..6_u64 {
            let wanted: Vec<u64> =
                wanted.iter().skip(usize::try_from(offset).unwrap()).take(2).copied().collect();
            assert_eq!(ask(store, &query(offset, 2)).await.0, wanted, "{whole:?} from {offset}");
        }
    }
}

/// Whoever goes on after a record is given what comes after it, in every order, also where it lacks the key or does not meet
/// the conditions.
pub(super) async fn going_on(store: &dyn Store) {
    let (_, six) = six(store).await;
    let sorts =
        ["name", "due", "score", "tags", "stage", "never"].map(|field| SortBy::Field(field.to_owned()));
    let sorts: Vec<SortBy> = sorts.into_iter().chain([SortBy::Number, SortBy::Changed]).collect();
    let orders = [Order::Ascending, Order::Descending];
    let then = |by: &str, order: Order| (SortBy::Field(by.to_owned()), order);
    let mut wholes = Vec::new();
    for sort in sorts {
        for order in orders {
            for then in [
                vec![],
                vec![then("due", Order::Descending), then("score", Order::Ascending)],
                vec![then("tags", Order::Ascending)],
                vec![(SortBy::Number, Order::Descending)],
            ] {
                wholes.push(Query { sort: sort.clone(), order, then, ..Query::every("use") });
            }
        }
    }
    let with_e = Filter { field: "name".to_owned(), test: Test::Contains("e".into()) };
    for whole in wholes {
        for at in [At::Now, At::Size(6)] {
            let whole = Query { at, ..whole.clone() };
            let (all, _) = ask(store, &whole).await;
            for (place, number) in all.iter().enumerate() {
                let after = six.iter().find(|row| self::number(row) == *number).map(|row| row.id);
                let rest = Query { after, ..whole.clone() };
                let wanted = all[place + 1..].to_vec();
                let total = Total::AtLeast(wanted.len() as u64);
                assert_eq!(ask(store, &rest).await, (wanted.clone(), total), "{rest:?}");
                let part = Query { page: Page { offset: 1, limit: 2 }, ..rest.clone() };
                let some: Vec<u64> = wanted.iter().skip(1).take(2).copied().collect();
                assert_eq!(ask(store, &part).await.0, some, "{part:?}");
                let few = Query { filters: vec![with_e.clone().into()], ..rest.clone() };
                let some: Vec<u64> = wanted.into_iter().filter(|n| [1, 2, 3, 6].contains(n)).collect();
                assert_eq!(ask(store, &few).await.0, some, "{few:?}");
            }
        }
    }
    let nobody = Query { after: Some(person(9)), ..Query::every("use") };
    assert_eq!(ask(store, &nobody).await, (vec![], Total::AtLeast(0)));
    let not_yet = Query { after: Some(six[2].id), at: At::Size(2), ..Query::every("use") };
    assert_eq!(ask(store, &not_yet).await, (vec![], Total::AtLeast(0)));
}

/// Pages join without gaps and doubles, wherever they are cut.
pub(super) async fn pages(store: &dyn Store) {
    six(store).await;
    let sorts = ["name", "due", "score", "tags"].map(|field| SortBy::Field(field.to_owned()));
    for sort in sorts.into_iter().chain([SortBy::Number, SortBy::Changed]) {
        for order in [Order::Ascending, Order::Descending] {
            let whole = Query { sort: sort.clone(), order, ..Query::every("use") };
            let (all, _) = ask(store, &whole).await;
            for limit in 0..=7_u8 {
                for offset in 0..=7_u8 {
                    let query =
                        Query { page: Page { offset: offset.into(), limit: limit.into() }, ..whole.clone() };
                    let wanted: Vec<u64> =
                        all.iter().skip(offset.into()).take(limit.into()).copied().collect();
                    assert_eq!(ask(store, &query).await, (wanted, Total::Exact(6)), "{query:?}");
                }
            }
        }
    }
}

/// A register as it was, at every size.
pub(super) async fn as_of(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 12);
    let a = made(store, &mut author, "use", &Body::named("b").with("stage", "idea")).await;
    let b = made(store, &mut author, "use", &Body::named("c").with("stage", "live")).await;
    let a = revised(store, &mut author, &a, &Body::named("d").with("stage", "live")).await;
    acted(store, &mut author, &b, Act::Submit).await;
    revised(store, &mut author, &a, &Body::named("d")).await;
    let stage = |test: Test| Condition::Cell(Filter { field: "stage".to_owned(), test });
    let live = stage(Test::In(vec!["02.live".to_owned()]));
    let missing = stage(Test::Missing);
    let with = |filters: &[&Condition], size: u64| Query {
        filters: filters.iter().map(|&filter| filter.clone()).collect(),
        at: At::Size(size),
        sort: SortBy::Field("name".to_owned()),
        ..Query::every("use")
    };
    for (size, all, when_live, when_missing) in [
        (0, vec![], vec![], vec![]),
        (1, vec![1], vec![], vec![]),
        (2, vec![1, 2], vec![2], vec![]),
        (3, vec![2, 1], vec![2, 1], vec![]),
        (4, vec![2, 1], vec![2, 1], vec![]),
        (5, vec![2, 1], vec![2], vec![1]),
        (99, vec![2, 1], vec![2], vec![1]),
    ] {
        assert_eq!(ask(store, &with(&[], size)).await.0, all, "all at {size}");
        assert_eq!(ask(store, &with(&[&live], size)).await.0, when_live, "live at {size}");
        assert_eq!(ask(store, &with(&[&missing], size)).await.0, when_missing, "missing at {size}");
        let either = Condition::Any(vec![live.clone(), missing.clone()]);
        let (some, others) = (ask(store, &with(&[&either], size)).await.0, either.negated());
        assert!(all.iter().filter(|n| when_live.contains(n) || when_missing.contains(n)).eq(&some), "{size}");
        let rest: Vec<u64> = all.iter().filter(|n| !some.contains(n)).copied().collect();
        assert_eq!(ask(store, &with(&[&others], size)).await.0, rest, "neither at {size}");
    }
    let submitted = |size| Query { states: vec!["submitted".to_owned()], ..with(&[], size) };
    assert_eq!(ask(store, &submitted(3)).await.0, Vec::<u64>::new());
    assert_eq!(ask(store, &submitted(4)).await.0, [2]);
    let words = |size, word: &str| Query { words: vec![word.to_owned()], ..with(&[], size) };
    assert_eq!(ask(store, &words(2, "b")).await.0, [1]);
    assert_eq!(ask(store, &words(3, "b")).await.0, Vec::<u64>::new());
    let rows = store.list(&with(&[], 2)).await.unwrap().rows;
    assert_eq!((rows[0].title.as_str(), rows[0].version, rows[0].position), ("b", 1, 0));
    let scanned = store.scan("use", None, 10, At::Size(1)).await.unwrap();
    assert_eq!(scanned.iter().map(|stored| stored.id).collect::<Vec<_>>(), [a.id]);
    assert_eq!(store.scan("use", Some(a.id), 10, At::Now).await.unwrap()[0].id, b.id);
}

/// Readers see what is open to them or related to them, in registers, counts and search, today and in the past.
pub(super) async fn readers(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 13);
    for (openness, related) in
        [(0, vec![]), (1, vec![]), (2, vec![]), (2, vec![1]), (1, vec![1, 2]), (0, vec![2])]
    {
        let mut write = author.create("use", &Body::named("Shared name").with("stage", "idea"));
        write.openness = openness;
        write.related = related.into_iter().map(person).collect();
        put(store, write).await;
    }
    let idea =
        Condition::Cell(Filter { field: "stage".to_owned(), test: Test::In(vec!["00.idea".to_owned()]) });
    for (openness, related, wanted) in [
        (2, vec![], vec![1, 2, 3, 4, 5, 6]),
        (1, vec![], vec![1, 2, 5, 6]),
        (1, vec![1], vec![1, 2, 4, 5, 6]),
        (0, vec![], vec![1, 6]),
        (0, vec![1], vec![1, 4, 5, 6]),
        (0, vec![1, 2], vec![1, 4, 5, 6]),
        (0, vec![9], vec![1, 6]),
    ] {
        let related: Vec<RecordId> = related.into_iter().map(person).collect();
        let exact = Total::Exact(wanted.len() as u64);
        for at in [At::Now, At::Size(6)] {
            // What is not asked for is not found among what is hidden either.
            let other = Condition::Any(vec![idea.clone(), idea.clone().negated()]);
            for filters in [vec![], vec![idea.clone()], vec![other]] {
                let query = Query { openness, related: related.clone(), at, filters, ..Query::every("use") };
                assert_eq!(ask(store, &query).await, (wanted.clone(), exact), "{query:?}");
            }
        }
        let counts = store.counts(openness, &related).await.unwrap();
        assert_eq!(
            counts,
            [("use".to_owned(), "draft".to_owned(), wanted.len() as u64)],
            "{openness} {related:?}"
        );
        let mut found: Vec<u64> = store
            .search(&["shared".to_owned()], openness, &related, 50)
            .await
            .unwrap()
            .iter()
            .map(number)
            .collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "{openness} {related:?}");
    }
    // What is closed now was closed then.
    let first = store.by_reference("USE-0001").await.unwrap().unwrap();
    let before = get(store, first).await;
    let mut write = author.act(&before, Act::Submit);
    write.openness = 2;
    put(store, write).await;
    let query = Query { openness: 0, at: At::Size(1), ..Query::every("use") };
    assert_eq!(ask(store, &query).await, (vec![], Total::Exact(0)));
    assert_eq!(store.record(first, At::Size(1)).await.unwrap().unwrap().openness, 2);
    assert_eq!(store.counts(0, &[]).await.unwrap(), [("use".to_owned(), "draft".to_owned(), 1)]);
}

/// All of the words, the last as a beginning; also those of the reference that the store has given.
pub(super) async fn words(store: &dyn Store) {
    let (mut author, six) = six(store).await;
    revised(store, &mut author, &six[3], &Body::named("Foxtrot")).await;
    for (words, wanted) in [
        (vec!["alpha"], vec!["RSK-0001", "USE-0001", "USE-0002", "USE-0005"]),
        (vec!["alp"], vec!["RSK-0001", "USE-0001", "USE-0002", "USE-0005"]),
        (vec!["alp", "desk"], vec![]),
        (vec!["alpha", "d"], vec!["USE-0001", "USE-0002"]),
        (vec!["desk", "alpha"], vec!["USE-0002"]),
        (vec!["echo"], vec!["USE-0006"]),
        (vec!["bravo"], vec![]),
        (vec!["fox"], vec!["USE-0004"]),
        (vec!["use", "0003"], vec!["USE-0003"]),
        (vec!["use0003"], vec!["USE-0003"]),
        (vec!["zulu"], vec![]),
        (vec!["\"or\" *"], vec![]),
    ] {
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let mut found: Vec<String> = store
            .search(&words, 2, &[], 50)
            .await
            .unwrap()
            .into_iter()
            .map(|stored| stored.reference)
            .collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "{words:?}");
        let uses = wanted.iter().filter(|reference| reference.starts_with("USE")).count();
        assert_eq!(
            ask(store, &Query { words: words.clone(), ..Query::every("use") }).await.0.len(),
            uses,
            "{words:?}"
        );
    }
    assert_eq!(store.search(&["alpha".to_owned()], 2, &[], 2).await.unwrap().len(), 2);
    let first = store.search(&["charlie".to_owned()], 2, &[], 1).await.unwrap();
    assert_eq!(first[0].title, "charlie");
}

/// Links are found from their target, as they are and as they were.
pub(super) async fn links(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 15);
    let (one, two) = (person(1), person(2));
    let body = |owner: RecordId| Body::named("Linked").with("owner", owner.to_string());
    let a = made(store, &mut author, "use", &body(one)).await;
    let b = made(
        store,
        &mut author,
        "risk",
        &body(one).with("parts", json!([one.to_string(), a.id.to_string()])),
    )
    .await;
    let a = revised(store, &mut author, &a, &body(two)).await;
    let link = |id: RecordId, field: &str| (id, field.to_owned());
    let mut wanted = vec![link(b.id, "owner"), link(b.id, "parts.model")];
    assert_eq!(store.links_to(one, At::Now).await.unwrap(), wanted);
    assert_eq!(store.links_to(two, At::Now).await.unwrap(), [link(a.id, "owner")]);
    assert_eq!(store.links_to(a.id, At::Now).await.unwrap(), [link(b.id, "parts.model")]);
    wanted.push(link(a.id, "owner"));
    wanted.sort();
    assert_eq!(store.links_to(one, At::Size(2)).await.unwrap(), wanted);
    assert_eq!(store.links_to(one, At::Size(1)).await.unwrap(), [link(a.id, "owner")]);
    assert_eq!(store.links_to(one, At::Size(0)).await.unwrap(), []);
    assert_eq!(store.links_to(two, At::Size(2)).await.unwrap(), []);
}
