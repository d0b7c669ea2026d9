//! Risks as they stand together: by the methods they are judged by, with what each use inherits.

use crate::{
    At, Desk, House, Look, Named, Outcome,
    desk::day,
    look::{TOGETHER, audience_of, contents_in_force, with_content},
    outcome::Trouble,
    watch::Moment,
};
use access::{Audience, Reach};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use practice::impact;
use practice::risk::{
    self, Acceptance, Accepted, Board, Class, Line, Method, Risk, Standing, Through, Version, Versions, Web,
    When,
};
use record::{Act, Record, RecordId, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::{Stored, StoredAct, StoredContent};

/// Which risks are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// The gravest of all.
    #[default]
    Gravest,
    /// Those above appetite.
    Above,
    /// Those above appetite that nobody accepted who may, or no longer.
    Unaccepted,
    /// Those without a class after treatment.
    Unclassed,
    /// Those judged under a version that is no longer in force.
    Outdated,
    /// Those of a class after treatment.
    Class(Class),
}

impl Listed {
    /// Whether a risk is among them.
    fn holds(self, line: &Line) -> bool {
        let standing = &line.standing;
        let above = standing.within == Some(false);
        !line.risk.opportunity
            && match self {
                Self::Gravest => true,
                Self::Above => above,
                Self::Unaccepted => above && standing.acceptance != Some(Acceptance::Holds),
                Self::Unclassed => standing.class(When::Residual).is_none(),
                Self::Outdated => standing.outdated,
                Self::Class(class) => standing.class(When::Residual) == Some(class),
            }
    }
}

/// Kinds that are read, in an order in which methods come before risks.
const READ: [&str; 7] = [risk::METHOD, "use", "system", "model", "dataset", "agent", risk::KIND];
/// Rows read at a time.
const BATCH: u64 = 500;

/// All risks together, as a person may see them.
#[derive(Debug)]
pub struct RiskBoard {
    /// What was counted.
    pub board: Board,
    /// The gravest after treatment.
    pub top: Vec<Line>,
    /// The methods.
    pub methods: Vec<MethodLine>,
    /// Names of owners, uses and methods.
    pub names: BTreeMap<RecordId, Named>,
}

/// A method.
#[derive(Clone, Debug)]
pub struct MethodLine {
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub named: Named,
    /// The version in force.
    pub in_force: Option<Version>,
    /// Whether something newer is being written.
    pub draft: bool,
    /// Risks judged by it.
    pub risks: usize,
}

/// A risk of a use.
#[derive(Clone, Debug)]
pub struct UseRisk {
    /// The risk.
    pub line: Line,
    /// What it comes through; none when it names the use.
    pub through: Option<RecordId>,
    /// Why it is otherwise here: whether it does not arise, and the reason.
    pub exception: Option<(bool, String)>,
}

/// What practices say of a record, beside its content.
#[derive(Clone, Debug)]
pub enum Remark {
    /// Read off the record alone.
    Said(practice::remark::Remark),
    /// How a risk stands by its method; whether it names one.
    Risk(Standing, bool),
    /// How many risks bear on a use, and how many of them name it.
    Use(usize, usize),
    /// What a method being written would change.
    Method(MethodPreview),
    /// Nobody assesses the impacts of this use; whether the person may begin.
    Unassessed(bool),
    /// How many steps of an assessment are complete, and of how many.
    Assessment(usize, usize),
    /// How much came up since an assessment was made that nobody has decided on, and its reference.
    Again(usize, String),
}

/// A rating that a method being written would put in another class.
#[derive(Clone, Debug)]
pub struct ClassMove {
    /// `RSK-0004`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// Which rating.
    pub when: When,
    /// By the version that it is judged by.
    pub then: Option<Class>,
    /// By what is being written.
    pub now: Option<Class>,
}

/// What a method being written would change.
#[derive(Clone, Debug)]
pub struct MethodPreview {
    /// Risks judged by the method.
    pub risks: usize,
    /// Ratings that would change their class, by reference.
    pub moves: Vec<ClassMove>,
}

/// Risks and methods in memory, up to a size of the ledger.
pub(crate) struct RiskBook {
    size: u64,
    today: Option<Date>,
    zone: TimeZone,
    lines: BTreeMap<RecordId, (Audience, Line)>,
    methods: BTreeMap<RecordId, Kept>,
    web: Web,
}

/// The risks of a moment of the past, which is read page after page.
pub(crate) struct PastRisks {
    moment: Moment,
    book: RiskBook,
    /// When it was asked for last.
    pub(crate) asked: Timestamp,
}

/// A method in memory.
struct Kept {
    audience: Audience,
    versions: Versions,
    newest: Method,
    draft: bool,
}

impl RiskBook {
    /// Judges a risk, or all that are judged by a method.
    fn judge(&mut self, only: Option<RecordId>) {
        let today = self.today.unwrap_or(Date::MIN);
        for (id, (_, line)) in &mut self.lines {
            if only.is_none_or(|only| *id == only || line.risk.method == Some(only)) {
                let kept = line.risk.method.and_then(|method| self.methods.get(&method));
                line.standing = Standing::of(&line.risk, kept.map(|kept| &kept.versions), today);
            }
        }
    }

    fn seen<'a>(&'a self, reach: &Reach) -> impl Iterator<Item = &'a Line> {
        self.lines.values().filter(|(audience, _)| reach.covers(audience)).map(|(_, line)| line)
    }
}

impl House {
    async fn risk_book(&self, at: At, zone: TimeZone, now: Timestamp) -> Outcome<RiskBook> {
        let size = match at {
            At::Now => self.follow().await?,
            At::Size(size) => size,
        };
        let today = Some(day(now, &zone));
        let mut book = RiskBook {
            size,
            today,
            zone,
            lines: BTreeMap::new(),
            methods: BTreeMap::new(),
            web: Web::default(),
        };
        for kind in READ {
            let mut after = None;
            loop {
                let batch = self.store.scan(kind, after, BATCH, at).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                self.put_all(&mut book, &batch, at).await?;
            }
        }
        book.judge(None);
        Ok(book)
    }

    /// Takes records into the book; what else has to be read of them is asked for together.
    async fn put_all(&self, book: &mut RiskBook, batch: &[Stored], at: At) -> Outcome<()> {
        let mut contents = contents_in_force(self, batch).await?;
        let in_force = |stored: &&Stored| stored.kind == risk::KIND && stored.effective.is_some();
        let ids: Vec<RecordId> = batch.iter().filter(in_force).map(|stored| stored.id).collect();
        let acts = if ids.is_empty() { Vec::new() } else { self.store.acts_on(&ids, at).await? };
        // The last one holds.
        let approvals = acts.into_iter().filter(|act| act.act == Act::Approve.code());
        let mut approved: BTreeMap<RecordId, StoredAct> = approvals.map(|act| (act.record, act)).collect();
        for stored in batch {
            let more = (contents.remove(&stored.id), approved.remove(&stored.id));
            self.put_in(book, stored, more, at).await?;
        }
        Ok(())
    }

    /// Takes a record into the book, with what is in force where that is not the newest, and the act that approved it.
    async fn put_in(
        &self,
        book: &mut RiskBook,
        stored: &Stored,
        (in_force, approved): (Option<StoredContent>, Option<StoredAct>),
        at: At,
    ) -> Outcome<()> {
        let Some(schema) = self.schema(&stored.kind).await else { return Ok(()) };
        if stored.kind == risk::METHOD {
            let (dossier, past) = self.dossier_of(&schema, stored, at).await?;
            let record = dossier.record;
            let newest = Method::of(&record.body);
            let draft = record.effective.as_ref().is_none_or(|known| known.version != record.version);
            let mut versions: Vec<Version> = past
                .into_iter()
                .chain(record.effective.clone())
                .map(|version| Version {
                    number: version.version,
                    from: day(version.approved.at, &book.zone),
                    method: Method::of(&version.body),
                })
                .collect();
            versions.sort_by_key(|version| version.number);
            let draft = draft && !record.state.is_over();
            let kept = Kept { audience: audience_of(stored), versions: Versions(versions), newest, draft };
            book.methods.insert(record.id, kept);
            return Ok(());
        }
        let record = with_content(&schema, stored, in_force)?;
        if stored.kind != risk::KIND {
            if record.state.is_over() {
                book.web.remove(record.id);
            } else {
                book.web.put(record.id, risk::needs(&stored.kind, &record.body));
            }
            return Ok(());
        }
        let accepted = approved.filter(|_| record.effective.is_some());
        let accepted = accepted.map(|act| Accepted { capacity: act.capacity, on: day(act.at, &book.zone) });
        let written = day(record.changed.at, &book.zone);
        match Risk::of(&record, accepted, written) {
            Some(read) => {
                let standing = Standing::of(&read, None, written);
                book.lines.insert(record.id, (audience_of(stored), Line { risk: read, standing }));
            }
            None => drop(book.lines.remove(&record.id)),
        }
        Ok(())
    }

    /// The risks of now, brought up to the end of the ledger, and what `read` reads of them.
    async fn with_risks<T>(&self, now: Timestamp, read: impl FnOnce(&RiskBook) -> T) -> Outcome<T> {
        let size = self.follow().await?;
        let zone = self.followed.read().await.zone();
        let mut kept = self.risks.lock().await;
        match kept.as_mut() {
            Some(book) if book.zone == zone => self.catch_up_risks(book, size, now).await?,
            _ => *kept = Some(self.risk_book(At::Now, zone, now).await?),
        }
        let book = kept.as_ref().ok_or_else(|| Trouble::Broken("risks were not read".to_owned()))?;
        Ok(read(book))
    }

    /// The risks of a moment of the past, and what `read` reads of them. The last moment is kept.
    async fn with_past_risks<T>(
        &self,
        (size, instant): (u64, Timestamp),
        zone: TimeZone,
        now: Timestamp,
        read: impl FnOnce(&RiskBook) -> T,
    ) -> Outcome<T> {
        self.follow().await?;
        let moment = self.moment(size, instant).await;
        let mut past = self.past_risks.lock().await;
        if past.as_ref().is_none_or(|known| known.moment != moment || known.book.zone != zone) {
            let book = self.risk_book(At::Size(size), zone, instant).await?;
            *past = Some(PastRisks { moment, book, asked: now });
        }
        let past = past.as_mut().ok_or_else(|| Trouble::Broken("risks were not read".to_owned()))?;
        past.asked = now;
        Ok(read(&past.book))
    }

    async fn catch_up_risks(&self, book: &mut RiskBook, size: u64, now: Timestamp) -> Outcome<()> {
        let today = Some(day(now, &book.zone));
        if book.today != today {
            book.today = today;
            book.judge(None);
        }
        let mut touched = BTreeSet::new();
        let mut position = book.size;
        while position < size {
            let rows = self.store.ledger(position, BATCH).await?;
            let Some(last) = rows.last() else { break };
            position = last.position + 1;
            let subjects = rows.iter().filter_map(|row| ledger::Entry::parse(&row.bytes).ok());
            touched.extend(subjects.map(|entry| RecordId(entry.subject.id)));
        }
        let touched: Vec<RecordId> = touched.into_iter().collect();
        for ids in touched.chunks(TOGETHER) {
            let mut stored = self.store.records(ids, At::Now).await?;
            stored.retain(|stored| READ.contains(&stored.kind.as_str()));
            self.put_all(book, &stored, At::Now).await?;
            for stored in &stored {
                book.judge(Some(stored.id));
            }
        }
        // Only now: who is given up midway leaves what is not read to the next.
        book.size = position;
        Ok(())
    }
}

impl Desk {
    async fn risks<T>(&self, at: At, read: impl FnOnce(&RiskBook) -> T) -> Outcome<T> {
        self.check_governing()?;
        match at {
            At::Now => self.house.with_risks(self.now, read).await,
            At::Size(size) => {
                let then = self.instant_of(size).await?;
                self.house.with_past_risks((size, then), self.zone().clone(), self.now, read).await
            }
        }
    }

    /// All risks that the person may see, counted, with the gravest.
    ///
    /// # Errors
    /// `not_found` for who has no part in the management system.
    pub async fn risk_board(&self, at: At, listed: Listed, top: usize) -> Outcome<RiskBoard> {
        let reach = self.reach();
        let (board, top, methods) = self
            .risks(at, |book| {
                let board = Board::of(book.seen(&reach));
                let mut grave: Vec<&Line> = book.seen(&reach).filter(|line| listed.holds(line)).collect();
                let weight = |line: &Line| {
                    let rating = line.risk.rating(When::Residual).or(line.risk.rating(When::Inherent));
                    let product =
                        rating.map(|rating| u16::from(rating.likelihood) * u16::from(rating.impact));
                    (line.standing.class(When::Residual), product)
                };
                if grave.len() > top && top > 0 {
                    grave.select_nth_unstable_by_key(top - 1, |line| {
                        (std::cmp::Reverse(weight(line)), line.risk.id)
                    });
                }
                grave.truncate(top);
                grave.sort_by_key(|line| (std::cmp::Reverse(weight(line)), line.risk.id));
                let grave: Vec<Line> = grave.into_iter().cloned().collect();
                let methods: Vec<(RecordId, Option<Version>, bool, usize)> = book
                    .methods
                    .iter()
                    .filter(|(_, kept)| reach.covers(&kept.audience))
                    .map(|(id, kept)| {
                        let judged = book.seen(&reach).filter(|line| line.risk.method == Some(*id)).count();
                        (*id, kept.versions.newest().cloned(), kept.draft, judged)
                    })
                    .collect();
                (board, grave, methods)
            })
            .await?;
        let mut mentioned: Vec<RecordId> =
            board.by_owner.keys().chain(board.by_use.keys()).copied().collect();
        mentioned.extend(methods.iter().map(|(id, ..)| *id));
        mentioned.extend(top.iter().filter_map(|line| line.risk.owner));
        let names = self.names(&mentioned, at).await?;
        let methods = methods
            .into_iter()
            .filter_map(|(id, in_force, draft, risks)| {
                Some(MethodLine { id, named: names.get(&id)?.clone(), in_force, draft, risks })
            })
            .collect();
        Ok(RiskBoard { board, top, methods, names })
    }

    /// How one risk stands by its method; nothing for what is no risk, is over, or may not be seen.
    pub async fn risk_standing(&self, id: RecordId, at: At) -> Outcome<Option<Line>> {
        let reach = self.reach();
        let found = |book: &RiskBook| {
            let (_, line) = book.lines.get(&id).filter(|(audience, _)| reach.covers(audience))?;
            Some(line.clone())
        };
        self.risks(at, found).await
    }

    /// What practices have to say of a record that the person looks at.
    pub async fn remarks(&self, look: &Look, at: At) -> Outcome<Vec<Remark>> {
        let (id, kind) = (look.record.id, look.schema.kind.id);
        let said = practice::remark::remarks(kind, &look.record.body);
        let mut remarks: Vec<Remark> = said.into_iter().map(Remark::Said).collect();
        if self.check_governing().is_err() {
            return Ok(remarks);
        }
        if kind == risk::KIND {
            let line = self.risk_standing(id, at).await?;
            remarks.extend(line.map(|line| Remark::Risk(line.standing, line.risk.method.is_some())));
        } else if kind == risk::USE {
            let (risks, _) = self.risks_of_use(id, at).await?;
            let own = risks.iter().filter(|it| it.through.is_none()).count();
            remarks.extend((!risks.is_empty()).then_some(Remark::Use(risks.len(), own)));
            let assessed = look.backlinks.iter().any(|back| back.named.kind == impact::KIND);
            for back in look.backlinks.iter().filter(|back| back.named.kind == impact::KIND) {
                let (_, assessment) = self.load(back.record, at).await?;
                remarks.extend(self.undecided(&assessment, at).await?);
            }
            if let Some(schema) = self.house.schema(impact::KIND).await.filter(|_| at == At::Now && !assessed)
            {
                remarks.push(Remark::Unassessed(self.check_create(&schema).is_ok()));
            }
        } else if kind == impact::KIND {
            let step = |step| impact::progress(step, &look.schema, &look.record.body);
            let complete = impact::steps(&look.schema).filter(|it| step(it) == impact::Progress::Complete);
            remarks.push(Remark::Assessment(complete.count(), impact::steps(&look.schema).count()));
            remarks.extend(self.undecided(&look.record, at).await?);
        } else if kind == risk::METHOD && at == At::Now {
            let newer =
                look.record.effective.as_ref().is_none_or(|known| known.version != look.record.version);
            if newer && !look.record.state.is_over() {
                remarks.push(Remark::Method(self.method_preview(id).await?));
            }
        }
        Ok(remarks)
    }

    async fn undecided(&self, assessment: &Record, at: At) -> Outcome<Option<Remark>> {
        let found = self.reassessment(assessment, at).await?;
        let open = found.iter().filter(|trigger| trigger.is_open()).count();
        Ok((open > 0).then(|| Remark::Again(open, assessment.reference.clone())))
    }

    /// The risks of a use: its own, and those of what it depends on, with names of what they come through.
    ///
    /// # Errors
    /// `not_found` for what the person may not see.
    pub async fn risks_of_use(
        &self,
        id: RecordId,
        at: At,
    ) -> Outcome<(Vec<UseRisk>, BTreeMap<RecordId, Named>)> {
        self.load(id, at).await?;
        let reach = self.reach();
        let found: Vec<UseRisk> = self
            .risks(at, |book| {
                risk::inherited(book.seen(&reach).map(|line| &line.risk), &book.web, id)
                    .into_iter()
                    .filter_map(|it| {
                        let (_, line) = book.lines.get(&it.risk.id)?;
                        let through = match it.through {
                            Through::Own => None,
                            Through::Part(part) => Some(part),
                        };
                        let exception =
                            it.exception.map(|(not_there, reason)| (not_there, reason.to_owned()));
                        Some(UseRisk { line: line.clone(), through, exception })
                    })
                    .collect()
            })
            .await?;
        let mentioned: Vec<RecordId> =
            found.iter().flat_map(|it| [it.through, it.line.risk.owner]).flatten().collect();
        let names = self.names(&mentioned, at).await?;
        Ok((found, names))
    }

    /// Which risks would change their class if the method as it is being written counted.
    ///
    /// # Errors
    /// `not_found` for what is no method or may not be seen.
    pub async fn method_preview(&self, id: RecordId) -> Outcome<MethodPreview> {
        let (schema, _) = self.load(id, At::Now).await?;
        if schema.kind.id != risk::METHOD {
            return Err(Refusal::not_found().into());
        }
        let reach = self.reach();
        let found = self
            .risks(At::Now, |book| {
                let kept = book.methods.get(&id).filter(|kept| reach.covers(&kept.audience))?;
                let of = || book.seen(&reach).filter(|line| line.risk.method == Some(id));
                let moves = risk::changed_by(of(), &kept.newest).into_iter().map(|moved| ClassMove {
                    reference: moved.risk.reference.clone(),
                    title: moved.risk.title.clone(),
                    when: moved.when,
                    then: moved.then,
                    now: moved.now,
                });
                Some(MethodPreview { risks: of().count(), moves: moves.collect() })
            })
            .await?;
        Ok(found.ok_or_else(Refusal::not_found)?)
    }
}
