//! A sample of a component or page: the gallery, the golden files and the accessibility tests draw it.

use crate::Locale;
use maud::Markup;
use std::fmt::Debug;

/// One sample.
pub struct Sample {
    /// Name in lower case with hyphens, unique within its component or page.
    pub name: &'static str,
    /// Draws it in a language.
    pub draw: Box<dyn Fn(&Locale) -> Markup>,
    /// What the sample holds that is data and not words of the program, as its debug text.
    pub data: String,
}

impl Sample {
    /// A sample of `view`, drawn by `draw`.
    pub fn new<V: Debug + 'static>(
        name: &'static str,
        view: V,
        draw: impl Fn(&Locale, &V) -> Markup + 'static,
    ) -> Self {
        let data = format!("{view:?}");
        Self { name, draw: Box::new(move |locale| draw(locale, &view)), data }
    }
}
