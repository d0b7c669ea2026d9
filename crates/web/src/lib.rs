//! HTTP: routes, extractors, sessions, tokens against forged requests, headers; HTML and REST side by side.
//!
//! [`router`] makes the service from one table of routes; [`serve`] answers connections within limits of time and
//! number. A handler extracts, calls one use-case, and presents; it knows no SQL and no rule of access. Everything that
//! goes wrong becomes a page or `application/problem+json` in one place.

mod api;
mod asset;
mod config;
mod crowd;
mod failure;
mod finish;
mod guard;
mod headers;
mod known;
mod limits;
mod page;
mod patience;
mod plan_import;
mod present;
mod process;
mod pulse;
mod request;
mod routes;
mod serve;
mod stages;
mod tls;
mod transfers;
mod web;
mod words;

pub use config::Config;
pub use crowd::Room;
pub use plan_import::{Lists, Preparation};
pub use pulse::Pulse;
pub use routes::{Route, TABLE, Who, router, watched};
pub use serve::{Door, serve};
pub use stages::{Rows, Stages, stages, title_key};
pub use tls::{Certificate, CertificateFault, Tls};
