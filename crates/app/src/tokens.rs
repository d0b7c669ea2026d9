//! Personal API tokens: hashed, scoped, expiring. None of them can decide or sign.

use crate::{App, Desk, Outcome, Scope, Via, chance};
use jiff::{SignedDuration, Timestamp};
use record::{Class, Problem, Refusal};
use store::ApiToken;
use uuid::Uuid;

/// Longest life of a token, in days.
const DAYS_MAX: i64 = 366;
/// Tokens that an account can have.
const TOKENS_MAX: usize = 20;
/// By this a scanner knows a token that has leaked.
const PREFIX: &str = "plb_";

/// A token just made: its secret is shown once.
#[derive(Debug)]
pub struct NewToken {
    /// The secret, with its prefix.
    pub secret: String,
    /// When it ends.
    pub expires: Timestamp,
}

impl Desk {
    /// Makes a token of the person's own.
    pub async fn make_token(&self, name: &str, scope: Scope, days: i64) -> Outcome<NewToken> {
        let account = self.account.filter(|_| self.actor.via == Via::Web).ok_or_else(|| {
            Refusal::new(
                Class::Forbidden,
                "token_needs_session",
                "A token can only be made by signing in.",
                "Sign in with a browser.",
            )
        })?;
        let name = record::clean_line(name)
            .map_err(|(code, sentence)| Refusal::invalid(vec![Problem::new("name", code, sentence)]))?;
        if name.is_empty() || name.chars().count() > 80 {
            return Err(Refusal::invalid(vec![Problem::new(
                "name",
                "missing",
                "Give the token a name of at most 80 characters.",
            )])
            .into());
        }
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(Refusal::invalid(vec![Problem::new(
                "days",
                "out_of_bounds",
                format!("Let it live from 1 to {DAYS_MAX} days."),
            )])
            .into());
        }
        if self.app.accounts().tokens(account).await?.len() >= TOKENS_MAX {
            return Err(Refusal::new(
                Class::Conflict,
                "too_many_tokens",
                format!("You already have {TOKENS_MAX} tokens."),
                "End one that you no longer use.",
            )
            .into());
        }
        let secret = format!("{PREFIX}{}", chance::secret(self.app.chance()));
        let expires = self.now + SignedDuration::from_hours(24 * days);
        let token = ApiToken {
            digest: chance::digest(secret.as_bytes()),
            id: chance::new_id(self.app.chance(), self.now),
            account,
            organisation: self.organisation(),
            name,
            scope: code(scope).to_owned(),
            created: self.now,
            expires,
            seen: None,
        };
        self.app.accounts().add_token(token).await?;
        Ok(NewToken { secret, expires })
    }

    /// The person's tokens, newest first.
    pub async fn tokens(&self) -> Outcome<Vec<ApiToken>> {
        match self.account {
            Some(account) => Ok(self.app.accounts().tokens(account).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Ends one of the person's own tokens.
    pub async fn end_token(&self, id: Uuid) -> Outcome<()> {
        let account = self.account.ok_or_else(Refusal::not_found)?;
        if self.app.accounts().end_token(account, id).await? {
            Ok(())
        } else {
            Err(Refusal::not_found().into())
        }
    }
}

impl App {
    /// The desk of the token with this secret; `None` when it has ended or never was.
    pub async fn desk_of_token(&self, secret: &str) -> Outcome<Option<Desk>> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let digest = chance::digest(secret.as_bytes());
        let Some(token) = self.accounts().token(&digest).await? else { return Ok(None) };
        let now = self.now();
        if now >= token.expires {
            return Ok(None);
        }
        let seated = self.accounts().seated(token.account).await?;
        let Some((_, seats)) = seated.filter(|(account, _)| !account.locked) else { return Ok(None) };
        let Some(seat) = seats.iter().find(|seat| seat.organisation == token.organisation) else {
            return Ok(None);
        };
        if token.seen.is_none_or(|seen| now > seen + SignedDuration::from_mins(1)) {
            self.accounts().touch_token(&digest, now).await?;
        }
        let scope = if token.scope == code(Scope::Write) { Scope::Write } else { Scope::Read };
        let (house, account) = (seat.organisation, Some(token.account));
        Ok(Some(self.desk_among(&seats, house, seat.person, account, Via::Api(scope)).await?))
    }
}

const fn code(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
    }
}
