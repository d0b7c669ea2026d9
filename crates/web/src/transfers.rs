//! Only so many forms with files are taken at once, and so many files given: each may have tens of megabytes, which lie in
//! memory until they are kept, or until the other side has taken them.

use crate::{failure::Failed, limits::SMALL_ANSWER_BYTES};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};
use record::{Class, Refusal};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of an answer that are handed on at a time.
const PIECE: usize = 64 * 1024;

/// Lets the request through if there is room for what it sends, and keeps the room until it is answered.
pub async fn taken_of_few(State(room): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match room.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Failed::from(too_many_sent()).into_response(),
    }
}

/// Lets the request through if there is room for a large answer, and keeps the room until the answer is taken, if it is one.
pub async fn given_to_few(State(room): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let Ok(permit) = room.try_acquire_owned() else {
        return Failed::from(too_many_taken()).into_response();
    };
    let (parts, body) = next.run(request).await.into_parts();
    let small = HttpBody::size_hint(&body).upper().is_some_and(|bytes| bytes <= SMALL_ANSWER_BYTES);
    let body = if small { body } else { Body::new(InPieces { body, rest: Bytes::new(), _permit: permit }) };
    Response::from_parts(parts, body)
}

/// A body that is handed on piece by piece, so that the room is kept for as long as most of it is not taken.
struct InPieces {
    body: Body,
    rest: Bytes,
    _permit: OwnedSemaphorePermit,
}

impl HttpBody for InPieces {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => self.rest = bytes,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                other => return Poll::Ready(other),
            }
        }
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, others) = (self.rest.len() as u64, self.body.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(rest + others.lower());
        if let Some(upper) = others.upper() {
            hint.set_upper(rest + upper);
        }
        hint
    }
}

fn too_many_sent() -> Refusal {
    Refusal::new(
        Class::Unavailable,
        "busy",
        "Too many files are being sent at the moment; nothing was changed.",
        "Try again in a few seconds.",
    )
}

fn too_many_taken() -> Refusal {
    Refusal::new(
        Class::Unavailable,
        "busy",
        "Too many files are being taken at the moment.",
        "Try again in a few seconds.",
    )
}
