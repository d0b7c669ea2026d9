//! The content of a record: field ids with values.

use crate::Value;
use std::collections::{BTreeMap, btree_map};

/// Field id to value. A blank value is never kept: setting one removes the field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(BTreeMap<String, Value>);

impl Body {
    /// An empty body.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// Sets a field; a blank value removes it. Blank cells, rows and answers inside the value go as well, so that
    /// nobody meets a requirement by sending blanks.
    pub fn set(&mut self, field: impl Into<String>, value: Value) {
        let (field, value) = (field.into(), value.without_blanks());
        if value.is_blank() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, value);
        }
    }

    /// The same body with a field set.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: Value) -> Self {
        self.set(field, value);
        self
    }

    /// Removes a field.
    pub fn clear(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Fields and values in the order of ids.
    pub fn iter(&self) -> btree_map::Iter<'_, String, Value> {
        self.0.iter()
    }

    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are filled in.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a> IntoIterator for &'a Body {
    type Item = (&'a String, &'a Value);
    type IntoIter = btree_map::Iter<'a, String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
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
