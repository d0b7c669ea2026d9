//! Many texts, any of which can be read again, in a fraction of their room: those that came together are packed together.

use crate::packed::{Block, unpack};
use std::{
    fmt,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes of texts that are packed together. Reading one unpacks them all, which takes some tens of microseconds.
const BLOCK: usize = 16 * 1024;
/// Blocks that stay unpacked: texts are mostly read in the order in which they came, those of several kinds side by side.
const AT_HAND: usize = 8;

/// Texts, packed block by block.
#[derive(Default)]
pub(crate) struct Shelf {
    blocks: Vec<Block>,
    open: String,
    /// The blocks that were read last, the latest first.
    at_hand: Mutex<Vec<(u32, Arc<str>)>>,
}

/// Where a text lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    block: u32,
    from: u32,
    until: u32,
}

impl Place {
    fn range(self) -> Range<usize> {
        self.from as usize..self.until as usize
    }
}

impl Shelf {
    /// Keeps a text; none when there are more of them than places have numbers for.
    pub(crate) fn put(&mut self, text: &str) -> Option<Place> {
        if !self.open.is_empty() && self.open.len() + text.len() > BLOCK {
            self.blocks.push(Block::of(self.open.as_bytes()));
            self.open.clear();
        }
        let from = u32::try_from(self.open.len()).ok()?;
        let until = u32::try_from(self.open.len() + text.len()).ok()?;
        let block = u32::try_from(self.blocks.len()).ok()?;
        self.open.push_str(text);
        Some(Place { block, from, until })
    }

    /// Shows the text at a place.
    pub(crate) fn read<T>(&self, place: Place, show: impl FnOnce(&str) -> T) -> Option<T> {
        let Some(block) = self.blocks.get(place.block as usize) else {
            return self.open.get(place.range()).map(show);
        };
        let text = self.unpacked(place.block, block)?;
        text.get(place.range()).map(show)
    }

    fn unpacked(&self, number: u32, block: &Block) -> Option<Arc<str>> {
        let mut at_hand = self.at_hand();
        let text = match at_hand.iter().position(|(known, _)| *known == number) {
            Some(place) => at_hand.remove(place).1,
            None => String::from_utf8(unpack(block)).ok()?.into(),
        };
        at_hand.insert(0, (number, Arc::clone(&text)));
        at_hand.truncate(AT_HAND);
        Some(text)
    }

    fn at_hand(&self) -> MutexGuard<'_, Vec<(u32, Arc<str>)>> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Shelf {
    fn clone(&self) -> Self {
        Self { blocks: self.blocks.clone(), open: self.open.clone(), at_hand: Mutex::default() }
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shelf").field("blocks", &self.blocks.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_are_alike_take_little_room() {
        let text = |n: u32| {
            format!(r#"{{"name":"Routing {n}","purpose":"{}"}}"#, "So that staff have time. ".repeat(20))
        };
        let mut shelf = Shelf::default();
        let places: Vec<(u32, Place)> = (0..20_000).map(|n| (n, shelf.put(&text(n)).unwrap())).collect();
        let kept: usize = shelf.blocks.iter().map(Block::room).sum::<usize>() + shelf.open.len();
        assert!(kept < 20_000 * 60, "{kept} bytes");
        // In order, and from anywhere.
        for (n, place) in places.iter().chain(places.iter().rev().step_by(997)) {
            shelf.read(*place, |kept| assert_eq!(kept, text(*n))).unwrap();
        }
        assert!(shelf.at_hand().len() <= AT_HAND);
    }

    proptest! {
        #[test]
        fn every_text_is_found_at_its_place(texts in prop::collection::vec("(?s).{0,40}", 1..50), times in 1..200_usize) {
            let mut shelf = Shelf::default();
            let texts: Vec<String> = texts.iter().map(|text| text.repeat(times)).collect();
            let places: Vec<Place> = texts.iter().map(|text| shelf.put(text).unwrap()).collect();
            let copy = shelf.clone();
            for (text, place) in texts.iter().zip(&places).rev() {
                prop_assert_eq!(&shelf.read(*place, str::to_owned), &Some(text.clone()));
                prop_assert_eq!(&copy.read(*place, str::to_owned), &Some(text.clone()));
            }
        }
    }
}
