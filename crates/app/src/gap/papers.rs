//! Papers that exist already: each becomes a draft of a document, and the gaps that it bears on name it.

use crate::{Desk, Made, Outcome};
use practice::{
    gap::with_documents,
    papers::{document_of, references},
};
use record::{FileRef, Problem, RecordId, Refusal};
use store::{Commit, Expect};

/// Id of the kind of record that a paper becomes.
pub const PAPER: &str = practice::papers::KIND;

/// A paper, confirmed by a person.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The file, which the person has uploaded.
    pub file: FileRef,
    /// Its title.
    pub title: String,
    /// Code of its type.
    pub doc_type: String,
    /// References of requirements, as typed.
    pub references: String,
    /// The key of the form.
    pub key: Option<String>,
}

impl Desk {
    /// Makes a document of a paper, as a draft that the person owns, and lets the judgements on `baseline` that it bears
    /// on name it, in one commit.
    ///
    /// # Errors
    /// Refusals: what holds of making documents and revising gaps; references that the framework does not have.
    pub async fn bring_paper(&self, pack: &str, baseline: Option<RecordId>, paper: Paper) -> Outcome<Made> {
        let framework = self.pack(pack)?;
        let (known, unknown) = references(framework, &paper.references);
        if let Some(unknown) = unknown.first() {
            let sentence = format!("“{unknown}” is no requirement of {}.", framework.short);
            return Err(
                Refusal::invalid(vec![Problem::new("references", "no_such_requirement", sentence)]).into()
            );
        }
        let schema = self.schema(PAPER).await?;
        let sent = (&paper.title, &paper.doc_type, &paper.references, &paper.file.sha256);
        let idempotency = paper.key.clone().map(|key| self.idempotency(key, &sent));
        let me = self.actor.person;
        let body = document_of(&paper.title, &paper.doc_type, me, paper.file.clone(), &known);
        let (write, record) = self.creation_linked(&schema, body, &|_| false).await?;
        let mut commit = Commit {
            writes: vec![write],
            expects: vec![Expect::Absent(record.id)],
            idempotency,
            import_keys: Vec::new(),
        };
        for line in self.gaps(pack).await? {
            let bears = baseline == Some(line.gap.baseline) && known.contains(&line.gap.requirement);
            let gap = self.schema(practice::gap::KIND).await?;
            if !bears || self.check_act(&gap, &line.record, record::Act::Revise).is_err() {
                continue;
            }
            let content = self.content_of(&line.record).await?;
            let body = with_documents(&line.record.body, &[record.id]);
            let revised = self
                .revision_linked((&gap, &line.record, &content), body, None, &|id| *id == record.id)
                .await?;
            let position = line.record.position;
            commit.expects.push(Expect::Unchanged { record: line.record.id, position });
            commit.writes.extend(revised);
        }
        let made = self.made(commit).await?;
        self.use_files(&record.body).await?;
        Ok(made)
    }
}
