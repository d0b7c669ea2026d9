//! Values of JSON as rows: each value goes to the column of its dotted name while it is read.

use crate::grid::Grid;
use crate::sheet::{Notes, visible};
use crate::{Limits, cell};
use record::Refusal;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

/// The column of values that have no name.
const UNNAMED: &str = "value";
/// The column of the keys under which rows stand.
const KEY: &str = "key";
/// Values beside the table that are kept to be shown.
const BESIDE: usize = 1_000;

type Json<'t> = serde_json::Deserializer<serde_json::de::StrRead<'t>>;

/// Takes values and makes rows of them.
pub(super) struct Sink<'s> {
    grid: Grid,
    lines: Vec<u64>,
    headers: Vec<String>,
    columns: HashMap<String, usize>,
    row: BTreeMap<usize, Slot>,
    count: u64,
    cells: usize,
    beside: Vec<(String, String)>,
    limits: &'s Limits,
    notes: &'s mut Notes,
    pub refusal: Option<Refusal>,
}

enum Slot {
    One(String),
    Many(Vec<String>),
}

impl<'s> Sink<'s> {
    pub(super) fn new(limits: &'s Limits, notes: &'s mut Notes) -> Self {
        Self {
            grid: Grid::default(),
            lines: Vec::new(),
            headers: Vec::new(),
            columns: HashMap::new(),
            row: BTreeMap::new(),
            count: 0,
            cells: 0,
            beside: Vec::new(),
            limits,
            notes,
            refusal: None,
        }
    }

    #[expect(clippy::type_complexity, reason = "the parts of a sheet, taken apart at once")]
    pub(super) fn finish(self) -> (Grid, Vec<u64>, Vec<String>, Vec<(String, String)>) {
        (self.grid, self.lines, self.headers, self.beside)
    }

    fn put(&mut self, path: &str, text: String, within_list: bool) -> Result<(), Refusal> {
        let name = if path.is_empty() { UNNAMED } else { path };
        let column = if let Some(column) = self.columns.get(name) {
            *column
        } else {
            let column = self.headers.len();
            self.limits.column_count(self.count + 1, column + 1)?;
            self.limits.cell(self.count + 1, column, name.len())?;
            self.headers.push(name.to_owned());
            self.columns.insert(name.to_owned(), column);
            column
        };
        self.limits.cell(self.count + 1, column, text.len())?;
        self.cells += 1;
        self.limits.cell_count(self.cells)?;
        let slot = match (self.row.remove(&column), within_list) {
            (None, false) => Slot::One(text),
            (None, true) => Slot::Many(vec![text]),
            (Some(Slot::One(first)), _) => Slot::Many(vec![first, text]),
            (Some(Slot::Many(mut items)), _) => {
                items.push(text);
                Slot::Many(items)
            }
        };
        self.row.insert(column, slot);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.count += 1;
        for (column, slot) in std::mem::take(&mut self.row) {
            while self.grid.open_width() < column {
                self.grid.push("");
                self.cells += 1;
            }
            let text = match slot {
                Slot::One(text) => text,
                Slot::Many(items) => cell::write_list(&items),
            };
            self.limits.cell(self.count, column, text.len())?;
            self.grid.push(&visible(&text, self.count, column, self.notes));
        }
        if self.grid.end_row() {
            self.lines.push(self.count);
        }
        self.limits.text(self.grid.text_bytes())?;
        self.limits.cell_count(self.cells)?;
        self.limits.row_count(self.grid.len())
    }
}

/// Several values, one after the other.
pub(super) fn lines(json: &mut Json<'_>, sink: &mut Sink<'_>) -> Result<(), serde_json::Error> {
    while json.end().is_err() {
        record(json, sink)?;
    }
    Ok(())
}

/// One value as one row.
pub(super) fn record(json: &mut Json<'_>, sink: &mut Sink<'_>) -> Result<(), serde_json::Error> {
    Row { sink }.deserialize(json)
}

/// An object whose values are rows.
pub(super) fn keyed(json: &mut Json<'_>, sink: &mut Sink<'_>) -> Result<(), serde_json::Error> {
    json.deserialize_map(Keyed { sink })
}

fn stopped<E: serde::de::Error>(sink: &mut Sink<'_>, done: Result<(), Refusal>) -> Result<(), E> {
    done.map_err(|refusal| {
        sink.refusal = Some(refusal);
        E::custom("too large")
    })
}

/// Walks to the table by its dotted name; what stands beside it is shown.
pub(super) struct Reach<'r, 's> {
    pub left: &'r str,
    pub path: &'r str,
    pub sink: &'r mut Sink<'s>,
}

impl<'de> DeserializeSeed<'de> for Reach<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reach<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Row { sink: &mut *self.sink })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        while let Some(key) = pairs.next_key::<String>()? {
            let rest = self.left.strip_prefix(key.as_str());
            let rest =
                rest.and_then(|rest| if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') });
            let path = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
            match rest {
                Some(left) => pairs.next_value_seed(Reach { left, path: &path, sink: &mut *self.sink })?,
                None => pairs.next_value_seed(Beside { path: &path, sink: &mut *self.sink })?,
            }
        }
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A value beside the table: kept when it is plain, passed over when it is another table.
struct Beside<'b, 's> {
    path: &'b str,
    sink: &'b mut Sink<'s>,
}

impl Beside<'_, '_> {
    fn keep(self, text: String) {
        if self.sink.beside.len() < BESIDE && !text.is_empty() {
            self.sink.beside.push((self.path.to_owned(), text));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Beside<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Beside<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        while let Some(key) = pairs.next_key::<String>()? {
            let path = format!("{}.{key}", self.path);
            pairs.next_value_seed(Beside { path: &path, sink: &mut *self.sink })?;
        }
        Ok(())
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(text.to_owned());
        Ok(())
    }
    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.keep(flag.to_string());
        Ok(())
    }
    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }
    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }
    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.keep(number.to_string());
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One value as one row.
struct Row<'r, 's> {
    sink: &'r mut Sink<'s>,
}

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        Flat { path: "", within_list: false, sink: &mut *self.sink }.deserialize(from)?;
        let done = self.sink.end_row();
        stopped(self.sink, done)
    }
}

/// Rows by key: the key is a column of its own.
struct Keyed<'k, 's> {
    sink: &'k mut Sink<'s>,
}

impl<'de> Visitor<'de> for Keyed<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("rows by key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        while let Some(key) = pairs.next_key::<String>()? {
            let done = self.sink.put(KEY, key, false);
            stopped(self.sink, done)?;
            pairs.next_value_seed(Row { sink: &mut *self.sink })?;
        }
        Ok(())
    }
}

/// A value under its dotted name.
struct Flat<'f, 's> {
    path: &'f str,
    within_list: bool,
    sink: &'f mut Sink<'s>,
}

impl Flat<'_, '_> {
    fn keep<E: serde::de::Error>(self, text: String) -> Result<(), E> {
        let done = self.sink.put(self.path, text, self.within_list);
        stopped(self.sink, done)
    }
}

impl<'de> DeserializeSeed<'de> for Flat<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items
            .next_element_seed(Flat { path: self.path, within_list: true, sink: &mut *self.sink })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        while let Some(key) = pairs.next_key::<String>()? {
            let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
            if path.len() > self.sink.limits.cell_bytes {
                return Err(A::Error::custom("too large"));
            }
            pairs.next_value_seed(Flat {
                path: &path,
                within_list: self.within_list,
                sink: &mut *self.sink,
            })?;
        }
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.keep(text.to_owned())
    }
    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<(), E> {
        self.keep(text)
    }
    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.keep(flag.to_string())
    }
    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.keep(number.to_string())
    }
    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.keep(number.to_string())
    }
    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.keep(number.to_string())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
