//! The language in which expectations are written.
//!
//! An expression is true, false or unknown of a subject. It has no loops, no functions of its own and no way to fail:
//! every expression that passes the check can be evaluated on every set of records.
//!
//! ```text
//! every use where in force and stage = "operation" has
//!   some impact_assessment via uses where in force and age(acted(approve).at) <= 12 months
//! ```
//!
//! | written | means |
//! |---|---|
//! | `every S where C has P` | P of each member of S for which C; *unknown* when there is none |
//! | `some S where C`, `no S where C` | one at least, none; `no` is *unknown* when S itself is empty |
//! | `count(S where C)` | how many |
//! | `all(path of S where C)` | the set of values found |
//! | S: `use` | every record of the kind; also `requirement` and `control` |
//! | S: `risk via uses` | the records of the kind whose field (or `table.column`) names the nearest record; `of path` another |
//! | S: `row in treatments`, `s in systems.supplier` | the rows of a table, the records linked to; the word names the member |
//! | `stage`, `owner.unit`, `subject.owner`, `name.owner` | a field of the nearest record, of a linked one, of an outer one |
//! | `control.ref`, `.title`, `.under`, `.documented`, `.required_of` | of a requirement or control; the last is the set of roles in which the law asks for the same |
//! | `answers.question`, `period.from`, `fee.amount`, `series.value`, `series.at` | parts of values; of a series, the last point |
//! | `in force`, `is draft`, `is a use` (after a path or alone) | states and kinds |
//! | `filled(x)`, `blank(x)`, `words(x)` | says something, says nothing, how many words |
//! | `alike(x, y)` | two texts say the same in nearly the same words, numbers apart: one was copied from the other |
//! | `acted(approve)`, `.by`, `.at`, `.capacity` | the last such act: whether, who, when, in which role |
//! | `authors` | who wrote what is in force, or what waits to be |
//! | `newest(path)` | the field as last written, in force or not; `path` alone is what is in force if anything is |
//! | `then(time, path)` | the field in the version that was in force at the time |
//! | `changed(path)` | since when the fields that the record's kind declares significant say what they say |
//! | `in_force_at(time, path)` | whether the record was in force at the time |
//! | `today`, `now`, `2027-12-02`, `12 months`, `months(field)`, `x + 30 days` | dates and spans; hours keep the clock, longer spans count days of the organisation's time zone |
//! | `age(x) <= 12 months`, `covers(period, x)` | dates compared |
//! | `cadence(dates, 3 months, 12 months)` | within the last 12 months no gap was longer than 3 |
//! | `x in set`, `set within set`, `set meets set`, `set minus set`, `set is empty`, `["a", "b"]` | sets; `within` of nothing is *unknown* |
//! | `max(set)`, `min(set)`, `+ - *` | numbers and dates |
//! | `and`, `or`, `not`, `if A then B` | as in Kleene's logic |
//!
//! A quantifier reaches as far to the right as it can; parentheses end it sooner. A field whose id is a word of the
//! language is written after a dot: `subject.within`.

mod ast;
mod lexer;
mod parser;

pub use ast::{Compare, Expr, From, Node, Path, Quantifier, SetTest, Sign, Source, Span, Step, Unit, What};
pub use lexer::Fault;
pub use parser::{parse, parse_about};

/// Whether a name is a word of the language.
pub(crate) fn is_reserved(name: &str) -> bool {
    parser::RESERVED.contains(&name)
}

/// Whether two expressions are written with the same words and signs, whatever the space between them.
pub fn same(a: &str, b: &str) -> bool {
    let read = |text: &str| {
        lexer::tokens(text).map(|tokens| tokens.into_iter().map(|token| token.is).collect::<Vec<_>>())
    };
    matches!((read(a), read(b)), (Ok(a), Ok(b)) if a == b)
}
