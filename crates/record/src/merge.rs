//! Two people wrote from the same version: what each changed is joined, and only what both changed otherwise is in dispute.

use crate::{Answer, Answers, Body, Row, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What came of joining two bodies.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The body that results; what is in dispute stands in it as in `mine`.
    pub body: Body,
    /// Fields that both changed, each otherwise; for answers `field.question`, for rows `field.row`.
    pub disputed: Vec<String>,
}

/// Joins what `mine` and `theirs` each changed of `base`: field by field, question by question, row by row. A row that both
/// added under the same number is kept twice, mine under the next number.
pub fn merge(base: &Body, theirs: &Body, mine: &Body) -> Merged {
    let ids: BTreeSet<&str> = base.iter().chain(theirs).chain(mine).map(|(id, _)| id).collect();
    let mut merged = Merged { body: Body::new(), disputed: Vec::new() };
    for id in ids {
        let (was, other, own) = (base.get(id), theirs.get(id), mine.get(id));
        let value = match (was, other, own) {
            _ if own == was || own == other => other.cloned(),
            _ if other == was => own.cloned(),
            (_, Some(Value::Answers(other)), Some(Value::Answers(own))) => {
                Some(answers(id, was, other, own, &mut merged.disputed))
            }
            (_, Some(Value::Table(other)), Some(Value::Table(own))) => {
                Some(table(id, was, other, own, &mut merged.disputed))
            }
            _ => {
                merged.disputed.push(id.to_owned());
                own.cloned()
            }
        };
        if let Some(value) = value {
            merged.body.set(id.to_owned(), value);
        }
    }
    merged
}

/// One of two that changed apart from `was`; none where both changed, each otherwise.
#[expect(clippy::option_option, reason = "in dispute is one thing, and not there any more is another")]
fn one_of<'a, T: PartialEq>(
    was: Option<&T>,
    other: Option<&'a T>,
    own: Option<&'a T>,
) -> Option<Option<&'a T>> {
    if own == was || own == other {
        Some(other)
    } else if other == was {
        Some(own)
    } else {
        None
    }
}

fn answers(
    field: &str,
    was: Option<&Value>,
    other: &Answers,
    own: &Answers,
    disputed: &mut Vec<String>,
) -> Value {
    let none = BTreeMap::new();
    let was = match was {
        Some(Value::Answers(was)) => &was.given,
        _ => &none,
    };
    let questions: BTreeSet<&String> = other.given.keys().chain(own.given.keys()).collect();
    let mut given: BTreeMap<String, Answer> = BTreeMap::new();
    for question in questions {
        let own = own.given.get(question);
        let chosen = one_of(was.get(question), other.given.get(question), own).unwrap_or_else(|| {
            disputed.push(format!("{field}.{question}"));
            own
        });
        given.extend(chosen.map(|answer| (question.clone(), answer.clone())));
    }
    Value::Answers(Answers { set: own.set.clone(), given })
}

fn table(field: &str, was: Option<&Value>, other: &[Row], own: &[Row], disputed: &mut Vec<String>) -> Value {
    let was = match was {
        Some(Value::Table(rows)) => rows.as_slice(),
        _ => &[],
    };
    let find = |rows: &'_ [Row], id: u32| rows.iter().position(|row| row.id == id);
    let row_of = |rows: &'_ [Row], id: u32| find(rows, id).and_then(|place| rows.get(place).cloned());
    let ids: BTreeSet<u32> = other.iter().chain(own).map(|row| row.id).collect();
    let mut next = ids.iter().chain(was.iter().map(|row| &row.id)).max().copied().unwrap_or(0);
    let mut rows: Vec<Row> = Vec::new();
    let mut added: Vec<Row> = Vec::new();
    for id in ids {
        let (before, other, own) = (row_of(was, id), row_of(other, id), row_of(own, id));
        match one_of(before.as_ref(), other.as_ref(), own.as_ref()) {
            Some(chosen) => rows.extend(chosen.cloned()),
            None if before.is_none() => {
                rows.extend(other);
                next = next.saturating_add(1);
                added.extend(own.map(|row| Row { id: next, cells: row.cells }));
            }
            None => {
                disputed.push(format!("{field}.{id}"));
                rows.extend(own);
            }
        }
    }
    rows.extend(added);
    Value::Table(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn row(id: u32, what: &str) -> Row {
        Row { id, cells: BTreeMap::from([("what".to_owned(), text(what))]) }
    }

    fn given(pairs: &[(&str, &str)]) -> Value {
        let answer = |code: &str| Answer { value: Value::Choice(code.to_owned()), note: None };
        let given = pairs.iter().map(|(id, code)| ((*id).to_owned(), answer(code))).collect();
        Value::Answers(Answers { set: "impact@1".to_owned(), given })
    }

    #[test]
    fn what_each_changed_is_kept_and_only_the_same_field_is_in_dispute() {
        let base = Body::new().with("a", text("1")).with("b", text("1")).with("c", text("1"));
        let theirs = base.clone().with("a", text("2")).with("d", text("4"));
        let mut mine = base.clone().with("b", text("3"));
        mine.clear("c");
        let merged = merge(&base, &theirs, &mine);
        let wanted = Body::new().with("a", text("2")).with("b", text("3")).with("d", text("4"));
        assert_eq!(merged, Merged { body: wanted, disputed: Vec::new() });
        let mine = mine.with("a", text("5"));
        assert_eq!(merge(&base, &theirs, &mine).disputed, ["a"]);
        let same = base.clone().with("a", text("2"));
        assert!(merge(&base, &theirs, &same).disputed.is_empty(), "both wrote the same");
    }

    #[test]
    fn answers_are_joined_question_by_question() {
        let base = Body::new().with("q", given(&[("one", "none"), ("two", "none")]));
        let theirs = base.clone().with("q", given(&[("one", "minor"), ("two", "none"), ("three", "none")]));
        let mine = base.clone().with("q", given(&[("one", "none"), ("two", "severe")]));
        let merged = merge(&base, &theirs, &mine);
        assert!(merged.disputed.is_empty(), "{merged:?}");
        let wanted = given(&[("one", "minor"), ("two", "severe"), ("three", "none")]);
        assert_eq!(merged.body.get("q"), Some(&wanted));
        let mine = base.clone().with("q", given(&[("one", "severe"), ("two", "none")]));
        assert_eq!(merge(&base, &theirs, &mine).disputed, ["q.one"]);
    }

    #[test]
    fn rows_are_joined_and_two_new_ones_under_one_number_are_both_kept() {
        let base = Body::new().with("t", Value::Table(vec![row(1, "a"), row(2, "b")]));
        let theirs = Body::new().with("t", Value::Table(vec![row(1, "a"), row(2, "B"), row(3, "theirs")]));
        let mine = Body::new().with("t", Value::Table(vec![row(2, "b"), row(3, "mine")]));
        let merged = merge(&base, &theirs, &mine);
        assert!(merged.disputed.is_empty(), "{merged:?}");
        let wanted = Value::Table(vec![row(2, "B"), row(3, "theirs"), row(4, "mine")]);
        assert_eq!(merged.body.get("t"), Some(&wanted), "the row that I removed is gone");
        let mine = Body::new().with("t", Value::Table(vec![row(1, "a"), row(2, "mine")]));
        assert_eq!(merge(&base, &theirs, &mine).disputed, ["t.2"]);
    }

    #[test]
    fn who_changed_nothing_takes_what_the_others_wrote() {
        let base = Body::new().with("t", Value::Table(vec![row(1, "a")])).with("a", text("1"));
        let theirs = Body::new().with("b", text("2"));
        assert_eq!(merge(&base, &theirs, &base).body, theirs);
        assert_eq!(merge(&base, &base, &theirs).body, theirs);
    }
}
