//! Every filled cell of every real file is found again in what is exported, or on the list with its reason. The counts
//! are the table of `docs/imports.md`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stop at the first surprise"
)]

use crate::support::{id, schemas, with_custom};
use exchange::{
    Mapping, Nothing, Plan, Reading, Sheet, To, Verdict, Weight, Writing, is_blank, plan, propose, read,
    with_links, write_csv,
};
use record::{Body, RecordId, Schema, Shape, fold};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::{Path, PathBuf},
    rc::Rc,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

const HEAD: &str = "<!-- Written by `PLUMBLINE_UPDATE=1 cargo test -p exchange --test suite conservation`. -->\n# Imports\n\n\
    Each file below was read, mapped by the proposal alone, and planned with the fields that the plan asks for. Then every\n\
    filled cell was looked for: in what is exported of the planned records, or on the list of what is not kept. None is\n\
    missing; the test fails when one is. *Kept* cells end in a field, at least in part; *own* cells in a field that the\n\
    organisation adds with the import; *listed* cells are refused or left out, each with a reason. Rows above the headings\n\
    are shown and not imported.\n\n";

/// Files of the collection, by folder and ending.
fn files() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let mut files = Vec::new();
    for (folder, endings) in [
        ("inventories", &["csv", "xlsx", "json"][..]),
        ("risks", &["csv", "xlsx"]),
        ("incidents/aiid", &["csv"]),
        ("workbooks", &["xlsx"]),
    ] {
        let mut found: Vec<PathBuf> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
            })
            .collect();
        found.sort();
        files.extend(found);
    }
    files
}

/// The kind that most cells of a sheet find a field in, among those that a file of its folder may be about.
fn kind_for(folder: &str) -> &'static str {
    match folder {
        "inventories" => "use",
        "workbooks" => "action",
        _ => "risk",
    }
}

#[test]
fn every_filled_cell_of_every_real_file_is_found_again_or_listed() {
    let mut table = String::from(
        "| file | sheet | as | rows | records | refused rows | other records | filled cells | kept | own | listed | above |\n\
         |---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let (files, next) = (files(), AtomicUsize::new(0));
    let looked: Mutex<BTreeMap<usize, (Vec<String>, Reasons)>> = Mutex::default();
    // Each file stands for itself, so every core looks at one.
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((at, path)) = Some(next.fetch_add(1, Ordering::SeqCst))
                    .and_then(|at| files.get(at).map(|path| (at, path)))
                {
                    let found = lines_of(path);
                    looked.lock().unwrap().insert(at, found);
                }
            });
        }
    });
    let mut reasons = Reasons::new();
    let mut sheets = 0;
    for (lines, more) in looked.into_inner().unwrap().into_values() {
        sheets += lines.len();
        table.extend(lines);
        for (reason, (count, examples)) in more {
            let known = reasons.entry(reason).or_default();
            known.0 += count;
            if known.1.is_empty() {
                known.1 = examples;
            }
        }
    }
    assert!(sheets >= 20, "{sheets} sheets");
    let mut text = format!(
        "{HEAD}{table}\n## Why cells are not kept\n\n| reason | cells | an example |\n|---|---:|---|\n"
    );
    for ((weight, code), (count, examples)) in &reasons {
        let example = examples.iter().next().cloned().unwrap_or_default().replace('|', "\\|");
        writeln!(text, "| {weight}: `{code}` | {count} | {example} |").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/imports.md");
    if std::env::var_os("PLUMBLINE_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "docs/imports.md is not what the files give; write it with PLUMBLINE_UPDATE=1");
}

/// Cells that are not kept, by weight and code: how many, and an example.
type Reasons = BTreeMap<(&'static str, String), (usize, BTreeSet<String>)>;

/// A line of the table for every sheet of a file.
fn lines_of(path: &Path) -> (Vec<String>, Reasons) {
    let file = path.file_name().unwrap().to_str().unwrap().to_owned();
    let folder =
        path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")).unwrap();
    let folder = folder.iter().next().unwrap().to_str().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let first = read(&bytes, &Reading { name: file.clone(), ..Reading::default() }).unwrap();
    let names: Vec<String> = if first.tables.len() > 1 {
        first.tables.iter().filter(|table| table.rows > 1).map(|table| table.name.clone()).collect()
    } else {
        vec![first.table.clone()]
    };
    let (mut lines, mut reasons) = (Vec::new(), Reasons::new());
    for name in names {
        let how = Reading { name: file.clone(), table: Some(name.clone()), ..Reading::default() };
        let sheet = if name == first.table { first.clone() } else { read(&bytes, &how).unwrap() };
        lines.push(conserved(&sheet, kind_for(folder), &file, &mut reasons));
    }
    (lines, reasons)
}

fn conserved(sheet: &Sheet, kind: &str, file: &str, reasons: &mut Reasons) -> String {
    let declared = schemas();
    let mapping = propose(sheet, &declared, kind).mapping;
    let mapping = titled(sheet, mapping, &declared);
    let asked = plan(sheet, &mapping, &declared, &Nothing).unwrap();
    let schemas = with_custom(declared, &asked);
    let plan = plan(sheet, &mapping, &schemas, &Nothing).unwrap();
    assert_eq!(
        plan.custom_fields.len(),
        asked.custom_fields.len().saturating_sub(record::limits::CUSTOM_FIELDS)
    );
    let exported = exported(&plan, &schemas);
    let listed: BTreeSet<(u64, &str)> = plan
        .problems
        .iter()
        .filter(|problem| problem.weight > Weight::Warning)
        .map(|problem| (problem.line, &*problem.column.leak()))
        .collect();
    let (mut filled, mut lost) = (0, Vec::new());
    for (row, texts) in exported.iter().enumerate() {
        for (column, header) in sheet.headers.iter().enumerate() {
            let cell = sheet.cell(row, column);
            if is_blank(cell) {
                continue;
            }
            filled += 1;
            if !listed.contains(&(sheet.line(row), header.as_str()))
                && !is_found(cell, header, texts, &mapping, &schemas, kind)
            {
                lost.push(format!("{file} line {} “{header}”: {cell:?}", sheet.line(row)));
            }
        }
    }
    let mut shown: Vec<&String> = lost.iter().collect();
    shown.truncate(12);
    assert!(lost.is_empty(), "{} cells are lost, among them {shown:#?}", lost.len());
    let counts = plan.counts;
    let own: BTreeSet<&str> = asked.custom_fields.iter().map(|field| field.column.as_str()).collect();
    let in_own = (0..plan.rows.len())
        .flat_map(|row| sheet.headers.iter().enumerate().map(move |(column, header)| (row, column, header)))
        .filter(|(row, column, header)| {
            own.contains(header.as_str())
                && !is_blank(sheet.cell(*row, *column))
                && !listed.contains(&(sheet.line(*row), header.as_str()))
        })
        .count();
    assert_eq!(filled, counts.filled);
    assert_eq!(counts.filled, counts.kept + counts.custom + counts.skipped + counts.refused);
    for problem in plan.problems.iter().filter(|problem| problem.weight > Weight::Warning) {
        let weight = if problem.weight == Weight::Refused { "refused" } else { "left out" };
        let known = reasons.entry((weight, problem.code.to_owned())).or_default();
        known.0 += 1;
        if known.1.is_empty() {
            known.1.insert(problem.sentence.clone());
        }
    }
    let above: usize =
        sheet.above.iter().map(|(_, cells)| cells.iter().filter(|cell| !is_blank(cell)).count()).sum();
    format!(
        "| {file} | {} | {kind} | {} | {} | {} | {} | {} | {} | {} | {} | {above} |\n",
        sheet.table.replace('|', "\\|"),
        sheet.rows.len(),
        counts.create,
        counts.refused_rows,
        counts.create_linked,
        counts.filled,
        counts.kept - in_own,
        counts.custom + in_own,
        counts.skipped + counts.refused,
    )
}

/// The mapping with a column for the title: the one that is filled in most rows, when none was proposed.
fn titled(sheet: &Sheet, mut mapping: Mapping, schemas: &[Schema]) -> Mapping {
    let schema = schemas.iter().find(|schema| schema.kind.id == mapping.kind).unwrap();
    let title = To::Field(schema.kind.title().id.to_owned());
    if mapping.columns.iter().any(|column| column.to == title) {
        return mapping;
    }
    let texts = |column: usize| {
        (0..sheet.rows.len())
            .map(|row| sheet.cell(row, column))
            .filter(|cell| !is_blank(cell))
            .collect::<BTreeSet<_>>()
    };
    let most = (0..sheet.headers.len()).rev().max_by_key(|column| texts(*column).len()).unwrap();
    mapping.columns[most].to = title;
    mapping
}

/// A text that is exported, and its words alone.
#[derive(Clone)]
struct Text {
    whole: String,
    bare: String,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { whole: text.to_owned(), bare: bare(text) }
    }
}

/// For each row, what is exported of its record and of the records that it links, one text a field.
fn exported(plan: &Plan, schemas: &[Schema]) -> Vec<Vec<Rc<[Text]>>> {
    let ids: Vec<Option<RecordId>> =
        (1..=plan.linked.len()).map(|number| Some(id(u128::try_from(number).unwrap()))).collect();
    let place: BTreeMap<RecordId, usize> = ids.iter().enumerate().map(|(at, id)| (id.unwrap(), at)).collect();
    let title_of = |id: RecordId| place.get(&id).map(|at| plan.linked[*at].title.clone());
    // All records of a kind in one file, as a register goes out.
    let texts = |kind: &str, bodies: &[Body]| -> Vec<Vec<Text>> {
        let schema = schemas.iter().find(|schema| schema.kind.id == kind).unwrap();
        let how = Writing { title_of: Some(&title_of), ..Writing::default() };
        let bytes = write_csv(schema, bodies.iter().map(|body| ("REF-0001", body)), &how);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let records = reader.records().map(|record| {
            let record = record.unwrap();
            record.iter().skip(1).filter(|text| !text.is_empty()).map(Text::from).collect()
        });
        records.collect()
    };
    let mut linked: Vec<Rc<[Text]>> = vec![Rc::from([]); plan.linked.len()];
    for kind in plan.linked.iter().map(|one| one.kind).collect::<BTreeSet<_>>() {
        let these: Vec<usize> = (0..plan.linked.len()).filter(|at| plan.linked[*at].kind == kind).collect();
        let bodies: Vec<Body> = these
            .iter()
            .map(|at| with_links(&plan.linked[*at].body, &plan.linked[*at].linked, &ids))
            .collect();
        for (at, found) in these.into_iter().zip(texts(kind, &bodies)) {
            linked[at] = found.into();
        }
    }
    let bodies: Vec<Body> = plan.rows.iter().map(|row| with_links(&row.body, &row.linked, &ids)).collect();
    let rows = texts(&plan.kind, &bodies);
    assert_eq!(rows.len(), plan.rows.len());
    plan.rows
        .iter()
        .zip(rows)
        .map(|(row, mut own)| {
            if matches!(row.verdict, Verdict::Refused { .. }) {
                return Vec::new();
            }
            own.extend(row.custom.values().map(|text| Text::from(text.as_str())));
            let mut all: Vec<Rc<[Text]>> = vec![own.into()];
            let mut open: Vec<usize> = row.linked.iter().map(|link| link.to).collect();
            let mut seen = BTreeSet::new();
            while let Some(at) = open.pop() {
                if seen.insert(at) {
                    all.push(Rc::clone(&linked[at]));
                    open.extend(plan.linked[at].linked.iter().map(|link| link.to));
                }
            }
            all
        })
        .collect()
}

/// Words without the signs between them.
fn bare(text: &str) -> String {
    let text = text.replace("_x000D_", " ").replace("_x000A_", " ").replace("_x0009_", " ");
    fold(&text).chars().filter(|sign| sign.is_alphanumeric() || *sign == '\u{FFFD}').collect()
}

fn is_found(
    cell: &str,
    header: &str,
    texts: &[Rc<[Text]>],
    mapping: &Mapping,
    schemas: &[Schema],
    kind: &str,
) -> bool {
    let texts = || texts.iter().flat_map(|some| some.iter());
    let within = |text: &str| {
        let text = bare(text);
        texts().any(|known| known.bare.contains(&text))
    };
    if within(cell) {
        return true;
    }
    let items = items(cell);
    if items.iter().all(|item| within(item)) {
        return true;
    }
    // A closed field says it in its own words: the table of values tells which.
    let meant = mapping.values.get(header);
    let meaning = |item: &String| {
        let known = meant.and_then(|values| values.iter().find(|(text, _)| bare(text) == bare(item)));
        known.map(|(_, code)| code.clone())
    };
    mapping.columns.iter().filter(|column| column.column == header).any(|column| {
        let shape = match &column.to {
            To::Field(path) => shape_of(schemas, kind, path),
            To::Custom(label) => {
                let schema = schemas.iter().find(|schema| schema.kind.id == kind).unwrap();
                let Some(field) = schema.custom.iter().find(|field| field.label == label) else {
                    return false;
                };
                field.shape
            }
            To::Linked { .. } | To::Skip => return false,
        };
        match shape {
            Shape::Choice(options) | Shape::Choices(options) => {
                let one = |item: &String| {
                    let rest = item
                        .split_once(") ")
                        .filter(|(sign, _)| sign.len() < 3)
                        .map_or(item.as_str(), |(_, rest)| rest);
                    let said = bare(rest);
                    // The signs are words, and else none.
                    let spoken = bare(&rest.replace('&', " and ").replace('/', " or "));
                    let code = meaning(item);
                    // Said to mean nothing.
                    code.as_deref() == Some("")
                        || options
                            .iter()
                            .filter(|option| match &code {
                                Some(code) => option.code == code,
                                None => {
                                    bare(option.label) == said
                                        || bare(option.code) == said
                                        || bare(option.label) == spoken
                                }
                            })
                            .any(|option| within(option.label))
                };
                // The table may speak of the cell as a whole, as when a line is broken.
                let whole = cell.to_owned();
                meaning(&whole).is_some() && one(&whole)
                    || items.iter().all(|item| {
                        one(item)
                            || item.contains(',') && item.split(',').all(|part| one(&part.trim().to_owned()))
                    })
            }
            Shape::Flag => {
                let word = meaning(&cell.trim().to_owned()).unwrap_or_else(|| cell.trim().to_lowercase());
                let yes =
                    word.starts_with('y') || word.starts_with('t') || word == "1" || word.contains(") yes");
                texts().any(|text| text.whole == if yes { "Yes" } else { "No" })
            }
            // The day in another spelling: its numbers are there.
            Shape::Date => texts().map(|text| &text.whole).any(|text| {
                let numbers = |text: &str| -> BTreeSet<u32> {
                    text.split(|sign: char| !sign.is_ascii_digit())
                        .filter_map(|part| part.parse().ok())
                        .collect()
                };
                text.parse::<jiff::civil::Date>().is_ok()
                    && numbers(cell).iter().take(3).all(|part| *part == 0 || numbers(text).contains(part))
            }),
            Shape::Rating(steps) => {
                let step = meaning(&cell.trim().to_owned())
                    .and_then(|code| steps.iter().find(|step| step.code == code));
                step.is_some_and(|step| texts().any(|text| text.whole.ends_with(step.label)))
            }
            Shape::Number { .. } => {
                let number = |text: &str| text.trim().replace(',', "").parse::<f64>().ok();
                texts().any(|text| number(&text.whole).is_some() && number(&text.whole) == number(cell))
            }
            _ => false,
        }
    })
}

fn items(cell: &str) -> Vec<String> {
    let text = cell.trim().replace("\\n", " ");
    let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        let parts = text.split([';', '\n']).map(|part| part.trim().to_owned());
        return parts.filter(|part| !part.is_empty()).collect();
    };
    let mut plain = inner.to_owned();
    for between in ["','", "\",\"", "', '", "\", \"", "', \"", "\", '"] {
        plain = plain.replace(between, "\u{1}");
    }
    let quoted = inner.contains(['\'', '"']);
    let parts = plain.split(if quoted { '\u{1}' } else { ',' });
    let parts = parts.map(|part| part.trim_matches(['\'', '"', ' ']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

fn shape_of(schemas: &[Schema], kind: &str, path: &str) -> Shape {
    let schema = schemas.iter().find(|schema| schema.kind.id == kind).unwrap();
    match path.split_once('.') {
        None => schema.field(path).unwrap().shape,
        Some((hop, rest)) => {
            let other = match schema.field(hop).unwrap().shape {
                Shape::Link(target) | Shape::Links(target) => target.kind,
                _ => "person",
            };
            shape_of(schemas, other, rest)
        }
    }
}

#[test]
fn a_lost_cell_would_be_noticed() {
    let schemas = schemas();
    let mapping = Mapping::default();
    let texts = [Rc::from([Text::from("Sorting letters"), Text::from("Routes the post")])];
    assert!(is_found("routes  THE post.", "x", &texts, &mapping, &schemas, "use"));
    assert!(is_found("['Sorting letters', 'Routes the post']", "x", &texts, &mapping, &schemas, "use"));
    assert!(!is_found("Answers calls", "x", &texts, &mapping, &schemas, "use"));
}
