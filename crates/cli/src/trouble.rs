//! What went wrong, said on the terminal: the sentence, its cause, a remedy where there is one.

use app::Trouble;
use std::{error::Error, io, process::ExitCode};
use store::StoreError;

/// Anything that ends a command.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Refused, or the store failed.
    #[error(transparent)]
    App(#[from] Trouble),
    /// Input or output.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// What was given on the command line does not do.
    #[error("{0}")]
    Usage(String),
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        Self::App(error.into())
    }
}

impl From<record::Refusal> for Failure {
    fn from(refusal: record::Refusal) -> Self {
        Self::App(refusal.into())
    }
}

/// Says what went wrong and gives the exit code: 2 for what the person can mend, 3 for a failure.
#[expect(clippy::print_stderr, reason = "the terminal is where the person is")]
pub fn report(failure: &Failure) -> ExitCode {
    match failure {
        Failure::App(Trouble::Refused(refusal)) => {
            eprintln!("plumbline: {}", refusal.sentence);
            for problem in &refusal.problems {
                eprintln!("  {}: {}", problem.path, problem.sentence);
            }
            eprintln!("  {}", refusal.remedy);
            ExitCode::from(2)
        }
        Failure::App(Trouble::Store(newer @ StoreError::Newer { .. })) => {
            eprintln!("plumbline: {newer}");
            eprintln!("  Run the newer program again, or restore a backup that was made before the upgrade.");
            ExitCode::from(2)
        }
        Failure::Usage(sentence) => {
            eprintln!("plumbline: {sentence}");
            ExitCode::from(2)
        }
        other => {
            eprintln!("plumbline: {other}");
            for cause in causes(other) {
                eprintln!("  because {cause}");
            }
            ExitCode::from(3)
        }
    }
}

/// What led to it, the nearest first; what only repeats the sentence before it is left out.
fn causes(failure: &Failure) -> Vec<String> {
    let (mut causes, mut before, mut next) = (Vec::new(), failure.to_string(), failure.source());
    while let Some(error) = next {
        let sentence = error.to_string();
        if sentence != before {
            causes.push(sentence.clone());
        }
        before = sentence;
        next = error.source();
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cause_is_told_twice() {
        let failure = Failure::from(StoreError::Failed(Box::from("the disk is gone")));
        assert_eq!(failure.to_string(), "the store failed");
        assert_eq!(causes(&failure), ["the disk is gone"]);
    }
}
