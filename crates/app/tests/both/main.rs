//! Use-cases that must go the same way whatever store the installation is on: `PLUMBLINE_TEST_STORE=postgres` runs them on
//! the other one.

mod control;
mod import;
mod isolation;
mod memory;
mod pages;
mod ranked;
mod sign_in;
mod simulation;
mod sweep;
mod uploads;
mod verified;
