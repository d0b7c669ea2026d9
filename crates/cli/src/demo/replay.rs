//! Replaying the script: every act goes through the same use-cases as a person's.

use super::{
    calendar::Calendar,
    joining::{membership, roles},
    practice,
    reading::{Reading, attachments},
    scenario::{Act as Line, Person, Scenario},
    signing::Signing,
};
use crate::{parts::SetClock, trouble::Failure};
use app::{App, Ask, At, Desk, FirstSetUp, Freeze, Judge, Made, NewAccount, SealQuery, TakeUp, Via};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use record::{Act, Body, RecordId};
use std::collections::BTreeMap;
use toml::Table;
use uuid::Uuid;

/// What was replayed.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    /// Acts on records.
    pub acts: usize,
    /// The records by their aliases.
    pub aliases: BTreeMap<String, RecordId>,
}

/// Replays a script so that it ends today.
pub async fn run(
    app: &App,
    clock: &SetClock,
    scenario: &Scenario,
    today: Timestamp,
) -> Result<Replayed, Failure> {
    let mut stage = Stage::open(app, clock, scenario, today).await?;
    while stage.next().await?.is_some() {}
    Ok(Replayed { acts: stage.acts, aliases: stage.aliases })
}

/// A script that is being replayed, a line at a time.
pub struct Stage<'a> {
    app: &'a App,
    clock: &'a SetClock,
    scenario: &'a Scenario,
    calendar: Calendar,
    today: Timestamp,
    organisation: Uuid,
    pub(super) aliases: BTreeMap<String, RecordId>,
    accounts: BTreeMap<RecordId, Uuid>,
    joined: i64,
    next: usize,
    signing: Signing,
    date: Option<Date>,
    minutes: i64,
    acts: usize,
}

impl<'a> Stage<'a> {
    /// The organisation is set up, and everybody who is there from the first day has joined.
    pub async fn open(
        app: &'a App,
        clock: &'a SetClock,
        scenario: &'a Scenario,
        today: Timestamp,
    ) -> Result<Self, Failure> {
        let Some(first) = scenario.people.first() else { return Err(usage("the script has no people")) };
        let mut stage = Stage {
            app,
            clock,
            scenario,
            calendar: Calendar::ending(today, scenario.days),
            today,
            organisation: Uuid::nil(),
            aliases: BTreeMap::new(),
            accounts: BTreeMap::new(),
            joined: 0,
            next: 0,
            signing: Signing::default(),
            date: None,
            minutes: 0,
            acts: 0,
        };
        stage.found(first).await?;
        Ok(stage)
    }

    /// The line that is played next, with the clock on its day; none at the end.
    #[cfg(test)]
    pub async fn upcoming(&mut self) -> Result<Option<&'a Line>, Failure> {
        let scenario = self.scenario;
        let Some(line) = scenario.act.get(self.next) else { return Ok(None) };
        self.welcome(line.day).await?;
        self.turn(line.day);
        Ok(Some(line))
    }

    /// Plays the next line; none at the end.
    pub async fn next(&mut self) -> Result<Option<&'a Line>, Failure> {
        let (scenario, index) = (self.scenario, self.next);
        let Some(line) = scenario.act.get(index) else { return Ok(None) };
        self.next += 1;
        self.welcome(line.day).await?;
        self.sign_ahead(index).await?;
        self.play(index, line).await.map_err(|failure| named(line, &failure))?;
        Ok(Some(line))
    }

    async fn found(&mut self, first: &Person) -> Result<(), Failure> {
        self.turn(0);
        let ask = FirstSetUp {
            organisation: self.scenario.organisation.clone(),
            name: first.name.clone(),
            email: first.email.clone(),
            password: self.scenario.password.clone(),
            roles: roles(first).map_err(Failure::Usage)?,
        };
        let (organisation, person) = self.app.set_up(ask).await?;
        self.organisation = organisation;
        self.aliases.insert(first.alias.clone(), person);
        self.joined = -1;
        self.seat(&first.alias).await?;
        self.welcome(0).await
    }

    /// Whoever has joined by this day gets a person record, memberships and an account.
    async fn welcome(&mut self, day: i64) -> Result<(), Failure> {
        let [first, others @ ..] = self.scenario.people.as_slice() else { return Ok(()) };
        let since = self.joined;
        for person in others.iter().filter(|person| person.day > since && person.day <= day) {
            self.turn(person.day);
            self.join(first, person)
                .await
                .map_err(|failure| usage(&format!("{} joins: {failure}", person.alias)))?;
        }
        self.joined = self.joined.max(day);
        Ok(())
    }

    async fn join(&mut self, administrator: &Person, person: &Person) -> Result<(), Failure> {
        let desk = self.desk(&administrator.alias).await?;
        let mut table = person.body.clone();
        table.insert("name".to_owned(), person.name.clone().into());
        table.insert("email".to_owned(), person.email.clone().into());
        let body = self.body(&desk, "person", &table, None).await?;
        let made = desk.create("person", body, None).await?;
        self.aliases.insert(person.alias.clone(), made.record);
        self.acts += 1;
        for role in roles(person).map_err(Failure::Usage)? {
            let body = self.body(&desk, "membership", &membership(person, role), None).await?;
            let held = desk.create("membership", body, None).await?;
            self.aliases.insert(format!("{}/{}", person.alias, role.code()), held.record);
            self.acts += 1;
        }
        desk.make_account(NewAccount {
            person: made.record,
            email: person.email.clone(),
            password: self.scenario.password.clone(),
        })
        .await?;
        self.seat(&administrator.alias).await
    }

    /// Learns which account belongs to whom.
    async fn seat(&mut self, administrator: &str) -> Result<(), Failure> {
        let seats = self.desk(administrator).await?.seats().await?;
        self.accounts = seats.into_iter().map(|seat| (seat.person, seat.account)).collect();
        Ok(())
    }

    /// Begins the signatures that come next, of people who are already there.
    async fn sign_ahead(&mut self, index: usize) -> Result<(), Failure> {
        for (index, line) in self.signing.wanted(&self.scenario.act, index) {
            if self.aliases.contains_key(&line.by) {
                let desk = self.desk(&line.by).await?;
                self.signing.begin(index, desk, self.scenario.password.clone());
            }
        }
        Ok(())
    }

    async fn play(&mut self, index: usize, line: &Line) -> Result<(), Failure> {
        self.turn(line.day);
        let desk = self.desk(&line.by).await?;
        if let Some(made) = self.practise(&desk, line).await? {
            return self.name(line, made);
        }
        let act =
            Act::from_code(&line.code).ok_or_else(|| usage(&format!("there is no act “{}”", line.code)))?;
        self.acts += 1;
        if act == Act::Create {
            let body = self.body(&desk, &line.kind, &line.body, None).await?;
            let made = desk.create(&line.kind, body, None).await?;
            return self.name(line, made.record);
        }
        let id = *self.aliases.get(&line.on).ok_or_else(|| usage(&format!("there is no “{}”", line.on)))?;
        let look = desk.look(id, At::Now).await?;
        if act == Act::Revise {
            let body = self.body(&desk, look.record.kind, &line.body, Some(&look.record.body)).await?;
            desk.revise(id, look.record.position, body, line.reason.clone(), None).await?;
            return Ok(());
        }
        let signature = self.signing.take(index).await?;
        desk.decide(Ask {
            record: id,
            act,
            seen: look.record.position,
            reason: line.reason.clone(),
            signature,
            key: None,
        })
        .await?;
        Ok(())
    }

    /// Gives a record the alias of a line.
    fn name(&mut self, line: &Line, record: RecordId) -> Result<(), Failure> {
        match self.aliases.insert(line.on.clone(), record) {
            None => Ok(()),
            Some(_) => Err(usage(&format!("the alias “{}” is used twice", line.on))),
        }
    }

    /// Carries out a line that is a use-case of a practice, and gives the record that came of it; none for other lines.
    async fn practise(&mut self, desk: &Desk, line: &Line) -> Result<Option<RecordId>, Failure> {
        let text = |name: &str| practice::text(&line.body, name).map_err(Failure::Usage);
        let made: Made = match line.code.as_str() {
            practice::FREEZE => {
                let ask = Freeze {
                    name: text("name")?.to_owned(),
                    purpose: text("purpose")?.to_owned(),
                    query: SealQuery::read(text("query")?, text("about")?, None)
                        .map_err(app::Trouble::from)?,
                    at: At::Now,
                    key: None,
                };
                desk.freeze(ask).await?
            }
            practice::JUDGE => {
                let baseline =
                    practice::record(&line.body, "baseline", &self.aliases).map_err(Failure::Usage)?;
                let ask = Judge {
                    pack: text("framework")?.to_owned(),
                    reference: text("requirement")?.to_owned(),
                    baseline,
                    body: self.body(desk, app::gap_practice::KIND, &line.body, None).await?,
                    seen: None,
                    key: None,
                };
                desk.judge(ask).await?
            }
            practice::TAKE_UP => return self.take_up(desk, line).await.map(Some),
            _ => return Ok(None),
        };
        self.acts += 1;
        Ok(Some(made.record))
    }

    /// A gap becomes an action: two entries of the ledger, and the action has the alias of the line.
    async fn take_up(&mut self, desk: &Desk, line: &Line) -> Result<RecordId, Failure> {
        let gap = practice::record(&line.body, "gap", &self.aliases).map_err(Failure::Usage)?;
        let assignee = practice::record(&line.body, "assignee", &self.aliases).map_err(Failure::Usage)?;
        let due = practice::day(&line.body, "due", self.calendar).map_err(Failure::Usage)?;
        let seen = desk.look(gap, At::Now).await?.record.position;
        let ask = TakeUp { gaps: vec![(gap, seen)], assignee: Some(assignee), due: Some(due), key: None };
        desk.take_up(ask).await?;
        self.acts += 2;
        let after = desk.look(gap, At::Now).await?.record;
        let actions = app::Gap::of(&after.body).map(|gap| gap.actions).unwrap_or_default();
        actions.last().copied().ok_or_else(|| usage("no action came of it"))
    }

    /// The body that a table of the script stands for, its files kept.
    async fn body(
        &self,
        desk: &Desk,
        kind: &str,
        table: &Table,
        base: Option<&Body>,
    ) -> Result<Body, Failure> {
        let mut files = BTreeMap::new();
        for (name, text) in attachments(table) {
            files.insert(name.to_owned(), desk.keep_file(name, text.as_bytes()).await?);
        }
        let reading = Reading { aliases: &self.aliases, calendar: self.calendar, files: &files };
        reading.body(&*desk.schema(kind).await?, table, base).map_err(Failure::Usage)
    }

    /// Sets the clock to a day of the script, a few minutes after the act before, within working hours.
    fn turn(&mut self, day: i64) {
        let date = self.calendar.day(day);
        self.minutes = if self.date == Some(date) { self.minutes + 3 } else { 0 };
        self.date = Some(date);
        let morning = date.to_zoned(TimeZone::UTC).map_or(self.today, |zoned| zoned.timestamp());
        let moment = morning + SignedDuration::from_hours(8) + SignedDuration::from_mins(self.minutes);
        self.clock.set(moment.min(self.today));
    }

    /// The desk of a person. She does not sign in for every act, so that replaying half a year takes seconds; what she
    /// signs she still signs with her password.
    async fn desk(&self, alias: &str) -> Result<Desk, Failure> {
        let person =
            *self.aliases.get(alias).ok_or_else(|| usage(&format!("there is nobody called “{alias}”")))?;
        let account = self.accounts.get(&person).copied();
        Ok(self.app.desk(self.organisation, person, account, Via::Web).await?)
    }
}

fn usage(sentence: &str) -> Failure {
    Failure::Usage(sentence.to_owned())
}

fn named(line: &Line, failure: &Failure) -> Failure {
    let failed = match failure {
        Failure::App(app::Trouble::Refused(refusal)) => {
            let problems: Vec<String> = refusal
                .problems
                .iter()
                .map(|problem| format!("{}: {}", problem.path, problem.sentence))
                .collect();
            format!("{refusal} [{}]", problems.join("; "))
        }
        other => std::iter::successors(std::error::Error::source(other), |cause| cause.source())
            .fold(other.to_string(), |said, cause| format!("{said}, because {cause}")),
    };
    usage(&format!("day {}, {} on “{}” by {}: {failed}", line.day, line.code, line.on, line.by))
}
