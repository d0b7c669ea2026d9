//! Accounts, sessions and tokens in a schema of their own, apart from every organisation.

use crate::{
    failure::{asking, is_taken, unreachable},
    migrate::{ACCOUNTS, migrate},
    session::{Params, Session, get, id, time},
};
use deadpool_postgres::{Client, Pool};
use jiff::Timestamp;
use store::{Account, Accounts, ApiToken, Seat, Session as SignedIn, StoreError, async_trait};
use tokio::sync::OnceCell;
use tokio_postgres::Row;
use uuid::Uuid;

/// The accounts of an installation, in one schema of a PostgreSQL database.
pub struct PostgresAccounts {
    pool: Pool,
    /// Whether the schema is up to date.
    ready: OnceCell<()>,
}

macro_rules! account {
    ($where:literal) => {
        concat!(
            "SELECT id, email, password, password_set, locked, created FROM plumbline.account WHERE ",
            $where
        )
    };
}
macro_rules! session {
    ($where:literal) => {
        concat!(
            "SELECT digest, id, account, organisation, created, seen, expires, agent FROM plumbline.session WHERE ",
            $where
        )
    };
}
macro_rules! token {
    ($where:literal) => {
        concat!(
            "SELECT digest, id, account, organisation, name, scope, created, expires, seen FROM plumbline.token WHERE ",
            $where
        )
    };
}

impl PostgresAccounts {
    /// Whose schema is made and brought up to date when it is first asked for anything.
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool, ready: OnceCell::new() }
    }

    /// A connection to a schema that is up to date.
    pub(crate) async fn client(&self) -> Result<Client, StoreError> {
        let mut client = self.pool.get().await.map_err(unreachable)?;
        self.ready.get_or_try_init(|| migrate(&mut client, "plumbline", "plumbline.", ACCOUNTS)).await?;
        Ok(client)
    }

    async fn all(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, StoreError> {
        let client = self.client().await?;
        Session::plain(&client, "plumbline.").all(sql, params).await
    }

    async fn first(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// What must not be lost: durable when it returns. What is there already is a conflict.
    async fn keep(&self, sql: &str, params: Params<'_>) -> Result<u64, StoreError> {
        let client = self.client().await?;
        let kept = Session::plain(&client, "plumbline.").run(sql, params).await;
        kept.map_err(|error| if is_taken(&error) { StoreError::Conflict } else { error })
    }

    /// What may be lost with the power: when something was last used.
    async fn pass(&self, sql: &str, params: Params<'_>) -> Result<(), StoreError> {
        let mut client = self.client().await?;
        let session = Session::writing(&mut client, "plumbline.").await?;
        session.batch("SET LOCAL synchronous_commit TO off").await?;
        session.run(sql, params).await?;
        session.end().await.map_err(asking)
    }
}

impl std::fmt::Debug for PostgresAccounts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PostgresAccounts").finish_non_exhaustive()
    }
}

#[async_trait]
impl Accounts for PostgresAccounts {
    async fn organisations(&self) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let rows = self.all("SELECT id, at FROM plumbline.organisation ORDER BY at, id", &[]).await?;
        rows.iter().map(|row| Ok((get(row, 0)?, time(row, 1)?))).collect()
    }

    async fn add_organisation(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO plumbline.organisation (id, at) VALUES ($1, $2)";
        self.keep(sql, &[&id, &at.as_microsecond()]).await.map(drop)
    }

    async fn add_account(&self, account: Account) -> Result<(), StoreError> {
        let Account { id, email, password, password_set, locked, created } = account;
        let sql = "INSERT INTO plumbline.account (id, email, password, password_set, locked, created) VALUES ($1, $2, $3, $4, $5, $6)";
        let (set, created) = (password_set.as_microsecond(), created.as_microsecond());
        self.keep(sql, &[&id, &email, &password, &set, &locked, &created]).await.map(drop)
    }

    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        self.first(account!("email = $1"), &[&email]).await?.map(|row| read_account(&row)).transpose()
    }

    async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        self.first(account!("id = $1"), &[&id]).await?.map(|row| read_account(&row)).transpose()
    }

    async fn set_password(&self, account: Uuid, password: String, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE plumbline.account SET password = $1, password_set = $2 WHERE id = $3";
        self.keep(sql, &[&password, &at.as_microsecond(), &account]).await.and_then(existing)
    }

    async fn set_locked(&self, account: Uuid, locked: bool) -> Result<(), StoreError> {
        let sql = "UPDATE plumbline.account SET locked = $1 WHERE id = $2";
        self.keep(sql, &[&locked, &account]).await.and_then(existing)
    }

    async fn add_seat(&self, seat: Seat) -> Result<(), StoreError> {
        let sql = "INSERT INTO plumbline.seat (account, organisation, person) VALUES ($1, $2, $3)";
        self.keep(sql, &[&seat.account, &seat.organisation, &seat.person.0]).await.map(drop)
    }

    async fn seats(&self, account: Uuid) -> Result<Vec<Seat>, StoreError> {
        let sql = "SELECT account, organisation, person FROM plumbline.seat WHERE account = $1 ORDER BY organisation";
        self.all(sql, &[&account]).await?.iter().map(seat).collect()
    }

    async fn seated(&self, account: Uuid) -> Result<Option<(Account, Vec<Seat>)>, StoreError> {
        let sql =
            "SELECT a.id, a.email, a.password, a.password_set, a.locked, a.created, s.organisation, s.person
            FROM plumbline.account a LEFT JOIN plumbline.seat s ON s.account = a.id
            WHERE a.id = $1 ORDER BY s.organisation";
        let rows = self.all(sql, &[&account]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        Ok(Some((read_account(first)?, read_seats(&rows)?)))
    }

    async fn seats_in(&self, organisation: Uuid) -> Result<Vec<Seat>, StoreError> {
        let sql = "SELECT account, organisation, person FROM plumbline.seat WHERE organisation = $1 ORDER BY account";
        self.all(sql, &[&organisation]).await?.iter().map(seat).collect()
    }

    async fn add_session(&self, session: SignedIn) -> Result<(), StoreError> {
        let SignedIn { digest, id, account, organisation, created, seen, expires, agent } = session;
        let sql =
            "INSERT INTO plumbline.session (digest, id, account, organisation, created, seen, expires, agent)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let [created, seen, expires] = [created, seen, expires].map(Timestamp::as_microsecond);
        self.keep(sql, &[&digest, &id, &account, &organisation, &created, &seen, &expires, &agent])
            .await
            .map(drop)
    }

    async fn session(&self, digest: &str) -> Result<Option<SignedIn>, StoreError> {
        self.first(session!("digest = $1"), &[&digest]).await?.map(|row| read_session(&row, 0)).transpose()
    }

    async fn signed_in(&self, digest: &str) -> Result<Option<store::SignedIn>, StoreError> {
        let sql =
            "SELECT a.id, a.email, a.password, a.password_set, a.locked, a.created, t.organisation, t.person,
                s.digest, s.id, s.account, s.organisation, s.created, s.seen, s.expires, s.agent
            FROM plumbline.session s JOIN plumbline.account a ON a.id = s.account
            LEFT JOIN plumbline.seat t ON t.account = a.id
            WHERE s.digest = $1 ORDER BY t.organisation";
        let rows = self.all(sql, &[&digest]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        Ok(Some((read_session(first, 8)?, read_account(first)?, read_seats(&rows)?)))
    }

    async fn touch_session(&self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE plumbline.session SET seen = $1 WHERE digest = $2";
        self.pass(sql, &[&at.as_microsecond(), &digest]).await
    }

    async fn sessions(&self, account: Uuid) -> Result<Vec<SignedIn>, StoreError> {
        let sql = session!("account = $1 ORDER BY created DESC, id DESC");
        self.all(sql, &[&account]).await?.iter().map(|row| read_session(row, 0)).collect()
    }

    async fn end_session(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM plumbline.session WHERE account = $1 AND id = $2";
        self.keep(sql, &[&account, &id]).await.map(|ended| ended > 0)
    }

    async fn end_other_sessions(&self, account: Uuid, keep: Option<Uuid>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM plumbline.session WHERE account = $1 AND id IS DISTINCT FROM $2";
        self.keep(sql, &[&account, &keep]).await
    }

    async fn add_token(&self, token: ApiToken) -> Result<(), StoreError> {
        let ApiToken { digest, id, account, organisation, name, scope, created, expires, seen } = token;
        let sql = "INSERT INTO plumbline.token (digest, id, account, organisation, name, scope, created, expires, seen)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let [created, expires] = [created, expires].map(Timestamp::as_microsecond);
        let seen = seen.map(Timestamp::as_microsecond);
        self.keep(sql, &[&digest, &id, &account, &organisation, &name, &scope, &created, &expires, &seen])
            .await
            .map(drop)
    }

    async fn token(&self, digest: &str) -> Result<Option<ApiToken>, StoreError> {
        self.first(token!("digest = $1"), &[&digest]).await?.map(|row| token(&row)).transpose()
    }

    async fn touch_token(&self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE plumbline.token SET seen = $1 WHERE digest = $2";
        self.pass(sql, &[&at.as_microsecond(), &digest]).await
    }

    async fn tokens(&self, account: Uuid) -> Result<Vec<ApiToken>, StoreError> {
        let sql = token!("account = $1 ORDER BY created DESC, id DESC");
        self.all(sql, &[&account]).await?.iter().map(token).collect()
    }

    async fn end_token(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM plumbline.token WHERE account = $1 AND id = $2";
        self.keep(sql, &[&account, &id]).await.map(|ended| ended > 0)
    }

    async fn count(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError> {
        let sql = "INSERT INTO plumbline.tally AS t (key, count, since) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN t.since <= $3 THEN 1 ELSE t.count + 1 END, since = CASE WHEN t.since <= $3 THEN $2 ELSE t.since END
            RETURNING count";
        let (now, begin) = window(window_s, now);
        let row = self.first(sql, &[&key, &now, &begin]).await?;
        row.map_or(Ok(0), |row| number(&row))
    }

    async fn counted(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError> {
        let (_, begin) = window(window_s, now);
        let sql = "SELECT count FROM plumbline.tally WHERE key = $1 AND since > $2";
        self.first(sql, &[&key, &begin]).await?.map_or(Ok(0), |row| number(&row))
    }

    async fn forget(&self, key: &str) -> Result<(), StoreError> {
        self.keep("DELETE FROM plumbline.tally WHERE key = $1", &[&key]).await.map(drop)
    }
}

/// Now, and the time at or before which a window that began is over, in microseconds.
fn window(window_s: i64, now: Timestamp) -> (i64, i64) {
    let now = now.as_microsecond();
    (now, now.saturating_sub(window_s.saturating_mul(1_000_000)))
}

/// A change of an account that does not exist is a conflict: it was there when it was decided.
fn existing(changed: u64) -> Result<(), StoreError> {
    if changed > 0 { Ok(()) } else { Err(StoreError::Conflict) }
}

fn number(row: &Row) -> Result<u32, StoreError> {
    Ok(u32::try_from(get::<i32>(row, 0)?).unwrap_or(0))
}

fn read_account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: get(row, 0)?,
        email: get(row, 1)?,
        password: get(row, 2)?,
        password_set: time(row, 3)?,
        locked: get(row, 4)?,
        created: time(row, 5)?,
    })
}

fn seat(row: &Row) -> Result<Seat, StoreError> {
    Ok(Seat { account: get(row, 0)?, organisation: get(row, 1)?, person: id(row, 2)? })
}

/// The seats in rows that begin with an account; one without a seat has a row too.
fn read_seats(rows: &[Row]) -> Result<Vec<Seat>, StoreError> {
    let mut seats = Vec::new();
    for row in rows {
        if let Some(organisation) = get(row, 6)? {
            seats.push(Seat { account: get(row, 0)?, organisation, person: id(row, 7)? });
        }
    }
    Ok(seats)
}

/// A session that begins in a column.
fn read_session(row: &Row, from: usize) -> Result<SignedIn, StoreError> {
    Ok(SignedIn {
        digest: get(row, from)?,
        id: get(row, from + 1)?,
        account: get(row, from + 2)?,
        organisation: get(row, from + 3)?,
        created: time(row, from + 4)?,
        seen: time(row, from + 5)?,
        expires: time(row, from + 6)?,
        agent: get(row, from + 7)?,
    })
}

fn token(row: &Row) -> Result<ApiToken, StoreError> {
    let seen = match get::<Option<i64>>(row, 8)? {
        Some(_) => Some(time(row, 8)?),
        None => None,
    };
    Ok(ApiToken {
        digest: get(row, 0)?,
        id: get(row, 1)?,
        account: get(row, 2)?,
        organisation: get(row, 3)?,
        name: get(row, 4)?,
        scope: get(row, 5)?,
        created: time(row, 6)?,
        expires: time(row, 7)?,
        seen,
    })
}
