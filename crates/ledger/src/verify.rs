//! The verifier: everything recomputed from the raw entries.

use crate::{
    chain::Chain,
    checkpoint::{Checkpoint, CheckpointError, origin},
    commitment::Opened,
    fields::Fields,
    finding::{Finding, Findings, Report},
    hash::Hash,
    leaves::{Leaves, root_of},
    note::VerifierKey,
    parse::EntryError,
    seen::{Seen, read_each},
};
use std::mem;

/// How many entries are hashed and read at a time by all threads together.
const BATCH: usize = 64 * 1024;

/// Takes in a log in order of position and says what is not as it must be.
///
/// Feed stored leaves, entries, opened fields and evidence; the first two in order of position. Each may be fed whole
/// before the next or interleaved, as long as an opening comes after its entry; that an erased value is really gone is
/// noticed only when the entries come first. It keeps some 100 bytes an entry, what it knows
/// of each subject, and every commitment until it is opened.
#[derive(Debug)]
pub struct Verifier {
    threads: usize,
    /// Entries not yet read: their bytes, and where each ends.
    waiting: Vec<u8>,
    ends: Vec<usize>,
    leaves: Leaves,
    chain: Chain,
    fields: Fields,
    findings: Findings,
    entries: u64,
    checkpoint: Option<Checkpoint>,
    older: Option<Checkpoint>,
    signers: Vec<String>,
}

impl Verifier {
    /// A verifier that hashes with up to so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            threads: threads.clamp(1, 64),
            waiting: Vec::new(),
            ends: Vec::new(),
            leaves: Leaves::default(),
            chain: Chain::default(),
            fields: Fields::default(),
            findings: Findings::default(),
            entries: 0,
            checkpoint: None,
            older: None,
            signers: Vec::new(),
        }
    }

    /// Takes in the next stored leaf; none if what is stored is no hash.
    pub fn leaf(&mut self, stored: Option<Hash>) {
        self.leaves.stored.push(stored);
    }

    /// Takes in the next entry.
    pub fn entry(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        self.ends.push(self.waiting.len());
        if self.ends.len() >= BATCH {
            self.work_off();
        }
    }

    /// Takes in an opened field of an entry that was taken in before.
    pub fn opened(&mut self, opened: &Opened) {
        self.work_off();
        self.fields.opened(opened, &mut self.findings);
    }

    /// Takes in an evidence file, by its name and the SHA-256 of its content.
    pub fn evidence(&mut self, name: &str, computed: Hash) {
        self.fields.evidence(name, computed);
    }

    /// Adds a finding of the caller, e.g. about a line that cannot be read.
    pub fn find(&mut self, finding: Finding) {
        self.findings.add(finding);
    }

    /// Takes in the signed checkpoint that the log is to agree with, and the key it is to be signed by.
    pub fn checkpoint(&mut self, note: &[u8], key: &VerifierKey) {
        match Checkpoint::open(note, std::slice::from_ref(key)) {
            Ok((checkpoint, verdict)) => {
                self.checkpoint = Some(checkpoint);
                self.signers = verdict.verified;
            }
            Err(error) => {
                // Its numbers are still compared, so that the reader learns whether only the signature is at fault.
                self.checkpoint = read_unsigned(note);
                self.findings
                    .add(Finding::whole(checkpoint_code(&error), checkpoint_sentence("checkpoint", &error)));
            }
        }
    }

    /// Takes in an older checkpoint that was kept elsewhere: the log must have grown from it.
    pub fn since(&mut self, note: &[u8], key: &VerifierKey) {
        match Checkpoint::open(note, std::slice::from_ref(key)) {
            Ok((checkpoint, _)) => self.older = Some(checkpoint),
            Err(error) => {
                let sentence = checkpoint_sentence("older checkpoint", &error);
                self.findings.add(Finding::whole("since.unusable", sentence));
            }
        }
    }

    /// Closes the books.
    pub fn finish(mut self) -> Report {
        self.work_off();
        let claim = self.checkpoint.as_ref().map(|checkpoint| (checkpoint.size, checkpoint.root));
        let leaves = self.leaves.effective();
        let root = root_of(&leaves, self.threads);
        self.leaves.judge(claim, &leaves, root, &mut self.findings);
        self.judge_missing(leaves.len());
        self.judge_origins();
        self.judge_growth(&leaves);
        let counts = self.fields.finish(&mut self.findings);
        let (findings, findings_total) = self.findings.into_parts();
        Report {
            organisation: self.chain.organisation(),
            entries: self.entries,
            size: claim.map(|(size, _)| size),
            root,
            signers: self.signers,
            key_pinned: true,
            opened: counts.opened,
            erased: counts.erased,
            evidence: counts.evidence,
            findings,
            findings_total,
        }
    }

    /// Hashes and reads the waiting entries, then puts each in its place.
    fn work_off(&mut self) {
        let (bytes, ends) = (mem::take(&mut self.waiting), mem::take(&mut self.ends));
        read_each(&bytes, &ends, self.threads, |(hash, entry)| {
            self.entries += 1;
            self.place(hash, entry);
        });
    }

    /// Finds the position of an entry by order, by what it states and by the stored leaves, and takes it in there.
    fn place(&mut self, hash: Hash, entry: Result<Seen, EntryError>) {
        let next = self.leaves.hashed.len() as u64;
        let stated = entry.as_ref().map_or(next, |entry| entry.position);
        if stated != next && self.stored(next) != Some(hash) && self.stored(stated) == Some(hash) {
            // The stored leaves show that the entry is what it says, so it is the line that is out of place.
            if stated < next {
                return self.place_late(stated, hash, entry);
            }
            self.leaves.hashed.resize(usize::try_from(stated).unwrap_or(0), None);
            self.chain.hole(stated - next);
            return self.take_in(stated, hash, entry);
        }
        if stated != next {
            let sentence = format!("the entry in place {next} says that its position is {stated}");
            self.findings.add(Finding::at(next, "position.wrong", sentence));
        }
        self.take_in(next, hash, entry);
    }

    fn place_late(&mut self, position: u64, hash: Hash, entry: Result<Seen, EntryError>) {
        let place = usize::try_from(position).ok().and_then(|place| self.leaves.hashed.get_mut(place));
        if let (Some(place @ None), Ok(entry)) = (place, entry) {
            *place = Some(hash);
            let subject = entry.subject;
            self.fields.entry(position, entry);
            let sentence = format!("entry {position} stands after a later one");
            self.findings.add(Finding::at(position, "entry.out-of-order", sentence).of(subject));
        } else {
            let sentence = format!("entry {position} is there more than once");
            self.findings.add(Finding::at(position, "entry.repeated", sentence));
        }
    }

    fn take_in(&mut self, position: u64, hash: Hash, entry: Result<Seen, EntryError>) {
        let doubtful = self.stored(position).is_some_and(|stored| stored != hash);
        self.leaves.hashed.push(Some(hash));
        match entry {
            Ok(entry) => {
                self.chain.check(position, &entry, doubtful, &mut self.findings);
                self.fields.entry(position, entry);
            }
            Err(error) => {
                self.chain.hole(1);
                self.fields.unreadable(position);
                let sentence = format!("entry {position} cannot be read: {error}");
                self.findings.add(Finding::at(position, "entry.unreadable", sentence));
            }
        }
    }

    fn stored(&self, position: u64) -> Option<Hash> {
        usize::try_from(position).ok().and_then(|place| self.leaves.stored.get(place).copied().flatten())
    }

    fn judge_missing(&mut self, length: usize) {
        for position in 0..length {
            if self.leaves.hashed.get(position).is_none_or(Option::is_none) {
                let sentence = format!("entry {position} is missing; only its stored leaf is here");
                self.findings.add(Finding::at(position as u64, "entry.missing", sentence));
            }
        }
    }

    fn judge_origins(&mut self) {
        let Some(organisation) = self.chain.organisation() else { return };
        let expected = origin(organisation);
        for checkpoint in [&self.checkpoint, &self.older].into_iter().flatten() {
            if checkpoint.origin != expected {
                let sentence = format!(
                    "a checkpoint is of the log {}, the entries are of {expected}",
                    checkpoint.origin
                );
                self.findings.add(Finding::whole("checkpoint.origin", sentence));
            }
        }
    }

    fn judge_growth(&mut self, leaves: &[Hash]) {
        let Some(older) = &self.older else { return };
        let size = older.size;
        let finding = match usize::try_from(size).ok().and_then(|size| leaves.get(..size)) {
            None => Finding::whole(
                "history.cut",
                format!("the older checkpoint covers {size} entries, but there are only {}", leaves.len()),
            ),
            Some(old) if root_of(old, self.threads) != older.root => {
                let sentence =
                    format!("history before entry {size} was rewritten since the older checkpoint");
                Finding::whole("history.rewritten", sentence)
            }
            Some(_) => return,
        };
        self.findings.add(finding);
    }
}

fn read_unsigned(note: &[u8]) -> Option<Checkpoint> {
    let note = crate::note::Note::parse(note).ok()?;
    Checkpoint::parse_body(note.text()).ok()
}

fn checkpoint_code(error: &CheckpointError) -> &'static str {
    use crate::note::NoteError::{Malformed, Unverified};
    match error {
        CheckpointError::Body | CheckpointError::Name | CheckpointError::Note(Malformed) => {
            "checkpoint.unreadable"
        }
        CheckpointError::Note(Unverified) => "checkpoint.unsigned",
        CheckpointError::Note(_) => "checkpoint.signature",
    }
}

fn checkpoint_sentence(which: &str, error: &CheckpointError) -> String {
    match error {
        CheckpointError::Note(cause) => format!("the {which} is not accepted: {cause}"),
        other => format!("the {which} is not accepted: {other}"),
    }
}
