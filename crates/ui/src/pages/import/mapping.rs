//! The second step: which column belongs to which field, and which value to which option.

use super::{steps, title};
use crate::components::crumbs::Crumbs;
use crate::pages::around;
use crate::words::{Word, import as w};
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
    /// How columns were joined and split.
    pub shape: FileShape,
    /// Mappings that are kept.
    pub kept: KeptMappings,
    /// Where it is sent, by POST: `column.N` = field id, `value.N.M` = option code, `key` = field id,
    /// `named_by` = column, `ends` = column, `end.M` = code of an act.
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
    /// What the title of a record is called.
    pub title: String,
    /// The column whose text the records are called by when none goes to their title.
    pub named_by: Option<String>,
    /// What says that a record is done, given up or out of use.
    pub ends: FileEnds,
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

/// Columns that were joined and split.
#[derive(Clone, Debug)]
pub struct FileShape {
    /// Where another is sent, by POST: `do` = `join`, `split` or `undo`; `join`, `with`, `into`; `split`, `at`, `part`.
    pub action: Href,
    /// Those that there are, in words.
    pub done: Vec<String>,
}

/// Mappings that are kept under a name.
#[derive(Clone, Debug)]
pub struct KeptMappings {
    /// Where one is taken or removed, by POST: `do` = `use`, `drop` or `file`; `kept`, `file`.
    pub action: Href,
    /// This mapping as a file.
    pub download: Href,
    /// Code and label.
    pub all: Vec<(String, String)>,
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

/// A column that says which records are done, given up or out of use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEnds {
    /// The column; none when nothing says it.
    pub column: Option<String>,
    /// What a record can be: code of the act and label of the state.
    pub options: Vec<(String, String)>,
    /// Value, how often, the act that it stands for.
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
        (shape(shell, view))
        (kept(shell, &view.kept))
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            section class="card" { (columns(locale, view)) }
            @for values in &view.values { (values_card(locale, values)) }
            div class="field" {
                label for="f-key" { (locale.say(w::KEY)) }
                (select("key", Some("f-key"), None, &view.keys, view.key.as_deref(), &locale.say(w::KEY_NONE)))
            }
            div class="field" {
                label for="f-named-by" { (locale.fill(w::NAMED_BY, &[("title", &view.title)])) }
                (select("named_by", Some("f-named-by"), None, &view.keys, view.named_by.as_deref(), &locale.say(w::NAMED_BY_NONE)))
                p class="hint" { (locale.say(w::NAMED_BY_HINT)) }
            }
            div class="field" {
                label for="f-ends" { (locale.say(w::ENDS)) }
                (select("ends", Some("f-ends"), None, &view.keys, view.ends.column.as_deref(), &locale.say(w::ENDS_NONE)))
                p class="hint" { (locale.say(w::ENDS_HINT)) }
            }
            @if let Some(column) = &view.ends.column { (ends_card(locale, column, &view.ends)) }
            (source(locale, view))
            div class="row submit" { button class="btn primary" { (locale.say(w::CHECK)) } }
            // Behind the button that Enter presses.
            div class="field" {
                label for="f-keep-as" { (locale.say(w::MAPPING_NAME)) }
                div class="row" {
                    input type="text" id="f-keep-as" name="keep_as" maxlength="80" autocomplete="off" value="";
                    button class="btn" name="do" value="keep" { (locale.say(w::MAPPING_KEEP)) }
                    button class="btn" name="do" value="share" { (locale.say(w::MAPPING_SHARE)) }
                }
            }
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
            form class="body stack" method="post" action=(reading.action) {
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

fn shape(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let headings: Vec<(String, String)> =
        view.columns.iter().map(|column| (column.name.clone(), column.name.clone())).collect();
    let none = "—";
    let one = |name: &str, id: &str, label: Word| {
        html! {
            div class="field" {
                label for=(id) { (locale.say(label)) }
                (select(name, Some(id), None, &headings, None, none))
            }
        }
    };
    let text = |name: &str, id: &str, label: String, value: &str| {
        html! {
            div class="field" {
                label for=(id) { (label) }
                input type="text" id=(id) name=(name) maxlength="120" autocomplete="off" value=(value);
            }
        }
    };
    html! {
        details class="card opens" open[!view.shape.done.is_empty()] {
            summary { h2 { (locale.say(w::COLUMNS)) } }
            div class="body stack" {
                p class="muted" { (locale.say(w::COLUMNS_LEDE)) }
                @if !view.shape.done.is_empty() {
                    form method="post" action=(view.shape.action) {
                        (shell.token())
                        ul class="plain" { @for said in &view.shape.done { li { (said) } } }
                        p class="mt" { button class="btn" name="do" value="undo" { (locale.say(w::COLUMNS_UNDO)) } }
                    }
                }
                form method="post" action=(view.shape.action) {
                    (shell.token())
                    fieldset class="field stack" {
                        legend { (locale.say(w::JOIN)) }
                        (one("join", "f-join-1", w::JOIN_FIRST))
                        (one("join", "f-join-2", w::JOIN_SECOND))
                        (one("join", "f-join-3", w::JOIN_THIRD))
                        (text("with", "f-with", locale.say(w::JOIN_WITH), ", "))
                        (text("into", "f-into", locale.say(w::JOIN_INTO), ""))
                    }
                    p class="mt" { button class="btn" name="do" value="join" { (locale.say(w::JOIN_DO)) } }
                }
                form method="post" action=(view.shape.action) {
                    (shell.token())
                    fieldset class="field stack" {
                        legend { (locale.say(w::SPLIT_ONE)) }
                        (one("split", "f-split", w::SPLIT))
                        (text("at", "f-at", locale.say(w::SPLIT_AT), ""))
                        @for part in 1..=3 {
                            (text("part", &format!("f-part-{part}"), locale.fill(w::SPLIT_PART, &[("n", &part.to_string())]), ""))
                        }
                    }
                    p class="mt" { button class="btn" name="do" value="split" { (locale.say(w::SPLIT_DO)) } }
                }
            }
        }
    }
}

fn kept(shell: &Shell, kept: &KeptMappings) -> Markup {
    let locale = &shell.locale;
    html! {
        details class="card opens" {
            summary { h2 { (locale.say(w::MAPPINGS)) } }
            div class="body stack" {
                p class="muted" { (locale.say(w::MAPPINGS_LEDE)) }
                @if !kept.all.is_empty() {
                    form class="stack" method="post" action=(kept.action) {
                        (shell.token())
                        div class="field" {
                            label for="f-kept" { (locale.say(w::MAPPING_CHOOSE)) }
                            select id="f-kept" name="kept" { @for (code, label) in &kept.all { option value=(code) { (label) } } }
                        }
                        div class="row" {
                            button class="btn" name="do" value="use" { (locale.say(w::MAPPING_USE)) }
                            button class="btn quiet" name="do" value="drop" { (locale.say(w::MAPPING_DROP)) }
                        }
                    }
                }
                form class="stack" method="post" action=(kept.action) enctype="multipart/form-data" {
                    (shell.token())
                    div class="field" {
                        label for="f-mapping" { (locale.say(w::MAPPING_FILE)) }
                        input type="file" id="f-mapping" name="file" accept=".json,application/json";
                    }
                    div class="row" {
                        button class="btn" name="do" value="file" { (locale.say(w::MAPPING_TAKE_FILE)) }
                        a class="btn quiet" href=(kept.download) { (locale.say(w::MAPPING_DOWNLOAD)) }
                    }
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
    let heading = locale.fill(w::VALUES, &[("column", &values.name)]);
    let beginning = format!("value.{}", values.column);
    meanings(locale, &heading, &beginning, (w::OPTION, w::LEAVE_OUT), &values.options, &values.values)
}

fn ends_card(locale: &Locale, column: &str, ends: &FileEnds) -> Markup {
    let heading = locale.fill(w::ENDS_VALUES, &[("column", column)]);
    meanings(locale, &heading, "end", (w::ENDS_OPTION, w::ENDS_STAYS), &ends.options, &ends.values)
}

/// Values of a column, each with what it is taken for. The choices are named after the place of the value.
fn meanings(
    locale: &Locale,
    heading: &str,
    beginning: &str,
    (option, none): (Word, Word),
    options: &[(String, String)],
    values: &[(String, u64, Option<String>)],
) -> Markup {
    html! {
        section class="card" {
            header { h2 { (heading) } }
            div class="scroll" {
                table class="table cards" {
                    thead {
                        tr {
                            th scope="col" { (locale.say(w::VALUE)) }
                            th scope="col" class="num" { (locale.say(w::COUNT)) }
                            th scope="col" { (locale.say(option)) }
                        }
                    }
                    tbody {
                        @for (place, (value, count, chosen)) in values.iter().enumerate() {
                            @let aria = locale.fill(w::OPTION_FOR, &[("value", value)]);
                            tr {
                                th scope="row" { (value) }
                                td class="num" data-label=(locale.say(w::COUNT)) { (locale.number(*count)) }
                                td class="field" data-label=(locale.say(option)) {
                                    (select(&format!("{beginning}.{place}"), None, Some(&aria), options, chosen.as_deref(), &locale.say(none)))
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
        shape: FileShape {
            action: Href::to("/uses/import/7/columns"),
            done: vec!["“First name”, “Last name” are joined into “Owner”".into()],
        },
        kept: KeptMappings {
            action: Href::to("/uses/import/7/mappings"),
            download: Href::to("/uses/import/7/mapping.json"),
            all: vec![pair("own/Agency list", "Agency list"), pair("shared/Budget", "Budget (shared)")],
        },
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
        title: "Name".into(),
        named_by: None,
        ends: FileEnds {
            column: Some("ATO".into()),
            options: vec![pair("retire", "Retired")],
            values: vec![("Expired".into(), 12, Some("retire".into())), ("Yes".into(), 1_301, None)],
        },
        source: "inventory".into(),
        sources: vec!["inventory".into(), "Agency 2025".into()],
    };
    vec![Sample::new("mapping", view, |locale, view| page(&around(locale), view))]
}
