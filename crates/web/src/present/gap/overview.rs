//! The overview: a few numbers, clauses against judgements, every requirement with both answers.

use super::{actions, contradiction, effort, judged_badge, number, only::Only, option, to};
use crate::{
    page::gap::on,
    present::readiness,
    request::{Query, Visit},
    words,
};
use app::{Assessed, Assessment, Decision, Gap, GapLine, Judgement, Outcome, Pack, gap_practice};
use record::{Problem, RecordId, Schema};
use ui::{
    Href, Link, Locale,
    components::{
        button::Button,
        empty::Empty,
        matrix::{Matrix, MatrixCell, MatrixRow},
        tiles::Tile,
    },
    pages::gaps,
    words::{Word, gap as w},
};

/// The overview.
pub async fn overview(
    visit: &Visit,
    assessment: &Assessment,
    people: Vec<(String, String)>,
    typed: &record::FormData,
    problems: Vec<Problem>,
) -> Outcome<gaps::View> {
    let locale = visit.locale();
    let pack = visit.desk().pack(&assessment.pack)?;
    let schema = visit.desk().schema(gap_practice::KIND).await?;
    let action = visit.desk().schema(gap_practice::ACTION).await?;
    let may = visit.desk().check_create(&schema).is_ok() && visit.desk().check_create(&action).is_ok();
    let chosen: Vec<&str> = typed.every("id").collect();
    let filter = Only::of(visit);
    let lines = assessment
        .lines
        .iter()
        .filter(|line| filter.holds(pack, line))
        .map(|line| row(visit, assessment, (pack, &schema), line, &chosen))
        .collect();
    Ok(gaps::View {
        lede: lede(&locale, assessment, pack),
        problems,
        tiles: tiles(visit, &locale, assessment),
        matrix: matrix(visit, &locale, &schema, assessment, pack),
        lines,
        filter: (Href::to(format!("/gaps/{}", pack.id)), on(visit).0.0),
        filters: filter.fields(&locale, &schema, &people),
        clear: filter.any().then(|| Href::to(to(visit, pack, ""))),
        take_up: (may && assessment.baseline.is_some()).then(|| gaps::TakeUp {
            action: Href::to(to(visit, pack, "/actions")),
            key: visit.web.app.nonce(),
            people,
            typed: ["assignee", "due"].map(|name| typed.first(name).unwrap_or_default().to_owned()).into(),
        }),
        buttons: buttons(visit, &locale, assessment, pack, may),
        empty: assessment.baseline.is_none().then(|| no_baseline(visit, &locale, pack)),
    })
}

fn lede(locale: &Locale, assessment: &Assessment, pack: &Pack) -> String {
    let Some(baseline) = &assessment.baseline else { return pack.short.clone() };
    let parts = [
        ("framework", pack.short.as_str()),
        ("reference", baseline.named.reference.as_str()),
        ("title", baseline.named.title.as_str()),
    ];
    locale.fill(w::LEDE, &parts)
}

fn tiles(visit: &Visit, locale: &Locale, assessment: &Assessment) -> Vec<Tile> {
    let judged: Vec<(&Assessed, &GapLine)> =
        assessment.lines.iter().filter_map(|line| Some((line, line.gap.as_ref()?))).collect();
    let waiting = judged.iter().filter(|(_, line)| line.gap.waits()).count();
    let contradict = judged.iter().filter(|(line, _)| contradiction(locale, line).is_some()).count();
    let counted = judged.iter().filter(|(_, line)| counts(&line.gap)).map(|(_, line)| &line.gap);
    let (effort, cost) = gap_practice::totals(counted);
    let cost: Vec<String> = cost
        .into_iter()
        .map(|(currency, amount)| format!("{} {currency}", locale.decimal(&amount.normalize().to_string())))
        .collect();
    let of = [("n", number(judged.len())), ("all", number(assessment.lines.len()))];
    let of: Vec<(&str, String)> = of.iter().map(|(name, n)| (*name, locale.number(*n))).collect();
    let of: Vec<(&str, &str)> = of.iter().map(|(name, n)| (*name, n.as_str())).collect();
    let tile = |label: Word, value: String, note: Word, only: &str| Tile {
        label: locale.say(label),
        value,
        note: locale.say(note),
        href: Href::to(on(visit).with("only", only).on(&format!("/gaps/{}", assessment.pack))),
        hot: false,
    };
    vec![
        tile(w::JUDGED, locale.fill(w::JUDGED_OF, &of), w::JUDGED_NOTE, "judged"),
        tile(w::WAITING, locale.number(number(waiting)), w::WAITING_NOTE, "waiting"),
        tile(w::CONTRADICT, locale.number(number(contradict)), w::CONTRADICT_NOTE, "contradict"),
        tile(w::EFFORT, locale.decimal(&effort.normalize().to_string()), w::EFFORT_NOTE, "effort"),
        tile(w::COST, if cost.is_empty() { "0".to_owned() } else { cost.join(", ") }, w::COST_NOTE, "cost"),
    ]
}

/// Whether effort and cost of a gap are still to be spent on: not of one that is left as it is.
pub(super) fn counts(gap: &Gap) -> bool {
    gap.judged.is_gap() && gap.decision != Some(Decision::Left)
}

fn matrix(visit: &Visit, locale: &Locale, schema: &Schema, assessment: &Assessment, pack: &Pack) -> Matrix {
    let judgements = Judgement::ALL.map(Some).into_iter().chain([None]);
    let columns: Vec<Option<Judgement>> = judgements.collect();
    let label = |judged: Option<Judgement>| match judged {
        Some(judged) => option(locale, schema, "judged", judged.code()),
        None => locale.say(w::NOT_JUDGED),
    };
    let mut tops: Vec<&str> = Vec::new();
    for line in &assessment.lines {
        let top = gap_practice::top_of(pack, &line.reference);
        if !tops.contains(&top) {
            tops.push(top);
        }
    }
    let rows = tops.into_iter().map(|top| MatrixRow {
        label: format!("{top} {}", pack.title_of(top).unwrap_or_default()),
        cells: columns
            .iter()
            .map(|judged| {
                let here = |line: &&Assessed| {
                    gap_practice::top_of(pack, &line.reference) == top
                        && line.gap.as_ref().map(|line| line.gap.judged) == *judged
                };
                let code = judged.map_or("-", Judgement::code);
                let query = on(visit).with("clause", top).with("judged", code);
                let count = number(assessment.lines.iter().filter(here).count());
                MatrixCell {
                    count,
                    level: match judged.filter(|_| count > 0) {
                        Some(Judgement::Absent) => 5,
                        Some(Judgement::Informal) => 4,
                        Some(Judgement::Documented) => 2,
                        Some(Judgement::Operating) => 1,
                        None => 0,
                    },
                    href: Href::to(query.on(&format!("/gaps/{}", assessment.pack))),
                }
            })
            .collect(),
    });
    Matrix {
        caption: locale.say(w::BY_CLAUSE),
        across: columns.iter().map(|judged| label(*judged)).collect(),
        rows: rows.collect(),
        wordy: true,
    }
}

fn row(
    visit: &Visit,
    assessment: &Assessment,
    (pack, schema): (&Pack, &Schema),
    line: &Assessed,
    chosen: &[&str],
) -> gaps::Line {
    let locale = visit.locale();
    let gap = line.gap.as_ref();
    let id = gap
        .filter(|line| line.gap.judged.is_gap() && line.gap.actions.is_empty())
        .filter(|line| line.gap.decision != Some(Decision::NoGap))
        .map(|line| format!("{}@{}", line.record.id, line.record.position));
    let named = |id: &RecordId| assessment.names.get(id);
    gaps::Line {
        selected: id.as_deref().is_some_and(|id| chosen.contains(&id)),
        id,
        reference: line.reference.clone(),
        link: Link::new(
            pack.title_of(&line.reference).unwrap_or_default(),
            to(visit, pack, &format!("/{}", line.reference)),
        ),
        judged: judged_badge(&locale, schema, gap),
        contradiction: contradiction(&locale, line).unwrap_or_default(),
        computed: readiness::status(line.now.0),
        priority: gap
            .and_then(|line| line.gap.priority)
            .map(|priority| option(&locale, schema, "priority", priority.code()))
            .unwrap_or_default(),
        effort: gap.map(|line| effort(&locale, &line.gap)).unwrap_or_default(),
        owner: gap
            .and_then(|line| line.gap.owner.as_ref())
            .and_then(named)
            .map(|named| named.title.clone())
            .unwrap_or_default(),
        decision: gap
            .and_then(|line| line.gap.decision)
            .map(|decision| option(&locale, schema, "decision", decision.code()))
            .unwrap_or_default(),
        actions: gap.map(|line| actions(visit, assessment, line)).unwrap_or_default(),
    }
}

fn buttons(visit: &Visit, locale: &Locale, assessment: &Assessment, pack: &Pack, may: bool) -> Vec<Button> {
    let mut buttons = Vec::new();
    let Some(baseline) = &assessment.baseline else { return buttons };
    for (id, named) in assessment.baselines.iter().filter(|(id, _)| *id != baseline.id) {
        let newest = assessment.baselines.last().is_some_and(|(last, _)| last == id);
        if newest {
            let query = Query::default().with("on", named.reference.as_str());
            let label = locale.fill(w::ON_ANOTHER, &[("reference", &named.reference)]);
            buttons.push(Button::new(label, query.on(&format!("/gaps/{}", pack.id))));
        }
    }
    if visit.desk().check_freeze().is_ok() && assessment.lines.iter().any(|line| line.gap.is_some()) {
        let query = Query::default().with("query", "gaps").with("about", pack.id.as_str());
        buttons.push(Button::new(words::FREEZE_GAPS.say(locale), query.on("/seals/new")));
    }
    buttons.push(Button::new(locale.say(w::REPORT), to(visit, pack, "/report")));
    if may {
        buttons.push(Button::new(locale.say(w::PAPERS), to(visit, pack, "/documents")));
        let first = assessment.lines.first();
        let (word, line) = match assessment.lines.iter().find(|line| line.gap.is_none()) {
            Some(open) => (w::GUIDE, Some(open)),
            None => (w::REVIEW, first),
        };
        buttons.extend(line.map(|line| {
            Button::new(locale.say(word), to(visit, pack, &format!("/{}", line.reference))).primary()
        }));
    }
    buttons
}

fn no_baseline(visit: &Visit, locale: &Locale, pack: &Pack) -> Empty {
    let query = Query::default().with("query", "readiness").with("about", pack.id.as_str());
    let may = visit.desk().check_freeze().is_ok();
    let mut sentence = locale.say(w::NO_BASELINE_LEDE);
    if !may {
        sentence = format!("{sentence} {}", locale.say(w::ASK_FREEZE));
    }
    Empty {
        heading: locale.say(w::NO_BASELINE),
        sentence,
        expected_by: Vec::new(),
        act: may.then(|| Button::new(locale.say(w::FREEZE), query.on("/seals/new")).primary()),
    }
}
