//! The declarations as golden files: whoever adds or changes a field sees its whole effect in one diff.

use record::{FieldDef, Kind, Opt, QuestionSet, Shape};
use std::fmt::Write;

#[test]
fn each_kind_is_declared_as_its_golden_file_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for kind in kinds::ALL {
            insta::assert_snapshot!(kind.id, dump(kind));
        }
    });
}

#[test]
fn no_golden_file_outlives_its_kind() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kind = name.trim_end_matches(".new").trim_end_matches(".snap");
        assert!(kinds::find(kind).is_some(), "{name} belongs to no kind");
    }
}

fn dump(kind: &Kind) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} {} version {}", kind.reference, kind.id, kind.version);
    let _ = writeln!(out, "{} / {}", kind.name.one, kind.name.many);
    let _ = writeln!(out, "{}", kind.purpose);
    let _ = writeln!(out, "{:?}, {:?}, {:?}", kind.area, kind.life_cycle, kind.sensitivity);
    if kind.approval != record::Approval::GOVERNING {
        let _ = writeln!(out, "{:?}", kind.approval);
    }
    let _ = writeln!(out, "expected by {}", kind.expected_by.join(" "));
    let columns: Vec<&str> = kind.columns.iter().map(|column| column.id).collect();
    let _ = writeln!(out, "columns {}", columns.join(" "));
    for step in kind.upcasts {
        let _ = writeln!(out, "from version {}: {}", step.from, step.what);
    }
    let mut section = "";
    for field in kind.fields {
        if field.section != section {
            section = field.section;
            let _ = writeln!(out, "\n# {}", if section.is_empty() { "(first section)" } else { section });
        }
        write_field(&mut out, field, "");
    }
    out
}

fn write_field(out: &mut String, field: &FieldDef, indent: &str) {
    let _ = write!(out, "{indent}{}: {}", field.id, shape(&field.shape));
    for (is, word) in [(field.required, "required"), (field.personal, "personal"), (field.custom, "custom")] {
        if is {
            let _ = write!(out, ", {word}");
        }
    }
    if let Some(relation) = field.relation {
        let _ = write!(out, ", {relation:?}");
    }
    if let Some(when) = field.when {
        let _ = write!(out, ", when {} is {}", when.field, when.is.join(" or "));
    }
    if let Some(suits) = field.suits {
        let _ = write!(out, ", first those with {} {}", suits.field, suits.is.join(" or "));
    }
    let _ = writeln!(out, "\n{indent}  “{}”", field.label);
    if !field.hint.is_empty() {
        let _ = writeln!(out, "{indent}  ({})", field.hint);
    }
    let deeper = format!("{indent}    ");
    match field.shape {
        Shape::Choice(options) | Shape::Choices(options) | Shape::Rating(options) => {
            write_options(out, options, &deeper);
        }
        Shape::Table(columns) => columns.iter().for_each(|column| write_field(out, column, &deeper)),
        Shape::Answers(set) => write_questions(out, set, &deeper),
        _ => {}
    }
}

fn write_options(out: &mut String, options: &[Opt], indent: &str) {
    for option in options {
        let _ = write!(out, "{indent}{} “{}”", option.code, option.label);
        if !option.hint.is_empty() {
            let _ = write!(out, " ({})", option.hint);
        }
        out.push('\n');
    }
}

fn write_questions(out: &mut String, set: &QuestionSet, indent: &str) {
    for question in set.questions {
        let _ = writeln!(out, "{indent}[{}]", question.section);
        write_field(out, &question.field, indent);
    }
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Line { max } => format!("line to {max}"),
        Shape::Prose { max } => format!("prose to {max}"),
        Shape::Number { min, max, unit } => format!("number {min:?} {max:?} {unit}").trim().to_owned(),
        Shape::Money => "money".to_owned(),
        Shape::Date => "date".to_owned(),
        Shape::Flag => "flag".to_owned(),
        Shape::Choice(_) => "choice".to_owned(),
        Shape::Choices(_) => "choices".to_owned(),
        Shape::Rating(steps) => format!("rating 1-{}", steps.len()),
        Shape::Period => "period".to_owned(),
        Shape::Link(target) => format!("link to {} as “{}”", target.kind, target.inverse),
        Shape::Links(target) => format!("links to {} as “{}”", target.kind, target.inverse),
        Shape::Person => "person".to_owned(),
        Shape::Evidence => "evidence".to_owned(),
        Shape::File => "file".to_owned(),
        Shape::Table(_) => "table".to_owned(),
        Shape::Answers(set) => format!("answers to {}", set.tag()),
        Shape::Series { unit } => format!("series in {unit}"),
    }
}
