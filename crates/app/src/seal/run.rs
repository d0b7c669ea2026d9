//! Running a named query at a moment: a pure function of ledger size, packs, instant and time zone.

use super::{Frozen, FrozenRow, SealQuery};
use crate::{House, Outcome, Trouble, chance, limits::SEAL_ROWS, watch::Basis};
use access::Openness;
use assurance::Standing;
use frameworks::Shows;
use jiff::Timestamp;
use ledger::{Frontier, Hash};
use practice::gap::{Decision, Gap, KIND, Priority};
use record::{Class, Refusal};
use std::{collections::BTreeSet, sync::Arc};
use store::{At, Order, Page, Query, SortBy, Stored};

/// Records read at a time.
const BATCH: u64 = 1_000;

/// A moment at which a result is computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Entries of the ledger.
    pub(super) size: u64,
    /// The instant that is judged at.
    pub(super) at: Timestamp,
}

impl House {
    /// The result of a query at a moment, judged by packs, fields and time zone of a basis.
    pub(super) async fn result(&self, query: &SealQuery, moment: Moment, basis: Basis) -> Outcome<Frozen> {
        let zone = basis.zone.iana_name().unwrap_or("UTC").to_owned();
        let packs = basis.held.packs.iter().filter(|_| query.reads_packs());
        let packs = packs.map(|pack| (pack.id.clone(), pack.version.clone())).collect();
        let rows = match query {
            SealQuery::Readiness { pack } => self.standings(pack, moment, basis).await?,
            SealQuery::Gaps { pack } => self.judged(pack, moment.size).await?,
            SealQuery::Register { .. } => self.population(query, moment.size).await?,
        };
        let root = chance::hex(&self.root_at(moment.size).await?.0);
        Ok(Frozen { query: query.clone(), size: moment.size, root, at: moment.at, zone, packs, rows })
    }

    /// The root of the tree over the first `size` entries, from the complete subtrees that the store keeps.
    pub(super) async fn root_at(&self, size: u64) -> Outcome<Hash> {
        let broken = |what: &str| Trouble::Broken(format!("the root over {size} entries: {what}"));
        let mut peaks = Vec::new();
        let mut begun = 0;
        for level in (0..64_u8).rev().filter(|level| size >> level & 1 == 1) {
            let node = self.store.node(level, begun >> level).await?;
            peaks.push(Hash(node.ok_or_else(|| broken("a subtree is missing"))?));
            begun += 1 << level;
        }
        Ok(Frontier::from_peaks(size, peaks).map_err(|error| broken(&error.to_string()))?.root())
    }

    async fn standings(&self, pack: &str, moment: Moment, basis: Basis) -> Outcome<Vec<FrozenRow>> {
        let packs = Arc::clone(&basis.held.packs);
        let known = packs.iter().find(|known| known.id == pack).ok_or_else(Refusal::not_found)?;
        let leaves: BTreeSet<&str> = known.leaves().collect();
        let Moment { size, at } = moment;
        let mut watch = self.watch_at(basis, At::Size(size), size, at).await?;
        let found = watch.readiness();
        Ok(standing_rows(&found.standings, pack, &leaves))
    }

    /// The judgements against a framework, whatever baseline they stand on.
    async fn judged(&self, pack: &str, size: u64) -> Outcome<Vec<FrozenRow>> {
        let schema = self.schema(KIND).await.ok_or_else(Refusal::not_found)?;
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let batch = self.store.scan(KIND, after, BATCH, At::Size(size)).await?;
            let Some(last) = batch.last() else { break };
            after = Some(last.id);
            for stored in batch.iter().filter(|stored| stored.state == "current") {
                let body = stored.read(&schema)?;
                let Some(gap) = Gap::of(&body).filter(|gap| gap.framework == pack) else { continue };
                let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
                let cost = gap.cost.as_ref();
                let cells = vec![
                    ("requirement", gap.requirement.clone()),
                    ("judged", gap.judged.code().to_owned()),
                    ("priority", code(gap.priority.map(Priority::code))),
                    ("effort", gap.effort.normalize().to_string()),
                    (
                        "cost",
                        cost.map_or_else(String::new, |cost| {
                            format!("{} {}", cost.amount.normalize(), cost.currency)
                        }),
                    ),
                    ("decision", code(gap.decision.map(Decision::code))),
                    ("version", stored.version.to_string()),
                ];
                rows.push(FrozenRow::new(&stored.reference, cells).about(stored.id, stored.version));
            }
        }
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        if rows.len() > SEAL_ROWS { Err(too_many()) } else { Ok(rows) }
    }

    /// The records of a register, whoever may read them: those who may freeze may read every one.
    async fn population(&self, query: &SealQuery, size: u64) -> Outcome<Vec<FrozenRow>> {
        let SealQuery::Register { kind, states, filters, text } = query else { return Ok(Vec::new()) };
        let schema = self.schema(kind).await.ok_or_else(Refusal::not_found)?;
        let mut rows = Vec::new();
        loop {
            let offset = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            let page = Query {
                kind: schema.kind.id.to_owned(),
                at: At::Size(size),
                openness: Openness::Govern.level(),
                related: Vec::new(),
                among: Vec::new(),
                after: None,
                states: states.clone(),
                filters: filters.clone(),
                words: record::words_of(text),
                sort: SortBy::Number,
                order: Order::Ascending,
                then: Vec::new(),
                page: Page { offset, limit: BATCH },
            };
            let found = self.store.list(&page).await?.rows;
            if found.is_empty() {
                return Ok(rows);
            }
            for stored in &found {
                rows.push(self.record_row(stored).await?);
            }
            if rows.len() > SEAL_ROWS {
                return Err(too_many());
            }
        }
    }

    async fn record_row(&self, stored: &Stored) -> Outcome<FrozenRow> {
        let entry = self.store.ledger(stored.position, 1).await?;
        let leaf = entry.first().map(|row| chance::hex(&row.leaf)).unwrap_or_default();
        let cells = vec![
            ("state", stored.state.clone()),
            ("version", stored.version.to_string()),
            ("entry", stored.position.to_string()),
            ("leaf", leaf),
        ];
        Ok(FrozenRow::new(&stored.reference, cells).about(stored.id, stored.version))
    }
}

/// A row for each requirement and control of a framework, in the order of its standings.
pub(super) fn standing_rows(standings: &[Standing], pack: &str, leaves: &BTreeSet<&str>) -> Vec<FrozenRow> {
    standings
        .iter()
        .filter(|standing| standing.pack == pack && leaves.contains(standing.reference.as_str()))
        .filter_map(|standing| {
            let leaf = standing.leaf.as_ref()?;
            let (met, not_met, unknown) = leaf.answers;
            let shown: Vec<&str> = leaf.shown.iter().map(|shows| shown_code(*shows)).collect();
            let cells = vec![
                ("status", leaf.status.code().to_owned()),
                ("met", met.to_string()),
                ("not_met", not_met.to_string()),
                ("unknown", unknown.to_string()),
                ("shown", shown.join(" ")),
            ];
            Some(FrozenRow::new(&standing.reference, cells))
        })
        .collect()
}

const fn shown_code(shows: Shows) -> &'static str {
    match shows {
        Shows::Design => "design",
        Shows::Operation => "operation",
        Shows::Effect => "effect",
    }
}

fn too_many() -> Trouble {
    Refusal::new(
        Class::TooLarge,
        "too_many_rows",
        format!("A seal holds at most {SEAL_ROWS} rows."),
        "Narrow the register by a filter and freeze each part.",
    )
    .into()
}
