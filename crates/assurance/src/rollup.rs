//! Rolls answers up to requirements, and requirements to what stands above them: counts, never an average.

use crate::{Answer, Engine, World, board::Board, tree::Bearing};
use frameworks::{RestsOn, Shows};
use jiff::Timestamp;
use std::{collections::BTreeSet, sync::Arc};

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
    pub standings: Arc<[Standing]>,
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
    /// The records that it still waits for, in the pack's words: they count as one unknown answer, so that nothing weaker
    /// can make it met.
    pub awaits: Option<String>,
    /// Expectations that bear on it.
    pub expectations: usize,
    /// Answers: met, not met, unknown; what it waits for counts as one unknown.
    pub answers: (usize, usize, usize),
    /// What the expectations that are met for everyone show. Design alone shows no operation.
    pub shown: BTreeSet<Shows>,
    /// What its expectations could show between them.
    pub can_show: BTreeSet<Shows>,
    /// Answers of the expectations that show design, and how it stands by them alone: the first stage of an audit.
    pub design: Stage,
    /// Answers of those that show operation or effect, and how it stands by them alone: the second stage.
    pub operation: Stage,
    /// What the answers that are met rest on.
    pub rests_on: BTreeSet<RestsOn>,
}

/// How a requirement stands at one of the two questions of a certification audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The status; unknown when no expectation asks this question of it.
    pub status: Status,
    /// Answers: met, not met, unknown.
    pub answers: (usize, usize, usize),
}

impl Stage {
    const NOTHING: Self = Self { status: Status::Unknown, answers: (0, 0, 0) };

    fn add(&mut self, board: &Board) {
        self.answers.0 += board.met;
        self.answers.1 += board.not_met;
        self.answers.2 += board.unknown;
        self.status = Status::of(self.answers);
    }
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
    /// No answer is known, no expectation is written yet, or the records that would answer do not exist yet.
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

/// Why a requirement is unknown that waits for records which do not exist yet: [`Leaf::awaits`] says which.
pub const AWAITS: &str = "awaits";

/// Why a requirement is unknown or partly met of which an expectation cannot be judged: it does not fit the records that
/// the organisation keeps, or belongs to a framework that is no longer in force.
pub const UNFIT: &str = "unfit";

impl Engine {
    /// Where the organisation stands, by the answers as they are. `excluded` are references of controls that the
    /// statement of applicability leaves out with a reason.
    pub fn readiness(&self, world: &World, excluded: &BTreeSet<String>) -> Readiness {
        let mut standings = Vec::new();
        for outline in &self.plan.packs {
            let leaves: Vec<Leaf> =
                outline.tree.leaves.iter().map(|bearing| self.leaf(bearing, excluded)).collect();
            for title in &outline.tree.titles {
                let mut counts = Counts::default();
                for leaf in title.leaves.iter().filter_map(|number| leaves.get(*number)) {
                    counts.add(leaf.status);
                }
                standings.push(Standing {
                    pack: outline.id.clone(),
                    reference: title.reference.clone(),
                    title: title.words.clone(),
                    under: title.under.clone(),
                    counts,
                    leaf: title.leaf.and_then(|number| leaves.get(number)).cloned(),
                });
            }
        }
        self.readiness_by(world, standings.into())
    }

    /// The same by standings that were gathered earlier, since when no record changed and no answer turned.
    pub fn readiness_by(&self, world: &World, standings: Arc<[Standing]>) -> Readiness {
        let packs = self.plan.packs.iter().map(|pack| (pack.id.clone(), pack.version.clone())).collect();
        let zone = self.zone.iana_name().unwrap_or("UTC").to_owned();
        Readiness { position: world.position(), packs, at: self.now, zone, standings }
    }

    /// How a requirement or control stands, where `excluded` are left out. `None` for what is none.
    pub fn status(&self, pack: &str, reference: &str, excluded: &BTreeSet<String>) -> Option<Status> {
        let outline = self.plan.packs.iter().find(|outline| outline.id == pack)?;
        let bearing = outline.tree.leaves.iter().find(|bearing| bearing.reference == reference)?;
        Some(self.leaf(bearing, excluded).status)
    }

    /// The requirements on which an expectation bears.
    pub fn bears_on(&self, pack: &str, expectation: &str) -> &[String] {
        self.rule(pack, expectation).map_or(&[], |(_, rule)| &rule.requirements)
    }

    /// The requirements of every pack that an expectation helps to answer: those that it bears on, and those that reuse
    /// it.
    pub fn answered_by(&self, pack: &str, expectation: &str) -> Vec<(String, String)> {
        let Some((index, _)) = self.rule(pack, expectation) else { return Vec::new() };
        let leaves = self
            .plan
            .packs
            .iter()
            .flat_map(|outline| outline.tree.leaves.iter().map(move |leaf| (outline.id.as_str(), leaf)));
        leaves
            .filter(|(_, leaf)| leaf.rules.contains(&index))
            .map(|(pack, leaf)| (pack.to_owned(), leaf.reference.clone()))
            .collect()
    }

    fn leaf(&self, bearing: &Bearing, excluded: &BTreeSet<String>) -> Leaf {
        let mut leaf = Leaf {
            status: Status::Unknown,
            because: None,
            awaits: bearing.awaits.clone(),
            expectations: 0,
            answers: (0, 0, 0),
            shown: BTreeSet::new(),
            can_show: BTreeSet::new(),
            design: Stage::NOTHING,
            operation: Stage::NOTHING,
            rests_on: BTreeSet::new(),
        };
        let bearing_on = bearing
            .rules
            .iter()
            .filter_map(|rule| Some((self.plan.rules.get(*rule)?, self.boards.get(*rule)?)));
        for (rule, board) in bearing_on {
            leaf.expectations += 1;
            leaf.answers.0 += board.met;
            leaf.answers.1 += board.not_met;
            leaf.answers.2 += board.unknown;
            leaf.can_show.insert(rule.shows);
            if board.met > 0 {
                leaf.rests_on.insert(rule.rests_on);
            }
            if board.met > 0 && board.not_met == 0 && board.unknown == 0 {
                leaf.shown.insert(rule.shows);
            }
            match rule.shows {
                Shows::Design => leaf.design.add(board),
                Shows::Operation | Shows::Effect => leaf.operation.add(board),
            }
        }
        leaf.answers.2 += usize::from(leaf.awaits.is_some()) + bearing.unfit;
        leaf.expectations += bearing.unfit;
        let waiting = usize::from(leaf.awaits.is_some()) + bearing.unfit;
        if waiting > 0 {
            // What is not answered yet would show that something is done.
            leaf.operation.answers.2 += waiting;
            leaf.operation.status = Status::of(leaf.operation.answers);
        }
        leaf.status = Status::of(leaf.answers);
        if bearing.unfit > 0 {
            leaf.because = Some(UNFIT);
        } else if leaf.status == Status::Unknown && leaf.awaits.is_some() {
            leaf.because = Some(AWAITS);
        } else if leaf.expectations == 0 {
            leaf.because = Some(NO_EXPECTATION);
        }
        if excluded.contains(&bearing.reference) {
            leaf.status = Status::NotApplicable;
            leaf.design.status = Status::NotApplicable;
            leaf.operation.status = Status::NotApplicable;
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
        Counts::of(&self.standings, pack, |leaf| leaf.status)
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

    /// How all requirements and controls of a pack stand, by what is looked at.
    pub fn of(standings: &[Standing], pack: &str, status: impl Fn(&Leaf) -> Status) -> Self {
        let mut counts = Self::default();
        for leaf in standings.iter().filter(|it| it.pack == pack).filter_map(|it| it.leaf.as_ref()) {
            counts.add(status(leaf));
        }
        counts
    }

    /// One more of them.
    pub fn add(&mut self, status: Status) {
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
