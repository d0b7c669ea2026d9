//! A plan as records to be brought in: those that others link to first, links between new records last.

use app::Incoming;
use exchange::{LinkTo, Plan, Verdict};
use record::{RecordId, fold};
use serde_json::Map;

/// Records to bring in, and the keys under which existing ones are to be known.
#[derive(Debug, Default)]
pub struct Bringing {
    /// The records.
    pub records: Vec<Incoming>,
    /// Kind, key, record.
    pub known: Vec<(String, String, RecordId)>,
}

/// Turns a plan into what the import takes. What is refused or stays as it is, is left out.
pub fn bring(plan: &Plan) -> Bringing {
    let mut bringing = Bringing::default();
    let mut links = Vec::new();
    for linked in &plan.linked {
        let key = key_of(&linked.title);
        match linked.verdict {
            Verdict::Create => {}
            Verdict::Revise { id, .. } => bringing.known.push((linked.kind.clone(), key.clone(), id)),
            Verdict::Same { .. } | Verdict::Refused { .. } => continue,
        }
        let row = linked.lines.first().copied().unwrap_or(0);
        let record =
            Incoming { row, kind: linked.kind.clone(), key, body: linked.body.to_json(), refs: Vec::new() };
        if !linked.linked.is_empty() {
            links.push(Incoming { body: Map::new(), refs: refs(plan, &linked.linked), ..record.clone() });
        }
        bringing.records.push(record);
    }
    bringing.records.append(&mut links);
    for row in &plan.rows {
        match row.verdict {
            Verdict::Create => {}
            Verdict::Revise { id, .. } => {
                bringing.known.push((plan.kind.clone(), row.import_key.clone(), id));
            }
            Verdict::Same { .. } | Verdict::Refused { .. } => continue,
        }
        bringing.records.push(Incoming {
            row: row.line,
            kind: plan.kind.clone(),
            key: row.import_key.clone(),
            body: row.body.to_json(),
            refs: refs(plan, &row.linked),
        });
    }
    bringing
}

/// The key of a record that rows name by its title.
fn key_of(title: &str) -> String {
    format!("title:{}", fold(title))
}

fn refs(plan: &Plan, links: &[LinkTo]) -> Vec<(String, String, String)> {
    links
        .iter()
        .filter_map(|link| {
            let linked = plan.linked.get(link.to)?;
            Some((link.field.clone(), linked.kind.clone(), key_of(&linked.title)))
        })
        .collect()
}
