//! `docs/refusals.md`: every refusal with code, sentence and remedy, found where the sources make it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::cell;
use crate::source::{File, Rust, Tree};

const HEAD: &str = "# Refusals\n\nWhat a person may not do, or what does not hold, is answered with a stable code, one sentence and a remedy: the same\non a page, in REST (`application/problem+json`) and on the command line. “…” stands for what depends on the case.\nProblems with single fields come with `invalid`, each with its own sentence beside the field.\n\n| code | HTTP | sentence | remedy |\n|---|---:|---|---|\n";

/// How each class is answered over HTTP.
const STATUS: &[(&str, u16)] = &[
    ("Forbidden", 403),
    ("Hidden", 404),
    ("Conflict", 409),
    ("Invalid", 422),
    ("TooLarge", 413),
    ("TooMany", 429),
    ("Unknown", 401),
    ("Unavailable", 503),
];

/// The document.
pub fn document(tree: &Tree) -> Result<String, String> {
    let mut rows = BTreeSet::new();
    for rust in tree.rust.iter().filter(|rust| rust.room.as_deref().is_some_and(|room| room != "testkit")) {
        let Some(file) = tree.files.iter().find(|file| file.path == rust.path) else { continue };
        rows.extend(made_in(rust, file)?);
    }
    let mut text = HEAD.to_owned();
    for [code, status, sentence, remedy] in rows {
        let _ = writeln!(text, "| `{code}` | {status} | {} | {} |", cell(&sentence), cell(&remedy));
    }
    Ok(text)
}

/// Every refusal that a file makes: code, status, sentence, remedy.
fn made_in(rust: &Rust, file: &File) -> Result<Vec<[String; 4]>, String> {
    // Blanking keeps every character's place, so arguments found in the code are read from the source.
    let code: Vec<char> = rust.product.chars().collect();
    let source: Vec<char> = file.text.as_deref().unwrap_or_default().chars().collect();
    let mut made = Vec::new();
    let mut class_of_helper = "TooLarge".to_owned();
    for open in (0..code.len()).filter(|at| code.get(*at) == Some(&'(')) {
        let before: String = code.get(open.saturating_sub(40)..open).unwrap_or_default().iter().collect();
        let arguments = || arguments(&code, &source, open + 1);
        if before.ends_with("::new") {
            let given = arguments();
            let Some(class) = given.first().and_then(|class| class_of(class)) else { continue };
            let [_, code, sentence, remedy] = given.as_slice() else { continue };
            match literal(code) {
                Some(code) => made.push(row(&code, &class, sentence, remedy)),
                // A helper passes on what it is given; its callers are read below.
                None if code == "code" => class_of_helper = class,
                None => return Err(format!("{}: the code `{code}` must be written out", file.path)),
            }
        } else if calls_helper(&before) {
            let given = arguments();
            let [code, sentence, remedy] = given.as_slice() else { continue };
            made.extend(literal(code).map(|code| row(&code, &class_of_helper, sentence, remedy)));
        }
    }
    Ok(made)
}

/// Whether the code before a bracket calls, and does not declare, the helper that passes a code on.
fn calls_helper(before: &str) -> bool {
    let named = before.strip_suffix("refused");
    named.is_some_and(|rest| {
        !rest.ends_with("fn ") && !rest.ends_with(|sign: char| sign.is_alphanumeric() || sign == '_')
    })
}

fn row(code: &str, class: &str, sentence: &str, remedy: &str) -> [String; 4] {
    let status =
        STATUS.iter().find(|(name, _)| *name == class).map_or(String::new(), |(_, code)| code.to_string());
    let said = |argument: &str| literal(argument).unwrap_or_else(|| "…".to_owned());
    [code.to_owned(), status, said(sentence), said(remedy)]
}

/// `Forbidden` of `record::Class::Forbidden`.
fn class_of(argument: &str) -> Option<String> {
    let (path, class) = argument.rsplit_once("::")?;
    (path == "Class" || path.ends_with("::Class")).then(|| class.to_owned())
}

/// The arguments of a call whose bracket opens just before `start`, as the source has them.
fn arguments(code: &[char], source: &[char], start: usize) -> Vec<String> {
    let (mut depth, mut from, mut found) = (0_usize, start, Vec::new());
    let text = |from: usize, to: usize| {
        source.get(from..to).unwrap_or_default().iter().collect::<String>().trim().to_owned()
    };
    for (at, sign) in code.iter().enumerate().skip(start) {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' => {
                found.push(text(from, at));
                break;
            }
            ',' if depth == 0 => {
                found.push(text(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// What a literal, or the pattern of a `format!`, says; parts that depend on the case become “…”.
fn literal(argument: &str) -> Option<String> {
    let formatted = argument.strip_prefix("format!(").map(str::trim_start);
    let mut signs = formatted.unwrap_or(argument).strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match signs.next()? {
            '"' => return Some(text),
            '\\' => match signs.next()? {
                '\n' => {
                    let rest = signs.as_str().trim_start();
                    signs = rest.chars();
                }
                'n' => text.push('\n'),
                other => text.push(other),
            },
            '{' if formatted.is_some() => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != '}').collect();
                text.push(if inside == "{" { '{' } else { '…' });
            }
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn rows(source: &str) -> Vec<String> {
        let planted = Planted::new(&[("crates/a/src/lib.rs", source)]);
        let text = document(&planted.tree()).unwrap();
        text.lines().skip_while(|line| *line != "|---|---:|---|---|").skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn refusals_are_found_with_what_depends_on_the_case_left_open() {
        let source = "fn a() { b(Refusal::new(\n    record::Class::Forbidden,\n    \"own_role\",\n    \
            format!(\"You, {}, cannot (yet) | do “{act}”.\", f(x, y)),\n    \"Ask \\\"ana\\\".\",\n)) }\n\
            fn c() { Self::new(Class::Hidden, \"not_found\", sentence, \"Search.\") }\n";
        assert_eq!(
            rows(source),
            [
                "| `not_found` | 404 | … | Search. |",
                "| `own_role` | 403 | You, …, cannot (yet) \\| do “…”. | Ask \"ana\". |",
            ]
        );
    }

    #[test]
    fn what_a_helper_passes_on_is_read_from_its_callers() {
        let source = "fn a() { Err(refused(\"too_many\", format!(\"Over {MAX}.\"), \"Split.\")) }\n\
            fn refused(code: &'static str, s: String, r: &str) -> Refusal { Refusal::new(Class::TooLarge, code, s, r) }\n";
        assert_eq!(rows(source), ["| `too_many` | 413 | Over …. | Split. |"]);
    }

    #[test]
    fn comments_tests_and_other_calls_are_left_out() {
        let source = "// Refusal::new(Class::Hidden, \"a\", \"b\", \"c\")\nfn a() { Problem::new(\"path\", \"x\", \"y\"); }\n\
            #[cfg(test)]\nmod tests { fn b() { Refusal::new(Class::Hidden, \"a\", \"b\", \"c\"); } }\n";
        assert_eq!(rows(source), Vec::<String>::new());
    }

    #[test]
    fn a_code_that_is_computed_is_named() {
        let source = "fn a() { Refusal::new(Class::Hidden, code_of(x), \"b\", \"c\"); }\n";
        let planted = Planted::new(&[("crates/a/src/lib.rs", source)]);
        assert!(document(&planted.tree()).unwrap_err().contains("`code_of(x)` must be written out"));
    }
}
