//! Fields that an import asks for: drafted as records and submitted for approval, all at once.

use crate::{Ask, Desk, ListAsk, Made, Outcome, Trouble};
use record::{Act, Body, custom};
use std::collections::BTreeSet;
use store::Page;

/// Custom fields that are looked through.
const LOOKED_AT: u64 = 5_000;

impl Desk {
    /// Makes a record for each field that nobody has drafted yet and submits it; what a body lacks for that is the first
    /// refusal, and then nothing more is made.
    ///
    /// # Errors
    /// Refusals: the role keeps no custom fields, a body does not hold.
    pub async fn draft_fields(&self, bodies: Vec<Body>) -> Outcome<Vec<Made>> {
        let mut known = self.drafted().await?;
        let mut made = Vec::new();
        for body in bodies {
            let Some(name) = name_of(&body) else { continue };
            if !known.insert(name) {
                continue;
            }
            let draft = self.create(custom::KIND.id, body, None).await?;
            let ask = Ask {
                record: draft.record,
                act: Act::Submit,
                seen: draft.position,
                reason: None,
                signature: None,
                key: None,
            };
            match self.decide(ask).await {
                Ok(submitted) => made.push(submitted),
                // It stays a draft, which is where people will find it.
                Err(Trouble::Refused(_)) => made.push(draft),
                Err(other) => return Err(other),
            }
        }
        Ok(made)
    }

    /// Whether the person may add fields.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub async fn check_fields(&self) -> Outcome<()> {
        let schema = self.schema(custom::KIND.id).await?;
        self.check_create(&schema)
    }

    /// Kind and id of every field that is drafted, submitted or in force.
    async fn drafted(&self) -> Outcome<BTreeSet<(String, String)>> {
        let ask = ListAsk {
            states: ["draft", "submitted", "effective"].map(str::to_owned).to_vec(),
            page: Page { offset: 0, limit: LOOKED_AT },
            ..ListAsk::default()
        };
        let register = self.list(custom::KIND.id, &ask).await?;
        Ok(register.rows.iter().filter_map(|row| name_of(&row.body)).collect())
    }
}

fn name_of(body: &Body) -> Option<(String, String)> {
    Some((custom::KIND_ID.of(body)?.to_owned(), custom::FIELD_ID.of(body)?.to_owned()))
}
