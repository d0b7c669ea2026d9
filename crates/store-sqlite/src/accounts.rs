//! Accounts, sessions and tokens in one file, apart from every organisation.

use crate::{
    database::{ACCOUNTS, open_writer},
    failure::{reading, writing},
    sql::{Statements, bytes, id_at, time_at, uuid_at},
};
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, Params, Row, params};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};
use store::{Account, Accounts, ApiToken, Seat, Session, SignedIn, StoreError, async_trait};
use uuid::Uuid;

/// The accounts of an installation, in one SQLite file.
#[derive(Debug)]
pub struct SqliteAccounts {
    /// What must not be lost: durable when a call returns.
    kept: Mutex<Connection>,
    /// What may be lost with the power: when something was last used, and counters of failures.
    passing: Mutex<Connection>,
}

macro_rules! account {
    ($where:literal) => {
        concat!("SELECT id, email, password, password_set, locked, created FROM account WHERE ", $where)
    };
}
macro_rules! session {
    ($where:literal) => {
        concat!(
            "SELECT digest, id, account, organisation, created, seen, expires, agent FROM session WHERE ",
            $where
        )
    };
}
macro_rules! token {
    ($where:literal) => {
        concat!(
            "SELECT digest, id, account, organisation, name, scope, created, expires, seen FROM token WHERE ",
            $where
        )
    };
}

impl SqliteAccounts {
    /// Opens the file of accounts, makes it when there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let kept = open_writer(path, ACCOUNTS)?;
        let passing = open_writer(path, ACCOUNTS)?;
        passing.pragma_update(None, "synchronous", "NORMAL").map_err(reading)?;
        Ok(Self { kept: Mutex::new(kept), passing: Mutex::new(passing) })
    }

    fn kept(&self) -> MutexGuard<'_, Connection> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn passing(&self) -> MutexGuard<'_, Connection> {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.kept().run(sql, params).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => StoreError::Conflict,
            _ => writing(error),
        })
    }

    fn pass(&self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        self.passing().run(sql, params).map(drop).map_err(writing)
    }
}

#[async_trait]
impl Accounts for SqliteAccounts {
    async fn organisations(&self) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let sql = "SELECT id, at FROM organisation ORDER BY at, id";
        self.passing().all(sql, [], |row| Ok((uuid_at(row, 0)?, time_at(row, 1)?))).map_err(reading)
    }

    async fn add_organisation(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.keep(
            "INSERT INTO organisation (id, at) VALUES (?, ?)",
            params![id.into_bytes(), at.as_microsecond()],
        )
        .map(drop)
    }

    async fn add_account(&self, account: Account) -> Result<(), StoreError> {
        let Account { id, email, password, password_set, locked, created } = account;
        let sql = "INSERT INTO account (id, email, password, password_set, locked, created) VALUES (?, ?, ?, ?, ?, ?)";
        let params = params![
            id.into_bytes(),
            email,
            password,
            password_set.as_microsecond(),
            locked,
            created.as_microsecond()
        ];
        self.keep(sql, params).map(drop)
    }

    async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        self.passing().first(account!("email = ?"), [email], account).map_err(reading)
    }

    async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        self.passing().first(account!("id = ?"), [id.into_bytes()], account).map_err(reading)
    }

    async fn set_password(&self, account: Uuid, password: String, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE account SET password = ?, password_set = ? WHERE id = ?";
        self.keep(sql, params![password, at.as_microsecond(), account.into_bytes()]).and_then(existing)
    }

    async fn set_locked(&self, account: Uuid, locked: bool) -> Result<(), StoreError> {
        self.keep("UPDATE account SET locked = ? WHERE id = ?", params![locked, account.into_bytes()])
            .and_then(existing)
    }

    async fn add_seat(&self, seat: Seat) -> Result<(), StoreError> {
        let sql = "INSERT INTO seat (account, organisation, person) VALUES (?, ?, ?)";
        self.keep(sql, params![seat.account.into_bytes(), seat.organisation.into_bytes(), bytes(seat.person)])
            .map(drop)
    }

    async fn seats(&self, account: Uuid) -> Result<Vec<Seat>, StoreError> {
        let sql = "SELECT account, organisation, person FROM seat WHERE account = ? ORDER BY organisation";
        self.passing().all(sql, [account.into_bytes()], seat).map_err(reading)
    }

    async fn seats_in(&self, organisation: Uuid) -> Result<Vec<Seat>, StoreError> {
        let sql = "SELECT account, organisation, person FROM seat WHERE organisation = ? ORDER BY account";
        self.passing().all(sql, [organisation.into_bytes()], seat).map_err(reading)
    }

    async fn add_session(&self, session: Session) -> Result<(), StoreError> {
        let Session { digest, id, account, organisation, created, seen, expires, agent } = session;
        let sql = "INSERT INTO session (digest, id, account, organisation, created, seen, expires, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let params = params![
            digest,
            id.into_bytes(),
            account.into_bytes(),
            organisation.into_bytes(),
            created.as_microsecond(),
            seen.as_microsecond(),
            expires.as_microsecond(),
            agent
        ];
        self.keep(sql, params).map(drop)
    }

    async fn session(&self, digest: &str) -> Result<Option<Session>, StoreError> {
        self.passing().first(session!("digest = ?"), [digest], |row| session(row, 0)).map_err(reading)
    }

    async fn signed_in(&self, digest: &str) -> Result<Option<SignedIn>, StoreError> {
        let sql =
            "SELECT a.id, a.email, a.password, a.password_set, a.locked, a.created, t.organisation, t.person,
                s.digest, s.id, s.account, s.organisation, s.created, s.seen, s.expires, s.agent
            FROM session s JOIN account a ON a.id = s.account LEFT JOIN seat t ON t.account = a.id
            WHERE s.digest = ? ORDER BY t.organisation";
        let read = |row: &Row<'_>| {
            let of = uuid_at(row, 0)?;
            let seat = match row.get::<_, Option<Vec<u8>>>(6)? {
                Some(_) => Some(Seat { account: of, organisation: uuid_at(row, 6)?, person: id_at(row, 7)? }),
                None => None,
            };
            Ok((session(row, 8)?, account(row)?, seat))
        };
        let mut rows = self.passing().all(sql, [digest], read).map_err(reading)?.into_iter();
        let Some((session, account, first)) = rows.next() else { return Ok(None) };
        let seats = first.into_iter().chain(rows.filter_map(|(_, _, seat)| seat)).collect();
        Ok(Some((session, account, seats)))
    }

    async fn touch_session(&self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        self.pass("UPDATE session SET seen = ? WHERE digest = ?", params![at.as_microsecond(), digest])
    }

    async fn sessions(&self, account: Uuid) -> Result<Vec<Session>, StoreError> {
        let sql = session!("account = ? ORDER BY created DESC, id DESC");
        self.passing().all(sql, [account.into_bytes()], |row| session(row, 0)).map_err(reading)
    }

    async fn end_session(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM session WHERE account = ? AND id = ?";
        self.keep(sql, [account.into_bytes(), id.into_bytes()]).map(|ended| ended > 0)
    }

    async fn end_other_sessions(&self, account: Uuid, keep: Option<Uuid>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE account = ? AND id IS NOT ?";
        self.keep(sql, params![account.into_bytes(), keep.map(Uuid::into_bytes)]).map(|ended| ended as u64)
    }

    async fn add_token(&self, token: ApiToken) -> Result<(), StoreError> {
        let ApiToken { digest, id, account, organisation, name, scope, created, expires, seen } = token;
        let sql = "INSERT INTO token (digest, id, account, organisation, name, scope, created, expires, seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let params = params![
            digest,
            id.into_bytes(),
            account.into_bytes(),
            organisation.into_bytes(),
            name,
            scope,
            created.as_microsecond(),
            expires.as_microsecond(),
            seen.map(Timestamp::as_microsecond)
        ];
        self.keep(sql, params).map(drop)
    }

    async fn token(&self, digest: &str) -> Result<Option<ApiToken>, StoreError> {
        self.passing().first(token!("digest = ?"), [digest], token).map_err(reading)
    }

    async fn touch_token(&self, digest: &str, at: Timestamp) -> Result<(), StoreError> {
        self.pass("UPDATE token SET seen = ? WHERE digest = ?", params![at.as_microsecond(), digest])
    }

    async fn tokens(&self, account: Uuid) -> Result<Vec<ApiToken>, StoreError> {
        let sql = token!("account = ? ORDER BY created DESC, id DESC");
        self.passing().all(sql, [account.into_bytes()], token).map_err(reading)
    }

    async fn end_token(&self, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM token WHERE account = ? AND id = ?";
        self.keep(sql, [account.into_bytes(), id.into_bytes()]).map(|ended| ended > 0)
    }

    async fn count(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError> {
        let sql = "INSERT INTO tally (key, count, since) VALUES (?1, 1, ?2) ON CONFLICT DO UPDATE SET
                count = CASE WHEN since <= ?3 THEN 1 ELSE count + 1 END, since = CASE WHEN since <= ?3 THEN ?2 ELSE since END
            RETURNING count";
        let (now, begin) = window(window_s, now);
        self.passing().one(sql, params![key, now, begin], |row| row.get(0)).map_err(writing)
    }

    async fn counted(&self, key: &str, window_s: i64, now: Timestamp) -> Result<u32, StoreError> {
        let sql = "SELECT count FROM tally WHERE key = ? AND since > ?";
        let (_, begin) = window(window_s, now);
        Ok(self.passing().first(sql, params![key, begin], |row| row.get(0)).map_err(reading)?.unwrap_or(0))
    }

    async fn forget(&self, key: &str) -> Result<(), StoreError> {
        self.pass("DELETE FROM tally WHERE key = ?", [key])
    }
}

/// Now, and the time at or before which a window that began is over, in microseconds.
fn window(window_s: i64, now: Timestamp) -> (i64, i64) {
    let now = now.as_microsecond();
    (now, now.saturating_sub(window_s.saturating_mul(1_000_000)))
}

/// A change of an account that does not exist is a conflict: it was there when it was decided.
fn existing(changed: usize) -> Result<(), StoreError> {
    if changed > 0 { Ok(()) } else { Err(StoreError::Conflict) }
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: uuid_at(row, 0)?,
        email: row.get(1)?,
        password: row.get(2)?,
        password_set: time_at(row, 3)?,
        locked: row.get(4)?,
        created: time_at(row, 5)?,
    })
}

fn seat(row: &Row<'_>) -> rusqlite::Result<Seat> {
    Ok(Seat { account: uuid_at(row, 0)?, organisation: uuid_at(row, 1)?, person: id_at(row, 2)? })
}

/// The session whose columns begin at a place of a row.
fn session(row: &Row<'_>, at: usize) -> rusqlite::Result<Session> {
    Ok(Session {
        digest: row.get(at)?,
        id: uuid_at(row, at + 1)?,
        account: uuid_at(row, at + 2)?,
        organisation: uuid_at(row, at + 3)?,
        created: time_at(row, at + 4)?,
        seen: time_at(row, at + 5)?,
        expires: time_at(row, at + 6)?,
        agent: row.get(at + 7)?,
    })
}

fn token(row: &Row<'_>) -> rusqlite::Result<ApiToken> {
    let seen = if row.get::<_, Option<i64>>(8)?.is_some() { Some(time_at(row, 8)?) } else { None };
    Ok(ApiToken {
        digest: row.get(0)?,
        id: uuid_at(row, 1)?,
        account: uuid_at(row, 2)?,
        organisation: uuid_at(row, 3)?,
        name: row.get(4)?,
        scope: row.get(5)?,
        created: time_at(row, 6)?,
        expires: time_at(row, 7)?,
        seen,
    })
}
