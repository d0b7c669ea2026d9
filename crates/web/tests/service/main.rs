//! The whole service, from request to answer, over a store in a temporary directory.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acts;
mod as_of;
mod asvs;
mod awaits;
mod boards;
mod client;
mod conflict;
mod duplicates;
mod erase;
mod files;
mod forged;
mod frameworks;
mod gaps;
mod generated;
mod impact;
mod impact_again;
mod impact_people;
mod import;
mod library;
mod misuse;
mod pages;
mod passwords;
mod registers;
mod rest;
mod risks;
mod roles;
mod seals;
mod setup;
mod size;
mod soa;
mod soa_control;
mod table;
mod verdicts;
mod views;
mod walk;
