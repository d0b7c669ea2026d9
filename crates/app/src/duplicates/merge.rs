//! Merging a record into another that is the same thing: one commit, in which the kept one takes over what the person has
//! chosen, what led to the other leads to it, and the other is retired.

use super::{MERGE, WITH, check_kind};
use crate::{
    Desk, Look, Made, Named, Outcome, Trouble, chance,
    change::{Before, Change},
    limits,
    outcome::changed_meanwhile,
};
use record::{Act, Body, Class, Record, RecordId, Refusal, Row, Schema, Shape, Value, links_of};
use std::collections::{BTreeMap, BTreeSet};
use store::{At, Commit, Expect, Write};

/// From which of two records a field is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// From the one that is kept.
    Kept,
    /// From the one that goes into it.
    Other,
    /// What both have, in a field of several values.
    Both,
}

/// A merge that somebody asks for.
#[derive(Clone, Debug)]
pub struct Merge {
    /// Id of the kind.
    pub kind: String,
    /// The record that is kept, and the position at which it was seen.
    pub kept: (RecordId, u64),
    /// The record that goes into it, and the position at which it was seen.
    pub other: (RecordId, u64),
    /// From where fields are taken; those that are not named are those of the kept record.
    pub sides: BTreeMap<String, Side>,
    /// Why.
    pub reason: String,
    /// The key of the form.
    pub key: Option<String>,
}

/// What a merge would do, before it is asked for.
#[derive(Debug)]
pub struct Merging {
    /// The record that is kept.
    pub kept: Look,
    /// The record that goes into it.
    pub other: Look,
    /// Records that lead to the other one and would lead to the kept one.
    pub moved: Vec<(RecordId, Named)>,
    /// How many of them are in force and would wait for approval again.
    pub unapproved: usize,
    /// Records that lead to the other one and are over: they stay as they are.
    pub stay: Vec<(RecordId, Named)>,
    /// Why the merge is not possible.
    pub refused: Vec<Refusal>,
}

/// What led to a record and is to lead to another.
#[derive(Default)]
struct Moves {
    writes: Vec<(RecordId, u64, Write)>,
    moved: Vec<RecordId>,
    unapproved: usize,
    stay: Vec<RecordId>,
    refused: Vec<Refusal>,
}

impl Side {
    const ALL: [Self; 3] = [Self::Kept, Self::Other, Self::Both];

    /// The code in a form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Other => "other",
            Self::Both => "both",
        }
    }

    /// The side with this code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }

    /// What can be chosen for a field: what has several values can be taken from both.
    pub fn of_shape(shape: &Shape) -> &'static [Self] {
        match shape {
            Shape::Links(_) | Shape::Evidence | Shape::Choices(_) => &Self::ALL,
            _ => &[Self::Kept, Self::Other],
        }
    }
}

impl Desk {
    /// What merging two records of a kind would do.
    ///
    /// # Errors
    /// `not_found`; `kind_is_not_merged`. What forbids the merge is part of the answer.
    pub async fn merging(&self, kind: &str, kept: RecordId, other: RecordId) -> Outcome<Merging> {
        let (kept, other) = (self.look(kept, At::Now).await?, self.look(other, At::Now).await?);
        if kept.schema.kind.id != kind || other.schema.kind.id != kind || kept.record.id == other.record.id {
            return Err(Refusal::not_found().into());
        }
        check_kind(kept.schema.kind)?;
        let mut refused: Vec<Refusal> = Vec::new();
        for (look, act) in [(&kept, Act::TakeIn), (&other, Act::Retire)] {
            let check = self.check_act(&look.schema, &look.record, act);
            refused.extend(check.err().map(|refusal| of(&look.record, refusal)));
        }
        let moves = match self.moves(kept.record.id, other.record.id, "Merge").await {
            Ok(moves) => moves,
            Err(Trouble::Refused(refusal)) => Moves { refused: vec![refusal], ..Moves::default() },
            Err(trouble) => return Err(trouble),
        };
        refused.extend(moves.refused);
        let ids: Vec<RecordId> = moves.moved.iter().chain(&moves.stay).copied().collect();
        let called = self.names(&ids, At::Now).await?;
        let with = |ids: Vec<RecordId>| {
            ids.into_iter().filter_map(|id| Some((id, called.get(&id)?.clone()))).collect()
        };
        Ok(Merging {
            kept,
            other,
            moved: with(moves.moved),
            unapproved: moves.unapproved,
            stay: with(moves.stay),
            refused,
        })
    }

    /// Merges a record into another.
    ///
    /// # Errors
    /// Refusals: `not_found`; `kind_is_not_merged`; `changed_meanwhile`; a state or role that forbids to change one of the
    /// records; the reason is missing or does not hold; what results is not complete.
    pub async fn merge_records(&self, ask: Merge) -> Outcome<Made> {
        let reason = Some(ask.reason.trim()).filter(|reason| !reason.is_empty());
        crate::record_acts::check_reason(Act::TakeIn, reason)?;
        let (schema, kept) = self.load(ask.kept.0, At::Now).await?;
        let (_, other) = self.load(ask.other.0, At::Now).await?;
        if schema.kind.id != ask.kind || other.kind != kept.kind || kept.id == other.id {
            return Err(Refusal::not_found().into());
        }
        check_kind(schema.kind)?;
        let sides: BTreeMap<&String, &str> =
            ask.sides.iter().map(|(field, side)| (field, side.code())).collect();
        let idempotency =
            ask.key.clone().map(|key| self.idempotency(key, &(ask.kept, ask.other, sides, reason)));
        if kept.position != ask.kept.1 || other.position != ask.other.1 {
            let Some(idempotency) = idempotency else { return Err(changed_meanwhile().into()) };
            return self.repeated(idempotency).await;
        }
        self.check_act(&schema, &kept, Act::TakeIn).map_err(|refusal| of(&kept, refusal))?;
        self.check_act(&schema, &other, Act::Retire).map_err(|refusal| of(&other, refusal))?;
        let moves = self.moves(kept.id, other.id, ask.reason.trim()).await?;
        if let Some(refusal) = moves.refused.into_iter().next() {
            return Err(refusal.into());
        }
        let merge = chance::new_id(self.app.chance(), self.now).to_string();
        let mut commit = Commit { idempotency, ..Commit::default() };
        let content = self.content_of(&kept).await?;
        let body = united(&schema, &kept.body, &other.body, &ask.sides);
        let body = repointed(&schema, &body, other.id, kept.id, Some(kept.id));
        let mut after = (*kept).clone();
        if let Some(write) = self.revision(&schema, &kept, &content, body.clone(), reason).await? {
            after = self.after(&schema, &kept, Act::Revise, reason)?;
            after.title = schema.title(&body);
            (after.body, after.version) = (body, write.version);
            after.authors.clone_from(&write.authors);
            commit.writes.push(write);
        }
        let with = |id: RecordId| BTreeMap::from([(WITH.to_owned(), id.to_string())]);
        commit.writes.push(self.write(Change {
            schema: &schema,
            before: Some(Before { content: &content }),
            after: self.after(&schema, &after, Act::TakeIn, reason)?,
            act: Act::TakeIn,
            new_content: false,
            reason,
            codes: with(other.id),
        })?);
        commit.expects.push(Expect::Unchanged { record: kept.id, position: kept.position });
        for (record, position, write) in moves.writes {
            commit.writes.push(write);
            commit.expects.push(Expect::Unchanged { record, position });
        }
        let content = self.content_of(&other).await?;
        commit.writes.push(self.write(Change {
            schema: &schema,
            before: Some(Before { content: &content }),
            after: self.after(&schema, &other, Act::Retire, reason)?,
            act: Act::Retire,
            new_content: false,
            reason,
            codes: with(kept.id),
        })?);
        commit.expects.push(Expect::Unchanged { record: other.id, position: other.position });
        for write in &mut commit.writes {
            write.entry.codes.insert(MERGE.to_owned(), merge.clone());
        }
        let made = self.made(commit).await?;
        self.settle_pair(&ask.kind, kept.id, other.id).await?;
        Ok(made)
    }

    /// What leads to a record, written so that it leads to another. What is over stays as it is, and so does what the
    /// person may not see: it leads to a record that says where it went.
    async fn moves(&self, kept: RecordId, other: RecordId, reason: &str) -> Outcome<Moves> {
        let mut moves = Moves::default();
        let links = self.house.store.links_to(other, At::Now).await?;
        let ids: BTreeSet<RecordId> =
            links.into_iter().map(|(id, _)| id).filter(|id| *id != kept && *id != other).collect();
        let seen = self.names(&ids.into_iter().collect::<Vec<_>>(), At::Now).await?;
        if seen.len() > limits::MERGE_LINKS {
            return Err(Refusal::new(
                Class::TooLarge,
                "too_many_links",
                format!("More than {} records lead to the one that would go.", limits::MERGE_LINKS),
                "Keep that one, and merge the other into it.",
            )
            .into());
        }
        for id in seen.into_keys() {
            let (schema, record) = match self.load(id, At::Now).await {
                Ok(found) => found,
                Err(Trouble::Refused(_)) => continue,
                Err(trouble) => return Err(trouble),
            };
            if record.state.is_over() {
                moves.stay.push(id);
                continue;
            }
            let body = repointed(&schema, &record.body, other, kept, None);
            let content = self.content_of(&record).await?;
            match self.revision(&schema, &record, &content, body, Some(reason)).await {
                Ok(Some(write)) => {
                    moves.writes.push((id, record.position, write));
                    moves.moved.push(id);
                    moves.unapproved += usize::from(record.state.code() == "effective");
                }
                Ok(None) => {}
                Err(Trouble::Refused(refusal)) => moves.refused.push(of(&record, refusal)),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(moves)
    }
}

/// A refusal that says about which record it is.
pub(super) fn of(record: &Record, refusal: Refusal) -> Refusal {
    let detail = refusal.problems.first().map(|problem| problem.sentence.clone());
    let sentence = detail.unwrap_or(refusal.sentence);
    let sentence = format!("{} {}: {sentence}", record.reference, record.title);
    Refusal { sentence, problems: Vec::new(), ..refusal }
}

/// The content of the kept record with what was chosen from the other one.
pub(super) fn united(schema: &Schema, kept: &Body, other: &Body, sides: &BTreeMap<String, Side>) -> Body {
    let mut body = kept.clone();
    for field in schema.fields() {
        let (mine, theirs) = (kept.get(field.id), other.get(field.id));
        let value = match sides.get(field.id) {
            None | Some(Side::Kept) => continue,
            Some(Side::Other) => theirs.cloned(),
            Some(Side::Both) => match (mine, theirs) {
                (Some(Value::Links(mine)), Some(Value::Links(theirs))) => {
                    let more = theirs.iter().filter(|id| !mine.contains(id));
                    Some(Value::Links(mine.iter().chain(more).copied().collect()))
                }
                (Some(Value::Choices(mine)), Some(Value::Choices(theirs))) => {
                    let options = if let Shape::Choices(options) = field.shape { options } else { &[] };
                    let has = |code: &str| mine.iter().chain(theirs).any(|other| other == code);
                    let codes = options.iter().filter(|option| has(option.code));
                    Some(Value::Choices(codes.map(|option| option.code.to_owned()).collect()))
                }
                (mine, theirs) => mine.or(theirs).cloned(),
            },
        };
        match value {
            Some(value) => body.set(field.id, value),
            None => body.clear(field.id),
        }
    }
    body
}

/// A body whose links to `from` lead to `to`, each once; a link to `own` would lead to the record itself and goes.
fn repointed(schema: &Schema, body: &Body, from: RecordId, to: RecordId, own: Option<RecordId>) -> Body {
    if !links_of(schema, body).iter().any(|(_, id)| *id == from || Some(*id) == own) {
        return body.clone();
    }
    let one = |id: RecordId| if id == from { to } else { id };
    let value = |value: &Value| match value {
        Value::Link(id) => Some(Value::Link(one(*id))).filter(|_| Some(one(*id)) != own),
        Value::Links(ids) => {
            let mut known = BTreeSet::new();
            let ids = ids.iter().map(|id| one(*id)).filter(|id| Some(*id) != own && known.insert(*id));
            Some(Value::Links(ids.collect()))
        }
        other => Some(other.clone()),
    };
    let fields = body.iter().filter_map(|(field, filled)| {
        let filled = match filled {
            Value::Table(rows) => {
                let rows = rows.iter().map(|row| {
                    let cells = row.cells.iter();
                    let cells = cells.filter_map(|(column, cell)| Some((column.clone(), value(cell)?)));
                    Row { id: row.id, cells: cells.collect() }
                });
                Some(Value::Table(rows.collect()))
            }
            other => value(other),
        };
        Some((field.to_owned(), filled?))
    });
    fields.collect()
}
