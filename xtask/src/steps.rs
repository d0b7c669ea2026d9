//! Runs steps one after another, prints how long each took, and names the one that failed.

use std::time::{Duration, Instant};

/// What a step came to when it did not fail.
pub enum Done {
    /// It ran.
    Ran,
    /// It could not be run yet; the sentence says why.
    NotRun(String),
}

/// The steps so far.
pub struct Steps {
    task: &'static str,
    began: Instant,
    lines: Vec<(String, Duration, String)>,
    not_run: Vec<String>,
}

impl Steps {
    pub fn new(task: &'static str) -> Self {
        Self { task, began: Instant::now(), lines: Vec::new(), not_run: Vec::new() }
    }

    /// Runs a step that either passes or fails.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        self.step_or_not(name, || work().map(|()| Done::Ran))
    }

    /// Runs a step that may have nothing to work on yet.
    pub fn step_or_not(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<Done, String>,
    ) -> Result<(), String> {
        println!("==> {name}");
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        let (outcome, result) = match result {
            Ok(Done::Ran) => ("ok".to_owned(), Ok(())),
            Ok(Done::NotRun(why)) => {
                self.not_run.push(name.to_owned());
                (format!("NOT RUN: {why}"), Ok(()))
            }
            Err(message) => ("FAILED".to_owned(), Err(message)),
        };
        println!("<== {name}: {outcome} ({})", seconds(took));
        self.lines.push((name.to_owned(), took, outcome));
        result.map_err(|message| {
            self.print_lines();
            format!("{message}\n{}: step `{name}` failed after {}", self.task, seconds(self.began.elapsed()))
        })
    }

    /// Prints every step with its time, then the total and what was left out.
    pub fn finish(self) {
        self.print_lines();
        println!("{}", self.verdict(self.began.elapsed()));
    }

    /// A pass says in the same breath what it does not cover.
    fn verdict(&self, took: Duration) -> String {
        let passed = format!("{}: passed in {}", self.task, seconds(took));
        if self.not_run.is_empty() {
            passed
        } else {
            format!("{passed}; NOT RUN: {}", self.not_run.join(", "))
        }
    }

    fn print_lines(&self) {
        println!("\n{} steps:", self.task);
        for (name, took, outcome) in &self.lines {
            println!("{:>9}  {name}: {outcome}", seconds(*took));
        }
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_failed_step_is_named_and_the_cause_kept() {
        let mut steps = Steps::new("ci");
        steps.step("first", || Ok(())).unwrap();
        let message = steps.step("second", || Err("it broke".to_owned())).unwrap_err();
        assert!(message.starts_with("it broke\nci: step `second` failed after "), "{message}");
    }

    #[test]
    fn what_was_not_run_is_said_and_does_not_fail() {
        let mut steps = Steps::new("ci");
        steps.step_or_not("browser", || Ok(Done::NotRun("no program yet".to_owned()))).unwrap();
        assert_eq!(steps.lines.first().unwrap().2, "NOT RUN: no program yet");
        steps.step("tests", || Ok(())).unwrap();
        assert_eq!(steps.verdict(Duration::from_secs(2)), "ci: passed in 2.0 s; NOT RUN: browser");
    }

    #[test]
    fn time_is_printed_in_seconds() {
        assert_eq!(seconds(Duration::from_millis(61_240)), "61.2 s");
    }
}
