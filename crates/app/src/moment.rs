//! What a request that only reads has seen. A page asks a dozen memories, and each brings itself up to the end of the ledger:
//! with a database that is a question and an answer each time. Parts of a page also read the same records. Lists are still of the
//! moment at which they are asked for.

use crate::look::Loaded;
use record::RecordId;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};
use store::At;
use uuid::Uuid;

/// Who reads: an organisation and a person of it.
pub(crate) type Reader = (Uuid, RecordId);

/// A reading: by whom, of which record, at which size of the ledger; none for now.
type Read = (Reader, RecordId, Option<u64>);

/// Records remembered at most.
const LOADED_MAX: usize = 256;

tokio::task_local! {
    static SEEN: Sight;
}

/// What was seen so far.
#[derive(Default)]
struct Sight {
    /// The size of the ledger of an organisation.
    size: Cell<Option<(Uuid, u64)>>,
    /// Records as they are now or were then.
    loaded: RefCell<HashMap<Read, Loaded>>,
}

/// Does work that only reads: it sees every entry that was there when it began, looks for the end of an organisation's ledger
/// only once, and reads a record only once. What is done on tasks of its own looks again.
pub async fn looking_once<T>(work: impl Future<Output = T>) -> T {
    SEEN.scope(Sight::default(), work).await
}

/// The size of the ledger that the work at hand has seen.
pub(crate) fn known(organisation: Uuid) -> Option<u64> {
    let seen = SEEN.try_with(|seen| seen.size.get()).ok().flatten()?;
    (seen.0 == organisation).then_some(seen.1)
}

/// Notes the size of the ledger, where work looks once.
pub(crate) fn know(organisation: Uuid, size: u64) {
    let _others_look_again = SEEN.try_with(|seen| seen.size.set(Some((organisation, size))));
}

/// A record that the work at hand has read for this person before.
pub(crate) fn loaded(reader: Reader, id: RecordId, at: At) -> Option<Loaded> {
    SEEN.try_with(|seen| seen.loaded.borrow().get(&(reader, id, size_of(at))).cloned()).ok().flatten()
}

/// Remembers a record that this person may read, where work looks once.
pub(crate) fn remember(reader: Reader, at: At, loaded: &Loaded) {
    let _others_look_again = SEEN.try_with(|seen| {
        let mut kept = seen.loaded.borrow_mut();
        if kept.len() < LOADED_MAX {
            kept.insert((reader, loaded.1.id, size_of(at)), loaded.clone());
        }
    });
}

const fn size_of(at: At) -> Option<u64> {
    match at {
        At::Now => None,
        At::Size(size) => Some(size),
    }
}
