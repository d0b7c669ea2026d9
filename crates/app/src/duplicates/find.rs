//! Looking through a register for records that may be the same thing: a job, whose findings wait for whoever looks.

use super::{WITH, check_kind};
use crate::{
    Desk, Named, Outcome, Trouble,
    alike::{Likeness, TWICE, Traits, pairs},
    chance, limits,
};
use access::may_create;
use jiff::{SignedDuration, Timestamp};
use record::{Act, RecordId, Refusal, Schema};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Job, JobState, Scratch};
use uuid::Uuid;

/// Records read at a time.
const BATCH: u64 = 1_000;
/// Ledger rows read at a time.
const ROWS: u64 = 2_000;

/// A pair of records of which it is known, or was found, what they are to each other.
type Pair = (RecordId, RecordId);

/// What a search has found, for everybody: who asks sees of it what she may see of the records.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Found {
    /// Size of the ledger at which the register was looked through; none while that was never done to its end.
    size: Option<u64>,
    /// When.
    at: Option<Timestamp>,
    /// Records that were compared.
    looked: u64,
    /// Pairs, the most alike first.
    pairs: Vec<Pair>,
    /// The search that runs, or ran last.
    job: Option<Uuid>,
    /// Pairs that were told apart, up to a size of the ledger: read off it, and kept so that it is read once.
    apart: Vec<Pair>,
    apart_to: u64,
}

/// What a job that looks through a register says of itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Searched {
    /// Id of the kind that is looked through.
    pub kind: String,
}

/// The pairs that a person may see.
#[derive(Debug)]
pub struct Duplicates {
    /// The schema.
    pub schema: Arc<Schema>,
    /// When the register was last looked through, and how many entries the ledger has got since.
    pub looked: Option<(Timestamp, u64)>,
    /// The search that runs: steps done, and of how many.
    pub running: Option<(u64, u64)>,
    /// Groups of records that hang together by pairs, the most alike first: those of this page.
    pub groups: Vec<Vec<Duplicate>>,
    /// How many groups there are.
    pub total: usize,
    /// What the records, and what they lead to, are called.
    pub names: BTreeMap<RecordId, Named>,
}

/// Two records that may be the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The one: that with the lower number.
    pub one: RecordId,
    /// The other.
    pub other: RecordId,
    /// How alike they are.
    pub likeness: Likeness,
    /// What both lead to.
    pub both_lead_to: Vec<RecordId>,
}

impl Desk {
    /// The pairs of a register that were found and not settled since, as the records are now: group by group, from
    /// `offset` on, at most `limit` groups.
    ///
    /// # Errors
    /// `not_found`; `kind_is_not_merged`.
    pub async fn duplicates(&self, kind: &str, offset: usize, limit: usize) -> Outcome<Duplicates> {
        let schema = self.schema(kind).await?;
        check_kind(schema.kind)?;
        let mut found = self.found_twice(kind).await?;
        let running = match found.job {
            Some(id) => self.house.store.job(id).await?.filter(|job| job.state == JobState::Running),
            None => None,
        };
        if running.is_none() && found.job.is_some() {
            // A search may have ended between the two questions: what it found was kept before.
            found = self.found_twice(kind).await?;
        }
        let ids: Vec<RecordId> = found.pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        let mut names = self.names(&ids, At::Now).await?;
        names.retain(|_, named| !matches!(named.state.as_str(), "retired" | "cancelled"));
        let seen: Vec<Pair> = found
            .pairs
            .iter()
            .filter(|pair| names.contains_key(&pair.0) && names.contains_key(&pair.1))
            .copied()
            .collect();
        let all = grouped(&seen);
        let mut groups = Vec::new();
        for group in all.iter().skip(offset).take(limit) {
            let group = self.pairs_now(&schema, group, &mut names).await?;
            groups.extend((!group.is_empty()).then_some(group));
        }
        Ok(Duplicates {
            schema,
            looked: found.at.zip(found.size).map(|(at, size)| (at, self.size().saturating_sub(size))),
            running: running.map(|job| (job.done, job.total)),
            total: all.len(),
            groups,
            names,
        })
    }

    /// Pairs as the records are now, by what the person sees of them; without those that are no longer alike.
    async fn pairs_now(
        &self,
        schema: &Schema,
        group: &[Pair],
        names: &mut BTreeMap<RecordId, Named>,
    ) -> Outcome<Vec<Duplicate>> {
        let mut traits: BTreeMap<RecordId, Traits> = BTreeMap::new();
        let mut leads = BTreeSet::new();
        for id in group.iter().flat_map(|pair| [pair.0, pair.1]).collect::<BTreeSet<_>>() {
            let (_, record) = self.load(id, At::Now).await?;
            leads.extend(record::links_of(schema, &record.body).into_iter().map(|(_, id)| id));
            traits.insert(id, Traits::of(schema, &record.body));
        }
        let known = self.names(&leads.into_iter().collect::<Vec<_>>(), At::Now).await?;
        let traits: BTreeMap<RecordId, Traits> = traits
            .into_iter()
            .map(|(id, traits)| (id, traits.within(|lead| known.contains_key(lead))))
            .collect();
        names.extend(known);
        let mut compared = Vec::new();
        for (one, other) in group {
            let (Some(a), Some(b)) = (traits.get(one), traits.get(other)) else { continue };
            let likeness = a.like(b);
            if likeness.score >= TWICE {
                let number = |id: &RecordId| names.get(id).map(|named| named.reference.clone());
                let (one, other) = if number(one) <= number(other) { (one, other) } else { (other, one) };
                let both_lead_to = a.both_lead_to(b);
                compared.push(Duplicate { one: *one, other: *other, likeness, both_lead_to });
            }
        }
        Ok(compared)
    }

    /// Starts to look through a register and gives the id of the job; that of the search which runs, when one does.
    ///
    /// # Errors
    /// `not_found`; `kind_is_not_merged`; the role keeps no records of the kind.
    pub async fn look_for_duplicates(&self, kind: &str) -> Outcome<Uuid> {
        let schema = self.schema(kind).await?;
        check_kind(schema.kind)?;
        may_create(&self.actor, schema.kind)?;
        let mut found = self.found_twice(kind).await?;
        if let Some(id) = found.job
            && self.house.store.job(id).await?.is_some_and(|job| job.state == JobState::Running)
        {
            return Ok(id);
        }
        let id = chance::new_id(self.app.chance(), self.now);
        let total = self.house.store.counts(2, &[]).await?;
        let total = total.into_iter().filter(|(of, _, _)| of == kind).map(|(_, _, count)| count).sum();
        let searched = Searched { kind: kind.to_owned() };
        let job = Job {
            id,
            what: "duplicates".to_owned(),
            person: self.actor.person,
            started: self.now,
            state: JobState::Running,
            done: 0,
            total,
            json: serde_json::to_string(&searched).unwrap_or_default(),
        };
        self.house.store.put_job(job).await?;
        found.job = Some(id);
        self.keep_found(kind, &found).await?;
        Ok(id)
    }

    /// Looks a register through to the end. Taken up again after a restart it begins anew: it writes nothing but its
    /// findings.
    pub async fn run_duplicates(&self, id: Uuid) -> Outcome<()> {
        let held = self.house.store.take_job(id).await?;
        let Some(mut job) = self.house.store.job(id).await? else { return Ok(()) };
        if held.is_none() || job.state != JobState::Running {
            return Ok(());
        }
        let searched: Searched =
            serde_json::from_str(&job.json).map_err(|error| Trouble::Broken(error.to_string()))?;
        let done = self.search_through(&searched.kind, &mut job).await;
        job.state = if done.is_ok() { JobState::Finished } else { JobState::Failed };
        self.house.store.put_job(job).await?;
        done
    }

    async fn search_through(&self, kind: &str, job: &mut Job) -> Outcome<()> {
        let schema = self.schema(kind).await?;
        let size = self.house.store.size().await?;
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let batch = self.house.store.scan(kind, after, BATCH, At::Now).await?;
            let Some(last) = batch.last() else { break };
            after = Some(last.id);
            job.done += u64::try_from(batch.len()).unwrap_or(0);
            let standing =
                batch.into_iter().filter(|stored| !matches!(stored.state.as_str(), "retired" | "cancelled"));
            for stored in standing {
                all.push((stored.id, Traits::of(&schema, &stored.read(&schema)?)));
            }
            self.house.store.put_job(job.clone()).await?;
        }
        let (apart, apart_to) = self.apart(kind).await?;
        let looked = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let known: BTreeSet<Pair> = apart.iter().copied().collect();
        // It counts for seconds where there are very many records, and must not hold up those who wait for pages.
        let work = tokio::task::spawn_blocking(move || {
            let apart = |one, other| known.contains(&ordered(one, other));
            pairs(&all, TWICE, limits::DUPLICATES, &apart)
        });
        let pairs = work.await.map_err(|error| Trouble::Broken(error.to_string()))?;
        let found = Found {
            size: Some(size),
            at: Some(self.app.now()),
            looked,
            pairs: pairs.into_iter().map(|(one, other, _)| (one, other)).collect(),
            job: Some(job.id),
            apart,
            apart_to,
        };
        self.keep_found(kind, &found).await
    }

    /// The pairs of a kind that were told apart, read off the ledger from where that was last done.
    async fn apart(&self, kind: &str) -> Outcome<(Vec<Pair>, u64)> {
        let found = self.found_twice(kind).await?;
        let (mut apart, mut from) = (found.apart, found.apart_to);
        let mark = format!("\"{}\"", Act::TellApart.code()).into_bytes();
        loop {
            let rows = self.house.store.ledger(from, ROWS).await?;
            let Some(last) = rows.last() else { break };
            from = last.position + 1;
            for row in &rows {
                // Most entries are something else, and are not worth reading.
                if !row.bytes.windows(mark.len()).any(|part| part == mark.as_slice()) {
                    continue;
                }
                let Ok(entry) = ledger::Entry::parse(&row.bytes) else { continue };
                let with = entry.codes.get(WITH).and_then(|id| id.parse().ok());
                if let Some(with) =
                    with.filter(|_| entry.subject.kind == kind && entry.act == Act::TellApart.code())
                {
                    apart.push(ordered(RecordId(entry.subject.id), with));
                }
            }
        }
        apart.sort_unstable();
        apart.dedup();
        Ok((apart, from))
    }

    /// Takes a pair out of what was found, now that it is settled.
    pub(super) async fn settle_pair(&self, kind: &str, one: RecordId, other: RecordId) -> Outcome<()> {
        let mut found = self.found_twice(kind).await?;
        let before = found.pairs.len();
        found.pairs.retain(|pair| ordered(pair.0, pair.1) != ordered(one, other));
        if found.pairs.len() == before { Ok(()) } else { self.keep_found(kind, &found).await }
    }

    async fn found_twice(&self, kind: &str) -> Outcome<Found> {
        let holder = self.holder(crate::Whose::Shared);
        let kept = self.house.store.scratch(holder, &place(kind), self.now).await?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok()).unwrap_or_default())
    }

    async fn keep_found(&self, kind: &str, found: &Found) -> Outcome<()> {
        let bytes = serde_json::to_vec(found).map_err(|error| Trouble::Broken(error.to_string()))?;
        let expires = self.now + SignedDuration::from_hours(limits::VIEW_HOURS);
        let person = self.holder(crate::Whose::Shared);
        Ok(self.house.store.put_scratch(Scratch { person, key: place(kind), bytes, expires }).await?)
    }

    /// A search of duplicates, as a job that somebody lists.
    pub fn searched(job: &Job) -> Option<Searched> {
        (job.what == "duplicates").then(|| serde_json::from_str(&job.json).unwrap_or_default())
    }

    /// Whether the person may merge records of a kind or tell them apart at all.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_duplicates(&self, schema: &Schema) -> Result<(), Refusal> {
        check_kind(schema.kind)?;
        may_create(&self.actor, schema.kind)
    }
}

/// Where the findings of a kind are kept.
fn place(kind: &str) -> String {
    format!("duplicates/{kind}")
}

pub(super) fn ordered(one: RecordId, other: RecordId) -> Pair {
    if one <= other { (one, other) } else { (other, one) }
}

/// Pairs that hang together by a record, each group in the order of its pairs, the groups in that of their first.
fn grouped(pairs: &[Pair]) -> Vec<Vec<Pair>> {
    let mut of: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Pair>> = Vec::new();
    for pair in pairs {
        let (a, b) = (of.get(&pair.0).copied(), of.get(&pair.1).copied());
        let place = match (a, b) {
            (Some(a), Some(b)) if a != b => {
                let moved = groups.get_mut(a.max(b)).map(std::mem::take).unwrap_or_default();
                for id in moved.iter().flat_map(|pair| [pair.0, pair.1]) {
                    of.insert(id, a.min(b));
                }
                if let Some(group) = groups.get_mut(a.min(b)) {
                    group.extend(moved);
                }
                a.min(b)
            }
            (Some(place), _) | (_, Some(place)) => place,
            (None, None) => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        of.insert(pair.0, place);
        of.insert(pair.1, place);
        if let Some(group) = groups.get_mut(place) {
            group.push(*pair);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_share_a_record_are_one_group() {
        let id = |n: u128| RecordId(Uuid::from_u128(n));
        let pairs = [(1, 2), (3, 4), (5, 6), (2, 3), (7, 5)].map(|(a, b)| (id(a), id(b)));
        let groups = grouped(&pairs);
        assert_eq!(groups, [vec![pairs[0], pairs[1], pairs[3]], vec![pairs[2], pairs[4]]]);
        assert!(grouped(&[]).is_empty());
    }
}
