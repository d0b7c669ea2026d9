//! The pack of the standard, read from the repository.

use frameworks::Pack;
use std::{path::PathBuf, sync::OnceLock};

/// The folder of the pack.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/iso42001-2023"))
}

/// Names and texts of every file that a pack is read from.
pub fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (part, prefix) in [("", ""), ("expectations", "expectations/")] {
        let Ok(entries) = std::fs::read_dir(folder().join(part)) else { continue };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|ending| ending == "toml")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push((format!("{prefix}{name}"), text));
            }
        }
    }
    files.sort();
    files
}

/// The pack, read once a process.
///
/// # Panics
/// When it cannot be read without a problem: the test is over.
#[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
pub fn iso42001() -> Pack {
    static READ: OnceLock<Pack> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let files = files();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let (pack, problems) = Pack::read(&files);
        assert!(problems.is_empty(), "{problems:#?}");
        pack.expect("the pack can be read")
    });
    read.clone()
}
