//! A nonconformity that auditors find again and again: what they would write, and by what it shows.

use crate::{Problem, reader::Item};

/// A typical nonconformity. It is shown by expectations that are not met; nobody has to look for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonconformity {
    /// Stable id within the pack.
    pub id: String,
    /// How bad it is beside the others of the pack, from 1, the worst; no two share one.
    pub rank: u32,
    /// How an auditor usually grades it.
    pub grade: Grade,
    /// A few words for lists.
    pub title: String,
    /// What an auditor would write, in our own words.
    pub sentence: String,
    /// The requirements that it would be raised against.
    pub requirements: Vec<String>,
    /// Ids of the expectations that show it: where one is not met, it is there.
    pub shown_by: Vec<String>,
    /// Which records would show it, or the rest of it, and are not kept yet; none when present records show all of it.
    pub awaits: Option<String>,
}

/// How an auditor usually grades a nonconformity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The management system cannot be relied on there; it stands against a certificate.
    Major,
    /// A lapse in something that otherwise works.
    Minor,
    /// No nonconformity yet, but one in the making.
    Observation,
}

impl Nonconformity {
    /// Whether present records cannot show it at all.
    pub const fn waits(&self) -> bool {
        self.shown_by.is_empty()
    }

    pub(crate) fn read(item: &Item<'_>) -> Option<Self> {
        let id = item.text("id");
        let rank = item.whole("rank");
        let grade = item.one_of("grade", &Grade::ALL.map(|grade| (grade.code(), grade)));
        let title = item.text("title");
        let sentence = item.text("sentence");
        let requirements = item.texts("requirements");
        if requirements.is_empty() {
            item.note(
                "requirements",
                "a nonconformity is raised against at least one requirement".to_owned(),
            );
        }
        let shown_by = item.texts("shown_by");
        let awaits = item.optional("awaits");
        if shown_by.is_empty() && awaits.as_ref().is_none_or(|awaits| awaits.trim().is_empty()) {
            item.note(
                "shown_by",
                "neither an expectation shows it nor does “awaits” say which records would".to_owned(),
            );
        }
        item.finish();
        Some(Self { id, rank: rank?, grade: grade?, title, sentence, requirements, shown_by, awaits })
    }
}

impl Grade {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Observation];

    /// The stable code; the same as that of the grade of an action.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Observation => "observation",
        }
    }
}

/// Two that claim one rank: which is worse must not depend on the order of a file.
pub(crate) fn shared_ranks(file: &str, all: &[Nonconformity]) -> Vec<Problem> {
    let mut seen = std::collections::BTreeMap::new();
    let mut problems = Vec::new();
    for item in all {
        if let Some(other) = seen.insert(item.rank, &item.id) {
            problems.push(Problem {
                file: file.to_owned(),
                place: format!("nonconformity {} rank", item.id),
                sentence: format!("has the rank {} of {other}", item.rank),
            });
        }
    }
    problems
}
