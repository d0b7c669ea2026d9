//! Countries by name: the step that reads names written before suppliers held the code of ISO 3166.

use record::{Upcast, fold};
use serde_json::{Map, Value as Json};

/// A code of ISO 3166-1 and the names that people write for it, a line each.
const COUNTRIES: &str = include_str!("countries.txt");

/// Reads a supplier's country, written as a name, as its code; a name that is not known is kept as a note.
pub const CODE_FOR_NAME: Upcast = Upcast {
    from: 1,
    what: "The country of a supplier is its two-letter code; a name that stands for no one code is kept as a note.",
    step: code_for_name,
};

/// The code for a name in any case, with or without accents, or for the code itself.
pub fn code_of(name: &str) -> Option<&'static str> {
    let wanted = folded(name);
    COUNTRIES.lines().filter_map(|line| line.split_once(' ')).find_map(|(code, names)| {
        (folded(code) == wanted || names.split('|').any(|name| folded(name) == wanted)).then_some(code)
    })
}

fn code_for_name(body: &mut Map<String, Json>) {
    let Some(Json::String(name)) = body.remove("country_name") else { return };
    match code_of(&name) {
        Some(code) => body.insert("country".to_owned(), Json::from(code)),
        None => body.insert("country_note".to_owned(), Json::String(name)),
    };
}

fn folded(name: &str) -> String {
    let name = fold(name).replace('&', " and ").replace('’', "'");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn there_are_249_codes_of_two_capitals_each_once() {
        let codes: Vec<&str> =
            COUNTRIES.lines().map(|line| line.split_once(' ').expect("code and names").0).collect();
        assert_eq!(codes.len(), 249, "ISO 3166-1 has 249 officially assigned codes");
        assert!(codes.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(codes.is_sorted_by(|a, b| a < b), "sorted, so each stands there once");
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let mut owner = BTreeMap::new();
        for (code, names) in COUNTRIES.lines().filter_map(|line| line.split_once(' ')) {
            for name in names.split('|').chain([code]) {
                let before = owner.insert(folded(name), code);
                assert!(before.is_none_or(|before| before == code), "{name}: {before:?} and {code}");
            }
        }
    }

    #[test]
    fn names_are_found_as_people_write_them() {
        for (name, code) in [
            ("Germany", "DE"),
            ("  deutschland ", "DE"),
            ("Österreich", "AT"),
            ("Cote d’Ivoire", "CI"),
            ("USA", "US"),
            ("U.K.", "GB"),
            ("Trinidad & Tobago", "TT"),
            ("fr", "FR"),
        ] {
            assert_eq!(code_of(name), Some(code), "{name}");
        }
        for name in ["Germany and France", "Europe", "", "Congo", "Korea"] {
            assert_eq!(code_of(name), None, "{name}");
        }
    }
}
