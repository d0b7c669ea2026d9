//! One control of the statement: what it says of it, and beside it what records say.

use super::{
    fault::{Ways, findings},
    overview::{law, overlap},
    words::{applies, decision, source, standing, tested},
};
use crate::{
    present::{form::Filled, names::address as record_address},
    request::{Query, Visit},
};
use app::{
    Applicability, Outcome, Pack, Statement,
    soa_practice::{self as soa, IMPLEMENTATION, KIND, Line, RISK},
};
use record::{Body, Refusal};
use ui::{
    Href, Link, Locale, Sentence,
    components::{button::Button, crumbs::Crumbs},
    pages::step::{Aside, View},
    words::soa as w,
};

/// Risks, and findings, that the page names; the rest is counted.
const SHOWN: usize = 12;

/// The address of a row.
pub fn address(row: u32) -> String {
    format!("/soa/controls/{row}")
}

/// A row of a statement and the control that it is about.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The statement held against records.
    pub all: &'a Applicability,
    /// The statement.
    pub statement: &'a Statement,
    /// The control.
    pub line: &'a Line,
    /// The number of its row.
    pub row: u32,
}

impl<'a> Found<'a> {
    /// The control of a row.
    ///
    /// # Errors
    /// `not_found` where there is no statement or no such row.
    pub fn of(all: &'a Applicability, row: u32) -> Result<Self, Refusal> {
        let statement = all.statement.as_ref().ok_or_else(Refusal::not_found)?;
        let line = all.lines.iter().find(|line| number(line) == Some(row));
        Ok(Self { all, statement, line: line.ok_or_else(Refusal::not_found)?, row })
    }

    /// Whether the control is one of the organisation's own.
    pub fn is_own(&self) -> bool {
        self.line.group.is_empty()
    }

    /// The rows in the order of the page.
    fn rows(&self) -> Vec<(u32, &'a Line)> {
        self.all.lines.iter().filter_map(|line| Some((number(line)?, line))).collect()
    }

    /// The row after this one, or before it.
    pub fn beside(&self, after: bool) -> Option<u32> {
        let rows = self.rows();
        let here = rows.iter().position(|(row, _)| *row == self.row)?;
        let there = if after { here.checked_add(1)? } else { here.checked_sub(1)? };
        rows.get(there).map(|(row, _)| *row)
    }
}

fn number(line: &Line) -> Option<u32> {
    line.row.as_ref().map(|row| row.id)
}

/// What others wrote of the same control meanwhile, and in which version.
pub struct Meanwhile {
    /// Their answer.
    pub said: Body,
    /// The version that it stands in.
    pub version: u32,
}

/// The page; `base` is the version that the answers rest on.
pub async fn page<'a>(
    visit: &Visit,
    found: Found<'_>,
    filled: &'a Filled,
    base: u32,
    meanwhile: Option<&Meanwhile>,
) -> Outcome<View<'a>> {
    let locale = visit.locale();
    let packs = visit.desk().packs_at(visit.at).await?;
    let pack = packs.iter().find(|pack| pack.id == found.all.pack).ok_or_else(Refusal::not_found)?;
    let line = found.line;
    let control = pack.controls.iter().find(|control| control.reference == line.reference);
    let rows = found.rows();
    let here = rows.iter().position(|(row, _)| *row == found.row).unwrap_or(0);
    let count = |n: usize| locale.number(u64::try_from(n).unwrap_or(u64::MAX));
    let mut ways = Vec::new();
    for (word, row) in [(w::ROW_SKIP, found.beside(true)), (w::ROW_BEFORE, found.beside(false))] {
        ways.extend(row.map(|row| Link::new(locale.say(word), address(row))));
    }
    let mut asides = Vec::new();
    asides.extend(meanwhile.map(|theirs| theirs_said(&locale, theirs)));
    asides.push(missing(visit, &locale, found, pack).await?);
    asides.push(treats(visit, &locale, line));
    asides.push(carried(visit, &locale, line));
    asides.extend(around(&locale, pack, line));
    asides.push(whole(&locale, found, &rows));
    let button = |then: &str, word| ("_then".to_owned(), then.to_owned(), locale.say(word));
    let statement = "/soa?version=newest";
    Ok(View {
        crumbs: Crumbs::new(
            vec![Link::new(found.statement.record.reference.clone(), statement)],
            locale.fill(w::PLACE, &[("n", &count(here + 1)), ("all", &count(rows.len()))]),
        ),
        heading: format!("{} {}", line.reference, line.title),
        badges: vec![applies(&locale, line.row.as_ref()), standing(&locale, line.standing)],
        lede: control.map(|control| control.sentence.clone()).unwrap_or_default(),
        form: filled.form(),
        ask: soa::asked(found.is_own()),
        section: None,
        hidden: vec![("_key".to_owned(), filled.key.clone())],
        action: Href::to(Query::default().with("base", base.to_string()).on(&address(found.row))),
        submit: vec![button("next", w::ROW_SAVE_NEXT), button("statement", w::ROW_SAVE)],
        ways,
        asides,
        buttons: vec![Button::new(locale.say(w::STATEMENT), statement)],
    })
}

fn theirs_said(locale: &Locale, theirs: &Meanwhile) -> Aside {
    let rows = soa::rows(&Body::new().with(
        "controls",
        record::Value::Table(vec![record::Row {
            id: 1,
            cells: theirs.said.iter().map(|(id, value)| (id.to_owned(), value.clone())).collect(),
        }]),
    ));
    let mut lines = Vec::new();
    if let Some(row) = rows.first() {
        lines.push((locale.say(w::APPLICABILITY), Sentence::plain(decision(locale, row.applies))));
        lines.push((locale.say(w::SHEET_REASON), Sentence::plain(row.reason.clone())));
        lines.extend(source(locale, row).map(|said| (String::new(), Sentence::plain(said))));
        lines.extend(row.due.map(|due| {
            (String::new(), Sentence::plain(locale.fill(w::DUE, &[("day", &locale.day_text(due))])))
        }));
    } else {
        lines.push((String::new(), Sentence::plain(locale.say(w::ROW_MEANWHILE_NOTHING))));
    }
    Aside {
        heading: locale.say(w::ROW_MEANWHILE),
        note: locale.fill(w::ROW_MEANWHILE_NOTE, &[("version", &theirs.version.to_string())]),
        lines,
    }
}

/// What is wrong with it, each with the way to where it is put right.
async fn missing(visit: &Visit, locale: &Locale, found: Found<'_>, pack: &Pack) -> Outcome<Aside> {
    let desk = visit.desk();
    let (schema, carrying) = (desk.schema(KIND).await?, desk.schema(IMPLEMENTATION).await?);
    let ways = Ways::of(visit, Some(found.statement), (&schema, &carrying), &[found.line]).await?;
    let all = findings(locale, law(pack), found.line, &ways);
    let more = all.len().saturating_sub(SHOWN);
    let mut lines: Vec<(String, Sentence)> = all
        .into_iter()
        .take(SHOWN)
        .map(|finding| {
            let sentence = Sentence::plain(format!("{} ", finding.sentence));
            let (word, href) = finding.remedy;
            let raised = if finding.grave { w::RAISED } else { w::TO_DO };
            let sentence = match href {
                Some(href) => sentence.link(word, href.0),
                None => sentence.text(word),
            };
            (locale.say(raised), sentence)
        })
        .collect();
    if lines.is_empty() {
        lines.push((String::new(), Sentence::plain(locale.say(w::ROW_NOTHING_MISSING))));
    }
    lines.extend(rest(locale, found.line, more));
    Ok(Aside { heading: locale.say(w::ROW_MISSING), note: String::new(), lines })
}

/// What is not named, counted, with the way to all of it; none where nothing is left.
fn rest(locale: &Locale, line: &Line, more: usize) -> Option<(String, Sentence)> {
    let number = locale.number(u64::try_from(more).unwrap_or(u64::MAX));
    let query = Query::default().with("version", "newest").with("q", line.reference.as_str());
    let sheet = query.on("/soa/export.xlsx");
    let sentence = Sentence::plain(format!("{} ", locale.fill(w::MORE, &[("n", &number)])));
    (more > 0).then(|| (String::new(), sentence.link(locale.say(w::ROW_TREATS_SHEET), sheet)))
}

fn treats(visit: &Visit, locale: &Locale, line: &Line) -> Aside {
    let mut lines: Vec<(String, Sentence)> = line
        .risks
        .iter()
        .take(SHOWN)
        .map(|risk| {
            let sentence = Sentence::default()
                .link(risk.named(), record_address(visit, RISK, &risk.reference))
                .text(format!(" {}", risk.measures.join("; ")));
            (String::new(), sentence)
        })
        .collect();
    if lines.is_empty() {
        lines.push((String::new(), Sentence::plain(locale.say(w::ROW_TREATS_NONE))));
    }
    lines.extend(rest(locale, line, line.risks.len().saturating_sub(SHOWN)));
    Aside { heading: locale.say(w::ROW_TREATS), note: String::new(), lines }
}

fn carried(visit: &Visit, locale: &Locale, line: &Line) -> Aside {
    let mut lines: Vec<(String, Sentence)> = line
        .implementations
        .iter()
        .map(|known| {
            let named = format!("{} {}", known.reference, known.title);
            let since = known.since.map(|day| locale.fill(w::ROW_SINCE, &[("day", &locale.day_text(day))]));
            let sentence = Sentence::default()
                .link(named, record_address(visit, IMPLEMENTATION, &known.reference))
                .text(since.map(|since| format!(" {since}")).unwrap_or_default());
            (String::new(), sentence)
        })
        .collect();
    lines.extend(line.last_test.as_ref().map(|test| (String::new(), Sentence::plain(tested(locale, test)))));
    if lines.is_empty() {
        lines.push((String::new(), Sentence::plain(locale.say(w::ROW_CARRIED_NONE))));
    }
    Aside { heading: locale.say(w::ROW_CARRIED), note: String::new(), lines }
}

/// The law that asks for it here, and other standards that touch the same matter; none where there is neither.
fn around(locale: &Locale, pack: &Pack, line: &Line) -> Option<Aside> {
    let mut lines = Vec::new();
    if !line.law.is_empty() {
        let said = locale.fill(w::LAW, &[("law", law(pack)), ("references", &line.law.join("; "))]);
        lines.push((String::new(), Sentence::plain(said)));
    }
    let overlap = overlap(pack, line);
    if !overlap.is_empty() {
        let said = locale.fill(w::OVERLAP, &[("references", &overlap)]);
        lines.push((String::new(), Sentence::plain(said)));
    }
    let heading = locale.say(w::ROW_AROUND);
    (!lines.is_empty()).then_some(Aside { heading, note: String::new(), lines })
}

/// How far the statement has come, and what saving does to it.
fn whole(locale: &Locale, found: Found<'_>, rows: &[(u32, &Line)]) -> Aside {
    let open = |line: &Line| !line.is_applied() && !line.is_excluded();
    let undecided: Vec<&(u32, &Line)> = rows.iter().filter(|(_, line)| open(line)).collect();
    let count = |n: usize| locale.number(u64::try_from(n).unwrap_or(u64::MAX));
    let said = if undecided.is_empty() {
        locale.say(w::ROW_DECIDED)
    } else {
        locale.fill(w::ROW_UNDECIDED, &[("n", &count(undecided.len())), ("all", &count(rows.len()))])
    };
    let mut sentence = Sentence::plain(said);
    let here = rows.iter().position(|(row, _)| *row == found.row).unwrap_or(0);
    let later = rows.iter().skip(here + 1).find(|(_, line)| open(line));
    let next = later.or_else(|| undecided.iter().copied().find(|(row, _)| *row != found.row));
    if let Some((row, line)) = next {
        let label = locale.fill(w::ROW_NEXT_UNDECIDED, &[("control", &line.reference)]);
        sentence = sentence.text(" ").link(label, address(*row));
    }
    let mut lines = vec![(String::new(), sentence)];
    if found.statement.is_in_force() {
        let (version, next) =
            (found.statement.version.to_string(), (found.statement.record.version + 1).to_string());
        let said = locale.fill(w::ROW_NEW_VERSION, &[("version", &version), ("next", &next)]);
        lines.push((String::new(), Sentence::plain(said)));
    }
    Aside { heading: locale.say(w::STATEMENT), note: String::new(), lines }
}
