//! Keeps the answer to every expectation for every subject up to date, as records change and as time passes.

use crate::{
    Answer, Plan, Subject, Verdict, World,
    board::{Board, Known, WHOLE},
    eval::{Eval, Frame, Statements},
    plan::{Checked, Rule, Subjects},
    reach::{Concerned, Whom},
};
use jiff::{Timestamp, tz::TimeZone};
use record::{Dossier, Effective, RecordId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The answers of all expectations over a [`World`], and when each has to be looked at again.
#[derive(Debug)]
pub struct Engine {
    pub(crate) plan: Arc<Checked>,
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
    pub(crate) boards: Vec<Board>,
    due: Due,
    statements: Statements,
    shared: Vec<Known>,
    trial: Option<Trial>,
}

/// What the answers were before something was tried.
#[derive(Debug)]
struct Trial {
    /// Rule, subject, and what was known, in the order in which it was lost.
    lost: Vec<(usize, u32, Known)>,
    statements: Statements,
    shared: Vec<Known>,
}

/// Who has to be looked at again at which instant. An entry whose subject meanwhile names another instant is void.
type Due = BTreeMap<Timestamp, Vec<(u32, u32)>>;

/// A change of the snapshot.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A record as it now stands, with the versions that were in force earlier as far as they are at hand.
    Put(&'a Dossier, &'a [Effective]),
    /// A record is gone.
    Remove(RecordId),
}

/// An answer that turned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turned {
    /// Id of the pack.
    pub pack: String,
    /// Id of the expectation.
    pub expectation: String,
    /// Whom it is about.
    pub subject: Subject,
    /// The answer before; none when the subject did not belong to those meant.
    pub before: Option<Answer>,
    /// The answer now; none when the subject no longer belongs to those meant.
    pub after: Option<Answer>,
}

/// Whom changes to the snapshot concern, gathered while they are made.
#[derive(Debug, Default)]
pub(crate) struct Concerning(Concerned);

impl Engine {
    /// An engine that has not looked at anything yet: call [`Engine::full`].
    pub fn new(plan: &Plan, zone: TimeZone) -> Self {
        let plan = Arc::clone(&plan.0);
        let boards = plan.rules.iter().map(|_| Board::default()).collect();
        let shared = vec![Known::default(); plan.shared.len()];
        let (due, statements) = (Due::new(), Statements::new());
        Self { plan, zone, now: Timestamp::MIN, boards, due, statements, shared, trial: None }
    }

    /// Judges everything anew. `now` may lie before or after what was judged earlier.
    pub fn full(&mut self, world: &World, now: Timestamp) {
        self.now = now;
        self.boards = self.plan.rules.iter().map(|_| Board::default()).collect();
        self.due.clear();
        self.statements.clear();
        self.shared = vec![Known::default(); self.plan.shared.len()];
        let mut concerned = Concerned::default();
        self.everyone(&mut concerned);
        self.judge(world, concerned);
    }

    /// Applies changes to the snapshot and judges again those whom they concern, and those whose time has come.
    pub fn apply(&mut self, world: &mut World, changes: &[Change<'_>], now: Timestamp) -> Vec<Turned> {
        let mut concerned = self.come_due(now);
        let plan = Arc::clone(&self.plan);
        for change in changes {
            let id = match change {
                Change::Put(dossier, _) => dossier.record.id,
                Change::Remove(id) => *id,
            };
            let handle = world.names.handle(id);
            concerned.reach(world, &plan, handle);
            match change {
                Change::Put(dossier, past) => world.apply_with_past(dossier, past),
                Change::Remove(id) => world.remove(*id),
            }
            concerned.reach(world, &plan, handle);
        }
        self.judge(world, concerned)
    }

    /// Judges again those whose time has come by `now`.
    pub fn tick(&mut self, world: &World, now: Timestamp) -> Vec<Turned> {
        let concerned = self.come_due(now);
        self.judge(world, concerned)
    }

    /// The next instant at which [`Engine::tick`] has something to do.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let shared = self.shared.iter().filter_map(|known| known.flips()).min();
        let valid =
            |at: &Timestamp, entries: &Vec<(u32, u32)>| entries.iter().any(|entry| self.names(*entry, *at));
        let due = self.due.iter().find(|(at, entries)| valid(at, entries)).map(|(at, _)| *at);
        [shared, due].into_iter().flatten().min()
    }

    /// The instant that answers are of.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The day that it is then, where the organisation is.
    pub fn today(&self) -> jiff::civil::Date {
        self.zone.to_datetime(self.now).date()
    }

    /// Every answer: pack, expectation, subject, answer, and the next instant at which it can change with no write.
    pub fn answers<'e>(
        &'e self,
        world: &'e World,
    ) -> impl Iterator<Item = (&'e str, &'e str, Subject, Answer, Option<Timestamp>)> + 'e {
        self.plan.rules.iter().zip(&self.boards).filter(|(rule, _)| !rule.statement).flat_map(
            move |(rule, board)| {
                let pack = self.plan.packs.get(rule.pack).map_or("", |pack| pack.id.as_str());
                board.answers.iter().filter_map(move |(key, known)| {
                    let subject = subject_of(world, &self.plan, rule, key)?;
                    Some((pack, rule.id.as_str(), subject, known.answer()?, known.flips()))
                })
            },
        )
    }

    /// How many answers of an expectation are met, not met, unknown.
    pub fn counts_of(&self, pack: &str, expectation: &str) -> (usize, usize, usize) {
        let board = self.rule(pack, expectation).and_then(|(index, _)| self.boards.get(index));
        board.map(|board| (board.met, board.not_met, board.unknown)).unwrap_or_default()
    }

    /// Whom an expectation is about: those of whom it is not met first, then those of whom that is unknown.
    pub fn subjects_of<'e>(
        &'e self,
        world: &'e World,
        pack: &str,
        expectation: &str,
    ) -> impl Iterator<Item = Subject> + use<'e> {
        let found = self.rule(pack, expectation);
        let board = found.and_then(|(index, rule)| Some((rule, self.boards.get(index)?)));
        board.into_iter().flat_map(move |(rule, board)| {
            board.worst_first().filter_map(move |(key, _)| subject_of(world, &self.plan, rule, key))
        })
    }

    /// Whether an expectation of a pack passed the check, so that it has answers.
    pub fn judges(&self, pack: &str, expectation: &str) -> bool {
        let of = |rule: &Rule| self.plan.packs.get(rule.pack).is_some_and(|known| known.id == pack);
        self.plan.rules.iter().any(|rule| !rule.statement && rule.id == expectation && of(rule))
    }

    /// The verdict with its reasons and everything that was read. `None` when there is no such expectation or the
    /// subject does not belong to those it is about.
    pub fn explain(
        &self,
        world: &World,
        pack: &str,
        expectation: &str,
        subject: &Subject,
    ) -> Option<Verdict> {
        let (index, rule) = self.rule(pack, expectation)?;
        let key = self.key(world, rule, subject)?;
        let known = self.boards.get(index)?.answers.get(key)?;
        known.answer()?;
        let mut eval =
            Eval::new(world, &self.plan, (&self.statements, &self.shared), self.now, &self.zone, true);
        let outcome = match frame_of(&self.plan, world, rule, key) {
            Some(frame) => eval.judge(rule, frame).outcome?,
            None => eval.nobody(&rule.populations),
        };
        Some(Verdict {
            pack: pack.to_owned(),
            expectation: expectation.to_owned(),
            subject: subject.clone(),
            answer: outcome.answer,
            rests_on: rule.rests_on,
            reasons: outcome.why,
            read: std::mem::take(&mut eval.read),
            flips_at: known.flips(),
        })
    }

    /// The rule of an expectation.
    pub(crate) fn rule(&self, pack: &str, expectation: &str) -> Option<(usize, &Rule)> {
        self.plan.rules.iter().enumerate().find(|(_, rule)| {
            rule.id == expectation && self.plan.packs.get(rule.pack).is_some_and(|known| known.id == pack)
        })
    }

    /// The key of a subject of a rule.
    pub(crate) fn key(&self, world: &World, rule: &Rule, subject: &Subject) -> Option<u32> {
        Some(match subject {
            Subject::Record(id) => world.names.known(*id)?,
            Subject::Requirement(reference) => {
                let Subjects::Facts { pack, controls } = rule.subjects else { return None };
                let facts = self.plan.facts(pack, controls);
                u32::try_from(facts.iter().position(|fact| fact.reference == *reference)?).ok()?
            }
            Subject::Organisation => WHOLE,
        })
    }

    /// The subject behind a key of a rule.
    pub(crate) fn frame<'w>(&'w self, world: &World, rule: &Rule, key: u32) -> Option<Frame<'w>> {
        frame_of(&self.plan, world, rule, key)
    }

    /// An evaluation by the answers as they are, without reasons.
    pub(crate) fn eval<'w>(&'w self, world: &'w World) -> Eval<'w> {
        Eval::new(world, &self.plan, (&self.statements, &self.shared), self.now, &self.zone, false)
    }

    /// Adds everyone whom a record concerns as the world stands.
    pub(crate) fn note(&self, world: &World, handle: u32, concerning: &mut Concerning) {
        concerning.0.reach(world, &self.plan, handle);
    }

    /// From here on remembers what the answers were.
    pub(crate) fn begin_trial(&mut self) {
        let (statements, shared) = (self.statements.clone(), self.shared.clone());
        self.trial = Some(Trial { lost: Vec::new(), statements, shared });
    }

    /// Makes the answers what they were. What was entered into the calendar meanwhile is void: nobody names its instant.
    pub(crate) fn end_trial(&mut self) {
        let Some(trial) = self.trial.take() else { return };
        for (rule, key, known) in trial.lost.into_iter().rev() {
            if let Some(board) = self.boards.get_mut(rule) {
                board.set(key, known);
            }
        }
        (self.statements, self.shared) = (trial.statements, trial.shared);
    }

    /// Judges again whom changes concern.
    pub(crate) fn rejudge(&mut self, world: &World, concerning: Concerning) -> Vec<Turned> {
        self.judge(world, concerning.0)
    }

    /// Advances the clock and collects those whose time has come.
    fn come_due(&mut self, now: Timestamp) -> Concerned {
        let mut concerned = Concerned::default();
        if now < self.now {
            // A clock that went back makes every kept instant worthless.
            self.everyone(&mut concerned);
        }
        self.now = now;
        while let Some(entry) = self.due.first_entry()
            && *entry.key() <= now
        {
            let (at, entries) = entry.remove_entry();
            for entry in entries.into_iter().filter(|entry| self.names(*entry, at)) {
                concerned.these(entry.0 as usize, BTreeSet::from([entry.1]));
            }
        }
        let turning =
            self.shared.iter().enumerate().filter(|(_, known)| known.flips().is_some_and(|at| at <= now));
        concerned.shared.extend(turning.map(|(number, _)| number));
        concerned
    }

    fn everyone(&self, concerned: &mut Concerned) {
        for rule in 0..self.plan.rules.len() {
            concerned.all(rule);
        }
        concerned.shared.extend(0..self.plan.shared.len());
    }

    /// Whether a subject still names this instant as the one at which it turns.
    fn names(&self, (rule, subject): (u32, u32), at: Timestamp) -> bool {
        let known = self.boards.get(rule as usize).and_then(|board| board.answers.get(subject));
        known.and_then(Known::flips) == Some(at)
    }

    fn judge(&mut self, world: &World, mut concerned: Concerned) -> Vec<Turned> {
        let plan = Arc::clone(&self.plan);
        let mut turned = Vec::new();
        if let Some((rule, _)) = plan.statement
            && let Some(whom) = concerned.rules.remove(&rule)
        {
            self.judge_rule(world, &plan, rule, whom, &mut Vec::new());
            self.heed_statements(world, &plan, &mut concerned);
        }
        for number in std::mem::take(&mut concerned.shared) {
            let Some(shared) = plan.shared.get(number) else { continue };
            let mut eval =
                Eval::new(world, &plan, (&self.statements, &self.shared), self.now, &self.zone, false);
            let judged = eval.shared(shared);
            let after = Known::new(judged.outcome.map(|outcome| outcome.answer), judged.flips);
            if let Some(known) = self.shared.get_mut(number)
                && *known != after
            {
                *known = after;
                for rule in plan.resting.get(number).into_iter().flatten() {
                    concerned.all(*rule);
                }
            }
        }
        for (rule, whom) in concerned.rules {
            self.judge_rule(world, &plan, rule, whom, &mut turned);
        }
        turned.sort();
        turned
    }

    /// Gathers the statements in force, and those concerned because a population gained or lost its statement.
    fn heed_statements(&mut self, world: &World, plan: &Checked, concerned: &mut Concerned) {
        let Some((rule, reading)) = &plan.statement else { return };
        let mut statements = Statements::new();
        if let Some(board) = self.boards.get(*rule) {
            for handle in board.answers.with(Answer::Met) {
                for population in world.codes_at(handle, reading.at) {
                    statements.entry(population.to_owned()).or_default().insert(handle);
                }
            }
        }
        let before = std::mem::replace(&mut self.statements, statements);
        let changed: BTreeSet<&String> = before
            .keys()
            .filter(|name| !self.statements.contains_key(*name))
            .chain(self.statements.keys().filter(|name| !before.contains_key(*name)))
            .collect();
        if changed.is_empty() {
            return;
        }
        let named = |name: &str| changed.iter().any(|changed| *changed == name);
        let speaks_of =
            |kinds: &[u16]| kinds.iter().filter_map(|kind| plan.layout(*kind)).any(|layout| named(layout.id));
        let shared = plan.shared.iter().enumerate().filter(|(_, shared)| speaks_of(&shared.universals));
        concerned.shared.extend(shared.map(|(number, _)| number));
        for (index, rule) in plan.rules.iter().enumerate() {
            if speaks_of(&rule.universals) {
                concerned.all(index);
            } else if rule.populations.iter().any(|population| named(population)) {
                concerned.these(index, BTreeSet::new());
            }
        }
    }

    fn judge_rule(
        &mut self,
        world: &World,
        plan: &Checked,
        index: usize,
        whom: Whom,
        turned: &mut Vec<Turned>,
    ) {
        let (Some(rule), Some(board)) = (plan.rules.get(index), self.boards.get_mut(index)) else { return };
        let mut subjects: BTreeSet<u32> = match (whom, rule.subjects) {
            (Whom::These(subjects), _) => subjects,
            (Whom::All, Subjects::Organisation) => BTreeSet::from([WHOLE]),
            (Whom::All, Subjects::Records(kind)) => world.of_kind(kind).chain(board.answers.keys()).collect(),
            (Whom::All, Subjects::Facts { pack, controls }) => {
                (0..).zip(plan.facts(pack, controls)).map(|(key, _)| key).collect()
            }
        };
        let population = rule.subjects != Subjects::Organisation;
        if population {
            subjects.remove(&WHOLE);
        }
        let mut eval = Eval::new(world, plan, (&self.statements, &self.shared), self.now, &self.zone, false);
        eval.many = subjects.len() > MANY;
        let mut after: Vec<(u32, Known)> = Vec::with_capacity(subjects.len());
        for key in subjects {
            let known = match frame_of(plan, world, rule, key) {
                Some(frame) => {
                    let judged = eval.judge(rule, frame);
                    Known::new(judged.outcome.map(|outcome| outcome.answer), judged.flips)
                }
                None => Known::default(),
            };
            after.push((key, known));
        }
        for (key, known) in after {
            enter(board, &mut self.due, &mut self.trial, index, (key, known), |before, after| {
                note(turned, world, plan, rule, key, before, after);
            });
        }
        if population {
            let answer = (!board.somebody()).then(|| eval.nobody(&rule.populations).answer);
            let known = Known::new(answer, None);
            enter(board, &mut self.due, &mut self.trial, index, (WHOLE, known), |before, after| {
                note(turned, world, plan, rule, WHOLE, before, after);
            });
        }
    }
}

/// From so many subjects on it pays to find once who may pass a filter.
const MANY: usize = 8;

/// Puts what is known about a subject of a rule on its board, and when it has to be looked at again into the calendar.
fn enter(
    board: &mut Board,
    due: &mut Due,
    trial: &mut Option<Trial>,
    rule: usize,
    (key, known): (u32, Known),
    turned: impl FnOnce(Option<Answer>, Option<Answer>),
) {
    let before = board.set(key, known);
    if let Some(trial) = trial
        && before.unwrap_or_default() != known
    {
        trial.lost.push((rule, key, before.unwrap_or_default()));
    }
    if let Some(at) = known.flips()
        && before.and_then(Known::flips) != Some(at)
        && let Ok(rule) = u32::try_from(rule)
    {
        due.entry(at).or_default().push((rule, key));
    }
    let before = before.and_then(Known::answer);
    if before != known.answer() {
        turned(before, known.answer());
    }
}

fn note(
    turned: &mut Vec<Turned>,
    world: &World,
    plan: &Checked,
    rule: &Rule,
    key: u32,
    before: Option<Answer>,
    after: Option<Answer>,
) {
    if rule.statement {
        return;
    }
    let Some(subject) = subject_of(world, plan, rule, key) else { return };
    let pack = plan.packs.get(rule.pack).map_or_else(String::new, |pack| pack.id.clone());
    turned.push(Turned { pack, expectation: rule.id.clone(), subject, before, after });
}

/// The subject behind a key; none for a population to which nobody belongs, and for a record that is gone.
fn frame_of<'w>(plan: &'w Checked, world: &World, rule: &Rule, key: u32) -> Option<Frame<'w>> {
    match rule.subjects {
        Subjects::Organisation => Some(Frame::Organisation),
        Subjects::Records(kind) => {
            world.record(key).filter(|stored| stored.kind == kind).map(|_| Frame::Record(key))
        }
        Subjects::Facts { pack, controls } => plan.facts(pack, controls).get(key as usize).map(Frame::Fact),
    }
}

pub(crate) fn subject_of(world: &World, plan: &Checked, rule: &Rule, key: u32) -> Option<Subject> {
    if key == WHOLE {
        return Some(Subject::Organisation);
    }
    match rule.subjects {
        Subjects::Facts { pack, controls } => plan
            .facts(pack, controls)
            .get(key as usize)
            .map(|fact| Subject::Requirement(fact.reference.clone())),
        _ => world.names.id(key).map(Subject::Record),
    }
}
