//! The service behind TLS of its own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use testkit::{
    TestApp,
    certificates::{Pair, RENEWED, SERVER},
    https::{Line, Version},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use web::{Certificate, Config, Door, Tls};

fn certificate(pair: Pair) -> Certificate {
    Certificate::of(pair.certificate.as_bytes(), pair.key.as_bytes()).unwrap()
}

/// A service on a free port, encrypted when there is something to encrypt it with.
async fn served(tls: Option<Tls>) -> (SocketAddr, TestApp) {
    let test = TestApp::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config { secure: tls.is_some(), ..Config::default() };
    let pulse = config.pulse.clone();
    let router = web::router(test.app.clone(), config);
    tokio::spawn(web::serve(Door::new(listener, tls), router, pulse, std::future::pending()));
    (address, test)
}

/// What comes back over a plain connection until it is closed.
async fn plain(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_bound_to_the_host_and_https_is_asked_for_only_where_it_is_spoken() {
    let (address, _test) = served(Some(Tls::new(certificate(SERVER)).unwrap())).await;
    let mut line = Line::open(address, Version::Tls13).await.unwrap();
    let page = line.get("/sign-in").await.unwrap().to_lowercase();
    assert!(page.starts_with("http/1.1 200"), "{page}");
    assert!(page.contains("\r\nstrict-transport-security: max-age="), "{page}");
    assert!(
        page.contains("\r\nset-cookie: __host-plumbline-visitor=") && page.contains("; secure"),
        "{page}"
    );

    let (address, _test) = served(None).await;
    let request = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let page = plain(address, request).await.to_lowercase();
    assert!(
        page.starts_with("http/1.1 200") && page.contains("\r\nset-cookie: plumbline-visitor="),
        "{page}"
    );
    assert!(!page.contains("strict-transport-security") && !page.contains("__host-"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_the_present_version_is_not_spoken() {
    let (address, _test) = served(Some(Tls::new(certificate(SERVER)).unwrap())).await;
    assert!(Line::open(address, Version::Tls12).await.is_err());
    assert!(Line::open(address, Version::Tls13).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_certificate_is_shown_to_whoever_comes_next_and_disturbs_nobody() {
    let tls = Tls::new(certificate(SERVER)).unwrap();
    let (address, _test) = served(Some(tls.clone())).await;
    let mut before = Line::open(address, Version::Tls13).await.unwrap();
    assert!(before.shows(SERVER) && !before.shows(RENEWED));
    tls.replace(certificate(RENEWED));
    let after = Line::open(address, Version::Tls13).await.unwrap();
    assert!(after.shows(RENEWED) && !after.shows(SERVER));
    assert!(before.get("/health/live").await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgets_the_s_is_told_and_who_begins_and_stays_silent_is_given_up() {
    let (address, _test) = served(Some(Tls::new(certificate(SERVER)).unwrap())).await;
    let said = plain(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(said.starts_with("HTTP/1.1 400") && said.contains("https://"), "{said}");
    let begun = Instant::now();
    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(&[22, 3, 1]).await.unwrap();
    // Others are answered meanwhile.
    assert!(Line::open(address, Version::Tls13).await.unwrap().get("/health/live").await.is_ok());
    assert!(begun.elapsed() < Duration::from_secs(5));
    let _ = silent.read(&mut [0; 64]).await;
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(5) && took < Duration::from_secs(20), "closed after {took:?}");
}
