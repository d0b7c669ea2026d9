//! The first act of all: an organisation and its first administrator come to be.

use crate::{
    App, Desk, Outcome, Role, Via, chance,
    change::{Change, new_record},
    packs::{body_of, keep_content},
    password,
};
use access::{Actor, membership, organisation};
use frameworks::{Pack, adopted};
use record::{Act, Body, Record, RecordId, TimeSpan, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, Commit, Seat};
use uuid::Uuid;

/// Why a framework is in force from the first day on.
const FOUNDING: &str = "Adopted when the organisation was founded, as the program offers it.";

/// What the first page asks for.
#[derive(Debug)]
pub struct FirstSetUp {
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the first administrator.
    pub name: String,
    /// Her e-mail address.
    pub email: String,
    /// Her password.
    pub password: String,
    /// The roles that she holds at first; administrator is always among them.
    pub roles: Vec<Role>,
}

impl App {
    /// Makes an organisation with its first administrator, who can sign in afterwards. The guard of the page (a token
    /// from the terminal, or the command line itself) is the caller's.
    ///
    /// # Errors
    /// What is wrong with a name, the address or the password; `taken` when the address has an account.
    pub async fn set_up(&self, ask: FirstSetUp) -> Outcome<(Uuid, RecordId)> {
        let email = self.check_address(&ask.email).await?;
        password::check_new(&ask.password, &email)?;
        let hash = self.hash(&ask.password).await?;
        let now = self.now();
        let id = chance::new_id(self.chance(), now);
        self.accounts().add_organisation(id, now).await?;
        let house = self.house(id).await?;
        house.follow().await?;
        let person = chance::new_record_id(self.chance(), now);
        let mut roles: BTreeSet<Role> = ask.roles.into_iter().collect();
        roles.insert(Role::Administrator);
        let actor = Actor {
            person,
            same_human: Vec::new(),
            roles: roles.iter().copied().chain([Role::AiManager]).collect(),
            unit: None,
            via: Via::System,
            derogation: None,
        };
        let desk = Desk::of_system(self.clone(), house, actor, now);
        let mut writes = Vec::new();
        let text = |text: &str| Value::Text(text.trim().to_owned());
        let organisation_body = Body::new().with(organisation::NAME.field.id, text(&ask.organisation));
        desk.found(organisation::KIND.id, None, organisation_body, &mut writes).await?;
        let person_body = Body::new().with("name", text(&ask.name)).with("email", Value::Text(email.clone()));
        desk.found("person", Some(person), person_body, &mut writes).await?;
        for role in &roles {
            let body = Body::new()
                .with(
                    membership::TITLE.field.id,
                    Value::Text(format!("{}, {}", ask.name.trim(), role.label())),
                )
                .with(membership::PERSON.field.id, Value::Link(person))
                .with(membership::ROLE.field.id, Value::Choice(role.code().to_owned()))
                .with(membership::HELD.field.id, Value::Period(TimeSpan { from: desk.today(), to: None }));
            desk.found(membership::KIND.id, None, body, &mut writes).await?;
        }
        for pack in self.packs() {
            desk.adopt_at_founding(pack, &mut writes).await?;
        }
        desk.house.store.commit(Commit { writes, ..Commit::default() }).await?;
        let account = Account {
            id: chance::new_id(self.chance(), now),
            email,
            password: hash,
            password_set: now,
            locked: false,
            created: now,
        };
        let seat = Seat { account: account.id, organisation: id, person };
        self.accounts().add_account(account).await?;
        self.accounts().add_seat(seat).await?;
        Ok((id, person))
    }
}

impl Desk {
    /// Adds the creation of one of the first records; its author is the person herself.
    async fn found(
        &self,
        kind: &str,
        id: Option<RecordId>,
        body: Body,
        writes: &mut Vec<store::Write>,
    ) -> Outcome<()> {
        self.found_record(kind, id, body, writes).await.map(|_| ())
    }

    /// Puts a pack that the program offers in force. Nobody else is there yet who could approve it, so it comes in by the
    /// program itself, in the open: three entries whose way is `system`.
    async fn adopt_at_founding(&self, pack: &Pack, writes: &mut Vec<store::Write>) -> Outcome<()> {
        let content = keep_content(&self.house, pack).await?;
        let body = body_of(pack, content, None);
        let mut record = self.found_record(adopted::KIND.id, None, body, writes).await?;
        let schema = self.schema(adopted::KIND.id).await?;
        for act in [Act::Submit, Act::Approve] {
            record = self.after(&schema, &record, act, Some(FOUNDING))?;
            writes.push(self.write(Change {
                schema: &schema,
                before: None,
                after: record.clone(),
                act,
                new_content: false,
                reason: Some(FOUNDING),
                codes: BTreeMap::new(),
            })?);
        }
        Ok(())
    }

    async fn found_record(
        &self,
        kind: &str,
        id: Option<RecordId>,
        body: Body,
        writes: &mut Vec<store::Write>,
    ) -> Outcome<Record> {
        let schema = self.schema(kind).await?;
        let mut problems = record::validate(&schema, &body);
        problems.retain(|problem| problem.code != "unknown_field");
        if !problems.is_empty() {
            return Err(record::Refusal::invalid(problems).into());
        }
        let mut after: Record = new_record(self, &schema, body);
        after.id = id.unwrap_or(after.id);
        let change = Change {
            schema: &schema,
            before: None,
            after: after.clone(),
            act: Act::Create,
            new_content: true,
            reason: None,
            codes: BTreeMap::new(),
        };
        writes.push(self.write(change)?);
        Ok(after)
    }
}
