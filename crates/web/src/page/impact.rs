//! The guide through an impact assessment: begun from a use, a step at a time, each saved by itself.

use super::{look, new::Typed};
use crate::{
    failure::Failed,
    present::{
        form::{Filled, used_rows},
        impact as shown,
        names::names,
    },
    request::{
        Query, Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{
    At, Clash, DecideAgain, Kept, Look, Outcome, Trouble,
    impact_practice::{self as impact, Step},
};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Act, Body, Record, Refusal, Shape, to_form};
use std::collections::BTreeMap;
use ui::{
    Href,
    pages::{conflict, step as drawn},
    words::impact as w,
};

/// `GET /impact/use/{reference}`: what will be made.
pub async fn before(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let look = look::find_now(&visit, app::risk_practice::USE, &reference).await?;
    let schema = visit.desk().schema(impact::KIND).await?;
    visit.desk().check_create(&schema)?;
    let shell = visit.shell().await?;
    let view = shown::begin(&visit, &look, visit.web.app.nonce());
    Ok(page(ui::pages::assessment::begin(&shell, &view)))
}

/// `POST /impact/use/{reference}`: drafts it.
pub async fn begin(visit: Visit, Path(reference): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let look = look::find_now(&visit, app::risk_practice::USE, &reference).await?;
    let name = visit.locale().fill(w::BEGIN_NAME, &[("title", &look.record.title)]);
    let made = visit.desk().begin_assessment(look.record.id, &name, sent.key()).await?;
    Ok(lead(&format!("/impact/{}", made.reference), "begun"))
}

/// `GET /impact/{reference}`: every step, and what is missing.
pub async fn guide(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let look = look::find(&visit, impact::KIND, &reference).await?;
    let view = shown::guide(&visit, &look, shown::Typed::default()).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::assessment::page(&shell, &view)))
}

/// `POST /impact/{reference}/effects/{row}`: drafts the risk that takes a severe effect up.
pub async fn take_up(
    visit: Visit,
    Path((reference, row)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let look = look::find_now(&visit, impact::KIND, &reference).await?;
    let row = row.parse().map_err(|_| Refusal::not_found())?;
    let seen = sent.seen().unwrap_or(look.record.position);
    let made = visit.desk().take_up_effect(look.record.id, row, seen, sent.key()).await?;
    Ok(lead(&format!("/r/{}/{}/edit", app::risk_practice::KIND, made.reference), "risk_drafted"))
}

/// `POST /impact/{reference}/again`: a decision on what came up since it was assessed.
pub async fn decide(visit: Visit, Path(reference): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let look = look::find_now(&visit, impact::KIND, &reference).await?;
    let decision = sent.text("decision").to_owned();
    let ask = DecideAgain {
        assessment: look.record.id,
        seen: sent.seen().unwrap_or(look.record.position),
        trigger: sent.text("trigger").to_owned(),
        again: match decision.as_str() {
            "reassess" => Some(true),
            "not_necessary" => Some(false),
            _ => None,
        },
        reason: sent.text("reason").to_owned(),
        key: sent.key(),
    };
    let (trigger, reason) = (ask.trigger.clone(), ask.reason.clone());
    match visit.desk().decide_again(ask).await {
        Ok(_) => Ok(lead(&format!("/impact/{reference}"), "decided_again")),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            let typed = shown::Typed { trigger, decision, reason, problems: refusal.problems };
            let view = shown::guide(&visit, &look, typed).await?;
            let shell = visit.shell().await?;
            let drawn = ui::pages::assessment::page(&shell, &view);
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, drawn))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `GET /impact/{reference}/rights`: which answers serve Article 27.
pub async fn rights(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let look = look::find(&visit, impact::KIND, &reference).await?;
    let around = around(&visit, &look, visit.at).await?;
    let uses: Vec<Body> = around
        .iter()
        .filter(|record| record.kind == app::risk_practice::USE)
        .map(|record| record.in_force().unwrap_or(&record.body).clone())
        .collect();
    let called = names(&visit, &look.names);
    let shell = visit.shell().await?;
    Ok(page(ui::pages::rights::page(&shell, &shown::rights(&visit, &look, &uses, &called))))
}

/// `GET /impact/{reference}/step/{step}`.
pub async fn step(visit: Visit, Path((reference, step)): Path<(String, String)>) -> Result<Response, Failed> {
    let look = look::find_now(&visit, impact::KIND, &reference).await?;
    visit.desk().check_act(&look.schema, &look.record, Act::Revise)?;
    let step = step_of(&look, &step)?;
    let around = around(&visit, &look, At::Now).await?;
    let (data, proposed) = shown::prefilled(&look, step, &around);
    let mut filled = Filled::new(&visit, &look.schema, data, visit.web.app.nonce()).await?;
    filled.number_rows(&used(&visit, &look, step).await?);
    let shell = visit.shell().await?;
    let asked = (around.as_slice(), proposed.as_slice(), look.record.version);
    let view = shown::step(&visit, &look, step, &filled, asked).await?;
    Ok(page(drawn::page(&shell, &view)))
}

/// `POST /impact/{reference}/step/{step}?base=VERSION`.
pub async fn keep(
    visit: Visit,
    Path((reference, step)): Path<(String, String)>,
    mut sent: Sent,
) -> Result<Response, Failed> {
    let look = look::find_now(&visit, impact::KIND, &reference).await?;
    visit.desk().check_act(&look.schema, &look.record, Act::Revise)?;
    let step = step_of(&look, &step)?;
    let base = visit.query.get("base").and_then(|base| base.parse().ok()).unwrap_or(look.record.version);
    let begun = visit.desk().body_of_version(look.record.id, base).await?;
    sent.form = conflict::settle(&look.schema, &sent.form, &look.record.body);
    let next = sent.text("_then") != "guide";
    let mut typed = Typed::read(&visit, &look.schema, sent, Some(&begun)).await?;
    if typed.problems.is_empty() && !typed.more {
        let mine = impact::placed(step, &look.schema, &begun, &typed.body);
        match visit.desk().keep_part(look.record.id, base, &mine).await {
            Ok(Kept::Made(_)) => {
                let way = if next {
                    let now = visit.desk().look(look.record.id, At::Now).await?;
                    shown::next(&now.schema, &reference, &now.record.body, step)
                } else {
                    format!("/impact/{reference}")
                };
                return Ok(lead(&way, "step"));
            }
            Ok(Kept::Clash(clash)) => {
                return Ok(conflicting(&visit, &look, step, (&begun, base), &clash).await?);
            }
            Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
                typed.problems = refusal.problems;
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    let filled = typed.again(&visit, &look.schema, &used(&visit, &look, step).await?).await?;
    let status = if filled.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let around = around(&visit, &look, At::Now).await?;
    let shell = visit.shell().await?;
    let view = shown::step(&visit, &look, step, &filled, (&around, &[], base)).await?;
    Ok(page_with(status, drawn::page(&shell, &view)))
}

/// Both texts side by side, of what is in dispute and of nothing else. The form that goes out again rests on what stands.
async fn conflicting(
    visit: &Visit,
    look: &Look,
    step: &Step,
    (begun, base): (&Body, u32),
    clash: &Clash,
) -> Outcome<Response> {
    let schema = &look.schema;
    let theirs = &clash.record;
    let data = to_form(schema, &clash.mine);
    let mut filled = Filled::new(visit, schema, data, visit.web.app.nonce()).await?;
    filled.data.0.retain(|(name, _)| {
        let field = name.split('.').next().unwrap_or_default();
        step.fields(schema).contains(&field)
    });
    let guide = format!("/impact/{}", theirs.reference);
    let action = Query::default().with("base", theirs.version.to_string());
    let mut form = filled.edit_view(visit, theirs, theirs.position, theirs.version);
    form.action = Href::to(action.on(&format!("{guide}/step/{}", step.id)));
    form.cancel = Href::to(guide);
    form.base = Some(base);
    let mut called = names(visit, &look.names);
    let linked: Vec<record::RecordId> = [&clash.mine, &theirs.body]
        .into_iter()
        .flat_map(|body| record::links_of(schema, body))
        .map(|(_, id)| id)
        .collect();
    called.records.extend(names(visit, &visit.desk().names(&linked, At::Now).await?).records);
    let view = conflict::View {
        form,
        mine: &clash.mine,
        theirs: &theirs.body,
        base: Some(begun),
        version: theirs.version,
        names: &called,
    };
    let shell = visit.shell().await?;
    Ok(page_with(StatusCode::CONFLICT, conflict::page(&shell, &view)))
}

/// The step under an address.
fn step_of(look: &Look, id: &str) -> Result<&'static Step, Refusal> {
    impact::steps(&look.schema).find(|step| step.id == id).ok_or_else(Refusal::not_found)
}

/// What stands around the assessment, as the person may see it.
async fn around(visit: &Visit, look: &Look, at: At) -> Outcome<Vec<Record>> {
    let found = visit.desk().around_assessment(&look.record.body, at).await?;
    Ok(found.iter().map(|record| (**record).clone()).collect())
}

/// Numbers that rows have had, where the step asks for a table.
async fn used(visit: &Visit, look: &Look, step: &Step) -> Outcome<BTreeMap<String, u32>> {
    let table = |id: &&str| look.schema.field(id).is_some_and(|it| matches!(it.shape, Shape::Table(_)));
    if step.fields(&look.schema).iter().any(table) {
        used_rows(visit, look).await
    } else {
        Ok(BTreeMap::new())
    }
}
