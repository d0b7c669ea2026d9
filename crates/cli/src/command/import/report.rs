//! What an import would do or has done, for people and for programs.

use app::ImportReport;
use exchange::{CellProblem, Plan, Sheet, Verdict, Weight};
use serde_json::{Value as Json, json};
use std::{collections::BTreeMap, fmt::Write as _};

/// Problems that are printed one by one; all of them are in the JSON.
const SHOWN: usize = 40;

/// A plan and its outcome.
#[derive(Debug)]
pub struct Report<'a> {
    sheet: &'a Sheet,
    plan: Plan,
    proposed: bool,
    outcome: Option<ImportReport>,
}

impl<'a> Report<'a> {
    /// The report of a plan, and whether it was carried out.
    pub fn of(sheet: &'a Sheet, plan: Plan, proposed: bool, written: bool) -> Self {
        Self { sheet, plan, proposed, outcome: written.then(ImportReport::default) }
    }

    /// Adds what a job did.
    pub fn add(&mut self, outcome: ImportReport) {
        let Some(known) = &mut self.outcome else { return };
        known.name = outcome.name;
        known.same += outcome.same;
        known.lost_total += outcome.lost_total;
        known.lost.extend(outcome.lost);
        for (into, from) in [(&mut known.created, outcome.created), (&mut known.revised, outcome.revised)] {
            for (kind, count) in from {
                *into.entry(kind).or_default() += count;
            }
        }
    }

    /// Whether every cell that the mapping wants is in, or would be.
    pub fn is_all_in(&self) -> bool {
        let counts = &self.plan.counts;
        let lost = self.outcome.as_ref().is_some_and(|outcome| outcome.lost_total > 0);
        !lost && counts.refused_rows == 0 && counts.refused == 0 && counts.custom == 0
    }

    /// The report for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write_head(&mut out);
        self.write_fields(&mut out);
        self.write_problems(&mut out);
        self.write_outcome(&mut out);
        out
    }

    fn write_head(&self, out: &mut String) {
        let (sheet, counts) = (self.sheet, &self.plan.counts);
        let from = if self.proposed { "proposed from headings and contents" } else { "as given" };
        let _ = writeln!(
            out,
            "{}: {} rows, {} columns, {}; mapping {from}",
            sheet.name,
            sheet.rows.len(),
            sheet.headers.len(),
            sheet.described()
        );
        self.write_tables(out);
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
        let _ = writeln!(
            out,
            "Cells   {} filled: {} kept, {} without a field, {} left out by the mapping, {} refused",
            counts.filled, counts.kept, counts.custom, counts.skipped, counts.refused
        );
    }

    /// What else the file offers, and where the headings were found.
    fn write_tables(&self, out: &mut String) {
        let sheet = self.sheet;
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

    fn write_fields(&self, out: &mut String) {
        if self.plan.custom_fields.is_empty() {
            return;
        }
        let _ = writeln!(
            out,
            "\nThese columns have no field. Add a custom field with this id and have it approved, or map the column\nelsewhere, and import the same file again: nothing is brought in twice."
        );
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
                column(problem),
                problem.sentence,
                problem.code,
                if problem.value.is_empty() { String::new() } else { format!(" {:?}", problem.value) }
            );
        }
        let mut rest: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for problem in listed().skip(SHOWN) {
            *rest.entry((problem.column.as_str(), problem.code)).or_default() += 1;
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
        let list = |counts: &BTreeMap<String, u64>| {
            let each: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            if each.is_empty() { "none".to_owned() } else { each.join(", ") }
        };
        let _ = writeln!(out, "\nCreated {}; changed {}.", list(&outcome.created), list(&outcome.revised));
        for lost in outcome.lost.iter().take(SHOWN) {
            let _ = writeln!(out, "  ✕ line {}: {}", lost.row, lost.sentence);
        }
        if outcome.lost_total > 0 {
            let _ = writeln!(out, "{} records could not be brought in.", outcome.lost_total);
        }
    }

    /// The report for programs: everything, word for word.
    pub fn json(&self) -> String {
        let counts = &self.plan.counts;
        let linked = self.plan.linked.iter().filter(|linked| matches!(linked.verdict, Verdict::Create));
        let report = json!({
            "file": self.sheet.name,
            "kind": self.plan.kind,
            "rows": self.sheet.rows.len(),
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
            "mapping": if self.proposed { "proposed" } else { "given" },
            "counts": {
                "create": counts.create,
                "revise": counts.revise,
                "same": counts.same,
                "refused_rows": counts.refused_rows,
                "create_linked": counts.create_linked,
                "revise_linked": counts.revise_linked,
                "filled": counts.filled,
                "kept": counts.kept,
                "without_field": counts.custom,
                "skipped": counts.skipped,
                "refused": counts.refused,
            },
            "new_linked": linked.map(|linked| json!({"kind": linked.kind, "title": linked.title})).collect::<Vec<_>>(),
            "fields_to_add": self.plan.custom_fields.iter().map(|field| json!({
                "id": field.id, "label": field.label, "shape": field.shape, "column": field.column,
                "options": field.options.iter().map(|(code, label)| json!({"code": code, "label": label})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "problems": self.plan.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "outcome": self.outcome,
            "all_in": self.is_all_in(),
        });
        serde_json::to_string_pretty(&report).unwrap_or_default()
    }
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
