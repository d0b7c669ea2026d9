//! The first step: a file.

use super::{steps, title};
use crate::components::{crumbs::Crumbs, summary::summary};
use crate::pages::{around, set_up::input};
use crate::words::{import as w, shell as s};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// The choice of a file.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The register's name.
    pub register: String,
    /// Where the file is sent, by POST as `file`.
    pub action: Href,
    /// Largest file in bytes.
    pub bytes_max: u64,
    /// Most rows.
    pub rows_max: u64,
    /// An empty file with the right columns.
    pub template: Href,
    /// What is wrong with the file that was sent: path `file`.
    pub problems: Vec<Problem>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = title(locale, &view.register);
    let hint = locale.fill(
        w::FILE_HINT,
        &[("size", &locale.bytes(view.bytes_max)), ("rows", &locale.number(view.rows_max))],
    );
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, &view.problems, |path| path == "file"))
        h1 { (heading) }
        (steps(locale, 0))
        form class="stack" method="post" action=(view.action) enctype="multipart/form-data" {
            (shell.token())
            (input(locale, &view.problems, "file", &locale.say(w::FILE), &hint, &html! {
                input type="file" id="f-file" name="file" accept=".csv,.tsv,.txt,.xlsx,.xlsm,.json,.jsonl,.ndjson" aria-describedby="f-file-hint";
            }))
            p { button class="btn primary" { (locale.say(w::READ)) } }
            p { a href=(view.template) { (locale.say(w::TEMPLATE)) } }
        }
    };
    let title =
        if view.problems.is_empty() { heading } else { locale.fill(s::TITLE_ERROR, &[("page", &heading)]) };
    shell.page(&title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "Import"),
        register: "Uses of AI".into(),
        action: Href::to("/uses/import"),
        bytes_max: 26_214_400,
        rows_max: 50_000,
        template: Href::to("/uses/import/template.csv"),
        problems: vec![Problem::new(
            "file",
            "not_a_table",
            "Choose a CSV or Excel file; this one is an image.",
        )],
    };
    vec![Sample::new("upload", view, |locale, view| page(&around(locale), view))]
}
