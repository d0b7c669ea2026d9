//! The ledger: its state, its verification, its checkpoint, and the package that an auditor takes away.

use super::{
    archive::{Archive, streamed},
    file::attachment,
};
use crate::{
    failure::Failed,
    request::{Sent, Visit, visit::page},
    words,
};
use app::{At, Outcome, Trouble, Verified};
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use record::RecordId;
use ui::{Flash, Href, Link, components::badge::Tone, pages::verify::View};

/// `GET /verify`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    draw(&visit, None).await
}

/// `POST /verify`: reads every entry again; with `since`, an older checkpoint, that history only grew from there.
pub async fn run(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    let since = sent.text("since").trim_start();
    let since = (!since.trim().is_empty()).then(|| format!("{}\n", since.replace("\r\n", "\n").trim_end()));
    let verified = visit.desk().verify(since.as_deref()).await?;
    draw(&visit, Some(&verified)).await
}

/// `GET /checkpoint`.
pub async fn checkpoint(visit: Visit) -> Result<Response, Failed> {
    let text = visit.desk().checkpoint().await?;
    Ok(download("text/plain; charset=utf-8", "checkpoint", text))
}

/// `GET /package.zip`.
pub async fn package(visit: Visit) -> Result<Response, Failed> {
    let failed = |error| Trouble::Broken(format!("the package could not be written: {error}"));
    let archive = Archive::begin().map_err(failed)?;
    visit.desk().export(archive.clone()).await?;
    let file = archive.finish().map_err(failed)?;
    Ok(download("application/zip", "plumbline-package.zip", streamed(file)))
}

async fn draw(visit: &Visit, verified: Option<&Verified>) -> Result<Response, Failed> {
    let seal = visit.desk().seal_line().await?;
    let checkpoint = match verified {
        Some(verified) => verified.checkpoint.clone(),
        None => visit.desk().checkpoint().await?,
    };
    let may_package = visit.desk().actor().roles.iter().any(|role| role.governs());
    let locale = visit.locale();
    let mut downloads = vec![Link::new(words::CHECKPOINT.say(&locale), "/checkpoint")];
    if may_package {
        downloads.push(Link::new(words::PACKAGE.say(&locale), "/package.zip"));
    }
    let findings = match verified {
        Some(verified) => findings(visit, verified).await?,
        None => Vec::new(),
    };
    let mut shell = visit.shell().await?;
    if let Some(verified) = verified.filter(|verified| !verified.unreferenced.is_empty()) {
        let count = u64::try_from(verified.unreferenced.len()).unwrap_or(u64::MAX);
        let sentence = words::UNREFERENCED.fill(&locale, &[("n", &locale.number(count))]);
        shell.flash = Some(Flash { tone: Tone::Info, sentence });
    }
    let view = View {
        size: seal.size,
        root: seal.root,
        key: visit.desk().public_key()?,
        checked: verified.map(|_| visit.desk().now()),
        findings,
        checkpoint: Some(checkpoint),
        downloads,
        command: format!("plumbline-verifier --key '{}' plumbline-package.zip", visit.desk().public_key()?),
        run: Href::to("/verify"),
    };
    Ok(page(ui::pages::verify::page(&shell, &view)))
}

/// What was found, as sentences that name the record where the reader may see it.
async fn findings(visit: &Visit, verified: &Verified) -> Outcome<Vec<(Option<u64>, String)>> {
    let found = &verified.report.findings;
    let ids: Vec<RecordId> = found.iter().filter_map(|finding| finding.subject.map(RecordId)).collect();
    let called = visit.desk().names(&ids, At::Now).await?;
    let locale = visit.locale();
    Ok(found
        .iter()
        .map(|finding| {
            let sentence = capital(&finding.sentence);
            let named = finding.subject.and_then(|id| called.get(&RecordId(id)));
            let sentence = named.map_or_else(
                || sentence.clone(),
                |named| {
                    let parts = [("sentence", sentence.as_str()), ("reference", named.reference.as_str())];
                    words::FOUND_ABOUT.fill(&locale, &parts)
                },
            );
            (finding.position, sentence)
        })
        .collect())
}

/// A message of the verifier as a sentence.
fn capital(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn download(media: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    (headers, body.into()).into_response()
}
