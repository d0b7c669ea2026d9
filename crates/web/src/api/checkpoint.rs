//! The signed checkpoint of this moment.

use crate::{failure::Failed, request::Visit};

/// `GET /api/v1/verify/checkpoint`, also `/checkpoint`: a signed note (C2SP `tlog-checkpoint`).
pub async fn read(visit: Visit) -> Result<String, Failed> {
    Ok(visit.desk().checkpoint().await?)
}
