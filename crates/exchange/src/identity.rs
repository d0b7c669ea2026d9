//! How a row is known again when the same file, or its next edition, is imported.

use crate::{Mapping, Sheet, choices::key as folded};
use std::collections::HashMap;

/// Characters of an import key that are kept as they are; the rest goes into a check number.
const KEY_CHARS: usize = 160;

/// The key of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The file's own key, cleaned, when the row has one.
    pub given: Option<String>,
    /// The key under which the record is found again.
    pub import_key: String,
    /// What is odd: `empty_key` or `duplicate_key`.
    pub oddity: Option<&'static str>,
}

impl Identity {
    /// Whether the row has a key that no other row of the file has.
    pub(crate) fn is_certain(&self) -> bool {
        self.given.is_some() && self.oddity.is_none()
    }

    /// Its place, from 1, among the rows without a key of their own that say the same where rows are told apart.
    pub(crate) fn occurrence(&self) -> usize {
        let number = self.import_key.strip_prefix("row:").and_then(|key| key.rsplit_once('#'));
        number.and_then(|(_, number)| number.parse().ok()).unwrap_or(1)
    }
}

/// The identities of all rows, each import key once.
///
/// A row with a key of its own is known by it. A row without one, or with a key that other rows share, is known by the
/// folded text of the identity columns and by which occurrence of that text it is.
pub(crate) fn of(sheet: &Sheet, mapping: &Mapping, title: Option<usize>) -> Vec<Identity> {
    let key = mapping.key.as_deref().and_then(|column| sheet.column(column));
    let mut columns: Vec<usize> = mapping.identity.iter().filter_map(|column| sheet.column(column)).collect();
    if columns.is_empty() {
        columns.extend(title);
    }
    let given: Vec<Option<String>> = (0..sheet.rows.len())
        .map(|row| key.map(|key| clean(sheet.cell(row, key))).filter(|text| !text.is_empty()))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for text in given.iter().flatten() {
        *uses.entry(text.as_str()).or_default() += 1;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut identities = Vec::with_capacity(given.len());
    for (row, own) in given.iter().enumerate() {
        let alone = own.as_ref().is_some_and(|text| uses.get(text.as_str()) == Some(&1));
        let import_key = if let (Some(text), true) = (own, alone) {
            format!("id:{text}")
        } else {
            let content = content_key(sheet, row, own.as_deref(), &columns);
            let occurrence = seen.entry(content.clone()).or_default();
            *occurrence += 1;
            format!("row:{content}#{occurrence}")
        };
        let oddity = match (key.is_some(), own, alone) {
            (true, None, _) => Some("empty_key"),
            (true, Some(_), false) => Some("duplicate_key"),
            _ => None,
        };
        identities.push(Identity { given: own.clone(), import_key, oddity });
    }
    identities
}

fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn content_key(sheet: &Sheet, row: usize, own: Option<&str>, columns: &[usize]) -> String {
    let cells = columns.iter().map(|column| folded(sheet.cell(row, *column)));
    let whole = own.map(folded).into_iter().chain(cells).collect::<Vec<_>>().join("|");
    if whole.chars().count() <= KEY_CHARS {
        return whole;
    }
    let head: String = whole.chars().take(KEY_CHARS).collect();
    format!("{head}~{:016x}", check_number(whole.as_bytes()))
}

/// FNV-1a over 64 bits: it tells long texts apart that begin alike, and guards nothing.
pub(crate) fn check_number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reading, read_csv};

    fn keys(csv: &str) -> Vec<(String, Option<&'static str>)> {
        let sheet = read_csv(csv.as_bytes(), &Reading::default()).unwrap();
        let mapping = Mapping {
            key: Some("id".to_owned()),
            identity: vec!["name".to_owned(), "unit".to_owned()],
            ..Mapping::default()
        };
        of(&sheet, &mapping, None).into_iter().map(|found| (found.import_key, found.oddity)).collect()
    }

    #[test]
    fn keys_are_trusted_only_when_they_are_alone() {
        let rows = "id,name,unit\nA 1,Chat,IT\n7,Scan,HR\n7,Scan,IT\n,Chat,IT\n,CHAT,it.\n,Chat,HR\n";
        let wanted = [
            ("id:A 1", None),
            ("row:7|scan|hr#1", Some("duplicate_key")),
            ("row:7|scan|it#1", Some("duplicate_key")),
            ("row:chat|it#1", Some("empty_key")),
            ("row:chat|it#2", Some("empty_key")),
            ("row:chat|hr#1", Some("empty_key")),
        ];
        let wanted: Vec<_> = wanted.iter().map(|(key, odd)| ((*key).to_owned(), *odd)).collect();
        assert_eq!(keys(rows), wanted);
    }

    #[test]
    fn long_texts_that_begin_alike_stay_apart() {
        let long = "x".repeat(300);
        let found = keys(&format!("id,name,unit\n,{long}a,IT\n,{long}b,IT\n"));
        assert_ne!(found[0].0, found[1].0);
        assert!(found[0].0.len() < 200);
    }

    #[test]
    fn check_numbers_are_those_of_the_published_function() {
        assert_eq!(check_number(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(check_number(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
