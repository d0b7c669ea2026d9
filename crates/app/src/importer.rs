//! An import at work: records are prepared while those before them are being written.

use crate::{
    Desk, House, ImportReport as Report, Incoming, Lost, Outcome, Trouble, Via,
    bring_in::{Done, Ending, Slice, lose, sentence_of},
    change::{Before, Change},
    import_keys::Keys,
    look::{Loaded, TOGETHER},
};
use record::{Act, Body, Class, LifeCycle, Record, RecordId, Refusal, Schema, Shape, Value, changed_fields};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};
use store::{At, Commit, Expect, Job, Receipt, StoreError, StoredContent, Write};
use tokio::{sync::OnceCell, task::JoinHandle};
use uuid::Uuid;

/// The desk of the person, with every act marked as coming from an import.
pub(crate) struct Importer {
    desk: Desk,
    schemas: BTreeMap<String, Arc<Schema>>,
    house: Arc<House>,
    /// The job, which every entry names.
    job: String,
    keys: Keys,
    /// Records that this import has made, or that were looked up: of their kind, and seen by the person.
    met: HashSet<RecordId>,
    flight: Option<Flight>,
    /// How far the job is, on its way into the store.
    note: Option<JoinHandle<Result<(), StoreError>>>,
}

/// A batch that is ready to be written.
#[derive(Default)]
struct Batch {
    records: Slice,
    commit: Commit,
    /// Records that it makes.
    made: HashSet<RecordId>,
    done: Vec<(String, Done)>,
    lost: Vec<Lost>,
}

/// What is there of the records that a batch changes and links to.
struct Near {
    /// Those that it changes.
    records: HashMap<RecordId, Loaded>,
    /// Their newest contents, once one of them is changed.
    contents: OnceCell<HashMap<RecordId, StoredContent>>,
    /// The kinds of all of them.
    kinds: HashMap<RecordId, &'static str>,
}

/// A batch that is being written.
struct Flight {
    batch: Batch,
    answer: JoinHandle<Result<Receipt, StoreError>>,
}

impl Importer {
    pub(crate) async fn new(desk: &Desk, job: Uuid) -> Outcome<Self> {
        let mut own =
            desk.app.desk(desk.organisation(), desk.actor.person, desk.account, Via::Import).await?;
        own.now = desk.app.now();
        let schemas =
            own.schemas().await.into_iter().map(|schema| (schema.kind.id.to_owned(), schema)).collect();
        Ok(Self {
            house: Arc::clone(&own.house),
            desk: own,
            schemas,
            job: job.to_string(),
            keys: Keys::default(),
            met: HashSet::new(),
            flight: None,
            note: None,
        })
    }

    /// Begins to write records and gives how many are done by now: mostly those of the call before. A record that comes
    /// twice, its fields and then the links that close a circle, is written before it comes again.
    pub(crate) async fn bring(&mut self, records: Slice, report: &mut Report) -> Outcome<u64> {
        let (mut done, mut rest) = (0, records);
        while !rest.is_empty() {
            let mut seen = HashSet::new();
            let first = rest.iter().position(|one| !seen.insert((&one.kind, &one.key))).unwrap_or(rest.len());
            drop(seen);
            let (now, later) = rest.cut(first);
            if self.is_in_the_air(&now).await? {
                done += self.land(report).await?;
            }
            let mut batch = self.prepare(now.clone()).await?;
            if self.flight.is_some() {
                let (landed, as_expected) = self.come_down(report).await?;
                done += landed;
                if !as_expected {
                    batch = self.prepare(now).await?;
                }
            }
            self.launch(batch);
            rest = later;
        }
        Ok(done)
    }

    /// Says how far the job is; nobody waits for it but what is said next.
    pub(crate) async fn note(&mut self, job: &Job, report: &Report) -> Outcome<()> {
        self.noted().await?;
        let json = serde_json::to_string(report).unwrap_or_default();
        let (house, id, done) = (Arc::clone(&self.house), job.id, job.done);
        self.note = Some(tokio::spawn(async move { house.store.note_job(id, done, json).await }));
        Ok(())
    }

    async fn noted(&mut self) -> Outcome<()> {
        match self.note.take() {
            Some(note) => Ok(note.await.map_err(|error| Trouble::Broken(error.to_string()))??),
            None => Ok(()),
        }
    }

    /// Waits for what is being written and gives how many are done by it.
    pub(crate) async fn land(&mut self, report: &mut Report) -> Outcome<u64> {
        self.noted().await?;
        Ok(self.come_down(report).await?.0)
    }

    /// Retires records that a newer edition no longer holds, each as the person has decided. One that cannot be retired,
    /// or that somebody is at work on, stays and is named.
    pub(crate) async fn retire(&self, ids: &[RecordId], report: &mut Report) -> Outcome<u64> {
        let reason = format!("Not in “{}” any more", report.name);
        for id in ids {
            match self.retire_one(*id, &reason).await {
                Ok(Some((kind, position))) => {
                    report.cover(position);
                    *report.retired.entry(kind).or_default() += 1;
                }
                Ok(None) => {}
                Err(Trouble::Refused(refusal)) => lose(report, 0, &refusal),
                Err(other) => return Err(other),
            }
        }
        Ok(u64::try_from(ids.len()).unwrap_or(0))
    }

    /// Whether any of the records is one that is just being made.
    async fn is_in_the_air(&mut self, records: &[Incoming]) -> Outcome<bool> {
        let Some(flight) = &self.flight else { return Ok(false) };
        for one in records {
            let found = self.keys.find(&*self.house.store, &one.kind, &one.key).await;
            if found.is_ok_and(|(_, id)| id.is_some_and(|id| flight.batch.made.contains(&id))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn launch(&mut self, batch: Batch) {
        let mut batch = batch;
        let (house, commit) = (Arc::clone(&self.house), std::mem::take(&mut batch.commit));
        let answer = tokio::spawn(async move {
            if commit.writes.is_empty() && commit.import_keys.is_empty() {
                return Ok(Receipt { sealed: Vec::new(), repeated: false });
            }
            house.store.commit(commit).await
        });
        self.flight = Some(Flight { batch, answer });
    }

    /// How many are done, and whether all went as was expected: when one record spoils a batch, each is written alone, so
    /// that only that one is lost.
    async fn come_down(&mut self, report: &mut Report) -> Outcome<(u64, bool)> {
        let Some(Flight { batch, answer }) = self.flight.take() else { return Ok((0, true)) };
        let count = u64::try_from(batch.records.len()).unwrap_or(0);
        let answer = answer.await.map_err(|error| Trouble::Broken(error.to_string()))?;
        match answer {
            Ok(receipt) => {
                self.met.extend(&batch.made);
                batch.settle(&receipt, report);
                Ok((count, true))
            }
            Err(StoreError::Conflict) => {
                for at in 0..batch.records.len() {
                    let (one, _) = batch.records.clone().cut(at).1.cut(1);
                    self.alone(one, report).await?;
                }
                Ok((count, false))
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn alone(&mut self, one: Slice, report: &mut Report) -> Outcome<()> {
        self.keys.forget();
        let row = one.first().map_or(0, |one| one.row);
        let mut batch = self.prepare(one).await?;
        let commit = std::mem::take(&mut batch.commit);
        if commit.writes.is_empty() && commit.import_keys.is_empty() {
            batch.settle(&Receipt { sealed: Vec::new(), repeated: false }, report);
            return Ok(());
        }
        match self.house.store.commit(commit).await {
            Ok(receipt) => {
                self.met.extend(&batch.made);
                batch.settle(&receipt, report);
            }
            Err(StoreError::Conflict) => {
                self.keys.forget();
                lose(report, row, &crate::outcome::changed_meanwhile());
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }

    async fn prepare(&mut self, records: Slice) -> Outcome<Batch> {
        // Ids begin with the time: records that are written one after another are found side by side.
        self.desk.now = self.desk.app.now();
        let mut batch = Batch { records: records.clone(), ..Batch::default() };
        let near = self.near(&records).await?;
        for one in &*records {
            match self.prepare_one(one, &mut batch, &near).await {
                Ok(done) => batch.done.push((one.kind.clone(), done)),
                Err(Trouble::Refused(refusal)) => {
                    batch.lost.push(Lost { row: one.row, sentence: sentence_of(&refusal) });
                }
                Err(other) => return Err(other),
            }
        }
        for write in &mut batch.commit.writes {
            write.entry.codes.insert("import".to_owned(), self.job.clone());
        }
        Ok(batch)
    }

    /// What the records at hand change and link to, as far as it is there, asked for together.
    async fn near(&mut self, records: &[Incoming]) -> Outcome<Near> {
        let (mut known, mut linked) = (HashSet::new(), HashSet::new());
        for one in records {
            // What cannot be found is told of its row.
            if let Ok((_, Some(id))) = self.keys.find(&*self.house.store, &one.kind, &one.key).await {
                known.insert(id);
            }
            for (_, kind, key) in &one.refs {
                if let Ok((_, Some(id))) = self.keys.find(&*self.house.store, kind, key).await
                    && !self.met.contains(&id)
                {
                    linked.insert(id);
                }
            }
        }
        if let Some(flight) = &self.flight {
            known.retain(|id| !flight.batch.made.contains(id));
            linked.retain(|id| !flight.batch.made.contains(id));
        }
        linked.retain(|id| !known.contains(id));
        let records = self.desk.load_all(&known.into_iter().collect::<Vec<_>>(), At::Now).await?;
        let linked = self.desk.load_all(&linked.into_iter().collect::<Vec<_>>(), At::Now).await?;
        let kind = |(id, (_, record)): (RecordId, Loaded)| (id, record.kind);
        let mut kinds: HashMap<_, _> = linked.into_iter().map(kind).collect();
        kinds.extend(records.iter().map(|(id, (_, record))| (*id, record.kind)));
        Ok(Near { records, contents: OnceCell::new(), kinds })
    }

    /// The newest contents of what the records at hand may change, asked for together when the first of them does.
    async fn contents<'n>(&self, near: &'n Near) -> Outcome<&'n HashMap<RecordId, StoredContent>> {
        let read = async || {
            let versions: Vec<_> =
                near.records.values().map(|(_, record)| (record.id, record.version)).collect();
            let mut contents = HashMap::with_capacity(versions.len());
            for versions in versions.chunks(TOGETHER) {
                contents.extend(self.house.store.contents(versions).await?);
            }
            Ok(contents)
        };
        near.contents.get_or_try_init(read).await
    }

    async fn prepare_one(&mut self, one: &Incoming, batch: &mut Batch, near: &Near) -> Outcome<Done> {
        let schema = Arc::clone(self.schemas.get(&one.kind).ok_or_else(Refusal::not_found)?);
        if let Some(ending) = &one.ends {
            return self.end(one, ending, batch, near).await;
        }
        let (mut body, problems) = Body::from_json(&schema, &one.body);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems).into());
        }
        for (field, kind, key) in &one.refs {
            let target = self.target(kind, key, batch, near).await?;
            point(&schema, &mut body, field, target);
        }
        let (key, known) = self.keys.find(&*self.house.store, &one.kind, &one.key).await?;
        let Some(id) = known else {
            let flying = self.flight.as_ref().map(|flight| &flight.batch.made);
            let fresh = |id: &RecordId| {
                batch.made.contains(id)
                    || self.met.contains(id)
                    || flying.is_some_and(|made| made.contains(id))
            };
            let (mut write, record) = self.desk.creation_linked(&schema, body, &fresh).await?;
            if one.decided {
                write.entry.codes.insert("matched".to_owned(), "decided".to_owned());
            }
            self.keys.expect(&one.kind, &key, record.id);
            batch.made.insert(record.id);
            batch.commit.import_keys.push((one.kind.clone(), key, record.id));
            // That there is no such record yet is part of making one.
            batch.commit.writes.push(write);
            return Ok(Done::Created);
        };
        let (schema, record) = near.records.get(&id).ok_or_else(Refusal::not_found)?;
        let mut wanted = record.body.clone();
        for (field, value) in &body {
            wanted.set(field.to_owned(), merged(record.body.get(field), value));
        }
        if changed_fields(&record.body, &wanted).is_empty() {
            return Ok(Done::Same);
        }
        let Some(content) = self.contents(near).await?.get(&id) else {
            return Err(Trouble::Broken(format!("content of {id} version {} is missing", record.version)));
        };
        let fresh = |id: &RecordId| batch.made.contains(id) || self.met.contains(id);
        let what = (&**schema, &**record, content);
        let revision =
            self.desk.revision_linked(what, wanted, Some("Import of a newer edition"), &fresh).await?;
        match revision {
            None => Ok(Done::Same),
            Some(mut write) => {
                if one.decided {
                    write.entry.codes.insert("matched".to_owned(), "decided".to_owned());
                }
                batch.commit.expects.push(Expect::Unchanged { record: id, position: record.position });
                batch.commit.writes.push(write);
                Ok(Done::Revised)
            }
        }
    }

    /// Ends a record as its row says.
    async fn end(
        &mut self,
        one: &Incoming,
        ending: &Ending,
        batch: &mut Batch,
        near: &Near,
    ) -> Outcome<Done> {
        let act = Act::from_code(&ending.act).filter(|act| act.ends()).ok_or_else(Refusal::not_found)?;
        let Some(id) = self.keys.find(&*self.house.store, &one.kind, &one.key).await?.1 else {
            return Ok(Done::Nothing);
        };
        let (schema, record) = near.records.get(&id).ok_or_else(Refusal::not_found)?;
        if !record.state.acts(schema.kind.life_cycle).contains(&act) {
            return Ok(Done::Nothing);
        }
        let Some(content) = self.contents(near).await?.get(&id) else {
            return Err(Trouble::Broken(format!("content of {id} version {} is missing", record.version)));
        };
        let write = self.ending((schema, record, content), act, &ending.reason, BTreeMap::new())?;
        batch.commit.expects.push(Expect::Unchanged { record: id, position: record.position });
        batch.commit.writes.push(write);
        Ok(Done::Ended)
    }

    /// The write by which a record is over or done.
    fn ending(
        &self,
        (schema, record, content): (&Arc<Schema>, &Record, &StoredContent),
        act: Act,
        reason: &str,
        codes: BTreeMap<String, String>,
    ) -> Outcome<Write> {
        self.desk.check_act(schema, record, act).map_err(|refusal| named(record, refusal))?;
        self.desk.write(Change {
            schema,
            before: Some(Before { content }),
            after: self.desk.after(schema, record, act, Some(reason))?,
            act,
            new_content: false,
            reason: Some(reason),
            codes,
        })
    }

    /// The record that a row links to by kind and key. One that was there before is looked at once: the person has to
    /// see it.
    async fn target(&mut self, kind: &str, key: &str, batch: &Batch, near: &Near) -> Outcome<RecordId> {
        let found = self.keys.find(&*self.house.store, kind, key).await?.1;
        let missing = || {
            Refusal::new(
                Class::Invalid,
                "no_such_record",
                format!("The record “{key}” that this row names was not brought in."),
                "Mend that record's row and import again.",
            )
        };
        let id = found.ok_or_else(missing)?;
        let flying = self.flight.as_ref().is_some_and(|flight| flight.batch.made.contains(&id));
        if !flying && !batch.made.contains(&id) && !self.met.contains(&id) {
            let found = near.kinds.get(&id).ok_or_else(missing)?;
            if *found == kind {
                self.met.insert(id);
            }
        }
        Ok(id)
    }

    /// The kind and the position of the entry; nothing when it was retired by this import before.
    async fn retire_one(&self, id: RecordId, reason: &str) -> Outcome<Option<(String, u64)>> {
        let (schema, record) = self.desk.load(id, At::Now).await?;
        let act = over(&schema);
        if record.state.is_over() {
            let rows = self.house.store.ledger(record.position, 1).await?;
            let entry = rows.first().and_then(|row| ledger::Entry::parse(&row.bytes).ok());
            if entry.is_some_and(|entry| entry.codes.get("import") == Some(&self.job)) {
                return Ok(None);
            }
        }
        let content = self.desk.content_of(&record).await?;
        let codes = [("import", self.job.as_str()), ("matched", "decided")];
        let codes = codes.map(|(name, code)| (name.to_owned(), code.to_owned())).into();
        let write = self.ending((&schema, &record, &content), act, reason, codes)?;
        let expects = vec![Expect::Unchanged { record: id, position: record.position }];
        let commit = Commit { writes: vec![write], expects, ..Commit::default() };
        match self.house.store.commit(commit).await {
            Ok(receipt) => Ok(receipt.sealed.first().map(|sealed| (record.kind.to_owned(), sealed.position))),
            Err(StoreError::Conflict) => Err(named(&record, crate::outcome::changed_meanwhile()).into()),
            Err(other) => Err(other.into()),
        }
    }
}

impl Batch {
    /// Counts what was done.
    fn settle(self, receipt: &Receipt, report: &mut Report) {
        receipt.sealed.iter().for_each(|sealed| report.cover(sealed.position));
        self.lost.into_iter().for_each(|lost| report.lose(lost));
        for (kind, done) in self.done {
            match done {
                Done::Created => *report.created.entry(kind).or_default() += 1,
                Done::Revised => *report.revised.entry(kind).or_default() += 1,
                Done::Same => report.same += 1,
                Done::Ended => *report.ended.entry(kind).or_default() += 1,
                Done::Nothing => {}
            }
        }
    }
}

/// The act by which a record is over.
pub(crate) fn over(schema: &Schema) -> Act {
    if schema.kind.life_cycle == LifeCycle::Task { Act::Cancel } else { Act::Retire }
}

fn named(record: &Record, refusal: Refusal) -> Refusal {
    let sentence = format!("{} {}: {}", record.reference, record.title, refusal.sentence);
    Refusal { sentence, ..refusal }
}

/// Sets a link field, or adds to a field of several links.
fn point(schema: &Schema, body: &mut Body, field: &str, target: RecordId) {
    let several =
        matches!(schema.field(field).map(|field| field.shape), Some(Shape::Links(_) | Shape::Evidence));
    let value = match body.get(field) {
        Some(Value::Links(ids)) if several && !ids.contains(&target) => {
            Value::Links(ids.iter().copied().chain([target]).collect())
        }
        Some(Value::Links(ids)) if several => Value::Links(ids.clone()),
        _ if several => Value::Links(vec![target]),
        _ => Value::Link(target),
    };
    body.set(field.to_owned(), value);
}

/// What a field becomes when a file names `new`: links are added to those that are there.
fn merged(old: Option<&Value>, new: &Value) -> Value {
    match (old, new) {
        (Some(Value::Links(old)), Value::Links(new)) => Value::Links(
            old.iter().copied().chain(new.iter().copied().filter(|id| !old.contains(id))).collect(),
        ),
        _ => new.clone(),
    }
}
