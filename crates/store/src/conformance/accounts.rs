//! What a store of accounts must do.

use crate::{Account, Accounts, ApiToken, Seat, Session, StoreError};
use jiff::Timestamp;
use record::RecordId;
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Everything, on a new and empty store.
pub async fn accounts(store: &dyn Accounts) {
    people(store).await;
    seats(store).await;
    sessions(store).await;
    tokens(store).await;
    tallies(store).await;
}

fn account(n: u128, email: &str) -> Account {
    Account {
        id: id(n),
        email: email.to_owned(),
        password: "$argon2id$…".to_owned(),
        password_set: at(1),
        locked: false,
        created: at(0),
    }
}

async fn people(store: &dyn Accounts) {
    assert_eq!(store.organisations().await.unwrap(), []);
    store.add_organisation(id(101), at(5)).await.unwrap();
    store.add_organisation(id(100), at(9)).await.unwrap();
    assert_eq!(store.organisations().await.unwrap(), [(id(101), at(5)), (id(100), at(9))]);
    assert!(matches!(store.add_organisation(id(101), at(5)).await, Err(StoreError::Conflict)));
    let one = account(1, "one@example.org");
    store.add_account(one.clone()).await.unwrap();
    store.add_account(account(2, "two@example.org")).await.unwrap();
    for taken in [account(3, "one@example.org"), account(1, "three@example.org")] {
        assert!(matches!(store.add_account(taken).await, Err(StoreError::Conflict)));
    }
    assert_eq!(store.account_by_email("one@example.org").await.unwrap(), Some(one.clone()));
    assert_eq!(store.account_by_email("three@example.org").await.unwrap(), None);
    assert_eq!(store.account(id(3)).await.unwrap(), None);
    store.set_password(id(1), "new".to_owned(), at(7)).await.unwrap();
    store.set_locked(id(1), true).await.unwrap();
    let changed = Account { password: "new".to_owned(), password_set: at(7), locked: true, ..one };
    assert_eq!(store.account(id(1)).await.unwrap(), Some(changed));
    store.set_locked(id(1), false).await.unwrap();
    assert!(!store.account(id(1)).await.unwrap().unwrap().locked);
    assert!(store.set_locked(id(9), true).await.is_err());
    assert!(store.set_password(id(9), "x".to_owned(), at(1)).await.is_err());
}

async fn seats(store: &dyn Accounts) {
    let seat = |account, organisation, person| Seat {
        account: id(account),
        organisation: id(organisation),
        person: RecordId(id(person)),
    };
    for seat in [seat(1, 100, 11), seat(1, 101, 12), seat(2, 100, 13)] {
        store.add_seat(seat).await.unwrap();
    }
    assert_eq!(store.seats(id(1)).await.unwrap(), [seat(1, 100, 11), seat(1, 101, 12)]);
    let one = (store.account(id(1)).await.unwrap().unwrap(), store.seats(id(1)).await.unwrap());
    assert_eq!(store.seated(id(1)).await.unwrap(), Some(one));
    assert_eq!(store.seats_in(id(100)).await.unwrap(), [seat(1, 100, 11), seat(2, 100, 13)]);
    assert_eq!(store.seats(id(9)).await.unwrap(), []);
    assert_eq!(store.seated(id(9)).await.unwrap(), None);
    store.add_account(account(4, "four@example.org")).await.unwrap();
    assert_eq!(store.seated(id(4)).await.unwrap(), Some((account(4, "four@example.org"), Vec::new())));
    assert!(
        matches!(store.add_seat(seat(1, 100, 99)).await, Err(StoreError::Conflict)),
        "one person in one organisation"
    );
}

async fn sessions(store: &dyn Accounts) {
    let session = |n: u128, account: u128| Session {
        digest: format!("digest {n}"),
        id: id(n),
        account: id(account),
        organisation: id(100),
        created: at(i64::try_from(n).unwrap()),
        seen: at(0),
        expires: at(1_000),
        agent: "Firefox on Linux".to_owned(),
    };
    for session in [session(1, 1), session(2, 1), session(3, 1), session(4, 2), session(5, 4)] {
        store.add_session(session).await.unwrap();
    }
    for (n, of, seats) in [(3, 1, 2), (4, 2, 1), (5, 4, 0)] {
        let (found, account, sits) = store.signed_in(&format!("digest {n}")).await.unwrap().unwrap();
        assert_eq!((found, sits.len()), (session(n, of), seats));
        assert_eq!(store.seated(id(of)).await.unwrap(), Some((account, sits)), "as when asked one by one");
    }
    assert_eq!(store.signed_in("digest 9").await.unwrap(), None);
    assert_eq!(store.session("digest 1").await.unwrap(), Some(session(1, 1)));
    assert_eq!(store.session("digest 9").await.unwrap(), None);
    store.touch_session("digest 1", at(50)).await.unwrap();
    assert_eq!(store.session("digest 1").await.unwrap().unwrap().seen, at(50));
    let ids =
        |sessions: Vec<Session>| sessions.into_iter().map(|session| session.id.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(store.sessions(id(1)).await.unwrap()), [3, 2, 1], "newest first");
    assert!(!store.end_session(id(2), id(1)).await.unwrap(), "another's session is not to be ended");
    assert!(store.end_session(id(1), id(1)).await.unwrap());
    assert!(!store.end_session(id(1), id(1)).await.unwrap());
    assert_eq!(store.session("digest 1").await.unwrap(), None);
    assert_eq!(store.end_other_sessions(id(1), Some(id(3))).await.unwrap(), 1);
    assert_eq!(ids(store.sessions(id(1)).await.unwrap()), [3]);
    assert_eq!(store.end_other_sessions(id(1), None).await.unwrap(), 1);
    assert_eq!(ids(store.sessions(id(2)).await.unwrap()), [4]);
}

async fn tokens(store: &dyn Accounts) {
    let token = |n: u128, account: u128| ApiToken {
        digest: format!("token {n}"),
        id: id(n),
        account: id(account),
        organisation: id(100),
        name: "Nightly export".to_owned(),
        scope: "read".to_owned(),
        created: at(i64::try_from(n).unwrap()),
        expires: at(1_000),
        seen: None,
    };
    for token in [token(1, 1), token(2, 1), token(3, 2)] {
        store.add_token(token).await.unwrap();
    }
    assert_eq!(store.token("token 1").await.unwrap(), Some(token(1, 1)));
    store.touch_token("token 1", at(60)).await.unwrap();
    assert_eq!(store.token("token 1").await.unwrap().unwrap().seen, Some(at(60)));
    let ids: Vec<u128> =
        store.tokens(id(1)).await.unwrap().into_iter().map(|token| token.id.as_u128()).collect();
    assert_eq!(ids, [2, 1]);
    assert!(!store.end_token(id(1), id(3)).await.unwrap());
    assert!(store.end_token(id(1), id(2)).await.unwrap());
    assert_eq!(store.token("token 2").await.unwrap(), None);
}

async fn tallies(store: &dyn Accounts) {
    assert_eq!(store.counted("door", 60, at(0)).await.unwrap(), 0);
    for (second, wanted) in [(0, 1), (10, 2), (59, 3), (60, 1), (61, 2)] {
        assert_eq!(store.count("door", 60, at(second)).await.unwrap(), wanted, "at {second} s");
    }
    assert_eq!(store.count("other", 60, at(61)).await.unwrap(), 1);
    assert_eq!(store.counted("door", 60, at(119)).await.unwrap(), 2);
    assert_eq!(store.counted("door", 60, at(120)).await.unwrap(), 0, "the window is over");
    store.forget("door").await.unwrap();
    assert_eq!(store.counted("door", 60, at(61)).await.unwrap(), 0);
    assert_eq!(store.counted("other", 60, at(61)).await.unwrap(), 1);
}
