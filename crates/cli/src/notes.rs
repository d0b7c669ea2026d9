//! Checkpoints in a file: `plumbline checkpoint` prints one for every organisation, one after the other.

use ledger::{Checkpoint, note::Note, origin};
use uuid::Uuid;

/// How a line of a signature begins.
const SIGNATURE: &str = "\u{2014} ";

/// The notes in a file.
#[derive(Debug)]
pub struct Notes(Vec<String>);

impl Notes {
    /// Takes a file apart: a note ends with its last signature.
    pub fn of(text: &str) -> Self {
        let (mut notes, mut signed) = (vec![String::new()], false);
        for line in text.split_inclusive('\n') {
            let signature = line.starts_with(SIGNATURE);
            if signed && !signature {
                notes.push(String::new());
            }
            signed = signature;
            if let Some(note) = notes.last_mut() {
                note.push_str(line);
            }
        }
        Self(notes)
    }

    /// The note on an organisation. A file with a single note is taken for whatever it is held against, so that the wrong
    /// one is noticed.
    pub fn on(&self, organisation: Uuid) -> Option<&str> {
        match self.0.as_slice() {
            [only] => Some(only),
            several => several
                .iter()
                .find(|note| read(note).is_some_and(|checkpoint| checkpoint.origin == origin(organisation)))
                .map(String::as_str),
        }
    }

    /// How many entries the note on an organisation knows of. Its signature is for verification to judge.
    pub fn size(&self, organisation: Uuid) -> Option<u64> {
        let checkpoint = read(self.on(organisation)?)?;
        (checkpoint.origin == origin(organisation)).then_some(checkpoint.size)
    }
}

fn read(note: &str) -> Option<Checkpoint> {
    Checkpoint::parse_body(Note::parse(note.as_bytes()).ok()?.text()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::{CheckpointKey, Hash};

    fn note(organisation: u128, size: u64) -> String {
        let origin = origin(Uuid::from_u128(organisation));
        let key = CheckpointKey::from_seed(&origin, [7; 32]).unwrap();
        key.sign(&Checkpoint::new(origin, size, Hash([1; 32]))).unwrap()
    }

    #[test]
    fn each_organisation_is_held_against_its_own_note() {
        let notes = Notes::of(&(note(1, 10) + &note(2, 20)));
        assert_eq!(notes.on(Uuid::from_u128(2)), Some(note(2, 20).as_str()));
        assert_eq!((notes.size(Uuid::from_u128(1)), notes.size(Uuid::from_u128(2))), (Some(10), Some(20)));
        assert_eq!(notes.on(Uuid::from_u128(3)), None);
    }

    #[test]
    fn a_single_note_is_held_against_every_organisation() {
        let notes = Notes::of(&note(1, 10));
        assert_eq!(notes.on(Uuid::from_u128(3)), Some(note(1, 10).as_str()));
        assert_eq!(notes.size(Uuid::from_u128(3)), None);
        assert_eq!(Notes::of("no note at all").on(Uuid::from_u128(3)), Some("no note at all"));
    }
}
