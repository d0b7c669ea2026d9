//! A ledger that is sound is found sound while people go on writing: an alarm that is none would be believed once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{At, Desk, Role};
use record::{Body, RecordId, Value};
use testkit::TestApp;
use tokio::sync::oneshot::{self, error::TryRecvError};

fn unit(name: &str) -> Body {
    Body::new().with("name", Value::Text(name.to_owned()))
}

/// Makes a record, renames it over and over and makes another now and then, until it is told to stop.
async fn write(desk: Desk, mut stop: oneshot::Receiver<()>) {
    let mut made: Option<RecordId> = None;
    for number in 0.. {
        if !matches!(stop.try_recv(), Err(TryRecvError::Empty)) {
            return;
        }
        let name = unit(&format!("Unit {number}"));
        match made.filter(|_| number % 5 != 0) {
            Some(id) => {
                let seen = desk.look(id, At::Now).await.unwrap().record.position;
                desk.revise(id, seen, name, None, None).await.unwrap();
            }
            None => made = Some(desk.create("unit", name, None).await.unwrap().record),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_ledger_is_found_sound_while_people_write() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let (stop, stopped) = oneshot::channel();
    let writing = tokio::spawn(write(house.desk_of("ana").await, stopped));
    let desk = house.desk_of("ana").await;
    let mut sizes = Vec::new();
    // Verifying is quicker than writing on some machines.
    while sizes.len() < 12 || sizes.first().zip(sizes.last()).is_none_or(|(first, last)| last - first < 40) {
        let verified = desk.verify(None).await.unwrap();
        assert!(verified.report.is_intact(), "{:?}", verified.report.findings);
        sizes.push(verified.report.entries);
    }
    stop.send(()).unwrap();
    writing.await.unwrap();
}
