//! What a use-case gives: a result, a refusal for the person, or a failure for the operator.

use record::{Class, Refusal};
use store::StoreError;
use thiserror::Error;

/// Why a use-case gave no result.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The person may not, or what was sent does not hold.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// The program or its store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// An invariant does not hold.
    #[error("{0}")]
    Broken(String),
}

/// A result, a refusal or a failure.
pub type Outcome<T> = Result<T, Trouble>;

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Refused(changed_meanwhile()),
            StoreError::KeyReused => Self::Refused(Refusal::new(
                Class::Conflict,
                "key_reused",
                "This form was already sent with other content.",
                "Open the page again and send it once more.",
            )),
            StoreError::NoText => Self::Refused(Refusal::new(
                Class::Invalid,
                "no_text",
                "What was sent holds a sign that no text can hold.",
                "Take it out and send it again.",
            )),
            other => Self::Store(other),
        }
    }
}

/// Somebody else was faster.
pub(crate) fn changed_meanwhile() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "changed_meanwhile",
        "Somebody else changed this record meanwhile.",
        "Look at the change and decide again; what you typed is kept.",
    )
}
