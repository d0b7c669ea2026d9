//! No room that stores, draws, exchanges or serves records knows one kind from another.

use super::Finding;
use crate::arrows::BLIND;
use crate::source::{Manifest, Tree};

const RULE: &str = "blind";

/// Finds dependencies on `kinds`, for tests too, and uses of it in product code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let (manifests, _) = Manifest::all(tree);
    let mut findings = Vec::new();
    for manifest in manifests.iter().filter(|manifest| BLIND.contains(&manifest.room.as_str())) {
        for dependency in manifest.dependencies.iter().filter(|dependency| dependency.package == "kinds") {
            let message = format!("{} must treat every kind alike; take samples from testkit", manifest.room);
            findings.push(Finding::new(RULE, &manifest.path, dependency.line, message));
        }
    }
    for file in &tree.rust {
        let Some(room) = file.room.as_deref().filter(|room| BLIND.contains(room)) else { continue };
        for line in file.uses("kinds::") {
            findings.push(Finding::new(
                RULE,
                &file.path,
                line,
                format!("{room} must treat every kind alike"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn a_surface_that_knows_kinds_is_named() {
        let planted = Planted::new(&[
            (
                "crates/ui/Cargo.toml",
                "[package]\nname = \"ui\"\n[dev-dependencies]\nkinds.workspace = true\n",
            ),
            ("crates/web/src/lib.rs", "// kinds::A\nfn a() { kinds::risk::KIND; }\n"),
            ("crates/cli/src/main.rs", "fn a() { kinds::ALL; }\n"),
        ]);
        let found: Vec<(String, usize)> =
            check(&planted.tree()).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("crates/ui/Cargo.toml".to_owned(), 4), ("crates/web/src/lib.rs".to_owned(), 2)]);
    }
}
