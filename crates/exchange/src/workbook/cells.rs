//! The cells of one sheet in the order of the file, and what is merged.

use super::{
    formats::{self, Look},
    package::{Package, Part, damaged},
    strings::{Shared, plain},
    xml::{Step, Xml, attribute, name},
};
use crate::Limits;
use quick_xml::events::BytesStart;
use record::Refusal;

/// What the cells of every sheet refer to.
#[derive(Default)]
pub(super) struct Book {
    pub strings: Vec<Shared>,
    pub looks: Vec<Look>,
    pub from_1904: bool,
}

/// A filled cell; row and column count from 0.
pub(super) struct Cell<'c> {
    pub row: u32,
    pub column: u32,
    pub content: Content<'c>,
    /// A formula stands there whose value nobody has computed; the content is the formula.
    pub uncomputed: bool,
}

/// What a cell holds.
pub(super) enum Content<'c> {
    Shared(Shared),
    Text(&'c str),
}

/// Cells that are one: first row and column, last row and column.
pub(super) type Merge = (u32, u32, u32, u32);

/// Walks through a sheet.
pub(super) fn walk(
    package: &mut Package<'_>,
    part: &str,
    book: &Book,
    limits: &Limits,
    each: &mut dyn FnMut(&Cell<'_>) -> Result<(), Refusal>,
) -> Result<Vec<Merge>, Refusal> {
    let mut walker = Walker { book, row: 0, column: 0, open: None, merges: Vec::new() };
    package.read(part, |xml| walker.run(xml, limits, each))?.ok_or_else(damaged)?;
    Ok(walker.merges)
}

struct Walker<'b> {
    book: &'b Book,
    row: u32,
    column: u32,
    open: Option<Open>,
    merges: Vec<Merge>,
}

/// A cell that has begun.
#[derive(Default)]
struct Open {
    kind: Kind,
    look: Look,
    value: String,
    inline: String,
    formula: String,
    at: At,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Flag,
    Day,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum At {
    #[default]
    Outside,
    Value,
    Inline,
    Phonetic,
    Formula,
}

impl Walker<'_> {
    fn run(
        &mut self,
        xml: &mut Xml<Part<'_, '_>>,
        limits: &Limits,
        each: &mut dyn FnMut(&Cell<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        loop {
            let done = xml.next(|step| match step {
                Step::Start(start) => {
                    self.start(&start);
                    Ok(false)
                }
                Step::Text(text) => {
                    self.text(text, limits.cell_bytes);
                    Ok(false)
                }
                Step::End("c") => self.end(limits, each).map(|()| false),
                Step::End("row") => {
                    self.row = self.row.saturating_add(1);
                    self.column = 0;
                    Ok(false)
                }
                Step::End(name) => {
                    if let Some(open) = &mut self.open {
                        open.at = match name {
                            "v" | "f" | "t" | "rPh" => At::Outside,
                            _ => open.at,
                        };
                    }
                    Ok(false)
                }
                Step::Eof => Ok(true),
            })??;
            limits.cell_count(self.merges.len())?;
            if done {
                return Ok(());
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        match name(start) {
            "row" => {
                if let Some(row) = attribute(start, "r").and_then(|row| row.parse::<u32>().ok()) {
                    self.row = row.saturating_sub(1);
                }
                self.column = 0;
            }
            "c" => self.open = Some(self.cell(start)),
            "v" => self.set(At::Value),
            "f" => self.set(At::Formula),
            "t" => self.set(At::Inline),
            "rPh" => self.set(At::Phonetic),
            "mergeCell" => self.merges.extend(attribute(start, "ref").and_then(|range| merge(&range))),
            _ => {}
        }
    }

    fn set(&mut self, at: At) {
        if let Some(open) = &mut self.open
            && open.at != At::Phonetic
        {
            open.at = at;
        }
    }

    fn cell(&mut self, start: &BytesStart<'_>) -> Open {
        let mut open = Open::default();
        for attribute in start.attributes().with_checks(false).filter_map(Result::ok) {
            match attribute.key.as_ref() {
                "r" => {
                    if let Some((row, column)) = place(&attribute.value) {
                        (self.row, self.column) = (row, column);
                    }
                }
                "s" => {
                    let style = attribute.value.parse().unwrap_or(usize::MAX);
                    open.look = self.book.looks.get(style).copied().unwrap_or_default();
                }
                "t" => {
                    open.kind = match attribute.value.as_ref() {
                        "s" => Kind::Shared,
                        "b" => Kind::Flag,
                        "d" => Kind::Day,
                        "str" | "inlineStr" | "e" => Kind::Text,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        open
    }

    fn text(&mut self, text: &str, most: usize) {
        let Some(open) = &mut self.open else { return };
        let into = match open.at {
            At::Value => &mut open.value,
            At::Inline => &mut open.inline,
            At::Formula => &mut open.formula,
            At::Outside | At::Phonetic => return,
        };
        // What is longer than a cell may be is refused when the cell ends, and costs no more until then.
        if into.len() <= most {
            into.push_str(text);
        }
    }

    fn end(
        &mut self,
        limits: &Limits,
        each: &mut dyn FnMut(&Cell<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let (row, column) = (self.row, self.column);
        self.column = column.saturating_add(1);
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        let longest = open.value.len().max(open.inline.len()).max(open.formula.len());
        limits.cell(u64::from(row) + 1, place, longest)?;
        let uncomputed = open.value.is_empty() && open.inline.is_empty() && !open.formula.is_empty();
        let text = match open.kind {
            Kind::Shared => {
                let known = open.value.trim().parse().ok().and_then(|at: usize| self.book.strings.get(at));
                return match known {
                    Some(shared) => {
                        each(&Cell { row, column, content: Content::Shared(*shared), uncomputed: false })
                    }
                    None if open.value.is_empty() => Ok(()),
                    None => {
                        each(&Cell { row, column, content: Content::Text("\u{FFFD}"), uncomputed: false })
                    }
                };
            }
            _ if uncomputed => format!("={}", open.formula),
            _ if !open.inline.is_empty() => plain(&open.inline),
            Kind::Text => plain(&open.value),
            Kind::Flag => if open.value.trim() == "0" { "FALSE" } else { "TRUE" }.to_owned(),
            Kind::Day => open.value.trim_end_matches('Z').trim_end_matches(".000").replace("T00:00:00", ""),
            Kind::Number => match open.value.trim().parse::<f64>() {
                Ok(number) => formats::show(number, open.look, self.book.from_1904),
                Err(_) => open.value,
            },
        };
        if open_is_empty(open.kind, &text) {
            return Ok(());
        }
        each(&Cell { row, column, content: Content::Text(&text), uncomputed })
    }
}

fn open_is_empty(kind: Kind, text: &str) -> bool {
    kind != Kind::Shared && text.is_empty()
}

/// Row and column of a place such as `AB12`, from 0.
fn place(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, row) = text.split_at_checked(letters).filter(|(name, _)| (1..=3).contains(&name.len()))?;
    let column =
        name.bytes().fold(0_u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

fn merge(range: &str) -> Option<Merge> {
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
    (top <= bottom && left <= right).then_some((top, left, bottom, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_spreadsheets_write_them() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("XFD1048576"), Some((1_048_575, 16_383)));
        for odd in ["", "A", "1", "A0", "AAAA1", "$A$1", "A-1", "é1", "A99999999999"] {
            assert_eq!(place(odd), None, "{odd}");
        }
        assert_eq!(merge("B2:A1"), None);
    }
}
