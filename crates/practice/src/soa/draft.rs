//! Drafting a statement from what records say. Nothing is invented: where no record says anything, the cell stays empty.

use super::{Facts, Line, compare, key, rows, spelled};
use frameworks::Pack;
use jiff::civil::Date;
use kinds::soa;
use record::{Body, RecordId, Row, Value};
use std::collections::BTreeMap;

/// Characters of a proposed reason, at most.
const REASON_CHARS: usize = 2_000;
/// Risks that a proposed reason names; the rest is counted by nobody, because the page lists them.
const RISKS_NAMED: usize = 5;

/// What a first statement is made with, besides facts.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// Who drafts it, and keeps it.
    pub owner: RecordId,
    /// The scope statement in force, where there is one.
    pub scope: Option<RecordId>,
    /// The risk method in force, where there is one.
    pub method: Option<RecordId>,
}

/// A statement with every control: what `before` says stays as it is, and what it does not have is added. A control is
/// proposed as applicable where a risk names it, the law asks for it or somebody carries it out; its reason says which.
#[must_use]
pub fn draft(pack: &Pack, before: Option<&Body>, facts: &Facts<'_>, around: Around, today: Date) -> Body {
    let mut body = before.cloned().unwrap_or_else(|| first(around));
    let mut controls = soa::CONTROLS.of(&body).unwrap_or_default().to_vec();
    let known: Vec<String> = rows(&body).iter().map(|row| key(&row.control)).collect();
    let mut next = controls.iter().map(|row| row.id).max().unwrap_or(0);
    for line in compare(pack, None, facts, today) {
        if !known.contains(&key(&line.reference)) {
            next += 1;
            controls.push(Row { id: next, cells: cells(pack, &line, today) });
        }
    }
    body.set(soa::CONTROLS.field.id, Value::Table(controls));
    body
}

fn first(around: Around) -> Body {
    let mut body = Body::new()
        .with(soa::NAME.field.id, Value::Text(soa::KIND.name.one.to_owned()))
        .with(soa::OWNER.field.id, Value::Link(around.owner));
    if let Some(scope) = around.scope {
        body.set(soa::SCOPE.field.id, Value::Link(scope));
    }
    if let Some(method) = around.method {
        body.set(soa::RISK_METHOD.field.id, Value::Link(method));
    }
    body
}

fn cells(pack: &Pack, line: &Line, today: Date) -> BTreeMap<String, Value> {
    let text = |text: &str, most: usize| Value::Text(text.chars().take(most).collect());
    let mut cells = BTreeMap::from([("control".to_owned(), text(&spelled(pack, &line.reference), 40))]);
    if !line.title.is_empty() {
        cells.insert("title".to_owned(), text(&line.title, 200));
    }
    let mut sources = Vec::new();
    if !line.risks.is_empty() {
        sources.push("risk".to_owned());
    }
    if !line.law_uses.is_empty() {
        sources.push("law".to_owned());
        cells.insert("source_note".to_owned(), text(&law(pack, line), 300));
    }
    let reason = reason(line, today);
    if !sources.is_empty() || !reason.is_empty() {
        cells.insert("applies".to_owned(), Value::Choice(super::Applies::Applied.code().to_owned()));
    }
    if !sources.is_empty() {
        cells.insert("sources".to_owned(), Value::Choices(sources));
    }
    if !reason.is_empty() {
        cells.insert("reason".to_owned(), text(&reason, REASON_CHARS));
    }
    if let [only] = line.implementations.as_slice()
        && let Some(owner) = only.owner
    {
        cells.insert("owner".to_owned(), Value::Link(owner));
    }
    cells
}

/// The places in the law, under the title of the law.
fn law(pack: &Pack, line: &Line) -> String {
    let control = pack.controls.iter().find(|control| control.reference == line.reference);
    let to = control.and_then(|control| control.crosswalk.first()).map(|first| first.to.as_str());
    let title = pack.crosswalks.iter().find(|known| Some(known.to.as_str()) == to);
    let title = title.map(|known| known.title.as_str()).unwrap_or_default();
    let uses: Vec<&str> = line.law_uses.iter().map(|(_, reference, _)| reference.as_str()).take(5).collect();
    format!("{}: {title}, for {}", line.law.join("; "), uses.join(", "))
}

/// Which risks it treats by what, and as what it is carried out.
fn reason(line: &Line, today: Date) -> String {
    let treats = line.risks.iter().take(RISKS_NAMED).map(|risk| {
        let what: Vec<&str> = risk.measures.iter().map(|what| what.trim_end_matches('.')).collect();
        format!("Treats {}: {}.", risk.named(), what.join("; "))
    });
    let carried = line.implementations.iter().map(|known| {
        let named = format!("{} {}", known.reference, known.title);
        match known.since.filter(|since| *since <= today) {
            Some(since) => format!("Carried out since {since} as {named}."),
            None => format!("To be carried out as {named}."),
        }
    });
    treats.chain(carried).collect::<Vec<_>>().join(" ")
}
