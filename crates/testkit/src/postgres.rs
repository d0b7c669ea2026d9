//! A private PostgreSQL server for the tests of one process, gone when the process is.

use crate::certificates::Pair;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Said when there is no server to start.
const MISSING: &str = "these tests need a PostgreSQL server: as root, run apt-get install -y postgresql, \
    or name the directory of initdb and postgres in PLUMBLINE_POSTGRES_BIN";

/// Makes a cluster, starts it, and takes it away at the end of its input; the browser tests run it too.
const SCRIPT: &str = include_str!("../cluster.sh");

/// A server, and databases in it.
#[derive(Debug)]
pub struct Cluster {
    place: PathBuf,
    binaries: PathBuf,
    port: u16,
    /// Its input is closed when this process ends, which stops the server.
    script: Child,
}

static SHARED: OnceLock<Cluster> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

impl Cluster {
    /// The server of this process, started when it is first asked for. It does not flush to the disk: the tests that share
    /// it lose no power.
    pub fn shared() -> &'static Self {
        SHARED.get_or_init(|| Self::start(false))
    }

    /// A server of its own, for whoever stops it or measures it; `durable` flushes to the disk as in earnest.
    ///
    /// # Panics
    /// When there is none on this machine, with the sentence that says how to get one: no test is left out in silence.
    pub fn start(durable: bool) -> Self {
        Self::started(durable, 5432, Pair { certificate: "", key: "" })
    }

    /// A server that is reached over TLS on `localhost` besides its socket, and shows this certificate.
    ///
    /// # Panics
    /// When there is none on this machine, or no port is free.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn encrypted(pair: Pair) -> Self {
        let free = std::net::TcpListener::bind("localhost:0").and_then(|listener| listener.local_addr());
        Self::started(false, free.expect("a port is free").port(), pair)
    }

    #[expect(clippy::expect_used, clippy::panic, reason = "a fixture that cannot be made ends the test")]
    fn started(durable: bool, port: u16, pair: Pair) -> Self {
        let binaries = binaries().unwrap_or_else(|| panic!("{MISSING}"));
        let mut command = as_somebody();
        command
            .args(["sh", "-c", SCRIPT, "sh"])
            .arg(&binaries)
            .arg(if durable { "on" } else { "off" })
            .arg(port.to_string())
            .args([pair.certificate, pair.key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut cluster = Self {
            place: PathBuf::new(),
            binaries,
            port,
            script: command.spawn().expect("a shell can be started"),
        };
        let output = cluster.script.stdout.take().expect("its output is a pipe");
        let mut said = String::new();
        for line in BufReader::new(output).lines() {
            let line = line.expect("its output can be read");
            if let Some(place) = line.strip_prefix("ready ") {
                cluster.place = PathBuf::from(place);
                return cluster;
            }
            said.push_str(&line);
            said.push('\n');
        }
        panic!("PostgreSQL does not start:\n{said}");
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn database(&self) -> String {
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.address(&name)
    }

    /// The address of a database by its name.
    pub fn address(&self, name: &str) -> String {
        format!("postgres:///{name}?host={}&port={}&user=plumbline", self.place.display(), self.port)
    }

    /// Its port on `localhost`, when it listens there.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Everything that a database holds, as statements: for looking whether a text is still anywhere.
    ///
    /// # Panics
    /// When it cannot be read.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn dump(&self, address: &str) -> String {
        let output = Command::new(self.binaries.join("pg_dump"))
            .args(["-U", "plumbline", "-p", &self.port.to_string(), "-h"])
            .arg(&self.place)
            .arg(name_of(address))
            .output()
            .expect("pg_dump can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A copy of a database, dumped and restored by PostgreSQL's own tools. Gives its address.
    ///
    /// # Panics
    /// When it cannot be made.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn copy(&self, address: &str) -> String {
        let copy = self.database();
        let run = |program: &str, arguments: &[&str], from: Stdio| {
            let mut command = Command::new(self.binaries.join(program));
            command.args(["-U", "plumbline", "-p", &self.port.to_string(), "-h"]);
            command.arg(&self.place).args(arguments);
            command.stdin(from).stdout(Stdio::piped()).spawn().expect("it can be started")
        };
        let mut dump = run("pg_dump", &["--format=custom", name_of(address)], Stdio::null());
        let bytes = dump.stdout.take().expect("its output is a pipe");
        let mut restore = run("pg_restore", &["--exit-on-error", "-d", name_of(&copy)], bytes.into());
        assert!(dump.wait().is_ok_and(|status| status.success()), "pg_dump failed");
        assert!(restore.wait().is_ok_and(|status| status.success()), "pg_restore failed");
        copy
    }

    /// Kills the server as a loss of power would: nothing is told, nothing is put in order.
    ///
    /// # Panics
    /// When it cannot be found.
    #[expect(clippy::expect_used, reason = "a fixture that fails ends the test")]
    pub fn crash(&self) {
        let output =
            as_somebody().arg("head").arg("-n1").arg(self.place.join("data/postmaster.pid")).output();
        let output = output.expect("the number of the server can be read");
        let number = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let killed = as_somebody()
            .args(["sh", "-c", "kill -9 -- -$1 2>/dev/null || kill -9 $1", "sh", &number])
            .status();
        assert!(killed.is_ok_and(|status| status.success()), "server {number} can be killed");
    }

    /// Starts the server again, which puts in order what it finds.
    ///
    /// # Panics
    /// When it does not start.
    #[expect(clippy::expect_used, reason = "a fixture that fails ends the test")]
    pub fn start_again(&self) {
        let start = || {
            let mut command = as_somebody();
            command.arg(self.binaries.join("pg_ctl")).arg("-D").arg(self.place.join("data"));
            command.arg("-l").arg(self.place.join("server.log")).args(["-w", "-t", "120", "start"]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.status().expect("pg_ctl can be started").success()
        };
        // Processes of the one that was killed may take a moment to notice.
        let started = (0..50).any(|_| {
            start() || {
                std::thread::sleep(std::time::Duration::from_millis(200));
                false
            }
        });
        assert!(started, "PostgreSQL does not start again; see {}", self.place.join("server.log").display());
    }

    /// The socket on which the server listens.
    pub fn socket(&self) -> PathBuf {
        self.place.join(format!(".s.PGSQL.{}", self.port))
    }

    /// Runs statements in a database; gives what they print, unaligned.
    ///
    /// # Panics
    /// When one fails.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let output = Command::new(self.binaries.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "plumbline"])
            .args(["-p", &self.port.to_string(), "-h"])
            .arg(&self.place)
            .args(["-d", database, "-c", sql])
            .output()
            .expect("psql can be started");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Cluster {
    /// Stops the server, and waits until it has.
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _gone_either_way = self.script.wait();
    }
}

/// The name of a database in its address.
pub fn name_of(address: &str) -> &str {
    let from = address.rfind("///").map_or(0, |at| at + 3);
    address.get(from..).and_then(|rest| rest.split('?').next()).unwrap_or_default()
}

/// PostgreSQL does not run as root.
fn as_somebody() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !root {
        return Command::new("env");
    }
    let known =
        |user: &str| Command::new("id").arg(user).output().is_ok_and(|output| output.status.success());
    let user = if known("postgres") { "postgres" } else { "nobody" };
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]);
    command
}

/// Where the programs of the newest server on this machine are.
fn binaries() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("PLUMBLINE_POSTGRES_BIN") {
        return Some(PathBuf::from(named)).filter(|path| has_server(path));
    }
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path)| has_server(path))
        .collect();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.pop().map(|(_, path)| path).or_else(|| std::env::split_paths(&path).find(|path| has_server(path)))
}

fn has_server(path: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|program| path.join(program).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_in_its_address() {
        assert_eq!(name_of("postgres:///test_1_2?host=/tmp/x&user=plumbline"), "test_1_2");
    }

    #[test]
    fn the_sentence_says_what_to_do() {
        assert!(MISSING.contains("apt-get install -y postgresql"));
    }
}
