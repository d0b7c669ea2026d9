//! What is kept beside a body can be made anew, and the past stays as it was.

use super::{
    Author, Body,
    records::{made, revised},
};
use crate::{At, Filter, Index, Query, Store, Stored, Test};
use record::{Cell, RecordId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the body gives by the usual declarations.
fn index(record: &Stored, body: &Body) -> Index {
    let content = body.index();
    Index {
        record: record.id,
        position: record.position,
        title: content.title,
        cells: content.cells,
        links: content.links,
        words: content.words,
        openness: record.openness,
        related: record.related.clone(),
    }
}

async fn found(store: &dyn Store, field: &str, key: &str, at: At) -> Vec<RecordId> {
    let test = Test::In(vec![key.to_owned()]);
    let filters = vec![Filter { field: field.to_owned(), test }.into()];
    let listing = store.list(&Query { at, filters, ..Query::every("use") }).await.unwrap();
    listing.rows.into_iter().map(|row| row.id).collect()
}

/// A record is found by what it is indexed by now, and no longer by what it was.
pub(super) async fn anew(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 31);
    let owner = author.id();
    let body = Body::named("Night shift").with("stage", "pilot").with("owner", owner.to_string());
    let record = made(store, &mut author, "use", &body).await;
    let other = made(store, &mut author, "use", &Body::named("Other")).await;
    let same = index(&record, &body);
    assert_eq!(store.differing(std::slice::from_ref(&same)).await.unwrap(), [], "nothing has changed");
    let reader = RecordId(Uuid::from_u128(4711));
    let wanted = Index {
        title: "Watch".to_owned(),
        cells: vec![
            Cell { field: "rank".to_owned(), key: "9".to_owned() },
            Cell { field: "rank".to_owned(), key: "3".to_owned() },
        ],
        links: vec![("keeper".to_owned(), owner)],
        words: " watch ".to_owned(),
        openness: 2,
        related: vec![reader],
        ..same.clone()
    };
    let kept = index(&other, &Body::named("Other"));
    assert_eq!(store.differing(&[wanted.clone(), kept.clone()]).await.unwrap(), [record.id]);
    store.reindex(vec![wanted.clone(), kept]).await.unwrap();
    assert_eq!(store.differing(&[wanted]).await.unwrap(), [], "it is kept now");
    assert_eq!(store.differing(&[same]).await.unwrap(), [record.id]);
    assert_eq!(found(store, "rank", "3", At::Now).await, [record.id]);
    assert_eq!(found(store, "name", "night shift", At::Now).await, []);
    assert_eq!(store.links_to(owner, At::Now).await.unwrap(), [(record.id, "keeper".to_owned())]);
    let words = |word: &str| vec![word.to_owned()];
    let search = async |word: &str, openness, related: &[RecordId]| {
        let found = store.search(&words(word), openness, related, 10).await.unwrap();
        found.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(search("watch", 2, &[]).await, [record.id]);
    assert_eq!(search("use-0001", 2, &[]).await, [record.id], "the reference stays");
    assert_eq!(search("night", 2, &[]).await, []);
    assert_eq!(search("watch", 0, &[]).await, [], "it is no longer open to all");
    assert_eq!(search("watch", 0, &[reader]).await, [record.id]);
    assert_eq!(store.counts(0, &[]).await.unwrap(), [("use".to_owned(), "draft".to_owned(), 1)]);
    assert_eq!(store.counts(2, &[]).await.unwrap(), [("use".to_owned(), "draft".to_owned(), 2)]);
    assert_eq!(store.record(record.id, At::Now).await.unwrap().unwrap().title, "Watch");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    // The next act finds everything where it belongs.
    let stored = store.record(record.id, At::Now).await.unwrap().unwrap();
    revised(store, &mut author, &stored, &body.clone().with("stage", "live")).await;
    assert_eq!(found(store, "rank", "3", At::Now).await, []);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

/// What was kept before the newest content was written stays as it was.
pub(super) async fn before(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 32);
    let body = Body::named("Early").with("stage", "idea").with("score", 7);
    let first = made(store, &mut author, "use", &body).await;
    let body = body.with("stage", "live");
    let second = revised(store, &mut author, &first, &body).await;
    let wanted = Index { cells: Vec::new(), words: String::new(), ..index(&second, &body) };
    store.reindex(vec![wanted]).await.unwrap();
    let then = At::Size(first.position + 1);
    assert_eq!(
        found(store, "score", "00000007", then).await,
        [first.id],
        "a cell that the newest content kept"
    );
    assert_eq!(found(store, "stage", "00.idea", then).await, [first.id], "and one that it changed");
    assert_eq!(found(store, "score", "00000007", At::Now).await, []);
    assert_eq!(found(store, "score", "00000007", At::Size(second.position + 1)).await, []);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

/// A record that was written meanwhile is passed over.
pub(super) async fn moved_on(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 33);
    let body = Body::named("Swift");
    let first = made(store, &mut author, "use", &body).await;
    let stale = Index { cells: Vec::new(), ..index(&first, &body) };
    let unknown = Index { record: author.id(), ..stale.clone() };
    let body = body.with("stage", "live");
    revised(store, &mut author, &first, &body).await;
    assert_eq!(store.differing(std::slice::from_ref(&stale)).await.unwrap(), []);
    store.reindex(vec![stale]).await.unwrap();
    assert_eq!(found(store, "name", "swift", At::Now).await, [first.id]);
    assert_eq!(store.differing(std::slice::from_ref(&unknown)).await.unwrap(), []);
    store.reindex(vec![unknown]).await.unwrap();
}

/// By which declarations kinds were indexed is kept, each by itself.
pub(super) async fn basis(store: &dyn Store) {
    let said = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(kind, basis)| ((*kind).to_owned(), (*basis).to_owned())).collect()
    };
    assert_eq!(store.indexed().await.unwrap(), said(&[]));
    store.set_indexed(said(&[("risk", "1"), ("use", "1")])).await.unwrap();
    store.set_indexed(said(&[("use", "2")])).await.unwrap();
    assert_eq!(store.indexed().await.unwrap(), said(&[("risk", "1"), ("use", "2")]));
}
