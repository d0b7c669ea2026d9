//! Writing a new version of a record, and what to do when somebody else was faster.

use super::{look, new::Typed};
use crate::{
    failure::Failed,
    present::{
        form::{Filled, used_rows},
        record::named,
    },
    request::{
        Sent, Visit,
        address::local,
        visit::{lead, page, page_with},
    },
};
use app::{Look, Outcome, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Act, Body, FormData, Refusal, Schema, to_form};
use ui::pages::conflict;

/// `GET /r/{kind}/{reference}/edit`.
pub async fn form(visit: Visit, Path((kind, reference)): Path<(String, String)>) -> Result<Response, Failed> {
    let look = look::find_now(&visit, &kind, &reference).await?;
    visit.desk().check_act(&look.schema, &look.record, Act::Revise)?;
    let data = to_form(&look.schema, &look.record.body);
    let mut filled = Filled::new(&visit, &look.schema, data, visit.web.app.nonce()).await?;
    filled.keep_files(&look.record.body);
    filled.number_rows(&used_rows(&visit, &look).await?);
    filled.only = only(&visit, &look.schema)?;
    let shell = visit.shell().await?;
    let view = filled.edit_view(&visit, &look.record, look.record.position, look.record.version);
    Ok(page(ui::pages::form::page(&shell, &view)))
}

/// `POST /r/{kind}/{reference}/edit?seen=POSITION&base=VERSION`.
pub async fn save(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
    mut sent: Sent,
) -> Result<Response, Failed> {
    let look = look::find_now(&visit, &kind, &reference).await?;
    visit.desk().check_act(&look.schema, &look.record, Act::Revise)?;
    let only = only(&visit, &look.schema)?;
    let address = only.as_ref().map_or_else(|| format!("/r/{kind}/{reference}"), |(_, back)| back.clone());
    if let Some((field, _)) = &only {
        sent.form = completed(&look.schema, &sent.form, &look.record.body, field);
    }
    let seen = visit.query.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(look.record.position);
    sent.form = conflict::settle(&look.schema, &sent.form, &look.record.body);
    let mut typed = Typed::read(&visit, &look.schema, sent, Some(&look.record.body)).await?;
    if typed.problems.is_empty() && !typed.more {
        let asked = visit.desk().revise(look.record.id, seen, typed.body.clone(), None, typed.key.clone());
        match asked.await {
            Ok(made) if made.position == seen => return Ok(lead(&address, "same")),
            Ok(_) => return Ok(lead(&address, "saved")),
            Err(Trouble::Refused(refusal)) if refusal.code == "changed_meanwhile" => {
                return Ok(conflicting(&visit, &look, typed).await?);
            }
            Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
                typed.problems = refusal.problems;
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    let base = visit.query.get("base").and_then(|base| base.parse().ok()).unwrap_or(look.record.version);
    let mut filled = typed.again(&visit, &look.schema, &used_rows(&visit, &look).await?).await?;
    filled.only = only;
    let shell = visit.shell().await?;
    let status = if filled.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = filled.edit_view(&visit, &look.record, seen, base);
    Ok(page_with(status, ui::pages::form::page(&shell, &view)))
}

/// The one field that the form has, and the register that one came from.
fn only(visit: &Visit, schema: &Schema) -> Result<Option<(String, String)>, Refusal> {
    let Some(id) = visit.query.get("only") else { return Ok(None) };
    let field = schema.field(id).ok_or_else(Refusal::not_found)?;
    let back = local(visit.query.get("back").unwrap_or_default());
    let register = format!("/r/{}", schema.kind.id);
    let back = if back.starts_with(&register) { back.to_owned() } else { register };
    Ok(Some((field.id.to_owned(), back)))
}

/// A form of one field, completed by what stands in the others.
fn completed(schema: &Schema, sent: &FormData, body: &Body, field: &str) -> FormData {
    let own =
        |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let others = to_form(schema, body).0.into_iter().filter(|(name, _)| !own(name));
    let mine = sent.0.iter().filter(|(name, _)| own(name) || name.starts_with('_')).cloned();
    FormData(others.chain(mine).collect())
}

/// Both texts side by side. The form that goes out again rests on what stands now, under a key of its own.
async fn conflicting(visit: &Visit, look: &Look, typed: Typed) -> Outcome<Response> {
    let mine = typed.body.clone();
    let mut filled = Filled::new(visit, &look.schema, typed.data, visit.web.app.nonce()).await?;
    filled.keep_files(&mine);
    let base: u32 = visit.query.get("base").and_then(|base| base.parse().ok()).unwrap_or(1);
    let started = visit.desk().body_of_version(look.record.id, base).await.ok();
    let mut form = filled.edit_view(visit, &look.record, look.record.position, look.record.version);
    form.base = Some(base);
    let mut names = named(visit, look);
    let ids: Vec<record::RecordId> =
        record::links_of(&look.schema, &mine).into_iter().map(|(_, id)| id).collect();
    let others = visit.desk().names(&ids, app::At::Now).await?;
    names.records.extend(crate::present::names::names(visit, &others).records);
    let view = conflict::View {
        form,
        mine: &mine,
        theirs: &look.record.body,
        base: started.as_deref(),
        version: look.record.version,
        names: &names,
    };
    let shell = visit.shell().await?;
    Ok(page_with(StatusCode::CONFLICT, conflict::page(&shell, &view)))
}
