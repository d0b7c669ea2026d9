//! Questions as a sheet that people fill in, and the answers read back. An answer that fits no question is refused, so
//! that nothing is decided about a row or a record that was not looked at.

use crate::{About, Answer, Plan, Reading, read, write_rows};
use record::{Class, Problem, Refusal, Schema, show};
use std::collections::BTreeMap;

/// The column that people fill in.
const ANSWER: &str = "Answer";
/// The column that says which question it is.
const QUESTION: &str = "Question";
/// Problems that one refusal lists.
const LISTED: usize = 20;

/// The questions of a plan, with the answers that were given.
pub fn write_questions(plan: &Plan, schema: &Schema) -> Vec<u8> {
    let heads = [
        ANSWER,
        "Possible answers",
        "Row",
        "The row says",
        "Record",
        "Record's name",
        "Why it is asked",
        "The same in",
        "Different in",
        QUESTION,
    ]
    .map(str::to_owned);
    let label =
        |field: &str| schema.field(field).map_or_else(|| field.to_owned(), |field| field.label.to_owned());
    let rows = plan.questions.iter().map(|question| {
        let (row, title, why, same, different) = match &question.about {
            About::Row { line, title, why, agrees, changes } => {
                let said = |value: &Option<record::Value>, field: &str| {
                    let shown = value.as_ref().zip(schema.field(field));
                    let text = shown.map(|(value, field)| show(&field.shape, value)).unwrap_or_default();
                    crate::cell::excerpt(&text)
                };
                let different = changes.iter().map(|change| {
                    let (before, after) =
                        (said(&change.before, &change.field), said(&change.after, &change.field));
                    format!("{}: “{before}”, in the row “{after}”", label(&change.field))
                });
                let same = agrees.iter().map(|field| label(field)).collect::<Vec<_>>().join("; ");
                (
                    line.to_string(),
                    title.clone(),
                    why.sentence(),
                    same,
                    different.collect::<Vec<_>>().join("; "),
                )
            }
            About::Gone => (
                String::new(),
                String::new(),
                "An earlier edition of the list brought it, and no row of this one is about it.",
                String::new(),
                String::new(),
            ),
        };
        let possible: Vec<&str> = question.answers().iter().map(|answer| answer.code()).collect();
        vec![
            question.answer.map_or("", Answer::code).to_owned(),
            possible.join(" | "),
            row,
            title,
            question.reference.clone(),
            question.title.clone(),
            why.to_owned(),
            same,
            different,
            question.id.clone(),
        ]
    });
    write_rows(&heads, rows)
}

/// The answers that a person has written into such a file; rows without an answer stay open.
///
/// # Errors
/// A refusal that names the rows whose answer is none.
pub fn read_answers(bytes: &[u8]) -> Result<BTreeMap<String, Answer>, Refusal> {
    let how = Reading { name: "answers".to_owned(), header_line: Some(1), ..Reading::default() };
    let sheet = read(bytes, &how)?;
    let (Some(answer), Some(question)) = (sheet.column(ANSWER), sheet.column(QUESTION)) else {
        return Err(Refusal::new(
            Class::Invalid,
            "no_answers",
            format!("The file has no columns “{ANSWER}” and “{QUESTION}”."),
            "Take the file of questions that a dry run writes, and fill in its first column.",
        ));
    };
    let (mut answers, mut problems) = (BTreeMap::new(), Vec::new());
    for row in 0..sheet.rows.len() {
        let (code, id) = (sheet.cell(row, answer).trim().to_lowercase(), sheet.cell(row, question).trim());
        if code.is_empty() {
            continue;
        }
        let gone = id.ends_with("~gone");
        let fits = if gone { &Answer::OF_GONE[..] } else { &Answer::OF_ROWS };
        match Answer::from_code(&code).filter(|answer| fits.contains(answer)) {
            Some(answer) if !id.is_empty() => drop(answers.insert(id.to_owned(), answer)),
            _ => {
                let codes: Vec<&str> = fits.iter().map(|answer| answer.code()).collect();
                let sentence =
                    format!("Line {}: “{code}” is no answer; write {}.", sheet.line(row), codes.join(", "));
                problems.push(Problem::new(ANSWER, "no_such_answer", sentence));
            }
        }
    }
    problems.truncate(LISTED);
    if problems.is_empty() { Ok(answers) } else { Err(Refusal::invalid(problems)) }
}

/// Refuses answers that fit no question of a plan.
///
/// # Errors
/// A refusal that says how many.
pub fn check_answers(plan: &Plan) -> Result<(), Refusal> {
    let stale = plan.stale_answers.len();
    if stale == 0 {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Conflict,
        "stale_answers",
        format!(
            "{stale} answers fit no question: the file or the register has changed since they were asked."
        ),
        "Write the questions again, look at them, and answer those.",
    ))
}
