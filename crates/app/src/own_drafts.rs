//! Frameworks that somebody is writing: kept in her scratch until she proposes them.

use crate::{Desk, Outcome};
use frameworks::own::Own;
use record::{Class, Refusal};
use std::collections::BTreeMap;

/// Where the list of drafts is kept: id to title.
const LIST: &str = "own-frameworks";

impl Desk {
    /// The frameworks that this person is writing: id and title.
    ///
    /// # Errors
    /// None of its own.
    pub async fn own_drafts(&self) -> Outcome<BTreeMap<String, String>> {
        let list = self.scratch(LIST).await?.unwrap_or_default();
        Ok(serde_json::from_slice(&list).unwrap_or_default())
    }

    /// A framework that this person is writing.
    ///
    /// # Errors
    /// As [`Desk::check_frameworks`]; `not_found`.
    pub async fn own_draft(&self, id: &str) -> Outcome<Own> {
        self.check_frameworks()?;
        let bytes = self.scratch(&place(id)).await?.ok_or_else(Refusal::not_found)?;
        let text = String::from_utf8(bytes).map_err(|_| Refusal::not_found())?;
        Ok(Own::read(&text).map_err(|_| Refusal::not_found())?)
    }

    /// Keeps a framework that this person is writing.
    ///
    /// # Errors
    /// As [`Desk::check_frameworks`]; `draft_too_large`.
    pub async fn keep_own_draft(&self, own: &Own) -> Outcome<()> {
        self.check_frameworks()?;
        let text = own.text();
        if text.len() > frameworks::limits::PACK_BYTES {
            return Err(Refusal::new(
                Class::TooLarge,
                "draft_too_large",
                "The framework has become larger than a pack may be.",
                "Split it into two frameworks.",
            )
            .into());
        }
        self.keep_scratch(&place(&own.id), text.into_bytes()).await?;
        let mut list = self.own_drafts().await?;
        list.insert(own.id.clone(), own.title.clone());
        self.keep_list(&list).await
    }

    /// Forgets a framework that this person was writing.
    ///
    /// # Errors
    /// None of its own.
    pub async fn drop_own_draft(&self, id: &str) -> Outcome<()> {
        self.drop_scratch(&place(id)).await?;
        let mut list = self.own_drafts().await?;
        list.remove(id);
        self.keep_list(&list).await
    }

    async fn keep_list(&self, list: &BTreeMap<String, String>) -> Outcome<()> {
        self.keep_scratch(LIST, serde_json::to_vec(list).unwrap_or_default()).await
    }
}

fn place(id: &str) -> String {
    format!("own-framework/{id}")
}
