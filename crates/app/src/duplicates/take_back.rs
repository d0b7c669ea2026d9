//! Taking a merge back: what went into another record is one of its own again, and what the merge changed is as before,
//! as long as nobody has changed any of it since.

use super::{MERGE, WITH, merge::of};
use crate::{
    Desk, Lived, Made, Named, Outcome, Trouble,
    change::{Before, Change},
    limits,
    outcome::changed_meanwhile,
};
use record::{Act, Class, Record, RecordId, Refusal};
use std::collections::BTreeMap;
use store::{At, Commit, Expect};

/// What a merge did to one record.
#[derive(Clone, Copy, Debug)]
struct Touched {
    /// Position of its last entry of the merge.
    position: u64,
    /// The version that its content had before; none when the merge wrote none.
    before: Option<u64>,
}

impl Desk {
    /// Takes back the merge by which a record was retired.
    ///
    /// # Errors
    /// Refusals: `not_found`; `not_merged`; `touched_since`; `changed_meanwhile`; the role or relation forbids to change one
    /// of the records; the reason is missing or does not hold.
    pub async fn take_merge_back(
        &self,
        other: RecordId,
        seen: u64,
        reason: &str,
        key: Option<String>,
    ) -> Outcome<Made> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
        crate::record_acts::check_reason(Act::Reinstate, reason)?;
        let (schema, record) = self.load(other, At::Now).await?;
        let idempotency = key.map(|key| self.idempotency(key, &(other, seen, reason)));
        if record.position != seen {
            let Some(idempotency) = idempotency else { return Err(changed_meanwhile().into()) };
            return self.repeated(idempotency).await;
        }
        let (merge, kept) = self.merge_of(&record).await?.ok_or_else(not_merged)?;
        self.check_act(&schema, &record, Act::Reinstate)?;
        let mut commit = Commit { idempotency, ..Commit::default() };
        for (id, touched) in self.touched_by(&merge, record.position).await? {
            if id == other {
                continue;
            }
            let (schema, record) = self.load(id, At::Now).await.map_err(|trouble| match trouble {
                Trouble::Refused(_) => out_of_sight().into(),
                trouble => trouble,
            })?;
            if record.position != touched.position {
                return Err(of(&record, touched_since()).into());
            }
            commit.expects.push(Expect::Unchanged { record: id, position: record.position });
            let Some(before) = touched.before else { continue };
            let version = u32::try_from(before).unwrap_or(u32::MAX);
            let former = self.house.store.content(id, version).await?.ok_or_else(Refusal::not_found)?;
            let body = schema.read(&former.schema, former.json);
            let content = self.content_of(&record).await?;
            let write = self.revision(&schema, &record, &content, body, reason).await;
            let write = write.map_err(|trouble| match trouble {
                Trouble::Refused(refusal) => of(&record, refusal).into(),
                trouble => trouble,
            })?;
            commit.writes.extend(write);
        }
        let content = self.content_of(&record).await?;
        let back = self.write(Change {
            schema: &schema,
            before: Some(Before { content: &content }),
            after: self.after(&schema, &record, Act::Reinstate, reason)?,
            act: Act::Reinstate,
            new_content: false,
            reason,
            codes: BTreeMap::from([(WITH.to_owned(), kept.to_string())]),
        })?;
        // First, so that it is what the answer names.
        commit.writes.insert(0, back);
        commit.expects.push(Expect::Unchanged { record: other, position: record.position });
        for write in &mut commit.writes {
            write.entry.codes.insert("undoes".to_owned(), merge.clone());
        }
        self.made(commit).await
    }

    /// The record into which another was merged, when that was the last that was done to it.
    ///
    /// # Errors
    /// `not_found`; `not_merged`, also when the person may not see the record that took it in.
    pub async fn merged_into(&self, other: RecordId) -> Outcome<(RecordId, Named)> {
        let (_, record) = self.load(other, At::Now).await?;
        let (_, kept) = self.merge_of(&record).await?.ok_or_else(not_merged)?;
        let named = self.names(&[kept], At::Now).await?.remove(&kept).ok_or_else(not_merged)?;
        Ok((kept, named))
    }

    /// The records that acts of a life name beside the one they are about, by position of the act: what it was merged with,
    /// told apart from, or taken out of. Only those that the person may see.
    pub async fn beside(&self, lived: &Lived) -> Outcome<BTreeMap<u64, (RecordId, Named)>> {
        let naming = |act: Act| matches!(act, Act::TakeIn | Act::TellApart | Act::Reinstate | Act::Retire);
        let mut found = BTreeMap::new();
        for line in lived.lines.iter().filter(|line| naming(line.act.act)) {
            if let Some(with) = self.codes(line.act.position).await?.get(WITH).and_then(|id| id.parse().ok())
            {
                found.insert(line.act.position, with);
            }
        }
        let called = self.names(&found.values().copied().collect::<Vec<RecordId>>(), At::Now).await?;
        let with =
            found.into_iter().filter_map(|(position, id)| Some((position, (id, called.get(&id)?.clone()))));
        Ok(with.collect())
    }

    /// The merge by which a record was retired, when that was the last that was done to it, and the record that took it in.
    async fn merge_of(&self, record: &Record) -> Outcome<Option<(String, RecordId)>> {
        let codes = self.codes(record.position).await?;
        let kept = codes.get(WITH).and_then(|id| id.parse().ok());
        Ok(codes.get(MERGE).cloned().zip(kept).filter(|_| record.state.is_over()))
    }

    async fn codes(&self, position: u64) -> Outcome<BTreeMap<String, String>> {
        let rows = self.house.store.ledger(position, 1).await?;
        let entry = rows.first().and_then(|row| ledger::Entry::parse(&row.bytes).ok());
        Ok(entry.map(|entry| entry.codes.clone()).unwrap_or_default())
    }

    /// What a merge did, read off its entries: they stand together, and its last one retires the record that went.
    async fn touched_by(&self, merge: &str, last: u64) -> Outcome<BTreeMap<RecordId, Touched>> {
        let most = u64::try_from(limits::MERGE_LINKS).unwrap_or(u64::MAX) + 3;
        let first = (last + 1).saturating_sub(most);
        let mut touched: BTreeMap<RecordId, Touched> = BTreeMap::new();
        for row in self.house.store.ledger(first, last + 1 - first).await? {
            let Ok(entry) = ledger::Entry::parse(&row.bytes) else { continue };
            if entry.codes.get(MERGE).map(String::as_str) != Some(merge) {
                continue;
            }
            let one = touched
                .entry(RecordId(entry.subject.id))
                .or_insert(Touched { position: row.position, before: None });
            one.position = row.position;
            if entry.act == Act::Revise.code() {
                one.before = Some(entry.subject.version.saturating_sub(1));
            }
        }
        Ok(touched)
    }
}

fn not_merged() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "not_merged",
        "The record was not merged into another, or something else was done with it since.",
        "Look at its history.",
    )
}

fn out_of_sight() -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "merge_out_of_sight",
        "You may not change everything that the merge has changed.",
        "Ask the AI manager to take it back.",
    )
}

fn touched_since() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "changed_since_merge",
        "Somebody has changed or decided the record since the merge, so the merge stays.",
        "Make the record that went anew, and change this one by hand.",
    )
}
