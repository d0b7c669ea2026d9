//! Sweeping evidence that nothing names, and saying what came of it.

use crate::{
    command::Check,
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::{Amount, App, Outcome, Swept};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// How often a program that serves looks whether an organisation is to be swept, which is once a day, by one of those that
/// serve it.
const LOOK: Duration = Duration::from_secs(10);

/// Sweeps every organisation now.
pub async fn every(place: &Place) -> Result<Vec<Check>, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    let mut checks = Vec::new();
    for organisation in app.organisations().await? {
        let swept = app.sweep(organisation).await?;
        checks.push(Check {
            name: "sweep",
            organisation: Some(organisation),
            looked_at: swept.as_ref().map_or_else(|| "another program is at it".to_owned(), words),
            findings: swept.as_ref().and_then(held_back).into_iter().collect(),
        });
    }
    Ok(checks)
}

/// Sweeps organisations when they are to be swept, and notes what came of it. It never returns.
pub async fn mind(app: App) {
    app.mind_evidence(LOOK, |organisation, swept| web::Pulse::note("evidence", &told(organisation, &swept)))
        .await;
}

fn told(organisation: Uuid, swept: &Outcome<Swept>) -> String {
    match swept {
        Ok(swept) => {
            let held_back = held_back(swept).map(|sentence| format!("; {sentence}")).unwrap_or_default();
            format!("organisation {organisation}: {}{held_back}", words(swept))
        }
        Err(error) => format!("organisation {organisation} could not be swept: {error}"),
    }
}

/// What was found and done, in words.
fn words(swept: &Swept) -> String {
    let amount = |Amount { files, bytes }: Amount| format!("{files} ({bytes} bytes)");
    format!(
        "files named by records: {}; kept lately: {}; named by nothing and noted now: {}; noted before: {}; removed: {}",
        amount(swept.named),
        amount(swept.fresh),
        amount(swept.noted),
        amount(swept.waiting),
        amount(swept.removed)
    )
}

fn held_back(swept: &Swept) -> Option<String> {
    (swept.unreadable > 0).then(|| {
        format!(
            "{} values cannot be read, and any of them may name a file: nothing was noted and nothing removed; see what \
             `plumbline verify` finds",
            swept.unreadable
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_is_told_in_words_and_numbers() {
        let of = |files, bytes| Amount { files, bytes };
        let mut swept = Swept {
            named: of(12, 3_400),
            fresh: of(1, 10),
            noted: of(2, 20),
            waiting: of(3, 30),
            removed: of(4, 40),
            unreadable: 0,
        };
        assert_eq!(
            words(&swept),
            "files named by records: 12 (3400 bytes); kept lately: 1 (10 bytes); named by nothing and noted now: 2 (20 bytes); noted before: 3 (30 bytes); removed: 4 (40 bytes)"
        );
        assert_eq!(held_back(&swept), None);
        swept.unreadable = 7;
        assert!(told(Uuid::nil(), &Ok(swept)).contains("; 7 values cannot be read"));
    }
}
