//! The outline of a pack with what bears on each requirement: looked up once, because every page asks for it.

use crate::plan::{Rule, Unfit};
use frameworks::Pack;
use std::collections::{BTreeMap, BTreeSet};

/// Everything with a title in a pack, in its order, and its requirements and controls.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub titles: Vec<Title>,
    pub leaves: Vec<Bearing>,
}

/// A clause, heading, requirement, group, objective or control.
#[derive(Debug)]
pub(crate) struct Title {
    pub reference: String,
    pub words: String,
    pub under: Option<String>,
    /// Itself, when it is a requirement or control.
    pub leaf: Option<usize>,
    /// Itself and what stands under it, of requirements and controls.
    pub leaves: Vec<usize>,
}

/// A requirement or control with the rules that bear on it.
#[derive(Debug)]
pub(crate) struct Bearing {
    pub reference: String,
    pub rules: Vec<usize>,
    /// The records for which it waits, in the pack's words.
    pub awaits: Option<String>,
    /// How many expectations bear on it and cannot be judged: they do not fit the schemas, or belong to another pack that
    /// does not hold them. They count as unknown, never as nothing.
    pub unfit: usize,
}

impl Tree {
    pub(crate) fn of(index: usize, pack: &Pack, rules: &[Rule], unfit: &[Unfit]) -> Self {
        let mut by_reference: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, rule) in rules.iter().enumerate() {
            let bears_on: BTreeSet<&str> = rule.bears_on(index).collect();
            for reference in bears_on {
                by_reference.entry(reference).or_default().push(number);
            }
        }
        let leaves: Vec<Bearing> = pack
            .leaves()
            .map(|reference| Bearing {
                reference: reference.to_owned(),
                rules: by_reference.remove(reference).unwrap_or_default(),
                awaits: pack.awaits(reference).map(str::to_owned),
                unfit: unfit.iter().filter(|it| it.0 == index && it.1 == reference).count(),
            })
            .collect();
        let above: Vec<Vec<&str>> = leaves.iter().map(|leaf| way_up(pack, &leaf.reference)).collect();
        let mut seen = BTreeSet::new();
        let titles = pack
            .titles()
            // An objective that shares its group's number stands once.
            .filter(|(reference, _)| seen.insert((*reference).to_owned()))
            .map(|(reference, title)| Title {
                reference: reference.to_owned(),
                words: title.to_owned(),
                under: pack.parent(reference).map(str::to_owned),
                leaf: leaves.iter().position(|leaf| leaf.reference == reference),
                leaves: (0..leaves.len())
                    .filter(|leaf| above.get(*leaf).is_some_and(|above| above.contains(&reference)))
                    .collect(),
            })
            .collect();
        Self { titles, leaves }
    }
}

/// A reference and everything that it stands under.
fn way_up<'p>(pack: &'p Pack, leaf: &'p str) -> Vec<&'p str> {
    let mut way = vec![leaf];
    // Clause, heading, requirement, or group, objective, control: never deeper than three.
    for _ in 0..4 {
        let Some(parent) = way.last().and_then(|at| pack.parent(at)) else { break };
        way.push(parent);
    }
    way
}
