//! The second step: which column goes where, and what values mean.

use super::{around, kept::Kept, schemas, work};
use crate::{
    failure::Failed,
    plan_import::Lists,
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
    words,
};
use app::Whose;
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use exchange::{
    ColumnMapping, Ends, Mapping, Proposed, Reshape, Sheet, Table, To, ending_acts, ends_of, propose,
};
use record::{Act, FieldDef, Opt, Refusal, Schema, Shape};
use std::collections::BTreeMap;
use ui::{
    Href, Locale,
    pages::import::mapping::{FileColumn, FileEnds, FileReading, FileShape, FileValues, KeptMappings, View},
    words::{declared, form},
};

/// Values of one column that are shown.
const VALUES: usize = 40;
/// Characters of a cell that are shown where the row of headings is chosen.
const HEAD_CHARS: usize = 30;

/// `GET /import/{id}/mapping`.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let mapping = kept.mapping(&visit).await?;
    let (crumbs, register) = around(&visit, &kept.kind).await?;
    let (sheet, proposed, schemas) = looked(&visit, &kept).await?;
    let locale = visit.locale();
    let lists = Lists::load(visit.desk(), &kept.kind).await?;
    let source = lists.guess(visit.desk(), &sheet, &mapping, &schemas, kept.source.as_deref()).await?;
    let view = View {
        crumbs,
        register,
        file: kept.name.clone(),
        rows: u64::try_from(sheet.rows.len()).unwrap_or(0),
        reading: reading(&locale, &kept, &sheet),
        action: Href::to(kept.page("mapping")),
        shape: shape(&locale, &kept, &mapping),
        kept: mappings(&visit, &kept).await?,
        columns: columns(&sheet, &mapping, &proposed),
        fields: places(&locale, &schemas, &mapping, &proposed.mapping),
        values: values(&locale, &schemas, &sheet, &mapping, &proposed),
        keys: sheet.headers.iter().map(|header| (header.clone(), header.clone())).collect(),
        key: mapping.key.clone(),
        named_by: mapping.named_by.clone(),
        ends: ends(&locale, &schemas, &sheet, &mapping),
        title: own_title(&locale, &schemas, &mapping.kind),
        source,
        sources: lists.names().cloned().collect(),
    };
    let shell = visit.shell().await?;
    Ok(page(ui::pages::import::mapping::page(&shell, &view)))
}

/// `GET /import/{id}/mapping.json`: the mapping as a file, for another installation or the command line.
pub async fn download(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_DISPOSITION, crate::page::file::attachment("mapping.json"));
    Ok((headers, kept.mapping(&visit).await?.to_json()).into_response())
}

/// `POST /import/{id}/mappings`: takes a kept mapping or one from a file, or removes a kept one.
pub async fn take(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (whose, name) = match sent.text("kept").split_once('/') {
        Some(("shared", name)) => (Whose::Shared, name),
        Some((_, name)) => (Whose::Own, name),
        None => (Whose::Own, ""),
    };
    let json = match (sent.text("do"), sent.file("file")) {
        ("drop", _) => {
            visit.desk().drop_mapping(whose, name).await?;
            return Ok(lead(&kept.page("mapping"), "mapping_dropped"));
        }
        ("file", Some(file)) => String::from_utf8_lossy(&file.bytes).into_owned(),
        ("use", _) => {
            let mappings = visit.desk().mappings(whose).await?;
            let found = mappings.into_iter().find(|kept| kept.name == name);
            found.ok_or_else(|| refused("Choose one of the kept mappings."))?.json
        }
        _ => return Err(refused("Choose a mapping, or a file that holds one.").into()),
    };
    let mapping =
        Mapping::from_json(&json).map_err(|error| refused(&format!("This is no mapping: {error}.")))?;
    if mapping.kind != kept.kind {
        return Err(refused("The mapping is for another register.").into());
    }
    kept.take_mapping(&visit, mapping).await?;
    Ok(lead(&kept.page("mapping"), "mapping_taken"))
}

/// `POST /import/{id}/columns`: joins columns, splits one, or takes the last of these back.
pub async fn reshape(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let mut mapping = kept.mapping(&visit).await?;
    let filled = |name: &str| {
        let all = sent.form.every(name).map(str::to_owned).filter(|text| !text.trim().is_empty());
        all.collect::<Vec<String>>()
    };
    match sent.text("do") {
        "join" => mapping.reshapes.push(Reshape::Join {
            columns: filled("join"),
            by: sent.form.first("with").unwrap_or(" ").to_owned(),
            into: sent.text("into").trim().to_owned(),
        }),
        "split" => mapping.reshapes.push(Reshape::Split {
            column: sent.text("split").to_owned(),
            by: sent.form.first("at").unwrap_or_default().to_owned(),
            into: filled("part"),
        }),
        "undo" => drop(mapping.reshapes.pop()),
        _ => return Err(Refusal::not_found().into()),
    }
    kept.take_mapping(&visit, mapping).await?;
    Ok(lead(&kept.page("mapping"), "columns_changed"))
}

fn refused(sentence: &str) -> Refusal {
    Refusal::new(record::Class::Invalid, "no_mapping", sentence, "Go back to the columns and choose again.")
}

/// `POST /import/{id}/reading`.
pub async fn read_again(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let table = Some(sent.text("table").to_owned()).filter(|table| !table.is_empty());
    // The row belongs to the sheet that was shown; another sheet is searched anew.
    let same = sent.text("shown") == sent.text("table");
    let line = sent.text("header").parse().ok().filter(|line| same && *line > 0);
    let page = kept.page("mapping");
    kept.read_again(&visit, table, line).await?;
    Ok(lead(&page, ""))
}

/// `POST /import/{id}/mapping`.
pub async fn keep(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let mut kept = Kept::find(&visit, &id).await?;
    let before = kept.mapping(&visit).await?;
    let (sheet, proposed, schemas) = looked(&visit, &kept).await?;
    let shown = values(&visit.locale(), &schemas, &sheet, &before, &proposed);
    let shown_ends = ends(&visit.locale(), &schemas, &sheet, &before);
    let mut mapping = before;
    mapping.columns = sheet
        .headers
        .iter()
        .enumerate()
        .map(|(place, header)| ColumnMapping {
            column: header.clone(),
            to: place_of(sent.text(&format!("column.{place}")), header),
        })
        .collect();
    mapping.key = Some(sent.text("key").to_owned()).filter(|key| sheet.headers.contains(key));
    mapping.named_by = Some(sent.text("named_by").to_owned()).filter(|column| sheet.headers.contains(column));
    for column in shown {
        let known = mapping.values.entry(column.name).or_default();
        for (place, (value, _, _)) in column.values.into_iter().enumerate() {
            match sent.form.first(&format!("value.{}.{place}", column.column)) {
                Some("") => drop(known.remove(&value)),
                Some(code) if column.options.iter().any(|(option, _)| option == code) => {
                    known.insert(value, code.to_owned());
                }
                _ => {}
            }
        }
    }
    mapping.values.retain(|_, values| !values.is_empty());
    let own = schemas.iter().find(|schema| schema.kind.id == mapping.kind);
    mapping.ends = own.and_then(|own| chosen_ends(&sent, &sheet, own, shown_ends));
    kept.source = Some(sent.text("source").trim().to_owned()).filter(|name| !name.is_empty());
    kept.keep(&visit).await?;
    kept.keep_mapping(&visit, &mapping).await?;
    let whose = match sent.text("do") {
        "keep" => Whose::Own,
        "share" => Whose::Shared,
        _ => return Ok(lead(&kept.page("dry-run"), "")),
    };
    visit.desk().keep_mapping(whose, sent.text("keep_as"), &kept.kind, &mapping.to_json()).await?;
    Ok(lead(&kept.page("mapping"), "mapping_kept"))
}

/// How columns were joined and split, in words.
fn shape(locale: &Locale, kept: &Kept, mapping: &Mapping) -> FileShape {
    let quoted =
        |names: &[String]| names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let said = |reshape: &Reshape| match reshape {
        Reshape::Join { columns, into, .. } => {
            words::JOINED.fill(locale, &[("columns", &quoted(columns)), ("into", into)])
        }
        Reshape::Split { column, into, .. } => {
            words::SPLIT.fill(locale, &[("column", column), ("into", &quoted(into))])
        }
    };
    FileShape { action: Href::to(kept.page("columns")), done: mapping.reshapes.iter().map(said).collect() }
}

/// The mappings that the person can take.
async fn mappings(visit: &Visit, kept: &Kept) -> app::Outcome<KeptMappings> {
    let locale = visit.locale();
    let mut all = Vec::new();
    for (whose, code, word) in
        [(Whose::Own, "own", words::MAPPING_OWN), (Whose::Shared, "shared", words::MAPPING_SHARED)]
    {
        let known = visit.desk().mappings(whose).await?;
        let fitting = known.into_iter().filter(|one| one.kind == kept.kind);
        all.extend(
            fitting.map(|one| (format!("{code}/{}", one.name), word.fill(&locale, &[("name", &one.name)]))),
        );
    }
    Ok(KeptMappings {
        action: Href::to(kept.page("mappings")),
        download: Href::to(kept.page("mapping.json")),
        all,
    })
}

async fn looked(visit: &Visit, kept: &Kept) -> app::Outcome<(Sheet, Proposed, Vec<Schema>)> {
    let sheet = kept.sheet(visit).await?;
    let (schemas, kind) = (schemas(visit).await, kept.kind.clone());
    work(move || {
        let proposed = propose(&sheet, &schemas, &kind);
        (sheet, proposed, schemas)
    })
    .await
}

/// How the file was read, and how else it could be.
fn reading(locale: &Locale, kept: &Kept, sheet: &Sheet) -> FileReading {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let table = |table: &Table| {
        let rows = locale.number(count(table.rows));
        let word = if table.hidden { words::TABLE_HIDDEN } else { words::TABLE };
        (table.name.clone(), word.fill(locale, &[("name", &table.name), ("rows", &rows)]))
    };
    let head = |(line, cells): (u64, Vec<String>)| {
        let cells: Vec<String> =
            cells.iter().filter(|cell| !cell.trim().is_empty()).map(|cell| short(cell)).take(5).collect();
        (line, format!("{}: {}", locale.number(line), cells.join(" · ")))
    };
    let mut odd: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    for warning in &sheet.warnings {
        let known = odd.entry(warning.code).or_insert_with(|| (0, warning.sentence.clone()));
        known.0 += 1;
    }
    FileReading {
        action: Href::to(kept.page("reading")),
        how: sheet.described(),
        tables: if sheet.tables.len() > 1 { sheet.tables.iter().map(table).collect() } else { Vec::new() },
        table: sheet.table.clone(),
        heads: sheet.heads().into_iter().map(head).collect(),
        head: sheet.header_line,
        odd: odd.into_values().collect(),
    }
}

/// The beginning of a cell.
pub(super) fn short(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(HEAD_CHARS).collect();
    if cut.len() < line.len() { format!("{cut}…") } else { line }
}

fn columns(sheet: &Sheet, mapping: &Mapping, proposed: &Proposed) -> Vec<FileColumn> {
    sheet
        .headers
        .iter()
        .map(|header| {
            let seen = proposed.columns.iter().find(|column| column.column == *header);
            FileColumn {
                name: header.clone(),
                samples: seen.map(|seen| seen.samples.clone()).unwrap_or_default(),
                filled_percent: seen.map_or(0, |seen| seen.coverage_percent),
                field: mapping
                    .columns
                    .iter()
                    .find(|column| column.column == *header)
                    .and_then(|column| code(&column.to)),
            }
        })
        .collect()
}

/// A place as the form names it; nothing for a column that is left out.
fn code(to: &To) -> Option<String> {
    match to {
        To::Field(path) => Some(format!("field:{path}")),
        To::Linked { kind, link_field } => Some(format!("linked:{kind}:{link_field}")),
        To::Custom(_) => Some("custom:".to_owned()),
        To::Skip => None,
    }
}

fn place_of(code: &str, header: &str) -> To {
    match code.split_once(':') {
        Some(("field", path)) => To::Field(path.to_owned()),
        Some(("linked", rest)) => match rest.split_once(':') {
            Some((kind, field)) => To::Linked { kind: kind.to_owned(), link_field: field.to_owned() },
            None => To::Skip,
        },
        Some(("custom", _)) => To::Custom(exchange::own_label(header)),
        _ => To::Skip,
    }
}

/// The places that a column can go to: every field of the kind, the records that it links to, and fields of those where
/// one is used already.
fn places(
    locale: &Locale,
    schemas: &[Schema],
    mapping: &Mapping,
    proposed: &Mapping,
) -> Vec<(String, String)> {
    let Some(own) = schemas.iter().find(|schema| schema.kind.id == mapping.kind) else { return Vec::new() };
    let mut places = Vec::new();
    for field in own.fields() {
        let label = declared::label(locale, own.kind.id, field);
        match target(&field.shape) {
            Some(kind) => {
                let parts = [("field", label.as_str())];
                places.push((
                    format!("linked:{kind}:{}", field.id),
                    words::LINKED_BY_NAME.fill(locale, &parts),
                ));
            }
            None if is_cell(&field.shape) => places.push((format!("field:{}", field.id), label)),
            None => {}
        }
    }
    let used = mapping.columns.iter().chain(&proposed.columns).map(|column| &column.to);
    for to in used {
        if let (Some(code), Some(label)) = (code(to), far_label(locale, schemas, own, to))
            && !places.iter().any(|(known, _)| *known == code)
        {
            places.push((code, label));
        }
    }
    places.push(("custom:".to_owned(), words::NEW_FIELD.say(locale)));
    places
}

/// The label of a field of a linked record.
fn far_label(locale: &Locale, schemas: &[Schema], own: &Schema, to: &To) -> Option<String> {
    let (To::Field(path) | To::Linked { link_field: path, .. }) = to else { return None };
    let (hop, rest) = path.split_once('.')?;
    let link = own.field(hop)?;
    let kind = target(&link.shape)?;
    let other = schemas.iter().find(|schema| schema.kind.id == kind)?;
    let first = declared::label(locale, own.kind.id, link);
    let second = declared::label(locale, kind, other.field(rest)?);
    Some(format!("{first} · {second}"))
}

fn target(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.kind).filter(|kind| *kind != "*"),
        Shape::Person => Some("person"),
        _ => None,
    }
}

/// Whether one cell of a file can fill the field.
const fn is_cell(shape: &Shape) -> bool {
    !matches!(
        shape,
        Shape::File
            | Shape::Table(_)
            | Shape::Answers(_)
            | Shape::Series { .. }
            | Shape::Evidence
            | Shape::Links(_)
            | Shape::Link(_)
    )
}

/// The values of columns that go to choices, with what each means.
fn values(
    locale: &Locale,
    schemas: &[Schema],
    sheet: &Sheet,
    mapping: &Mapping,
    proposed: &Proposed,
) -> Vec<FileValues> {
    let mut shown = Vec::new();
    for (place, header) in sheet.headers.iter().enumerate() {
        let to = mapping.columns.iter().find(|column| column.column == *header).map(|column| &column.to);
        let Some((scope, field)) = to.and_then(|to| field_of(schemas, &mapping.kind, to)) else { continue };
        let options = options(locale, scope, field);
        if options.is_empty() {
            continue;
        }
        let known = mapping.values.get(header);
        let unmatched =
            proposed.columns.iter().find(|column| column.column == *header).map(|column| &column.unmatched);
        let mut values: BTreeMap<&String, Option<String>> = BTreeMap::new();
        values.extend(unmatched.into_iter().flatten().map(|value| (value, None)));
        values.extend(known.into_iter().flatten().map(|(value, code)| (value, Some(code.clone()))));
        if values.is_empty() {
            continue;
        }
        let count = |value: &str| {
            let count = (0..sheet.rows.len()).filter(|row| sheet.cell(*row, place).contains(value)).count();
            u64::try_from(count).unwrap_or(0)
        };
        let values = values
            .into_iter()
            .take(VALUES)
            .map(|(value, code)| (value.clone(), count(value), code))
            .collect();
        shown.push(FileValues { column: place, name: header.clone(), options, values });
    }
    shown
}

/// The column that says which records are done, given up or out of use, with its values.
fn ends(locale: &Locale, schemas: &[Schema], sheet: &Sheet, mapping: &Mapping) -> FileEnds {
    let Some(own) = schemas.iter().find(|schema| schema.kind.id == mapping.kind) else {
        return FileEnds::default();
    };
    let state = |act: &Act| match act {
        Act::Complete => "done",
        Act::Cancel => "cancelled",
        _ => "retired",
    };
    let acts = ending_acts(own.kind.life_cycle).iter();
    let options = acts.map(|act| (act.code().to_owned(), locale.say(ui::words::state::state(state(act)))));
    let column = mapping.ends.as_ref().and_then(|ends| Some((ends, sheet.column(&ends.column)?)));
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    if let Some((_, place)) = column {
        let texts = (0..sheet.rows.len()).map(|row| sheet.cell(row, place).trim().to_owned());
        texts.filter(|text| !text.is_empty()).for_each(|text| *counts.entry(text).or_default() += 1);
    }
    let code = |text: &String| column.and_then(|(ends, _)| ends.values.get(text).cloned());
    let mut values: Vec<_> = counts.into_iter().map(|(text, count)| (code(&text), text, count)).collect();
    // Those that end something first, then the commonest: a column of remarks may have as many values as rows.
    values.sort_by_key(|(code, _, count)| std::cmp::Reverse((code.is_some(), *count)));
    FileEnds {
        column: column.map(|(ends, _)| ends.column.clone()),
        options: options.collect(),
        values: values.into_iter().take(VALUES).map(|(code, text, count)| (text, count, code)).collect(),
    }
}

/// What the form says of it. For another column than the one that was shown what its values likely mean.
fn chosen_ends(sent: &Sent, sheet: &Sheet, own: &Schema, shown: FileEnds) -> Option<Ends> {
    let column =
        Some(sent.text("ends")).filter(|column| sheet.headers.iter().any(|header| header == column))?;
    if shown.column.as_deref() != Some(column) {
        return Some(ends_of(sheet, column, own));
    }
    let known = |code: &&str| shown.options.iter().any(|(option, _)| option == code);
    let values = shown.values.into_iter().enumerate().filter_map(|(place, (value, _, _))| {
        let code = sent.form.first(&format!("end.{place}")).filter(known)?.to_owned();
        Some((value, code))
    });
    Some(Ends { column: column.to_owned(), values: values.collect() })
}

/// What the title of a kind is called.
fn own_title(locale: &Locale, schemas: &[Schema], kind: &str) -> String {
    let own = schemas.iter().find(|schema| schema.kind.id == kind);
    own.map(|own| declared::label(locale, own.kind.id, own.kind.title())).unwrap_or_default()
}

fn field_of<'s>(schemas: &'s [Schema], kind: &str, to: &To) -> Option<(&'static str, &'s FieldDef)> {
    let To::Field(path) = to else { return None };
    let own = schemas.iter().find(|schema| schema.kind.id == kind)?;
    match path.split_once('.') {
        None => Some((own.kind.id, own.field(path)?)),
        Some((hop, rest)) => {
            let kind = target(&own.field(hop)?.shape)?;
            let other = schemas.iter().find(|schema| schema.kind.id == kind)?;
            Some((other.kind.id, other.field(rest)?))
        }
    }
}

fn options(locale: &Locale, scope: &str, field: &FieldDef) -> Vec<(String, String)> {
    let listed = |options: &[Opt]| {
        options
            .iter()
            .map(|option| (option.code.to_owned(), declared::option(locale, scope, field, option)))
            .collect()
    };
    match field.shape {
        Shape::Choice(options) | Shape::Choices(options) | Shape::Rating(options) => listed(options),
        Shape::Flag => {
            vec![("yes".to_owned(), locale.say(form::YES)), ("no".to_owned(), locale.say(form::NO))]
        }
        _ => Vec::new(),
    }
}
