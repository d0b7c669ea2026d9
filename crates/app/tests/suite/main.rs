//! Use-cases on the embedded store. One program, because each is linked with everything.

mod duplicates;
mod former;
mod frameworks;
mod gaps;
mod misuse;
mod outlive;
mod proof;
mod seals;
mod statements;
