//! The gap assessment: what people judge of each requirement, on a baseline that is frozen, beside what is computed.

mod assess;
mod judge;
mod papers;
mod take_up;

pub use assess::{Assessed, Assessment, Baseline, GapLine};
pub use judge::Judge;
pub use papers::{PAPER, Paper};
pub use take_up::TakeUp;
