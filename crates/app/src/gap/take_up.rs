//! Accepting gaps: each becomes an action with a person and a day, and names it, in one commit.

use crate::{At, Desk, Outcome, limits::GAPS_AT_ONCE, outcome::changed_meanwhile};
use jiff::civil::Date;
use practice::gap::{ACTION, KIND, accepted, action_of};
use record::{Class, Problem, RecordId, Refusal};
use store::{Commit, Expect};

/// Gaps that somebody accepts.
#[derive(Clone, Debug)]
pub struct TakeUp {
    /// The gaps, each with the position of the last act on it that was seen.
    pub gaps: Vec<(RecordId, u64)>,
    /// Who closes them; where none is named, whoever each gap names.
    pub assignee: Option<RecordId>,
    /// Until when.
    pub due: Option<Date>,
    /// The key of the form.
    pub key: Option<String>,
}

impl Desk {
    /// Makes an action of each gap and lets the gap name it: all of them, or none.
    ///
    /// # Errors
    /// Refusals: nothing chosen, no person or day, what holds of making actions and revising gaps, `changed_meanwhile`.
    pub async fn take_up(&self, ask: TakeUp) -> Outcome<usize> {
        check(&ask)?;
        let due = ask.due.ok_or_else(|| missing("due", "Give the day until when it is done."))?;
        let (gap, action) = (self.schema(KIND).await?, self.schema(ACTION).await?);
        let sent = (&ask.gaps, ask.assignee, due.to_string());
        let idempotency = ask.key.clone().map(|key| self.idempotency(key, &sent));
        let mut commit = Commit { idempotency, ..Commit::default() };
        let mut moved = false;
        for (id, seen) in &ask.gaps {
            let (schema, record) = self.load(*id, At::Now).await?;
            if schema.kind.id != gap.kind.id {
                return Err(Refusal::not_found().into());
            }
            moved |= record.position != *seen;
            let named = practice::gap::Gap::of(&record.body).and_then(|gap| gap.owner);
            let assignee = ask.assignee.or(named).ok_or_else(|| {
                missing("assignee", "Choose who closes it: not every selected gap names somebody.")
            })?;
            let made = action_of(*id, &record.reference, &record.body, (assignee, self.actor.person), due);
            let (write, fresh) = self.creation_linked(&action, made, &|_| false).await?;
            let content = self.content_of(&record).await?;
            let body = accepted(&record.body, assignee, fresh.id);
            let revised =
                self.revision_linked((&gap, &*record, &content), body, None, &|id| *id == fresh.id).await?;
            commit.expects.push(Expect::Absent(fresh.id));
            commit.expects.push(Expect::Unchanged { record: *id, position: *seen });
            commit.writes.push(write);
            commit.writes.extend(revised);
        }
        if moved && commit.idempotency.is_none() {
            return Err(changed_meanwhile().into());
        }
        self.house.store.commit(commit).await?;
        Ok(ask.gaps.len())
    }
}

fn check(ask: &TakeUp) -> Result<(), Refusal> {
    if ask.gaps.is_empty() {
        return Err(missing("id", "Select at least one gap."));
    }
    if ask.gaps.len() > GAPS_AT_ONCE {
        return Err(Refusal::new(
            Class::TooLarge,
            "too_many_gaps",
            format!("At most {GAPS_AT_ONCE} gaps can be taken up at once."),
            "Select fewer.",
        ));
    }
    Ok(())
}

fn missing(field: &str, sentence: &str) -> Refusal {
    Refusal::invalid(vec![Problem::new(field, "missing", sentence)])
}
