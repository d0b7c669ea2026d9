//! The expectations of the real pack hold against the real kinds, and judge what they claim to judge.

mod world;

use assurance::{Answer, Plan};
use frameworks::Pack;
use record::Schema;

fn schemas() -> Vec<Schema> {
    kinds::ALL.iter().map(|kind| Schema::of(kind)).collect()
}

#[test]
fn every_expectation_passes_the_check() {
    let (_, problems) = Plan::compile(&[world::iso42001()], &schemas());
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
