//! The framework packs that the program carries.

use frameworks::Pack;

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

/// Every pack, read.
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
