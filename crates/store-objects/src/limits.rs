//! Every limit on asking a store of objects, in one place, with its unit.

use std::time::Duration;

/// Time within which a connection to the store of evidence must have come about, its encryption included.
pub const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Time within which the store of evidence must have answered a request whole.
pub const ANSWER_TIME: Duration = Duration::from_mins(1);
/// Times that a request is sent again which the store of evidence could not answer for the moment.
pub const AGAIN: usize = 3;
/// Time after which a request to the store of evidence is not sent again.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Connections to the store of evidence that are kept open between requests.
pub const IDLE_CONNECTIONS: usize = 8;
