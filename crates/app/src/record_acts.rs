//! Creating, revising and deciding: the acts of people on records.

use crate::{
    Desk, Outcome, Signature, Trouble, Via,
    change::{Before, Change, new_record},
    outcome::changed_meanwhile,
};
use access::{Facts, derogation, may, may_rewrite, membership, organisation};
use jiff::tz::TimeZone;
use record::{
    Act, Body, Class, LifeCycle, Problem, Record, RecordId, Refusal, Schema, Shape, Stamp, Target, limits,
    missing, validate,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{At, Commit, Expect, Idempotency, Receipt, Sealed, StoredContent, Write};

/// A consequential act that somebody asks for.
#[derive(Debug)]
pub struct Ask {
    /// On which record.
    pub record: RecordId,
    /// Which act.
    pub act: Act,
    /// Position of the last act that the person has seen; another one since is a conflict.
    pub seen: u64,
    /// Why.
    pub reason: Option<String>,
    /// The signature, where the act is one.
    pub signature: Option<Signature>,
    /// The key of the form.
    pub key: Option<String>,
}

/// Whether a link may lead to a record without a look at it.
pub(crate) type Fresh<'a> = &'a (dyn Fn(&RecordId) -> bool + Sync);

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The record.
    pub record: RecordId,
    /// Its reference.
    pub reference: String,
    /// Position of the entry.
    pub position: u64,
    /// Version of the content.
    pub version: u32,
}

impl Desk {
    /// Makes a record.
    ///
    /// # Errors
    /// Refusals: the role lacks the verb, the body does not hold, the form's key was used for something else.
    pub async fn create(&self, kind: &str, body: Body, key: Option<String>) -> Outcome<Made> {
        self.create_because(kind, body, None, key).await
    }

    /// The same with a reason, such as why it is none of those that are like it.
    ///
    /// # Errors
    /// As [`Desk::create`]; the reason does not hold.
    pub async fn create_because(
        &self,
        kind: &str,
        body: Body,
        reason: Option<&str>,
        key: Option<String>,
    ) -> Outcome<Made> {
        self.create_if(kind, body, reason, key, None).await
    }

    /// The same, as long as something else holds when it is written.
    pub(crate) async fn create_if(
        &self,
        kind: &str,
        body: Body,
        reason: Option<&str>,
        key: Option<String>,
        guard: Option<Expect>,
    ) -> Outcome<Made> {
        let schema = self.schema(kind).await?;
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        check_reason(Act::Create, reason)?;
        let idempotency = key.map(|key| match reason {
            Some(reason) => self.idempotency(key, &(kind, body.to_json(), reason)),
            None => self.idempotency(key, &(kind, body.to_json())),
        });
        let (write, record) = match self.creation(&schema, body, reason).await {
            Ok(made) => made,
            // Sent twice: its uploads were used by the first.
            Err(Trouble::Refused(refusal)) if refusal.problems.iter().any(is_used_upload) => {
                let Some(idempotency) = idempotency else { return Err(refusal.into()) };
                return self.repeated(idempotency).await.map_err(|_| refusal.into());
            }
            Err(trouble) => return Err(trouble),
        };
        let commit = Commit {
            writes: vec![write],
            expects: [Expect::Absent(record.id)].into_iter().chain(guard).collect(),
            idempotency,
            import_keys: Vec::new(),
        };
        let made = self.made(commit).await?;
        self.use_files(&record.body).await?;
        Ok(made)
    }

    /// Replaces the content of a record, by somebody who saw it at position `seen`.
    ///
    /// # Errors
    /// Refusals: as [`Desk::create`]; the state forbids it; `changed_meanwhile`.
    pub async fn revise(
        &self,
        id: RecordId,
        seen: u64,
        body: Body,
        reason: Option<String>,
        key: Option<String>,
    ) -> Outcome<Made> {
        let (schema, record) = self.load(id, At::Now).await?;
        check_reason(Act::Revise, reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()))?;
        let idempotency = key.map(|key| self.idempotency(key, &(id, seen, body.to_json(), &reason)));
        if let Some(idempotency) = &idempotency
            && record.position != seen
        {
            return self.repeated(idempotency.clone()).await;
        }
        if record.position != seen {
            return Err(changed_meanwhile().into());
        }
        let content = self.content_of(&record).await?;
        let files = body.clone();
        let Some(write) = self.revision(&schema, &record, &content, body, reason.as_deref()).await? else {
            return Ok(Made {
                record: id,
                reference: record.reference.clone(),
                position: record.position,
                version: record.version,
            });
        };
        let commit = Commit {
            writes: vec![write],
            expects: vec![Expect::Unchanged { record: id, position: seen }],
            idempotency,
            import_keys: Vec::new(),
        };
        let made = self.made(commit).await?;
        self.use_files(&files).await?;
        Ok(made)
    }

    /// Whether [`Desk::revise`] would write anything, without writing it.
    ///
    /// # Errors
    /// The refusals with which it would answer.
    pub async fn would_revise(&self, id: RecordId, seen: u64, body: Body) -> Outcome<bool> {
        let (schema, record) = self.load(id, At::Now).await?;
        if record.position != seen {
            return Err(changed_meanwhile().into());
        }
        let content = self.content_of(&record).await?;
        Ok(self.revision(&schema, &record, &content, body, None).await?.is_some())
    }

    /// Submits, withdraws, approves, retires, completes, verifies …: every act that decides something.
    ///
    /// # Errors
    /// Refusals: role, separation of duties, state, missing reason or signature, incomplete content, `changed_meanwhile`.
    pub async fn decide(&self, ask: Ask) -> Outcome<Made> {
        let (schema, record) = self.load(ask.record, At::Now).await?;
        let reason = ask.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let idempotency =
            ask.key.clone().map(|key| self.idempotency(key, &(ask.record, ask.act, ask.seen, reason)));
        if record.position != ask.seen {
            return match idempotency {
                Some(idempotency) => self.repeated(idempotency).await,
                None => Err(changed_meanwhile().into()),
            };
        }
        if !ask.act.is_offered() {
            return Err(Refusal::not_found().into());
        }
        self.check_act(&schema, &record, ask.act)?;
        check_reason(ask.act, reason)?;
        let problems = Self::lacking(&schema, &record, ask.act);
        if !problems.is_empty() {
            let mut refusal = Refusal::invalid(problems);
            "The record is not complete, so it cannot be put in force.".clone_into(&mut refusal.sentence);
            return Err(refusal.into());
        }
        let signed = self.check_signature(ask.act, ask.signature.as_ref())?;
        let content = self.content_of(&record).await?;
        let after = self.after(&schema, &record, ask.act, reason)?;
        let mut codes = BTreeMap::new();
        if let Some(how) = signed {
            codes.insert("signed".to_owned(), how.to_owned());
        }
        if ask.act == Act::Approve {
            codes.insert("approves".to_owned(), record.version.to_string());
            if let Some(derogation) =
                self.actor.derogation.filter(|_| record.authors.iter().any(|author| self.actor.is(*author)))
            {
                codes.insert("derogation".to_owned(), derogation.to_string());
            }
        }
        let before = Some(Before { content: &content });
        let write = self.write(Change {
            schema: &schema,
            before,
            after,
            act: ask.act,
            new_content: false,
            reason,
            codes,
        })?;
        let mut expects = vec![Expect::Unchanged { record: ask.record, position: ask.seen }];
        self.guard_last_administrator(&record, ask.act, None, &mut expects).await?;
        self.guard_alone(&schema, &record, ask.act, &mut expects).await?;
        let commit = Commit { writes: vec![write], expects, idempotency, import_keys: Vec::new() };
        self.made(commit).await
    }

    /// What a record lacks for an act: all that it must say before it is put in force.
    pub fn lacking(schema: &Schema, record: &Record, act: Act) -> Vec<Problem> {
        if !matches!(act, Act::Submit | Act::Approve) {
            return Vec::new();
        }
        let mut problems = missing(schema, &record.body);
        problems.extend(validate(schema, &record.body));
        problems
    }

    /// The acts that the person may do on a record now: state, role, relation and separation of duties.
    pub(crate) fn possible(&self, schema: &Schema, record: &Record) -> Vec<Act> {
        let facts = Facts::of(schema, record);
        record
            .state
            .acts(schema.kind.life_cycle)
            .into_iter()
            .filter(|act| act.is_offered() && may(&self.actor, *act, &facts).is_ok())
            .collect()
    }

    /// Those of some records on which the person may do an act now; what she may not see is not among them.
    pub async fn open_to(
        &self,
        records: impl IntoIterator<Item = RecordId>,
        act: Act,
    ) -> Outcome<BTreeSet<RecordId>> {
        let ids: Vec<RecordId> = records.into_iter().collect();
        let loaded = self.load_all(&ids, At::Now).await?;
        let open = loaded.iter().filter(|(_, (schema, record))| self.possible(schema, record).contains(&act));
        Ok(open.map(|(id, _)| *id).collect())
    }

    /// Whether an act is possible, and if not, why.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_act(&self, schema: &Schema, record: &Record, act: Act) -> Result<(), Refusal> {
        may(&self.actor, act, &Facts::of(schema, record))?;
        let stamp = Stamp { by: self.actor.person, at: self.now, reason: None };
        record.state.clone().after(schema.kind.life_cycle, act, stamp).map(|_| ())
    }

    async fn creation(&self, schema: &Schema, body: Body, reason: Option<&str>) -> Outcome<(Write, Record)> {
        self.creation_because(schema, body, &|_| false, reason).await
    }

    /// The write of a creation whose links may also lead to `fresh` records: those of the same commit, or that were
    /// looked at before.
    pub(crate) async fn creation_linked(
        &self,
        schema: &Schema,
        body: Body,
        fresh: Fresh<'_>,
    ) -> Outcome<(Write, Record)> {
        self.creation_because(schema, body, fresh, None).await
    }

    async fn creation_because(
        &self,
        schema: &Schema,
        body: Body,
        fresh: Fresh<'_>,
        reason: Option<&str>,
    ) -> Outcome<(Write, Record)> {
        let mut record = new_record(self, schema, body);
        record.created.reason = reason.map(str::to_owned);
        record.changed.reason = reason.map(str::to_owned);
        may(&self.actor, Act::Create, &Facts::of(schema, &record))?;
        self.check_body(schema, None, &record.body, fresh).await?;
        let write = self.write(Change {
            schema,
            before: None,
            after: record.clone(),
            act: Act::Create,
            new_content: true,
            reason,
            codes: BTreeMap::new(),
        })?;
        Ok((write, record))
    }

    /// The write of a revision; `None` when nothing changes.
    pub(crate) async fn revision(
        &self,
        schema: &Schema,
        record: &Record,
        content: &StoredContent,
        body: Body,
        reason: Option<&str>,
    ) -> Outcome<Option<Write>> {
        self.revision_linked((schema, record, content), body, reason, &|_| false).await
    }

    /// The write of a revision whose links may also lead to `fresh` records: those of the same commit, or that were
    /// looked at before.
    pub(crate) async fn revision_linked(
        &self,
        (schema, record, content): (&Schema, &Record, &StoredContent),
        body: Body,
        reason: Option<&str>,
        fresh: Fresh<'_>,
    ) -> Outcome<Option<Write>> {
        self.check_act(schema, record, Act::Revise)?;
        may_rewrite(&self.actor, &Facts::of(schema, record), schema, &record.body, &body)?;
        self.check_body(schema, Some(record), &body, fresh).await?;
        if record.body == body {
            return Ok(None);
        }
        let mut after = self.after(schema, record, Act::Revise, reason)?;
        after.title = schema.title(&body);
        after.body = body;
        after.version = record.version + 1;
        if record.effective.as_ref().is_some_and(|effective| effective.version == record.version) {
            after.authors.clear();
        }
        if !after.authors.contains(&self.actor.person) {
            after.authors.push(self.actor.person);
        }
        may(&self.actor, Act::Revise, &Facts::of(schema, &after))
            .or_else(|refusal| if refusal.class == Class::Hidden { Ok(()) } else { Err(refusal) })?;
        let mut expects = Vec::new();
        self.guard_last_administrator(record, Act::Revise, Some(&after.body), &mut expects).await?;
        let before = Some(Before { content });
        Ok(Some(self.write(Change {
            schema,
            before,
            after,
            act: Act::Revise,
            new_content: true,
            reason,
            codes: BTreeMap::new(),
        })?))
    }

    pub(crate) async fn content_of(&self, record: &Record) -> Outcome<StoredContent> {
        let content = self.house.store.content(record.id, record.version).await?;
        content.ok_or_else(|| {
            Trouble::Broken(format!("content of {} version {} is missing", record.id, record.version))
        })
    }

    pub(crate) fn after(
        &self,
        schema: &Schema,
        record: &Record,
        act: Act,
        reason: Option<&str>,
    ) -> Outcome<Record> {
        let stamp = Stamp { by: self.actor.person, at: self.now, reason: reason.map(str::to_owned) };
        let mut after = record.clone();
        after.state = record.state.clone().after(schema.kind.life_cycle, act, stamp.clone())?;
        after.changed = stamp.clone();
        schema.tag.clone_into(&mut after.schema);
        if act == Act::Approve {
            after.effective = Some(record::Effective {
                version: record.version,
                body: record.body.clone(),
                approved: stamp,
            });
        }
        Ok(after)
    }

    /// Everything that must hold of a body: its shape, its completeness where the life cycle asks for it at once, and
    /// that every new link leads to a record of the right kind that the person may see.
    async fn check_body(
        &self,
        schema: &Schema,
        before: Option<&Record>,
        body: &Body,
        fresh: Fresh<'_>,
    ) -> Outcome<()> {
        let mut problems = validate(schema, body);
        if schema.kind.life_cycle != LifeCycle::Controlled && self.actor.via != Via::Import {
            problems.extend(
                missing(schema, body)
                    .into_iter()
                    .filter(|problem| !problems.iter().any(|known| known.path == problem.path))
                    .collect::<Vec<_>>(),
            );
        }
        let old = before.map(|record| &record.body);
        self.check_links(schema, old, body, fresh, &mut problems).await?;
        self.check_files(before, body, &mut problems).await?;
        if schema.kind.id == record::custom::KIND.id {
            let kind = record::custom::KIND_ID.of(body).unwrap_or_default();
            match self.house.kinds.iter().find(|known| known.id == kind) {
                None => {
                    problems.push(Problem::new("kind", "no_such_kind", "There is no such kind of record."));
                }
                Some(kind) => problems.extend(record::custom::problems(body, kind.fields)),
            }
        }
        self.check_adoption(schema.kind.id, before, body, &mut problems).await?;
        if schema.kind.id == derogation::KIND.id
            && derogation::TIME
                .of(body)
                .is_some_and(|time| !time.to.is_some_and(|to| derogation::holds_on(body, to)))
        {
            problems.push(Problem::new(
                "time",
                "no_end",
                "Give an end, at most twelve months after the start.",
            ));
        }
        if schema.kind.id == organisation::KIND.id
            && organisation::TIME_ZONE.of(body).is_some_and(|name| TimeZone::get(name).is_err())
        {
            problems.push(Problem::new(
                organisation::TIME_ZONE.field.id,
                "no_such_zone",
                "Give the time zone by its IANA name, like Europe/Berlin.",
            ));
        }
        if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(problems).into()) }
    }

    async fn check_links(
        &self,
        schema: &Schema,
        before: Option<&Body>,
        body: &Body,
        fresh: Fresh<'_>,
        problems: &mut Vec<Problem>,
    ) -> Outcome<()> {
        let old: BTreeSet<(String, RecordId)> =
            before.map(|before| record::links_of(schema, before).into_iter().collect()).unwrap_or_default();
        let new: Vec<(String, RecordId)> = record::links_of(schema, body)
            .into_iter()
            .filter(|link| !old.contains(link) && !fresh(&link.1))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = new.iter().map(|(_, id)| *id).collect();
        let names = self.names(&ids, At::Now).await?;
        for (path, id) in new {
            let wanted = target_kind(schema, &path);
            let found = names.get(&id);
            if !found.is_some_and(|named| wanted == Some("*") || wanted == Some(named.kind.as_str())) {
                let field = path.split('.').next().unwrap_or_default().to_owned();
                problems.push(Problem::new(field, "no_such_record", "Choose a record from the list: the one that was sent does not exist or is of another kind."));
            }
        }
        Ok(())
    }

    /// The last administrator cannot be taken away: nobody could give roles any more.
    async fn guard_last_administrator(
        &self,
        record: &Record,
        act: Act,
        body: Option<&Body>,
        expects: &mut Vec<Expect>,
    ) -> Outcome<()> {
        if record.kind != membership::KIND.id || !matches!(act, Act::Retire | Act::Revise) {
            return Ok(());
        }
        let today = self.today();
        if membership::role_on(&record.body, today) != Some(access::Role::Administrator)
            || body.is_some_and(|body| membership::role_on(body, today) == Some(access::Role::Administrator))
        {
            return Ok(());
        }
        let holder = membership::PERSON.of(&record.body);
        let others = self
            .house
            .followed
            .read()
            .await
            .holders(access::Role::Administrator, today)
            .into_iter()
            .any(|person| Some(person) != holder);
        expects.push(Expect::KindUnchanged { kind: membership::KIND.id, since: self.size() });
        if others {
            return Ok(());
        }
        Err(Refusal::new(
            Class::Conflict,
            "last_administrator",
            "This is the last administrator.",
            "Give somebody else the role first.",
        )
        .into())
    }

    fn check_signature(&self, act: Act, signature: Option<&Signature>) -> Outcome<Option<&'static str>> {
        if !act.is_signature() {
            return Ok(None);
        }
        match signature {
            Some(signature) if Some(signature.account()) == self.account => Ok(Some("password")),
            _ => Err(Refusal::new(
                Class::Forbidden,
                "signature_needed",
                format!("“{}” is a signature, so it needs your password.", act.verb()),
                "Give your password and try again.",
            )
            .into()),
        }
    }

    pub(crate) fn idempotency(&self, key: String, sent: &impl serde::Serialize) -> Idempotency {
        let text = serde_json::to_vec(sent).unwrap_or_default();
        Idempotency { person: self.actor.person, key, digest: crate::chance::digest(&text) }
    }

    /// The receipt of an earlier, equal request; a conflict when there was none.
    pub(crate) async fn repeated(&self, idempotency: Idempotency) -> Outcome<Made> {
        let commit = Commit {
            idempotency: Some(idempotency),
            expects: vec![Expect::Size(u64::MAX)],
            ..Commit::default()
        };
        let receipt = self.house.store.commit(commit).await?;
        first(receipt)
    }

    pub(crate) async fn made(&self, commit: Commit) -> Outcome<Made> {
        let receipt = self.house.store.commit(commit).await?;
        first(receipt)
    }
}

fn is_used_upload(problem: &Problem) -> bool {
    problem.code == "file_not_uploaded"
}

fn first(receipt: Receipt) -> Outcome<Made> {
    let Some(Sealed { record, reference, position, version, .. }) = receipt.sealed.into_iter().next() else {
        return Err(changed_meanwhile().into());
    };
    Ok(Made { record, reference, position, version })
}

pub(crate) fn check_reason(act: Act, reason: Option<&str>) -> Result<(), Refusal> {
    match reason {
        None if act.needs_reason() => {
            Err(Refusal::invalid(vec![Problem::new("reason", "missing", "Say why.")]))
        }
        Some(reason) if reason.chars().count() > limits::REASON_CHARS => {
            Err(Refusal::invalid(vec![Problem::new(
                "reason",
                "too_long",
                format!("Shorten the reason to {} characters.", limits::REASON_CHARS),
            )]))
        }
        Some(reason) => record::clean_prose(reason)
            .map(|_| ())
            .map_err(|(code, sentence)| Refusal::invalid(vec![Problem::new("reason", code, sentence)])),
        None => Ok(()),
    }
}

/// The kind that a link field (or `table.column`) leads to.
fn target_kind(schema: &Schema, path: &str) -> Option<&'static str> {
    let (field, column) = path.split_once('.').map_or((path, None), |(field, column)| (field, Some(column)));
    let mut field = *schema.field(field)?;
    if let (Shape::Table(columns), Some(column)) = (field.shape, column) {
        field = *columns.iter().find(|known| known.id == column)?;
    }
    match field.shape {
        Shape::Link(Target { kind, .. }) | Shape::Links(Target { kind, .. }) => Some(kind),
        Shape::Evidence => Some("evidence"),
        Shape::Person => Some("person"),
        _ => None,
    }
}
