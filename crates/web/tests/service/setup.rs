//! The first page of all: only while the installation is empty, only with the token.

use crate::{acts, client::Browser};
use app::{App, Chance, Clock, Opener, Parts, PasswordCost};
use axum::http::StatusCode;
use record::Timestamp;
use std::sync::Arc;
use testkit::PASSWORD;

#[tokio::test]
async fn after_the_set_up_the_page_does_not_exist() {
    let house = acts::house().await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/setup", &[("token", "")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_installation_is_set_up_by_who_holds_the_token_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = empty(folder.path());
    let config =
        web::Config { setup_token: Some("printed-on-the-terminal".to_owned()), ..web::Config::default() };
    let mut browser = Browser::of(web::router(app, config));
    assert_eq!(browser.get("/").await.location(), "/sign-in");
    assert_eq!(browser.get("/sign-in").await.location(), "/setup");
    let filled = |token: &'static str| {
        [
            ("token", token),
            ("organisation", "Upright Ltd"),
            ("name", "Ada"),
            ("email", "ada@test.example"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ]
    };
    for wrong in ["", "printed-on-the-terminam", "printed-on-the-terminal-"] {
        let refused = browser.send("/setup", "/setup", &filled(wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.text().contains("Upright Ltd") && !refused.text().contains(PASSWORD));
    }
    let mut bare = browser.clone();
    assert_eq!(bare.post("/setup", &filled("printed-on-the-terminal")).await.status, StatusCode::FORBIDDEN);
    let done = browser.send("/setup", "/setup", &filled("printed-on-the-terminal")).await;
    assert_eq!(done.location(), "/sign-in?done=set_up", "{}", done.text());
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
    let inside =
        browser.send("/sign-in", "/sign-in", &[("email", "ada@test.example"), ("password", PASSWORD)]).await;
    assert_eq!(inside.location(), "/");
    assert!(browser.get("/").await.text().contains("Upright Ltd"));
}

#[tokio::test]
async fn without_a_token_nobody_sets_up_by_browser() {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = Browser::of(web::router(empty(folder.path()), web::Config::default()));
    let pairs = [
        ("token", ""),
        ("organisation", "X"),
        ("name", "X"),
        ("email", "x@test.example"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let refused = browser.send("/setup", "/setup", &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "an empty token is no token");
}

/// An installation that nobody has set up.
fn empty(folder: &std::path::Path) -> App {
    App::new(Parts {
        kinds: testkit::kinds::ALL.to_vec(),
        packs: Vec::new(),
        founding: Vec::new(),
        clock: Arc::new(Still),
        chance: Arc::new(Counted(std::sync::atomic::AtomicU8::new(1))),
        accounts: Arc::new(store_sqlite::SqliteAccounts::open(&folder.join("accounts.db")).unwrap()),
        opener: Arc::new(Folder(folder.to_owned())),
        passwords: PasswordCost::default(),
    })
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        "2026-03-02T09:00:00Z".parse().unwrap()
    }
}

struct Counted(std::sync::atomic::AtomicU8);

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    }
}

struct Folder(std::path::PathBuf);

#[store::async_trait]
impl Opener for Folder {
    async fn open(
        &self,
        organisation: uuid::Uuid,
    ) -> Result<(Arc<dyn store::Store>, Arc<dyn store::Blobs>, [u8; 32]), store::StoreError> {
        let store = store_sqlite::SqliteStore::open(&self.0.join("records.db"), organisation)?;
        let blobs = store_sqlite::FileBlobs::open(&self.0.join("evidence"))?;
        Ok((Arc::new(store), Arc::new(blobs), [9; 32]))
    }
}
