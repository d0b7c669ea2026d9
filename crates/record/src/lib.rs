//! What a record is: kinds, fields, shapes, values, versions, changes and refusals.
//!
//! A kind of record is declared once, as data; forms, tables, filters, REST, search and import are derived from the
//! declaration by other crates. Surfaces never take a [`Kind`]: they take a [`Schema`], which is the kind together
//! with the fields that an organisation has added. This crate is pure: no clock, no chance, no input or output.

mod act;
mod body;
pub mod custom;
mod diff;
mod dossier;
mod field;
mod form;
mod id;
mod index;
mod interner;
mod json;
mod kind;
pub mod limits;
mod merge;
mod op;
mod parse;
mod reading;
mod refusal;
mod relative;
mod schema;
mod shape;
mod state;
mod text;
mod upcast;
mod validate;
mod value;
mod words;

pub use act::Act;
pub use body::Body;
pub use diff::{FieldChange, RowChange, changed_fields, diff};
pub use dossier::{ActSeen, Dossier, Effective, Record};
pub use field::{
    Date, Field, FieldDef, File, Flag, Line, Many, Money, Number, One, Pick, Picks, Prose, Questions, Rating,
    Relation, Rows, Span, Times, When, answers, choice, choices, date, evidence, file, flag, line, link,
    links, money, number, period, person, prose, rating, series, table,
};
pub use form::{FormData, parse_form, to_form};
pub use id::{RecordId, reference};
pub use index::{Cell, cells, index_basis, links_of, number_of, personal_fields, search_text, sort_key};
pub use interner::Interner;
pub use kind::{Approval, Area, Kind, LifeCycle, Name, Sensitivity};
pub use merge::{Merged, merge};
pub use op::Op;
pub use parse::{parse_text, show};
pub use refusal::{Class, Problem, Refusal};
pub use relative::{Days, Relative, Unit};
pub use schema::Schema;
pub use shape::{Opt, Question, QuestionSet, Shape, Target};
pub use state::{Stamp, State};
pub use text::{alike, clean_line, clean_prose, fold, nearly_same, telling_words, words_of};
pub use upcast::Upcast;
pub use validate::{missing, validate};
pub use value::{Amount, Answer, Answers, FileRef, Point, Row, TimeSpan, Value};
pub use words::Words;

pub use jiff::Timestamp;
pub use rust_decimal::Decimal;
