//! Reading an assessment: every requirement with what was computed then, what was judged, and what is computed now.

use crate::{At, Desk, ListAsk, Named, Outcome, SealQuery, Status, readiness::Readiness};
use jiff::Timestamp;
use practice::gap::{Gap, KIND};
use record::{Record, RecordId, Refusal};
use std::collections::BTreeMap;
use store::{Filter, Page, Test};

/// Rows read at a time.
const BATCH: u64 = 1_000;

/// An assessment against a framework.
#[derive(Debug)]
pub struct Assessment {
    /// Id of the framework's pack.
    pub pack: String,
    /// The seal that it stands on; none before there is one.
    pub baseline: Option<Baseline>,
    /// Every seal of the same query, oldest first: an assessment may begin again on a later one.
    pub baselines: Vec<(RecordId, Named)>,
    /// Every requirement and control, in the order of the pack.
    pub lines: Vec<Assessed>,
    /// What the records that gaps name are called.
    pub names: BTreeMap<RecordId, Named>,
}

/// The seal that an assessment stands on.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The seal.
    pub id: RecordId,
    /// How it is called.
    pub named: Named,
    /// How many entries the ledger had.
    pub size: u64,
    /// The instant that was judged at.
    pub at: Timestamp,
}

/// A requirement in an assessment.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// Its reference.
    pub reference: String,
    /// What was computed at the baseline, with its answers: met, not met, unknown.
    pub then: Option<(Status, [u64; 3])>,
    /// What is computed now, with its answers.
    pub now: (Status, [u64; 3]),
    /// What was judged.
    pub gap: Option<GapLine>,
}

/// A judgement with its record.
#[derive(Clone, Debug)]
pub struct GapLine {
    /// The record.
    pub record: Record,
    /// What it says.
    pub gap: Gap,
}

impl Desk {
    /// The assessment against a framework, on the seal `on`; without one on the seal that was last judged on, and before
    /// anybody judged on the oldest.
    ///
    /// # Errors
    /// `not_found` for what is no framework, and for who has no part in the management system.
    pub async fn assessment(&self, pack: &str, on: Option<RecordId>) -> Outcome<Assessment> {
        let now = self.readiness(At::Now).await?;
        let leaves: Vec<String> = self.pack(pack)?.leaves().map(str::to_owned).collect();
        let query = SealQuery::Readiness { pack: pack.to_owned() };
        let baselines = self.seals_of(&query).await?;
        let gaps = self.gaps(pack).await?;
        let chosen = if let Some(id) = on {
            Some(baselines.iter().find(|(known, _)| *known == id).ok_or_else(Refusal::not_found)?)
        } else {
            let judged = |id: &RecordId| gaps.iter().any(|line| line.gap.baseline == *id);
            baselines.iter().rev().find(|(id, _)| judged(id)).or_else(|| baselines.first())
        };
        let (baseline, then) = match chosen {
            Some((id, named)) => {
                let frozen = self.sealed(*id).await?.frozen;
                let baseline = Baseline { id: *id, named: named.clone(), size: frozen.size, at: frozen.at };
                let rows = frozen.rows.into_iter().map(|row| {
                    let count = |column: &str| row.cell(column).parse().unwrap_or(0);
                    let answers = [count("met"), count("not_met"), count("unknown")];
                    (row.key.clone(), (status_of(row.cell("status")), answers))
                });
                (Some(baseline), rows.collect())
            }
            None => (None, BTreeMap::new()),
        };
        let mut judged: BTreeMap<String, GapLine> = gaps
            .into_iter()
            .filter(|line| baseline.as_ref().is_some_and(|baseline| baseline.id == line.gap.baseline))
            .map(|line| (line.gap.requirement.clone(), line))
            .collect();
        let lines: Vec<Assessed> = leaves
            .into_iter()
            .map(|reference| Assessed {
                then: then.get(&reference).copied(),
                now: standing(&now, pack, &reference),
                gap: judged.remove(&reference),
                reference,
            })
            .collect();
        let mentioned: Vec<RecordId> = lines
            .iter()
            .filter_map(|line| line.gap.as_ref())
            .flat_map(|line| {
                let gap = &line.gap;
                [gap.by].into_iter().chain(gap.owner).chain(gap.actions.clone()).chain(gap.documents.clone())
            })
            .collect();
        let names = self.names(&mentioned, At::Now).await?;
        Ok(Assessment { pack: pack.to_owned(), baseline, baselines, lines, names })
    }

    /// Every judgement against a framework that is not retired and that the person may see.
    pub(super) async fn gaps(&self, pack: &str) -> Outcome<Vec<GapLine>> {
        let mut gaps = Vec::new();
        let mut offset = 0;
        loop {
            let framework = Filter { field: "framework".to_owned(), test: Test::Prefix(record::fold(pack)) };
            let ask = ListAsk {
                states: vec!["current".to_owned()],
                filters: vec![framework.into()],
                page: Page { offset, limit: BATCH },
                ..ListAsk::default()
            };
            let found = self.list(KIND, &ask).await?;
            let count = u64::try_from(found.rows.len()).unwrap_or(u64::MAX);
            gaps.extend(found.rows.iter().filter_map(|row| {
                let gap = Gap::of(&row.body).filter(|gap| gap.framework == pack)?;
                Some(GapLine { record: (**row).clone(), gap })
            }));
            if count < BATCH {
                return Ok(gaps);
            }
            offset += count;
        }
    }
}

fn standing(now: &Readiness, pack: &str, reference: &str) -> (Status, [u64; 3]) {
    let found = now
        .standings
        .iter()
        .find(|standing| standing.pack == pack && standing.reference == reference && standing.leaf.is_some());
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    found.and_then(|standing| standing.leaf.as_ref()).map_or((Status::Unknown, [0; 3]), |leaf| {
        let (met, not_met, unknown) = leaf.answers;
        (leaf.status, [number(met), number(not_met), number(unknown)])
    })
}

/// The status under a code; unknown for anything else.
fn status_of(code: &str) -> Status {
    [Status::Met, Status::Partly, Status::NotMet, Status::Unknown, Status::NotApplicable]
        .into_iter()
        .find(|status| status.code() == code)
        .unwrap_or(Status::Unknown)
}
