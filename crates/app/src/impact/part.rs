//! Keeping a part of a record that several people write at once.

use crate::{At, Desk, Made, Outcome, Seen, Trouble, outcome::changed_meanwhile};
use record::{Body, Record, RecordId, merge};

/// Times that a part is kept again while others keep theirs.
const TRIES: usize = 8;

/// What came of keeping a part.
#[derive(Debug)]
pub enum Kept {
    /// It is kept, or stands there already.
    Made(Made),
    /// Somebody else changed the same meanwhile.
    Clash(Box<Clash>),
}

/// Two people changed the same, each otherwise.
#[derive(Debug)]
pub struct Clash {
    /// The record as it stands.
    pub record: Seen<Record>,
    /// What would stand if one's own words were taken: everything else is as it stands.
    pub mine: Body,
    /// Fields in dispute, as `field` or `field.part`.
    pub disputed: Vec<String>,
}

impl Desk {
    /// Writes what the person changed of version `base`, joined with what others have written since.
    ///
    /// # Errors
    /// Refusals: as for revising any record; `changed_meanwhile` when others never stop.
    pub async fn keep_part(&self, id: RecordId, base: u32, mine: &Body) -> Outcome<Kept> {
        let base = self.body_of_version(id, base).await?;
        for _ in 0..TRIES {
            let (_, record) = self.load(id, At::Now).await?;
            let merged = merge(&base, &record.body, mine);
            if !merged.disputed.is_empty() {
                let clash = Clash { record, mine: merged.body, disputed: merged.disputed };
                return Ok(Kept::Clash(Box::new(clash)));
            }
            match self.revise(id, record.position, merged.body, None, None).await {
                Err(Trouble::Refused(refusal)) if refusal.code == "changed_meanwhile" => {}
                other => return other.map(Kept::Made),
            }
        }
        Err(changed_meanwhile().into())
    }
}
