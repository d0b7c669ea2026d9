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
    served_with(web::Room::DIRECT, web::Config::default()).await
}

async fn served_with(
    room: web::Room,
    config: web::Config,
) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>, TestApp) {
    let test = TestApp::new().await;
    test.person("mara", &[Role::AiManager]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let pulse = config.pulse.clone();
    let router = web::router(test.app.clone(), config);
    let door = web::Door::from(listener).with(room);
    let task = tokio::spawn(web::serve(door, router, pulse, async move {
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
    let answer =
        ask(address, "GET /health/live HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("alive\n"), "{answer}");
    let ready =
        ask(address, "GET /health/ready HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
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
    let with = |lines: usize| {
        let lines = "X-Many: a\r\n".repeat(lines);
        format!("GET /sign-in HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n{lines}\r\n")
    };
    assert!(ask(address, &with(60)).await.starts_with("HTTP/1.1 200"));
    for (request, status) in [
        (with(70), "431"),
        ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n".to_owned(), ""),
        ("NONSENSE\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = ask(address, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "one answer at most: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_ends_in_order_and_what_comes_meanwhile_is_told_so() {
    let (address, stop, task, _test) = served().await;
    let body = "email=mara%40test.example&password=wrong&next=%2F";
    let (first, second) = body.split_at(10);
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: aims.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut begun = TcpStream::connect(address).unwrap();
    begun.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    begun.write_all(head.as_bytes()).unwrap();
    begun.write_all(first.as_bytes()).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    for (path, sign) in [
        ("/sign-in", "being stopped"),
        ("/api/v1/risk", "urn:plumbline:refusal:stopping"),
        ("/health/ready", "being stopped"),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: aims.test\r\n\r\n");
        let answer = ask(address, &request).await;
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains(sign), "{path}: {answer}");
        assert!(answer.to_lowercase().contains("\r\nretry-after: 5\r\n"), "{answer}");
    }
    let live =
        ask(address, "GET /health/live HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n").await;
    assert!(live.starts_with("HTTP/1.1 200"), "{live}");
    assert!(!task.is_finished(), "it waits for what was begun");
    begun.write_all(second.as_bytes()).unwrap();
    let answer = spawn_blocking(move || {
        let mut answer = Vec::new();
        let _ = begun.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "the form was read and answered: {answer}");
    tokio::time::timeout(Duration::from_secs(5), task).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_is_told_on_an_address_of_its_own_and_names_nobody() {
    let test = TestApp::new().await;
    test.person("mara", &[Role::AiManager]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let apart = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, watched) = (listener.local_addr().unwrap(), apart.local_addr().unwrap());
    let config = web::Config::default();
    let pulse = config.pulse.clone();
    let router = web::router(test.app.clone(), config);
    tokio::spawn(web::serve(listener, router, pulse.clone(), std::future::pending()));
    let router = web::watched(test.app.clone(), pulse);
    tokio::spawn(web::serve(apart, router, web::Pulse::default(), std::future::pending()));
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n");
    for path in ["/sign-in", "/r/risk/RSK-0001?q=mara", "/api/v1/organisation/ORG-0001", "/health/live"] {
        ask(address, &get(path)).await;
    }
    let outside = ask(address, &get("/metrics")).await;
    assert!(outside.starts_with("HTTP/1.1 404"), "not on the address of the pages: {outside}");
    let told = ask(watched, &get("/metrics")).await;
    assert!(told.contains("text/plain; version=0.0.4"), "{told}");
    for line in [
        "plumbline_requests_total{method=\"GET\",route=\"/sign-in\",status=\"2xx\"} 1",
        "plumbline_requests_total{method=\"GET\",route=\"/r/{kind}/{reference}\",status=\"3xx\"} 1",
        "plumbline_requests_total{method=\"GET\",route=\"/api/v1/{kind}/{reference}\",status=\"4xx\"} 1",
        "plumbline_request_seconds_count{method=\"GET\",route=\"/sign-in\"} 1",
        "plumbline_requests_open 0",
        "plumbline_failures_total 0",
    ] {
        assert!(told.lines().any(|known| known == line), "{line}: {told}");
    }
    let secret = [test.organisation.to_string(), "RSK-".to_owned(), "mara".to_owned(), "@test".to_owned()];
    for secret in secret {
        assert!(!told.contains(&secret), "{secret} is told: {told}");
    }
    for (path, sign) in [("/health/ready", "ready\n"), ("/health/live", "alive\n")] {
        assert!(ask(watched, &get(path)).await.ends_with(sign));
    }
    assert!(ask(watched, &get("/sign-in")).await.starts_with("HTTP/1.1 404"));
}

/// Memory would have to hold what each of them sends.
#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_send_files_at_once_some_are_told_to_come_back() {
    let (address, stop, task, test) = served().await;
    let session = test.session("mara").await;
    let head = format!(
        "POST /import HTTP/1.1\r\nHost: aims.test\r\nCookie: plumbline={session}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n"
    );
    let mut sending: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\r\n").unwrap();
            stream
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let refused = ask(address, &head).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("Too many files"), "{refused}");
    assert!(refused.to_lowercase().contains("\r\nretry-after: 5\r\n"), "{refused}");
    // Pages are answered meanwhile, and an end makes room.
    let page = format!(
        "GET / HTTP/1.1\r\nHost: aims.test\r\nCookie: plumbline={session}\r\nConnection: close\r\n\r\n"
    );
    assert!(ask(address, &page).await.starts_with("HTTP/1.1 200"));
    drop(sending.pop());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut let_in = TcpStream::connect(address).unwrap();
    let_in.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let_in.write_all(head.as_bytes()).unwrap();
    let waited = spawn_blocking(move || let_in.read(&mut [0; 64])).await.unwrap();
    assert!(waited.is_err(), "it is being read and not refused");
    drop(sending);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap().unwrap();
}

/// A request of which half has come.
fn begun(address: std::net::SocketAddr, more: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(format!("GET /sign-in HTTP/1.1\r\nHost: aims.test\r\n{more}").as_bytes()).unwrap();
    stream
}

const ALIVE: &str = "GET /health/live HTTP/1.1\r\nHost: aims.test\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn of_one_address_and_in_all_there_are_so_many_connections_and_others_are_told_so() {
    for room in [
        web::Room { all: 100, of_one: 100, of_this_machine: 3 },
        web::Room { all: 3, of_one: 100, of_this_machine: 100 },
    ] {
        let (address, stop, task, _test) = served_with(room, web::Config::default()).await;
        let mut open: Vec<TcpStream> = (0..3).map(|_| begun(address, "")).collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        // Also who is sending much is told, and not only cut off.
        for request in [
            ALIVE.to_owned(),
            format!(
                "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n{}",
                "a".repeat(900_000)
            ),
        ] {
            let refused = ask(address, &request).await;
            assert!(
                refused.starts_with("HTTP/1.1 503") && refused.contains("too many connections"),
                "{refused}"
            );
            assert!(refused.contains("\r\nretry-after: 5\r\n"), "{refused}");
        }
        // Who was there is answered, and her place is free when she has gone.
        let mut one = open.pop().unwrap();
        one.write_all(b"Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        one.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        drop(one);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(ask(address, ALIVE).await.starts_with("HTTP/1.1 200"));
        drop(open);
        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap().unwrap();
    }
}

/// Those who are told that there are too many take no room that is not bounded: beyond some they are only cut off.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_is_turned_away_is_bounded_and_hinders_nobody_who_is_in() {
    let room = web::Room { all: 1, of_one: 1, of_this_machine: 1 };
    let (address, stop, task, _test) = served_with(room, web::Config::default()).await;
    let mut inside = begun(address, "");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut outside: Vec<TcpStream> = (0..150).map(|_| TcpStream::connect(address).unwrap()).collect();
    let told = spawn_blocking(move || {
        let told = outside.iter_mut().map(|stream| {
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let mut answer = String::new();
            let _ = stream.read_to_string(&mut answer);
            answer
        });
        let told: Vec<String> = told.collect();
        (
            told.iter().filter(|answer| answer.starts_with("HTTP/1.1 503")).count(),
            told.iter().filter(|answer| answer.is_empty()).count(),
        )
    });
    let (told, cut_off) = told.await.unwrap();
    assert!(told >= 64 && told + cut_off == 150 && cut_off > 0, "{told} were told, {cut_off} cut off");
    inside.write_all(b"Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    inside.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(inside);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap().unwrap();
}

/// Who is told that there are too many, and stays, takes the place of nobody who comes later.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_turned_away_and_does_not_go_is_given_up_soon() {
    let room = web::Room { all: 1, of_one: 1, of_this_machine: 1 };
    let (address, stop, task, _test) = served_with(room, web::Config::default()).await;
    let inside = begun(address, "");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let staying: Vec<TcpStream> = (0..64).map(|_| TcpStream::connect(address).unwrap()).collect();
    tokio::time::sleep(Duration::from_secs(4)).await;
    let told = ask(address, ALIVE).await;
    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
    drop((inside, staying));
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap().unwrap();
}

/// Behind a proxy all connections are the proxy's: who it asks for is counted instead.
#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_requests_are_counted_by_whom_it_asks_for() {
    let config = web::Config { trusted_hops: 1, ..web::Config::default() };
    let (address, stop, task, _test) = served_with(web::Room::BEHIND_A_PROXY, config).await;
    let slow = |from: &str| {
        let more = format!("X-Forwarded-For: {from}\r\n");
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nHost: aims.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n{more}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let page = |from: &str| {
        format!(
            "GET /sign-in HTTP/1.1\r\nHost: aims.test\r\nX-Forwarded-For: {from}\r\nConnection: close\r\n\r\n"
        )
    };
    let many: Vec<TcpStream> = (0..64).map(|_| slow("203.0.113.7")).collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let refused = ask(address, &page("203.0.113.7")).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("from your address"), "{refused}");
    assert!(refused.to_lowercase().contains("\r\nretry-after: 5\r\n"), "{refused}");
    assert!(ask(address, &page("203.0.113.8")).await.starts_with("HTTP/1.1 200"), "somebody else");
    drop(many);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(ask(address, &page("203.0.113.7")).await.starts_with("HTTP/1.1 200"));
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap().unwrap();
}

/// A file lies in memory until it is taken.
#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_take_large_files_at_once_some_are_told_to_come_back() {
    let (address, stop, task, test) = served().await;
    let mara = test.desk_of("mara").await;
    let bytes = vec![b'a'; 24 * 1024 * 1024];
    let file = mara.keep_file("large.txt", &bytes).await.unwrap();
    let small = mara.keep_file("small.txt", b"small").await.unwrap();
    let mut paths = Vec::new();
    for file in [file, small] {
        let mut body = testkit::sample_alone("evidence");
        body.set("collected_by", record::Value::Link(mara.actor().person));
        body.set("file", record::Value::File(file.clone()));
        let made = mara.create("evidence", body, None).await.unwrap();
        paths.push(format!("/r/evidence/{}/file/{}", made.reference, file.sha256));
    }
    let session = test.session("mara").await;
    let request = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: aims.test\r\nCookie: plumbline={session}\r\nConnection: close\r\n\r\n"
        )
    };
    let mut taking = Vec::new();
    for _ in 0..16 {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request(&paths[0]).as_bytes()).unwrap();
        let mut first = [0; 15];
        stream = spawn_blocking(move || {
            stream.read_exact(&mut first).unwrap();
            assert_eq!(&first, b"HTTP/1.1 200 OK");
            stream
        })
        .await
        .unwrap();
        taking.push(stream);
    }
    let refused = ask(address, &request(&paths[0])).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("being taken"), "{refused}");
    assert!(refused.to_lowercase().contains("\r\nretry-after: 5\r\n"), "{refused}");
    assert!(ask(address, &request("/")).await.starts_with("HTTP/1.1 200"), "pages are shown meanwhile");
    // Who has taken all of it makes room, also for a small one.
    let mut one = taking.pop().unwrap();
    let length = spawn_blocking(move || {
        let mut rest = Vec::new();
        one.read_to_end(&mut rest).unwrap();
        rest.len()
    });
    assert!(length.await.unwrap() > bytes.len());
    tokio::time::sleep(Duration::from_millis(300)).await;
    for _ in 0..3 {
        let answer = ask(address, &request(&paths[1])).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("content-length: 5"), "{answer}");
    }
    drop(taking);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(ask(address, &request(&paths[0])).await.starts_with("HTTP/1.1 200"));
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap().unwrap();
}

/// What lies in memory for somebody who does not take it goes after a while.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_much_and_takes_nothing_is_given_up() {
    let (address, stop, task, test) = served().await;
    let mara = test.desk_of("mara").await;
    let bytes = vec![b'a'; 24 * 1024 * 1024];
    let file = mara.keep_file("large.txt", &bytes).await.unwrap();
    let mut body = testkit::sample_alone("evidence");
    body.set("collected_by", record::Value::Link(mara.actor().person));
    body.set("file", record::Value::File(file.clone()));
    let made = mara.create("evidence", body, None).await.unwrap();
    let session = test.session("mara").await;
    let request = format!(
        "GET /r/evidence/{}/file/{} HTTP/1.1\r\nHost: aims.test\r\nCookie: plumbline={session}\r\nConnection: close\r\n\r\n",
        made.reference, file.sha256
    );
    let taken = spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_secs(33));
        let mut answer = Vec::new();
        let _it_may_have_been_cut_off = stream.read_to_end(&mut answer);
        assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
        answer.len()
    });
    let taken = taken.await.unwrap();
    assert!(taken < bytes.len(), "all {taken} bytes came after all");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap().unwrap();
}

/// Quickly enough not to be given up as slow, and without an end.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "two minutes"]
async fn long_load_of_a_request_that_does_not_end() {
    let (address, _running) = running().await;
    let begun = Instant::now();
    let answer = spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let head = "POST /sign-in HTTP/1.1\r\nHost: aims.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = vec![0; 4_096];
        while begun.elapsed() < Duration::from_secs(140) {
            // What is sent after it has been answered may be refused.
            let sent = stream.write_all(&[b'a'; 6_000]);
            match stream.read(&mut answer) {
                Ok(bytes) if bytes > 0 => {
                    answer.truncate(bytes);
                    return String::from_utf8_lossy(&answer).into_owned();
                }
                _ => sent.unwrap(),
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        String::new()
    });
    let answer = answer.await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 503") && answer.to_lowercase().contains("\r\nretry-after: "),
        "{answer}"
    );
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(115) && took < Duration::from_secs(135), "{took:?}");
}
