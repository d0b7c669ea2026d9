//! What a person decides before the import: which rows are records that are here, and which records are over.

use super::{around, kept::Kept};
use crate::{
    failure::Failed,
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
    words,
};
use app::Named;
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use exchange::{About, Answer, Plan, Question};
use record::{RecordId, Schema, Value};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    pages::import::questions::{Question as Asked, View},
    words::declared,
};

/// Questions on one page.
const A_PAGE: usize = 25;

/// `GET /import/{id}/questions?page=N`.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (prepared, plan, _) = kept.planned(&visit).await?;
    let (crumbs, register) = around(&visit, &kept.kind).await?;
    let schema = visit.desk().schema(&kept.kind).await?;
    let locale = visit.locale();
    let last = plan.questions.len().div_ceil(A_PAGE).max(1);
    let number = number(&visit).min(last);
    let from = (number - 1) * A_PAGE;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let at = |number: usize| Href::to(format!("{}?page={number}", kept.page("questions")));
    let changes = plan.questions.iter().skip(from).take(A_PAGE).flat_map(|question| match &question.about {
        About::Row { changes, .. } => changes.as_slice(),
        About::Gone => &[],
    });
    let names = super::names(&visit, changes).await?;
    let view = View {
        crumbs,
        register,
        source: prepared.source.clone(),
        action: at(number),
        questions: plan
            .questions
            .iter()
            .skip(from)
            .take(A_PAGE)
            .map(|question| asked(&locale, &schema, question, &names))
            .collect(),
        open_rows: count(plan.counts.waiting),
        open_gone: count(plan.counts.gone),
        from: (count(from + 1), count(plan.questions.len())),
        earlier: (number > 1).then(|| at(number - 1)),
        later: (number < last).then(|| at(number + 1)),
        download: Href::to(kept.page("questions.csv")),
        back: Href::to(kept.page("dry-run")),
    };
    let shell = visit.shell().await?;
    Ok(page(ui::pages::import::questions::page(&shell, &view)))
}

/// `POST /import/{id}/questions?page=N`: the answers of the page, and one for everything that is open.
pub async fn answer(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (prepared, plan, _) = kept.planned(&visit).await?;
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    for question in &plan.questions {
        let given = match sent.form.first(&format!("answer.{}", question.id)) {
            Some(code) => Answer::from_code(code),
            None => question.answer,
        };
        let rest = if question.about == About::Gone { "rest.gone" } else { "rest.row" };
        let given = given.or_else(|| Answer::from_code(sent.text(rest)));
        answers.extend(
            given
                .filter(|answer| question.answers().contains(answer))
                .map(|given| (question.id.clone(), given)),
        );
    }
    kept.keep_answers(&visit, &answers).await?;
    // A record that a row turned out not to be may be gone, or be another row: that is asked as well.
    let (_, again, _) = prepared.plan(visit.desk(), answers).await?;
    let open = again.questions.iter().position(|question| question.answer.is_none());
    match open {
        Some(place) => {
            let page = (place / A_PAGE + 1).max(number(&visit).min(place / A_PAGE + 1));
            Ok(lead(&format!("{}?page={page}", kept.page("questions")), ""))
        }
        None => Ok(lead(&kept.page("dry-run"), "")),
    }
}

/// `GET /import/{id}/questions.csv`: the same file that the command line writes and takes back.
pub async fn csv(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (_, plan, _) = kept.planned(&visit).await?;
    let schema = visit.desk().schema(&kept.kind).await?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, crate::page::file::attachment("questions.csv"));
    Ok((headers, exchange::write_questions(&plan, &schema)).into_response())
}

/// What the check says about them; nothing when nothing is asked.
pub fn summary(kept: &Kept, source: &str, plan: &Plan) -> Option<ui::pages::import::dry_run::Decide> {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let answered = plan.questions.iter().filter(|question| question.answer.is_some()).count();
    (!plan.questions.is_empty()).then(|| ui::pages::import::dry_run::Decide {
        source: source.to_owned(),
        rows: count(plan.counts.waiting),
        gone: count(plan.counts.gone),
        answered: count(answered),
        retire: count(plan.counts.retire),
        href: Href::to(kept.page("questions")),
    })
}

fn number(visit: &Visit) -> usize {
    visit.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
}

fn asked(locale: &Locale, schema: &Schema, question: &Question, names: &BTreeMap<RecordId, Named>) -> Asked {
    let label = |field: &str| {
        let known = schema.field(field);
        known.map_or_else(|| field.to_owned(), |field| declared::label(locale, schema.kind.id, field))
    };
    let said = |field: &str, value: &Option<Value>| {
        schema.field(field).map(|field| super::said(field, value.as_ref(), names)).unwrap_or_default()
    };
    let href = format!("/r/{}/{}", schema.kind.id, question.reference);
    let record = Link::new(format!("{} {}", question.reference, question.title), href);
    let mut asked = Asked {
        id: question.id.clone(),
        row: None,
        record,
        why: words::WHY_GONE.say(locale),
        agrees: Vec::new(),
        differs: Vec::new(),
        answer: question.answer.map_or("", Answer::code).to_owned(),
    };
    if let About::Row { line, title, why, agrees, changes } = &question.about {
        asked.row = Some((*line, title.clone()));
        asked.why = words::why_asked(*why).say(locale);
        asked.agrees = agrees.iter().map(|field| label(field)).collect();
        let differs = changes.iter().map(|change| {
            [label(&change.field), said(&change.field, &change.before), said(&change.field, &change.after)]
        });
        asked.differs = differs.collect();
    }
    asked
}
