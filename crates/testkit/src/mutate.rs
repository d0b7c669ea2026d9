//! Bytes that are changed here and there, for fuzz targets.

use std::ops::{Range, RangeInclusive};

/// A small generator (xorshift64*), so that a run is named by its seed.
#[derive(Clone, Copy, Debug)]
pub struct Mutator(pub u64);

impl Mutator {
    /// The seeds of a long run: as many as `ROUNDS` says, from `SEED` on; twenty from one where nothing is said.
    pub fn seeds() -> RangeInclusive<u64> {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let (from, rounds) = (number("SEED").unwrap_or(1_u64), number("ROUNDS").unwrap_or(20_u64));
        from..=from.saturating_add(rounds.saturating_sub(1))
    }

    /// The generator of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(7919).max(1))
    }

    /// A number below `most`; zero when that is zero.
    ///
    /// # Panics
    /// Never where addresses have at most 64 bits.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let next = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        usize::try_from(next % u64::try_from(most.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// The bytes with one to six changes: cut out, repeated, one of the snippets put in, a byte replaced.
    pub fn mutated(&mut self, bytes: &[u8], snippets: &[&str]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len());
            let piece: Range<usize> = at..(at + 1 + self.below(24)).min(bytes.len());
            match self.below(5) {
                0 => bytes.splice(piece, []).for_each(drop),
                1 => {
                    let repeated = bytes.get(piece).unwrap_or_default().repeat(1 + self.below(40));
                    bytes.splice(at..at, repeated).for_each(drop);
                }
                2 => {
                    let snippet = self.pick(snippets).copied().unwrap_or_default();
                    bytes.splice(at..at, snippet.bytes()).for_each(drop);
                }
                _ => {
                    let byte = u8::try_from(self.below(256)).unwrap_or(0);
                    if let Some(known) = bytes.get_mut(at) {
                        *known = byte;
                    }
                }
            }
        }
        bytes
    }
}
