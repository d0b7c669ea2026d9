//! What an import would do or has done, for people and for programs.

use app::ImportReport;
use exchange::{About, Answer, CellProblem, Plan, Question, Sheet, Verdict, Weight};
use record::Body;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value as Json, json};
use std::{collections::BTreeMap, fmt::Write as _, io::Write};
use uuid::Uuid;

/// Problems that are printed one by one; all of them are in the JSON.
const SHOWN: usize = 40;

/// A plan and its outcome.
#[derive(Debug)]
pub struct Report {
    /// The file, without its rows.
    sheet: Sheet,
    rows: usize,
    plan: Plan,
    proposed: bool,
    source: String,
    /// The column whose text records are called by, when none goes to their title.
    called_by: Option<String>,
    drafted: Vec<String>,
    job: Option<Uuid>,
    outcome: Option<ImportReport>,
}

impl Report {
    /// The report of a plan for an edition of a list, and whether it is carried out.
    pub fn of(sheet: &Sheet, plan: Plan, proposed: bool, source: String, written: bool) -> Self {
        let outcome = written.then(ImportReport::default);
        Self {
            sheet: sheet.head(),
            rows: sheet.rows.len(),
            plan,
            proposed,
            source,
            called_by: None,
            drafted: Vec::new(),
            job: None,
            outcome,
        }
    }

    /// Says by which column records are called, when none goes to their title.
    pub fn called_by(&mut self, column: Option<&str>) {
        self.called_by = column.map(str::to_owned);
    }

    /// Lets go of what has been handed over: the contents of records that rows name.
    pub fn lighten(&mut self) {
        for linked in &mut self.plan.linked {
            (linked.body, linked.linked) = (Body::new(), Vec::new());
        }
    }

    /// The file, without its rows.
    pub const fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What would be done.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The list that the file is an edition of.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Says which fields were drafted.
    pub fn drafted(&mut self, references: Vec<String>) {
        self.drafted = references;
    }

    /// Says what the job did.
    pub fn add(&mut self, job: Uuid, outcome: ImportReport) {
        (self.job, self.outcome) = (Some(job), Some(outcome));
    }

    /// Whether every cell that the mapping wants is in, or would be.
    pub fn is_all_in(&self) -> bool {
        let counts = &self.plan.counts;
        let lost = self.outcome.as_ref().is_some_and(|outcome| outcome.lost_total > 0);
        let open = counts.waiting + counts.gone;
        !lost && open == 0 && counts.refused_rows == 0 && counts.refused == 0 && counts.custom == 0
    }

    /// The report for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write_head(&mut out);
        self.write_questions(&mut out);
        self.write_fields(&mut out);
        self.write_problems(&mut out);
        self.write_outcome(&mut out);
        out
    }

    fn write_head(&self, out: &mut String) {
        let (sheet, counts) = (&self.sheet, &self.plan.counts);
        let from = if self.proposed { "proposed from headings and contents" } else { "as given" };
        let _ = writeln!(
            out,
            "{}: {} rows, {} columns, {}; mapping {from}",
            sheet.name,
            self.rows,
            sheet.headers.len(),
            sheet.described()
        );
        self.write_tables(out);
        let _ = writeln!(out, "List    an edition of “{}”; --list names another", self.source);
        if let Some(column) = &self.called_by {
            let _ = writeln!(out, "Titles  the beginning of “{column}”; no column goes to the title");
        }
        let _ = writeln!(
            out,
            "Rows    {} new, {} changed, {} the same, {} refused; other records {} new, {} changed",
            counts.create,
            counts.revise,
            counts.same,
            counts.refused_rows,
            counts.create_linked,
            counts.revise_linked
        );
        if counts.ends > 0 {
            let n = counts.ends;
            let _ = writeln!(
                out,
                "Ends    {n} are done, given up or out of use afterwards, because their rows say so"
            );
        }
        let _ = writeln!(
            out,
            "Cells   {} filled: {} kept, {} without a field, {} left out by the mapping, {} refused",
            counts.filled, counts.kept, counts.custom, counts.skipped, counts.refused
        );
    }

    /// What else the file offers, and where the headings were found.
    fn write_tables(&self, out: &mut String) {
        let sheet = &self.sheet;
        if sheet.header_line > 1 {
            let _ = writeln!(
                out,
                "Head    row {}; {} rows above it are left out",
                sheet.header_line,
                sheet.above.len()
            );
        }
        for table in sheet.tables.iter().filter(|_| sheet.tables.len() > 1) {
            let taken = if table.name == sheet.table { "taken" } else { "not taken" };
            let hidden = if table.hidden { ", hidden" } else { "" };
            let _ = writeln!(out, "Sheet   “{}”: {} rows, {taken}{hidden}", table.name, table.rows);
        }
        let odd = sheet.warnings.iter().filter(|warning| warning.code != "above_header").count();
        if odd + sheet.warnings_left_out > 0 {
            let _ =
                writeln!(out, "Oddities in the file: {}; --json names them", odd + sheet.warnings_left_out);
        }
    }

    fn write_questions(&self, out: &mut String) {
        if self.plan.questions.is_empty() {
            return;
        }
        let counts = &self.plan.counts;
        let answered = self.plan.questions.iter().filter(|question| question.answer.is_some()).count();
        let _ = writeln!(
            out,
            "\nTo decide  {} rows that may be records, {} records that the list no longer holds; {answered} are answered.\nUntil then these rows stay out and these records stay as they are. --questions FILE writes them down with the\npossible answers, --answers FILE takes the answers back.",
            counts.waiting, counts.gone
        );
        for question in self.plan.questions.iter().take(SHOWN) {
            let answer = question.answer.map_or("open", Answer::code);
            let record = format!("{} {}", question.reference, question.title);
            let _ = match &question.about {
                About::Row { line, title, why, .. } => {
                    writeln!(out, "  ? line {line}, “{title}”: {record}? {} [{answer}]", why.sentence())
                }
                About::Gone => writeln!(out, "  ? {record} is no longer in the list [{answer}]"),
            };
        }
        if self.plan.questions.len() > SHOWN {
            let _ = writeln!(out, "  and {} more", self.plan.questions.len() - SHOWN);
        }
    }

    fn write_fields(&self, out: &mut String) {
        if self.plan.custom_fields.is_empty() {
            return;
        }
        let _ = writeln!(
            out,
            "\nThese columns have no field. Add a custom field with this id, or let --add-fields draft it, and have it\napproved, or map the column elsewhere; then import the same file again: nothing is brought in twice."
        );
        if !self.drafted.is_empty() {
            let _ = writeln!(out, "Drafted and waiting for approval: {}.", self.drafted.join(", "));
        }
        for field in &self.plan.custom_fields {
            let options: Vec<&str> = field.options.iter().map(|(_, label)| label.as_str()).collect();
            let options =
                if options.is_empty() { String::new() } else { format!(": {}", options.join(" | ")) };
            let _ = writeln!(out, "  {}  “{}”, {}{options}", field.id, field.label, field.shape);
        }
    }

    fn write_problems(&self, out: &mut String) {
        let listed = || self.plan.problems.iter().filter(|problem| problem.weight != Weight::Skipped);
        if listed().next().is_none() {
            return;
        }
        out.push_str("\nProblems\n");
        for problem in listed().take(SHOWN) {
            let _ = writeln!(
                out,
                "  {} line {}{}: {} [{}]{}",
                if problem.weight == Weight::Refused { "✕" } else { "!" },
                problem.line,
                column(&problem),
                problem.sentence,
                problem.code,
                if problem.value.is_empty() { String::new() } else { format!(" {:?}", problem.value) }
            );
        }
        let mut rest: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for problem in listed().skip(SHOWN) {
            *rest.entry((problem.column, problem.code)).or_default() += 1;
        }
        if !rest.is_empty() {
            out.push_str("  and more; --json names every one:\n");
        }
        for ((column, code), count) in rest {
            let _ = writeln!(out, "  {count:>7}  {code}  {column}");
        }
    }

    fn write_outcome(&self, out: &mut String) {
        let Some(outcome) = &self.outcome else {
            out.push_str("\nNothing was written.\n");
            return;
        };
        let (created, revised) = (each(&outcome.created), each(&outcome.revised));
        let _ = writeln!(out, "\nCreated {created}; changed {revised}; retired {}.", each(&outcome.retired));
        if !outcome.ended.is_empty() {
            let _ = writeln!(out, "Done, given up or out of use, as the rows say: {}.", each(&outcome.ended));
        }
        if let Some(job) = self.job {
            let _ = writeln!(out, "Job {job}; undo-import takes it back.");
        }
        for lost in outcome.lost.iter().take(SHOWN) {
            let _ = writeln!(out, "  ✕ line {}: {}", lost.row, lost.sentence);
        }
        if outcome.lost_total > 0 {
            let _ = writeln!(out, "{} records could not be brought in.", outcome.lost_total);
        }
    }

    /// The report for programs: everything, word for word. The lists that may be long are written as they are fetched.
    pub fn write_json(&self, to: &mut dyn Write) -> serde_json::Result<()> {
        let mut pretty = serde_json::Serializer::pretty(to);
        let mut map = pretty.serialize_map(None)?;
        for (name, value) in self.members() {
            match (name.as_str(), value) {
                ("problems", _) => map.serialize_entry(
                    &name,
                    &Each(|| self.plan.problems.iter().map(|one| problem_json(&one))),
                ),
                ("new_linked", _) => {
                    let new = || self.plan.linked.iter().filter(|one| matches!(one.verdict, Verdict::Create));
                    let each = || new().map(|one| json!({"kind": one.kind, "title": one.title}));
                    map.serialize_entry(&name, &Each(each))
                }
                (_, value) => map.serialize_entry(&name, &value),
            }?;
        }
        SerializeMap::end(map)?;
        pretty.into_inner().write_all(b"\n").map_err(serde_json::Error::io)
    }

    /// Every member of the report but the long lists, which stand there empty.
    fn members(&self) -> Map<String, Json> {
        let counts = &self.plan.counts;
        let report = json!({
            "file": self.sheet.name,
            "kind": self.plan.kind,
            "rows": self.rows,
            "columns": self.sheet.headers.len(),
            "format": self.sheet.format.label(),
            "encoding": self.sheet.encoding.label(),
            "sheet": self.sheet.table,
            "sheets": self.sheet.tables.iter().map(|table| json!({
                "name": table.name, "rows": table.rows, "cells": table.cells, "hidden": table.hidden,
            })).collect::<Vec<_>>(),
            "header_row": self.sheet.header_line,
            "above": self.sheet.above.iter().map(|(line, cells)| json!({"line": line, "cells": cells})).collect::<Vec<_>>(),
            "oddities": self.sheet.warnings.iter().map(|warning| json!({
                "line": warning.line,
                "column": warning.column.and_then(|column| self.sheet.headers.get(column)),
                "code": warning.code,
                "sentence": warning.sentence,
            })).collect::<Vec<_>>(),
            "oddities_left_out": self.sheet.warnings_left_out,
            "list": self.source,
            "called_by": self.called_by,
            "job": self.job,
            "drafted_fields": self.drafted,
            "questions": self.plan.questions.iter().map(question_json).collect::<Vec<_>>(),
            "mapping": if self.proposed { "proposed" } else { "given" },
            "counts": {
                "create": counts.create,
                "revise": counts.revise,
                "same": counts.same,
                "refused_rows": counts.refused_rows,
                "waiting_rows": counts.waiting,
                "left_rows": counts.left,
                "ends": counts.ends,
                "gone": counts.gone,
                "retire": counts.retire,
                "create_linked": counts.create_linked,
                "revise_linked": counts.revise_linked,
                "filled": counts.filled,
                "kept": counts.kept,
                "without_field": counts.custom,
                "skipped": counts.skipped,
                "refused": counts.refused,
            },
            "new_linked": [],
            "fields_to_add": self.plan.custom_fields.iter().map(|field| json!({
                "id": field.id, "label": field.label, "shape": field.shape, "column": field.column,
                "options": field.options.iter().map(|(code, label)| json!({"code": code, "label": label})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "problems": [],
            "outcome": self.outcome,
            "all_in": self.is_all_in(),
        });
        match report {
            Json::Object(members) => members,
            _ => Map::new(),
        }
    }
}

/// What an iterator gives, as a list that is never in memory as a whole.
struct Each<F>(F);

impl<I: IntoIterator<Item = Json>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((self.0)())
    }
}

/// How many of each kind.
pub fn each(counts: &BTreeMap<String, u64>) -> String {
    let each: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if each.is_empty() { "none".to_owned() } else { each.join(", ") }
}

fn column(problem: &CellProblem) -> String {
    if problem.column.is_empty() { String::new() } else { format!(", “{}”", problem.column) }
}

fn problem_json(problem: &CellProblem) -> Json {
    let weight = match problem.weight {
        Weight::Warning => "warning",
        Weight::Skipped => "skipped",
        Weight::Refused => "refused",
    };
    json!({
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "weight": weight,
        "code": problem.code,
        "sentence": problem.sentence,
    })
}

fn question_json(question: &Question) -> Json {
    let mut json = json!({
        "id": question.id,
        "record": question.record.to_string(),
        "reference": question.reference,
        "title": question.title,
        "answers": question.answers().iter().map(|answer| answer.code()).collect::<Vec<_>>(),
        "answer": question.answer.map(Answer::code),
        "about": "gone",
    });
    if let (About::Row { line, title, why, agrees, changes }, Some(json)) =
        (&question.about, json.as_object_mut())
    {
        let differs: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
        json.insert("about".to_owned(), "row".into());
        json.insert("line".to_owned(), (*line).into());
        json.insert("row".to_owned(), title.as_str().into());
        json.insert("why".to_owned(), why.code().into());
        json.insert("agrees".to_owned(), agrees.clone().into());
        json.insert("differs".to_owned(), differs.into());
    }
    json
}
