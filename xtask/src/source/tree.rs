//! The tree of files that a person could commit: tracked, or new and not ignored.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Rust;

/// Every file of the checkout, sorted by path.
pub struct Tree {
    /// All files, text or not.
    pub files: Vec<File>,
    /// The Rust files among them, taken apart.
    pub rust: Vec<Rust>,
}

/// One file.
pub struct File {
    /// Relative to the root of the checkout, with `/` between the parts.
    pub path: String,
    /// `None` when the file is not UTF-8.
    pub text: Option<String>,
}

impl Tree {
    /// Reads the checkout at `root`; without git, every file under it except `target` and `node_modules`.
    pub fn open(root: &Path) -> Result<Self, String> {
        let mut paths = match listed_by_git(root) {
            Some(paths) => paths,
            None => walked(root)?,
        };
        paths.sort();
        paths.dedup();
        let files: Vec<File> = paths
            .into_iter()
            .filter_map(|path| {
                // A tracked file that was just deleted has nothing to say.
                let bytes = std::fs::read(root.join(&path)).ok()?;
                Some(File { path, text: String::from_utf8(bytes).ok() })
            })
            .collect();
        let rust = super::rust::take_apart(&files);
        Ok(Self { files, rust })
    }

    /// The text of one file, when it is there and is text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }

    /// Whether any file lies under this folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        self.files.iter().any(|file| file.path.starts_with(&prefix))
    }
}

impl File {
    /// Whether it is Rust, by its ending.
    pub fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|ending| ending == "rs")
    }
}

/// The folder name under `crates/` that a path belongs to.
pub fn room_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split_once('/').map(|(room, _)| room)
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    if !root.join(".git").exists() {
        return None;
    }
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let listing = String::from_utf8(output.stdout).ok()?;
    Some(listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn walked(root: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            if ["target", "node_modules", ".git"].iter().any(|skipped| name == *skipped) {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn reads_files_in_order_and_skips_what_is_built() {
        let planted = Planted::new(&[
            ("b.md", "b\n"),
            ("a/x.rs", "fn x() {}\n"),
            ("target/y.rs", ""),
            ("node_modules/z", ""),
        ]);
        let tree = planted.tree();
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a/x.rs", "b.md"]);
        assert_eq!(tree.text("b.md"), Some("b\n"));
        assert_eq!(tree.text("c.md"), None);
        assert!(tree.has_folder("a"));
        assert!(!tree.has_folder("b"));
    }

    #[test]
    fn git_decides_what_counts_when_there_is_a_repository() {
        let planted = Planted::new(&[(".gitignore", "hidden\n"), ("hidden/a.md", "a\n"), ("seen.md", "b\n")]);
        let made = Command::new("git").args(["init", "-q"]).current_dir(planted.root()).status().unwrap();
        assert!(made.success());
        let tree = planted.tree();
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".gitignore", "seen.md"]);
    }

    #[test]
    fn a_room_is_the_folder_under_crates() {
        assert_eq!(room_of("crates/store-sqlite/src/lib.rs"), Some("store-sqlite"));
        assert_eq!(room_of("xtask/src/main.rs"), None);
        assert_eq!(room_of("crates/README.md"), None);
    }
}
