//! Records of a register that may be the same thing.

use super::look;
use crate::{
    failure::Failed,
    limits::GROUPS,
    present::names::{self, address},
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
};
use app::{Duplicate, Duplicates};
use axum::{
    extract::Path,
    http::{HeaderValue, header::REFRESH},
    response::Response,
};
use record::{RecordId, Refusal, Schema, Shape};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{crumbs::Crumbs, leaf::Leaf},
    pages::duplicates::{self, Pair, View},
    words::{declared, duplicates as w, state as states},
};

/// `GET /r/{kind}/duplicates`.
pub async fn show(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    let leaf: usize =
        visit.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 10_000);
    let found = visit.desk().duplicates(&kind, (leaf - 1) * GROUPS, GROUPS).await?;
    let running = found.running.is_some();
    let view = view(&visit, &schema, &found, leaf);
    let shell = visit.shell().await?;
    let mut answer = page(duplicates::page(&shell, &view));
    if running {
        answer.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(answer)
}

/// `POST /r/{kind}/duplicates`: looks through the register, or says of two records that they are not the same.
pub async fn change(visit: Visit, Path(kind): Path<String>, sent: Sent) -> Result<Response, Failed> {
    look::schema(&visit, &kind).await?;
    let here = format!("/r/{kind}/duplicates");
    match sent.text("do") {
        "look" => {
            let job = visit.desk().look_for_duplicates(&kind).await?;
            let desk = std::sync::Arc::clone(&visit.signed.desk);
            let pulse = visit.web.config.pulse.clone();
            // A job has no request whose frame would log its failure.
            tokio::spawn(async move {
                if let Err(trouble) = desk.run_duplicates(job).await {
                    pulse.failed(&format!("search {job}"), &trouble);
                }
            });
            Ok(lead(&here, ""))
        }
        "apart" => {
            let id = |name: &str| sent.text(name).parse::<RecordId>().map_err(|_| Refusal::not_found());
            visit.desk().tell_apart(&kind, id("one")?, id("other")?, None, sent.key()).await?;
            Ok(lead(&here, "apart"))
        }
        _ => Err(Refusal::not_found().into()),
    }
}

fn view(visit: &Visit, schema: &Schema, found: &Duplicates, leaf: usize) -> View {
    let locale = visit.locale();
    let kind = schema.kind;
    let register = format!("/r/{}", kind.id);
    let many = declared::name_many(&locale, kind);
    let keeps = visit.desk().check_duplicates(schema).is_ok();
    let groups = found.groups.iter();
    let groups =
        groups.map(|group| group.iter().map(|two| pair(visit, &locale, schema, found, two, keeps)).collect());
    let groups: Vec<Vec<Pair>> = groups.collect();
    let looked = match &found.looked {
        None => locale.say(w::NEVER),
        Some((at, since)) => {
            let word = if *since == 0 { w::LOOKED } else { w::LOOKED_BEFORE };
            locale.fill(word, &[("at", &locale.instant_text(*at))])
        }
    };
    let running = found.running.map(|(done, all)| {
        locale.fill(w::RUNNING, &[("done", &locale.number(done)), ("all", &locale.number(all))])
    });
    let word = if found.looked.is_some() { w::LOOK_AGAIN } else { w::LOOK };
    View {
        crumbs: Crumbs::new(vec![Link::new(many.clone(), register.clone())], locale.say(w::TITLE)),
        heading: locale.fill(w::HEADING, &[("kind", &many)]),
        looked,
        look: (keeps && running.is_none()).then(|| locale.say(word)),
        running,
        action: Href::to(format!("{register}/duplicates")),
        searched: found.looked.is_some(),
        leaf: turning(visit, leaf, groups.len(), found.total),
        groups,
    }
}

fn turning(visit: &Visit, leaf: usize, shown: usize, total: usize) -> Leaf {
    let to = |leaf: usize| Href::to(visit.query.with("page", leaf.to_string()).on(&visit.path));
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let last = total.div_ceil(GROUPS).max(1);
    Leaf {
        from: number((leaf - 1) * GROUPS + usize::from(shown > 0)),
        to: number((leaf - 1) * GROUPS + shown),
        all: number(total),
        previous: (leaf > 1).then(|| to((leaf - 1).min(last))),
        next: (leaf < last).then(|| to(leaf + 1)),
        ..Leaf::default()
    }
}

fn pair(
    visit: &Visit,
    locale: &Locale,
    schema: &Schema,
    found: &Duplicates,
    two: &Duplicate,
    keeps: bool,
) -> Pair {
    let reference =
        |id: RecordId| found.names.get(&id).map(|named| named.reference.clone()).unwrap_or_default();
    let record = |id: RecordId| {
        let named = found.names.get(&id);
        let link = named.map_or_else(|| Link::new("", ""), |named| names::link(visit, named));
        (link, named.map(|named| locale.say(states::state(&named.state))).unwrap_or_default())
    };
    let compare =
        format!("{}/merge/{}", address(visit, schema.kind.id, &reference(two.one)), reference(two.other));
    Pair {
        ids: [two.one.to_string(), two.other.to_string()],
        records: [record(two.one), record(two.other)],
        reasons: reasons(locale, schema, &found.names, two),
        compare: Href::to(compare),
        tells: keeps,
    }
}

/// Why two records are proposed, in sentences.
fn reasons(
    locale: &Locale,
    schema: &Schema,
    names: &BTreeMap<RecordId, app::Named>,
    two: &Duplicate,
) -> Vec<String> {
    let percent = |thousandths: usize| locale.number(u64::try_from(thousandths / 10).unwrap_or(0));
    let mut reasons = vec![if two.likeness.title == 1000 {
        locale.say(w::SAME_TITLE)
    } else {
        locale.fill(w::NEAR_TITLE, &[("n", &percent(two.likeness.title))])
    }];
    let prose = schema.fields().find(|field| matches!(field.shape, Shape::Prose { .. }));
    if let (Some(score), Some(field)) = (two.likeness.prose.filter(|score| *score >= 500), prose) {
        let label = declared::label(locale, schema.kind.id, field);
        let word = if score == 1000 { w::SAME_PROSE } else { w::NEAR_PROSE };
        reasons.push(locale.fill(word, &[("field", &label), ("n", &percent(score))]));
    }
    let leads = two.both_lead_to.iter().filter_map(|id| names.get(id)).take(3);
    reasons.extend(leads.map(|named| {
        let record = format!("{} {}", named.reference, named.title);
        locale.fill(w::LEADS, &[("record", &record)])
    }));
    reasons
}
