//! Finds the code that only tests are built from.

/// The code with every item under `#[cfg(test)]` blanked, and the names of test modules kept in other files.
pub fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut kept = String::with_capacity(code.len());
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some(start) = next_test_attribute(rest) {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let (item, after) = from.split_at_checked(item_length(from)).unwrap_or((from, ""));
        kept.push_str(before);
        kept.extend(item.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        modules.extend(module_name(item));
        rest = after;
    }
    kept.push_str(rest);
    (kept, modules)
}

/// Whether a file holds nothing but tests, by where it lies.
pub fn is_test_path(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file == "tests.rs"
        || file.ends_with("_tests.rs")
        || path.split('/').any(|part| ["tests", "benches", "examples"].contains(&part))
}

fn next_test_attribute(code: &str) -> Option<usize> {
    code.match_indices("#[cfg(").find_map(|(start, _)| {
        let condition = code.get(start..)?.split(']').next()?;
        let is_test = condition
            .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .any(|word| word == "test");
        (is_test && !condition.contains("not(test")).then_some(start)
    })
}

/// How many bytes the attribute and the item under it take: to its `;`, or to the brace that closes it.
fn item_length(code: &str) -> usize {
    let (mut brackets, mut braces) = (0_usize, 0_usize);
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '{' => braces += 1,
            '}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 && brackets == 0 {
                    return at + 1;
                }
            }
            ';' if braces == 0 && brackets == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// `name` when the item is `mod name;`.
fn module_name(item: &str) -> Option<String> {
    let declaration = item.trim_end().strip_suffix(';')?;
    let mut words = declaration.split_whitespace().rev();
    let name = words.next()?;
    (words.next()? == "mod").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_module_is_blanked_and_the_rest_stays() {
        let (kept, modules) = without_tests("a();\n#[cfg(test)]\nmod tests {\n fn b() { c(); }\n}\nd();\n");
        assert!(kept.contains("a();") && kept.contains("d();"));
        assert!(!kept.contains('b') && !kept.contains('c'));
        assert_eq!(kept.lines().count(), 6);
        assert!(modules.is_empty());
    }

    #[test]
    fn a_test_module_in_its_own_file_is_named() {
        let (_, modules) =
            without_tests("#[cfg(test)]\nmod vectors;\n#[cfg(any(test, fuzzing))]\npub mod planted;\n");
        assert_eq!(modules, ["vectors", "planted"]);
    }

    #[test]
    fn code_outside_tests_is_not_test_code() {
        let source = "#[cfg(not(test))]\nfn a() {}\n#[cfg(feature)]\nfn b() {}\n";
        assert_eq!(without_tests(source).0, source);
    }

    #[test]
    fn a_semicolon_in_brackets_does_not_end_the_item() {
        let (kept, _) = without_tests("#[cfg(test)]\nconst A: [u8; 2] = [1; 2];\nlet b;\n");
        assert_eq!(kept.trim(), "let b;");
    }

    #[test]
    fn tests_are_known_by_their_folder() {
        assert!(is_test_path("crates/web/tests/routes.rs"));
        assert!(is_test_path("crates/record/src/diff/tests.rs"));
        assert!(!is_test_path("crates/record/src/testable.rs"));
    }
}
