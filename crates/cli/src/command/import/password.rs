//! The password of the person in whose name a file is imported: from the environment, or one line of standard input.

use crate::trouble::Failure;
use std::io::{self, BufRead, IsTerminal, Write};

/// Where a script puts the password, so that no list of processes shows it.
const VARIABLE: &str = "PLUMBLINE_PASSWORD";

/// The password for this address.
pub fn given(address: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(password);
    }
    if io::stdin().is_terminal() {
        let mut out = io::stderr();
        write!(out, "Password of {address} (it shows while you type): ")?;
        out.flush()?;
    }
    one_line(&mut io::stdin().lock())
}

/// One line without its end. Spaces belong to the password.
fn one_line(input: &mut impl BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Err(Failure::Usage(format!(
            "no password: set {VARIABLE}, or give it as a line of standard input"
        )));
    }
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_the_line_is_taken_off() {
        for (typed, password) in [("a b \r\nnext", "a b "), ("secret", "secret"), ("\n", "")] {
            assert_eq!(one_line(&mut typed.as_bytes()).unwrap(), password);
        }
        assert!(
            matches!(one_line(&mut "".as_bytes()), Err(Failure::Usage(sentence)) if sentence.contains(VARIABLE))
        );
    }
}
