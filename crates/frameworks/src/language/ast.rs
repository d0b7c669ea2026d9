//! What an expression is made of, as it was written: names are not yet looked up.

use jiff::civil::Date;
use record::Decimal;

/// Bytes of the source, from and until.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub node: Node,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "the table of the language module explains each form; parts are named by their role"
)]
pub enum Node {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    If { when: Box<Expr>, then: Box<Expr> },
    Quantified { quantifier: Quantifier, source: Source, filter: Option<Box<Expr>>, body: Option<Box<Expr>> },
    Compare { left: Box<Expr>, how: Compare, right: Box<Expr> },
    Sets { left: Box<Expr>, how: SetTest, right: Box<Expr> },
    Empty(Box<Expr>),
    Is { record: Option<Path>, what: What },
    Sum { left: Box<Expr>, sign: Sign, right: Box<Expr> },
    Path(Path),
    Text(String),
    Number(Decimal),
    Day(Date),
    Span { count: i64, unit: Unit },
    SpanOf { count: Box<Expr>, unit: Unit },
    Today,
    Now,
    List(Vec<String>),
    Count { source: Source, filter: Option<Box<Expr>> },
    Collect { path: Path, source: Source, filter: Option<Box<Expr>> },
    Filled(Path),
    Blank(Path),
    Words(Path),
    Alike { left: Path, right: Path },
    Newest(Path),
    Age(Box<Expr>),
    Then { at: Box<Expr>, path: Path },
    Changed(Path),
    InForceAt { at: Box<Expr>, record: Option<Path> },
    Covers { period: Path, at: Box<Expr> },
    Greatest(Box<Expr>),
    Least(Box<Expr>),
    Cadence { dates: Box<Expr>, gap: Box<Expr>, window: Box<Expr> },
}

/// How many members must qualify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// One at least.
    Some,
    /// None.
    No,
}

/// Where the members of a quantifier come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Where it stands.
    pub span: Span,
    /// The word by which inner expressions can name a member.
    pub name: Option<String>,
    /// Where they come from.
    pub from: From,
}

/// Where members come from.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    /// Every record of a kind, or every `requirement` or `control`.
    Kind(String),
    /// Records of a kind that name a record in a field.
    Inverse {
        /// The kind.
        kind: String,
        /// The field, or table and column.
        via: Vec<String>,
        /// The record named; the nearest one when absent.
        of: Option<Path>,
    },
    /// Rows of a table, or records linked to.
    Path(Path),
}

/// Steps from the nearest record, or from a named one.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Where it stands.
    pub span: Span,
    /// The steps, at least one.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A field, a column, a part of a value, or the name of a member.
    Name(String),
    /// The last act with this code.
    Acted(String),
}

/// Comparisons of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Comparisons with sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetTest {
    /// A value is in a set.
    In,
    /// Every member of the first is in the second.
    Within,
    /// The sets share a member.
    Meets,
}

/// Operators that make values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Less,
    /// `*`
    Times,
    /// `minus`, of sets.
    Without,
}

/// Units of spans of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Hours of the clock.
    Hours,
    /// Days of the calendar.
    Days,
    /// Weeks of the calendar.
    Weeks,
    /// Months of the calendar.
    Months,
    /// Years of the calendar.
    Years,
}

/// What `is` asks of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `in force`
    InForce,
    /// `is draft`: the code of a state.
    State(String),
    /// `is a use`: the id of a kind.
    Kind(String),
}

impl Compare {
    /// The comparison with its sides exchanged.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    /// The sign as written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            match step {
                Step::Name(name) => write!(f, "{dot}{name}")?,
                Step::Acted(act) => write!(f, "{dot}acted({act})")?,
            }
        }
        Ok(())
    }
}
