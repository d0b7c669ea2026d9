//! The framework packs that the program carries.

use frameworks::Pack;

const ISO42001: [(&str, &str); 5] = [
    ("framework.toml", include_str!("../../../frameworks/iso42001-2023/framework.toml")),
    ("requirements.toml", include_str!("../../../frameworks/iso42001-2023/requirements.toml")),
    ("controls.toml", include_str!("../../../frameworks/iso42001-2023/controls.toml")),
    ("documents.toml", include_str!("../../../frameworks/iso42001-2023/documents.toml")),
    ("expectations.toml", include_str!("../../../frameworks/iso42001-2023/expectations.toml")),
];

/// Every pack, read.
///
/// # Errors
/// The problems of a pack, one a line: a program with a damaged pack does not start.
pub fn all() -> Result<Vec<Pack>, String> {
    let mut packs = Vec::new();
    for files in [&ISO42001] {
        let (pack, problems) = Pack::read(files);
        if !problems.is_empty() {
            return Err(problems.iter().map(|problem| format!("{}: {}: {}", problem.file, problem.place, problem.sentence)).collect::<Vec<_>>().join("\n"));
        }
        packs.extend(pack);
    }
    Ok(packs)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pack_reads_without_a_problem() {
        assert_eq!(super::all().unwrap().len(), 1);
    }
}
