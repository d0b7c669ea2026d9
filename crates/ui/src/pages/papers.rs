//! Bringing existing documents: many files at once, then what each is, confirmed before anything is written.

use super::around;
use crate::components::{crumbs::Crumbs, summary};
use crate::words::{gap as w, shell as s};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Where files are uploaded and papers are confirmed, by POST.
    pub upload: Href,
    /// Where papers are confirmed.
    pub confirm: Href,
    /// How many files at once, and how large they may be together.
    pub limits: (String, String),
    /// Files that are uploaded and wait to be confirmed.
    pub papers: Vec<Paper>,
    /// Types of documents: code and label.
    pub types: Vec<(String, String)>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
}

/// A file that waits to be confirmed.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Whether it is taken.
    pub take: bool,
    /// Its name.
    pub file: String,
    /// Size and hash in short.
    pub note: String,
    /// A title for the document.
    pub title: String,
    /// Code of its type.
    pub doc_type: String,
    /// References, as typed.
    pub references: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let known = |path: &str| {
        path == "files"
            || path
                .split_once('.')
                .and_then(|(_, n)| n.parse().ok())
                .is_some_and(|n: usize| n < view.papers.len())
    };
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::summary(locale, &view.problems, known))
        div { h1 { (locale.say(w::PAPERS_TITLE)) } p class="lede" { (locale.say(w::PAPERS_LEDE)) } }
        @if !view.papers.is_empty() { (confirm(shell, view)) }
        section class="card" aria-labelledby="upload" {
            header { h2 id="upload" { (locale.say(w::UPLOAD)) } }
            form class="body stack" method="post" action=(view.upload) enctype="multipart/form-data" {
                (shell.token())
                div class={ "field" @if wrong(view, "files").is_some() { " error" } } {
                    label for="f-files" { (locale.say(w::FILES)) }
                    p class="hint" id="f-files-hint" {
                        (locale.fill(w::FILES_HINT, &[("n", &view.limits.0), ("bytes", &view.limits.1)]))
                    }
                    @if let Some(problem) = wrong(view, "files") { p class="msg" id="f-files-error" { (problem.sentence) } }
                    input type="file" id="f-files" name="files" multiple aria-describedby="f-files-hint";
                }
                p { button class={ "btn" @if view.papers.is_empty() { " primary" } } { (locale.say(w::UPLOAD)) } }
            }
        }
    };
    let title = locale.say(w::PAPERS_TITLE);
    let title =
        if view.problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

fn wrong<'a>(view: &'a View, path: &str) -> Option<&'a Problem> {
    view.problems.iter().find(|problem| problem.path == path)
}

fn confirm(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    html! {
        section class="card" aria-labelledby="confirm" {
            header { h2 id="confirm" { (locale.say(w::CONFIRM_TITLE)) } small { (locale.say(w::CONFIRM_LEDE)) } }
            form method="post" action=(view.confirm) {
                (shell.token())
                input type="hidden" name="_key" value=(view.key);
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(w::CONFIRM_TITLE)) }
                        thead {
                            tr {
                                @for head in [w::TAKE, w::FILE, w::DOC_TITLE, w::DOC_TYPE, w::BEARS_ON] {
                                    th scope="col" { (locale.say(head)) }
                                }
                            }
                        }
                        tbody { @for (n, paper) in view.papers.iter().enumerate() { (row(shell, view, n, paper)) } }
                    }
                }
                div class="bulk row" {
                    button class="btn primary" { (locale.say(w::MAKE_DRAFTS)) }
                    button class="btn quiet" name="_leave" value="yes" { (locale.say(w::LEAVE)) }
                }
            }
        }
    }
}

fn row(shell: &Shell, view: &View, n: usize, paper: &Paper) -> Markup {
    let locale = &shell.locale;
    let aloud = |word| locale.fill(w::OF_FILE, &[("label", &locale.say(word)), ("file", &paper.file)]);
    let problem = |name: &str| wrong(view, &format!("{name}.{n}")).map(|problem| problem.sentence.clone());
    html! {
        tr {
            td data-label=(locale.say(w::TAKE)) {
                input type="checkbox" name={ "take." (n) } value="yes" checked[paper.take]
                    aria-label=(locale.fill(w::TAKE_FILE, &[("file", &paper.file)]));
            }
            th scope="row" { (paper.file) span class="sub" { (paper.note) } }
            td data-label=(locale.say(w::DOC_TITLE)) { div class="field" {
                @if let Some(sentence) = problem("title") { p class="msg" { (sentence) } }
                input type="text" id={ "f-title-" (n) } name={ "title." (n) } value=(paper.title) aria-label=(aloud(w::DOC_TITLE));
            } }
            td data-label=(locale.say(w::DOC_TYPE)) { div class="field" {
                select name={ "type." (n) } aria-label=(aloud(w::DOC_TYPE)) {
                    @for (code, label) in &view.types { option value=(code) selected[*code == paper.doc_type] { (label) } }
                }
            } }
            td data-label=(locale.say(w::BEARS_ON)) { div class="field" {
                @if let Some(sentence) = problem("references") { p class="msg" { (sentence) } }
                input type="text" id={ "f-references-" (n) } name={ "references." (n) } value=(paper.references)
                    aria-label=(aloud(w::BEARS_ON));
            } }
        }
    }
}

/// Samples: nothing uploaded, papers to confirm, a wrong reference.
pub fn samples() -> Vec<Sample> {
    let paper = |file: &str, title: &str, doc_type: &str, references: &str| Paper {
        take: true,
        file: file.into(),
        note: "212 KB, 9f2c…e771".into(),
        title: title.into(),
        doc_type: doc_type.into(),
        references: references.into(),
    };
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Gap assessment", "/gaps/iso42001")], "Bring documents"),
        problems: Vec::new(),
        upload: Href::to("/gaps/iso42001/documents"),
        confirm: Href::to("/gaps/iso42001/documents/confirm"),
        limits: ("50".into(), "50 MB".into()),
        papers: Vec::new(),
        types: vec![option("policy", "AI policy"), option("other", "Other")],
        key: "k-0190a5b2".into(),
    };
    let confirm = View {
        papers: vec![
            paper("AI Policy v3 FINAL.pdf", "AI Policy v3 FINAL", "policy", "5.2 A.2.2"),
            paper("scan0001.pdf", "scan0001", "other", ""),
        ],
        ..view.clone()
    };
    let wrong = View {
        problems: vec![Problem::new(
            "references.1",
            "no_such_requirement",
            "“9.9” is no requirement of ISO/IEC 42001.",
        )],
        ..confirm.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("upload", view), sample("confirm", confirm), sample("problem", wrong)]
}
