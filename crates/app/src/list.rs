//! A page of a register.

use crate::{
    Desk, Named, Outcome, Seen, Tally,
    called::{Choice, Offered},
    look::with_body,
    pages::Listed,
};
use record::{Record, RecordId, Schema, Shape, Value, When};
use std::{collections::BTreeMap, sync::Arc};
use store::{At, Condition, Filter, Order, Page, Query, SortBy, Stored, Test, Total};

/// What to list.
#[derive(Clone, Debug)]
pub struct ListAsk {
    /// When.
    pub at: At,
    /// Only these states; empty for all.
    pub states: Vec<String>,
    /// Conditions, all of which must hold.
    pub filters: Vec<Condition>,
    /// Words to find.
    pub text: String,
    /// By what to sort.
    pub sort: SortBy,
    /// Direction.
    pub order: Order,
    /// What decides among records that are equal in it, one after the other.
    pub then: Vec<(SortBy, Order)>,
    /// Which part.
    pub page: Page,
    /// Ids of the fields that are read; empty for all.
    pub fields: Vec<String>,
}

/// A page of a register.
#[derive(Debug)]
pub struct Register {
    /// The schema.
    pub schema: Arc<Schema>,
    /// The records of this page. They tell who acted and when; the reasons are told by the record and its history.
    pub rows: Vec<Seen<Record>>,
    /// How many there are under these conditions.
    pub total: Total,
    /// Names of the records that the rows mention.
    pub names: BTreeMap<RecordId, Named>,
}

impl Default for ListAsk {
    fn default() -> Self {
        Self {
            at: At::Now,
            states: Vec::new(),
            filters: Vec::new(),
            text: String::new(),
            sort: SortBy::Number,
            order: Order::Ascending,
            then: Vec::new(),
            page: Page { offset: 0, limit: 50 },
            fields: Vec::new(),
        }
    }
}

impl Desk {
    /// Lists records of a kind that the person may see. Conditions on fields that do not exist find nothing.
    pub async fn list(&self, kind: &str, ask: &ListAsk) -> Outcome<Register> {
        let schema = self.schema(kind).await?;
        let listing = self.listing(&schema, ask).await?;
        let only: Vec<&str> = ask.fields.iter().map(String::as_str).collect();
        let rows = listing.rows.iter().map(|stored| listed(&schema, stored, &only));
        let rows: Vec<Record> = rows.collect::<Outcome<_>>()?;
        let mut mentioned = Vec::new();
        for (_, value) in rows.iter().flat_map(|row| &row.body) {
            match value {
                Value::Link(id) => mentioned.push(*id),
                Value::Links(ids) => mentioned.extend(ids.iter().take(3)),
                _ => {}
            }
        }
        let names = self.names(&mentioned, ask.at).await?;
        Ok(Register {
            schema,
            rows: rows.into_iter().map(Seen::checked).collect(),
            total: listing.total,
            names,
        })
    }

    /// The rows of a page as they are stored, with how many there are: what a list needs that names nothing else.
    pub(crate) async fn listing(&self, schema: &Schema, ask: &ListAsk) -> Outcome<Listed> {
        let query = self.query(schema, ask).await?;
        self.house.listed(&query).await
    }

    /// The same, looked for in any case: for what is remembered otherwise, or asked once.
    pub(crate) async fn listing_anew(&self, schema: &Schema, ask: &ListAsk) -> Outcome<Listed> {
        let query = self.query(schema, ask).await?;
        self.house.listed_anew(&query).await
    }

    /// How many records there are under these conditions: exactly, or at least so many.
    pub async fn how_many(&self, kind: &str, ask: &ListAsk) -> Outcome<Total> {
        let schema = self.schema(kind).await?;
        let none = ListAsk { page: Page { offset: 0, limit: 0 }, ..ask.clone() };
        Ok(self.listing(&schema, &none).await?.total)
    }

    async fn query(&self, schema: &Schema, ask: &ListAsk) -> Outcome<Query> {
        let reach = self.reach();
        let mut then = Vec::with_capacity(ask.then.len());
        for (by, order) in &ask.then {
            then.push((self.by_names(schema, by).await?, *order));
        }
        Ok(Query {
            kind: schema.kind.id.to_owned(),
            at: ask.at,
            openness: reach.openness.level(),
            related: reach.related,
            among: Vec::new(),
            after: None,
            states: ask.states.clone(),
            filters: self.filters(schema, &ask.filters).await?,
            words: record::words_of(&ask.text),
            sort: self.by_names(schema, &ask.sort).await?,
            order: ask.order,
            then,
            page: Page { offset: ask.page.offset, limit: ask.page.limit.min(1_000) },
        })
    }

    /// The conditions, without links to records that the person may not see: those are found under a condition no more
    /// than records that do not exist.
    async fn filters(&self, schema: &Schema, conditions: &[Condition]) -> Outcome<Vec<Condition>> {
        let named = |filter: &Filter| match &filter.test {
            Test::In(keys) if leads(schema, filter) => {
                keys.iter().filter_map(|key| key.parse().ok()).collect()
            }
            _ => Vec::new(),
        };
        let ids: Vec<RecordId> = conditions.iter().flat_map(Condition::filters).flat_map(named).collect();
        if ids.is_empty() {
            return Ok(conditions.to_vec());
        }
        let seen = self.names(&ids, At::Now).await?;
        let visible = |id: &RecordId| seen.contains_key(id);
        Ok(conditions.iter().map(|condition| within_sight(schema, condition, &visible)).collect())
    }

    /// How many records of each kind and state the person may see.
    pub async fn counts(&self) -> Outcome<Tally> {
        let reach = self.reach();
        let (level, related) = (reach.openness.level(), reach.related.clone());
        self.house.counted(reach, async { Ok(self.house.store.counts(level, &related).await?) }).await
    }

    /// Records that a link field can be set to: the first of a kind by title that are not over, at most `limit`.
    pub async fn offers(&self, kind: &str, limit: u64) -> Outcome<Offered> {
        self.offers_that(kind, None, limit).await
    }

    /// The same, of those that suit alone.
    pub async fn offers_that_suit(&self, kind: &str, suits: When, limit: u64) -> Outcome<Offered> {
        self.offers_that(kind, Some(suits), limit).await
    }

    async fn offers_that(&self, kind: &str, suits: Option<When>, limit: u64) -> Outcome<Offered> {
        let schema = self.schema(kind).await?;
        let ask = ListAsk {
            filters: suits.and_then(|suits| suiting(&schema, suits)).into_iter().collect(),
            states: standing(&schema),
            sort: SortBy::Field(schema.kind.title().id.to_owned()),
            page: Page { offset: 0, limit },
            ..ListAsk::default()
        };
        let query = self.query(&schema, &ask).await?;
        let list = async { Ok(self.house.store.list(&query).await?.rows) };
        let choice = Choice { kind: kind.to_owned(), suits, reach: self.reach(), limit };
        self.house.offered(choice, list).await
    }
}

/// A row of a register: the newest content, of which only some fields may be read.
fn listed(schema: &Schema, stored: &Stored, only: &[&str]) -> Outcome<Record> {
    Ok(with_body(schema, stored, stored.read_only(schema, only)?, None))
}

fn leads(schema: &Schema, filter: &Filter) -> bool {
    schema.field(&filter.field).is_some_and(|field| leads_to_records(&field.shape))
}

/// A condition that mentions only records which the reader may see.
fn within_sight(schema: &Schema, condition: &Condition, visible: &impl Fn(&RecordId) -> bool) -> Condition {
    let each = |inner: &[Condition]| inner.iter().map(|one| within_sight(schema, one, visible)).collect();
    match condition {
        Condition::Cell(filter) => {
            let mut filter = filter.clone();
            if leads(schema, &filter)
                && let Test::In(keys) = &mut filter.test
            {
                keys.retain(|key| key.parse().map_or(true, |id| visible(&id)));
            }
            Condition::Cell(filter)
        }
        Condition::All(inner) => Condition::All(each(inner)),
        Condition::Any(inner) => Condition::Any(each(inner)),
        Condition::Not(inner) => within_sight(schema, inner, visible).negated(),
    }
}

/// That a record suits: its choice has one of the codes.
pub(crate) fn suiting(schema: &Schema, suits: When) -> Option<Condition> {
    let field = schema.field(suits.field)?;
    let key = |code: &&str| record::sort_key(field, &Value::Choice((*code).to_owned()));
    let test = Test::In(suits.is.iter().filter_map(key).collect());
    Some(Filter { field: suits.field.to_owned(), test }.into())
}

/// The states in which a record can still be chosen.
pub(crate) fn standing(schema: &Schema) -> Vec<String> {
    let codes = record::State::codes(schema.kind.life_cycle).iter();
    codes.filter(|code| !matches!(**code, "retired" | "cancelled")).map(|code| (*code).to_owned()).collect()
}

/// Whether the cells of a field, or of the columns of a table, are ids of records.
pub(crate) const fn leads_to_records(shape: &Shape) -> bool {
    matches!(shape, Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence | Shape::Table(_))
}
