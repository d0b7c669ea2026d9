//! Changes an expression in every way in which it could be wrong by little.

use frameworks::language::{Compare, Expr, Node, Quantifier, Sign, Unit};
use jiff::Span;
use record::Decimal;

/// A changed expression, and what was changed.
pub struct Mutant {
    pub what: String,
    pub expr: Expr,
}

/// Where an expression stands decides whether it can be negated.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Condition,
    Value,
}

/// A part of an expression, and how the whole looks with another part in its place.
type Part<'e> = (Place, &'e Expr, Box<dyn Fn(Box<Expr>) -> Node + 'e>);

/// Every mutant of a condition; `text` is what it was parsed from.
pub fn mutants(expr: &Expr, text: &str) -> Vec<Mutant> {
    grow(expr, Place::Condition, text)
}

fn grow(expr: &Expr, place: Place, text: &str) -> Vec<Mutant> {
    let made = |node: Node| Expr { span: expr.span, node };
    let mut found: Vec<Mutant> = Vec::new();
    let own = [
        negated(expr, place, text),
        joined(expr, text),
        counted(expr, text),
        bounded(expr, text),
        shifted(expr, text),
    ];
    found.extend(own.into_iter().flatten().map(|(what, node)| Mutant { what, expr: made(node) }));
    for (place, part, back) in parts(expr) {
        let inner = grow(part, place, text).into_iter();
        found.extend(
            inner.map(|mutant| Mutant { what: mutant.what, expr: made(back(Box::new(mutant.expr))) }),
        );
    }
    found
}

fn said<'t>(expr: &Expr, text: &'t str) -> std::borrow::Cow<'t, str> {
    let said = text.get(expr.span.start..expr.span.end).unwrap_or("?");
    if said.contains('\n') {
        said.split_whitespace().collect::<Vec<_>>().join(" ").into()
    } else {
        said.into()
    }
}

/// Each predicate negated.
fn negated(expr: &Expr, place: Place, text: &str) -> Vec<(String, Node)> {
    let joins = matches!(expr.node, Node::And(_) | Node::Or(_) | Node::Not(_) | Node::If { .. });
    if place == Place::Value || joins {
        return Vec::new();
    }
    vec![(format!("not ({})", said(expr, text)), Node::Not(Box::new(expr.clone())))]
}

/// “and” for “or”, each part dropped, “not” and “if” taken away.
fn joined(expr: &Expr, text: &str) -> Vec<(String, Node)> {
    let whole = said(expr, text);
    match &expr.node {
        Node::And(parts) | Node::Or(parts) => {
            let join = |parts: Vec<Expr>, and: bool| if and { Node::And(parts) } else { Node::Or(parts) };
            let and = matches!(expr.node, Node::And(_));
            let other = if and { "or" } else { "and" };
            let mut found = vec![(format!("“{other}” between ({whole})"), join(parts.clone(), !and))];
            for (index, part) in parts.iter().enumerate() {
                let mut rest = parts.clone();
                rest.remove(index);
                found.push((format!("without ({})", said(part, text)), join(rest, and)));
            }
            found
        }
        Node::Not(inner) => vec![(format!("without the “not” of ({whole})"), inner.node.clone())],
        Node::If { then, .. } => vec![(format!("always what follows in ({whole})"), then.node.clone())],
        _ => Vec::new(),
    }
}

/// “some” for “every” and back, and without what narrows the members.
fn counted(expr: &Expr, text: &str) -> Vec<(String, Node)> {
    let Node::Quantified { quantifier, source, filter, body } = &expr.node else { return Vec::new() };
    let whole = said(expr, text);
    let with = |quantifier, filter: Option<Box<Expr>>, body: Option<Box<Expr>>| Node::Quantified {
        quantifier,
        source: source.clone(),
        filter,
        body,
    };
    let mut found = Vec::new();
    match (quantifier, body) {
        (Quantifier::Every, _) => {
            let some = with(Quantifier::Some, filter.clone(), body.clone());
            found.push((format!("some for every in ({whole})"), some));
        }
        (Quantifier::Some, Some(_)) => {
            let every = with(Quantifier::Every, filter.clone(), body.clone());
            found.push((format!("every for some in ({whole})"), every));
        }
        (Quantifier::Some, None) if filter.is_some() => {
            let every = with(Quantifier::Every, None, filter.clone());
            found.push((format!("every for some in ({whole})"), every));
        }
        _ => {}
    }
    if filter.is_some() && (body.is_some() || *quantifier != Quantifier::Some) {
        found.push((format!("without the “where” of ({whole})"), with(*quantifier, None, body.clone())));
    }
    found
}

/// “less” for “at most”, and the like.
fn bounded(expr: &Expr, text: &str) -> Vec<(String, Node)> {
    let Node::Compare { left, how, right } = &expr.node else { return Vec::new() };
    let other = match how {
        Compare::Less => Compare::LessOrEqual,
        Compare::LessOrEqual => Compare::Less,
        Compare::Greater => Compare::GreaterOrEqual,
        Compare::GreaterOrEqual => Compare::Greater,
        Compare::Equal | Compare::Unequal => return Vec::new(),
    };
    let node = Node::Compare { left: left.clone(), how: other, right: right.clone() };
    vec![(format!("“{}” in ({})", other.sign(), said(expr, text)), node)]
}

/// Each number, span and day moved by one, either way.
fn shifted(expr: &Expr, text: &str) -> Vec<(String, Node)> {
    let mut found = Vec::new();
    for (sign, by) in [("+", 1_i64), ("-", -1)] {
        let (unit, node) = match &expr.node {
            Node::Number(number) => ("", Node::Number(*number + Decimal::from(by))),
            Node::Span { count, unit } => ("", Node::Span { count: count + by, unit: *unit }),
            Node::Day(day) => (" day", Node::Day(day.checked_add(Span::new().days(by)).unwrap())),
            Node::Today => {
                let day = Expr { span: expr.span, node: Node::Span { count: 1, unit: Unit::Days } };
                let sign = if by > 0 { Sign::Plus } else { Sign::Less };
                (" day", Node::Sum { left: Box::new(expr.clone()), sign, right: Box::new(day) })
            }
            _ => return found,
        };
        found.push((format!("{} {sign} 1{unit}", said(expr, text)), node));
    }
    found
}

/// The parts of an expression that can be changed in their place.
fn parts(expr: &Expr) -> Vec<Part<'_>> {
    use Place::{Condition, Value};
    match &expr.node {
        Node::And(all) | Node::Or(all) => {
            let and = matches!(expr.node, Node::And(_));
            all.iter()
                .enumerate()
                .map(|(index, part)| -> Part<'_> {
                    let back = move |changed: Box<Expr>| {
                        let mut all = all.clone();
                        all[index] = *changed;
                        if and { Node::And(all) } else { Node::Or(all) }
                    };
                    (Condition, part, Box::new(back))
                })
                .collect()
        }
        Node::Not(inner) => vec![(Condition, inner, Box::new(Node::Not))],
        Node::If { when, then } => vec![
            (Condition, when, Box::new(|when| Node::If { when, then: then.clone() })),
            (Condition, then, Box::new(|then| Node::If { when: when.clone(), then })),
        ],
        Node::Quantified { quantifier, source, filter, body } => {
            let with = |filter, body| Node::Quantified {
                quantifier: *quantifier,
                source: source.clone(),
                filter,
                body,
            };
            let mut found: Vec<Part<'_>> = Vec::new();
            if let Some(part) = filter {
                found.push((Condition, part, Box::new(move |part| with(Some(part), body.clone()))));
            }
            if let Some(part) = body {
                found.push((Condition, part, Box::new(move |part| with(filter.clone(), Some(part)))));
            }
            found
        }
        Node::Count { source, filter: Some(filter) } => vec![(
            Condition,
            filter,
            Box::new(|filter| Node::Count { source: source.clone(), filter: Some(filter) }),
        )],
        Node::Collect { path, source, filter: Some(filter) } => vec![(
            Condition,
            filter,
            Box::new(|filter| Node::Collect {
                path: path.clone(),
                source: source.clone(),
                filter: Some(filter),
            }),
        )],
        Node::Compare { left, how, right } => vec![
            (Value, left, Box::new(|left| Node::Compare { left, how: *how, right: right.clone() })),
            (Value, right, Box::new(|right| Node::Compare { left: left.clone(), how: *how, right })),
        ],
        Node::Sets { left, how, right } => vec![
            (Value, left, Box::new(|left| Node::Sets { left, how: *how, right: right.clone() })),
            (Value, right, Box::new(|right| Node::Sets { left: left.clone(), how: *how, right })),
        ],
        Node::Sum { left, sign, right } => vec![
            (Value, left, Box::new(|left| Node::Sum { left, sign: *sign, right: right.clone() })),
            (Value, right, Box::new(|right| Node::Sum { left: left.clone(), sign: *sign, right })),
        ],
        _ => terms(expr),
    }
}

/// The parts of a value.
fn terms(expr: &Expr) -> Vec<Part<'_>> {
    use Place::Value;
    match &expr.node {
        Node::Empty(inner) => vec![(Value, inner, Box::new(Node::Empty))],
        Node::Age(inner) => vec![(Value, inner, Box::new(Node::Age))],
        Node::Greatest(inner) => vec![(Value, inner, Box::new(Node::Greatest))],
        Node::Least(inner) => vec![(Value, inner, Box::new(Node::Least))],
        Node::SpanOf { count, unit } => {
            vec![(Value, count, Box::new(|count| Node::SpanOf { count, unit: *unit }))]
        }
        Node::Then { at, path } => vec![(Value, at, Box::new(|at| Node::Then { at, path: path.clone() }))],
        Node::InForceAt { at, record } => {
            vec![(Value, at, Box::new(|at| Node::InForceAt { at, record: record.clone() }))]
        }
        Node::Covers { period, at } => {
            vec![(Value, at, Box::new(|at| Node::Covers { period: period.clone(), at }))]
        }
        Node::Cadence { dates, gap, window } => {
            let with = |dates, gap, window| Node::Cadence { dates, gap, window };
            vec![
                (Value, dates, Box::new(move |dates| with(dates, gap.clone(), window.clone()))),
                (Value, gap, Box::new(move |gap| with(dates.clone(), gap, window.clone()))),
                (Value, window, Box::new(move |window| with(dates.clone(), gap.clone(), window))),
            ]
        }
        _ => Vec::new(),
    }
}

#[test]
fn each_form_of_the_language_has_its_mutants() {
    let of = |text: &str| -> Vec<String> {
        mutants(&frameworks::language::parse(text).unwrap(), text)
            .into_iter()
            .map(|mutant| mutant.what)
            .collect()
    };
    assert_eq!(of("filled(name)"), ["not (filled(name))"]);
    assert_eq!(
        of("words(name) >= 5 and blank(owner)"),
        [
            "“or” between (words(name) >= 5 and blank(owner))",
            "without (words(name) >= 5)",
            "without (blank(owner))",
            "not (words(name) >= 5)",
            "“>” in (words(name) >= 5)",
            "5 + 1",
            "5 - 1",
            "not (blank(owner))",
        ]
    );
    assert_eq!(
        of("age(on) <= 12 months"),
        ["not (age(on) <= 12 months)", "“<” in (age(on) <= 12 months)", "12 months + 1", "12 months - 1"]
    );
    assert_eq!(
        of("until >= today"),
        ["not (until >= today)", "“>” in (until >= today)", "today + 1 day", "today - 1 day"]
    );
    assert_eq!(
        of("every row in rows where filled(a) has filled(b)"),
        [
            "not (every row in rows where filled(a) has filled(b))",
            "some for every in (every row in rows where filled(a) has filled(b))",
            "without the “where” of (every row in rows where filled(a) has filled(b))",
            "not (filled(a))",
            "not (filled(b))",
        ]
    );
    assert_eq!(of("not filled(a)"), ["without the “not” of (not filled(a))", "not (filled(a))"]);
}
