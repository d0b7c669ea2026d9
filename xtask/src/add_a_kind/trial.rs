//! A copy of the tree under `target`, in which a change can be tried. It stays there, so that the next try is fast.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo;

/// A copy of the checkout with a history of one commit.
pub struct Trial {
    root: PathBuf,
}

impl Trial {
    /// Brings the copy up to date with what could be committed from `root`. Files that are the same are left alone, so
    /// that cargo does not build them again.
    pub fn of(root: &Path, target: &Path) -> Result<Self, String> {
        let folder = target.join("add-a-kind");
        let trial = Self { root: folder.join("main") };
        fs::create_dir_all(&trial.root).map_err(|error| format!("{}: {error}", trial.root.display()))?;
        // Tests read reference data that lies beside the checkout, where there is any.
        beside(&root.join("../shared"), &folder.join("shared"));
        let listing =
            cargo::output("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root)?;
        let wanted: BTreeSet<&str> = listing.split('\0').filter(|path| !path.is_empty()).collect();
        for path in &wanted {
            trial.take(root, path)?;
        }
        trial.git(&["init", "--quiet"])?;
        for path in trial.files()?.iter().filter(|path| !wanted.contains(path.as_str())) {
            fs::remove_file(trial.root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        }
        trial.git(&["add", "--all"])?;
        let who = ["-c", "user.name=xtask", "-c", "user.email=xtask@localhost", "-c", "commit.gpgsign=false"];
        let commit = ["commit", "--quiet", "--allow-empty", "--no-verify", "--message", "before"];
        trial.git(&[who.as_slice(), &commit].concat())?;
        Ok(trial)
    }

    /// Where it lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What has changed since the copy was made: lines added, lines removed, path.
    pub fn changes(&self) -> Result<Vec<(usize, usize, String)>, String> {
        self.git(&["add", "--all"])?;
        let list = self.git(&["diff", "--cached", "--numstat", "--no-renames"])?;
        let change = |line: &str| {
            let mut parts = line.split('\t');
            let (added, removed) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some((added, removed, parts.next()?.to_owned()))
        };
        list.lines().map(|line| change(line).ok_or_else(|| format!("`{line}` cannot be read"))).collect()
    }

    fn take(&self, root: &Path, path: &str) -> Result<(), String> {
        let said = |error: std::io::Error| format!("{path}: {error}");
        // A tracked file that was just deleted is not copied.
        let Ok(bytes) = fs::read(root.join(path)) else { return Ok(()) };
        let to = self.root.join(path);
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(said)?;
        }
        fs::write(to, bytes).map_err(said)
    }

    fn files(&self) -> Result<Vec<String>, String> {
        let list = self.git(&["ls-files", "-z", "--cached", "--others"])?;
        let there = |path: &&str| !path.is_empty() && self.root.join(path).exists();
        Ok(list.split('\0').filter(there).map(str::to_owned).collect())
    }

    fn git(&self, arguments: &[&str]) -> Result<String, String> {
        cargo::output("git", arguments, &self.root)
    }
}

#[cfg(unix)]
fn beside(from: &Path, to: &Path) {
    if let (Ok(from), false) = (from.canonicalize(), to.exists()) {
        // Without it, the tests that need the data say so themselves.
        let _ = std::os::unix::fs::symlink(from, to);
    }
}

#[cfg(not(unix))]
fn beside(_: &Path, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn repository(files: &[(&str, &str)]) -> Planted {
        let planted = Planted::new(files);
        cargo::output("git", &["init", "--quiet"], planted.root()).unwrap();
        planted
    }

    #[test]
    fn a_copy_shows_what_was_done_to_it_and_forgets_it_the_next_time() {
        let planted =
            repository(&[(".gitignore", "hidden\n"), ("a.md", "a\n"), ("b/c.md", "c\n"), ("hidden", "h")]);
        let target = Planted::new(&[("x", "")]);
        let trial = Trial::of(planted.root(), target.root()).unwrap();
        assert_eq!(trial.changes().unwrap(), []);
        assert!(!trial.root().join("hidden").exists());
        fs::write(trial.root().join("a.md"), "a\nb\n").unwrap();
        fs::write(trial.root().join("d.md"), "d\n").unwrap();
        assert_eq!(trial.changes().unwrap(), [(1, 0, "a.md".to_owned()), (1, 0, "d.md".to_owned())]);
        fs::remove_file(planted.root().join("b/c.md")).unwrap();
        let trial = Trial::of(planted.root(), target.root()).unwrap();
        assert_eq!(trial.changes().unwrap(), []);
        assert_eq!(fs::read_to_string(trial.root().join("a.md")).unwrap(), "a\n");
        assert!(!trial.root().join("d.md").exists() && !trial.root().join("b/c.md").exists());
    }
}
