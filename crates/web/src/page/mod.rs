//! Handlers of pages: extract, call a use-case, present. One file a group of addresses.

pub mod account;
pub mod act;
pub mod archive;
pub mod as_of;
pub mod edit;
pub mod erase;
pub mod export;
pub mod file;
pub mod framework;
pub mod health;
pub mod help;
pub mod home;
pub mod import;
pub mod jobs;
pub mod look;
pub mod new;
pub mod people;
pub mod record;
pub mod register;
pub mod reset;
pub mod search;
pub mod set_up;
pub mod sign_in;
pub mod theme;
pub mod verify;
pub mod version;
