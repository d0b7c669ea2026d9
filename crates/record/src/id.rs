//! Ids: a `UUIDv7` for a record, and the short reference that people say aloud.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The id of a record, unique in the world. A person is a record of the kind `person`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Uuid);

impl RecordId {
    /// Stands for whoever runs the machine, where an act was done without anybody signing in. It is no record.
    pub const OPERATOR: Self = Self(Uuid::nil());
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The reference of the `number`th record of a kind: `SYS-0007`.
pub fn reference(prefix: &str, number: u64) -> String {
    format!("{prefix}-{number:04}")
}
