//! Words keyed by id, with English in the declaration.

use std::{borrow::Cow, collections::HashMap, fmt::Display};

/// A language: keys to words. What it lacks is said in the English of the declaration.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: HashMap<String, String>,
    pseudo: bool,
}

impl Words {
    /// English, as declared.
    pub fn english() -> Self {
        Self::default()
    }

    /// A made-up language that brackets every word taken from a key, so that a test sees the sentences that were not.
    pub fn pseudo() -> Self {
        Self { texts: HashMap::new(), pseudo: true }
    }

    /// A language from its table.
    pub fn new(texts: HashMap<String, String>) -> Self {
        Self { texts, pseudo: false }
    }

    /// The words for `key`, or the English. The key is written out only where there is a language to look it up in.
    pub fn say<'a>(&'a self, key: impl Display, english: &'a str) -> Cow<'a, str> {
        if self.pseudo && !english.is_empty() {
            return Cow::Owned(format!("⟦{english}⟧"));
        }
        if self.texts.is_empty() {
            return Cow::Borrowed(english);
        }
        let known = self.texts.get(&key.to_string());
        known.map_or(Cow::Borrowed(english), |text| Cow::Borrowed(text.as_str()))
    }
}
