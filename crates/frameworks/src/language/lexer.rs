//! Splits an expression into words, texts, numbers, dates and signs.

use super::Span;
use jiff::civil::Date;
use record::Decimal;

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What, in lower case.
    pub sentence: String,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub span: Span,
    pub is: Lexeme,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexeme {
    Word(String),
    Text(String),
    Number(Decimal),
    Day(Date),
    Sign(&'static str),
    End,
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 15] = ["<=", ">=", "!=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-", "*"];

impl Fault {
    pub(super) fn new(span: Span, sentence: impl Into<String>) -> Self {
        Self { span, sentence: sentence.into() }
    }

    /// The fault with its line and column in `text`, both from 1.
    pub fn describe(&self, text: &str) -> String {
        let before = text.get(..self.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column} of the expression: {}", self.sentence)
    }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (is, length) = one(rest, first, at)?;
        found.push(Token { span: Span { start: at, end: at + length }, is });
        at += length;
    }
    found.push(Token { span: Span { start: at, end: at }, is: Lexeme::End });
    Ok(found)
}

fn one(rest: &str, first: char, at: usize) -> Result<(Lexeme, usize), Fault> {
    if first == '"' {
        let inner = rest.get(1..).unwrap_or_default();
        let Some(end) = inner.find('"') else {
            return Err(Fault::new(
                Span { start: at, end: at + rest.len() },
                "this text has no closing quote",
            ));
        };
        return Ok((Lexeme::Text(inner.get(..end).unwrap_or_default().to_owned()), end + 2));
    }
    if first.is_ascii_alphabetic() {
        let word = run(rest, |character| character.is_ascii_alphanumeric() || character == '_');
        return Ok((Lexeme::Word(word.to_owned()), word.len()));
    }
    if first.is_ascii_digit() {
        return number_or_day(rest, at);
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => Ok((Lexeme::Sign(sign), sign.len())),
        None => Err(Fault::new(
            Span { start: at, end: at + first.len_utf8() },
            format!("“{first}” means nothing here"),
        )),
    }
}

fn number_or_day(rest: &str, at: usize) -> Result<(Lexeme, usize), Fault> {
    let digits = run(rest, |character| character.is_ascii_digit());
    if digits.len() == 4 && rest.get(4..5) == Some("-") {
        let text = run(rest, |character| character.is_ascii_digit() || character == '-');
        return match text.parse::<Date>() {
            Ok(day) => Ok((Lexeme::Day(day), text.len())),
            Err(_) => Err(Fault::new(
                Span { start: at, end: at + text.len() },
                format!("“{text}” is no date; a date is written 2027-12-02"),
            )),
        };
    }
    let text = run(rest, |character| character.is_ascii_digit() || character == '.');
    match text.parse::<Decimal>() {
        Ok(number) => Ok((Lexeme::Number(number), text.len())),
        Err(_) => Err(Fault::new(Span { start: at, end: at + text.len() }, format!("“{text}” is no number"))),
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
