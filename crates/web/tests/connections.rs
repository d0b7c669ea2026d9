//! The service behind a real socket: it answers, gives up on who sends nothing, and ends in order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::Role;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};
use testkit::TestApp;
use tokio::{net::TcpListener, sync::oneshot, task::spawn_blocking};

async fn served()
-> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>, TestApp) {
    let test = TestApp::new().await;
    test.person("mara", &[Role::AiManager]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let router = web::router(test.app.clone(), web::Config::default());
    let task = tokio::spawn(web::serve(listener, router, async move {
        let _ = stopped.await;
    }));
    (address, stop, task, test)
}

/// A service that runs until what it gives is dropped.
async fn running() -> (std::net::SocketAddr, impl Sized) {
    let (address, stop, task, test) = served().await;
    (address, (stop, task, test))
}

/// Sends bytes and gives everything that comes back until the other side closes.
async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let request = request.to_owned();
    let asked = spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    asked.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_and_ends_when_it_is_asked_to() {
    let (address, stop, task, _test) = served().await;
    let answer = ask(address, "GET /healthz HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("alive\n"), "{answer}");
    let ready = ask(address, "GET /readyz HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
    assert!(ready.ends_with("ready\n"), "{ready}");
    let head = ask(address, "HEAD /sign-in HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.ends_with("\r\n\r\n"), "{head}");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err(), "nobody is let in any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_the_head_of_a_request_forever_is_given_up() {
    let (address, _running) = running().await;
    let begun = Instant::now();
    ask(address, "GET / HTTP/1.1\r\nHost: aims.test\r\nX-Slow: ").await;
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(5) && took < Duration::from_secs(20), "closed after {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_one_is_refused() {
    let (address, _running) = running().await;
    let many = "X-Many: a\r\n".repeat(200);
    for request in [
        format!("GET / HTTP/1.1\r\nHost: aims.test\r\n{many}\r\n"),
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n".to_owned(),
        "NONSENSE\r\n\r\n".to_owned(),
    ] {
        let answer = ask(address, &request).await;
        assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "one answer at most: {answer}");
    }
}
