//! What acts, readiness and verification cost through the use-cases.

use crate::{cost, house::House};
use app::{At, Desk, Via};
use record::{Body, Value};
use std::{sync::Arc, time::Instant};

/// Acts written for a figure by each client, by number of clients.
const ACTS: [(usize, usize); 2] = [(1, 400), (32, 60)];

/// Prints a line for each.
pub async fn measure(house: &House) {
    readiness(house).await;
    for (clients, acts) in ACTS {
        writers(house, clients, acts).await;
    }
    let begun = Instant::now();
    let verified = desk(house).await.verify(None).await.unwrap();
    let took = begun.elapsed().as_secs_f64();
    let entries = verified.report.entries;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = entries as f64 / took;
    println!(
        "verify: {entries} entries in {took:.1} s: {rate:.0} entries/s, {} findings; {}",
        verified.report.findings.len(),
        cost::memory()
    );
}

async fn desk(house: &House) -> Desk {
    let mara = house.test.desk_of("mara").await.actor().person;
    house.test.app.desk(house.test.organisation, mara, None, Via::Web).await.unwrap()
}

async fn readiness(house: &House) {
    let again = desk(house).await;
    again.readiness(At::Now).await.unwrap();
    let begun = Instant::now();
    again.readiness(At::Now).await.unwrap();
    println!("readiness, asked again: {} µs", begun.elapsed().as_micros());
    let mut took = Vec::new();
    for n in 0..40 {
        let desk = desk(house).await;
        desk.create("unit", unit(&format!("Readiness {n}")), None).await.unwrap();
        let desk = self::desk(house).await;
        let begun = Instant::now();
        desk.readiness(At::Now).await.unwrap();
        took.push(begun.elapsed().as_micros());
    }
    took.sort_unstable();
    println!("readiness after one new unit: median {} µs, worst {} µs", took[20], took[39]);
    let mut took = Vec::new();
    for n in 0..40_u64 {
        let uses = house.records / 50 * n;
        crate::house::bring(&house.test.app, &house.test, vec![crate::house::use_of(uses, 20 + n)]).await;
        let desk = desk(house).await;
        let begun = Instant::now();
        desk.readiness(At::Now).await.unwrap();
        took.push(begun.elapsed().as_micros());
    }
    took.sort_unstable();
    println!("readiness after one changed use: median {} µs, worst {} µs", took[20], took[39]);
}

fn unit(name: &str) -> Body {
    Body::new().with("name", Value::Text(name.to_owned()))
}

async fn writers(house: &House, clients: usize, acts: usize) {
    let begun = Instant::now();
    let desk = Arc::new(desk(house).await);
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                for n in 0..acts {
                    desk.create("unit", unit(&format!("Unit {client} {n}")), None).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = (clients * acts) as f64 / took;
    println!("durable acts with {clients} clients: {rate:.0}/s");
}
