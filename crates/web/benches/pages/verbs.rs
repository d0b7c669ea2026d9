//! What acts, readiness and verification cost through the use-cases.

use crate::{
    cost,
    house::{self, House},
};
use app::At;
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
    let verified = house.mara().await.verify(None).await.unwrap();
    let took = begun.elapsed().as_secs_f64();
    let entries = verified.report.entries;
    let rate = house::rate(entries, took);
    println!(
        "verify: {entries} entries in {took:.1} s: {rate:.0} entries/s, {} findings; {}",
        verified.report.findings.len(),
        cost::memory()
    );
}

async fn readiness(house: &House) {
    let again = house.mara().await;
    again.readiness(At::Now).await.unwrap();
    let begun = Instant::now();
    again.readiness(At::Now).await.unwrap();
    println!("readiness, asked again: {} µs", begun.elapsed().as_micros());
    let mut took = Vec::new();
    for n in 0..40 {
        let desk = house.mara().await;
        desk.create("unit", unit(&format!("Readiness {n}")), None).await.unwrap();
        let desk = house.mara().await;
        let begun = Instant::now();
        desk.readiness(At::Now).await.unwrap();
        took.push(begun.elapsed().as_micros());
    }
    took.sort_unstable();
    println!("readiness after one new unit: median {} µs, worst {} µs", took[20], took[39]);
    let mut took = Vec::new();
    for n in 0..40_u64 {
        let uses = house.records / 50 * n;
        house::bring(&house.mara().await, vec![house::use_of(uses, 20 + n)]).await;
        let desk = house.mara().await;
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
    let desk = Arc::new(house.mara().await);
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
    let rate = house::rate((clients * acts) as u64, took);
    println!("durable acts with {clients} clients: {rate:.0}/s");
}
