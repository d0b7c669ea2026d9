//! Risk libraries: public lists of AI risks that the program carries, searched by plain words, taken over as a draft.
//!
//! They are read once, when somebody first asks. Their texts are their publishers'; licence and attribution go wherever
//! an entry goes.

mod search;
mod stem;
mod take;

pub use search::Found;
pub use take::{Newer, RISK, is_from, newer, taken, taken_from};

use search::Index;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The libraries, in the order of the page: those at the top are short and made for practitioners.
const CARRIED: &[&str] = &[
    include_str!("../../../../libraries/plumbline-starter.json"),
    include_str!("../../../../libraries/ibm-risk-atlas.json"),
    include_str!("../../../../libraries/owasp-llm.json"),
    include_str!("../../../../libraries/nist-ai-600-1.json"),
    include_str!("../../../../libraries/mitre-atlas.json"),
    include_str!("../../../../libraries/mit-ai-risk-repository.json"),
];
const SYNONYMS: &str = include_str!("../../../../libraries/synonyms.txt");

static SHELF: LazyLock<Shelf> = LazyLock::new(|| Shelf::of(CARRIED, SYNONYMS));

/// Every library that the program carries.
pub fn shelf() -> &'static Shelf {
    &SHELF
}

/// Libraries, and the index over their entries.
#[derive(Debug)]
pub struct Shelf {
    /// The libraries, in the order of the page.
    pub libraries: Vec<Library>,
    index: Index,
}

/// A public list of AI risks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Library {
    /// Stable id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its version, as its publisher numbers it.
    pub version: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where it is published; empty for the program's own.
    pub url: String,
    /// SPDX id of its licence.
    pub licence: String,
    /// Where the licence stands.
    pub licence_url: String,
    /// What is to be said wherever its texts are shown.
    pub attribution: String,
    /// What of the publication is not carried.
    pub left_out: String,
    /// Groups of its entries, in its order.
    pub categories: Vec<Category>,
    /// Measures that it suggests.
    pub measures: Vec<Measure>,
    /// Its risks.
    pub entries: Vec<Entry>,
}

/// A group of entries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Category {
    /// Stable id within the library.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A measure that a library suggests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Measure {
    /// Stable id within the library.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// A risk in a library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Stable id within the library.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Why it matters.
    pub note: String,
    /// What it stands under, where that is no category.
    pub under: String,
    /// Ids of its categories.
    pub categories: Vec<String>,
    /// Where it is published.
    pub url: String,
    /// The document from which it was extracted.
    pub source: String,
    /// Ids of measures against it.
    pub measures: Vec<String>,
    /// Library, entry and closeness (`exact`, `close`, `broad`, `narrow`, `related`) of what says much the same.
    pub see: Vec<(String, String, String)>,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Plain words; empty for everything.
    pub words: String,
    /// Id of a library.
    pub library: Option<String>,
    /// Id of one of its categories.
    pub category: Option<String>,
}

impl Shelf {
    /// Reads libraries. What cannot be read is not there; a test reads those that are carried.
    fn of(texts: &[&str], synonyms: &str) -> Self {
        let libraries: Vec<Library> =
            texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
        let index = Index::of(&libraries, synonyms);
        Self { libraries, index }
    }

    /// The library with this id.
    pub fn library(&self, id: &str) -> Option<&Library> {
        self.libraries.iter().find(|library| library.id == id)
    }

    /// An entry with its library.
    pub fn entry(&self, library: &str, entry: &str) -> Option<(&Library, &Entry)> {
        let library = self.library(library)?;
        Some((library, library.entries.iter().find(|known| known.id == entry)?))
    }

    /// What fits, best first; in the order of the libraries when no words were given.
    pub fn find(&self, wanted: &Wanted) -> Vec<Found<'_>> {
        self.index.find(&self.libraries, wanted)
    }

    /// How many of those found lie in each library, in the order of the libraries.
    pub fn count(&self, found: &[Found<'_>]) -> Vec<(&Library, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for found in found {
            *counts.entry(found.library.id.as_str()).or_default() += 1;
        }
        self.libraries
            .iter()
            .map(|library| (library, counts.get(library.id.as_str()).copied().unwrap_or(0)))
            .collect()
    }
}

impl Library {
    /// The name of a category.
    pub fn category(&self, id: &str) -> Option<&str> {
        self.categories.iter().find(|category| category.id == id).map(|category| category.name.as_str())
    }

    /// The names of an entry's categories.
    pub fn categories_of<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a str> {
        entry.categories.iter().filter_map(|id| self.category(id))
    }

    /// The measures against an entry.
    pub fn measures_of<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Measure> {
        entry.measures.iter().filter_map(|id| self.measures.iter().find(|measure| measure.id == *id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_that_is_carried_can_be_read_and_says_whose_it_is() {
        let shelf = shelf();
        assert_eq!(shelf.libraries.len(), CARRIED.len());
        for library in &shelf.libraries {
            for said in [
                &library.version,
                &library.publisher,
                &library.licence,
                &library.licence_url,
                &library.attribution,
            ] {
                assert!(!said.is_empty(), "{}", library.id);
            }
            assert!(!library.entries.is_empty(), "{}", library.id);
        }
    }

    #[test]
    fn whatever_an_entry_names_is_there_and_no_id_stands_twice() {
        let shelf = shelf();
        for library in &shelf.libraries {
            let mut ids: Vec<&str> = library.entries.iter().map(|entry| entry.id.as_str()).collect();
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{}", library.id);
            for entry in &library.entries {
                assert!(!entry.name.is_empty() && !entry.id.contains('/'), "{} {}", library.id, entry.id);
                for category in &entry.categories {
                    assert!(library.category(category).is_some(), "{} {category}", entry.id);
                }
                assert_eq!(library.measures_of(entry).count(), entry.measures.len(), "{}", entry.id);
                for (other, id, _) in &entry.see {
                    assert!(shelf.entry(other, id).is_some(), "{} sees {other} {id}", entry.id);
                }
            }
        }
    }
}
