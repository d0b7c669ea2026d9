//! README.md tells people what to type; every command and option in it must be one that the program knows.

use crate::source::Tree;

/// How a command of the program begins when it is run from the checkout.
const PROGRAM: &str = "cargo run --release";

/// What README.md says that does not hold.
pub fn check(tree: &Tree) -> Vec<String> {
    let (Some(readme), Some(help)) = (tree.text("README.md"), tree.text("docs/cli.md")) else {
        return vec!["README.md or docs/cli.md is not there".to_owned()];
    };
    let mut wrong: Vec<String> =
        commands(readme).iter().filter_map(|command| judge(command, help).err()).collect();
    wrong.extend(
        links(readme)
            .into_iter()
            .filter(|path| !exists(tree, path))
            .map(|path| format!("README.md points to {path}, which is not there")),
    );
    wrong
}

/// The lines of every block for a shell.
fn commands(readme: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line.trim()) {
            (false, "```sh") => inside = true,
            (true, "```") => inside = false,
            (true, line) if !line.is_empty() && !line.starts_with('#') => found.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

fn judge(command: &str, help: &str) -> Result<(), String> {
    let said = |why: &str| Err(format!("README.md: `{command}`: {why}"));
    let command_words = command.split('|').next_back().unwrap_or(command).trim();
    if let Some(task) = command_words.strip_prefix("cargo xtask ") {
        let known = crate::USAGE.lines().any(|line| line.trim_start().starts_with(task));
        return if known { Ok(()) } else { said("there is no such task") };
    }
    let words: Vec<&str> = match command_words.strip_prefix(PROGRAM) {
        Some("") => return Ok(()),
        Some(rest) if rest.starts_with(" -- ") => {
            rest.trim_start_matches(" -- ").split_whitespace().collect()
        }
        Some(rest) if rest.starts_with(" -p plumbline-verifier -- ") => return Ok(()),
        _ => return said("it is neither the program nor a task"),
    };
    let (name, options) = words.split_first().unwrap_or((&"", &[]));
    let title = format!("## plumbline {name}");
    let Some(section) = section(help, &title) else { return said("docs/cli.md knows no such command") };
    for option in options.iter().filter(|word| word.starts_with("--")) {
        let option = option.split('=').next().unwrap_or(option);
        if !section.split(|sign: char| sign.is_whitespace() || sign == ',').any(|word| word == option) {
            return said(&format!("the command has no option {option}"));
        }
    }
    Ok(())
}

fn section<'a>(help: &'a str, title: &str) -> Option<&'a str> {
    let (_, rest) = help.split_once(&format!("{title}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// Relative addresses of links.
fn links(readme: &str) -> Vec<String> {
    let parts = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    parts.filter(|path| !path.contains("://") && !path.starts_with('#')).map(str::to_owned).collect()
}

fn exists(tree: &Tree, path: &str) -> bool {
    let path = path.split('#').next().unwrap_or(path).trim_end_matches('/');
    tree.files.iter().any(|file| file.path == path) || tree.has_folder(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    const HELP: &str = "# Command line\n\n## plumbline demo\n\n```text\n  --port <PORT>\n```\n\n## plumbline verify\n\n```text\n  --since <FILE>\n```\n";

    fn found(readme: &str) -> Vec<String> {
        check(&Planted::new(&[("README.md", readme), ("docs/cli.md", HELP), ("LICENSE", "x\n")]).tree())
    }

    #[test]
    fn what_the_program_knows_passes() {
        let readme = "See [licence](LICENSE), [docs](docs) and [help](docs/cli.md#x).\n\n```sh\ncargo run --release -- demo --port 0\n\
            # a comment\ncargo run --release\ncargo xtask ci\necho p | cargo run --release -- verify --since note\n```\n\n```text\nanything\n```\n";
        assert_eq!(found(readme), Vec::<String>::new());
    }

    #[test]
    fn what_it_does_not_know_is_named() {
        for (line, why) in [
            ("cargo run --release -- dance", "no such command"),
            ("cargo run --release -- demo --since x", "no option --since"),
            ("cargo run --release -- verify --sinc x", "no option --sinc"),
            ("cargo xtask fly", "no such task"),
            ("make install", "neither the program nor a task"),
        ] {
            let wrong = found(&format!("```sh\n{line}\n```\n"));
            assert!(wrong.len() == 1 && wrong[0].contains(why), "{wrong:?}");
        }
        assert_eq!(found("[x](docs/none.md)\n"), ["README.md points to docs/none.md, which is not there"]);
    }
}
