//! Search over the entries of libraries: words in the name count more than words in the text, rare words more than
//! frequent ones, and what means the same is found further down.

use super::{Entry, Library, Wanted, stem::words};
use std::collections::BTreeMap;

/// How much a word counts where it stands.
const IN_NAME: f64 = 6.0;
const IN_NOTE: f64 = 1.5;
/// Frequency saturates and long texts count less, as in Okapi BM25 (Robertson and Zaragoza, 2009).
const SATURATION: f64 = 1.2;
const BY_LENGTH: f64 = 0.6;
/// What means the same counts this much of what was typed.
const SAME: f64 = 0.5;
/// A name that holds the words side by side, one that holds them all, and one that is nothing but the words.
const SIDE_BY_SIDE: f64 = 1.6;
const ALL_IN_NAME: f64 = 1.3;
const WHOLE_NAME: f64 = 2.5;
/// An entry of a short list was chosen with more care than one of a long collection: by how much, and from which length.
const SHORT_LIST: f64 = 1.2;
const SHORT_LENGTH: f64 = 5.0;
/// Each further entry of the same library counts less, so that one that says a thing many times leaves room for others.
const AGAIN: f64 = 0.25;

/// An entry that was found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Its library.
    pub library: &'a Library,
    /// The entry.
    pub entry: &'a Entry,
}

/// The index.
#[derive(Debug)]
pub struct Index {
    /// Library and entry, by number, with the words of its name and the weight of all its words.
    places: Vec<Place>,
    /// Where each word stands, and how much it counts there.
    postings: BTreeMap<String, Vec<(u32, f64)>>,
    mean: f64,
    /// Groups of phrases that mean the same.
    groups: Vec<Vec<Vec<String>>>,
}

#[derive(Debug)]
struct Place {
    library: usize,
    entry: usize,
    name: Vec<String>,
    length: f64,
    prior: f64,
}

impl Index {
    /// Reads every entry.
    pub fn of(libraries: &[Library], synonyms: &str) -> Self {
        let mut places = Vec::new();
        let mut postings: BTreeMap<String, Vec<(u32, f64)>> = BTreeMap::new();
        for (at, library) in libraries.iter().enumerate() {
            let prior = 1.0 + SHORT_LIST / (1.0 + number(library.entries.len()) / SHORT_LENGTH).ln();
            for (entry, read) in library.entries.iter().enumerate() {
                let name = words(&read.name);
                let mut weights: BTreeMap<String, f64> = BTreeMap::new();
                let mut add = |found: Vec<String>, weight: f64| {
                    for word in found {
                        *weights.entry(word).or_default() += weight;
                    }
                };
                add(name.clone(), IN_NAME);
                add(words(&read.text), 1.0);
                add(words(&read.note), IN_NOTE);
                add(words(&read.under), IN_NOTE);
                library.categories_of(read).for_each(|category| add(words(category), 1.0));
                let number = u32::try_from(places.len()).unwrap_or(u32::MAX);
                let length = weights.values().sum();
                for (word, weight) in weights {
                    postings.entry(word).or_default().push((number, weight));
                }
                places.push(Place { library: at, entry, name, length, prior });
            }
        }
        let count = number(places.len()).max(1.0);
        let mean = places.iter().map(|place| place.length).sum::<f64>() / count;
        let groups = synonyms
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('|').map(words).filter(|phrase| !phrase.is_empty()).collect())
            .collect();
        Self { places, postings, mean: mean.max(1.0), groups }
    }

    /// What fits, best first.
    pub fn find<'a>(&self, libraries: &'a [Library], wanted: &Wanted) -> Vec<Found<'a>> {
        let typed = words(&wanted.words);
        let fits = |found: &Found<'_>| {
            wanted.library.as_ref().is_none_or(|id| *id == found.library.id)
                && wanted.category.as_ref().is_none_or(|id| found.entry.categories.contains(id))
        };
        let at = |place: &Place| {
            let library = libraries.get(place.library)?;
            Some(Found { library, entry: library.entries.get(place.entry)? })
        };
        if typed.is_empty() {
            // Words that say nothing find nothing; no words at all show everything.
            let all = wanted.words.trim().is_empty();
            return self.places.iter().filter(|_| all).filter_map(at).filter(fits).collect();
        }
        let mut scored: Vec<(f64, u32)> =
            self.scores(&typed).into_iter().map(|(id, score)| (score, id)).collect();
        best_first(&mut scored);
        let mut shown: BTreeMap<usize, f64> = BTreeMap::new();
        for (score, id) in &mut scored {
            let Some(place) = self.place(*id) else { continue };
            let before = shown.entry(place.library).or_default();
            *score /= 1.0 + AGAIN * *before;
            *before += 1.0;
        }
        best_first(&mut scored);
        let place = |(_, id): (f64, u32)| self.place(id);
        scored.into_iter().filter_map(place).filter_map(at).filter(fits).collect()
    }

    fn scores(&self, typed: &[String]) -> BTreeMap<u32, f64> {
        let mut scores = self.phrase(typed);
        for group in self.groups.iter().filter(|group| group.iter().any(|phrase| holds(typed, phrase))) {
            for phrase in group.iter().filter(|phrase| !holds(typed, phrase)) {
                for (id, score) in self.phrase(phrase) {
                    // An entry is not better for holding many words that mean the same.
                    let same = scores.entry(id).or_default();
                    *same = same.max(score * SAME);
                }
            }
        }
        scores
    }

    /// The entries that hold words of a phrase, and how well. What lacks a rare word of it falls far behind.
    fn phrase(&self, phrase: &[String]) -> BTreeMap<u32, f64> {
        let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        let (count, mut whole) = (number(self.places.len()), 0.0);
        for word in phrase {
            let found = self.postings.get(word).map_or(&[][..], Vec::as_slice);
            let rarity = (1.0 + (count - number(found.len()) + 0.5) / (number(found.len()) + 0.5)).ln();
            whole += rarity;
            for (id, weight) in found {
                let Some(place) = self.place(*id) else { continue };
                let long = 1.0 - BY_LENGTH + BY_LENGTH * place.length / self.mean;
                let known = sums.entry(*id).or_default();
                known.0 += rarity * weight * (SATURATION + 1.0) / (weight + SATURATION * long);
                known.1 += rarity;
            }
        }
        let weighed = |(id, (score, held)): (u32, (f64, f64))| {
            let share: f64 = held / whole;
            (id, score * share * share * self.bonus(id, phrase))
        };
        sums.into_iter().map(weighed).collect()
    }

    fn place(&self, id: u32) -> Option<&Place> {
        self.places.get(usize::try_from(id).ok()?)
    }

    fn bonus(&self, id: u32, phrase: &[String]) -> f64 {
        let Some(place) = self.place(id) else { return 1.0 };
        let named = if place.name == phrase {
            WHOLE_NAME
        } else if holds(&place.name, phrase) {
            SIDE_BY_SIDE
        } else if phrase.iter().all(|word| place.name.contains(word)) {
            ALL_IN_NAME
        } else {
            1.0
        };
        named * place.prior
    }
}

fn best_first(scored: &mut [(f64, u32)]) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
}

/// Whether words hold a phrase side by side.
fn holds(words: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
}

#[expect(clippy::cast_precision_loss, reason = "a count of entries is far below 2^52")]
const fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::super::{Wanted, shelf};

    fn first(words: &str) -> Vec<String> {
        let wanted = Wanted { words: words.to_owned(), ..Wanted::default() };
        let found = shelf().find(&wanted);
        found.iter().take(5).map(|found| format!("{}/{}", found.library.id, found.entry.id)).collect()
    }

    /// What practitioners type, and an entry that must be among the first five.
    const TYPED: &[(&str, &str)] = &[
        ("hallucination", "ibm-risk-atlas/atlas-hallucination"),
        ("Hallucinations", "plumbline-starter/hallucination"),
        ("model drift", "plumbline-starter/model-drift"),
        ("distribution drift", "plumbline-starter/model-drift"),
        ("membership inference", "ibm-risk-atlas/atlas-membership-inference-attack"),
        ("black box", "plumbline-starter/transparency"),
        ("energy", "plumbline-starter/environment"),
        ("adversarial attacks", "plumbline-starter/adversarial-attack"),
        ("bias amplification", "plumbline-starter/bias-amplification"),
        ("regulatory non-compliance", "plumbline-starter/non-compliance"),
        ("reputational harm", "plumbline-starter/reputation"),
        ("model inversion", "mitre-atlas/AML.T0024.001"),
        ("concept drift", "plumbline-starter/model-drift"),
        ("prompt injection", "owasp-llm/llm01-prompt-injection"),
        ("jailbreak", "ibm-risk-atlas/atlas-jailbreaking"),
        ("data poisoning", "owasp-llm/llm042025-data-and-model-poisoning"),
        ("made up facts", "plumbline-starter/hallucination"),
        ("carbon footprint", "plumbline-starter/environment"),
        ("copyright", "ibm-risk-atlas/atlas-copyright-infringement"),
        ("deepfakes", "mitre-atlas/AML.T0088"),
        ("job loss", "ibm-risk-atlas/atlas-impact-on-jobs"),
        ("automation bias", "ibm-risk-atlas/atlas-over-or-under-reliance"),
        ("third-party vendor", "owasp-llm/llm032025-supply-chain"),
        ("toxic language", "nist-ai-600-1/nist-dangerous-violent-or-hateful-content"),
        ("model theft", "mitre-atlas/AML.T0024.002"),
        ("explainability", "plumbline-starter/transparency"),
        ("agent does too much on its own", "owasp-llm/llm062025-excessive-agency"),
        ("who is responsible", "ibm-risk-atlas/atlas-legal-accountability"),
    ];

    #[test]
    fn plain_words_find_the_right_entry_within_the_first_five() {
        let missed: Vec<String> = TYPED
            .iter()
            .filter(|(typed, wanted)| !first(typed).iter().any(|found| found == wanted))
            .map(|(typed, wanted)| format!("{typed}: {wanted} is not in {:?}", first(typed)))
            .collect();
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }

    #[test]
    fn nothing_is_found_for_nonsense_and_everything_for_no_words() {
        assert!(first("zeppelin quux").is_empty());
        assert!(first("the of and").is_empty());
        let all: usize = shelf().libraries.iter().map(|library| library.entries.len()).sum();
        assert_eq!(shelf().find(&Wanted::default()).len(), all);
    }

    #[test]
    fn a_library_and_a_category_narrow_what_is_found() {
        let wanted = Wanted {
            words: "attack".to_owned(),
            library: Some("ibm-risk-atlas".to_owned()),
            category: Some("ibm-risk-atlas-robustness-prompt-attacks".to_owned()),
        };
        let found = shelf().find(&wanted);
        assert!(found.len() > 3);
        assert!(found.iter().all(|found| found.library.id == "ibm-risk-atlas"));
    }
}
