//! Jobs that were left undone are taken up again: by the program that starts next, or by another that serves the same data.

use crate::{App, House, Outcome, Via};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{Job, JobState};
use uuid::Uuid;

impl App {
    /// Takes up every job that was running when the program stopped, each on a task of its own. One that another process
    /// is at work on stays there.
    pub async fn resume_jobs(&self) -> Outcome<()> {
        for (organisation, job) in self.undone().await?.into_values() {
            self.take_up(organisation, &job).await?;
        }
        Ok(())
    }

    /// Looks again and again for jobs that stand still, and takes them up: the process that ran them has ended. It never
    /// returns.
    pub async fn mind_jobs(&self, every: Duration) {
        let mut before = BTreeMap::new();
        loop {
            tokio::time::sleep(every).await;
            // A store that cannot be asked now is asked next time.
            let Ok(now) = self.undone().await else { continue };
            for (id, (organisation, job)) in &now {
                let stands_still = before.get(id).is_some_and(|(_, earlier): &(Uuid, Job)| earlier == job);
                if stands_still {
                    let _or_next_time = self.take_up(*organisation, job).await;
                }
            }
            before = now;
        }
    }

    async fn undone(&self) -> Outcome<BTreeMap<Uuid, (Uuid, Job)>> {
        let mut undone = BTreeMap::new();
        for organisation in self.organisations().await? {
            let house = self.open_house(organisation).await?;
            let jobs = house.store.jobs(100).await?.into_iter();
            let left = jobs.filter(|job| matches!(job.state, JobState::Running | JobState::Cancelling));
            undone.extend(left.map(|job| (job.id, (organisation, job))));
        }
        Ok(undone)
    }

    async fn take_up(&self, organisation: Uuid, job: &Job) -> Outcome<()> {
        let (desk, id) = (self.desk(organisation, job.person, None, Via::Web).await?, job.id);
        match job.what.as_str() {
            "import" => drop(tokio::spawn(async move { desk.run_import(id).await.map(|_| ()) })),
            "undo" => drop(tokio::spawn(async move { desk.run_undo(id).await.map(|_| ()) })),
            "duplicates" => drop(tokio::spawn(async move { desk.run_duplicates(id).await })),
            _ => {}
        }
        Ok(())
    }

    /// An organisation with its memory brought up to the end of the ledger.
    pub async fn open_house(&self, organisation: Uuid) -> Outcome<Arc<House>> {
        let house = self.house(organisation).await?;
        house.follow().await?;
        Ok(house)
    }
}
