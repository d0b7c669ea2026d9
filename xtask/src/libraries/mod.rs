//! Risk libraries: public taxonomies, read from the files in which they were published, as the program carries them.
//!
//! Texts stay as they are. Each library says under which licence, by whom, in which version, and what was left out.

mod atlas;
mod crosswalk;
mod library;
mod mit;
mod nexus;
mod yaml;

use library::Library;
use std::{fs, path::Path};

/// Whether the libraries are compared or written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Compared; what differs fails.
    Check,
    /// Written.
    Write,
}

/// Reads the published files in `from` and compares `libraries/` with what they say, or writes it.
pub fn run(root: &Path, from: &Path, mode: Mode) -> Result<(), String> {
    let mut wrong = Vec::new();
    for library in read(from)? {
        let path = root.join("libraries").join(format!("{}.json", library.id));
        let text = library.text();
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        if mode == Mode::Write {
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            println!("libraries: {} written, {} entries", library.id, library.entries.len());
        } else {
            wrong.push(format!("libraries/{}.json is not what was published", library.id));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Every library, crosswalks included, in the order of the page.
fn read(from: &Path) -> Result<Vec<Library>, String> {
    let mut all = vec![
        nexus::ibm(from)?,
        nexus::owasp(from)?,
        nexus::nist(from)?,
        atlas::read(from)?,
        mit::read(from)?,
    ];
    for (file, other) in [("ibm2owasp.tsv", library::OWASP), ("ibm2nistgenai.tsv", library::NIST)] {
        crosswalk::walk(&mut all, &text(from, &format!("nexus/{file}"))?, (library::IBM, other))?;
    }
    Ok(all)
}

fn text(from: &Path, name: &str) -> Result<String, String> {
    fs::read_to_string(from.join(name)).map_err(|error| format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_is_what_was_published() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let published = root.join("../shared/data/risks");
        run(root, &published, Mode::Check).unwrap();
        let counts: Vec<usize> =
            read(&published).unwrap().iter().map(|library| library.entries.len()).collect();
        assert_eq!(counts, [99, 10, 12, 170, 1433]);
    }
}
