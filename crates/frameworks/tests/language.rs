//! The parser: precedence, reach of quantifiers, faults with places, and that nothing makes it fail otherwise.
#![expect(clippy::panic, reason = "a test stops where something is not as it should be")]

use frameworks::language::{Compare, Expr, From, Node, Quantifier, Sign, What, parse, parse_about};
use proptest::prelude::*;

fn node(text: &str) -> Node {
    parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.describe(text))).node
}

/// The shape of an expression with brackets made visible.
fn shape(expr: &Expr) -> String {
    let all = |parts: &[Expr], word: &str| {
        let parts: Vec<String> = parts.iter().map(shape).collect();
        format!("({})", parts.join(&format!(" {word} ")))
    };
    match &expr.node {
        Node::Or(parts) => all(parts, "or"),
        Node::And(parts) => all(parts, "and"),
        Node::Not(inner) => format!("(not {})", shape(inner)),
        Node::If { when, then } => format!("(if {} then {})", shape(when), shape(then)),
        Node::Quantified { quantifier, filter, body, .. } => {
            let filter =
                filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", shape(filter)));
            let body = body.as_ref().map_or_else(String::new, |body| format!(" has {}", shape(body)));
            format!("({quantifier:?}{filter}{body})")
        }
        Node::Compare { left, how, right } => format!("({} {} {})", shape(left), how.sign(), shape(right)),
        Node::Sum { left, sign, right } => format!("({} {sign:?} {})", shape(left), shape(right)),
        Node::Path(path) => path.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Is { record, what } => {
            format!("({} is {what:?})", record.as_ref().map_or_else(|| "it".to_owned(), ToString::to_string))
        }
        other => format!("{other:?}"),
    }
}

fn shaped(text: &str) -> String {
    shape(&parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.describe(text))))
}

#[test]
fn or_binds_less_than_and_and_that_less_than_not() {
    assert_eq!(shaped("a or b and not c or d"), "(a or (b and (not c)) or d)");
    assert_eq!(shaped("(a or b) and c"), "((a or b) and c)");
    assert_eq!(shaped("if a then b or c"), "(if a then (b or c))");
    assert_eq!(shaped("1 + 2 * 3 - 4 < x.y"), "(((1 Plus (2 Times 3)) Less 4) < x.y)");
}

#[test]
fn a_quantifier_reaches_to_the_end_and_brackets_end_it_sooner() {
    assert_eq!(shaped("some use where a and b"), "(Some where (a and b))");
    assert_eq!(shaped("(some use where a) and b"), "((Some where a) and b)");
    assert_eq!(
        shaped("every use where a has some risk via uses where b"),
        "(Every where a has (Some where b))"
    );
    assert_eq!(shaped("every use has (no risk where b) and c"), "(Every has ((No where b) and c))");
}

#[test]
fn states_are_asked_of_the_nearest_record_or_of_a_path() {
    assert_eq!(shaped("in force and not is draft"), "((it is InForce) and (not (it is State(\"draft\"))))");
    assert_eq!(
        shaped("owner in force or owner is a person"),
        "((owner is InForce) or (owner is Kind(\"person\")))"
    );
    assert!(matches!(node("codes is empty"), Node::Empty(_)));
    assert!(matches!(node("subject.owner is in force"), Node::Is { what: What::InForce, .. }));
}

#[test]
fn sources_are_kinds_inverse_links_and_paths() {
    let Node::Quantified { source, quantifier, .. } =
        node("no risk via findings.risk of subject.owner as r where a")
    else {
        panic!("a quantifier was meant")
    };
    assert_eq!(quantifier, Quantifier::No);
    assert_eq!(source.name.as_deref(), Some("r"));
    let From::Inverse { kind, via, of } = source.from else { panic!("an inverse link was meant") };
    assert_eq!(
        (kind.as_str(), via.as_slice()),
        ("risk", ["findings".to_owned(), "risk".to_owned()].as_slice())
    );
    assert_eq!(of.unwrap().to_string(), "subject.owner");
    let Node::Quantified { source, .. } = node("every row in systems.supplier has filled(row.name)") else {
        panic!("a quantifier was meant")
    };
    assert!(matches!(source.from, From::Path(path) if path.to_string() == "systems.supplier"));
}

#[test]
fn dates_spans_and_acts_are_read() {
    let Node::Compare { left, how: Compare::LessOrEqual, right } =
        node("age(acted(approve).at) <= 12 months")
    else {
        panic!("a comparison was meant")
    };
    assert!(matches!(left.node, Node::Age(_)));
    assert!(matches!(right.node, Node::Span { count: 12, .. }));
    assert!(matches!(node("2027-12-02 - 3 weeks"), Node::Sum { sign: Sign::Less, .. }));
    assert!(matches!(node("x + days(y.z)"), Node::Sum { sign: Sign::Plus, .. }));
    assert_eq!(
        shaped("subject.within > 1"),
        "(subject.within > 1)",
        "after a dot even a reserved word is a name"
    );
}

#[test]
fn faults_say_where_and_what() {
    for (text, place, sentence) in [
        ("", (1, 1), "a value or a condition was expected"),
        ("a and", (1, 6), "a value or a condition was expected"),
        ("every use where a", (1, 18), "“every …” needs “has” and what each must fulfil"),
        ("no use where a has b", (1, 21), "“no …” takes “where” only"),
        ("a = \"open", (1, 5), "this text has no closing quote"),
        ("a = 2027-13-01", (1, 5), "“2027-13-01” is no date; a date is written 2027-12-02"),
        ("a\n  # b", (2, 3), "“#” means nothing here"),
        ("acted(dance).by = x", (1, 7), "“dance” is no act"),
        ("wish(a)", (1, 1), "there is no “wish(…)”"),
        ("a b", (1, 3), "the expression should end here"),
        ("some where a", (1, 6), "a kind of record, or a name followed by “in” was expected"),
        ("a in [1]", (1, 7), "a list holds texts in quotes"),
        ("x >= today - 1.5 months", (1, 14), "a span of time is a whole number up to 40000"),
        ("über = 1", (1, 1), "“ü” means nothing here"),
    ] {
        let fault = parse(text).unwrap_err();
        let told = fault.describe(text);
        let wanted = format!("line {}, column {} of the expression: {sentence}", place.0, place.1);
        assert_eq!(told, wanted, "{text}");
    }
    assert!(parse_about("organisation where a").is_err(), "the organisation is one");
}

#[test]
fn what_nests_too_deep_is_refused_rather_than_risked() {
    for text in
        ["(".repeat(5_000), "not ".repeat(5_000), "some a where ".repeat(5_000), "if a then ".repeat(5_000)]
    {
        assert!(parse(&text).unwrap_err().sentence.contains("nests too deep"), "{}", &text[..20]);
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_fail_otherwise(text in "\\PC{0,80}") {
        if let Err(fault) = parse(&text) {
            prop_assert!(fault.span.start <= text.len() && fault.span.end <= text.len());
            prop_assert!(!fault.describe(&text).is_empty());
        }
    }

    #[test]
    fn no_row_of_words_makes_the_parser_fail_otherwise(words in prop::collection::vec(
        prop::sample::select(vec![
            "every", "some", "no", "where", "has", "via", "of", "in", "force", "is", "a", "use", "and", "or", "not", "(",
            ")", "=", "<=", "12", "months", "today", "acted", "approve", ".", "filled", "\"x\"", "[", "]", ",", "minus",
            "if", "then", "count", "all", "empty", "2027-12-02", "age",
        ]), 0..24)) {
        let text = words.join(" ");
        if let Ok(expr) = parse(&text) {
            prop_assert!(expr.span.end <= text.len());
        }
        let _ = parse_about(&text);
    }
}
