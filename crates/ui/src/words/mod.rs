//! Every word of the pages, keyed by id, with English beside it. One table a room.
//!
//! A language is a table from these keys to words ([`record::Words`]). Sentences with values hold `{name}`; nothing
//! is glued together from pieces, because other languages order them otherwise.

/// Words under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Stable key: `ui.<room>.<what>`.
    pub key: &'static str,
    /// What English readers see.
    pub english: &'static str,
}

macro_rules! words {
    ($room:literal; $($(#[$doc:meta])* $name:ident $key:literal $english:literal;)*) => {
        $(
            #[doc = concat!("“", $english, "”")]
            pub const $name: $crate::words::Word =
                $crate::words::Word { key: concat!("ui.", $room, ".", $key), english: $english };
        )*
        /// Every word of this room.
        pub const ALL: &[$crate::words::Word] = &[$($name),*];
    };
}

pub mod account;
pub mod act;
pub mod change;
pub mod declared;
pub mod duplicates;
pub mod form;
pub mod frameworks;
pub mod gap;
pub mod guide;
pub mod impact;
pub mod import;
pub mod library;
pub mod list;
pub mod own_framework;
pub mod problem;
pub mod proof;
pub mod readiness;
pub mod record_page;
pub mod relations;
pub mod risk;
pub mod seal;
pub mod search;
pub mod shell;
pub mod soa;
pub mod state;
pub mod time;
pub mod views;

/// Every word of every room.
pub const ROOMS: &[&[Word]] = &[
    account::ALL,
    act::ALL,
    duplicates::ALL,
    form::ALL,
    frameworks::ALL,
    gap::ALL,
    guide::ALL,
    impact::ALL,
    import::ALL,
    library::ALL,
    list::ALL,
    own_framework::ALL,
    problem::ALL,
    proof::ALL,
    readiness::ALL,
    record_page::ALL,
    seal::ALL,
    risk::ALL,
    search::ALL,
    shell::ALL,
    soa::ALL,
    state::ALL,
    time::ALL,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_used_once() {
        let mut seen = BTreeSet::new();
        for word in ROOMS.iter().copied().flatten() {
            assert!(seen.insert(word.key), "{} twice", word.key);
            assert!(!word.english.is_empty(), "{} says nothing", word.key);
        }
    }

    #[test]
    fn placeholders_are_closed() {
        for word in ROOMS.iter().copied().flatten() {
            assert_eq!(word.english.matches('{').count(), word.english.matches('}').count(), "{}", word.key);
        }
    }
}
