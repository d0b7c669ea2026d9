//! Pages of registers that are remembered and mended are those that a program finds which was just started, after random acts
//! by this process and another, from a printed seed.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use app::{App, Ask, At, Condition, Desk, Filter, ListAsk, Order, Page, Role, SortBy, Test, Total, Via};
use record::{Act, Body, RecordId, Value};
use testkit::{PASSWORD, SeededIds, TestApp};

/// Names of records: few, so that many are equal and move past each other.
const NAMES: [&str; 8] =
    ["answers", "bias", "answers made up", "copies", "drift", "answers late", "elves", "bias late"];

fn below(dice: &mut SeededIds, end: u64) -> usize {
    usize::try_from(dice.draw() % end).unwrap()
}

fn body(dice: &mut SeededIds, owners: &[RecordId]) -> Body {
    let (name, owner) = (NAMES[below(dice, 8)], owners[below(dice, 2)]);
    testkit::sample_alone("risk").with("name", Value::Text(name.to_owned())).with("owner", Value::Link(owner))
}

/// One act of somebody: a risk more, another name or owner, a name that is erased.
async fn act(dice: &mut SeededIds, desk: &Desk, signed_in: &Desk, made: &mut Vec<RecordId>) {
    let owners = made[..2].to_vec();
    let place = below(dice, made.len() as u64);
    if place < 2 || below(dice, 4) == 0 {
        // A program that was opened again in a test draws the same ids again.
        made.push(signed_in.create("risk", body(dice, &owners), None).await.unwrap().record);
        return;
    }
    let seen = desk.look(made[place], At::Now).await.unwrap().record.position;
    if below(dice, 40) == 0 {
        let signature = signed_in.sign(PASSWORD).await.unwrap();
        signed_in.erase(made[place], "name", seen, "Asked for", Some(&signature)).await.unwrap();
        made.remove(place);
        return;
    }
    // From one state to another, where it can be.
    if below(dice, 3) == 0 {
        let wanted = [Act::Submit, Act::Withdraw, Act::Retire, Act::Reinstate][below(dice, 4)];
        let (reason, signature, key) = (Some("Because".to_owned()), None, None);
        let ask = Ask { record: made[place], act: wanted, seen, reason, signature, key };
        let _cannot = desk.decide(ask).await;
        return;
    }
    // What is written may be what was there.
    let _nothing_new = desk.revise(made[place], seen, body(dice, &owners), None, None).await;
}

/// Questions about the same records, of pages from the beginning and further on: fewer for two readers than are remembered.
fn asks(owner: RecordId) -> Vec<ListAsk> {
    let filter = |field: &str, test: Test| vec![Condition::from(Filter { field: field.to_owned(), test })];
    let conditions = [
        (String::new(), filter("owner", Test::In(vec![owner.to_string()]))),
        ("answers".to_owned(), Vec::new()),
        ("late".to_owned(), filter("owner", Test::In(vec![owner.to_string()]))),
        (String::new(), filter("name", Test::Prefix("b".to_owned()))),
    ];
    let sorts = [SortBy::Number, SortBy::Changed, SortBy::Field("name".to_owned())];
    // In an order of several keys, and counted alone.
    let by_two = ListAsk {
        sort: SortBy::Field("name".to_owned()),
        then: vec![(SortBy::Field("owner".to_owned()), Order::Descending)],
        page: Page { offset: 0, limit: 12 },
        ..ListAsk::default()
    };
    let counted = ListAsk {
        filters: filter("owner", Test::In(vec![owner.to_string()])),
        page: Page { offset: 0, limit: 0 },
        ..ListAsk::default()
    };
    let of_states = [&["draft"][..], &["submitted"], &["retired", "submitted"]].map(|states| ListAsk {
        states: states.iter().map(|state| (*state).to_owned()).collect(),
        page: Page { offset: 0, limit: 7 },
        ..ListAsk::default()
    });
    let mut asks = vec![by_two, counted];
    asks.extend(of_states);
    for (place, (text, filters)) in conditions.into_iter().enumerate() {
        for (turn, sort) in sorts.iter().enumerate() {
            for offset in [0, 4].into_iter().take(if place < 2 { 2 } else { 1 }) {
                let order = if (place + turn) % 2 == 0 { Order::Ascending } else { Order::Descending };
                // Some have room for several runs of records that stay.
                let page = Page { offset, limit: if (place + turn) % 3 == 0 { 19 } else { 3 } };
                let (text, filters, sort) = (text.clone(), filters.clone(), sort.clone());
                asks.push(ListAsk { text, filters, sort, order, page, ..ListAsk::default() });
            }
        }
    }
    asks
}

/// The same questions of other pages, which hardly anybody has asked before: they lie behind such that are known.
fn further(dice: &mut SeededIds, owner: RecordId) -> Vec<ListAsk> {
    let all = asks(owner);
    let some = (0..6).map(|_| {
        let page = Page { offset: 3 + below(dice, 6) as u64, limit: 1 + below(dice, 5) as u64 };
        ListAsk { page, ..all[below(dice, all.len() as u64)].clone() }
    });
    some.collect()
}

async fn page(desk: &Desk, ask: &ListAsk) -> (Vec<(RecordId, String)>, Total) {
    let found = desk.list("risk", ask).await.unwrap();
    (found.rows.iter().map(|row| (row.id, row.title.clone())).collect(), found.total)
}

#[tokio::test]
async fn pages_that_are_mended_are_those_that_are_found_anew() {
    let seed = 4_217;
    println!("seed {seed}");
    let mut dice = SeededIds::new(seed);
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    // He sees only what he owns.
    house.person("jonas", &[Role::Employee]).await;
    let people = [house.desk_of("ana").await.actor().person, house.desk_of("jonas").await.actor().person];
    let mut made = people.to_vec();
    let desk_of =
        async |app: &App, person| app.desk(house.organisation, person, None, Via::Web).await.unwrap();
    let ana = house.desk_of("ana").await;
    let mut past = None;
    for step in 0..60 {
        // Now and then many acts come at once, or by another process.
        let elsewhere = house.reopened();
        let (app, acts) = match below(&mut dice, 6) {
            0 => (&elsewhere, 3),
            1 => (&house.app, 20),
            _ => (&house.app, 1),
        };
        for _ in 0..acts {
            act(&mut dice, &desk_of(app, people[0]).await, &ana, &mut made).await;
        }
        // What was recorded by then stays, and is asked for again after each act.
        if step == 20 {
            past = Some(At::Size(house.desk_of("ana").await.size()));
        }
        let anew = house.reopened();
        for person in people {
            let (known, fresh) = (desk_of(&house.app, person).await, desk_of(&anew, person).await);
            for ask in asks(people[1]) {
                let wanted = page(&fresh, &ask).await;
                assert_eq!(page(&known, &ask).await, wanted, "step {step} of seed {seed}: {ask:?}");
            }
            for ask in further(&mut dice, people[1]) {
                let wanted = page(&fresh, &ask).await;
                assert_eq!(page(&known, &ask).await, wanted, "step {step} of seed {seed}: {ask:?}");
            }
            for ask in past.iter().flat_map(|at| asks(people[1]).into_iter().step_by(3).map(|ask| (*at, ask)))
            {
                let ask = ListAsk { at: ask.0, ..ask.1 };
                let wanted = page(&fresh, &ask).await;
                assert_eq!(page(&known, &ask).await, wanted, "step {step} of seed {seed}: {ask:?}");
            }
        }
    }
}
