//! What is wrong with a form, first on the page, with a link to each field.

use super::field::element_id;
use crate::{Href, Locale, Sample, words::form as w};
use maud::{Markup, html};
use record::Problem;

/// The summary; nothing when there is no problem. `known` tells whether the page has a field for a path.
pub fn summary(locale: &Locale, problems: &[Problem], known: impl Fn(&str) -> bool) -> Markup {
    named(locale, problems, known, |_| None)
}

/// The same; a sentence that does not name its field has the field's label before it.
pub fn named(
    locale: &Locale,
    problems: &[Problem],
    known: impl Fn(&str) -> bool,
    label: impl Fn(&str) -> Option<String>,
) -> Markup {
    let way = |path: &str| known(path).then(|| Href::to(format!("#{}", element_id(path))));
    leading(locale, &locale.say(w::PROBLEM), problems, way, label)
}

/// The same under a heading of its own; `way` tells where a path is put right, on this page or another.
pub fn leading(
    locale: &Locale,
    heading: &str,
    problems: &[Problem],
    way: impl Fn(&str) -> Option<Href>,
    label: impl Fn(&str) -> Option<String>,
) -> Markup {
    let sentence = |problem: &Problem| match label(&problem.path) {
        Some(label) if !problem.sentence.contains(&label) => {
            locale.fill(w::PROBLEM_OF, &[("field", &label), ("sentence", &problem.sentence)])
        }
        _ => problem.sentence.clone(),
    };
    html! {
        @if !problems.is_empty() {
            div class="summary" role="alert" aria-labelledby="summary" tabindex="-1" {
                h2 id="summary" { (heading) }
                ul {
                    @for problem in problems {
                        li {
                            @match way(&problem.path) {
                                Some(href) => a href=(href) { (sentence(problem)) },
                                None => (sentence(problem)),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let problems = vec![
        Problem::new("purpose", "missing", "Fill in “Intended purpose”."),
        Problem::new("", "too_large", "The record is larger than 512 KB; move long texts into a document."),
    ];
    vec![Sample::new("summary", problems, |locale, problems| {
        html! {
            (summary(locale, problems, |path| !path.is_empty()))
            p id="f-purpose" {}
        }
    })]
}
