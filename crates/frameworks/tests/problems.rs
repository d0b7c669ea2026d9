//! A pack that is wrong in many ways is told all of them, each with its place.

use frameworks::Pack;

const FRAMEWORK: &str = r#"id = "t"
title = "t"
short = "t"
edition = "1"
version = "1"
source = "s"
licence = "l"
[[crosswalk]]
to = "other"
title = "Other"
note = "n"
"#;

fn problems(files: &[(&str, &str)]) -> Vec<String> {
    Pack::read(files).1.iter().map(ToString::to_string).collect()
}

fn requirement(more: &str) -> String {
    format!(
        "[[clause]]\nref = \"1\"\ntitle = \"One\"\n[[requirement]]\nref = \"1.1\"\ntitle = \"t\"\nunder = \"1\"\n\
         sentence = \"s\"\nasks = [\"a\"]\nlooks_for = \"l\"\ndocumented = \"yes\"\n{more}"
    )
}

#[test]
fn a_good_pack_has_no_problems() {
    let requirements = requirement("");
    assert_eq!(problems(&[("framework.toml", FRAMEWORK), ("requirements.toml", &requirements)]), [""; 0]);
}

#[test]
fn every_problem_is_told_with_its_line() {
    let requirements = r#"[[clause]]
ref = "1"
title = ""
[[clause]]
ref = "1"
title = "Again"
[[requirement]]
ref = "1.1"
title = 7
under = "9"
sentence = "s"
asks = []
looks_for = "l"
documented = "perhaps"
documents = ["D1"]
mispelt = "x"
crosswalk = [{ to = "nowhere", ref = "1", strength = "strong" }]
"#;
    let found =
        problems(&[("framework.toml", FRAMEWORK), ("requirements.toml", requirements), ("extra.toml", "")]);
    let wanted = [
        "extra.toml: the file: is none of framework.toml, requirements.toml, controls.toml, documents.toml, expectations.toml, nonconformities.toml, expectations/*.toml",
        "requirements.toml: line 3, clause 1 title: “title” is blank",
        "requirements.toml: line 9, requirement 1.1 title: “title” must be text, not integer",
        "requirements.toml: line 12, requirement 1.1 asks: what an auditor asks is missing",
        "requirements.toml: line 14, requirement 1.1 documented: “perhaps” is not one of yes, implied, no",
        "requirements.toml: line 17, crosswalk 1 strength: “strong” is not one of weak, partial, full",
        "requirements.toml: line 16, requirement: “mispelt” is not a key here",
        "requirements.toml: clause 1: stands here twice",
        "requirements.toml: requirement 1.1: names “9”, which is not in the pack",
        "requirements.toml: requirement 1.1: names “D1”, which is not in the pack",
        "requirements.toml: crosswalk of 1.1: refers to the framework “nowhere”, which framework.toml does not list",
    ];
    for sentence in wanted {
        assert!(
            found.iter().any(|problem| problem == sentence
                || problem.replace("crosswalk nowhere", "crosswalk 1") == sentence),
            "not told: {sentence}\nbut: {found:#?}"
        );
    }
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
}

#[test]
fn broken_toml_and_missing_files_are_told_and_the_rest_is_read() {
    let (pack, problems) =
        Pack::read(&[("framework.toml", "id = \"t\"\ntitle = = \"t\"\nversion = \"1\"\n")]);
    assert_eq!(pack.unwrap().version, "1", "what could be read is there");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        told.iter().any(|it| it.starts_with("framework.toml: line 2: cannot be read as TOML")),
        "{told:#?}"
    );
    assert!(told.iter().any(|it| it == "requirements.toml: the file: is missing"), "{told:#?}");
    assert!(Pack::read(&[]).0.is_none());
}

#[test]
fn faults_of_expectations_have_line_and_column() {
    let requirements = requirement("");
    let expectations = r#"
[[expectation]]
id = "one"
requirements = ["1.1", "7.7"]
sentence = "s"
shows = "wish"
about = "use where"
holds = '''filled(name)
  and or'''
remedy = { act = "dance", kind = "use", sentence = "s" }

[[expectation]]
id = "one"
requirements = ["1.1"]
sentence = "s"
shows = "design"
about = "use"
holds = "filled(name)"
remedy = { act = "revise", kind = "use", sentence = "s" }
[[expectation]]
id = "one"
requirements = ["7.7"]
sentence = "s"
shows = "design"
about = "use"
holds = "filled(name)"
remedy = { act = "revise", kind = "use", sentence = "s" }
"#;
    let found = problems(&[
        ("framework.toml", FRAMEWORK),
        ("requirements.toml", &requirements),
        ("expectations.toml", expectations),
    ]);
    for part in [
        "line 6, expectation one shows: “wish” is not one of design, operation, effect",
        "line 7, expectation one about: line 1, column 10 of the expression: a value or a condition was expected",
        "line 8, expectation one holds: line 2, column 7 of the expression: a value or a condition was expected",
        "“dance” is no act",
        "expectation one: stands here twice",
        "expectation one: names “7.7”, which is not in the pack",
    ] {
        assert!(found.iter().any(|problem| problem.contains(part)), "not told: {part}\nbut: {found:#?}");
    }
}

#[test]
fn faults_of_nonconformities_are_told_with_their_places() {
    let requirements = requirement("");
    let expectations = r#"
[[expectation]]
id = "one"
requirements = ["1.1"]
sentence = "s"
shows = "design"
about = "use"
holds = "filled(name)"
remedy = { act = "revise", kind = "use", sentence = "s" }
"#;
    let nonconformities = r#"
[[nonconformity]]
id = "good"
rank = 2
grade = "major"
title = "t"
sentence = "s"
requirements = ["1.1"]
shown_by = ["one"]

[[nonconformity]]
id = "bad"
rank = 0
grade = "dreadful"
title = "t"
sentence = "s"
requirements = []
awaits = " "

[[nonconformity]]
id = "lost"
rank = 2
grade = "minor"
title = "t"
sentence = "s"
requirements = ["7.7"]
shown_by = ["one", "nobody"]

[[nonconformity]]
id = "lost"
grade = "observation"
title = "t"
sentence = "s"
requirements = ["1.1"]
awaits = "Records of something."
seen = 3
"#;
    let files = [
        ("framework.toml", FRAMEWORK),
        ("requirements.toml", &requirements),
        ("expectations.toml", expectations),
        ("nonconformities.toml", nonconformities),
    ];
    let found = problems(&files);
    let wanted = [
        "nonconformities.toml: line 13, nonconformity bad rank: “rank” must be a whole number from 1, not integer",
        "nonconformities.toml: line 14, nonconformity bad grade: “dreadful” is not one of major, minor, observation",
        "nonconformities.toml: line 17, nonconformity bad requirements: a nonconformity is raised against at least one requirement",
        "nonconformities.toml: line 11, nonconformity bad shown_by: neither an expectation shows it nor does “awaits” say which records would",
        "nonconformities.toml: line 29, nonconformity lost: “rank” is missing",
        "nonconformities.toml: line 36, nonconformity: “seen” is not a key here",
        "nonconformities.toml: nonconformity lost rank: has the rank 2 of good",
        "nonconformities.toml: nonconformity lost: names “7.7”, which is not in the pack",
        "nonconformities.toml: nonconformity lost: names “nobody”, which is not in the pack",
    ];
    for sentence in wanted {
        assert!(found.iter().any(|problem| problem == sentence), "not told: {sentence}\nbut: {found:#?}");
    }
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    let kept = Pack::read(&files).0.unwrap().nonconformities;
    assert_eq!(kept.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["good", "lost"]);
}

/// An own framework in one file has what one in a folder has.
#[test]
fn a_pack_in_one_file_can_tell_its_nonconformities_and_documents() {
    let whole = [
        FRAMEWORK,
        &requirement("documents = [\"D1\"]\n"),
        "[[document]]\nid = \"D1\"\nrequirements = [\"1.1\"]\ntitle = \"t\"\nforms = [\"record\"]\n",
        "[[nonconformity]]\nid = \"second\"\nrank = 2\ngrade = \"minor\"\ntitle = \"t\"\nsentence = \"s\"\n\
         requirements = [\"1.1\"]\nawaits = \"Records.\"\n",
        "[[nonconformity]]\nid = \"first\"\nrank = 1\ngrade = \"major\"\ntitle = \"t\"\nsentence = \"s\"\n\
         requirements = [\"1.1\"]\nawaits = \"Records.\"\n",
    ]
    .concat();
    let (pack, problems) = Pack::read(&[("pack.toml", &whole)]);
    assert!(problems.is_empty(), "{problems:#?}");
    let pack = pack.unwrap();
    assert_eq!(
        pack.nonconformities.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(),
        ["first", "second"]
    );
    assert_eq!(pack.documents.len(), 1);
}
