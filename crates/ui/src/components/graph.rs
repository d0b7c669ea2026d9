//! Records and how they hang together, as a picture: columns of boxes from left to right, lines between them. What it shows
//! stands beside it as a list.

use crate::{Href, Locale, Sample};
use maud::{Markup, html};

/// A picture of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The boxes of each column, from left to right.
    pub columns: Vec<Vec<Node>>,
    /// The lines: column and row of both ends.
    pub edges: Vec<((usize, usize), (usize, usize))>,
    /// What it is a picture of.
    pub label: String,
}

/// A record in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// `SYS-0007`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The picture around it.
    pub href: Href,
    /// Whether the picture is around it.
    pub here: bool,
}

/// Widths and heights in the units of the picture.
const BOX: (usize, usize) = (190, 46);
const STEP: (usize, usize) = (250, 58);
const EDGE: usize = 6;
/// Characters of a title that fit a box.
const TITLE_CHARS: usize = 26;

impl Graph {
    /// The picture.
    pub fn draw(&self, _locale: &Locale) -> Markup {
        let rows = self.columns.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let width = self.columns.len().saturating_sub(1) * STEP.0 + BOX.0 + 2 * EDGE;
        let height = (rows - 1) * STEP.1 + BOX.1 + 2 * EDGE;
        html! {
            div class="scroll" tabindex="0" role="group" aria-label=(self.label) {
                svg class="graph" viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height)
                    xmlns="http://www.w3.org/2000/svg" {
                    @for (from, to) in &self.edges { (self.edge(rows, *from, *to)) }
                    @for (column, nodes) in self.columns.iter().enumerate() {
                        @for (row, node) in nodes.iter().enumerate() {
                            (drawn(node, self.place(rows, column, row)))
                        }
                    }
                }
            }
        }
    }

    /// The corner of a box; a column with fewer rows stands in the middle of the height.
    fn place(&self, rows: usize, column: usize, row: usize) -> (usize, usize) {
        let own = self.columns.get(column).map_or(0, Vec::len);
        (EDGE + column * STEP.0, EDGE + row * STEP.1 + rows.saturating_sub(own) * STEP.1 / 2)
    }

    fn edge(&self, rows: usize, from: (usize, usize), to: (usize, usize)) -> Markup {
        let (x1, y1) = self.place(rows, from.0, from.1);
        let (x2, y2) = self.place(rows, to.0, to.1);
        let (x1, y1, y2) = (x1 + BOX.0, y1 + BOX.1 / 2, y2 + BOX.1 / 2);
        let middle = x1.midpoint(x2);
        html! { path d={ "M" (x1) " " (y1) " C" (middle) " " (y1) " " (middle) " " (y2) " " (x2) " " (y2) } {} }
    }
}

fn drawn(node: &Node, (x, y): (usize, usize)) -> Markup {
    html! {
        a href=(node.href) class=[node.here.then_some("here")] aria-current=[node.here.then_some("true")] {
            title { (node.title) }
            rect x=(x) y=(y) width=(BOX.0) height=(BOX.1) rx="8" {}
            text x=(x + 10) y=(y + 18) class="ref" { (node.reference) }
            text x=(x + 10) y=(y + 35) { (cut(&node.title)) }
        }
    }
}

fn cut(title: &str) -> String {
    if title.chars().count() <= TITLE_CHARS {
        return title.to_owned();
    }
    let short: String = title.chars().take(TITLE_CHARS - 1).collect();
    format!("{}…", short.trim_end())
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("graph", sample(), |locale, graph: &Graph| graph.draw(locale))]
}

/// A use, its systems and what they are made of, for samples.
pub fn sample() -> Graph {
    let node = |reference: &str, title: &str| Node {
        reference: reference.into(),
        title: title.into(),
        href: Href::to(format!("/r/system/{reference}/relations")),
        here: reference == "SYS-0007",
    };
    Graph {
        columns: vec![
            vec![
                node("USE-0007", "CV screening assistant"),
                node("RSK-0012", "Bias against older applicants"),
            ],
            vec![node("SYS-0007", "TalentSort 4")],
            vec![
                node("MOD-0003", "Ranking model"),
                node("SUP-0001", "Nordlicht Software"),
                node("DAT-0002", "Applications 2024"),
            ],
        ],
        edges: vec![((0, 0), (1, 0)), ((0, 1), (1, 0)), ((1, 0), (2, 0)), ((1, 0), (2, 1)), ((1, 0), (2, 2))],
        label: "Relations of SYS-0007".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_and_a_short_one_is_not() {
        assert_eq!(cut("Ranking model"), "Ranking model");
        let long = cut("A title that is longer than any box of the picture");
        assert!(long.ends_with('…') && long.chars().count() <= TITLE_CHARS, "{long}");
    }

    #[test]
    fn a_picture_of_nothing_is_drawn() {
        let locale = Locale::english(jiff::tz::TimeZone::UTC);
        assert!(Graph::default().draw(&locale).0.contains("<svg"));
    }
}
