//! The guide at one requirement: what is asked, and what bears on it.

use super::{contradicts, judged_badge, line_of, to};
use crate::{
    page::gap::on,
    present::{form::Filled, names::address, readiness},
    request::Visit,
    words,
};
use app::{
    Answer, Assessed, Assessment, At, ListAsk, Named, Outcome, PAPER, Pack, Page, RequirementView,
    gap_practice, papers,
};
use record::{Body, Problem, RecordId, Schema};
use std::sync::Arc;
use ui::{
    Href, Link, Locale, Sentence,
    components::{
        badge::{Badge, Tone},
        button::Button,
        checks,
        crumbs::Crumbs,
    },
    pages::step::{self, Aside},
    words::gap as w,
};

/// Documents looked through for those that name a requirement.
const DOCUMENTS: u64 = 1_000;

/// What stands around one requirement in the guide.
pub struct Around {
    requirement: RequirementView,
    documents: Vec<(RecordId, Named)>,
    schema: Arc<Schema>,
}

/// Whether a problem is about something that the guide asks for.
pub fn is_asked(problem: &Problem) -> bool {
    let field = problem.path.split('.').next().unwrap_or_default();
    gap_practice::ASKED.contains(&field) || field.is_empty()
}

/// The body of a judgement: what was asked as typed, the rest as it was.
pub fn merged(schema: &Schema, known: &Body, typed: &Body) -> Body {
    let mut body = known.clone();
    for id in asked(schema) {
        match typed.get(id) {
            Some(value) => body.set(id, value.clone()),
            None => body.clear(id),
        }
    }
    body
}

/// What the guide asks for: the judgement, and the organisation's own fields.
fn asked(schema: &Schema) -> Vec<&'static str> {
    gap_practice::ASKED.into_iter().chain(schema.custom.iter().map(|field| field.id)).collect()
}

/// Where one goes after a judgement: to the next requirement that is not judged yet, or to the overview.
pub fn after(visit: &Visit, assessment: &Assessment, reference: &str, next: bool) -> String {
    let base = format!("/gaps/{}", assessment.pack);
    let found = next.then(|| open_after(assessment, reference)).flatten();
    on(visit).on(&found.map_or(base.clone(), |line| format!("{base}/{}", line.reference)))
}

/// The next requirement without a judgement: after this one, then from the beginning.
fn open_after<'a>(assessment: &'a Assessment, reference: &str) -> Option<&'a Assessed> {
    let here = assessment.lines.iter().position(|line| line.reference == reference).unwrap_or(0);
    let (before, after) = assessment.lines.split_at(here.min(assessment.lines.len()));
    let open = |line: &&Assessed| line.gap.is_none() && line.reference != reference;
    after.iter().find(open).or_else(|| before.iter().find(open))
}

/// What stands around one requirement: what records show, and the documents that say they meet it.
pub async fn around(visit: &Visit, pack: &str, reference: &str) -> Outcome<Around> {
    let requirement = visit.desk().requirement(pack, reference, At::Now, None).await?;
    let framework = visit.desk().pack(pack)?;
    let ask = ListAsk {
        states: ["draft", "submitted", "effective"].map(str::to_owned).to_vec(),
        page: Page { offset: 0, limit: DOCUMENTS },
        ..ListAsk::default()
    };
    let found = visit.desk().list(PAPER, &ask).await?;
    let named = |body: &Body| papers::named_by(framework, body).iter().any(|known| known == reference);
    let documents = found.rows.iter().filter(|row| named(&row.body)).map(|row| {
        let named = Named {
            kind: row.kind.to_owned(),
            reference: row.reference.clone(),
            title: row.title.clone(),
            state: row.state.code().to_owned(),
        };
        (row.id, named)
    });
    let schema = visit.desk().schema(gap_practice::KIND).await?;
    Ok(Around { requirement, documents: documents.collect(), schema })
}

/// The guide at one requirement.
pub fn guide<'a>(
    visit: &Visit,
    assessment: &Assessment,
    reference: &str,
    filled: &'a Filled,
    around: &Around,
) -> Outcome<step::View<'a>> {
    let locale = visit.locale();
    let pack = visit.desk().pack(&assessment.pack)?;
    let line = line_of(assessment, reference)?;
    let here = assessment.lines.iter().position(|known| known.reference == reference).unwrap_or(0);
    let judged = assessment.lines.iter().filter(|line| line.gap.is_some()).count();
    let step = [("n", here + 1), ("all", assessment.lines.len()), ("judged", judged)];
    let step: Vec<(&str, String)> = step.iter().map(|(name, n)| (*name, n.to_string())).collect();
    let step: Vec<(&str, &str)> = step.iter().map(|(name, n)| (*name, n.as_str())).collect();
    let title = pack.title_of(reference).unwrap_or_default();
    let mut badges = vec![readiness::status(line.now.0).badge(&locale)];
    badges.extend(line.gap.as_ref().map(|line| judged_badge(&locale, &around.schema, Some(line))));
    let word = line.gap.as_ref().and_then(|gap| gap.gap.judged.against(line.now.0)).map(contradicts);
    badges.extend(word.map(|word| Badge::new(Tone::Warn, locale.say(word))));
    let mut hidden = vec![("_key".to_owned(), filled.key.clone())];
    hidden.extend(line.gap.as_ref().map(|line| ("_seen".to_owned(), line.record.position.to_string())));
    let mut ways = Vec::new();
    if let Some(next) = assessment.lines.get(here + 1) {
        ways.push(Link::new(locale.say(w::SKIP), to(visit, pack, &format!("/{}", next.reference))));
    }
    if let Some(before) = here.checked_sub(1).and_then(|place| assessment.lines.get(place)) {
        ways.push(Link::new(locale.say(w::BEFORE), to(visit, pack, &format!("/{}", before.reference))));
    }
    let button = |then: &str, word| ("_then".to_owned(), then.to_owned(), locale.say(word));
    let heading = format!("{reference} {title}");
    Ok(step::View {
        crumbs: Crumbs::new(
            vec![Link::new(locale.say(w::TITLE), to(visit, pack, ""))],
            locale.fill(w::STEP, &step),
        ),
        heading,
        badges,
        lede: sentence_of(pack, reference),
        form: filled.form(),
        ask: asked(&filled.schema),
        section: None,
        hidden,
        action: Href::to(to(visit, pack, &format!("/{reference}"))),
        submit: vec![button("next", w::SAVE_NEXT), button("overview", w::SAVE)],
        ways,
        asides: asides(visit, &locale, assessment, line, around, pack),
        buttons: vec![Button::new(locale.say(w::OVERVIEW), to(visit, pack, ""))],
    })
}

fn asides(
    visit: &Visit,
    locale: &Locale,
    assessment: &Assessment,
    line: &Assessed,
    around: &Around,
    pack: &Pack,
) -> Vec<Aside> {
    let plain = |text: &str| (String::new(), Sentence::plain(text));
    let mut asides = vec![Aside {
        heading: locale.say(w::OUR_QUESTION),
        note: String::new(),
        lines: asks_of(pack, &line.reference).iter().map(|question| plain(question)).collect(),
    }];
    let shown: Vec<(String, Sentence)> = around
        .requirement
        .expectations
        .iter()
        .map(|expectation| {
            let answer = match expectation.counts {
                (_, 1.., _) => Answer::NotMet,
                (1.., 0, 0) => Answer::Met,
                _ => Answer::Unknown,
            };
            let word = match answer {
                Answer::Met => checks::Answer::Met,
                Answer::NotMet => checks::Answer::NotMet,
                Answer::Unknown => checks::Answer::Unknown,
            };
            (word.word(locale), Sentence::plain(expectation.sentence.as_str()))
        })
        .collect();
    let page = format!("/framework/{}/{}", pack.id, line.reference);
    let why = Sentence::default().link(words::WHY_SO.say(locale), page);
    asides.push(Aside {
        heading: locale.say(w::WHAT_IS_COMPUTED),
        note: readiness::status(line.now.0).word(locale),
        lines: shown.into_iter().chain([(String::new(), why)]).collect(),
    });
    if !around.documents.is_empty() {
        let lines = around.documents.iter().take(12).map(|(_, named)| {
            let href = address(visit, &named.kind, &named.reference);
            (String::new(), Sentence::default().link(format!("{} {}", named.reference, named.title), href))
        });
        asides.push(Aside { heading: locale.say(w::EXISTING), note: String::new(), lines: lines.collect() });
    }
    if let Some(judged) = &line.gap {
        let name = assessment.names.get(&judged.gap.by).map(|named| named.title.as_str()).unwrap_or_default();
        let day = locale.day_text(judged.gap.on);
        let said = locale.fill(w::LAST_JUDGED, &[("name", name), ("day", &day)]);
        let record = &judged.record;
        let way = Sentence::default()
            .link(record.reference.clone(), address(visit, record.kind, &record.reference));
        asides.push(Aside {
            heading: record.reference.clone(),
            note: said,
            lines: vec![(String::new(), way)],
        });
    }
    asides
}

fn sentence_of(pack: &Pack, reference: &str) -> String {
    let requirement = pack.requirements.iter().find(|item| item.reference == reference);
    let control = pack.controls.iter().find(|item| item.reference == reference);
    requirement
        .map(|item| item.sentence.clone())
        .or_else(|| control.map(|item| item.sentence.clone()))
        .unwrap_or_default()
}

fn asks_of<'a>(pack: &'a Pack, reference: &str) -> &'a [String] {
    let requirement = pack.requirements.iter().find(|item| item.reference == reference);
    let control = pack.controls.iter().find(|item| item.reference == reference);
    requirement.map(|item| &item.asks).or_else(|| control.map(|item| &item.asks)).map_or(&[], Vec::as_slice)
}

/// The documents that already say they meet a requirement, as a form sends them: proposed for a first judgement.
pub fn proposed(around: &Around) -> record::FormData {
    let named = around.documents.iter().map(|(id, _)| ("documents".to_owned(), id.to_string()));
    record::FormData(named.collect())
}
