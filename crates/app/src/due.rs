//! What is due: dates by which something must have been done, across every register.

use crate::{Desk, Filter, ListAsk, Named, Order, Outcome, Page, SortBy, Test, called::Deadlines};
use jiff::{ToSpan, civil::Date};
use record::{LifeCycle, RecordId, Schema, State, Value};

/// A date by which something must have been done.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The record.
    pub record: RecordId,
    /// How it is called.
    pub named: Named,
    /// Id of the field that holds the date.
    pub field: &'static str,
    /// The date.
    pub on: Date,
    /// Whether it has passed.
    pub overdue: bool,
}

impl Desk {
    /// What is due within so many days or overdue, the oldest first, at most `limit` of it.
    pub async fn due(&self, days: i64, limit: u64) -> Outcome<Vec<Due>> {
        let today = self.today();
        let until = today.checked_add(days.days()).unwrap_or(today);
        let mut due = Vec::new();
        for schema in self.schemas().await {
            if !schema.fields().any(|field| field.deadline) {
                continue;
            }
            let asked = Deadlines {
                kind: schema.kind.id.to_owned(),
                tag: schema.tag.clone(),
                reach: self.reach(),
                days: (today, until),
                limit,
            };
            let found = self.house.deadlines(asked, self.due_of(&schema, (today, until), limit)).await?;
            due.extend(found.iter().cloned());
        }
        due.sort_by(|a, b| (a.on, &a.named.reference).cmp(&(b.on, &b.named.reference)));
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due)
    }

    /// The same for one kind.
    async fn due_of(&self, schema: &Schema, (today, until): (Date, Date), limit: u64) -> Outcome<Vec<Due>> {
        let mut due = Vec::new();
        for field in schema.fields().filter(|field| field.deadline) {
            let ask = ListAsk {
                states: waiting(schema),
                filters: vec![
                    Filter {
                        field: field.id.to_owned(),
                        test: Test::Between(None, Some(format!("{until}~"))),
                    }
                    .into(),
                ],
                sort: SortBy::Field(field.id.to_owned()),
                order: Order::Ascending,
                page: Page { offset: 0, limit },
                ..ListAsk::default()
            };
            for stored in self.listing_anew(schema, &ask).await?.rows {
                let body = stored.read_only(schema, &[field.id])?;
                let Some(Value::Date(on)) = body.get(field.id) else { continue };
                let named = Named::of(&stored);
                due.push(Due { record: stored.id, named, field: field.id, on: *on, overdue: *on < today });
            }
        }
        Ok(due)
    }
}

/// The states in which a date still matters: a task only while it is open.
fn waiting(schema: &Schema) -> Vec<String> {
    let codes = State::codes(schema.kind.life_cycle).iter();
    codes
        .filter(|code| {
            if schema.kind.life_cycle == LifeCycle::Task { **code == "open" } else { **code != "retired" }
        })
        .map(|code| (*code).to_owned())
        .collect()
}
