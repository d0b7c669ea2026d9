//! Expectations after the check: every name is looked up, every form has its type, nothing can fail.

use frameworks::language::{Compare, Quantifier, Unit};
use jiff::civil::Date;
use record::{Act, Decimal};

/// What is true, false or unknown.
#[derive(Debug)]
pub(crate) enum Cond {
    Or(Vec<Cond>),
    And(Vec<Cond>),
    Not(Box<Cond>),
    Quantified {
        quantifier: Quantifier,
        members: Members,
        filter: Option<Box<Cond>>,
        body: Option<Box<Cond>>,
        /// The number of the look through all of a kind, where it is one.
        look: Option<usize>,
    },
    /// Both sides stand still.
    Compare {
        left: Term,
        how: Compare,
        right: Term,
        says: Says,
    },
    /// `fixed` compared with the present, which moves: this is where verdicts turn with no write.
    Timed {
        fixed: Term,
        how: Compare,
        present: Present,
        says: Says,
    },
    In {
        item: Term,
        set: Set,
        says: Says,
    },
    Within {
        left: Set,
        right: Set,
        says: Says,
    },
    Meets {
        left: Set,
        right: Set,
        says: Says,
    },
    Empty {
        set: Set,
        says: Says,
    },
    InForce {
        record: Walk,
        says: Says,
    },
    State {
        record: Walk,
        code: &'static str,
        says: Says,
    },
    Kind {
        record: Walk,
        kind: Option<u16>,
        says: Says,
    },
    InForceAt {
        record: Walk,
        at: Term,
        says: Says,
    },
    Filled {
        reading: Reading,
        says: Says,
    },
    Flag {
        reading: Reading,
        says: Says,
    },
    Acted {
        record: Walk,
        act: Act,
        says: Says,
    },
    Covers {
        period: Reading,
        at: Moment,
        says: Says,
    },
    /// Two texts in nearly the same words.
    Alike {
        left: Reading,
        right: Reading,
        says: Says,
    },
    /// A condition that says nothing about the subject: judged once for all of them.
    Shared(usize),
    Cadence {
        dates: Set,
        gap: Term,
        window: Term,
        says: Says,
    },
}

/// What a condition reads, as it was written: for reasons.
pub(crate) type Says = Box<str>;

/// A single value.
#[derive(Debug)]
pub(crate) enum Term {
    Text(Box<str>),
    Number(Decimal),
    Day(Date),
    Span {
        count: i64,
        unit: Unit,
    },
    SpanOf {
        count: Box<Term>,
        unit: Unit,
    },
    Read(Reading),
    Record(Walk),
    ActBy(Walk, Act),
    ActAt(Walk, Act),
    ActCapacity(Walk, Act),
    Fact {
        scope: usize,
        attribute: Attribute,
    },
    Plus(Box<Term>, Box<Term>),
    Less(Box<Term>, Box<Term>),
    Times(Box<Term>, Box<Term>),
    Shift {
        at: Box<Term>,
        by: Box<Term>,
        back: bool,
    },
    Count {
        members: Box<Members>,
        filter: Option<Box<Cond>>,
    },
    Words(Reading),
    Greatest(Box<Set>),
    Least(Box<Set>),
    Then {
        at: Box<Term>,
        reading: Reading,
    },
    /// Since when the significant fields of a record say what they say.
    Changed(Walk),
}

/// The present, moved by spans.
#[derive(Debug)]
pub(crate) struct Present {
    /// `now`, by the clock, rather than `today`.
    pub clock: bool,
    /// Spans added, or taken away when `true`.
    pub shifts: Vec<(Term, bool)>,
}

/// A fixed time or the present.
#[derive(Debug)]
pub(crate) enum Moment {
    Fixed(Term),
    Present(Present),
}

/// A set of values.
#[derive(Debug)]
pub(crate) enum Set {
    Texts(Vec<Box<str>>),
    Read(Reading),
    Records(Walk),
    Authors(Walk),
    /// The roles in which the law asks for the control in scope.
    RequiredOf {
        scope: usize,
    },
    Collect {
        what: Box<Term>,
        members: Box<Members>,
        filter: Option<Box<Cond>>,
    },
    CollectAll {
        what: Box<Set>,
        members: Box<Members>,
        filter: Option<Box<Cond>>,
    },
    Without(Box<Set>, Box<Set>),
}

/// Where the members of a quantifier come from.
#[derive(Debug)]
pub(crate) enum Members {
    Kind(u16),
    /// Records whose link leads to the record at the end of the walk.
    Inverse {
        link: u16,
        of: Walk,
    },
    Records(Walk),
    Rows {
        record: Walk,
        slot: u16,
    },
    Facts {
        pack: usize,
        controls: bool,
    },
}

/// From a member in scope to records: the scope's own record, then link by link.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    /// Which scope: 0 is the subject.
    pub scope: usize,
    /// The links followed.
    pub moves: Vec<Move>,
}

/// One step of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// A link or links in a slot of the record.
    Slot(u16),
    /// The links in a column of a table.
    Column(u16, u16),
    /// A link in a cell of the row in scope.
    Cell(u16),
    /// Who did the last such act.
    Act(Act),
}

/// A value read from a record or a row.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The record.
    pub record: Walk,
    /// Where in it.
    pub at: At,
    /// Which part of the value.
    pub part: Part,
    /// As last written rather than as in force.
    pub newest: bool,
}

/// Where in a record or row a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A field.
    Slot(u16),
    /// A column of a table, over all rows.
    Column(u16, u16),
    /// A cell of the row in scope.
    Cell(u16),
    /// The answer to a question.
    Answer(u16, u16),
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    From,
    Until,
    Amount,
    Currency,
    LastAt,
    LastValue,
}

/// What is known of a requirement or control in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    Reference,
    Title,
    Under,
    Documented,
    RequiredOf,
}
