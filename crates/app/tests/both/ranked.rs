//! Registers by what their links lead to: in the order of names, as they are now, and telling nothing of what is hidden.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{At, Desk, ListAsk, Order, Role, SortBy};
use record::{RecordId, Value};
use testkit::TestApp;

fn by(field: &str, order: Order) -> ListAsk {
    ListAsk { sort: SortBy::Field(field.to_owned()), order, ..ListAsk::default() }
}

/// What records of a kind lead to, in the order of a page.
async fn led_to(desk: &Desk, kind: &str, field: &str, ask: &ListAsk) -> Vec<Option<RecordId>> {
    let found = desk.list(kind, ask).await.unwrap();
    let value = |value: Option<&Value>| match value {
        Some(Value::Link(id)) => Some(*id),
        Some(Value::Links(ids)) => ids.first().copied(),
        _ => None,
    };
    found.rows.iter().map(|row| value(row.body.get(field))).collect()
}

async fn call(desk: &Desk, record: RecordId, name: &str) {
    let seen = desk.look(record, At::Now).await.unwrap().record;
    let title = desk.schema(seen.kind).await.unwrap().kind.title().id;
    let body = seen.body.clone().with(title, Value::Text(name.to_owned()));
    desk.revise(record, seen.position, body, None, None).await.unwrap();
}

#[tokio::test]
async fn a_register_by_owner_is_in_the_order_of_their_names_as_they_are_now() {
    let house = TestApp::new().await;
    let mut people = Vec::new();
    for name in ["zoe", "ann", "max"] {
        people.push(house.person(name, &[Role::AiManager]).await);
    }
    let [zoe, ann, max] = [0, 1, 2].map(|place| people[place]);
    let desk = house.desk_of("zoe").await;
    let owned = |owner: Option<RecordId>| {
        let body = testkit::sample_alone("risk");
        match owner {
            Some(owner) => body.with("owner", Value::Link(owner)),
            None => body,
        }
    };
    for owner in [None, Some(zoe), Some(max), Some(ann), Some(max)] {
        desk.create("risk", owned(owner), None).await.unwrap();
    }
    let up = by("owner", Order::Ascending);
    let down = by("owner", Order::Descending);
    let wanted = [Some(ann), Some(max), Some(max), Some(zoe), None];
    assert_eq!(led_to(&desk, "risk", "owner", &up).await, wanted);
    let turned = [Some(zoe), Some(max), Some(max), Some(ann), None];
    assert_eq!(led_to(&desk, "risk", "owner", &down).await, turned, "those without come last");
    // Called otherwise here, the page that was remembered is not what is given; nor when another program has written it.
    call(&desk, ann, "Zzz").await;
    let wanted = [Some(max), Some(max), Some(zoe), Some(ann), None];
    assert_eq!(led_to(&house.desk_of("zoe").await, "risk", "owner", &up).await, wanted);
    let elsewhere = house.reopened();
    let person = desk.actor().person;
    let other = elsewhere.desk(house.organisation, person, None, app::Via::Web).await.unwrap();
    assert_eq!(led_to(&other, "risk", "owner", &up).await, wanted);
    call(&other, zoe, "Aaa").await;
    let wanted = [Some(zoe), Some(max), Some(max), Some(ann), None];
    assert_eq!(led_to(&house.desk_of("zoe").await, "risk", "owner", &up).await, wanted);
    // A moment of the past is in the order of today's names.
    let then = ListAsk { at: At::Size(other.size()), ..up.clone() };
    assert_eq!(led_to(&house.desk_of("zoe").await, "risk", "owner", &then).await, wanted);
}

#[tokio::test]
async fn the_order_by_what_one_may_not_see_tells_nothing_of_its_name() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let jonas = house.person("jonas", &[Role::Employee]).await;
    let ana = house.desk_of("ana").await;
    let mut systems = Vec::new();
    for _ in 0..2 {
        systems.push(ana.create("system", testkit::sample_alone("system"), None).await.unwrap().record);
    }
    // By name the other way round than they came to be.
    call(&ana, systems[0], "Zeta").await;
    call(&ana, systems[1], "Alpha").await;
    for system in [systems[1], systems[0]] {
        let body = testkit::sample_alone("use")
            .with("owner", Value::Link(jonas))
            .with("systems", Value::Links(vec![system]));
        ana.create("use", body, None).await.unwrap();
    }
    let ask = by("systems", Order::Ascending);
    let by_name = [Some(systems[1]), Some(systems[0])];
    assert_eq!(led_to(&house.desk_of("ana").await, "use", "systems", &ask).await, by_name);
    let his = house.desk_of("jonas").await;
    assert!(his.names(&systems, At::Now).await.unwrap().is_empty());
    let found = his.list("use", &ask).await.unwrap();
    assert_eq!(found.rows.len(), 2);
    let by_number: Vec<RecordId> =
        his.list("use", &ListAsk::default()).await.unwrap().rows.iter().map(|row| row.id).collect();
    let in_order: Vec<RecordId> = found.rows.iter().map(|row| row.id).collect();
    assert_eq!(in_order, by_number.into_iter().rev().collect::<Vec<_>>(), "as the systems came to be");
}
