//! Readiness: where the organisation stands against a framework, and why.

use crate::{Desk, Judged, ListAsk, Named, Outcome, watch::Watch};
use assurance::{Answer, Finding, Leaf, NextAct, Standing, Subject};
use frameworks::{Pack, Shows};
use record::{RecordId, Refusal};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Filter, Page, Test};

/// Verdicts shown for each expectation of a requirement; the rest is counted, and stands on pages of its own.
const VERDICTS_SHOWN: usize = 10;
/// Verdicts on a page of one expectation.
pub const VERDICTS_PAGE: usize = 50;
/// Verdicts of one expectation for which ways to turn them are looked for, at most.
const WAYS_MAX: usize = 10;
/// Trying a way judges again whom it concerns, which grows with the records: so many records are judged for the verdicts of
/// one expectation, and for one verdict at least.
const WAYS_RECORDS: usize = 40_000;
/// Records of one kind that one person owns, as far as they are looked at.
const OWNED_MAX: u64 = 200;

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
    pub standings: Arc<[Standing]>,
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
    /// Verdicts, those that are not met first, about records that the person may see; the first few, or one page.
    pub verdicts: Vec<Judged>,
    /// Pages of verdicts that there are.
    pub pages: usize,
    /// Verdicts about records that the person may not see.
    pub hidden: usize,
}

/// One expectation alone, and which page of its verdicts, counted from one.
#[derive(Clone, Copy, Debug)]
pub struct Alone<'a> {
    /// Id of the expectation.
    pub expectation: &'a str,
    /// The page.
    pub page: usize,
}

/// What one record still needs, and what it has.
#[derive(Clone, Debug)]
pub struct Need {
    /// Id of the pack.
    pub pack: String,
    /// The expectation's sentence.
    pub sentence: String,
    /// What it shows when met.
    pub shows: Shows,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// The verdict, and what would turn it.
    pub judged: Judged,
    /// What to do about it: act, kind and sentence.
    pub remedy: (String, String, String),
}

/// Typical nonconformities as they show, the worst first.
#[derive(Clone, Debug)]
pub struct Found {
    /// The findings, with subjects that the person may see.
    pub findings: Vec<Finding>,
    /// Names of those subjects.
    pub names: BTreeMap<RecordId, Named>,
    /// The ledger position up to which records were seen, and the instant.
    pub seen: (u64, jiff::Timestamp),
}

impl Desk {
    /// Where the organisation stands, now or at a past size of the ledger.
    pub async fn readiness(&self, at: At) -> Outcome<Readiness> {
        self.check_governing()?;
        self.watched(at, |watch| {
            let found = watch.readiness();
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

    /// A requirement or control with its expectations, verdicts and reasons; of each expectation the first verdicts, or of
    /// one expectation alone a page of them.
    pub async fn requirement(
        &self,
        pack: &str,
        reference: &str,
        at: At,
        alone: Option<Alone<'_>>,
    ) -> Outcome<RequirementView> {
        self.check_governing()?;
        self.known(pack, at).await?;
        let mut view = self
            .watched(at, |watch| requirement(pack, reference, alone, watch))
            .await?
            .ok_or_else(Refusal::not_found)?;
        let mut judged: Vec<&mut Judged> =
            view.expectations.iter_mut().flat_map(|it| it.verdicts.iter_mut()).collect();
        self.complete(&mut judged, at).await?;
        let mentioned: Vec<RecordId> = view
            .expectations
            .iter()
            .flat_map(|expectation| expectation.verdicts.iter().flat_map(Judged::mentions))
            .collect();
        view.names = self.names(&mentioned, at).await?;
        for expectation in &mut view.expectations {
            let before = expectation.verdicts.len();
            expectation.verdicts.retain(
                |judged| !matches!(&judged.verdict.subject, Subject::Record(id) if !view.names.contains_key(id)),
            );
            expectation.hidden = before - expectation.verdicts.len();
            expectation.verdicts.iter_mut().for_each(|judged| judged.veil(&view.names));
        }
        Ok(view)
    }

    /// The typical nonconformities of a pack, the worst first, with those by whom they show.
    pub async fn findings(&self, pack: &str, at: At) -> Outcome<Found> {
        self.check_governing()?;
        self.known(pack, at).await?;
        let (mut found, seen) = self
            .watched(at, |watch| (watch.findings(pack), (watch.world.position(), watch.engine.now())))
            .await?;
        let ids: Vec<RecordId> = found
            .iter()
            .flat_map(|finding| finding.traces.iter().flat_map(|trace| &trace.subjects))
            .filter_map(|subject| match subject {
                Subject::Record(id) => Some(*id),
                _ => None,
            })
            .collect();
        let names = self.names(&ids, at).await?;
        for trace in found.iter_mut().flat_map(|finding| &mut finding.traces) {
            trace
                .subjects
                .retain(|subject| !matches!(subject, Subject::Record(id) if !names.contains_key(id)));
        }
        Ok(Found { findings: found, names, seen })
    }

    /// The requirements on which some answer about a record of a person is not met: those that she can move.
    pub async fn waiting_for(&self, pack: &str, person: RecordId, at: At) -> Outcome<BTreeSet<String>> {
        self.check_governing()?;
        let owned = self.owned_by(person, at).await?;
        self.watched(at, |watch| {
            let answers = watch.engine.answers(&watch.world);
            let against: BTreeSet<&str> = answers
                .filter(|(of, _, subject, answer, _)| {
                    *of == pack
                        && *answer != Answer::Met
                        && matches!(subject, Subject::Record(id) if owned.contains(id))
                })
                .map(|(_, expectation, ..)| expectation)
                .collect();
            against
                .into_iter()
                .flat_map(|expectation| watch.engine.bears_on(pack, expectation))
                .cloned()
                .collect()
        })
        .await
    }

    /// What a record still needs and what it has: every verdict about it, those not met first; with `ways`, also what
    /// would turn each.
    pub async fn needs(
        &self,
        id: RecordId,
        at: At,
        ways: bool,
    ) -> Outcome<(Vec<Need>, BTreeMap<RecordId, Named>)> {
        if self.check_governing().is_err() {
            return Ok((Vec::new(), BTreeMap::new()));
        }
        self.load(id, at).await?;
        let mut needs = self
            .watched(at, |watch| {
                let subject = Subject::Record(id);
                let packs = Arc::clone(&watch.held.packs);
                let mut needs = Vec::new();
                for pack in packs.iter() {
                    for expectation in &pack.expectations {
                        if let Some(judged) = Judged::of(watch, &pack.id, &expectation.id, &subject, ways) {
                            needs.push(Need {
                                pack: pack.id.clone(),
                                sentence: expectation.sentence.clone(),
                                shows: expectation.shows,
                                requirements: expectation.requirements.clone(),
                                judged,
                                remedy: remedy(expectation),
                            });
                        }
                    }
                }
                needs
            })
            .await?;
        let mut judged: Vec<&mut Judged> = needs.iter_mut().map(|need| &mut need.judged).collect();
        self.complete(&mut judged, at).await?;
        let mentioned: Vec<RecordId> = needs.iter().flat_map(|need| need.judged.mentions()).collect();
        let names = self.names(&mentioned, at).await?;
        for need in &mut needs {
            need.judged.veil(&names);
        }
        needs.sort_by_key(|need| rank(need.judged.verdict.answer));
        Ok((needs, names))
    }

    /// The acts that would move most requirements, with the names of whom they are about.
    pub async fn next_acts(&self, limit: usize) -> Outcome<(Vec<NextAct>, BTreeMap<RecordId, Named>)> {
        self.check_governing()?;
        let acts = self.watched(At::Now, |watch| watch.next_acts(limit)).await?;
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

    pub(crate) async fn watched<T>(&self, at: At, read: impl FnOnce(&mut Watch) -> T) -> Outcome<T> {
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
        Ok(self.house.instant_of(size).await?.unwrap_or(self.now))
    }

    /// Refuses what was no framework then.
    pub(crate) async fn known(&self, pack: &str, at: At) -> Outcome<()> {
        let packs = self.packs_at(at).await?;
        Ok(packs.iter().find(|known| known.id == pack).map(drop).ok_or_else(Refusal::not_found)?)
    }

    /// Records that a person owns, of every kind that names an owner; at most [`OWNED_MAX`] of each.
    async fn owned_by(&self, person: RecordId, at: At) -> Outcome<BTreeSet<RecordId>> {
        let mut owned = BTreeSet::new();
        for schema in self.schemas().await {
            let names_one = schema.fields().find(|field| field.relation == Some(record::Relation::Owner));
            let Some(field) = names_one else { continue };
            let only = Filter { field: field.id.to_owned(), test: Test::In(vec![person.to_string()]) };
            let page = Page { offset: 0, limit: OWNED_MAX };
            let ask = ListAsk { at, filters: vec![only.into()], page, ..ListAsk::default() };
            if let Ok(found) = self.list(schema.kind.id, &ask).await {
                owned.extend(found.rows.iter().map(|record| record.id));
            }
        }
        Ok(owned)
    }
}

fn requirement(
    pack: &str,
    reference: &str,
    alone: Option<Alone<'_>>,
    watch: &mut Watch,
) -> Option<RequirementView> {
    let packs = Arc::clone(&watch.held.packs);
    let pack = packs.iter().find(|known| known.id == pack)?;
    let readiness = watch.readiness();
    let standing = readiness.standings.iter().find(|standing| {
        standing.pack == pack.id && standing.reference == reference && standing.leaf.is_some()
    })?;
    let leaf = standing.leaf.clone()?;
    let mut bearing = bearing(&packs, pack, reference);
    if let Some(alone) = alone {
        bearing.retain(|(_, expectation)| expectation.id == alone.expectation);
        if bearing.is_empty() {
            return None;
        }
    }
    let (skip, take) = match alone {
        Some(alone) => (alone.page.saturating_sub(1) * VERDICTS_PAGE, VERDICTS_PAGE),
        None => (0, VERDICTS_SHOWN),
    };
    let looked_for = (WAYS_RECORDS / watch.world.len().max(1)).clamp(1, WAYS_MAX);
    let expectations = bearing
        .into_iter()
        .map(|(pack, expectation)| {
            let mut counts = watch.engine.counts_of(&pack.id, &expectation.id);
            let found = watch.engine.subjects_of(&watch.world, &pack.id, &expectation.id);
            let found: Vec<Subject> = found.skip(skip).take(take).collect();
            counts.2 += usize::from(!watch.engine.judges(&pack.id, &expectation.id));
            let verdicts = found
                .iter()
                .enumerate()
                .filter_map(|(number, subject)| {
                    Judged::of(watch, &pack.id, &expectation.id, subject, number < looked_for)
                })
                .collect();
            ExpectationView {
                pack: pack.id.clone(),
                id: expectation.id.clone(),
                sentence: expectation.sentence.clone(),
                shows: expectation.shows,
                remedy: remedy(expectation),
                requirements: expectation.requirements.clone(),
                pages: (counts.0 + counts.1 + counts.2).div_ceil(VERDICTS_PAGE),
                counts,
                verdicts,
                hidden: 0,
            }
        })
        .collect();
    Some(RequirementView {
        standing: standing.clone(),
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
