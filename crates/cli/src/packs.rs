//! The framework packs that the program carries.

use frameworks::Pack;

const ISO42001: [(&str, &str); 6] = [
    ("framework.toml", include_str!("../../../frameworks/iso42001-2023/framework.toml")),
    ("requirements.toml", include_str!("../../../frameworks/iso42001-2023/requirements.toml")),
    ("controls.toml", include_str!("../../../frameworks/iso42001-2023/controls.toml")),
    ("documents.toml", include_str!("../../../frameworks/iso42001-2023/documents.toml")),
    ("expectations.toml", include_str!("../../../frameworks/iso42001-2023/expectations.toml")),
    ("nonconformities.toml", include_str!("../../../frameworks/iso42001-2023/nonconformities.toml")),
];

/// Every pack, read.
///
/// # Errors
/// The problems of a pack, one a line: a program with a damaged pack does not start.
pub fn all() -> Result<Vec<Pack>, String> {
    let (pack, problems) = Pack::read(&ISO42001);
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
}
