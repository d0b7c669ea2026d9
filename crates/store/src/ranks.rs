//! Keys in an order of their own.

use std::collections::HashMap;

/// Keys of a field in another order than that of their bytes, as those of links are in the order of what they lead to is called.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    keys: Vec<String>,
    places: HashMap<String, usize>,
    json: String,
}

impl Ranks {
    /// Keys in their order; of those that come twice the first counts.
    pub fn new(keys: impl IntoIterator<Item = String>) -> Self {
        let mut ranks = Self::default();
        for key in keys {
            if !ranks.places.contains_key(&key) {
                ranks.places.insert(key.clone(), ranks.keys.len());
                ranks.keys.push(key);
            }
        }
        let members =
            ranks.keys.iter().enumerate().map(|(place, key)| (key.clone(), Self::key_of(place).into()));
        ranks.json = serde_json::Value::Object(members.collect()).to_string();
        ranks
    }

    /// The keys in their order.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Where a key stands in it; none when it is not listed.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// A place as a key whose byte order is the order of places.
    pub fn key_of(place: usize) -> String {
        format!("{place:08}")
    }

    /// Every key with the [`key_of`](Self::key_of) its place, as an object in JSON.
    pub fn json(&self) -> &str {
        &self.json
    }
}

impl PartialEq for Ranks {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl Eq for Ranks {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_as_the_keys_are_listed() {
        let ranks = Ranks::new(["zoe", "ann", "zoe", "max"].map(str::to_owned));
        assert_eq!(ranks.keys(), ["zoe", "ann", "max"]);
        assert_eq!(
            ["zoe", "ann", "max", "eve"].map(|key| ranks.place(key)),
            [Some(0), Some(1), Some(2), None]
        );
        assert_eq!(ranks.json(), r#"{"ann":"00000001","max":"00000002","zoe":"00000000"}"#);
        assert!([0, 9, 10, 12_345].map(Ranks::key_of).is_sorted());
        assert_ne!(ranks, Ranks::new(["ann", "zoe", "max"].map(str::to_owned)));
    }
}
