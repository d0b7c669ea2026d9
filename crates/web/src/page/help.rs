//! Help, and the gallery of components.

use crate::{
    failure::Failed,
    request::{Visit, visit::page},
};
use axum::{extract::Path, response::Response};
use record::Refusal;
use ui::{Link, gallery, pages::help::View, words::shell as w};

/// `GET /help`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let locale = visit.locale();
    let links =
        vec![Link::new(locale.say(w::VERIFY), "/verify"), Link::new(locale.say(w::GALLERY), "/_gallery")];
    let shell = visit.shell().await?;
    Ok(page(ui::pages::help::page(&shell, &View { links })))
}

/// `GET /_gallery`: every component with its samples.
pub async fn samples(visit: Visit) -> Result<Response, Failed> {
    let shell = visit.shell().await?;
    Ok(page(gallery::page(&shell, |name, sample| format!("/_gallery/{name}/{sample}"))))
}

/// `GET /_gallery/{page}/{sample}`: a sample of a page.
pub async fn sample(visit: Visit, Path((name, sample)): Path<(String, String)>) -> Result<Response, Failed> {
    let locale = visit.locale();
    let groups = gallery::pages();
    let group = groups.iter().find(|group| group.name == name);
    let found = group.and_then(|group| group.samples.iter().find(|known| known.name == sample));
    let drawn = found.map(|sample| (sample.draw)(&locale).0).ok_or_else(Refusal::not_found)?;
    // A sample names its files as they lie beside it when it is written to a folder.
    let drawn = drawn
        .replace("\"plumbline.css\"", &format!("\"{}\"", visit.web.assets.css))
        .replace("\"plumbline.js\"", &format!("\"{}\"", visit.web.assets.script))
        .replace("\"plumbline.svg\"", &format!("\"{}\"", visit.web.assets.icon));
    Ok(page(drawn))
}
