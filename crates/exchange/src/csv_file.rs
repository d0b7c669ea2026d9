//! Text files with separators: quoted cells over several lines, rows of different lengths.

use crate::grid::Grid;
use crate::sheet::{Notes, Raw, assemble, visible};
use crate::{Format, Limits, Reading, Sheet, decode, delimiter};
use record::{Class, Refusal};

/// Reads CSV: quoted cells over several lines, rows of different lengths, headings that are empty or appear twice.
///
/// # Errors
/// A refusal in one sentence when the file is larger than the limits, is no text, has a quotation mark that is never
/// closed, or holds nothing.
pub fn read_csv(bytes: &[u8], how: &Reading) -> Result<Sheet, Refusal> {
    how.limits.file(bytes.len())?;
    let decoded = decode::decode(bytes, &how.limits)?;
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
    let (grid, lines) = records(text, separator, skipped, &how.limits, &mut notes)?;
    let raw = Raw { grid, lines, notes, headers: None };
    let mut sheet = assemble(how, raw)?;
    sheet.format = Format::Csv;
    sheet.encoding = decoded.encoding;
    sheet.delimiter = Some(char::from(separator));
    Ok(sheet)
}

fn records(
    text: &str,
    separator: u8,
    skipped: u64,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<(Grid, Vec<u64>), Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { bytes: text.as_bytes(), at: 0, line: 1 + skipped };
    let mut grid = Grid::with_room(text.len().min(limits.text_bytes), limits.cells.min(text.len()));
    let (mut starts, mut cells) = (Vec::new(), 0_usize);
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
        for (column, cell) in record.iter().take(width).enumerate() {
            limits.cell(line, column, cell.len())?;
            grid.push(&visible(cell, line, column, notes));
        }
        grid.end_row();
        limits.text(grid.text_bytes())?;
        starts.push(line);
        // The headings are a row as well.
        limits.row_count(grid.len().saturating_sub(1))?;
    }
    Ok((grid, starts))
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
