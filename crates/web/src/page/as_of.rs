//! Choosing a moment of the past.

use crate::{
    failure::Failed,
    request::{
        Query, Visit,
        address::local,
        visit::{Past, lead, moment, page_with},
    },
    words,
};
use app::{ListAsk, Outcome};
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use record::Problem;
use ui::{
    Href, Link,
    pages::as_of::{View, page},
};

/// Moments with a name that are offered.
const MOMENTS: usize = 8;

/// `GET /as-of?back=…`: the choice; with `date` and `time`, or `entry`, the page that one came from at that moment.
pub async fn choose(visit: Visit) -> Result<Response, Failed> {
    let back: Uri = local(visit.query.get("back").unwrap_or_default()).parse().unwrap_or_default();
    let plain = Query::of(&back).without("as_of").without("page").without("done");
    let mut problems = Vec::new();
    if let Some(when) = chosen(&visit.query) {
        match moment(&when, visit.desk().zone()) {
            // A time of day stands in the address as an instant, which means the same wherever it is read.
            Ok(Past::Instant(instant)) if when.contains('T') => {
                let to = plain.with("as_of", instant.to_string()).on(back.path());
                return Ok(lead(&to, ""));
            }
            Ok(_) => return Ok(lead(&plain.with("as_of", when).on(back.path()), "")),
            Err(refusal) => problems.extend(
                refusal.problems.into_iter().map(|problem| Problem { path: "date".to_owned(), ..problem }),
            ),
        }
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = View {
        action: Href::to("/as-of"),
        back: Href::to(plain.on(back.path())),
        data: visit.query.0.clone(),
        problems,
        zone: visit.desk().zone().iana_name().unwrap_or("UTC").to_owned(),
        first: first(&visit).await?,
        moments: moments(&visit, &plain, back.path()).await?,
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, page(&shell, &view)))
}

/// What was chosen, as it stands in an address.
fn chosen(query: &Query) -> Option<String> {
    if let Some(entry) = query.get("entry") {
        return Some(entry.trim().replace([',', ' '], ""));
    }
    let date = query.get("date")?;
    Some(match query.get("time") {
        Some(time) if time.len() == 5 => format!("{date}T{time}:59"),
        Some(time) => format!("{date}T{time}"),
        None => date.to_owned(),
    })
}

/// When the first entry was recorded: the creation of the organisation itself.
async fn first(visit: &Visit) -> Outcome<Timestamp> {
    let found = visit.desk().list("organisation", &ListAsk::default()).await?;
    Ok(found.rows.first().map_or(visit.desk().now(), |record| record.created.at))
}

/// The last approvals: the moments that people remember.
async fn moments(visit: &Visit, query: &Query, path: &str) -> Outcome<Vec<(Link, Timestamp)>> {
    let locale = visit.locale();
    let (acts, _) = visit.desk().recent(200, app::At::Now).await?;
    Ok(acts
        .iter()
        .filter(|act| act.act == "approve")
        .take(MOMENTS)
        .map(|act| {
            let href = query.with("as_of", (act.position + 1).to_string()).on(path);
            (Link::new(words::APPROVED.fill(&locale, &[("reference", &act.reference)]), href), act.at)
        })
        .collect())
}
