//! A file holds one idea; past 700 lines it holds several.

use super::Finding;
use crate::source::Tree;

/// Lines, tests included.
const LINES_MAX: usize = 700;

/// Finds Rust files that are too long.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let rust = tree.files.iter().filter(|file| file.is_rust());
    rust.filter_map(|file| {
        let lines = file.text.as_deref()?.lines().count();
        let message = format!("{lines} lines, {LINES_MAX} at most: split the idea, not the file");
        (lines > LINES_MAX).then(|| Finding::new("size", &file.path, 0, message))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn seven_hundred_lines_pass_and_one_more_fails() {
        let (most, more) = ("\n".repeat(700), "\n".repeat(701));
        let planted = Planted::new(&[("a.rs", &most), ("b.rs", &more), ("c.md", &more)]);
        let found = check(&planted.tree());
        assert_eq!(found.iter().map(|finding| finding.path.as_str()).collect::<Vec<_>>(), ["b.rs"]);
    }
}
