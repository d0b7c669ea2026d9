//! The script played on paper: schemas, states and access decide as they do in the program, but nothing is stored.

use super::{
    calendar::Calendar,
    joining::{membership, roles},
    practice,
    reading::{Reading, attachments},
    scenario::{Act as Line, Person, Scenario},
};
use access::{Actor, Facts, Via, derogation, may, membership as held};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use record::{
    Act, Body, Effective, FileRef, Interner, Kind, LifeCycle, Record, RecordId, Schema, Stamp, State, Value,
    missing, validate,
};
use std::collections::BTreeMap;
use toml::Table;
use uuid::Uuid;

/// Everything as it stands after the script, and everything that was wrong on the way.
pub struct Rehearsal {
    pub records: BTreeMap<String, Record>,
    pub problems: Vec<String>,
    aliases: BTreeMap<String, RecordId>,
    calendar: Calendar,
    interner: Interner,
    joined: i64,
    /// Who lets others in: the first person.
    host: String,
}

impl Rehearsal {
    /// Plays a whole script.
    pub fn of(scenario: &Scenario, today: Timestamp) -> Self {
        let calendar = Calendar::ending(today, scenario.days);
        let mut rehearsal = Self {
            records: BTreeMap::new(),
            problems: Vec::new(),
            aliases: BTreeMap::new(),
            calendar,
            interner: Interner::default(),
            joined: -1,
            host: scenario.people.first().map(|first| first.alias.clone()).unwrap_or_default(),
        };
        rehearsal.welcome(scenario, 0);
        for line in &scenario.act {
            rehearsal.welcome(scenario, line.day);
            if let Err(sentence) = rehearsal.play(line) {
                rehearsal.problems.push(format!(
                    "day {}, {} on “{}” by {}: {sentence}",
                    line.day, line.code, line.on, line.by
                ));
            }
        }
        rehearsal
    }

    fn welcome(&mut self, scenario: &Scenario, day: i64) {
        let joined = self.joined;
        for person in scenario.people.iter().filter(|person| person.day > joined && person.day <= day) {
            if let Err(sentence) = self.join(person) {
                self.problems.push(format!("{} joins: {sentence}", person.alias));
            }
        }
        self.joined = joined.max(day);
    }

    fn join(&mut self, person: &Person) -> Result<(), String> {
        let mut table = person.body.clone();
        table.insert("name".to_owned(), person.name.clone().into());
        table.insert("email".to_owned(), person.email.clone().into());
        let host = self.host.clone();
        self.create(&host, "person", &person.alias, &table, person.day)?;
        for role in roles(person)? {
            let alias = format!("{}/{}", person.alias, role.code());
            self.create(&host, "membership", &alias, &membership(person, role), person.day)?;
        }
        Ok(())
    }

    fn play(&mut self, line: &Line) -> Result<(), String> {
        match line.code.as_str() {
            practice::FREEZE => return self.freeze(line),
            practice::JUDGE => return self.judge(line),
            practice::TAKE_UP => return self.take_up(line),
            _ => {}
        }
        let act = Act::from_code(&line.code).ok_or("no such act")?;
        if act == Act::Create {
            return self.create(&line.by, &line.kind, &line.on, &line.body, line.day);
        }
        let record = self.records.get(&line.on).ok_or("no such record")?.clone();
        let schema = self.schema(record.kind)?;
        let actor = self.actor(&line.by, line.day)?;
        may(&actor, act, &Facts::of(&schema, &record)).map_err(|refusal| refusal.to_string())?;
        if act.needs_reason() && line.reason.is_none() {
            return Err("needs a reason".to_owned());
        }
        let stamp = self.stamp(&actor, line.day, line.reason.clone());
        let mut after = record.clone();
        after.state = record
            .state
            .after(schema.kind.life_cycle, act, stamp.clone())
            .map_err(|refusal| refusal.to_string())?;
        match act {
            Act::Revise => {
                after.body = self.body(&schema, &line.body, Some(&record.body))?;
                if after.body == record.body {
                    return Err("changes nothing".to_owned());
                }
                hold(&schema, &after.body, schema.kind.life_cycle != LifeCycle::Controlled)?;
                after.version += 1;
                if record.effective.as_ref().is_some_and(|effective| effective.version == record.version) {
                    after.authors.clear();
                }
                after.authors.push(actor.person);
                after.title = schema.title(&after.body);
            }
            Act::Submit => hold(&schema, &after.body, true)?,
            Act::Approve => {
                hold(&schema, &after.body, true)?;
                after.effective = Some(Effective {
                    version: after.version,
                    body: after.body.clone(),
                    approved: stamp.clone(),
                });
            }
            _ => {}
        }
        after.changed = stamp;
        self.records.insert(line.on.clone(), after);
        Ok(())
    }

    /// A seal as far as it can be known without a store: its result is not computed.
    fn freeze(&mut self, line: &Line) -> Result<(), String> {
        let actor = self.actor(&line.by, line.day)?;
        access::may_freeze(&actor).map_err(|refusal| refusal.to_string())?;
        let text = |name: &str| practice::text(&line.body, name).map(|text| Value::Text(text.to_owned()));
        let number = Value::Number(1.into());
        let file = FileRef {
            sha256: "0".repeat(64),
            name: "result.json".to_owned(),
            bytes: 1,
            media: "text/plain".to_owned(),
        };
        let mut body = Body::new()
            .with("size", number.clone())
            .with("rows", number)
            .with("root", Value::Text("0".repeat(64)))
            .with("instant", Value::Text(self.at(line.day).to_string()))
            .with("zone", Value::Text("UTC".to_owned()))
            .with("result", Value::File(file))
            .with("approver", Value::Choice("ai_manager".to_owned()))
            .with("audience", Value::Choice("work".to_owned()));
        for field in ["name", "purpose", "query", "about"] {
            body.set(field, text(field)?);
        }
        self.insert(&actor, "seal", &line.on, body, line.day)
    }

    fn judge(&mut self, line: &Line) -> Result<(), String> {
        let actor = self.actor(&line.by, line.day)?;
        let schema = self.schema("gap")?;
        let body = self.body(&schema, &line.body, None)?;
        let baseline = practice::record(&line.body, "baseline", &self.aliases)?;
        let reference = practice::text(&line.body, "requirement")?;
        let packs = crate::packs::all()?;
        let pack = packs
            .iter()
            .find(|pack| Some(pack.id.as_str()) == line.body.get("framework").and_then(toml::Value::as_str));
        let pack =
            pack.filter(|pack| pack.leaves().any(|leaf| leaf == reference)).ok_or("no such requirement")?;
        let day = self.calendar.day(line.day);
        let body = app::gap_practice::placed(body, pack, reference, baseline, actor.person, day);
        hold(&schema, &body, true)?;
        self.insert(&actor, "gap", &line.on, body, line.day)
    }

    fn take_up(&mut self, line: &Line) -> Result<(), String> {
        let actor = self.actor(&line.by, line.day)?;
        let assignee = practice::record(&line.body, "assignee", &self.aliases)?;
        let due = practice::day(&line.body, "due", self.calendar)?;
        let alias = practice::text(&line.body, "gap")?.trim_start_matches('@').to_owned();
        let gap = self.records.get(&alias).ok_or("no such gap")?.clone();
        let schema = self.schema("action")?;
        let body = app::gap_practice::action_of(gap.id, "GAP-0001", &gap.body, (assignee, actor.person), due);
        hold(&schema, &body, true)?;
        self.insert(&actor, "action", &line.on, body, line.day)?;
        let action = *self.aliases.get(&line.on).ok_or("no action")?;
        let schema = self.schema("gap")?;
        may(&actor, Act::Revise, &Facts::of(&schema, &gap)).map_err(|refusal| refusal.to_string())?;
        let body = app::gap_practice::accepted(&gap.body, assignee, action);
        hold(&schema, &body, true)?;
        self.records.insert(alias, Record { version: gap.version + 1, body, ..gap });
        Ok(())
    }

    fn insert(&mut self, actor: &Actor, kind: &str, alias: &str, body: Body, day: i64) -> Result<(), String> {
        let id = RecordId(Uuid::from_u128(self.aliases.len() as u128 + 1));
        let schema = self.schema(kind)?;
        let stamp = self.stamp(actor, day, None);
        let record = Record {
            id,
            kind: schema.kind.id,
            reference: String::new(),
            title: schema.title(&body),
            state: State::initial(schema.kind.life_cycle, stamp.clone()),
            version: 1,
            body,
            schema: schema.tag.clone(),
            effective: None,
            created: stamp.clone(),
            changed: stamp,
            authors: vec![actor.person],
            position: 0,
        };
        if self.records.insert(alias.to_owned(), record).is_some() {
            return Err("the alias is used twice".to_owned());
        }
        self.aliases.insert(alias.to_owned(), id);
        Ok(())
    }

    fn create(&mut self, by: &str, kind: &str, alias: &str, table: &Table, day: i64) -> Result<(), String> {
        let id = RecordId(Uuid::from_u128(self.aliases.len() as u128 + 1));
        let first = self.aliases.is_empty();
        let schema = self.schema(kind)?;
        let body = self.body(&schema, table, None)?;
        hold(&schema, &body, schema.kind.life_cycle != LifeCycle::Controlled)?;
        // The first person, and what she is given, come from the set-up and not from anybody's desk.
        let person = if first { id } else { *self.aliases.get(by).ok_or("nobody of that name")? };
        let stamp = Stamp { by: person, at: self.at(day), reason: None };
        let record = Record {
            id,
            kind: schema.kind.id,
            reference: String::new(),
            title: schema.title(&body),
            state: State::initial(schema.kind.life_cycle, stamp.clone()),
            version: 1,
            body,
            schema: schema.tag.clone(),
            effective: None,
            created: stamp.clone(),
            changed: stamp,
            authors: vec![person],
            position: 0,
        };
        if self.records.contains_key(&format!("{}/administrator", self.host)) {
            let actor = self.actor(by, day)?;
            may(&actor, Act::Create, &Facts::of(&schema, &record)).map_err(|refusal| refusal.to_string())?;
        }
        if self.records.insert(alias.to_owned(), record).is_some() {
            return Err("the alias is used twice".to_owned());
        }
        self.aliases.insert(alias.to_owned(), id);
        Ok(())
    }

    /// The body of a table; its links must lead to records of the kind that the field asks for.
    fn body(&self, schema: &Schema, table: &Table, base: Option<&Body>) -> Result<Body, String> {
        let file = |name: &str, text: &str| FileRef {
            sha256: "0".repeat(64),
            name: name.to_owned(),
            bytes: text.len() as u64,
            media: "text/plain".to_owned(),
        };
        let files =
            attachments(table).into_iter().map(|(name, text)| (name.to_owned(), file(name, text))).collect();
        let reading = Reading { aliases: &self.aliases, calendar: self.calendar, files: &files };
        let body = reading.body(schema, table, base)?;
        for (path, id) in record::links_of(schema, &body) {
            let wanted = wanted(schema, &path);
            let found = self.records.values().find(|record| record.id == id).map(|record| record.kind);
            if wanted != Some("*") && found != wanted {
                return Err(format!("{path} leads to {found:?}, not to {wanted:?}"));
            }
        }
        Ok(body)
    }

    /// The schema of a kind with the custom fields in force.
    fn schema(&mut self, kind: &str) -> Result<Schema, String> {
        let declared = declared(kind).ok_or_else(|| format!("no kind “{kind}”"))?;
        let interner = &mut self.interner;
        let own =
            self.records.values().filter(|record| record.kind == "custom_field").filter_map(Record::in_force);
        let own =
            own.filter_map(|body| record::custom::field_of(body, interner)).filter(|(of, _)| of == kind);
        Ok(Schema::with(declared, own.map(|(_, field)| field).collect(), 1))
    }

    fn actor(&self, alias: &str, day: i64) -> Result<Actor, String> {
        let person = *self.aliases.get(alias).ok_or("nobody of that name")?;
        let date = self.calendar.day(day);
        let of_kind = |kind: &'static str| self.records.values().filter(move |record| record.kind == kind);
        let mine = of_kind("membership")
            .filter_map(Record::in_force)
            .filter(|body| held::PERSON.of(body) == Some(person));
        let unit = self.records.get(alias).and_then(|record| record.body.get("unit")).cloned();
        Ok(Actor {
            person,
            same_human: Vec::new(),
            roles: mine.filter_map(|body| held::role_on(body, date)).collect(),
            unit: match unit {
                Some(Value::Link(unit)) => Some(unit),
                _ => None,
            },
            via: Via::Web,
            derogation: of_kind("derogation")
                .find(|record| record.in_force().is_some_and(|body| derogation::holds_on(body, date)))
                .map(|record| record.id),
        })
    }

    fn stamp(&self, actor: &Actor, day: i64, reason: Option<String>) -> Stamp {
        Stamp { by: actor.person, at: self.at(day), reason }
    }

    fn at(&self, day: i64) -> Timestamp {
        noon(self.calendar.day(day))
    }
}

fn noon(date: Date) -> Timestamp {
    date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn declared(kind: &str) -> Option<&'static Kind> {
    let settings = [&record::custom::KIND, &held::KIND, &derogation::KIND, &access::seal::KIND];
    kinds::find(kind).or_else(|| settings.into_iter().find(|known| known.id == kind))
}

fn hold(schema: &Schema, body: &Body, complete: bool) -> Result<(), String> {
    let mut problems = validate(schema, body);
    if complete {
        problems.extend(missing(schema, body));
    }
    let lines: Vec<_> =
        problems.iter().map(|problem| format!("{}: {}", problem.path, problem.sentence)).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join(" | ")) }
}

/// The kind that a link must lead to, by its path: a field, or table, row and column.
fn wanted(schema: &Schema, path: &str) -> Option<&'static str> {
    let of = |shape: record::Shape| match shape {
        record::Shape::Link(target) | record::Shape::Links(target) => Some(target.kind),
        record::Shape::Person => Some("person"),
        record::Shape::Evidence => Some("evidence"),
        _ => None,
    };
    let field = schema.field(path.split('.').next()?)?;
    match field.shape {
        record::Shape::Table(columns) => {
            of(columns.iter().find(|column| path.rsplit('.').next() == Some(column.id))?.shape)
        }
        shape => of(shape),
    }
}
