//! Puts one expectation and some records on a stage and asks for the answer.

use crate::{acts::Story, kinds_of_tests};
use assurance::{Answer, Engine, Plan, Subject, Verdict, World};
use frameworks::{About, Expectation, NoneStatement, Pack, language};
use jiff::{Timestamp, tz::TimeZone};
use record::Schema;

pub const PACK: &str = "test";

/// A pack without content but for a requirement and a control.
pub fn pack(expectations: Vec<Expectation>) -> Pack {
    let framework = "id = \"test\"\ntitle = \"t\"\nshort = \"t\"\nedition = \"1\"\nversion = \"1\"\nsource = \"s\"\nlicence = \"l\"\n";
    let requirements = r#"
[[clause]]
ref = "1"
title = "One"
[[requirement]]
ref = "1.1"
title = "Audit"
under = "1"
sentence = "s"
asks = ["a"]
looks_for = "l"
documented = "yes"
[[requirement]]
ref = "1.2"
title = "Review"
under = "1"
sentence = "s"
asks = ["a"]
looks_for = "l"
documented = "no"
"#;
    let controls = r#"
[[group]]
ref = "A.1"
title = "Controls"
[[objective]]
ref = "A.1"
group = "A.1"
title = "Controls"
sentence = "s"
[[control]]
ref = "A.1.1"
title = "Control"
objective = "A.1"
sentence = "s"
asks = ["a"]
documented = "no"
"#;
    let (pack, problems) = Pack::read(&[
        ("framework.toml", framework),
        ("requirements.toml", requirements),
        ("controls.toml", controls),
    ]);
    assert!(problems.is_empty(), "{problems:#?}");
    let mut pack = pack.unwrap();
    pack.expectations = expectations;
    pack.none_statement = Some(NoneStatement {
        about: language::parse_about("document where doc_type = \"none_statement\" and in force").unwrap(),
        holds: language::parse("words(text) >= 3 and filled(valid_until) and valid_until >= today").unwrap(),
        names: "populations".to_owned(),
        origin: ("test".to_owned(), "none_statement".to_owned()),
    });
    pack
}

pub fn schemas() -> Vec<Schema> {
    kinds_of_tests::ALL.iter().map(|kind| Schema::of(kind)).collect()
}

pub fn plan(expectations: &[(&str, &str)]) -> Plan {
    let expectations = (1..)
        .zip(expectations)
        .map(|(number, (about, holds))| {
            Expectation::sketch(&format!("e{number}"), "1.1", about, holds)
                .unwrap_or_else(|fault| panic!("{}", fault.describe(holds)))
        })
        .collect();
    let (plan, problems) = Plan::compile(&[pack(expectations)], &schemas());
    assert!(problems.is_empty(), "{problems:#?}");
    plan
}

/// A world with stories in it, judged at an instant in UTC.
pub fn judged(plan: &Plan, stories: &[Story], now: Timestamp) -> (World, Engine) {
    let mut world = World::new(plan);
    for story in stories {
        world.apply_with_past(&story.told(), &story.past);
    }
    let mut engine = Engine::new(plan, TimeZone::UTC);
    engine.full(&world, now);
    (world, engine)
}

/// The answers to one expectation, by subject.
pub fn answers(about: &str, holds: &str, stories: &[Story], now: Timestamp) -> Vec<(Subject, Answer)> {
    let plan = plan(&[(about, holds)]);
    let (world, engine) = judged(&plan, stories, now);
    engine.answers(&world).map(|(_, _, subject, answer, _)| (subject, answer)).collect()
}

/// The one answer to one expectation.
pub fn answer(about: &str, holds: &str, stories: &[Story], now: Timestamp) -> Answer {
    let answers = answers(about, holds, stories, now);
    assert_eq!(answers.len(), 1, "one subject was meant: {answers:?}");
    answers[0].1
}

/// The verdict on the only subject of one expectation.
pub fn verdict(about: &str, holds: &str, stories: &[Story], now: Timestamp) -> Verdict {
    let plan = plan(&[(about, holds)]);
    let (world, engine) = judged(&plan, stories, now);
    let (_, _, subject, ..) = engine.answers(&world).next().unwrap();
    engine.explain(&world, PACK, "e1", &subject).unwrap()
}

/// The problems of one expectation.
pub fn problems(about: &str, holds: &str) -> Vec<String> {
    let expectation = match Expectation::sketch("e1", "1.1", about, holds) {
        Ok(expectation) => expectation,
        Err(fault) => return vec![fault.sentence],
    };
    assert!(matches!(expectation.about, About::Organisation | About::Each { .. }));
    let (_, problems) = Plan::compile(&[pack(vec![expectation])], &schemas());
    problems.into_iter().map(|problem| problem.sentence).collect()
}
