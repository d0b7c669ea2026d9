//! One version against another.

use super::around;
use crate::components::{crumbs::Crumbs, diff::changes, shown::Names};
use crate::words::record_page as w;
use crate::{Link, Sample, Shell};
use maud::{Markup, html};
use record::{FieldChange, Schema};

/// Two versions.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The earlier version.
    pub a: u32,
    /// The later version.
    pub b: u32,
    /// The fields.
    pub schema: &'a Schema,
    /// What differs.
    pub changes: &'a [FieldChange],
    /// What linked records are called.
    pub names: &'a Names,
    /// What the upcast steps between the two say, one sentence each: the declaration changed, not the record.
    pub notes: Vec<String>,
    /// Other pairs of versions.
    pub others: Vec<Link>,
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let (a, b) = (view.a.to_string(), view.b.to_string());
    let heading = locale.fill(w::DIFF, &[("a", &a), ("b", &b)]);
    let column = |n: &str| locale.fill(w::DIFF_BEFORE, &[("n", n)]);
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            h1 { (heading) }
            div class="row actions" { @for link in &view.others { a class="btn" href=(link.href) { (link.label) } } }
        }
        @for note in &view.notes { p class="notice" { (note) } }
        section class="card" aria-label=(heading) {
            (changes(locale, view.schema, view.changes, view.names, (&column(&a), &column(&b))))
        }
    };
    shell.page(&heading, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    let list = record::diff(&schema, &body, &crate::specimen::revised());
    let words = ["Uses of AI", "USE-0007", "Version 2 against version 3"];
    vec![Sample::new("diff", (list, names, words), move |locale, (list, names, words)| {
        let [many, reference, other] = words;
        let view = View {
            crumbs: Crumbs::new(
                vec![Link::new(*many, "/uses"), Link::new(*reference, "/r/use/USE-0007")],
                "",
            ),
            a: 1,
            b: 2,
            schema: &schema,
            changes: list,
            names,
            notes: Vec::new(),
            others: vec![Link::new(*other, "?a=2&b=3")],
        };
        page(&around(locale), &view)
    })]
}
