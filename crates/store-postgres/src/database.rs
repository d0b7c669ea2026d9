//! A PostgreSQL database: one installation.

use crate::{
    accounts::PostgresAccounts,
    address,
    failure::{asking, failed, unreachable},
    store::PostgresStore,
    tls::{self, Tls},
};
use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use std::time::Duration;
use store::StoreError;
use tokio_postgres::{Config, NoTls, config::SslMode};
use uuid::Uuid;

/// Connections of a process at most. PostgreSQL allows 100 in all unless told otherwise: room for several processes.
const CONNECTIONS: usize = 16;

/// Whoever gets no connection in this time is told that the store is not available.
const PATIENCE: Duration = Duration::from_secs(5);

/// The oldest server that this program knows: the first whose indexes can carry what they need.
const OLDEST: i32 = 140_000;

/// What every connection is told. A process that is cut off while it holds the head of a ledger is let go of by the server;
/// plans are made for the values at hand, since kinds and fields differ a thousandfold in how many records they have. Tables
/// are joined in the order in which a statement names them: to weigh every order of the eight that make a record took the
/// server 6 ms each time, and the statement itself 1.
const OPTIONS: &str = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s -c statement_timeout=60s \
    -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 \
    -c plan_cache_mode=force_custom_plan -c join_collapse_limit=1 -c jit=off -c standard_conforming_strings=on -c TimeZone=UTC";

/// One database, with connections that are opened when they are needed. It holds the accounts in a schema `plumbline` and
/// each organisation in a schema of its own. Any number of processes may have it open.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// The database at an address like `postgres://user:password@host:5432/name` or `postgres:///name?host=/run/postgresql`;
    /// `sslmode` and `sslrootcert` mean in it what they mean to PostgreSQL's own programs.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the address or the database is not fit, [`StoreError::Unavailable`] when it does not
    /// answer.
    pub async fn connect(address: &str) -> Result<Self, StoreError> {
        let database = Self::at(address)?;
        database.fit().await?;
        Ok(database)
    }

    /// The same without asking it whether it is there and fit.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the address is none.
    pub fn at(address: &str) -> Result<Self, StoreError> {
        let (address, wish) = address::taken(address)?;
        let mut config: Config = address.parse().map_err(|error: tokio_postgres::Error| failed(error))?;
        let own = config.get_options().map(str::to_owned);
        config.options([OPTIONS, own.as_deref().unwrap_or_default()].join(" ").trim());
        if config.get_application_name().is_none() {
            config.application_name("plumbline");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.keepalives_idle(Duration::from_secs(30));
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        config.ssl_mode(wish.mode);
        let manager = if wish.mode == SslMode::Disable {
            Manager::from_config(config, NoTls, manager)
        } else {
            Manager::from_config(config, Tls::new(&wish)?, manager)
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .build()
            .map_err(failed)?;
        Ok(Self { pool })
    }

    /// Whether what is there can hold our data.
    async fn fit(&self) -> Result<(), StoreError> {
        let client = match self.pool.get().await {
            Ok(client) => client,
            Err(PoolError::Backend(error)) if let Some(sentence) = tls::refusal(&error) => {
                return Err(failed(sentence));
            }
            Err(error) => return Err(unreachable(error)),
        };
        let sql = "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding'), current_setting('server_version')";
        let row = client.query_one(sql, &[]).await.map_err(asking)?;
        let (number, encoding, version): (i32, String, String) = (
            row.try_get(0).map_err(asking)?,
            row.try_get(1).map_err(asking)?,
            row.try_get(2).map_err(asking)?,
        );
        if number < OLDEST {
            return Err(failed(format!(
                "the server is PostgreSQL {version}; this program needs 14 or newer"
            )));
        }
        if encoding != "UTF8" {
            return Err(failed(format!(
                "the database is encoded in {encoding}; make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )));
        }
        Ok(())
    }

    /// The accounts of the installation; their schema is made when there is none, and brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program wrote it.
    pub async fn accounts(&self) -> Result<PostgresAccounts, StoreError> {
        let accounts = self.accounts_later();
        drop(accounts.client().await?);
        Ok(accounts)
    }

    /// The same, but nothing is asked of the database before they are asked for something.
    pub fn accounts_later(&self) -> PostgresAccounts {
        PostgresAccounts::new(self.pool.clone())
    }

    /// The store of an organisation; its schema is made when there is none, and brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program wrote it, [`StoreError::Damaged`] when it belongs to another organisation.
    pub async fn house(&self, organisation: Uuid) -> Result<PostgresStore, StoreError> {
        PostgresStore::open(self.pool.clone(), organisation).await
    }
}

impl std::fmt::Debug for Database {
    /// Without the address, which may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Database").finish_non_exhaustive()
    }
}
