//! REST for programs: the same use-cases as the pages, JSON in and out, refusals as `application/problem+json`.

pub mod checkpoint;
pub mod history;
pub mod openapi;
pub mod problem;
pub mod record;
pub mod records;
pub mod schema;
pub mod search;
pub mod shape;
