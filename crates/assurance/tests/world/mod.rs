//! Builds packs, kinds, dossiers and worlds for tests.
#![allow(dead_code)]

use frameworks::Pack;
use std::path::Path;

/// The real pack.
pub fn iso42001() -> Pack {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/iso42001-2023");
    let mut files: Vec<(String, String)> = std::fs::read_dir(Path::new(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (pack, problems) = Pack::read(&files);
    assert!(problems.is_empty(), "{}", problems.iter().map(|it| format!("{it}\n")).collect::<String>());
    pack.unwrap()
}
