//! A signed-in person in an organisation: every verb of a person is a method of her desk.

use crate::{App, House, Outcome, Role, Via, chance, packs::Held};
use access::{Actor, Reach, reach};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use record::{RecordId, Refusal, Schema};
use std::sync::Arc;
use store::Seat;
use uuid::Uuid;

/// A person at work in an organisation. Made anew for every request: roles are those of this moment.
pub struct Desk {
    pub(crate) app: App,
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    /// The account, when the person came in by one.
    pub(crate) account: Option<Uuid>,
    pub(crate) now: Timestamp,
    pub(crate) held: Held,
    size: u64,
    zone: TimeZone,
    pub(crate) password_given: bool,
}

impl App {
    /// The desk of a person who came in by `via`. Surfaces get theirs by signing in; this is for the program itself.
    pub async fn desk(
        &self,
        organisation: Uuid,
        person: RecordId,
        account: Option<Uuid>,
        via: Via,
    ) -> Outcome<Desk> {
        let seats = match account {
            Some(account) => self.accounts().seats(account).await?,
            None => Vec::new(),
        };
        self.desk_among(&seats, organisation, person, account, via).await
    }

    /// The same, for somebody whose seats are known.
    pub(crate) async fn desk_among(
        &self,
        seats: &[Seat],
        organisation: Uuid,
        person: RecordId,
        account: Option<Uuid>,
        via: Via,
    ) -> Outcome<Desk> {
        let house = self.house(organisation).await?;
        let size = house.follow().await?;
        let now = self.now();
        let same_human = others(seats, organisation, person);
        let (actor, zone, held) = {
            let followed = house.followed.read().await;
            let zone = followed.zone();
            let today = day(now, &zone);
            let actor = Actor {
                person,
                same_human,
                roles: followed.roles(person, today),
                unit: followed.unit(person),
                via,
                derogation: followed.derogation(today),
            };
            (actor, zone, followed.held.clone())
        };
        Ok(Desk { app: self.clone(), house, actor, account, now, held, size, zone, password_given: false })
    }
}

/// Other person records of the same account in the same organisation.
fn others(seats: &[Seat], organisation: Uuid, person: RecordId) -> Vec<RecordId> {
    let others = seats.iter().filter(|seat| seat.organisation == organisation && seat.person != person);
    others.map(|seat| seat.person).collect()
}

impl Desk {
    /// The desk at which the program itself works: for set-up only.
    pub(crate) fn of_system(app: App, house: Arc<House>, actor: Actor, now: Timestamp) -> Self {
        let (zone, held) = (TimeZone::UTC, Held::empty());
        Self { app, house, actor, account: None, now, held, size: 0, zone, password_given: false }
    }

    /// The time zone in which the organisation counts its days; UTC until it has chosen one.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The present day where the organisation is.
    pub fn today(&self) -> Date {
        day(self.now, &self.zone)
    }

    /// Whether the person signed in with a password that an administrator gave her and that she has not changed yet.
    pub const fn password_given(&self) -> bool {
        self.password_given
    }

    /// The name of the organisation.
    pub async fn organisation_name(&self) -> String {
        self.house
            .followed
            .read()
            .await
            .organisation
            .as_ref()
            .map(|record| record.title.clone())
            .unwrap_or_default()
    }

    /// The organisation.
    pub fn organisation(&self) -> Uuid {
        self.house.organisation()
    }

    /// Who sits here.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The moment that this desk works at.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Size of the ledger when the desk was taken.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The installation.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The name of the person, and her roles.
    pub async fn who(&self) -> (String, Vec<Role>) {
        let name =
            self.house.followed.read().await.names.get(&self.actor.person).cloned().unwrap_or_default();
        (name, self.actor.roles.iter().copied().collect())
    }

    /// The schema of a kind.
    ///
    /// # Errors
    /// `not_found` for what is no kind.
    pub async fn schema(&self, kind: &str) -> Outcome<Arc<Schema>> {
        Ok(self.house.schema(kind).await.ok_or_else(Refusal::not_found)?)
    }

    /// Every schema.
    pub async fn schemas(&self) -> Vec<Arc<Schema>> {
        self.house.schemas().await
    }

    pub(crate) fn reach(&self) -> Reach {
        reach(&self.actor)
    }

    pub(crate) fn new_id(&self) -> RecordId {
        chance::new_record_id(self.app.chance(), self.now)
    }
}

/// The day of an instant where the organisation is.
pub(crate) fn day(instant: Timestamp, zone: &TimeZone) -> Date {
    instant.to_zoned(zone.clone()).date()
}
