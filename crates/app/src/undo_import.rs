//! Taking an import back: what it made is retired, what it changed is as before, and what somebody has touched since is
//! left alone and named. One job, one reason, and every entry names the import that it undoes.

use crate::{
    Desk, ImportReport as Report, Lost, Outcome, Trouble,
    bring_in::lose,
    chance,
    change::{Before, Change},
    import_keys::undone_key,
    importer::over,
};
use access::may_import;
use record::{Act, Class, RecordId, Refusal, Schema};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Commit, Expect, Job, JobState, StoreError, Write};
use uuid::Uuid;

/// Ledger rows read at a time.
const ROWS: u64 = 500;
/// Records written in one commit.
const BATCH: usize = 100;

/// What an import did to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Touch {
    record: RecordId,
    kind: String,
    /// Version before the import; 0 when the import made the record.
    before: u64,
    /// The import ended it: as its row says, or because it had none.
    ended: bool,
    /// Position of the import's last entry on it.
    position: u64,
}

/// A write that takes one record back.
struct Step {
    record: RecordId,
    kind: String,
    position: u64,
    writes: Vec<Write>,
    made: bool,
    keys: Vec<String>,
}

impl Desk {
    /// Starts to take an import back and gives the id of the job that does it.
    ///
    /// # Errors
    /// Refusals: the role may not import, the import still runs, wrote nothing, or was taken back before.
    pub async fn undo_import(&self, import: Uuid, reason: &str) -> Outcome<Uuid> {
        may_import(&self.actor)?;
        let mut job = self.job(import).await?;
        let mut report: Report = serde_json::from_str(&job.json).unwrap_or_default();
        let refused = |code, sentence: &str, remedy: &str| {
            Err(Trouble::from(Refusal::new(Class::Conflict, code, sentence, remedy)))
        };
        if matches!(job.state, JobState::Running | JobState::Cancelling) {
            return refused("import_runs", "The import still runs.", "Stop it first, then take it back.");
        }
        if report.undone_by.is_some() {
            return refused(
                "already_undone",
                "The import was taken back before.",
                "Look at the job that did it.",
            );
        }
        if report.span.is_none() || report.undoes.is_some() {
            return refused(
                "nothing_to_undo",
                "The job wrote nothing that could be taken back.",
                "Look at its report.",
            );
        }
        crate::record_acts::check_reason(
            Act::Retire,
            Some(reason).filter(|reason| !reason.trim().is_empty()),
        )?;
        let id = chance::new_id(self.app.chance(), self.now);
        let own = Report {
            name: report.name.clone(),
            undoes: Some(import),
            reason: Some(reason.trim().to_owned()),
            ..Report::default()
        };
        let undo = Job {
            id,
            what: "undo".to_owned(),
            person: self.actor.person,
            started: self.now,
            state: JobState::Running,
            done: 0,
            total: 0,
            json: serde_json::to_string(&own).unwrap_or_default(),
        };
        self.house.store.put_job(undo).await?;
        report.undone_by = Some(id);
        job.json = serde_json::to_string(&report).unwrap_or_default();
        self.house.store.put_job(job).await?;
        Ok(id)
    }

    /// Runs an undo to its end. Taken up again after a restart it goes on where it stood.
    pub async fn run_undo(&self, id: Uuid) -> Outcome<Report> {
        // Another process may be at work on it, or have ended it.
        let held = self.house.store.take_job(id).await?;
        let mut job = self.job(id).await?;
        let mut report: Report = serde_json::from_str(&job.json).unwrap_or_default();
        if held.is_none() {
            return Ok(report);
        }
        let (JobState::Running | JobState::Cancelling, Some(import)) = (job.state, report.undoes) else {
            return Ok(report);
        };
        report =
            Report { name: report.name, undoes: report.undoes, reason: report.reason, ..Report::default() };
        let touched = self.touched(import).await?;
        let mut keys = BTreeMap::new();
        for kind in touched.iter().map(|touch| touch.kind.clone()).collect::<BTreeSet<_>>() {
            for (key, record) in self.house.store.import_keys(&kind).await? {
                keys.entry(record).or_insert_with(Vec::new).push(key);
            }
        }
        job.total = u64::try_from(touched.len()).unwrap_or(u64::MAX);
        job.done = 0;
        for batch in touched.chunks(BATCH) {
            if self.job(id).await?.state == JobState::Cancelling {
                job.state = JobState::Cancelled;
                break;
            }
            self.take_back(batch, import, &keys, &mut report).await?;
            job.done += u64::try_from(batch.len()).unwrap_or(0);
            self.save(&mut job, &report).await?;
        }
        if job.state == JobState::Running {
            job.state = JobState::Finished;
        }
        self.save(&mut job, &report).await?;
        Ok(report)
    }

    /// The records that an import wrote, the last first, so that what links goes before what is linked.
    async fn touched(&self, import: Uuid) -> Outcome<Vec<Touch>> {
        let job = self.job(import).await?;
        let report: Report = serde_json::from_str(&job.json).unwrap_or_default();
        let Some((mut from, to)) = report.span else { return Ok(Vec::new()) };
        let wanted = import.to_string();
        let mut touched: BTreeMap<RecordId, Touch> = BTreeMap::new();
        while from <= to {
            let rows = self.house.store.ledger(from, ROWS).await?;
            let Some(last) = rows.last() else { break };
            from = last.position + 1;
            for row in rows.iter().filter(|row| row.position <= to) {
                let Ok(entry) = ledger::Entry::parse(&row.bytes) else { continue };
                if entry.codes.get("import") != Some(&wanted) {
                    continue;
                }
                let record = RecordId(entry.subject.id);
                let ends = Act::from_code(&entry.act).is_some_and(Act::ends);
                let touch = touched.entry(record).or_insert_with(|| Touch {
                    record,
                    kind: entry.subject.kind.clone(),
                    before: entry.subject.version.saturating_sub(u64::from(!ends)),
                    ended: false,
                    position: row.position,
                });
                touch.ended |= ends;
                touch.position = row.position;
            }
        }
        let mut touched: Vec<Touch> = touched.into_values().collect();
        touched.sort_by_key(|touch| std::cmp::Reverse(touch.position));
        Ok(touched)
    }

    async fn take_back(
        &self,
        batch: &[Touch],
        import: Uuid,
        keys: &BTreeMap<RecordId, Vec<String>>,
        report: &mut Report,
    ) -> Outcome<()> {
        let (mut steps, mut wanted) = (Vec::new(), Vec::new());
        for touch in batch {
            match self.step(touch, import, keys, report).await {
                Ok(Some(step)) => {
                    steps.push(step);
                    wanted.push(touch);
                }
                Ok(None) => {}
                Err(Trouble::Refused(refusal)) => self.leave(touch, &refusal, report).await?,
                Err(other) => return Err(other),
            }
        }
        match self.house.store.commit(together(&steps)).await {
            Ok(_) => steps.iter().for_each(|step| count(step, report)),
            Err(StoreError::Conflict) => {
                for touch in wanted {
                    self.take_back_alone(touch, import, keys, report).await?;
                }
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }

    /// One record after another when something changed since they were looked at: somebody wrote one of them, or what this
    /// undo wrote before it was interrupted has arrived only now.
    async fn take_back_alone(
        &self,
        touch: &Touch,
        import: Uuid,
        keys: &BTreeMap<RecordId, Vec<String>>,
        report: &mut Report,
    ) -> Outcome<()> {
        match self.step(touch, import, keys, report).await {
            Ok(None) => Ok(()),
            Ok(Some(step)) => match self.house.store.commit(together(std::slice::from_ref(&step))).await {
                Ok(_) => {
                    count(&step, report);
                    Ok(())
                }
                Err(StoreError::Conflict) => {
                    lose(report, 0, &crate::outcome::changed_meanwhile());
                    Ok(())
                }
                Err(other) => Err(other.into()),
            },
            Err(Trouble::Refused(refusal)) => self.leave(touch, &refusal, report).await,
            Err(other) => Err(other),
        }
    }

    /// The write for one record; none when it was taken back already.
    async fn step(
        &self,
        touch: &Touch,
        import: Uuid,
        keys: &BTreeMap<RecordId, Vec<String>>,
        report: &mut Report,
    ) -> Outcome<Option<Step>> {
        let (schema, record) = self.load(touch.record, At::Now).await?;
        let made = touch.before == 0;
        if record.position != touch.position {
            if self.undoes(record.position, import).await? {
                let counts = if made { &mut report.retired } else { &mut report.revised };
                *counts.entry(touch.kind.clone()).or_default() += 1;
                return Ok(None);
            }
            return Err(touched_since().into());
        }
        if touch.ended && !made {
            return Err(ended_by_import().into());
        }
        let reason = report.reason.clone();
        let content = self.content_of(&record).await?;
        let mut writes = Vec::new();
        if made {
            // What is done is open again before it is given up; what is over stays so.
            let reopened = touch.ended && !record.state.is_over();
            let mut before = (*record).clone();
            for act in reopened.then_some(Act::Reopen).into_iter().chain([over(&schema)]) {
                if before.state.is_over() {
                    break;
                }
                self.check_act(&schema, &before, act)?;
                let after = self.after(&schema, &before, act, reason.as_deref())?;
                before = after.clone();
                writes.push(self.write(Change {
                    schema: &schema,
                    before: Some(Before { content: &content }),
                    after,
                    act,
                    new_content: false,
                    reason: reason.as_deref(),
                    codes: BTreeMap::new(),
                })?);
            }
        } else {
            let before = u32::try_from(touch.before).unwrap_or(u32::MAX);
            let body = self.former(&schema, touch.record, before).await?;
            let Some(write) = self.revision(&schema, &record, &content, body, reason.as_deref()).await?
            else {
                return Ok(None);
            };
            writes.push(write);
        }
        for write in &mut writes {
            write.entry.codes.insert("undoes".to_owned(), import.to_string());
        }
        Ok(Some(Step {
            record: touch.record,
            kind: touch.kind.clone(),
            position: record.position,
            writes,
            made,
            keys: keys.get(&touch.record).cloned().unwrap_or_default(),
        }))
    }

    async fn former(&self, schema: &Arc<Schema>, id: RecordId, version: u32) -> Outcome<record::Body> {
        let content = self.house.store.content(id, version).await?.ok_or_else(Refusal::not_found)?;
        Ok(schema.read(&content.schema, content.json))
    }

    async fn undoes(&self, position: u64, import: Uuid) -> Outcome<bool> {
        let rows = self.house.store.ledger(position, 1).await?;
        let entry = rows.first().and_then(|row| ledger::Entry::parse(&row.bytes).ok());
        Ok(entry.is_some_and(|entry| entry.codes.get("undoes") == Some(&import.to_string())))
    }

    /// Names a record that stays as it is.
    async fn leave(&self, touch: &Touch, refusal: &Refusal, report: &mut Report) -> Outcome<()> {
        let known = self.names(&[touch.record], At::Now).await?;
        let named = known.get(&touch.record);
        lose(report, 0, refusal);
        if let (Some(Lost { sentence, .. }), Some(named)) = (report.lost.last_mut(), named) {
            *sentence = format!("{} {}: {sentence}", named.reference, named.title);
        }
        Ok(())
    }
}

fn together(steps: &[Step]) -> Commit {
    let mut commit = Commit::default();
    for step in steps {
        commit.writes.extend(step.writes.iter().cloned());
        commit.expects.push(Expect::Unchanged { record: step.record, position: step.position });
        for key in step.keys.iter().filter(|_| step.made) {
            commit.import_keys.push((step.kind.clone(), undone_key(key), step.record));
        }
    }
    commit
}

fn count(step: &Step, report: &mut Report) {
    let counts = if step.made { &mut report.retired } else { &mut report.revised };
    *counts.entry(step.kind.clone()).or_default() += 1;
}

fn ended_by_import() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "ended_by_import",
        "The import ended a record that was there before, so it stays as it is.",
        "Open it again by hand, or make it anew if it goes on after all.",
    )
}

fn touched_since() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "touched_since",
        "Somebody has changed or decided the record since the import, so it stays as it is.",
        "Look at its history and change it by hand.",
    )
}
