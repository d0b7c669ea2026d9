//! The store on PostgreSQL: one schema an organisation, one row that whoever writes holds, several processes.
//!
//! What happened (`entry`, `record`, `act`, `content` …) is insert-only by trigger; what is read (`span`, `cell`,
//! `link`, `word`, `tally`) are projections, each change of which is written in the transaction of its act. A process
//! takes the commits that wait in it together: it reads what they touch in one round, works them out in memory
//! (`book.rs`), and writes the difference in one round, so that a transaction costs few round trips however many have
//! part in it. Sort keys and words are computed by the caller; this crate never reads a body, but to erase from it.

mod accounts;
mod address;
mod after;
mod book;
mod check;
mod condition;
mod database;
mod erase;
mod failure;
mod flush;
mod history;
mod house;
mod index;
mod list;
mod load;
mod migrate;
mod operational;
mod plan;
mod rows;
mod search;
mod session;
mod sheet;
mod slot;
mod standing;
mod store;
mod tally;
mod tls;
mod walk;
mod words;
mod writer;

pub use accounts::PostgresAccounts;
pub use database::Database;
pub use store::PostgresStore;
