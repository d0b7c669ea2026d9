//! Reading a seal: the result as it was frozen, with names as the reader may see them today, and what differs now.

use super::{Frozen, RowDiff, SealQuery, run::standing_rows};
use crate::{At, Desk, Look, Named, Outcome, Seen, chance};
use access::seal as kind;
use record::{Body, Class, Record, RecordId, Refusal};
use std::collections::BTreeMap;
use store::StoreError;

/// A seal with its result.
#[derive(Debug)]
pub struct Sealed {
    /// The seal's record.
    pub look: Look,
    /// The frozen result, without rows about records that the reader may not see today.
    pub frozen: Frozen,
    /// What the records of the rows are called, as far as the reader may see them.
    pub names: BTreeMap<RecordId, Named>,
}

/// A seal against a later result of the same query.
#[derive(Debug)]
pub struct Against {
    /// The later result.
    pub now: Frozen,
    /// The rows that differ.
    pub rows: Vec<RowDiff>,
    /// What the records of either result are called.
    pub names: BTreeMap<RecordId, Named>,
}

impl Desk {
    /// A seal with its frozen result.
    ///
    /// # Errors
    /// `not_found`; `seal_damaged` when its bytes no longer match the hash that the ledger commits to; `seal_erased` when
    /// the result was erased on purpose.
    pub async fn sealed(&self, id: RecordId) -> Outcome<Sealed> {
        let look = self.look(id, At::Now).await?;
        if look.schema.kind.id != kind::KIND.id {
            return Err(Refusal::not_found().into());
        }
        let mut frozen = Frozen::read(&self.frozen_bytes(&look.record).await?)?;
        let names = self.names(&ids(&frozen), At::Size(frozen.size)).await?;
        veil(&mut frozen, &names);
        Ok(Sealed { look, frozen, names })
    }

    /// The bytes of the result, as they were frozen. The audience of a seal is as narrow as that of every record in it, so
    /// who may read the one may read the other.
    pub(super) async fn frozen_bytes(&self, seal: &Seen<Record>) -> Outcome<Vec<u8>> {
        let file = kind::RESULT.of(&seal.body).ok_or_else(erased)?;
        match self.house.blobs.get(&file.sha256).await {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) | Err(StoreError::Damaged(_)) => Err(damaged().into()),
            Err(error) => Err(error.into()),
        }
    }

    /// What differs between a seal and the same query now.
    pub async fn against_now(&self, sealed: &Sealed) -> Outcome<Against> {
        let query = &sealed.frozen.query;
        self.check_query(query, At::Now).await?;
        let now = if let SealQuery::Readiness { pack } = query {
            self.present(pack, query).await?
        } else {
            let (moment, basis) = self.moment(At::Now).await?;
            self.house.result(query, moment, basis).await?
        };
        self.against(sealed, now).await
    }

    /// Where the organisation stands now, from what is kept in memory of it: the same as computed anew.
    async fn present(&self, pack: &str, query: &SealQuery) -> Outcome<Frozen> {
        let leaves = self.pack(pack)?.leaves().collect();
        let found = self.readiness(At::Now).await?;
        let rows = standing_rows(&found.standings, pack, &leaves);
        let size = found.position + 1;
        let root = chance::hex(&self.house.root_at(size).await?.0);
        Ok(Frozen {
            query: query.clone(),
            size,
            root,
            at: found.at,
            zone: found.zone,
            packs: found.packs,
            rows,
        })
    }

    /// What differs between a seal and a later one of the same query.
    ///
    /// # Errors
    /// `other_query` when it is the result of another one.
    pub async fn against_seal(&self, sealed: &Sealed, later: &Sealed) -> Outcome<Against> {
        if sealed.frozen.query != later.frozen.query {
            return Err(Refusal::new(
                Class::Invalid,
                "other_query",
                "The two seals hold results of different queries, so they cannot be compared.",
                "Choose a seal of the same query.",
            )
            .into());
        }
        self.against(sealed, later.frozen.clone()).await
    }

    async fn against(&self, sealed: &Sealed, mut now: Frozen) -> Outcome<Against> {
        let mut names = sealed.names.clone();
        names.extend(self.names(&ids(&now), At::Size(now.size)).await?);
        veil(&mut now, &names);
        let rows = sealed.frozen.differences(&now);
        Ok(Against { now, rows, names })
    }

    /// The seals of a query about the same thing that are not retired, oldest first.
    pub async fn seals_of(&self, query: &SealQuery) -> Outcome<Vec<(RecordId, Named)>> {
        let only = |field: &str, text: &str| {
            store::Condition::from(store::Filter {
                field: field.to_owned(),
                test: store::Test::Prefix(record::fold(text)),
            })
        };
        let ask = crate::ListAsk {
            states: ["draft", "submitted", "effective"].map(str::to_owned).to_vec(),
            filters: vec![
                only(kind::QUERY.field.id, query.code()),
                only(kind::ABOUT.field.id, query.about()),
            ],
            page: store::Page { offset: 0, limit: 1_000 },
            ..crate::ListAsk::default()
        };
        let found = self.list(kind::KIND.id, &ask).await?;
        let same = |body: &Body| {
            kind::QUERY.of(body) == Some(query.code())
                && kind::ABOUT.of(body) == Some(query.about())
                && kind::CONDITIONS.of(body).map(str::to_owned)
                    == query.conditions().map(|conditions| conditions.to_string())
        };
        Ok(found
            .rows
            .iter()
            .filter(|row| same(&row.body))
            .map(|row| {
                let named = Named {
                    kind: row.kind.to_owned(),
                    reference: row.reference.clone(),
                    title: row.title.clone(),
                    state: row.state.code().to_owned(),
                };
                (row.id, named)
            })
            .collect())
    }
}

fn ids(frozen: &Frozen) -> Vec<RecordId> {
    frozen.rows.iter().filter_map(|row| row.record.map(|(id, _)| id)).collect()
}

/// Leaves out rows about records that the reader may not see: they are not counted either.
fn veil(frozen: &mut Frozen, names: &BTreeMap<RecordId, Named>) {
    frozen.rows.retain(|row| row.record.is_none_or(|(id, _)| names.contains_key(&id)));
}

fn damaged() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "seal_damaged",
        "The frozen result is missing, or no longer matches the hash that the ledger commits to.",
        "Verify the ledger, and bring the file back from a backup.",
    )
}

fn erased() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "seal_erased",
        "The frozen result was erased on purpose.",
        "Its history says who erased it and why.",
    )
}
