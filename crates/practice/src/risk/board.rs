//! All risks together: by likelihood and impact, by class, against appetite, by source, use and owner, then and now.

use super::{Class, Method, Risk, Versions, When, method::Acceptance};
use jiff::civil::Date;
use record::RecordId;
use std::collections::BTreeMap;

/// What a method makes of a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its classes before treatment, today and after treatment.
    pub classes: [Option<Class>; 3],
    /// Whether it is rated by steps that the matrix of the version has no row for.
    pub unplaced: bool,
    /// Whether what remains is within appetite; unknown without class or appetite.
    pub within: Option<bool>,
    /// How its acceptance stands; unknown without a class.
    pub acceptance: Option<Acceptance>,
    /// The version of the method that was in force when it was judged; none when there was none.
    pub version: Option<u32>,
    /// Whether a newer version is in force since.
    pub outdated: bool,
}

/// A risk with its standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The risk.
    pub risk: Risk,
    /// How it stands.
    pub standing: Standing,
}

/// All risks together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// Threats by likelihood and impact (from 1), before treatment, today, after treatment; the last is after treatment
    /// or, where that is not rated, nothing.
    pub cells: [BTreeMap<(u8, u8), usize>; 3],
    /// From which class to which: before treatment and after.
    pub moves: [[usize; 4]; 4],
    /// Threats by class before treatment, today, after treatment.
    pub classes: [[usize; 4]; 3],
    /// Threats.
    pub threats: usize,
    /// Opportunities.
    pub opportunities: usize,
    /// Threats that no method puts in a class after treatment.
    pub unclassed: usize,
    /// Threats above appetite.
    pub above: usize,
    /// Above appetite without an acceptance that holds.
    pub unaccepted: usize,
    /// Judged under a version that is no longer in force.
    pub outdated: usize,
    /// By who suffers it: all, and those above its appetite.
    pub by_side: BTreeMap<String, (usize, usize)>,
    /// By source, with classes after treatment.
    pub by_source: BTreeMap<String, [usize; 4]>,
    /// By owner.
    pub by_owner: BTreeMap<RecordId, [usize; 4]>,
    /// By use, those named directly.
    pub by_use: BTreeMap<RecordId, [usize; 4]>,
}

/// A risk that another method would put in another class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved<'a> {
    /// The risk.
    pub risk: &'a Risk,
    /// Which of its ratings.
    pub when: When,
    /// The class by the version it is judged by.
    pub then: Option<Class>,
    /// The class by the other method.
    pub now: Option<Class>,
}

impl Standing {
    /// How a risk stands by the versions of its method, today.
    pub fn of(risk: &Risk, versions: Option<&Versions>, today: Date) -> Self {
        let version = versions.and_then(|versions| versions.on(risk.judged_on));
        let newest = versions.and_then(Versions::newest);
        let Some(found) = version else {
            return Self {
                classes: [None; 3],
                unplaced: false,
                within: None,
                acceptance: None,
                version: None,
                outdated: newest.is_some(),
            };
        };
        let method = &found.method;
        let classes = risk.ratings.map(|rating| rating.and_then(|rating| method.class(rating)));
        let [_, _, residual] = classes;
        let weighed = residual.filter(|_| !risk.opportunity);
        let appetite = method.appetite(&risk.sides);
        let accepted = (risk.accepted.as_ref(), risk.until);
        Self {
            classes,
            unplaced: risk
                .ratings
                .iter()
                .zip(&classes)
                .any(|(rated, class)| rated.is_some() && class.is_none()),
            within: weighed.and_then(|class| Some(class <= appetite?)),
            acceptance: weighed.map(|class| method.acceptance(class, &risk.sides, accepted, today)),
            version: Some(found.number),
            outdated: newest.is_some_and(|newest| newest.number != found.number),
        }
    }

    /// A class.
    pub const fn class(&self, when: When) -> Option<Class> {
        let [inherent, current, residual] = self.classes;
        match when {
            When::Inherent => inherent,
            When::Current => current,
            When::Residual => residual,
        }
    }
}

impl Board {
    /// Counts risks.
    pub fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let mut board = Self::default();
        for line in lines {
            if line.risk.opportunity {
                board.opportunities += 1;
            } else {
                board.count(line);
            }
        }
        board
    }

    fn count(&mut self, Line { risk, standing }: &Line) {
        self.threats += 1;
        for (cells, rating) in self.cells.iter_mut().zip(risk.ratings) {
            if let Some(rating) = rating {
                *cells.entry((rating.likelihood, rating.impact)).or_default() += 1;
            }
        }
        for (counts, class) in self.classes.iter_mut().zip(standing.classes) {
            add(counts, class);
        }
        let above = standing.within == Some(false);
        self.above += usize::from(above);
        self.outdated += usize::from(standing.outdated);
        self.unaccepted += usize::from(above && standing.acceptance != Some(Acceptance::Holds));
        for side in &risk.sides {
            let (all, high) = self.by_side.entry(side.clone()).or_default();
            *all += 1;
            *high += usize::from(above);
        }
        let [inherent, _, residual] = standing.classes;
        let Some(residual) = residual else {
            self.unclassed += 1;
            return;
        };
        if let Some(row) = inherent.and_then(|inherent| self.moves.get_mut(inherent.place())) {
            add(row, Some(residual));
        }
        if let Some(source) = &risk.source {
            add(self.by_source.entry(source.clone()).or_default(), Some(residual));
        }
        if let Some(owner) = risk.owner {
            add(self.by_owner.entry(owner).or_default(), Some(residual));
        }
        for used in &risk.uses {
            add(self.by_use.entry(*used).or_default(), Some(residual));
        }
    }
}

fn add(counts: &mut [usize; 4], class: Option<Class>) {
    if let Some(count) = class.and_then(|class| counts.get_mut(class.place())) {
        *count += 1;
    }
}

/// The ratings that a method would put in another class than the version that each risk is judged by.
pub fn changed_by<'a>(lines: impl Iterator<Item = &'a Line>, method: &Method) -> Vec<Moved<'a>> {
    let mut moved = Vec::new();
    for line in lines {
        for when in [When::Inherent, When::Current, When::Residual] {
            let Some(rating) = line.risk.rating(when) else { continue };
            let (then, now) = (line.standing.class(when), method.class(rating));
            if then != now {
                moved.push(Moved { risk: &line.risk, when, then, now });
            }
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::super::{Accepted, Rating, Version};
    use super::*;
    use jiff::civil::date;

    fn risk(id: u128, inherent: (u8, u8), residual: (u8, u8)) -> Risk {
        let rating = |(likelihood, impact)| Some(Rating { likelihood, impact });
        Risk {
            id: RecordId(uuid::Uuid::from_u128(id)),
            reference: format!("RSK-{id:04}"),
            title: "A risk".to_owned(),
            opportunity: false,
            ratings: [rating(inherent), None, rating(residual)],
            sides: vec!["individuals".to_owned()],
            source: Some("machine_learning".to_owned()),
            owner: None,
            uses: Vec::new(),
            parts: Vec::new(),
            exceptions: Vec::new(),
            method: None,
            judged_on: date(2026, 3, 1),
            until: None,
            accepted: None,
        }
    }

    fn versions() -> Versions {
        let method = Method::of(&testkit::sample("risk_method"));
        let version = |number, from, method| Version { number, from, method };
        Versions(vec![version(1, date(2026, 1, 1), method), version(2, date(2026, 6, 1), Method::default())])
    }

    fn line(risk: Risk) -> Line {
        let standing = Standing::of(&risk, Some(&versions()), date(2026, 7, 1));
        Line { risk, standing }
    }

    #[test]
    fn a_rating_for_which_the_matrix_has_no_row_is_told_from_one_that_was_not_made() {
        assert!(!line(risk(1, (5, 5), (2, 3))).standing.unplaced);
        let judged_later = Risk { judged_on: date(2026, 6, 2), ..risk(1, (5, 5), (2, 3)) };
        let standing = line(judged_later.clone()).standing;
        assert_eq!((standing.version, standing.classes, standing.unplaced), (Some(2), [None; 3], true));
        let unrated = line(Risk { ratings: [None; 3], ..judged_later });
        assert!(!unrated.standing.unplaced);
    }

    #[test]
    fn a_risk_keeps_the_version_under_which_it_was_judged_and_says_that_there_is_a_newer() {
        let line = line(risk(1, (5, 5), (2, 3)));
        assert_eq!(line.standing.classes, [Some(Class::Critical), None, Some(Class::Medium)]);
        assert_eq!((line.standing.version, line.standing.outdated), (Some(1), true));
        assert_eq!(line.standing.within, Some(false));
        let before = Risk { judged_on: date(2025, 12, 31), ..risk(2, (1, 1), (1, 1)) };
        let standing = Standing::of(&before, Some(&versions()), date(2026, 7, 1));
        assert_eq!((standing.version, standing.classes), (None, [None; 3]), "no method was in force then");
    }

    #[test]
    fn the_board_counts_cells_moves_appetite_and_what_nobody_accepted() {
        let accepted = Risk {
            accepted: Some(Accepted { capacity: "ai_manager".to_owned(), on: date(2026, 6, 1) }),
            until: Some(date(2026, 8, 1)),
            ..risk(2, (4, 4), (2, 3))
        };
        let opportunity = Risk { opportunity: true, ..risk(3, (1, 1), (5, 5)) };
        let lines =
            [line(risk(1, (4, 4), (2, 3))), line(accepted), line(opportunity), line(risk(4, (2, 2), (1, 1)))];
        let board = Board::of(lines.iter());
        assert_eq!((board.threats, board.opportunities), (3, 1));
        assert_eq!(board.cells[2].get(&(2, 3)), Some(&2));
        assert_eq!((board.above, board.unaccepted), (2, 1));
        assert_eq!(board.classes[2], [1, 2, 0, 0]);
        let moved: usize = board.moves.iter().flatten().sum();
        assert_eq!(moved, 3);
        assert_eq!(board.by_side["individuals"], (3, 2));
    }

    #[test]
    fn a_preview_names_every_rating_that_would_change_its_class_and_no_other() {
        let lines = [line(risk(1, (5, 5), (2, 3))), line(risk(2, (1, 1), (1, 1)))];
        let same = Method::of(&testkit::sample("risk_method"));
        assert_eq!(changed_by(lines.iter(), &same), []);
        let none = changed_by(lines.iter(), &Method::default());
        assert_eq!(none.len(), 4);
        assert!(none.iter().all(|moved| moved.now.is_none() && moved.then.is_some()));
    }

    #[test]
    fn ten_thousand_risks_are_counted_and_previewed() {
        let lines: Vec<Line> = (0..10_000_u128)
            .map(|n| {
                let step = |of: u128| u8::try_from(n / of % 5 + 1).unwrap();
                line(risk(n, (step(1), step(5)), (step(25), step(125))))
            })
            .collect();
        let board = Board::of(lines.iter());
        assert_eq!(board.threats, 10_000);
        assert_eq!(board.cells[2].values().sum::<usize>(), 10_000);
        assert_eq!(changed_by(lines.iter(), &Method::default()).len(), 20_000);
    }
}
