//! Salted commitments: what the ledger holds of a field instead of its text.
//!
//! A commitment is SHA-256 over a domain, the salt, the record, the field and the canonical value, each with its length,
//! so that no two openings share their bytes. Without the salt, which lies in an erasable table, the value can neither
//! be read nor guessed; once the salt is erased the entry still verifies and the field is gone.

use crate::{
    canonical::{self, CanonicalError},
    limits::SALT_BYTES,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// The field under which the reason of an act is committed to and opened.
pub const REASON: &str = "@reason";

const DOMAIN: &[u8] = b"plumbline/commitment/v1";

/// A commitment to one field's value. Serialised as base64url without padding, 43 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Commitment(pub [u8; 32]);

impl Commitment {
    /// Commits to a value of a field of a record.
    ///
    /// # Errors
    /// [`CanonicalError::Integer`] if the value has no canonical bytes.
    pub fn to_value(salt: &Salt, record: Uuid, field: &str, value: &Value) -> Result<Self, CanonicalError> {
        Ok(Self::to_bytes(salt, record, field, &canonical::to_bytes(value)?))
    }

    /// Commits to the canonical bytes of a value.
    pub fn to_bytes(salt: &Salt, record: Uuid, field: &str, value: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [DOMAIN, &salt.0, record.as_bytes(), field.as_bytes(), value] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

impl Commitment {
    /// Writes it as it is serialised.
    pub(crate) fn push_to(&self, out: &mut String) {
        BASE64_URL_SAFE_NO_PAD.encode_string(self.0, out);
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Commitment({self})")
    }
}

impl From<Commitment> for String {
    fn from(commitment: Commitment) -> Self {
        commitment.to_string()
    }
}

impl TryFrom<String> for Commitment {
    type Error = CommitmentError;

    fn try_from(text: String) -> Result<Self, CommitmentError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| CommitmentError)?;
        bytes.try_into().map(Self).map_err(|_| CommitmentError)
    }
}

/// A text that is no commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a commitment")]
pub struct CommitmentError;

/// The chance that keeps a commitment from being guessed: 16 to 32 bytes, drawn anew for every field of every version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Salt(Vec<u8>);

impl Salt {
    /// A salt of these bytes.
    ///
    /// # Errors
    /// [`SaltError`] if there are fewer than 16 or more than 32.
    pub fn new(bytes: Vec<u8>) -> Result<Self, SaltError> {
        if SALT_BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SaltError) }
    }

    /// The bytes, for a store to keep.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        BASE64_URL_SAFE_NO_PAD.encode(salt.0)
    }
}

impl TryFrom<String> for Salt {
    type Error = SaltError;

    fn try_from(text: String) -> Result<Self, SaltError> {
        Self::new(BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| SaltError)?)
    }
}

/// Bytes that are no salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a salt of 16 to 32 bytes")]
pub struct SaltError;

/// One committed field as it is handed out: with salt and value, or as erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The record.
    pub record: Uuid,
    /// Its version at that entry.
    pub version: u64,
    /// The position of the entry that holds the commitment.
    pub position: u64,
    /// The field, or [`REASON`].
    pub field: String,
    /// The salt; none if erased.
    pub salt: Option<Salt>,
    /// The value; null if erased.
    pub value: Value,
    /// Whether value and salt were erased on purpose; a later entry must say so.
    pub erased: bool,
}

impl Opened {
    /// The commitment that this opening leads to; none if it was erased or cannot be computed.
    pub fn commitment(&self) -> Option<Commitment> {
        let salt = self.salt.as_ref().filter(|_| !self.erased)?;
        Commitment::to_value(salt, self.record, &self.field, &self.value).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn salt(byte: u8, length: usize) -> Salt {
        Salt::new(vec![byte; length]).unwrap()
    }

    #[test]
    fn the_encoding_is_the_documented_one() {
        let mut bytes = Vec::new();
        let (salt, record) = (salt(7, 16), Uuid::from_u128(5));
        for part in [b"plumbline/commitment/v1".as_slice(), &[7; 16], record.as_bytes(), b"name", b"\"x\""] {
            bytes.extend([0, 0, 0, 0, 0, 0, 0, u8::try_from(part.len()).unwrap()]);
            bytes.extend(part);
        }
        let expected = Commitment(Sha256::digest(bytes).into());
        assert_eq!(Commitment::to_value(&salt, record, "name", &json!("x")).unwrap(), expected);
    }

    #[test]
    fn moving_a_byte_between_parts_changes_the_commitment() {
        let (record, value) = (Uuid::nil(), b"1");
        let a = Commitment::to_bytes(&salt(b'a', 16), record, "ab", value);
        let b = Commitment::to_bytes(&salt(b'a', 17), record, "b", value);
        let c = Commitment::to_bytes(&salt(b'a', 16), record, "a", b"b1");
        assert!(a != b && a != c && b != c);
    }

    #[test]
    fn a_salt_has_16_to_32_bytes() {
        for length in [0, 15, 33] {
            assert_eq!(Salt::new(vec![0; length]), Err(SaltError), "{length}");
        }
        assert!(Salt::new(vec![0; 16]).is_ok() && Salt::new(vec![0; 32]).is_ok());
        assert!(!format!("{:?}", salt(65, 16)).contains("65"), "a salt does not slip into logs");
    }

    #[test]
    fn an_erased_opening_leads_nowhere() {
        let mut opened = Opened {
            record: Uuid::nil(),
            version: 1,
            position: 0,
            field: "name".to_owned(),
            salt: Some(salt(1, 16)),
            value: json!("x"),
            erased: false,
        };
        assert!(opened.commitment().is_some());
        opened.erased = true;
        assert_eq!(opened.commitment(), None);
    }

    proptest! {
        #[test]
        fn commitments_and_salts_come_back_from_their_text(
            bytes in any::<[u8; 32]>(),
            salt in prop::collection::vec(any::<u8>(), 16..=32),
        ) {
            let text = Commitment(bytes).to_string();
            prop_assert_eq!(text.len(), 43);
            prop_assert_eq!(Commitment::try_from(text), Ok(Commitment(bytes)));
            let salt = Salt::new(salt).unwrap();
            prop_assert_eq!(Salt::try_from(String::from(salt.clone())), Ok(salt));
        }

        #[test]
        fn another_salt_record_field_or_value_is_another_commitment(
            salt in prop::collection::vec(any::<u8>(), 16..=32), other in prop::collection::vec(any::<u8>(), 16..=32),
            field in "[a-z_]{1,9}", another in "[a-z_]{1,9}", value in any::<String>(), changed in any::<String>(),
        ) {
            prop_assume!(salt != other && field != another && value != changed);
            let (salt, other) = (Salt::new(salt).unwrap(), Salt::new(other).unwrap());
            let (record, value, changed) = (Uuid::from_u128(1), json!(value), json!(changed));
            let one = Commitment::to_value(&salt, record, &field, &value).unwrap();
            prop_assert_ne!(one, Commitment::to_value(&other, record, &field, &value).unwrap());
            prop_assert_ne!(one, Commitment::to_value(&salt, Uuid::from_u128(2), &field, &value).unwrap());
            prop_assert_ne!(one, Commitment::to_value(&salt, record, &another, &value).unwrap());
            prop_assert_ne!(one, Commitment::to_value(&salt, record, &field, &changed).unwrap());
        }
    }
}
