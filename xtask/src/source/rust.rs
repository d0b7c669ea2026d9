//! One Rust file, taken apart once for all rules.

use super::lexer::{Literal, lex};
use super::test_code::{is_test_path, without_tests};
use super::{File, room_of};

/// One Rust file.
pub struct Rust {
    pub path: String,
    /// The folder under `crates/`, when it lies in one.
    pub room: Option<String>,
    /// The code with comments and literals blanked, tests included.
    pub code: String,
    /// The same with test code blanked too; empty in a file of tests.
    pub product: String,
    /// The string literals outside test code.
    pub literals: Vec<Literal>,
}

impl Rust {
    /// The lines of product code that use `path` as a whole path segment, counted from one.
    pub fn uses(&self, needle: &str) -> Vec<usize> {
        lines_with(&self.product, needle)
    }
}

/// Takes apart every `.rs` file.
pub fn take_apart(files: &[File]) -> Vec<Rust> {
    let mut taken = Vec::new();
    let mut test_files = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let Some(text) = &file.text else { continue };
        let lexed = lex(text);
        let (product, modules) = without_tests(&lexed.code);
        let folder = module_folder(&file.path);
        for module in modules {
            test_files.push(format!("{folder}/{module}.rs"));
            test_files.push(format!("{folder}/{module}/"));
        }
        let literals = lexed.literals.into_iter().filter(|literal| !blank(&product, literal.line)).collect();
        let room = room_of(&file.path).map(str::to_owned);
        taken.push(Rust { path: file.path.clone(), room, code: lexed.code, product, literals });
    }
    for file in &mut taken {
        let declared =
            |test: &String| file.path == *test || (test.ends_with('/') && file.path.starts_with(test));
        if is_test_path(&file.path) || test_files.iter().any(declared) {
            file.product.clear();
            file.literals.clear();
        }
    }
    taken
}

/// Where the child modules of this file lie: beside `mod.rs`, `lib.rs` and `main.rs`, else in a folder of its name.
fn module_folder(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or((".", path));
    match file {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    }
}

/// A literal whose line holds no product code stood in test code: its own quotes were blanked with the rest.
fn blank(product: &str, line: usize) -> bool {
    product.lines().nth(line - 1).is_none_or(|code| code.trim().is_empty())
}

/// The lines on which `needle` stands and is not the tail or head of a longer identifier, counted from one.
pub fn lines_with(code: &str, needle: &str) -> Vec<usize> {
    code.lines()
        .enumerate()
        .filter(|(_, line)| find_word(line, needle).is_some())
        .map(|(index, _)| index + 1)
        .collect()
}

/// Where `needle` stands in `text` and is not the tail or head of a longer identifier.
pub fn find_word(text: &str, needle: &str) -> Option<usize> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(needle).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + needle.len()..).and_then(|after| after.chars().next());
        let open = needle.chars().next().is_some_and(part) && before.is_some_and(part);
        let closed = needle.chars().next_back().is_some_and(part) && after.is_some_and(part);
        !open && !closed
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn a_word_is_whole() {
        assert_eq!(find_word("operand::x", "rand::"), None);
        assert_eq!(find_word("a rand::x", "rand::"), Some(2));
        assert_eq!(find_word("SystemTimes, SystemTime", "SystemTime"), Some(13));
        assert_eq!(lines_with("a\nb tokio\n", "tokio"), [2]);
    }

    #[test]
    fn product_code_has_no_comments_literals_or_tests() {
        let planted = Planted::new(&[(
            "crates/record/src/lib.rs",
            "// one\nfn two() { f(\"three\") }\n#[cfg(test)]\nmod tests { fn four() { f(\"five\") } }\n",
        )]);
        let tree = planted.tree();
        let file = tree.rust.first().unwrap();
        assert_eq!(file.room.as_deref(), Some("record"));
        assert_eq!(file.product.trim(), "fn two() { f(\"     \") }");
        assert_eq!(file.literals.iter().map(|literal| literal.text.as_str()).collect::<Vec<_>>(), ["three"]);
    }

    #[test]
    fn a_module_declared_for_tests_is_a_test_file() {
        let planted = Planted::new(&[
            ("crates/a/src/lib.rs", "#[cfg(test)]\nmod vectors;\nmod kept;\n"),
            ("crates/a/src/vectors.rs", "fn x() {}\n"),
            ("crates/a/src/kept.rs", "#[cfg(test)]\nmod deep;\nfn y() {}\n"),
            ("crates/a/src/kept/deep.rs", "fn z() {}\n"),
        ]);
        let tree = planted.tree();
        let product = |path: &str| tree.rust.iter().find(|file| file.path == path).unwrap().product.clone();
        assert_eq!(product("crates/a/src/vectors.rs"), "");
        assert_eq!(product("crates/a/src/kept/deep.rs"), "");
        assert!(product("crates/a/src/kept.rs").contains("fn y"));
    }
}
