//! What the heat map and the preview of a method cost at 10,000 risks, and what it costs to read the libraries.
//!
//! Run with `cargo bench -p practice --bench risks`. The targets are 5 ms of processor time for the board and 200 ms for
//! the preview.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints what it found and stops where something is not as it should be"
)]

use jiff::civil::{Date, date};
use practice::{
    library::{Wanted, shelf},
    risk::{Board, Line, Method, Rating, Risk, Standing, Version, Versions, changed_by},
};
use record::RecordId;
use std::{hint::black_box, time::Instant};

const RISKS: u128 = 10_000;
const TIMES: u32 = 50;

fn main() {
    let (versions, today) = (versions(), date(2026, 7, 1));
    let lines: Vec<Line> = (0..RISKS).map(|n| line(n, &versions, today)).collect();
    told("board over 10,000 risks", TIMES, || {
        black_box(Board::of(lines.iter()));
    });
    let stricter = Method::default();
    told("preview of a method over 10,000 risks", TIMES, || {
        black_box(changed_by(lines.iter(), &stricter));
    });
    told("classes of 10,000 risks anew", TIMES, || {
        for line in &lines {
            black_box(Standing::of(&line.risk, Some(&versions), today));
        }
    });
    told("libraries read and indexed, once", 1, || {
        black_box(shelf());
    });
    let wanted = Wanted { words: "model drift".to_owned(), ..Wanted::default() };
    told("libraries searched", TIMES, || {
        black_box(shelf().find(&wanted));
    });
}

fn told(what: &str, times: u32, mut run: impl FnMut()) {
    let begun = Instant::now();
    for _ in 0..times {
        run();
    }
    println!("{what}: {:.2} ms", begun.elapsed().as_secs_f64() * 1000.0 / f64::from(times));
}

fn versions() -> Versions {
    let method = Method::of(&testkit::sample("risk_method"));
    Versions(vec![Version { number: 1, from: date(2026, 1, 1), method }])
}

fn line(n: u128, versions: &Versions, today: Date) -> Line {
    let step = |of: u128| u8::try_from(n / of % 5 + 1).unwrap();
    let rating = |likelihood, impact| Some(Rating { likelihood, impact });
    let id = |n: u128| RecordId(uuid::Uuid::from_u128(n));
    let risk = Risk {
        id: id(n),
        reference: format!("RSK-{n:04}"),
        title: "A risk with a name of some length".to_owned(),
        opportunity: n.is_multiple_of(20),
        ratings: [rating(step(1), step(5)), rating(step(2), step(7)), rating(step(25), step(125))],
        sides: vec!["organisation".to_owned(), "individuals".to_owned()],
        source: Some("machine_learning".to_owned()),
        owner: Some(id(1_000_000 + n % 200)),
        uses: vec![id(2_000_000 + n % 2_000)],
        parts: vec![id(3_000_000 + n % 500)],
        exceptions: Vec::new(),
        method: Some(id(4_000_000)),
        judged_on: date(2026, 3, 1),
        until: None,
        accepted: None,
    };
    let standing = Standing::of(&risk, Some(versions), today);
    Line { risk, standing }
}
