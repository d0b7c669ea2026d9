//! Words that stand in the declarations of kinds: names, labels, hints, options. Their keys follow from their place.
//!
//! `scope` is the kind's id, for a column of a table `kind.field`.

use crate::Locale;
use record::{FieldDef, Kind, Opt};

/// Key `kind.name.one`.
pub fn name_one(locale: &Locale, kind: &Kind) -> String {
    locale.words.say(format_args!("{}.name.one", kind.id), kind.name.one).into_owned()
}

/// Key `kind.name.many`.
pub fn name_many(locale: &Locale, kind: &Kind) -> String {
    locale.words.say(format_args!("{}.name.many", kind.id), kind.name.many).into_owned()
}

/// Key `kind.purpose`.
pub fn purpose(locale: &Locale, kind: &Kind) -> String {
    locale.words.say(format_args!("{}.purpose", kind.id), kind.purpose).into_owned()
}

/// Key `scope.field.label`.
pub fn label(locale: &Locale, scope: &str, field: &FieldDef) -> String {
    locale.words.say(format_args!("{scope}.{}.label", field.id), field.label).into_owned()
}

/// Key `scope.field.hint`.
pub fn hint(locale: &Locale, scope: &str, field: &FieldDef) -> String {
    locale.words.say(format_args!("{scope}.{}.hint", field.id), field.hint).into_owned()
}

/// Key `scope.section.English`, because a section is known by its heading alone.
pub fn section(locale: &Locale, scope: &str, section: &str) -> String {
    locale.words.say(format_args!("{scope}.section.{section}"), section).into_owned()
}

/// Key `scope.field.option`.
pub fn option(locale: &Locale, scope: &str, field: &FieldDef, option: &Opt) -> String {
    locale.words.say(format_args!("{scope}.{}.{}", field.id, option.code), option.label).into_owned()
}

/// Key `scope.field.option.hint`.
pub fn option_hint(locale: &Locale, scope: &str, field: &FieldDef, option: &Opt) -> String {
    locale.words.say(format_args!("{scope}.{}.{}.hint", field.id, option.code), option.hint).into_owned()
}

/// The unit of a number, key `scope.field.unit`.
pub fn unit(locale: &Locale, scope: &str, field: &FieldDef, unit: &str) -> String {
    locale.words.say(format_args!("{scope}.{}.unit", field.id), unit).into_owned()
}
