//! Seals: freezing a result, reading it, comparing it with now, taking it away.

use crate::{
    failure::Failed,
    present::{form::Filled, seal},
    request::{
        Sent, Visit, ask,
        condition::is_narrowing,
        visit::{lead, page, page_with},
    },
};
use app::{Against, At, Freeze, Outcome, Recomputed, SealQuery, Sealed, Trouble, seal_kind};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use record::{FormData, Problem};

/// Fields of a seal that a person fills in; the program writes the rest.
const ASKED: [&str; 2] = [seal_kind::NAME.field.id, seal_kind::PURPOSE.field.id];

/// `GET /seals/new?query=…&about=…`, with the conditions of a register and `entry` for a past size of the ledger.
pub async fn form(visit: Visit) -> Result<Response, Failed> {
    visit.check_now()?;
    visit.desk().check_freeze()?;
    let query = asked(&visit).await?;
    let name = seal::proposed_name(&visit, &query);
    let data = FormData(vec![(ASKED[0].to_owned(), name)]);
    let key = visit.web.app.nonce();
    draw(&visit, &query, visit.query.get("entry"), data, Vec::new(), key).await
}

/// `POST /seals/new`.
pub async fn freeze(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.check_now()?;
    visit.desk().check_freeze()?;
    let conditions = serde_json::from_str(sent.text("conditions")).ok();
    let query = SealQuery::read(sent.text("query"), sent.text("about"), conditions.as_ref())?;
    let entry = sent.form.first("entry").filter(|entry| !entry.is_empty());
    let text = |name: &str| {
        record::clean_prose(sent.text(name)).map_err(|(code, sentence)| Problem::new(name, code, sentence))
    };
    let key = sent.key();
    let problems = match (text(ASKED[0]), text(ASKED[1])) {
        (Ok(name), Ok(purpose)) => {
            let at = entry.and_then(|entry| entry.parse().ok()).map_or(At::Now, At::Size);
            match visit
                .desk()
                .freeze(Freeze { name, purpose, query: query.clone(), at, key: key.clone() })
                .await
            {
                Ok(made) => return Ok(lead(&format!("/seals/{}", made.reference), "frozen")),
                Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => refusal.problems,
                Err(trouble) => return Err(trouble.into()),
            }
        }
        (name, purpose) => name.err().into_iter().chain(purpose.err()).collect(),
    };
    let key = key.unwrap_or_else(|| visit.web.app.nonce());
    draw(&visit, &query, entry, sent.form.clone(), problems, key).await
}

/// `GET /seals/{reference}`; with `against=now` or the reference of a later seal, what differs.
pub async fn show(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let sealed = find(&visit, &reference).await?;
    let others = visit.desk().seals_of(&sealed.frozen.query).await?;
    let against = against(&visit, &sealed).await?;
    let checkpoint = visit.desk().checkpoint().await?;
    let shell = visit.shell().await?;
    let view = seal::view(&visit, &sealed, against.as_ref(), &others, checkpoint).await?;
    Ok(page(ui::pages::seal::page(&shell, &view)))
}

/// `POST /seals/{reference}/compute`: computes the result again.
pub async fn compute(visit: Visit, Path(reference): Path<String>, _: Sent) -> Result<Response, Failed> {
    let sealed = find(&visit, &reference).await?;
    let done = match visit.desk().compute_again(sealed.look.record.id).await? {
        Recomputed::Same => "computed",
        Recomputed::Differs => "computed_differs",
        Recomputed::Erased(_) => "computed_erased",
        Recomputed::Cannot(_) => "computed_cannot",
    };
    Ok(lead(&format!("/seals/{reference}"), done))
}

/// `GET /seals/{reference}/result.csv`.
pub async fn csv(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let sealed = find(&visit, &reference).await?;
    let (heads, rows) = seal::sheet(&visit, &sealed);
    let bytes = exchange::write_rows(&heads, rows);
    Ok(file("text/csv; charset=utf-8", &format!("{reference}.csv"), bytes))
}

/// `GET /seals/{reference}/result.json`: the rows that the reader may see, in the form in which they were frozen.
pub async fn json(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let sealed = find(&visit, &reference).await?;
    let bytes = sealed.frozen.bytes()?;
    Ok(file("application/json", &format!("{reference}.json"), bytes))
}

async fn find(visit: &Visit, reference: &str) -> Outcome<Sealed> {
    let id = visit.desk().find_reference(reference).await?;
    visit.desk().sealed(id).await
}

/// What the page compares the seal with, when it does.
async fn against(visit: &Visit, sealed: &Sealed) -> Outcome<Option<Against>> {
    match visit.query.get("against") {
        None => Ok(None),
        Some("now") => visit.desk().against_now(sealed).await.map(Some),
        Some(other) => {
            let later = find(visit, other).await?;
            visit.desk().against_seal(sealed, &later).await.map(Some)
        }
    }
}

/// The query that an address asks to freeze: of a register with the conditions under which it is shown.
async fn asked(visit: &Visit) -> Outcome<SealQuery> {
    let of = |name: &str| visit.query.get(name).unwrap_or_default();
    if of("query") != "register" {
        return Ok(SealQuery::read(of("query"), of("about"), None)?);
    }
    let schema = visit.desk().schema(of("about")).await?;
    let conditions = visit.query.keep(|name, _| is_narrowing(name));
    let asked = ask::ask(&schema, &conditions, At::Now, 1, &visit.here())?;
    Ok(SealQuery::Register {
        kind: schema.kind.id.to_owned(),
        states: asked.states,
        filters: asked.filters,
        text: asked.text,
    })
}

async fn draw(
    visit: &Visit,
    query: &SealQuery,
    entry: Option<&str>,
    data: FormData,
    problems: Vec<Problem>,
    key: String,
) -> Result<Response, Failed> {
    let schema = visit.desk().schema(seal_kind::KIND.id).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut filled = Filled::new(visit, &schema, data, key).await?;
    filled.problems = problems;
    let shell = visit.shell().await?;
    let view = seal::freeze_view(visit, query, entry, &filled, &ASKED);
    Ok(page_with(status, ui::pages::step::page(&shell, &view)))
}

fn file(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, super::file::attachment(name));
    (headers, bytes).into_response()
}
