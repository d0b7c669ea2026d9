//! Going on behind a record: what comes after its place in the order asked for.

use crate::{
    condition::Clause,
    failure::reading,
    list::{Register, Sort, directed, sort_key, sort_keys},
    sql::{Statements, bytes, int},
};
use record::RecordId;
use rusqlite::{
    Connection, params_from_iter,
    types::Value::{Blob, Integer, Null, Text},
};
use std::cmp::Ordering;
use store::StoreError;

/// Where a record stands in the order of a register.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The number of its rows.
    pub(crate) rec: i64,
    /// Its key in each of the orders, the first one first; none of a number.
    pub(crate) keys: Vec<Option<String>>,
    pub(crate) number: i64,
}

impl Place {
    /// The place of a record; none when the register does not have it.
    pub(crate) fn of(
        connection: &Connection,
        register: &Register<'_>,
        id: RecordId,
    ) -> Result<Option<Self>, StoreError> {
        let Clause { sql: keys, mut values } = sort_keys(register);
        let sql = format!(
            "SELECT d.rec, d.number{keys} FROM record d WHERE d.id = ? AND d.kind = ? AND d.number <= ?"
        );
        values.extend([Blob(bytes(id).to_vec()), Text(register.query.kind.clone())]);
        values.push(Integer(int(register.last)));
        let read = |row: &rusqlite::Row<'_>| {
            let keys =
                (2..register.orders.len() + 2).map(|place| row.get(place)).collect::<Result<_, _>>()?;
            Ok(Self { rec: row.get(0)?, keys, number: row.get(1)? })
        };
        connection.first(&sql, params_from_iter(&values), read).map_err(reading)
    }

    /// Which of two comes first.
    pub(crate) fn order(&self, other: &Self, register: &Register<'_>) -> Ordering {
        let keys = register.orders.iter().zip(self.keys.iter().zip(&other.keys));
        let orders = keys.map(|((sort, descending), (mine, theirs))| match (mine, theirs) {
            _ if *sort == Sort::Number => directed(self.number.cmp(&other.number), *descending),
            (Some(mine), Some(theirs)) => directed(mine.cmp(theirs), *descending),
            // Those without a key come last in both directions.
            (mine, theirs) => theirs.is_some().cmp(&mine.is_some()),
        });
        let numbers = std::iter::once_with(|| directed(self.number.cmp(&other.number), register.descending));
        orders.chain(numbers).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Whether it has a key in the first order.
    pub(crate) fn has_key(&self) -> bool {
        self.keys.first().is_some_and(Option::is_some)
    }

    /// Of the cells `d` in the slot of the first order those behind it.
    pub(crate) fn of_cells(&self, register: &Register<'_>) -> Clause {
        let Some(Some(key)) = self.keys.first() else { return Clause::new("false", Vec::new()) };
        let key = Text(key.clone());
        let than = if register.descending { '<' } else { '>' };
        if register.orders.len() == 1 {
            let sql = format!("(d.key, d.number) {than} (?, ?)");
            return Clause::new(sql, vec![key, Integer(self.number)]);
        }
        let rest = self.in_orders(register, 1);
        // The first tells where in the index to begin.
        let sql = format!("d.key {than}= ? AND (d.key {than} ? OR {})", rest.sql);
        Clause::new(sql, [vec![key.clone(), key], rest.values].concat())
    }

    /// Of the cells `d` in the slot of the only order those not behind it.
    pub(crate) fn of_cells_until(&self, register: &Register<'_>) -> Clause {
        let than = if register.descending { ">=" } else { "<=" };
        let key = self.keys.first().cloned().flatten().map_or(Null, Text);
        Clause::new(format!("(d.key, d.number) {than} (?, ?)"), vec![key, Integer(self.number)])
    }

    /// Of the records `d` that are equal to it in the orders before one, those behind it in that order and the next ones.
    pub(crate) fn in_orders(&self, register: &Register<'_>, from: usize) -> Clause {
        let numbers = |descending: bool| {
            let than = if descending { '<' } else { '>' };
            Clause::new(format!("d.number {than} ?"), vec![Integer(self.number)])
        };
        let (Some((sort, descending)), Some(key)) = (register.orders.get(from), self.keys.get(from)) else {
            return numbers(register.descending);
        };
        if *sort == Sort::Number {
            return numbers(*descending);
        }
        let by = sort_key(register, *sort, *descending);
        let rest = self.in_orders(register, from + 1);
        let Some(key) = key.clone().map(Text) else {
            let sql = format!("({} IS NULL AND {})", by.sql, rest.sql);
            return Clause::new(sql, [by.values, rest.values].concat());
        };
        let than = if *descending { '<' } else { '>' };
        let sql = format!("({0} {than} ? OR {0} IS NULL OR ({0} = ? AND {1}))", by.sql, rest.sql);
        let once = by.values.clone();
        let values = [[once.clone(), vec![key.clone()]].concat(), once.clone(), once, vec![key], rest.values];
        Clause::new(sql, values.concat())
    }
}
