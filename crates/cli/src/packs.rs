//! The framework packs that the program carries.

use frameworks::{Bundle, Pack};

/// A file of the pack, under its name in the folder.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../frameworks/iso42001-2023/", $name)))
    };
}

const ISO42001: &[(&str, &str)] = &[
    file!("framework.toml"),
    file!("requirements.toml"),
    file!("controls.toml"),
    file!("documents.toml"),
    file!("nonconformities.toml"),
    file!("expectations/annex-a10.toml"),
    file!("expectations/annex-a2.toml"),
    file!("expectations/annex-a3.toml"),
    file!("expectations/annex-a4.toml"),
    file!("expectations/annex-a5.toml"),
    file!("expectations/annex-a6.toml"),
    file!("expectations/annex-a7.toml"),
    file!("expectations/annex-a8.toml"),
    file!("expectations/annex-a9.toml"),
    file!("expectations/clause-10.toml"),
    file!("expectations/clause-4.toml"),
    file!("expectations/clause-5.toml"),
    file!("expectations/clause-6.toml"),
    file!("expectations/clause-7.toml"),
    file!("expectations/clause-8.toml"),
    file!("expectations/clause-9.toml"),
    file!("expectations/statements.toml"),
];

/// The pack that counted before frameworks were on the record. It is never changed: what organisations of that time stood
/// like is computed from it.
const FOUNDING: &str = include_str!("../../../frameworks/former/iso42001-2023@2023.1.json");

/// The packs that count in an organisation as long as no record says which do.
pub fn founding() -> Vec<Pack> {
    Bundle::take("former", FOUNDING.as_bytes()).ok().and_then(|bundle| bundle.read().0).into_iter().collect()
}

/// Every pack that the program offers, read.
///
/// # Errors
/// The problems of a pack, one a line: a program with a damaged pack does not start.
pub fn all() -> Result<Vec<Pack>, String> {
    let (pack, problems) = Pack::read(ISO42001);
    if problems.is_empty() {
        return Ok(pack.into_iter().collect());
    }
    let said: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}: {}", problem.file, problem.place, problem.sentence))
        .collect();
    Err(said.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counted_before_is_read_without_a_problem_and_a_changed_pack_has_another_version() {
        let bundle = Bundle::take("former", FOUNDING.as_bytes()).unwrap();
        assert_eq!(bundle.text(), FOUNDING.trim_end(), "the text is not canonical");
        let (former, problems) = bundle.read();
        assert_eq!(problems, []);
        let former = former.unwrap();
        assert_eq!(founding().first(), Some(&former));
        for pack in all().unwrap().iter().filter(|pack| pack.id == former.id) {
            assert!(
                pack.text == former.text || pack.version != former.version,
                "{} says something else and is still called {}",
                pack.id,
                pack.version
            );
        }
    }

    #[test]
    fn every_pack_reads_without_a_problem() {
        assert_eq!(super::all().unwrap().len(), 1);
    }

    #[test]
    fn no_file_of_expectations_is_forgotten() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/iso42001-2023/expectations");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("expectations/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
        there.sort();
        let carried: Vec<&str> =
            super::ISO42001.iter().map(|(name, _)| *name).filter(|name| name.contains('/')).collect();
        assert_eq!(carried, there);
    }
}
