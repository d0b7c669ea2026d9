//! Records that may already be what somebody is about to make: alike in name, in purpose and in what they lead to.

use crate::{Desk, ListAsk, Named, Outcome};
use record::{Body, LifeCycle, RecordId, Schema, Shape, Value, fold, links_of, words_of};
use std::collections::{BTreeMap, BTreeSet};
use store::Page;

/// Words of a title by which others are looked up: the longest.
const WORDS: usize = 4;
/// Letters from which on a word tells anything.
const LETTERS: usize = 4;
/// Records looked at for each word.
const LOOKED_AT: u64 = 40;
/// From so many thousandths on a record is told of.
const ALIKE: usize = 700;
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
        for word in words.iter().take(WORDS) {
            let ask = ListAsk {
                states: crate::list::standing(schema),
                text: word.clone(),
                page: Page { offset: 0, limit: LOOKED_AT },
                ..ListAsk::default()
            };
            for stored in self.listing(schema, &ask).await?.rows {
                let named = Named::of(&stored);
                let other = schema.read(&stored.schema, stored.json);
                found.entry(stored.id).or_insert_with(|| (likeness(schema, body, &other), named));
            }
        }
        let mut alike: Vec<(usize, RecordId, Named)> =
            found.into_iter().map(|(id, (score, named))| (score, id, named)).collect();
        alike.retain(|(score, _, _)| *score >= ALIKE);
        alike.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.reference.cmp(&b.2.reference)));
        Ok(alike.into_iter().take(TOLD).map(|(_, id, named)| (id, named)).collect())
    }
}

/// How alike two bodies of a kind are, in thousandths: by the words of their titles most of all, then by those of their
/// first prose, and by what both lead to. What one of them leaves open does not count.
fn likeness(schema: &Schema, one: &Body, other: &Body) -> usize {
    let (a, b) = (schema.title(one), schema.title(other));
    if fold(&a).split_whitespace().eq(fold(&b).split_whitespace()) {
        return 1000;
    }
    let mut parts = vec![(6, dice(&words(&a), &words(&b)))];
    let prose = schema.fields().find(|field| matches!(field.shape, Shape::Prose { .. }));
    let text = |body: &Body| match prose.and_then(|field| body.get(field.id)) {
        Some(Value::Text(text)) => words(text),
        _ => BTreeSet::new(),
    };
    let (mine, theirs) = (text(one), text(other));
    if !mine.is_empty() && !theirs.is_empty() {
        parts.push((2, dice(&mine, &theirs)));
    }
    let links = |body: &Body| -> BTreeSet<(String, RecordId)> {
        let people =
            |path: &str| schema.field(path).is_some_and(|field| matches!(field.shape, Shape::Person));
        links_of(schema, body).into_iter().filter(|(path, _)| !people(path)).collect()
    };
    let (mine, theirs) = (links(one), links(other));
    if !mine.is_empty() && !theirs.is_empty() {
        parts.push((2, dice(&mine, &theirs)));
    }
    let weight: usize = parts.iter().map(|(weight, _)| weight).sum();
    parts.iter().map(|(weight, score)| weight * score).sum::<usize>() / weight
}

fn words(text: &str) -> BTreeSet<String> {
    words_of(text).into_iter().filter(|word| word.chars().count() > 2).collect()
}

/// Twice what both have, of what each has, in thousandths (Dice 1945).
fn dice<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> usize {
    let all = one.len() + other.len();
    (2000 * one.intersection(other).count()).checked_div(all).unwrap_or(0)
}
