//! Answering connections: HTTP/1.1 with a time for the head of a request, a number of connections, and an orderly end.

use crate::{
    Pulse, Tls,
    crowd::{Crowd, Room},
    limits::{
        HEAD_TIME, HEADERS, RETRY_AFTER_S, STOP_TIME, TAKEN_BYTES, TAKEN_TIME, TURNED_AWAY_AT_ONCE,
        TURNED_AWAY_TIME,
    },
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
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};
use tower::ServiceExt as _;

/// How quickly answers must be taken.
const PACE: Pace = Pace { time: TAKEN_TIME, bytes: TAKEN_BYTES };

/// Where connections come in.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    tls: Option<Tls>,
    room: Room,
}

impl From<TcpListener> for Door {
    /// Connections are not encrypted, or by a proxy in front.
    fn from(listener: TcpListener) -> Self {
        Self::new(listener, None)
    }
}

impl Door {
    /// Connections are encrypted when there is something to encrypt them with.
    pub const fn new(listener: TcpListener, tls: Option<Tls>) -> Self {
        Self { listener, tls, room: Room::DIRECT }
    }

    /// There is as much room for connections as this.
    #[must_use]
    pub fn with(self, room: Room) -> Self {
        Self { room, ..self }
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
    let Door { listener, tls, room } = door.into();
    let (crowd, turned_away) = (Crowd::default(), Arc::new(Semaphore::new(TURNED_AWAY_AT_ONCE)));
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
            accepted = accept(&listener) => accepted,
        };
        let Some((stream, peer)) = accepted else { continue };
        let Some(place) = crowd.connect(peer.ip(), room) else {
            // Who would first have to be greeted is not spoken to: that costs more than an answer.
            if let (None, Ok(permit)) = (&tls, Arc::clone(&turned_away).try_acquire_owned()) {
                tokio::spawn(async move {
                    let _permit = permit;
                    let _or_it_has_gone = timeout(TURNED_AWAY_TIME, turn_away(stream)).await;
                });
            }
            continue;
        };
        let (router, tls, watcher) = (router.clone(), tls.clone(), open.watcher());
        tokio::spawn(async move {
            let _place = place;
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
    let _ = timeout(STOP_TIME, open.shutdown()).await;
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

/// Says that there are too many connections, whatever is asked, and waits until that is read.
async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    const WORDS: &str =
        "There are too many connections at the moment; nothing was changed. Try again in a few seconds.\n";
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: {RETRY_AFTER_S}\r\ncontent-type: text/plain; charset=utf-8\r\n\
         content-length: {}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n{WORDS}",
        WORDS.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // What is still being sent would otherwise make the other side throw the answer away.
    let mut ignored = [0; 4_096];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

/// The next connection.
async fn accept(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    if let Ok((stream, peer)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        return Some((stream, peer));
    }
    // Out of file descriptors, mostly: others will close.
    tokio::time::sleep(Duration::from_millis(50)).await;
    None
}
