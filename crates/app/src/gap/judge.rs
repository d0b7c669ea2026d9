//! Judging a requirement: one record for each requirement and baseline, written anew as often as the judgement changes.

use crate::{At, Desk, Made, Outcome, Trouble, outcome::changed_meanwhile};
use practice::gap::{KIND, placed};
use record::{Body, RecordId, Refusal};
use store::{Commit, Expect};

/// Times that judging is tried again while others judge other requirements.
const TRIES: usize = 8;

/// A judgement of a requirement.
#[derive(Clone, Debug)]
pub struct Judge {
    /// Id of the framework's pack.
    pub pack: String,
    /// Reference of the requirement.
    pub reference: String,
    /// The seal that the assessment stands on.
    pub baseline: RecordId,
    /// What the person filled in.
    pub body: Body,
    /// Position of the last act on the judgement that she saw; none when there was no judgement.
    pub seen: Option<u64>,
    /// The key of the form.
    pub key: Option<String>,
}

impl Desk {
    /// Writes a judgement, in the name of the person and of today.
    ///
    /// # Errors
    /// Refusals: as for any record; `not_found` for what is no requirement or no baseline of it; `changed_meanwhile` when
    /// somebody else judged it meanwhile.
    pub async fn judge(&self, ask: Judge) -> Outcome<Made> {
        let pack = self.pack(&ask.pack)?;
        let known = pack.leaves().any(|leaf| leaf == ask.reference);
        let sealed = self.sealed(ask.baseline).await?.frozen.query;
        if !known || sealed != (crate::SealQuery::Readiness { pack: ask.pack.clone() }) {
            return Err(Refusal::not_found().into());
        }
        let me = self.actor.person;
        let body = placed(ask.body.clone(), pack, &ask.reference, ask.baseline, me, self.today());
        if let Some(seen) = ask.seen {
            let line = self.judgement(&ask).await?.ok_or_else(changed_meanwhile)?;
            return self.revise(line, seen, body, None, ask.key).await;
        }
        let schema = self.schema(KIND).await?;
        let sent = (&ask.pack, &ask.reference, ask.baseline, body.to_json());
        for _ in 0..TRIES {
            let size = self.house.store.size().await?;
            let idempotency = ask.key.clone().map(|key| self.idempotency(key, &sent));
            let taken = self.judgement(&ask).await?.is_some();
            let (write, record) = self.creation_linked(&schema, body.clone(), &|_| false).await?;
            let since = Expect::KindUnchanged { kind: KIND, since: if taken { 0 } else { size } };
            let commit = Commit {
                writes: vec![write],
                expects: vec![Expect::Absent(record.id), since],
                idempotency,
                import_keys: Vec::new(),
            };
            match self.made(commit).await {
                Err(Trouble::Refused(refusal)) if refusal.code == "changed_meanwhile" && !taken => {}
                other => return other,
            }
        }
        Err(changed_meanwhile().into())
    }

    async fn judgement(&self, ask: &Judge) -> Outcome<Option<RecordId>> {
        let gaps = self.gaps(&ask.pack).await?;
        let same = |line: &&super::GapLine| {
            line.gap.requirement == ask.reference && line.gap.baseline == ask.baseline
        };
        Ok(gaps.iter().find(same).map(|line| line.record.id))
    }

    /// The seal under a reference on which an assessment can stand.
    pub async fn baseline(&self, reference: &str) -> Outcome<RecordId> {
        let id = self.find_reference(reference).await?;
        let look = self.look(id, At::Now).await?;
        if look.schema.kind.id == access::seal::KIND.id { Ok(id) } else { Err(Refusal::not_found().into()) }
    }
}
