//! Every limit on a file that is read, in one place, with its unit.

use record::{Class, Refusal};

/// How large a file may be. What is larger is refused before it costs memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Rows below the header.
    pub rows: usize,
    /// Columns of a row.
    pub columns: usize,
    /// Cells of the whole file: a file of nothing but separators is small on disk and large in memory.
    pub cells: usize,
    /// Bytes of one cell as UTF-8.
    pub cell_bytes: usize,
    /// Bytes of all texts of a table together, as UTF-8.
    pub text_bytes: usize,
    /// Records of other kinds that the rows of a file can name; what names more is listed and left out.
    pub linked: usize,
    /// Warnings that are kept one by one; what follows is only counted.
    pub warnings: usize,
    /// Sheets of a workbook, or arrays of objects in a JSON document.
    pub tables: usize,
    /// Parts of a workbook's archive.
    pub parts: usize,
    /// Bytes that a workbook may unpack to altogether; the parts are read as they are unpacked and never kept.
    pub unpacked: u64,
    /// How many times its size in the archive one part of a workbook may unpack to.
    pub expansion: u64,
    /// Below this size in bytes a part may unpack by any factor.
    pub expansion_free: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 50 * 1024 * 1024,
            rows: 200_000,
            columns: 500,
            cells: 5_000_000,
            cell_bytes: 100 * 1024,
            text_bytes: 64 * 1024 * 1024,
            linked: 100_000,
            warnings: 1_000,
            tables: 250,
            parts: 10_000,
            unpacked: 1024 * 1024 * 1024,
            expansion: 200,
            expansion_free: 16 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// Refuses a file by its size, so that a larger one need not even be fetched.
    ///
    /// # Errors
    /// `file_too_large`.
    pub fn file(&self, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.bytes {
            return Ok(());
        }
        Err(refused(
            "file_too_large",
            format!("The file has {} MB; at most {} MB are read.", mega(bytes), mega(self.bytes)),
            "Split the file, or leave out columns that are not needed.",
        ))
    }

    pub(crate) fn row_count(&self, rows: usize) -> Result<(), Refusal> {
        if rows <= self.rows {
            return Ok(());
        }
        Err(refused(
            "too_many_rows",
            format!("The file has more than {} rows.", self.rows),
            "Split the file into several and import them one after the other.",
        ))
    }

    pub(crate) fn column_count(&self, line: u64, columns: usize) -> Result<(), Refusal> {
        if columns <= self.columns {
            return Ok(());
        }
        Err(refused(
            "too_many_columns",
            format!("Line {line} has {columns} columns; at most {} are read.", self.columns),
            "Leave out columns that are not needed, or check the separator.",
        ))
    }

    pub(crate) fn cell_count(&self, cells: usize) -> Result<(), Refusal> {
        if cells <= self.cells {
            return Ok(());
        }
        Err(refused(
            "too_many_cells",
            format!("The file has more than {} cells.", self.cells),
            "Split the file, or leave out columns that are not needed.",
        ))
    }

    pub(crate) fn text(&self, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.text_bytes {
            return Ok(());
        }
        Err(refused(
            "too_much_text",
            format!("The texts of the file have more than {} MB.", mega(self.text_bytes)),
            "Split the file, or leave out columns that are not needed.",
        ))
    }

    pub(crate) fn cell(&self, line: u64, column: usize, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.cell_bytes {
            return Ok(());
        }
        Err(refused(
            "cell_too_large",
            format!(
                "Column {} of the row that begins in line {line} holds {} KB; at most {} KB are read.",
                column + 1,
                bytes / 1024,
                self.cell_bytes / 1024
            ),
            "Shorten the cell; if it is not that long, a quotation mark before it is not closed.",
        ))
    }
}

fn refused(code: &'static str, sentence: String, remedy: &str) -> Refusal {
    Refusal::new(Class::TooLarge, code, sentence, remedy)
}

/// Megabytes, rounded up, so that a file above the limit never reads as one at the limit.
fn mega(bytes: usize) -> usize {
    bytes.div_ceil(1024 * 1024)
}
