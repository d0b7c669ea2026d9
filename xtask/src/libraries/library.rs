//! A library as it is written: one JSON document, one entry a line, so that a newer version shows what it changes.

use serde_json::{Map, Value as Json, json};
use std::fmt::Write as _;

pub const IBM: &str = "ibm-risk-atlas";
pub const OWASP: &str = "owasp-llm";
pub const NIST: &str = "nist-ai-600-1";
pub const ATLAS: &str = "mitre-atlas";
pub const MIT: &str = "mit-ai-risk-repository";

/// A library.
pub struct Library {
    pub id: &'static str,
    pub name: &'static str,
    pub version: String,
    pub publisher: &'static str,
    pub url: &'static str,
    pub licence: &'static str,
    pub licence_url: &'static str,
    pub attribution: &'static str,
    pub left_out: &'static str,
    /// Id and name.
    pub categories: Vec<(String, String)>,
    pub entries: Vec<Entry>,
    /// Id and text.
    pub measures: Vec<(String, String)>,
}

/// An entry.
#[derive(Default)]
pub struct Entry {
    pub id: String,
    pub name: String,
    pub text: String,
    /// Why it matters.
    pub note: String,
    /// What it stands under, where that is no category.
    pub under: String,
    /// Ids of categories.
    pub categories: Vec<String>,
    pub url: String,
    pub source: String,
    /// Ids of measures.
    pub measures: Vec<String>,
    /// Library, entry, and how close it is.
    pub see: Vec<(&'static str, String, &'static str)>,
}

impl Library {
    /// The document.
    pub fn text(&self) -> String {
        let mut out = String::from("{\n");
        for (key, value) in [
            ("id", self.id),
            ("name", self.name),
            ("version", &self.version),
            ("publisher", self.publisher),
            ("url", self.url),
            ("licence", self.licence),
            ("licence_url", self.licence_url),
            ("attribution", self.attribution),
            ("left_out", self.left_out),
        ] {
            let _ = writeln!(out, "\"{key}\": {},", json!(value));
        }
        let pair = |(id, text): &(String, String), key: &str| json!({ "id": id, key: text });
        let categories = self.categories.iter().map(|category| pair(category, "name"));
        lines(&mut out, "categories", categories, ",");
        lines(&mut out, "measures", self.measures.iter().map(|measure| pair(measure, "text")), ",");
        lines(&mut out, "entries", self.entries.iter().map(Entry::json), "");
        out.push_str("}\n");
        out
    }
}

impl Entry {
    fn json(&self) -> Json {
        let mut map = Map::new();
        for (key, value) in [
            ("id", &self.id),
            ("name", &self.name),
            ("text", &self.text),
            ("note", &self.note),
            ("under", &self.under),
            ("url", &self.url),
            ("source", &self.source),
        ] {
            if !value.is_empty() {
                map.insert(key.to_owned(), json!(value));
            }
        }
        for (key, value) in [
            ("categories", json!(self.categories)),
            ("measures", json!(self.measures)),
            ("see", json!(self.see)),
        ] {
            if value.as_array().is_some_and(|list| !list.is_empty()) {
                map.insert(key.to_owned(), value);
            }
        }
        Json::Object(map)
    }
}

fn lines(out: &mut String, key: &str, values: impl Iterator<Item = Json>, after: &str) {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    let _ = writeln!(out, "\"{key}\": [\n{}\n]{after}", values.join(",\n"));
}
