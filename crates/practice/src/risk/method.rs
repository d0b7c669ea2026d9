//! A method: which class a rating has, what is within appetite, who may accept what for how long; and its versions.

use super::{Accepted, Rating};
use jiff::{ToSpan as _, civil::Date};
use kinds::risk_method as kind;
use record::{Body, Row, Value};
use std::collections::BTreeMap;

/// How grave a risk is, by a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// A role that may accept a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The class.
    pub class: Class,
    /// Code of the role.
    pub role: String,
    /// For how many months at most.
    pub months: i32,
}

/// A method, as it is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Method {
    matrix: BTreeMap<(u8, u8), Class>,
    appetite: BTreeMap<String, Class>,
    authority: Vec<Authority>,
}

/// A version of a method that was in force from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: u32,
    /// The day on which it came into force.
    pub from: Date,
    /// What it says.
    pub method: Method,
}

/// The versions of a method that were in force, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(pub Vec<Version>);

/// How an acceptance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Acceptance {
    /// Nobody has accepted it, and it is within appetite or not weighed.
    NotNeeded,
    /// Above appetite, and nobody has accepted it.
    Missing,
    /// By somebody whose role may not accept this class.
    WithoutAuthority,
    /// For longer than the role may, or without an end.
    TooLong,
    /// It has run out.
    Expired,
    /// By somebody who had the authority, and not run out.
    Holds,
}

impl Class {
    /// Every class, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The class of a step, from 1.
    pub const fn of_step(step: u8) -> Option<Self> {
        match step {
            1 => Some(Self::Low),
            2 => Some(Self::Medium),
            3 => Some(Self::High),
            4 => Some(Self::Critical),
            _ => None,
        }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Its place, from 0.
    pub const fn place(self) -> usize {
        self as usize
    }
}

impl Method {
    /// Reads a method. Rows that lack something count for nothing; a pair that stands twice counts as the graver.
    pub fn of(body: &Body) -> Self {
        let mut method = Self::default();
        for row in kind::MATRIX.of(body).unwrap_or_default() {
            if let (Some(likelihood), Some(impact), Some(class)) =
                (step(row, "likelihood"), step(row, "impact"), step(row, "class").and_then(Class::of_step))
            {
                let known = method.matrix.entry((likelihood, impact)).or_insert(class);
                *known = class.max(*known);
            }
        }
        for row in kind::APPETITE.of(body).unwrap_or_default() {
            if let (Some(side), Some(class)) =
                (code(row, "side"), step(row, "class").and_then(Class::of_step))
            {
                let known = method.appetite.entry(side.to_owned()).or_insert(class);
                *known = class.min(*known);
            }
        }
        for row in kind::AUTHORITY.of(body).unwrap_or_default() {
            let months = match row.cells.get("months") {
                Some(Value::Number(months)) => {
                    i32::try_from(months.mantissa() / 10_i128.pow(months.scale())).ok()
                }
                _ => None,
            };
            if let (Some(class), Some(role), Some(months)) =
                (step(row, "class").and_then(Class::of_step), code(row, "role"), months)
            {
                method.authority.push(Authority { class, role: role.to_owned(), months });
            }
        }
        method
    }

    /// The class of a rating; none where the matrix has no such pair.
    pub fn class(&self, rating: Rating) -> Option<Class> {
        self.matrix.get(&(rating.likelihood, rating.impact)).copied()
    }

    /// The highest class within the appetite of everybody who suffers it; none where no appetite was set for one of them.
    pub fn appetite<'a>(&self, sides: impl IntoIterator<Item = &'a String>) -> Option<Class> {
        let set: Option<Vec<Class>> =
            sides.into_iter().map(|side| self.appetite.get(side).copied()).collect();
        set?.into_iter().min()
    }

    /// The appetite for each of those who can suffer, in the order of their codes.
    pub fn appetites(&self) -> impl Iterator<Item = (&str, Class)> {
        self.appetite.iter().map(|(side, class)| (side.as_str(), *class))
    }

    /// Who may accept what.
    pub fn authorities(&self) -> &[Authority] {
        &self.authority
    }

    /// How the acceptance of a class stands today.
    pub fn acceptance(
        &self,
        class: Class,
        sides: &[String],
        (accepted, until): (Option<&Accepted>, Option<Date>),
        today: Date,
    ) -> Acceptance {
        let within = self.appetite(sides).is_some_and(|appetite| class <= appetite);
        let Some(accepted) = accepted else {
            return if within { Acceptance::NotNeeded } else { Acceptance::Missing };
        };
        if within && until.is_none() {
            return Acceptance::NotNeeded;
        }
        let given = self.authority.iter().filter(|may| may.class == class && may.role == accepted.capacity);
        let Some(months) = given.map(|may| may.months).max() else {
            return if within { Acceptance::NotNeeded } else { Acceptance::WithoutAuthority };
        };
        let last = accepted.on.checked_add(months.months()).unwrap_or(Date::MAX);
        match until {
            None => Acceptance::TooLong,
            Some(until) if until > last => Acceptance::TooLong,
            Some(until) if until < today => Acceptance::Expired,
            Some(_) => Acceptance::Holds,
        }
    }
}

impl Versions {
    /// The version that was in force on a day.
    pub fn on(&self, day: Date) -> Option<&Version> {
        self.0.iter().rev().find(|version| version.from <= day)
    }

    /// The version in force.
    pub fn newest(&self) -> Option<&Version> {
        self.0.last()
    }
}

fn step(row: &Row, column: &str) -> Option<u8> {
    match row.cells.get(column) {
        Some(Value::Rating(step)) => Some(*step),
        _ => None,
    }
}

fn code<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    match row.cells.get(column) {
        Some(Value::Choice(code)) => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method() -> Method {
        Method::of(&testkit::sample("risk_method"))
    }

    fn rating(likelihood: u8, impact: u8) -> Rating {
        Rating { likelihood, impact }
    }

    fn sides(all: &[&str]) -> Vec<String> {
        all.iter().map(|side| (*side).to_owned()).collect()
    }

    #[test]
    fn the_classes_are_those_of_the_kind() {
        let codes: Vec<&str> = kind::CLASSES.iter().map(|class| class.code).collect();
        assert_eq!(Class::ALL.map(Class::code).to_vec(), codes);
        for (place, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(Class::of_step(u8::try_from(place + 1).unwrap()), Some(class));
        }
        assert_eq!(Class::of_step(5), None);
    }

    #[test]
    fn a_rating_has_the_class_of_its_cell_and_none_outside_the_matrix() {
        assert_eq!(method().class(rating(1, 1)), Some(Class::Low));
        assert_eq!(method().class(rating(5, 5)), Some(Class::Critical));
        assert_eq!(method().class(rating(2, 3)), Some(Class::Medium));
        assert_eq!(Method::default().class(rating(1, 1)), None);
    }

    #[test]
    fn the_smallest_appetite_of_those_who_suffer_counts() {
        assert_eq!(method().appetite(&sides(&["organisation"])), Some(Class::Medium));
        assert_eq!(method().appetite(&sides(&["organisation", "individuals"])), Some(Class::Low));
        assert_eq!(method().appetite(&sides(&["organisation", "nobody"])), None, "not set is not unlimited");
        assert_eq!(method().appetite(&[]), None);
    }

    #[test]
    fn an_acceptance_holds_by_role_for_its_months_and_until_its_day() {
        let day = |month, day| jiff::civil::date(2026, month, day);
        let by = |role: &str| Accepted { capacity: role.to_owned(), on: day(1, 15) };
        let of = |class, role: Option<&str>, until, today| {
            let accepted = role.map(by);
            method().acceptance(class, &sides(&["individuals"]), (accepted.as_ref(), until), today)
        };
        let today = day(3, 1);
        assert_eq!(of(Class::Low, None, None, today), Acceptance::NotNeeded);
        assert_eq!(of(Class::Medium, None, None, today), Acceptance::Missing);
        assert_eq!(of(Class::Medium, Some("ai_manager"), Some(day(6, 1)), today), Acceptance::Holds);
        assert_eq!(of(Class::High, Some("ai_manager"), Some(day(6, 1)), today), Acceptance::WithoutAuthority);
        assert_eq!(of(Class::High, Some("top_management"), Some(day(7, 15)), today), Acceptance::Holds);
        assert_eq!(of(Class::High, Some("top_management"), Some(day(7, 16)), today), Acceptance::TooLong);
        assert_eq!(of(Class::High, Some("top_management"), None, today), Acceptance::TooLong);
        assert_eq!(of(Class::High, Some("top_management"), Some(day(2, 28)), today), Acceptance::Expired);
        assert_eq!(
            of(Class::Critical, Some("top_management"), Some(day(2, 28)), today),
            Acceptance::WithoutAuthority
        );
    }

    #[test]
    fn the_version_in_force_on_a_day_is_the_last_that_had_come_into_force() {
        let version = |number, from| Version { number, from, method: Method::default() };
        let date = jiff::civil::date;
        let versions = Versions(vec![version(1, date(2026, 1, 1)), version(3, date(2026, 6, 1))]);
        assert_eq!(versions.on(date(2025, 12, 31)), None);
        assert_eq!(versions.on(date(2026, 5, 31)).unwrap().number, 1);
        assert_eq!(versions.on(date(2026, 6, 1)).unwrap().number, 3);
    }
}
