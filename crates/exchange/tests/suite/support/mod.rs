//! Schemas of the real kinds, real files, and an organisation that keeps what a plan says.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

pub mod book;

use exchange::{Known, LinkTo, Plan, Reading, Sheet, Verdict, read_csv, with_links};
use record::{Body, Interner, RecordId, Schema, Value};

/// The schemas of every kind.
pub fn schemas() -> Vec<Schema> {
    testkit::samples().map(|(kind, _)| Schema::of(kind)).collect()
}

/// The schema of uses.
pub fn uses() -> Schema {
    schemas().into_iter().find(|schema| schema.kind.id == "use").unwrap()
}

/// A real inventory.
pub fn inventory(name: &str) -> Sheet {
    let path = format!("{}/../../../shared/data/inventories/{name}", env!("CARGO_MANIFEST_DIR"));
    let how = Reading { name: name.to_owned(), ..Reading::default() };
    read_csv(&std::fs::read(path).unwrap(), &how).unwrap()
}

/// A sheet from a few lines of text.
pub fn sheet(csv: &str) -> Sheet {
    let how = Reading { delimiter: Some(','), header_row: Some(0), ..Reading::default() };
    read_csv(csv.as_bytes(), &how).unwrap()
}

/// The id of the `number`th record.
pub fn id(number: u128) -> RecordId {
    RecordId(uuid::Uuid::from_u128(number))
}

/// An organisation that keeps what plans say.
#[derive(Default)]
pub struct Register {
    pub known: Known,
    pub count: u128,
}

impl Register {
    /// Carries a plan out: first every record, then every link.
    pub fn apply(&mut self, plan: &Plan, schemas: &[Schema]) {
        let ids: Vec<Option<RecordId>> =
            plan.linked.iter().map(|linked| self.settle(&linked.verdict)).collect();
        for (linked, id) in plan.linked.iter().zip(&ids) {
            self.keep(schemas, linked.kind, *id, None, &linked.body, &linked.linked, &ids);
        }
        for row in &plan.rows {
            let id = self.settle(&row.verdict);
            let mut body = row.body.clone();
            for (field, text) in &row.custom {
                body.set(field.clone(), Value::Text(text.clone()));
            }
            self.keep(schemas, &plan.kind, id, Some(&row.import_key), &body, &row.linked, &ids);
        }
    }

    fn settle(&mut self, verdict: &Verdict) -> Option<RecordId> {
        match verdict {
            Verdict::Create => {
                self.count += 1;
                Some(id(self.count))
            }
            Verdict::Revise { id, .. } | Verdict::Same { id } => Some(*id),
            Verdict::Refused { .. } | Verdict::Waiting { .. } | Verdict::Left => None,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a test's own bookkeeping")]
    fn keep(
        &mut self,
        schemas: &[Schema],
        kind: &str,
        id: Option<RecordId>,
        key: Option<&str>,
        body: &Body,
        links: &[LinkTo],
        ids: &[Option<RecordId>],
    ) {
        let Some(id) = id else { return };
        let schema = schemas.iter().find(|schema| schema.kind.id == kind).unwrap();
        let body = with_links(body, links, ids);
        self.known.insert(kind, id, &schema.title(&body), key, body);
    }
}

/// The schemas once the organisation has added the fields that a plan asks for.
pub fn with_custom(mut schemas: Vec<Schema>, plan: &Plan) -> Vec<Schema> {
    let mut interner = Interner::default();
    let schema = schemas.iter_mut().find(|schema| schema.kind.id == plan.kind).unwrap();
    for field in &plan.custom_fields {
        let (kind, field) = record::custom::field_of(&field.body(&plan.kind), &mut interner).unwrap();
        assert_eq!(kind, plan.kind);
        schema.custom.push(field);
    }
    schemas
}

/// One line for each column of a proposal, for golden files.
pub fn shown(proposed: &exchange::Proposed) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for column in &proposed.columns {
        let to = serde_json::to_string(&column.to).unwrap();
        writeln!(
            text,
            "{:.60} -> {to} [{}% sure, {}% filled]",
            column.column, column.confidence_percent, column.coverage_percent
        )
        .unwrap();
        for value in &column.unmatched {
            writeln!(text, "    no option: {value:?}").unwrap();
        }
    }
    let mapping = &proposed.mapping;
    writeln!(
        text,
        "key {:?}, identity {:?}, together {:?}, dates {:?}",
        mapping.key, mapping.identity, mapping.together, mapping.dates
    )
    .unwrap();
    for (column, values) in &mapping.values {
        writeln!(text, "{column:.60}: {values:?}").unwrap();
    }
    text
}
