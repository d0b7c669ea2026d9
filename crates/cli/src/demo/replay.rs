//! Replaying the script: every act goes through the same use-cases as a person's.

use super::scenario::{Act as Line, Person, Scenario};
use crate::{parts::SetClock, trouble::Failure};
use app::{App, Ask, At, Desk, FirstSetUp, NewAccount, Role, Trace};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use record::{Act, Body, RecordId, Value};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use toml::Table;

/// What was replayed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Replayed {
    /// Acts on records.
    pub acts: usize,
}

/// Replays a script so that it ends today.
pub async fn run(app: &App, clock: &SetClock, scenario: &Scenario, today: Timestamp) -> Result<Replayed, Failure> {
    let start = (today.to_zoned(TimeZone::UTC).date()).checked_sub(scenario.days.days()).unwrap_or(Date::ZERO);
    let mut stage = Stage { app, clock, scenario, start, today, aliases: BTreeMap::new(), secrets: BTreeMap::new(), day: -1, minutes: 0, replayed: Replayed::default() };
    stage.open().await?;
    for line in &scenario.act {
        stage.play(line).await.map_err(|failure| named(line, &failure))?;
    }
    Ok(stage.replayed)
}

struct Stage<'a> {
    app: &'a App,
    clock: &'a SetClock,
    scenario: &'a Scenario,
    start: Date,
    today: Timestamp,
    aliases: BTreeMap<String, RecordId>,
    secrets: BTreeMap<String, String>,
    day: i64,
    minutes: i64,
    replayed: Replayed,
}

impl Stage<'_> {
    /// The organisation is set up, and everybody gets a person record, memberships and an account.
    async fn open(&mut self) -> Result<(), Failure> {
        let Some((first, others)) = self.scenario.people.split_first() else { return Err(Failure::Usage("the script has no people".to_owned())) };
        self.turn(0);
        let ask = FirstSetUp {
            organisation: self.scenario.organisation.clone(),
            name: first.name.clone(),
            email: first.email.clone(),
            password: self.scenario.password.clone(),
            roles: roles(first)?,
        };
        let (_, person) = self.app.set_up(ask).await?;
        self.aliases.insert(first.alias.clone(), person);
        for other in others {
            self.turn(0);
            self.join(first, other).await?;
        }
        Ok(())
    }

    async fn join(&mut self, administrator: &Person, person: &Person) -> Result<(), Failure> {
        let desk = self.desk(&administrator.alias).await?;
        let mut body = self.body(&desk, "person", &person.body, None).await?;
        body.set("name", Value::Text(person.name.clone()));
        body.set("email", Value::Text(person.email.clone()));
        let made = desk.create("person", body, None).await?;
        self.aliases.insert(person.alias.clone(), made.record);
        for role in roles(person)? {
            let mut table = Table::new();
            table.insert("name".to_owned(), format!("{}, {}", person.name, role.label()).into());
            table.insert("person".to_owned(), format!("@{}", person.alias).into());
            table.insert("role".to_owned(), role.code().into());
            let mut held = Table::new();
            held.insert("from".to_owned(), "day:0".into());
            table.insert("held".to_owned(), held.into());
            let body = self.body(&desk, "membership", &table, None).await?;
            desk.create("membership", body, None).await?;
            self.replayed.acts += 1;
        }
        desk.make_account(NewAccount { person: made.record, email: person.email.clone(), password: self.scenario.password.clone() }).await?;
        self.replayed.acts += 1;
        Ok(())
    }

    async fn play(&mut self, line: &Line) -> Result<(), Failure> {
        self.turn(line.day);
        let desk = self.desk(&line.by).await?;
        let act = Act::from_code(&line.act).ok_or_else(|| Failure::Usage(format!("there is no act “{}”", line.act)))?;
        self.replayed.acts += 1;
        if act == Act::Create {
            let body = self.body(&desk, &line.kind, &line.body, None).await?;
            let made = desk.create(&line.kind, body, None).await?;
            if self.aliases.insert(line.on.clone(), made.record).is_some() {
                return Err(Failure::Usage(format!("the alias “{}” is used twice", line.on)));
            }
            return Ok(());
        }
        let id = *self.aliases.get(&line.on).ok_or_else(|| Failure::Usage(format!("there is no “{}”", line.on)))?;
        let look = desk.look(id, At::Now).await?;
        if act == Act::Revise {
            let body = self.body(&desk, look.record.kind, &line.body, Some(&look.record.body)).await?;
            desk.revise(id, look.record.position, body, line.reason.clone(), None).await?;
            return Ok(());
        }
        let signature = if act.is_signature() { Some(desk.sign(&self.scenario.password).await?) } else { None };
        desk.decide(Ask { record: id, act, seen: look.record.position, reason: line.reason.clone(), signature, key: None }).await?;
        Ok(())
    }

    /// The body that a table of the script stands for.
    async fn body(&self, desk: &Desk, kind: &str, table: &Table, base: Option<&Body>) -> Result<Body, Failure> {
        let schema = desk.schema(kind).await?;
        let mut json = Map::new();
        let mut cleared = Vec::new();
        for (field, value) in table {
            match value.as_str() {
                Some("") => cleared.push(field.clone()),
                _ => {
                    json.insert(field.clone(), self.value(desk, value).await?);
                }
            }
        }
        let (read, problems) = Body::from_json(&schema, &json);
        if let Some(problem) = problems.first() {
            return Err(Failure::Usage(format!("{kind}.{}: {}", problem.path, problem.sentence)));
        }
        let mut body = base.cloned().unwrap_or_default();
        for (field, value) in &read {
            body.set(field.as_str(), value.clone());
        }
        cleared.iter().for_each(|field| body.clear(field));
        Ok(body)
    }

    async fn value(&self, desk: &Desk, value: &toml::Value) -> Result<Json, Failure> {
        Ok(match value {
            toml::Value::String(text) => self.text(text)?,
            toml::Value::Integer(number) => Json::from(*number),
            toml::Value::Float(number) => Json::from(number.to_string()),
            toml::Value::Boolean(flag) => Json::from(*flag),
            toml::Value::Datetime(moment) => Json::from(moment.to_string()),
            toml::Value::Array(items) => {
                let mut values = Vec::new();
                for item in items {
                    values.push(Box::pin(self.value(desk, item)).await?);
                }
                Json::Array(values)
            }
            toml::Value::Table(table) => match (table.get("attach").and_then(toml::Value::as_str), table.get("text").and_then(toml::Value::as_str)) {
                (Some(name), Some(text)) => Value::File(desk.keep_file(name, text.as_bytes()).await?).to_json(),
                _ => {
                    let mut object = Map::new();
                    for (name, item) in table {
                        object.insert(name.clone(), Box::pin(self.value(desk, item)).await?);
                    }
                    Json::Object(object)
                }
            },
        })
    }

    fn text(&self, text: &str) -> Result<Json, Failure> {
        if let Some(alias) = text.strip_prefix('@') {
            let id = self.aliases.get(alias).ok_or_else(|| Failure::Usage(format!("there is no “{alias}” yet")))?;
            return Ok(Json::from(id.to_string()));
        }
        let date = |base: Date, days: &str| days.parse::<i64>().ok().and_then(|days| base.checked_add(days.days()).ok()).map(|date| Json::from(date.to_string()));
        if let Some(found) = text.strip_prefix("day:").and_then(|days| date(self.start, days)) {
            return Ok(found);
        }
        if let Some(found) = text.strip_prefix("today:").and_then(|days| date(self.today.to_zoned(TimeZone::UTC).date(), days)) {
            return Ok(found);
        }
        Ok(Json::from(text))
    }

    /// Sets the clock to a day of the script, a few minutes after the act before, within working hours.
    fn turn(&mut self, day: i64) {
        self.minutes = if day == self.day { self.minutes + 3 } else { 0 };
        self.day = day;
        let morning = self.start.checked_add(day.days()).unwrap_or(self.start).to_zoned(TimeZone::UTC).map_or(self.today, |zoned| zoned.timestamp());
        let moment = morning + SignedDuration::from_hours(8) + SignedDuration::from_mins(self.minutes);
        self.clock.set(moment.min(self.today));
    }

    /// The desk of a person: she signs in once and stays signed in as long as a session lasts.
    async fn desk(&mut self, alias: &str) -> Result<Desk, Failure> {
        if let Some(secret) = self.secrets.get(alias)
            && let Some((desk, _)) = self.app.desk_of_session(secret).await?
        {
            return Ok(desk);
        }
        let person = self.scenario.people.iter().find(|person| person.alias == alias).ok_or_else(|| Failure::Usage(format!("there is nobody called “{alias}”")))?;
        let signed_in = self.app.sign_in(&person.email, &self.scenario.password, &Trace { address: "demonstration".to_owned(), agent: "demonstration".to_owned() }).await?;
        let Some((desk, _)) = self.app.desk_of_session(&signed_in.secret).await? else {
            return Err(Failure::Usage(format!("“{alias}” could not sign in")));
        };
        self.secrets.insert(alias.to_owned(), signed_in.secret);
        Ok(desk)
    }
}

fn roles(person: &Person) -> Result<Vec<Role>, Failure> {
    person.roles.iter().map(|code| Role::from_code(code).ok_or_else(|| Failure::Usage(format!("there is no role “{code}”")))).collect()
}

fn named(line: &Line, failure: &Failure) -> Failure {
    let mut sentence = format!("day {}, {} on “{}” by {}: {failure}", line.day, line.act, line.on, line.by);
    if let Failure::App(app::Trouble::Refused(refusal)) = failure {
        sentence = format!("day {}, {} on “{}” by {}: {refusal}", line.day, line.act, line.on, line.by);
        for problem in &refusal.problems {
            sentence.push_str(&format!(" [{}: {}]", problem.path, problem.sentence));
        }
    }
    Failure::Usage(sentence)
}
