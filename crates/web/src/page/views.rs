//! Views of a register.

use super::look;
use crate::{
    failure::Failed,
    present::{conditions, names},
    request::{
        Query, Sent, Visit, ask,
        visit::{lead, page, page_with},
    },
};
use app::{At, ListAsk, Outcome, SavedView, Trouble, ViewMoves, Whose};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Problem, RecordId, Refusal, Schema};
use ui::{
    Href, Link,
    components::crumbs::Crumbs,
    pages::views::{self, Line, View},
    words::{declared, views as w},
};

/// `GET /r/{kind}/views?question=…`.
pub async fn show(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    let question = visit.query.get("question").map(str::to_owned);
    draw(&visit, &schema, question, String::new(), Vec::new()).await
}

/// `POST /r/{kind}/views`.
pub async fn change(visit: Visit, Path(kind): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    let (name, asked) = (sent.text("name"), sent.text("question"));
    let question = kept(&Query::of(&format!("/?{asked}").parse().map_err(|_| Refusal::not_found())?));
    let desk = visit.desk();
    let done = match sent.text("do") {
        "keep" => desk.keep_view(&kind, Whose::Own, name, &question).await,
        "share" => desk.keep_view(&kind, Whose::Shared, name, &question).await,
        "drop" => desk.drop_view(&kind, Whose::Own, name).await,
        "unshare" => desk.drop_view(&kind, Whose::Shared, name).await,
        "follow" => desk.follow_view(&kind, name, true).await,
        "unfollow" => desk.follow_view(&kind, name, false).await,
        _ => Err(Refusal::not_found().into()),
    };
    match done {
        Ok(()) => Ok(lead(&format!("/r/{kind}/views"), "view")),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            draw(&visit, &schema, Some(question), name.to_owned(), refusal.problems).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// The question part of an address, as it is kept: without the page that one is on.
pub fn kept(query: &Query) -> String {
    let query = conditions::plain(query).without("as_of").without("cells");
    query.on("").trim_start_matches('?').to_owned()
}

async fn draw(
    visit: &Visit,
    schema: &Schema,
    question: Option<String>,
    name: String,
    problems: Vec<Problem>,
) -> Result<Response, Failed> {
    let (locale, kind) = (visit.locale(), schema.kind);
    let register = format!("/r/{}", kind.id);
    let many = declared::name_many(&locale, kind);
    let own = lines(visit, schema, Whose::Own).await?;
    let shared = lines(visit, schema, Whose::Shared).await?;
    let view = View {
        crumbs: Crumbs::new(vec![Link::new(many.clone(), register.clone())], locale.say(w::VIEWS)),
        heading: locale.fill(w::HEADING, &[("kind", &many)]),
        action: Href::to(format!("{register}/views")),
        question,
        name,
        own,
        shared,
        shares: visit.desk().shares_views(),
        problems,
    };
    let shell = visit.shell().await?;
    let status = if view.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(if status == StatusCode::OK {
        page(views::page(&shell, &view))
    } else {
        page_with(status, views::page(&shell, &view))
    })
}

async fn lines(visit: &Visit, schema: &Schema, whose: Whose) -> Outcome<Vec<Line>> {
    let (desk, locale) = (visit.desk(), visit.locale());
    let kept = desk.views(schema.kind.id, whose).await?;
    let people: Vec<RecordId> = kept.iter().map(|view| view.by).collect();
    let people = desk.names(&people, At::Now).await?;
    let mut lines = Vec::with_capacity(kept.len());
    for view in kept {
        let moved = match (whose, view.seen) {
            (Whose::Own, Some(seen)) => Some(views::Moved {
                since: locale.day_text(seen.on),
                ..linked(visit, moved(visit, schema, &view).await?)
            }),
            _ => None,
        };
        let by = people.get(&view.by).map(|named| named.title.clone());
        lines.push(Line {
            link: Link::new(view.name.clone(), address(schema, &view)),
            by: by.filter(|_| whose == Whose::Shared),
            moved,
            removes: desk.check_view(&view).is_ok(),
            question: view.question,
        });
    }
    Ok(lines)
}

/// The register under the question of a view.
pub fn address(schema: &Schema, view: &SavedView) -> String {
    let sign = if view.question.is_empty() { "" } else { "?" };
    format!("/r/{}{sign}{}", schema.kind.id, view.question)
}

/// What moved in a view since it was looked at.
async fn moved(visit: &Visit, schema: &Schema, view: &SavedView) -> Outcome<ViewMoves> {
    let Some(seen) = view.seen else { return Ok(ViewMoves::default()) };
    let Ok(uri) = format!("/?{}", view.question).parse() else { return Ok(ViewMoves::default()) };
    let query = Query::of(&uri);
    let ask = |at, today| -> Result<ListAsk, Refusal> {
        let here = ask::Here { today, ..visit.here() };
        // By number, so that the same records are compared where there are more than fit.
        let asked = ask::ask(schema, &query.without("sort").without("group"), at, 1, &here)?;
        Ok(ListAsk { fields: vec![schema.kind.title().id.to_owned()], ..asked })
    };
    let (then, now) = (ask(seen.at(), seen.on)?, ask(At::Now, visit.desk().today())?);
    visit.desk().moved(schema.kind.id, &then, &now).await
}

fn linked(visit: &Visit, moved: ViewMoves) -> views::Moved {
    let links = |records: Vec<(RecordId, app::Named)>| {
        records.iter().map(|(_, named)| names::link(visit, named)).collect()
    };
    views::Moved {
        entered: links(moved.entered),
        left: links(moved.left),
        since: String::new(),
        more: moved.more,
    }
}
