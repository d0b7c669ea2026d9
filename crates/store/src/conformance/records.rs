//! Records come to be, change and are decided on.

use super::{Author, Body, together};
use crate::{At, Commit, Expect, Idempotency, Query, Receipt, Store, StoreError, Stored, Write};
use record::{Act, RecordId};
use std::collections::BTreeSet;

/// Writes one act.
pub(super) async fn put(store: &dyn Store, write: Write) -> Receipt {
    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.expect("a plain commit")
}

/// A record that must be there.
pub(super) async fn get(store: &dyn Store, id: RecordId) -> Stored {
    store.record(id, At::Now).await.unwrap().expect("the record is there")
}

/// Makes a record and gives it back.
pub(super) async fn made(store: &dyn Store, author: &mut Author, kind: &str, body: &Body) -> Stored {
    let receipt = put(store, author.create(kind, body)).await;
    get(store, receipt.sealed[0].record).await
}

/// Revises a record and gives it back.
pub(super) async fn revised(store: &dyn Store, author: &mut Author, before: &Stored, body: &Body) -> Stored {
    let kept = store.content(before.id, before.version).await.unwrap().unwrap();
    put(store, author.revise(before, &kept, body)).await;
    get(store, before.id).await
}

/// Acts on a record and gives it back.
pub(super) async fn acted(store: &dyn Store, author: &mut Author, before: &Stored, act: Act) -> Stored {
    put(store, author.act(before, act)).await;
    get(store, before.id).await
}

/// A record is made, submitted, approved and revised; what is in force stays in force.
pub(super) async fn chain(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 1);
    assert_eq!(store.head().await.unwrap().size, 0);
    let first = made(store, &mut author, "use", &Body::named("First")).await;
    assert_eq!(
        (first.reference.as_str(), first.title.as_str(), first.state.as_str()),
        ("USE-0001", "First", "draft")
    );
    assert_eq!((first.version, first.position, &first.effective), (1, 0, &None));
    acted(store, &mut author, &first, Act::Submit).await;
    let submitted = get(store, first.id).await;
    let approved = acted(store, &mut author, &submitted, Act::Approve).await;
    assert_eq!(
        approved.effective.as_ref().map(|(version, stamp)| (*version, stamp.at)),
        Some((1, approved.changed.at))
    );
    let second = revised(store, &mut author, &approved, &Body::named("Second")).await;
    assert_eq!((second.title.as_str(), second.version, second.state.as_str()), ("Second", 2, "draft"));
    assert_eq!(second.effective.as_ref().map(|(version, _)| *version), Some(1), "version 1 stays in force");
    assert_eq!(second.created, first.created);
    assert_eq!(store.content(first.id, 1).await.unwrap().unwrap().json["name"], "First");
    assert_eq!(store.content(first.id, 2).await.unwrap().unwrap().json["name"], "Second");
    assert_eq!(store.content(first.id, 3).await.unwrap(), None);
    assert_eq!(store.record(first.id, At::Size(1)).await.unwrap().unwrap().title, "First");
    assert_eq!(store.record(first.id, At::Size(0)).await.unwrap(), None);
    assert_eq!(store.record(author.id(), At::Now).await.unwrap(), None);
    let other = made(store, &mut author, "risk", &Body::named("Other")).await;
    assert_eq!(other.reference, "RSK-0001", "every kind counts for itself");
    assert_eq!(store.by_reference("RSK-0001").await.unwrap(), Some(other.id));
    assert_eq!(store.by_reference("RSK-0002").await.unwrap(), None);
    let both = store.records(&[other.id, author.id(), first.id], At::Now).await.unwrap();
    assert_eq!(
        both.iter().map(|stored| stored.id).collect::<Vec<_>>(),
        [other.id, first.id],
        "in the order asked for"
    );
}

/// Numbers have no gaps and no doubles, whoever writes at the same time, and whatever is refused between.
pub(super) async fn references<S: Store>(store: &S) {
    let mut author = Author::new(store.organisation(), 2);
    let commits: Vec<Commit> = (0..120)
        .map(|n| {
            let write = author.create(if n % 3 == 0 { "risk" } else { "use" }, &Body::named("Many"));
            let expects = if n % 10 == 9 { vec![Expect::Size(u64::MAX)] } else { Vec::new() };
            Commit { writes: vec![write], expects, ..Commit::default() }
        })
        .collect();
    let answers = together(commits.into_iter().map(|commit| store.commit(commit)).collect()).await;
    let sealed: Vec<_> =
        answers.into_iter().filter_map(Result::ok).flat_map(|receipt| receipt.sealed).collect();
    assert_eq!(sealed.len(), 108);
    for (prefix, kind) in [("USE", "use"), ("RSK", "risk")] {
        let got: BTreeSet<String> = sealed
            .iter()
            .filter(|sealed| sealed.kind == kind)
            .map(|sealed| sealed.reference.clone())
            .collect();
        let wanted: BTreeSet<String> =
            (1..=got.len() as u64).map(|number| record::reference(prefix, number)).collect();
        assert_eq!(got, wanted);
    }
    let positions: BTreeSet<u64> = sealed.iter().map(|sealed| sealed.position).collect();
    assert_eq!(positions, (0..108).collect());
    assert_eq!(store.head().await.unwrap().size, 108);
}

/// A commit is refused when what it was based on has changed.
pub(super) async fn expects<S: Store>(store: &S) {
    let mut author = Author::new(store.organisation(), 3);
    let first = made(store, &mut author, "use", &Body::named("First")).await;
    let second = made(store, &mut author, "risk", &Body::named("Second")).await;
    let holds = [
        Expect::Unchanged { record: first.id, position: 0 },
        Expect::Absent(author.id()),
        Expect::Size(2),
        Expect::KindUnchanged { kind: "use", since: 1 },
        Expect::KindUnchanged { kind: "never", since: 0 },
    ];
    let broken = [
        Expect::Unchanged { record: first.id, position: 1 },
        Expect::Unchanged { record: author.id(), position: 0 },
        Expect::Absent(first.id),
        Expect::Size(1),
        Expect::Size(3),
        Expect::KindUnchanged { kind: "risk", since: 1 },
    ];
    for expect in broken {
        let writes = vec![author.create("use", &Body::named("Never"))];
        let answer =
            store.commit(Commit { writes, expects: vec![holds[0], expect], ..Commit::default() }).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{expect:?} gave {answer:?}");
        assert_eq!(store.head().await.unwrap().size, 2, "{expect:?} wrote");
    }
    let writes = vec![author.act(&second, Act::Submit)];
    store.commit(Commit { writes, expects: holds.to_vec(), ..Commit::default() }).await.unwrap();
    // Two who decide on the same: one is first.
    let race = |write: Write| Commit {
        writes: vec![write],
        expects: vec![Expect::Unchanged { record: first.id, position: 0 }],
        ..Commit::default()
    };
    let (one, two) = (race(author.act(&first, Act::Submit)), race(author.act(&first, Act::Retire)));
    let answers = together(vec![store.commit(one), store.commit(two)]).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    // A record that exists is not made again, one that does not exist is not changed.
    let mut twice = author.create("use", &Body::named("Twice"));
    twice.record = first.id;
    twice.entry.subject.id = first.id.0;
    let unknown = Stored { id: author.id(), ..first.clone() };
    for write in [twice, author.act(&unknown, Act::Submit)] {
        let answer = store.commit(Commit { writes: vec![write], ..Commit::default() }).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
}

/// The same request twice is done once.
pub(super) async fn idempotency(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 4);
    let key = |digest: &str| {
        Some(Idempotency {
            person: RecordId(uuid::Uuid::from_u128(1)),
            key: "form 1".to_owned(),
            digest: digest.to_owned(),
        })
    };
    let commit = Commit {
        writes: vec![author.create("use", &Body::named("Once"))],
        idempotency: key("a"),
        ..Commit::default()
    };
    let first = store.commit(commit.clone()).await.unwrap();
    assert!(!first.repeated);
    let again = store.commit(commit.clone()).await.unwrap();
    assert_eq!(again, Receipt { repeated: true, ..first });
    assert!(matches!(
        store.commit(Commit { idempotency: key("b"), ..commit }).await,
        Err(StoreError::KeyReused)
    ));
    assert_eq!(store.head().await.unwrap().size, 1);
    // The answer of the first time comes even when the conditions no longer hold.
    let ask = Commit { idempotency: key("a"), expects: vec![Expect::Size(u64::MAX)], ..Commit::default() };
    assert!(store.commit(ask).await.unwrap().repeated);
    // Another person's key is another key, and a refused commit leaves none.
    let mut other = key("a").unwrap();
    other.person = RecordId(uuid::Uuid::from_u128(2));
    let refused =
        Commit { idempotency: Some(other.clone()), expects: vec![Expect::Size(7)], ..Commit::default() };
    assert!(matches!(store.commit(refused).await, Err(StoreError::Conflict)));
    let write = author.create("use", &Body::named("Other"));
    let done = store
        .commit(Commit { writes: vec![write], idempotency: Some(other), ..Commit::default() })
        .await
        .unwrap();
    assert!(!done.repeated);
}

/// A key is forgotten after its time, and not before.
pub(super) async fn idempotency_expires(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 41);
    let asked = |write: Write, digest: &str| Commit {
        writes: vec![write],
        idempotency: Some(Idempotency {
            person: RecordId(uuid::Uuid::from_u128(1)),
            key: "form 1".to_owned(),
            digest: digest.to_owned(),
        }),
        ..Commit::default()
    };
    let used = store.commit(asked(author.create("use", &Body::named("First")), "a")).await.unwrap();
    let used_at = used.sealed[0].at.as_microsecond();
    // An author writes a millisecond after `now`.
    author.now = used_at + Idempotency::KEPT_US - 1 - 1_000;
    let write = author.create("use", &Body::named("Second"));
    assert!(store.commit(asked(write.clone(), "a")).await.unwrap().repeated, "a moment before its time");
    assert!(matches!(store.commit(asked(write, "b")).await, Err(StoreError::KeyReused)));
    author.now = used_at + Idempotency::KEPT_US - 1_000;
    let write = author.create("use", &Body::named("Third"));
    let again = store.commit(asked(write.clone(), "b")).await.unwrap();
    assert_eq!((again.repeated, again.sealed[0].reference.as_str()), (false, "USE-0002"));
    assert!(store.commit(asked(write, "b")).await.unwrap().repeated, "the key serves anew");
}

/// One write that cannot be done takes the whole commit with it.
pub(super) async fn all_or_nothing(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 5);
    let good = author.create("use", &Body::named("Good"));
    let (id, mut bad) = (good.record, author.create("risk", &Body::named("Bad")));
    "Not a code".clone_into(&mut bad.entry.state);
    "Not a code".clone_into(&mut bad.state);
    let answer = store
        .commit(Commit {
            writes: vec![good.clone(), bad],
            import_keys: vec![("use".into(), "1".into(), id)],
            ..Commit::default()
        })
        .await;
    assert!(matches!(answer, Err(StoreError::Failed(_))), "{answer:?}");
    assert_eq!(store.head().await.unwrap().size, 0);
    assert_eq!(store.record(id, At::Now).await.unwrap(), None);
    assert_eq!(store.import_key("use", "1").await.unwrap(), None);
    assert_eq!(store.counts(2, &[]).await.unwrap(), []);
    assert_eq!(put(store, good).await.sealed[0].reference, "USE-0001", "the number was not used up");
}

/// Who, when and why stand with the record.
pub(super) async fn stamps(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 6);
    let write = author.create("use", &Body::named("First"));
    let id = write.record;
    put(store, author.because(write, "we start")).await;
    author.person = RecordId(uuid::Uuid::from_u128(78));
    let before = get(store, id).await;
    let write = author.act(&before, Act::Approve);
    put(store, author.because(write, "it is good")).await;
    let approved = get(store, id).await;
    let kept = store.content(id, 1).await.unwrap().unwrap();
    put(store, author.revise(&approved, &kept, &Body::named("Second"))).await;
    let now = get(store, id).await;
    assert_eq!(now.created.reason.as_deref(), Some("we start"));
    let (_, stamp) = now.effective.as_ref().unwrap();
    assert_eq!((stamp.by, stamp.reason.as_deref()), (author.person, Some("it is good")));
    assert_eq!((now.changed.by, now.changed.reason.as_deref()), (author.person, None));
    assert_eq!(now.state_stamp, now.changed);
    assert_eq!(now.authors, [author.person], "whoever wrote before approval is no author of what follows");
    let listed = store.list(&Query::every("use")).await.unwrap().rows;
    assert_eq!(listed, [now.clone().without_reasons()], "why is told by the record");
    assert_eq!(store.records(&[id], At::Now).await.unwrap(), std::slice::from_ref(&now));
    assert_eq!(store.scan("use", None, 10, At::Now).await.unwrap(), [now]);
}
