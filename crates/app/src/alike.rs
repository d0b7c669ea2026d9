//! Records that may already be what somebody is about to make: alike in name, in purpose and in what they lead to.

use crate::{Desk, ListAsk, Named, Outcome};
use record::{Body, LifeCycle, RecordId, Schema, Shape, Value, fold, links_of, words_of};
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};
use store::Page;

/// Words of a title by which others are looked up: the longest.
const WORDS: usize = 4;
/// Letters from which on a word tells anything.
const LETTERS: usize = 4;
/// Records looked at for each word.
const LOOKED_AT: u64 = 40;
/// From so many thousandths on a record is told of.
const ALIKE: usize = 700;
/// From so many thousandths on two records of a register are proposed as possible duplicates. Of what real inventories
/// gave, most pairs below were neighbours: models of one series, tools of one supplier.
pub(crate) const TWICE: usize = 800;
/// How alike the same titles are.
pub(crate) const SAME_TITLE: usize = 1000;
/// Records that are told of.
const TOLD: usize = 5;

impl Desk {
    /// Records of the kind that may be the same thing as `body`, the most alike first. Only those that the person may see,
    /// and none that are over. What is done or kept anew each time, such as actions and evidence, may well be alike.
    pub async fn alike(&self, schema: &Schema, body: &Body) -> Outcome<Vec<(RecordId, Named)>> {
        if matches!(schema.kind.life_cycle, LifeCycle::Task | LifeCycle::Witnessed) {
            return Ok(Vec::new());
        }
        let title = schema.title(body);
        let mut words: Vec<String> =
            words_of(&title).into_iter().filter(|word| word.chars().count() >= LETTERS).collect();
        words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
        words.dedup();
        let mut found: BTreeMap<RecordId, (usize, Named)> = BTreeMap::new();
        let own = Traits::of(schema, body);
        for word in words.iter().take(WORDS) {
            let ask = ListAsk {
                states: crate::list::standing(schema),
                text: word.clone(),
                page: Page { offset: 0, limit: LOOKED_AT },
                ..ListAsk::default()
            };
            for stored in self.listing_anew(schema, &ask).await?.rows {
                let Entry::Vacant(place) = found.entry(stored.id) else { continue };
                let likeness = own.like(&Traits::of(schema, &stored.read(schema)?));
                // Whoever makes a record of a title that is there is told in any case.
                let score = if likeness.title == SAME_TITLE { SAME_TITLE } else { likeness.score };
                place.insert((score, Named::of(&stored)));
            }
        }
        let mut alike: Vec<(usize, RecordId, Named)> =
            found.into_iter().map(|(id, (score, named))| (score, id, named)).collect();
        alike.retain(|(score, _, _)| *score >= ALIKE);
        alike.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.reference.cmp(&b.2.reference)));
        Ok(alike.into_iter().take(TOLD).map(|(_, id, named)| (id, named)).collect())
    }
}

/// What of a record tells whether another is the same thing. Words are kept as numbers: a register of a hundred thousand
/// is compared in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// The whole title, folded.
    pub(crate) title: u64,
    /// Words of the title, in order of their numbers.
    pub(crate) words: Vec<u32>,
    /// Those of them that hold a digit: what differs in these is another one of a series.
    numbers: Vec<u32>,
    /// Words of the first prose, in order of their numbers.
    prose: Vec<u32>,
    /// What it leads to, people left out: field and record.
    leads: Vec<(u32, RecordId)>,
}

/// How alike two records are, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// In all: by the words of their titles most of all, then by those of their first prose, and by what both lead to.
    /// The same title alone is not enough where both prose and relations say something else.
    pub score: usize,
    /// By their titles; 1000 when these are the same.
    pub title: usize,
    /// By their first prose; none when one of them has none.
    pub prose: Option<usize>,
    /// By what they lead to; none when one of them leads nowhere.
    pub leads: Option<usize>,
}

impl Traits {
    pub(crate) fn of(schema: &Schema, body: &Body) -> Self {
        let title = fold(&schema.title(body)).split_whitespace().collect::<Vec<_>>().join(" ");
        let prose = schema.fields().find(|field| matches!(field.shape, Shape::Prose { .. }));
        let prose = match prose.and_then(|field| body.get(field.id)) {
            Some(Value::Text(text)) => words(text),
            _ => Vec::new(),
        };
        let people =
            |path: &str| schema.field(path).is_some_and(|field| matches!(field.shape, Shape::Person));
        let leads = links_of(schema, body).into_iter().filter(|(path, _)| !people(path));
        let leads = sorted(leads.map(|(path, id)| (number(&path), id)).collect());
        Self { prose, leads, ..Self::titled(&title) }
    }

    fn titled(title: &str) -> Self {
        let words = words_of(title);
        let numbers = words.iter().filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
        Self {
            title: hashed(title),
            numbers: sorted(numbers.map(|word| number(word)).collect()),
            words: sorted(words.iter().map(|word| number(word)).collect()),
            ..Self::default()
        }
    }

    /// The same without what leads to records other than `seen`.
    pub(crate) fn within(mut self, seen: impl Fn(&RecordId) -> bool) -> Self {
        self.leads.retain(|(_, id)| seen(id));
        self
    }

    /// What both lead to.
    pub(crate) fn both_lead_to(&self, other: &Self) -> Vec<RecordId> {
        sorted(self.leads.iter().filter(|lead| other.leads.contains(lead)).map(|(_, id)| *id).collect())
    }

    /// How alike two records are. What one of them leaves open does not count.
    pub(crate) fn like(&self, other: &Self) -> Likeness {
        let both = |one: bool, other: bool| !one && !other;
        let prose =
            both(self.prose.is_empty(), other.prose.is_empty()).then(|| dice(&self.prose, &other.prose));
        let leads =
            both(self.leads.is_empty(), other.leads.is_empty()).then(|| dice(&self.leads, &other.leads));
        let same = self.title == other.title;
        let series = both(self.numbers.is_empty(), other.numbers.is_empty()) && self.numbers != other.numbers;
        let title = match dice(&self.words, &other.words) {
            _ if same => SAME_TITLE,
            title if series => title / 2,
            // The same words in another order, or with other signs between them.
            title => title.min(SAME_TITLE - 1),
        };
        let parts = [
            Some((if same { 8 } else { 6 }, title)),
            prose.map(|score| (2, score)),
            leads.map(|score| (2, score)),
        ];
        let weight: usize = parts.iter().flatten().map(|(weight, _)| weight).sum();
        let sum: usize = parts.iter().flatten().map(|(weight, score)| weight * score).sum();
        Likeness { score: sum / weight, title, prose, leads }
    }
}

fn words(text: &str) -> Vec<u32> {
    sorted(words_of(text).iter().filter(|word| word.chars().count() > 2).map(|word| number(word)).collect())
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn number(text: &str) -> u32 {
    (hashed(text) >> 32) as u32
}

/// Twice what both have, of what each has, in thousandths (Dice 1945). Both are in order.
fn dice<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut left, mut right, mut both) = (one.iter().peekable(), other.iter().peekable(), 0_usize);
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                both += 1;
                left.next();
                right.next();
            }
        }
    }
    (2000 * both).checked_div(one.len() + other.len()).unwrap_or(0)
}

/// Records that share a word of their titles and are compared for its sake: a word of more is too common to tell.
const SHARED: usize = 400;
/// Records of the same title that are compared with each other.
const SAME: usize = 40;

/// The pairs among records that are at least so alike, the most alike first; at most so many.
pub(crate) fn pairs(
    all: &[(RecordId, Traits)],
    least: usize,
    most: usize,
    apart: &dyn Fn(RecordId, RecordId) -> bool,
) -> Vec<(RecordId, RecordId, usize)> {
    let mut blocks: HashMap<(bool, u64), Vec<u32>> = HashMap::new();
    for (place, (_, traits)) in (0_u32..).zip(all) {
        blocks.entry((true, traits.title)).or_default().push(place);
        for word in &traits.words {
            let block = blocks.entry((false, u64::from(*word))).or_default();
            if block.len() <= SHARED {
                block.push(place);
            }
        }
    }
    let mut found = Vec::new();
    let mut met: Vec<u32> = vec![u32::MAX; all.len()];
    for (place, (id, traits)) in (0_u32..).zip(all) {
        let keys = traits.words.iter().map(|word| (false, u64::from(*word))).chain([(true, traits.title)]);
        for key in keys {
            let Some(block) = blocks.get(&key) else { continue };
            let most = if key.0 { SAME } else { SHARED };
            if !key.0 && block.len() > most {
                continue;
            }
            for other in block.iter().skip_while(|other| **other <= place).take(most) {
                let slot = usize::try_from(*other).unwrap_or(usize::MAX);
                let (Some(seen), Some((with, theirs))) = (met.get_mut(slot), all.get(slot)) else { continue };
                if std::mem::replace(seen, place) == place {
                    continue;
                }
                let score = traits.like(theirs).score;
                if score >= least && !apart(*id, *with) {
                    found.push((*id, *with, score));
                }
            }
        }
        if found.len() > most * 64 {
            best(&mut found, most);
        }
    }
    best(&mut found, most);
    found
}

fn best(found: &mut Vec<(RecordId, RecordId, usize)>, most: usize) {
    found.sort_by_key(|(one, other, score)| (std::cmp::Reverse(*score), *one, *other));
    found.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn traits(title: &str, prose: &str, leads: &[u128]) -> Traits {
        let leads = leads.iter().map(|id| (1, RecordId(uuid::Uuid::from_u128(*id))));
        Traits { prose: words(prose), leads: sorted(leads.collect()), ..Traits::titled(title) }
    }

    #[test]
    fn the_same_title_is_the_same_and_what_is_open_does_not_count() {
        let one = traits("resume screening assistant", "", &[]);
        assert_eq!(one.like(&traits("resume screening assistant", "other words", &[7])).score, 1000);
        let general = traits("text generation", "for lawyers", &[1]);
        assert!(
            general.like(&traits("text generation", "about ships", &[2])).score < TWICE,
            "another of that name"
        );
        assert!(general.like(&traits("text generation", "about ships", &[])).score >= TWICE);
        let near = one.like(&traits("resume screening", "", &[7]));
        assert_eq!((near.score, near.prose, near.leads), (800, None, None));
        let apart = traits("resume screening assistant x2", "ranks people", &[1]);
        assert!(apart.like(&traits("resume screening helper", "draws pictures", &[2])).score < ALIKE);
        let together = apart.like(&traits("resume screening assistant", "ranks people", &[1]));
        assert_eq!((together.score, together.leads), (914, Some(1000)));
        let series = traits("resume screening 1", "ranks people", &[1]);
        assert!(
            series.like(&traits("resume screening 2", "ranks people", &[1])).score < TWICE,
            "one of a series"
        );
    }

    proptest! {
        /// Nothing that is alike is missed by looking only where a word is shared, as long as words are rare.
        #[test]
        fn pairs_are_those_of_a_full_comparison(titles in prop::collection::vec("(alpha|beta|gamma|delta){1} (one|two|six|ten)( plus)?", 1..40)) {
            let all: Vec<(RecordId, Traits)> = titles.iter().zip(1..)
                .map(|(title, id)| (RecordId(uuid::Uuid::from_u128(id)), traits(title, "", &[]))).collect();
            let found = pairs(&all, 600, 10_000, &|_, _| false);
            let mut wanted = Vec::new();
            for (place, (one, mine)) in all.iter().enumerate() {
                for (other, theirs) in &all[place + 1..] {
                    let score = mine.like(theirs).score;
                    if score >= 600 {
                        prop_assert_eq!(score, theirs.like(mine).score);
                        wanted.push((*one, *other, score));
                    }
                }
            }
            best(&mut wanted, 10_000);
            prop_assert_eq!(found, wanted);
        }
    }
}
