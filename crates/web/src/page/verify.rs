//! The ledger: its state, its verification, its checkpoint, and the package that an auditor takes away.

use super::file::attachment;
use crate::{
    failure::Failed,
    request::{Sent, Visit, visit::page},
};
use app::{PackageSink, Verified};
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use std::{
    io::{self, Cursor, Write as _},
    sync::{Arc, Mutex},
};
use ui::{Href, Link, pages::verify::View};
use zip::{ZipWriter, write::SimpleFileOptions};

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
    let archive = Archive::default();
    visit.desk().export(archive.clone()).await?;
    let bytes = archive
        .finish()
        .map_err(|error| app::Trouble::Broken(format!("the package could not be written: {error}")))?;
    Ok(download("application/zip", "plumbline-package.zip", bytes))
}

async fn draw(visit: &Visit, verified: Option<&Verified>) -> Result<Response, Failed> {
    let seal = visit.desk().seal_line().await?;
    let checkpoint = match verified {
        Some(verified) => verified.checkpoint.clone(),
        None => visit.desk().checkpoint().await?,
    };
    let may_package = visit.desk().actor().roles.iter().any(|role| role.governs());
    let locale = visit.locale();
    let mut downloads = vec![Link::new(crate::words::CHECKPOINT.say(&locale), "/checkpoint")];
    if may_package {
        downloads.push(Link::new(crate::words::PACKAGE.say(&locale), "/package.zip"));
    }
    let view = View {
        size: seal.size,
        root: seal.root,
        key: visit.desk().public_key()?,
        checked: verified.map(|_| visit.desk().now()),
        findings: verified.map(findings).unwrap_or_default(),
        checkpoint: Some(checkpoint),
        downloads,
        command: format!("plumbline-verifier --key '{}' plumbline-package.zip", visit.desk().public_key()?),
        run: Href::to("/verify"),
    };
    let shell = visit.shell().await?;
    Ok(page(ui::pages::verify::page(&shell, &view)))
}

fn findings(verified: &Verified) -> Vec<(Option<u64>, String)> {
    verified.report.findings.iter().map(|finding| (finding.position, finding.sentence.clone())).collect()
}

fn download(media: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    (headers, body.into()).into_response()
}

/// A package being written into an archive in memory.
#[derive(Clone)]
struct Archive(Arc<Mutex<ZipWriter<Cursor<Vec<u8>>>>>);

impl Default for Archive {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(ZipWriter::new(Cursor::new(Vec::new())))))
    }
}

impl Archive {
    /// The archive, once every file is in it.
    fn finish(self) -> io::Result<Vec<u8>> {
        let writer =
            Arc::into_inner(self.0).ok_or_else(|| io::Error::other("the package is still being written"))?;
        let writer =
            writer.into_inner().map_err(|_| io::Error::other("the package was not written to its end"))?;
        Ok(writer.finish()?.into_inner())
    }

    fn with<T>(&self, act: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>) -> io::Result<T>) -> io::Result<T> {
        let mut writer =
            self.0.lock().map_err(|_| io::Error::other("the package was not written to its end"))?;
        act(&mut writer)
    }
}

impl PackageSink for Archive {
    fn start(&mut self, name: &str) -> io::Result<()> {
        self.with(|writer| Ok(writer.start_file(name, SimpleFileOptions::default().large_file(true))?))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|writer| writer.write_all(bytes))
    }
}
