//! Reads the numbered steps of a guide, so that its words are what is carried out.

/// What one numbered step asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing that a program could do.
    Read,
    /// A new file.
    Make { path: String, text: String },
    /// Lines after a line that is there once.
    Add { path: String, after: String, text: String },
    /// Words for other words that are there once.
    Replace { path: String, old: String, new: String },
    /// Commands, one a line.
    Run(Vec<String>),
}

/// The steps under a heading, in order.
pub fn steps(guide: &str, heading: &str) -> Result<Vec<Step>, String> {
    let title = format!("## {heading}");
    let mut section = guide.lines().skip_while(|line| *line != title).skip(1).peekable();
    if section.peek().is_none() {
        return Err(format!("there is no heading “{title}”"));
    }
    let section: Vec<&str> = section.take_while(|line| !line.starts_with("## ")).collect();
    let starts: Vec<usize> =
        (0..section.len()).filter(|at| section.get(*at).is_some_and(|line| number(line).is_some())).collect();
    let mut steps = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(section.len());
        let lines = section.get(*start..end).unwrap_or_default();
        if lines.first().and_then(|line| number(line)) != Some(index + 1) {
            return Err(format!("step {} is not numbered so", index + 1));
        }
        steps.push(step(lines).map_err(|why| format!("step {}: {why}", index + 1))?);
    }
    Ok(steps)
}

/// The number of a line like `3. In …`.
fn number(line: &str) -> Option<usize> {
    line.split_once(". ")?.0.parse().ok()
}

fn step(lines: &[&str]) -> Result<Step, String> {
    let (words, block) = apart(lines)?;
    let names = quoted(&words);
    let name = |at: usize| names.get(at).cloned().ok_or_else(|| format!("a name is missing in “{words}”"));
    let block = || block.clone().ok_or_else(|| format!("no block follows “{words}”"));
    if words.contains("Make `") {
        return Ok(Step::Make { path: name(0)?, text: block()? });
    }
    if words.contains("In `") && words.contains(", after the line `") {
        return Ok(Step::Add { path: name(0)?, after: name(1)?, text: block()? });
    }
    if words.contains("In `") && words.contains(", replace `") {
        return Ok(Step::Replace { path: name(0)?, old: name(1)?, new: name(2)? });
    }
    if words.starts_with("Run ") {
        return Ok(Step::Run(block()?.lines().map(str::to_owned).collect()));
    }
    if words.starts_with("Read ") {
        Ok(Step::Read)
    } else {
        Err(format!("“{words}” cannot be carried out"))
    }
}

/// The words of a step as one line up to its first block, and that block without its indentation.
fn apart(lines: &[&str]) -> Result<(String, Option<String>), String> {
    let mut words = Vec::new();
    let mut rest = lines.iter();
    let first = rest.next().and_then(|line| line.split_once(". ")).map(|(_, words)| words);
    words.extend(first);
    for line in rest.by_ref() {
        let Some(indent) = line.find("```") else {
            words.push(line.trim());
            continue;
        };
        let mut block = String::new();
        for line in rest.by_ref() {
            if line.trim() == "```" {
                return Ok((words.join(" ").trim().to_owned(), Some(block)));
            }
            block.push_str(line.get(indent..).unwrap_or_default());
            block.push('\n');
        }
        return Err("a block is not closed".to_owned());
    }
    Ok((words.join(" ").trim().to_owned(), None))
}

/// What stands between backticks.
fn quoted(words: &str) -> Vec<String> {
    words.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "# Guide\n\n## Before\n\n1. Nothing of this.\n\n## Add it\n\nWords first.\n\n\
        1. Read `a.rs`.\n\n2. Make `b.rs`:\n\n   ```rust\n   fn b() {\n       c();\n   }\n   ```\n\n   More words.\n\n\
        3. In `l.rs`, after the line\n   `mod a;`, add:\n\n   ```rust\n   mod b;\n   ```\n\n\
        4. It is listed twice. In `t.rs`, replace `a` with `a b`.\n\n5. Run it:\n\n   ```sh\n   cargo x\n   ```\n\n## After\n\n1. no\n";

    #[test]
    fn every_step_is_read_in_its_words() {
        let owned = str::to_owned;
        assert_eq!(
            steps(GUIDE, "Add it").unwrap(),
            [
                Step::Read,
                Step::Make { path: owned("b.rs"), text: owned("fn b() {\n    c();\n}\n") },
                Step::Add { path: owned("l.rs"), after: owned("mod a;"), text: owned("mod b;\n") },
                Step::Replace { path: owned("t.rs"), old: owned("a"), new: owned("a b") },
                Step::Run(vec![owned("cargo x")]),
            ]
        );
    }

    #[test]
    fn words_that_cannot_be_carried_out_are_named() {
        for (text, why) in [
            ("## A\n1. Think.\n", "step 1: “Think.” cannot be carried out"),
            ("## A\n1. Make `a`:\n", "no block follows"),
            ("## A\n2. Read.\n", "step 1 is not numbered so"),
            ("## A\n1. Run:\n```sh\na\n", "a block is not closed"),
            ("## A\n1. In `a`, replace `b` with nothing.\n", "a name is missing"),
            ("# A\n", "there is no heading"),
        ] {
            let found = steps(text, "A").unwrap_err();
            assert!(found.contains(why), "{found} for {text}");
        }
    }
}
