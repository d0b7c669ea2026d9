//! A disk as it may look when the power goes.

use crate::trace::Call;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Bytes that are written as one, whatever happens.
const SECTOR: usize = 512;

/// Whether what was flushed is really there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It is.
    Kept,
    /// The disk says so and goes on holding it in its memory.
    Broken,
}

/// What lies on the disk for certain, and what may.
#[derive(Default)]
pub struct Disk {
    files: BTreeMap<PathBuf, File>,
    said: String,
    broken: bool,
}

#[derive(Clone, Default)]
struct File {
    certain: Vec<u8>,
    waiting: Vec<Change>,
    /// Where the next write without a place goes.
    end: usize,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

impl Disk {
    /// The disk after these calls on a directory as it was.
    pub fn run(directory: &Path, calls: &[Call], promise: Promise) -> Self {
        let mut disk = Self { broken: promise == Promise::Broken, ..Self::default() };
        for call in calls {
            disk.apply(directory, call);
        }
        disk
    }

    /// What the program had said.
    pub fn said(&self) -> &str {
        &self.said
    }

    fn file(&mut self, directory: &Path, path: &Path) -> &mut File {
        self.files.entry(path.to_owned()).or_insert_with(|| {
            let certain = fs::read(directory.join(path)).unwrap_or_default();
            File { end: 0, certain, waiting: Vec::new() }
        })
    }

    fn apply(&mut self, directory: &Path, call: &Call) {
        match call {
            // It lies in memory that programs share, and is made anew from the log.
            Call::Write(path, ..) | Call::Flush(path) | Call::Cut(path, _) if is_index(path) => {}
            Call::Write(path, place, bytes) => {
                let file = self.file(directory, path);
                let place = place.map_or(file.end, |place| usize::try_from(place).unwrap());
                file.end = place + bytes.len();
                file.waiting.push(Change::Write(place, bytes.clone()));
            }
            Call::Cut(path, length) => {
                let length = usize::try_from(*length).unwrap();
                self.file(directory, path).waiting.push(Change::Cut(length));
            }
            Call::Flush(path) => {
                // What was never written to, such as a folder, has nothing waiting.
                if !self.broken
                    && let Some(file) = self.files.get_mut(path)
                {
                    file.settle(|_| true);
                }
            }
            Call::Rename(from, to) => {
                if let Some(file) = self.files.remove(from) {
                    self.files.insert(to.clone(), file);
                }
            }
            Call::Make(path) | Call::Unlink(path) => {
                self.files.insert(path.clone(), File::default());
            }
            Call::Say(bytes) => self.said.push_str(&String::from_utf8_lossy(bytes)),
        }
    }

    /// Lays the files out as they are after the power has gone: `draw` decides what of the rest is there.
    pub fn lose_power(&self, directory: &Path, draw: &mut impl FnMut() -> u64) {
        let way = draw() % 4;
        for (path, file) in &self.files {
            let mut file = file.clone();
            match way {
                0 => {}
                1 => file.settle(|_| true),
                _ => file.torn(draw),
            }
            let to = directory.join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(&to, &file.certain).unwrap();
        }
        for path in self.files.keys() {
            let index = path.to_string_lossy().replace("-wal", "") + "-shm";
            let _there_may_be_none = fs::remove_file(directory.join(index));
        }
    }
}

impl File {
    fn settle(&mut self, mut keeps: impl FnMut(&Change) -> bool) {
        for change in std::mem::take(&mut self.waiting) {
            if keeps(&change) {
                self.change(&change);
            }
        }
    }

    /// Of each write none, all, or some sectors are there, in no order.
    fn torn(&mut self, draw: &mut impl FnMut() -> u64) {
        for change in std::mem::take(&mut self.waiting) {
            match (draw() % 3, &change) {
                (0, _) => {}
                (1, Change::Write(place, bytes)) => {
                    for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                        if draw().is_multiple_of(2) {
                            self.change(&Change::Write(place + number * SECTOR, sector.to_vec()));
                        }
                    }
                }
                _ => self.change(&change),
            }
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Write(place, bytes) => {
                let end = place + bytes.len();
                if self.certain.len() < end {
                    self.certain.resize(end, 0);
                }
                self.certain[*place..end].copy_from_slice(bytes);
            }
            Change::Cut(length) => self.certain.resize(*length, 0),
        }
    }
}

fn is_index(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-shm")
}
