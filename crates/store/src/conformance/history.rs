//! What happened can be read, computed again and opened.

use super::{
    Author, Body,
    records::{acted, get, made, put, revised},
};
use crate::{At, Commit, Head, Store};
use jiff::Timestamp;
use ledger::{Commitment, Entry, Hash, REASON, Salt, leaf_hash, proof};
use record::Act;
use std::collections::BTreeMap;

/// Some thirty acts on a few records.
async fn busy(store: &dyn Store) -> Author {
    let mut author = Author::new(store.organisation(), 20);
    for n in 0..5 {
        let record = made(store, &mut author, "use", &Body::named("Some").with("score", n)).await;
        let record = acted(store, &mut author, &record, Act::Submit).await;
        let write = author.act(&record, Act::Approve);
        put(store, author.because(write, &format!("reason {n}"))).await;
        let record = get(store, record.id).await;
        let record = revised(store, &mut author, &record, &Body::named("Same").with("score", n)).await;
        revised(store, &mut author, &record, &Body::named("Same")).await;
        made(store, &mut author, "risk", &Body::named("Risk")).await;
    }
    author
}

/// The acts on a record in order, and the last acts on any.
pub(super) async fn acts(store: &dyn Store) {
    busy(store).await;
    let id = store.by_reference("USE-0002").await.unwrap().unwrap();
    let acts = store.acts(id, At::Now).await.unwrap();
    let told: Vec<(u64, &str, u32, &str)> =
        acts.iter().map(|act| (act.position, act.act.as_str(), act.version, act.state.as_str())).collect();
    assert_eq!(
        told,
        [
            (6, "create", 1, "draft"),
            (7, "submit", 1, "submitted"),
            (8, "approve", 1, "effective"),
            (9, "revise", 2, "draft"),
            (10, "revise", 3, "draft")
        ]
    );
    assert_eq!(acts[2].reason.as_deref(), Some("reason 1"));
    assert_eq!((acts[0].kind.as_str(), acts[0].reference.as_str()), ("use", "USE-0002"));
    assert_eq!((acts[0].capacity.as_str(), acts[0].via.as_str()), ("owner", "web"));
    assert_eq!(store.acts(id, At::Size(8)).await.unwrap(), acts[..2]);
    let recent = store.recent(None, 4).await.unwrap();
    assert_eq!(recent.iter().map(|act| act.position).collect::<Vec<_>>(), [29, 28, 27, 26]);
    let before = store.recent(Some(2), 9).await.unwrap();
    assert_eq!(before.iter().map(|act| act.position).collect::<Vec<_>>(), [1, 0]);
}

/// The rows of the ledger hash to the root of the head, and say what the acts say.
pub(super) async fn ledger(store: &dyn Store) {
    assert_eq!(store.head().await.unwrap(), Head { size: 0, root: Hash::of_empty_tree().0, at: None });
    busy(store).await;
    let head = store.head().await.unwrap();
    let rows = store.ledger(0, 1_000).await.unwrap();
    assert_eq!((head.size, rows.len()), (30, 30));
    let mut entries = BTreeMap::new();
    for (position, row) in (0..).zip(&rows) {
        assert_eq!(row.position, position);
        assert_eq!(leaf_hash(&row.bytes).0, row.leaf, "the leaf of {position}");
        entries.insert(position, Entry::parse(&row.bytes).unwrap());
    }
    let frontier: ledger::Frontier = rows.iter().map(|row| Hash(row.leaf)).collect();
    assert_eq!(frontier.root().0, head.root);
    for act in store.recent(None, 1_000).await.unwrap() {
        let entry = &entries[&act.position];
        assert_eq!(
            (entry.subject.id, entry.act.as_str(), entry.state.as_str()),
            (act.record.0, act.act.as_str(), act.state.as_str())
        );
        assert_eq!((entry.subject.version, entry.at), (u64::from(act.version), act.at.as_microsecond()));
        assert_eq!(
            (entry.actor.person, &entry.actor.capacity, &entry.actor.via),
            (act.by.0, &act.capacity, &act.via)
        );
        let named = entry.codes.get("reference").map(String::as_str);
        assert_eq!(
            named,
            (act.act == "create").then(|| act.reference.to_lowercase()).as_deref(),
            "the entry names the reference"
        );
    }
    assert_eq!(store.ledger(28, 9).await.unwrap(), rows[28..]);
    assert_eq!(store.ledger(3, 2).await.unwrap(), rows[3..5]);
    assert_eq!(head.at, Some(Timestamp::from_microsecond(entries[&29].at).unwrap()));
}

/// The stored nodes give proofs that verify, for every leaf and every older size.
pub(super) async fn proofs(store: &dyn Store) {
    busy(store).await;
    let head = store.head().await.unwrap();
    let mut nodes = BTreeMap::new();
    for level in 0..6 {
        for index in 0..=(head.size >> level) {
            if let Some(hash) = store.node(level, index).await.unwrap() {
                assert!((index + 1) << level <= head.size, "node {level}/{index} is not complete");
                nodes.insert((level, index), Hash(hash));
            }
        }
    }
    let node = |level: u8, index: u64| nodes.get(&(level, index)).copied();
    for index in 0..head.size {
        let path = proof::inclusion(index, head.size, &node).unwrap();
        proof::verify_inclusion(nodes[&(0, index)], index, head.size, &path, Hash(head.root)).unwrap();
    }
    for old in 1..=head.size {
        let root = proof::root_at(old, &node).unwrap();
        let path = proof::consistency(old, head.size, &node).unwrap();
        proof::verify_consistency(old, root, head.size, Hash(head.root), &path).unwrap();
    }
}

/// What is handed out opens every commitment of the ledger.
pub(super) async fn openings(store: &dyn Store) {
    busy(store).await;
    let rows = store.ledger(0, 1_000).await.unwrap();
    let opened = store.opened(0, 1_000).await.unwrap();
    assert_eq!(opened.len(), rows.len());
    let mut commitments = 0;
    for (row, opened) in rows.iter().zip(&opened) {
        let entry = Entry::parse(&row.bytes).unwrap();
        assert_eq!(
            (opened.position, opened.record.0, u64::from(opened.version)),
            (row.position, entry.subject.id, entry.subject.version)
        );
        let open = |salt: &str, field: &str, value: &serde_json::Value| {
            let salt = Salt::try_from(salt.to_owned()).unwrap();
            Commitment::to_value(&salt, entry.subject.id, field, value).unwrap()
        };
        for (field, commitment) in
            entry.fields.iter().filter_map(|(field, commitment)| Some((field, (*commitment)?)))
        {
            let content = opened.content.as_ref().expect("the content of an entry with commitments");
            assert_eq!(
                open(content.salts[field].as_str().unwrap(), field, &content.json[field]),
                commitment,
                "{field} of {}",
                row.position
            );
            commitments += 1;
        }
        if let Some(commitment) = entry.reason {
            let (text, salt) = opened.reason.as_ref().expect("the reason of an entry with one");
            assert_eq!(open(salt, REASON, &text.as_str().into()), commitment);
            commitments += 1;
        }
        assert!(opened.erased.is_empty());
    }
    assert_eq!(
        commitments, 25,
        "five times: two fields, one that changed, a risk's name, a reason; none twice"
    );
    assert_eq!(store.opened(7, 3).await.unwrap(), opened[7..10]);
}

/// Recorded time does not go back when the clock does, and tells the size at any instant.
pub(super) async fn times(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 22);
    let begin = author.now;
    let mut at = Vec::new();
    for step in [1_000, 5_000, -8_000, 1_000, 0, 60_000] {
        author.now += step;
        let receipt = put(store, author.create("use", &Body::named("Timed"))).await;
        at.push(receipt.sealed[0].at.as_microsecond() - begin);
    }
    // Each act takes a millisecond of the author's clock.
    assert_eq!(at, [2_000, 8_000, 8_000, 8_000, 8_000, 65_000]);
    for (instant, size) in
        [(0, 0), (1_999, 0), (2_000, 1), (7_999, 1), (8_000, 5), (64_999, 5), (65_000, 6), (99_999, 6)]
    {
        let instant = Timestamp::from_microsecond(begin + instant).unwrap();
        assert_eq!(store.size_at(instant).await.unwrap(), size, "{instant}");
    }
    assert_eq!(store.head().await.unwrap().at.map(Timestamp::as_microsecond), Some(begin + 65_000));
    let empty = store.commit(Commit::default()).await.unwrap();
    assert_eq!((empty.sealed.len(), store.head().await.unwrap().size), (0, 6));
}
