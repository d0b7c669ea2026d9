//! Records told in a line each, as examples tell them: `it: policy text=30 | approve bob -10d top_management`.
//!
//! `frameworks/README.md` explains the grammar. Whatever does not follow it stops the test with the line at fault.

use crate::acts::{self, Story};
use jiff::{Span, civil::Date};
use record::{
    Act, Amount, Answer, Answers, Decimal, FieldDef, FileRef, Kind, Point, QuestionSet, Row, Shape, TimeSpan,
    Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// The day on which every example is judged, at noon in UTC.
pub const TODAY: &str = "2026-11-21";

/// A record in the telling: it can still be edited.
#[derive(Clone, Debug)]
pub struct Tale {
    kind: &'static Kind,
    /// Field, or `table.row.column`, or `answers.question`, to what stands there.
    fields: BTreeMap<String, String>,
    acts: Vec<String>,
}

/// Alias to record, in the order in which they were first told.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    order: Vec<String>,
    tales: BTreeMap<String, Tale>,
}

impl Cast {
    /// Takes lines in: new records, and edits of those already told.
    pub fn tell(&mut self, lines: &str, bases: &Cast) {
        for line in lines.split('\n').flat_map(|line| line.split(" / ")).map(str::trim) {
            if !line.is_empty() && !line.starts_with('#') {
                self.line(line, bases);
            }
        }
    }

    /// Everything told, acts and all.
    pub fn stories(&self) -> Vec<Story> {
        self.order
            .iter()
            .filter_map(|alias| self.tales.get(alias).map(|tale| (alias, tale)))
            .map(|(alias, tale)| tale.story(alias, self))
            .collect()
    }

    /// The number of the record with this alias.
    pub fn number(&self, alias: &str) -> Option<u128> {
        if alias == "ghost" {
            return Some(900);
        }
        self.order.iter().position(|known| known == alias).map(|place| place as u128 + 1)
    }

    fn line(&mut self, line: &str, bases: &Cast) {
        let (alias, rest) = line.split_once(':').unwrap_or_else(|| panic!("no “alias:” in “{line}”"));
        let alias = alias.trim();
        let (content, acts) = match rest.split_once('|') {
            Some((content, acts)) => (content.trim(), Some(acts)),
            None => (rest.trim(), None),
        };
        if content == "-" {
            assert!(self.tales.remove(alias).is_some(), "nothing called {alias} to remove: {line}");
            return;
        }
        let mut words = tokens(content);
        if let Some(first) = words.first().filter(|word| !word.contains('=')).cloned() {
            words.remove(0);
            let known = bases.tales.get(&first).or_else(|| self.tales.get(&first)).cloned();
            let tale = known.unwrap_or_else(|| {
                let kind =
                    kinds::find(&first).unwrap_or_else(|| panic!("no base and no kind {first}: {line}"));
                Tale { kind, fields: BTreeMap::new(), acts: by_default(kind) }
            });
            self.tales.insert(alias.to_owned(), tale);
            if !self.order.iter().any(|known| known == alias) {
                self.order.push(alias.to_owned());
            }
        }
        let tale = self.tales.get_mut(alias).unwrap_or_else(|| panic!("nothing called {alias}: {line}"));
        for word in words {
            let (field, value) =
                word.split_once('=').unwrap_or_else(|| panic!("“{word}” is no field=value: {line}"));
            tale.set(field, value, line);
        }
        if let Some(acts) = acts {
            tale.acts =
                acts.split(',').map(|act| act.trim().to_owned()).filter(|act| !act.is_empty()).collect();
        }
    }
}

impl Tale {
    fn set(&mut self, field: &str, value: &str, line: &str) {
        if field == "only" {
            let kept: BTreeSet<&str> = value.split(',').collect();
            self.fields.retain(|known, _| kept.contains(known.split('.').next().unwrap_or(known)));
            return;
        }
        let top = field.split('.').next().unwrap_or(field);
        assert!(self.kind.field(top).is_some(), "{} has no field {top}: {line}", self.kind.id);
        if field == top {
            // A whole table or set of answers takes the place of what was told of its parts.
            self.fields.retain(|known, _| !known.starts_with(&format!("{field}.")));
        }
        self.fields.insert(field.to_owned(), value.to_owned());
    }

    fn story(&self, alias: &str, cast: &Cast) -> Story {
        let number = cast.number(alias).unwrap();
        let mut acts = self.acts.iter().map(|act| Told::of(act, cast)).peekable();
        let created = match acts.peek() {
            Some(told) if told.act == Act::Create => acts.next().unwrap(),
            _ => Told::of("create ann -300d", cast),
        };
        let mut story = Story::of(self.kind, number, created.by, &created.on);
        for (field, value) in self.values(cast) {
            story = story.with(&field, value);
        }
        for told in acts {
            if told.act == Act::Revise {
                story = story.left();
            }
            for (field, text) in &told.content {
                let def = self.kind.field(field).unwrap_or_else(|| panic!("no field {field}"));
                let value = value(&def.shape, text, cast).unwrap_or_else(|| Value::Text(String::new()));
                story = story.with(field, value);
            }
            if told.act == Act::Approve && story.told().record.state.code() == "draft" {
                story = story.act(Act::Submit, created.by, &told.on, "contributor");
            }
            story = match told.act {
                // Content was set above; a revision is a version of its own.
                Act::Revise => story.revised("", Value::Text(String::new()), told.by, &told.on),
                act => story.act(act, told.by, &told.on, &told.capacity),
            };
        }
        story
    }

    fn values(&self, cast: &Cast) -> Vec<(String, Value)> {
        let mut whole: BTreeMap<String, Value> = BTreeMap::new();
        for (path, text) in &self.fields {
            let mut steps = path.split('.');
            let field = steps.next().unwrap_or_default();
            let def = self.kind.field(field).unwrap_or_else(|| panic!("no field {field}"));
            match (steps.next(), steps.next()) {
                (None, _) => {
                    if let Some(value) = value(&def.shape, text, cast) {
                        whole.insert(field.to_owned(), value);
                    }
                }
                (Some(row), Some(column)) => {
                    let place: usize =
                        row.parse().unwrap_or_else(|_| panic!("{path}: rows are numbered from 1"));
                    let Some(Value::Table(rows)) = whole.get_mut(field) else {
                        panic!("{path}: no such table")
                    };
                    let Shape::Table(columns) = def.shape else { panic!("{path}: no table") };
                    let row = rows.get_mut(place - 1).unwrap_or_else(|| panic!("{path}: no such row"));
                    cell(row, columns, column, text, cast);
                }
                (Some(question), None) => {
                    let Shape::Answers(set) = def.shape else { panic!("{path}: no set of answers") };
                    let Some(Value::Answers(answers)) = whole.get_mut(field) else {
                        panic!("{path}: no answers")
                    };
                    answer(answers, set, question, text, cast);
                }
            }
        }
        whole.into_iter().collect()
    }
}

/// An act as told: `approve bob -190d top_management`, `revise ann -100d text=40`.
struct Told {
    act: Act,
    by: u128,
    on: String,
    capacity: String,
    content: Vec<(String, String)>,
}

impl Told {
    fn of(text: &str, cast: &Cast) -> Self {
        let words = tokens(text);
        let word = |place: usize| words.get(place).map_or("", String::as_str);
        let act = Act::from_code(word(0)).unwrap_or_else(|| panic!("no act in “{text}”"));
        let by = cast.number(word(1)).unwrap_or_else(|| panic!("nobody called {} in “{text}”", word(1)));
        let on = date(word(2)).unwrap_or_else(|| panic!("no day in “{text}”")).to_string();
        let (content, rest): (Vec<&String>, Vec<&String>) =
            words.iter().skip(3).partition(|word| word.contains('='));
        let content = content
            .into_iter()
            .filter_map(|word| word.split_once('='))
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .collect();
        let usual = match act {
            Act::Approve => "top_management",
            Act::Verify => "ai_manager",
            _ => "contributor",
        };
        let capacity = rest.first().map_or_else(|| usual.to_owned(), |word| (*word).clone());
        Self { act, by, on, capacity, content }
    }
}

/// What is usual: written by ann, approved or verified by bob.
fn by_default(kind: &Kind) -> Vec<String> {
    let acts: &[&str] = match kind.life_cycle {
        record::LifeCycle::Controlled => &["create ann -200d", "approve bob -190d"],
        record::LifeCycle::Witnessed => &["create ann -200d", "verify bob -190d"],
        record::LifeCycle::Task | record::LifeCycle::Kept => &["create ann -200d"],
    };
    acts.iter().map(|act| (*act).to_owned()).collect()
}

/// The value that a word stands for; nothing for a blank one.
fn value(shape: &Shape, text: &str, cast: &Cast) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let link =
        |alias: &str| acts::id(cast.number(alias).unwrap_or_else(|| panic!("nothing is called “{alias}”")));
    let known = |options: &'static [record::Opt], code: &str| {
        assert!(options.iter().any(|option| option.code == code), "“{code}” is no option");
        code.to_owned()
    };
    Some(match shape {
        Shape::Line { .. } | Shape::Prose { .. } => Value::Text(words(text)),
        Shape::Number { .. } => Value::Number(decimal(text)),
        Shape::Money => {
            let (amount, currency) = text.split_at(text.len() - 3);
            Value::Money(Amount { amount: decimal(amount), currency: currency.to_owned() })
        }
        Shape::Date => Value::Date(date(text).unwrap_or_else(|| panic!("“{text}” is no day"))),
        Shape::Flag => Value::Flag(match text {
            "yes" => true,
            "no" => false,
            _ => panic!("“{text}” is neither yes nor no"),
        }),
        Shape::Choice(options) => Value::Choice(known(options, text)),
        Shape::Choices(options) => Value::Choices(text.split(',').map(|code| known(options, code)).collect()),
        Shape::Rating(_) => Value::Rating(text.parse().unwrap_or_else(|_| panic!("“{text}” is no rating"))),
        Shape::Period => {
            let (from, to) = text.split_once("..").unwrap_or_else(|| panic!("“{text}” is no period"));
            Value::Period(TimeSpan { from: date(from).unwrap(), to: date(to) })
        }
        Shape::Link(_) | Shape::Person => Value::Link(link(text)),
        Shape::Links(_) | Shape::Evidence => Value::Links(text.split(',').map(link).collect()),
        Shape::File => Value::File(FileRef {
            sha256: "0".repeat(64),
            name: "file.pdf".to_owned(),
            bytes: 1,
            media: "application/pdf".to_owned(),
        }),
        Shape::Table(columns) => Value::Table(
            (1..)
                .zip(listed(text))
                .map(|(id, cells)| {
                    let mut row = Row { id, cells: BTreeMap::new() };
                    for (column, text) in cells {
                        cell(&mut row, columns, &column, &text, cast);
                    }
                    row
                })
                .collect(),
        ),
        Shape::Answers(set) => {
            let mut answers = Answers { set: set.tag(), given: BTreeMap::new() };
            for (question, text) in listed(text).into_iter().flatten() {
                answer(&mut answers, set, &question, &text, cast);
            }
            Value::Answers(answers)
        }
        Shape::Series { .. } => Value::Series(
            listed(text)
                .into_iter()
                .map(|cells| {
                    let of = |key: &str| {
                        cells.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text.as_str())
                    };
                    let day = date(of("at")).unwrap_or_else(|| panic!("a point without a day"));
                    Point { at: acts::at(&day.to_string()), value: decimal(of("value")) }
                })
                .collect(),
        ),
    })
}

fn cell(row: &mut Row, columns: &'static [FieldDef], column: &str, text: &str, cast: &Cast) {
    let def = columns.iter().find(|def| def.id == column).unwrap_or_else(|| panic!("no column {column}"));
    match value(&def.shape, text, cast) {
        Some(value) => row.cells.insert(column.to_owned(), value),
        None => row.cells.remove(column),
    };
}

fn answer(answers: &mut Answers, set: &'static QuestionSet, question: &str, text: &str, cast: &Cast) {
    let asked: Vec<&'static str> = match question {
        "all" => set.questions.iter().map(|question| question.field.id).collect(),
        one => vec![set.question(one).unwrap_or_else(|| panic!("no question {one}")).field.id],
    };
    for id in asked {
        let (text, note) =
            text.split_once('~').map_or((text, None), |(text, note)| (text, Some(words(note))));
        let shape = set.question(id).unwrap().field.shape;
        match value(&shape, text, cast) {
            Some(value) => answers.given.insert(id.to_owned(), Answer { value, note }),
            None => answers.given.remove(id),
        };
    }
}

/// `[a=1 b=2; a=3]`: rows of cells.
fn listed(text: &str) -> Vec<Vec<(String, String)>> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or_else(|| panic!("“{text}” is no list in brackets"));
    inner
        .split(';')
        .map(|row| {
            tokens(row)
                .iter()
                .map(|word| word.split_once('=').unwrap_or_else(|| panic!("“{word}” is no cell")))
                .map(|(column, text)| (column.to_owned(), text.to_owned()))
                .collect()
        })
        .collect()
}

/// A number stands for so many words.
fn words(text: &str) -> String {
    match text.parse::<usize>() {
        Ok(count) => vec!["word"; count].join(" "),
        Err(_) => text.to_owned(),
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("“{text}” is no number"))
}

/// `2026-02-01`, `today`, or so far from today: `-12m-1d`, `+3w`.
fn date(text: &str) -> Option<Date> {
    let today: Date = TODAY.parse().unwrap();
    if text == "today" {
        return Some(today);
    }
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut day = today;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let sign: i64 = match rest.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        rest = rest.get(1..)?;
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let count: i64 = rest.get(..digits)?.parse::<i64>().ok()? * sign;
        let span = match rest.get(digits..=digits)? {
            "d" => Span::new().days(count),
            "w" => Span::new().weeks(count),
            "m" => Span::new().months(count),
            "y" => Span::new().years(count),
            _ => return None,
        };
        day = day.checked_add(span).ok()?;
        rest = rest.get(digits + 1..)?;
    }
    Some(day)
}

/// Words apart by white space; brackets and quotes hold together, quotes fall away.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut word, mut depth, mut quoted) = (String::new(), 0_usize, false);
    for character in text.chars() {
        match character {
            '"' if depth == 0 => quoted = !quoted,
            '[' if !quoted => {
                depth += 1;
                word.push(character);
            }
            ']' if !quoted => {
                depth = depth.saturating_sub(1);
                word.push(character);
            }
            _ if character.is_whitespace() && depth == 0 && !quoted => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

#[test]
fn days_are_told_from_today() {
    let of = |text: &str| date(text).map(|day| day.to_string());
    assert_eq!(of("today").as_deref(), Some("2026-11-21"));
    assert_eq!(of("-12m-1d").as_deref(), Some("2025-11-20"));
    assert_eq!(of("+3w").as_deref(), Some("2026-12-12"));
    assert_eq!(of("2026-02-01").as_deref(), Some("2026-02-01"));
    assert_eq!(of("soon"), None);
}

#[test]
fn a_record_is_told_in_a_line_and_edited_in_another() {
    let mut bases = Cast::default();
    bases.tell(
        "ann: person\nbob: person\npolicy: document doc_type=policy text=30 owner=ann",
        &Cast::default(),
    );
    let mut cast = bases.clone();
    cast.tell("it: policy next_review=+1d communicated=[to=everyone how=intranet; to=2 how=message]", &bases);
    cast.tell("it: communicated.2.how=meeting text= / bob: until=-1d | create ann -5d", &bases);
    let story = cast.stories().pop().unwrap().told();
    assert_eq!(story.record.state.code(), "effective", "ann wrote it and bob approved it");
    assert_eq!(story.record.body.get("text"), None);
    let Some(Value::Table(rows)) = story.record.body.get("communicated") else { panic!("a table was told") };
    assert_eq!(rows[1].cells.get("how"), Some(&Value::Choice("meeting".to_owned())));
    assert_eq!(rows[1].cells.get("to"), Some(&Value::Text("word word".to_owned())));
    cast.tell("it: only=doc_type", &bases);
    assert_eq!(
        cast.stories().pop().unwrap().told().record.body.len(),
        2,
        "the name, which every record has, stays"
    );
    cast.tell("it: -", &bases);
    assert_eq!(cast.stories().len(), 3);
}
