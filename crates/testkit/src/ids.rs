//! Ids that are the same in every run: drawn from a seed, or computed from a kind and a number.

use record::RecordId;
use uuid::{Builder, Uuid};

/// A source of `UUIDv7` ids. The same seed gives the same ids in the same order; later ids are greater.
#[derive(Clone, Debug)]
pub struct SeededIds {
    state: u64,
    millis: u64,
}

impl SeededIds {
    /// Ids for a seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed, millis: 1_793_610_000_000 }
    }

    /// The next id as a bare UUID.
    pub fn next_uuid(&mut self) -> Uuid {
        self.millis += 1;
        let (high, low) = (self.draw().to_be_bytes(), self.draw().to_be_bytes());
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(high.into_iter().chain(low)) {
            *to = from;
        }
        Builder::from_unix_timestamp_millis(self.millis, &random).into_uuid()
    }

    /// The next id of a record.
    pub fn next_id(&mut self) -> RecordId {
        RecordId(self.next_uuid())
    }

    /// Eight bytes, e.g. for a salt.
    pub fn draw(&mut self) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014): every seed is a good seed, and the whole state is one number.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The id of the `number`th sample record of a kind. Samples refer to each other by these.
pub fn id_of(kind: &str, number: u32) -> RecordId {
    // FNV-1a spreads kind ids well enough for samples; nothing depends on it being hard to guess.
    let name = kind.bytes().chain(number.to_be_bytes());
    let seed = name.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    SeededIds::new(seed).next_id()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers() {
        // The first outputs of SplitMix64 for the seed 1234567, as widely published.
        let mut ids = SeededIds::new(1_234_567);
        let drawn = [ids.draw(), ids.draw(), ids.draw(), ids.draw(), ids.draw()];
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn ids_are_of_version_seven_ascend_and_repeat_with_the_seed() {
        let draw = |seed| {
            let mut ids = SeededIds::new(seed);
            (0..100).map(|_| ids.next_id()).collect::<Vec<_>>()
        };
        let ids = draw(7);
        assert!(ids.iter().all(|id| id.0.get_version_num() == 7));
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(ids, draw(7));
        assert_ne!(ids, draw(8));
    }

    #[test]
    fn samples_of_all_kinds_have_ids_of_their_own() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in kinds::ALL {
            assert!((1..=50).all(|number| seen.insert(id_of(kind.id, number))), "{}", kind.id);
        }
    }
}
