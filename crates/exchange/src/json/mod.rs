//! JSON: an array of objects, an object that holds one, objects by key, or one object on each line. What nests gets
//! dotted names, and what is several becomes a list in one cell.

mod outline;
mod rows;

use crate::sheet::{Notes, Raw, assemble};
use crate::{Format, Reading, Sheet, Table, decode};
use outline::{Outline, Root};
use record::{Class, Refusal};
use rows::{Reach, Sink};
use serde::de::DeserializeSeed;

/// Reads a table out of JSON.
///
/// # Errors
/// A refusal in one sentence when the text is no JSON, is larger than the limits, holds no rows, or has no such table.
pub fn read_json(bytes: &[u8], how: &Reading) -> Result<Sheet, Refusal> {
    how.limits.file(bytes.len())?;
    let decoded = decode::decode(bytes, &how.limits)?;
    let outline = Outline::of(&decoded.text, &how.limits)?;
    let tables = outline.tables();
    let wanted = how.table.as_deref().filter(|wanted| !wanted.is_empty());
    let table = match wanted {
        Some(wanted) => tables.iter().find(|table| table.name == wanted),
        None => tables.iter().rev().max_by_key(|table| table.cells),
    };
    let table = table.ok_or_else(|| crate::source::no_such_table(wanted.unwrap_or_default(), &tables))?;
    let mut notes = Notes::new(how.limits.warnings);
    if decoded.damaged {
        let sentence = "Some bytes are not valid in the file's encoding; they show as �.".to_owned();
        notes.push(1, None, "damaged_text", sentence);
    }
    let mut sink = Sink::new(&how.limits, &mut notes);
    let mut json = serde_json::Deserializer::from_str(&decoded.text);
    let read = match outline.root {
        Root::Lines => rows::lines(&mut json, &mut sink),
        Root::Array | Root::Object => {
            Reach { left: &table.name, path: "", sink: &mut sink }.deserialize(&mut json)
        }
        Root::Keyed => rows::keyed(&mut json, &mut sink),
        Root::Record => rows::record(&mut json, &mut sink),
    };
    if let Some(refusal) = sink.refusal.take() {
        return Err(refusal);
    }
    read.map_err(|error| unreadable(&error))?;
    let (grid, lines, headers, beside) = sink.finish();
    let mut sheet = assemble(how, Raw { grid, lines, notes, headers: Some(headers) })?;
    sheet.format = Format::Json;
    sheet.encoding = decoded.encoding;
    table.name.clone_into(&mut sheet.table);
    sheet.above = beside.into_iter().map(|(name, value)| (0, vec![name, value])).collect();
    sheet.tables = tables;
    Ok(sheet)
}

impl Outline {
    fn tables(&self) -> Vec<Table> {
        let whole = |rows| vec![Table { rows, cells: rows, ..Table::default() }];
        match self.root {
            Root::Object => {
                let table = |(name, rows): &(String, usize)| Table {
                    name: name.clone(),
                    rows: *rows,
                    cells: *rows,
                    hidden: false,
                };
                self.arrays.iter().map(table).collect()
            }
            Root::Record => whole(1),
            Root::Lines | Root::Array | Root::Keyed => whole(self.rows),
        }
    }
}

fn unreadable(error: &serde_json::Error) -> Refusal {
    Refusal::new(
        Class::Invalid,
        "unreadable_json",
        format!("The JSON is wrong or breaks off in line {}, column {}.", error.line(), error.column()),
        "Write it again with the program that it comes from.",
    )
}
