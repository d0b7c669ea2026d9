//! The demonstration: an organisation made by replaying half a year of acts by several people through the use-cases.

mod calendar;
#[cfg(test)]
mod gaps;
mod joining;
#[cfg(test)]
mod live;
mod practice;
mod reading;
#[cfg(test)]
mod rehearsal;
mod replay;
mod scenario;
mod signing;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
mod trail;

use crate::{
    argument::Demo,
    command::listen,
    data_directory::Place,
    parts::{SetClock, SystemClock, installation},
    trouble::Failure,
};
use jiff::Timestamp;
use scenario::Scenario;
pub use scenario::Story;
use std::{collections::BTreeSet, process::ExitCode, sync::Arc};

/// Makes the demonstration organisation unless the directory already holds it, and serves it.
pub async fn run(place: &Place, options: &Demo) -> Result<ExitCode, Failure> {
    let place = place.within(options.story.folder());
    let scenario = Scenario::of(options.story).map_err(Failure::Usage)?;
    let app = installation(&place, Arc::new(SystemClock)).await?;
    if app.is_empty().await? {
        drop(app);
        let started = std::time::Instant::now();
        let clock = SetClock::default();
        let replayed = replay::run(
            &installation(&place, Arc::new(clock.clone())).await?,
            &clock,
            &scenario,
            Timestamp::now(),
        )
        .await?;
        say!(
            "Replayed {} acts of {} people on {} records over {} days in {:.1} s.",
            replayed.acts,
            scenario.people.len(),
            replayed.aliases.len(),
            scenario.days,
            started.elapsed().as_secs_f64()
        );
    }
    if options.build_only {
        return Ok(ExitCode::SUCCESS);
    }
    listen(installation(&place, Arc::new(SystemClock)).await?, &options.serve, &invitation(&scenario)).await
}

/// One line a role: the first person who holds it. The others have accounts with the same password.
fn invitation(scenario: &Scenario) -> Vec<String> {
    let mut lines = vec!["Sign in as (role, address, password):".to_owned()];
    let mut shown = BTreeSet::new();
    for person in &scenario.people {
        for role in person.roles.iter().filter(|role| shown.insert(role.as_str())) {
            lines.push(format!("{role}\t{}\t{}", person.email, scenario.password));
        }
    }
    lines
}
