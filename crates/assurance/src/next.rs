//! What to do next: acts that would turn answers, those first that would move most requirements.

use crate::{Engine, Status, Subject, World, engine::subject_of};
use std::collections::{BTreeMap, BTreeSet};

/// An act that would turn answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAct {
    /// Code of the act.
    pub act: String,
    /// Kind of the record to act on.
    pub kind: String,
    /// The fields of that record to fill in first.
    pub fields: Vec<String>,
    /// What to do.
    pub sentence: String,
    /// For whom, the first [`SUBJECTS`] of them.
    pub subjects: Vec<Subject>,
    /// For how many.
    pub count: usize,
    /// Requirements whose status would rise.
    pub moves: BTreeSet<(String, String)>,
    /// Of these, those that would be met.
    pub completes: BTreeSet<(String, String)>,
    /// The expectations that it would turn: pack and id.
    pub expectations: BTreeSet<(String, String)>,
}

/// Subjects listed with a next act.
pub const SUBJECTS: usize = 10;

impl Engine {
    /// The acts that would turn what is not met or unknown, at most `limit`: those that would move most requirements
    /// first, then those that complete most, then those for fewer subjects.
    pub fn next_acts(&self, world: &World, limit: usize) -> Vec<NextAct> {
        let mut acts: BTreeMap<(&str, &str, &str), NextAct> = BTreeMap::new();
        for (rule, board) in self.plan.rules.iter().zip(&self.boards) {
            if rule.statement || board.open() == 0 {
                continue;
            }
            let pack = self.plan.packs.get(rule.pack).map_or("", |pack| pack.id.as_str());
            let remedy = &rule.remedy;
            let key = (remedy.act.as_str(), remedy.kind.as_str(), remedy.sentence.as_str());
            let act = acts.entry(key).or_insert_with(|| NextAct {
                act: remedy.act.clone(),
                kind: remedy.kind.clone(),
                fields: remedy.fields.clone(),
                sentence: remedy.sentence.clone(),
                subjects: Vec::new(),
                count: 0,
                moves: BTreeSet::new(),
                completes: BTreeSet::new(),
                expectations: BTreeSet::new(),
            });
            act.expectations.insert((pack.to_owned(), rule.id.clone()));
            act.count += board.open();
            for (subject, _) in board.worst_first().take(board.open()) {
                if act.subjects.len() == SUBJECTS {
                    break;
                }
                if let Some(subject) = subject_of(world, &self.plan, rule, subject)
                    && !act.subjects.contains(&subject)
                {
                    act.subjects.push(subject);
                }
            }
        }
        let mut acts: Vec<NextAct> = acts.into_values().collect();
        for act in &mut acts {
            self.gain(act);
        }
        acts.sort_by(|a, b| {
            let key = |act: &NextAct| (act.moves.len(), act.completes.len());
            key(b).cmp(&key(a)).then(a.count.cmp(&b.count)).then_with(|| a.sentence.cmp(&b.sentence))
        });
        acts.truncate(limit);
        acts
    }

    /// Which requirements would rise if every answer of the act's expectations were met.
    fn gain(&self, act: &mut NextAct) {
        let turned: BTreeSet<usize> = act
            .expectations
            .iter()
            .filter_map(|(pack, id)| self.rule(pack, id).map(|(number, _)| number))
            .collect();
        for outline in &self.plan.packs {
            let touched =
                outline.tree.leaves.iter().filter(|leaf| leaf.rules.iter().any(|rule| turned.contains(rule)));
            for leaf in touched {
                let (mut now, mut then) = ((0, 0, 0), (0, 0, 0));
                let waits = usize::from(leaf.awaits.is_some()) + leaf.unfit;
                (now.2, then.2) = (waits, waits);
                for (rule, board) in
                    leaf.rules.iter().filter_map(|rule| Some((rule, self.boards.get(*rule)?)))
                {
                    let answers = (board.met, board.not_met, board.unknown);
                    let all = (board.met + board.not_met + board.unknown, 0, 0);
                    add(&mut now, answers);
                    add(&mut then, if turned.contains(rule) { all } else { answers });
                }
                let (now, then) = (Status::of(now), Status::of(then));
                if then.rank() > now.rank() {
                    act.moves.insert((outline.id.clone(), leaf.reference.clone()));
                    if then == Status::Met {
                        act.completes.insert((outline.id.clone(), leaf.reference.clone()));
                    }
                }
            }
        }
    }
}

fn add(total: &mut (usize, usize, usize), more: (usize, usize, usize)) {
    total.0 += more.0;
    total.1 += more.1;
    total.2 += more.2;
}
