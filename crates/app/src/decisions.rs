//! What waits for a decision that the person herself may take.

use crate::{Desk, ListAsk, Named, Order, Outcome, Page, SortBy};
use record::{Act, LifeCycle};

/// Records of one kind that are looked at.
const LOOKED_AT: u64 = 20;

impl Desk {
    /// The records that wait for approval and that the person may approve, those that have waited longest first, at most
    /// `limit` of them.
    pub async fn decisions(&self, limit: usize) -> Outcome<Vec<Named>> {
        let mut waiting = Vec::new();
        let counts = self.counts().await?;
        for schema in self.schemas().await {
            let submitted = |(kind, state, count): &(String, String, u64)| {
                kind == schema.kind.id && state == "submitted" && *count > 0
            };
            if schema.kind.life_cycle != LifeCycle::Controlled || !counts.iter().any(submitted) {
                continue;
            }
            let ask = ListAsk {
                states: vec!["submitted".to_owned()],
                sort: SortBy::Changed,
                order: Order::Ascending,
                page: Page { offset: 0, limit: LOOKED_AT },
                ..ListAsk::default()
            };
            let Ok(found) = self.list(schema.kind.id, &ask).await else { continue };
            for record in found.rows {
                if self.check_act(&schema, &record, Act::Approve).is_ok() {
                    let named = Named {
                        kind: schema.kind.id.to_owned(),
                        reference: record.reference.clone(),
                        title: record.title.clone(),
                        state: record.state.code().to_owned(),
                    };
                    waiting.push((record.changed.at, named));
                }
            }
        }
        waiting.sort_by(|a, b| (a.0, &a.1.reference).cmp(&(b.0, &b.1.reference)));
        Ok(waiting.into_iter().map(|(_, named)| named).take(limit).collect())
    }
}
