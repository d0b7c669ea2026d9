//! The schema of one organisation.

use crate::{
    failure::{asking, unreachable},
    migrate::{HOUSE, migrate},
    session::{Session, get},
};
use deadpool_postgres::{Client, Pool};
use ledger::Hash;
use std::{sync::Arc, time::Duration};
use store::{JobHold, StoreError};
use uuid::Uuid;

/// How many prepared statements a connection keeps; then it begins anew. Statements of different organisations differ.
const STATEMENTS: usize = 2_000;

/// Milliseconds between the tries to take a job.
const LEAVING: [u64; 4] = [5, 20, 100, 0];

/// Where the tables of an organisation are, and connections to get there. Every statement of a store goes through it, so no
/// call can reach another organisation.
#[derive(Clone)]
pub(crate) struct House {
    pool: Pool,
    prefix: Arc<str>,
}

impl House {
    /// The schema of the organisation, made when there is none, and brought up to date.
    pub(crate) async fn open(pool: Pool, organisation: Uuid) -> Result<Self, StoreError> {
        let schema = format!("plumbline_{}", organisation.simple());
        let house = Self { pool, prefix: format!("{schema}.").into() };
        let mut client = house.client().await?;
        migrate(&mut client, &schema, "house.", HOUSE).await?;
        house.bind(&mut client, organisation).await?;
        drop(client);
        Ok(house)
    }

    /// A schema belongs to one organisation for ever, whatever it is renamed to.
    async fn bind(&self, client: &mut Client, organisation: Uuid) -> Result<(), StoreError> {
        let session = Session::writing(client, &self.prefix).await?;
        session.one("SELECT size FROM house.head FOR UPDATE", &[]).await?;
        let found = session.first("SELECT organisation FROM house.owner", &[]).await?;
        match found.map(|row| get::<Uuid>(&row, 0)).transpose()? {
            None => {
                session.run("INSERT INTO house.owner (organisation) VALUES ($1)", &[&organisation]).await?;
            }
            Some(found) if found == organisation => {}
            Some(found) => {
                return Err(StoreError::Damaged(format!("the schema belongs to the organisation {found}")));
            }
        }
        session.end().await.map_err(asking)
    }

    /// A connection.
    pub(crate) async fn client(&self) -> Result<Client, StoreError> {
        let client = self.pool.get().await.map_err(unreachable)?;
        if client.statement_cache.size() > STATEMENTS {
            client.statement_cache.clear();
        }
        Ok(client)
    }

    /// Takes a job, unless somebody has it. The lock lies with a connection of its own, so it ends with the process that
    /// holds it, however that ends, and needs no clock.
    pub(crate) async fn take_job(&self, job: Uuid) -> Result<Option<JobHold>, StoreError> {
        let client = deadpool_postgres::Object::take(self.client().await?);
        let named = Hash::of(format!("{}{job}", self.prefix).as_bytes());
        let key = named.0.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        // Whoever has just let go may still be on her way out.
        for pause in LEAVING {
            let row = client.query_one("SELECT pg_try_advisory_lock($1)", &[&key]).await.map_err(asking)?;
            if get(&row, 0)? {
                return Ok(Some(JobHold::new(client)));
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        Ok(None)
    }

    /// How statements name the schema, with the point.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl std::fmt::Debug for House {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("House").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
