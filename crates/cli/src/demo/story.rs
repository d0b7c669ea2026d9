//! A maker of business software in months 3 and 4 of its story, act by act: which requirements turn, from what to what, and
//! by which record; computed before and after each act.

use super::{
    rehearsal::Rehearsal,
    replay::Stage,
    scenario::{Act as Line, Scenario, Story},
};
use crate::{
    data_directory::Place,
    parts::{SetClock, installation},
};
use app::{Answer, App, At, Desk, Subject, Via};
use jiff::Timestamp;
use record::RecordId;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

const PACK: &str = "iso42001-2023";
const TODAY: &str = "2026-11-21T10:00:00Z";
/// The first day of month 3; months have thirty days.
const MONTH_3: i64 = 60;

/// Where the organisation stands: of each requirement its answers met, not met and unknown, and each verdict.
#[derive(Clone, PartialEq)]
struct Standing {
    requirements: BTreeMap<String, (usize, usize, usize)>,
    verdicts: BTreeMap<(String, Subject), Answer>,
}

impl Standing {
    async fn of(desk: &Desk) -> Self {
        let readiness = desk.readiness(At::Now).await.unwrap();
        let leaves = readiness.standings.iter().filter(|it| it.pack == PACK);
        let requirements =
            leaves.filter_map(|it| Some((it.reference.clone(), it.leaf.as_ref()?.answers))).collect();
        Self { requirements, verdicts: desk.answers(PACK, At::Now).await.unwrap() }
    }

    /// Requirements with answers that are others now.
    fn turned(&self, after: &Self) -> BTreeSet<String> {
        let all = self.requirements.keys().chain(after.requirements.keys());
        all.filter(|id| self.requirements.get(*id) != after.requirements.get(*id)).cloned().collect()
    }

    /// Expectations of which something is met that was not.
    fn newly_met(&self, after: &Self) -> BTreeSet<String> {
        let now = after.verdicts.iter().filter(|(_, answer)| **answer == Answer::Met);
        now.filter(|(key, _)| self.verdicts.get(*key) != Some(&Answer::Met))
            .map(|(key, _)| key.0.clone())
            .collect()
    }

    /// What turned, in lines.
    fn against(&self, after: &Self, names: &BTreeMap<RecordId, String>) -> String {
        let mut told = String::new();
        for id in self.turned(after) {
            let said = |standing: &Self| match standing.requirements.get(&id) {
                Some((met, not, unknown)) => format!("{met} met, {not} not, {unknown} unknown"),
                None => "nothing".to_owned(),
            };
            writeln!(told, "  {id}: {} -> {}", said(self), said(after)).unwrap();
        }
        let keys: BTreeSet<_> = self.verdicts.keys().chain(after.verdicts.keys()).collect();
        for key in keys {
            let (was, is) = (self.verdicts.get(key), after.verdicts.get(key));
            if was != is {
                let about = match &key.1 {
                    Subject::Record(id) => names.get(id).map_or("a record without a name", String::as_str),
                    _ => "the organisation",
                };
                let said = |answer: Option<&Answer>| answer.map_or("-", |answer| answer.code());
                writeln!(told, "    {} of {about}: {} -> {}", key.0, said(was), said(is)).unwrap();
            }
        }
        told
    }
}

fn today() -> Timestamp {
    TODAY.parse().unwrap()
}

async fn desk(app: &App, stage: &Stage<'_>) -> Desk {
    let organisation = app.organisations().await.unwrap()[0];
    app.desk(organisation, stage.aliases["maya"], None, Via::Web).await.unwrap()
}

fn names(stage: &Stage<'_>) -> BTreeMap<RecordId, String> {
    stage.aliases.iter().map(|(alias, id)| (*id, alias.clone())).collect()
}

fn title(line: &Line) -> String {
    format!("day {}, {} {} by {}", line.day, line.code, line.on, line.by)
}

#[test]
fn every_act_is_legal_whatever_day_it_is() {
    let scenario = Scenario::of(Story::Techserve).unwrap();
    for day in [TODAY, "2026-11-23T06:00:00Z", "2027-01-01T23:00:00Z"] {
        let played = Rehearsal::of(&scenario, day.parse().unwrap());
        assert!(played.problems.is_empty(), "{day}:\n{}", played.problems.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_act_of_months_3_and_4_turns_what_it_is_told_to_turn() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = Scenario::of(Story::Techserve).unwrap();
    let clock = SetClock::default();
    let place = Place { data: directory.path().to_owned(), ..Place::default() };
    let app = installation(&place, Arc::new(clock.clone())).await.unwrap();
    let mut stage = Stage::open(&app, &clock, &scenario, today()).await.unwrap();
    let mut told = String::new();
    let mut last: Option<Standing> = None;
    let mut by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while let Some(line) = stage.upcoming().await.unwrap() {
        if line.day < MONTH_3 {
            stage.next().await.unwrap();
            continue;
        }
        let before = Standing::of(&desk(&app, &stage).await).await;
        if let Some(last) = last.filter(|last| *last != before) {
            write!(told, "by day {} alone\n{}", line.day, last.against(&before, &names(&stage))).unwrap();
        }
        stage.next().await.unwrap();
        let after = Standing::of(&desk(&app, &stage).await).await;
        let turned = before.against(&after, &names(&stage));
        if !turned.is_empty() {
            write!(told, "{}\n{turned}", title(line)).unwrap();
        }
        let act = format!("{} {}", line.code, line.on);
        by.entry(act.clone()).or_default().extend(before.turned(&after));
        met.entry(act).or_default().extend(before.newly_met(&after));
        last = Some(after);
    }
    let turns = |act: &str| by[act].iter().map(String::as_str).collect::<Vec<_>>();
    // A draft may show that something is not met, and meets nothing: what counts is what is in force.
    for act in ["create", "submit"] {
        for on in ["policy", "scope", "risk-procedure", "risk-scales", "impact-method"] {
            assert!(met[&format!("{act} {on}")].is_empty(), "{act} {on}: {met:?}");
        }
    }
    for (act, requirement) in [
        ("approve policy", "5.2"),
        ("approve policy", "A.2.2"),
        ("approve scope", "4.3"),
        ("approve use-ask", "4.1"),
        ("revise maya", "5.3"),
        ("approve risk-procedure", "6.1.2"),
        ("approve impact-method", "6.1.4"),
        ("approve impact-method", "A.5.2"),
        ("revise samir", "7.3"),
    ] {
        assert!(turns(act).contains(&requirement), "{act} does not turn {requirement}: {:?}", turns(act));
    }
    insta::assert_snapshot!(told);
    let verified = desk(&app, &stage).await.verify(None).await.unwrap();
    assert!(verified.report.is_intact(), "{:?}", verified.report.findings);
}
