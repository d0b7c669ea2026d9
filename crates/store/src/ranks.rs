//! Keys in an order of their own.

use std::{cmp::Ordering, collections::HashMap};

/// Keys of a field in another order than that of their bytes, as those of links are in the order of what they lead to is called.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    keys: Vec<String>,
    places: HashMap<String, usize>,
    json: String,
    table: Vec<u8>,
}

/// Bytes of a place in a table.
const PLACE: usize = 4;

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
        ranks.table = ranks.tabled();
        ranks
    }

    /// Every key with its place in the order of keys, each as long as the longest, behind its length.
    fn tabled(&self) -> Vec<u8> {
        let width = self.keys.iter().map(String::len).max().unwrap_or(0);
        let mut places: Vec<(&String, &usize)> = self.places.iter().collect();
        places.sort_unstable();
        let mut table = Vec::with_capacity(PLACE + places.len() * (width + PLACE));
        table.extend(bytes(width));
        for (key, place) in places {
            table.extend_from_slice(key.as_bytes());
            table.resize(table.len() + width - key.len(), 0);
            table.extend(bytes(*place));
        }
        table
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

    /// Every key with its place, as bytes in which [`look_up`](Self::look_up) finds it without reading them all.
    pub fn table(&self) -> &[u8] {
        &self.table
    }

    /// The place of a key in a [`table`](Self::table); none when it is not listed.
    pub fn look_up(table: &[u8], key: &str) -> Option<usize> {
        let (width, entries) = table.split_first_chunk::<PLACE>()?;
        let width = number(*width);
        if key.len() > width {
            return None;
        }
        let size = width + PLACE;
        let entry = |at: usize| entries.get(at * size..)?.get(..size)?.split_at_checked(width);
        let (mut low, mut high) = (0, entries.len() / size);
        while low < high {
            let middle = low.midpoint(high);
            let (found, place) = entry(middle)?;
            // What is shorter than the others ends with zeros.
            let padded = key.bytes().chain(std::iter::repeat_n(0, width - key.len()));
            match found.iter().copied().cmp(padded) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return place.try_into().ok().map(number),
            }
        }
        None
    }

    /// Every key with the [`key_of`](Self::key_of) its place, as an object in JSON.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// A place as bytes; beyond any that somebody could list it is the last.
fn bytes(number: usize) -> [u8; PLACE] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

fn number(bytes: [u8; PLACE]) -> usize {
    usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX)
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
        let found = |key| Ranks::look_up(ranks.table(), key);
        assert_eq!(
            ["zoe", "ann", "max", "eve", "an", "anna", ""].map(found),
            [Some(0), Some(1), Some(2), None, None, None, None]
        );
        let of_lengths = Ranks::new(["b", "", "abc", "ab", "a"].map(str::to_owned));
        for (place, key) in of_lengths.keys().iter().enumerate() {
            assert_eq!(Ranks::look_up(of_lengths.table(), key), Some(place), "{key}");
        }
        assert_eq!(Ranks::look_up(Ranks::default().table(), "a"), None);
        assert_eq!(Ranks::look_up(Ranks::new([]).table(), ""), None);
        assert!([0, 9, 10, 12_345].map(Ranks::key_of).is_sorted());
        assert_ne!(ranks, Ranks::new(["ann", "zoe", "max"].map(str::to_owned)));
    }
}
