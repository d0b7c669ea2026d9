//! Cells by row, kept close together: one text and a span of it for each cell, eight bytes a cell.

use std::ops::Range;

/// Rows of cells. A row ends with its last filled cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    text: String,
    cells: Vec<Span>,
    rows: Vec<Span>,
    open: u32,
}

/// A part of the text, or of the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    len: u32,
}

impl Span {
    fn range(self) -> Range<usize> {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        start..start.saturating_add(usize::try_from(self.len).unwrap_or(usize::MAX))
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.len == 0
    }

    pub(crate) fn bytes(self) -> usize {
        usize::try_from(self.len).unwrap_or(usize::MAX)
    }
}

/// Texts are mostly as long together as the file; more room than that is made in steps of this many bytes or cells.
const ROOM: usize = 1024 * 1024;

impl Grid {
    /// An empty grid with room for so many bytes and cells. Room costs no memory before something lies in it.
    pub(crate) fn with_room(bytes: usize, cells: usize) -> Self {
        Self { text: String::with_capacity(bytes), cells: Vec::with_capacity(cells), ..Self::default() }
    }

    /// For how many cells there is room.
    pub(crate) const fn room_for_cells(&self) -> usize {
        self.cells.capacity()
    }

    /// The cell of a row and column; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.spans(row).get(column).map_or("", |span| self.text(*span))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many cells a row has, up to its last filled one.
    pub fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |span| span.bytes())
    }

    /// The cells of one row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.spans(row).iter().map(|span| self.text(*span))
    }

    /// Every row, as its cells.
    pub fn iter(&self) -> impl Iterator<Item = Vec<&str>> {
        (0..self.len()).map(|row| self.row(row).collect())
    }

    /// Every row with cells of its own, for comparison.
    pub fn to_vecs(&self) -> Vec<Vec<String>> {
        self.iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect()
    }

    /// Bytes of all texts together; a text that many cells share counts once.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// Keeps a text without a cell, so that many cells can share it.
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if self.text.capacity() - self.text.len() < text.len() && self.text.len() >= ROOM {
            // Doubling would need three times what there is for a moment.
            self.text.reserve_exact(text.len() + ROOM.max(self.text.len() / 8));
        }
        self.text.push_str(text);
        Span { start, len: u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    /// A text that was kept.
    pub(crate) fn text(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Adds a cell to the row that is being written.
    pub(crate) fn push(&mut self, text: &str) {
        let span = self.keep(text);
        self.push_span(span);
    }

    /// Adds a cell that shares a text.
    pub(crate) fn push_span(&mut self, span: Span) {
        if self.cells.len() == self.cells.capacity() && self.cells.len() >= ROOM {
            self.cells.reserve_exact(ROOM.max(self.cells.len() / 8));
        }
        self.cells.push(span);
    }

    /// How many cells the row that is being written has.
    pub(crate) fn open_width(&self) -> usize {
        self.cells.len() - usize::try_from(self.open).unwrap_or(0).min(self.cells.len())
    }

    /// Ends the row; false when nothing in it is filled, and then there is no row.
    pub(crate) fn end_row(&mut self) -> bool {
        let open = usize::try_from(self.open).unwrap_or(usize::MAX);
        let written = self.cells.get(open..).unwrap_or_default();
        let filled = |span: &Span| !self.text.get(span.range()).unwrap_or_default().trim().is_empty();
        let width = written.iter().rposition(filled).map_or(0, |last| last + 1);
        self.cells.truncate(open.saturating_add(width));
        if width == 0 {
            return false;
        }
        self.rows.push(Span { start: self.open, len: u32::try_from(width).unwrap_or(u32::MAX) });
        self.open = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        true
    }

    /// Gives a cell the text of another one, when it is empty.
    pub(crate) fn fill(&mut self, row: usize, column: usize, with: Span) {
        let Some(place) = self.rows.get(row).copied() else { return };
        if place.bytes() <= column {
            // The row moves to the end, where it has room.
            let mut wider: Vec<Span> = self.spans(row).to_vec();
            wider.resize(column + 1, Span::default());
            let start = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            let len = u32::try_from(wider.len()).unwrap_or(u32::MAX);
            self.cells.extend(wider);
            self.open = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            if let Some(known) = self.rows.get_mut(row) {
                *known = Span { start, len };
            }
        }
        let Some(place) = self.rows.get(row) else { return };
        if let Some(cell) = self.cells.get_mut(place.range().start + column)
            && cell.is_empty()
        {
            *cell = with;
        }
    }

    /// The text of a cell, to be shared.
    pub(crate) fn span(&self, row: usize, column: usize) -> Span {
        self.spans(row).get(column).copied().unwrap_or_default()
    }

    /// Takes the first rows off.
    pub(crate) fn drop_front(&mut self, rows: usize) {
        self.rows.drain(..rows.min(self.rows.len()));
    }

    fn spans(&self, row: usize) -> &[Span] {
        self.rows.get(row).and_then(|span| self.cells.get(span.range())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_with_their_last_filled_cell_and_empty_rows_are_none() {
        let mut grid = Grid::default();
        for cells in [&["a", "", "c", " "][..], &["", " "], &["", "b"]] {
            for cell in cells {
                grid.push(cell);
            }
            grid.end_row();
        }
        assert_eq!(grid.to_vecs(), [vec!["a", "", "c"], vec!["", "b"]]);
        assert_eq!((grid.cell(1, 1), grid.cell(1, 2), grid.cell(9, 0)), ("b", "", ""));
        grid.drop_front(1);
        assert_eq!(grid.to_vecs(), [vec!["", "b"]]);
    }

    #[test]
    fn a_cell_is_filled_only_where_it_is_empty() {
        let mut grid = Grid::default();
        for cells in [&["a", "b", "c"][..], &["x"], &["", "y"]] {
            for cell in cells {
                grid.push(cell);
            }
            grid.end_row();
        }
        let span = grid.span(0, 2);
        grid.fill(1, 2, span);
        grid.fill(2, 1, span);
        assert_eq!(grid.to_vecs(), [vec!["a", "b", "c"], vec!["x", "", "c"], vec!["", "y"]]);
        grid.push("z");
        assert!(grid.end_row());
        assert_eq!(grid.cell(3, 0), "z");
    }
}
