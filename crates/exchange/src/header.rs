//! Which row names the columns, and names for columns that have none of their own.

use crate::{grid::Grid, sheet::Warning};
use std::collections::BTreeSet;

/// Rows at the beginning of a file among which the header is looked for.
pub(crate) const LOOKED_AT: usize = 20;

/// The index of the row that names the columns: the first that fills at least 60% of the widest row near it. A title, a
/// banner of sections or comment lines above it fill less.
pub(crate) fn find(rows: &Grid) -> usize {
    let filled: Vec<usize> = (0..rows.len().min(LOOKED_AT))
        .map(|row| rows.row(row).filter(|cell| !cell.trim().is_empty()).count())
        .collect();
    let most = filled.iter().copied().max().unwrap_or(0);
    filled.iter().position(|count| count * 10 >= most * 6).unwrap_or(0)
}

/// Names for `width` columns: as given, one line each; empty ones become "Column 3", a repeated one "Name (2)".
pub(crate) fn name(given: &[String], width: usize, line: u64) -> (Vec<String>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = Vec::with_capacity(width);
    for index in 0..width {
        let words = given.get(index).map_or("", String::as_str).split_whitespace();
        let wanted = words.collect::<Vec<_>>().join(" ");
        let (base, code) = if wanted.is_empty() {
            (format!("Column {}", index + 1), "empty_header")
        } else {
            (wanted, "duplicate_header")
        };
        let mut name = base.clone();
        let mut copy = 1;
        while taken.contains(&name) {
            copy += 1;
            name = format!("{base} ({copy})");
        }
        if code == "empty_header" || copy > 1 {
            let sentence = if code == "empty_header" {
                format!("Column {} has no heading; it is called “{name}”.", index + 1)
            } else {
                format!("The heading “{base}” appears again; column {} is called “{name}”.", index + 1)
            };
            warnings.push(Warning { line, column: Some(index), code, sentence });
        }
        taken.insert(name.clone());
        names.push(name);
    }
    (names, warnings)
}
