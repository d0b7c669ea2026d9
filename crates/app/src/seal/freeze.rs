//! Freezing the result of a query: the seal is written by the program, in the name of the person.

use super::{Frozen, SealQuery, run::Moment};
use crate::{
    At, Desk, Made, Outcome, Trouble, chance,
    change::{Change, new_record},
    list::leads_to_records,
    watch::Basis,
};
use access::{may_freeze, seal};
use frameworks::{Bundle, Pack};
use record::{Act, Body, FileRef, Refusal, Sensitivity, Shape, Value, missing, validate};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use std::{collections::BTreeMap, sync::Arc};
use store::{Commit, Expect};

/// A result that somebody wants frozen.
#[derive(Clone, Debug)]
pub struct Freeze {
    /// What people call it.
    pub name: String,
    /// What it is kept for.
    pub purpose: String,
    /// Of which query.
    pub query: SealQuery,
    /// As of which size of the ledger.
    pub at: At,
    /// The key of the form.
    pub key: Option<String>,
}

impl Desk {
    /// Whether the person may freeze results.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_freeze(&self) -> Outcome<()> {
        Ok(may_freeze(&self.actor)?)
    }

    /// Freezes the result of a query, now or as of a past size of the ledger.
    ///
    /// # Errors
    /// Refusals: role; the query names what does not exist; the name does not hold; too many rows.
    pub async fn freeze(&self, ask: Freeze) -> Outcome<Made> {
        may_freeze(&self.actor)?;
        let openness = self.check_query(&ask.query, ask.at).await?;
        let schema = self.schema(seal::KIND.id).await?;
        let sent = (&ask.name, &ask.purpose, ask.query.code(), ask.query.about(), ask.query.conditions());
        let idempotency = ask.key.clone().map(|key| self.idempotency(key, &sent));
        let (moment, basis) = self.moment(ask.at).await?;
        let packs = Arc::clone(&basis.held.packs);
        let frozen = self.house.result(&ask.query, moment, basis).await?;
        let mut body = body_of(&ask, &frozen, openness);
        body.set(seal::RESULT.field.id, self.keep_result("result", &ask.query, &frozen.bytes()?).await?);
        if ask.query.reads_packs() {
            body.set(seal::BASIS.field.id, self.keep_result("packs", &ask.query, &texts_of(&packs)?).await?);
        }
        let mut problems = validate(&schema, &body);
        problems.extend(missing(&schema, &body));
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems).into());
        }
        let after = new_record(self, &schema, body);
        let id = after.id;
        let write = self.write(Change {
            schema: &schema,
            before: None,
            after,
            act: Act::Create,
            new_content: true,
            reason: None,
            codes: BTreeMap::from([("query".to_owned(), ask.query.code().to_owned())]),
        })?;
        let commit = Commit {
            writes: vec![write],
            expects: vec![Expect::Absent(id)],
            idempotency,
            import_keys: Vec::new(),
        };
        self.made(commit).await
    }

    /// Who may read the result of a query; `not_found` when it is about something that does not exist.
    pub(super) async fn check_query(&self, query: &SealQuery, at: At) -> Outcome<access::Openness> {
        let of_kind = match query {
            SealQuery::Readiness { pack } | SealQuery::Gaps { pack } => {
                let packs = self.packs_at(at).await?;
                packs.iter().find(|known| known.id == *pack).ok_or_else(Refusal::not_found)?;
                access::Openness::Work
            }
            SealQuery::Register { kind, filters, .. } => {
                // As narrow as the narrowest record of the kind can be, in whatever state; a condition on a link would
                // tell of the record that it leads to.
                let schema = self.schema(kind).await?;
                let tells = |filter: &store::Filter| {
                    schema.field(&filter.field).is_some_and(|field| {
                        !matches!(field.shape, Shape::Person) && leads_to_records(&field.shape)
                    })
                };
                let closed = schema.kind.sensitivity == Sensitivity::Confined
                    || schema.kind.id == seal::KIND.id
                    || filters.iter().flat_map(store::Condition::filters).any(tells);
                if closed { access::Openness::Govern } else { access::Openness::Work }
            }
        };
        Ok(query.openness(of_kind))
    }

    /// A moment, with what results are computed with there.
    pub(super) async fn moment(&self, at: At) -> Outcome<(Moment, Basis)> {
        self.house.follow().await?;
        let head = self.house.store.size().await?;
        Ok(match at {
            At::Now => (Moment { size: head, at: self.now }, self.house.basis().await),
            At::Size(size) => {
                let size = size.min(head);
                let at = self.instant_of(size).await?;
                (Moment { size, at }, self.house.basis_then(size).await?)
            }
        })
    }

    /// Keeps bytes that the program made, by the way of evidence: under their hash, before a record refers to them.
    async fn keep_result(&self, what: &str, query: &SealQuery, bytes: &[u8]) -> Outcome<Value> {
        let sha256 = chance::digest(bytes);
        self.house.blobs.put(&sha256, bytes).await?;
        let name = format!("{}-{}-{what}.json", query.code(), query.about());
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Value::File(FileRef { sha256, name, bytes: size, media: "text/plain".to_owned() }))
    }
}

fn body_of(ask: &Freeze, frozen: &Frozen, openness: access::Openness) -> Body {
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: u64| Value::Number(Decimal::from(number));
    let approver = if ask.query.needs_top_management() { "top_management" } else { "ai_manager" };
    let audience = if openness == access::Openness::Govern { "govern" } else { "work" };
    let packs: Vec<String> = frozen.packs.iter().map(|(id, version)| format!("{id} {version}")).collect();
    let rows = u64::try_from(frozen.rows.len()).unwrap_or(u64::MAX);
    let mut body = Body::new()
        .with(seal::QUERY.field.id, text(frozen.query.code()))
        .with(seal::ABOUT.field.id, text(frozen.query.about()))
        .with(seal::SIZE.field.id, number(frozen.size))
        .with(seal::ROOT.field.id, text(&frozen.root))
        .with(seal::INSTANT.field.id, text(&frozen.at.to_string()))
        .with(seal::ZONE.field.id, text(&frozen.zone))
        .with(seal::ROWS.field.id, number(rows))
        .with(seal::APPROVER.field.id, Value::Choice(approver.to_owned()))
        .with(seal::AUDIENCE.field.id, Value::Choice(audience.to_owned()));
    let conditions = frozen.query.conditions().map(|json| json.to_string()).unwrap_or_default();
    for (field, words) in [
        (seal::NAME.field.id, ask.name.trim()),
        (seal::PURPOSE.field.id, ask.purpose.trim()),
        (seal::PACKS.field.id, packs.join(", ").as_str()),
        (seal::CONDITIONS.field.id, conditions.as_str()),
    ] {
        if !words.is_empty() {
            body.set(field, text(words));
        }
    }
    body
}

/// The texts of packs as one document in canonical bytes.
fn texts_of(packs: &[Pack]) -> Outcome<Vec<u8>> {
    let packs: Vec<Json> = packs
        .iter()
        .map(|pack| json!({ "id": pack.id, "version": pack.version, "text": &*pack.text }))
        .collect();
    ledger::canonical::to_bytes(&json!({ "packs": packs }))
        .map_err(|error| Trouble::Broken(error.to_string()))
}

/// The packs in such a document; what is wrong with them as a sentence.
pub(super) fn packs_of(texts: &[u8]) -> Result<Vec<Pack>, String> {
    let json = ledger::canonical::parse(texts).map_err(|error| error.to_string())?;
    let mut packs = Vec::new();
    for pack in json.get("packs").and_then(Json::as_array).into_iter().flatten() {
        let text = pack.get("text").and_then(Json::as_str).unwrap_or_default();
        let bundle = Bundle::take("basis", text.as_bytes()).map_err(|problem| problem.to_string())?;
        // A pack that was in force was read, whatever a later version finds wrong with it.
        packs.push(bundle.read().0.ok_or("a pack of then cannot be read")?);
    }
    Ok(packs)
}
