//! What is kept of an import that is being prepared: the file, its name and kind, the mapping. Per person, expiring.

use super::{schemas, work};
use crate::{plan_import::Preparation, request::Visit, stages::Rows};
use app::{Outcome, Trouble};
use axum::body::Bytes;
use exchange::{Answer, Mapping, Plan, Reading, Sheet, propose};
use record::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An import that is being prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its id.
    #[serde(skip)]
    pub id: String,
    /// Kind that the rows become.
    pub kind: String,
    /// Name of the file.
    pub name: String,
    /// The sheet that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The row of headings that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_line: Option<u64>,
    /// The list that it was said to be an edition of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Kept {
    /// Keeps a file that can be read, with a first mapping: the one kept from an earlier file with the same columns, or
    /// a proposal.
    pub async fn new(visit: &Visit, kind: &str, name: &str, bytes: Bytes) -> Outcome<Self> {
        let kept = Self {
            id: visit.web.app.nonce(),
            kind: kind.to_owned(),
            name: short(name),
            table: None,
            header_line: None,
            source: None,
        };
        let sheet = read(&kept, bytes.clone()).await?;
        kept.begin(visit, sheet).await?;
        // The sheet is gone by now: the file and what was read of it are not held at once with its copies.
        visit.desk().keep_large(&format!("import/{}/file", kept.id), &bytes).await?;
        Ok(kept)
    }

    /// The same file read in another way, with a mapping made anew.
    pub async fn read_again(
        mut self,
        visit: &Visit,
        table: Option<String>,
        line: Option<u64>,
    ) -> Outcome<()> {
        (self.table, self.header_line) = (table, line);
        let sheet = self.raw(visit).await?;
        self.begin(visit, sheet).await
    }

    /// Keeps how the file is read, and a first mapping.
    async fn begin(&self, visit: &Visit, sheet: Sheet) -> Outcome<()> {
        let kind = &self.kind;
        let earlier = visit.desk().scratch(&format!("mapping/{kind}")).await?;
        let earlier = earlier.and_then(|bytes| serde_json::from_slice::<Mapping>(&bytes).ok());
        let fitting = earlier
            .filter(|mapping| mapping.reshaped(sheet.head()).is_ok_and(|reshaped| fits(mapping, &reshaped)));
        let mapping = if let Some(mapping) = fitting {
            mapping
        } else {
            let (schemas, kind) = (schemas(visit).await, kind.clone());
            work(move || propose(&sheet, &schemas, &kind).mapping).await?
        };
        self.keep(visit).await?;
        self.keep_mapping(visit, &mapping).await
    }

    /// Keeps how the file is read and which list it is an edition of.
    pub async fn keep(&self, visit: &Visit) -> Outcome<()> {
        let meta = serde_json::to_vec(self).map_err(|error| Trouble::Broken(error.to_string()))?;
        visit.desk().keep_scratch(&format!("import/{}/meta", self.id), meta).await
    }

    /// What the person has answered so far.
    pub async fn answers(&self, visit: &Visit) -> Outcome<BTreeMap<String, Answer>> {
        let kept = visit.desk().scratch(&format!("import/{}/answers", self.id)).await?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Keeps what the person has answered.
    pub async fn keep_answers(&self, visit: &Visit, answers: &BTreeMap<String, Answer>) -> Outcome<()> {
        let json = serde_json::to_vec(answers).map_err(|error| Trouble::Broken(error.to_string()))?;
        visit.desk().keep_scratch(&format!("import/{}/answers", self.id), json).await
    }

    /// What the import would do with the answers so far.
    pub async fn planned(&self, visit: &Visit) -> Outcome<(Preparation, Plan, Rows)> {
        let sheet = self.sheet(visit).await?;
        let mapping = self.mapping(visit).await?;
        let schemas = schemas(visit).await;
        let prepared =
            Preparation::new(visit.desk(), sheet, mapping, schemas, self.source.as_deref()).await?;
        prepared.plan(visit.desk(), self.answers(visit).await?).await
    }

    /// The import with this id, of this person.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn find(visit: &Visit, id: &str) -> Outcome<Self> {
        if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refusal::not_found().into());
        }
        let meta =
            visit.desk().scratch(&format!("import/{id}/meta")).await?.ok_or_else(Refusal::not_found)?;
        let kept: Self = serde_json::from_slice(&meta).map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(Self { id: id.to_owned(), ..kept })
    }

    /// Takes a mapping that was made for this file or for another: its columns are joined and split, and what it does
    /// not say of the columns that come of it is proposed.
    ///
    /// # Errors
    /// Refusals: a column that is joined or split is not there; a field that the mapping names is not there.
    pub async fn take_mapping(&self, visit: &Visit, mapping: Mapping) -> Outcome<()> {
        let sheet = self.raw(visit).await?;
        let (schemas, kind) = (schemas(visit).await, self.kind.clone());
        let fitted = work(move || {
            let sheet = mapping.reshaped(sheet)?;
            let proposed = propose(&sheet, &schemas, &kind).mapping;
            let fitted = mapping.fitted(&sheet, proposed);
            let problems = fitted.problems(&sheet, &schemas);
            if problems.is_empty() { Ok(fitted) } else { Err(Refusal::invalid(problems)) }
        });
        self.keep_mapping(visit, &fitted.await??).await
    }

    /// The file, read, with its columns joined and split as the mapping says.
    pub async fn sheet(&self, visit: &Visit) -> Outcome<Sheet> {
        let (sheet, mapping) = (self.raw(visit).await?, self.mapping(visit).await?);
        if mapping.reshapes.is_empty() {
            return Ok(sheet);
        }
        Ok(work(move || mapping.reshaped(sheet)).await??)
    }

    /// The file, read as it is.
    async fn raw(&self, visit: &Visit) -> Outcome<Sheet> {
        let bytes = visit.desk().large(&format!("import/{}/file", self.id)).await?;
        read(self, bytes.ok_or_else(Refusal::not_found)?).await
    }

    /// The mapping as it stands.
    pub async fn mapping(&self, visit: &Visit) -> Outcome<Mapping> {
        let bytes = visit.desk().scratch(&format!("import/{}/mapping", self.id)).await?;
        let bytes = bytes.ok_or_else(Refusal::not_found)?;
        serde_json::from_slice(&bytes).map_err(|error| Trouble::Broken(error.to_string()))
    }

    /// Keeps the mapping for this import, and for the next file of the kind.
    pub async fn keep_mapping(&self, visit: &Visit, mapping: &Mapping) -> Outcome<()> {
        let json = mapping.to_json().into_bytes();
        visit.desk().keep_scratch(&format!("import/{}/mapping", self.id), json.clone()).await?;
        visit.desk().keep_scratch(&format!("mapping/{}", self.kind), json).await
    }

    /// Address of one of its pages.
    pub fn page(&self, part: &str) -> String {
        format!("/import/{}/{part}", self.id)
    }
}

async fn read(kept: &Kept, bytes: impl AsRef<[u8]> + Send + 'static) -> Outcome<Sheet> {
    let how = Reading {
        name: kept.name.clone(),
        table: kept.table.clone(),
        header_line: kept.header_line,
        ..Reading::default()
    };
    Ok(work(move || exchange::read(bytes.as_ref(), &how)).await??)
}

/// Whether a mapping was made for a file with the same columns.
fn fits(mapping: &Mapping, sheet: &Sheet) -> bool {
    let named = |header: &String| mapping.columns.iter().any(|column| column.column == *header);
    sheet.headers.iter().all(named)
        && mapping.columns.iter().all(|column| sheet.headers.contains(&column.column))
}

fn short(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|sign| !sign.is_control()).take(120).collect()
}
