//! A throw-away folder of files for tests to plant a violation in.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::Tree;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder that is removed when it goes out of scope.
pub struct Planted(PathBuf);

impl Planted {
    /// Writes each `(path, text)` under a fresh folder.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("xtask-{}-{number}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(root)
    }

    pub fn root(&self) -> &Path {
        &self.0
    }

    pub fn tree(&self) -> Tree {
        Tree::open(&self.0).unwrap()
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
