//! Bringing a pack: a file, and everything that is wrong with it.

use super::problems;
use crate::components::{crumbs::Crumbs, summary::summary};
use crate::pages::{around, set_up::input};
use crate::words::{frameworks as w, shell as s};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// The choice of a pack.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Where it is sent, by POST: `file` and `signature`.
    pub action: Href,
    /// Largest pack in bytes.
    pub bytes_max: u64,
    /// The signature as it was typed.
    pub signature: String,
    /// What is wrong with the form.
    pub problems: Vec<Problem>,
    /// What is wrong with the pack: place and sentence.
    pub wrong: Vec<(String, String)>,
    /// How many problems are not listed.
    pub more: u64,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = locale.say(w::BRING);
    let hint = locale.fill(w::FILE_HINT, &[("size", &locale.bytes(view.bytes_max))]);
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, &view.problems, |path| path == "file"))
        h1 { (heading) }
        p class="lede" { (locale.say(w::BRING_LEDE)) }
        @if !view.wrong.is_empty() { p class="muted" { (locale.say(w::EXAMPLE)) } }
        (problems(locale, &view.wrong, view.more))
        form class="stack" method="post" action=(view.action) enctype="multipart/form-data" {
            (shell.token())
            (input(locale, &view.problems, "file", &locale.say(w::FILE), &hint, &html! {
                input type="file" id="f-file" name="file" accept=".toml,.zip,.json" aria-describedby="f-file-hint";
            }))
            (input(locale, &view.problems, "signature", &locale.say(w::NOTE), &locale.say(w::NOTE_HINT), &html! {
                textarea id="f-signature" name="signature" rows="4" class="ref" aria-describedby="f-signature-hint" { (view.signature) }
            }))
            p { button class="btn primary" { (locale.say(w::CHECK)) } }
        }
    };
    let title =
        if view.problems.is_empty() { heading } else { locale.fill(s::TITLE_ERROR, &[("page", &heading)]) };
    shell.page(&title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Frameworks", "/frameworks")], "Bring a framework"),
        action: Href::to("/frameworks/bring"),
        bytes_max: 2_097_152,
        signature: String::new(),
        problems: Vec::new(),
        wrong: Vec::new(),
        more: 0,
    };
    let wrong = View {
        problems: vec![Problem::new("file", "pack_problem", "The pack has 2 problems.")],
        wrong: vec![
            ("pack.toml, line 12, requirement 1.1 asks".into(), "what an auditor asks is missing".into()),
            (
                "pack.toml, line 21, expectation criticality holds".into(),
                "there is no field “criticalness”".into(),
            ),
        ],
        more: 3,
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("empty", view), sample("problems", wrong)]
}
