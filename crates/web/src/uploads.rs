//! Only so many forms with files are taken at once: each may send tens of megabytes, which lie in memory until they are kept.

use crate::failure::Failed;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use record::{Class, Refusal};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Lets the request through if there is room for what it sends, and keeps the room until it is answered.
pub async fn one_of_few(State(room): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match room.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Failed::from(busy()).into_response(),
    }
}

fn busy() -> Refusal {
    Refusal::new(
        Class::Unavailable,
        "busy",
        "Too many files are being sent at the moment; nothing was changed.",
        "Try again in a few seconds.",
    )
}
