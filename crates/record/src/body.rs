//! The content of a record: field ids with values.

use crate::Value;
use std::{borrow::Cow, iter::Map, slice::Iter};

/// Field id to value. A blank value is never kept: setting one removes the field.
///
/// Fields lie side by side in the order of their ids: a body has some ten of them and often two, of which a tree would
/// keep the room of eleven. The id of a declared field is that of its declaration, of which no copy is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(Vec<Filled>);

/// Fields and values in the order of ids.
pub type Fields<'b> = Map<Iter<'b, Filled>, fn(&'b Filled) -> (&'b str, &'b Value)>;

/// A field with its value.
type Filled = (Cow<'static, str>, Value);

/// Fields for which room is made at a time once a body has as many.
const ROOM: usize = 4;

impl Body {
    /// An empty body.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        let (_, value) = self.0.get(self.place(field).ok()?)?;
        Some(value)
    }

    /// Sets a field; a blank value removes it. Blank cells, rows and answers inside the value go as well, so that
    /// nobody meets a requirement by sending blanks.
    pub fn set(&mut self, field: impl Into<Cow<'static, str>>, value: Value) {
        let (field, value) = (field.into(), value.without_blanks());
        match (self.place(&field), value.is_blank()) {
            (Ok(_), true) => self.clear(&field),
            (Ok(at), false) => {
                if let Some((_, before)) = self.0.get_mut(at) {
                    *before = value;
                }
            }
            (Err(_), true) => {}
            (Err(at), false) => {
                if self.0.len() == self.0.capacity() {
                    self.0.reserve_exact(if self.0.len() < ROOM { 1 } else { ROOM });
                }
                self.0.insert(at, (field, value));
            }
        }
    }

    /// The same body with a field set.
    #[must_use]
    pub fn with(mut self, field: impl Into<Cow<'static, str>>, value: Value) -> Self {
        self.set(field, value);
        self
    }

    /// Removes a field.
    pub fn clear(&mut self, field: &str) {
        if let Ok(at) = self.place(field) {
            self.0.remove(at);
        }
    }

    /// Fields and values in the order of ids.
    pub fn iter<'b>(&'b self) -> Fields<'b> {
        let apart: fn(&'b Filled) -> (&'b str, &'b Value) = |(field, value)| (field.as_ref(), value);
        self.0.iter().map(apart)
    }

    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are filled in.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Where a field is, or where it belongs.
    fn place(&self, field: &str) -> Result<usize, usize> {
        // Stored bodies are read in the order of their ids.
        if self.0.last().is_some_and(|(known, _)| known.as_ref() < field) {
            return Err(self.0.len());
        }
        self.0.binary_search_by(|(known, _)| known.as_ref().cmp(field))
    }
}

impl<'a> IntoIterator for &'a Body {
    type Item = (&'a str, &'a Value);
    type IntoIter = Fields<'a>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<(String, Value)> for Body {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(pairs: I) -> Self {
        let mut body = Self::new();
        for (field, value) in pairs {
            body.set(field, value);
        }
        body
    }
}
