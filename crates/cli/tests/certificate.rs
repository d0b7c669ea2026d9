//! The program with a certificate of its own: started, told of a newer one, and given wrong files.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};
use testkit::{
    certificates::{ALONE, ENCRYPTED_KEY, Pair, RENEWED, SERVER},
    https::{Line, Version},
};

fn write(place: &tempfile::TempDir, pair: Pair) -> [String; 2] {
    let [certificate, key] = ["server.pem", "server.key"].map(|name| place.path().join(name));
    fs::write(&certificate, pair.certificate).unwrap();
    fs::write(&key, pair.key).unwrap();
    [certificate, key].map(|path| path.to_str().unwrap().to_owned())
}

/// The program, which is to serve a directory on a free port.
fn plumbline(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_remove("PLUMBLINE_DATA").env_remove("PLUMBLINE_DATABASE");
    command.arg("--data").arg(data).args(["serve", "--port", "0"]);
    command
}

/// A program that is killed in the end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What it says of its certificate, line by line.
fn told(child: &mut Child) -> Receiver<String> {
    let (sender, lines) = channel();
    let output = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        lines.filter(|line| line.contains("\"what\":\"certificate\"")).try_for_each(|line| sender.send(line))
    });
    lines
}

/// What it says next, which is soon.
fn next(lines: &Receiver<String>) -> String {
    lines.recv_timeout(Duration::from_mins(1)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_certificate_is_taken_on_a_signal_and_a_wrong_one_is_said_while_the_former_stays() {
    let place = tempfile::tempdir().unwrap();
    let [certificate, key] = write(&place, SERVER);
    let mut command = plumbline(&place.path().join("data"));
    command.env("PLUMBLINE_TLS_CERT", &certificate).env("PLUMBLINE_TLS_KEY", &key);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map(Running).unwrap();
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address: SocketAddr = line.trim().strip_prefix("https://").unwrap().parse().unwrap();
    let told = told(&mut child.0);
    let hangup = || Command::new("kill").arg("-HUP").arg(child.0.id().to_string()).status().unwrap();
    let mut line = Line::open(address, Version::Tls13).await.unwrap();
    assert!(line.shows(SERVER));
    // It knows that browsers reach it by https, without being told.
    let page = line.get("/sign-in").await.unwrap().to_lowercase();
    assert!(page.contains("\r\nstrict-transport-security: "), "{page}");

    // The signal counts by itself: files that have not changed are read again.
    assert!(hangup().success());
    assert!(next(&told).contains("taken anew"));

    write(&place, RENEWED);
    assert!(hangup().success());
    assert!(next(&told).contains("taken anew"));
    assert!(Line::open(address, Version::Tls13).await.unwrap().shows(RENEWED));

    write(&place, Pair { key: ALONE.key, ..SERVER });
    assert!(hangup().success());
    let sentence = next(&told);
    assert!(sentence.contains("the former stays") && sentence.contains("belong together"), "{sentence}");
    let mut line = Line::open(address, Version::Tls13).await.unwrap();
    assert!(line.shows(RENEWED));
    assert!(line.get("/health/live").await.unwrap().starts_with("HTTP/1.1 200"));

    // Nobody has to send a signal.
    write(&place, SERVER);
    let seen = tokio::time::timeout(Duration::from_secs(30), async {
        while !Line::open(address, Version::Tls13).await.unwrap().shows(SERVER) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    seen.await.unwrap();
}

#[test]
fn a_wrong_file_ends_the_program_with_a_sentence_and_its_remedy() {
    let place = tempfile::tempdir().unwrap();
    let [certificate, key] = write(&place, SERVER);
    let locked = place.path().join("locked.key");
    fs::write(&locked, ENCRYPTED_KEY).unwrap();
    let locked = locked.to_str().unwrap();
    for (arguments, sentence) in [
        (vec!["--tls-cert", &certificate], "--tls-cert is given without --tls-key; give both files"),
        (vec!["--tls-key", &key], "--tls-key is given without --tls-cert; give both files"),
        (vec!["--tls-cert", "/nowhere/at.all", "--tls-key", &key], "/nowhere/at.all cannot be read"),
        (vec!["--tls-cert", &key, "--tls-key", &certificate], "holds no certificate; give one in PEM"),
        (vec!["--tls-cert", &certificate, "--tls-key", &certificate], "holds no private key; give the one"),
        (vec!["--tls-cert", &certificate, "--tls-key", locked], "decrypt it with `openssl pkey`"),
    ] {
        let output = plumbline(&place.path().join("data")).args(&arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
}
