//! Jobs that a restart interrupted are taken up again.

use crate::{App, House, Outcome, Via};
use std::sync::Arc;
use store::JobState;
use uuid::Uuid;

impl App {
    /// Takes up every import that was running when the program stopped, each on a task of its own.
    pub async fn resume_jobs(&self) -> Outcome<()> {
        for organisation in self.organisations().await? {
            let house = self.open_house(organisation).await?;
            for job in house.store.jobs(100).await? {
                if !matches!(job.state, JobState::Running | JobState::Cancelling) {
                    continue;
                }
                let desk = self.desk(organisation, job.person, None, Via::Web).await?;
                match job.what.as_str() {
                    "import" => drop(tokio::spawn(async move { desk.run_import(job.id).await.map(|_| ()) })),
                    "undo" => drop(tokio::spawn(async move { desk.run_undo(job.id).await.map(|_| ()) })),
                    _ => {}
                }
            }
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
