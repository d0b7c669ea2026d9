//! The report: baseline against now, requirement by requirement, as a page and as a sheet.

use super::{actions, contradiction, judged_badge, money, number, to};
use crate::{present::readiness, request::Visit, words};
use app::{Assessed, Assessment, Gap, Outcome, Pack, SealLine, Status, gap_practice};
use record::{RecordId, Refusal, Schema};
use std::cmp::Ordering;
use ui::{
    Link,
    components::{button::Button, checks, crumbs::Crumbs, meter::Counts},
    pages::gap_report,
    words::{gap as w, seal as ws},
};

/// Baseline against now.
pub fn report(
    visit: &Visit,
    assessment: &Assessment,
    seal: &SealLine,
    checkpoint: String,
) -> Outcome<gap_report::View> {
    let locale = visit.locale();
    let pack = visit.desk().pack(&assessment.pack)?;
    let baseline = assessment.baseline.as_ref().ok_or_else(Refusal::not_found)?;
    let schema = visit.web.app.kinds().iter().find(|kind| kind.id == gap_practice::KIND);
    let schema = Schema::of(schema.ok_or_else(Refusal::not_found)?);
    let moved = |wanted: Ordering| {
        let count = assessment.lines.iter().filter(|line| movement(line) == Some(wanted)).count();
        locale.number(number(count))
    };
    let parts = [
        ("framework", pack.short.clone()),
        ("reference", baseline.named.reference.clone()),
        ("then", locale.number(baseline.size)),
        ("day", locale.instant_text(baseline.at)),
        ("now", locale.number(seal.size)),
        ("up", moved(Ordering::Greater)),
        ("down", moved(Ordering::Less)),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut groups: Vec<(String, Vec<gap_report::Line>)> = Vec::new();
    for line in &assessment.lines {
        let top = gap_practice::top_of(pack, &line.reference);
        let title = format!("{top} {}", pack.title_of(top).unwrap_or_default());
        let drawn = report_line(visit, assessment, (pack, &schema), line);
        match groups.last_mut().filter(|(known, _)| *known == title) {
            Some((_, lines)) => lines.push(drawn),
            None => groups.push((title, vec![drawn])),
        }
    }
    let counted = |of: &dyn Fn(&Assessed) -> Option<Status>| {
        let mut counts = Counts::default();
        assessment.lines.iter().filter_map(of).for_each(|status| count(&mut counts, status));
        counts
    };
    let sealed = format!("/seals/{}", baseline.named.reference);
    Ok(gap_report::View {
        crumbs: Crumbs::new(
            vec![Link::new(locale.say(w::TITLE), to(visit, pack, ""))],
            locale.say(w::REPORT),
        ),
        lede: locale.fill(w::REPORT_LEDE, &parts),
        counts: (counted(&|line| line.then.map(|then| then.0)), counted(&|line| Some(line.now.0))),
        seals: vec![
            locale.fill(ws::ENTRIES, &[("n", &locale.number(seal.size))]),
            locale.fill(ws::ROOT_LINE, &[("root", &seal.root)]),
        ],
        groups,
        buttons: vec![
            Button::new(baseline.named.reference.clone(), sealed),
            Button::new(locale.say(w::OVERVIEW), to(visit, pack, "")),
        ],
        exports: vec![Link::new(words::EXPORT_CSV.say(&locale), to(visit, pack, "/report.csv"))],
        checkpoint,
    })
}

/// The report as a sheet: heads and rows.
pub fn sheet(visit: &Visit, assessment: &Assessment) -> (Vec<String>, Vec<Vec<String>>) {
    let locale = visit.locale();
    let heads = [
        w::REFERENCE,
        w::REQUIREMENT,
        w::JUDGED,
        w::COMPUTED_THEN,
        w::COMPUTED,
        w::PRIORITY,
        w::EFFORT,
        w::COST,
        w::OWNER,
        w::DECISION,
        w::ACTIONS,
    ];
    let title = |reference: &str| {
        let pack = visit.desk().pack(&assessment.pack).ok();
        pack.and_then(|pack| pack.title_of(reference)).unwrap_or_default().to_owned()
    };
    let name = |id: &RecordId| assessment.names.get(id);
    let rows = assessment.lines.iter().map(|line| {
        let gap = line.gap.as_ref().map(|line| &line.gap);
        let text = |read: &dyn Fn(&Gap) -> String| gap.map(read).unwrap_or_default();
        vec![
            line.reference.clone(),
            title(&line.reference),
            text(&|gap| gap.judged.code().to_owned()),
            line.then.map(|then| then.0.code().to_owned()).unwrap_or_default(),
            line.now.0.code().to_owned(),
            text(&|gap| gap.priority.map(|priority| priority.code().to_owned()).unwrap_or_default()),
            text(&|gap| gap.effort.normalize().to_string()),
            text(&|gap| gap.cost.as_ref().map(money).unwrap_or_default()),
            text(&|gap| {
                gap.owner.as_ref().and_then(name).map(|named| named.title.clone()).unwrap_or_default()
            }),
            text(&|gap| gap.decision.map(|decision| decision.code().to_owned()).unwrap_or_default()),
            text(&|gap| {
                let actions = gap.actions.iter().filter_map(name);
                actions.map(|named| named.reference.clone()).collect::<Vec<_>>().join(" ")
            }),
        ]
    });
    (heads.map(|head| locale.say(head)).to_vec(), rows.collect())
}

fn report_line(
    visit: &Visit,
    assessment: &Assessment,
    (pack, schema): (&Pack, &Schema),
    line: &Assessed,
) -> gap_report::Line {
    let locale = visit.locale();
    let computed = |(status, [met, not_met, unknown]): (Status, [u64; 3])| {
        let all = (met + not_met + unknown).to_string();
        let checks = words::MEASURE.fill(&locale, &[("met", &met.to_string()), ("all", &all)]);
        (readiness::status(status), checks)
    };
    let gap = line.gap.as_ref();
    let links = gap.map(|line| actions(visit, assessment, line)).unwrap_or_default();
    let done = gap.map_or(0, |line| {
        let states = line.gap.actions.iter().filter_map(|id| assessment.names.get(id));
        states.filter(|named| matches!(named.state.as_str(), "done" | "verified")).count()
    });
    let said = [("done", done.to_string()), ("all", links.len().to_string())];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, n)| (*name, n.as_str())).collect();
    let (glyph, word) = match movement(line) {
        Some(Ordering::Greater) => ("↑", w::UP),
        Some(Ordering::Less) => ("↓", w::DOWN),
        _ => ("=", w::SAME),
    };
    gap_report::Line {
        reference: line.reference.clone(),
        link: Link::new(
            pack.title_of(&line.reference).unwrap_or_default(),
            format!("/framework/{}/{}", pack.id, line.reference),
        ),
        judged: (judged_badge(&locale, schema, gap), contradiction(&locale, line).unwrap_or_default()),
        then: line.then.map_or_else(|| (checks::Answer::Unknown, String::new()), computed),
        now: computed(line.now),
        moved: (glyph, locale.say(word)),
        actions: (links, locale.fill(w::ACTIONS_OF, &said)),
    }
}

fn movement(line: &Assessed) -> Option<Ordering> {
    line.then.map(|then| gap_practice::movement(then.0, line.now.0))
}

fn count(counts: &mut Counts, status: Status) {
    match status {
        Status::Met => counts.met += 1,
        Status::Partly => counts.partly += 1,
        Status::NotMet => counts.not += 1,
        Status::Unknown => counts.unknown += 1,
        Status::NotApplicable => counts.not_applicable += 1,
    }
}
