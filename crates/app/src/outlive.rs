//! Work that ends even if who asked for it has gone.

use crate::{Outcome, Trouble};

/// Does what others will need too. A request that is given up midway, because its time is over or nobody listens any more,
/// would take with it what was read so far, and the next one would begin anew and be given up at the same place.
///
/// # Errors
/// Those of the work, and [`Trouble::Broken`] where it panics.
pub(crate) async fn outlive<T: Send + 'static>(
    work: impl Future<Output = Outcome<T>> + Send + 'static,
) -> Outcome<T> {
    tokio::spawn(work).await.map_err(|error| Trouble::Broken(error.to_string()))?
}
