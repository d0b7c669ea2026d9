//! Where a key stands in an order of its own, for statements: `rank(key, ranks)` with [`Ranks::json`](store::Ranks::json).

use rusqlite::{
    Connection, Result,
    functions::{Context, FunctionFlags},
};
use std::collections::HashMap;

/// The name by which statements ask for it.
pub(crate) const RANK: &str = "rank";

/// Teaches a connection to rank keys; one that is not listed has no rank.
pub(crate) fn teach(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(RANK, 2, flags, |context: &Context<'_>| {
        // Read once for all rows of a statement.
        let ranks = context.get_or_create_aux(1, |json| {
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(serde_json::from_slice::<
                HashMap<String, String>,
            >(json.as_bytes()?)?)
        })?;
        Ok(ranks.get(context.get_raw(0).as_str()?).cloned())
    })
}
