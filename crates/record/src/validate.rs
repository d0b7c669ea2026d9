//! What must hold of every body, and what must be there before it can be relied on.

use crate::{
    Answers, Body, FieldDef, FileRef, Opt, Problem, Question, QuestionSet, Row, Schema, Shape, Value,
    clean_line, clean_prose, limits, text::is_plain_line,
};
use std::collections::BTreeSet;

/// Everything that is wrong with what is filled in. An empty list does not mean complete: see [`missing`].
pub fn validate(schema: &Schema, body: &Body) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (id, value) in body {
        match schema.field(id) {
            None => {
                problems.push(Problem::new(id, "unknown_field", "This kind of record has no such field."));
            }
            Some(field) => check(field, value, id, &mut problems),
        }
    }
    if schema.title(body).trim().is_empty() {
        let title = schema.kind.title();
        problems.push(Problem::new(
            title.id,
            "missing",
            format!("Fill in “{}”: every record needs a name.", title.label),
        ));
    }
    if may_be_large(body)
        && serde_json::to_string(&body.to_json()).is_ok_and(|text| text.len() > limits::BODY_BYTES)
    {
        problems.push(Problem::new(
            "",
            "too_large",
            format!(
                "The record is larger than {} KB; move long texts into a document.",
                limits::BODY_BYTES / 1024
            ),
        ));
    }
    problems
}

/// Whether a body may be too large: most are so small that their size need not be told exactly. A sign takes six bytes at
/// most, when it is escaped.
fn may_be_large(body: &Body) -> bool {
    let bytes = |(field, value): (&str, &Value)| {
        let value = match value {
            Value::Text(text) | Value::Choice(text) => text.len() * 6,
            Value::Number(_)
            | Value::Money(_)
            | Value::Date(_)
            | Value::Flag(_)
            | Value::Rating(_)
            | Value::Period(_)
            | Value::Link(_) => 200,
            Value::Links(ids) => ids.len() * 50,
            Value::Choices(codes) => codes.iter().map(|code| code.len() * 6 + 10).sum(),
            Value::File(_) | Value::Table(_) | Value::Answers(_) | Value::Series(_) => limits::BODY_BYTES,
        };
        value.saturating_add(field.len() * 6 + 10)
    };
    body.iter().map(bytes).fold(2_usize, usize::saturating_add) > limits::BODY_BYTES
}

/// The required fields that are asked for and not filled in.
pub fn missing(schema: &Schema, body: &Body) -> Vec<Problem> {
    let mut problems = Vec::new();
    // Of most fields nothing is asked.
    let asks =
        |field: &&FieldDef| field.required || matches!(field.shape, Shape::Table(_) | Shape::Answers(_));
    for field in schema.fields().filter(asks).filter(|field| schema.applies(field, body)) {
        let value = body.get(field.id);
        if field.required && value.is_none() {
            problems.push(Problem::new(field.id, "missing", format!("Fill in “{}”.", field.label)));
        }
        if let (Shape::Table(columns), Some(Value::Table(rows))) = (field.shape, value) {
            missing_cells(field, columns, rows, &mut problems);
        }
        // Who answers none of its questions does without the set; who answers some answers all that are asked for.
        if let (Shape::Answers(set), Some(Value::Answers(answers))) = (field.shape, value) {
            let asked = |question: &&Question| question.field.required && is_asked(&question.field, answers);
            for question in set
                .questions
                .iter()
                .filter(asked)
                .filter(|question| !answers.given.contains_key(question.field.id))
            {
                problems.push(Problem::new(
                    format!("{}.{}", field.id, question.field.id),
                    "missing",
                    format!("Answer “{}”.", question.field.label),
                ));
            }
        }
    }
    problems
}

/// Whether the condition of a question holds in the other answers.
fn is_asked(question: &FieldDef, answers: &Answers) -> bool {
    question
        .when
        .is_none_or(|when| answers.given.get(when.field).is_some_and(|given| when.holds(&given.value)))
}

fn missing_cells(field: &FieldDef, columns: &[FieldDef], rows: &[Row], problems: &mut Vec<Problem>) {
    for row in rows {
        for column in columns.iter().filter(|column| column.required && !row.cells.contains_key(column.id)) {
            let path = format!("{}.{}.{}", field.id, row.id, column.id);
            problems.push(Problem::new(
                path,
                "missing",
                format!("Fill in “{}” in row {}.", column.label, row.id),
            ));
        }
    }
}

fn check(field: &FieldDef, value: &Value, path: &str, problems: &mut Vec<Problem>) {
    let mut say = |code: &'static str, sentence: String| problems.push(Problem::new(path, code, sentence));
    let label = field.label;
    match (&field.shape, value) {
        (Shape::Line { max }, Value::Text(text)) => {
            if longer_than(text, *max) {
                say("too_long", format!("Shorten “{label}” to {max} characters."));
            }
            hidden(text, clean_line, &mut say);
        }
        (Shape::Prose { max }, Value::Text(text)) => {
            if longer_than(text, *max) {
                say("too_long", format!("Shorten “{label}” to {max} characters."));
            }
            hidden(text, clean_prose, &mut say);
        }
        (Shape::Number { min, max, .. }, Value::Number(number)) => {
            let low = min.is_some_and(|min| *number < min.into());
            let high = max.is_some_and(|max| *number > max.into());
            if low || high {
                say("out_of_bounds", bounds(label, *min, *max));
            }
        }
        (Shape::Money, Value::Money(money)) => {
            if money.currency.len() != 3 || !money.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
                say("no_currency", format!("Give the currency of “{label}” as three letters, like EUR."));
            }
        }
        (Shape::Choice(options), Value::Choice(code)) => one_of(label, options, code, &mut say),
        (Shape::Choices(options), Value::Choices(codes)) => {
            for code in codes {
                one_of(label, options, code, &mut say);
            }
            let mut seen = BTreeSet::new();
            if !codes.iter().all(|code| seen.insert(code)) {
                say("twice", format!("“{label}” names the same option twice."));
            }
        }
        (Shape::Rating(steps), Value::Rating(step)) => {
            if *step == 0 || usize::from(*step) > steps.len() {
                say("not_on_scale", format!("Choose a step from 1 to {} for “{label}”.", steps.len()));
            }
        }
        (Shape::Period, Value::Period(span)) => {
            in_calendar(label, &[span.from, span.to.unwrap_or(span.from)], &mut say);
            if span.to.is_some_and(|to| to < span.from) {
                say("ends_before_it_begins", format!("“{label}” ends before it begins."));
            }
        }
        (Shape::Links(_) | Shape::Evidence, Value::Links(ids)) => {
            if ids.len() > limits::LINKS {
                say("too_many", format!("“{label}” can hold at most {} records.", limits::LINKS));
            }
            let mut seen = BTreeSet::new();
            if !ids.iter().all(|id| seen.insert(id)) {
                say("twice", format!("“{label}” names the same record twice."));
            }
        }
        (Shape::File, Value::File(file)) => check_file(file, label, &mut say),
        (Shape::Table(columns), Value::Table(rows)) => check_rows(columns, rows, label, path, problems),
        (Shape::Answers(set), Value::Answers(answers)) => check_answers(set, answers, label, path, problems),
        (Shape::Series { .. }, Value::Series(points)) => {
            if points.len() > limits::POINTS {
                say("too_many", format!("“{label}” can hold at most {} points.", limits::POINTS));
            }
            if points.iter().zip(points.iter().skip(1)).any(|(a, b)| a.at >= b.at) {
                say("not_ascending", format!("The points of “{label}” must follow each other in time."));
            }
        }
        (Shape::Date, Value::Date(date)) => in_calendar(label, &[*date], &mut say),
        (Shape::Flag, Value::Flag(_)) | (Shape::Link(_) | Shape::Person, Value::Link(_)) => {}
        _ => say("malformed", format!("“{label}” holds a value of another type.")),
    }
}

fn check_file(file: &FileRef, label: &str, say: &mut impl FnMut(&'static str, String)) {
    if file.sha256.len() != 64 || !file.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        say("no_hash", format!("“{label}” has no valid SHA-256."));
    }
    if file.bytes > limits::FILE_BYTES {
        say("too_large", format!("“{label}” is larger than {} MB.", limits::FILE_BYTES / 1024 / 1024));
    }
    let blank = file.name.trim().is_empty() || matches!(file.name.as_str(), "." | "..");
    if blank || file.name.contains(['/', '\\']) || file.name.chars().count() > limits::LINE_CHARS {
        let most = limits::LINE_CHARS;
        say("no_file_name", format!("Give “{label}” a plain file name of at most {most} characters."));
    }
    hidden(&file.name, clean_line, say);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+' | b'-' | b'.' | b'_');
    if file.media.is_empty() || file.media.len() > 127 || !file.media.bytes().all(plain) {
        say("no_media_type", format!("“{label}” has no valid media type."));
    }
}

fn check_answers(set: &QuestionSet, answers: &Answers, label: &str, path: &str, problems: &mut Vec<Problem>) {
    let version = answers.set.strip_prefix(set.id).and_then(|rest| rest.strip_prefix('@'));
    let version = version.and_then(|version| version.parse::<u32>().ok());
    if !version.is_some_and(|version| (1..=set.version).contains(&version)) {
        problems.push(Problem::new(
            path,
            "wrong_set",
            format!("“{label}” holds answers to another set of questions."),
        ));
    }
    for (id, answer) in &answers.given {
        let at = format!("{path}.{id}");
        let Some(question) = set.question(id) else {
            problems.push(Problem::new(at, "unknown_question", "The set has no such question."));
            continue;
        };
        check(&question.field, &answer.value, &at, problems);
        let Some(note) = &answer.note else { continue };
        let at = format!("{at}.note");
        let mut say = |code: &'static str, sentence: String| problems.push(Problem::new(&at, code, sentence));
        if note.chars().count() > limits::NOTE_CHARS {
            say("too_long", format!("Shorten the note to {} characters.", limits::NOTE_CHARS));
        }
        hidden(note, clean_prose, &mut say);
    }
}

fn check_rows(columns: &[FieldDef], rows: &[Row], label: &str, path: &str, problems: &mut Vec<Problem>) {
    if rows.len() > limits::ROWS {
        problems.push(Problem::new(
            path,
            "too_many",
            format!("“{label}” can hold at most {} rows.", limits::ROWS),
        ));
    }
    let mut seen = BTreeSet::new();
    for row in rows {
        if row.id == 0 || !seen.insert(row.id) {
            problems.push(Problem::new(
                path,
                "row_id",
                format!("A row of “{label}” has no number of its own."),
            ));
        }
        for (name, value) in &row.cells {
            let at = format!("{path}.{}.{name}", row.id);
            match columns.iter().find(|column| column.id == name) {
                None => problems.push(Problem::new(at, "unknown_field", "The table has no such column.")),
                Some(column) => check(column, value, &at, problems),
            }
        }
    }
}

/// Whether a text has more characters than may be: as most have not even as many bytes.
fn longer_than(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().count() > max
}

fn hidden(
    text: &str,
    clean: fn(&str) -> Result<String, (&'static str, &'static str)>,
    say: &mut impl FnMut(&'static str, String),
) {
    if is_plain_line(text) {
        return;
    }
    match clean(text) {
        Err((code, sentence)) => say(code, sentence.to_owned()),
        Ok(cleaned) if cleaned != text => {
            say("not_clean", "Remove white space at the ends and repeated spaces.".to_owned());
        }
        Ok(_) => {}
    }
}

fn in_calendar(label: &str, days: &[jiff::civil::Date], say: &mut impl FnMut(&'static str, String)) {
    // Years before the first would sort after it as text.
    if days.iter().any(|day| day.year() < 1) {
        say("out_of_bounds", format!("“{label}” must lie in the year 1 or later."));
    }
}

fn one_of(label: &str, options: &[Opt], code: &str, say: &mut impl FnMut(&'static str, String)) {
    if !options.iter().any(|option| option.code == code) {
        say("no_such_option", format!("Choose one of the options of “{label}”."));
    }
}

fn bounds(label: &str, min: Option<i64>, max: Option<i64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("“{label}” must be from {min} to {max}."),
        (Some(min), None) => format!("“{label}” must be at least {min}."),
        (None, Some(max)) => format!("“{label}” must be at most {max}."),
        (None, None) => format!("“{label}” is not a number that can be kept."),
    }
}
