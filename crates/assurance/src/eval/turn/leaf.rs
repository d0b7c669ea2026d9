//! What would make a single comparison hold.

use super::{Draft, Part, Planner, cost, place::entry};
use crate::{
    Answer,
    code::{Cond, Moment, Present, Reading, Set, Term, Walk},
    eval::{set::Item, term::Datum, time::moved},
    turning::{On, Want, Whom},
};
use frameworks::language::Compare;
use jiff::{ToSpan, civil::Date};
use record::{Act, Decimal, Shape};

impl<'w> Planner<'w> {
    pub(super) fn leaf(&mut self, cond: &'w Cond, wanted: bool) -> Option<Draft> {
        match cond {
            Cond::Compare { left, how, right, says } => {
                let how = if wanted { *how } else { against(*how) };
                self.compare(left, how, right, says).or_else(|| self.compare(right, how.turned(), left, says))
            }
            Cond::Timed { fixed, how, present, .. } => {
                self.timed(fixed, if wanted { *how } else { against(*how) }, present)
            }
            Cond::In { item, set, .. } => self.belongs(item, set, wanted),
            Cond::Meets { left: Set::Read(reading), right: Set::Texts(texts), .. } if wanted => {
                self.write(reading, Want::Includes(texts.first()?.to_string()))
            }
            Cond::Within { left, right: Set::Read(reading), .. } if wanted => {
                let lacking = self.lacking(left, reading)?;
                let place = self.place(reading)?;
                let mut draft = Draft::default();
                for code in lacking {
                    draft.join(entry(place, Want::Includes(code), cost::CHANGE));
                }
                Some(draft)
            }
            Cond::InForce { record, .. } if wanted => {
                self.goal(record, cost::ACT, |part| part.in_force = true)
            }
            Cond::InForce { record, .. } => {
                self.goal(record, cost::RETIRE, |part| part.state = Some("retired"))
            }
            Cond::State { record, code, .. } if wanted => {
                self.goal(record, cost::ACT, |part| part.state = Some(code))
            }
            Cond::State { record, code: "cancelled", .. } => match self.target(record)? {
                // What the steps are about to make is not given up.
                (On::New(_), _) => Some(Draft::default()),
                _ => self.goal(record, cost::ACT, |part| part.state = Some("open")),
            },
            Cond::InForceAt { record, at: Term::ActAt(walk, act), .. } if wanted => {
                let mut draft = self.again(walk, *act, None)?;
                let target = self.eval.one(record).and_then(|handle| self.eval.world.record(handle));
                if !target.is_some_and(|stored| stored.in_force) {
                    draft.join(self.goal(record, cost::ACT, |part| part.in_force = true)?);
                }
                Some(draft)
            }
            Cond::Acted { record, act, .. } if wanted => self.again(record, *act, None),
            Cond::Filled { reading, .. } => {
                self.write(reading, if wanted { Want::Something } else { Want::Nothing })
            }
            Cond::Flag { reading, .. } => self.write(reading, Want::Flag(wanted)),
            Cond::Alike { left, right, .. } if !wanted => {
                let Datum::Text(other) = self.eval.read_one(right) else { return None };
                self.write(left, Want::NoneOf(vec![other.to_owned()]))
            }
            Cond::Covers { period, at, .. } if wanted => {
                let day = match at {
                    Moment::Fixed(term) => {
                        let at = self.eval.term(term);
                        self.eval.day_of(at)?
                    }
                    Moment::Present(present) => self.day(present)?,
                };
                self.write(period, Want::Covers(day))
            }
            _ => None,
        }
    }

    /// What has to go on holding when acts are done anew: who does them, and in which role.
    pub(super) fn kept(&mut self, cond: &'w Cond, wanted: bool) -> Draft {
        let (walk, act, whom) = match cond {
            Cond::Not(inner) => return self.kept(inner, !wanted),
            Cond::Compare {
                left: Term::ActCapacity(walk, act),
                how: Compare::Equal,
                right: Term::Text(role),
                ..
            } if wanted => (walk, *act, Whom::Capacity(role.to_string())),
            Cond::In { item: Term::ActBy(walk, act), set: Set::Authors(_), .. } if !wanted => {
                (walk, *act, Whom::NotAuthor)
            }
            _ => return Draft::default(),
        };
        self.goal(walk, 0, |part| part.by.push((act, whom))).unwrap_or_default()
    }

    fn compare(&mut self, left: &'w Term, how: Compare, right: &'w Term, says: &str) -> Option<Draft> {
        let against = self.eval.term(right);
        match left {
            Term::Read(reading) => self.value(reading, how, against, right),
            Term::Words(reading) => match (how, against) {
                (Compare::GreaterOrEqual | Compare::Equal, Datum::Number(least)) => {
                    self.write(reading, Want::Words(u32::try_from(least.ceil()).ok()?))
                }
                (Compare::Greater, Datum::Number(least)) => {
                    self.write(reading, Want::Words(u32::try_from(least.floor()).ok()? + 1))
                }
                _ => None,
            },
            Term::Record(walk) => {
                let Datum::Record(handle) = against else {
                    // Whatever it leads to is not what the steps are about to make.
                    let new = matches!(right, Term::Record(other) if matches!(self.target(other), Some((On::New(_), _))));
                    return (new && how == Compare::Unequal)
                        .then(|| self.relink(walk, Want::Something))
                        .flatten();
                };
                let id = self.eval.world.names.id(handle)?;
                match how {
                    Compare::Equal => self.relink(walk, Want::Leads(On::Record(id))),
                    Compare::Unequal => self.relink(walk, Want::OtherThan(id)),
                    _ => None,
                }
            }
            Term::ActBy(walk, act) if how == Compare::Unequal => {
                let whom = match right {
                    Term::ActBy(_, other) => Whom::NotWho(*other),
                    _ => Whom::NotAuthor,
                };
                let mut draft = self.again(walk, *act, Some(whom))?;
                if let (Term::Record(other), Datum::Unknown) = (right, against)
                    && !other.moves.is_empty()
                {
                    draft.join(self.relink(other, Want::Something)?);
                }
                Some(draft)
            }
            Term::ActAt(walk, act) if matches!(how, Compare::Greater | Compare::GreaterOrEqual) => {
                self.again(walk, *act, None)
            }
            Term::ActCapacity(walk, act) => match (how, against) {
                (Compare::Equal, Datum::Text(role)) => {
                    self.again(walk, *act, Some(Whom::Capacity(role.to_owned())))
                }
                _ => None,
            },
            Term::Count { members, filter } if matches!(how, Compare::Greater | Compare::GreaterOrEqual) => {
                self.one_more(members, filter.as_deref(), true, None)
            }
            Term::Plus(a, b) | Term::Times(a, b) => self.towards(&[a, b], how, says),
            _ => None,
        }
    }

    /// A field compared with a value; where that is not known either, both have to be filled in.
    fn value(
        &mut self,
        reading: &'w Reading,
        how: Compare,
        against: Datum<'w>,
        right: &'w Term,
    ) -> Option<Draft> {
        let want = match against {
            Datum::Text(text) => match how {
                Compare::Equal => Want::OneOf(vec![text.to_owned()]),
                Compare::Unequal => Want::NoneOf(vec![text.to_owned()]),
                _ => return None,
            },
            Datum::Number(number) => numbers(how, number)?,
            Datum::Day(_) | Datum::Instant(_) => days(how, self.eval.day_of(against)?)?,
            Datum::Truth(flag) => Want::Flag(flag == (how == Compare::Equal)),
            Datum::Unknown => {
                let mut draft = self.known(right)?;
                if self.eval.read_all(reading).values.is_empty() {
                    let own = self.write(reading, Want::Something)?;
                    let pair =
                        matches!(right, Term::Read(_)).then(|| own.first().zip(draft.first())).flatten();
                    draft.join(own);
                    if let (Some((own, other)), true) = (pair, self.is_day(reading)) {
                        match how {
                            Compare::Less | Compare::LessOrEqual => draft.orders.push((own, other)),
                            Compare::Greater | Compare::GreaterOrEqual => draft.orders.push((other, own)),
                            Compare::Equal | Compare::Unequal => {}
                        }
                    }
                }
                return Some(draft);
            }
            _ => return None,
        };
        self.write(reading, want)
    }

    /// Whether a reading reads days.
    fn is_day(&mut self, reading: &'w Reading) -> bool {
        let Some(place) = self.place(reading) else { return false };
        let Some(schema) = self.eval.plan.schemas.get(usize::from(place.kind)) else { return false };
        match (schema.field(place.field).map(|field| field.shape), place.cell) {
            (Some(Shape::Date), None) => true,
            (Some(Shape::Table(columns)), Some(cell)) => {
                columns.iter().any(|column| column.id == cell && matches!(column.shape, Shape::Date))
            }
            _ => false,
        }
    }

    /// What it takes to know a value.
    fn known(&mut self, term: &'w Term) -> Option<Draft> {
        match term {
            Term::Read(reading) => self.write(reading, Want::Something),
            Term::ActAt(walk, act) => self.again(walk, *act, None),
            Term::Shift { at, .. } => self.known(at),
            Term::SpanOf { count, .. } => self.known(count),
            Term::Greatest(set) | Term::Least(set) => match &**set {
                Set::Read(reading) => self.write(reading, Want::Something),
                _ => None,
            },
            _ => None,
        }
    }

    /// Every field of a sum or product, as far as it takes.
    fn towards(&mut self, terms: &[&'w Term], how: Compare, says: &str) -> Option<Draft> {
        let want = match how {
            Compare::Less | Compare::LessOrEqual => Want::Lower(says.to_owned()),
            Compare::Greater | Compare::GreaterOrEqual => Want::Higher(says.to_owned()),
            _ => return None,
        };
        let mut draft = Draft::default();
        for term in terms {
            if let Term::Read(reading) = term {
                draft.join(self.write(reading, want.clone())?);
            }
        }
        (!draft.parts.is_empty()).then_some(draft)
    }

    fn timed(&mut self, fixed: &'w Term, how: Compare, present: &'w Present) -> Option<Draft> {
        let mut day = self.day(present)?;
        let mut fixed = fixed;
        let mut draft = Draft::default();
        while let Term::Shift { at, by, back } = fixed {
            match self.eval.term(by) {
                Datum::Span(count, unit) => day = moved(day, (count, unit, !back))?,
                // An interval that nobody has set yet has to be, and adds nothing until then.
                _ => draft.join(self.known(by)?),
            }
            fixed = at;
        }
        draft.join(match fixed {
            Term::Read(reading) => self.write(reading, days(how, day)?)?,
            Term::ActAt(walk, act) if matches!(how, Compare::Greater | Compare::GreaterOrEqual) => {
                self.again(walk, *act, None)?
            }
            _ => return None,
        });
        Some(draft)
    }

    /// The day that the present, moved by its spans, is on.
    fn day(&mut self, present: &'w Present) -> Option<Date> {
        let mut day = self.eval.today;
        for (by, back) in &present.shifts {
            let Datum::Span(count, unit) = self.eval.term(by) else { return None };
            day = moved(day, (count, unit, *back))?;
        }
        Some(day)
    }

    fn belongs(&mut self, item: &'w Term, set: &'w Set, wanted: bool) -> Option<Draft> {
        let texts = |texts: &[Box<str>]| texts.iter().map(ToString::to_string).collect();
        match (item, set, wanted) {
            (Term::Read(reading), Set::Texts(list), true) => self.write(reading, Want::OneOf(texts(list))),
            (Term::Read(reading), Set::Texts(list), false) => self.write(reading, Want::NoneOf(texts(list))),
            (Term::Text(text), Set::Read(reading), true) => {
                self.write(reading, Want::Includes(text.to_string()))
            }
            (_, Set::Records(walk), true) => {
                let Datum::Record(handle) = self.eval.term(item) else {
                    // A record that the steps are about to make.
                    let Term::Record(made) = item else { return None };
                    let (on, _) = self.target(made)?;
                    return self.relink(walk, Want::Leads(on));
                };
                let id = self.eval.world.names.id(handle)?;
                self.relink(walk, Want::Leads(On::Record(id)))
            }
            (Term::ActBy(walk, act), Set::Authors(_), false) => self.again(walk, *act, Some(Whom::NotAuthor)),
            _ => None,
        }
    }

    /// The texts of a set that a field does not hold.
    fn lacking(&mut self, left: &'w Set, reading: &'w Reading) -> Option<Vec<String>> {
        let held: Vec<String> = self
            .eval
            .read_all(reading)
            .values
            .iter()
            .flat_map(|kept| kept.codes())
            .map(|code| self.eval.world.names.text(*code).to_owned())
            .collect();
        let wanted = self.eval.set(left).sure;
        let texts: Option<Vec<String>> = wanted
            .into_iter()
            .map(|item| match item {
                Item::Text(text) => Some(text.to_owned()),
                _ => None,
            })
            .collect();
        Some(texts?.into_iter().filter(|text| !held.contains(text)).collect())
    }

    /// Something that has to become of the record at the end of a walk.
    fn goal(&mut self, walk: &Walk, cost: u32, set: impl FnOnce(&mut Part)) -> Option<Draft> {
        let (on, kind) = self.target(walk)?;
        let mut part = Part::of(on, kind);
        set(&mut part);
        Some(Draft::of(part, cost))
    }

    /// An act that has to be done, anew when it was done before.
    pub(super) fn again(&mut self, walk: &Walk, act: Act, by: Option<Whom>) -> Option<Draft> {
        self.goal(walk, cost::ACT, |part| {
            part.acts.push(act);
            part.by.extend(by.map(|whom| (act, whom)));
        })
    }

    pub(super) fn holds(&mut self, cond: Option<&'w Cond>) -> Answer {
        cond.map_or(Answer::Met, |cond| self.eval.cond(cond).answer)
    }
}

fn days(how: Compare, day: Date) -> Option<Want> {
    let (from, until) = match how {
        Compare::GreaterOrEqual => (Some(day), None),
        Compare::Greater => (Some(day.checked_add(1.day()).ok()?), None),
        Compare::LessOrEqual => (None, Some(day)),
        Compare::Less => (None, Some(day.checked_sub(1.day()).ok()?)),
        Compare::Equal => (Some(day), Some(day)),
        Compare::Unequal => return None,
    };
    Some(Want::Day { from, until })
}

fn numbers(how: Compare, number: Decimal) -> Option<Want> {
    let (least, most) = match how {
        Compare::GreaterOrEqual => (Some(number), None),
        Compare::Greater => (Some(number.checked_add(Decimal::ONE)?), None),
        Compare::LessOrEqual => (None, Some(number)),
        Compare::Less => (None, Some(number.checked_sub(Decimal::ONE)?)),
        Compare::Equal => (Some(number), Some(number)),
        Compare::Unequal => return None,
    };
    Some(Want::Number { least, most })
}

/// The comparison that holds when this one does not.
const fn against(how: Compare) -> Compare {
    match how {
        Compare::Equal => Compare::Unequal,
        Compare::Unequal => Compare::Equal,
        Compare::Less => Compare::GreaterOrEqual,
        Compare::LessOrEqual => Compare::Greater,
        Compare::Greater => Compare::LessOrEqual,
        Compare::GreaterOrEqual => Compare::Less,
    }
}
