//! The page: which version, a few numbers, the controls under the filters, and what is wrong with them.

use super::{
    fault::{Ways, findings},
    words::{applies, source, standing, tested},
};
use crate::{
    present::{names, readiness},
    request::Visit,
};
use app::{
    Answered, Applicability, At, Outcome, Pack, Statement,
    soa_practice::{Fault, IMPLEMENTATION, Implementation, KIND, Line, RISK, Standing},
};
use ui::{
    Href, Link, Locale, Sentence,
    components::{badge::Badge, button::Button, empty::Empty, tiles::Tile},
    pages::{
        gaps::Filter,
        soa::{self as drawn, Draft, Filters, View},
    },
    words::{Word, soa as w},
};

/// Risks that a line names; the rest is counted.
const RISKS_SHOWN: usize = 3;

/// The page.
pub async fn overview(visit: &Visit, found: &Applicability) -> Outcome<View> {
    let locale = visit.locale();
    let desk = visit.desk();
    let packs = desk.packs_at(visit.at).await?;
    let pack = packs.iter().find(|pack| pack.id == found.pack).ok_or_else(record::Refusal::not_found)?;
    let (schema, carrying) = (desk.schema(KIND).await?, desk.schema(IMPLEMENTATION).await?);
    let statement = found.statement.as_ref();
    let only = Only::of(visit);
    let shown: Vec<(&Line, Option<Answered>)> =
        found.answered().filter(|(line, _)| only.holds(line)).collect();
    let lines: Vec<&Line> = shown.iter().map(|(line, _)| *line).collect();
    let ways = Ways::of(visit, statement, (&schema, &carrying), &lines).await?;
    let mut groups: Vec<(String, Vec<drawn::Line>)> = Vec::new();
    for (line, answer) in &shown {
        let title = match line.group.as_str() {
            "" => locale.say(w::OWN),
            group => format!("{group} {}", pack.title_of(group).unwrap_or_default()),
        };
        let drawn = row(visit, &locale, (found, pack), line, (*answer, ways.writes()));
        match groups.last_mut().filter(|(known, _)| *known == title) {
            Some((_, lines)) => lines.push(drawn),
            None => groups.push((title, vec![drawn])),
        }
    }
    let mut wrong: Vec<_> =
        shown.iter().flat_map(|(line, _)| findings(&locale, law(pack), line, &ways)).collect();
    // Stable: of those that an auditor would raise, and of the others, in the order of the controls.
    wrong.sort_by_key(|finding| !finding.grave);
    let may_draft = visit.past.is_none() && desk.check_create(&schema).is_ok();
    Ok(View {
        lede: lede(&locale, found),
        state: statement.map(|statement| state(&locale, statement)),
        note: note(visit, &locale, statement),
        tiles: if statement.is_some() { tiles(visit, &locale, found) } else { Vec::new() },
        filters: only.drawn(visit, &locale, pack, found),
        groups,
        findings: wrong,
        compared: statement.is_some(),
        draft: may_draft.then(|| draft(visit, &locale, found, &ways)).flatten(),
        buttons: buttons(visit, &locale, statement, &ways),
        exports: exports(visit),
        empty: statement.is_none().then(|| empty(&locale, found, may_draft)),
    })
}

fn count(lines: &Applicability, holds: impl Fn(&Line) -> bool) -> u64 {
    u64::try_from(lines.lines.iter().filter(|line| holds(line)).count()).unwrap_or(u64::MAX)
}

fn lede(locale: &Locale, found: &Applicability) -> String {
    let Some(statement) = &found.statement else { return locale.say(w::EMPTY) };
    let number = |n: u64| locale.number(n);
    let approved = statement.approved.as_ref();
    let name = approved.and_then(|stamp| found.names.get(&stamp.by)).map(|named| named.title.clone());
    let parts = [
        ("reference", statement.record.reference.clone()),
        ("version", statement.version.to_string()),
        (
            "day",
            approved
                .map(|stamp| locale.day_text(stamp.at.to_zoned(locale.zone.clone()).date()))
                .unwrap_or_default(),
        ),
        ("name", name.unwrap_or_default()),
        ("applied", number(count(found, Line::is_applied))),
        ("all", number(count(found, |_| true))),
        ("excluded", number(count(found, Line::is_excluded))),
        ("effective", number(count(found, |line| line.standing == Standing::Effective))),
        ("undecided", number(count(found, |line| !line.is_applied() && !line.is_excluded()))),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    locale.fill(if statement.is_in_force() { w::LEDE_IN_FORCE } else { w::LEDE_DRAFT }, &parts)
}

fn state(locale: &Locale, statement: &Statement) -> Badge {
    let code = if statement.is_in_force() { "effective" } else { statement.record.state.code() };
    Badge::state(locale, code)
}

fn note(visit: &Visit, locale: &Locale, statement: Option<&Statement>) -> Sentence {
    let newest = visit.query.with("version", "newest").without("done").on("/soa");
    let in_force = visit.query.without("version").without("done").on("/soa");
    match statement {
        Some(statement) if statement.is_in_force() && statement.newer => {
            Sentence::plain(format!("{} ", locale.say(w::NEWER))).link(locale.say(w::SHOW_NEWER), newest)
        }
        Some(Statement { before: Some(version), .. }) => {
            let said = locale.fill(w::BESIDE, &[("version", &version.to_string())]);
            Sentence::plain(format!("{said} ")).link(locale.say(w::SHOW_IN_FORCE), in_force)
        }
        _ => Sentence::default(),
    }
}

fn tiles(visit: &Visit, locale: &Locale, found: &Applicability) -> Vec<Tile> {
    let all = count(found, |_| true);
    let of = |n: u64| locale.fill(w::OF, &[("n", &locale.number(n)), ("all", &locale.number(all))]);
    let base = visit.query.keep(|name, _| ["as_of", "version"].contains(&name));
    let tile = |label: Word, value: String, note: String, (name, code): (&str, &str), hot| Tile {
        label: locale.say(label),
        value,
        note,
        href: Href::to(base.with(name, code).on("/soa")),
        hot,
    };
    let faults = found.lines.iter().flat_map(|line| &line.faults);
    let (wrong, grave) =
        faults.fold((0, 0), |(all, grave), fault| (all + 1, grave + u64::from(fault.is_grave())));
    let works = count(found, |line| line.standing == Standing::Effective);
    vec![
        tile(
            w::APPLIED,
            of(count(found, Line::is_applied)),
            locale.say(w::APPLIED_NOTE),
            ("applies", "applies"),
            false,
        ),
        tile(
            w::EXCLUDED,
            locale.number(count(found, Line::is_excluded)),
            locale.say(w::EXCLUDED_NOTE),
            ("applies", "excluded"),
            false,
        ),
        tile(w::WORK, of(works), locale.say(w::WORK_NOTE), ("standing", Standing::Effective.code()), false),
        tile(
            w::FINDINGS,
            locale.number(wrong),
            locale.fill(w::FINDINGS_NOTE, &[("n", &locale.number(grave))]),
            ("findings", "any"),
            grave > 0,
        ),
    ]
}

fn draft(visit: &Visit, locale: &Locale, found: &Applicability, ways: &Ways) -> Option<Draft> {
    let made = |seen, label| Draft { action: Href::to("/soa"), key: visit.web.app.nonce(), seen, label };
    let Some(statement) = &found.statement else { return Some(made(None, locale.say(w::DRAFT_FIRST))) };
    // What the newest version does not have; the page may show an older one, which is in force.
    let missing = count(found, |line| line.row.is_none());
    let shown = !statement.newer || !statement.is_in_force();
    (missing > 0 && shown && ways.writes()).then(|| {
        let label = locale.fill(w::DRAFT_MISSING, &[("n", &locale.number(missing))]);
        made(Some(statement.record.position), label)
    })
}

fn buttons(visit: &Visit, locale: &Locale, statement: Option<&Statement>, ways: &Ways) -> Vec<Button> {
    let Some(statement) = statement else { return Vec::new() };
    let record = names::address(visit, KIND, &statement.record.reference);
    let mut buttons = vec![Button::new(locale.say(w::RECORD), record.clone())];
    if visit.at == At::Now && statement.record.version > 1 {
        let before = match statement.before {
            Some(version) => version,
            None => statement.version.saturating_sub(1).max(1),
        };
        let (from, to) =
            if before < statement.version { (before, statement.version) } else { (1, statement.version) };
        if from < to {
            buttons.push(Button::new(locale.say(w::CHANGES), format!("/soa/changes?from={from}&to={to}")));
        }
    }
    if ways.writes() {
        let word = if statement.is_in_force() && !statement.newer { w::WRITE_NEXT } else { w::EDIT };
        buttons.push(Button::new(locale.say(word), format!("/r/{KIND}/{}/edit", statement.record.reference)));
    }
    buttons
}

fn exports(visit: &Visit) -> Vec<Link> {
    let query = visit.query.without("done");
    vec![
        Link::new(crate::words::EXPORT_CSV.say(&visit.locale()), query.on("/soa/export.csv")),
        Link::new(crate::words::EXPORT_XLSX.say(&visit.locale()), query.on("/soa/export.xlsx")),
    ]
}

fn empty(locale: &Locale, found: &Applicability, may: bool) -> Empty {
    let all = locale.number(count(found, |_| true));
    let mut sentence = locale.fill(w::EMPTY_LEDE, &[("all", &all)]);
    if !may {
        sentence = locale.say(w::ASK_DRAFT);
    }
    Empty { heading: locale.say(w::EMPTY), sentence, expected_by: vec!["6.1.3".to_owned()], act: None }
}

fn row(
    visit: &Visit,
    locale: &Locale,
    (found, pack): (&Applicability, &Pack),
    line: &Line,
    (answer, writes): (Option<Answered>, bool),
) -> drawn::Line {
    let known = pack.controls.iter().any(|control| control.reference == line.reference);
    let page = visit.href(&format!("/framework/{}/{}", pack.id, line.reference));
    let carried = |known: &Implementation| {
        Link::new(known.reference.clone(), names::address(visit, IMPLEMENTATION, &known.reference))
    };
    let risks: Vec<Link> = line
        .risks
        .iter()
        .take(RISKS_SHOWN)
        .map(|risk| Link::new(risk.reference.clone(), names::address(visit, RISK, &risk.reference)))
        .collect();
    let more = u64::try_from(line.risks.len() - risks.len()).unwrap_or(0);
    let tested = line.last_test.as_ref().map(|test| {
        let next = line.next_test.map(|next| locale.fill(w::NEXT_TEST, &[("day", &locale.day_text(next))]));
        [Some(tested(locale, test)), next].into_iter().flatten().collect::<Vec<_>>().join("; ")
    });
    let wrong = u64::try_from(line.faults.len()).unwrap_or(0);
    drawn::Line {
        reference: line.reference.clone(),
        title: (line.title.clone(), known.then(|| Href::to(page))),
        reason: line.row.as_ref().map(|row| row.reason.clone()).unwrap_or_default(),
        notes: notes(locale, found, pack, line),
        applies: applies(locale, line.row.as_ref()),
        standing: standing(locale, line.standing),
        tested: tested.unwrap_or_default(),
        carried: line.implementations.iter().map(carried).collect(),
        answer: answer.map(|(status, _)| readiness::status(status)),
        evidence: u64::try_from(line.evidence.len()).unwrap_or(u64::MAX),
        treats: (risks, more),
        findings: if wrong == 0 {
            String::new()
        } else {
            locale.count(w::ONE_FINDING, w::SOME_FINDINGS, wrong)
        },
        edit: line.row.as_ref().filter(|_| writes).map(|row| Href::to(super::control::address(row.id))),
    }
}

fn notes(locale: &Locale, found: &Applicability, pack: &Pack, line: &Line) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(row) = &line.row {
        notes.extend(source(locale, row));
        let owner = row.owner.and_then(|id| found.names.get(&id));
        notes.extend(owner.map(|named| locale.fill(w::ANSWERS_FOR, &[("name", &named.title)])));
        notes.extend(row.due.map(|due| locale.fill(w::DUE, &[("day", &locale.day_text(due))])));
    }
    if !line.law.is_empty() {
        notes.push(locale.fill(w::LAW, &[("law", law(pack)), ("references", &line.law.join("; "))]));
    }
    let overlap = overlap(pack, line);
    if !overlap.is_empty() {
        notes.push(locale.fill(w::OVERLAP, &[("references", &overlap)]));
    }
    notes
}

/// The title of the law: the first framework that the pack is compared with.
pub(super) fn law(pack: &Pack) -> &str {
    pack.crosswalks.first().map(|first| first.title.as_str()).unwrap_or_default()
}

/// The controls of another management system that touch the same matter: of the framework that is compared last, where
/// the pack knows any.
pub(super) fn overlap(pack: &Pack, line: &Line) -> String {
    let Some(control) = pack.controls.iter().find(|control| control.reference == line.reference) else {
        return String::new();
    };
    let Some(other) = pack.crosswalks.last() else { return String::new() };
    let places: Vec<&str> = control
        .crosswalk
        .iter()
        .filter(|place| place.to == other.to)
        .map(|place| place.reference.as_str())
        .collect();
    if places.is_empty() { String::new() } else { format!("{} {}", other.title, places.join(", ")) }
}

/// The filters, as the address holds them.
pub(super) struct Only {
    text: String,
    group: String,
    applies: String,
    standing: String,
    findings: String,
}

impl Only {
    pub(super) fn of(visit: &Visit) -> Self {
        let text = |name: &str| visit.query.get(name).unwrap_or_default().to_owned();
        Self {
            text: record::fold(&text("q")),
            group: text("group"),
            applies: text("applies"),
            standing: text("standing"),
            findings: text("findings"),
        }
    }

    pub(super) fn holds(&self, line: &Line) -> bool {
        let row = line.row.as_ref();
        let decided = row.and_then(|row| row.applies).map_or("undecided", |applies| applies.code());
        let reason = row.map(|row| row.reason.as_str()).unwrap_or_default();
        let said = || record::fold(&format!("{} {} {reason}", line.reference, line.title));
        let group = if line.group.is_empty() { "own" } else { line.group.as_str() };
        (self.text.is_empty() || said().contains(&self.text))
            && (self.group.is_empty() || self.group == group)
            && (self.applies.is_empty() || self.applies == decided)
            && (self.standing.is_empty() || self.standing == line.standing.code())
            && match self.findings.as_str() {
                "any" => !line.faults.is_empty(),
                "grave" => line.faults.iter().any(Fault::is_grave),
                "none" => line.faults.is_empty(),
                _ => true,
            }
    }

    fn drawn(&self, visit: &Visit, locale: &Locale, pack: &Pack, found: &Applicability) -> Filters {
        let any = |rest: Vec<(String, String)>| -> Vec<(String, String)> {
            [(String::new(), locale.say(w::ANY))].into_iter().chain(rest).collect()
        };
        let mut groups: Vec<(String, String)> = pack
            .groups
            .iter()
            .map(|group| (group.reference.clone(), format!("{} {}", group.reference, group.title)))
            .collect();
        if found.lines.iter().any(|line| line.group.is_empty()) {
            groups.push(("own".to_owned(), locale.say(w::OWN)));
        }
        let said = |codes: &[(&str, Word)]| -> Vec<(String, String)> {
            codes.iter().map(|(code, word)| ((*code).to_owned(), locale.say(*word))).collect()
        };
        let applies =
            said(&[("applies", w::APPLIES), ("excluded", w::LEFT_OUT), ("undecided", w::UNDECIDED)]);
        let standings = Standing::ALL
            .iter()
            .map(|known| (known.code().to_owned(), standing(locale, *known).word))
            .collect();
        let wrong = said(&[("any", w::ANY_FINDING), ("grave", w::GRAVE_FINDING), ("none", w::NO_FINDING)]);
        let kept = |name: &str| ["as_of", "version"].contains(&name);
        let chosen = [&self.text, &self.group, &self.applies, &self.standing, &self.findings];
        Filters {
            action: Href::to("/soa"),
            carry: visit.query.keep(|name, _| kept(name)).0.0,
            text: visit.query.get("q").unwrap_or_default().to_owned(),
            choices: [
                ("group", locale.say(w::GROUP), any(groups), self.group.clone()),
                ("applies", locale.say(w::APPLICABILITY), any(applies), self.applies.clone()),
                ("standing", locale.say(w::STATUS), any(standings), self.standing.clone()),
                ("findings", locale.say(w::WITH_FINDINGS), any(wrong), self.findings.clone()),
            ]
            .map(|(name, label, options, chosen)| Filter { name, label, options, chosen })
            .to_vec(),
            clear: chosen
                .iter()
                .any(|text| !text.is_empty())
                .then(|| Href::to(visit.query.keep(|name, _| kept(name)).on("/soa"))),
        }
    }
}
