//! Pages far behind in the order of a field, while it is written.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and names its seed"
)]

mod place;

use place::Place;
use record::{Act, RecordId};
use std::sync::Arc;
use store::{
    At, Commit, Filter, Index, Order, Page, Query, Ranks, SortBy, Store, Test,
    conformance::{Author, Body, Chance},
};
use store_sqlite::SqliteStore;
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

/// Landmarks follow acts of this program and another, whatever becomes of keys, and are set anew where they cannot.
#[tokio::test]
async fn pages_far_behind_follow_what_is_written() {
    const NAMES: [&str; 5] = ["alpha", "beta", "delta", "gamma", "omega"];
    let seed = 8_311;
    println!("seed {seed}");
    let place = Place::new();
    let open = || SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    // Where sixteen are few, these are kept in order as well.
    let (store, wider, other) = (open().broad_from(2), open().broad_from(16), open());
    let (mut chance, mut author) = (Chance::new(seed), Author::new(HOUSE, 6));
    let mut known: Vec<RecordId> = Vec::new();
    for step in 0..80 {
        for _ in 0..=chance.below(3) {
            let writer = if chance.once_in(3) { &other } else { &store };
            let name = format!("{} {}", chance.pick(&NAMES), chance.below(4));
            // Seldom two, so that there are groups of which every record has one alone.
            let mut tags = vec![*chance.pick(&NAMES)];
            if chance.once_in(30) {
                tags.push("beta");
            }
            let mut body = Body::named(&name).with("tags", tags);
            if !chance.once_in(4) {
                body = body.with("score", chance.below(5));
            }
            let write = if known.len() < 12 || chance.once_in(4) {
                let kind = if chance.once_in(5) { "risk" } else { "use" };
                author.create(kind, &body)
            } else {
                let before = writer.record(*chance.pick(&known), At::Now).await.unwrap().unwrap();
                let kept = writer.content(before.id, before.version).await.unwrap().unwrap();
                match chance.below(20) {
                    0 => author.erase(&before, &["name"], Some(&Body(kept.json.clone()).without("name"))),
                    1..=3 => author.act(&before, Act::Submit),
                    _ => author.revise(&before, &kept, &body),
                }
            };
            if write.act == Act::Create && write.kind == "use" {
                known.push(write.record);
            }
            writer.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
        }
        if known.len() < 5 {
            continue;
        }
        if chance.once_in(10) {
            // Made anew without an act, by the other program.
            let record = other.record(*chance.pick(&known), At::Now).await.unwrap().unwrap();
            let content = Body::named(chance.pick::<&str>(&NAMES)).index();
            let (id, position, title) = (record.id, record.position, record.title.clone());
            let (openness, related) = (record.openness, record.related.clone());
            let index = Index {
                record: id,
                position,
                title,
                cells: content.cells,
                links: content.links,
                words: content.words,
                openness,
                related,
            };
            other.reindex(vec![index]).await.unwrap();
        }
        let at = format!("step {step} of seed {seed}");
        in_several_orders([&store, &wider], &open().broad_from(2), &mut chance, &known, &at).await;
        for sort in ["name", "score", "tags", store::CHANGED] {
            let by = SortBy::Field(sort.to_owned());
            let by = if sort == store::CHANGED { SortBy::Changed } else { by };
            for order in [Order::Ascending, Order::Descending] {
                let query = Query { sort: by.clone(), order, ..Query::every("use") };
                let whole = Query { page: Page { offset: 0, limit: 1_000 }, ..query.clone() };
                let whole = store.find(&whole).await.unwrap().ids;
                assert_eq!(whole.len(), known.len());
                let offset = 1 + chance.below(known.len() as u64);
                let page = Page { offset, limit: 1 + chance.below(5) };
                let found = store.find(&Query { page, ..query }).await.unwrap().ids;
                let skipped = whole.into_iter().skip(usize::try_from(offset).unwrap());
                let wanted: Vec<RecordId> = skipped.take(usize::try_from(page.limit).unwrap()).collect();
                assert_eq!(found, wanted, "{sort} {order:?} {page:?} at step {step} of seed {seed}");
            }
        }
    }
}

/// The keys of tags.
const ALPHA: &str = "00.alpha";
const BETA: &str = "01.beta";
const GAMMA: &str = "02.gamma";
const DELTA: &str = "03.delta";

/// In orders of several keys and such of their own groups are remembered: a program that was just started has none.
async fn in_several_orders(
    programs: [&SqliteStore; 2],
    fresh: &SqliteStore,
    chance: &mut Chance,
    known: &[RecordId],
    at: &str,
) {
    let scores = [3, 0, 4, 1].map(|score| format!("{score:08}"));
    let field = |field: &str| SortBy::Field(field.to_owned());
    let keys = |keys: &[&str]| Arc::new(Ranks::new(keys.iter().map(|key| (*key).to_owned())));
    // Of one value, of several, and with keys that are not listed.
    let scores = SortBy::Ranked("score".to_owned(), Arc::new(Ranks::new(scores)));
    let listed: [&[&str]; 2] = [&[GAMMA, BETA, ALPHA], &[ALPHA, DELTA, BETA, GAMMA]];
    let [tags, others] = listed.map(|listed| SortBy::Ranked("tags".to_owned(), keys(listed)));
    let orders = [
        (field("tags"), Some(field("score"))),
        (field("score"), Some(field("name"))),
        (field("tags"), Some(field("name"))),
        (scores.clone(), None),
        (scores.clone(), Some(field("name"))),
        (scores.clone(), Some(field("tags"))),
        (tags.clone(), None),
        (tags.clone(), Some(scores)),
        (field("score"), Some(tags)),
        (field("score"), Some(others)),
    ];
    for _ in 0..40 {
        let (sort, then) = chance.pick(&orders).clone();
        let order = *chance.pick(&[Order::Ascending, Order::Descending]);
        let then = then.map(|then| (then, *chance.pick(&[Order::Ascending, Order::Descending])));
        let page = Page { offset: chance.below(12), limit: 1 + chance.below(8) };
        let after = chance.once_in(3).then(|| *chance.pick(known));
        let test = Test::In([ALPHA, BETA, DELTA].map(str::to_owned).to_vec());
        let filter = chance.once_in(3).then(|| Filter { field: "tags".to_owned(), test }.into());
        let query = Query {
            sort,
            order,
            then: then.into_iter().collect(),
            filters: filter.into_iter().collect(),
            page,
            after,
            ..Query::every("use")
        };
        let wanted = fresh.find(&query).await.unwrap().ids;
        for store in programs {
            let found = store.find(&query).await.unwrap().ids;
            assert_eq!(found, wanted, "{query:?} at {at}");
        }
    }
}
