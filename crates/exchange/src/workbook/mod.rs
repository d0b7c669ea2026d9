//! Excel workbooks: every sheet offered, one read, with dates, merged cells and the values of formulas.

mod cells;
mod formats;
mod package;
mod strings;
mod xml;

use crate::grid::Grid;
use crate::sheet::{Notes, Raw, assemble, visible};
use crate::{Format, Limits, Reading, Sheet, Table};
use cells::{Book, Cell, Content, Merge, walk};
use package::{Package, damaged};
use record::{Class, Refusal};
use std::collections::BTreeMap;
use xml::{Step, attribute, name};

/// Bytes that a cell takes in a sheet at least, such as `<c><v>1</v></c>`.
const CELL_BYTES: usize = 15;

/// Reads one sheet of a workbook (ECMA-376): the one asked for, or the visible one with the most filled cells.
///
/// # Errors
/// A refusal in one sentence when the archive is no workbook, is larger than the limits once unpacked, is damaged, or
/// has no such sheet.
pub fn read_workbook(bytes: &[u8], how: &Reading) -> Result<Sheet, Refusal> {
    how.limits.file(bytes.len())?;
    let mut package = Package::open(bytes, &how.limits)?;
    let index = Index::read(&mut package, &how.limits)?;
    // A text is at most as long as what the file unpacks to. Room that nothing lies in costs no memory, and a text that
    // grows past its room is there twice for a moment.
    let unpacked = bytes.len().saturating_mul(usize::try_from(how.limits.expansion).unwrap_or(usize::MAX));
    let mut grid =
        Grid::with_room(how.limits.text_bytes.min(unpacked), how.limits.cells.min(unpacked / CELL_BYTES));
    let book = Book {
        strings: strings::read(&mut package, &index.strings, &mut grid, &how.limits)?,
        looks: formats::read(&mut package, &index.styles, &how.limits)?,
        from_1904: index.from_1904,
    };
    let mut tables = Vec::with_capacity(index.sheets.len());
    for sheet in &index.sheets {
        tables.push(survey(&mut package, sheet, &book, &how.limits)?);
    }
    let at = chosen(&tables, how.table.as_deref())?;
    let sheet = index.sheets.get(at).ok_or_else(damaged)?;
    let mut notes = Notes::new(how.limits.warnings);
    told(&package, &tables, &mut notes);
    let (grid, lines) = rows(&mut package, sheet, &book, grid, &how.limits, &mut notes)?;
    let mut read = assemble(how, Raw { grid, lines, notes, headers: None })?;
    read.format = Format::Workbook;
    sheet.name.clone_into(&mut read.table);
    read.tables = tables;
    Ok(read)
}

/// What a workbook says of its sheets.
#[derive(Default)]
struct Index {
    sheets: Vec<Place>,
    strings: String,
    styles: String,
    from_1904: bool,
}

/// A sheet and its part.
#[derive(Default)]
struct Place {
    name: String,
    hidden: bool,
    part: String,
}

impl Index {
    fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Self, Refusal> {
        let relations = relations(package, "_rels/.rels", limits)?;
        let main = relations.iter().find(|(_, relation)| relation.kind == "officeDocument");
        let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, found)| within("", &found.target));
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = self::relations(package, &format!("{folder}/_rels/{file}.rels"), limits)?;
        let part = |kind: &str, usual: &str| {
            let found = relations.values().find(|relation| relation.kind == kind);
            found.map_or_else(|| within(folder, usual), |relation| within(folder, &relation.target))
        };
        let mut index = Self {
            strings: part("sharedStrings", "sharedStrings.xml"),
            styles: part("styles", "styles.xml"),
            ..Self::default()
        };
        let found = package.read(&main, |xml| {
            loop {
                let done = xml.next(|step| {
                    let Step::Start(start) = step else { return matches!(step, Step::Eof) };
                    match name(&start) {
                        "workbookPr" => {
                            let value = attribute(&start, "date1904").unwrap_or_default();
                            index.from_1904 = matches!(value.as_str(), "1" | "true" | "on");
                        }
                        "sheet" => {
                            let id = attribute(&start, "id").unwrap_or_default();
                            let part = relations.get(&id).filter(|relation| relation.kind == "worksheet");
                            if let Some(relation) = part {
                                index.sheets.push(Place {
                                    name: attribute(&start, "name").unwrap_or_default(),
                                    hidden: attribute(&start, "state")
                                        .is_some_and(|state| state != "visible"),
                                    part: within(folder, &relation.target),
                                });
                            }
                        }
                        _ => {}
                    }
                    false
                })?;
                sheet_count(index.sheets.len(), limits)?;
                if done {
                    return Ok(());
                }
            }
        })?;
        match found {
            Some(()) if !index.sheets.is_empty() => Ok(index),
            _ => Err(not_a_workbook(package)),
        }
    }
}

fn sheet_count(sheets: usize, limits: &Limits) -> Result<(), Refusal> {
    if sheets <= limits.tables {
        return Ok(());
    }
    Err(Refusal::new(
        Class::TooLarge,
        "too_many_sheets",
        format!("The workbook has more than {} sheets.", limits.tables),
        "Copy the sheet into a new workbook and save that.",
    ))
}

/// A relation of a part: the last word of its type, and where it leads.
struct Relation {
    kind: String,
    target: String,
}

fn relations(
    package: &mut Package<'_>,
    part: &str,
    limits: &Limits,
) -> Result<BTreeMap<String, Relation>, Refusal> {
    let mut relations = BTreeMap::new();
    package.read(part, |xml| {
        loop {
            let done = xml.next(|step| {
                let Step::Start(start) = step else { return matches!(step, Step::Eof) };
                // What lies outside the file is never looked at.
                let outside = attribute(&start, "TargetMode").is_some_and(|mode| mode == "External");
                if name(&start) == "Relationship" && !outside {
                    let kind = attribute(&start, "Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let target = attribute(&start, "Target").unwrap_or_default();
                    relations.insert(attribute(&start, "Id").unwrap_or_default(), Relation { kind, target });
                }
                false
            })?;
            if relations.len() > limits.parts {
                return Err(damaged());
            }
            if done {
                return Ok(());
            }
        }
    })?;
    Ok(relations)
}

/// The name of a part as seen from a folder.
fn within(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            other => steps.push(other),
        }
    }
    steps.join("/")
}

/// How much a sheet holds. Of one that is too large to be read no more is counted than shows that it is.
fn survey(package: &mut Package<'_>, sheet: &Place, book: &Book, limits: &Limits) -> Result<Table, Refusal> {
    let mut table = Table { name: sheet.name.clone(), hidden: sheet.hidden, ..Table::default() };
    let mut last = None;
    let mut too_large = false;
    let counted = walk(package, &sheet.part, book, limits, &mut |cell| {
        let blank = match cell.content {
            Content::Shared(shared) => shared.blank,
            Content::Text(text) => text.trim().is_empty(),
        };
        if !blank {
            table.cells += 1;
            table.rows += usize::from(last != Some(cell.row));
            last = Some(cell.row);
        }
        let large = limits.row_count(table.rows.saturating_sub(1)).and(limits.cell_count(table.cells));
        too_large |= large.is_err();
        large
    });
    if !too_large {
        counted?;
    }
    Ok(table)
}

/// The sheet that was asked for, or the visible one with the most filled cells.
fn chosen(tables: &[Table], wanted: Option<&str>) -> Result<usize, Refusal> {
    let found = if let Some(wanted) = wanted {
        let folded = record::fold(wanted);
        let alike = || tables.iter().position(|table| record::fold(&table.name) == folded);
        tables.iter().position(|table| table.name == wanted).or_else(alike)
    } else {
        let fullest = |hidden: bool| {
            let all = tables.iter().enumerate();
            let all = all.filter(|(_, table)| table.hidden == hidden && table.cells > 0);
            all.rev().max_by_key(|(_, table)| table.cells).map(|(at, _)| at)
        };
        fullest(false).or_else(|| fullest(true)).or(Some(0))
    };
    found.ok_or_else(|| crate::source::no_such_table(wanted.unwrap_or_default(), tables))
}

/// What is in the workbook and is left alone.
fn told(package: &Package<'_>, tables: &[Table], notes: &mut Notes) {
    let hidden: Vec<&str> =
        tables.iter().filter(|table| table.hidden).map(|table| table.name.as_str()).collect();
    if !hidden.is_empty() {
        let sentence = format!("The workbook hides sheets: {}.", hidden.join(", "));
        notes.push(0, None, "hidden_sheets", sentence);
    }
    if package.has("vbaproject.bin") {
        let sentence = "The workbook holds macros; they are neither read nor run.".to_owned();
        notes.push(0, None, "macros", sentence);
    }
    if package.has("externallink1.xml") {
        let sentence =
            "The workbook links to other files; the values that it keeps of them are taken as they stand.";
        notes.push(0, None, "external_links", sentence.to_owned());
    }
}

/// The filled rows of a sheet with their numbers.
fn rows(
    package: &mut Package<'_>,
    sheet: &Place,
    book: &Book,
    grid: Grid,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<(Grid, Vec<u64>), Refusal> {
    let mut writer = Writer { grid, lines: Vec::new(), row: None, cells: 0, limits, notes };
    let merges = walk(package, &sheet.part, book, limits, &mut |cell| writer.add(cell))?;
    writer.end()?;
    writer.spread(&merges)?;
    Ok((writer.grid, writer.lines))
}

struct Writer<'w> {
    grid: Grid,
    lines: Vec<u64>,
    row: Option<u32>,
    cells: usize,
    limits: &'w Limits,
    notes: &'w mut Notes,
}

impl Writer<'_> {
    fn add(&mut self, cell: &Cell<'_>) -> Result<(), Refusal> {
        if self.row != Some(cell.row) {
            if self.row.is_some_and(|row| row > cell.row) {
                return Err(damaged());
            }
            self.end()?;
            self.row = Some(cell.row);
        }
        let line = u64::from(cell.row) + 1;
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
        let blank = match cell.content {
            Content::Shared(shared) => shared.blank,
            Content::Text(text) => text.trim().is_empty(),
        };
        if blank {
            return Ok(());
        }
        self.limits.column_count(line, column.saturating_add(1))?;
        if column < self.grid.open_width() {
            return Err(damaged());
        }
        while self.grid.open_width() < column {
            self.grid.push("");
        }
        if cell.uncomputed {
            let sentence = "The cell holds a formula that was never computed; the formula is kept as text.";
            self.notes.push(line, Some(column), "formula_without_value", sentence.to_owned());
        }
        match cell.content {
            Content::Shared(shared) if !shared.odd => self.grid.push_span(shared.span),
            Content::Shared(shared) => {
                let shown = visible(self.grid.text(shared.span), line, column, self.notes);
                let other = matches!(shown, std::borrow::Cow::Owned(_)).then(|| shown.into_owned());
                match other {
                    Some(text) => self.grid.push(&text),
                    None => self.grid.push_span(shared.span),
                }
            }
            Content::Text(text) => {
                let shown = visible(text, line, column, self.notes);
                self.grid.push(&shown);
            }
        }
        self.limits.text(self.grid.text_bytes())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let Some(row) = self.row.take() else { return Ok(()) };
        self.cells += self.grid.open_width();
        if self.grid.end_row() {
            self.lines.push(u64::from(row) + 1);
        }
        self.limits.cell_count(self.cells)?;
        // The headings are a row as well.
        self.limits.row_count(self.grid.len().saturating_sub(1))
    }

    /// A cell merged over several rows means each of them. Across columns it is a banner and stays where it is.
    fn spread(&mut self, merges: &[Merge]) -> Result<(), Refusal> {
        for (top, left, bottom, _) in merges.iter().filter(|(top, _, bottom, _)| bottom > top) {
            let column = usize::try_from(*left).unwrap_or(usize::MAX);
            let first = self.lines.partition_point(|line| *line < u64::from(*top) + 1);
            let last = self.lines.partition_point(|line| *line <= u64::from(*bottom) + 1);
            if self.lines.get(first) != Some(&(u64::from(*top) + 1)) {
                continue;
            }
            let span = self.grid.span(first, column);
            if span.is_empty() {
                continue;
            }
            for row in first + 1..last {
                self.cells += 1 + if self.grid.width(row) <= column { column } else { 0 };
                self.limits.cell_count(self.cells)?;
                self.grid.fill(row, column, span);
            }
        }
        Ok(())
    }
}

/// What the archive is, when it is no workbook.
fn not_a_workbook(package: &Package<'_>) -> Refusal {
    let what = [
        ("workbook.bin", "a binary Excel workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("workbook.xml", "a workbook without sheets"),
    ];
    let what = what.iter().find(|(part, _)| package.has(part)).map_or("an archive", |(_, what)| *what);
    Refusal::new(
        Class::Invalid,
        "not_a_workbook",
        format!("The file is {what}, not an Excel workbook (.xlsx)."),
        "Open it in a spreadsheet program and save it as .xlsx or as “CSV UTF-8”.",
    )
}
