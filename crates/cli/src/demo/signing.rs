//! Signing ahead. A signature costs a password hash of some 15 ms, on purpose; the script has nearly two hundred of them,
//! so those that come next are computed while the present act is written.

use super::scenario::Act as Line;
use app::{Desk, Outcome, Signature, Trouble};
use std::collections::BTreeMap;
use tokio::task::JoinHandle;

/// Signatures under way.
#[derive(Default)]
pub struct Signing {
    running: BTreeMap<usize, JoinHandle<Outcome<Signature>>>,
}

/// Signatures computed ahead of their act.
const AHEAD: usize = 3;

impl Signing {
    /// The next lines of the script from `index` on that are signed and not yet under way.
    pub fn wanted<'a>(&self, acts: &'a [Line], index: usize) -> Vec<(usize, &'a Line)> {
        let signed = acts.iter().enumerate().skip(index).filter(|(_, line)| is_signed(line));
        signed.take(AHEAD).filter(|(index, _)| !self.running.contains_key(index)).collect()
    }

    /// Begins to sign at a desk for the line at `index`.
    pub fn begin(&mut self, index: usize, desk: Desk, password: String) {
        self.running.insert(index, tokio::spawn(async move { desk.sign(&password).await }));
    }

    /// The signature for the line at `index`, when it is signed.
    ///
    /// # Errors
    /// What [`Desk::sign`] says.
    pub async fn take(&mut self, index: usize) -> Outcome<Option<Signature>> {
        match self.running.remove(&index) {
            None => Ok(None),
            Some(task) => task.await.map_err(|error| Trouble::Broken(error.to_string()))?.map(Some),
        }
    }
}

fn is_signed(line: &Line) -> bool {
    record::Act::from_code(&line.code).is_some_and(record::Act::is_signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::scenario::Scenario;

    #[test]
    fn only_signed_lines_are_signed_ahead_and_only_a_few() {
        let acts = Scenario::built_in().unwrap().act;
        let signing = Signing::default();
        let first = signing.wanted(&acts, 0);
        assert_eq!(first.len(), AHEAD);
        assert!(first.iter().all(|(_, line)| ["approve", "verify", "erase"].contains(&line.code.as_str())));
        let (index, _) = first[0];
        assert_eq!(signing.wanted(&acts, index)[0].0, index, "the present line is among them");
        assert!(signing.wanted(&acts, acts.len()).is_empty());
    }
}
