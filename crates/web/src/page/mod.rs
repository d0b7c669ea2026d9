//! Handlers of pages: extract, call a use-case, present. One file a group of addresses.

pub mod act;
pub mod as_of;
pub mod edit;
pub mod export;
pub mod file;
pub mod health;
pub mod look;
pub mod new;
pub mod record;
pub mod register;
pub mod set_up;
pub mod sign_in;
pub mod theme;
pub mod verify;
pub mod version;
