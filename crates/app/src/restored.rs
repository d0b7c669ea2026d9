//! After a restore: the ledger says so itself, and who was signed in is no longer.

use crate::{App, Desk, House, Outcome, Trouble, Via, chance, change::Change};
use access::Actor;
use jiff::Timestamp;
use ledger::Entry;
use record::{Act, RecordId, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{At, Commit, Expect};
use uuid::Uuid;

/// The role of whoever runs the machine, as entries name it.
const OPERATOR: &str = "operator";

/// What an organisation was put back from.
#[derive(Clone, Debug)]
pub struct Restored {
    /// When the backup was made.
    pub made: Timestamp,
    /// How many entries it holds.
    pub size: u64,
    /// The root over them.
    pub root: [u8; 32],
    /// How many entries there had been at least, where an own checkpoint says so: what lies between is lost.
    pub known: Option<u64>,
    /// Why, in the words of whoever did it.
    pub reason: Option<String>,
}

impl App {
    /// Writes into the ledger of an organisation that it was put back from a backup: an act on the record that the ledger
    /// begins with, which is the organisation. Nobody is signed in, so it is the act of the operator.
    ///
    /// # Errors
    /// A ledger without entries; failures of the store.
    pub async fn note_restore(&self, organisation: Uuid, restored: &Restored) -> Outcome<u64> {
        let house = self.open_house(organisation).await?;
        let id = house.first_subject().await?;
        let actor = Actor {
            person: RecordId::OPERATOR,
            same_human: Vec::new(),
            roles: BTreeSet::new(),
            unit: None,
            via: Via::Cli,
            derogation: None,
        };
        let desk = Desk::of_system(self.clone(), house, actor, self.now());
        let stored = desk.house.store.record(id, At::Now).await?.ok_or_else(unborn)?;
        let schema = desk.schema(&stored.kind).await?;
        let mut after = crate::look::as_record(&desk.house, &schema, &stored).await?;
        let reason = restored.reason.as_deref();
        after.changed = Stamp {
            by: RecordId::OPERATOR,
            at: desk.now,
            reason: reason.map(|reason| reason.trim().to_owned()),
        };
        let mut codes = BTreeMap::from([
            ("backup_at".to_owned(), restored.made.as_microsecond().to_string()),
            ("backup_size".to_owned(), restored.size.to_string()),
            ("backup_root".to_owned(), chance::hex(&restored.root)),
        ]);
        codes.extend(restored.known.map(|size| ("known_size".to_owned(), size.to_string())));
        let mut write = desk.write(Change {
            schema: &schema,
            before: None,
            after,
            act: Act::Restore,
            new_content: false,
            reason,
            codes,
        })?;
        OPERATOR.clone_into(&mut write.entry.actor.capacity);
        let expects = vec![Expect::Unchanged { record: id, position: stored.position }];
        let receipt =
            desk.house.store.commit(Commit { writes: vec![write], expects, ..Commit::default() }).await?;
        receipt.sealed.first().map(|sealed| sealed.position).ok_or_else(unborn)
    }

    /// Ends every session of every account that sits in an organisation: one that was ended after the backup would live
    /// again. Gives how many sessions ended, and how many tokens are in force as the backup has them.
    pub async fn end_all_sessions(&self) -> Outcome<(u64, u64)> {
        let (mut ended, mut tokens, mut seen) = (0, 0, BTreeSet::new());
        for organisation in self.organisations().await? {
            for seat in self.accounts().seats_in(organisation).await? {
                if seen.insert(seat.account) {
                    ended += self.accounts().end_other_sessions(seat.account, None).await?;
                    let now = self.now();
                    let held = self.accounts().tokens(seat.account).await?;
                    tokens += held.iter().filter(|token| token.expires > now).count() as u64;
                }
            }
        }
        Ok((ended, tokens))
    }
}

impl House {
    /// The end of the ledger: how many entries, and the root over them.
    pub async fn end(&self) -> Outcome<(u64, [u8; 32])> {
        let head = self.store.head().await?;
        Ok((head.size, head.root))
    }

    async fn first_subject(&self) -> Outcome<RecordId> {
        let rows = self.store.ledger(0, 1).await?;
        let entry = rows.first().and_then(|row| Entry::parse(&row.bytes).ok()).ok_or_else(unborn)?;
        Ok(RecordId(entry.subject.id))
    }
}

fn unborn() -> Trouble {
    Trouble::Broken("the ledger does not begin with a record".to_owned())
}
