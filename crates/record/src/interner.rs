//! Words that an organisation adds while the program runs.

use crate::Opt;
use std::collections::BTreeSet;

/// Keeps each distinct text once, for as long as the process lives.
///
/// Declared fields are `&'static`; so that custom fields are the same type, their words are kept here. Memory is
/// bounded by the number of distinct words ever used, which the limits on custom fields bound in turn.
#[derive(Debug, Default)]
pub struct Interner {
    texts: BTreeSet<&'static str>,
    options: Vec<&'static [Opt]>,
}

impl Interner {
    /// The same text with the life of the process.
    pub fn text(&mut self, text: &str) -> &'static str {
        if let Some(known) = self.texts.get(text) {
            return known;
        }
        let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
        self.texts.insert(kept);
        kept
    }

    /// The same options with the life of the process.
    pub fn options(&mut self, options: &[(String, String)]) -> &'static [Opt] {
        let wanted: Vec<Opt> =
            options.iter().map(|(code, label)| Opt::new(self.text(code), self.text(label))).collect();
        if let Some(known) = self.options.iter().find(|known| **known == wanted.as_slice()) {
            return known;
        }
        let kept: &'static [Opt] = Box::leak(wanted.into_boxed_slice());
        self.options.push(kept);
        kept
    }
}
