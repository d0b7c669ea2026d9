//! A register as columns by state.

use super::{
    conditions,
    names::{self, address},
    register::{shown, total},
};
use crate::{limits::LANE_CARDS, request::Visit};
use app::{ListAsk, Outcome, Page, Register, Total};
use record::{Act, Record, Schema, State};
use std::sync::Arc;
use ui::{
    Href, Link, Locale,
    components::{
        lanes::{Card, Lane, Lanes},
        register::Cell,
    },
    words::{declared, list as lists, state as states},
};

/// Columns of the register that a card tells of, beside the title.
const FACTS: usize = 3;

/// Whether the address asks for the columns.
pub fn asked_for(visit: &Visit) -> bool {
    visit.query.get("as") == Some("board")
}

/// The columns: of each state that is asked for, the first records and how many there are.
pub async fn lanes(visit: &Visit, schema: &Arc<Schema>, asked: &ListAsk) -> Outcome<Lanes> {
    let mut lanes = Vec::new();
    for code in State::codes(schema.kind.life_cycle) {
        if !asked.states.is_empty() && !asked.states.iter().any(|state| state == code) {
            continue;
        }
        let mut alone = ListAsk { states: vec![(*code).to_owned()], ..asked.clone() };
        alone.page = Page { offset: 0, limit: LANE_CARDS };
        // Who may do what follows from who is related to a record.
        let related = schema.fields().filter(|field| field.relation.is_some());
        alone.fields.extend(related.map(|field| field.id.to_owned()));
        let found = visit.desk().list(schema.kind.id, &alone).await?;
        lanes.push(lane(visit, schema, code, &found));
    }
    Ok(Lanes { lanes })
}

fn lane(visit: &Visit, schema: &Schema, code: &str, found: &Register) -> Lane {
    let locale = visit.locale();
    let count = total(found.total);
    let base = conditions::plain(&visit.query).without("as").with("state", code);
    let names = names::names(visit, &found.names);
    let columns: Vec<_> = shown(schema, &visit.query).into_iter().skip(1).take(FACTS).collect();
    let fact = |row: &Record, field: &&record::FieldDef| {
        let value = row.body.get(field.id);
        (
            declared::label(&locale, schema.kind.id, field),
            Cell::of(&locale, schema.kind.id, field, value, &names),
        )
    };
    let cards = found.rows.iter().map(|row| Card {
        reference: row.reference.clone(),
        link: Link::new(row.title.clone(), address(visit, schema.kind.id, &row.reference)),
        facts: columns.iter().map(|field| fact(row, field)).collect(),
        acts: acts(visit, &locale, schema, row),
    });
    let number = match found.total {
        Total::Exact(count) => locale.number(count),
        Total::AtLeast(count) => locale.fill(lists::OR_MORE, &[("n", &locale.number(count))]),
    };
    Lane {
        code: code.to_owned(),
        label: locale.say(states::state(code)),
        href: Href::to(base.on(&visit.path)),
        more: (count > LANE_CARDS).then(|| locale.fill(lists::LANE_ALL, &[("n", &number)])),
        count: number,
        cards: cards.collect(),
    }
}

/// What the person can do with a record, each as the way to the page before the act.
fn acts(visit: &Visit, locale: &Locale, schema: &Schema, row: &Record) -> Vec<Link> {
    if visit.past.is_some() {
        return Vec::new();
    }
    let base = format!("/r/{}/{}", schema.kind.id, row.reference);
    let may = |act: &Act| {
        act.is_offered() && act.is_consequential() && visit.desk().check_act(schema, row, *act).is_ok()
    };
    let possible = row.state.acts(schema.kind.life_cycle).into_iter().filter(may);
    possible
        .map(|act| Link::new(locale.say(states::act(act)), format!("{base}/act/{}", act.code())))
        .collect()
}
