//! Beginning the assessment of a use.

use crate::{At, Desk, Made, Outcome};
use practice::impact::{self, Beginning};
use record::{RecordId, Refusal, Value};

impl Desk {
    /// Drafts the assessment of a use under this name, with what is known without anybody judging it: the use, its systems,
    /// the methods in force, and the person herself as owner and first assessor.
    ///
    /// # Errors
    /// Refusals: as for making any record; `not_found` for what is no use.
    pub async fn begin_assessment(&self, used: RecordId, name: &str, key: Option<String>) -> Outcome<Made> {
        let (schema, record) = self.load(used, At::Now).await?;
        if schema.kind.id != practice::risk::USE {
            return Err(Refusal::not_found().into());
        }
        let mut body = impact::begun(Beginning {
            name,
            used,
            body: record.in_force().unwrap_or(&record.body),
            owner: self.actor.person,
            method: self.only_suiting(impact::KIND, "method").await?,
            criteria: self.only_in_force(practice::risk::METHOD, Vec::new()).await?,
        });
        // A system that the person may not see is not named in her name.
        if let Some(Value::Links(systems)) = body.get(impact::SYSTEMS).cloned() {
            let names = self.names(&systems, At::Now).await?;
            let seen = systems.into_iter().filter(|id| names.contains_key(id)).collect();
            body.set(impact::SYSTEMS, Value::Links(seen));
        }
        self.create(impact::KIND, body, key).await
    }
}
