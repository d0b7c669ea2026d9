//! The list of what is not kept of a file: it may have an entry for every cell, so it is kept packed.

use crate::{CellProblem, Packed, Weight};
use std::collections::HashMap;

/// Problems in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    packed: Packed<Line>,
    codes: Vec<&'static str>,
    places: HashMap<&'static str, usize>,
    by_weight: [usize; 3],
}

/// Line, column, value, weight, place of the code, sentence.
type Line = (u64, String, String, usize, usize, String);

const WEIGHTS: [Weight; 3] = [Weight::Warning, Weight::Skipped, Weight::Refused];

impl Problems {
    pub(crate) fn push(&mut self, problem: CellProblem) {
        let CellProblem { line, column, value, weight, code, sentence } = problem;
        let codes = &mut self.codes;
        let code = *self.places.entry(code).or_insert_with(|| {
            codes.push(code);
            codes.len() - 1
        });
        let weight = WEIGHTS.iter().position(|known| *known == weight).unwrap_or(0);
        if let Some(count) = self.by_weight.get_mut(weight) {
            *count += 1;
        }
        self.packed.push(&(line, column, value, weight, code, sentence));
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// How many weigh as much.
    pub fn count(&self, weight: Weight) -> usize {
        WEIGHTS.iter().zip(self.by_weight).find(|(known, _)| **known == weight).map_or(0, |(_, count)| count)
    }

    /// All of them, each made anew.
    pub fn iter(&self) -> impl Iterator<Item = CellProblem> + Send {
        self.packed.iter().map(|line| told(&self.codes, line))
    }

    /// All of them, for one who keeps nothing else of the plan.
    pub fn into_values(self) -> impl Iterator<Item = CellProblem> + Send + 'static {
        let Self { packed, codes, .. } = self;
        packed.into_values().map(move |line| told(&codes, line))
    }
}

impl PartialEq for Problems {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

fn told(codes: &[&'static str], (line, column, value, weight, code, sentence): Line) -> CellProblem {
    let weight = WEIGHTS.get(weight).copied().unwrap_or(Weight::Refused);
    CellProblem { line, column, value, weight, code: codes.get(code).copied().unwrap_or_default(), sentence }
}
