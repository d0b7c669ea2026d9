//! The script played through the real program into a real directory.

use super::{practice, reading::attachments, rehearsal::Rehearsal, replay, scenario::Scenario};
use crate::{
    data_directory::Place,
    parts::{SetClock, installation},
};
use app::{At, Via};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_comes_to_what_the_rehearsal_came_to_and_the_ledger_is_intact() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = Scenario::built_in().unwrap();
    let today: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    let clock = SetClock::default();
    let place = Place { data: directory.path().to_owned(), ..Place::default() };
    let app = installation(&place, Arc::new(clock.clone())).await.unwrap();
    let replayed = replay::run(&app, &clock, &scenario, today).await.unwrap();
    let joined: usize = scenario.people.iter().skip(1).map(|person| 1 + person.roles.len()).sum();
    let lines = |code: &str| scenario.act.iter().filter(|act| act.code == code).count();
    // A gap that is accepted is two entries: its action, and itself.
    assert_eq!(replayed.acts, scenario.act.len() + lines(practice::TAKE_UP) + joined);

    // Counts by kind and state: the rehearsal knows nothing of stores, the program nothing of the rehearsal.
    let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
    for record in Rehearsal::of(&scenario, today).records.values() {
        *expected.entry((record.kind.to_owned(), record.state.code().to_owned())).or_default() += 1;
    }
    let desk = desk(&app, &replayed.aliases, "ana").await;
    let mut found = BTreeMap::new();
    for (kind, state, count) in desk.counts().await.unwrap().iter().cloned() {
        if count > 0 && expected.keys().any(|(known, _)| *known == kind) {
            found.insert((kind, state), count);
        }
    }
    assert_eq!(found, expected);

    let verified = desk.verify(None).await.unwrap();
    assert!(verified.report.is_intact(), "{:?}", verified.report.findings);
    // Organisation, first person, her membership and the framework, in three acts, are entries of the set-up.
    assert_eq!(verified.report.entries, u64::try_from(replayed.acts).unwrap() + 6);
    let files = 1 + scenario.act.iter().map(|act| attachments(&act.body).len()).sum::<usize>();
    // Each seal keeps its result, and readiness the packs that it was judged by.
    let kept = lines(practice::FREEZE) + 1;
    assert_eq!(verified.report.evidence, u64::try_from(files + kept).unwrap());
    the_baseline_has_moved(&app, &desk, &replayed.aliases).await;

    // The past stays readable: the policy's first text was approved before the second was written.
    let policy = desk.look(replayed.aliases["policy"], At::Now).await.unwrap().record;
    assert_eq!((policy.version, policy.state.code()), (2, "effective"));
    let mut size = policy.position;
    let first = loop {
        let then = desk.look(policy.id, At::Size(size)).await.unwrap().record;
        if then.version == 1 {
            break then;
        }
        size -= 1;
    };
    assert_eq!((first.version, first.state.code()), (1, "effective"));
    readiness_is_a_mix(&desk).await;
}

/// The baseline is computed again to the same bytes after half a year, and the assessment on it shows movement.
async fn the_baseline_has_moved(
    app: &app::App,
    desk: &app::Desk,
    aliases: &BTreeMap<String, record::RecordId>,
) {
    let organisation = app.organisations().await.unwrap()[0];
    let house = app.open_house(organisation).await.unwrap();
    let (seals, findings) = house.recompute_seals().await.unwrap();
    assert!(seals >= 2 && findings.is_empty(), "{seals}: {findings:?}");
    let assessment = desk.assessment("iso42001-2023", None).await.unwrap();
    assert_eq!(assessment.baseline.as_ref().unwrap().id, aliases["baseline"]);
    let judged: Vec<_> =
        assessment.lines.iter().filter_map(|line| Some((line, &line.gap.as_ref()?.gap))).collect();
    assert!(judged.len() >= 20, "{}", judged.len());
    let moved = |line: &app::Assessed| app::gap_practice::movement(line.then.unwrap().0, line.now.0);
    let up = assessment.lines.iter().filter(|line| moved(line) == std::cmp::Ordering::Greater).count();
    assert!(up >= 20, "{up} moved up");
    assert!(judged.iter().filter(|(_, gap)| !gap.actions.is_empty()).count() >= 6);
    assert!(
        judged.iter().any(|(_, gap)| gap.waits())
            && judged.iter().any(|(line, gap)| gap.judged.against(line.then.unwrap().0).is_some())
    );
}

/// The readiness page has something to show in every colour.
async fn readiness_is_a_mix(desk: &app::Desk) {
    let readiness = desk.readiness(At::Now).await.unwrap();
    let mut statuses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (standing, leaf) in
        readiness.standings.iter().filter_map(|standing| Some((standing, standing.leaf.as_ref()?)))
    {
        let (met, not, unknown) = leaf.answers;
        statuses
            .entry(format!("{:?}", leaf.status))
            .or_default()
            .push(format!("{} {met}/{not}/{unknown}", standing.reference));
    }
    for status in ["Met", "Partly", "NotMet", "Unknown"] {
        assert!(statuses.contains_key(status), "{status}: {statuses:#?}");
    }
}

async fn desk(app: &app::App, aliases: &BTreeMap<String, record::RecordId>, alias: &str) -> app::Desk {
    let organisation = app.organisations().await.unwrap()[0];
    app.desk(organisation, aliases[alias], None, Via::Web).await.unwrap()
}
