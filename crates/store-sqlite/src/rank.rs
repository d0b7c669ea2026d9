//! Where a key stands in an order of its own, for statements: `rank(key, table)` with [`Ranks::table`].

use rusqlite::{
    Connection, Result,
    functions::{Context, FunctionFlags},
};
use store::Ranks;

/// The name by which statements ask for it.
pub(crate) const RANK: &str = "rank";

/// Teaches a connection to rank keys; one that is not listed has no rank.
pub(crate) fn teach(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(RANK, 2, flags, |context: &Context<'_>| {
        let (key, table) = (context.get_raw(0).as_str()?, context.get_raw(1).as_blob()?);
        Ok(Ranks::look_up(table, key).map(Ranks::key_of))
    })
}
