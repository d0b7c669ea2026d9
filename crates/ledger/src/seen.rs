//! What verification keeps of an entry, and the threads that read many of them.

use crate::{
    commitment::{Commitment, REASON},
    entry::{Entry, Facts},
    hash::{Hash, leaf_hash},
    parse::EntryError,
};
use std::{sync::mpsc, thread};
use uuid::Uuid;

/// The act by which a subject with content comes to be.
const CREATE: &str = "create";

/// The act that erases a field in every version before it; its codes `field` and `field.…` name the fields.
const ERASE: &str = "erase";

/// How many entries a thread reads before it hands them over.
const HANDFUL: usize = 512;

/// An entry, without the words that no rule looks at.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) organisation: Uuid,
    pub(crate) position: u64,
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) subject: Uuid,
    pub(crate) version: u64,
    pub(crate) creates: bool,
    /// The fields that are erased by this entry.
    pub(crate) erases: Vec<String>,
    /// The fields that are committed to, with the reason.
    pub(crate) commits: Vec<(String, Commitment)>,
}

/// A leaf hash, and the entry if it can be read.
pub(crate) type Read = (Hash, Result<Seen, EntryError>);

impl From<Facts> for Seen {
    fn from(facts: Facts) -> Self {
        let named = |(name, field): (String, String)| {
            (name == "field" || name.starts_with("field.")).then_some(field)
        };
        let erases =
            if facts.act == ERASE { facts.codes.into_iter().filter_map(named).collect() } else { Vec::new() };
        let reason = facts.reason.map(|reason| (REASON.to_owned(), reason));
        let fields = facts.fields.into_iter().filter_map(|(name, commitment)| Some((name, commitment?)));
        Self {
            organisation: facts.organisation,
            position: facts.position,
            at: facts.at,
            kind: facts.subject.kind,
            subject: facts.subject.id,
            version: facts.subject.version,
            creates: facts.act == CREATE,
            erases,
            commits: fields.chain(reason).collect(),
        }
    }
}

/// Reads entries with up to so many threads and hands each over in its order. `ends` says where each ends in `bytes`.
pub(crate) fn read_each(bytes: &[u8], ends: &[usize], threads: usize, mut each: impl FnMut(Read)) {
    let read = |place: usize| {
        let begin = place.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let end = ends.get(place).copied().unwrap_or(begin);
        let entry = bytes.get(begin..end).unwrap_or_default();
        (leaf_hash(entry), Entry::parse(entry).map(|entry| Seen::from(entry.into_facts())))
    };
    let handfuls = ends.len().div_ceil(HANDFUL);
    let places = |handful: usize| handful * HANDFUL..((handful + 1) * HANDFUL).min(ends.len());
    if threads < 2 || handfuls < 2 {
        return (0..ends.len()).map(read).for_each(each);
    }
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (sender, receiver) = mpsc::sync_channel(4);
                scope.spawn(move || {
                    for handful in (worker..handfuls).step_by(threads) {
                        // Nobody listens any more only when the receiving side is gone, and then nothing is lost.
                        let _gone = sender.send(places(handful).map(read).collect::<Vec<Read>>());
                    }
                });
                receiver
            })
            .collect();
        // Round the workers in turn, so that order is kept while they are ahead.
        for (handful, worker) in (0..handfuls).zip(workers.iter().cycle()) {
            worker
                .recv()
                .unwrap_or_else(|_| places(handful).map(read).collect())
                .into_iter()
                .for_each(&mut each);
        }
    });
}
