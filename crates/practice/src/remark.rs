//! What a practice has to say of a record, beside its content: read off its body, whatever its kind.

use crate::library::{self, Newer};
use kinds::risk;
use record::Body;

/// A remark on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The library from which it was taken over has a newer version.
    NewerUpstream(Newer),
}

/// What is to be said of a record of this kind.
pub fn remarks(kind: &str, body: &Body) -> Vec<Remark> {
    if kind != risk::KIND.id {
        return Vec::new();
    }
    library::newer(library::shelf(), body).map(Remark::NewerUpstream).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_something_to_be_said_of_it_is_remarked_upon() {
        let risk = testkit::sample("risk").with("origin_version", record::Value::Text("2024".to_owned()));
        assert_eq!(remarks("risk", &risk).len(), 1);
        assert_eq!(remarks("supplier", &risk), []);
    }
}
