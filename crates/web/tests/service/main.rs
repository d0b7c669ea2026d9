//! The whole service, from request to answer, over a store in a temporary directory.

mod acts;
mod as_of;
mod client;
mod conflict;
mod files;
mod forged;
mod import;
mod pages;
mod rest;
mod setup;
mod table;
mod walk;
