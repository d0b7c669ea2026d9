//! The second step: which column belongs to which field, and which value to which option.

use super::{steps, title};
use crate::components::crumbs::Crumbs;
use crate::pages::around;
use crate::words::import as w;
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// The matching of columns.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The register's name.
    pub register: String,
    /// The file's name.
    pub file: String,
    /// How many rows it has.
    pub rows: u64,
    /// How the file was read.
    pub reading: FileReading,
    /// Where it is sent, by POST: `column.N` = field id, `value.N.M` = option code, `key` = field id.
    pub action: Href,
    /// The columns of the file.
    pub columns: Vec<FileColumn>,
    /// The fields that a column can belong to: id and label.
    pub fields: Vec<(String, String)>,
    /// Values that are no options, by column.
    pub values: Vec<FileValues>,
    /// The fields by which records can be recognised: id and label.
    pub keys: Vec<(String, String)>,
    /// The chosen one.
    pub key: Option<String>,
    /// The list that the file is an edition of.
    pub source: String,
    /// Lists that are known.
    pub sources: Vec<String>,
}

/// How a file was read, and how else it could be.
#[derive(Clone, Debug)]
pub struct FileReading {
    /// Where another choice is sent, by POST: `table`, `header`, and the table that was `shown`.
    pub action: Href,
    /// Kind, encoding and separator, in a few words.
    pub how: String,
    /// Sheets: name and label; empty when there is only one.
    pub tables: Vec<(String, String)>,
    /// The one that was read.
    pub table: String,
    /// Rows that may hold the headings: number and label.
    pub heads: Vec<(u64, String)>,
    /// The one that was taken.
    pub head: u64,
    /// What was odd in the file: how often, and a sentence.
    pub odd: Vec<(u64, String)>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumn {
    /// Its name.
    pub name: String,
    /// The first distinct values.
    pub samples: Vec<String>,
    /// In how many rows of 100 it is filled.
    pub filled_percent: u8,
    /// The field it is matched with.
    pub field: Option<String>,
}

/// Values of a matched column that are no options of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileValues {
    /// Place of the column, from 0.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// The options: code and label.
    pub options: Vec<(String, String)>,
    /// Value, how often, the option it is matched with.
    pub values: Vec<(String, u64, Option<String>)>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = title(locale, &view.register);
    let found = locale.fill(
        w::FOUND,
        &[
            ("rows", &locale.number(view.rows)),
            ("columns", &locale.number(view.columns.len() as u64)),
            ("file", &view.file),
        ],
    );
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (heading) }
        (steps(locale, 1))
        div class="lede" { p { b { (found) } } p { (locale.say(w::MAP_LEDE)) } }
        (reading(shell, &view.reading))
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            section class="card" { (columns(locale, view)) }
            @for values in &view.values { (values_card(locale, values)) }
            div class="field" {
                label for="f-key" { (locale.say(w::KEY)) }
                (select("key", Some("f-key"), None, &view.keys, view.key.as_deref(), &locale.say(w::KEY_NONE)))
            }
            (source(locale, view))
            div class="row submit" { button class="btn primary" { (locale.say(w::CHECK)) } }
        }
    };
    shell.page(&heading, &body)
}

/// Which list the file is an edition of.
fn source(locale: &Locale, view: &View) -> Markup {
    let hint = if view.sources.is_empty() {
        locale.say(w::SOURCE_HINT_NONE)
    } else {
        locale.fill(w::SOURCE_HINT, &[("known", &view.sources.join(", "))])
    };
    html! {
        div class="field" {
            label for="f-source" { (locale.say(w::SOURCE)) }
            p class="hint" id="f-source-hint" { (hint) }
            input id="f-source" name="source" value=(view.source) maxlength="60" list="sources" autocomplete="off" aria-describedby="f-source-hint";
            datalist id="sources" { @for name in &view.sources { option value=(name) {} } }
        }
    }
}

fn reading(shell: &Shell, reading: &FileReading) -> Markup {
    let locale = &shell.locale;
    let tables: Vec<(String, String)> = reading.tables.clone();
    let heads: Vec<(String, String)> =
        reading.heads.iter().map(|(line, label)| (line.to_string(), label.clone())).collect();
    let head = reading.head.to_string();
    html! {
        section class="card" {
            header { h2 { (locale.say(w::READING)) } }
            form class="stack" method="post" action=(reading.action) {
                (shell.token())
                p { (reading.how) }
                @if !reading.odd.is_empty() {
                    ul class="sm" {
                        @for (count, sentence) in &reading.odd {
                            li { (locale.fill(w::ODD, &[("n", &locale.number(*count)), ("sentence", sentence)])) }
                        }
                    }
                }
                input type="hidden" name="shown" value=(reading.table);
                @if !tables.is_empty() {
                    div class="field" {
                        label for="f-table" { (locale.say(w::TABLE)) }
                        (choose("table", "f-table", &tables, &reading.table))
                    }
                } @else {
                    input type="hidden" name="table" value=(reading.table);
                }
                @if heads.len() > 1 {
                    div class="field" {
                        label for="f-header" { (locale.say(w::HEADER)) }
                        (choose("header", "f-header", &heads, &head))
                    }
                }
                @if !tables.is_empty() || heads.len() > 1 {
                    p { button class="btn" { (locale.say(w::READ_AGAIN)) } }
                }
            }
        }
    }
}

fn choose(name: &str, id: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        select name=(name) id=(id) {
            @for (value, label) in options { option value=(value) selected[chosen == value] { (label) } }
        }
    }
}

fn columns(locale: &Locale, view: &View) -> Markup {
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::STEP_MAP)) }
                thead {
                    tr {
                        th scope="col" { (locale.say(w::COLUMN)) }
                        th scope="col" { (locale.say(w::SAMPLES)) }
                        th scope="col" class="num" { (locale.say(w::COVERAGE)) }
                        th scope="col" { (locale.say(w::FIELD)) }
                    }
                }
                tbody {
                    @for (place, column) in view.columns.iter().enumerate() {
                        @let aria = locale.fill(w::FIELD_FOR, &[("column", &column.name)]);
                        tr {
                            th scope="row" { (column.name) }
                            td class="sm muted" data-label=(locale.say(w::SAMPLES)) { (column.samples.join(" · ")) }
                            td class="num" data-label=(locale.say(w::COVERAGE)) { (column.filled_percent) " %" }
                            td class="field" {
                                (select(&format!("column.{place}"), None, Some(&aria), &view.fields, column.field.as_deref(), &locale.say(w::LEAVE_OUT)))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn values_card(locale: &Locale, values: &FileValues) -> Markup {
    html! {
        section class="card" {
            header { h2 { (locale.fill(w::VALUES, &[("column", &values.name)])) } }
            div class="scroll" {
                table class="table cards" {
                    thead {
                        tr {
                            th scope="col" { (locale.say(w::VALUE)) }
                            th scope="col" class="num" { (locale.say(w::COUNT)) }
                            th scope="col" { (locale.say(w::OPTION)) }
                        }
                    }
                    tbody {
                        @for (place, (value, count, option)) in values.values.iter().enumerate() {
                            @let aria = locale.fill(w::OPTION_FOR, &[("value", value)]);
                            tr {
                                th scope="row" { (value) }
                                td class="num" data-label=(locale.say(w::COUNT)) { (locale.number(*count)) }
                                td class="field" {
                                    (select(&format!("value.{}.{place}", values.column), None, Some(&aria), &values.options, option.as_deref(), &locale.say(w::LEAVE_OUT)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn select(
    name: &str,
    id: Option<&str>,
    aria: Option<&str>,
    options: &[(String, String)],
    chosen: Option<&str>,
    none: &str,
) -> Markup {
    html! {
        select name=(name) id=[id] aria-label=[aria] {
            option value="" { (none) }
            @for (value, label) in options { option value=(value) selected[chosen == Some(value.as_str())] { (label) } }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let pair = |id: &str, label: &str| (id.to_owned(), label.to_owned());
    let column = |name: &str, samples: &[&str], filled_percent, field: Option<&str>| FileColumn {
        name: name.into(),
        samples: samples.iter().map(|sample| (*sample).to_owned()).collect(),
        filled_percent,
        field: field.map(str::to_owned),
    };
    let fields = vec![pair("name", "Name"), pair("purpose", "Intended purpose"), pair("stage", "Stage")];
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "Import"),
        register: "Uses of AI".into(),
        file: "inventory.xlsx".into(),
        rows: 2_133,
        reading: FileReading {
            action: Href::to("/uses/import/7/reading"),
            how: "Excel workbook, sheet “Inventory”".into(),
            tables: vec![
                pair("Inventory", "Inventory, 2,134 rows"),
                pair("Selections", "Selections, 12 rows, hidden"),
            ],
            table: "Inventory".into(),
            heads: vec![
                (1, "1: AI inventory 2026".into()),
                (2, "2: Use Case Name · Development Stage · ATO".into()),
            ],
            head: 2,
            odd: vec![(3, "The cell holds �: its text was damaged before it came here.".into())],
        },
        action: Href::to("/uses/import/7/mapping"),
        columns: vec![
            column("Use Case Name", &["CV screening", "Churn score"], 100, Some("name")),
            column("Development Stage", &["Operation and Maintenance", "Initiated"], 97, Some("stage")),
            column("ATO", &["Yes", "No"], 61, None),
        ],
        keys: fields.clone(),
        fields,
        values: vec![FileValues {
            column: 1,
            name: "Development Stage".into(),
            options: vec![pair("idea", "Idea"), pair("operation", "In operation")],
            values: vec![
                ("Operation and Maintenance".into(), 1_204, Some("operation".into())),
                ("Initiated".into(), 310, None),
            ],
        }],
        key: None,
        source: "inventory".into(),
        sources: vec!["inventory".into(), "Agency 2025".into()],
    };
    vec![Sample::new("mapping", view, |locale, view| page(&around(locale), view))]
}
