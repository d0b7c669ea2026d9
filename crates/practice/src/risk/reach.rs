//! Inheritance: a risk of a system, model, data set, agent or supplier is one of every use that depends on it.

use super::Risk;
use kinds::{agent, ai_use, dataset, model, system};
use record::{Body, Field, Many, One, RecordId};
use std::collections::{BTreeMap, BTreeSet};

/// What depends on what: a use on its systems, a system on its models, data, agents and supplier, and so on.
#[derive(Clone, Debug, Default)]
pub struct Web {
    needs: BTreeMap<RecordId, Vec<RecordId>>,
}

/// A risk of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inherited<'a> {
    /// The risk.
    pub risk: &'a Risk,
    /// By which way.
    pub through: Through,
    /// Why it is otherwise here, when it is; whether it does not arise at all.
    pub exception: Option<(bool, &'a str)>,
}

/// How a risk comes to a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The risk names the use.
    Own,
    /// The risk names something that the use depends on.
    Part(RecordId),
}

impl Web {
    /// Says what a record depends on.
    pub fn put(&mut self, record: RecordId, needs: Vec<RecordId>) {
        self.needs.insert(record, needs);
    }

    /// Forgets a record that is over.
    pub fn remove(&mut self, record: RecordId) {
        self.needs.remove(&record);
    }

    /// Everything that a record depends on, the nearest first.
    pub fn below(&self, record: RecordId) -> Vec<RecordId> {
        let mut seen = BTreeSet::from([record]);
        let mut found = vec![record];
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            at += 1;
            for part in self.needs.get(&next).into_iter().flatten() {
                if seen.insert(*part) {
                    found.push(*part);
                }
            }
        }
        found.remove(0);
        found
    }
}

/// The risks of a use: its own, and those of what it depends on, the nearest first.
pub fn inherited<'a>(risks: impl Iterator<Item = &'a Risk>, web: &Web, of: RecordId) -> Vec<Inherited<'a>> {
    let below = web.below(of);
    let place = |part: &RecordId| below.iter().position(|known| known == part);
    let mut found: Vec<(usize, Inherited<'a>)> = risks
        .filter_map(|risk| {
            let exception = risk.exceptions.iter().find(|(used, ..)| *used == of);
            let exception = exception.map(|(_, not_there, reason)| (*not_there, reason.as_str()));
            if risk.uses.contains(&of) {
                return Some((0, Inherited { risk, through: Through::Own, exception }));
            }
            let near = risk.parts.iter().filter_map(place).min()?;
            let part = below.get(near).copied()?;
            Some((near + 1, Inherited { risk, through: Through::Part(part), exception }))
        })
        .collect();
    found
        .sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.risk.reference.cmp(&other.risk.reference)));
    found.into_iter().map(|(_, inherited)| inherited).collect()
}

/// What a record of this kind depends on.
pub fn needs(kind: &str, body: &Body) -> Vec<RecordId> {
    let many = |fields: &[Field<Many>]| -> Vec<RecordId> {
        fields.iter().flat_map(|field| field.of(body).unwrap_or_default().to_vec()).collect()
    };
    let one = |fields: &[Field<One>]| fields.iter().filter_map(|field| field.of(body)).collect::<Vec<_>>();
    let (mut all, single) = match kind {
        "use" => (many(&[ai_use::SYSTEMS]), Vec::new()),
        "system" => (many(&[system::MODELS, system::DATASETS, system::AGENTS]), one(&[system::SUPPLIER])),
        "model" => (many(&[model::TRAINING_DATA]), one(&[model::BASE_MODEL, model::PROVIDER])),
        "agent" => (many(&[agent::MODELS, agent::DATA_ACCESS, agent::DELEGATES]), one(&[agent::SUPPLIER])),
        "dataset" => (many(&[dataset::DERIVED_FROM]), one(&[dataset::SUPPLIER])),
        _ => return Vec::new(),
    };
    all.extend(single);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(number))
    }

    fn risk(number: u128, uses: &[u128], parts: &[u128]) -> Risk {
        let ids = |all: &[u128]| all.iter().map(|number| id(*number)).collect();
        Risk {
            id: id(number),
            reference: format!("RSK-{number:04}"),
            title: String::new(),
            opportunity: false,
            ratings: [None; 3],
            sides: Vec::new(),
            source: None,
            owner: None,
            uses: ids(uses),
            parts: ids(parts),
            exceptions: Vec::new(),
            method: None,
            judged_on: jiff::civil::date(2026, 1, 1),
            until: None,
            accepted: None,
        }
    }

    #[test]
    fn a_use_inherits_along_every_way_once_the_nearest_first_and_says_by_which() {
        // Use 1 on system 2; system 2 on model 3 and agent 4; agent 4 on model 3 and supplier 5, which leads back.
        let mut web = Web::default();
        web.put(id(1), vec![id(2)]);
        web.put(id(2), vec![id(3), id(4)]);
        web.put(id(4), vec![id(3), id(5)]);
        web.put(id(5), vec![id(2)]);
        let mut exempt = risk(103, &[], &[3]);
        exempt.exceptions = vec![(id(1), true, "Not asked here".to_owned())];
        let risks =
            [risk(101, &[], &[5]), risk(102, &[1], &[3]), exempt, risk(104, &[], &[9]), risk(105, &[8], &[])];
        let found = inherited(risks.iter(), &web, id(1));
        let told: Vec<(u128, Through)> =
            found.iter().map(|it| (it.risk.id.0.as_u128(), it.through)).collect();
        assert_eq!(told, [(102, Through::Own), (103, Through::Part(id(3))), (101, Through::Part(id(5)))]);
        assert_eq!(found[1].exception, Some((true, "Not asked here")));
        assert_eq!(inherited(risks.iter(), &web, id(7)), []);
        web.remove(id(2));
        assert_eq!(inherited(risks.iter(), &web, id(1)).len(), 1, "what is over leads nowhere");
    }

    #[test]
    fn the_samples_depend_on_what_they_name() {
        for kind in ["use", "system", "model", "agent", "dataset"] {
            assert!(!needs(kind, &testkit::sample(kind)).is_empty(), "{kind}");
        }
        assert_eq!(needs("person", &testkit::sample("person")), []);
    }
}
