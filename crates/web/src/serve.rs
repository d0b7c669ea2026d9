//! Answering connections: HTTP/1.1 with a time for the head of a request, a number of connections, and an orderly end.

use crate::{
    Pulse, Tls,
    limits::{CONNECTIONS, HEAD_TIME, HEADERS, STOP_TIME, TAKEN_BYTES, TAKEN_TIME},
    patience::{Pace, Paced, Taken},
    request::Peer,
};
use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use std::{
    future::Future,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt as _;

/// How quickly answers must be taken.
const PACE: Pace = Pace { time: TAKEN_TIME, bytes: TAKEN_BYTES };

/// Where connections come in.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    tls: Option<Tls>,
}

impl From<TcpListener> for Door {
    /// Connections are not encrypted, or by a proxy in front.
    fn from(listener: TcpListener) -> Self {
        Self { listener, tls: None }
    }
}

impl Door {
    /// Connections are encrypted when there is something to encrypt them with.
    pub const fn new(listener: TcpListener, tls: Option<Tls>) -> Self {
        Self { listener, tls }
    }
}

/// Answers until `shutdown` resolves. Then requests that were begun end, for a while; what comes meanwhile is told that the
/// program is being stopped.
///
/// # Errors
/// None at present: a connection that fails is dropped, and a listener that fails for the moment is tried again.
pub async fn serve<F>(door: impl Into<Door>, router: Router, pulse: Pulse, shutdown: F) -> io::Result<()>
where
    F: Future<Output = ()> + Send,
{
    let Door { listener, tls } = door.into();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    tokio::pin!(shutdown);
    let mut until = None;
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown, if until.is_none() => {
                pulse.stop();
                until = Some(Instant::now() + STOP_TIME);
                continue;
            }
            () = ended(&pulse, until), if until.is_some() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, peer, permit)) = accepted else { continue };
        let (router, tls, watcher) = (router.clone(), tls.clone(), open.watcher());
        tokio::spawn(async move {
            let _permit = permit;
            match tls {
                None => answer(stream, peer, router, watcher).await,
                Some(tls) => {
                    if let Some(stream) = tls.greet(stream).await {
                        answer(stream, peer, router, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIME, open.shutdown()).await;
    Ok(())
}

/// Answers what comes over a connection until it ends.
async fn answer<S>(stream: S, peer: SocketAddr, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request.map(Paced::body))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Taken::new(stream, PACE)), service);
    // A connection that breaks off concerns nobody but its other side.
    let _ = watcher.watch(connection).await;
}

/// Resolves when nothing is open any more, or it has taken too long.
async fn ended(pulse: &Pulse, until: Option<Instant>) {
    while pulse.open() > 0 && until.is_none_or(|until| Instant::now() < until) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    if let Ok((stream, peer)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        return Some((stream, peer, permit));
    }
    // Out of file descriptors, mostly: others will close.
    tokio::time::sleep(Duration::from_millis(50)).await;
    None
}
