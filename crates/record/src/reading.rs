//! A stored body, read from its text: only the fields that are asked for, and none through a tree of JSON first.

use crate::{Body, FieldDef, Schema, Shape, Value};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;
use std::fmt;

impl Schema {
    /// Reads a stored body that was written under `tag` from its JSON, by the upcast steps of the kind: the fields of
    /// `only`, or all when it is empty. What cannot be read as its field is left out, as by [`Self::read`].
    ///
    /// # Errors
    /// What is no JSON object.
    pub fn read_text(&self, tag: &str, text: &str, only: &[&str]) -> serde_json::Result<Body> {
        if self.must_upcast(tag) {
            let json = serde_json::from_str(text)?;
            return Ok(if only.is_empty() { self.read(tag, json) } else { self.read_only(tag, json, only) });
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let body = reader.deserialize_map(Wanted { schema: self, only })?;
        reader.end()?;
        Ok(body)
    }
}

/// The fields that are read.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    schema: &'a Schema,
    only: &'a [&'a str],
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Body;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
        let mut body = Body::new();
        while let Some(field) = map.next_key_seed(Key(self))? {
            let Some(field) = field else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            match (&field.shape, map.next_value()?) {
                (Shape::Line { .. } | Shape::Prose { .. }, Json::String(text)) => {
                    body.set(field.id, Value::Text(text));
                }
                (Shape::Choice(_), Json::String(code)) => body.set(field.id, Value::Choice(code)),
                (_, Json::Null) => {}
                (shape, json) => {
                    if let Ok(value) = Value::from_json(shape, &json) {
                        body.set(field.id, value);
                    }
                }
            }
        }
        Ok(body)
    }
}

/// The name of a field, which gives the field when it is wanted.
struct Key<'a>(Wanted<'a>);

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Option<&'a FieldDef>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Option<&'a FieldDef>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the id of a field")
    }

    fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
        let Wanted { schema, only } = self.0;
        let wanted = only.is_empty() || only.contains(&id);
        Ok(if wanted { schema.field(id) } else { None })
    }
}
