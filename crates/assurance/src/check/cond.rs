//! Checks conditions.

use super::{Checker, Shared, path::End, term::Ty};
use crate::code::{Cond, Members, Says, Set, Term};
use frameworks::language::{Compare, Expr, Node, Path, Quantifier, SetTest, Source, What as Asked};
use record::{LifeCycle, Opt, Shape, State};

impl Checker<'_, '_> {
    pub(crate) fn cond(&mut self, expr: &Expr) -> Option<Cond> {
        match &expr.node {
            Node::Or(parts) => self.all(parts).map(Cond::Or),
            Node::And(parts) => self.all(parts).map(Cond::And),
            Node::Not(inner) => self.cond(inner).map(|inner| Cond::Not(Box::new(inner))),
            Node::If { when, then } => {
                let (when, then) = (self.cond(when), self.cond(then));
                Some(Cond::Or(vec![Cond::Not(Box::new(when?)), then?]))
            }
            Node::Quantified { quantifier, source, filter, body } => {
                let over_population = matches!(source.from, frameworks::language::From::Kind(_));
                if over_population && !self.in_population && self.scopes.len() == 1 {
                    return self.shared(*quantifier, source, filter.as_deref(), body.as_deref());
                }
                self.quantified(*quantifier, source, filter.as_deref(), body.as_deref())
            }
            Node::Compare { left, how, right } => self.compare(expr, left, *how, right),
            Node::Sets { left, how, right } => self.sets(expr, left, *how, right),
            Node::Empty(set) => {
                let says = says(set);
                self.set(set).map(|(set, _)| Cond::Empty { set, says })
            }
            Node::Is { record, what } => self.is(expr, record.as_ref(), what),
            Node::Filled(path) => self.filled(path),
            Node::Blank(path) => self.filled(path).map(|filled| Cond::Not(Box::new(filled))),
            Node::InForceAt { at, record } => {
                let (walk, kind) = self.record_of(record.as_ref(), expr)?;
                if let Some(layout) = kind.and_then(|kind| self.shelf.layout(kind)) {
                    layout.history = true;
                }
                let (at, _) = self.time(at)?;
                Some(Cond::InForceAt { record: walk, at, says: said(record.as_ref()) })
            }
            Node::Covers { period, at } => {
                let resolved = self.resolve(period)?;
                let (reading, def, multi) = self.reading(resolved, period)?;
                if multi || !matches!(def.shape, Shape::Period) {
                    return self.refuse(expr, "covers takes one period");
                }
                let at = self.moment(at)?;
                Some(Cond::Covers { period: reading, at, says: said(Some(period)) })
            }
            Node::Cadence { dates, gap, window } => {
                let (set, ty) = self.set(dates)?;
                let ((gap, by_clock), (window, _)) = (self.span(gap)?, self.span(window)?);
                if !ty.is_time() || by_clock {
                    return self.refuse(expr, "a cadence is of dates, in days or longer");
                }
                Some(Cond::Cadence { dates: set, gap, window, says: says(dates) })
            }
            Node::Alike { left, right } => {
                let (a, b) = (self.text(left), self.text(right));
                Some(Cond::Alike { left: a?, right: b?, says: said(Some(left)) })
            }
            Node::Path(path) => self.path_cond(path),
            _ => self.refuse(expr, "a condition was expected here, not a value"),
        }
    }

    fn all(&mut self, parts: &[Expr]) -> Option<Vec<Cond>> {
        // Every part is checked, so that an author sees every problem at once.
        let checked: Vec<Option<Cond>> = parts.iter().map(|part| self.cond(part)).collect();
        checked.into_iter().collect()
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        source: &Source,
        filter: Option<&Expr>,
        body: Option<&Expr>,
    ) -> Option<Cond> {
        let members = self.members(source)?;
        if let (Members::Kind(kind), Quantifier::Every | Quantifier::No) = (&members, quantifier) {
            self.universals.push(*kind);
        }
        let look = self.look();
        let (filter, body) = (self.filter(filter), self.optional(body));
        self.scopes.pop();
        let (filter, body) = (filter.ok()?.map(Box::new), body.ok()?.map(Box::new));
        Some(Cond::Quantified { quantifier, members, filter, body, look })
    }

    /// A quantifier over a whole population: shared between subjects when it says nothing about them.
    fn shared(
        &mut self,
        quantifier: Quantifier,
        source: &Source,
        filter: Option<&Expr>,
        body: Option<&Expr>,
    ) -> Option<Cond> {
        let depth = self.scopes.len();
        let dependencies = std::mem::take(&mut self.dependencies);
        let universals = std::mem::take(&mut self.universals);
        let lowest = std::mem::replace(&mut self.lowest, usize::MAX);
        self.in_population = true;
        let holds = self.quantified(quantifier, source, filter, body);
        self.in_population = false;
        let closed = self.lowest >= depth;
        self.lowest = self.lowest.min(lowest);
        let inner = std::mem::replace(&mut self.dependencies, dependencies);
        let inner_universals = std::mem::replace(&mut self.universals, universals);
        let holds = holds?;
        let about_facts = matches!(&holds, Cond::Quantified { members: Members::Facts { .. }, .. });
        if closed && !about_facts {
            let number = self.shelf.shared.len();
            let shared = Shared { holds, depth, dependencies: inner, universals: inner_universals };
            self.shelf.shared.push(shared);
            self.shared.push(number);
            return Some(Cond::Shared(number));
        }
        for dependency in inner {
            self.depends(dependency.kind, &dependency.route);
        }
        self.universals.extend(inner_universals);
        Some(holds)
    }

    fn compare(&mut self, expr: &Expr, left: &Expr, how: Compare, right: &Expr) -> Option<Cond> {
        if matches!(right.node, Node::Age(_)) {
            return self.compare(expr, right, how.turned(), left);
        }
        let told = format!("{} {} {}", says(left), how.sign(), says(right)).into();
        if let Node::Age(of) = &left.node {
            let (fixed, present) = self.age(of, right)?;
            return Some(Cond::Timed { fixed, how: how.turned(), present, says: told });
        }
        match (self.present(left), self.present(right)) {
            (Some(_), Some(_)) => self.refuse(expr, "the present cannot be compared with itself"),
            (Some(present), None) => {
                let (fixed, clock) = self.time(right)?;
                let present = self.on_one_scale(expr, present.ok()?, clock)?;
                Some(Cond::Timed { fixed, how: how.turned(), present, says: told })
            }
            (None, Some(present)) => {
                let (fixed, clock) = self.time(left)?;
                let present = self.on_one_scale(expr, present.ok()?, clock)?;
                Some(Cond::Timed { fixed, how, present, says: told })
            }
            (None, None) => self.compare_fixed(expr, left, how, right, told),
        }
    }

    fn compare_fixed(
        &mut self,
        expr: &Expr,
        left: &Expr,
        how: Compare,
        right: &Expr,
        says: Says,
    ) -> Option<Cond> {
        let (a, b) = (self.term(left), self.term(right));
        let ((left_term, left_ty), (right_term, right_ty)) = (a?, b?);
        if !self.comparable(expr, left_ty, right_ty) {
            return None;
        }
        if !matches!(how, Compare::Equal | Compare::Unequal)
            && matches!(left_ty, Ty::Text(_) | Ty::Role | Ty::Truth | Ty::Record(_))
        {
            return self.refuse(expr, "these have no order: compare with = or !=");
        }
        self.code(right, left_ty, &right_term);
        self.code(left, right_ty, &left_term);
        Some(Cond::Compare { left: left_term, how, right: right_term, says })
    }

    fn sets(&mut self, expr: &Expr, left: &Expr, how: SetTest, right: &Expr) -> Option<Cond> {
        let told = says(left);
        if how == SetTest::In {
            let (item, set) = (self.term(left), self.set(right));
            let ((item, ty), (set, other)) = (item?, set?);
            if !self.comparable(expr, ty, other) {
                return None;
            }
            self.code(left, other, &item);
            self.codes(right, ty, &set);
            return Some(Cond::In { item, set, says: told });
        }
        let (a, b) = (self.set(left), self.set(right));
        let ((left_set, ty), (right_set, other)) = (a?, b?);
        if !self.comparable(expr, ty, other) {
            return None;
        }
        if ty.is_time() && ty != other {
            return self.refuse(expr, "a set of dates and one of times of acts cannot be compared");
        }
        self.codes(right, ty, &right_set);
        self.codes(left, other, &left_set);
        Some(match how {
            SetTest::Meets => Cond::Meets { left: left_set, right: right_set, says: told },
            _ => Cond::Within { left: left_set, right: right_set, says: told },
        })
    }

    fn is(&mut self, expr: &Expr, record: Option<&Path>, what: &Asked) -> Option<Cond> {
        let (walk, kind) = self.record_of(record, expr)?;
        let says = said(record);
        match what {
            Asked::InForce => Some(Cond::InForce { record: walk, says }),
            Asked::Kind(wanted) => {
                let wanted = self.kind(wanted, expr.span)?;
                Some(Cond::Kind { record: walk, kind: Some(wanted), says })
            }
            Asked::State(code) => {
                let cycles: Vec<LifeCycle> = match kind
                    .and_then(|kind| self.shelf.layouts.get(usize::from(kind)))
                {
                    Some(layout) => vec![layout.life_cycle],
                    None => {
                        vec![LifeCycle::Kept, LifeCycle::Controlled, LifeCycle::Task, LifeCycle::Witnessed]
                    }
                };
                let known: Vec<&'static str> =
                    cycles.iter().flat_map(|cycle| State::codes(*cycle)).copied().collect();
                match known.iter().find(|known| **known == code.as_str()) {
                    Some(code) => Some(Cond::State { record: walk, code, says }),
                    None => {
                        self.refuse(expr, &format!("“{code}” is none of the states {}", known.join(", ")))
                    }
                }
            }
        }
    }

    fn filled(&mut self, path: &Path) -> Option<Cond> {
        let at = self.resolve(path)?;
        let (reading, _, _) = self.reading(at, path)?;
        Some(Cond::Filled { reading, says: said(Some(path)) })
    }

    fn path_cond(&mut self, path: &Path) -> Option<Cond> {
        let at = self.resolve(path)?;
        match at.end {
            End::Acted(act) if !at.multi => {
                Some(Cond::Acted { record: at.walk, act, says: said(Some(path)) })
            }
            End::Field { def, .. } if matches!(def.shape, Shape::Flag) && !at.multi => {
                let (reading, ..) = self.reading(at, path)?;
                Some(Cond::Flag { reading, says: said(Some(path)) })
            }
            _ => {
                self.fault(
                    path.span,
                    format!("“{path}” is a value, not a condition; compare it, or ask whether it is filled"),
                );
                None
            }
        }
    }

    /// A text compared with a choice must be one of its codes; a role must be one that exists.
    fn code(&mut self, expr: &Expr, ty: Ty, term: &Term) {
        if let Term::Text(text) = term {
            self.known(expr, ty, text);
        }
    }

    fn codes(&mut self, expr: &Expr, ty: Ty, set: &Set) {
        if let Set::Texts(texts) = set {
            for text in texts {
                self.known(expr, ty, text);
            }
        }
    }

    fn known(&mut self, expr: &Expr, ty: Ty, text: &str) {
        let known: Vec<&str> = match ty {
            Ty::Text(Some(options)) => options.iter().map(|option: &Opt| option.code).collect(),
            Ty::Role => ROLES.to_vec(),
            _ => return,
        };
        if !known.contains(&text) {
            self.fault(expr.span, format!("“{text}” is none of {}", known.join(", ")));
        }
    }
}

/// Codes of the roles in which people act.
const ROLES: [&str; 8] = [
    "administrator",
    "ai_manager",
    "top_management",
    "owner",
    "contributor",
    "internal_auditor",
    "external_auditor",
    "employee",
];

/// An expression in few words, for reasons.
fn says(expr: &Expr) -> Says {
    match &expr.node {
        Node::Path(path) => path.to_string().into(),
        Node::Newest(path) => format!("newest({path})").into(),
        Node::Words(path) => format!("words({path})").into(),
        Node::Then { path, .. } => format!("{path} then").into(),
        Node::Changed(path) => format!("changed({path})").into(),
        Node::Age(inner) => format!("age({})", says(inner)).into(),
        Node::Text(text) => format!("“{text}”").into(),
        Node::Number(number) => number.to_string().into(),
        Node::Day(day) => day.to_string().into(),
        Node::Span { count, unit } => format!("{count} {}", format!("{unit:?}").to_lowercase()).into(),
        Node::SpanOf { count, unit } => {
            format!("{}({})", format!("{unit:?}").to_lowercase(), says(count)).into()
        }
        Node::Today => "today".into(),
        Node::Now => "now".into(),
        Node::Sum { left, sign, right } => {
            let sign = match sign {
                frameworks::language::Sign::Plus => "+",
                frameworks::language::Sign::Less => "-",
                frameworks::language::Sign::Times => "*",
                frameworks::language::Sign::Without => "minus",
            };
            format!("{} {sign} {}", says(left), says(right)).into()
        }
        Node::Collect { path, source, .. } => format!("{path} of {}", source_word(source)).into(),
        Node::Count { source, .. } => format!("number of {}", source_word(source)).into(),
        Node::Greatest(inner) => format!("greatest {}", says(inner)).into(),
        Node::Least(inner) => format!("least {}", says(inner)).into(),
        _ => "".into(),
    }
}

fn source_word(source: &Source) -> String {
    match &source.from {
        frameworks::language::From::Kind(kind) | frameworks::language::From::Inverse { kind, .. } => {
            kind.clone()
        }
        frameworks::language::From::Path(path) => path.to_string(),
    }
}

fn said(path: Option<&Path>) -> Says {
    path.map(ToString::to_string).unwrap_or_default().into()
}
