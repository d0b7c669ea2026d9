//! What a request brings: cookies, who sends it, from which page, and what it holds.

pub mod address;
pub mod ask;
pub mod condition;
pub mod cookie;
pub mod forged;
pub mod query;
pub mod sent;
pub mod signed;
pub mod visit;

pub use address::{Peer, network, trace};
pub use query::Query;
pub use sent::{CameFrom, FROM, Sent};
pub use visit::Visit;
