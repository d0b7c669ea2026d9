//! Verifying the ledger of an organisation from its raw entries, and its records against the ledger.

use crate::{Desk, House, Outcome, Trouble, evidence::named_files};
use ledger::{Entry, Finding, Hash, Opened, Report, Verifier, note::VerifierKey};
use record::{RecordId, Schema};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use store::{At, OpenedContent, Stored};

/// Entries read from the store at a time.
const BATCH: u64 = 2_000;
/// So often it is looked again when something is found while others write.
const AGAIN: u32 = 3;
/// Threads that hash and read entries.
const THREADS: usize = 2;

/// The result, with the checkpoint that it was checked against.
#[derive(Debug)]
pub struct Verified {
    /// What was found.
    pub report: Report,
    /// The signed checkpoint of this moment.
    pub checkpoint: String,
    /// The public key that signed it.
    pub key: String,
    /// SHA-256 of sound evidence files that no committed value names: uploads that were never used, and files of fields
    /// that were erased. They belong to no record, so they say nothing against the ledger.
    pub unreferenced: Vec<String>,
}

/// Takes one entry: its bytes and its stored leaf.
type EntryStep<'a> = dyn FnMut(&[u8], Hash) -> Outcome<()> + Send + 'a;

/// Takes what opens the entry at a position.
type OpeningStep<'a> = dyn FnMut(u64, &[Opened]) -> Outcome<()> + Send + 'a;

/// What the ledger says of a record: state, version, position of its last act, version in force.
type Fold = BTreeMap<RecordId, (String, u32, u64, Option<u32>)>;

impl Desk {
    /// Verifies the organisation's ledger, records and evidence; with `since`, that history only grew from there.
    pub async fn verify(&self, since: Option<&str>) -> Outcome<Verified> {
        self.house.verify(since).await
    }
}

impl House {
    /// Verifies ledger, records and evidence as they are at this moment, whoever writes meanwhile. `since` is an older signed
    /// checkpoint that was kept elsewhere.
    pub async fn verify(&self, since: Option<&str>) -> Outcome<Verified> {
        let mut again = AGAIN;
        loop {
            let (verified, size) = self.verify_once(since).await?;
            // What is erased meanwhile is gone from entries whose erasure lies past the end that was looked at.
            let moved = self.store.size().await? > size;
            if verified.report.is_intact() || !moved || again == 0 {
                return Ok(verified);
            }
            again -= 1;
        }
    }

    /// Verifies up to the size that the ledger has now, which it gives.
    async fn verify_once(&self, since: Option<&str>) -> Outcome<(Verified, u64)> {
        let (checkpoint, size) = self.checkpoint_and_size().await?;
        let key = self.key.verifier().map_err(|error| Trouble::Broken(error.to_string()))?;
        let mut verifier = Verifier::new(THREADS);
        verifier.checkpoint(checkpoint.as_bytes(), &key);
        if let Some(since) = since {
            verifier.since(since.as_bytes(), &key);
        }
        let mut fold = Fold::new();
        // Every entry before the first opening: only then is a field noticed that was erased and is still there.
        self.walk_entries(size, &mut |entry, leaf| {
            verifier.leaf(Some(leaf));
            verifier.entry(entry);
            if let Ok(entry) = Entry::parse(entry) {
                note(&mut fold, &entry);
            }
            Ok(())
        })
        .await?;
        let mut named = BTreeSet::new();
        self.walk_openings(size, &mut |_, openings| {
            for opened in openings {
                named_files(&opened.value, &mut named);
                verifier.opened(opened);
            }
            Ok(())
        })
        .await?;
        let mut unreferenced = Vec::new();
        for name in self.blobs.list().await? {
            if let Ok(Some(bytes)) = self.blobs.get(&name).await {
                if named.contains(&name) {
                    verifier.evidence(&name, Hash::of(&bytes));
                } else {
                    unreferenced.push(name);
                }
            } else {
                verifier.find(
                    Finding::whole(
                        "evidence.damaged",
                        format!("the evidence file {name} no longer matches its name"),
                    )
                    .in_field(&name),
                );
            }
        }
        for finding in self.check_records(&fold, size).await?.into_iter().chain(self.check_seals().await?) {
            verifier.find(finding);
        }
        let report = tokio::task::spawn_blocking(move || verifier.finish())
            .await
            .map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok((Verified { report, checkpoint, key: key.to_string(), unreferenced }, size))
    }

    /// Whether the records that people see at this size are those that the ledger tells of.
    async fn check_records(&self, fold: &Fold, size: u64) -> Outcome<Vec<Finding>> {
        let mut findings = Vec::new();
        let mut seen = 0_usize;
        for kind in &self.kinds {
            let schema = self.schema(kind.id).await;
            let mut after = None;
            loop {
                let batch = self.store.scan(kind.id, after, 500, At::Size(size)).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                for stored in &batch {
                    seen += 1;
                    let found = (
                        stored.state.clone(),
                        stored.version,
                        stored.position,
                        stored.effective.as_ref().map(|(version, _)| *version),
                    );
                    if fold.get(&stored.id) != Some(&found) {
                        findings.push(
                            Finding::at(
                                stored.position,
                                "record.differs",
                                format!("{} does not stand where its entries put it", stored.reference),
                            )
                            .of(stored.id.0),
                        );
                    }
                    let title = schema.as_ref().map(|schema| title_of(schema, stored)).transpose()?;
                    if title.is_some_and(|title| title != stored.title) {
                        findings.push(
                            Finding::at(
                                stored.position,
                                "record.title",
                                format!(
                                    "the title shown for {} is not the one in its content",
                                    stored.reference
                                ),
                            )
                            .of(stored.id.0),
                        );
                    }
                }
            }
        }
        if seen != fold.len() {
            findings.push(Finding::whole(
                "record.count",
                format!("there are {seen} records, but entries for {}", fold.len()),
            ));
        }
        Ok(findings)
    }

    /// The first `size` entries in order of position, each with its stored leaf.
    pub(crate) async fn walk_entries(&self, size: u64, each: &mut EntryStep<'_>) -> Outcome<()> {
        let mut from = 0;
        loop {
            let rows = self.store.ledger(from, BATCH.min(size.saturating_sub(from))).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                from = row.position + 1;
                each(&row.bytes, Hash(row.leaf))?;
            }
        }
    }

    /// What opens the commitments of the first `size` entries, in order of position.
    pub(crate) async fn walk_openings(&self, size: u64, each: &mut OpeningStep<'_>) -> Outcome<()> {
        let mut from = 0;
        loop {
            let rows = self.store.ledger(from, BATCH.min(size.saturating_sub(from))).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut contents: BTreeMap<u64, OpenedContent> = self
                .store
                .opened(from, BATCH)
                .await?
                .into_iter()
                .map(|opened| (opened.position, opened))
                .collect();
            for row in rows {
                from = row.position + 1;
                if let Ok(entry) = Entry::parse(&row.bytes) {
                    each(row.position, &openings(&entry, contents.remove(&row.position).as_ref()))?;
                }
            }
        }
    }

    /// The name of the organisation's key, for tools that verify elsewhere.
    pub(crate) fn verifier_key(&self) -> Outcome<VerifierKey> {
        self.key.verifier().map_err(|error| Trouble::Broken(error.to_string()))
    }
}

/// The title in the content of a record.
fn title_of(schema: &Schema, stored: &Stored) -> Outcome<String> {
    Ok(schema.title(&stored.read_only(schema, &[schema.kind.title().id])?))
}

fn note(fold: &mut Fold, entry: &Entry) {
    let version = u32::try_from(entry.subject.version).unwrap_or(u32::MAX);
    let known = fold.entry(RecordId(entry.subject.id)).or_default();
    *known = (
        entry.state.clone(),
        version,
        entry.position,
        if entry.act == "approve" { Some(version) } else { known.3 },
    );
}

/// What opens the commitments of one entry, as far as it is there.
fn openings(entry: &Entry, content: Option<&OpenedContent>) -> Vec<Opened> {
    let Some(found) = content else { return Vec::new() };
    let mut openings = Vec::new();
    let mut push = |field: &str, salt: Option<&str>, value: Option<&Json>| {
        let salt = salt.and_then(|salt| ledger::Salt::try_from(salt.to_owned()).ok());
        let erased = salt.is_none() && found.erased.iter().any(|name| name == field);
        if salt.is_some() || erased {
            let value = if erased { Json::Null } else { value.cloned().unwrap_or(Json::Null) };
            openings.push(Opened {
                record: entry.subject.id,
                version: entry.subject.version,
                position: entry.position,
                field: field.to_owned(),
                salt,
                value,
                erased,
            });
        }
    };
    if let Some(content) = &found.content {
        for (field, _) in entry.fields.iter().filter(|(_, commitment)| commitment.is_some()) {
            push(field, content.salts.get(field).and_then(Json::as_str), content.json.get(field));
        }
    }
    match (&entry.reason, &found.reason) {
        (Some(_), Some((reason, salt))) => {
            push(ledger::REASON, Some(salt), Some(&Json::from(reason.as_str())));
        }
        (Some(_), None) => push(ledger::REASON, None, None),
        (None, _) => {}
    }
    openings
}
