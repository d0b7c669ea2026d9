//! Expectations judged over worlds made for the purpose, and the real pack over the real kinds.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test stops where something is not as it should be"
)]

mod acts;
mod checks;
mod examples;
mod findings;
mod incremental;
mod iso42001;
mod kinds_of_tests;
mod language;
mod mutants;
mod mutate;
mod planted;
mod rolling;
mod stage;
mod tale;
mod time;
mod turning;
mod twelve;
