//! A field of a kind, and the typed constants through which declarations and typed readers name it.

use crate::{
    Amount, Answers, Body, FileRef, Opt, Point, QuestionSet, RecordId, Row, Shape, Target, TimeSpan, Value,
    limits,
};
use rust_decimal::Decimal;
use std::marker::PhantomData;

/// A field as surfaces see it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent statement of a declaration")]
pub struct FieldDef {
    /// Stable id in lower case with underscores.
    pub id: &'static str,
    /// What people read beside the value.
    pub label: &'static str,
    /// What to write there, or empty.
    pub hint: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Without it the record cannot be kept (kept kinds) or submitted (controlled kinds).
    pub required: bool,
    /// Holds personal data: erasable on purpose, never in a log or a file name.
    pub personal: bool,
    /// What the person or unit named here is to the record.
    pub relation: Option<Relation>,
    /// Heading under which it stands in form and record page; empty for the first section.
    pub section: &'static str,
    /// Asked only when another field has one of these values.
    pub when: Option<When>,
    /// Of the records that a link may lead to, those whose field has one of these values suit, and are offered first.
    pub suits: Option<When>,
    /// A date by which something must have been done: home and lists show what is due.
    pub deadline: bool,
    /// A change to it bears on what was judged of the record: assessments ask whether they still hold.
    pub significant: bool,
    /// Added by an organisation, not declared by the program.
    pub custom: bool,
}

/// What the person or unit in a field is to the record; access asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Answers for the record.
    Owner,
    /// Has to do something with it.
    Assignee,
    /// The unit to which it belongs.
    Unit,
}

/// A condition on another field of the same record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The other field: a choice or a flag.
    pub field: &'static str,
    /// Codes, or `yes`/`no` for a flag.
    pub is: &'static [&'static str],
}

impl When {
    /// Whether the other field's value is one of those named.
    pub fn holds(&self, value: &Value) -> bool {
        match value {
            Value::Choice(code) => self.is.contains(&code.as_str()),
            Value::Choices(codes) => codes.iter().any(|code| self.is.contains(&code.as_str())),
            Value::Flag(flag) => self.is.contains(&if *flag { "yes" } else { "no" }),
            _ => false,
        }
    }
}

/// A typed field constant.
#[derive(Clone, Copy, Debug)]
pub struct Field<T> {
    /// The field as data.
    pub field: FieldDef,
    holds: PhantomData<fn() -> T>,
}

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident),*) => { $( $(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name; )* };
}
markers!(
    /// Marks a line.
    Line, /// Marks prose.
    Prose, /// Marks a number.
    Number, /// Marks an amount of money.
    Money, /// Marks a date.
    Date, /// Marks yes or no.
    Flag, /// Marks one choice.
    Pick, /// Marks several choices.
    Picks, /// Marks a step on a scale.
    Rating, /// Marks a span of dates.
    Span, /// Marks one link.
    One, /// Marks links.
    Many, /// Marks a file.
    File, /// Marks a table.
    Rows, /// Marks answers.
    Questions, /// Marks a series.
    Times
);

const fn make<T>(id: &'static str, label: &'static str, shape: Shape) -> Field<T> {
    let field = FieldDef {
        id,
        label,
        hint: "",
        shape,
        required: false,
        personal: false,
        relation: None,
        section: "",
        when: None,
        suits: None,
        deadline: false,
        significant: false,
        custom: false,
    };
    Field { field, holds: PhantomData }
}

/// One line of text.
pub const fn line(id: &'static str, label: &'static str) -> Field<Line> {
    make(id, label, Shape::Line { max: limits::LINE_CHARS })
}
/// Paragraphs of text.
pub const fn prose(id: &'static str, label: &'static str) -> Field<Prose> {
    make(id, label, Shape::Prose { max: limits::PROSE_CHARS })
}
/// A decimal number.
pub const fn number(id: &'static str, label: &'static str) -> Field<Number> {
    make(id, label, Shape::Number { min: None, max: None, unit: "" })
}
/// An amount of money.
pub const fn money(id: &'static str, label: &'static str) -> Field<Money> {
    make(id, label, Shape::Money)
}
/// A calendar date.
pub const fn date(id: &'static str, label: &'static str) -> Field<Date> {
    make(id, label, Shape::Date)
}
/// Yes or no.
pub const fn flag(id: &'static str, label: &'static str) -> Field<Flag> {
    make(id, label, Shape::Flag)
}
/// One of a few.
pub const fn choice(id: &'static str, label: &'static str, options: &'static [Opt]) -> Field<Pick> {
    make(id, label, Shape::Choice(options))
}
/// Several of a few.
pub const fn choices(id: &'static str, label: &'static str, options: &'static [Opt]) -> Field<Picks> {
    make(id, label, Shape::Choices(options))
}
/// A step on a scale.
pub const fn rating(id: &'static str, label: &'static str, steps: &'static [Opt]) -> Field<Rating> {
    make(id, label, Shape::Rating(steps))
}
/// From a date until a date.
pub const fn period(id: &'static str, label: &'static str) -> Field<Span> {
    make(id, label, Shape::Period)
}
/// One other record of `kind`; `inverse` is how that record names the relation back.
pub const fn link(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    inverse: &'static str,
) -> Field<One> {
    make(id, label, Shape::Link(Target { kind, inverse }))
}
/// Other records of `kind`.
pub const fn links(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    inverse: &'static str,
) -> Field<Many> {
    make(id, label, Shape::Links(Target { kind, inverse }))
}
/// A person of the organisation.
pub const fn person(id: &'static str, label: &'static str) -> Field<One> {
    make(id, label, Shape::Person)
}
/// Evidence that supports the record.
pub const fn evidence(id: &'static str, label: &'static str) -> Field<Many> {
    make(id, label, Shape::Evidence)
}
/// A file.
pub const fn file(id: &'static str, label: &'static str) -> Field<File> {
    make(id, label, Shape::File)
}
/// Rows owned by the record.
pub const fn table(id: &'static str, label: &'static str, columns: &'static [FieldDef]) -> Field<Rows> {
    make(id, label, Shape::Table(columns))
}
/// Answers to a set of questions.
pub const fn answers(id: &'static str, label: &'static str, set: &'static QuestionSet) -> Field<Questions> {
    make(id, label, Shape::Answers(set))
}
/// Points in time.
pub const fn series(id: &'static str, label: &'static str, unit: &'static str) -> Field<Times> {
    make(id, label, Shape::Series { unit })
}

impl<T> Field<T> {
    /// Without it the record cannot be kept or submitted.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.field.required = true;
        self
    }
    /// What to write there.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.field.hint = hint;
        self
    }
    /// Holds personal data.
    #[must_use]
    pub const fn personal(mut self) -> Self {
        self.field.personal = true;
        self
    }
    /// What the person or unit named here is to the record.
    #[must_use]
    pub const fn relation(mut self, relation: Relation) -> Self {
        self.field.relation = Some(relation);
        self
    }
    /// The heading under which it stands.
    #[must_use]
    pub const fn section(mut self, section: &'static str) -> Self {
        self.field.section = section;
        self
    }
    /// A change to it bears on what was judged of the record.
    #[must_use]
    pub const fn significant(mut self) -> Self {
        self.field.significant = true;
        self
    }
    /// Offers first the records whose choice `field` has one of these codes.
    #[must_use]
    pub const fn suits(mut self, field: &'static str, is: &'static [&'static str]) -> Self {
        self.field.suits = Some(When { field, is });
        self
    }
    /// Asked only when `field` has one of these values.
    #[must_use]
    pub const fn when(mut self, field: &'static str, is: &'static [&'static str]) -> Self {
        self.field.when = Some(When { field, is });
        self
    }
}

impl Field<Date> {
    /// A date by which something must have been done.
    #[must_use]
    pub const fn deadline(mut self) -> Self {
        self.field.deadline = true;
        self
    }
}

impl Field<Line> {
    /// At most so many characters.
    #[must_use]
    pub const fn max(mut self, max: usize) -> Self {
        self.field.shape = Shape::Line { max };
        self
    }
}
impl Field<Prose> {
    /// At most so many characters.
    #[must_use]
    pub const fn max(mut self, max: usize) -> Self {
        self.field.shape = Shape::Prose { max };
        self
    }
}
impl Field<Number> {
    /// Between these bounds, both included.
    #[must_use]
    pub const fn between(mut self, low: i64, high: i64) -> Self {
        if let Shape::Number { unit, .. } = self.field.shape {
            self.field.shape = Shape::Number { min: Some(low), max: Some(high), unit };
        }
        self
    }
    /// Shown after the number.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        if let Shape::Number { min, max, .. } = self.field.shape {
            self.field.shape = Shape::Number { min, max, unit };
        }
        self
    }
}

macro_rules! typed_read {
    ($($marker:ty => $out:ty, $pattern:pat => $value:expr;)*) => { $(
        impl Field<$marker> {
            /// The value in `body`, when there is one of this type.
            pub fn of(self, body: &Body) -> Option<$out> {
                match body.get(self.field.id) { Some($pattern) => Some($value), _ => None }
            }
        }
    )* };
}
typed_read! {
    Line => &str, Value::Text(text) => text;
    Prose => &str, Value::Text(text) => text;
    Number => Decimal, Value::Number(number) => *number;
    Money => &Amount, Value::Money(amount) => amount;
    Date => jiff::civil::Date, Value::Date(date) => *date;
    Flag => bool, Value::Flag(flag) => *flag;
    Pick => &str, Value::Choice(code) => code;
    Picks => &[String], Value::Choices(codes) => codes;
    Rating => u8, Value::Rating(step) => *step;
    Span => &TimeSpan, Value::Period(span) => span;
    One => RecordId, Value::Link(id) => *id;
    Many => &[RecordId], Value::Links(ids) => ids;
    File => &FileRef, Value::File(file) => file;
    Rows => &[Row], Value::Table(rows) => rows;
    Questions => &Answers, Value::Answers(answers) => answers;
    Times => &[Point], Value::Series(points) => points;
}
