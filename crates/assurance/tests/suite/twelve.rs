//! Twelve sentences that the language must be able to say, each judged where it is met, where it is not, where there is
//! nobody, and over an approved record with nothing in it.

use crate::{
    acts::{Story, all, at, day, number, pick, picks, rows, span, text, to},
    kinds_of_tests as k,
    stage::{answer, answers},
};
use assurance::{Answer, Subject};
use record::Act;

const NOW: &str = "2026-11-21";
const ANNA: u128 = 1;
const BEN: u128 = 2;
const CARA: u128 = 3;

fn people() -> Vec<Story> {
    [ANNA, BEN, CARA].map(|person| Story::of(&k::PERSON, person, ANNA, "2020-01-01")).to_vec()
}

fn judge(sentence: (&str, &str), stories: &[Story]) -> Answer {
    let all: Vec<Story> = people().into_iter().chain(stories.iter().cloned()).collect();
    answer(sentence.0, sentence.1, &all, at(NOW))
}

/// The population is empty: unknown, about the organisation.
fn nobody(sentence: (&str, &str)) {
    let found = answers(sentence.0, sentence.1, &people(), at(NOW));
    assert_eq!(found, [(Subject::Organisation, Answer::Unknown)]);
}

fn made(kind: &'static record::Kind, number: u128) -> Story {
    Story::of(kind, number, ANNA, "2026-01-01")
}

#[test]
fn the_auditor_is_independent_of_what_she_audits() {
    const S: (&str, &str) = (
        "audit where in force",
        "filled(audited) and every auditor in auditors has \
         no area in subject.audited where head = auditor or auditor in members",
    );
    let area = made(&k::UNIT, 10).with("head", to(ANNA)).with("members", all(&[BEN]));
    let audit = |auditor| {
        made(&k::AUDIT, 11)
            .with("auditors", all(&[auditor]))
            .with("audited", all(&[10]))
            .approved(CARA, "2026-02-01")
    };
    assert_eq!(judge(S, &[area.clone(), audit(CARA)]), Answer::Met);
    assert_eq!(judge(S, &[area.clone(), audit(ANNA)]), Answer::NotMet, "the head audits her own unit");
    assert_eq!(judge(S, &[area.clone(), audit(BEN)]), Answer::NotMet, "a member audits his own unit");
    assert_eq!(
        judge(S, &[area, made(&k::AUDIT, 11).approved(CARA, "2026-02-01")]),
        Answer::NotMet,
        "an empty shell"
    );
    nobody(S);
}

#[test]
fn every_requirement_and_control_is_audited_once_per_cycle() {
    for about in ["requirement", "control"] {
        let holds = "some audit where in force and subject.ref in covered.part and age(held_on) <= 36 months";
        let reference = if about == "requirement" { "1.1" } else { "A.1.1" };
        let audit = |part: &str, held: &str| {
            made(&k::AUDIT, 11)
                .with("covered", rows(&[&[("part", text(part))]]))
                .with("held_on", day(held))
                .approved(CARA, "2026-02-01")
        };
        let of = |stories: &[Story]| {
            let found = answers(about, holds, stories, at(NOW));
            found
                .into_iter()
                .find(|(subject, _)| *subject == Subject::Requirement(reference.to_owned()))
                .unwrap()
                .1
        };
        assert_eq!(of(&[audit(reference, "2024-01-10")]), Answer::Met);
        assert_eq!(of(&[audit(reference, "2023-11-20")]), Answer::NotMet, "a day past the cycle");
        assert_eq!(of(&[audit("9.9", "2024-01-10")]), Answer::NotMet, "something else was audited");
        assert_eq!(of(&[]), Answer::Unknown, "no audit of any kind was ever entered");
        assert_eq!(of(&[made(&k::AUDIT, 11)]), Answer::NotMet, "there is a requirement, and no audit of it");
        assert_eq!(of(&[made(&k::AUDIT, 11).approved(CARA, "2026-02-01")]), Answer::NotMet, "an empty shell");
    }
}

#[test]
fn every_site_is_audited_once_per_cycle_and_high_risk_yearly() {
    const S: (&str, &str) = (
        "site where in force",
        "some audit via sites where in force and age(held_on) <= 36 months \
         and (subject.risk != \"high\" or age(held_on) <= 12 months)",
    );
    let site = |risk| made(&k::SITE, 20).with("risk", pick(risk));
    let audit = made(&k::AUDIT, 11)
        .with("sites", all(&[20]))
        .with("held_on", day("2025-06-01"))
        .approved(CARA, "2025-07-01");
    assert_eq!(judge(S, &[site("low"), audit.clone()]), Answer::Met);
    assert_eq!(judge(S, &[site("high"), audit.clone()]), Answer::NotMet);
    assert_eq!(judge(S, &[made(&k::SITE, 20), audit]), Answer::Unknown, "nobody said how risky the site is");
    nobody(S);
}

#[test]
fn no_use_is_outside_the_approved_scope() {
    const S: (&str, &str) = (
        "organisation",
        "no use where in force and stage = \"operation\" and not (some scope via uses where in force)",
    );
    let inside = made(&k::USE, 30).with("stage", pick("operation")).approved(BEN, "2026-02-01");
    let outside = made(&k::USE, 31).with("stage", pick("operation")).approved(BEN, "2026-02-01");
    let scope = made(&k::SCOPE, 32).with("uses", all(&[30]));
    let approved = scope.clone().approved(BEN, "2026-02-01");
    assert_eq!(judge(S, &[inside.clone(), approved.clone()]), Answer::Met);
    assert_eq!(judge(S, &[inside.clone(), outside, approved]), Answer::NotMet);
    assert_eq!(judge(S, &[inside.clone(), scope]), Answer::NotMet, "a draft scope approves nothing");
    assert_eq!(
        judge(S, &[inside, made(&k::SCOPE, 32).approved(BEN, "2026-02-01")]),
        Answer::NotMet,
        "an empty shell"
    );
    assert_eq!(judge(S, &[]), Answer::Unknown);
}

#[test]
fn every_severe_finding_is_taken_up_by_a_risk() {
    const S: (&str, &str) = (
        "impact where in force",
        "no finding in findings where severity >= 4 and (blank(risk) or not risk in force)",
    );
    let impact = |found: &[&[(&str, record::Value)]]| {
        made(&k::IMPACT, 40).with("findings", rows(found)).approved(BEN, "2026-02-01")
    };
    let risk = made(&k::RISK, 41);
    let (severe, minor) = (record::Value::Rating(5), record::Value::Rating(1));
    let taken = impact(&[&[("severity", severe.clone()), ("risk", to(41))], &[("severity", minor.clone())]]);
    assert_eq!(judge(S, &[taken.clone(), risk.clone().approved(BEN, "2026-02-02")]), Answer::Met);
    assert_eq!(judge(S, &[taken, risk]), Answer::NotMet, "a risk that is a draft takes up nothing");
    assert_eq!(judge(S, &[impact(&[&[("severity", severe)]])]), Answer::NotMet);
    assert_eq!(judge(S, &[impact(&[&[("severity", minor)]])]), Answer::Met);
    assert_eq!(
        judge(S, &[impact(&[&[("what", text("unrated"))]])]),
        Answer::Unknown,
        "nobody rated the finding"
    );
    assert_eq!(
        judge(S, &[made(&k::IMPACT, 40).approved(BEN, "2026-02-01")]),
        Answer::Unknown,
        "an empty shell"
    );
    nobody(S);
}

#[test]
fn residual_above_the_appetite_of_the_method_then_in_force_was_accepted_with_authority_then() {
    const S: (&str, &str) = (
        "risk where in force",
        "residual <= then(acted(approve).at, method.appetite) or \
         some authority via person of acted(approve).by \
         where covers(period, subject.acted(approve).at) and limit >= subject.residual",
    );
    // The appetite was 10 until April and is 3 since.
    let method = made(&k::METHOD, 50)
        .with("appetite", number(10))
        .approved(BEN, "2026-01-10")
        .revised("appetite", number(3), ANNA, "2026-03-20")
        .approved(BEN, "2026-04-01");
    let risk = |on| made(&k::RISK, 51).with("residual", number(8)).with("method", to(50)).approved(CARA, on);
    let authority = |until| {
        made(&k::AUTHORITY, 52)
            .with("person", to(CARA))
            .with("limit", number(9))
            .with("period", span("2026-01-01", until))
    };
    assert_eq!(
        judge(S, &[method.clone(), risk("2026-02-01")]),
        Answer::Met,
        "8 was within the appetite then"
    );
    assert_eq!(judge(S, &[method.clone(), risk("2026-05-01")]), Answer::NotMet, "and is above it since");
    assert_eq!(judge(S, &[method.clone(), risk("2026-05-01"), authority(None)]), Answer::Met);
    assert_eq!(
        judge(S, &[method.clone(), risk("2026-05-01"), authority(Some("2026-04-30"))]),
        Answer::NotMet,
        "the authority had ended the day before"
    );
    let weak = made(&k::AUTHORITY, 52)
        .with("person", to(CARA))
        .with("limit", number(5))
        .with("period", span("2026-01-01", None));
    assert_eq!(judge(S, &[method.clone(), risk("2026-05-01"), weak]), Answer::NotMet);
    let shell = made(&k::RISK, 51).approved(CARA, "2026-05-01");
    assert_eq!(judge(S, &[method, shell]), Answer::Unknown, "an empty shell");
    nobody(S);
}

#[test]
fn without_earlier_versions_the_appetite_then_is_unknown_not_todays() {
    let sentence = ("risk where in force", "residual <= then(acted(approve).at, method.appetite)");
    let mut method = made(&k::METHOD, 50)
        .with("appetite", number(10))
        .approved(BEN, "2026-01-10")
        .revised("appetite", number(3), ANNA, "2026-03-20")
        .approved(BEN, "2026-04-01");
    method.past.clear();
    let risk =
        made(&k::RISK, 51).with("residual", number(8)).with("method", to(50)).approved(CARA, "2026-02-01");
    assert_eq!(judge(sentence, &[method, risk]), Answer::Unknown);
}

#[test]
fn competences_needed_minus_held_is_empty_on_the_day_of_the_act() {
    const S: (&str, &str) = (
        "job where is done or is verified",
        "filled(needed) and needed minus all(skills of competence via person of acted(complete).by \
         where covers(period, subject.acted(complete).at)) is empty",
    );
    let job = |on| {
        made(&k::JOB, 60).with("needed", picks(&["law", "ethics"])).act(Act::Complete, BEN, on, "contributor")
    };
    let law = made(&k::COMPETENCE, 61)
        .with("person", to(BEN))
        .with("skills", picks(&["law"]))
        .with("period", span("2026-01-01", None));
    let ethics = made(&k::COMPETENCE, 62)
        .with("person", to(BEN))
        .with("skills", picks(&["ethics", "statistics"]))
        .with("period", span("2026-03-01", Some("2026-06-30")));
    assert_eq!(judge(S, &[job("2026-06-30"), law.clone(), ethics.clone()]), Answer::Met);
    assert_eq!(judge(S, &[job("2026-07-01"), law.clone(), ethics.clone()]), Answer::NotMet, "a day too late");
    assert_eq!(judge(S, &[job("2026-06-30"), law.clone()]), Answer::NotMet);
    let hers = made(&k::COMPETENCE, 62)
        .with("person", to(CARA))
        .with("skills", picks(&["ethics"]))
        .with("period", span("2026-01-01", None));
    assert_eq!(judge(S, &[job("2026-06-30"), law, hers]), Answer::NotMet, "somebody else holds it");
    let shell = made(&k::JOB, 60).act(Act::Complete, BEN, "2026-06-30", "contributor");
    assert_eq!(judge(S, &[shell]), Answer::NotMet, "an empty shell");
    nobody(S);
}

#[test]
fn every_trigger_is_decided_within_its_days() {
    const S: (&str, &str) = (
        "trigger where in force",
        "(filled(decided) and decided <= happened + days(subject.within)) \
         or (blank(decided) and today <= happened + days(subject.within))",
    );
    let trigger = |happened| made(&k::TRIGGER, 70).with("happened", day(happened)).with("within", number(10));
    assert_eq!(judge(S, &[trigger("2026-05-01").with("decided", day("2026-05-11"))]), Answer::Met);
    assert_eq!(judge(S, &[trigger("2026-05-01").with("decided", day("2026-05-12"))]), Answer::NotMet);
    assert_eq!(judge(S, &[trigger("2026-11-15")]), Answer::Met, "there is still time");
    assert_eq!(judge(S, &[trigger("2026-11-10")]), Answer::NotMet, "time is up");
    assert_eq!(judge(S, &[made(&k::TRIGGER, 70)]), Answer::Unknown, "an empty shell");
    nobody(S);
}

#[test]
fn done_at_the_interval_that_the_organisation_itself_set() {
    const S: (&str, &str) = (
        "measure where in force",
        "filled(every_months) and filled(last_done) and last_done + months(every_months) >= today",
    );
    let measure = |every| {
        made(&k::MEASURE, 80)
            .with("every_months", number(every))
            .with("last_done", day("2026-08-21"))
            .approved(BEN, "2026-02-01")
    };
    assert_eq!(judge(S, &[measure(3)]), Answer::Met, "due today");
    assert_eq!(judge(S, &[measure(2)]), Answer::NotMet);
    assert_eq!(
        judge(S, &[made(&k::MEASURE, 80).approved(BEN, "2026-02-01")]),
        Answer::NotMet,
        "an empty shell"
    );
    nobody(S);
}

#[test]
fn an_obligation_depends_on_role_class_and_date() {
    const S: (&str, &str) = (
        "use where in force and class = \"high\" and some held in roles where role = \"deployer\" and from <= today",
        "if today >= 2027-12-02 then (some impact via uses where in force and filled(assessed_on))",
    );
    let with = |role: &str, from: &str, class: &str| {
        made(&k::USE, 30)
            .with("class", pick(class))
            .with("roles", rows(&[&[("role", pick(role)), ("from", day(from))]]))
            .approved(BEN, "2026-02-01")
    };
    let deployer = with("deployer", "2026-03-01", "high");
    let impact = made(&k::IMPACT, 40)
        .with("uses", all(&[30]))
        .with("assessed_on", day("2026-03-01"))
        .approved(BEN, "2026-03-02");
    let later = at("2028-01-10");
    let all = |stories: &[Story], now| {
        answer(S.0, S.1, &people().into_iter().chain(stories.iter().cloned()).collect::<Vec<_>>(), now)
    };
    assert_eq!(all(std::slice::from_ref(&deployer), at(NOW)), Answer::Met, "the duty does not apply yet");
    assert_eq!(all(std::slice::from_ref(&deployer), later), Answer::NotMet);
    assert_eq!(all(&[deployer.clone(), impact], later), Answer::Met);
    let shell = made(&k::IMPACT, 40).with("uses", crate::acts::all(&[30])).approved(BEN, "2026-03-02");
    assert_eq!(all(&[deployer, shell], later), Answer::NotMet, "an empty shell");
    for other in [
        with("provider", "2026-03-01", "high"),
        with("deployer", "2026-03-01", "low"),
        with("deployer", "2029-01-01", "high"),
    ] {
        assert_eq!(
            answers(S.0, S.1, &[other], later),
            [(Subject::Organisation, Answer::Unknown)],
            "nobody has the duty"
        );
    }
}

#[test]
fn the_statement_of_applicability_holds_every_control_that_a_treatment_names() {
    const S: (&str, &str) = (
        "organisation",
        "all(treatments.control of risk where in force) within all(rows.control of soa where in force)",
    );
    let risk = made(&k::RISK, 51)
        .with("treatments", rows(&[&[("control", text("A.6.2.4"))], &[("control", text("A.7.4"))]]))
        .approved(BEN, "2026-02-01");
    let soa = |controls: &[&str]| {
        let cells: Vec<Vec<(&str, record::Value)>> =
            controls.iter().map(|control| vec![("control", text(control))]).collect();
        let cells: Vec<&[(&str, record::Value)]> = cells.iter().map(Vec::as_slice).collect();
        made(&k::SOA, 90).with("rows", rows(&cells)).approved(BEN, "2026-02-01")
    };
    assert_eq!(judge(S, &[risk.clone(), soa(&["A.7.4", "A.6.2.4", "A.2.2"])]), Answer::Met);
    assert_eq!(judge(S, &[risk.clone(), soa(&["A.7.4"])]), Answer::NotMet);
    assert_eq!(judge(S, &[risk.clone(), soa(&[])]), Answer::NotMet, "an empty shell");
    assert_eq!(judge(S, &[risk]), Answer::NotMet);
    assert_eq!(judge(S, &[soa(&["A.7.4"])]), Answer::Unknown, "no treatment names a control");
}

#[test]
fn effectiveness_is_checked_so_many_days_later_by_someone_else() {
    const S: (&str, &str) = (
        "action where is done or is verified",
        "is verified and filled(effect_check_days) and acted(verify).at >= acted(complete).at + days(effect_check_days) \
         and acted(verify).by != acted(complete).by",
    );
    let action = |by, on| {
        made(&k::ACTION, 100)
            .with("effect_check_days", number(30))
            .act(Act::Complete, BEN, "2026-03-01", "contributor")
            .act(Act::Verify, by, on, "ai_manager")
    };
    assert_eq!(judge(S, &[action(CARA, "2026-03-31")]), Answer::Met);
    assert_eq!(judge(S, &[action(CARA, "2026-03-30")]), Answer::NotMet, "too early to tell");
    assert_eq!(judge(S, &[action(BEN, "2026-03-31")]), Answer::NotMet, "by himself");
    let shell = made(&k::ACTION, 100).act(Act::Complete, BEN, "2026-03-01", "contributor").act(
        Act::Verify,
        CARA,
        "2026-04-30",
        "ai_manager",
    );
    assert_eq!(judge(S, &[shell]), Answer::NotMet, "an empty shell");
    nobody(S);
}

#[test]
fn all_inputs_were_present_when_the_review_was_frozen() {
    const S: (&str, &str) = (
        "review where in force",
        "[\"audit\", \"incidents\", \"objectives\"] within inputs \
         and every paper in papers has paper in force",
    );
    let paper = made(&k::AUDIT, 11).approved(CARA, "2026-02-01");
    let review = |inputs: &[&str]| {
        made(&k::REVIEW, 110)
            .with("inputs", picks(inputs))
            .with("papers", all(&[11]))
            .approved(BEN, "2026-03-01")
    };
    assert_eq!(judge(S, &[paper.clone(), review(&["audit", "incidents", "objectives"])]), Answer::Met);
    assert_eq!(judge(S, &[paper.clone(), review(&["audit", "incidents"])]), Answer::NotMet);
    let late = review(&["audit", "incidents"]).revised(
        "inputs",
        picks(&["audit", "incidents", "objectives"]),
        ANNA,
        "2026-03-05",
    );
    assert_eq!(judge(S, &[paper.clone(), late]), Answer::NotMet, "added after the review was frozen");
    let shell = made(&k::REVIEW, 110).approved(BEN, "2026-03-01");
    assert_eq!(judge(S, &[paper, shell]), Answer::NotMet, "an empty shell");
    nobody(S);
}
