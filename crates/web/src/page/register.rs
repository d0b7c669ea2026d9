//! A register.

use crate::{
    failure::Failed,
    limits::{PAGE_SIZES, VIEW_TABS},
    present::{
        arranging::Panel,
        conditions::{self, Added},
        lanes, register,
    },
    request::{
        Visit, ask,
        visit::{lead, page},
    },
};
use app::{ListAsk, Page};
use axum::{extract::Path, response::Response};

/// `GET /r/{kind}`. Whatever a form leaves blank is taken out of the address, so that it can be read and sent on.
pub async fn list(mut visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = visit.desk().schema(&kind).await?;
    let problem = match conditions::add(&visit, &schema).await? {
        Added::Address(address) => return Ok(lead(&address, "")),
        Added::Incomplete(problem) => problem,
        Added::Nothing => None,
    };
    if visit.query.0.0.iter().any(|(_, value)| value.is_empty()) {
        return Ok(lead(&visit.query.on(&visit.path), ""));
    }
    let panel = Panel::taken_from(&mut visit.query);
    let most = u64::from(PAGE_SIZES.into_iter().max().unwrap_or(50));
    let mut asked = ask::ask(&schema, &visit.query, visit.at, most, &visit.here())?;
    asked.fields = register::shown(&schema, &visit.query).iter().map(|field| field.id.to_owned()).collect();
    asked.fields.extend(ask::grouped(&schema, &visit.query).map(|field| field.id.to_owned()));
    let lanes =
        if lanes::asked_for(&visit) { Some(lanes::lanes(&visit, &schema, &asked).await?) } else { None };
    let found = if lanes.is_some() {
        // The records stand in the columns; beside them only their number is told.
        let counted = ListAsk { page: Page { offset: 0, limit: 0 }, ..asked.clone() };
        visit.desk().list(&kind, &counted).await?
    } else {
        visit.desk().list(&kind, &asked).await?
    };
    let offers = register::offers(&visit, &schema, panel).await?;
    let known = conditions::Known { problem, ..conditions::known(&visit, &schema).await? };
    let groups = register::groups(&visit, &found, &asked).await?;
    let desk = visit.desk();
    let (mut views, shared) = desk.views_to_choose(&kind).await?;
    views.extend(shared);
    views.truncate(VIEW_TABS);
    let shell = visit.shell().await?;
    let states = visit.signed.counts().await?.iter();
    let states: Vec<(&str, u64)> =
        states.filter(|(of, _, _)| *of == kind).map(|(_, state, count)| (state.as_str(), *count)).collect();
    let view = register::view(&visit, &found, &asked, &offers, &known, &states, (panel, groups, &views));
    let view = ui::pages::list::View { lanes, ..view };
    Ok(page(ui::pages::list::page(&shell, &view)))
}
