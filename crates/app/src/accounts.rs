//! Accounts that an administrator gives to persons of the organisation.

use crate::{App, Desk, Outcome, chance, password};
use access::may_manage_accounts;
use jiff::Timestamp;
use record::{Class, Problem, RecordId, Refusal};
use store::{Account, At, Seat};

/// When a password was set that was given and not chosen: it counts as never set by the person.
pub(crate) const GIVEN: Timestamp = Timestamp::UNIX_EPOCH;

/// An account to be made for a person.
#[derive(Debug)]
pub struct NewAccount {
    /// The person record.
    pub person: RecordId,
    /// The address to sign in with.
    pub email: String,
    /// The password that the person chose.
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
    /// Whether its password was given and has not been changed yet.
    pub password_given: bool,
}

impl Desk {
    /// Gives a person an account with a password that she chose herself.
    ///
    /// # Errors
    /// The role lacks it; `taken`; what is wrong with address or password.
    pub async fn make_account(&self, ask: NewAccount) -> Outcome<()> {
        self.add_account(ask, self.now).await
    }

    /// Gives a person an account whose first password is made by chance: it is told once, and the person has to choose
    /// one of her own before she signs anything.
    ///
    /// # Errors
    /// The role lacks it; `taken`; what is wrong with the address.
    pub async fn invite(&self, person: RecordId, email: &str) -> Outcome<String> {
        let password = self.chosen_by_chance();
        let ask = NewAccount { person, email: email.to_owned(), password: password.clone() };
        self.add_account(ask, GIVEN).await?;
        Ok(password)
    }

    /// Gives an account of the organisation another password, made by chance and told once. Its sessions and tokens end,
    /// and the person has to choose a password of her own before she signs anything.
    ///
    /// # Errors
    /// The role lacks it; `own_account`; `account_elsewhere` for who belongs to other organisations too.
    pub async fn reset_password(&self, account: uuid::Uuid) -> Outcome<String> {
        self.check_reset(account).await?;
        let accounts = self.app.accounts();
        let password = self.chosen_by_chance();
        let hash = self.app.hash(&password).await?;
        accounts.set_password(account, hash, GIVEN).await?;
        accounts.end_other_sessions(account, None).await?;
        for token in accounts.tokens(account).await? {
            accounts.end_token(account, token.id).await?;
        }
        accounts.forget(&password::tally(account)).await?;
        Ok(password)
    }

    /// Whether the person may reset the password of an account; gives the account.
    ///
    /// # Errors
    /// As [`Desk::reset_password`].
    pub async fn check_reset(&self, account: uuid::Uuid) -> Outcome<SeatView> {
        let found = self.seats().await?.into_iter().find(|seat| seat.account == account);
        let found = found.ok_or_else(Refusal::not_found)?;
        if self.account == Some(account) {
            return Err(Refusal::new(
                Class::Conflict,
                "own_password",
                "This is your own account.",
                "Change your password under “Your account”.",
            )
            .into());
        }
        // Whoever resets a password can sign in with it: also where she has nothing to say.
        let seats = self.app.accounts().seats(account).await?;
        if seats.iter().any(|seat| seat.organisation != self.organisation()) {
            return Err(Refusal::new(
                Class::Forbidden,
                "account_elsewhere",
                "This account belongs to another organisation as well.",
                "Ask the operator of the installation.",
            )
            .into());
        }
        Ok(found)
    }

    /// A password that nobody can guess and that can be typed: 96 bits as hexadecimal digits in groups.
    fn chosen_by_chance(&self) -> String {
        let digits: Vec<char> = chance::secret(self.app.chance()).chars().take(24).collect();
        digits.chunks(6).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    async fn add_account(&self, ask: NewAccount, password_set: Timestamp) -> Outcome<()> {
        may_manage_accounts(&self.actor)?;
        let (schema, _) = self.load(ask.person, At::Now).await?;
        if schema.kind.id != "person" {
            return Err(Refusal::not_found().into());
        }
        let email = self.app.check_address(&ask.email).await?;
        password::check_new(&ask.password, &email)?;
        let hash = self.app.hash(&ask.password).await?;
        let id = chance::new_id(self.app.chance(), self.now);
        let account = Account { id, email, password: hash, password_set, locked: false, created: self.now };
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
                    password_given: account.password_set == GIVEN,
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
