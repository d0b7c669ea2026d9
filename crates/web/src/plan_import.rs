//! The plan of an import against what an organisation keeps: the same for pages and for the command line.

use crate::{
    known::{kinds_of, load_exported, load_known},
    stages::Rows,
};
use app::{At, Desk, Outcome, Trouble};
use exchange::{
    About, Answer, Edition, Known, Mapping, Plan, PlannedRow, Sheet, key_in, plan_each, row_keys,
    same_source, source_and_key, source_name, source_of_file,
};
use record::{RecordId, Refusal, Schema};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::mpsc::sync_channel,
};

/// Rows that are handed over together to be packed, and how often that may happen before the first of them are.
const TOGETHER: usize = 256;
const AHEAD: usize = 4;

/// Everything that a plan is made from.
#[derive(Debug)]
pub struct Preparation {
    /// The file.
    pub sheet: Sheet,
    /// Where its columns go.
    pub mapping: Mapping,
    /// Every schema.
    pub schemas: Vec<Schema>,
    /// What is there.
    pub known: Known,
    /// The list that it is an edition of.
    pub source: String,
}

impl Preparation {
    /// Loads what a plan needs. Without a name the list is the one whose rows the file knows again, or has the name of
    /// the file.
    pub async fn new(
        desk: &Desk,
        sheet: Sheet,
        mapping: Mapping,
        schemas: Vec<Schema>,
        source: Option<&str>,
    ) -> Outcome<Self> {
        let mut known = load_known(desk, &kinds_of(&mapping, &schemas), &schemas).await?;
        load_exported(desk, &sheet, &mut known).await?;
        let lists = Lists::load(desk, &mapping.kind).await?;
        let source = lists.guess(desk, &sheet, &mapping, &schemas, source).await?;
        Ok(Self { sheet, mapping, schemas, known, source })
    }

    /// The plan with these answers, which holds no rows, and what the rows bring. Only what an import has made is asked
    /// about when its row is gone.
    ///
    /// # Errors
    /// As [`exchange::plan`].
    pub async fn plan(self, desk: &Desk, answers: BTreeMap<String, Answer>) -> Outcome<(Self, Plan, Rows)> {
        let (prepared, planned) = tokio::task::spawn_blocking(move || {
            let planned = self.plan_rows(answers);
            (self, planned)
        })
        .await
        .map_err(|error| Trouble::Broken(error.to_string()))?;
        let (mut plan, rows) = planned?;
        let gone: Vec<RecordId> = plan
            .questions
            .iter()
            .filter(|question| question.about == About::Gone)
            .map(|question| question.record)
            .collect();
        let made = desk.made_by_imports(&gone).await?;
        plan.drop_questions(|question| question.about == About::Gone && !made.contains(&question.record));
        Ok((prepared, plan, rows))
    }

    /// The plan, and what its rows bring: packed on another thread while those behind them are planned.
    fn plan_rows(&self, answers: BTreeMap<String, Answer>) -> Result<(Plan, Rows), Refusal> {
        let edition = Edition { source: self.source.clone(), answers };
        let (sheet, known) = (&self.sheet, &self.known);
        std::thread::scope(|scope| {
            let (planned, waiting) = sync_channel::<Vec<PlannedRow>>(AHEAD);
            let packer = scope.spawn(move || {
                let mut rows = Rows::of(&self.mapping.kind);
                waiting.into_iter().flatten().for_each(|row| rows.add(row));
                rows
            });
            let mut together = Vec::with_capacity(TOGETHER);
            let plan = plan_each(sheet, &self.mapping, &self.schemas, known, &edition, &mut |row| {
                together.push(row);
                if together.len() == TOGETHER {
                    let full = std::mem::replace(&mut together, Vec::with_capacity(TOGETHER));
                    let _it_ends_only_with_a_panic = planned.send(full);
                }
            });
            let _it_ends_only_with_a_panic = planned.send(together);
            drop(planned);
            let rows = packer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((plan?, rows))
        })
    }
}

/// The lists that imports of a kind came from, and the keys of their rows.
#[derive(Debug, Default)]
pub struct Lists {
    names: BTreeSet<String>,
    keys: HashMap<String, RecordId>,
}

/// Rows whose titles are looked at.
const LOOKED_AT: usize = 400;

impl Lists {
    /// Those that imports know.
    pub async fn load(desk: &Desk, kind: &str) -> Outcome<Self> {
        let keys: HashMap<String, RecordId> = desk.import_keys(kind).await?.into_iter().collect();
        let names = keys.keys().map(|key| source_and_key(key).0);
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Ok(Self { names, keys })
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.names.iter()
    }

    /// A name as the list was called before.
    pub fn spelled(&self, name: &str) -> String {
        let name = source_name(name);
        let known = self.names.iter().find(|known| same_source(known, &name));
        known.cloned().unwrap_or(name)
    }

    /// The list that a file is an edition of: the one of this name; without a name, the one that the file is named
    /// after; otherwise the one that knows most of its rows, when it knows at least half, by key and by what they are
    /// called: many lists number their rows from one.
    pub async fn guess(
        &self,
        desk: &Desk,
        sheet: &Sheet,
        mapping: &Mapping,
        schemas: &[Schema],
        name: Option<&str>,
    ) -> Outcome<String> {
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            return Ok(self.spelled(name));
        }
        let named = self.spelled(&source_of_file(&sheet.name));
        let own = schemas.iter().find(|schema| schema.kind.id == mapping.kind);
        let Some(own) = own.filter(|_| !self.names.is_empty() && !self.names.contains(&named)) else {
            return Ok(named);
        };
        let rows = row_keys(sheet, mapping, own);
        let known = |list: &String| -> Vec<(&str, RecordId)> {
            let id = |(key, title)| Some((String::as_str(title), *self.keys.get(&key_in(list, key))?));
            rows.iter().filter_map(|(key, title)| id((key, title))).collect()
        };
        let best = self.names.iter().map(|list| (known(list), list)).max_by_key(|(known, _)| known.len());
        let Some((known, list)) =
            best.filter(|(known, _)| !known.is_empty() && known.len() * 2 >= rows.len())
        else {
            return Ok(named);
        };
        let looked = known.get(..LOOKED_AT).unwrap_or(&known);
        let ids: Vec<RecordId> = looked.iter().map(|(_, id)| *id).collect();
        let called = desk.names(&ids, At::Now).await?;
        let same = |(title, id): &&(&str, RecordId)| {
            called.get(id).is_some_and(|called| exchange::alike(title, &called.title))
        };
        let agreed = looked.iter().filter(same).count();
        Ok(if agreed * 2 >= looked.len() { list.clone() } else { named })
    }
}
