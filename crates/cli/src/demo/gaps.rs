//! Every kind of gap in the demonstration: the act that the page names is done, with fitting content and by people who
//! may, and exactly what the page foretold turns.

use super::{replay, scenario::Scenario};
use crate::{
    data_directory::Place,
    parts::{SetClock, installation},
};
use app::{
    Answer, App, Ask, At, Desk, Doing, Entry, On, RowAt, Setting, Subject, Via, Want, Way, Whom, example,
};
use jiff::Timestamp;
use record::{Act, Answers, Body, FieldDef, RecordId, Row, Schema, Shape, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

const PACK: &str = "iso42001-2023";
const TODAY: &str = "2026-11-21T10:00:00Z";

/// Kinds of gap of the demonstration for which no way is found, with the reason. May only shrink.
const NO_WAY: &[(&str, &str)] = &[];

/// What stands on the page of a verdict, and what was then seen.
#[derive(Debug)]
struct Gap {
    expectation: String,
    subject: Subject,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doing_what_the_page_names_turns_exactly_what_it_foretells() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = Scenario::built_in().unwrap();
    let now: Timestamp = TODAY.parse().unwrap();
    let clock = SetClock::default();
    let place = Place { data: directory.path().to_owned(), ..Place::default() };
    let app = installation(&place, Arc::new(clock.clone())).await.unwrap();
    let people = replay::run(&app, &clock, &scenario, now).await.unwrap().aliases;
    clock.set(now);
    let house = House::of(&app, &scenario, &people).await;
    let begun = house.manager().answers(PACK, At::Now).await.unwrap();
    let gaps = one_of_each_kind(&begun);
    assert!(gaps.len() >= 20, "the demonstration has only {} kinds of gap", gaps.len());
    let mut failed = Vec::new();
    let mut late = BTreeSet::new();
    let mut done = 0;
    // One after the other in one house: what an earlier act has turned was foretold there.
    for gap in &gaps {
        let before = house.manager().answers(PACK, At::Now).await.unwrap();
        if before.get(&(gap.expectation.clone(), gap.subject.clone())).is_none_or(|it| *it == Answer::Met) {
            continue;
        }
        match house.close(gap, &before).await {
            Ok(true) => done += 1,
            Ok(false) => drop(late.insert(gap.expectation.as_str())),
            Err(sentence) => failed.push(format!("{} about {:?}: {sentence}", gap.expectation, gap.subject)),
        }
    }
    let known: BTreeSet<&str> = NO_WAY.iter().map(|(expectation, _)| *expectation).collect();
    assert!(
        failed.is_empty(),
        "{} of {} gaps, {done} done:\n{}",
        failed.len(),
        gaps.len(),
        failed.join("\n")
    );
    assert_eq!(late, known, "no way was named");
    assert!(
        done * 2 >= gaps.len(),
        "only {done} of {} kinds of gap were closed by an act of their own",
        gaps.len()
    );
}

/// The first gap of every expectation that is not met or unknown, for a record and for the organisation.
fn one_of_each_kind(answers: &BTreeMap<(String, Subject), Answer>) -> Vec<Gap> {
    let mut seen = BTreeSet::new();
    answers
        .iter()
        .filter(|(_, answer)| **answer != Answer::Met)
        .filter(|((expectation, _), answer)| seen.insert((expectation.clone(), **answer)))
        .map(|((expectation, subject), _)| Gap { expectation: expectation.clone(), subject: subject.clone() })
        .collect()
}

/// The people of the organisation, and what they sign with.
struct House<'a> {
    app: &'a App,
    organisation: Uuid,
    /// Person and account, the manager first.
    people: Vec<(RecordId, Uuid)>,
    password: &'a str,
    desks: Vec<Desk>,
}

impl<'a> House<'a> {
    async fn of(app: &'a App, scenario: &'a Scenario, aliases: &BTreeMap<String, RecordId>) -> House<'a> {
        let organisation = app.organisations().await.unwrap()[0];
        let host = app.desk(organisation, aliases["ola"], None, Via::Web).await.unwrap();
        let seats = host.seats().await.unwrap();
        let account =
            |person: RecordId| seats.iter().find(|seat| seat.person == person).map(|seat| seat.account);
        // Those who may most come first; whoever may not, or wrote what is decided on, leaves it to the next.
        let rest = scenario.people.iter().map(|person| person.alias.as_str());
        let mut people: Vec<(RecordId, Uuid)> = Vec::new();
        for alias in ["ana", "nadia", "ruth"].into_iter().chain(rest) {
            let person = aliases[alias];
            if let Some(account) = account(person).filter(|_| !people.iter().any(|known| known.0 == person)) {
                people.push((person, account));
            }
        }
        let mut house = House { app, organisation, people, password: &scenario.password, desks: Vec::new() };
        house.desks = house.fresh().await;
        house
    }

    fn manager(&self) -> &Desk {
        &self.desks[0]
    }

    /// The desks as they are now: what a person may follows from what was done meanwhile.
    async fn fresh(&self) -> Vec<Desk> {
        let mut desks = Vec::new();
        for (person, account) in &self.people {
            desks.push(self.app.desk(self.organisation, *person, Some(*account), Via::Web).await.unwrap());
        }
        desks
    }

    /// Does what the page of the verdict names. Whether it names anything.
    async fn close(&self, gap: &Gap, before: &BTreeMap<(String, Subject), Answer>) -> Result<bool, String> {
        let asked = self.manager().turning(PACK, &gap.expectation, &gap.subject, At::Now).await;
        let (judged, _) = asked.map_err(|error| format!("its page: {error}"))?;
        let Some(way) = judged.ways.first() else { return Ok(false) };
        let made = self.follow(way).await.map_err(|sentence| format!("{sentence}\n  {}", told(way)))?;
        let after = self.fresh().await[0].answers(PACK, At::Now).await.unwrap();
        Self::check(gap, way, before, &after, &made)
            .map_err(|sentence| format!("{sentence}\n  {}", told(way)))?;
        Ok(true)
    }

    /// What turned is what was foretold: this verdict, and nothing that the page did not name.
    fn check(
        gap: &Gap,
        way: &Way,
        before: &BTreeMap<(String, Subject), Answer>,
        after: &BTreeMap<(String, Subject), Answer>,
        made: &[RecordId],
    ) -> Result<(), String> {
        let new = |subject: &Subject| matches!(subject, Subject::Record(id) if made.contains(id));
        let foretold: BTreeMap<(&str, &Subject), Option<Answer>> =
            way.turns.iter().map(|turn| ((turn.expectation.as_str(), &turn.subject), turn.after)).collect();
        let about_new: BTreeSet<&str> = way
            .turns
            .iter()
            .filter(|turn| turn.before.is_none())
            .map(|turn| turn.expectation.as_str())
            .collect();
        let keys: BTreeSet<&(String, Subject)> = before.keys().chain(after.keys()).collect();
        let mut wrong = Vec::new();
        for key in keys {
            let (was, is) = (before.get(key), after.get(key));
            if was == is || (new(&key.1) && about_new.contains(key.0.as_str())) {
                continue;
            }
            match foretold.get(&(key.0.as_str(), &key.1)) {
                Some(answer) if answer.as_ref() == is => {}
                Some(answer) => wrong.push(format!("{key:?} is {is:?}, foretold was {answer:?}")),
                None => wrong.push(format!("{key:?} turned from {was:?} to {is:?} and was not foretold")),
            }
        }
        let key = (gap.expectation.clone(), gap.subject.clone());
        let left = before.get(&key) == Some(&Answer::Unknown) && !after.contains_key(&key);
        let turned = match gap.subject {
            Subject::Organisation if left => {
                after.iter().any(|(key, answer)| key.0 == gap.expectation && *answer == Answer::Met)
            }
            _ => left || after.get(&key) == Some(&Answer::Met),
        };
        if !turned {
            wrong.push("the verdict did not turn".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    /// Takes every step, and gives the records that were made.
    async fn follow(&self, way: &Way) -> Result<Vec<RecordId>, String> {
        let mut made: Vec<RecordId> = Vec::new();
        for step in &way.turning.steps {
            let target = match step.on {
                On::Record(id) => Some(id),
                On::New(number) => made.get(number).copied(),
            };
            let desks = self.fresh().await;
            match (&step.doing, target) {
                (Doing::Create(entries), _) => {
                    let desk = &desks[0];
                    let schema = desk.schema(step.kind).await.unwrap();
                    let body = self.body(desk, &schema, Body::new(), entries, &made).await;
                    let done = desk
                        .create(step.kind, body, None)
                        .await
                        .map_err(|error| format!("create: {error:?}"))?;
                    made.push(done.record);
                }
                (Doing::Write(entries), Some(id)) => self.write(&desks, id, entries, &made).await?,
                (Doing::Act { act, by }, Some(id)) => self.act(&desks, id, *act, by).await?,
                (other, None) => return Err(format!("{other:?} on nothing")),
            }
        }
        Ok(made)
    }

    async fn write(
        &self,
        desks: &[Desk],
        id: RecordId,
        entries: &[Entry],
        made: &[RecordId],
    ) -> Result<(), String> {
        for desk in desks {
            let Ok(look) = desk.look(id, At::Now).await else { continue };
            if desk.check_act(&look.schema, &look.record, Act::Revise).is_err() {
                continue;
            }
            let mut body = self.body(desk, &look.schema, look.record.body.clone(), entries, made).await;
            if body == look.record.body {
                // What counts is that it is decided on anew: some words are changed that nothing rests on.
                let field = look.schema.fields().find(|field| matches!(field.shape, Shape::Prose { .. }));
                let field = field.ok_or("nothing can be changed")?;
                let text = body.get(field.id).and_then(Value::text).unwrap_or_default();
                body.set(field.id, Value::Text(format!("{text} Looked at again.").trim().to_owned()));
            }
            let done = desk.revise(id, look.record.position, body, None, None).await;
            return done.map(drop).map_err(|error| format!("write: {error:?}"));
        }
        Err("nobody may write".to_owned())
    }

    async fn act(&self, desks: &[Desk], id: RecordId, act: Act, by: &[Whom]) -> Result<(), String> {
        let mut refused = String::new();
        for desk in desks {
            let Ok(look) = desk.look(id, At::Now).await else { continue };
            let role = by.iter().find_map(|whom| match whom {
                Whom::Capacity(role) => app::Role::from_code(role),
                _ => None,
            });
            if role.is_some_and(|role| !desk.actor().roles.contains(&role)) {
                continue;
            }
            if let Err(refusal) = desk.check_act(&look.schema, &look.record, act) {
                refused = refusal.to_string();
                continue;
            }
            let signature = if act.is_signature() {
                Some(desk.sign(self.password).await.map_err(|error| format!("sign: {error:?}"))?)
            } else {
                None
            };
            let reason = act.needs_reason().then(|| "As the page of the verdict asks for it".to_owned());
            let ask = Ask { record: id, act, seen: look.record.position, reason, signature, key: None };
            return desk.decide(ask).await.map(drop).map_err(|error| format!("{}: {error:?}", act.code()));
        }
        Err(format!("nobody may {}: {refused}", act.code()))
    }

    /// The content with every entry as it is wanted, and what the form would not do without.
    async fn body(
        &self,
        desk: &Desk,
        schema: &Schema,
        mut body: Body,
        entries: &[Entry],
        made: &[RecordId],
    ) -> Body {
        let mut rows: BTreeMap<(&str, usize), u32> = BTreeMap::new();
        for entry in entries {
            let field = *schema.field(entry.field).unwrap();
            let there = match entry.want {
                Want::Leads(On::Record(id)) => Some(id),
                Want::Leads(On::New(number)) => made.get(number).copied(),
                _ => None,
            };
            match (field.shape, entry.cell) {
                (Shape::Table(columns), Some(cell)) => {
                    let column = columns.iter().find(|column| column.id == cell).unwrap();
                    let mut table = match body.get(field.id) {
                        Some(Value::Table(rows)) => rows.clone(),
                        _ => Vec::new(),
                    };
                    let next = table.iter().map(|row| row.id).max().unwrap_or(0) + 1;
                    let id = match entry.row {
                        Some(RowAt::Is(id)) => id,
                        Some(RowAt::New(number)) => *rows.entry((field.id, number)).or_insert(next),
                        None => next,
                    };
                    if !table.iter().any(|row| row.id == id) {
                        table.push(Row { id, cells: BTreeMap::new() });
                    }
                    let row = table.iter_mut().find(|row| row.id == id).unwrap();
                    let value = self.value(desk, column, entry, row.cells.get(cell), there).await;
                    put(&mut row.cells, cell, value);
                    for column in columns.iter().filter(|column| column.required) {
                        if !row.cells.contains_key(column.id) {
                            let value = self.value(desk, column, &anything(column), None, None).await;
                            put(&mut row.cells, column.id, value);
                        }
                    }
                    body.set(field.id, Value::Table(table));
                }
                (Shape::Answers(set), Some(cell)) => {
                    let question = &set.question(cell).unwrap().field;
                    let mut answers = match body.get(field.id) {
                        Some(Value::Answers(answers)) => answers.clone(),
                        _ => Answers { set: set.tag(), given: BTreeMap::new() },
                    };
                    if let Some(value) = self.value(desk, question, entry, None, there).await {
                        answers.given.insert(cell.to_owned(), record::Answer { value, note: None });
                    }
                    body.set(field.id, Value::Answers(answers));
                }
                _ => match self.value(desk, &field, entry, body.get(field.id), there).await {
                    Some(value) => body.set(field.id, value),
                    None => body.clear(field.id),
                },
            }
        }
        for field in schema.fields().filter(|field| field.required) {
            let asked =
                field.when.is_none_or(|when| body.get(when.field).is_some_and(|value| when.holds(value)));
            if body.get(field.id).is_none() && asked {
                self.require(desk, &mut body, field).await;
            }
        }
        for field in schema.fields().filter(|field| matches!(field.shape, Shape::Answers(_))) {
            self.answered(desk, &mut body, field).await;
        }
        body
    }

    /// Every question of a set that the form would not do without.
    async fn answered(&self, desk: &Desk, body: &mut Body, field: &FieldDef) {
        let Shape::Answers(set) = field.shape else { return };
        let Some(Value::Answers(mut answers)) = body.get(field.id).cloned() else { return };
        for question in set.questions.iter().filter(|question| question.field.required) {
            if !answers.given.contains_key(question.field.id) {
                let value = self.value(desk, &question.field, &anything(&question.field), None, None).await;
                if let Some(value) = value {
                    answers.given.insert(question.field.id.to_owned(), record::Answer { value, note: None });
                }
            }
        }
        body.set(field.id, Value::Answers(answers));
    }

    async fn require(&self, desk: &Desk, body: &mut Body, field: &FieldDef) {
        if let Shape::Table(columns) = field.shape {
            let mut cells = BTreeMap::new();
            for column in columns.iter().filter(|column| column.required) {
                put(&mut cells, column.id, self.value(desk, column, &anything(column), None, None).await);
            }
            body.set(field.id, Value::Table(vec![Row { id: 1, cells }]));
        } else if let Some(value) = self.value(desk, field, &anything(field), None, None).await {
            body.set(field.id, value);
        }
    }

    async fn value(
        &self,
        desk: &Desk,
        field: &FieldDef,
        entry: &Entry,
        before: Option<&Value>,
        there: Option<RecordId>,
    ) -> Option<Value> {
        if matches!(field.shape, Shape::File) {
            return Some(Value::File(desk.keep_file("seen.txt", b"What was seen.").await.unwrap()));
        }
        let kind = match field.shape {
            Shape::Link(target) | Shape::Links(target) if target.kind != "*" => target.kind,
            Shape::Evidence => "evidence",
            _ => "person",
        };
        let other = match entry.want {
            Want::OtherThan(id) => Some(id),
            _ => None,
        };
        let known = desk.list(kind, &app::ListAsk::default()).await.unwrap();
        let somewhere = known.rows.iter().find(|row| row.in_force().is_some() && Some(row.id) != other);
        let somewhere = somewhere.map_or(RecordId(Uuid::nil()), |row| row.id);
        example(field, &entry.want, before, &Setting { today: desk.today(), somewhere, there })
    }
}

fn anything(field: &FieldDef) -> Entry {
    Entry { field: field.id, cell: None, row: None, want: Want::Something }
}

fn put(cells: &mut BTreeMap<String, Value>, cell: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(cells.insert(cell.to_owned(), value)),
        None => drop(cells.remove(cell)),
    }
}

fn told(way: &Way) -> String {
    format!("{:?}", way.turning.steps)
}
