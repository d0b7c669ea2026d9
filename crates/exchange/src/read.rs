//! One cell as the value of one field. What cannot be read is said, never guessed.

use crate::{Dates, Mapping, cell, choices, dates};
use record::{Opt, Shape, Value, parse_text};
use std::collections::HashMap;

/// Code and sentence of something to know about a cell.
pub(crate) type Note = (&'static str, String);

/// What a cell gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Read {
    /// The value, when there is one.
    pub value: Option<Value>,
    /// What was left out of it, or why there is none.
    pub lost: Vec<Note>,
    /// The mapping says that the cell means nothing.
    pub says_nothing: bool,
}

/// How the cells of one column are to be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lens {
    values: HashMap<String, String>,
    dates: Dates,
    seen: HashMap<String, Read>,
}

impl Lens {
    pub(crate) fn of(mapping: &Mapping, column: &str) -> Self {
        let values = mapping.values.get(column).into_iter().flatten();
        Self {
            values: values.map(|(text, code)| (choices::key(text), code.clone())).collect(),
            dates: mapping.dates.get(column).copied().unwrap_or_default(),
            seen: HashMap::new(),
        }
    }

    /// How its dates are written.
    pub(crate) const fn dates(&self) -> Dates {
        self.dates
    }

    /// Reads a cell; short cells of closed shapes repeat in a column, so each is read once.
    pub(crate) fn read(&mut self, shape: &Shape, text: &str) -> Read {
        let repeats = matches!(
            shape,
            Shape::Choice(_) | Shape::Choices(_) | Shape::Flag | Shape::Rating(_) | Shape::Date
        );
        if !repeats || text.len() > 200 {
            return self.read_new(shape, text);
        }
        if let Some(known) = self.seen.get(text) {
            return known.clone();
        }
        let read = self.read_new(shape, text);
        self.seen.insert(text.to_owned(), read.clone());
        read
    }

    fn read_new(&self, shape: &Shape, text: &str) -> Read {
        if let Some(code) = self.meaning(text).filter(|code| code.is_empty()) {
            return Read { says_nothing: code.is_empty(), ..Read::default() };
        }
        match shape {
            Shape::Choice(options) => self.choice(options, text),
            Shape::Choices(options) => self.several(options, text),
            Shape::Flag => self.flag(text),
            Shape::Date => {
                let mut read = from(dates::read(text, self.dates).map(|date| Some(Value::Date(date))));
                if read.value.is_some() && dates::has_time(text) {
                    let sentence = "The field holds a day; the time of day is left out.".to_owned();
                    read.lost.push(("time_left_out", sentence));
                }
                read
            }
            Shape::Line { .. } | Shape::Prose { .. } => match cell::list(text) {
                Some(items) => {
                    let between = if matches!(shape, Shape::Line { .. }) { "; " } else { "\n" };
                    from(parse_text(shape, &items.join(between)))
                }
                None => from(parse_text(shape, text)),
            },
            Shape::Rating(steps) => match self.meaning(text) {
                Some(code) => from(parse_text(
                    shape,
                    steps.iter().find(|step| step.code == code).map_or(text, |step| step.code),
                )),
                None => from(parse_text(shape, text)),
            },
            _ => from(parse_text(shape, text)),
        }
    }

    fn meaning(&self, text: &str) -> Option<&String> {
        if self.values.is_empty() { None } else { self.values.get(&choices::key(text)) }
    }

    fn code(&self, options: &[Opt], text: &str) -> Option<String> {
        let mapped =
            self.meaning(text).filter(|code| options.iter().any(|option| option.code == code.as_str()));
        mapped.cloned().or_else(|| choices::exact(options, text).map(str::to_owned))
    }

    fn choice(&self, options: &[Opt], text: &str) -> Read {
        let items = cell::list(text).unwrap_or_else(|| vec![text.to_owned()]);
        match items.as_slice() {
            [one] => match self.code(options, one) {
                Some(code) => Read { value: Some(Value::Choice(code)), ..Read::default() },
                None => lost(no_option(options, one)),
            },
            _ => lost(("one_only", "The field holds one option; the cell names several.".to_owned())),
        }
    }

    fn several(&self, options: &[Opt], text: &str) -> Read {
        let whole = self.meaning(text).is_some();
        let mut items = if whole { vec![text.to_owned()] } else { items(text) };
        if let [one] = items.as_slice()
            && self.code(options, one).is_none()
        {
            let parts: Vec<String> = one.split(',').map(|part| part.trim().to_owned()).collect();
            if parts.iter().any(|part| self.code(options, part).is_some()) {
                items = parts;
            }
        }
        let (mut codes, mut lost) = (Vec::new(), Vec::new());
        for item in items.iter().filter(|item| !item.trim().is_empty()) {
            match (self.meaning(item).is_some_and(String::is_empty), self.code(options, item)) {
                (true, _) => {}
                (false, Some(code)) => codes.push(code),
                (false, None) => lost.push(no_option(options, item)),
            }
        }
        let chosen = options.iter().filter(|option| codes.iter().any(|code| code == option.code));
        let codes: Vec<String> = chosen.map(|option| option.code.to_owned()).collect();
        let says_nothing = codes.is_empty() && lost.is_empty();
        Read { value: (!codes.is_empty()).then_some(Value::Choices(codes)), lost, says_nothing }
    }

    fn flag(&self, text: &str) -> Read {
        let bare = choices::without_enumeration(text);
        match self.meaning(text).map(String::as_str) {
            Some("yes") => from(Ok(Some(Value::Flag(true)))),
            Some("no") => from(Ok(Some(Value::Flag(false)))),
            _ => from(parse_text(&Shape::Flag, bare)),
        }
    }
}

/// The items of a cell with several: a list, or texts between semicolons or line breaks.
pub(crate) fn items(text: &str) -> Vec<String> {
    cell::list(text).unwrap_or_else(|| {
        let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    })
}

fn from(parsed: Result<Option<Value>, Note>) -> Read {
    match parsed {
        Ok(value) => Read { says_nothing: value.is_none(), value, lost: Vec::new() },
        Err(note) => lost(note),
    }
}

fn lost(note: Note) -> Read {
    Read { lost: vec![note], ..Read::default() }
}

fn no_option(options: &[Opt], text: &str) -> Note {
    const SHOWN: usize = 8;
    let mut labels: Vec<&str> = options.iter().take(SHOWN).map(|option| option.label).collect();
    if options.len() > SHOWN {
        labels.push("…");
    }
    let sentence = format!("“{}” is none of the options: {}.", cell::excerpt(text), labels.join(", "));
    ("no_such_option", sentence)
}
