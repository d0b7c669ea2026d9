//! Crates that are built in more than one version, each with the reason why it is borne.

use super::Package;

/// Said of what only comes with the reader of YAML.
const YAML: &str = "the reader of YAML, by which published risk libraries are converted, is behind the SQLite binding; in no program";
/// Said of what only comes with `age`.
const AGE: &str =
    "age, which encrypts backups, is on the generation of cryptography before ours; see docs/adr/0020";

/// Every crate that may be built twice.
pub const REASONS: &[(&str, &str)] = &[
    (
        "syn",
        "derive macros move to version 3 one by one; jiff, maud and curve25519-dalek are still on 2; build time only",
    ),
    ("bit-set", "proptest and the schema validator's regular expressions; both in tests only"),
    ("bit-vec", "comes with bit-set; in tests only"),
    ("base64", "postgres-protocol, which speaks to PostgreSQL, is still on 0.22, and age on 0.21"),
    (
        "fallible-iterator",
        "rusqlite is on 0.3, the PostgreSQL client still on 0.2; a trait and a few adapters",
    ),
    ("getrandom", "the schema validator's hash maps are still on 0.3, in tests only; age is on 0.2"),
    ("quick-xml", "object_store, which speaks S3, is a version behind our reader of workbooks"),
    ("spin", "axum's reader of forms and object_store's checksums are a version apart; a lock of some lines"),
    ("hashlink", YAML),
    ("hashbrown", YAML),
    ("block-buffer", AGE),
    ("chacha20", AGE),
    ("cpufeatures", AGE),
    ("crypto-common", AGE),
    ("curve25519-dalek", AGE),
    ("digest", AGE),
    ("hmac", AGE),
    ("rand", AGE),
    ("rand_core", AGE),
    ("rustc-hash", AGE),
    ("self_cell", AGE),
    ("sha2", AGE),
    ("thiserror", AGE),
    ("thiserror-impl", AGE),
    ("toml", AGE),
];

/// Doubled crates without a reason, and reasons whose crate is doubled no more.
pub fn judge(built: &[Package], reasons: &[(&str, &str)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, package) in built.iter().enumerate() {
        let versions: Vec<&str> = built
            .iter()
            .filter(|other| other.name == package.name)
            .map(|other| other.version.as_str())
            .collect();
        let first = built.iter().position(|other| other.name == package.name) == Some(index);
        if first && versions.len() > 1 && !reasons.iter().any(|(name, _)| *name == package.name) {
            problems.push(format!(
                "licences: {} is built in versions {}; unite them, or give the reason in xtask/src/licences/twice.rs",
                package.name,
                versions.join(", ")
            ));
        }
    }
    for (name, _) in reasons {
        if built.iter().filter(|package| package.name == *name).count() < 2 {
            problems.push(format!("licences: {name} is no longer built twice; drop its reason"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(names: &[(&str, &str)]) -> Vec<Package> {
        let package = |(name, version): &(&str, &str)| Package {
            name: (*name).to_owned(),
            version: (*version).to_owned(),
            licence: "MIT".to_owned(),
        };
        names.iter().map(package).collect()
    }

    #[test]
    fn a_doubled_crate_needs_a_reason() {
        let built = packages(&[("a", "1.0.0"), ("a", "2.0.0"), ("a", "3.0.0"), ("b", "1.0.0")]);
        let problems = judge(&built, &[]);
        assert_eq!(problems.len(), 1);
        assert!(problems.first().unwrap().contains("a is built in versions 1.0.0, 2.0.0, 3.0.0"));
        assert!(judge(&built, &[("a", "so it is")]).is_empty());
    }

    #[test]
    fn a_reason_that_is_no_longer_needed_goes() {
        let problems = judge(&packages(&[("a", "1.0.0")]), &[("a", "so it was")]);
        assert_eq!(problems, ["licences: a is no longer built twice; drop its reason"]);
    }

    #[test]
    fn every_reason_says_something() {
        assert!(REASONS.iter().all(|(_, reason)| reason.len() > 20));
    }
}
