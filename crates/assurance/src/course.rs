//! From what has to become of records to the acts that bring them there: the shortest course through the states.

use crate::{
    World,
    eval::turn::{Draft, Part},
    keep::{self, Kept, Slots},
    turning::{Doing, Entry, On, RowAt, Step, Turning, Want, Whom},
};
use jiff::Timestamp;
use record::{Act, LifeCycle, RecordId, Shape, Stamp, State};
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

/// Where a record is on its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    state: &'static str,
    written: bool,
    /// Bit by bit, which of the acts asked for were done since it was written.
    acted: u16,
}

/// Where a course has to lead.
struct Aim<'a> {
    written: bool,
    acts: &'a [Act],
    state: Option<&'static str>,
}

/// The steps of a draft. `None` when a record cannot be brought where it should: what is retired stays retired.
pub(crate) fn steps(world: &World, draft: Draft) -> Option<Turning> {
    let mut parts = draft.parts;
    // What others lead to comes first; everything else stays in the order in which the expectation asks for it.
    let led_to: BTreeSet<On> = parts
        .iter()
        .flat_map(|part| &part.entries)
        .filter_map(|entry| match entry.want {
            Want::Leads(on @ On::New(_)) => Some(on),
            _ => None,
        })
        .collect();
    parts.sort_by_key(|part| !led_to.contains(&part.on));
    let made: Vec<On> = parts.iter().map(|part| part.on).filter(|on| matches!(on, On::New(_))).collect();
    let renamed = |on: On| match made.iter().position(|known| *known == on) {
        Some(number) => On::New(number),
        None => on,
    };
    let mut steps = Vec::new();
    for part in parts {
        steps.extend(of_part(world, part, &renamed)?);
    }
    Some(Turning { steps })
}

fn of_part(world: &World, part: Part, renamed: &impl Fn(On) -> On) -> Option<Vec<Step>> {
    let layout = world.plan.layout(part.kind)?;
    let cycle = layout.life_cycle;
    let (from, held) = match part.on {
        On::New(_) => (State::initial(cycle, stamp()).code(), None),
        On::Record(id) => {
            let stored = world.record(world.names.known(id)?)?;
            (stored.state, kept_up(cycle, stored.state, stored.in_force))
        }
    };
    let state = part.state.or(if part.in_force { in_force(cycle) } else { held });
    let fresh = matches!(part.on, On::New(_));
    let aim = Aim { written: fresh || !part.entries.is_empty(), acts: &part.acts, state };
    let place = Place { state: from, written: fresh, acted: 0 };
    let mut course = course(cycle, place, &aim)?;
    let mut entries = part.entries;
    add_cells(world, part.kind, &mut entries);
    if course.contains(&Act::Submit) {
        let content = match part.on {
            On::New(_) => None,
            On::Record(id) => {
                let stored = world.record(world.names.known(id)?)?;
                Some(stored.newest.as_ref().unwrap_or(&stored.counts))
            }
        };
        // Without what the form asks for besides nothing can be submitted, whoever wrote what is there.
        add_required(world, part.kind, content, &mut entries);
        if !entries.is_empty() && !fresh && !course.contains(&Act::Revise) {
            course = self::course(cycle, place, &Aim { written: true, ..aim })?;
        }
    }
    for entry in &mut entries {
        if let Want::Leads(on) = &mut entry.want {
            *on = renamed(*on);
        }
    }
    let on = renamed(part.on);
    let step = |doing| Step { on, kind: layout.id, doing };
    let mut steps = Vec::new();
    if fresh {
        steps.push(step(Doing::Create(std::mem::take(&mut entries))));
    }
    for act in course {
        steps.push(step(match act {
            Act::Revise => Doing::Write(std::mem::take(&mut entries)),
            act => Doing::Act { act, by: whom(&part.by, act) },
        }));
    }
    Some(steps)
}

/// Adds the columns that a new row cannot do without, as far as expectations read them.
fn add_cells(world: &World, kind: u16, entries: &mut Vec<Entry>) {
    let (Some(layout), Some(schema)) = (world.plan.layout(kind), world.plan.schemas.get(usize::from(kind)))
    else {
        return;
    };
    let mut missing: Vec<Entry> = Vec::new();
    for entry in entries.iter() {
        let (Some(row @ RowAt::New(_)), Some(Shape::Table(columns))) =
            (entry.row, schema.field(entry.field).map(|field| field.shape))
        else {
            continue;
        };
        let read = layout.slots.iter().filter(|slot| slot.field == entry.field).flat_map(|slot| &slot.cells);
        for cell in read.filter(|cell| columns.iter().any(|it| it.id == cell.field && it.required)) {
            let same = |it: &Entry| (it.field, it.cell, it.row) == (entry.field, Some(cell.field), Some(row));
            if !entries.iter().chain(&missing).any(same) {
                let (field, cell, row) = (entry.field, Some(cell.field), Some(row));
                missing.push(Entry { field, cell, row, want: Want::Something });
            }
        }
    }
    entries.extend(missing);
}

/// Adds what the form asks for and expectations read, as far as it is missing.
fn add_required(world: &World, kind: u16, content: Option<&Slots>, entries: &mut Vec<Entry>) {
    let (Some(layout), Some(schema)) = (world.plan.layout(kind), world.plan.schemas.get(usize::from(kind)))
    else {
        return;
    };
    let mut missing = Vec::new();
    for (index, slot) in (0_u16..).zip(&layout.slots) {
        let held = content.and_then(|content| keep::at(content, index));
        let Some(field) = schema.field(slot.field).filter(|field| field.when.is_none()) else { continue };
        if let Shape::Answers(set) = field.shape {
            // A set of which nothing is answered is done without: only what is begun has to be complete.
            let begun = matches!(held, Some(Kept::Answers(given)) if !given.is_empty());
            if !begun && !entries.iter().any(|entry| entry.field == slot.field) {
                continue;
            }
            for (cell, question) in (0_u16..).zip(&slot.cells) {
                let given = matches!(held, Some(Kept::Answers(given)) if keep::at(given, cell).is_some());
                let asked = set.question(question.field);
                if !given && asked.is_some_and(|it| it.field.required && it.field.when.is_none()) {
                    missing.push((slot.field, Some(question.field)));
                }
            }
        } else if held.is_none() && field.required && !matches!(field.shape, Shape::Table(_)) {
            missing.push((slot.field, None));
        }
    }
    for (field, cell) in missing {
        if !entries.iter().any(|entry| entry.field == field && entry.cell == cell) {
            entries.push(Entry { field, cell, row: None, want: Want::Something });
        }
    }
}

fn whom(by: &[(Act, Whom)], act: Act) -> Vec<Whom> {
    by.iter().filter(|(of, _)| *of == act).map(|(_, whom)| whom.clone()).collect()
}

/// The state in which a record is in force.
const fn in_force(cycle: LifeCycle) -> Option<&'static str> {
    match cycle {
        LifeCycle::Kept => Some("current"),
        LifeCycle::Controlled => Some("effective"),
        LifeCycle::Task | LifeCycle::Witnessed => None,
    }
}

/// The state to which a record comes back after it was written anew: what counted goes on counting.
fn kept_up(cycle: LifeCycle, state: &'static str, in_force: bool) -> Option<&'static str> {
    match cycle {
        LifeCycle::Controlled => in_force.then_some("effective"),
        LifeCycle::Kept => None,
        LifeCycle::Task | LifeCycle::Witnessed => matches!(state, "done" | "verified").then_some(state),
    }
}

fn course(cycle: LifeCycle, from: Place, aim: &Aim<'_>) -> Option<Vec<Act>> {
    let all = u16::try_from((1_u32 << aim.acts.len().min(15)) - 1).ok()?;
    let there = |at: Place| {
        (at.written || !aim.written) && at.acted == all && aim.state.is_none_or(|state| state == at.state)
    };
    let mut seen = BTreeSet::from([from]);
    let mut waiting = VecDeque::from([(from, Vec::new())]);
    while let Some((at, acts)) = waiting.pop_front() {
        if there(at) {
            return Some(acts);
        }
        for act in Act::ALL.into_iter().filter(|act| is_way(*act, aim)) {
            let Some(next) = after(cycle, at, act, aim) else { continue };
            if seen.insert(next) {
                let mut acts = acts.clone();
                acts.push(act);
                waiting.push_back((next, acts));
            }
        }
    }
    None
}

/// Whether an act is one by which people bring a record on.
fn is_way(act: Act, aim: &Aim<'_>) -> bool {
    match act {
        Act::Create | Act::RequestChanges => false,
        act if !act.is_offered() => false,
        Act::Retire | Act::Cancel => aim.state.is_some_and(|state| matches!(state, "retired" | "cancelled")),
        _ => true,
    }
}

fn after(cycle: LifeCycle, at: Place, act: Act, aim: &Aim<'_>) -> Option<Place> {
    let state = State::of(at.state, stamp())?.after(cycle, act, stamp()).ok()?.code();
    if act == Act::Revise {
        return Some(Place { state, written: true, acted: 0 });
    }
    let bit = aim.acts.iter().position(|wanted| *wanted == act).map_or(0, |place| 1 << place.min(15));
    Some(Place { state, acted: at.acted | bit, ..at })
}

fn stamp() -> Stamp {
    Stamp { by: RecordId(Uuid::nil()), at: Timestamp::UNIX_EPOCH, reason: None }
}

/// The entries of a step that writes.
pub(crate) fn entries(doing: &Doing) -> &[Entry] {
    match doing {
        Doing::Create(entries) | Doing::Write(entries) => entries,
        Doing::Act { .. } => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(cycle: LifeCycle, from: &'static str, aim: &Aim<'_>) -> Option<String> {
        let place = Place { state: from, written: false, acted: 0 };
        course(cycle, place, aim).map(|acts| acts.iter().map(|act| act.code()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_in_force_is_written_submitted_and_approved() {
        let aim = Aim { written: true, acts: &[], state: Some("effective") };
        let controlled = LifeCycle::Controlled;
        assert_eq!(way(controlled, "effective", &aim).unwrap(), "revise submit approve");
        assert_eq!(way(controlled, "submitted", &aim).unwrap(), "withdraw revise submit approve");
        assert_eq!(way(controlled, "retired", &aim), None, "what is retired stays retired");
        let only_force = Aim { written: false, acts: &[], state: Some("effective") };
        assert_eq!(way(controlled, "submitted", &only_force).unwrap(), "approve");
    }

    #[test]
    fn an_act_that_was_done_is_done_anew() {
        let again = Aim { written: false, acts: &[Act::Approve], state: Some("effective") };
        assert_eq!(way(LifeCycle::Controlled, "effective", &again).unwrap(), "revise submit approve");
        let verify = Aim { written: false, acts: &[Act::Verify], state: Some("verified") };
        assert_eq!(way(LifeCycle::Task, "verified", &verify).unwrap(), "reopen complete verify");
        assert_eq!(way(LifeCycle::Task, "done", &verify).unwrap(), "verify");
        assert_eq!(way(LifeCycle::Witnessed, "verified", &verify).unwrap(), "revise verify");
    }

    #[test]
    fn writing_comes_before_the_act_that_is_asked_for() {
        let both = Aim { written: true, acts: &[Act::Complete], state: None };
        assert_eq!(way(LifeCycle::Task, "done", &both).unwrap(), "reopen revise complete");
    }
}
