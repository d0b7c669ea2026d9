//! Reading a statement: every control with what the statement says, what records show, and what is wrong.

use super::keep::Basis;
use crate::{At, Desk, ListAsk, Named, Outcome, Status, list::standing};
use jiff::civil::Date;
use practice::soa::{KIND, Line};
use record::{Body, Record, RecordId, Refusal, Stamp, State};
use std::{collections::BTreeMap, sync::Arc};

/// Every control of the first framework that has any, and those of one's own.
#[derive(Debug)]
pub struct Applicability {
    /// Id of the framework's pack.
    pub pack: String,
    /// The statement; none before there is one.
    pub statement: Option<Statement>,
    /// The controls.
    pub lines: Arc<[Line]>,
    /// Where each control stands in readiness, in the same order; none for an own control.
    pub answers: Vec<Option<Answered>>,
    /// Names of the people that the statement mentions.
    pub names: BTreeMap<RecordId, Named>,
    /// The day on which it was judged.
    pub today: Date,
}

/// Where a control stands in readiness: status, and answers met, not met, unknown.
pub type Answered = (Status, [usize; 3]);

/// A version of a statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The record.
    pub record: Record,
    /// The version that is shown, and its content.
    pub version: u32,
    /// Its content.
    pub body: Body,
    /// Who approved it, when; none for a version that is not in force.
    pub approved: Option<Stamp>,
    /// The version that was in force before it, or that is in force beside a newer one.
    pub before: Option<u32>,
    /// Whether a newer version than the one in force is being written.
    pub newer: bool,
}

impl Applicability {
    /// The controls, each with where it stands in readiness.
    pub fn answered(&self) -> impl Iterator<Item = (&Line, Option<Answered>)> {
        self.lines.iter().zip(self.answers.iter().copied())
    }
}

impl Statement {
    /// Whether the version that is shown is in force.
    pub const fn is_in_force(&self) -> bool {
        self.approved.is_some()
    }
}

impl Desk {
    /// The statement in force, or with `newest` the one being written where there is one, held against records. Where
    /// none is in force, the newest is shown.
    ///
    /// # Errors
    /// `not_found` for who has no part in the management system, and where no framework has controls.
    pub async fn applicability(&self, at: At, newest: bool) -> Outcome<Applicability> {
        self.check_governing()?;
        let packs = self.packs_at(at).await?;
        let place = packs.iter().position(|pack| !pack.controls.is_empty());
        let place = place.ok_or_else(Refusal::not_found)?;
        let pack = packs.get(place).map(|pack| pack.id.clone()).unwrap_or_default();
        let readiness = self.readiness(at).await?;
        let statement = self.statement(at, newest).await?;
        let today = readiness.at.to_zoned(self.zone().clone()).date();
        let basis = Basis {
            packs: (packs, place),
            statement: statement.as_ref().map(|statement| statement.body.clone()),
            reach: self.reach(),
            at,
            today,
        };
        let lines = self.house.compared(basis).await?;
        let standings: BTreeMap<&str, Answered> = readiness
            .standings
            .iter()
            .filter(|standing| standing.pack == pack)
            .filter_map(|standing| {
                let leaf = standing.leaf.as_ref()?;
                let (met, not_met, unknown) = leaf.answers;
                Some((standing.reference.as_str(), (leaf.status, [met, not_met, unknown])))
            })
            .collect();
        let answers = lines.iter().map(|line| standings.get(line.reference.as_str()).copied()).collect();
        let owners = lines.iter().filter_map(|line| line.row.as_ref()?.owner);
        let approved = statement.iter().filter_map(|it| it.approved.as_ref()).map(|stamp| stamp.by);
        let mentioned: Vec<RecordId> = owners.chain(approved).collect();
        let names = self.names(&mentioned, at).await?;
        Ok(Applicability { pack, statement, lines, answers, names, today })
    }

    /// The statement in force, or the newest.
    pub(super) async fn statement(&self, at: At, newest: bool) -> Outcome<Option<Statement>> {
        let schema = self.schema(KIND).await?;
        let ask = ListAsk { at, states: standing(&schema), ..ListAsk::default() };
        let rows = self.listing(&schema, &ask).await?.rows;
        let in_force = rows.iter().find(|row| row.effective.is_some() || row.state == "effective");
        let Some(chosen) = in_force.or_else(|| rows.last()) else { return Ok(None) };
        Ok(Some(shown((*self.load(chosen.id, at).await?.1).clone(), newest)))
    }
}

fn shown(record: Record, newest: bool) -> Statement {
    let written = matches!(record.state, State::Draft(_) | State::Submitted(_));
    let effective = record.effective.clone();
    let newer = written && effective.is_some();
    match effective {
        Some(effective) if !(newer && newest) => Statement {
            version: effective.version,
            body: effective.body,
            approved: Some(effective.approved),
            before: None,
            newer,
            record,
        },
        beside => Statement {
            version: record.version,
            body: record.body.clone(),
            approved: None,
            before: beside.map(|effective| effective.version),
            newer,
            record,
        },
    }
}
