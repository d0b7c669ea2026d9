//! Computing a frozen result again, and the promises of seals that verification and `doctor` try on live data.

use super::{Frozen, freeze::packs_of, run::Moment};
use crate::{Desk, House, Outcome, Trouble};
use access::seal as kind;
use jiff::tz::TimeZone;
use ledger::{Entry, Finding};
use record::{Act, Body, RecordId, Refusal, Schema};
use store::{At, Stored};

/// Entries read at a time.
const BATCH: u64 = 2_000;

/// What came of computing a frozen result again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recomputed {
    /// The same bytes.
    Same,
    /// Other bytes, although nothing was erased since.
    Differs,
    /// Other bytes, and so many fields were erased on purpose since: erasure wins.
    Erased(u64),
    /// It cannot be computed: why, as a sentence for the operator.
    Cannot(String),
}

impl Desk {
    /// Computes the result of a seal again from ledger size, packs, instant and time zone.
    pub async fn compute_again(&self, id: RecordId) -> Outcome<Recomputed> {
        let sealed = self.sealed(id).await?;
        self.house.recompute(&sealed.look.record.body).await
    }
}

impl House {
    /// Every seal whose result cannot be computed again to the same bytes, with how many there are.
    pub async fn recompute_seals(&self) -> Outcome<(usize, Vec<String>)> {
        self.follow().await?;
        let mut findings = Vec::new();
        let seals = self.every_seal().await?;
        for (stored, body) in &seals {
            let reference = &stored.reference;
            match self.recompute(body).await {
                Ok(Recomputed::Same | Recomputed::Erased(_)) => {}
                Ok(Recomputed::Differs) => {
                    findings.push(format!("{reference} is computed to another result"));
                }
                Ok(Recomputed::Cannot(why)) => {
                    findings.push(format!("{reference} cannot be computed again: {why}"));
                }
                Err(error) => findings.push(format!("{reference} cannot be computed again: {error}")),
            }
        }
        Ok((seals.len(), findings))
    }

    /// Whether seals agree with the tree and with their results: the root that a seal states is the root over so many
    /// entries, and its result says of itself what the seal says.
    pub(crate) async fn check_seals(&self) -> Outcome<Vec<Finding>> {
        let mut findings = Vec::new();
        let size = self.store.size().await?;
        for (stored, body) in self.every_seal().await? {
            let about = |code, what: &str| {
                Finding::at(stored.position, code, format!("{} {what}", stored.reference)).of(stored.id.0)
            };
            let (Some(sealed), Some(root)) = (size_of(&body), kind::ROOT.of(&body)) else { continue };
            let agrees =
                sealed <= size && self.root_at(sealed).await.is_ok_and(|known| known.to_string() == root);
            if !agrees {
                findings.push(about("seal.root", "states a root that the ledger never had at that size"));
            }
            let Some(file) = kind::RESULT.of(&body) else { continue };
            // What is missing or altered is found with all evidence.
            let Ok(Some(bytes)) = self.blobs.get(&file.sha256).await else { continue };
            let same = Frozen::read(&bytes).is_ok_and(|frozen| says_the_same(&frozen, &body));
            if !same {
                findings.push(about("seal.result", "holds a result that is not the one it states"));
            }
        }
        Ok(findings)
    }

    async fn recompute(&self, body: &Body) -> Outcome<Recomputed> {
        let Some(file) = kind::RESULT.of(body) else {
            return Ok(Recomputed::Cannot("it was erased".to_owned()));
        };
        let missing = || Trouble::from(Refusal::not_found());
        let bytes = self.blobs.get(&file.sha256).await?.ok_or_else(missing)?;
        let frozen = Frozen::read(&bytes)?;
        let Ok(zone) = TimeZone::get(&frozen.zone) else {
            return Ok(Recomputed::Cannot(format!("the time zone {} is not known here", frozen.zone)));
        };
        let packs = match kind::BASIS.of(body) {
            Some(file) => packs_of(&self.blobs.get(&file.sha256).await?.ok_or_else(missing)?),
            None => Ok(Vec::new()),
        };
        let packs = match packs {
            Ok(packs) => packs,
            Err(why) => return Ok(Recomputed::Cannot(why)),
        };
        let moment = Moment { size: frozen.size, at: frozen.at };
        let mut basis = self.basis_then(frozen.size).await?;
        basis.held.packs = packs.into();
        basis.zone = zone;
        let again = match self.result(&frozen.query, moment, basis).await {
            Ok(again) => again.bytes()?,
            Err(Trouble::Broken(why)) => return Ok(Recomputed::Cannot(why)),
            Err(trouble) => return Err(trouble),
        };
        if again == bytes {
            return Ok(Recomputed::Same);
        }
        Ok(match self.erased_since(frozen.size).await? {
            0 => Recomputed::Differs,
            erased => Recomputed::Erased(erased),
        })
    }

    async fn erased_since(&self, size: u64) -> Outcome<u64> {
        let mut from = size;
        let mut erased = 0;
        loop {
            let rows = self.store.ledger(from, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(erased) };
            from = last.position + 1;
            for row in &rows {
                let act = Entry::parse(&row.bytes).map(|entry| entry.act.clone()).unwrap_or_default();
                erased += u64::from(act == Act::Erase.code());
            }
        }
    }

    async fn every_seal(&self) -> Outcome<Vec<(Stored, Body)>> {
        let schema = Schema::of(&kind::KIND);
        let mut seals = Vec::new();
        let mut after = None;
        loop {
            let batch = self.store.scan(kind::KIND.id, after, 500, At::Now).await?;
            let Some(last) = batch.last() else { return Ok(seals) };
            after = Some(last.id);
            for stored in batch {
                let body = stored.read(&schema)?;
                seals.push((stored, body));
            }
        }
    }
}

fn size_of(body: &Body) -> Option<u64> {
    use std::str::FromStr;
    kind::SIZE.of(body).and_then(|size| u64::from_str(&size.normalize().to_string()).ok())
}

/// Whether a result is of the query, size, root, instant and zone that the seal states.
fn says_the_same(frozen: &Frozen, body: &Body) -> bool {
    let conditions = frozen.query.conditions().map(|conditions| conditions.to_string());
    // A field that was erased since says nothing against it.
    let agrees = |field: Option<&str>, own: &str| field.is_none_or(|field| field == own);
    agrees(kind::QUERY.of(body), frozen.query.code())
        && agrees(kind::ABOUT.of(body), frozen.query.about())
        && agrees(kind::CONDITIONS.of(body), conditions.as_deref().unwrap_or_default())
        && agrees(kind::ROOT.of(body), &frozen.root)
        && agrees(kind::INSTANT.of(body), &frozen.at.to_string())
        && agrees(kind::ZONE.of(body), &frozen.zone)
        && size_of(body).is_none_or(|size| size == frozen.size)
}
