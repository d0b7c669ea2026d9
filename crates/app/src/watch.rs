//! The snapshot that readiness is computed over, kept in memory and brought up to the end of the ledger before it is used.

use crate::{
    House, Outcome, Trouble,
    look::{audience_of, contents_in_force, dossier, with_content},
    outlive::outlive,
    packs::Held,
    schemas::Schemas,
};
use access::Reach;
use assurance::{Change, Engine, Finding, NextAct, Plan, Readiness, Standing, Subject, Way, World, findings};
use frameworks::{Pack, Problem};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use practice::soa;
use record::{Act, ActSeen, Dossier, Effective, LifeCycle, RecordId, Schema};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Stored, StoredAct, StoredContent};

/// Entries read at a time.
const BATCH: u64 = 500;
/// How long a moment of the past is kept for the next page.
const PAST_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// An engine with the world that it judges, at a size of the ledger.
pub(crate) struct Watch {
    pub(crate) engine: Engine,
    pub(crate) world: World,
    pub(crate) held: Held,
    /// Expectations that cannot be judged, and why: they count as unknown.
    pub(crate) unfit: Vec<Problem>,
    /// The controls that each statement of applicability in force leaves out with a reason.
    left_out: BTreeMap<RecordId, BTreeSet<String>>,
    found: Gathered,
    size: u64,
    tags: Vec<String>,
    zone: TimeZone,
}

/// What was gathered from the answers, and by what: ways to turn verdicts, what to do next, where requirements stand, which
/// nonconformities show. It holds as long as no record changes, no answer turns with time, and the day is the same.
#[derive(Default)]
struct Gathered {
    by: Option<(u64, Date, Option<Timestamp>)>,
    ways: BTreeMap<(String, String, Subject), Vec<Way>>,
    next: Option<(usize, Vec<NextAct>)>,
    standings: Option<Arc<[Standing]>>,
    findings: Option<Vec<Finding>>,
}

/// Verdicts for which ways are kept.
const FOUND_MAX: usize = 500;

/// A moment of the past, and all that can change what is known of it today: schemas, packs and time zone are those of
/// then.
#[derive(Debug, PartialEq)]
pub(crate) struct Moment {
    size: u64,
    instant: Timestamp,
    erasures: u64,
}

/// What readiness is computed with, besides records and an instant.
pub(crate) struct Basis {
    pub(crate) schemas: Vec<Arc<Schema>>,
    pub(crate) held: Held,
    pub(crate) zone: TimeZone,
}

/// The engine over the records as they were at a moment.
pub(crate) struct Past {
    moment: Moment,
    watch: Watch,
    asked: Timestamp,
}

impl Watch {
    /// Where the organisation stands. Controls that the statement of applicability leaves out do not count.
    pub(crate) fn readiness(&mut self) -> Readiness {
        self.forget_what_changed();
        if let Some(standings) = &self.found.standings {
            return self.engine.readiness_by(&self.world, Arc::clone(standings));
        }
        let readiness = self.engine.readiness(&self.world, &self.excluded());
        self.found.standings = Some(Arc::clone(&readiness.standings));
        readiness
    }

    /// The typical nonconformities of a pack as they show, the worst first.
    pub(crate) fn findings(&mut self, pack: &str) -> Vec<Finding> {
        self.forget_what_changed();
        let (engine, world) = (&self.engine, &self.world);
        let found = self.found.findings.get_or_insert_with(|| findings(engine, world));
        found.iter().filter(|finding| finding.pack == pack).cloned().collect()
    }

    /// The controls that are left out with a reason.
    pub(crate) fn excluded(&self) -> BTreeSet<String> {
        self.left_out.values().flatten().cloned().collect()
    }

    /// Takes notice of what a record says of which controls count.
    pub(crate) fn heed(&mut self, dossier: &Dossier) {
        let record = &dossier.record;
        if record.kind == soa::KIND {
            let left_out = record.in_force().map(soa::left_out).unwrap_or_default();
            self.left_out.insert(record.id, left_out);
        }
    }

    /// The ways to turn a verdict, the shortest first; tried, and found to turn it.
    pub(crate) fn ways(&mut self, pack: &str, expectation: &str, subject: &Subject) -> Vec<Way> {
        self.forget_what_changed();
        let key = (pack.to_owned(), expectation.to_owned(), subject.clone());
        let (engine, world) = (&mut self.engine, &mut self.world);
        let found = self.found.ways.entry(key);
        found.or_insert_with(|| engine.ways(world, pack, expectation, subject)).clone()
    }

    /// The acts that would move most requirements, at most `limit`.
    pub(crate) fn next_acts(&mut self, limit: usize) -> Vec<NextAct> {
        self.forget_what_changed();
        let (engine, world) = (&self.engine, &self.world);
        let known = self.found.next.take().filter(|(of, _)| *of == limit);
        let (_, acts) =
            self.found.next.insert(known.unwrap_or_else(|| (limit, engine.next_acts(world, limit))));
        acts.clone()
    }

    fn forget_what_changed(&mut self) {
        let by = (self.world.position(), self.engine.today(), self.engine.next_tick());
        if self.found.by != Some(by) || self.found.ways.len() >= FOUND_MAX {
            self.found = Gathered { by: Some(by), ..Gathered::default() };
        }
    }
}

impl House {
    /// The engine, brought up to the end of the ledger and to `now`, and what `read` reads from it.
    pub(crate) async fn watched<T>(
        self: &Arc<Self>,
        now: Timestamp,
        read: impl FnOnce(&mut Watch) -> T,
    ) -> Outcome<T> {
        let size = self.follow().await?;
        self.leave_past(now);
        let mut watch = self.watch.lock().await;
        if !self.bring_up(&mut watch, size, now, BATCH).await? {
            drop(watch);
            let house = Arc::clone(self);
            outlive(async move {
                let mut watch = house.watch.lock().await;
                house.bring_up(&mut watch, size, now, u64::MAX).await
            })
            .await?;
            watch = self.watch.lock().await;
        }
        let watch = watch.as_mut().ok_or_else(|| Trouble::Broken("readiness was not computed".to_owned()))?;
        Ok(read(watch))
    }

    /// Brings the engine up to a size of the ledger and to `now`. No, and nothing is done, where it is further behind than
    /// `at_most` entries.
    async fn bring_up(
        &self,
        watch: &mut Option<Watch>,
        size: u64,
        now: Timestamp,
        at_most: u64,
    ) -> Outcome<bool> {
        let basis = self.basis().await;
        let tags: Vec<String> = basis.schemas.iter().map(|schema| schema.tag.clone()).collect();
        match watch.as_mut() {
            Some(known)
                if known.tags == tags && known.zone == basis.zone && known.held.tag == basis.held.tag =>
            {
                if known.size >= size {
                    known.engine.tick(&known.world, now);
                } else if size - known.size <= at_most {
                    self.catch_up(known, size, now).await?;
                } else {
                    return Ok(false);
                }
            }
            _ if size <= at_most => *watch = Some(self.watch_at(basis, At::Now, size, now).await?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A moment, with what may change what is known of it.
    pub(crate) async fn moment(&self, size: u64, instant: Timestamp) -> Moment {
        Moment { size, instant, erasures: self.followed.read().await.erasures }
    }

    /// Gives the memory of a moment back that nobody has asked about for a while.
    fn leave_past(&self, now: Timestamp) {
        if let Ok(mut past) = self.past.try_lock() {
            past.take_if(|past| now > past.asked + PAST_KEPT);
        }
        if let Ok(mut past) = self.past_risks.try_lock() {
            past.take_if(|past| now > past.asked + PAST_KEPT);
        }
        if let Ok(mut chronicle) = self.chronicle.try_lock()
            && let Some(chronicle) = chronicle.as_mut()
        {
            chronicle.rest(now);
        }
    }

    /// The engine over the records as they were at a size of the ledger, judged at an instant. The last one is kept,
    /// because who reads the past goes from page to page of one moment.
    pub(crate) async fn watched_then<T>(
        self: &Arc<Self>,
        (size, instant): (u64, Timestamp),
        now: Timestamp,
        read: impl FnOnce(&mut Watch) -> T,
    ) -> Outcome<T> {
        loop {
            self.follow().await?;
            let moment = self.moment(size, instant).await;
            let mut past = self.past.lock().await;
            if let Some(known) = past.as_mut().filter(|known| known.moment == moment) {
                known.asked = now;
                return Ok(read(&mut known.watch));
            }
            drop(past);
            // Another moment may be asked for before this one is looked at: then it is read again.
            let house = Arc::clone(self);
            outlive(async move { house.go_back(moment, now).await }).await?;
        }
    }

    /// Reads the records of a moment, unless that is what is kept.
    async fn go_back(&self, moment: Moment, now: Timestamp) -> Outcome<()> {
        let mut past = self.past.lock().await;
        if past.as_ref().is_none_or(|known| known.moment != moment) {
            // Two of them at once would be large.
            *past = None;
            let basis = self.basis_then(moment.size).await?;
            let watch = self.watch_at(basis, At::Size(moment.size), moment.size, moment.instant).await?;
            *past = Some(Past { moment, watch, asked: now });
        }
        Ok(())
    }

    /// What readiness is computed with now.
    pub(crate) async fn basis(&self) -> Basis {
        let followed = self.followed.read().await;
        let schemas = followed.schemas.all().cloned().collect();
        Basis { schemas, held: followed.held.clone(), zone: followed.zone() }
    }

    /// What it was computed with at a size of the ledger: the packs in force then, the organisation's own fields and its
    /// time zone of then. Declared kinds are those of today, which read what was written then.
    pub(crate) async fn basis_then(&self, size: u64) -> Outcome<Basis> {
        let at = At::Size(size);
        let mut fields = self.all_of(&record::custom::KIND, at).await?;
        fields.sort_by(|a, b| a.reference.cmp(&b.reference));
        let bodies: Vec<_> = fields.iter().filter_map(|field| field.in_force().cloned()).collect();
        let edition = fields.iter().map(|field| field.position + 1).max().unwrap_or(0);
        let schemas = {
            let mut followed = self.followed.write().await;
            Schemas::build(&self.kinds, bodies.iter(), edition, followed.interner())
        };
        let organisation = self.all_of(&access::organisation::KIND, at).await?;
        let named = organisation.first().and_then(|it| access::organisation::TIME_ZONE.of(&it.body));
        let zone = named.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        Ok(Basis { schemas: schemas.all().cloned().collect(), held: self.held_then(size).await?, zone })
    }

    /// The engine over all records at a moment, with the given packs, schemas and time zone.
    pub(crate) async fn watch_at(&self, basis: Basis, at: At, size: u64, now: Timestamp) -> Outcome<Watch> {
        self.watch_for(basis, at, size, now, None).await
    }

    /// The same, over those records only that somebody may read.
    pub(crate) async fn watch_for(
        &self,
        basis: Basis,
        at: At,
        size: u64,
        now: Timestamp,
        reach: Option<&Reach>,
    ) -> Outcome<Watch> {
        let Basis { schemas, held, zone } = basis;
        let (plan, unfit) = compile(&held.packs, &schemas);
        let mut world = World::new(&plan);
        let mut statements = Vec::new();
        for schema in schemas.iter().filter(|schema| plan.reads(schema.kind.id)) {
            let mut after = None;
            loop {
                let batch = self.store.scan(schema.kind.id, after, BATCH, at).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                let may = |stored: &&Stored| reach.is_none_or(|reach| reach.covers(&audience_of(stored)));
                let batch: Vec<(&Schema, &Stored)> =
                    batch.iter().filter(may).map(|stored| (&**schema, stored)).collect();
                for (dossier, past) in self.dossiers_of(&batch, at).await? {
                    world.apply_with_past(&dossier, &past);
                    if schema.kind.id == soa::KIND {
                        statements.push(dossier);
                    }
                }
            }
        }
        world.advance(size.saturating_sub(1));
        let mut engine = Engine::new(&plan, zone.clone());
        engine.full(&world, now);
        let tags = schemas.iter().map(|schema| schema.tag.clone()).collect();
        let (found, left_out) = (Gathered::default(), BTreeMap::new());
        let mut watch = Watch { engine, world, held, unfit, left_out, found, size, tags, zone };
        for statement in &statements {
            watch.heed(statement);
        }
        Ok(watch)
    }

    async fn catch_up(&self, watch: &mut Watch, size: u64, now: Timestamp) -> Outcome<()> {
        let mut touched = BTreeSet::new();
        let mut position = watch.size;
        while position < size {
            let rows = self.store.ledger(position, BATCH).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                position = row.position + 1;
                if let Ok(entry) = ledger::Entry::parse(&row.bytes) {
                    touched.insert(RecordId(entry.subject.id));
                }
            }
        }
        let mut dossiers = Vec::new();
        let touched: Vec<RecordId> = touched.into_iter().collect();
        for ids in touched.chunks(usize::try_from(BATCH).unwrap_or(1)) {
            let batch = self.store.records(ids, At::Now).await?;
            let mut read = Vec::new();
            for stored in &batch {
                read.extend(self.schema(&stored.kind).await.map(|schema| (schema, stored)));
            }
            let read: Vec<(&Schema, &Stored)> =
                read.iter().map(|(schema, stored)| (&**schema, *stored)).collect();
            dossiers.extend(self.dossiers_of(&read, At::Now).await?);
        }
        let changes: Vec<Change<'_>> =
            dossiers.iter().map(|(dossier, past)| Change::Put(dossier, past)).collect();
        watch.engine.apply(&mut watch.world, &changes, now);
        for (dossier, _) in &dossiers {
            watch.heed(dossier);
        }
        watch.world.advance(size.saturating_sub(1));
        watch.size = size;
        Ok(())
    }

    /// A record with its acts, and the versions of it that were in force before.
    pub(crate) async fn dossier_of(
        &self,
        schema: &Schema,
        stored: &Stored,
        at: At,
    ) -> Outcome<(Dossier, Vec<Effective>)> {
        let mut dossiers = self.dossiers_of(&[(schema, stored)], at).await?;
        dossiers.pop().ok_or_else(|| Trouble::Broken("a record was not read".to_owned()))
    }

    /// The same for several records, in their order: a store on another machine is asked as often for all as for one.
    pub(crate) async fn dossiers_of(
        &self,
        records: &[(&Schema, &Stored)],
        at: At,
    ) -> Outcome<Vec<(Dossier, Vec<Effective>)>> {
        let ids: Vec<RecordId> = records.iter().map(|(_, stored)| stored.id).collect();
        let mut acts: BTreeMap<RecordId, Vec<StoredAct>> = BTreeMap::new();
        for act in self.store.acts_on(&ids, at).await? {
            acts.entry(act.record).or_default().push(act);
        }
        let mut in_force = contents_in_force(self, records.iter().map(|(_, stored)| *stored)).await?;
        let mut dossiers = Vec::new();
        for (schema, stored) in records {
            let record = with_content(schema, stored, in_force.remove(&stored.id))?;
            dossiers.push(dossier(record, acts.remove(&stored.id).unwrap_or_default()));
        }
        let before: Vec<(RecordId, u32)> = records
            .iter()
            .zip(&dossiers)
            .flat_map(|((schema, stored), dossier)| {
                brought(schema, dossier).map(|act| (stored.id, act.version))
            })
            .collect();
        let contents = self.store.contents(&before).await?.into_iter();
        let mut contents: BTreeMap<(RecordId, u32), StoredContent> =
            contents.map(|(id, content)| ((id, content.version), content)).collect();
        let mut read = Vec::new();
        for ((schema, stored), dossier) in records.iter().zip(dossiers) {
            let mut past = Vec::new();
            for act in brought(schema, &dossier) {
                if let Some(content) = contents.remove(&(stored.id, act.version)) {
                    past.push(Effective {
                        version: act.version,
                        body: schema.read(&content.schema, content.json),
                        approved: record::Stamp { by: act.by, at: act.at, reason: act.reason.clone() },
                    });
                }
            }
            read.push((dossier, past));
        }
        Ok(read)
    }
}

/// The acts that brought the versions into force that are so no longer.
fn brought<'d>(schema: &Schema, dossier: &'d Dossier) -> impl Iterator<Item = &'d ActSeen> {
    let brings = if schema.kind.life_cycle == LifeCycle::Controlled { Act::Approve } else { Act::Revise };
    let record = &dossier.record;
    let newest = record.effective.as_ref().map_or(record.version, |effective| effective.version);
    dossier.acts.iter().filter(move |act| {
        (act.act == brings || act.act == Act::Create && brings == Act::Revise) && act.version != newest
    })
}

/// Checks the expectations of the packs against the schemas. What cannot be judged is told, and counts as unknown: an
/// organisation that gave up a field of its own must still see where it stands.
pub(crate) fn compile(packs: &[Pack], schemas: &[Arc<Schema>]) -> (Plan, Vec<Problem>) {
    let declared: Vec<Schema> = schemas.iter().map(|schema| (**schema).clone()).collect();
    Plan::compile(packs, &declared)
}
