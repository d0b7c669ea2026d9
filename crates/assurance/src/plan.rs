//! Packs and schemas brought together: every expectation checked and ready to be evaluated.

use crate::{
    check::{Checker, Dependency, Hop, Join, Reads, Shared, Shelf, Trait},
    code::{At, Cond, Members, Part, Reading, Walk},
    layout::{Layout, Link},
    tree::Tree,
};
use frameworks::{Documented, Expectation, Nonconformity, Pack, Problem, Remedy, RestsOn, Shows};
use record::{Schema, Shape};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
    /// The schemas that it was checked against, in the order of the layouts.
    pub schemas: Vec<Schema>,
    pub kinds: BTreeMap<&'static str, u16>,
    pub links: Vec<Link>,
    /// Conditions that rules share between their subjects.
    pub shared: Vec<Shared>,
    /// By shared condition: the rules that rest on it.
    pub resting: Vec<Vec<usize>>,
    /// What those are like that are looked for among all of a kind, by the number of the look.
    pub traits: Vec<Vec<Trait>>,
    /// Kinds and slots by whose content records are found.
    pub keyed: BTreeSet<(u16, u16)>,
    /// By the number of the look: what has to be the same for a subject and those whom it looks for.
    pub joins: BTreeMap<usize, Join>,
    /// By kind: who reads records of it, and how they are reached.
    pub readers: Vec<Vec<(Reader, Dependency)>>,
}

/// Who reads records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Rule(usize),
    Shared(usize),
}

/// What a roll-up and the populations of requirements need of a pack.
#[derive(Debug)]
pub(crate) struct Outline {
    pub id: String,
    pub version: String,
    pub requirements: Vec<Fact>,
    pub controls: Vec<Fact>,
    pub tree: Tree,
    pub nonconformities: Vec<Nonconformity>,
}

#[derive(Debug)]
pub(crate) struct Fact {
    pub reference: String,
    pub title: String,
    pub under: String,
    pub documented: &'static str,
    pub required_of: Vec<String>,
}

/// One expectation, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct Rule {
    pub pack: usize,
    pub id: String,
    pub requirements: Vec<String>,
    /// Requirements of other packs that it answers as well, by reference.
    pub also: Vec<(usize, String)>,
    pub shows: Shows,
    pub rests_on: RestsOn,
    pub remedy: Remedy,
    pub subjects: Subjects,
    pub filter: Option<Cond>,
    pub holds: Cond,
    /// The names by which a statement can speak of the population: its own if it has one, then the kind as a whole.
    pub populations: Vec<String>,
    /// Kinds whose emptiness a universal in it runs into.
    pub universals: Vec<u16>,
    /// Of a rule whose subjects are no records: the kinds over all of which it looks. While there is no record of any of
    /// them, nothing was answered yet.
    pub sought: Vec<u16>,
    /// Not an expectation but the rule for statements.
    pub statement: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        let mut rules: Vec<Rule> = Vec::new();
        let mut reads: Vec<Reads> = Vec::new();
        let mut problems = Vec::new();
        let mut statement = None;
        let mut unfit = Vec::new();
        for (index, pack) in packs.iter().enumerate() {
            if statement.is_none()
                && let Some((rule, of_rule, reading)) = statement_rule(&mut shelf, index, pack, &mut problems)
            {
                statement = Some((rules.len(), reading));
                rules.push(rule);
                reads.push(of_rule);
            }
            for expectation in &pack.expectations {
                if let Some((rule, of_rule)) =
                    rule(&mut shelf, (index, pack.language), expectation, &mut problems)
                {
                    rules.push(rule);
                    reads.push(of_rule);
                } else {
                    let named = expectation.requirements.iter();
                    unfit.extend(named.map(|it| (index, it.clone())));
                }
            }
        }
        share(packs, &mut rules, &mut unfit, &mut problems);
        let mut readers: Vec<Vec<(Reader, Dependency)>> = shelf.layouts.iter().map(|_| Vec::new()).collect();
        let mut resting: Vec<Vec<usize>> = shelf.shared.iter().map(|_| Vec::new()).collect();
        let mut read = |reader: Reader, dependencies: &[Dependency]| {
            for dependency in dependencies {
                if let Some(list) = readers.get_mut(usize::from(dependency.kind)) {
                    list.push((reader, dependency.clone()));
                }
            }
        };
        for (rule, reads) in reads.iter().enumerate() {
            read(Reader::Rule(rule), &reads.dependencies);
            for shared in &reads.shared {
                if let Some(list) = resting.get_mut(*shared) {
                    list.push(rule);
                }
            }
        }
        for (number, shared) in shelf.shared.iter().enumerate() {
            read(Reader::Shared(number), &shared.dependencies);
        }
        let packs =
            packs.iter().enumerate().map(|(index, pack)| Outline::of(index, pack, &rules, &unfit)).collect();
        let Shelf { layouts, links, kinds, shared, traits, keyed, joins, .. } = shelf;
        let schemas = schemas.to_vec();
        let checked = Checked {
            packs,
            rules,
            statement,
            layouts,
            schemas,
            kinds,
            links,
            shared,
            resting,
            traits,
            keyed,
            joins,
            readers,
        };
        (Self(Arc::new(checked)), problems)
    }

    /// How many expectations passed the check.
    pub fn expectations(&self) -> usize {
        self.0.rules.iter().filter(|rule| !rule.statement).count()
    }

    /// Whether an expectation with this id passed the check.
    pub fn has(&self, expectation: &str) -> bool {
        self.0.rules.iter().any(|rule| !rule.statement && rule.id == expectation)
    }

    /// Whether any expectation reads records of a kind; others need not be loaded.
    pub fn reads(&self, kind: &str) -> bool {
        let index = self.0.kinds.get(kind).copied();
        index
            .and_then(|index| self.0.readers.get(usize::from(index)))
            .is_some_and(|readers| !readers.is_empty())
    }

    /// Id and version of each pack, as named in every result.
    pub fn packs(&self) -> Vec<(String, String)> {
        self.0.packs.iter().map(|pack| (pack.id.clone(), pack.version.clone())).collect()
    }
}

impl Rule {
    /// The requirements and controls of a pack on which the rule bears.
    pub(crate) fn bears_on(&self, pack: usize) -> impl Iterator<Item = &str> {
        let own = self.requirements.iter().filter(move |_| !self.statement && self.pack == pack);
        let others =
            self.also.iter().filter(move |(other, _)| *other == pack).map(|(_, reference)| reference);
        own.chain(others).map(String::as_str)
    }
}

/// Where an expectation bears on a requirement and cannot be judged: pack, requirement.
pub(crate) type Unfit = (usize, String);

impl Checked {
    pub(crate) fn layout(&self, kind: u16) -> Option<&Layout> {
        self.layouts.get(usize::from(kind))
    }

    pub(crate) fn facts(&self, pack: usize, controls: bool) -> &[Fact] {
        self.packs.get(pack).map_or(&[], |pack| if controls { &pack.controls } else { &pack.requirements })
    }
}

impl Outline {
    fn of(index: usize, pack: &Pack, rules: &[Rule], unfit: &[Unfit]) -> Self {
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
            required_of: Vec::new(),
        });
        let controls = pack.controls.iter().map(|item| Fact {
            reference: item.reference.clone(),
            title: item.title.clone(),
            under: item.objective.clone(),
            documented: documented(item.documented),
            required_of: item.required_of.clone(),
        });
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            requirements: requirements.collect(),
            controls: controls.collect(),
            tree: Tree::of(index, pack, rules, unfit),
            nonconformities: pack.nonconformities.clone(),
        }
    }
}

fn rule(
    shelf: &mut Shelf<'_>,
    (pack, language): (usize, u32),
    expectation: &Expectation,
    problems: &mut Vec<Problem>,
) -> Option<(Rule, Reads)> {
    let remedy = &expectation.remedy;
    check_remedy(shelf, expectation, problems);
    let before = problems.len();
    let mut checker = Checker::new(shelf, pack, |sentence| expectation.problem("", sentence));
    let about = checker.about(&expectation.about);
    // The condition is checked even when the population is wrong in its filter, so that all problems show at once.
    let holds = about.is_some().then(|| checker.cond(&expectation.holds)).flatten();
    let (mut reads, found) = checker.finish();
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
    let sought =
        // In the first edition of the language, what looks for records of which there is none was not met.
        if language < 2 || matches!(subjects, Subjects::Records(_)) { Vec::new() } else { sought(shelf, &mut reads) };
    let kind = match subjects {
        Subjects::Records(kind) => shelf.layouts.get(usize::from(kind)).map(|layout| layout.id.to_owned()),
        _ => None,
    };
    let populations = expectation.population.iter().cloned().chain(kind).collect();
    let rule = Rule {
        pack,
        id: expectation.id.clone(),
        requirements: expectation.requirements.clone(),
        also: Vec::new(),
        shows: expectation.shows,
        rests_on: expectation.rests_on,
        remedy: remedy.clone(),
        subjects,
        filter,
        holds,
        populations,
        universals: reads.universals.clone(),
        sought,
        statement: false,
    };
    Some((rule, reads))
}

/// The act and the fields that a remedy names exist.
fn check_remedy(shelf: &Shelf<'_>, expectation: &Expectation, problems: &mut Vec<Problem>) {
    let remedy = &expectation.remedy;
    if remedy.kind.is_empty() {
        return;
    }
    let Some(schema) = shelf.schemas.iter().find(|schema| schema.kind.id == remedy.kind) else {
        problems.push(expectation.problem("remedy", format!("there is no kind “{}”", remedy.kind)));
        return;
    };
    for path in &remedy.fields {
        let (field, column) = path.split_once('.').map_or((path.as_str(), None), |(a, b)| (a, Some(b)));
        let there = schema.field(field).is_some_and(|field| match (column, field.shape) {
            (None, _) => true,
            (Some(column), Shape::Table(columns)) => columns.iter().any(|known| known.id == column),
            (Some(question), Shape::Answers(set)) => set.question(question).is_some(),
            _ => false,
        });
        if !there {
            let sentence = format!("“{path}” is no field of {}", remedy.kind);
            problems.push(expectation.problem("remedy", sentence));
        }
    }
}

/// Lets expectations answer the requirements of other packs that name them.
fn share(packs: &[Pack], rules: &mut [Rule], unfit: &mut Vec<Unfit>, problems: &mut Vec<Problem>) {
    for (index, pack) in packs.iter().enumerate() {
        for requirement in &pack.requirements {
            for reuse in &requirement.reuses {
                let of = |rule: &&mut Rule| packs.get(rule.pack).is_some_and(|known| known.id == reuse.pack);
                let mut own = rules.iter_mut().filter(|rule| !rule.statement).filter(of);
                if let Some(rule) = own.find(|rule| rule.id == reuse.expectation) {
                    rule.also.push((index, requirement.reference.clone()));
                    continue;
                }
                let name = format!("{}:{}", reuse.pack, reuse.expectation);
                problems.push(Problem {
                    file: pack.id.clone(),
                    place: format!("requirement {}", requirement.reference),
                    sentence: format!("reuses “{name}”, which no framework in force holds"),
                });
                unfit.push((index, requirement.reference.clone()));
            }
        }
    }
}

/// The kinds over all of which a rule looks, itself or in what it shares. It is judged again whenever one of them gets
/// its first record, so every one of them concerns it.
fn sought(shelf: &Shelf<'_>, reads: &mut Reads) -> Vec<u16> {
    let shared = reads.shared.iter().filter_map(|number| shelf.shared.get(*number));
    let all = reads.dependencies.iter().chain(shared.flat_map(|shared| &shared.dependencies));
    let mut kinds: Vec<u16> =
        all.filter(|it| it.route == [Hop::Any]).map(|dependency| dependency.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in &kinds {
        let dependency = Dependency { kind: *kind, route: vec![Hop::Any] };
        if !reads.dependencies.contains(&dependency) {
            reads.dependencies.push(dependency);
        }
    }
    kinds
}

fn statement_rule(
    shelf: &mut Shelf<'_>,
    pack: usize,
    from: &Pack,
    problems: &mut Vec<Problem>,
) -> Option<(Rule, Reads, Reading)> {
    let statement = from.none_statement.as_ref()?;
    let mut checker = Checker::new(shelf, pack, |sentence| statement.problem("", sentence));
    checker.share_nothing();
    let about = checker.about(&statement.about);
    let holds = about.is_some().then(|| checker.cond(&statement.holds)).flatten();
    let (reads, found) = checker.finish();
    let clean = found.is_empty();
    problems.extend(found);
    let (Some(Members::Kind(kind)), filter) = about? else {
        problems.push(statement.problem("about", "a statement is a record".to_owned()));
        return None;
    };
    let holds = holds?;
    let field =
        shelf.schemas.get(usize::from(kind)).and_then(|schema| schema.field(&statement.names)).copied();
    let Some(field) = field.filter(|field| matches!(field.shape, Shape::Choices(_) | Shape::Choice(_)))
    else {
        problems.push(statement.problem("names", format!("“{}” is no choice of the kind", statement.names)));
        return None;
    };
    let slot = shelf
        .layouts
        .get_mut(usize::from(kind))
        .map(|layout| crate::layout::Slot::of(&mut layout.slots, field.id, true))?;
    if !clean {
        return None;
    }
    let record = Walk { scope: 0, moves: Vec::new() };
    let reading = Reading { record, at: At::Slot(slot), part: Part::Whole, newest: false };
    let rule = Rule {
        pack,
        id: "none_statement".to_owned(),
        requirements: Vec::new(),
        also: Vec::new(),
        shows: Shows::Design,
        rests_on: RestsOn::Records,
        remedy: Remedy {
            act: "approve".to_owned(),
            kind: String::new(),
            fields: Vec::new(),
            sentence: String::new(),
        },
        subjects: Subjects::Records(kind),
        filter,
        holds,
        populations: Vec::new(),
        universals: reads.universals.clone(),
        sought: Vec::new(),
        statement: true,
    };
    Some((rule, reads, reading))
}
