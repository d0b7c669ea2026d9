//! The answers of one rule, in a byte a subject.

use crate::Answer;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The subject that stands for a population, or for the organisation.
pub(crate) const WHOLE: u32 = u32::MAX;

/// The answers of one rule, and how many there are of each.
#[derive(Debug, Default)]
pub(crate) struct Board {
    pub answers: Answers,
    pub met: usize,
    pub not_met: usize,
    pub unknown: usize,
}

/// What is known about one subject of one rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Known {
    /// None when the subject does not belong now, but may with time.
    answer: Option<Answer>,
    /// Nanoseconds since 1970; [`NEVER`] for none. What lies beyond the range is never reached.
    flips: i64,
}

const NEVER: i64 = i64::MAX;

impl Known {
    pub(crate) fn new(answer: Option<Answer>, flips: Option<Timestamp>) -> Self {
        let flips = flips.and_then(|at| i64::try_from(at.as_nanosecond()).ok()).unwrap_or(NEVER);
        Self { answer, flips }
    }

    pub(crate) const fn answer(self) -> Option<Answer> {
        self.answer
    }

    pub(crate) fn flips(self) -> Option<Timestamp> {
        (self.flips != NEVER).then(|| Timestamp::from_nanosecond(i128::from(self.flips)).ok()).flatten()
    }
}

impl Default for Known {
    fn default() -> Self {
        Self::new(None, None)
    }
}

/// What is known about the subjects of one rule by key. Almost none flips, so the instants stand apart and a subject costs
/// a byte.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pages: BTreeMap<u32, Box<Page>>,
    flips: BTreeMap<u32, i64>,
}

/// Subjects in a page: those of one kind are mostly numbered one after the other.
const PAGE: u32 = 1 << SHIFT;
const SHIFT: u32 = 10;

#[derive(Debug)]
struct Page {
    /// How many bytes say what, so that a page is passed over in which nobody has an answer.
    held: [u16; CODES],
    codes: [u8; PAGE as usize],
}

/// Subjects in a page, as they are counted there.
const ALL: u16 = 1 << SHIFT;
/// How many things a byte may say.
const CODES: usize = 5;
/// What a byte says where nothing is known.
const NOTHING: u8 = 0;

fn code(answer: Option<Answer>) -> u8 {
    match answer {
        Some(Answer::Met) => 1,
        Some(Answer::NotMet) => 2,
        Some(Answer::Unknown) => 3,
        None => 4,
    }
}

/// The answer that a byte stands for, where something is known.
const fn answer_of(code: u8) -> Option<Answer> {
    match code {
        1 => Some(Answer::Met),
        2 => Some(Answer::NotMet),
        3 => Some(Answer::Unknown),
        _ => None,
    }
}

const fn place(key: u32) -> (u32, usize) {
    (key >> SHIFT, (key & (PAGE - 1)) as usize)
}

impl Answers {
    pub(crate) fn get(&self, key: u32) -> Option<Known> {
        let (page, place) = place(key);
        let code = *self.pages.get(&page)?.codes.get(place)?;
        (code != NOTHING).then_some(())?;
        Some(Known { answer: answer_of(code), flips: self.flips.get(&key).copied().unwrap_or(NEVER) })
    }

    /// Every subject with what is known, in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, Known)> + '_ {
        self.coded().map(|(key, answer)| {
            (key, Known { answer, flips: self.flips.get(&key).copied().unwrap_or(NEVER) })
        })
    }

    /// The subjects with one answer, in the order of their keys.
    pub(crate) fn with(&self, wanted: Answer) -> impl Iterator<Item = u32> + '_ {
        let wanted = code(Some(wanted));
        let pages = self.pages.iter().filter(move |(_, page)| page.holds(wanted));
        pages.flat_map(move |(number, page)| {
            let first = number << SHIFT;
            (0..)
                .zip(&page.codes)
                .filter(move |(_, code)| **code == wanted)
                .map(move |(place, _)| first + place)
        })
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.coded().map(|(key, _)| key)
    }

    fn coded(&self) -> impl Iterator<Item = (u32, Option<Answer>)> + '_ {
        self.pages.iter().flat_map(|(number, page)| {
            let first = number << SHIFT;
            (0..)
                .zip(&page.codes)
                .filter(|(_, code)| **code != NOTHING)
                .map(move |(place, code)| (first + place, answer_of(*code)))
        })
    }

    fn set(&mut self, key: u32, known: Known) {
        let (number, place) = place(key);
        let blank = || Box::new(Page { held: [ALL, 0, 0, 0, 0], codes: [0; PAGE as usize] });
        self.pages.entry(number).or_insert_with(blank).put(place, code(known.answer));
        if known.flips == NEVER {
            self.flips.remove(&key);
        } else {
            self.flips.insert(key, known.flips);
        }
    }

    fn remove(&mut self, key: u32) {
        let (number, place) = place(key);
        self.flips.remove(&key);
        if let Some(page) = self.pages.get_mut(&number) {
            page.put(place, NOTHING);
            if page.is_blank() {
                self.pages.remove(&number);
            }
        }
    }
}

impl Page {
    fn holds(&self, code: u8) -> bool {
        self.held.get(usize::from(code)).is_some_and(|held| *held > 0)
    }

    fn is_blank(&self) -> bool {
        self.held.iter().skip(1).all(|held| *held == 0)
    }

    fn put(&mut self, place: usize, code: u8) {
        let Some(before) = self.codes.get_mut(place).map(|held| std::mem::replace(held, code)) else {
            return;
        };
        if let Some(held) = self.held.get_mut(usize::from(before)) {
            *held -= 1;
        }
        if let Some(held) = self.held.get_mut(usize::from(code)) {
            *held += 1;
        }
    }
}

impl Board {
    /// Puts what is known about a subject in the place of what was. What was is returned.
    pub(crate) fn set(&mut self, key: u32, known: Known) -> Option<Known> {
        let before = self.answers.get(key);
        if known == Known::default() {
            self.answers.remove(key);
        } else {
            self.answers.set(key, known);
        }
        if let Some(answer) = before.and_then(|before| before.answer) {
            let count = self.count(answer);
            *count = count.saturating_sub(1);
        }
        if let Some(answer) = known.answer {
            *self.count(answer) += 1;
        }
        before
    }

    /// Whether anybody belongs to those whom the rule is about.
    pub(crate) fn somebody(&self) -> bool {
        self.met + self.not_met + self.unknown > usize::from(self.answers.get(WHOLE).is_some())
    }

    /// How many are not met or unknown.
    pub(crate) const fn open(&self) -> usize {
        self.not_met + self.unknown
    }

    /// Subjects with their answers: those not met first, then the unknown, then the met, each in the order of their keys.
    pub(crate) fn worst_first(&self) -> impl Iterator<Item = (u32, Answer)> + '_ {
        [(Answer::NotMet, self.not_met), (Answer::Unknown, self.unknown), (Answer::Met, self.met)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .flat_map(|(wanted, count)| self.answers.with(wanted).take(count).map(move |key| (key, wanted)))
    }

    fn count(&mut self, answer: Answer) -> &mut usize {
        match answer {
            Answer::Met => &mut self.met,
            Answer::NotMet => &mut self.not_met,
            Answer::Unknown => &mut self.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> impl Strategy<Value = Known> {
        let answer = proptest::option::of(proptest::sample::select(vec![
            Answer::Met,
            Answer::NotMet,
            Answer::Unknown,
        ]));
        let flips = proptest::option::of(0_i64..1_000);
        (answer, flips).prop_map(|(answer, flips)| {
            Known::new(answer, flips.and_then(|second| Timestamp::from_second(second).ok()))
        })
    }

    fn key() -> impl Strategy<Value = u32> {
        prop_oneof![0_u32..20, 1_000_u32..1_050, 300_000_u32..300_010, Just(WHOLE)]
    }

    proptest! {
        #[test]
        fn a_board_is_a_map_with_counts(sets in proptest::collection::vec((key(), known()), 0..200)) {
            let mut board = Board::default();
            let mut model: BTreeMap<u32, Known> = BTreeMap::new();
            for (key, known) in sets {
                let before = model.remove(&key);
                if known != Known::default() {
                    model.insert(key, known);
                }
                prop_assert_eq!(board.set(key, known), before);
                prop_assert_eq!(board.answers.get(key), model.get(&key).copied());
            }
            prop_assert_eq!(board.answers.iter().collect::<Vec<_>>(), model.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(board.answers.keys().count(), model.len());
            let with = |wanted: Answer| -> Vec<u32> {
                model.iter().filter(|(_, known)| known.answer == Some(wanted)).map(|(key, _)| *key).collect()
            };
            let worst: Vec<u32> = [Answer::NotMet, Answer::Unknown, Answer::Met].into_iter().flat_map(with).collect();
            prop_assert_eq!(board.worst_first().map(|(key, _)| key).collect::<Vec<_>>(), worst);
            prop_assert_eq!(board.met, with(Answer::Met).len());
            prop_assert_eq!(board.open(), with(Answer::NotMet).len() + with(Answer::Unknown).len());
            if model.is_empty() {
                prop_assert!(board.answers.pages.is_empty() && board.answers.flips.is_empty());
            }
        }
    }
}
