//! Expectations put together from conditions that people choose, and read back into them.
//!
//! A [`Condition`] is one choice; its [text](Condition::text) is an expression of the language, and an expression that
//! has the form of a choice is [read](Condition::read) as one. What has no such form stays text, so nothing that an
//! expert writes is lost.

use crate::language::{
    self, Compare, Expr, Fault, From, Node, Path, SetTest, Sign, Source, Step, Unit, What,
};
use serde::{Deserialize, Serialize};

/// Whether a name is a word of the language, so that a field with it is written after a dot.
pub fn is_reserved(name: &str) -> bool {
    language::is_reserved(name)
}

/// Conditions of which all must hold, or one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// One is enough.
    pub any: bool,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// One condition on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[expect(missing_docs, reason = "parts are named by their role; the text of each shows what it means")]
pub enum Condition {
    /// Says something.
    Filled { path: String },
    /// Says nothing.
    Blank { path: String },
    /// Has so many words at least.
    Words { path: String, least: u32 },
    /// Is yes.
    Yes { path: String },
    /// Is no.
    No { path: String },
    /// Is one of a few options, or none of them.
    OneOf { path: String, codes: Vec<String>, not: bool },
    /// Has one at least of a few options.
    Meets { path: String, codes: Vec<String> },
    /// A number against another.
    Number { path: String, how: Sense, value: String },
    /// A date against today and so many days.
    Day { path: String, how: Sense, days: i32 },
    /// A date or act not longer ago than so many months.
    Within { path: String, months: u32 },
    /// Is in force.
    InForce,
    /// Is in a state.
    State { code: String },
    /// Somebody did it.
    Acted { act: String },
    /// Somebody did it in a role.
    ActedAs { act: String, role: String },
    /// Somebody did it who had not written it.
    ActedByOther { act: String },
    /// So many records at least, linked from here (`x in field`) or to here (`kind via field`).
    Linked { from: String, least: u32, in_force: bool },
    /// An expression as an expert wrote it.
    Text { text: String },
}

/// Which way two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// At most.
    Most,
    /// At least.
    Least,
}

impl Sense {
    const fn sign(self) -> &'static str {
        match self {
            Self::Most => "<=",
            Self::Least => ">=",
        }
    }

    const fn of(how: Compare) -> Option<Self> {
        match how {
            Compare::LessOrEqual => Some(Self::Most),
            Compare::GreaterOrEqual => Some(Self::Least),
            _ => None,
        }
    }
}

impl Group {
    /// The expression; nothing when there is no condition.
    pub fn text(&self) -> Option<String> {
        let parts: Vec<String> =
            self.conditions.iter().map(|it| it.part(self.conditions.len() > 1)).collect();
        (!parts.is_empty()).then(|| parts.join(if self.any { "\n  or " } else { "\n  and " }))
    }

    /// Reads an expression into conditions.
    ///
    /// # Errors
    /// The fault of the expression.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let expr = language::parse(text)?;
        let (any, parts) = match &expr.node {
            Node::And(parts) => (false, parts.as_slice()),
            Node::Or(parts) => (true, parts.as_slice()),
            _ => return Ok(Self { any: false, conditions: vec![Condition::of(&expr, text)] }),
        };
        Ok(Self { any, conditions: parts.iter().map(|part| Condition::of(part, text)).collect() })
    }
}

impl Condition {
    /// The expression.
    pub fn text(&self) -> String {
        match self {
            Self::Filled { path } => format!("filled({path})"),
            Self::Blank { path } => format!("blank({path})"),
            Self::Words { path, least } => format!("words({path}) >= {least}"),
            Self::Yes { path } => path.clone(),
            Self::No { path } => format!("not {path}"),
            Self::OneOf { path, codes, not } => match (codes.as_slice(), not) {
                ([code], false) => format!("{path} = \"{code}\""),
                ([code], true) => format!("{path} != \"{code}\""),
                (_, false) => format!("{path} in {}", list(codes)),
                (_, true) => format!("not {path} in {}", list(codes)),
            },
            Self::Meets { path, codes } => format!("{path} meets {}", list(codes)),
            Self::Number { path, how, value } => format!("{path} {} {value}", how.sign()),
            Self::Day { path, how, days } => match days {
                0 => format!("{path} {} today", how.sign()),
                1.. => format!("{path} {} today + {days} days", how.sign()),
                _ => format!("{path} {} today - {} days", how.sign(), days.unsigned_abs()),
            },
            Self::Within { path, months } => format!("age({path}) <= {months} months"),
            Self::InForce => "in force".to_owned(),
            Self::State { code } => format!("is {code}"),
            Self::Acted { act } => format!("acted({act})"),
            Self::ActedAs { act, role } => format!("acted({act}).capacity = \"{role}\""),
            Self::ActedByOther { act } => format!("not acted({act}).by in authors"),
            Self::Linked { from, least, in_force } => {
                let filter = if *in_force { " where in force" } else { "" };
                format!("count({from}{filter}) >= {least}")
            }
            Self::Text { text } => text.trim().to_owned(),
        }
    }

    /// Reads an expression as one condition.
    ///
    /// # Errors
    /// The fault of the expression.
    pub fn read(text: &str) -> Result<Self, Fault> {
        Ok(Self::of(&language::parse(text)?, text))
    }

    /// As a part beside others: what reaches far to the right stands in brackets.
    fn part(&self, beside: bool) -> String {
        let text = self.text();
        if beside && matches!(self, Self::Text { .. }) { format!("({text})") } else { text }
    }

    fn of(expr: &Expr, source: &str) -> Self {
        let found = Self::recognise(&expr.node);
        // A choice must say again exactly what was read, or it is none.
        let text = source.get(expr.span.start..expr.span.end).unwrap_or(source).trim();
        found
            .filter(|condition| language::same(&condition.text(), text))
            .unwrap_or_else(|| Self::Text { text: text.to_owned() })
    }

    fn recognise(node: &Node) -> Option<Self> {
        Some(match node {
            Node::Filled(path) => Self::Filled { path: path.to_string() },
            Node::Blank(path) => Self::Blank { path: path.to_string() },
            Node::Path(path) => match acted(path) {
                Some((act, [])) => Self::Acted { act },
                _ => Self::Yes { path: path.to_string() },
            },
            Node::Not(inner) => match &inner.node {
                Node::Path(path) => Self::No { path: path.to_string() },
                Node::Sets { left, how: SetTest::In, right } => match (&left.node, &right.node) {
                    (Node::Path(path), Node::List(codes)) => {
                        Self::OneOf { path: path.to_string(), codes: codes.clone(), not: true }
                    }
                    (Node::Path(path), Node::Path(of)) if of.to_string() == "authors" => match acted(path)? {
                        (act, [Step::Name(by)]) if by == "by" => Self::ActedByOther { act },
                        _ => return None,
                    },
                    _ => return None,
                },
                _ => return None,
            },
            Node::Is { record: None, what: What::InForce } => Self::InForce,
            Node::Is { record: None, what: What::State(code) } => Self::State { code: code.clone() },
            Node::Sets { left, how, right } => match (&left.node, how, &right.node) {
                (Node::Path(path), SetTest::In, Node::List(codes)) => {
                    Self::OneOf { path: path.to_string(), codes: codes.clone(), not: false }
                }
                (Node::Path(path), SetTest::Meets, Node::List(codes)) => {
                    Self::Meets { path: path.to_string(), codes: codes.clone() }
                }
                _ => return None,
            },
            Node::Compare { left, how, right } => return compared(&left.node, *how, &right.node),
            _ => return None,
        })
    }
}

fn compared(left: &Node, how: Compare, right: &Node) -> Option<Condition> {
    Some(match (left, right) {
        (Node::Path(path), Node::Text(code)) => match (acted(path), how) {
            (Some((act, [Step::Name(part)])), Compare::Equal) if part == "capacity" => {
                Condition::ActedAs { act, role: code.clone() }
            }
            (None, Compare::Equal | Compare::Unequal) => {
                let not = how == Compare::Unequal;
                Condition::OneOf { path: path.to_string(), codes: vec![code.clone()], not }
            }
            _ => return None,
        },
        (Node::Words(path), Node::Number(least)) if how == Compare::GreaterOrEqual => {
            Condition::Words { path: path.to_string(), least: u32::try_from(*least).ok()? }
        }
        (Node::Path(path), Node::Number(value)) => {
            Condition::Number { path: path.to_string(), how: Sense::of(how)?, value: value.to_string() }
        }
        (Node::Path(path), _) => {
            Condition::Day { path: path.to_string(), how: Sense::of(how)?, days: days_from_today(right)? }
        }
        (Node::Age(of), Node::Span { count, unit: Unit::Months }) if how == Compare::LessOrEqual => {
            let Node::Path(path) = &of.node else { return None };
            Condition::Within { path: path.to_string(), months: u32::try_from(*count).ok()? }
        }
        (Node::Count { source, filter }, Node::Number(least)) if how == Compare::GreaterOrEqual => {
            let in_force = match filter.as_deref().map(|filter| &filter.node) {
                None => false,
                Some(Node::Is { record: None, what: What::InForce }) => true,
                Some(_) => return None,
            };
            Condition::Linked { from: linked(source)?, least: u32::try_from(*least).ok()?, in_force }
        }
        _ => return None,
    })
}

fn days_from_today(node: &Node) -> Option<i32> {
    match node {
        Node::Today => Some(0),
        Node::Sum { left, sign, right } => match (&left.node, sign, &right.node) {
            (Node::Today, Sign::Plus, Node::Span { count, unit: Unit::Days }) => i32::try_from(*count).ok(),
            (Node::Today, Sign::Less, Node::Span { count, unit: Unit::Days }) => {
                i32::try_from(*count).ok().map(|days| -days)
            }
            _ => None,
        },
        _ => None,
    }
}

fn linked(source: &Source) -> Option<String> {
    match (&source.from, &source.name) {
        (From::Kind(kind), None) => Some(kind.clone()),
        (From::Path(path), Some(name)) => Some(format!("{name} in {path}")),
        (From::Inverse { kind, via, of: None }, None) => Some(format!("{kind} via {}", via.join("."))),
        _ => None,
    }
}

fn acted(path: &Path) -> Option<(String, &[Step])> {
    match path.steps.split_first()? {
        (Step::Acted(act), rest) => Some((act.clone(), rest)),
        _ => None,
    }
}

fn list(codes: &[String]) -> String {
    let quoted: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> String {
        "next_review".to_owned()
    }

    fn every_form() -> Vec<Condition> {
        let codes = vec!["pilot".to_owned(), "operation".to_owned()];
        let one = vec!["pilot".to_owned()];
        vec![
            Condition::Filled { path: path() },
            Condition::Blank { path: "owner.unit".to_owned() },
            Condition::Words { path: path(), least: 30 },
            Condition::Yes { path: "in_scope".to_owned() },
            Condition::No { path: "in_scope".to_owned() },
            Condition::OneOf { path: path(), codes: codes.clone(), not: false },
            Condition::OneOf { path: path(), codes: codes.clone(), not: true },
            Condition::OneOf { path: path(), codes: one.clone(), not: false },
            Condition::OneOf { path: path(), codes: one, not: true },
            Condition::Meets { path: path(), codes },
            Condition::Number { path: path(), how: Sense::Most, value: "12.5".to_owned() },
            Condition::Day { path: path(), how: Sense::Least, days: 0 },
            Condition::Day { path: path(), how: Sense::Most, days: 30 },
            Condition::Day { path: path(), how: Sense::Least, days: -365 },
            Condition::Within { path: "acted(approve).at".to_owned(), months: 12 },
            Condition::InForce,
            Condition::State { code: "draft".to_owned() },
            Condition::Acted { act: "approve".to_owned() },
            Condition::ActedAs { act: "approve".to_owned(), role: "top_management".to_owned() },
            Condition::ActedByOther { act: "approve".to_owned() },
            Condition::Linked { from: "impact_assessment via uses".to_owned(), least: 1, in_force: true },
            Condition::Linked { from: "one in systems".to_owned(), least: 2, in_force: false },
            Condition::Linked { from: "risk".to_owned(), least: 3, in_force: true },
            Condition::Text { text: "some risk via uses where in force".to_owned() },
        ]
    }

    #[test]
    fn every_form_is_read_back_as_it_was_chosen() {
        for condition in every_form() {
            assert_eq!(Condition::read(&condition.text()), Ok(condition));
        }
    }

    #[test]
    fn a_group_of_any_two_forms_is_read_back_whatever_joins_them() {
        for first in every_form() {
            for second in every_form() {
                for any in [false, true] {
                    let group = Group { any, conditions: vec![first.clone(), second.clone()] };
                    assert_eq!(Group::read(&group.text().unwrap()), Ok(group));
                }
            }
        }
    }

    #[test]
    fn what_an_expert_writes_is_kept_word_for_word() {
        for text in [
            "every risk via uses where in force has residual <= 3",
            "if stage = \"pilot\" then filled(owner)",
            "words(name) > 2",
            "count(risk via uses of owner) >= 1",
        ] {
            let kept = Group { any: false, conditions: vec![Condition::Text { text: text.to_owned() }] };
            assert_eq!(Group::read(text), Ok(kept.clone()));
            assert_eq!(kept.text().as_deref(), Some(text));
        }
        assert_eq!(Group::default().text(), None);
        assert!(Group::read("import os").is_err());
    }
}
