//! What would turn if steps were taken: tried on the snapshot itself, which afterwards is as it was before.

use crate::{
    Engine, Turned, World, course,
    engine::Concerning,
    example::{Setting, example},
    keep::{self, Acted, Era, Kept, RowKept, Significant, Slots, Stored},
    layout::{Layout, Slot},
    turning::{Doing, Entry, On, RowAt, Step, Turning, Want, Whom},
};
use record::{Act, FieldDef, LifeCycle, RecordId, Shape, Stamp, State, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Ids that no record has: of those who write and decide while steps are tried, of what a link leads to that only has
/// to lead somewhere, and, counted down from here, of records that the steps make.
const AUTHOR: u128 = u128::MAX;
const DECIDER: u128 = u128::MAX - 1;
const SOMEWHERE: u128 = u128::MAX - 2;
const MADE: u128 = u128::MAX - 16;

impl Engine {
    /// The answers that would turn if the steps were taken now, one after the other, with fitting content. The snapshot
    /// and the answers are the same afterwards.
    pub fn foresee(&mut self, world: &mut World, turning: &Turning) -> Vec<Turned> {
        let position = world.position();
        let mut before: BTreeMap<u32, Option<Stored>> = BTreeMap::new();
        let mut after: BTreeMap<u32, Stored> = BTreeMap::new();
        for step in &turning.steps {
            let handle = world.names.handle(id_of(step.on));
            before.entry(handle).or_insert_with(|| world.record(handle).cloned());
            let stored = match after.remove(&handle).or_else(|| world.record(handle).cloned()) {
                Some(stored) => stored,
                None => match blank(world, step.kind) {
                    Some(stored) => stored,
                    None => continue,
                },
            };
            let stored = self.taken(world, stored, step);
            after.insert(handle, stored);
        }
        self.begin_trial();
        let turned = self.exchange(world, after.into_iter().map(|(handle, stored)| (handle, Some(stored))));
        for (handle, stored) in before {
            world.exchange(handle, stored);
        }
        self.end_trial();
        world.recall(position);
        turned
    }

    /// Puts records as given in the place of what is there, and judges again whom that concerns.
    fn exchange(
        &mut self,
        world: &mut World,
        records: impl Iterator<Item = (u32, Option<Stored>)>,
    ) -> Vec<Turned> {
        let mut concerning = Concerning::default();
        for (handle, stored) in records {
            self.note(world, handle, &mut concerning);
            world.exchange(handle, stored);
            self.note(world, handle, &mut concerning);
        }
        self.rejudge(world, concerning)
    }

    /// A record after a step.
    fn taken(&self, world: &mut World, mut stored: Stored, step: &Step) -> Stored {
        let plan = std::sync::Arc::clone(&world.plan);
        let (Some(layout), Some(schema)) =
            (plan.layout(stored.kind), plan.schemas.get(usize::from(stored.kind)))
        else {
            return stored;
        };
        let today = self.today();
        // What is in force goes on counting until the new version is approved.
        let drafted = layout.life_cycle == LifeCycle::Controlled && stored.in_force;
        let counts = (drafted && matches!(step.doing, Doing::Write(_))).then(|| {
            let newest = stored.newest.take().unwrap_or_else(|| stored.counts.clone());
            std::mem::replace(&mut stored.counts, newest)
        });
        for entry in course::entries(&step.doing) {
            let there = match entry.want {
                Want::Leads(on) => Some(id_of(on)),
                _ => None,
            };
            let setting = Setting { today, somewhere: RecordId(Uuid::from_u128(SOMEWHERE)), there };
            let Some(field) = schema.field(entry.field) else { continue };
            fill(world, &mut stored, &layout.slots, field, entry, &setting);
        }
        if let Some(counts) = counts {
            stored.newest = Some(std::mem::replace(&mut stored.counts, counts));
        }
        let act = match &step.doing {
            Doing::Create(_) => Act::Create,
            Doing::Write(_) => Act::Revise,
            Doing::Act { act, .. } => *act,
        };
        let nobody = Stamp { by: RecordId(Uuid::nil()), at: self.now, reason: None };
        if act != Act::Create
            && let Some(state) = State::of(stored.state, nobody.clone())
            && let Ok(state) = state.after(layout.life_cycle, act, nobody)
        {
            stored.state = state.code();
        }
        if layout.acts.contains(&act) {
            let acted = self.acted(world, act, &step.doing);
            let others = stored.acts.iter().copied().filter(|known| known.act != act);
            stored.acts = others.chain(std::iter::once(acted)).collect();
        }
        if matches!(act, Act::Create | Act::Revise) && layout.authors {
            stored.authors = Box::new([world.names.handle(RecordId(Uuid::from_u128(AUTHOR)))]);
        }
        let wrote = |entry: &Entry| layout.significant.contains(&entry.field);
        if course::entries(&step.doing).iter().any(wrote) {
            stored.significant.drafted = true;
        }
        self.settle(&mut stored, layout, act);
        stored
    }

    fn acted(&self, world: &mut World, act: Act, doing: &Doing) -> Acted {
        let decides = matches!(act, Act::Approve | Act::Verify);
        let by = RecordId(Uuid::from_u128(if decides { DECIDER } else { AUTHOR }));
        let role = match doing {
            Doing::Act { by, .. } => by.iter().find_map(|whom| match whom {
                Whom::Capacity(role) => Some(role.as_str()),
                _ => None,
            }),
            _ => None,
        };
        let capacity = world.names.word(role.unwrap_or("ai_manager"));
        Acted { act, by: world.names.handle(by), at: self.now, capacity }
    }

    /// Whether the record is in force after an act, and since when.
    fn settle(&self, stored: &mut Stored, layout: &Layout, act: Act) {
        let cycle = layout.life_cycle;
        let over = matches!(stored.state, "retired" | "cancelled");
        if act == Act::Approve
            && let Some(newest) = stored.newest.take()
        {
            stored.counts = newest;
        }
        stored.in_force = !over
            && match cycle {
                LifeCycle::Controlled => stored.in_force || stored.state == "effective",
                _ => true,
            };
        let begins = match cycle {
            LifeCycle::Controlled => act == Act::Approve,
            _ => matches!(act, Act::Create | Act::Revise),
        };
        if begins && std::mem::take(&mut stored.significant.drafted) {
            stored.significant.since = Some(self.now);
        }
        if begins && layout.history {
            let mut past: Vec<Era> = std::mem::take(&mut stored.past).into_vec();
            if let Some(open) = past.last_mut().filter(|era| era.until.is_none()) {
                open.until = Some(self.now);
            }
            past.push(Era { from: self.now, until: None, content: Some(stored.counts.clone()) });
            stored.past = past.into();
        }
    }
}

fn id_of(on: On) -> RecordId {
    match on {
        On::Record(id) => id,
        On::New(number) => RecordId(Uuid::from_u128(MADE - number as u128)),
    }
}

fn blank(world: &World, kind: &str) -> Option<Stored> {
    let kind = *world.plan.kinds.get(kind)?;
    let layout = world.plan.layout(kind)?;
    let nobody = Stamp { by: RecordId(Uuid::nil()), at: jiff::Timestamp::UNIX_EPOCH, reason: None };
    Some(Stored {
        kind,
        state: State::initial(layout.life_cycle, nobody).code(),
        in_force: layout.life_cycle != LifeCycle::Controlled,
        counts: Slots::default(),
        newest: None,
        acts: Box::default(),
        authors: Box::default(),
        past: Box::default(),
        significant: Significant { since: None, drafted: true },
    })
}

/// Fills a field, column or question in with what is wanted. What no expectation reads is left as it is.
fn fill(
    world: &mut World,
    stored: &mut Stored,
    slots: &[Slot],
    field: &FieldDef,
    entry: &Entry,
    setting: &Setting,
) {
    let Some(index) = slots.iter().position(|slot| slot.field == entry.field) else { return };
    let (Some(slot), Ok(index)) = (slots.get(index), u16::try_from(index)) else { return };
    let before = keep::at(&stored.counts, index).cloned();
    let kept = match (field.shape, entry.cell) {
        (Shape::Table(columns), Some(cell)) => {
            let Some(column) = columns.iter().find(|column| column.id == cell) else { return };
            let mut rows = match before {
                Some(Kept::Rows(rows)) => *rows,
                _ => Vec::new(),
            };
            let id = match entry.row {
                Some(RowAt::Is(id)) => id,
                // Numbers above all that rows are given.
                Some(RowAt::New(number)) => u32::MAX - u32::try_from(number).unwrap_or(0),
                None => return,
            };
            if !rows.iter().any(|row| row.id == id) {
                rows.push(RowKept { id, cells: Slots::default() });
            }
            for row in rows.iter_mut().filter(|row| row.id == id) {
                put(world, &mut row.cells, &slot.cells, column, &entry.want, setting);
            }
            Some(Kept::Rows(Box::new(rows)))
        }
        (Shape::Answers(set), Some(cell)) => {
            let Some(question) = set.question(cell) else { return };
            let mut answers = match before {
                Some(Kept::Answers(answers)) => *answers,
                _ => Slots::default(),
            };
            put(world, &mut answers, &slot.cells, &question.field, &entry.want, setting);
            Some(Kept::Answers(Box::new(answers)))
        }
        (Shape::Table(_) | Shape::Answers(_), None) => return,
        _ => {
            put(world, &mut stored.counts, slots, field, &entry.want, setting);
            return;
        }
    };
    set(&mut stored.counts, index, kept);
}

/// Puts an example of what is wanted in its slot.
fn put(
    world: &mut World,
    values: &mut Slots,
    slots: &[Slot],
    field: &FieldDef,
    want: &Want,
    setting: &Setting,
) {
    let Some(index) = slots.iter().position(|slot| slot.field == field.id) else { return };
    let (Some(slot), Ok(index)) = (slots.get(index), u16::try_from(index)) else { return };
    let before = keep::at(values, index).and_then(|kept| held(world, kept, field));
    let value = example(field, want, before.as_ref(), setting);
    let kept = value.and_then(|value| keep::keep(slot, &value, &mut world.names));
    set(values, index, kept);
}

/// What a slot holds, as far as an example adds to it.
fn held(world: &World, kept: &Kept, field: &FieldDef) -> Option<Value> {
    match field.shape {
        Shape::Choices(_) => {
            let codes = kept.codes().iter().map(|code| world.names.text(*code).to_owned());
            Some(Value::Choices(codes.collect()))
        }
        Shape::Links(_) | Shape::Evidence => {
            Some(Value::Links(kept.records().iter().filter_map(|handle| world.names.id(*handle)).collect()))
        }
        _ => None,
    }
}

fn set(values: &mut Slots, index: u16, kept: Option<Kept>) {
    let mut list = std::mem::take(values).into_vec();
    match (list.binary_search_by_key(&index, |(known, _)| *known), kept) {
        (Ok(place), Some(kept)) => {
            if let Some(slot) = list.get_mut(place) {
                slot.1 = kept;
            }
        }
        (Ok(place), None) => {
            list.remove(place);
        }
        (Err(place), Some(kept)) => list.insert(place, (index, kept)),
        (Err(_), None) => {}
    }
    *values = list.into();
}
