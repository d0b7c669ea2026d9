//! Going on behind a record: what comes after its place in the order asked for.

use crate::{
    condition::{Clause, Value},
    list::{Register, key_of},
    session::{Session, get},
};
use record::RecordId;
use store::StoreError;

/// Where a record stands in the order of a register.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its key in each of the orders, the first one first; none of a number.
    keys: Vec<Option<String>>,
    pub(crate) number: i64,
}

impl Place {
    /// The place of a record; none when the register does not have it.
    pub(crate) async fn of(
        session: &Session<'_>,
        register: &Register<'_>,
        id: RecordId,
    ) -> Result<Option<Self>, StoreError> {
        let mut ask = Clause::new("SELECT d.number", Vec::new());
        for order in &register.orders {
            match key_of(register, *order) {
                Some(key) => ask.join(", ", &key),
                None => ask.push(", NULL::text", []),
            }
        }
        ask.push(
            " FROM house.record d WHERE d.id = ANY(?) AND d.kind = ? AND d.born < ?",
            [
                Value::Ids(vec![id.0]),
                Value::Text(register.query.kind.clone()),
                Value::Int(register.size.unwrap_or(i64::MAX)),
            ],
        );
        let rows = ask.ask(session).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let keys = (1..=register.orders.len()).map(|place| get(row, place)).collect::<Result<_, _>>()?;
        Ok(Some(Self { keys, number: get(row, 0)? }))
    }

    /// Whether it has a key in the first order.
    pub(crate) fn has_key(&self) -> bool {
        self.keys.first().is_some_and(Option::is_some)
    }

    /// Its key in one of the orders.
    pub(crate) fn key(&self, level: usize) -> Option<String> {
        self.keys.get(level).cloned().flatten()
    }

    /// Which of its keys it stands by in the first order, where that is one of its own.
    pub(crate) fn rank(&self) -> Option<usize> {
        self.keys.first()?.as_ref()?.parse().ok()
    }

    /// Of the cells `d` in the slot of the first order those behind it.
    pub(crate) fn of_cells(&self, register: &Register<'_>) -> Clause {
        let Some(Some(key)) = self.keys.first() else { return Clause::new("false", Vec::new()) };
        let key = Value::Text(key.clone());
        let than = than(register.descending);
        if register.orders.len() == 1 {
            let sql = format!("(d.key, d.number) {than} (?, ?)");
            return Clause::new(sql, vec![key, Value::Int(self.number)]);
        }
        // The first tells where in the index to begin.
        let sql = format!("d.key {than}= ? AND (d.key {than} ? OR ");
        let mut clause = Clause::new(sql, vec![key.clone(), key]);
        clause.join("", &self.in_orders(register, 1));
        clause.sql.push(')');
        clause
    }

    /// Of the records `d` that are equal to it in the orders before one, those behind it in that order and the next ones.
    pub(crate) fn in_orders(&self, register: &Register<'_>, from: usize) -> Clause {
        let numbers = |descending: bool| {
            Clause::new(format!("d.number {} ?", than(descending)), vec![Value::Int(self.number)])
        };
        let (Some(order), Some(key)) = (register.orders.get(from), self.keys.get(from)) else {
            return numbers(register.descending);
        };
        let Some(by) = key_of(register, *order) else { return numbers(order.1) };
        let rest = self.in_orders(register, from + 1);
        let mut clause = Clause::new("(", Vec::new());
        if let Some(key) = key {
            let key = || [Value::Text(key.clone())];
            clause.join("", &by);
            clause.push(&format!(" {} ? OR ", than(order.1)), key());
            clause.join("", &by);
            clause.join(" IS NULL OR (", &by);
            clause.push(" = ? AND ", key());
            clause.join("", &rest);
            clause.sql.push(')');
        } else {
            clause.join("", &by);
            clause.join(" IS NULL AND ", &rest);
        }
        clause.sql.push(')');
        clause
    }

    /// Of any records `d` those behind it.
    pub(crate) fn of_records(&self, register: &Register<'_>) -> Clause {
        self.in_orders(register, 0)
    }
}

/// What comes behind in a direction.
pub(crate) const fn than(descending: bool) -> &'static str {
    if descending { "<" } else { ">" }
}
