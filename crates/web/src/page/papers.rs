//! Bringing existing documents: many files at once, each confirmed by a person before a draft is made of it.

use super::gap::{assessment, on};
use crate::{
    failure::{Failed, status_of},
    limits::IMPORT_BYTES,
    present::gap,
    request::{
        Sent, Visit,
        visit::{lead, page_with},
    },
};
use app::{Outcome, PAPER, PAPERS, Paper, Trouble, papers};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Class, FileRef, Problem, Refusal, Shape, Value};
use serde_json::Value as Json;
use ui::{
    Href, Link,
    components::crumbs::Crumbs,
    pages::papers::{self as drawn, View},
    words::gap as w,
};

/// `GET /gaps/{pack}/documents`.
pub async fn form(visit: Visit, Path(pack): Path<String>) -> Result<Response, Failed> {
    check(&visit, &pack).await?;
    let waiting = waiting(&visit, &pack).await?;
    let rows = propose(&visit, &pack, &waiting)?;
    draw(&visit, &pack, rows, Vec::new(), StatusCode::OK).await
}

/// `POST /gaps/{pack}/documents`: keeps the files; nothing is written yet.
pub async fn upload(visit: Visit, Path(pack): Path<String>, sent: Sent) -> Result<Response, Failed> {
    check(&visit, &pack).await?;
    let mut waiting = waiting(&visit, &pack).await?;
    let files: Vec<_> =
        sent.files.iter().filter(|file| file.field == "files" && !file.name.is_empty()).collect();
    let problem = |code: &'static str, sentence: String| vec![Problem::new("files", code, sentence)];
    if files.is_empty() {
        let problems = problem("missing", "Choose at least one file.".to_owned());
        let rows = propose(&visit, &pack, &waiting)?;
        return draw(&visit, &pack, rows, problems, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    for file in files {
        if waiting.len() >= PAPERS {
            let refusal = too_many();
            let problems = problem(refusal.code, refusal.to_string());
            let rows = propose(&visit, &pack, &waiting)?;
            return draw(&visit, &pack, rows, problems, status_of(&Trouble::Refused(refusal))).await;
        }
        match visit.desk().keep_file(&file.name, &file.bytes).await {
            Ok(kept) => {
                if !waiting.iter().any(|known| known.sha256 == kept.sha256) {
                    waiting.push(kept);
                }
                keep(&visit, &pack, &waiting).await?;
            }
            Err(Trouble::Refused(refusal)) => {
                let status = status_of(&Trouble::Refused(refusal.clone()));
                let problems = problem(refusal.code, format!("{}: {refusal}", file.name));
                let rows = propose(&visit, &pack, &waiting)?;
                return draw(&visit, &pack, rows, problems, status).await;
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    Ok(lead(&on(&visit).on(&format!("/gaps/{pack}/documents")), ""))
}

/// `POST /gaps/{pack}/documents/confirm`: makes a draft of each paper that is taken. What does not hold stays to be mended.
pub async fn confirm(visit: Visit, Path(pack): Path<String>, sent: Sent) -> Result<Response, Failed> {
    check(&visit, &pack).await?;
    let overview = on(&visit).on(&format!("/gaps/{pack}"));
    if sent.form.first("_leave").is_some() {
        visit.desk().drop_scratch(&place(&pack)).await?;
        return Ok(lead(&overview, "papers_left"));
    }
    let baseline = assessment(&visit, &pack).await?.baseline.map(|baseline| baseline.id);
    let (mut left, mut rows, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (n, file) in waiting(&visit, &pack).await?.into_iter().enumerate() {
        let typed = |name: &str| sent.text(&format!("{name}.{n}")).trim().to_owned();
        if sent.form.first(&format!("take.{n}")).is_none() {
            continue;
        }
        let paper = Paper {
            title: typed("title"),
            doc_type: typed("type"),
            references: typed("references"),
            key: sent.key().map(|key| format!("{key}.{}", &file.sha256[..16.min(file.sha256.len())])),
            file: file.clone(),
        };
        match visit.desk().bring_paper(&pack, baseline, paper.clone()).await {
            Ok(_) => {}
            Err(Trouble::Refused(refusal)) => {
                let path = match refusal.problems.first().map(|problem| problem.path.as_str()) {
                    Some("references") => "references",
                    _ => "title",
                };
                let sentence = refusal
                    .problems
                    .first()
                    .map_or_else(|| refusal.to_string(), |first| first.sentence.clone());
                problems.push(Problem::new(format!("{path}.{}", rows.len()), refusal.code, sentence));
                rows.push(row(&visit, &file, paper.title, paper.doc_type, paper.references));
                left.push(file);
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    if left.is_empty() {
        visit.desk().drop_scratch(&place(&pack)).await?;
        return Ok(lead(&overview, "papers"));
    }
    keep(&visit, &pack, &left).await?;
    draw(&visit, &pack, rows, problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Only who can make documents can bring them.
async fn check(visit: &Visit, pack: &str) -> Outcome<()> {
    visit.check_now()?;
    assessment(visit, pack).await?;
    let schema = visit.desk().schema(PAPER).await?;
    visit.desk().check_create(&schema)
}

fn place(pack: &str) -> String {
    format!("papers/{pack}")
}

/// The files that the person has uploaded and not confirmed.
async fn waiting(visit: &Visit, pack: &str) -> Outcome<Vec<FileRef>> {
    let kept = visit.desk().scratch(&place(pack)).await?.unwrap_or_default();
    let json: Vec<Json> = serde_json::from_slice(&kept).unwrap_or_default();
    let file = |json: &Json| match Value::from_json(&Shape::File, json) {
        Ok(Value::File(file)) => Some(file),
        _ => None,
    };
    Ok(json.iter().filter_map(file).collect())
}

async fn keep(visit: &Visit, pack: &str, files: &[FileRef]) -> Outcome<()> {
    let json: Vec<Json> = files.iter().map(|file| Value::File(file.clone()).to_json()).collect();
    visit.desk().keep_scratch(&place(pack), Json::from(json).to_string().into_bytes()).await
}

fn propose(visit: &Visit, pack: &str, files: &[FileRef]) -> Outcome<Vec<drawn::Paper>> {
    let framework = visit.desk().pack(pack)?;
    Ok(files
        .iter()
        .map(|file| {
            let found = papers::propose(framework, &file.name);
            row(visit, file, found.title, found.doc_type.to_owned(), found.references.join(" "))
        })
        .collect())
}

fn row(visit: &Visit, file: &FileRef, title: String, doc_type: String, references: String) -> drawn::Paper {
    let hash = crate::present::shell::shortened(&file.sha256);
    drawn::Paper {
        take: true,
        file: file.name.clone(),
        note: format!("{}, {hash}", visit.locale().bytes(file.bytes)),
        title,
        doc_type,
        references,
    }
}

async fn draw(
    visit: &Visit,
    pack: &str,
    papers: Vec<drawn::Paper>,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Result<Response, Failed> {
    let locale = visit.locale();
    let to = |path: &str| Href::to(on(visit).on(&format!("/gaps/{pack}{path}")));
    let bytes = u64::try_from(IMPORT_BYTES).unwrap_or(0) / 1_048_576 * 1_048_576 - 1_048_576;
    let view = View {
        crumbs: Crumbs::new(vec![Link::new(locale.say(w::TITLE), to("").0)], locale.say(w::PAPERS)),
        problems,
        upload: to("/documents"),
        confirm: to("/documents/confirm"),
        limits: (PAPERS.to_string(), locale.bytes(bytes)),
        papers,
        types: gap::document_types(visit),
        key: visit.web.app.nonce(),
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, drawn::page(&shell, &view)))
}

fn too_many() -> Refusal {
    Refusal::new(
        Class::TooLarge,
        "too_many_papers",
        format!("At most {PAPERS} files can wait to be confirmed."),
        "Confirm those that are here first.",
    )
}
