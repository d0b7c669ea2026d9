//! A reason of a verdict in the words that people know: labels instead of field ids, options instead of codes, dates as
//! dates.

use crate::words;
use app::{Answer, Reason};
use record::{FieldDef, Schema, Shape};
use std::sync::Arc;
use ui::{
    Locale,
    words::{declared, state},
};

/// What wording needs to know.
pub struct Wording<'a> {
    /// Language and time zone.
    pub locale: &'a Locale,
    /// Every schema.
    pub schemas: &'a [Arc<Schema>],
}

/// A path of an expectation, found among the declarations.
struct Found<'a> {
    label: String,
    field: Option<&'a FieldDef>,
}

impl Wording<'_> {
    /// The reason as a sentence; `kind` is that of the record which it is about.
    pub fn sentence(&self, reason: &Reason, kind: Option<&str>) -> String {
        let met = reason.answer == Answer::Met;
        let path = path_of(&reason.what);
        let found = self.find(path, kind);
        let label = found.label.as_str();
        let say = |word: words::Word, parts: &[(&str, &str)]| capital(&word.fill(self.locale, parts));
        let value = |text: Option<&str>| self.value(&found, text.unwrap_or_default());
        let (is, wanted) = (value(reason.found.as_deref()), value(reason.wanted.as_deref()));
        match reason.code {
            "filled" => say(words::WHY_FILLED, &[("label", label)]),
            "blank" => say(words::WHY_BLANK, &[("label", label)]),
            "not_known" => say(words::WHY_NOT_KNOWN, &[("label", label)]),
            "state" if met => say(words::WHY_STATE, &[("is", &self.state(reason.found.as_deref()))]),
            "state" => say(
                words::WHY_STATE_NOT,
                &[
                    ("is", &self.state(reason.found.as_deref())),
                    ("wanted", &self.state(reason.wanted.as_deref())),
                ],
            ),
            "compared" if reason.what.contains("acted(") => {
                say(if met { words::WHY_OTHERS } else { words::WHY_SAME }, &[])
            }
            "compared" if reason.what.starts_with("words(") => say(
                if met { words::WHY_ENOUGH } else { words::WHY_TOO_LITTLE },
                &[("label", label), ("is", &is), ("wanted", &wanted)],
            ),
            "compared" if reason.what.starts_with("number of ") => {
                let what = reason.what.trim_start_matches("number of ");
                let label = self.counted(path_of(what), kind);
                let word = match what.split(' ').nth(1) {
                    _ if met => words::WHY_COUNT,
                    Some(">=") => words::WHY_COUNT_LEAST,
                    Some("<=") => words::WHY_COUNT_MOST,
                    _ => words::WHY_COUNT_NOT,
                };
                say(word, &[("label", &label), ("is", &is), ("wanted", &wanted)])
            }
            "compared" if reason.what.starts_with("age(") => {
                let limit = reason.what.rsplit("<=").next().unwrap_or_default().trim();
                say(
                    if met { words::WHY_YOUNG } else { words::WHY_TOO_OLD },
                    &[("label", label), ("is", &is), ("limit", limit)],
                )
            }
            "compared" if reason.what.contains("changed(") => {
                say(words::WHY_CHANGED, &[("is", &is), ("wanted", &wanted)])
            }
            "in_force_then" if met => say(words::WHY_IN_FORCE_THEN, &[]),
            "in_force_then" => say(words::WHY_NOT_IN_FORCE_THEN, &[]),
            "compared" if reason.what.ends_with("today") => {
                say(if met { words::WHY_DATE } else { words::WHY_DATE_NOT }, &[("label", label), ("is", &is)])
            }
            "compared" | "in_set" if met => say(words::WHY_IS, &[("label", label), ("is", &is)]),
            "compared" => say(words::WHY_IS_NOT, &[("label", label), ("is", &is), ("wanted", &wanted)]),
            "in_set" => {
                let wanted: Vec<String> = reason
                    .wanted
                    .as_deref()
                    .unwrap_or_default()
                    .split(", ")
                    .map(|code| self.value(&found, code))
                    .collect();
                let word = if is.is_empty() { words::WHY_BLANK_WANTED } else { words::WHY_IS_NOT };
                say(word, &[("label", label), ("is", &is), ("wanted", &wanted.join(", "))])
            }
            "none_there" => say(words::WHY_NONE, &[("what", &self.things(&reason.what))]),
            "not_begun" => say(words::WHY_NOT_BEGUN, &[("what", &self.things(&reason.what))]),
            "empty_population" => say(words::WHY_NOBODY, &[("what", &self.things(&reason.what))]),
            _ => reason.sentence(),
        }
    }

    /// What a path leads to, through answers, tables and links.
    fn find(&self, path: &str, kind: Option<&str>) -> Found<'_> {
        let mut steps = path.split('.');
        let first = steps.next().unwrap_or_default();
        let own =
            self.schemas.iter().find(|schema| Some(schema.kind.id) == kind && schema.field(first).is_some());
        let Some(schema) = own.or_else(|| self.schemas.iter().find(|schema| schema.field(first).is_some()))
        else {
            return self.column(first);
        };
        let Some(field) = schema.field(first) else { return self.column(first) };
        let label = declared::label(self.locale, schema.kind.id, field);
        let Some(next) = steps.next() else { return Found { label, field: Some(field) } };
        match field.shape {
            Shape::Answers(set) => match set.question(next) {
                Some(question) => {
                    Found { label: question.field.label.to_owned(), field: Some(&question.field) }
                }
                None => Found { label, field: Some(field) },
            },
            Shape::Table(columns) => match columns.iter().find(|column| column.id == next) {
                Some(column) => Found {
                    label: declared::label(self.locale, &format!("{}.{first}", schema.kind.id), column),
                    field: Some(column),
                },
                None => Found { label, field: Some(field) },
            },
            Shape::Person | Shape::Link(_) | Shape::Links(_) => {
                let target = match field.shape {
                    Shape::Link(target) | Shape::Links(target) => target.kind,
                    _ => "person",
                };
                let rest = path.split_once('.').map_or(next, |(_, rest)| rest);
                let there = self.find(rest, Some(target));
                Found {
                    label: words::WHY_OF.fill(self.locale, &[("label", &there.label), ("of", &label)]),
                    field: there.field,
                }
            }
            _ => Found { label, field: Some(field) },
        }
    }

    /// A name that is no field of any kind: a column of some table, or what the expectation calls it.
    fn column(&self, name: &str) -> Found<'_> {
        for schema in self.schemas {
            for field in schema.fields() {
                if let Shape::Table(columns) = field.shape
                    && let Some(column) = columns.iter().find(|column| column.id == name)
                {
                    return Found {
                        label: declared::label(
                            self.locale,
                            &format!("{}.{}", schema.kind.id, field.id),
                            column,
                        ),
                        field: Some(column),
                    };
                }
            }
        }
        Found { label: name.replace('_', " "), field: None }
    }

    fn value(&self, found: &Found<'_>, text: &str) -> String {
        if let Some(Shape::Choice(options) | Shape::Choices(options)) = found.field.map(|field| field.shape)
            && let Some(option) = options.iter().find(|option| option.code == text)
        {
            return option.label.to_owned();
        }
        if let Ok(day) = text.parse() {
            return self.locale.day_text(day);
        }
        text.parse().map_or_else(|_| text.to_owned(), |instant| self.locale.instant_text(instant))
    }

    fn state(&self, code: Option<&str>) -> String {
        let code = code.unwrap_or_default();
        if code.contains(' ') { code.to_owned() } else { self.locale.say(state::state(code)).to_lowercase() }
    }

    /// What is counted: records of a kind, or what a field holds.
    fn counted(&self, what: &str, kind: Option<&str>) -> String {
        let of_kind = self.schemas.iter().find(|schema| schema.kind.id == what);
        of_kind.map_or_else(
            || self.find(what, kind).label,
            |schema| declared::name_many(self.locale, schema.kind),
        )
    }

    fn things(&self, what: &str) -> String {
        let kind = self.schemas.iter().find(|schema| schema.kind.id == what);
        kind.map_or_else(|| what.replace('_', " "), |schema| declared::name_one(self.locale, schema.kind))
    }
}

/// The first path that an expectation's text names: `words(consequence) >= 3` names `consequence`.
fn path_of(what: &str) -> &str {
    let inner = what
        .split_once('(')
        .filter(|(name, _)| matches!(*name, "words" | "age" | "count"))
        .map_or(what, |(_, inner)| inner);
    let end = inner
        .find(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.')))
        .unwrap_or(inner.len());
    inner.get(..end).unwrap_or(inner)
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(code: &'static str, answer: Answer, what: &str, found: &str, wanted: &str) -> Reason {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Reason {
            code,
            answer,
            record: None,
            row: None,
            what: what.to_owned(),
            found: some(found),
            wanted: some(wanted),
        }
    }

    #[test]
    fn reasons_speak_in_labels_options_and_dates() {
        let schemas: Vec<Arc<Schema>> =
            testkit::kinds::ALL.iter().map(|kind| Arc::new(Schema::of(kind))).collect();
        let locale = ui::Locale::english(jiff::tz::TimeZone::UTC);
        let wording = Wording { locale: &locale, schemas: &schemas };
        let said = |code, answer, what: &str, found: &str, wanted: &str, kind| {
            wording.sentence(&reason(code, answer, what, found, wanted), Some(kind))
        };
        assert_eq!(
            said("compared", Answer::Met, "doc_type = “policy”", "policy", "policy", "document"),
            "Type: AI policy."
        );
        assert_eq!(
            said("blank", Answer::NotMet, "accepted_until", "", "", "risk"),
            "“Accepted until” is not filled in."
        );
        assert_eq!(
            said("compared", Answer::NotMet, "words(consequence) >= 3", "2", "3", "risk"),
            "“Consequence” says too little: 2 words, at least 3 are expected."
        );
        assert_eq!(
            said("compared", Answer::NotMet, "valid_until >= today", "2026-10-27", "2026-11-21", "evidence"),
            "“Counts until” was 27 Oct 2026."
        );
        assert_eq!(
            said("state", Answer::NotMet, "state", "draft", "in force", "use"),
            "It is draft; wanted is in force."
        );
        assert_eq!(
            said("in_set", Answer::NotMet, "consultation", "", "comments, other", "use"),
            "“Consultation of users and the public” is not filled in; wanted is Call for comments from the public, Other."
        );
        assert_eq!(
            said("compared", Answer::NotMet, "number of assessors >= 2", "1", "2", "impact_assessment"),
            "“Assessors”: 1 that count; at least 2 are wanted."
        );
        assert_eq!(
            said("compared", Answer::Met, "number of risk >= 1", "4", "1", "use"),
            "“AI risks”: 4 that count."
        );
        assert_eq!(
            said(
                "compared",
                Answer::NotMet,
                "changed(use) <= approved",
                "2026-08-13T08:03:00Z",
                "2026-08-10",
                "use"
            ),
            "Its last significant change was on 13 Aug 2026, 08:03, held against 10 Aug 2026."
        );
        assert_eq!(
            said("in_force_then", Answer::NotMet, "in_force(then)", "draft", "in force", "use"),
            "It was not in force at that time."
        );
        assert_eq!(
            said("none_there", Answer::NotMet, "risk", "", "", "use"),
            "There is no AI risk that fits."
        );
    }

    #[test]
    fn a_path_is_found_in_a_function_and_before_an_operator() {
        for (what, path) in [
            ("words(a.b) >= 3", "a.b"),
            ("owner", "owner"),
            ("severity >= 4", "severity"),
            ("age(last_assessed) <= 12 months", "last_assessed"),
        ] {
            assert_eq!(path_of(what), path);
        }
    }
}
