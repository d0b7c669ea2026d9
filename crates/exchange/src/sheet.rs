//! A table read from a file: headings and rows of text, and what was odd about it.

use crate::{Encoding, Limits, decode, delimiter, header};
use record::{Class, Refusal};

/// Headings and rows of text, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the file or of the sheet in it.
    pub name: String,
    /// Headings, each different, none empty.
    pub headers: Vec<String>,
    /// Cells by row. A row ends with its last filled cell, so it may be shorter than the headings, never longer.
    pub rows: Vec<Vec<String>>,
    /// The encoding that was read.
    pub encoding: Encoding,
    /// What separates the cells.
    pub delimiter: char,
    /// The line of the file in which each row begins, from 1.
    pub line_of_row: Vec<u64>,
    /// The line in which the headings stand, from 1.
    pub header_line: u64,
    /// Filled rows above the headings: a title, a banner, comments. They are shown and not imported.
    pub above: Vec<(u64, Vec<String>)>,
    /// What was odd and kept.
    pub warnings: Vec<Warning>,
    /// How many more warnings there were than are kept.
    pub warnings_left_out: usize,
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
    /// Which of the filled rows holds the headings, from 0.
    pub header_row: Option<usize>,
    /// What separates the cells; an ASCII sign.
    pub delimiter: Option<char>,
    /// How large the file may be.
    pub limits: Limits,
}

/// Reads CSV: quoted cells over several lines, rows of different lengths, headings that are empty or appear twice.
///
/// # Errors
/// A refusal in one sentence when the file is larger than the limits, is no text, has a quotation mark that is never
/// closed, or holds nothing.
pub fn read_csv(bytes: &[u8], how: &Reading) -> Result<Sheet, Refusal> {
    how.limits.file(bytes.len())?;
    let decoded = decode::decode(bytes)?;
    let (declared, text, skipped) = match delimiter::declared(&decoded.text) {
        Some((separator, rest)) => (Some(separator), rest, 1),
        None => (None, decoded.text.as_ref(), 0),
    };
    let chosen = how.delimiter.and_then(|sign| u8::try_from(sign).ok()).filter(u8::is_ascii);
    let separator = chosen.or(declared).unwrap_or_else(|| delimiter::guess(text));
    if let Some(line) = delimiter::unclosed_quote(text, separator) {
        return Err(Refusal::new(
            Class::Invalid,
            "unclosed_quote",
            format!("The quotation mark that opens in line {} is never closed.", line + skipped),
            "Close it, or write a quotation mark inside a cell twice.",
        ));
    }
    let mut notes = Notes::new(how.limits.warnings);
    if decoded.damaged {
        notes.push(
            1,
            None,
            "damaged_text",
            "Some bytes are not valid in the file's encoding; they show as �.".to_owned(),
        );
    }
    let (rows, lines) = records(text, separator, skipped, &how.limits, &mut notes)?;
    assemble(how, rows, lines, decoded.encoding, char::from(separator), notes)
}

impl Sheet {
    /// The cell of a row and column, by index; empty when the row is shorter.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// The index of the column with this heading.
    pub fn column(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|name| name == header)
    }

    /// The line in which a row begins.
    pub fn line(&self, row: usize) -> u64 {
        self.line_of_row.get(row).copied().unwrap_or_default()
    }
}

struct Notes {
    kept: Vec<Warning>,
    most: usize,
    left_out: usize,
}

impl Notes {
    fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, left_out: 0 }
    }

    fn push(&mut self, line: u64, column: Option<usize>, code: &'static str, sentence: String) {
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

type Rows = (Vec<Vec<String>>, Vec<u64>);

fn records(
    text: &str,
    separator: u8,
    skipped: u64,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Rows, Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { bytes: text.as_bytes(), at: 0, line: 1 + skipped };
    let (mut rows, mut starts, mut cells) = (Vec::new(), Vec::new(), 0_usize);
    while reader.read_record(&mut record).map_err(|_| unreadable())? {
        let byte = record.position().map_or(0, csv::Position::byte);
        let line = lines.of_record(usize::try_from(byte).unwrap_or(usize::MAX));
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let width = filled.last().map_or(0, |(last, _)| last + 1);
        limits.column_count(line, width)?;
        if width == 0 {
            continue;
        }
        cells += width;
        limits.cell_count(cells)?;
        let mut row = Vec::with_capacity(width);
        for (column, cell) in record.iter().take(width).enumerate() {
            limits.cell(line, column, cell.len())?;
            row.push(visible(cell, line, column, notes));
        }
        rows.push(row);
        starts.push(line);
        // The headings are a row as well.
        limits.row_count(rows.len().saturating_sub(1))?;
    }
    Ok((rows, starts))
}

/// The cell with NUL as a sign that can be seen. Nothing is dropped in silence.
fn visible(cell: &str, line: u64, column: usize, notes: &mut Notes) -> String {
    if cell.contains('\u{FFFD}') {
        let sentence = "The cell holds �: its text was damaged before it came here.".to_owned();
        notes.push(line, Some(column), "damaged_text", sentence);
    }
    if !cell.contains('\0') {
        return cell.to_owned();
    }
    let sentence = "The cell holds NUL characters; each is kept as ␀.".to_owned();
    notes.push(line, Some(column), "nul", sentence);
    cell.replace('\0', "␀")
}

fn assemble(
    how: &Reading,
    mut rows: Vec<Vec<String>>,
    mut lines: Vec<u64>,
    encoding: Encoding,
    delimiter: char,
    mut notes: Notes,
) -> Result<Sheet, Refusal> {
    if rows.is_empty() {
        return Err(Refusal::new(
            Class::Invalid,
            "empty_file",
            "The file holds no text.",
            "Choose a file with a row of headings and rows below it.",
        ));
    }
    let at = how.header_row.unwrap_or_else(|| header::find(&rows));
    if at >= rows.len() {
        return Err(Refusal::new(
            Class::Invalid,
            "no_header",
            format!("The file has {} filled rows; row {} cannot hold the headings.", rows.len(), at + 1),
            "Choose another row for the headings.",
        ));
    }
    let body = rows.split_off(at + 1);
    let body_lines = lines.split_off(at + 1);
    let (given, header_line) = (rows.pop().unwrap_or_default(), lines.pop().unwrap_or_default());
    let width = body.iter().map(Vec::len).max().unwrap_or(0).max(given.len());
    if let Some(row) = body.iter().position(|row| row.len() > given.len()) {
        let line = body_lines.get(row).copied().unwrap_or_default();
        let sentence = format!(
            "From line {line} on some rows are wider than the headings ({} columns instead of {}).",
            width,
            given.len()
        );
        notes.push(line, None, "ragged", sentence);
    }
    let above: Vec<(u64, Vec<String>)> = lines.into_iter().zip(rows).collect();
    for (line, _) in &above {
        notes.push(
            *line,
            None,
            "above_header",
            "The row stands above the headings and is left out.".to_owned(),
        );
    }
    let (headers, warnings) = header::name(&given, width, header_line);
    for warning in warnings {
        notes.add(warning);
    }
    Ok(Sheet {
        name: how.name.clone(),
        headers,
        rows: body,
        encoding,
        delimiter,
        line_of_row: body_lines,
        header_line,
        above,
        warnings: notes.kept,
        warnings_left_out: notes.left_out,
    })
}

fn unreadable() -> Refusal {
    Refusal::new(
        Class::Invalid,
        "unreadable",
        "The file cannot be read as CSV.",
        "Save it again as “CSV UTF-8” and try once more.",
    )
}

/// Counts lines up to the first byte of each record; blank lines before it belong to no record.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of_record(&mut self, byte: usize) -> u64 {
        while let Some(sign) = self.bytes.get(self.at) {
            let breaks = matches!(sign, b'\n' | b'\r');
            if self.at >= byte && !breaks {
                break;
            }
            let paired = *sign == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(breaks && !paired);
            self.at += 1;
        }
        self.line
    }
}
