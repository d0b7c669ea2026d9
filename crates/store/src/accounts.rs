//! Accounts, sessions and tokens: who can sign in. They lie apart from every organisation's records.

use crate::StoreError;
use async_trait::async_trait;
use jiff::Timestamp;
use record::RecordId;
use uuid::Uuid;

/// A sign-in. Several organisations can know the same account by different persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The folded e-mail address.
    pub email: String,
    /// PHC string of the password hash.
    pub password: String,
    /// When the password was set.
    pub password_set: Timestamp,
    /// Locked by an administrator.
    pub locked: bool,
    /// When it was made.
    pub created: Timestamp,
}

/// In which organisation an account is which person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The account.
    pub account: Uuid,
    /// The organisation.
    pub organisation: Uuid,
    /// The person record there.
    pub person: RecordId,
}

/// A signed-in browser. Only the SHA-256 of its secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 (hex) of the secret in the cookie.
    pub digest: String,
    /// A public id for the list of sessions.
    pub id: Uuid,
    /// Whose.
    pub account: Uuid,
    /// The organisation that is open.
    pub organisation: Uuid,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// When it ends whatever happens.
    pub expires: Timestamp,
    /// What the browser said it is, shortened.
    pub agent: String,
}

/// A session with the account that has signed in and its seats.
pub type SignedIn = (Session, Account, Vec<Seat>);

/// A personal API token. Only the SHA-256 of its secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256 (hex) of the secret.
    pub digest: String,
    /// A public id for the list of tokens.
    pub id: Uuid,
    /// Whose.
    pub account: Uuid,
    /// For which organisation.
    pub organisation: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// `read` or `write`.
    pub scope: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used.
    pub seen: Option<Timestamp>,
}

/// A counter of failures under a key within a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is counted, e.g. an address and an account.
    pub key: String,
    /// How many.
    pub count: u32,
    /// When the window began.
    pub since: Timestamp,
}

/// The accounts of an installation.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The organisations of this installation: id and when made.
    async fn organisations(&self) -> Result<Vec<(Uuid, Timestamp)>, StoreError>;
    /// Adds an organisation.
    async fn add_organisation(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError>;

    /// Adds an account; a conflict when the address is taken.
    async fn add_account(&self, account: Account) -> Result<(), StoreError>;
    /// An account by its folded address.
    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError>;
    /// An account.
    async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError>;
    /// Sets the password hash.
    async fn set_password(&self, account: Uuid, password: String, at: Timestamp) -> Result<(), StoreError>;
    /// Locks or unlocks.
    async fn set_locked(&self, account: Uuid, locked: bool) -> Result<(), StoreError>;

    /// Gives an account a person in an organisation.
    async fn add_seat(&self, seat: Seat) -> Result<(), StoreError>;
    /// The organisations of an account.
    async fn seats(&self, account: Uuid) -> Result<Vec<Seat>, StoreError>;
    /// An account with its seats.
    async fn seated(&self, account: Uuid) -> Result<Option<(Account, Vec<Seat>)>, StoreError> {
        let Some(found) = self.account(account).await? else { return Ok(None) };
        Ok(Some((found, self.seats(account).await?)))
    }
    /// The accounts of an organisation.
    async fn seats_in(&self, organisation: Uuid) -> Result<Vec<Seat>, StoreError>;

    /// Keeps a session.
    async fn add_session(&self, session: Session) -> Result<(), StoreError>;
    /// A session by the digest of its secret.
    async fn session(&self, digest: &str) -> Result<Option<Session>, StoreError>;
    /// A session by the digest of its secret, with its account and the seats of that.
    async fn signed_in(&self, digest: &str) -> Result<Option<SignedIn>, StoreError> {
        let Some(session) = self.session(digest).await? else { return Ok(None) };
        Ok(self.seated(session.account).await?.map(|(account, seats)| (session, account, seats)))
    }
    /// Notes that a session was used.
    async fn touch_session(&self, digest: &str, at: Timestamp) -> Result<(), StoreError>;
    /// Sessions of an account, newest first.
    async fn sessions(&self, account: Uuid) -> Result<Vec<Session>, StoreError>;
    /// Ends one session of an account, by its public id.
    async fn end_session(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError>;
    /// Ends every session of an account but one.
    async fn end_other_sessions(&self, account: Uuid, keep: Option<Uuid>) -> Result<u64, StoreError>;

    /// Keeps a token.
    async fn add_token(&self, token: ApiToken) -> Result<(), StoreError>;
    /// A token by the digest of its secret.
    async fn token(&self, digest: &str) -> Result<Option<ApiToken>, StoreError>;
    /// Notes that a token was used.
    async fn touch_token(&self, digest: &str, at: Timestamp) -> Result<(), StoreError>;
    /// Tokens of an account, newest first.
    async fn tokens(&self, account: Uuid) -> Result<Vec<ApiToken>, StoreError>;
    /// Ends one token of an account.
    async fn end_token(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError>;

    /// Counts one more under a key, beginning anew when the window is over; gives the count.
    async fn count(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError>;
    /// The count under a key within the window.
    async fn counted(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError>;
    /// Forgets a count.
    async fn forget(&self, key: &str) -> Result<(), StoreError>;
}
