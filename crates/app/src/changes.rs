//! What turned: in the life of one requirement, and in a framework since a moment.

use crate::{
    Desk, Named, Outcome, Since,
    chronicle::{Entry, Moment},
};
use assurance::{Answer, Status, Subject, Turned};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use store::At;

/// Turns of one requirement that are told.
const TURNS_MAX: usize = 60;
/// Verdicts that are told one by one.
const VERDICTS_MAX: usize = 100;

/// The life of a requirement.
#[derive(Clone, Debug)]
pub struct LifeOf {
    /// The size of the ledger from which on everything is known.
    pub from: u64,
    /// Its turns, oldest first; the last `TURNS_MAX` of them.
    pub turns: Vec<RequirementTurn>,
    /// Names of the records and people that are told of, as far as the person may see them.
    pub names: BTreeMap<RecordId, Named>,
}

/// A turn of a requirement.
#[derive(Clone, Debug)]
pub struct RequirementTurn {
    /// Its reference.
    pub reference: String,
    /// When.
    pub at: jiff::Timestamp,
    /// The entry that did it; none where time alone did, or where it is not known.
    pub by: Option<Entry>,
    /// How it stood before.
    pub before: Status,
    /// How it stood then.
    pub after: Status,
}

/// What turned in a framework since a moment.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The moment.
    pub since: Since,
    /// Requirements that stand otherwise now than then.
    pub requirements: Vec<RequirementTurn>,
    /// Verdicts that are otherwise now than then, about records that the person may see.
    pub verdicts: Vec<VerdictTurn>,
    /// Verdicts about records that she may not see, and those beyond the limit.
    pub more: usize,
    /// Whether it is known which entry did it.
    pub told_by: bool,
    /// Names of the records and people that are told of.
    pub names: BTreeMap<RecordId, Named>,
}

/// A verdict that is otherwise now.
#[derive(Clone, Debug)]
pub struct VerdictTurn {
    /// Id of the expectation.
    pub expectation: String,
    /// Whom it is about.
    pub subject: Subject,
    /// The answer then; none when the subject did not belong.
    pub before: Option<Answer>,
    /// The answer now; none when it does not belong any more.
    pub after: Option<Answer>,
    /// When it turned last, and by which entry, as far as that is known.
    pub last: Option<(jiff::Timestamp, Option<Entry>)>,
}

impl Desk {
    /// When a requirement turned, and by which act. `None` when that is not computed yet and the ledger is long: then it
    /// is computed for who asks for it.
    pub async fn life_of(&self, pack: &str, reference: &str, at: At, ask: bool) -> Outcome<Option<LifeOf>> {
        self.check_governing()?;
        let until = self.end_of(at).await?;
        let concerns = |moment: &Moment| {
            before(moment, until) && moment.statuses.iter().any(|it| it.0 == pack && it.1 == reference)
        };
        let Some(played) = self.played(ask, concerns).await? else { return Ok(None) };
        let mut turns: Vec<RequirementTurn> = played
            .moments
            .into_iter()
            .flat_map(|moment| {
                let (at, by) = (moment.at, moment.by);
                moment.statuses.into_iter().filter(|it| it.0 == pack && it.1 == reference).map(
                    move |(_, reference, before, after)| RequirementTurn {
                        reference,
                        at,
                        by: by.clone(),
                        before,
                        after,
                    },
                )
            })
            .collect();
        turns.drain(..turns.len().saturating_sub(TURNS_MAX));
        let ids: Vec<RecordId> = turns.iter().flat_map(|turn| mentioned(turn.by.as_ref())).collect();
        let names = self.names(&ids, at).await?;
        for turn in &mut turns {
            veil(&mut turn.by, &names);
        }
        Ok(Some(LifeOf { from: played.from, turns, names }))
    }

    /// What turned in a framework since a moment, until now or as of then.
    pub async fn changes(&self, pack: &str, since: Since, at: At) -> Outcome<Changes> {
        self.check_governing()?;
        self.known(pack, at).await?;
        let until = self.end_of(at).await?;
        let after = |moment: &Moment| match &moment.by {
            Some(entry) => entry.position >= since.size,
            None => moment.at > since.at,
        };
        let played = self.played(true, |moment| after(moment) && before(moment, until)).await?;
        let told_by = played.as_ref().is_some_and(|played| played.from <= since.size);
        let (requirements, verdicts) = match played.filter(|_| told_by) {
            Some(played) => net(pack, &played.moments),
            None => self.compared(pack, &since, at).await?,
        };
        self.shown(since, told_by, requirements, verdicts, at).await
    }

    async fn shown(
        &self,
        since: Since,
        told_by: bool,
        mut requirements: Vec<RequirementTurn>,
        mut verdicts: Vec<VerdictTurn>,
        at: At,
    ) -> Outcome<Changes> {
        let subject = |turn: &VerdictTurn| match turn.subject {
            Subject::Record(id) => Some(id),
            _ => None,
        };
        let by = verdicts.iter().filter_map(|turn| turn.last.as_ref().and_then(|(_, by)| by.as_ref()));
        let ids: Vec<RecordId> = by
            .chain(requirements.iter().filter_map(|turn| turn.by.as_ref()))
            .flat_map(|entry| mentioned(Some(entry)))
            .chain(verdicts.iter().filter_map(subject))
            .collect();
        let names = self.names(&ids, at).await?;
        let all = verdicts.len();
        verdicts.retain(|turn| subject(turn).is_none_or(|id| names.contains_key(&id)));
        verdicts.truncate(VERDICTS_MAX);
        for turn in &mut verdicts {
            if let Some((_, by)) = &mut turn.last {
                veil(by, &names);
            }
        }
        for turn in &mut requirements {
            veil(&mut turn.by, &names);
        }
        let more = all - verdicts.len();
        Ok(Changes { since, requirements, verdicts, more, told_by, names })
    }

    /// Every answer of a framework, about records that the person may see.
    pub async fn answers(&self, pack: &str, at: At) -> Outcome<BTreeMap<(String, Subject), Answer>> {
        self.check_governing()?;
        self.known(pack, at).await?;
        let mut told = self.told_at(pack, at).await?.answers;
        let ids: Vec<RecordId> = told
            .keys()
            .filter_map(|(_, subject)| match subject {
                Subject::Record(id) => Some(*id),
                _ => None,
            })
            .collect();
        let names = self.names(&ids, at).await?;
        told.retain(|(_, subject), _| !matches!(subject, Subject::Record(id) if !names.contains_key(id)));
        Ok(told)
    }

    /// The answers then beside the answers now, without saying by what they turned.
    async fn compared(
        &self,
        pack: &str,
        since: &Since,
        at: At,
    ) -> Outcome<(Vec<RequirementTurn>, Vec<VerdictTurn>)> {
        let now = self.told_at(pack, at).await?;
        let then = self.told_at(pack, At::Size(since.size)).await?;
        let keys: BTreeSet<&(String, Subject)> = then.answers.keys().chain(now.answers.keys()).collect();
        let verdicts = keys
            .into_iter()
            .map(|key| (key, then.answers.get(key).copied(), now.answers.get(key).copied()))
            .filter(|(_, before, after)| before != after)
            .map(|(key, before, after)| VerdictTurn {
                expectation: key.0.clone(),
                subject: key.1.clone(),
                before,
                after,
                last: None,
            })
            .collect();
        let requirements = now
            .statuses
            .into_iter()
            .filter_map(|(reference, after)| {
                let before = then.statuses.get(&reference).copied()?;
                (before != after).then_some(RequirementTurn {
                    reference,
                    at: now.at,
                    by: None,
                    before,
                    after,
                })
            })
            .collect();
        Ok((requirements, verdicts))
    }

    async fn told_at(&self, pack: &str, at: At) -> Outcome<Told> {
        self.watched(at, |watch| {
            let readiness = watch.readiness();
            let statuses = readiness
                .standings
                .iter()
                .filter(|standing| standing.pack == pack)
                .filter_map(|standing| Some((standing.reference.clone(), standing.leaf.as_ref()?.status)))
                .collect();
            let answers = watch
                .engine
                .answers(&watch.world)
                .filter(|(of, ..)| *of == pack)
                .map(|(_, expectation, subject, answer, _)| ((expectation.to_owned(), subject), answer))
                .collect();
            Told { at: readiness.at, statuses, answers }
        })
        .await
    }

    /// The end of what is read: size and instant.
    async fn end_of(&self, at: At) -> Outcome<(u64, jiff::Timestamp)> {
        Ok(match at {
            At::Now => (u64::MAX, self.now),
            At::Size(size) => (size, self.instant_of(size).await?),
        })
    }
}

/// How everything of a framework stood at a moment.
struct Told {
    at: jiff::Timestamp,
    statuses: BTreeMap<String, Status>,
    answers: BTreeMap<(String, Subject), Answer>,
}

fn before(moment: &Moment, (size, at): (u64, jiff::Timestamp)) -> bool {
    match &moment.by {
        Some(entry) => entry.position < size,
        None => moment.at <= at,
    }
}

/// What is left of many turns: what came back to where it was has not turned.
fn net(pack: &str, moments: &[Moment]) -> (Vec<RequirementTurn>, Vec<VerdictTurn>) {
    let mut requirements: BTreeMap<&str, RequirementTurn> = BTreeMap::new();
    let mut verdicts: BTreeMap<(&str, &Subject), VerdictTurn> = BTreeMap::new();
    for moment in moments {
        for (_, reference, before, after) in moment.statuses.iter().filter(|it| it.0 == pack) {
            let turn = RequirementTurn {
                reference: reference.clone(),
                at: moment.at,
                by: moment.by.clone(),
                before: *before,
                after: *after,
            };
            let first = requirements.get(reference.as_str()).map_or(*before, |known| known.before);
            requirements.insert(reference, RequirementTurn { before: first, ..turn });
        }
        for turned in moment.turned.iter().filter(|turned| turned.pack == pack) {
            let key = (turned.expectation.as_str(), &turned.subject);
            let first = verdicts.get(&key).map_or(turned.before, |known| known.before);
            verdicts.insert(key, verdict_turn(turned, first, moment));
        }
    }
    let requirements = requirements.into_values().filter(|turn| turn.before != turn.after).collect();
    let verdicts = verdicts.into_values().filter(|turn| turn.before != turn.after).collect();
    (requirements, verdicts)
}

fn verdict_turn(turned: &Turned, before: Option<Answer>, moment: &Moment) -> VerdictTurn {
    VerdictTurn {
        expectation: turned.expectation.clone(),
        subject: turned.subject.clone(),
        before,
        after: turned.after,
        last: Some((moment.at, moment.by.clone())),
    }
}

fn mentioned(by: Option<&Entry>) -> impl Iterator<Item = RecordId> {
    by.map(|entry| [entry.record, entry.who]).into_iter().flatten()
}

/// An act on a record that the person may not see is not told of.
fn veil(by: &mut Option<Entry>, names: &BTreeMap<RecordId, Named>) {
    by.take_if(|entry| !names.contains_key(&entry.record));
}
