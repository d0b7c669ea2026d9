//! What taking over a pack would turn in this organisation, before anybody decides.

use crate::{
    Desk, Named, Outcome,
    limits::TURNED_LISTED,
    packs::Held,
    signed_pack::{SignedPack, signed},
    watch::Watch,
};
use access::{Openness, Reach};
use assurance::{Answer, Counts, Status, Subject};
use frameworks::{Pack, Problem};
use record::RecordId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::At;

/// What would be so if a pack were in force, against what is so now. Only records that the person may read are looked at.
#[derive(Debug)]
pub struct Foreseen {
    /// The pack.
    pub pack: Arc<Pack>,
    /// The hash of its text.
    pub sha256: String,
    /// The version of it that is in force now.
    pub replaces: Option<String>,
    /// Who signed it.
    pub signed: SignedPack,
    /// Requirements of any framework that would stand otherwise, and those that come and go.
    pub requirements: Vec<Moved>,
    /// Verdicts of expectations that stay, which would turn: those first that would no longer be met.
    pub turned: Vec<TurnedVerdict>,
    /// All of them, with those not listed.
    pub turned_total: usize,
    /// Expectations that come: with the answers that they would get.
    pub come: Vec<Asked>,
    /// Expectations that go: with the answers that they have.
    pub gone: Vec<Asked>,
    /// Requirements of the framework: met, partly, not met, unknown, not applicable; now and then.
    pub totals: (Counts, Counts),
    /// Expectations that could not be judged.
    pub unfit: Vec<Problem>,
    /// Names of the records that are mentioned.
    pub names: BTreeMap<RecordId, Named>,
    /// The ledger position and the instant that it was computed for.
    pub seen: (u64, jiff::Timestamp),
    /// Whether records were left out that the person may not read.
    pub partial: bool,
}

/// A requirement that would stand otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Id of its pack.
    pub pack: String,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How it stands; none when it is new.
    pub before: Option<Status>,
    /// How it would stand; none when it goes.
    pub after: Option<Status>,
}

/// A verdict that would turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedVerdict {
    /// Id of the pack.
    pub pack: String,
    /// Id of the expectation.
    pub expectation: String,
    /// What it expects, as the new pack says.
    pub sentence: String,
    /// Whom it is about.
    pub subject: Subject,
    /// The answer now; none when the subject does not belong to those meant.
    pub before: Option<Answer>,
    /// The answer then.
    pub after: Option<Answer>,
}

/// An expectation that comes or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// What it expects.
    pub sentence: String,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// Answers: met, not met, unknown.
    pub counts: (usize, usize, usize),
}

/// Answers by pack, expectation and subject.
type Answers = BTreeMap<(String, String, Subject), Answer>;

impl Desk {
    /// What would turn if a pack came into force.
    ///
    /// # Errors
    /// `not_found` for who does not work with the management system.
    pub async fn foresee(&self, pack: &Arc<Pack>, signature: Option<&str>) -> Outcome<Foreseen> {
        self.check_governing()?;
        self.house.follow().await?;
        let sha256 = crate::chance::digest(pack.text.as_bytes());
        let signed = {
            let followed = self.house.followed.read().await;
            signed(pack, &sha256, signature, followed.keys.iter())
        };
        let mut after = self.watch_with(self.held.with(pack)).await?;
        let before = if self.reads_all() {
            self.house.watched(self.now, state_of).await?
        } else {
            state_of(&mut self.watch_with(self.held.clone()).await?)
        };
        let seen = (after.world.position(), self.now);
        let mut found = compare(pack, &self.held, &before, &state_of(&mut after));
        let ids: Vec<RecordId> =
            found.turned.iter().filter_map(|turned| record_of(&turned.subject)).collect();
        let names = self.names(&ids, At::Now).await?;
        found.turned.retain(|turned| record_of(&turned.subject).is_none_or(|id| names.contains_key(&id)));
        found.turned_total = found.turned.len();
        found.turned.truncate(TURNED_LISTED);
        Ok(Foreseen {
            pack: Arc::clone(pack),
            sha256,
            replaces: self
                .packs()
                .iter()
                .find(|known| known.id == pack.id)
                .map(|known| known.version.clone()),
            signed,
            unfit: after.unfit,
            names,
            seen,
            partial: !self.reads_all(),
            ..found
        })
    }

    /// Whether the person may read every record, so that nothing has to be left out of what is computed for her.
    pub(crate) fn reads_all(&self) -> bool {
        self.reach().openness == Openness::Govern
    }

    /// An engine with other packs over what the person may read now: whoever brings her own expectation must not learn
    /// from its answers what she could not read.
    pub(crate) async fn watch_with(&self, held: Held) -> Outcome<Watch> {
        let size = self.house.follow().await?;
        let mut basis = self.house.basis().await;
        basis.held = held;
        let reach = self.reach();
        let reach: Option<&Reach> = (!self.reads_all()).then_some(&reach);
        self.house.watch_for(basis, At::Now, size, self.now, reach).await
    }
}

/// Answers, and how each requirement stands with its title.
type State = (Answers, BTreeMap<(String, String), (String, Status)>);

fn state_of(watch: &mut Watch) -> State {
    let answers = watch
        .engine
        .answers(&watch.world)
        .map(|(pack, expectation, subject, answer, _)| {
            ((pack.to_owned(), expectation.to_owned(), subject), answer)
        })
        .collect();
    let readiness = watch.readiness();
    let standings = readiness.standings.iter().filter_map(|standing| {
        let status = standing.leaf.as_ref()?.status;
        Some(((standing.pack.clone(), standing.reference.clone()), (standing.title.clone(), status)))
    });
    (answers, standings.collect())
}

fn compare(pack: &Arc<Pack>, held: &Held, before: &State, after: &State) -> Foreseen {
    let old = held.packs.iter().find(|known| known.id == pack.id);
    let stays = |id: &str| pack.expectations.iter().any(|it| it.id == id);
    let was = |id: &str| old.is_some_and(|old| old.expectations.iter().any(|it| it.id == id));
    let sentence = |of: &str, id: &str| {
        let own = (of == pack.id).then_some(&**pack);
        let packs = own.into_iter().chain(held.packs.iter().filter(|known| known.id == of));
        packs.flat_map(|pack| &pack.expectations).find(|it| it.id == id).map(|it| it.sentence.clone())
    };
    let keys: BTreeSet<&(String, String, Subject)> = before.0.keys().chain(after.0.keys()).collect();
    let mut turned = Vec::new();
    for key in keys {
        let (of, id, subject) = key;
        let (then, now) = (after.0.get(key).copied(), before.0.get(key).copied());
        if then == now || of == &pack.id && !(stays(id) && was(id)) {
            continue;
        }
        turned.push(TurnedVerdict {
            pack: of.clone(),
            expectation: id.clone(),
            sentence: sentence(of, id).unwrap_or_default(),
            subject: subject.clone(),
            before: now,
            after: then,
        });
    }
    turned.sort_by_key(|turned| weight(turned.before, turned.after));
    let asked = |from: &Pack, answers: &Answers, wanted: &dyn Fn(&str) -> bool| -> Vec<Asked> {
        let which = from.expectations.iter().filter(|it| wanted(&it.id));
        which
            .map(|it| {
                let of =
                    |(key, _): &(&(String, String, Subject), &Answer)| key.0 == from.id && key.1 == it.id;
                let mut counts = (0, 0, 0);
                for (_, answer) in answers.iter().filter(of) {
                    match answer {
                        Answer::Met => counts.0 += 1,
                        Answer::NotMet => counts.1 += 1,
                        Answer::Unknown => counts.2 += 1,
                    }
                }
                let requirements = it.requirements.clone();
                Asked { id: it.id.clone(), sentence: it.sentence.clone(), requirements, counts }
            })
            .collect()
    };
    let come = asked(pack, &after.0, &|id| !was(id));
    let gone = old.map_or_else(Vec::new, |old| asked(old, &before.0, &|id| !stays(id)));
    let totals = (total(before, &pack.id), total(after, &pack.id));
    let references: BTreeSet<&(String, String)> = before.1.keys().chain(after.1.keys()).collect();
    let mut requirements: Vec<Moved> = references
        .into_iter()
        .filter_map(|key| {
            let (now, then) = (before.1.get(key), after.1.get(key));
            let title = then.or(now).map(|(title, _)| title.clone())?;
            let (before, after) = (now.map(|(_, status)| *status), then.map(|(_, status)| *status));
            let moved = Moved { pack: key.0.clone(), reference: key.1.clone(), title, before, after };
            (before != after).then_some(moved)
        })
        .collect();
    // In the order in which the framework itself names them.
    let place = |moved: &Moved| pack.leaves().position(|reference| reference == moved.reference);
    requirements.sort_by_key(|moved| (moved.pack != pack.id, place(moved).unwrap_or(usize::MAX)));
    Foreseen {
        pack: Arc::clone(pack),
        sha256: String::new(),
        replaces: None,
        signed: SignedPack::Unsigned,
        requirements,
        turned,
        turned_total: 0,
        come,
        gone,
        totals,
        unfit: Vec::new(),
        names: BTreeMap::new(),
        seen: (0, jiff::Timestamp::UNIX_EPOCH),
        partial: false,
    }
}

/// What is lost comes first, then what is won.
fn weight(before: Option<Answer>, after: Option<Answer>) -> u8 {
    match (before, after) {
        (Some(Answer::Met), Some(Answer::NotMet)) => 0,
        (Some(Answer::Met), _) => 1,
        (_, Some(Answer::NotMet)) => 2,
        (_, Some(Answer::Unknown)) => 3,
        (_, Some(Answer::Met)) => 4,
        (_, None) => 5,
    }
}

fn total((_, standings): &State, pack: &str) -> Counts {
    let mut counts = Counts::default();
    for (_, status) in standings.iter().filter(|((of, _), _)| of == pack).map(|(_, standing)| standing) {
        match status {
            Status::Met => counts.met += 1,
            Status::Partly => counts.partly += 1,
            Status::NotMet => counts.not_met += 1,
            Status::Unknown => counts.unknown += 1,
            Status::NotApplicable => counts.not_applicable += 1,
        }
    }
    counts
}

fn record_of(subject: &Subject) -> Option<RecordId> {
    match subject {
        Subject::Record(id) => Some(*id),
        _ => None,
    }
}
