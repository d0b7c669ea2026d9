//! The service behind a real socket: it answers, gives up on who sends nothing, and ends in order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::Role;
use std::time::{Duration, Instant};
use testkit::TestApp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

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

async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_string(&mut answer)).await;
    answer
}

#[tokio::test]
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
    assert!(TcpStream::connect(address).await.is_err(), "nobody is let in any more");
}

#[tokio::test]
async fn who_sends_the_head_of_a_request_forever_is_given_up() {
    let (address, _stop, _task, _test) = served().await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: aims.test\r\nX-Slow: ").await.unwrap();
    let begun = Instant::now();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is closed");
    assert!(begun.elapsed() > Duration::from_secs(5));
}

#[tokio::test]
async fn a_request_that_cannot_be_one_is_refused() {
    let (address, _stop, _task, _test) = served().await;
    let many: String = (0..200).map(|n| format!("X-{n}: a\r\n")).collect();
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
