//! What takes long goes on when who asked for it has gone, for those who come after.

use app::{At, Role, Via};
use record::{Body, Value};
use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};
use testkit::TestApp;

/// Asks once whether a future has come to its end, and drops it.
async fn at_once<T>(future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

#[tokio::test]
async fn readiness_is_read_to_the_end_though_nobody_waits_for_it() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let ana = house.desk_of("ana").await;
    for n in 0..520 {
        let body = Body::new().with("name", Value::Text(format!("Unit {n}")));
        ana.create("unit", body, None).await.unwrap();
    }
    let other = house.reopened();
    let there = other.desk(house.organisation, ana.actor().person, None, Via::Web).await.unwrap();
    assert!(!at_once(there.readiness(At::Now)).await, "it is read apart from who asks");
    for _ in 0..400 {
        if at_once(there.readiness(At::Now)).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it was never read");
}
