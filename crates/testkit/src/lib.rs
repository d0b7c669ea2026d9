//! Fixed clocks, seeded ids and sample bodies. Tests only.
//!
//! Nothing here is global: a clock and a source of ids are plain values, so that tests can run side by side.

pub mod bodies;
pub mod certificates;
mod clock;
#[cfg(feature = "app")]
mod evidence;
#[cfg(feature = "app")]
pub mod https;
mod ids;
mod mutate;
#[cfg(feature = "objects")]
pub mod objects;
#[cfg(feature = "packs")]
pub mod packs;
#[cfg(feature = "postgres")]
pub mod postgres;
mod samples;
pub mod shapes;
#[cfg(feature = "app")]
mod test_app;

pub use clock::FixedClock;
#[cfg(feature = "app")]
pub use evidence::Gate;
pub use ids::{SeededIds, id_of};
/// The real kinds, for tests of crates that must not lean on them.
pub use kinds;
pub use mutate::Mutator;
pub use samples::{sample, sample_alone, samples};
#[cfg(feature = "app")]
pub use test_app::{PASSWORD, SEED, TestApp, TestClock};
