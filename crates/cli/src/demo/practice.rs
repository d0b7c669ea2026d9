//! Lines of the script that are no act on one record but a use-case of a practice: freezing, judging, accepting a gap.

use super::calendar::Calendar;
use jiff::civil::Date;
use record::RecordId;
use std::collections::BTreeMap;
use toml::Table;

/// Code of a line that freezes a result: `query` and `about`.
pub const FREEZE: &str = "freeze";
/// Code of a line that judges a requirement on a baseline.
pub const JUDGE: &str = "judge";
/// Code of a line that makes an action of a gap: `gap`, `assignee`, `due`.
pub const TAKE_UP: &str = "take_up";

/// A text of a table.
///
/// # Errors
/// What is missing, as one sentence.
pub fn text<'a>(table: &'a Table, name: &str) -> Result<&'a str, String> {
    table.get(name).and_then(toml::Value::as_str).ok_or_else(|| format!("“{name}” is missing"))
}

/// The record that an alias in a table stands for.
///
/// # Errors
/// What is missing, as one sentence.
pub fn record(table: &Table, name: &str, aliases: &BTreeMap<String, RecordId>) -> Result<RecordId, String> {
    let alias = text(table, name)?.trim_start_matches('@');
    aliases.get(alias).copied().ok_or_else(|| format!("there is no “{alias}”"))
}

/// The day in a table.
///
/// # Errors
/// What is missing, as one sentence.
pub fn day(table: &Table, name: &str, calendar: Calendar) -> Result<Date, String> {
    let text = text(table, name)?;
    calendar.date(text).ok_or_else(|| format!("“{text}” is no day"))
}
