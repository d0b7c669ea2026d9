//! The way to the server over TLS: encrypted where the address asks for it, or refused with a sentence.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{error::Error, io::Write as _};
use store_postgres::Database;
use testkit::{
    certificates::{ALONE, AUTHORITY, SERVER},
    postgres::Cluster,
};

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// Why no connection comes about.
async fn refused(address: &str) -> String {
    let error = Database::connect(address).await.unwrap_err();
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// Whether the connections of the program are encrypted.
fn encrypted(cluster: &Cluster) -> String {
    let sql = "SELECT string_agg(DISTINCT s.ssl::text, ',') FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'plumbline'";
    cluster.sql("postgres", sql)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_encrypted_as_far_as_the_address_asks() {
    let cluster = Cluster::encrypted(SERVER);
    let (authority, alone) = (file(AUTHORITY), file(ALONE.certificate));
    let at = |host: &str, more: &str| {
        format!(
            "host={host} hostaddr=127.0.0.1 port={} dbname=postgres user=plumbline {more}",
            cluster.port()
        )
    };
    let authority = |mode: &str| format!("sslmode={mode} sslrootcert='{}'", authority.path().display());
    let alone = |mode: &str| format!("sslmode={mode} sslrootcert='{}'", alone.path().display());

    let database = Database::connect(&at("localhost", "sslmode=disable")).await.unwrap();
    assert_eq!(encrypted(&cluster), "false");
    drop(database);
    for address in [
        at("localhost", ""),
        at("elsewhere.example", "sslmode=require"),
        at("elsewhere.example", &authority("verify-ca")),
        at("localhost", &authority("verify-full")),
    ] {
        // Who has gone is no longer listed.
        while !encrypted(&cluster).is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let database = Database::connect(&address).await.unwrap();
        assert_eq!(encrypted(&cluster), "true", "{address}");
        drop(database);
    }
    let said = refused(&at("elsewhere.example", &authority("verify-full"))).await;
    assert!(said.contains("no encrypted connection") && said.contains("as host the name"), "{said}");
    let said = refused(&at("localhost", &alone("verify-ca"))).await;
    assert!(said.contains("UnknownIssuer") && said.contains("sslrootcert=FILE"), "{said}");
    let said = refused(&at("localhost", &alone("require"))).await;
    assert!(said.contains("UnknownIssuer"), "with an authority named, it is looked at: {said}");
    let said = refused(&at("localhost", "sslmode=verify-full sslrootcert=/nowhere/at.all")).await;
    assert!(said.contains("/nowhere/at.all cannot be read"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_issued_its_own_certificate_is_believed_when_it_is_named() {
    let cluster = Cluster::encrypted(ALONE);
    let named = file(ALONE.certificate);
    let at = |host: &str| {
        format!(
            "host={host} hostaddr=127.0.0.1 port={} dbname=postgres user=plumbline sslmode=verify-full sslrootcert='{}'",
            cluster.port(),
            named.path().display()
        )
    };
    assert!(Database::connect(&at("localhost")).await.is_ok());
    let said = refused(&at("elsewhere.example")).await;
    assert!(said.contains("no encrypted connection"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_encrypted_is_refused_and_never_plain_in_silence() {
    let address = Cluster::shared().database();
    assert!(Database::connect(&address).await.is_ok());
    let authority = file(AUTHORITY);
    let full = format!("verify-full&sslrootcert={}", authority.path().display());
    for mode in ["require", full.as_str()] {
        let said = refused(&format!("{address}&sslmode={mode}")).await;
        assert!(said.contains("does not offer") && said.contains("sslmode=disable"), "{mode}: {said}");
    }
}
