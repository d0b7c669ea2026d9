//! Many values one after another, kept small: what a plan has to say of a hundred thousand rows, until it is asked for.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, marker::PhantomData};

/// Bytes of values that are packed together.
const BLOCK: usize = 128 * 1024;

/// Values in the order in which they came, packed block by block. They are read from the front, as often as is needed.
pub struct Packed<T> {
    blocks: Vec<Block>,
    open: Vec<u8>,
    len: usize,
    of: PhantomData<fn() -> T>,
}

/// A block as it is kept, and the bytes that it unpacks to.
#[derive(Clone)]
pub(crate) struct Block {
    packed: Box<[u8]>,
    bytes: usize,
}

impl Block {
    /// Bytes, packed.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { packed: pack(bytes), bytes: bytes.len() }
    }

    /// Bytes that it takes.
    #[cfg(test)]
    pub(crate) fn room(&self) -> usize {
        self.packed.len()
    }
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), open: Vec::new(), len: 0, of: PhantomData }
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { blocks: self.blocks.clone(), open: self.open.clone(), len: self.len, of: PhantomData }
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Packed").field("len", &self.len).finish_non_exhaustive()
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Adds a value.
    pub fn push(&mut self, value: &T) {
        // A value that is no JSON, such as a map with keys that are no text, has no place here.
        if serde_json::to_writer(&mut self.open, value).is_err() {
            return;
        }
        self.open.push(b'\n');
        self.len += 1;
        if self.open.len() >= BLOCK {
            self.blocks.push(Block::of(&self.open));
            self.open.clear();
        }
    }

    /// How many values there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The values, each made anew.
    pub fn iter(&self) -> impl Iterator<Item = T> + Send {
        let blocks = self.blocks.iter().map(unpack);
        blocks.chain(std::iter::once_with(|| self.open.clone())).flat_map(Lines::new)
    }

    /// The values, for one who keeps nothing else.
    pub fn into_values(self) -> impl Iterator<Item = T> + Send + 'static
    where
        T: 'static,
    {
        let blocks = self.blocks.into_iter().map(|block| unpack(&block));
        blocks.chain(std::iter::once(self.open)).flat_map(Lines::new)
    }
}

impl<T: Serialize + DeserializeOwned> Extend<T> for Packed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.push(&value);
        }
    }
}

/// The values of an unpacked block.
struct Lines<T> {
    bytes: Vec<u8>,
    at: usize,
    of: PhantomData<fn() -> T>,
}

impl<T> Lines<T> {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0, of: PhantomData }
    }
}

impl<T: DeserializeOwned> Iterator for Lines<T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        let rest = self.bytes.get(self.at..)?;
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter();
        let value = values.next()?.ok();
        self.at += values.byte_offset();
        value
    }
}

fn pack(bytes: &[u8]) -> Box<[u8]> {
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    let mut work = Compress::new(Compression::fast(), false);
    // There is room for bytes that do not pack at all.
    let _whole = work.compress_vec(bytes, &mut packed, FlushCompress::Finish);
    packed.into_boxed_slice()
}

/// The bytes of a block.
pub(crate) fn unpack(block: &Block) -> Vec<u8> {
    let mut out = Vec::with_capacity(block.bytes + 1);
    let mut work = Decompress::new(false);
    let ended = work.decompress_vec(&block.packed, &mut out, FlushDecompress::Finish);
    debug_assert!(
        matches!(ended, Ok(Status::StreamEnd)) && out.len() == block.bytes,
        "a block unpacks to what it was"
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_that_repeat_take_little_room() {
        let mut packed = Packed::default();
        for row in 0..20_000_u32 {
            packed.push(&(row, "The mapping leaves this column out.".to_owned()));
        }
        let kept: usize = packed.blocks.iter().map(Block::room).sum();
        assert!(kept < 20_000 * 8, "{kept} bytes");
        assert_eq!((packed.len(), packed.iter().count()), (20_000, 20_000));
        assert_eq!(packed.iter().nth(19_999).unwrap().0, 19_999);
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(few in prop::collection::vec("(?s).{0,200}", 0..20), times in 1..60_usize) {
            let texts: Vec<String> = few.iter().cycle().take(few.len() * times).cloned().collect();
            let mut packed = Packed::default();
            packed.extend(texts.iter().cloned());
            prop_assert_eq!(packed.len(), texts.len());
            prop_assert_eq!(packed.iter().collect::<Vec<String>>(), texts.clone());
            prop_assert_eq!(packed.into_values().collect::<Vec<String>>(), texts);
        }
    }
}
