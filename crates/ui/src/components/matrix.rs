//! Two scales against each other, such as likelihood and impact: a real table whose cells lead to the records.

use crate::words::readiness as w;
use crate::{Href, Locale, Sample};
use maud::{Markup, html};

/// A matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// What is counted, for readers.
    pub caption: String,
    /// The scale of the columns, from low to high.
    pub across: Vec<String>,
    /// The rows, from high to low.
    pub rows: Vec<MatrixRow>,
    /// Whether its rows are named by words that need room.
    pub wordy: bool,
}

/// A row of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// The step of the row's scale.
    pub label: String,
    /// One cell a column.
    pub cells: Vec<MatrixCell>,
}

/// A cell of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixCell {
    /// How many records.
    pub count: u64,
    /// From 1 (calm) to 5 (grave): colour, and also said aloud. 0 where a cell has no level.
    pub level: u8,
    /// The records.
    pub href: Href,
}

impl Matrix {
    /// The table.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            table class={ "heat" @if self.wordy { " wordy" } } {
                caption class="aloud" { (self.caption) }
                thead {
                    tr {
                        th scope="col" { span class="aloud" { (locale.say(w::SCALE)) } }
                        @for step in &self.across { th scope="col" { (step) } }
                    }
                }
                tbody {
                    @for row in &self.rows {
                        tr {
                            th scope="row" { (row.label) }
                            @for (cell, step) in row.cells.iter().zip(&self.across) {
                                td class={ "h" (cell.level.min(5)) } { (self.cell(locale, cell, &row.label, step)) }
                            }
                        }
                    }
                }
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads as the cell of this matrix")]
    fn cell(&self, locale: &Locale, cell: &MatrixCell, row: &str, column: &str) -> Markup {
        let count = locale.number(cell.count);
        let aloud = locale.fill(
            w::CELL,
            &[("n", &count), ("row", row), ("column", column), ("level", &cell.level.to_string())],
        );
        html! {
            @if cell.count == 0 { span class="aloud" { (aloud) } } @else {
                a href=(cell.href) aria-label=(aloud) { (count) }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("matrix", sample(), |locale, matrix| matrix.draw(locale))]
}

/// A matrix for samples.
pub fn sample() -> Matrix {
    let counts: [(&str, [u64; 5]); 5] = [
        ("Almost certain", [0, 1, 2, 1, 1]),
        ("Likely", [1, 4, 3, 2, 1]),
        ("Possible", [2, 6, 9, 4, 0]),
        ("Unlikely", [5, 8, 7, 3, 1]),
        ("Rare", [6, 9, 5, 2, 0]),
    ];
    let levels: [[u8; 5]; 5] =
        [[2, 3, 4, 5, 5], [2, 3, 4, 5, 5], [1, 2, 3, 4, 4], [1, 2, 2, 3, 3], [1, 1, 1, 2, 2]];
    let rows = counts
        .into_iter()
        .zip(levels)
        .zip((1..=5).rev())
        .map(|(((label, counts), levels), likelihood)| MatrixRow {
            label: label.to_owned(),
            cells: counts
                .into_iter()
                .zip(levels)
                .zip(1..=5)
                .map(|((count, level), impact)| MatrixCell {
                    count,
                    level,
                    href: Href::to(format!("/risks?f.likelihood={likelihood}&f.impact={impact}")),
                })
                .collect(),
        })
        .collect();
    Matrix {
        caption: "Residual risk by likelihood and impact".into(),
        across: ["Negligible", "Minor", "Moderate", "Major", "Severe"].map(str::to_owned).to_vec(),
        rows,
        wordy: false,
    }
}
