//! The statement as a sheet: the rows that the page shows, every fact in a cell of its own.

use super::{
    fault::sentence,
    overview::{Only, law, overlap},
    words::{decision, sources, standing, tested},
};
use crate::{present::readiness, request::Visit};
use app::{Applicability, Outcome, soa_practice::Implementation};
use ui::words::soa as w;

/// Heads and rows.
pub async fn sheet(visit: &Visit, found: &Applicability) -> Outcome<(Vec<String>, Vec<Vec<String>>)> {
    let locale = visit.locale();
    let packs = visit.desk().packs_at(visit.at).await?;
    let pack = packs.iter().find(|pack| pack.id == found.pack).ok_or_else(record::Refusal::not_found)?;
    let heads = [
        w::CONTROL,
        w::SHEET_TITLE,
        w::APPLICABILITY,
        w::SHEET_REASON,
        w::SHEET_SOURCES,
        w::SHEET_NOTE,
        w::SHEET_OWNER,
        w::STATUS,
        w::SHEET_READINESS,
        w::SHEET_RISKS,
        w::SHEET_CARRIED,
        w::SHEET_TESTED,
        w::SHEET_NEXT,
        w::EVIDENCE,
        w::SHEET_FINDINGS,
        w::SHEET_OVERLAP,
    ];
    let only = Only::of(visit);
    let rows = found.answered().filter(|(line, _)| only.holds(line)).map(|(line, answer)| {
        let row = line.row.clone().unwrap_or_default();
        let owner = row.owner.and_then(|id| found.names.get(&id)).map(|named| named.title.clone());
        let carried = |known: &Implementation| format!("{} {}", known.reference, known.title);
        vec![
            line.reference.clone(),
            line.title.clone(),
            match &line.row {
                Some(row) => decision(&locale, row.applies),
                None => locale.say(w::NOT_STATED),
            },
            row.reason.clone(),
            sources(&locale, &row.sources),
            row.source_note.clone(),
            owner.unwrap_or_default(),
            standing(&locale, line.standing).word,
            answer.map(|(status, _)| readiness::status(status).word(&locale)).unwrap_or_default(),
            line.risks.iter().map(|risk| risk.reference.as_str()).collect::<Vec<_>>().join(", "),
            line.implementations.iter().map(carried).collect::<Vec<_>>().join(", "),
            line.last_test.as_ref().map(|test| tested(&locale, test)).unwrap_or_default(),
            line.next_test.map(|next| next.to_string()).unwrap_or_default(),
            line.evidence.len().to_string(),
            line.faults.iter().map(|fault| sentence(&locale, law(pack), fault)).collect::<Vec<_>>().join(" "),
            overlap(pack, line),
        ]
    });
    Ok((heads.map(|head| locale.say(head)).to_vec(), rows.collect()))
}
