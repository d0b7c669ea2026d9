//! What a JSON text is made of, found without keeping any of it.

use super::unreadable;
use crate::Limits;
use record::{Class, Refusal};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// How deep tables are looked for.
const DEPTH: usize = 3;

/// The shape of a whole text.
pub(super) struct Outline {
    pub root: Root,
    /// Rows of the table that the text as a whole is.
    pub rows: usize,
    /// Arrays of objects in an object, by dotted name.
    pub arrays: Vec<(String, usize)>,
}

/// What a text is as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Root {
    /// Several values one after the other.
    Lines,
    /// An array of rows.
    Array,
    /// An object with arrays of rows in it.
    Object,
    /// An object whose every value is an object: rows by key.
    Keyed,
    /// One object: one row.
    Record,
}

#[derive(Clone, Copy)]
enum Kind {
    Scalar,
    Array { len: usize, objects: usize },
    Object { len: usize, objects: usize },
}

impl Outline {
    pub(super) fn of(text: &str, limits: &Limits) -> Result<Self, Refusal> {
        let mut json = serde_json::Deserializer::from_str(text);
        let (mut arrays, mut roots, mut last) = (Vec::new(), 0_usize, Kind::Scalar);
        while json.end().is_err() {
            let look = Look { path: "", depth: 0, arrays: &mut arrays };
            last = look.deserialize(&mut json).map_err(|error| unreadable(&error))?;
            roots += 1;
            limits.row_count(roots)?;
            if arrays.len() > limits.tables {
                return Err(Refusal::new(
                    Class::TooLarge,
                    "too_many_tables",
                    format!("The file holds more than {} arrays of objects.", limits.tables),
                    "Write each into a file of its own.",
                ));
            }
        }
        let (root, rows) = match last {
            _ if roots > 1 => (Root::Lines, roots),
            Kind::Array { len, .. } => (Root::Array, len),
            Kind::Object { .. } if !arrays.is_empty() => (Root::Object, 0),
            Kind::Object { len, objects } if len > 1 && len == objects => (Root::Keyed, len),
            Kind::Object { .. } | Kind::Scalar => (Root::Record, 1),
        };
        limits.row_count(rows)?;
        Ok(Self { root, rows, arrays })
    }
}

struct Look<'l> {
    path: &'l str,
    depth: usize,
    arrays: &'l mut Vec<(String, usize)>,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = Kind;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Kind, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = Kind;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
    fn visit_str<E>(self, _: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
        let (mut len, mut objects) = (0, 0);
        // Arrays within arrays are lists in a cell, not tables.
        while let Some(kind) =
            items.next_element_seed(Look { path: "", depth: usize::MAX, arrays: &mut *self.arrays })?
        {
            len += 1;
            objects += usize::from(matches!(kind, Kind::Object { .. }));
        }
        Ok(Kind::Array { len, objects })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Kind, A::Error> {
        let (mut len, mut objects) = (0, 0);
        while let Some(key) = pairs.next_key::<String>()? {
            let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
            let depth = self.depth.saturating_add(1);
            let kind = pairs.next_value_seed(Look { path: &path, depth, arrays: &mut *self.arrays })?;
            len += 1;
            match kind {
                Kind::Object { .. } => objects += 1,
                Kind::Array { len, objects } if objects > 0 && depth <= DEPTH => {
                    self.arrays.push((path, len));
                }
                Kind::Array { .. } | Kind::Scalar => {}
            }
        }
        Ok(Kind::Object { len, objects })
    }
}
