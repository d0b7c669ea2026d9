//! All samples of all components and pages: what `/_gallery` shows and what the tests draw.

use crate::{Locale, Sample, Shell, components, pages, words::shell as w};
use maud::{Markup, html};

/// The samples of a component or page, under its name.
pub struct Group {
    /// Name of the file.
    pub name: &'static str,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// The made-up schema of the samples: a field of every shape, and one of the organisation's own.
pub fn specimen() -> record::Schema {
    crate::specimen::record().0
}

/// The components.
pub fn components() -> Vec<Group> {
    let group = |name, samples| Group { name, samples };
    vec![
        group("again", components::again::samples()),
        group("badge", components::badge::samples()),
        group("button", components::button::samples()),
        group("card", components::card::samples()),
        group("chart", components::chart::samples()),
        group("checks", components::checks::samples()),
        group("crumbs", components::crumbs::samples()),
        group("diff", components::diff::samples()),
        group("effects", components::effects::samples()),
        group("empty", components::empty::samples()),
        group("facts", components::facts::samples()),
        group("field", components::field::samples()),
        group("filters", components::filters::samples()),
        group("gate", components::gate::samples()),
        group("history", components::history::samples()),
        group("lanes", components::lanes::samples()),
        group("leaf", components::leaf::samples()),
        group("life", components::life::samples()),
        group("matrix", components::matrix::samples()),
        group("meter", components::meter::samples()),
        group("register", components::register::samples()),
        group("seal", components::seal::samples()),
        group("summary", components::summary::samples()),
        group("tabs", components::tabs::samples()),
        group("tiles", components::tiles::samples()),
        group("way", components::way::samples()),
    ]
}

/// The pages. Each sample is a whole document.
pub fn pages() -> Vec<Group> {
    let group = |name, samples| Group { name, samples };
    vec![
        group("account", pages::account::samples()),
        group("as_of", pages::as_of::samples()),
        group("assessment", pages::assessment::samples()),
        group("board", pages::board::samples()),
        group("change", pages::change::samples()),
        group("changes", pages::changes::samples()),
        group("check", pages::check::samples()),
        group("conflict", pages::conflict::samples()),
        group("diff", pages::diff::samples()),
        group("document", pages::document::samples()),
        group("duplicates", pages::duplicates::samples()),
        group("findings", pages::findings::samples()),
        group("form", pages::form::samples()),
        group("framework", pages::framework::samples()),
        group("frameworks_bring", pages::frameworks::bring::samples()),
        group("frameworks_compose", pages::frameworks::compose::samples()),
        group("frameworks_list", pages::frameworks::list::samples()),
        group("frameworks_own", pages::frameworks::own::samples()),
        group("frameworks_takeover", pages::frameworks::takeover::samples()),
        group("gap_report", pages::gap_report::samples()),
        group("gaps", pages::gaps::samples()),
        group("guide", pages::guide::samples()),
        group("help", pages::help::samples()),
        group("home", pages::home::samples()),
        group("import_dry_run", pages::import::dry_run::samples()),
        group("import_mapping", pages::import::mapping::samples()),
        group("import_progress", pages::import::progress::samples()),
        group("import_questions", pages::import::questions::samples()),
        group("import_upload", pages::import::upload::samples()),
        group("library", pages::library::samples()),
        group("library_entry", pages::library::entry_samples()),
        group("list", pages::list::samples()),
        group("merge", pages::merge::samples()),
        group("papers", pages::papers::samples()),
        group("problem", pages::problem::samples()),
        group("record", pages::record::samples()),
        group("relations", pages::relations::samples()),
        group("requirement", pages::requirement::samples()),
        group("rights", pages::rights::samples()),
        group("risks", pages::risks::samples()),
        group("risks_of_use", pages::risks::use_samples()),
        group("risks_preview", pages::risks::preview_samples()),
        group("seal", pages::seal::samples()),
        group("search", pages::search::samples()),
        group("set_up", pages::set_up::samples()),
        group("sign_in", pages::sign_in::samples()),
        group("soa", pages::soa::samples()),
        group("soa_changes", pages::soa_changes::samples()),
        group("step", pages::step::samples()),
        group("table", pages::table::samples()),
        group("turn", pages::turn::samples()),
        group("verify", pages::verify::samples()),
        group("views", pages::views::samples()),
    ]
}

/// One page with every component; the samples of pages are linked by `page_href(page, sample)`.
pub fn page(shell: &Shell, page_href: impl Fn(&str, &str) -> String) -> Markup {
    let locale: &Locale = &shell.locale;
    shell.page(
        &locale.say(w::GALLERY),
        &html! {
            h1 { (locale.say(w::GALLERY)) }
            ul class="columns" {
                @for group in pages() {
                    @for sample in &group.samples {
                        li { a href=(page_href(group.name, sample.name)) { (group.name) " · " (sample.name) } }
                    }
                }
            }
            @for group in components() {
                @for sample in &group.samples {
                    section class="card" {
                        header { h2 { (group.name) " · " (sample.name) } }
                        div class="body" { ((sample.draw)(locale)) }
                    }
                }
            }
        },
    )
}
