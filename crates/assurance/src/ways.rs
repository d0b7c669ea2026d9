//! The ways to turn a verdict that were tried and found to turn it, with everything else that they turn.

use crate::{
    Answer, Doing, Engine, Subject, Turned, Turning, World, course,
    eval::turn::{Draft, Part},
};
use std::collections::BTreeSet;

/// A way to turn a verdict, and what it would turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What to do.
    pub turning: Turning,
    /// Every answer that it would turn, this one among them.
    pub turns: Vec<Turned>,
}

impl Engine {
    /// The ways to turn a verdict that turn it when they are tried, the shortest first. Where a draft already says what
    /// is wanted, approving it is the way.
    pub fn ways(&mut self, world: &mut World, pack: &str, expectation: &str, subject: &Subject) -> Vec<Way> {
        let mut ways = Vec::new();
        for turning in self.turnings(world, pack, expectation, subject) {
            let shorter = as_drafted(world, &turning);
            for turning in shorter.into_iter().chain([turning]) {
                let turns = self.foresee(world, &turning);
                if turns.iter().any(|turned| is(turned, pack, expectation, subject)) {
                    ways.push(Way { turning, turns });
                    break;
                }
            }
        }
        ways
    }
}

/// Whether a turn is the one that was asked for. Of a population to which nobody belonged it is that somebody does; of
/// somebody of whom it was unknown whether she belongs it is also that she does not.
fn is(turned: &Turned, pack: &str, expectation: &str, subject: &Subject) -> bool {
    let same = turned.pack == pack && turned.expectation == expectation;
    let met = match turned.after {
        Some(answer) => answer == Answer::Met,
        None => turned.before == Some(Answer::Unknown),
    };
    same && met && (turned.subject == *subject || *subject == Subject::Organisation)
}

/// The same without writing, where what is written already waits to be approved.
fn as_drafted(world: &World, turning: &Turning) -> Option<Turning> {
    let ids: BTreeSet<_> = turning.records().collect();
    let mut draft = Draft::default();
    for id in ids {
        let stored = world.record(world.names.known(id)?)?;
        if stored.newest.is_none() || !stored.in_force || turning.steps.iter().any(crate::turning::Step::made)
        {
            return None;
        }
        let mut part = Part::of(crate::turning::On::Record(id), stored.kind);
        part.in_force = true;
        for step in turning.steps.iter().filter(|step| step.on == part.on) {
            if let Doing::Act { act, by } = &step.doing {
                // In what role somebody acted before does not carry over, and neither does who wrote it.
                part.by.extend(by.iter().map(|whom| (*act, whom.clone())));
            }
        }
        draft.parts.push(part);
    }
    (!draft.parts.is_empty()).then(|| course::steps(world, draft)).flatten()
}
