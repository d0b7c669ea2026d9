//! Records that the person who asks may see: the only form in which they leave this crate.

use std::ops::Deref;

/// Something that has passed the check of who may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen<T>(T);

impl<T> Seen<T> {
    /// Only this crate makes one, after the check.
    pub(crate) const fn checked(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Seen<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
