//! The program as a visitor starts it: the demonstration is made once, kept, and verifies.

use std::{
    io,
    path::Path,
    process::{Command, Output},
};

fn plumbline(data: &Path, arguments: &[&str]) -> io::Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_remove("PLUMBLINE_DATA").arg("--data").arg(data).args(arguments).output()
}

#[test]
fn the_demonstration_is_made_once_and_verifies() {
    let directory = tempfile::tempdir().unwrap();
    let first = plumbline(directory.path(), &["demo", "--build-only"]).unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(String::from_utf8_lossy(&first.stdout).starts_with("Replayed "));

    let again = plumbline(directory.path(), &["demo", "--build-only"]).unwrap();
    assert!(again.status.success());
    assert!(again.stdout.is_empty(), "what is there is not played a second time");

    // Tests hash with less; the program never does.
    let accounts = rusqlite::Connection::open(directory.path().join("demo/accounts.db")).unwrap();
    let asked = "SELECT count(*), count(*) FILTER (WHERE password LIKE '$argon2id$v=19$m=19456,t=2,p=1$%') FROM account";
    let (all, dear): (u32, u32) =
        accounts.query_row(asked, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!(all > 0 && dear == all, "{dear} of {all} passwords are hashed at full cost");

    let verified = plumbline(&directory.path().join("demo"), &["verify"]).unwrap();
    assert!(verified.status.success());
    assert!(String::from_utf8_lossy(&verified.stdout).contains("intact"));
}
