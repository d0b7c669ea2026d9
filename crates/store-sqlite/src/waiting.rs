//! Rows that wait until there are many of them: those of one table are added together, because a statement costs more than a
//! row does, and rows that follow each other in a table lie on the same pages.

use crate::sql::Statements as _;
use ledger::Hash;
use record::RecordId;
use rusqlite::{
    Connection, Result, ToSql,
    types::{ToSqlOutput, Value, ValueRef},
};
use std::{borrow::Cow, sync::LazyLock};

/// Rows that one statement adds: as many as there are, in halves of this.
const TOGETHER: usize = 32;
/// Records whose rows wait at most.
const RECORDS: usize = 256;

/// A table to which rows are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Entry,
    Node,
    Record,
    Act,
    Reason,
    Content,
    Related,
    Span,
    Cell,
    Link,
    Word,
    ImportKey,
}

impl Table {
    /// In the order in which rows are added: what refers to another table comes after it.
    const ALL: [Self; 12] = [
        Self::Entry,
        Self::Node,
        Self::Record,
        Self::Act,
        Self::Reason,
        Self::Content,
        Self::Related,
        Self::Span,
        Self::Cell,
        Self::Link,
        Self::Word,
        Self::ImportKey,
    ];

    /// Name and columns.
    const fn columns(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Entry => ("entry", &["position", "bytes", "leaf"]),
            Self::Node => ("node", &["level", "idx", "hash"]),
            Self::Record => (
                "record",
                &["rec", "id", "kind", "number", "reference", "prefix", "born", "created_by", "created_at"],
            ),
            Self::Act => {
                ("act", &["position", "rec", "act", "by", "capacity", "via", "at", "version", "state"])
            }
            Self::Reason => ("reason", &["position", "text", "salt"]),
            Self::Content => ("content", &["position", "rec", "version", "schema", "json", "salts"]),
            Self::Related => ("related", &["id", "kind", "rec"]),
            Self::Span => ("span", crate::spans::COLUMNS),
            Self::Cell => ("cell", &["rec", "slot", "key", "number", "edge", "from_pos"]),
            Self::Link => ("link", &["rec", "field", "target", "from_pos"]),
            Self::Word => ("word", &["rec", "from_pos", "title", "text"]),
            Self::ImportKey => ("import_key", &["kind", "key", "record"]),
        }
    }

    /// The statement that adds so many rows. A row that is there already ends the transaction, so nothing of the statement
    /// need be taken back: otherwise SQLite would keep a copy of every page that it touches. Of an import key that comes
    /// twice the first to be added holds.
    fn sql(self, rows: usize) -> String {
        let (name, columns) = self.columns();
        let or = if self == Self::ImportKey { "IGNORE" } else { "FAIL" };
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        format!("INSERT OR {or} INTO {name} ({}) VALUES {}", columns.join(", "), vec![row; rows].join(", "))
    }
}

/// Statements of each table, by the number of rows: 1, 2, 4, …
static STATEMENTS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let sizes: Vec<usize> = (0..=TOGETHER.ilog2()).map(|power| 1 << power).collect();
    Table::ALL.iter().map(|table| sizes.iter().map(|rows| table.sql(*rows)).collect()).collect()
});

/// A value of a row, borrowed from the commit where it can be.
#[derive(Debug)]
pub(crate) enum Bound<'c> {
    None,
    Int(i64),
    Text(Cow<'c, str>),
    Bytes(Cow<'c, [u8]>),
    Id([u8; 16]),
    Hash(Hash),
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::None => ToSqlOutput::Owned(Value::Null),
            Self::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id)),
            Self::Hash(hash) => ToSqlOutput::Borrowed(ValueRef::Blob(&hash.0)),
        })
    }
}

impl From<i64> for Bound<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Bound<'_> {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u8> for Bound<'_> {
    fn from(number: u8) -> Self {
        Self::Int(number.into())
    }
}

impl<'c> From<&'c str> for Bound<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'c> From<&'c String> for Bound<'c> {
    fn from(text: &'c String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Bound<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<Vec<u8>> for Bound<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(bytes))
    }
}

impl From<[u8; 16]> for Bound<'_> {
    fn from(id: [u8; 16]) -> Self {
        Self::Id(id)
    }
}

impl From<RecordId> for Bound<'_> {
    fn from(id: RecordId) -> Self {
        Self::Id(id.0.into_bytes())
    }
}

impl From<Hash> for Bound<'_> {
    fn from(hash: Hash) -> Self {
        Self::Hash(hash)
    }
}

impl<'c, T: Into<Bound<'c>>> From<Option<T>> for Bound<'c> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// Rows that wait, and the records that they are about.
#[derive(Debug)]
pub(crate) struct Waiting<'c> {
    rows: [Vec<Bound<'c>>; Table::ALL.len()],
    records: Vec<RecordId>,
}

impl Default for Waiting<'_> {
    fn default() -> Self {
        Self { rows: [const { Vec::new() }; Table::ALL.len()], records: Vec::new() }
    }
}

impl<'c> Waiting<'c> {
    /// Before anything is asked about a record: nothing of it may still wait, and of others not too much.
    pub(crate) fn make_way(&mut self, connection: &Connection, record: RecordId) -> Result<()> {
        if self.records.len() >= RECORDS || self.records.contains(&record) {
            self.settle(connection)?;
        }
        self.records.push(record);
        Ok(())
    }

    /// Adds a row, value by value in the order of the columns.
    pub(crate) fn add<const N: usize>(&mut self, table: Table, row: [Bound<'c>; N]) {
        debug_assert_eq!(N, table.columns().1.len(), "a value for every column");
        if let Some(rows) = self.rows.get_mut(table as usize) {
            rows.extend(row);
        }
    }

    /// Writes what waits.
    pub(crate) fn settle(&mut self, connection: &Connection) -> Result<()> {
        for (table, statements) in Table::ALL.into_iter().zip(STATEMENTS.iter()) {
            let Some(values) = self.rows.get_mut(table as usize) else { continue };
            let columns = table.columns().1.len();
            let mut rest = values.as_slice();
            while !rest.is_empty() {
                let power = TOGETHER.min(rest.len() / columns).max(1).ilog2();
                let (some, others) = rest.split_at_checked(columns << power).unwrap_or((rest, &[]));
                if let Some(sql) = statements.get(power as usize) {
                    connection.add(sql, some)?;
                }
                rest = others;
            }
            values.clear();
        }
        self.records.clear();
        Ok(())
    }
}
