//! Typical nonconformities as they show in the answers: what an auditor would find, the worst first.
//!
//! A pack lists the nonconformities that auditors find again and again, each with the expectations that show it. Nothing
//! is judged here that the engine has not judged: an expectation that is not met for somebody is the finding, and that
//! somebody is its subject. What is unknown is not found; it is counted, so that silence is not read as absence.

use crate::{
    Answer, Engine, Subject, World, board::WHOLE, engine::subject_of, next::SUBJECTS, plan::Subjects,
};
use frameworks::{Nonconformity, Remedy};

/// One typical nonconformity and by whom it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Id of the pack.
    pub pack: String,
    /// What the pack says of it: title, sentence, usual grade, requirements, and what is still awaited.
    pub nonconformity: Nonconformity,
    /// Whether it shows.
    pub presence: Presence,
    /// How many different subjects show it; one that shows it in two ways counts once.
    pub count: usize,
    /// How many answers of its expectations are unknown: there it may be without showing.
    pub unknown: usize,
    /// By what it shows or may show, in the order of the pack: only expectations of which an answer is not met or unknown.
    pub traces: Vec<Trace>,
}

/// Whether a typical nonconformity shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// An expectation that shows it is not met for somebody.
    Shown,
    /// No answer is not met, but some are unknown, or there is nobody to ask it of.
    Unknown,
    /// Every expectation that would show it is met for everyone: as far as present records tell, where the pack says that
    /// something is still awaited.
    Absent,
    /// The records that would show it are not kept yet: see [`Nonconformity::awaits`].
    Waiting,
}

/// An expectation by which a nonconformity shows or may show, and the act that would end it. What it expects stands in
/// the pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Id of the expectation within the pack.
    pub expectation: String,
    /// The act that would turn it.
    pub remedy: Remedy,
    /// Of whom it is not met, the first [`SUBJECTS`] of them.
    pub subjects: Vec<Subject>,
    /// Of how many it is not met.
    pub count: usize,
    /// Of how many it is unknown.
    pub unknown: usize,
}

/// The typical nonconformities of every pack as the engine's present answers show them: in the order of the packs, and
/// within a pack the worst first. All of them are listed, also those that do not show or cannot yet.
///
/// Pure: the same engine over the same world gives the same findings, which therefore can be asked for as of any
/// position and instant.
pub fn findings(engine: &Engine, world: &World) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, outline) in engine.plan.packs.iter().enumerate() {
        for nonconformity in &outline.nonconformities {
            found.push(finding(engine, world, index, nonconformity));
        }
    }
    found
}

impl Presence {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Unknown => "unknown",
            Self::Absent => "absent",
            Self::Waiting => "waiting",
        }
    }
}

fn finding(engine: &Engine, world: &World, pack: usize, nonconformity: &Nonconformity) -> Finding {
    let mut traces = Vec::new();
    let mut showing: Vec<(Subjects, u32)> = Vec::new();
    let mut asked = 0;
    for id in &nonconformity.shown_by {
        let mut judged = engine.plan.rules.iter().zip(&engine.boards).filter(|(rule, _)| !rule.statement);
        let Some((rule, board)) = judged.find(|(rule, _)| rule.pack == pack && rule.id == *id) else {
            continue;
        };
        asked += board.met + board.not_met + board.unknown;
        if board.not_met + board.unknown == 0 {
            continue;
        }
        let keys = || board.answers.with(Answer::NotMet).take(board.not_met);
        let named = keys().filter_map(|key| subject_of(world, &engine.plan, rule, key));
        traces.push(Trace {
            expectation: rule.id.clone(),
            remedy: rule.remedy.clone(),
            subjects: named.take(SUBJECTS).collect(),
            count: board.not_met,
            unknown: board.unknown,
        });
        // Whoever stands for a whole is one, whatever the whole is of.
        let of = |key| if key == WHOLE { Subjects::Organisation } else { rule.subjects };
        showing.extend(keys().map(|key| (of(key), key)));
    }
    showing.sort_unstable();
    showing.dedup();
    let unknown = traces.iter().map(|trace| trace.unknown).sum();
    let presence = if nonconformity.waits() {
        Presence::Waiting
    } else if !showing.is_empty() {
        Presence::Shown
    } else if unknown > 0 || asked == 0 {
        Presence::Unknown
    } else {
        Presence::Absent
    };
    Finding {
        pack: engine.plan.packs.get(pack).map_or_else(String::new, |outline| outline.id.clone()),
        nonconformity: nonconformity.clone(),
        presence,
        count: showing.len(),
        unknown,
        traces,
    }
}
