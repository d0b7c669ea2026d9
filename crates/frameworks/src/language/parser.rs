//! Recursive descent: `or` < `and` < `not` < comparison < `+ - minus` < `*` < the rest.

use super::{
    Compare, Expr, Fault, From, Node, Path, Quantifier, SetTest, Sign, Source, Span, Step, Unit, What,
    lexer::{Lexeme, Token, tokens},
};
use crate::About;

/// Brackets and prefixes may nest this deep; deeper is refused rather than risked.
const DEPTH: usize = 40;

/// Words that cannot name a field or a member.
pub(super) const RESERVED: [&str; 21] = [
    "and", "or", "not", "if", "then", "every", "some", "no", "where", "has", "via", "of", "in", "is",
    "within", "meets", "minus", "today", "now", "as", "empty",
];

/// Parses what must hold of a subject.
///
/// # Errors
/// The first fault, with its place.
pub fn parse(text: &str) -> Result<Expr, Fault> {
    let mut parser = Parser::new(text)?;
    let expr = parser.expression()?;
    parser.end()?;
    Ok(expr)
}

/// Parses the population of subjects: `organisation`, or a kind with an optional `where`.
///
/// # Errors
/// The first fault, with its place.
pub fn parse_about(text: &str) -> Result<About, Fault> {
    let mut parser = Parser::new(text)?;
    let kind = parser.name("a kind of record, “requirement”, “control” or “organisation”")?;
    let about = if kind == "organisation" {
        About::Organisation
    } else {
        About::Each { kind, filter: parser.filter()? }
    };
    parser.end()?;
    Ok(about)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, Fault>;

impl Parser {
    fn new(text: &str) -> Parsed<Self> {
        Ok(Self { tokens: tokens(text)?, at: 0, depth: 0 })
    }

    fn expression(&mut self) -> Parsed<Expr> {
        self.deeper()?;
        let start = self.here();
        let mut parts = vec![self.conjunction()?];
        while self.take_word("or") {
            parts.push(self.conjunction()?);
        }
        self.depth -= 1;
        Ok(self.gathered(start, parts, Node::Or))
    }

    /// One level further down. A chain of sums counts too: it is a tree that leans to the left.
    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEPTH { Err(self.fault("this nests too deep to be read by people")) } else { Ok(()) }
    }

    fn conjunction(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let mut parts = vec![self.negation()?];
        while self.take_word("and") {
            parts.push(self.negation()?);
        }
        Ok(self.gathered(start, parts, Node::And))
    }

    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if self.take_word("not") {
            self.deeper()?;
            let inner = self.negation()?;
            self.depth -= 1;
            return Ok(self.made(start, Node::Not(Box::new(inner))));
        }
        if self.take_word("if") {
            let when = self.expression()?;
            self.want_word("then")?;
            let then = self.expression()?;
            return Ok(self.made(start, Node::If { when: Box::new(when), then: Box::new(then) }));
        }
        for (word, quantifier) in
            [("every", Quantifier::Every), ("some", Quantifier::Some), ("no", Quantifier::No)]
        {
            if self.take_word(word) {
                return self.quantified(start, quantifier);
            }
        }
        self.comparison()
    }

    fn quantified(&mut self, start: usize, quantifier: Quantifier) -> Parsed<Expr> {
        let source = self.source()?;
        let filter = self.filter()?;
        let body = if self.take_word("has") { Some(Box::new(self.expression()?)) } else { None };
        match (quantifier, &body) {
            (Quantifier::Every, None) => {
                return Err(self.fault("“every …” needs “has” and what each must fulfil"));
            }
            (Quantifier::No, Some(_)) => return Err(self.fault("“no …” takes “where” only")),
            _ => {}
        }
        Ok(self.made(start, Node::Quantified { quantifier, source, filter, body }))
    }

    fn filter(&mut self) -> Parsed<Option<Box<Expr>>> {
        if self.take_word("where") { Ok(Some(Box::new(self.expression()?))) } else { Ok(None) }
    }

    fn source(&mut self) -> Parsed<Source> {
        let start = self.here();
        let first = self.name("a kind of record, or a name followed by “in”")?;
        let from = if self.take_word("in") {
            let path = self.path()?;
            return Ok(Source { span: self.since(start), name: Some(first), from: From::Path(path) });
        } else if self.take_word("via") {
            let mut via = vec![self.name("a field")?];
            while self.take_sign(".") {
                via.push(self.name("a column")?);
            }
            let of = if self.take_word("of") { Some(self.path()?) } else { None };
            From::Inverse { kind: first, via, of }
        } else {
            From::Kind(first)
        };
        let name = if self.take_word("as") { Some(self.name("a name")?) } else { None };
        Ok(Source { span: self.since(start), name, from })
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if let Some(what) = self.state_test()? {
            return Ok(self.made(start, Node::Is { record: None, what }));
        }
        let left = self.sum()?;
        if let Node::Path(path) = &left.node
            && let Some(what) = self.state_test()?
        {
            let record = Some(path.clone());
            return Ok(self.made(start, Node::Is { record, what }));
        }
        if self.is_word("is") && self.is_word_after("empty") {
            self.at += 2;
            return Ok(self.made(start, Node::Empty(Box::new(left))));
        }
        for (sign, how) in [
            ("=", Compare::Equal),
            ("!=", Compare::Unequal),
            ("<", Compare::Less),
            ("<=", Compare::LessOrEqual),
            (">", Compare::Greater),
            (">=", Compare::GreaterOrEqual),
        ] {
            if self.take_sign(sign) {
                let right = Box::new(self.sum()?);
                return Ok(self.made(start, Node::Compare { left: Box::new(left), how, right }));
            }
        }
        for (word, how) in [("in", SetTest::In), ("within", SetTest::Within), ("meets", SetTest::Meets)] {
            if self.take_word(word) {
                let right = Box::new(self.sum()?);
                return Ok(self.made(start, Node::Sets { left: Box::new(left), how, right }));
            }
        }
        Ok(left)
    }

    /// `in force`, `is in force`, `is draft`, `is a use`; not `is empty`, which is said of sets.
    fn state_test(&mut self) -> Parsed<Option<What>> {
        if self.is_word("in") && self.is_word_after("force") {
            self.at += 2;
            return Ok(Some(What::InForce));
        }
        if !self.is_word("is") || self.is_word_after("empty") {
            return Ok(None);
        }
        self.at += 1;
        if self.is_word("in") && self.is_word_after("force") {
            self.at += 2;
            return Ok(Some(What::InForce));
        }
        if self.take_word("a") || self.take_word("an") {
            return Ok(Some(What::Kind(self.name("a kind of record")?)));
        }
        Ok(Some(What::State(self.name("a state, “in force”, “a …” or “empty”")?)))
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let mut left = self.product()?;
        let mut deeper = 0;
        loop {
            let sign = if self.take_sign("+") {
                Sign::Plus
            } else if self.take_sign("-") {
                Sign::Less
            } else if self.take_word("minus") {
                Sign::Without
            } else {
                self.depth -= deeper;
                return Ok(left);
            };
            self.deeper()?;
            deeper += 1;
            let right = self.product()?;
            left = self.made(start, Node::Sum { left: Box::new(left), sign, right: Box::new(right) });
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let mut left = self.single()?;
        let mut deeper = 0;
        while self.take_sign("*") {
            self.deeper()?;
            deeper += 1;
            let right = Box::new(self.single()?);
            left = self.made(start, Node::Sum { left: Box::new(left), sign: Sign::Times, right });
        }
        self.depth -= deeper;
        Ok(left)
    }

    fn single(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if self.take_sign("(") {
            let inner = self.expression()?;
            self.want_sign(")")?;
            return Ok(inner);
        }
        if self.take_sign("[") {
            return self.list(start);
        }
        match self.peek().clone() {
            Lexeme::Text(text) => {
                self.at += 1;
                Ok(self.made(start, Node::Text(text)))
            }
            Lexeme::Day(day) => {
                self.at += 1;
                Ok(self.made(start, Node::Day(day)))
            }
            Lexeme::Number(number) => {
                self.at += 1;
                let Some(unit) = self.unit() else { return Ok(self.made(start, Node::Number(number))) };
                match i64::try_from(number) {
                    Ok(count) if number.fract().is_zero() && count <= 40_000 => {
                        Ok(self.made(start, Node::Span { count, unit }))
                    }
                    _ => Err(Fault::new(self.since(start), "a span of time is a whole number up to 40000")),
                }
            }
            Lexeme::Word(word) if word == "today" || word == "now" => {
                self.at += 1;
                Ok(self.made(start, if word == "today" { Node::Today } else { Node::Now }))
            }
            Lexeme::Word(word) if self.is_sign_after("(") && word != "acted" => {
                self.at += 2;
                self.deeper()?;
                let node = self.call(&word)?;
                self.want_sign(")")?;
                self.depth -= 1;
                Ok(self.made(start, node))
            }
            Lexeme::Word(word) if !RESERVED.contains(&word.as_str()) => {
                let path = self.path()?;
                Ok(self.made(start, Node::Path(path)))
            }
            _ => Err(self.fault("a value or a condition was expected")),
        }
    }

    fn list(&mut self, start: usize) -> Parsed<Expr> {
        let mut texts = Vec::new();
        loop {
            let Lexeme::Text(text) = self.peek().clone() else {
                return Err(self.fault("a list holds texts in quotes"));
            };
            self.at += 1;
            texts.push(text);
            if !self.take_sign(",") {
                break;
            }
        }
        self.want_sign("]")?;
        Ok(self.made(start, Node::List(texts)))
    }

    fn call(&mut self, name: &str) -> Parsed<Node> {
        Ok(match name {
            "count" => {
                let source = self.source()?;
                Node::Count { source, filter: self.filter()? }
            }
            "all" => {
                let path = self.path()?;
                self.want_word("of")?;
                let source = self.source()?;
                Node::Collect { path, source, filter: self.filter()? }
            }
            "filled" => Node::Filled(self.path()?),
            "blank" => Node::Blank(self.path()?),
            "words" => Node::Words(self.path()?),
            "alike" => {
                let left = self.path()?;
                self.want_sign(",")?;
                Node::Alike { left, right: self.path()? }
            }
            "newest" => Node::Newest(self.path()?),
            "age" => Node::Age(Box::new(self.sum()?)),
            "max" => Node::Greatest(Box::new(self.sum()?)),
            "min" => Node::Least(Box::new(self.sum()?)),
            "then" => {
                let at = Box::new(self.sum()?);
                self.want_sign(",")?;
                Node::Then { at, path: self.path()? }
            }
            "changed" => Node::Changed(self.path()?),
            "in_force_at" => {
                let at = Box::new(self.sum()?);
                let record = if self.take_sign(",") { Some(self.path()?) } else { None };
                Node::InForceAt { at, record }
            }
            "covers" => {
                let period = self.path()?;
                self.want_sign(",")?;
                Node::Covers { period, at: Box::new(self.sum()?) }
            }
            "cadence" => {
                let dates = Box::new(self.sum()?);
                self.want_sign(",")?;
                let gap = Box::new(self.sum()?);
                self.want_sign(",")?;
                Node::Cadence { dates, gap, window: Box::new(self.sum()?) }
            }
            unit => match unit_named(unit) {
                Some(unit) => Node::SpanOf { count: Box::new(self.sum()?), unit },
                None => return Err(self.fault_behind(2, format!("there is no “{name}(…)”"))),
            },
        })
    }

    fn path(&mut self) -> Parsed<Path> {
        let start = self.here();
        let mut steps = vec![self.step()?];
        while self.take_sign(".") {
            // After a dot nothing but a name can follow, so that even a reserved word is one.
            match self.peek().clone() {
                Lexeme::Word(word) if word != "acted" => {
                    self.at += 1;
                    steps.push(Step::Name(word));
                }
                _ => steps.push(self.step()?),
            }
        }
        Ok(Path { span: self.since(start), steps })
    }

    fn step(&mut self) -> Parsed<Step> {
        let name = self.name("a field")?;
        if name == "acted" && self.take_sign("(") {
            let act = self.name("an act")?;
            if record::Act::from_code(&act).is_none() {
                return Err(self.fault_behind(1, format!("“{act}” is no act")));
            }
            self.want_sign(")")?;
            return Ok(Step::Acted(act));
        }
        Ok(Step::Name(name))
    }

    fn unit(&mut self) -> Option<Unit> {
        let Lexeme::Word(word) = self.peek() else { return None };
        let unit = unit_named(word)?;
        self.at += 1;
        Some(unit)
    }

    fn name(&mut self, wanted: &str) -> Parsed<String> {
        match self.peek().clone() {
            Lexeme::Word(word) if !RESERVED.contains(&word.as_str()) => {
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.fault(&format!("{wanted} was expected"))),
        }
    }

    fn end(&self) -> Parsed<()> {
        if *self.peek() == Lexeme::End { Ok(()) } else { Err(self.fault("the expression should end here")) }
    }

    fn gathered(&self, start: usize, mut parts: Vec<Expr>, node: fn(Vec<Expr>) -> Node) -> Expr {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                self.made(start, node(parts))
            }
        }
    }

    fn made(&self, start: usize, node: Node) -> Expr {
        Expr { span: self.since(start), node }
    }

    fn since(&self, start: usize) -> Span {
        let before = self.at.checked_sub(1).and_then(|index| self.tokens.get(index));
        Span { start, end: before.map_or(start, |token| token.span.end.max(start)) }
    }

    fn here(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |token| token.span.start)
    }

    fn peek(&self) -> &Lexeme {
        self.tokens.get(self.at).map_or(&Lexeme::End, |token| &token.is)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Lexeme::Word(found) if found == word)
    }

    fn is_word_after(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|token| &token.is), Some(Lexeme::Word(found)) if found == word)
    }

    fn is_sign_after(&self, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|token| &token.is), Some(Lexeme::Sign(found)) if *found == sign)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Lexeme::Sign(found) if *found == sign);
        self.at += usize::from(found);
        found
    }

    fn want_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.fault(&format!("“{word}” was expected"))) }
    }

    fn want_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.fault(&format!("“{sign}” was expected"))) }
    }

    fn fault(&self, sentence: &str) -> Fault {
        let span = self.tokens.get(self.at).map_or_else(Span::default, |token| token.span);
        Fault::new(span, sentence)
    }

    /// A fault at a token already taken, so many back.
    fn fault_behind(&self, back: usize, sentence: String) -> Fault {
        let before = self.at.checked_sub(back).and_then(|index| self.tokens.get(index));
        Fault::new(before.map_or_else(Span::default, |token| token.span), sentence)
    }
}

fn unit_named(word: &str) -> Option<Unit> {
    Some(match word {
        "hour" | "hours" => Unit::Hours,
        "day" | "days" => Unit::Days,
        "week" | "weeks" => Unit::Weeks,
        "month" | "months" => Unit::Months,
        "year" | "years" => Unit::Years,
        _ => return None,
    })
}
