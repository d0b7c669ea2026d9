//! Checks single values and sets, and says of which type they are.

use super::{
    Checker,
    path::{End, Resolved},
};
use crate::code::{Attribute, Cond, Members, Part, Reading, Set, Term, Walk};
use frameworks::language::{Expr, Node, Path, Sign, Source, Unit};
use record::{FieldDef, Opt, Schema, Shape};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ty {
    Truth,
    Number,
    Text(Option<&'static [Opt]>),
    Day,
    Instant,
    Span { hours: bool },
    Record(Option<u16>),
    Role,
}

impl Ty {
    pub(super) const fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Instant)
    }
}

impl Checker<'_, '_> {
    pub(super) fn term(&mut self, expr: &Expr) -> Option<(Term, Ty)> {
        match &expr.node {
            Node::Text(text) => Some((Term::Text(text.as_str().into()), Ty::Text(None))),
            Node::Number(number) => Some((Term::Number(*number), Ty::Number)),
            Node::Day(day) => Some((Term::Day(*day), Ty::Day)),
            Node::Span { count, unit } => {
                let hours = *unit == Unit::Hours;
                Some((Term::Span { count: *count, unit: *unit }, Ty::Span { hours }))
            }
            Node::SpanOf { count, unit } => {
                let count = self.number(count)?;
                let hours = *unit == Unit::Hours;
                Some((Term::SpanOf { count: Box::new(count), unit: *unit }, Ty::Span { hours }))
            }
            Node::Path(path) => self.path_term(path),
            Node::Newest(path) => {
                let (reading, ty) = self.single_reading(path)?;
                Some((Term::Read(Self::newest(reading)), ty))
            }
            Node::Then { at, path } => self.then(at, path),
            Node::Changed(path) => self.changed(path),
            Node::Words(path) => {
                let at = self.resolve(path)?;
                let (reading, def, multi) = self.reading(at, path)?;
                if multi || !matches!(def.shape, Shape::Line { .. } | Shape::Prose { .. }) {
                    return self.refuse(expr, "only the words of one text can be counted");
                }
                Some((Term::Words(reading), Ty::Number))
            }
            Node::Count { source, filter } => {
                let (members, filter) = self.counted(source, filter.as_deref(), |_| Some(()))?.0;
                Some((Term::Count { members: Box::new(members), filter: filter.map(Box::new) }, Ty::Number))
            }
            Node::Greatest(set) | Node::Least(set) => {
                let (set, ty) = self.set(set)?;
                if !matches!(ty, Ty::Number | Ty::Day | Ty::Instant) {
                    return self.refuse(expr, "only numbers and dates have a greatest and a least");
                }
                let set = Box::new(set);
                Some(match expr.node {
                    Node::Greatest(_) => (Term::Greatest(set), ty),
                    _ => (Term::Least(set), ty),
                })
            }
            Node::Sum { left, sign, right } => self.sum(expr, left, *sign, right),
            Node::Today | Node::Now => self.refuse(
                expr,
                "the present can only be compared with: write today, now, today - 30 days on one side of a comparison",
            ),
            _ => self.refuse(expr, "a value was expected here"),
        }
    }

    pub(super) fn number(&mut self, expr: &Expr) -> Option<Term> {
        match self.term(expr)? {
            (term, Ty::Number) => Some(term),
            _ => self.refuse(expr, "a number was expected here"),
        }
    }

    pub(super) fn set(&mut self, expr: &Expr) -> Option<(Set, Ty)> {
        match &expr.node {
            Node::List(texts) => {
                let texts = texts.iter().map(|text| text.as_str().into()).collect();
                Some((Set::Texts(texts), Ty::Text(None)))
            }
            Node::Path(path) => {
                let at = self.resolve(path)?;
                self.path_set(at, path)
            }
            Node::Newest(path) => {
                let at = self.resolve(path)?;
                match self.path_set(at, path)? {
                    (Set::Read(reading), ty) => Some((Set::Read(Self::newest(reading)), ty)),
                    _ => self.refuse(expr, "newest takes fields of values, not links"),
                }
            }
            Node::Collect { path, source, filter } => {
                let ((members, filter), found) = self.counted(source, filter.as_deref(), |checker| {
                    let at = checker.resolve(path)?;
                    let is_many = at.multi;
                    if is_many {
                        let (set, ty) = checker.path_set(at, path)?;
                        Some((Err(set), ty))
                    } else {
                        let (term, ty) = checker.resolved_term(at, path)?;
                        Some((Ok(term), ty))
                    }
                })?;
                let members = Box::new(members);
                let filter = filter.map(Box::new);
                Some(match found {
                    (Ok(what), ty) => (Set::Collect { what: Box::new(what), members, filter }, ty),
                    (Err(what), ty) => (Set::CollectAll { what: Box::new(what), members, filter }, ty),
                })
            }
            Node::Sum { left, sign: Sign::Without, right } => {
                let (left, ty) = self.set(left)?;
                let (right, other) = self.set(right)?;
                if !self.comparable(expr, ty, other) {
                    return None;
                }
                Some((Set::Without(Box::new(left), Box::new(right)), ty))
            }
            _ => self
                .refuse(expr, "a set was expected here: a field with several values, all(… of …) or a list"),
        }
    }

    /// Whether two values can be compared at all; otherwise a problem.
    pub(super) fn comparable(&mut self, expr: &Expr, left: Ty, right: Ty) -> bool {
        let fits = match (left, right) {
            (Ty::Text(_) | Ty::Role, Ty::Text(_) | Ty::Role)
            | (Ty::Number, Ty::Number)
            | (Ty::Truth, Ty::Truth)
            | (Ty::Record(None), Ty::Record(_))
            | (Ty::Record(_), Ty::Record(None)) => true,
            (Ty::Record(left), Ty::Record(right)) => left == right,
            (left, right) => left.is_time() && right.is_time(),
        };
        if !fits {
            self.fault(expr.span, "these are of different types and can never be alike");
        }
        fits
    }

    /// A path as a single value.
    fn path_term(&mut self, path: &Path) -> Option<(Term, Ty)> {
        let at = self.resolve(path)?;
        self.resolved_term(at, path)
    }

    fn resolved_term(&mut self, at: Resolved, path: &Path) -> Option<(Term, Ty)> {
        if at.multi {
            self.fault(path.span, format!("“{path}” may have several values: use every, some, no, or a set"));
            return None;
        }
        match at.end {
            End::Fact(attribute) => Some((Term::Fact { scope: at.walk.scope, attribute }, Ty::Text(None))),
            End::ActAt(act) => Some((Term::ActAt(at.walk, act), Ty::Instant)),
            End::ActCapacity(act) => Some((Term::ActCapacity(at.walk, act), Ty::Role)),
            End::ActBy(act) => {
                let person = self.shelf.kinds.get("person").copied();
                Some((Term::ActBy(at.walk, act), Ty::Record(person)))
            }
            End::Record => {
                let kind = at.kind;
                let (walk, ..) = self.as_records(at, path)?;
                Some((Term::Record(walk), Ty::Record(kind)))
            }
            End::Field { def, part: Part::Whole, .. } if super::path::target(&def).is_some() => {
                let (walk, kind, _) = self.as_records(at, path)?;
                Some((Term::Record(walk), Ty::Record(kind)))
            }
            End::Field { .. } => {
                let (reading, ty) = self.typed_reading(at, path)?;
                Some((Term::Read(reading), ty))
            }
            End::Acted(_) => {
                self.fault(path.span, format!("“{path}” is a condition; its parts are by, at and capacity"));
                None
            }
            End::Table { .. } | End::Authors => {
                self.fault(path.span, format!("“{path}” is no single value"));
                None
            }
        }
    }

    fn single_reading(&mut self, path: &Path) -> Option<(Reading, Ty)> {
        let at = self.resolve(path)?;
        if at.multi {
            self.fault(path.span, format!("“{path}” may have several values"));
            return None;
        }
        self.typed_reading(at, path)
    }

    /// One text, to be held against another.
    pub(super) fn text(&mut self, path: &Path) -> Option<Reading> {
        let (reading, ty) = self.single_reading(path)?;
        if ty != Ty::Text(None) {
            self.fault(path.span, format!("“{path}” is no text"));
            return None;
        }
        Some(reading)
    }

    fn typed_reading(&mut self, at: Resolved, path: &Path) -> Option<(Reading, Ty)> {
        let kind = at.kind;
        let (reading, def, _) = self.reading(at, path)?;
        let Some(ty) = type_of(&def, reading.part) else {
            self.fault(
                path.span,
                format!("“{path}” cannot be compared; ask whether it is filled, or for a part of it"),
            );
            return None;
        };
        self.keep_content(kind, reading.at);
        Some((reading, ty))
    }

    fn path_set(&mut self, at: Resolved, path: &Path) -> Option<(Set, Ty)> {
        match at.end {
            End::Authors => {
                let person = self.shelf.kinds.get("person").copied();
                Some((Set::Authors(at.walk), Ty::Record(person)))
            }
            End::Fact(Attribute::RequiredOf) => {
                Some((Set::RequiredOf { scope: at.walk.scope }, Ty::Text(None)))
            }
            End::Record | End::ActBy(_) => {
                let (walk, kind, _) = self.as_records(at, path)?;
                Some((Set::Records(walk), Ty::Record(kind)))
            }
            End::Field { def, part: Part::Whole, .. } if super::path::target(&def).is_some() => {
                let (walk, kind, _) = self.as_records(at, path)?;
                Some((Set::Records(walk), Ty::Record(kind)))
            }
            _ => {
                let (reading, ty) = self.typed_reading(at, path)?;
                Some((Set::Read(reading), ty))
            }
        }
    }

    fn then(&mut self, at: &Expr, path: &Path) -> Option<(Term, Ty)> {
        let (time, ty) = self.term(at)?;
        if !ty.is_time() {
            return self.refuse(at, "a time was expected here");
        }
        let resolved = self.resolve(path)?;
        if let Some(layout) = resolved.kind.and_then(|kind| self.shelf.layout(kind)) {
            layout.history = true;
            layout.versions = true;
        }
        if resolved.multi {
            self.fault(path.span, format!("“{path}” may have several values"));
            return None;
        }
        let (reading, ty) = self.typed_reading(resolved, path)?;
        Some((Term::Then { at: Box::new(time), reading }, ty))
    }

    fn changed(&mut self, path: &Path) -> Option<(Term, Ty)> {
        let at = self.resolve(path)?;
        if at.multi {
            self.fault(path.span, format!("“{path}” may lead to several records: use every, some or no"));
            return None;
        }
        let (record, kind, _) = self.as_records(at, path)?;
        let schema = kind.and_then(|kind| self.shelf.schemas.get(usize::from(kind)));
        let significant: Vec<&'static str> = schema
            .into_iter()
            .flat_map(Schema::fields)
            .filter(|field| field.significant)
            .map(|field| field.id)
            .collect();
        let Some(kind) = kind.filter(|_| !significant.is_empty()) else {
            let sentence = format!("the kind of “{path}” declares no field whose change is significant");
            self.fault(path.span, sentence);
            return None;
        };
        if let Some(layout) = self.shelf.layout(kind) {
            layout.significant = significant;
        }
        Some((Term::Changed(record), Ty::Instant))
    }

    const fn newest(mut reading: Reading) -> Reading {
        reading.newest = true;
        reading
    }

    fn sum(&mut self, expr: &Expr, left: &Expr, sign: Sign, right: &Expr) -> Option<(Term, Ty)> {
        let (left_term, left_ty) = self.term(left)?;
        let (right_term, right_ty) = self.term(right)?;
        let (a, b) = (Box::new(left_term), Box::new(right_term));
        match (left_ty, sign, right_ty) {
            (Ty::Number, Sign::Plus, Ty::Number) => Some((Term::Plus(a, b), Ty::Number)),
            (Ty::Number, Sign::Less, Ty::Number) => Some((Term::Less(a, b), Ty::Number)),
            (Ty::Number, Sign::Times, Ty::Number) => Some((Term::Times(a, b), Ty::Number)),
            (time, Sign::Plus | Sign::Less, Ty::Span { hours }) if time.is_time() => {
                if hours && time == Ty::Day {
                    return self.refuse(expr, "hours can only be added to the time of an act, not to a date");
                }
                let back = sign == Sign::Less;
                Some((Term::Shift { at: a, by: b, back }, if hours { Ty::Instant } else { Ty::Day }))
            }
            _ => self.refuse(expr, "these cannot be put together"),
        }
    }

    /// Members with their filter, and something made while a member is in scope.
    fn counted<T>(
        &mut self,
        source: &Source,
        filter: Option<&Expr>,
        inner: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<((Members, Option<Cond>), T)> {
        let members = self.members(source)?;
        let filter = self.filter(filter);
        let made = inner(self);
        self.scopes.pop();
        Some(((members, filter.ok()?), made?))
    }

    pub(super) fn record_of(&mut self, record: Option<&Path>, expr: &Expr) -> Option<(Walk, Option<u16>)> {
        let Some(path) = record else { return self.nearest(expr.span).map(|(walk, kind, _)| (walk, kind)) };
        let at = self.resolve(path)?;
        if at.multi {
            self.fault(path.span, format!("“{path}” may lead to several records: use every, some or no"));
            return None;
        }
        self.as_records(at, path).map(|(walk, kind, _)| (walk, kind))
    }
}

pub(super) fn type_of(def: &FieldDef, part: Part) -> Option<Ty> {
    Some(match (def.shape, part) {
        (_, Part::From | Part::Until) | (Shape::Date, _) => Ty::Day,
        (_, Part::Amount | Part::LastValue) | (Shape::Number { .. } | Shape::Rating(_), _) => Ty::Number,
        (_, Part::LastAt) => Ty::Instant,
        (_, Part::Currency) | (Shape::Line { .. } | Shape::Prose { .. }, _) => Ty::Text(None),
        (Shape::Choice(options) | Shape::Choices(options), _) => Ty::Text(Some(options)),
        (Shape::Flag, _) => Ty::Truth,
        _ => return None,
    })
}
