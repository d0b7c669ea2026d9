//! A table read from a file: headings and rows of text, and what was odd about it.

use crate::{Encoding, Limits, cell, grid::Grid, header};
use record::{Class, Refusal};
use std::borrow::Cow;

/// Headings and rows of text, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the file.
    pub name: String,
    /// What kind of file it is.
    pub format: Format,
    /// Which table of the file was read; empty where a file holds only one.
    pub table: String,
    /// Every table of the file, in its order.
    pub tables: Vec<Table>,
    /// Headings, each different, none empty.
    pub headers: Vec<String>,
    /// Cells by row. A row ends with its last filled cell, so it may be shorter than the headings, never longer.
    pub rows: Grid,
    /// The encoding that was read.
    pub encoding: Encoding,
    /// What separates the cells, where the file is text with separators.
    pub delimiter: Option<char>,
    /// The line of the file in which each row begins, or its number in the sheet, from 1.
    pub line_of_row: Vec<u64>,
    /// The line in which the headings stand, from 1; 0 when the file names each value itself.
    pub header_line: u64,
    /// Filled rows above the headings: a title, a banner, comments. They are shown and not imported.
    pub above: Vec<(u64, Vec<String>)>,
    /// What was odd and kept.
    pub warnings: Vec<Warning>,
    /// How many more warnings there were than are kept.
    pub warnings_left_out: usize,
}

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with separators.
    Csv,
    /// An Excel workbook (Office Open XML).
    Workbook,
    /// JSON: one document, or one on each line.
    Json,
}

impl Format {
    /// The name that people know.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Workbook => "Excel workbook",
            Self::Json => "JSON",
        }
    }
}

/// A table that a file offers: a sheet of a workbook, an array in a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name, by which it is chosen.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// Rows that hold something, a heading included.
    pub rows: usize,
    /// Cells that hold something.
    pub cells: usize,
}

/// Something odd in a file that was kept all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line of the file, from 1.
    pub line: u64,
    /// Index of the column, from 0, when it is about one.
    pub column: Option<usize>,
    /// Stable code.
    pub code: &'static str,
    /// One sentence for people.
    pub sentence: String,
}

/// How to read a file. Everything that is `None` is guessed and shown.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Name of the file.
    pub name: String,
    /// Which table of the file is read; without one, the visible one with the most filled cells.
    pub table: Option<String>,
    /// Which of the filled rows holds the headings, from 0.
    pub header_row: Option<usize>,
    /// The line, or row of the sheet, in which the headings stand, from 1. It goes before `header_row`.
    pub header_line: Option<u64>,
    /// What separates the cells; an ASCII sign.
    pub delimiter: Option<char>,
    /// How large the file may be.
    pub limits: Limits,
}

impl Sheet {
    /// The sheet without its rows: what it is called, how it was read, its headings.
    #[must_use]
    pub fn head(&self) -> Self {
        Self {
            name: self.name.clone(),
            table: self.table.clone(),
            tables: self.tables.clone(),
            headers: self.headers.clone(),
            rows: Grid::default(),
            line_of_row: Vec::new(),
            above: self.above.clone(),
            warnings: self.warnings.clone(),
            ..*self
        }
    }

    /// The cell of a row and column, by index; empty when the row is shorter.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.cell(row, column)
    }

    /// The index of the column with this heading.
    pub fn column(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|name| name == header)
    }

    /// The line in which a row begins.
    pub fn line(&self, row: usize) -> u64 {
        self.line_of_row.get(row).copied().unwrap_or_default()
    }

    /// The first filled rows, any of which may hold the headings: line and cells. None where the file names its values.
    pub fn heads(&self) -> Vec<(u64, Vec<String>)> {
        if self.header_line == 0 {
            return Vec::new();
        }
        let mut heads: Vec<(u64, Vec<String>)> = self.above.clone();
        heads.push((self.header_line, self.headers.clone()));
        for row in 0..self.rows.len().min(header::LOOKED_AT.saturating_sub(heads.len())) {
            heads.push((self.line(row), self.rows.row(row).map(str::to_owned).collect()));
        }
        heads
    }

    /// How the file was read, in a few words for people.
    pub fn described(&self) -> String {
        match (self.format, self.delimiter) {
            (Format::Csv, Some('\t')) => format!("CSV, {}, separated by tabs", self.encoding.label()),
            (Format::Csv, Some(sign)) => format!("CSV, {}, separated by “{sign}”", self.encoding.label()),
            (Format::Csv, None) => format!("CSV, {}", self.encoding.label()),
            (Format::Workbook, _) => format!("{}, sheet “{}”", self.format.label(), self.table),
            (Format::Json, _) if self.table.is_empty() => {
                format!("{}, {}", self.format.label(), self.encoding.label())
            }
            (Format::Json, _) => {
                format!("{}, {}, “{}”", self.format.label(), self.encoding.label(), self.table)
            }
        }
    }
}

/// Warnings while a file is read, so many and no more.
pub(crate) struct Notes {
    kept: Vec<Warning>,
    most: usize,
    left_out: usize,
}

impl Notes {
    pub(crate) fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, left_out: 0 }
    }

    pub(crate) fn push(&mut self, line: u64, column: Option<usize>, code: &'static str, sentence: String) {
        self.add(Warning { line, column, code, sentence });
    }

    fn add(&mut self, warning: Warning) {
        if self.kept.len() < self.most {
            self.kept.push(warning);
        } else {
            self.left_out += 1;
        }
    }
}

/// A cell with NUL as a sign that can be seen, and its damage on the list. Nothing is dropped in silence.
pub(crate) fn visible<'a>(text: &'a str, line: u64, column: usize, notes: &mut Notes) -> Cow<'a, str> {
    if text.contains('\u{FFFD}') {
        let sentence = "The cell holds �: its text was damaged before it came here.".to_owned();
        notes.push(line, Some(column), "damaged_text", sentence);
    }
    if cell::has_escapes(text) {
        let sentence =
            "The cell holds the escape of a line end, such as _x000D_, as text; it is read as a line break.";
        notes.push(line, Some(column), "escaped_text", sentence.to_owned());
    }
    if !text.contains('\0') {
        return Cow::Borrowed(text);
    }
    let sentence = "The cell holds NUL characters; each is kept as ␀.".to_owned();
    notes.push(line, Some(column), "nul", sentence);
    Cow::Owned(text.replace('\0', "␀"))
}

/// Whether [`visible`] has something to tell about a cell.
pub(crate) fn is_odd(text: &str) -> bool {
    text.contains(['\u{FFFD}', '\0']) || cell::has_escapes(text)
}

/// What a format gives: filled rows with their lines, and headings where the format names its values.
pub(crate) struct Raw {
    pub grid: Grid,
    pub lines: Vec<u64>,
    pub notes: Notes,
    pub headers: Option<Vec<String>>,
}

/// Finds the headings and makes a sheet of what a format gave.
pub(crate) fn assemble(how: &Reading, raw: Raw) -> Result<Sheet, Refusal> {
    let Raw { mut grid, mut lines, mut notes, headers } = raw;
    if grid.is_empty() {
        return Err(Refusal::new(
            Class::Invalid,
            "empty_file",
            "The file holds no text.",
            "Choose a file with a row of headings and rows below it.",
        ));
    }
    let (given, header_line, above) = if let Some(headers) = headers {
        (headers, 0, Vec::new())
    } else {
        let at = heading(how, &grid, &lines)?;
        let row = |row: usize| grid.row(row).map(str::to_owned).collect::<Vec<_>>();
        let line = |row: usize| lines.get(row).copied().unwrap_or_default();
        let above: Vec<(u64, Vec<String>)> = (0..at).map(|above| (line(above), row(above))).collect();
        let (given, header_line) = (row(at), line(at));
        grid.drop_front(at + 1);
        lines.drain(..(at + 1).min(lines.len()));
        (given, header_line, above)
    };
    let width = (0..grid.len()).map(|row| grid.width(row)).max().unwrap_or(0).max(given.len());
    if let Some(row) = (0..grid.len()).find(|row| grid.width(*row) > given.len()) {
        let line = lines.get(row).copied().unwrap_or_default();
        let sentence = format!(
            "From line {line} on some rows are wider than the headings ({} columns instead of {}).",
            width,
            given.len()
        );
        notes.push(line, None, "ragged", sentence);
    }
    for (line, _) in &above {
        let sentence = "The row stands above the headings and is left out.".to_owned();
        notes.push(*line, None, "above_header", sentence);
    }
    let (headers, warnings) = header::name(&given, width, header_line);
    for warning in warnings {
        notes.add(warning);
    }
    Ok(Sheet {
        name: how.name.clone(),
        format: Format::Csv,
        table: String::new(),
        tables: Vec::new(),
        headers,
        rows: grid,
        encoding: Encoding::Utf8,
        delimiter: None,
        line_of_row: lines,
        header_line,
        above,
        warnings: notes.kept,
        warnings_left_out: notes.left_out,
    })
}

/// The index of the row of headings: as chosen, or found.
fn heading(how: &Reading, grid: &Grid, lines: &[u64]) -> Result<usize, Refusal> {
    let chosen = match how.header_line {
        Some(line) => Some(lines.iter().position(|known| *known == line).unwrap_or(usize::MAX)),
        None => how.header_row,
    };
    let at = chosen.unwrap_or_else(|| header::find(grid));
    if at < grid.len() {
        return Ok(at);
    }
    let wanted = how.header_line.unwrap_or_else(|| u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1));
    Err(Refusal::new(
        Class::Invalid,
        "no_header",
        format!("The file has {} filled rows; row {wanted} cannot hold the headings.", grid.len()),
        "Choose another row for the headings.",
    ))
}
