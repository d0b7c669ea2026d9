//! Kinds of which one record at most is in force: a second is put in force once the first is out of it.

use crate::{Desk, Outcome};
use record::{Act, Class, Record, Refusal, Schema};
use store::{At, Expect};

impl Desk {
    /// Refuses to put a second record in force where there is to be one, and lets the commit fail when another came into
    /// force meanwhile.
    pub(crate) async fn guard_alone(
        &self,
        schema: &Schema,
        record: &Record,
        act: Act,
        expects: &mut Vec<Expect>,
    ) -> Outcome<()> {
        if act != Act::Approve || !schema.kind.approval.alone {
            return Ok(());
        }
        let since = self.house.store.size().await?;
        expects.push(Expect::KindUnchanged { kind: schema.kind.id, since });
        let all = self.house.all_of(schema.kind, At::Now).await?;
        match all.iter().find(|other| other.id != record.id && other.in_force().is_some()) {
            Some(other) => Err(another_in_force(&other.reference).into()),
            None => Ok(()),
        }
    }
}

/// The refusal for a second record in force.
fn another_in_force(reference: &str) -> Refusal {
    Refusal::new(
        Class::Conflict,
        "another_in_force",
        format!("{reference} is in force, and only one can be."),
        "Write a new version of that one, or have it retired first.",
    )
}
