//! Reads TOML tables item by item and notes every problem with its line, so that an author sees all of them at once.

use crate::{Problem, limits};
use std::{cell::RefCell, collections::BTreeSet};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A file being read.
pub(crate) struct File<'a> {
    name: &'a str,
    text: &'a str,
    root: DeTable<'a>,
    problems: RefCell<Vec<Problem>>,
}

/// A table in a file: the file itself, an item of an array of tables, or an inline table.
pub(crate) struct Item<'a> {
    file: &'a File<'a>,
    table: &'a DeTable<'a>,
    start: usize,
    what: String,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'a> File<'a> {
    pub(crate) fn parse(name: &'a str, text: &'a str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let problems = errors
            .into_iter()
            .map(|error| Problem {
                file: name.to_owned(),
                place: format!("line {}", line_of(text, error.span().map_or(0, |span| span.start))),
                sentence: format!("cannot be read as TOML: {}", error.message()),
            })
            .collect();
        Self { name, text, root: root.into_inner(), problems: RefCell::new(problems) }
    }

    /// The file as one table.
    pub(crate) fn root(&'a self) -> Item<'a> {
        Item { file: self, table: &self.root, start: 0, what: String::new(), read: RefCell::default() }
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    fn note(&self, start: usize, what: &str, sentence: String) {
        let place =
            format!("line {}{}{what}", line_of(self.text, start), if what.is_empty() { "" } else { ", " });
        self.problems.borrow_mut().push(Problem { file: self.name.to_owned(), place, sentence });
    }
}

impl<'a> Item<'a> {
    /// Every item of an array of tables; none when the key is absent.
    pub(crate) fn items(&self, key: &'static str) -> Vec<Item<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(key, value, "an array of tables");
            return Vec::new();
        };
        array.iter().filter_map(|entry| self.item(key, entry)).collect()
    }

    /// One table under a key.
    pub(crate) fn table(&self, key: &'static str) -> Option<Item<'a>> {
        self.value(key).and_then(|value| self.item(key, value))
    }

    /// Text under a key; a problem when it is absent or blank.
    pub(crate) fn text(&self, key: &'static str) -> String {
        match self.optional(key) {
            Some(text) if !text.trim().is_empty() => text,
            Some(_) => {
                self.note(key, format!("“{key}” is blank"));
                String::new()
            }
            None => {
                if self.value(key).is_none() {
                    self.note("", format!("“{key}” is missing"));
                }
                String::new()
            }
        }
    }

    /// Text under a key, when it is there.
    pub(crate) fn optional(&self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(key, value, "text");
        }
        if text.is_some_and(|text| text.chars().count() > limits::TEXT_CHARS) {
            self.note(key, format!("“{key}” is longer than {} characters", limits::TEXT_CHARS));
            return None;
        }
        text.map(str::to_owned)
    }

    /// Texts under a key; none when it is absent.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let texts = value.get_ref().as_array().and_then(|array| {
            array.iter().map(|entry| entry.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        if texts.is_none() {
            self.wrong(key, value, "an array of texts");
        }
        texts.unwrap_or_default()
    }

    /// Yes or no; no when the key is absent.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        if value.get_ref().as_bool().is_none() {
            self.wrong(key, value, "true or false");
        }
        value.get_ref().as_bool().unwrap_or_default()
    }

    /// A whole number from 1, when it is there.
    pub(crate) fn optional_whole(&self, key: &'static str) -> Option<u32> {
        self.value(key).is_some().then(|| self.whole(key)).flatten()
    }

    /// A whole number from 1; a problem when it is absent.
    pub(crate) fn whole(&self, key: &'static str) -> Option<u32> {
        let Some(value) = self.value(key) else {
            self.note("", format!("“{key}” is missing"));
            return None;
        };
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        let number = number.filter(|number| *number > 0);
        if number.is_none() {
            self.wrong(key, value, "a whole number from 1");
        }
        number
    }

    /// One of a few words.
    pub(crate) fn one_of<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key);
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() && !text.is_empty() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.note(key, format!("“{text}” is not one of {}", known.join(", ")));
        }
        found
    }

    /// Notes a problem at a key of this item; an empty key means the item itself.
    pub(crate) fn note(&self, key: &str, sentence: String) {
        let start = self.table.get(key).map_or(self.start, |value| value.span().start);
        let named = ["ref", "id", "to"]
            .iter()
            .find_map(|name| self.table.get(*name).and_then(|value| value.get_ref().as_str()))
            .unwrap_or_default();
        let parts: Vec<&str> =
            [self.what.as_str(), named, key].into_iter().filter(|part| !part.is_empty()).collect();
        self.file.note(start, &parts.join(" "), sentence);
    }

    /// Notes every key that nothing has asked for: a misspelt key must not pass in silence.
    pub(crate) fn finish(&self) {
        let read = self.read.borrow();
        for key in self.table.keys() {
            if !read.contains(key.get_ref().as_ref()) {
                self.file.note(
                    key.span().start,
                    &self.what,
                    format!("“{}” is not a key here", key.get_ref()),
                );
            }
        }
    }

    fn item(&self, key: &'static str, value: &'a Spanned<DeValue<'a>>) -> Option<Item<'a>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, value, "a table");
            return None;
        };
        let start = value.span().start;
        Some(Item { file: self.file, table, start, what: key.to_owned(), read: RefCell::default() })
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.read.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.note(key, format!("“{key}” must be {wanted}, not {}", value.get_ref().type_str()));
    }
}

/// The line, from 1, of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
