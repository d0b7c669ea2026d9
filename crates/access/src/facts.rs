//! What access needs to know of a record.

use record::{Kind, Record, RecordId, Relation, Schema, Value};

/// The facts about a record on which access decides.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its kind.
    pub kind: &'static Kind,
    /// Code of its state.
    pub state: &'static str,
    /// Who brought it into this state.
    pub state_by: RecordId,
    /// Whether some version of it is in force.
    pub in_force: bool,
    /// Who wrote it since it was last in force.
    pub authors: Vec<RecordId>,
    /// Who created it.
    pub creator: RecordId,
    /// Persons named as owner, in the newest content or in what is in force.
    pub owners: Vec<RecordId>,
    /// Persons who have to do something with it.
    pub assignees: Vec<RecordId>,
    /// Those of them whom the newest content names: they write a controlled record with its owner while it is a draft.
    pub drafters: Vec<RecordId>,
    /// Units that it belongs to.
    pub units: Vec<RecordId>,
    /// For a membership: the person who holds it.
    pub holder: Option<RecordId>,
    /// For a seal: who decides on it and who reads it.
    pub seal: Option<crate::seal::Terms>,
}

impl Facts {
    /// The facts of a record.
    pub fn of(schema: &Schema, record: &Record) -> Self {
        let mut facts = Self {
            kind: schema.kind,
            state: record.state.code(),
            state_by: record.state.stamp().by,
            in_force: record.in_force().is_some(),
            authors: record.authors.clone(),
            creator: record.created.by,
            owners: Vec::new(),
            assignees: Vec::new(),
            drafters: Vec::new(),
            units: Vec::new(),
            holder: crate::membership::PERSON
                .of(&record.body)
                .filter(|_| schema.kind.id == crate::membership::KIND.id),
            seal: (schema.kind.id == crate::seal::KIND.id).then(|| crate::seal::Terms::of(&record.body)),
        };
        for field in schema.fields() {
            let Some(relation) = field.relation else { continue };
            let list = match relation {
                Relation::Owner => &mut facts.owners,
                Relation::Assignee => &mut facts.assignees,
                Relation::Unit => &mut facts.units,
            };
            for body in [Some(&record.body), record.effective.as_ref().map(|effective| &effective.body)]
                .into_iter()
                .flatten()
            {
                match body.get(field.id) {
                    Some(Value::Link(id)) => list.push(*id),
                    Some(Value::Links(ids)) => list.extend(ids),
                    _ => {}
                }
            }
            list.sort_unstable();
            list.dedup();
            if relation == Relation::Assignee {
                match record.body.get(field.id) {
                    Some(Value::Link(id)) => facts.drafters.push(*id),
                    Some(Value::Links(ids)) => facts.drafters.extend(ids),
                    _ => {}
                }
            }
        }
        facts
    }
}
