//! Columns that a file keeps apart and the register together, or the other way round: joined and split before anything is
//! mapped, so that everything that follows sees the columns that people mean.

use crate::{Limits, Mapping, Sheet, grid::Grid};
use record::{Class, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Columns that one column can be split into.
pub const PARTS_MAX: usize = 8;
/// Changes to the columns of one file.
const RESHAPES_MAX: usize = 50;
/// Characters of a separator.
const BY_CHARS: usize = 20;

/// A change to the columns of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reshape {
    /// Several columns become one: their filled cells, with `by` between them. The column stands where the first was.
    Join {
        /// The headings, in the order in which they are joined.
        columns: Vec<String>,
        /// What stands between, such as a space.
        by: String,
        /// The new heading.
        into: String,
    },
    /// One column becomes several: its cells are cut at `by`, and the last part holds all that is left.
    Split {
        /// The heading.
        column: String,
        /// Where cells are cut, such as ` – `.
        by: String,
        /// The new headings, two at least.
        into: Vec<String>,
    },
}

impl Mapping {
    /// The sheet with its columns joined and split as this mapping says. No text is lost but the separators.
    ///
    /// # Errors
    /// A refusal when a column does not exist or a heading would come twice.
    pub fn reshaped(&self, sheet: Sheet) -> Result<Sheet, Refusal> {
        if self.reshapes.len() > RESHAPES_MAX {
            return Err(refused(format!("A mapping joins and splits at most {RESHAPES_MAX} times.")));
        }
        self.reshapes.iter().try_fold(sheet, |sheet, reshape| reshape.apply(&sheet))
    }
}

/// A column after a change: cells of the file, joined or cut.
enum Column<'r> {
    Kept(usize),
    Joined(Vec<usize>, &'r str),
    Part(usize, &'r str, usize, usize),
}

impl Reshape {
    fn apply(&self, sheet: &Sheet) -> Result<Sheet, Refusal> {
        let (headers, columns) = self.columns(sheet)?;
        let distinct: BTreeSet<&String> = headers.iter().collect();
        if distinct.len() < headers.len() || headers.iter().any(|header| header.trim().is_empty()) {
            return Err(refused("Give each new column a heading that no other column has.".to_owned()));
        }
        Limits::default().column_count(sheet.header_line, headers.len())?;
        let mut grid = Grid::default();
        let mut lines = Vec::with_capacity(sheet.rows.len());
        for row in 0..sheet.rows.len() {
            for column in &columns {
                grid.push(&column.text(sheet, row));
            }
            Limits::default().text(grid.text_bytes())?;
            if grid.end_row() {
                lines.push(sheet.line(row));
            }
        }
        Ok(Sheet { headers, rows: grid, line_of_row: lines, ..sheet.clone() })
    }

    fn columns<'r>(&'r self, sheet: &Sheet) -> Result<(Vec<String>, Vec<Column<'r>>), Refusal> {
        let find = |name: &String| {
            let missing = || refused(format!("The file has no column “{name}”."));
            sheet.column(name).ok_or_else(missing)
        };
        let all = || sheet.headers.iter().cloned().enumerate();
        let fits = |by: &str| !by.is_empty() && by.chars().count() <= BY_CHARS;
        match self {
            Self::Join { columns, by, into } => {
                let places = columns.iter().map(find).collect::<Result<Vec<usize>, Refusal>>()?;
                let distinct: BTreeSet<&usize> = places.iter().collect();
                if places.len() < 2 || distinct.len() < places.len() || by.chars().count() > BY_CHARS {
                    return Err(refused("Choose at least two columns to join.".to_owned()));
                }
                let first = places.iter().copied().min().unwrap_or(0);
                let kept = all().filter(|(place, _)| *place == first || !places.contains(place));
                Ok(kept
                    .map(|(place, header)| {
                        if place == first {
                            (into.trim().to_owned(), Column::Joined(places.clone(), by))
                        } else {
                            (header, Column::Kept(place))
                        }
                    })
                    .unzip())
            }
            Self::Split { column, by, into } => {
                let split = find(column)?;
                if !fits(by) || !(2..=PARTS_MAX).contains(&into.len()) {
                    let sentence = format!("Say where the cells are cut, and into 2 to {PARTS_MAX} columns.");
                    return Err(refused(sentence));
                }
                let parts = |(place, header): (usize, String)| -> Vec<(String, Column<'r>)> {
                    if place != split {
                        return vec![(header, Column::Kept(place))];
                    }
                    let each = into.iter().enumerate();
                    each.map(|(at, name)| (name.trim().to_owned(), Column::Part(place, by, at, into.len())))
                        .collect()
                };
                Ok(all().flat_map(parts).unzip())
            }
        }
    }
}

impl Column<'_> {
    fn text(&self, sheet: &Sheet, row: usize) -> String {
        match self {
            Self::Kept(place) => sheet.cell(row, *place).to_owned(),
            Self::Joined(places, by) => {
                let cells = places.iter().map(|place| sheet.cell(row, *place).trim());
                cells.filter(|cell| !crate::is_blank(cell)).collect::<Vec<_>>().join(by)
            }
            Self::Part(place, by, at, of) => {
                sheet.cell(row, *place).splitn(*of, *by).nth(*at).unwrap_or_default().trim().to_owned()
            }
        }
    }
}

fn refused(sentence: String) -> Refusal {
    Refusal::new(
        Class::Invalid,
        "columns_do_not_fit",
        sentence,
        "Look at how the mapping joins and splits columns, and at the headings of the file.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reading, read_csv};

    fn sheet() -> Sheet {
        let csv = "first,last,what\nAda,Byron,Chat – answers – callers\n,Hopper,Scan\n,,Rank – sorts\n";
        read_csv(csv.as_bytes(), &Reading::default()).unwrap()
    }

    fn shaped(reshapes: Vec<Reshape>) -> Result<Sheet, Refusal> {
        Mapping { reshapes, ..Mapping::default() }.reshaped(sheet())
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_are_joined_and_split_and_no_word_is_lost() {
        let join = Reshape::Join { columns: names(&["first", "last"]), by: " ".into(), into: "owner".into() };
        let split =
            Reshape::Split { column: "what".into(), by: " – ".into(), into: names(&["name", "purpose"]) };
        let sheet = shaped(vec![join, split]).unwrap();
        assert_eq!(sheet.headers, ["owner", "name", "purpose"]);
        assert_eq!(
            sheet.rows.to_vecs(),
            [
                names(&["Ada Byron", "Chat", "answers – callers"]),
                names(&["Hopper", "Scan"]),
                names(&["", "Rank", "sorts"])
            ]
        );
        assert_eq!(sheet.line_of_row, [2, 3, 4]);
    }

    #[test]
    fn what_does_not_fit_the_file_is_refused() {
        let split = |column: &str, by: &str, into: &[&str]| {
            shaped(vec![Reshape::Split { column: column.into(), by: by.into(), into: names(into) }])
        };
        assert!(split("none", "-", &["a", "b"]).unwrap_err().sentence.contains("no column “none”"));
        assert!(split("what", "", &["a", "b"]).is_err());
        assert!(split("what", "-", &["a"]).is_err());
        assert!(split("what", "-", &["first", "b"]).is_err(), "a heading would come twice");
        let join = |columns: &[&str]| {
            shaped(vec![Reshape::Join { columns: names(columns), by: " ".into(), into: "x".into() }])
        };
        assert!(join(&["first"]).is_err() && join(&["first", "first"]).is_err());
    }
}
