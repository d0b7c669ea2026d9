//! Assessing again: what came up since an assessment was made, and what a person decides of it.

use crate::{At, Desk, Made, Outcome, desk::day, outcome::changed_meanwhile};
use jiff::civil::Date;
use practice::impact::{self, Decided, Lived, Trigger, Version};
use record::{Act, Body, LifeCycle, Problem, Record, RecordId, Refusal, Schema};
use store::Stored;

/// A decision that somebody makes.
#[derive(Clone, Debug)]
pub struct DecideAgain {
    /// The assessment.
    pub assessment: RecordId,
    /// Position of the last act on it that was seen.
    pub seen: u64,
    /// Which trigger, as [`Trigger::key`] says.
    pub trigger: String,
    /// Whether to assess again; none when nothing was chosen.
    pub again: Option<bool>,
    /// Why.
    pub reason: String,
    /// The key of the form.
    pub key: Option<String>,
}

impl Desk {
    /// What has come up since the assessment that is in force was made; nothing while none is in force.
    ///
    /// # Errors
    /// Only failures: what the person may not see is left out.
    pub async fn reassessment(&self, assessment: &Record, at: At) -> Outcome<Vec<Trigger>> {
        if assessment.state.is_over() {
            return Ok(Vec::new());
        }
        let Some(body) = assessment.in_force() else { return Ok(Vec::new()) };
        let today = match at {
            At::Now => self.today(),
            At::Size(size) => day(self.instant_of(size).await?, self.zone()),
        };
        let around = self.lived(body, at).await?;
        Ok(impact::triggers(body, &assessment.body, &around, today))
    }

    /// Writes a decision into the assessment: as of today and in the person's name. It counts once it is approved.
    ///
    /// # Errors
    /// Refusals: nothing chosen, no reason, what holds of revising the assessment, `changed_meanwhile` when the trigger is gone.
    pub async fn decide_again(&self, ask: DecideAgain) -> Outcome<Made> {
        let look = self.look(ask.assessment, At::Now).await?;
        if look.schema.kind.id != impact::KIND {
            return Err(Refusal::not_found().into());
        }
        let mut problems = Vec::new();
        if ask.again.is_none() {
            problems.push(Problem::new("decision", "missing", "Choose what is decided."));
        }
        let reason = ask.reason.trim();
        if reason.is_empty() {
            problems.push(Problem::new("reason", "missing", "Say why."));
        }
        let (Some(again), true) = (ask.again, problems.is_empty()) else {
            return Err(Refusal::invalid(problems).into());
        };
        let found = self.reassessment(&look.record, At::Now).await?;
        let trigger = found.iter().find(|trigger| trigger.is_open() && trigger.key() == ask.trigger);
        let Some(trigger) = trigger else { return Err(changed_meanwhile().into()) };
        let decided = Decided {
            again,
            on: self.today(),
            by: Some(self.actor.person),
            reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let body = impact::with_decision(&look.record.body, trigger, &decided);
        self.revise(ask.assessment, ask.seen, body, None, ask.key).await
    }

    /// What an assessment is about and what that depends on, with the method: each with the versions that were in force.
    async fn lived(&self, body: &Body, at: At) -> Outcome<Vec<Lived>> {
        let mut ids: Vec<RecordId> =
            self.around_assessment(body, at).await?.iter().map(|record| record.id).collect();
        ids.extend(impact::judged_by(body));
        let stored = self.house.store.records(&ids, at).await?;
        let mut known = Vec::with_capacity(stored.len());
        for stored in &stored {
            known.extend(self.house.schema(&stored.kind).await.map(|schema| (schema, stored)));
        }
        let known: Vec<(&Schema, &Stored)> =
            known.iter().map(|(schema, stored)| (&**schema, *stored)).collect();
        let dossiers = self.house.dossiers_of(&known, at).await?;
        let mut all = Vec::new();
        for ((schema, _), (dossier, past)) in known.into_iter().zip(dossiers) {
            let mut versions: Vec<Version> = past
                .into_iter()
                .chain(dossier.record.effective.clone())
                .map(|version| Version { from: self.on(version.approved.at), body: version.body })
                .collect();
            if schema.kind.life_cycle != LifeCycle::Controlled {
                let written =
                    dossier.acts.iter().rev().find(|act| matches!(act.act, Act::Create | Act::Revise));
                let from = written.map_or(dossier.record.changed.at, |act| act.at);
                versions.push(Version { from: self.on(from), body: dossier.record.body.clone() });
            }
            // Stable: versions of one day keep their order.
            versions.sort_by_key(|version| version.from);
            all.push(Lived { record: dossier.record.id, kind: schema.kind.id, versions });
        }
        Ok(all)
    }

    fn on(&self, at: jiff::Timestamp) -> Date {
        day(at, self.zone())
    }
}
