//! Packs and schemas brought together: every expectation checked and ready to be evaluated.

use crate::{
    check::{Checker, Dependency, Shelf},
    code::{At, Cond, Members, Part, Reading, Walk},
    layout::{Layout, Link},
};
use frameworks::{Documented, Expectation, Pack, Problem, Remedy, Shows};
use record::{Schema, Shape};
use std::{collections::BTreeMap, sync::Arc};

/// Checked expectations, and what of each kind they read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Plan(pub(crate) Arc<Checked>);

#[derive(Debug)]
pub(crate) struct Checked {
    pub packs: Vec<Outline>,
    pub rules: Vec<Rule>,
    /// The rule by which a record counts as a statement that there is none, and where it names populations.
    pub statement: Option<(usize, Reading)>,
    pub layouts: Vec<Layout>,
    pub kinds: BTreeMap<&'static str, u16>,
    pub links: Vec<Link>,
    /// By kind: the rules that read records of it, and how they reach them.
    pub readers: Vec<Vec<(usize, Dependency)>>,
}

/// What a roll-up and the populations of requirements need of a pack.
#[derive(Debug)]
pub(crate) struct Outline {
    pub id: String,
    pub version: String,
    pub requirements: Vec<Fact>,
    pub controls: Vec<Fact>,
    pub pack: Pack,
}

#[derive(Debug)]
pub(crate) struct Fact {
    pub reference: String,
    pub title: String,
    pub under: String,
    pub documented: &'static str,
}

/// One expectation, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct Rule {
    pub pack: usize,
    pub id: String,
    pub requirements: Vec<String>,
    pub shows: Shows,
    pub remedy: Remedy,
    pub subjects: Subjects,
    pub filter: Option<Cond>,
    pub holds: Cond,
    /// The name by which a statement speaks of the population.
    pub population: Option<String>,
    /// Kinds whose emptiness a universal in it runs into.
    pub universals: Vec<u16>,
    /// Not an expectation but the rule for statements.
    pub statement: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subjects {
    Organisation,
    Records(u16),
    Facts { pack: usize, controls: bool },
}

impl Plan {
    /// Checks every expectation of every pack against the schemas. What does not pass is left out and its problems
    /// are listed, all of them; the rest is ready.
    pub fn compile(packs: &[Pack], schemas: &[Schema]) -> (Self, Vec<Problem>) {
        let mut shelf = Shelf::new(schemas);
        let mut rules = Vec::new();
        let mut dependencies = Vec::new();
        let mut problems = Vec::new();
        let mut statement = None;
        for (index, pack) in packs.iter().enumerate() {
            if statement.is_none()
                && let Some((rule, reads, reading)) = statement_rule(&mut shelf, index, pack, &mut problems)
            {
                statement = Some((rules.len(), reading));
                rules.push(rule);
                dependencies.push(reads);
            }
            for expectation in &pack.expectations {
                if let Some((rule, reads)) = rule(&mut shelf, index, expectation, &mut problems) {
                    rules.push(rule);
                    dependencies.push(reads);
                }
            }
        }
        let mut readers: Vec<Vec<(usize, Dependency)>> = shelf.layouts.iter().map(|_| Vec::new()).collect();
        for (rule, reads) in dependencies.into_iter().enumerate() {
            for dependency in reads {
                if let Some(list) = readers.get_mut(usize::from(dependency.kind)) {
                    list.push((rule, dependency));
                }
            }
        }
        let packs = packs.iter().map(Outline::of).collect();
        let Shelf { layouts, links, kinds, .. } = shelf;
        (Self(Arc::new(Checked { packs, rules, statement, layouts, kinds, links, readers })), problems)
    }

    /// How many expectations passed the check.
    pub fn expectations(&self) -> usize {
        self.0.rules.iter().filter(|rule| !rule.statement).count()
    }

    /// Id and version of each pack, as named in every result.
    pub fn packs(&self) -> Vec<(String, String)> {
        self.0.packs.iter().map(|pack| (pack.id.clone(), pack.version.clone())).collect()
    }
}

impl Checked {
    pub(crate) fn layout(&self, kind: u16) -> Option<&Layout> {
        self.layouts.get(usize::from(kind))
    }

    pub(crate) fn facts(&self, pack: usize, controls: bool) -> &[Fact] {
        self.packs.get(pack).map_or(&[], |pack| if controls { &pack.controls } else { &pack.requirements })
    }
}

impl Outline {
    fn of(pack: &Pack) -> Self {
        let documented = |how| match how {
            Documented::Yes => "yes",
            Documented::Implied => "implied",
            Documented::No => "no",
        };
        let requirements = pack.requirements.iter().map(|item| Fact {
            reference: item.reference.clone(),
            title: item.title.clone(),
            under: item.under.clone(),
            documented: documented(item.documented),
        });
        let controls = pack.controls.iter().map(|item| Fact {
            reference: item.reference.clone(),
            title: item.title.clone(),
            under: item.objective.clone(),
            documented: documented(item.documented),
        });
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            requirements: requirements.collect(),
            controls: controls.collect(),
            pack: Pack { expectations: Vec::new(), ..pack.clone() },
        }
    }
}

fn rule(
    shelf: &mut Shelf<'_>,
    pack: usize,
    expectation: &Expectation,
    problems: &mut Vec<Problem>,
) -> Option<(Rule, Vec<Dependency>)> {
    let remedy = &expectation.remedy;
    if !remedy.kind.is_empty() && !shelf.kinds.contains_key(remedy.kind.as_str()) {
        problems.push(expectation.problem("remedy", format!("there is no kind “{}”", remedy.kind)));
    }
    let before = problems.len();
    let mut checker = Checker::new(shelf, pack, |sentence| expectation.problem("", sentence));
    let about = checker.about(&expectation.about);
    // The condition is checked even when the population is wrong in its filter, so that all problems show at once.
    let holds = about.is_some().then(|| checker.cond(&expectation.holds)).flatten();
    let (dependencies, universals, found) = checker.finish();
    problems.extend(found);
    let (members, filter) = about?;
    let holds = holds?;
    if problems.len() > before {
        return None;
    }
    let subjects = match members {
        Some(Members::Kind(kind)) => Subjects::Records(kind),
        Some(Members::Facts { pack, controls }) => Subjects::Facts { pack, controls },
        _ => Subjects::Organisation,
    };
    let population = match (&expectation.population, subjects) {
        (Some(name), _) => Some(name.clone()),
        (None, Subjects::Records(kind)) => shelf.layouts.get(usize::from(kind)).map(|layout| layout.id.to_owned()),
        _ => None,
    };
    let rule = Rule {
        pack,
        id: expectation.id.clone(),
        requirements: expectation.requirements.clone(),
        shows: expectation.shows,
        remedy: remedy.clone(),
        subjects,
        filter,
        holds,
        population,
        universals,
        statement: false,
    };
    Some((rule, dependencies))
}

fn statement_rule(
    shelf: &mut Shelf<'_>,
    pack: usize,
    from: &Pack,
    problems: &mut Vec<Problem>,
) -> Option<(Rule, Vec<Dependency>, Reading)> {
    let statement = from.none_statement.as_ref()?;
    let mut checker = Checker::new(shelf, pack, |sentence| statement.problem("", sentence));
    let about = checker.about(&statement.about);
    let holds = about.is_some().then(|| checker.cond(&statement.holds)).flatten();
    let (dependencies, universals, found) = checker.finish();
    let clean = found.is_empty();
    problems.extend(found);
    let (Some(Members::Kind(kind)), filter) = about? else {
        problems.push(statement.problem("about", "a statement is a record".to_owned()));
        return None;
    };
    let holds = holds?;
    let field = shelf.schemas.get(usize::from(kind)).and_then(|schema| schema.field(&statement.names)).copied();
    let Some(field) = field.filter(|field| matches!(field.shape, Shape::Choices(_) | Shape::Choice(_))) else {
        problems.push(statement.problem("names", format!("“{}” is no choice of the kind", statement.names)));
        return None;
    };
    let slot = shelf.layouts.get_mut(usize::from(kind)).map(|layout| {
        crate::layout::Slot::of(&mut layout.slots, field.id, true)
    })?;
    if !clean {
        return None;
    }
    let record = Walk { scope: 0, moves: Vec::new() };
    let reading = Reading { record, at: At::Slot(slot), part: Part::Whole, newest: false };
    let rule = Rule {
        pack,
        id: "none_statement".to_owned(),
        requirements: Vec::new(),
        shows: Shows::Design,
        remedy: Remedy { act: "approve".to_owned(), kind: String::new(), sentence: String::new() },
        subjects: Subjects::Records(kind),
        filter,
        holds,
        population: None,
        universals,
        statement: true,
    };
    Some((rule, dependencies, reading))
}
