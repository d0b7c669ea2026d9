//! Reading what a transaction is about to touch, in one round, after it holds the head of the ledger.

use crate::{
    book::{Book, Kept, Kind, Tip},
    failure::damaged,
    session::{Session, count, get},
    sheet::Sheet,
    standing::{Audience, Cell, Span, Stamp, Standing, Words},
};
use futures_util::try_join;
use ledger::{Frontier, Hash};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Commit, Expect, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

const HOLD: &str = "SELECT size, records, last_at, peaks FROM house.head FOR UPDATE";
const LOOK: &str = "SELECT size, records, last_at, peaks FROM house.head";

/// What a commit names.
#[derive(Debug, Default)]
struct Names {
    /// Records that are written.
    written: BTreeSet<Uuid>,
    /// Records that are written or must stand as expected.
    records: BTreeSet<Uuid>,
    kinds: BTreeSet<String>,
    import_keys: BTreeSet<(String, String)>,
    requests: BTreeSet<(Uuid, String)>,
}

impl Tip {
    /// The end of the ledger. Whoever writes holds it until her transaction ends, so that positions are given in the order
    /// of commits.
    pub(crate) async fn read(session: &Session<'_>, hold: bool) -> Result<Self, StoreError> {
        let row = session.one(if hold { HOLD } else { LOOK }, &[]).await?;
        let peaks: &[u8] = get(&row, 3)?;
        let peaks = peaks.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).map(Hash).collect();
        let frontier =
            Frontier::from_peaks(count(&row, 0)?, peaks).map_err(|error| damaged(error.to_string()))?;
        Ok(Self { frontier, records: get(&row, 1)?, last_at: get(&row, 2)? })
    }

    /// How many entries the ledger has.
    pub(crate) async fn size(session: &Session<'_>) -> Result<u64, StoreError> {
        count(&session.one("SELECT size FROM house.head", &[]).await?, 0)
    }

    /// The complete subtrees, one after the other.
    pub(crate) fn peaks(&self) -> Vec<u8> {
        self.frontier.peaks().iter().flat_map(|hash| hash.0).collect()
    }
}

impl Book {
    /// Takes the head of the ledger and reads what the commits name.
    pub(crate) async fn open(session: &Session<'_>, commits: &[&Commit]) -> Result<Self, StoreError> {
        let tip = Tip::read(session, true).await?;
        let names = Names::of(commits);
        let (before, kinds, import_keys, receipts) = try_join!(
            standings(session, &names.records, &names.written),
            kinds(session, &names.kinds),
            import_keys(session, &names.import_keys),
            receipts(session, &names.requests),
        )?;
        let now = before.clone();
        Ok(Self { tip, before, now, kinds, import_keys, receipts, sheet: Sheet::default() })
    }

    /// Reads records whole; with `hold`, to change them.
    pub(crate) async fn of(
        session: &Session<'_>,
        records: &BTreeSet<Uuid>,
        hold: bool,
    ) -> Result<Self, StoreError> {
        let tip = Tip::read(session, hold).await?;
        let before = standings(session, records, records).await?;
        let now = before.clone();
        Ok(Self {
            tip,
            before,
            now,
            kinds: HashMap::new(),
            import_keys: HashMap::new(),
            receipts: HashMap::new(),
            sheet: Sheet::default(),
        })
    }

    /// Reads a record again that was changed past the book.
    pub(crate) async fn reload(&mut self, session: &Session<'_>, record: Uuid) -> Result<(), StoreError> {
        let one = BTreeSet::from([record]);
        let read = standings(session, &one, &one).await?;
        self.before.extend(read.clone());
        self.now.extend(read);
        Ok(())
    }
}

impl Names {
    fn of(commits: &[&Commit]) -> Self {
        let mut names = Self::default();
        for commit in commits {
            names.written.extend(commit.writes.iter().map(|write| write.record.0));
            names.kinds.extend(commit.writes.iter().map(|write| write.kind.clone()));
            for expect in &commit.expects {
                match expect {
                    Expect::Unchanged { record, .. } | Expect::Absent(record) => {
                        names.records.insert(record.0);
                    }
                    Expect::KindUnchanged { kind, .. } => {
                        names.kinds.insert((*kind).to_owned());
                    }
                    Expect::Size(_) => {}
                }
            }
            names
                .import_keys
                .extend(commit.import_keys.iter().map(|(kind, key, _)| (kind.clone(), key.clone())));
            names.requests.extend(commit.idempotency.iter().map(|sent| (sent.person.0, sent.key.clone())));
        }
        names.records.extend(&names.written);
        names
    }
}

/// Records as they stand; cells, links and words of those that are written.
async fn standings(
    session: &Session<'_>,
    records: &BTreeSet<Uuid>,
    written: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Standing>, StoreError> {
    if records.is_empty() {
        return Ok(HashMap::new());
    }
    let (records, written): (Vec<Uuid>, Vec<Uuid>) =
        (records.iter().copied().collect(), written.iter().copied().collect());
    let spans = "SELECT r.id, r.rec, r.kind, r.number, r.reference, a.openness, a.related, s.from_pos, s.state, s.version,
            s.content_pos, s.title, s.state_by, s.state_at, s.state_pos, s.changed_by, s.changed_at, s.approved_version,
            s.approved_by, s.approved_at, s.approved_pos, s.authors
        FROM house.record r JOIN house.span s USING (rec) JOIN house.audience a USING (rec) WHERE r.id = ANY($1)";
    let cells = "SELECT r.id, c.slot, c.key, c.edge, c.from_pos FROM house.record r JOIN house.cell c USING (rec) WHERE r.id = ANY($1)";
    let links = "SELECT r.id, l.field, l.target, l.from_pos FROM house.record r JOIN house.link l USING (rec) WHERE r.id = ANY($1)";
    let words = "SELECT r.id, w.from_pos, tsvector_to_array(w.title), tsvector_to_array(w.text)
        FROM house.record r JOIN house.word w USING (rec) WHERE r.id = ANY($1)";
    let (spans, cells, links, words) = try_join!(
        async { session.all(spans, &[&records]).await },
        async { session.all(cells, &[&written]).await },
        async { session.all(links, &[&written]).await },
        async { session.all(words, &[&written]).await },
    )?;
    let mut standings = HashMap::with_capacity(spans.len());
    for row in spans {
        standings.insert(get(&row, 0)?, standing(&row)?);
    }
    for row in cells {
        if let Some(standing) = standings.get_mut(&get(&row, 0)?) {
            let cell = Cell { edge: get(&row, 3)?, from: get(&row, 4)? };
            standing.cells.insert((get(&row, 1)?, get(&row, 2)?), cell);
        }
    }
    for row in links {
        if let Some(standing) = standings.get_mut(&get(&row, 0)?) {
            standing.links.insert((get(&row, 1)?, get(&row, 2)?), get(&row, 3)?);
        }
    }
    for row in words {
        if let Some(standing) = standings.get_mut(&get(&row, 0)?) {
            // The database orders words by its own rule.
            let ordered = |column| {
                let mut words: Vec<String> = get(&row, column)?;
                words.sort_unstable();
                Ok::<_, StoreError>(words)
            };
            standing.words = Words { from: get(&row, 1)?, title: ordered(2)?, text: ordered(3)? };
        }
    }
    Ok(standings)
}

fn standing(row: &Row) -> Result<Standing, StoreError> {
    let stamp = |by: usize| {
        Ok::<_, StoreError>(Stamp { by: get(row, by)?, at: get(row, by + 1)?, position: get(row, by + 2)? })
    };
    let approved = match get::<Option<i32>>(row, 17)? {
        Some(version) => Some((version, stamp(18)?)),
        None => None,
    };
    Ok(Standing {
        rec: get(row, 1)?,
        kind: get(row, 2)?,
        number: get(row, 3)?,
        reference: get(row, 4)?,
        audience: Audience { openness: get(row, 5)?, related: get(row, 6)? },
        span: Span {
            from: get(row, 7)?,
            state: get(row, 8)?,
            version: get(row, 9)?,
            content: get(row, 10)?,
            title: get(row, 11)?,
            brought: stamp(12)?,
            changed_by: get(row, 15)?,
            changed_at: get(row, 16)?,
            approved,
            authors: get(row, 21)?,
        },
        cells: BTreeMap::new(),
        links: BTreeMap::new(),
        words: Words { from: 0, title: Vec::new(), text: Vec::new() },
    })
}

async fn kinds(session: &Session<'_>, names: &BTreeSet<String>) -> Result<HashMap<String, Kind>, StoreError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = session
        .all("SELECT kind, number, position FROM house.kind_tip WHERE kind = ANY($1)", &[&names])
        .await?;
    let kind =
        |row: &Row| Ok((get(row, 0)?, Kind { number: get(row, 1)?, position: get(row, 2)?, new: false }));
    rows.iter().map(kind).collect()
}

async fn import_keys(
    session: &Session<'_>,
    names: &BTreeSet<(String, String)>,
) -> Result<HashMap<(String, String), Uuid>, StoreError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let (kinds, keys): (Vec<&str>, Vec<&str>) =
        names.iter().map(|(kind, key)| (kind.as_str(), key.as_str())).unzip();
    let sql = "SELECT i.kind, i.key, i.record FROM unnest($1::text[], $2::text[]) n (kind, key)
        JOIN house.import_key i ON i.kind = n.kind AND i.key = n.key";
    let rows = session.all(sql, &[&kinds, &keys]).await?;
    rows.iter().map(|row| Ok(((get(row, 0)?, get(row, 1)?), get(row, 2)?))).collect()
}

async fn receipts(
    session: &Session<'_>,
    names: &BTreeSet<(Uuid, String)>,
) -> Result<HashMap<(Uuid, String), Kept>, StoreError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let (people, keys): (Vec<Uuid>, Vec<&str>) =
        names.iter().map(|(person, key)| (*person, key.as_str())).unzip();
    let sql = "SELECT i.person, i.key, i.digest, i.receipt, i.at FROM unnest($1::uuid[], $2::text[]) n (person, key)
        JOIN house.idempotency i ON i.person = n.person AND i.key = n.key";
    let rows = session.all(sql, &[&people, &keys]).await?;
    rows.iter()
        .map(|row| Ok(((get(row, 0)?, get(row, 1)?), Kept::new(get(row, 2)?, get(row, 3)?, get(row, 4)?))))
        .collect()
}
