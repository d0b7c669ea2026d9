//! Finds the present in comparisons: what is compared with it turns with no write.

use super::{Checker, Refused, term::Ty};
use crate::code::{Moment, Present, Term};
use frameworks::language::{Expr, Node, Sign};

impl Checker<'_, '_> {
    /// The present, when the expression is today or now, moved or not. `None` when it is something else.
    pub(super) fn present(&mut self, expr: &Expr) -> Option<Result<Present, Refused>> {
        match &expr.node {
            Node::Today => Some(Ok(Present { clock: false, shifts: Vec::new() })),
            Node::Now => Some(Ok(Present { clock: true, shifts: Vec::new() })),
            Node::Sum { left, sign: sign @ (Sign::Plus | Sign::Less), right } => {
                let inner = self.present(left)?;
                let shift = self.span(right);
                let (Ok(mut present), Some((by, hours))) = (inner, shift) else { return Some(Err(Refused)) };
                if hours && !present.clock {
                    self.fault(expr.span, "today has no hours; write now");
                    return Some(Err(Refused));
                }
                present.clock &= hours;
                present.shifts.push((by, *sign == Sign::Less));
                Some(Ok(present))
            }
            _ => None,
        }
    }

    /// The present on the scale of what it is compared with: the clock, or days.
    pub(super) fn on_one_scale(&mut self, expr: &Expr, mut present: Present, clock: bool) -> Option<Present> {
        if present.clock && !clock && !present.shifts.is_empty() {
            return self.refuse(expr, "hours can only be compared with the time of an act, not with a date");
        }
        present.clock &= clock;
        Some(present)
    }

    /// A span of time, and whether it is in hours.
    pub(super) fn span(&mut self, expr: &Expr) -> Option<(Term, bool)> {
        match self.term(expr)? {
            (term, Ty::Span { hours }) => Some((term, hours)),
            _ => self.refuse(expr, "a span of time was expected here, as 12 months or days(field)"),
        }
    }

    /// A time that stands still, and whether it is one of the clock.
    pub(super) fn time(&mut self, expr: &Expr) -> Option<(Term, bool)> {
        match self.term(expr)? {
            (term, Ty::Instant) => Some((term, true)),
            (term, Ty::Day) => Some((term, false)),
            _ => self.refuse(expr, "a date or a time was expected here"),
        }
    }

    /// A time that stands still, or the present.
    pub(super) fn moment(&mut self, expr: &Expr) -> Option<Moment> {
        match self.present(expr) {
            Some(present) => present.ok().map(Moment::Present),
            None => self.time(expr).map(|(term, _)| Moment::Fixed(term)),
        }
    }

    /// `age(x)` compared with a span, as `x + span` compared with the present.
    pub(super) fn age(&mut self, of: &Expr, span: &Expr) -> Option<(Term, Present)> {
        let (at, clock) = self.time(of)?;
        let (by, hours) = self.span(span)?;
        if hours && !clock {
            return self.refuse(span, "the age of a date is not counted in hours");
        }
        let fixed = Term::Shift { at: Box::new(at), by: Box::new(by), back: false };
        Some((fixed, Present { clock: hours, shifts: Vec::new() }))
    }
}
