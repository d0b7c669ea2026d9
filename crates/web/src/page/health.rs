//! Whether the program lives, whether it can answer, and what it counts: for those who keep it running.

use crate::{Pulse, failure::Failed, pulse, web::Web};
use app::App;
use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};

/// The media type of the text format of Prometheus.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `/health/live`: the program answers.
pub async fn live() -> &'static str {
    "alive\n"
}

/// `/health/ready`: the accounts can be read and every organisation can be opened, and the program is not being stopped.
pub async fn ready(State(web): State<Web>) -> Result<Response, Failed> {
    is_ready(&web.app, &web.config.pulse).await
}

async fn is_ready(app: &App, pulse: &Pulse) -> Result<Response, Failed> {
    if pulse.is_stopping() {
        return Ok(pulse::stopping());
    }
    for organisation in app.organisations().await? {
        app.open_house(organisation).await?;
    }
    Ok((StatusCode::OK, "ready\n").into_response())
}

/// `/metrics`: what is counted.
pub async fn metrics(State((_, pulse)): State<(App, Pulse)>) -> Response {
    ([(CONTENT_TYPE, METRICS)], pulse.text()).into_response()
}

/// `/health/ready` on the address of whoever runs the program, which has no pages to say it on.
pub async fn ready_apart(State((app, pulse)): State<(App, Pulse)>) -> Response {
    is_ready(&app, &pulse)
        .await
        .unwrap_or_else(|_| (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response())
}
