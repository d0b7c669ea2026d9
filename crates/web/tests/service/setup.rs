//! The first page of all: only while the installation is empty, only with the token.

use crate::client::{Browser, call};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

#[tokio::test]
async fn after_the_set_up_the_page_does_not_exist() {
    let house = crate::acts::house().await;
    let mut browser: Browser = house.browser();
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/setup", &[("token", "")]).await.status, StatusCode::NOT_FOUND);
    let request = Request::get("/setup").body(Body::empty()).unwrap();
    assert_eq!(call(&house.router, request).await.status, StatusCode::NOT_FOUND);
}
