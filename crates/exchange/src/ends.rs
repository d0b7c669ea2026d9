//! Rows about what is done, given up or out of use: a column that says so, and which of its values say it.

use crate::{ColumnMapping, Sheet, To, cell, choices::key, profile::Profile, vocabulary};
use record::{Act, LifeCycle, Schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words under which lists keep the state of what they list.
const STATUS: &[&str] =
    &["status", "state", "statut", "etat", "estado", "stato", "stav", "stan", "durum", "allapot", "zustand"];

/// Which column says that a record is over or done, and by which of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// Heading of the column, which may go to a field as well.
    pub column: String,
    /// Code of the act that a value stands for, by the text of the cell.
    pub values: BTreeMap<String, String>,
}

/// The acts by which an import can end a record, in the order in which they are offered. What needs the eyes of a second
/// person is none of them.
pub const fn ending_acts(life_cycle: LifeCycle) -> &'static [Act] {
    match life_cycle {
        LifeCycle::Task => &[Act::Complete, Act::Cancel],
        LifeCycle::Kept | LifeCycle::Controlled | LifeCycle::Witnessed => &[Act::Retire],
    }
}

impl Ends {
    /// The codes that are no act by which a record of the kind can be ended, each with the value that names it.
    pub(crate) fn unknown<'e>(&'e self, own: &Schema) -> impl Iterator<Item = (&'e String, &'e String)> {
        let acts = ending_acts(own.kind.life_cycle);
        self.values.iter().filter(|(_, code)| acts.iter().all(|act| act.code() != code.as_str()))
    }
}

/// What is likely meant by the values of a column.
pub fn ends_of(sheet: &Sheet, column: &str, own: &Schema) -> Ends {
    let values =
        sheet.column(column).map_or_else(BTreeMap::new, |place| meant(&Profile::of(sheet, place), own));
    Ends { column: column.to_owned(), values }
}

/// The column that says which rows are over or done, where one is called like that, says it of some, and no field of the
/// record has its words already.
pub(crate) fn found(own: &Schema, profiles: &[Profile], columns: &[ColumnMapping]) -> Option<Ends> {
    profiles.iter().zip(columns).find_map(|(profile, entry)| {
        let status = key(&entry.column).split(' ').any(|word| STATUS.contains(&word));
        let values =
            if status && matches!(entry.to, To::Custom(_)) { meant(profile, own) } else { BTreeMap::new() };
        (!values.is_empty()).then(|| Ends { column: entry.column.clone(), values })
    })
}

fn meant(profile: &Profile, own: &Schema) -> BTreeMap<String, String> {
    let acts = ending_acts(own.kind.life_cycle);
    let meaning = |text: &String| {
        let found = vocabulary::endings(&key(text))
            .into_iter()
            .find(|code| acts.iter().any(|act| act.code() == *code));
        found.map(|code| (text.clone(), code.to_owned()))
    };
    profile.values.keys().filter_map(meaning).collect()
}

/// How a plan asks the cells of a sheet.
#[derive(Debug)]
pub(crate) struct Ending {
    column: usize,
    values: BTreeMap<String, Act>,
}

impl Ending {
    pub(crate) fn of(sheet: &Sheet, ends: Option<&Ends>, own: &Schema) -> Option<Self> {
        let ends = ends?;
        let column = sheet.column(&ends.column)?;
        let acts = ending_acts(own.kind.life_cycle);
        let known = |(text, code): (&String, &String)| {
            Some((text.clone(), *acts.iter().find(|act| act.code() == code.as_str())?))
        };
        Some(Self { column, values: ends.values.iter().filter_map(known).collect() })
    }

    /// The act that a row asks for, and what its cell says.
    pub(crate) fn asked(&self, sheet: &Sheet, row: usize) -> Option<(Act, String)> {
        let text = cell::plain(sheet.cell(row, self.column)).trim().to_owned();
        Some((*self.values.get(&text)?, text))
    }
}
