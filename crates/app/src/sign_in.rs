//! Signing in and out, sessions, password change. Throttling slows down guessing without locking the innocent out.

use crate::{App, Desk, Outcome, Via, accounts::GIVEN, chance, password};
use jiff::{SignedDuration, Timestamp};
use record::{Class, Problem, Refusal};
use store::{Session, StoreError};
use uuid::Uuid;

/// How long a session lives at most, in hours.
const SESSION_HOURS: i64 = 12;
/// How long a session lives unused, in minutes.
const IDLE_MINUTES: i64 = 60;
/// Failures of one account from one address within [`WINDOW_S`] before it must wait.
const PER_ACCOUNT_AND_ADDRESS: u32 = 8;
/// Failures from one address, whatever the account.
const PER_ADDRESS: u32 = 60;
/// The window of the counts, in seconds.
const WINDOW_S: i64 = 900;
/// A hash of no password: an unknown address costs as much time as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cGx1bWJsaW5lLW5vYm9keQ$1zpNt9Lym0xpx0x3rzc8ZYnXQpGv1mUKUzWnDsO3p7M";

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The address of the other side.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// A session just begun.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; kept nowhere else.
    pub secret: String,
    /// When it ends.
    pub expires: Timestamp,
    /// Whether the password was given by an administrator, so that it has to be changed.
    pub password_given: bool,
}

impl App {
    /// Begins a session.
    ///
    /// # Errors
    /// `wrong_sign_in`, the same for an unknown address, a wrong password and a locked account; `too_many_attempts`.
    pub async fn sign_in(&self, email: &str, given: &str, trace: &Trace) -> Outcome<SignedIn> {
        let email = record::fold(email.trim());
        if email.contains('\0') {
            return Err(StoreError::NoText.into());
        }
        let narrow = format!("in/{email}/{}", trace.address);
        let wide = format!("in/{}", trace.address);
        self.throttle(&narrow, PER_ACCOUNT_AND_ADDRESS).await?;
        self.throttle(&wide, PER_ADDRESS).await?;
        let account = self.accounts().account_by_email(&email).await?;
        let hash = account.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
        let right = self.matches(hash, given).await?;
        let now = self.now();
        let seats = match &account {
            Some(account) if right && !account.locked => self.accounts().seats(account.id).await?,
            _ => Vec::new(),
        };
        let (Some(account), Some(seat)) = (account, seats.first()) else {
            self.accounts().count(&narrow, WINDOW_S, now).await?;
            self.accounts().count(&wide, WINDOW_S, now).await?;
            return Err(Refusal::new(
                Class::Unknown,
                "wrong_sign_in",
                "The address and the password do not belong together.",
                "Type both again, or ask an administrator to reset your password.",
            )
            .into());
        };
        self.accounts().forget(&narrow).await?;
        let secret = chance::secret(self.chance());
        let expires = now + SignedDuration::from_hours(SESSION_HOURS);
        let session = Session {
            digest: chance::digest(secret.as_bytes()),
            id: chance::new_id(self.chance(), now),
            account: account.id,
            organisation: seat.organisation,
            created: now,
            seen: now,
            expires,
            agent: trace.agent.chars().filter(|character| !character.is_control()).take(120).collect(),
        };
        self.accounts().add_session(session).await?;
        Ok(SignedIn { secret, expires, password_given: account.password_set == GIVEN })
    }

    /// The desk of the session with this secret, and the session; `None` when it has ended.
    pub async fn desk_of_session(&self, secret: &str) -> Outcome<Option<(Desk, Session)>> {
        let digest = chance::digest(secret.as_bytes());
        let found = self.accounts().signed_in(&digest).await?;
        let Some((session, account, seats)) = found else { return Ok(None) };
        let now = self.now();
        if now >= session.expires || now > session.seen + SignedDuration::from_mins(IDLE_MINUTES) {
            self.accounts().end_session(session.account, session.id).await?;
            return Ok(None);
        }
        if account.locked {
            return Ok(None);
        }
        let Some(seat) = seats.iter().find(|seat| seat.organisation == session.organisation) else {
            return Ok(None);
        };
        if now > session.seen + SignedDuration::from_secs(60) {
            self.accounts().touch_session(&digest, now).await?;
        }
        let (house, account_id) = (seat.organisation, Some(session.account));
        let mut desk = self.desk_among(&seats, house, seat.person, account_id, Via::Web).await?;
        desk.password_given = account.password_set == GIVEN;
        Ok(Some((desk, session)))
    }

    /// Ends the session with this secret.
    pub async fn sign_out(&self, secret: &str) -> Outcome<()> {
        if let Some(session) = self.accounts().session(&chance::digest(secret.as_bytes())).await? {
            self.accounts().end_session(session.account, session.id).await?;
        }
        Ok(())
    }

    /// Refuses when a count has reached its limit within the window.
    pub(crate) async fn throttle(&self, key: &str, limit: u32) -> Outcome<()> {
        if self.accounts().counted(key, WINDOW_S, self.now()).await? < limit {
            return Ok(());
        }
        Err(Refusal::new(
            Class::TooMany,
            "too_many_attempts",
            "There were too many wrong attempts from here.",
            "Wait a quarter of an hour, or ask an administrator.",
        )
        .into())
    }
}

impl Desk {
    /// The person's sessions, newest first.
    pub async fn sessions(&self) -> Outcome<Vec<Session>> {
        match self.account {
            Some(account) => Ok(self.app.accounts().sessions(account).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Ends one of the person's own sessions.
    pub async fn end_session(&self, id: Uuid) -> Outcome<()> {
        let account = self.account.ok_or_else(Refusal::not_found)?;
        if self.app.accounts().end_session(account, id).await? {
            Ok(())
        } else {
            Err(Refusal::not_found().into())
        }
    }

    /// Changes the person's password; every other session ends.
    ///
    /// # Errors
    /// `wrong_password`, or what is wrong with the new one.
    pub async fn change_password(&self, old: &str, new: &str, keep: Option<Uuid>) -> Outcome<()> {
        let (signature, _) = self.prove(old).await?;
        let account =
            self.app.accounts().account(signature.account()).await?.ok_or_else(Refusal::not_found)?;
        password::check_new(new, &account.email)?;
        if new == old {
            let same = Problem::new("password", "same_password", "Choose one that differs from the old one.");
            return Err(Refusal::invalid(vec![same]).into());
        }
        let hash = self.app.hash(new).await?;
        self.app.accounts().set_password(account.id, hash, self.now).await?;
        self.app.accounts().end_other_sessions(account.id, keep).await?;
        Ok(())
    }
}
