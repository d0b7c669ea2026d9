//! Patience with the other side of a connection, which ends: who sends a request or takes an answer a byte a second would
//! otherwise keep a connection, and what lies in memory for it, for as long as she likes.

use crate::limits::{BODY_BYTES_PER_SECOND, BODY_TIME};
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// The body of a request that must keep coming.
pub struct Paced {
    body: Incoming,
    until: Pin<Box<Sleep>>,
}

impl Paced {
    /// A body that has a little time to begin with, and more with every byte that comes.
    pub fn body(body: Incoming) -> Body {
        if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Self { body, until: Box::pin(sleep(BODY_TIME)) })
        }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            ready!(self.until.as_mut().poll(context));
            return Poll::Ready(Some(Err(axum::Error::new(late()))));
        };
        if let Some(Ok(frame)) = &frame
            && let Some(bytes) = frame.data_ref()
        {
            let earned = Duration::from_secs(bytes.len() as u64) / BODY_BYTES_PER_SECOND;
            let until = self.until.deadline() + earned;
            self.until.as_mut().reset(until);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// How quickly an answer must be taken: so many bytes in such a time, as long as there are more.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The time after which is looked.
    pub time: Duration,
    /// The bytes that must have been taken in it.
    pub bytes: usize,
}

/// A connection whose other side must keep taking what it has asked for.
pub struct Taken<S> {
    stream: S,
    pace: Pace,
    window: Option<Window>,
}

/// A while in which something could not be written, and what could.
struct Window {
    until: Pin<Box<Sleep>>,
    bytes: usize,
    /// Whether what was tried last is still waiting.
    waiting: bool,
}

impl Window {
    fn new(pace: Pace) -> Self {
        Self { until: Box::pin(sleep(pace.time)), bytes: 0, waiting: false }
    }
}

impl<S> Taken<S> {
    /// A connection on which nothing waits.
    pub const fn new(stream: S, pace: Pace) -> Self {
        Self { stream, pace, window: None }
    }

    /// Passes the outcome of a write on, unless it has been waited for in vain.
    fn watched(
        &mut self,
        outcome: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(outcome) = outcome {
            if let (Some(window), Ok(bytes)) = (&mut self.window, &outcome) {
                window.bytes += bytes;
                window.waiting = false;
            }
            return Poll::Ready(outcome);
        }
        let pace = self.pace;
        let window = self.window.get_or_insert_with(|| Window::new(pace));
        // Between two answers nobody waits, however long that is.
        if !window.waiting && window.until.is_elapsed() {
            *window = Window::new(pace);
        }
        window.waiting = true;
        while window.until.as_mut().poll(context).is_ready() {
            if window.bytes < pace.bytes {
                return Poll::Ready(Err(late()));
            }
            *window = Window { waiting: true, ..Window::new(pace) };
        }
        Poll::Pending
    }
}

fn late() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the other side is too slow")
}

impl<S: AsyncRead + Unpin> AsyncRead for Taken<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taken<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watched(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context).map_ok(|()| 0);
        self.watched(outcome, context).map_ok(|_| ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    const PACE: Pace = Pace { time: Duration::from_millis(300), bytes: 1_000 };

    /// Writes more than the other side holds, which takes so many bytes every 20 ms.
    async fn written(bytes: usize, taken: usize) -> (io::Result<()>, Duration) {
        let (ours, mut theirs) = duplex(500);
        let begun = Instant::now();
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; taken];
            while theirs.read_exact(&mut buffer).await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        let outcome = Taken::new(ours, PACE).write_all(&vec![0; bytes]).await;
        reading.abort();
        (outcome, begun.elapsed())
    }

    #[tokio::test]
    async fn who_takes_a_byte_now_and_then_is_given_up_after_a_window() {
        let (outcome, took) = written(10_000, 1).await;
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(took >= PACE.time && took < PACE.time * 5, "{took:?}");
    }

    #[tokio::test]
    async fn who_takes_enough_may_take_long() {
        let (outcome, took) = written(20_000, 400).await;
        assert!(outcome.is_ok() && took > PACE.time * 2, "{took:?}");
    }

    #[tokio::test]
    async fn a_pause_between_two_answers_is_nobodys_fault() {
        let (ours, mut theirs) = duplex(500);
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; 2_000];
            for _ in 0..2 {
                sleep(Duration::from_millis(50)).await;
                theirs.read_exact(&mut buffer).await.unwrap();
            }
        });
        let mut ours = Taken::new(ours, PACE);
        ours.write_all(&[0; 2_000]).await.unwrap();
        sleep(PACE.time * 4).await;
        ours.write_all(&[0; 2_000]).await.unwrap();
        reading.await.unwrap();
    }
}
