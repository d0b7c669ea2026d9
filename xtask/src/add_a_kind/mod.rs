//! Adds a kind of record to a copy of the tree as CONTRIBUTING.md says, and fails when that needs more than it says.

mod instructions;
mod trial;

use std::fs;
use std::path::Path;

use self::instructions::{Step, steps};
use self::trial::Trial;
use crate::cargo;

const GUIDE: &str = "CONTRIBUTING.md";
const HEADING: &str = "Add a kind of record";

/// Files that may change besides new ones, and by how many lines at most: each is a list of kinds.
const LISTS: &[(&str, usize)] = &[
    ("crates/kinds/src/lib.rs", 2),
    // A statement that there is none of it must be able to name it.
    ("crates/kinds/src/document.rs", 1),
    ("crates/kinds/tests/sanity.rs", 2),
    ("crates/testkit/src/samples.rs", 1),
];

/// Follows the guide in a copy of the tree and looks at what changed.
pub fn run(root: &Path, target: &Path) -> Result<(), String> {
    let guide = fs::read_to_string(root.join(GUIDE)).map_err(|error| format!("{GUIDE}: {error}"))?;
    let steps = steps(&guide, HEADING).map_err(|why| format!("{GUIDE}: {why}"))?;
    let trial = Trial::of(root, target)?;
    for (number, step) in (1..).zip(&steps) {
        carry_out(step, trial.root(), target).map_err(|why| format!("{GUIDE}: step {number}: {why}"))?;
    }
    let changes = trial.changes()?;
    for (added, removed, path) in &changes {
        println!("{added:>5} + {removed:>3} -  {path}");
    }
    let kind = made(&steps).ok_or_else(|| format!("{GUIDE}: no step makes a kind"))?;
    let wrong = judge(&changes, &kind);
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn carry_out(step: &Step, root: &Path, target: &Path) -> Result<(), String> {
    let read = |path: &str| fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"));
    let write =
        |path: &str, text: &str| fs::write(root.join(path), text).map_err(|error| format!("{path}: {error}"));
    match step {
        Step::Read => Ok(()),
        Step::Make { path, .. } if root.join(path).exists() => Err(format!("{path} is there already")),
        Step::Make { path, text } => write(path, text),
        Step::Add { path, after, text } => {
            write(path, &added(&read(path)?, after, text).map_err(in_file(path))?)
        }
        Step::Replace { path, old, new } => {
            let whole = read(path)?;
            match whole.matches(old.as_str()).count() {
                1 => write(path, &whole.replace(old.as_str(), new)),
                count => Err(format!("{path} holds `{old}` {count} times, not once")),
            }
        }
        Step::Run(commands) => commands.iter().try_for_each(|command| execute(command, root, target)),
    }
}

fn in_file(path: &str) -> impl Fn(String) -> String {
    let path = path.to_owned();
    move |why| format!("{path}: {why}")
}

/// The text with more lines after the one line that reads so.
fn added(whole: &str, after: &str, text: &str) -> Result<String, String> {
    let count = whole.lines().filter(|line| line.trim() == after).count();
    if count != 1 {
        return Err(format!("the line `{after}` is there {count} times, not once"));
    }
    let mut out = String::with_capacity(whole.len() + text.len());
    for line in whole.lines() {
        out.push_str(line);
        out.push('\n');
        if line.trim() == after {
            out.push_str(text);
        }
    }
    Ok(out)
}

/// Runs a line such as `NAME=value cargo test`, building where everything is built.
fn execute(line: &str, root: &Path, target: &Path) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let settings = words.iter().take_while(|word| word.contains('=') && !word.starts_with('-')).count();
    let Some(program) = words.get(settings) else { return Err(format!("`{line}` names no program")) };
    let arguments = words.get(settings + 1..).unwrap_or_default();
    let mut command = cargo::command(program, arguments, root);
    // Not the target folder of this tree: cargo names what it builds by places within a workspace, and the copy has the
    // same ones, so that each would take the other for itself.
    command.env("CARGO_TARGET_DIR", target.join("add-a-kind/target"));
    for (name, value) in words.iter().take(settings).filter_map(|word| word.split_once('=')) {
        command.env(name, value);
    }
    cargo::finish(command, program, arguments)
}

/// The id of the kind that a step makes, which is the name of its file.
fn made(steps: &[Step]) -> Option<String> {
    steps.iter().find_map(|step| match step {
        Step::Make { path, .. } => {
            Some(path.strip_prefix("crates/kinds/src/")?.strip_suffix(".rs")?.to_owned())
        }
        _ => None,
    })
}

/// What changed and must not have, and what must have changed and did not.
fn judge(changes: &[(usize, usize, String)], kind: &str) -> Vec<String> {
    let own = [
        format!("crates/kinds/src/{kind}.rs"),
        format!("crates/kinds/tests/golden/{kind}.snap"),
        format!("crates/testkit/samples/{kind}.json"),
    ];
    let missing = own.iter().filter(|path| !changes.iter().any(|(_, _, changed)| changed == *path));
    let mut wrong: Vec<String> = missing.map(|path| format!("{path} did not come to be")).collect();
    for (added, removed, path) in changes.iter().filter(|(_, _, path)| !own.contains(path)) {
        let golden = Path::new(path).extension().is_some_and(|ending| ending == "snap");
        let room = LISTS.iter().find(|(list, _)| list == path).map(|(_, lines)| *lines);
        match room {
            _ if golden => {}
            None => wrong.push(format!("{path} had to change; a kind is declared once")),
            Some(lines) if added.max(removed) > &lines => {
                wrong.push(format!(
                    "{path} changed by {added} + and {removed} - lines; {lines} are its share"
                ));
            }
            Some(_) => {}
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn change(path: &str, added: usize, removed: usize) -> (usize, usize, String) {
        (added, removed, path.to_owned())
    }

    fn good() -> Vec<(usize, usize, String)> {
        vec![
            change("crates/kinds/src/licence.rs", 30, 0),
            change("crates/kinds/src/lib.rs", 2, 0),
            change("crates/kinds/tests/golden/licence.snap", 20, 0),
            change("crates/access/tests/snapshots/matrix.snap", 40, 1),
            change("crates/testkit/samples/licence.json", 7, 0),
        ]
    }

    #[test]
    fn the_guide_of_this_repository_can_be_carried_out() {
        let guide = fs::read_to_string(crate::root::repository().join(GUIDE)).unwrap();
        let steps = steps(&guide, HEADING).unwrap();
        assert!(made(&steps).is_some());
        assert!(steps.iter().filter(|step| matches!(step, Step::Run(_))).count() >= 2);
    }

    #[test]
    fn a_surface_that_had_to_change_is_named() {
        assert_eq!(judge(&good(), "licence"), Vec::<String>::new());
        for (more, why) in [
            (change("crates/ui/src/form.rs", 1, 0), "crates/ui/src/form.rs had to change"),
            (change("crates/kinds/src/document.rs", 5, 0), "1 are its share"),
        ] {
            let wrong = judge(&[good(), vec![more]].concat(), "licence");
            assert!(wrong.len() == 1 && wrong[0].contains(why), "{wrong:?}");
        }
        let wrong = judge(&good()[..1], "licence");
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }

    #[test]
    fn lines_go_after_the_one_line_that_reads_so() {
        assert_eq!(added("a\n  b\nc\n", "b", "  x\n").unwrap(), "a\n  b\n  x\nc\n");
        assert!(added("b\nb\n", "b", "x").unwrap_err().contains("2 times"));
        assert!(added("a\n", "b", "x").unwrap_err().contains("0 times"));
    }

    #[test]
    fn a_step_that_does_not_fit_the_tree_fails() {
        let planted = Planted::new(&[("a.rs", "one two one\n")]);
        let target = std::env::temp_dir();
        let run = |step| carry_out(&step, planted.root(), &target);
        let path = || "a.rs".to_owned();
        assert!(run(Step::Make { path: path(), text: String::new() }).unwrap_err().contains("already"));
        let replace = |old: &str| Step::Replace { path: path(), old: old.to_owned(), new: "x".to_owned() };
        assert!(run(replace("one")).unwrap_err().contains("2 times"));
        run(replace("two")).unwrap();
        assert_eq!(fs::read_to_string(planted.root().join("a.rs")).unwrap(), "one x one\n");
        assert!(run(Step::Run(vec!["A=b".to_owned()])).unwrap_err().contains("names no program"));
        run(Step::Run(vec!["A=b git --version".to_owned()])).unwrap();
    }
}
