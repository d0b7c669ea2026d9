//! Holding a statement against records.

use super::{
    Facts, Fault, Implementation, Line, Row, Standing, TestResult, Treated, copied, generic, key, rows,
};
use frameworks::{Control, Pack, Strength};
use jiff::civil::Date;
use record::{Body, RecordId};
use std::collections::{BTreeMap, BTreeSet};

/// Every control: those of the pack, in its order, then those of the organisation's own that the statement, a risk or an
/// implementation names. Without a statement every control is undecided, and nothing is wrong yet.
pub fn compare(pack: &Pack, statement: Option<&Body>, facts: &Facts<'_>, today: Date) -> Vec<Line> {
    let rows = statement.map(rows).unwrap_or_default();
    let index = Index::of(&rows, facts);
    let group_of = |control: &Control| {
        let objective = pack.objectives.iter().find(|known| known.reference == control.objective);
        objective.map_or_else(|| control.objective.clone(), |objective| objective.group.clone())
    };
    let reference = pack.controls.iter().map(|control| {
        let blank = blank(control.reference.clone(), control.title.clone(), group_of(control));
        filled(blank, &index.found(&key(&control.reference)), Some(control), facts, today)
    });
    let known: BTreeSet<String> = pack.controls.iter().map(|control| key(&control.reference)).collect();
    let own = index.spelled.iter().filter(|(own, _)| !known.contains(*own)).map(|(own, spelled)| {
        let found = index.found(own);
        let said = found.row.map(|row| row.title.clone()).filter(|title| !title.is_empty());
        let carried = || found.implementations.first().map(|first| first.title.clone());
        let blank = blank((*spelled).to_owned(), said.or_else(carried).unwrap_or_default(), String::new());
        filled(blank, &found, None, facts, today)
    });
    let mut lines: Vec<Line> = reference.chain(own).collect();
    if statement.is_some() {
        for line in &mut lines {
            line.faults = faults(line, &rows, today);
        }
    }
    lines
}

/// What names each control, by the key of its reference.
#[derive(Default)]
struct Index<'a> {
    rows: BTreeMap<String, &'a Row>,
    /// Of each risk, by its place among the facts, the places of the measures that belong to the control.
    risks: BTreeMap<&'a str, Vec<(usize, Vec<usize>)>>,
    implementations: BTreeMap<&'a str, Vec<&'a Implementation>>,
    /// Every key, as its reference was typed first.
    spelled: BTreeMap<String, &'a str>,
}

/// What names one control.
struct Found<'i, 'a> {
    row: Option<&'a Row>,
    risks: &'i [(usize, Vec<usize>)],
    implementations: &'i [&'a Implementation],
}

impl<'a> Index<'a> {
    fn of(rows: &'a [Row], facts: &Facts<'a>) -> Self {
        let mut index = Self::default();
        for row in rows {
            let key = key(&row.control);
            index.spelled.entry(key.clone()).or_insert(&row.control);
            index.rows.entry(key).or_insert(row);
        }
        for known in &facts.implementations {
            let (typed, key) = (&known.control.0, &known.control.1);
            index.name(key, typed);
            index.implementations.entry(key).or_default().push(known);
        }
        for (place, risk) in facts.risks.iter().enumerate() {
            for (number, measure) in risk.measures.iter().enumerate() {
                let (typed, key) = (&measure.control.0, &measure.control.1);
                index.name(key, typed);
                let risks = index.risks.entry(key).or_default();
                match risks.last_mut().filter(|(last, _)| *last == place) {
                    Some((_, measures)) => measures.push(number),
                    None => risks.push((place, vec![number])),
                }
            }
        }
        index
    }

    fn name(&mut self, key: &str, typed: &'a str) {
        if !self.spelled.contains_key(key) {
            self.spelled.insert(key.to_owned(), typed.trim());
        }
    }

    fn found(&self, key: &str) -> Found<'_, 'a> {
        Found {
            row: self.rows.get(key).copied(),
            risks: self.risks.get(key).map_or(&[], Vec::as_slice),
            implementations: self.implementations.get(key).map_or(&[], Vec::as_slice),
        }
    }
}

fn blank(reference: String, title: String, group: String) -> Line {
    Line {
        reference,
        title,
        group,
        row: None,
        standing: Standing::Undecided,
        risks: Vec::new(),
        implementations: Vec::new(),
        last_test: None,
        next_test: None,
        evidence: BTreeSet::new(),
        law: Vec::new(),
        law_uses: Vec::new(),
        faults: Vec::new(),
    }
}

fn filled(
    mut line: Line,
    found: &Found<'_, '_>,
    control: Option<&Control>,
    facts: &Facts<'_>,
    today: Date,
) -> Line {
    line.row = found.row.cloned();
    line.implementations = found.implementations.iter().map(|known| (*known).clone()).collect();
    line.risks = found
        .risks
        .iter()
        .filter_map(|(place, measures)| treated(facts, *place, measures, &line.implementations, today))
        .collect();
    // RSK-0009 before RSK-0010, and before RSK-10000.
    line.risks.sort_by(|a, b| (a.reference.len(), &a.reference).cmp(&(b.reference.len(), &b.reference)));
    let tests = line.implementations.iter().filter_map(|known| known.last_test(today));
    line.last_test = tests.max_by_key(|test| test.on).cloned();
    line.next_test = line.implementations.iter().filter_map(|known| known.next_test(today)).min();
    line.evidence = evidence(&line.implementations, facts, today);
    if let Some(control) = control.filter(|control| !control.required_of.is_empty()) {
        let uses = facts.uses.iter().filter(|known| known.held_in(&control.required_of, today));
        line.law_uses = uses.map(|known| (known.id, known.reference.clone(), known.title.clone())).collect();
        if !line.law_uses.is_empty() {
            line.law = places(control);
        }
    }
    line.standing = standing(&line, today);
    line
}

fn treated(
    facts: &Facts<'_>,
    place: usize,
    measures: &[usize],
    carried: &[Implementation],
    today: Date,
) -> Option<Treated> {
    let risk = facts.risks.get(place)?;
    let measures: Vec<_> = measures.iter().filter_map(|number| risk.measures.get(*number)).collect();
    let shown = |done| carried.iter().any(|known| known.shown_effective_since(done, today));
    Some(Treated {
        id: risk.id,
        reference: risk.reference.clone(),
        title: risk.title.clone(),
        on_paper: measures.iter().filter_map(|measure| measure.done).any(|done| !shown(done)),
        measures: measures.into_iter().map(|measure| measure.what.clone()).collect(),
    })
}

/// The places in the law that ask for the whole of a control: those of full strength in the first framework that the
/// control is compared with.
fn places(control: &Control) -> Vec<String> {
    let law = control.crosswalk.first().map(|first| first.to.as_str());
    let full = control.crosswalk.iter().filter(|place| Some(place.to.as_str()) == law);
    full.filter(|place| place.strength == Strength::Full).map(|place| place.reference.clone()).collect()
}

fn evidence(carried: &[Implementation], facts: &Facts<'_>, today: Date) -> BTreeSet<RecordId> {
    let mut found: BTreeSet<RecordId> = carried
        .iter()
        .flat_map(|known| known.tests.iter().flat_map(|test| test.evidence.iter().copied()))
        .collect();
    if !carried.is_empty() {
        let supports = |id: &RecordId| carried.iter().any(|known| known.id == *id);
        let supporting = facts.evidence.iter().filter(|known| known.supports.iter().any(supports));
        found.extend(supporting.filter(|known| known.counts(today)).map(|known| known.id));
    }
    found
}

/// How a control stands: as the worst of those who carry it out.
fn standing(line: &Line, today: Date) -> Standing {
    if line.is_excluded() {
        return Standing::Excluded;
    }
    if !line.is_applied() {
        return Standing::Undecided;
    }
    let due = line.row.as_ref().and_then(|row| row.due);
    let carried = line.implementations.iter().map(|known| carried_out(known, due, today)).min();
    carried.unwrap_or(match due {
        Some(due) if due >= today => Standing::Planned,
        _ => Standing::NotImplemented,
    })
}

fn carried_out(known: &Implementation, due: Option<Date>, today: Date) -> Standing {
    if !known.in_place(today) {
        let planned = known.planned.or(known.since).or(due);
        let ahead = planned.is_some_and(|day| day >= today);
        return if ahead { Standing::Planned } else { Standing::NotImplemented };
    }
    match known.last_test(today).map(|test| test.result) {
        None => Standing::Untested,
        Some(TestResult::NotEffective) => Standing::Failed,
        Some(_) if known.next_test(today).is_some_and(|next| next < today) => Standing::TestOverdue,
        Some(TestResult::Partly) => Standing::PartlyEffective,
        Some(TestResult::Effective) => Standing::Effective,
    }
}

fn faults(line: &Line, rows: &[Row], today: Date) -> Vec<Fault> {
    let Some(row) = &line.row else {
        return [Fault::Missing].into_iter().chain(contradicted(line)).collect();
    };
    let mut faults = match row.applies {
        None => vec![Fault::Undecided],
        Some(super::Applies::Excluded) => contradicted(line),
        Some(super::Applies::Applied) => Vec::new(),
    };
    if row.reason.is_empty() {
        faults.push(Fault::NoReason);
    } else if generic(&row.reason, &line.title) {
        faults.push(Fault::Generic);
    } else {
        let others = copied(row, rows);
        if !others.is_empty() {
            faults.push(Fault::Copied(others));
        }
    }
    if row.sources.is_empty() {
        faults.push(Fault::NoSource);
    }
    if line.is_applied() {
        faults.extend(carrying_out(line, row, today));
        let paper = line.risks.iter().filter(|risk| risk.on_paper);
        faults.extend(paper.map(|risk| Fault::OnPaper(risk.id, risk.named())));
    }
    faults
}

/// What contradicts that a control is left out: risks that it treats, and the law.
fn contradicted(line: &Line) -> Vec<Fault> {
    let treating = line.risks.iter().map(|risk| Fault::TreatingLeftOut(risk.id, risk.named()));
    let mut faults: Vec<Fault> = treating.collect();
    if !line.law_uses.is_empty() {
        let uses = line.law_uses.iter().map(|(_, reference, title)| format!("{reference} {title}"));
        faults.push(Fault::RequiredByLaw(line.law.clone(), uses.collect()));
    }
    faults
}

fn carrying_out(line: &Line, row: &Row, today: Date) -> Vec<Fault> {
    if line.standing == Standing::NotImplemented {
        let planned = line.implementations.iter().filter_map(|known| known.planned).min();
        return vec![row.due.or(planned).map_or(Fault::NotImplemented, Fault::Late)];
    }
    let in_place = line.implementations.iter().filter(|known| known.in_place(today));
    in_place
        .filter_map(|known| {
            let named = format!("{} {}", known.reference, known.title);
            match known.last_test(today) {
                None => Some(Fault::Untested(known.id, named)),
                Some(test) if test.result != TestResult::Effective => {
                    Some(Fault::TestFailed(known.id, named, test.on))
                }
                Some(_) => {
                    let next = known.next_test(today).filter(|next| *next < today)?;
                    Some(Fault::TestOverdue(known.id, named, next))
                }
            }
        })
        .collect()
}
