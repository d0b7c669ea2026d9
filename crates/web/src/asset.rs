//! Style sheet, script and icon. Their address holds a digest of their content, so that they can be kept for good.

use crate::{failure::Failed, web::Web};
use app::App;
use axum::{
    extract::{Path, State},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use record::Refusal;

/// What is served beside pages.
pub struct Assets {
    /// Address of the style sheet.
    pub css: String,
    /// Address of the script.
    pub script: String,
    /// Address of the icon.
    pub icon: String,
}

const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 2v16" stroke="#2f6f5e" stroke-width="3"/><path d="M16 30l-6-8 6-6 6 6z" fill="#2f6f5e"/></svg>"##;
const KEPT: &str = "public, max-age=31536000, immutable";

impl Assets {
    /// The assets of this build.
    pub fn new(app: &App) -> Self {
        let digest = |text: &str| app.derived(text, "asset").chars().take(16).collect::<String>();
        Self {
            css: format!("/style-{}.css", digest(ui::stylesheet())),
            script: format!("/script/plumbline-{}.js", digest(ui::script())),
            icon: format!("/icon-{}.svg", digest(ICON)),
        }
    }
}

/// `/{file}`: the style sheet and the icon.
pub async fn top(State(web): State<Web>, Path(file): Path<String>) -> Result<Response, Failed> {
    if format!("/{file}") == web.assets.css {
        return Ok(kept("text/css; charset=utf-8", ui::stylesheet()));
    }
    if format!("/{file}") == web.assets.icon {
        return Ok(kept("image/svg+xml", ICON));
    }
    Err(Refusal::not_found().into())
}

/// `/script/{file}`.
pub async fn script(State(web): State<Web>, Path(file): Path<String>) -> Result<Response, Failed> {
    if format!("/script/{file}") == web.assets.script {
        return Ok(kept("text/javascript; charset=utf-8", ui::script()));
    }
    Err(Refusal::not_found().into())
}

fn kept(media: &'static str, body: &'static str) -> Response {
    ([(CONTENT_TYPE, media), (CACHE_CONTROL, KEPT)], body).into_response()
}
