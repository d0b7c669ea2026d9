//! A lint is silenced by an expectation with a reason, which falls away when it is no longer needed.

use super::Finding;
use crate::source::Tree;

/// Finds `allow` attributes, in tests too.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.rust {
        for (index, line) in file.code.lines().enumerate() {
            let bare: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
            let conditional = bare.contains("cfg_attr(") && bare.contains(",allow(");
            if bare.contains("#[allow(") || bare.contains("#![allow(") || conditional {
                let message = "write `#[expect(lint, reason = \"…\")]`";
                findings.push(Finding::new("allow", &file.path, index + 1, message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn every_form_of_allow_is_named() {
        let source = "#![allow(a)]\n#[allow(b)]\n#[ allow (c) ]\n#[cfg_attr(test, allow(d))]\n\
                      // #[allow(e)]\nlet f = \"#[allow(f)]\";\n#[expect(g, reason = \"h\")]\n";
        let planted = Planted::new(&[("xtask/src/a.rs", source)]);
        let lines: Vec<usize> = check(&planted.tree()).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }
}
