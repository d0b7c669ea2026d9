//! Whether the program lives, and whether it can answer: for those who keep it running.

use crate::{failure::Failed, web::Web};
use axum::response::IntoResponse as _;
use axum::{extract::State, http::StatusCode, response::Response};

/// `/healthz`: the program answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: the accounts can be read and every organisation can be opened.
pub async fn ready(State(web): State<Web>) -> Result<Response, Failed> {
    for organisation in web.app.organisations().await? {
        web.app.open_house(organisation).await?;
    }
    Ok((StatusCode::OK, "ready\n").into_response())
}
