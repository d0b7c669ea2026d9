//! The body that a table of the script stands for, read by the shapes of its schema.
//!
//! `"@alias"` stands for a record, `"day:12"` for a day of the script, `"today:-3"` for a day counted from today. A step of a
//! scale is written by its code. Rows are numbered in their order. An answer is `"minor: why"`, and `rest` answers the
//! questions not named. Lines of prose are joined; an empty line ends a paragraph. A file is `{ attach = "name", text = "…" }`.

use super::calendar::Calendar;
use record::{Body, FieldDef, FileRef, QuestionSet, RecordId, Schema, Shape, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use toml::{Table, Value as Toml};

/// What texts of the script stand for.
pub struct Reading<'a> {
    /// Aliases of records.
    pub aliases: &'a BTreeMap<String, RecordId>,
    /// Days.
    pub calendar: Calendar,
    /// Files that were kept, by name.
    pub files: &'a BTreeMap<String, FileRef>,
}

/// The files that a table attaches: name and text.
pub fn attachments(table: &Table) -> Vec<(&str, &str)> {
    table.values().filter_map(|value| attachment(value.as_table()?)).collect()
}

impl Reading<'_> {
    /// `base` with the fields of the table set; an empty text clears a field.
    ///
    /// # Errors
    /// What is wrong with the table, as one sentence.
    pub fn body(&self, schema: &Schema, table: &Table, base: Option<&Body>) -> Result<Body, String> {
        let kind = schema.kind.id;
        let mut body = base.cloned().unwrap_or_default();
        for (id, value) in table {
            let field = schema.field(id).ok_or_else(|| format!("{kind} has no field “{id}”"))?;
            if value.as_str() == Some("") {
                body.clear(id);
                continue;
            }
            let read = self.value(field, value).and_then(|json| Value::from_json(&field.shape, &json));
            body.set(field.id, read.map_err(|sentence| format!("{kind}.{id}: {sentence}"))?);
        }
        Ok(body)
    }

    fn value(&self, field: &FieldDef, value: &Toml) -> Result<Json, String> {
        Ok(match (field.shape, value) {
            (Shape::Prose { .. }, Toml::String(text)) => Json::from(paragraphs(text)),
            (Shape::Line { .. }, Toml::String(text)) => {
                Json::from(text.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            (Shape::Date, Toml::String(text)) => self.date(text),
            (Shape::Rating(steps), Toml::String(code)) => {
                let step = steps
                    .iter()
                    .position(|step| step.code == code)
                    .ok_or_else(|| format!("“{code}” is no step"))?;
                Json::from(step + 1)
            }
            (Shape::Period, Toml::Table(table)) => Json::Object(
                table.iter().filter_map(|(end, day)| Some((end.clone(), self.date(day.as_str()?)))).collect(),
            ),
            (Shape::Link(_) | Shape::Person, Toml::String(text)) => self.link(text)?,
            (Shape::Links(_) | Shape::Evidence, Toml::Array(items)) => Json::Array(
                items
                    .iter()
                    .map(|item| self.link(item.as_str().unwrap_or_default()))
                    .collect::<Result<_, _>>()?,
            ),
            (Shape::Table(columns), Toml::Array(rows)) => self.rows(columns, rows)?,
            (Shape::Answers(set), Toml::Table(given)) => answers(set, given),
            (Shape::File, Toml::Table(table)) => {
                let (name, _) = attachment(table).ok_or("a file needs “attach” and “text”")?;
                Value::File(self.files.get(name).ok_or_else(|| format!("“{name}” was not kept"))?.clone())
                    .to_json()
            }
            (_, other) => plain(other),
        })
    }

    fn rows(&self, columns: &[FieldDef], rows: &[Toml]) -> Result<Json, String> {
        let mut read = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let mut cells = Map::new();
            cells.insert("row".to_owned(), Json::from(index + 1));
            for (id, value) in row.as_table().into_iter().flatten() {
                let column = columns
                    .iter()
                    .find(|column| column.id == id)
                    .ok_or_else(|| format!("no column “{id}”"))?;
                cells.insert(id.clone(), self.value(column, value)?);
            }
            read.push(Json::Object(cells));
        }
        Ok(Json::Array(read))
    }

    fn link(&self, text: &str) -> Result<Json, String> {
        let alias = text.strip_prefix('@').ok_or_else(|| format!("“{text}” is no alias"))?;
        let id = self.aliases.get(alias).ok_or_else(|| format!("there is no “{alias}” yet"))?;
        Ok(Json::from(id.to_string()))
    }

    fn date(&self, text: &str) -> Json {
        Json::from(self.calendar.date(text).map_or_else(|| text.to_owned(), |date| date.to_string()))
    }
}

fn attachment(table: &Table) -> Option<(&str, &str)> {
    Some((table.get("attach")?.as_str()?, table.get("text")?.as_str()?))
}

fn answers(set: &QuestionSet, given: &Table) -> Json {
    let mut answers = Map::new();
    let rest = given.get("rest").and_then(Toml::as_str);
    for question in set.questions {
        let Some(text) = given.get(question.field.id).and_then(Toml::as_str).or(rest) else { continue };
        let answer = match text.split_once(": ") {
            Some((code, note)) => json!({ "value": code, "note": note }),
            None => json!({ "value": text }),
        };
        answers.insert(question.field.id.to_owned(), answer);
    }
    // A question that the set does not know must not get lost in silence.
    for id in given.keys().filter(|id| *id != "rest" && set.question(id).is_none()) {
        answers.insert(id.clone(), Json::Null);
    }
    json!({ "set": set.tag(), "given": answers })
}

fn plain(value: &Toml) -> Json {
    match value {
        Toml::String(text) => Json::from(text.as_str()),
        Toml::Integer(number) => Json::from(*number),
        Toml::Float(number) => Json::from(number.to_string()),
        Toml::Boolean(flag) => Json::from(*flag),
        Toml::Datetime(moment) => Json::from(moment.to_string()),
        Toml::Array(items) => Json::Array(items.iter().map(plain).collect()),
        Toml::Table(table) => {
            Json::Object(table.iter().map(|(name, item)| (name.clone(), plain(item))).collect())
        }
    }
}

/// Joins the lines of a paragraph; an item of a list keeps its line.
fn paragraphs(text: &str) -> String {
    let mut joined = String::new();
    let mut open = false;
    for line in text.trim().lines().map(str::trim) {
        let item = line.starts_with("- ")
            || line.starts_with(|sign: char| sign.is_ascii_digit()) && line.contains(". ");
        match (line.is_empty(), open && !item) {
            (true, _) => joined.push_str(if joined.ends_with("\n\n") { "" } else { "\n\n" }),
            (false, true) => joined.push(' '),
            (false, false) if !joined.is_empty() && !joined.ends_with('\n') => joined.push('\n'),
            (false, false) => {}
        }
        joined.push_str(line);
        open = !line.is_empty();
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, text: &str) -> Result<Body, String> {
        let aliases = BTreeMap::from([("ana".to_owned(), RecordId(uuid::Uuid::nil()))]);
        let calendar = Calendar::ending("2026-11-20T10:00:00Z".parse().unwrap(), 10);
        let reading = Reading { aliases: &aliases, calendar, files: &BTreeMap::new() };
        reading.body(&Schema::of(kinds::find(kind).unwrap()), &text.parse().unwrap(), None)
    }

    #[test]
    fn scales_days_aliases_and_rows_are_read_by_shape() {
        let body = read(
            "risk",
            "inherent_impact = \"major\"\nowner = \"@ana\"\nassessed_on = \"day:0\"\ntreatments = [{ what = \"a\", due = \"today:5\" }, { what = \"b\" }]",
        )
        .unwrap();
        let json = Json::Object(body.to_json());
        assert_eq!(json["inherent_impact"], 4);
        assert_eq!(json["assessed_on"], "2026-11-10");
        assert_eq!(json["treatments"][0], json!({ "row": 1, "what": "a", "due": "2026-11-25" }));
        assert_eq!(json["treatments"][1]["row"], 2);
        assert_eq!(json["owner"], "00000000-0000-0000-0000-000000000000");
    }

    #[test]
    fn the_rest_of_the_questions_is_answered_too_and_notes_are_kept() {
        let body = read(
            "impact_assessment",
            "answers = { rest = \"none\", individuals_finance = \"severe: a loan is refused\" }",
        )
        .unwrap();
        let given = body.to_json()["answers"]["given"].clone();
        assert_eq!(given.as_object().unwrap().len(), 22);
        assert_eq!(given["individuals_finance"], json!({ "value": "severe", "note": "a loan is refused" }));
        assert_eq!(given["society_labour"], json!({ "value": "none" }));
    }

    #[test]
    fn what_does_not_exist_is_named() {
        for (text, named) in [
            ("owner = \"@bob\"", "bob"),
            ("colour = \"red\"", "colour"),
            ("inherent_impact = \"awful\"", "awful"),
            ("treatments = [{ colour = \"red\" }]", "colour"),
        ] {
            assert!(read("risk", text).unwrap_err().contains(named), "{text}");
        }
        assert!(
            read("impact_assessment", "answers = { wellbeing = \"none\" }")
                .unwrap_err()
                .contains("wellbeing")
        );
    }

    #[test]
    fn paragraphs_are_joined_and_lists_are_kept() {
        assert_eq!(paragraphs("\none\ntwo\n\nthree:\n- a\n  b\n- c\n"), "one two\n\nthree:\n- a b\n- c");
        assert_eq!(paragraphs("first\n\n\nsecond\n1. step\n2. step"), "first\n\nsecond\n1. step\n2. step");
    }
}
