//! Registers as Excel workbooks: what people see, with the options of choices to pick from, and hidden keys by which an
//! edited file finds its records again.

use crate::write::{labels, text_of};
use crate::{RECORD_COLUMN, VERSION_COLUMN, Writing};
use record::{Body, Class, FieldDef, RecordId, Refusal, Schema, Shape, Value};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError,
};

/// Rows below the last record that still offer the options, for records that people add.
const SPARE_ROWS: u32 = 500;
/// Characters of a cell that Excel holds.
const CELL_CHARS: usize = 32_767;
/// Columns before the fields: record, version, reference.
const BEFORE: u16 = 3;
/// The sheet of options.
const OPTIONS: &str = "Options";

/// A record of an exported register.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// Its id, by which it is found again.
    pub id: RecordId,
    /// The version that is exported.
    pub version: u32,
    /// `USE-0007`.
    pub reference: &'a str,
    /// Its content.
    pub body: &'a Body,
}

/// Writes records as a workbook with one visible sheet. Ids and versions stand in hidden columns; choices, ratings and
/// yes-or-no fields can be picked from a list; texts are never formulas.
///
/// # Errors
/// A refusal when a text is longer than a cell can hold, or when there are more rows than a sheet has.
pub fn write_xlsx<'a>(
    schema: &Schema,
    rows: impl IntoIterator<Item = Exported<'a>>,
    how: &Writing<'_>,
) -> Result<Vec<u8>, Refusal> {
    let fields: Vec<&FieldDef> = if how.fields.is_empty() {
        schema.fields().collect()
    } else {
        how.fields.iter().filter_map(|id| schema.field(id)).collect()
    };
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(2026, 1, 1).map_err(|error| unwritable(&error))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day).set_author("Plumbline"));
    let written = sheet(book.add_worksheet(), schema, &fields, rows, how);
    let count = written.map_err(|error| unwritable(&error))?;
    let lists = options(book.add_worksheet(), &fields).map_err(|error| unwritable(&error))?;
    let main = book.worksheet_from_index(0).map_err(|error| unwritable(&error))?;
    for (column, list) in lists {
        let list = DataValidation::new().allow_list_formula(Formula::new(list));
        main.add_data_validation(1, column, count + SPARE_ROWS, column, &list)
            .map_err(|error| unwritable(&error))?;
    }
    book.save_to_buffer().map_err(|error| unwritable(&error))
}

/// Writes rows of plain cells as a workbook with one sheet, the heads first; texts are never formulas.
///
/// # Errors
/// As [`write_xlsx`].
pub fn write_sheet(
    title: &str,
    heads: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Refusal> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(2026, 1, 1).map_err(|error| unwritable(&error))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day).set_author("Plumbline"));
    plain(book.add_worksheet(), title, heads, rows).map_err(|error| unwritable(&error))?;
    book.save_to_buffer().map_err(|error| unwritable(&error))
}

fn plain(
    sheet: &mut Worksheet,
    title: &str,
    heads: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<(), XlsxError> {
    sheet.set_name(name(title))?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_ECF1)).set_text_wrap();
    let wrap = Format::new().set_text_wrap();
    for (column, label) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, label, &head)?;
        sheet.set_column_width(column, 24)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string_with_format(row, column, text, &wrap)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn sheet<'a>(
    sheet: &mut Worksheet,
    schema: &Schema,
    fields: &[&FieldDef],
    rows: impl IntoIterator<Item = Exported<'a>>,
    how: &Writing<'_>,
) -> Result<u32, XlsxError> {
    sheet.set_name(name(schema.kind.name.many))?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_ECF1)).set_text_wrap();
    let heads = [RECORD_COLUMN, VERSION_COLUMN, "Reference"].map(str::to_owned);
    for (column, label) in (0..).zip(heads.into_iter().chain(labels(fields))) {
        sheet.write_string_with_format(0, column, label, &head)?;
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let wrap = Format::new().set_text_wrap();
    let mut row = 0;
    for exported in rows {
        row += 1;
        sheet.write_string(row, 0, exported.id.to_string())?;
        sheet.write_number(row, 1, exported.version)?;
        sheet.write_string(row, 2, exported.reference)?;
        for (column, field) in (BEFORE..).zip(fields) {
            match exported.body.get(field.id) {
                None => {}
                Some(Value::Date(day)) => match excel(*day) {
                    Some(day) => drop(sheet.write_datetime_with_format(row, column, &day, &date)?),
                    None => drop(sheet.write_string(row, column, day.to_string())?),
                },
                Some(Value::Number(number)) => {
                    let text = number.normalize().to_string();
                    match text.parse::<f64>().ok().filter(|float| float.to_string() == text) {
                        Some(float) => drop(sheet.write_number(row, column, float)?),
                        None => drop(sheet.write_string(row, column, text)?),
                    }
                }
                Some(value) => {
                    let text = text_of(field, value, how);
                    if text.chars().count() > CELL_CHARS {
                        return Err(XlsxError::MaxStringLengthExceeded);
                    }
                    let plain = matches!(field.shape, Shape::Prose { .. } | Shape::Links(_));
                    if plain {
                        sheet.write_string_with_format(row, column, text, &wrap)?;
                    } else {
                        sheet.write_string(row, column, text)?;
                    }
                }
            }
        }
    }
    for (column, field) in (BEFORE..).zip(fields) {
        let width = if matches!(field.shape, Shape::Prose { .. }) { 48 } else { 22 };
        sheet.set_column_width(column, width)?;
    }
    sheet.set_column_hidden(0)?;
    sheet.set_column_hidden(1)?;
    sheet.set_freeze_panes(1, BEFORE)?;
    let last = BEFORE.saturating_sub(1).saturating_add(u16::try_from(fields.len()).unwrap_or(u16::MAX));
    sheet.autofilter(0, 0, row, last)?;
    Ok(row)
}

/// Writes the options of every closed field into a hidden sheet and gives, for each column, where they stand.
fn options(sheet: &mut Worksheet, fields: &[&FieldDef]) -> Result<Vec<(u16, String)>, XlsxError> {
    sheet.set_name(OPTIONS)?;
    sheet.set_hidden(true);
    let mut lists = Vec::new();
    for (column, field) in (BEFORE..).zip(fields) {
        let labels: Vec<String> = match field.shape {
            Shape::Choice(options) => options.iter().map(|option| option.label.to_owned()).collect(),
            Shape::Flag => ["Yes", "No"].map(str::to_owned).to_vec(),
            Shape::Rating(steps) => (1_usize..)
                .zip(steps)
                .map(|(at, step)| format!("{at} {}", step.label).trim().to_owned())
                .collect(),
            _ => continue,
        };
        let place = u16::try_from(lists.len()).unwrap_or(u16::MAX);
        let mut last = 0;
        for (row, label) in (1_u32..).zip(&labels) {
            sheet.write_string(row, place, label)?;
            last = row;
        }
        sheet.write_string(0, place, field.label)?;
        let letters = rust_xlsxwriter::utility::column_number_to_name(place);
        lists.push((column, format!("={OPTIONS}!${letters}$2:${letters}${}", last + 1)));
    }
    Ok(lists)
}

fn excel(day: jiff::civil::Date) -> Option<ExcelDateTime> {
    let (month, dom) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    let year = u16::try_from(day.year()).ok().filter(|year| *year > 1900)?;
    ExcelDateTime::from_ymd(year, month, dom).ok()
}

/// A name that a sheet can have.
fn name(text: &str) -> String {
    let plain: String =
        text.chars().map(|sign| if "[]:*?/\\'".contains(sign) { ' ' } else { sign }).take(31).collect();
    if plain.trim().is_empty() || plain == OPTIONS { "Records".to_owned() } else { plain }
}

fn unwritable(error: &XlsxError) -> Refusal {
    let sentence = match error {
        XlsxError::MaxStringLengthExceeded => {
            format!("A text is longer than the {CELL_CHARS} characters that a cell can hold.")
        }
        XlsxError::RowColumnLimitError => "The register has more rows than a sheet can hold.".to_owned(),
        other => format!("The workbook could not be written: {other}."),
    };
    Refusal::new(Class::Invalid, "unwritable_workbook", sentence, "Take the register out as CSV or JSON.")
}
