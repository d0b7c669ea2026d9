//! Accounts that an administrator gives to persons of the organisation.

use crate::{App, Desk, Outcome, chance, password};
use access::may_manage_accounts;
use record::{Class, Problem, RecordId, Refusal};
use store::{Account, At, Seat};

/// An account to be made for a person.
#[derive(Debug)]
pub struct NewAccount {
    /// The person record.
    pub person: RecordId,
    /// The address to sign in with.
    pub email: String,
    /// The first password; the person changes it.
    pub password: String,
}

/// An account of the organisation, as an administrator sees it.
#[derive(Clone, Debug)]
pub struct SeatView {
    /// Id of the account.
    pub account: uuid::Uuid,
    /// The person record.
    pub person: RecordId,
    /// The address.
    pub email: String,
    /// Whether it is locked.
    pub locked: bool,
}

impl Desk {
    /// Gives a person an account.
    ///
    /// # Errors
    /// The role lacks it; `taken`; what is wrong with address or password.
    pub async fn make_account(&self, ask: NewAccount) -> Outcome<()> {
        may_manage_accounts(&self.actor)?;
        let (schema, _) = self.load(ask.person, At::Now).await?;
        if schema.kind.id != "person" {
            return Err(Refusal::not_found().into());
        }
        let email = self.app.check_address(&ask.email).await?;
        password::check_new(&ask.password, &email)?;
        let hash = self.app.hash(&ask.password).await?;
        let id = chance::new_id(self.app.chance(), self.now);
        let account =
            Account { id, email, password: hash, password_set: self.now, locked: false, created: self.now };
        self.app.accounts().add_account(account).await?;
        self.app
            .accounts()
            .add_seat(Seat { account: id, organisation: self.organisation(), person: ask.person })
            .await?;
        Ok(())
    }

    /// The accounts of the organisation.
    pub async fn seats(&self) -> Outcome<Vec<SeatView>> {
        may_manage_accounts(&self.actor)?;
        let mut views = Vec::new();
        for seat in self.app.accounts().seats_in(self.organisation()).await? {
            if let Some(account) = self.app.accounts().account(seat.account).await? {
                views.push(SeatView {
                    account: account.id,
                    person: seat.person,
                    email: account.email,
                    locked: account.locked,
                });
            }
        }
        Ok(views)
    }

    /// Locks or unlocks an account of the organisation; locking ends its sessions. One cannot lock oneself out.
    pub async fn lock_account(&self, account: uuid::Uuid, locked: bool) -> Outcome<()> {
        may_manage_accounts(&self.actor)?;
        let seats = self.app.accounts().seats_in(self.organisation()).await?;
        if !seats.iter().any(|seat| seat.account == account) {
            return Err(Refusal::not_found().into());
        }
        if self.account == Some(account) {
            return Err(Refusal::new(
                Class::Conflict,
                "own_account",
                "You cannot lock your own account.",
                "Ask another administrator.",
            )
            .into());
        }
        self.app.accounts().set_locked(account, locked).await?;
        if locked {
            self.app.accounts().end_other_sessions(account, None).await?;
        }
        Ok(())
    }
}

impl App {
    /// The folded address, when it is one and has no account yet.
    pub(crate) async fn check_address(&self, email: &str) -> Outcome<String> {
        let say = |code, sentence: &str| Refusal::invalid(vec![Problem::new("email", code, sentence)]);
        let email = record::clean_line(email).map_err(|(code, sentence)| say(code, sentence))?;
        let email = record::fold(&email);
        let plausible = email.len() <= 200
            && !email.contains(' ')
            && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        if !plausible {
            return Err(say("not_an_address", "Write an e-mail address, like name@example.org.").into());
        }
        if self.accounts().account_by_email(&email).await?.is_some() {
            return Err(say("taken", "This address already has an account.").into());
        }
        Ok(email)
    }
}
