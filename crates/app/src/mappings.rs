//! Mappings that people keep: how the columns of a list are read, under a name. Like views, they are no part of the record:
//! a person's own lie in her scratch, those that she shares in that of the organisation.

use crate::{Desk, Outcome, Whose, limits};
use jiff::SignedDuration;
use record::{Class, Problem, RecordId, Refusal, clean_line};
use serde::{Deserialize, Serialize};
use store::Scratch;

/// Where they are kept.
const PLACE: &str = "mappings";

/// A mapping that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMapping {
    /// What it is called.
    pub name: String,
    /// Id of the kind that rows become.
    pub kind: String,
    /// The mapping as JSON.
    pub json: String,
    /// Who keeps or shares it.
    pub by: RecordId,
}

impl Desk {
    /// The mappings that are kept, by name.
    ///
    /// # Errors
    /// `import_needs_role`.
    pub async fn mappings(&self, whose: Whose) -> Outcome<Vec<KeptMapping>> {
        self.check_import()?;
        let kept = self.house.store.scratch(self.holder(whose), PLACE, self.now).await?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok()).unwrap_or_default())
    }

    /// The mapping of this name: one's own rather than a shared one.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn mapping_named(&self, name: &str) -> Outcome<KeptMapping> {
        for whose in [Whose::Own, Whose::Shared] {
            if let Some(found) = self.mappings(whose).await?.into_iter().find(|kept| kept.name == name) {
                return Ok(found);
            }
        }
        Err(Refusal::not_found().into())
    }

    /// Keeps a mapping under a name, in place of the one that had it. A name that somebody else shares is not taken over.
    ///
    /// # Errors
    /// Refusals: the name does not hold; `too_many_mappings`; `mapping_too_long`; `mapping_of_another`.
    pub async fn keep_mapping(&self, whose: Whose, name: &str, kind: &str, json: &str) -> Outcome<()> {
        let wrong = |code, sentence: String| Refusal::invalid(vec![Problem::new("keep_as", code, sentence)]);
        let name = clean_line(name).map_err(|(code, sentence)| wrong(code, sentence.to_owned()))?;
        if name.is_empty() || name.chars().count() > limits::VIEW_NAME_CHARS {
            let most = limits::VIEW_NAME_CHARS;
            return Err(
                wrong("name", format!("Give the mapping a name of at most {most} characters.")).into()
            );
        }
        if json.len() > limits::MAPPING_BYTES {
            return Err(Refusal::new(
                Class::TooLarge,
                "mapping_too_long",
                "The mapping is larger than what can be kept under a name.",
                "Download it as a file instead.",
            )
            .into());
        }
        let mut mappings = self.mappings(whose).await?;
        mappings.retain(|kept| kept.name != name || !self.actor.is(kept.by));
        if mappings.iter().any(|kept| kept.name == name) {
            return Err(of_another().into());
        }
        if mappings.len() >= limits::MAPPINGS {
            return Err(Refusal::new(
                Class::TooLarge,
                "too_many_mappings",
                format!("At most {} mappings are kept.", limits::MAPPINGS),
                "Remove one that nobody needs any more.",
            )
            .into());
        }
        let (kind, json) = (kind.to_owned(), json.to_owned());
        mappings.push(KeptMapping { name, kind, json, by: self.actor.person });
        mappings.sort_by_cached_key(|kept| (record::fold(&kept.name), kept.name.clone()));
        self.put_mappings(whose, &mappings).await
    }

    /// Removes a mapping. Who shared it does so, or who governs.
    ///
    /// # Errors
    /// `not_found`; `mapping_of_another`.
    pub async fn drop_mapping(&self, whose: Whose, name: &str) -> Outcome<()> {
        let mut mappings = self.mappings(whose).await?;
        let kept = mappings.iter().find(|kept| kept.name == name).ok_or_else(Refusal::not_found)?;
        if !self.actor.is(kept.by) && !self.actor.roles.iter().any(|role| role.governs()) {
            return Err(of_another().into());
        }
        mappings.retain(|kept| kept.name != name);
        self.put_mappings(whose, &mappings).await
    }

    async fn put_mappings(&self, whose: Whose, mappings: &[KeptMapping]) -> Outcome<()> {
        let bytes =
            serde_json::to_vec(mappings).map_err(|error| crate::Trouble::Broken(error.to_string()))?;
        let expires = self.now + SignedDuration::from_hours(limits::VIEW_HOURS);
        let scratch = Scratch { person: self.holder(whose), key: PLACE.to_owned(), bytes, expires };
        Ok(self.house.store.put_scratch(scratch).await?)
    }
}

fn of_another() -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "mapping_of_another",
        "Somebody else shares a mapping of this name.",
        "Give yours another name.",
    )
}
