//! The question part of an address: names and values in order, repeated ones kept.

use axum::http::Uri;
use record::FormData;
use std::fmt::Write as _;

/// Names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(pub FormData);

impl Query {
    /// Those of an address.
    pub fn of(uri: &Uri) -> Self {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0);
        Self(FormData(pairs.unwrap_or_default()))
    }

    /// The first filled value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.first(name).filter(|value| !value.is_empty())
    }

    /// The same with a name set to one value, at the end.
    #[must_use]
    pub fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut other = self.without(name);
        other.0.0.push((name.to_owned(), value.into()));
        other
    }

    /// The same without a name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        self.keep(|given, _| given != name)
    }

    /// The pairs for which this holds.
    #[must_use]
    pub fn keep(&self, holds: impl Fn(&str, &str) -> bool) -> Self {
        Self(FormData(self.0.0.iter().filter(|(name, value)| holds(name, value)).cloned().collect()))
    }

    /// The address of a path with these; pairs without a value are left out.
    pub fn on(&self, path: &str) -> String {
        let mut address = path.to_owned();
        let mut sign = '?';
        for (name, value) in self.0.0.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(address, "{sign}{}={}", encode(name), encode(value));
            sign = '&';
        }
        address
    }
}

/// A part of an address: every byte that is no letter, digit or `-._~` as `%XX` (RFC 3986, 2.3).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let pairs = vec![
            ("q".to_owned(), "a&b=c ü/\"<".to_owned()),
            ("f.stage".to_owned(), "x".to_owned()),
            ("f.stage".to_owned(), "y".to_owned()),
        ];
        let query = Query(FormData(pairs));
        let uri: Uri = query.on("/r/use").parse().unwrap();
        assert_eq!(Query::of(&uri), query);
    }

    #[test]
    fn setting_a_name_replaces_every_value() {
        let uri: Uri = "/r/use?page=2&f.a=1&page=3".parse().unwrap();
        assert_eq!(Query::of(&uri).with("page", "4").on("/r/use"), "/r/use?f.a=1&page=4");
        assert_eq!(Query::of(&uri).without("page").on("/r/use"), "/r/use?f.a=1");
    }
}
