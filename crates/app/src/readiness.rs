//! Readiness: where the organisation stands against a framework, and why.

use crate::{Desk, Named, Outcome, watch::Watch};
use assurance::{Answer, Leaf, NextAct, Standing, Subject, Verdict};
use frameworks::{Pack, Shows};
use record::{RecordId, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::At;

/// Verdicts shown for one expectation; the rest is counted.
const VERDICTS_MAX: usize = 100;

/// Where the organisation stands against every framework.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// The ledger position up to which records were seen.
    pub position: u64,
    /// The instant that it was judged at.
    pub at: jiff::Timestamp,
    /// Name of the time zone.
    pub zone: String,
    /// Id and version of each pack.
    pub packs: Vec<(String, String)>,
    /// Clauses, headings, requirements, groups, objectives and controls, in the order of the packs.
    pub standings: Vec<Standing>,
}

/// A requirement with everything that bears on it.
#[derive(Clone, Debug)]
pub struct RequirementView {
    /// Where it stands.
    pub standing: Standing,
    /// More about its status.
    pub leaf: Leaf,
    /// Its expectations with their verdicts.
    pub expectations: Vec<ExpectationView>,
    /// Names of the records that verdicts mention and that the person may see.
    pub names: BTreeMap<RecordId, Named>,
    /// The ledger position up to which records were seen, and the instant.
    pub seen: (u64, jiff::Timestamp),
}

/// An expectation with its verdicts.
#[derive(Clone, Debug)]
pub struct ExpectationView {
    /// The pack that it belongs to: another one's where it is reused.
    pub pack: String,
    /// Its id.
    pub id: String,
    /// What is expected.
    pub sentence: String,
    /// What it shows when met.
    pub shows: Shows,
    /// What to do about it: act, kind and sentence.
    pub remedy: (String, String, String),
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// Answers: met, not met, unknown.
    pub counts: (usize, usize, usize),
    /// Verdicts, those that are not met first; at most a hundred, about records that the person may see.
    pub verdicts: Vec<Verdict>,
    /// Verdicts about records that the person may not see.
    pub hidden: usize,
}

/// What one record still needs, and what it has.
#[derive(Clone, Debug)]
pub struct Need {
    /// The expectation's sentence.
    pub sentence: String,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// What to do about it: act, kind and sentence.
    pub remedy: (String, String, String),
}

impl Desk {
    /// Where the organisation stands, now or at a past size of the ledger.
    pub async fn readiness(&self, at: At) -> Outcome<Readiness> {
        self.check_governing()?;
        self.watched(at, |watch| {
            let found = watch.engine.readiness(&watch.world, &BTreeSet::new());
            Readiness {
                position: found.position,
                at: found.at,
                zone: found.zone,
                packs: found.packs,
                standings: found.standings,
            }
        })
        .await
    }

    /// A requirement or control with its expectations, verdicts and reasons.
    pub async fn requirement(&self, pack: &str, reference: &str, at: At) -> Outcome<RequirementView> {
        self.check_governing()?;
        self.packs_at(at).await?.iter().find(|known| known.id == pack).ok_or_else(Refusal::not_found)?;
        let mut view = self
            .watched(at, |watch| requirement(pack, reference, watch))
            .await?
            .ok_or_else(Refusal::not_found)?;
        let mentioned: Vec<RecordId> = view
            .expectations
            .iter()
            .flat_map(|expectation| expectation.verdicts.iter().flat_map(mentioned_by))
            .collect();
        view.names = self.names(&mentioned, at).await?;
        for expectation in &mut view.expectations {
            let before = expectation.verdicts.len();
            expectation.verdicts.retain(
                |verdict| !matches!(&verdict.subject, Subject::Record(id) if !view.names.contains_key(id)),
            );
            expectation.hidden = before - expectation.verdicts.len();
            expectation.verdicts.truncate(VERDICTS_MAX);
            expectation.verdicts.iter_mut().for_each(|verdict| veil(verdict, &view.names));
        }
        Ok(view)
    }

    /// What a record still needs and what it has: every verdict about it, those not met first.
    pub async fn needs(&self, id: RecordId, at: At) -> Outcome<Vec<Need>> {
        if self.check_governing().is_err() {
            return Ok(Vec::new());
        }
        self.load(id, at).await?;
        let mut needs = self
            .watched(at, |watch| {
                let subject = Subject::Record(id);
                let mut needs = Vec::new();
                for pack in watch.held.packs.iter() {
                    for expectation in &pack.expectations {
                        if let Some(verdict) =
                            watch.engine.explain(&watch.world, &pack.id, &expectation.id, &subject)
                        {
                            needs.push(Need {
                                sentence: expectation.sentence.clone(),
                                requirements: expectation.requirements.clone(),
                                verdict,
                                remedy: remedy(expectation),
                            });
                        }
                    }
                }
                needs
            })
            .await?;
        let mentioned: Vec<RecordId> = needs.iter().flat_map(|need| mentioned_by(&need.verdict)).collect();
        let names = self.names(&mentioned, at).await?;
        for need in &mut needs {
            veil(&mut need.verdict, &names);
        }
        needs.sort_by_key(|need| rank(need.verdict.answer));
        Ok(needs)
    }

    /// The acts that would move most requirements, with the names of whom they are about.
    pub async fn next_acts(&self, limit: usize) -> Outcome<(Vec<NextAct>, BTreeMap<RecordId, Named>)> {
        self.check_governing()?;
        let acts = self.watched(At::Now, |watch| watch.engine.next_acts(&watch.world, limit)).await?;
        let ids: Vec<RecordId> = acts
            .iter()
            .flat_map(|act| &act.subjects)
            .filter_map(|subject| match subject {
                Subject::Record(id) => Some(*id),
                _ => None,
            })
            .collect();
        let names = self.names(&ids, At::Now).await?;
        Ok((acts, names))
    }

    /// Readiness is for those who work with the management system: its numbers speak of records that others may not see.
    ///
    /// # Errors
    /// `not_found`: who has no part in it does not learn that there is more.
    pub fn check_governing(&self) -> Outcome<()> {
        if self.actor.roles.iter().any(|role| role.works()) {
            Ok(())
        } else {
            Err(Refusal::not_found().into())
        }
    }

    async fn watched<T>(&self, at: At, read: impl FnOnce(&Watch) -> T) -> Outcome<T> {
        match at {
            At::Now => self.house.watched(self.now, read).await,
            At::Size(size) => {
                let instant = self.instant_of(size).await?;
                self.house.watched_then((size, instant), self.now, read).await
            }
        }
    }

    /// The recorded time of the last entry within a size: the instant that readiness is judged at then.
    pub(crate) async fn instant_of(&self, size: u64) -> Outcome<jiff::Timestamp> {
        let Some(last) = size.checked_sub(1) else { return Ok(self.now) };
        let rows = self.house.store.ledger(last, 1).await?;
        let at = rows
            .first()
            .and_then(|row| ledger::Entry::parse(&row.bytes).ok())
            .and_then(|entry| jiff::Timestamp::from_microsecond(entry.at).ok());
        Ok(at.unwrap_or(self.now))
    }
}

fn requirement(pack: &str, reference: &str, watch: &Watch) -> Option<RequirementView> {
    let pack = watch.held.packs.iter().find(|known| known.id == pack)?;
    let readiness = watch.engine.readiness(&watch.world, &BTreeSet::new());
    let standing = readiness.standings.into_iter().find(|standing| {
        standing.pack == pack.id && standing.reference == reference && standing.leaf.is_some()
    })?;
    let leaf = standing.leaf.clone()?;
    let mut answers: BTreeMap<(&str, &str), Vec<(Subject, Answer)>> = BTreeMap::new();
    let bearing = bearing(&watch.held.packs, pack, reference);
    for (of, expectation, subject, answer, _) in watch.engine.answers(&watch.world) {
        if bearing.iter().any(|(pack, known)| pack.id == of && known.id == expectation) {
            answers.entry((of, expectation)).or_default().push((subject, answer));
        }
    }
    let expectations = bearing
        .into_iter()
        .map(|(pack, expectation)| {
            let mut found = answers.remove(&(pack.id.as_str(), expectation.id.as_str())).unwrap_or_default();
            found.sort_unstable_by(|a, b| (rank(a.1), &a.0).cmp(&(rank(b.1), &b.0)));
            let count = |wanted: Answer| found.iter().filter(|(_, answer)| *answer == wanted).count();
            let unfit = usize::from(!watch.engine.judges(&pack.id, &expectation.id));
            let counts = (count(Answer::Met), count(Answer::NotMet), count(Answer::Unknown) + unfit);
            let verdicts = found
                .iter()
                .take(2 * VERDICTS_MAX)
                .filter_map(|(subject, _)| {
                    watch.engine.explain(&watch.world, &pack.id, &expectation.id, subject)
                })
                .collect();
            ExpectationView {
                pack: pack.id.clone(),
                id: expectation.id.clone(),
                sentence: expectation.sentence.clone(),
                shows: expectation.shows,
                remedy: remedy(expectation),
                requirements: expectation.requirements.clone(),
                counts,
                verdicts,
                hidden: 0,
            }
        })
        .collect();
    Some(RequirementView {
        standing,
        leaf,
        expectations,
        names: BTreeMap::new(),
        seen: (readiness.position, readiness.at),
    })
}

/// The expectations that bear on a requirement, with the pack that each belongs to: its own, then those of other packs
/// that it names.
fn bearing<'p>(
    packs: &'p [Pack],
    pack: &'p Pack,
    reference: &str,
) -> Vec<(&'p Pack, &'p frameworks::Expectation)> {
    let own = pack.expectations.iter().filter(|it| it.requirements.iter().any(|known| known == reference));
    let named = pack.requirements.iter().filter(|it| it.reference == reference).flat_map(|it| &it.reuses);
    let reused = named.filter_map(|reuse| {
        let other = packs.iter().find(|other| other.id == reuse.pack)?;
        other.expectations.iter().find(|it| it.id == reuse.expectation).map(|it| (other, it))
    });
    own.map(|it| (pack, it)).chain(reused).collect()
}

fn remedy(expectation: &frameworks::Expectation) -> (String, String, String) {
    (expectation.remedy.act.clone(), expectation.remedy.kind.clone(), expectation.remedy.sentence.clone())
}

/// What is not met comes first, then what is unknown.
fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::NotMet => 0,
        Answer::Unknown => 1,
        Answer::Met => 2,
    }
}

fn mentioned_by(verdict: &Verdict) -> Vec<RecordId> {
    let subject = match &verdict.subject {
        Subject::Record(id) => Some(*id),
        _ => None,
    };
    let acted = verdict.read.acts.iter().map(|(id, _)| *id);
    subject
        .into_iter()
        .chain(verdict.reasons.iter().filter_map(|reason| reason.record))
        .chain(verdict.read.records.iter().copied())
        .chain(acted)
        .collect()
}

/// Takes out of a verdict what would tell of records that the person may not see.
fn veil(verdict: &mut Verdict, names: &BTreeMap<RecordId, Named>) {
    for reason in &mut verdict.reasons {
        if reason.record.is_some_and(|id| !names.contains_key(&id)) {
            reason.record = None;
            reason.found = None;
            reason.code = "decided_by_a_record_that_you_may_not_see";
        }
    }
    verdict.read.records.retain(|id| names.contains_key(id));
    verdict.read.acts.retain(|(id, _)| names.contains_key(id));
    verdict.read.parameters.retain(|(id, _)| names.contains_key(id));
}
