//! A file of any kind as a sheet: what it is, is told by its bytes, not by its name.

use crate::{Format, Reading, Sheet, Table, json::read_json, read_csv, workbook::read_workbook};
use record::{Class, Refusal};

/// Tables that a refusal names.
const NAMED: usize = 12;

/// Reads a file: CSV, an Excel workbook or JSON.
///
/// # Errors
/// A refusal in one sentence when the file is none of these, is larger than the limits, or is damaged.
pub fn read(bytes: &[u8], how: &Reading) -> Result<Sheet, Refusal> {
    how.limits.file(bytes.len())?;
    match format_of(bytes) {
        Format::Workbook => read_workbook(bytes, how),
        Format::Json => match read_json(bytes, how) {
            // Text that only begins like JSON, such as a heading in brackets.
            Err(refusal) if refusal.code == "unreadable_json" && !is_named_json(&how.name) => {
                read_csv(bytes, how).map_err(|_| refusal)
            }
            read => read,
        },
        Format::Csv => read_csv(bytes, how),
    }
}

/// What a file is, by its first bytes.
pub fn format_of(bytes: &[u8]) -> Format {
    if bytes.starts_with(b"PK\x03\x04") {
        return Format::Workbook;
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = text.strip_prefix(b"\xFF\xFE").or_else(|| text.strip_prefix(b"\xFE\xFF")).unwrap_or(text);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    if matches!(first, Some(b'{' | b'[')) { Format::Json } else { Format::Csv }
}

fn is_named_json(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "json" | "jsonl" | "ndjson")
}

pub(crate) fn no_such_table(wanted: &str, tables: &[Table]) -> Refusal {
    let mut names: Vec<String> = tables.iter().take(NAMED).map(|table| format!("“{}”", table.name)).collect();
    if tables.len() > NAMED {
        names.push("…".to_owned());
    }
    Refusal::new(
        Class::Invalid,
        "no_such_table",
        format!("The file holds no sheet “{wanted}”; it holds {}.", names.join(", ")),
        "Choose one of these.",
    )
}
