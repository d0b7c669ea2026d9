//! Rolls answers up to requirements, and requirements to what stands above them: counts, never an average.

use crate::{Answer, Engine, World};
use frameworks::Shows;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Where an organisation stands: a pure function of the four things that it carries first.
#[derive(Clone, Debug, PartialEq)]
pub struct Readiness {
    /// The ledger position up to which records were seen.
    pub position: u64,
    /// Id and version of each pack.
    pub packs: Vec<(String, String)>,
    /// The instant.
    pub at: Timestamp,
    /// Name of the time zone in which days begin.
    pub zone: String,
    /// Clauses, headings, requirements, groups, objectives and controls, in the order of the packs.
    pub standings: Vec<Standing>,
}

/// Where one of them stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Id of the pack.
    pub pack: String,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What it stands under.
    pub under: Option<String>,
    /// How many requirements under it stand how; of a requirement, itself.
    pub counts: Counts,
    /// More about a requirement or control; nothing for what only gathers.
    pub leaf: Option<Leaf>,
}

/// Where a requirement or control stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The status.
    pub status: Status,
    /// Why it is unknown, when no answer says so.
    pub because: Option<&'static str>,
    /// Expectations that bear on it.
    pub expectations: usize,
    /// Answers: met, not met, unknown.
    pub answers: (usize, usize, usize),
    /// What the expectations that are met for everyone show. Design alone shows no operation.
    pub shown: BTreeSet<Shows>,
    /// What its expectations could show between them.
    pub can_show: BTreeSet<Shows>,
}

/// How a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Every expectation is met for everyone it is about.
    Met,
    /// Some answers are met, not all.
    Partly,
    /// No answer is met and one at least is not.
    NotMet,
    /// No answer is known, or no expectation is written yet.
    Unknown,
    /// Excluded, with a reason given elsewhere.
    NotApplicable,
}

/// How many stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Met.
    pub met: usize,
    /// Partly.
    pub partly: usize,
    /// Not met.
    pub not_met: usize,
    /// Unknown; it stays in the denominator.
    pub unknown: usize,
    /// Not applicable; outside the denominator, and shown.
    pub not_applicable: usize,
}

/// Why a requirement without expectations is unknown.
pub const NO_EXPECTATION: &str = "no_expectation";

impl Engine {
    /// Where the organisation stands, by the answers as they are. `excluded` are references of controls that the
    /// statement of applicability leaves out with a reason.
    pub fn readiness(&self, world: &World, excluded: &BTreeSet<String>) -> Readiness {
        let mut standings = Vec::new();
        for (index, outline) in self.plan.packs.iter().enumerate() {
            let leaves: BTreeMap<&str, Leaf> = outline
                .pack
                .leaves()
                .map(|reference| (reference, self.leaf(index, reference, excluded)))
                .collect();
            let mut seen = BTreeSet::new();
            for (reference, title) in outline.pack.titles() {
                // An objective that shares its group's number stands once.
                if !seen.insert(reference) {
                    continue;
                }
                let mut counts = Counts::default();
                for (under, leaf) in &leaves {
                    if *under == reference || is_under(&outline.pack, under, reference) {
                        counts.add(leaf.status);
                    }
                }
                standings.push(Standing {
                    pack: outline.id.clone(),
                    reference: reference.to_owned(),
                    title: title.to_owned(),
                    under: outline.pack.parent(reference).map(str::to_owned),
                    counts,
                    leaf: leaves.get(reference).cloned(),
                });
            }
        }
        let packs = self.plan.packs.iter().map(|pack| (pack.id.clone(), pack.version.clone())).collect();
        let zone = self.zone.iana_name().unwrap_or("UTC").to_owned();
        Readiness { position: world.position(), packs, at: self.now, zone, standings }
    }

    fn leaf(&self, pack: usize, reference: &str, excluded: &BTreeSet<String>) -> Leaf {
        let mut leaf = Leaf {
            status: Status::Unknown,
            because: None,
            expectations: 0,
            answers: (0, 0, 0),
            shown: BTreeSet::new(),
            can_show: BTreeSet::new(),
        };
        for (rule, board) in self.plan.rules.iter().zip(&self.boards) {
            if rule.statement
                || rule.pack != pack
                || !rule.requirements.iter().any(|known| known == reference)
            {
                continue;
            }
            leaf.expectations += 1;
            leaf.answers.0 += board.met;
            leaf.answers.1 += board.not_met;
            leaf.answers.2 += board.unknown;
            leaf.can_show.insert(rule.shows);
            if board.met > 0 && board.not_met == 0 && board.unknown == 0 {
                leaf.shown.insert(rule.shows);
            }
        }
        if leaf.expectations == 0 {
            leaf.because = Some(NO_EXPECTATION);
        }
        leaf.status = Status::of(leaf.answers);
        if excluded.contains(reference) {
            leaf.status = Status::NotApplicable;
        }
        leaf
    }
}

impl Readiness {
    /// The standing of a reference of a pack.
    pub fn of(&self, pack: &str, reference: &str) -> Option<&Standing> {
        self.standings.iter().find(|standing| standing.pack == pack && standing.reference == reference)
    }

    /// How all requirements and controls of a pack stand.
    pub fn total(&self, pack: &str) -> Counts {
        let mut counts = Counts::default();
        for leaf in
            self.standings.iter().filter(|standing| standing.pack == pack).filter_map(|it| it.leaf.as_ref())
        {
            counts.add(leaf.status);
        }
        counts
    }
}

impl Status {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The status of so many answers met, not met and unknown.
    pub const fn of((met, not_met, unknown): (usize, usize, usize)) -> Self {
        match (met, not_met, unknown) {
            (0, 0, _) => Self::Unknown,
            (0, _, _) => Self::NotMet,
            (_, 0, 0) => Self::Met,
            _ => Self::Partly,
        }
    }

    /// Met before partly before the rest.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::Met | Self::NotApplicable => 2,
            Self::Partly => 1,
            Self::NotMet | Self::Unknown => 0,
        }
    }
}

impl Counts {
    /// Requirements that count: all but those not applicable.
    pub const fn denominator(&self) -> usize {
        self.met + self.partly + self.not_met + self.unknown
    }

    fn add(&mut self, status: Status) {
        match status {
            Status::Met => self.met += 1,
            Status::Partly => self.partly += 1,
            Status::NotMet => self.not_met += 1,
            Status::Unknown => self.unknown += 1,
            Status::NotApplicable => self.not_applicable += 1,
        }
    }
}

impl From<Answer> for Status {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Met => Self::Met,
            Answer::NotMet => Self::NotMet,
            Answer::Unknown => Self::Unknown,
        }
    }
}

fn is_under(pack: &frameworks::Pack, leaf: &str, above: &str) -> bool {
    // Clause, heading, requirement, or group, objective, control: never deeper than three.
    let mut at = leaf;
    for _ in 0..4 {
        match pack.parent(at) {
            Some(parent) if parent == above => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}
