//! Two records that may be the same thing: compared, merged, told apart; and a merge that is taken back.

use super::look;
use crate::{
    failure::{Failed, status_of},
    present::{
        names::{self, address},
        record::named,
    },
    request::{
        Sent, Visit,
        visit::{lead, page_with},
    },
};
use app::{Look, Merge, MergeSide, Merging, Outcome, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{FormData, Problem, Refusal};
use ui::{
    Href, Link,
    components::{badge::Badge, crumbs::Crumbs},
    pages::{
        check::{self, Reason},
        merge::{self, Half, View},
    },
    words::{declared, duplicates as w},
};

/// `GET /r/{kind}/{reference}/merge/{other}`.
pub async fn show(
    visit: Visit,
    Path((kind, reference, other)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let two = two(&visit, &kind, &reference, &other).await?;
    draw(&visit, &two, FormData::default(), Vec::new(), StatusCode::OK).await
}

/// `POST /r/{kind}/{reference}/merge/{other}`.
pub async fn decide(
    visit: Visit,
    Path((kind, reference, other)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let two = two(&visit, &kind, &reference, &other).await?;
    let (done, to) = match sent.text("do") {
        "merge" => (merge(&visit, &two, &sent).await, (format!("/r/{kind}/{reference}"), "merged")),
        "apart" => (apart(&visit, &two, &sent).await, (format!("/r/{kind}/duplicates"), "apart")),
        _ => (Err(Refusal::not_found().into()), (String::new(), "")),
    };
    match done {
        Ok(()) => Ok(lead(&to.0, to.1)),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            draw(&visit, &two, sent.form, refusal.problems, status).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn two(visit: &Visit, kind: &str, reference: &str, other: &str) -> Outcome<Merging> {
    visit.check_now()?;
    let kept = visit.desk().find_reference(reference).await?;
    let other = visit.desk().find_reference(other).await?;
    visit.desk().merging(kind, kept, other).await
}

async fn merge(visit: &Visit, two: &Merging, sent: &Sent) -> Outcome<()> {
    let seen: Vec<u64> = sent.form.every("seen").filter_map(|seen| seen.parse().ok()).collect();
    let [kept, other] = seen[..] else {
        return Err(crate::failure::unreadable("The form is not complete.").into());
    };
    let sides =
        sent.form.0.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix("side.")?.to_owned(), MergeSide::of(value)?))
        });
    let ask = Merge {
        kind: two.kept.schema.kind.id.to_owned(),
        kept: (two.kept.record.id, kept),
        other: (two.other.record.id, other),
        sides: sides.collect(),
        reason: sent.text("reason").to_owned(),
        key: sent.key(),
    };
    visit.desk().merge_records(ask).await.map(drop)
}

async fn apart(visit: &Visit, two: &Merging, sent: &Sent) -> Outcome<()> {
    let (kind, reason) = (two.kept.schema.kind.id, Some(sent.text("apart")));
    let key = sent.key().map(|key| format!("{key}/apart"));
    let told = visit.desk().tell_apart(kind, two.kept.record.id, two.other.record.id, reason, key).await;
    told.map_err(|trouble| match trouble {
        Trouble::Refused(mut refusal) => {
            for problem in refusal.problems.iter_mut().filter(|problem| problem.path == "reason") {
                "apart".clone_into(&mut problem.path);
            }
            refusal.into()
        }
        trouble => trouble,
    })
}

async fn draw(
    visit: &Visit,
    two: &Merging,
    typed: FormData,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Result<Response, Failed> {
    let locale = visit.locale();
    let schema = &two.kept.schema;
    let register = format!("/r/{}", schema.kind.id);
    let mut names = named(visit, &two.kept);
    let others = named(visit, &two.other);
    names.records.extend(others.records);
    names.files.extend(others.files);
    let half = |look: &'_ Look| (look.record.reference.clone(), link(visit, look));
    let (kept, other) = (half(&two.kept), half(&two.other));
    let links = |records: &[(record::RecordId, app::Named)]| {
        records.iter().map(|(_, named)| names::link(visit, named)).collect()
    };
    let mut refused: Vec<String> = two.refused.iter().map(ToString::to_string).collect();
    let (problems, elsewhere): (Vec<Problem>, Vec<Problem>) =
        problems.into_iter().partition(|problem| matches!(problem.path.as_str(), "reason" | "apart"));
    refused.extend(elsewhere.into_iter().map(|problem| match schema.field(&problem.path) {
        Some(field) => format!("{}: {}", declared::label(&locale, schema.kind.id, field), problem.sentence),
        None => problem.sentence,
    }));
    let path = format!("{register}/{}/merge/{}", kept.0, other.0);
    let view = View {
        crumbs: Crumbs::new(
            vec![
                Link::new(declared::name_many(&locale, schema.kind), register.clone()),
                Link::new(locale.say(w::TITLE), format!("{register}/duplicates")),
            ],
            locale.fill(w::MERGE_TITLE, &[("kept", &kept.0), ("other", &other.0)]),
        ),
        schema,
        exchanged: Href::to(format!("{register}/{}/merge/{}", other.0, kept.0)),
        kept: Half {
            reference: kept.0,
            link: kept.1,
            state: Badge::state(&locale, two.kept.record.state.code()),
            body: &two.kept.record.body,
            seen: two.kept.record.position,
        },
        other: Half {
            reference: other.0,
            link: other.1,
            state: Badge::state(&locale, two.other.record.state.code()),
            body: &two.other.record.body,
            seen: two.other.record.position,
        },
        names: &names,
        action: Href::to(path),
        typed,
        problems,
        moved: links(&two.moved),
        unapproved: u64::try_from(two.unapproved).unwrap_or(u64::MAX),
        stay: links(&two.stay),
        refused,
        tells: visit.desk().check_duplicates(schema).is_ok()
            && !two.kept.record.state.is_over()
            && !two.other.record.state.is_over(),
        key: visit.web.app.nonce(),
        back: Href::to(format!("{register}/duplicates")),
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, merge::page(&shell, &view)))
}

fn link(visit: &Visit, look: &Look) -> Link {
    let record = &look.record;
    let label = format!("{} {}", record.reference, record.title);
    Link::new(label, address(visit, record.kind, &record.reference))
}

/// `GET /r/{kind}/{reference}/unmerge`.
pub async fn back(visit: Visit, Path((kind, reference)): Path<(String, String)>) -> Result<Response, Failed> {
    let look = look::find_now(&visit, &kind, &reference).await?;
    ask_back(&visit, &look, "", Vec::new()).await
}

/// `POST /r/{kind}/{reference}/unmerge`.
pub async fn take_back(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let look = look::find_now(&visit, &kind, &reference).await?;
    let seen = sent.seen().ok_or_else(|| crate::failure::unreadable("The form is not complete."))?;
    match visit.desk().take_merge_back(look.record.id, seen, sent.text("reason"), sent.key()).await {
        Ok(_) => Ok(lead(&format!("/r/{kind}/{reference}"), "unmerged")),
        Err(Trouble::Refused(refusal)) if refusal.problems.iter().any(|problem| problem.path == "reason") => {
            ask_back(&visit, &look, sent.text("reason"), refusal.problems).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn ask_back(
    visit: &Visit,
    look: &Look,
    typed: &str,
    problems: Vec<Problem>,
) -> Result<Response, Failed> {
    let locale = visit.locale();
    let kept = visit.desk().merged_into(look.record.id).await?;
    visit.desk().check_act(&look.schema, &look.record, record::Act::Reinstate)?;
    let base = address(visit, look.schema.kind.id, &look.record.reference);
    let parts = [("other", look.record.reference.as_str()), ("kept", kept.1.reference.as_str())];
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = check::View {
        crumbs: Crumbs::new(
            vec![
                Link::new(
                    declared::name_many(&locale, look.schema.kind),
                    format!("/r/{}", look.schema.kind.id),
                ),
                Link::new(look.record.reference.clone(), base.clone()),
            ],
            locale.say(w::TAKE_BACK),
        ),
        heading: locale.fill(w::BACK_TITLE, &parts),
        effects: [w::BACK_1, w::BACK_2, w::BACK_3].map(|word| locale.fill(word, &parts)).to_vec(),
        statement: None,
        role: String::new(),
        changes: None,
        records: Vec::new(),
        reason: Reason::Required,
        password: false,
        lacks: check::Lacks::default(),
        fields: Vec::new(),
        typed: typed.to_owned(),
        problems,
        action: Href::to(format!("{base}/unmerge")),
        carry: vec![("_seen".to_owned(), look.record.position.to_string())],
        key: visit.web.app.nonce(),
        submit: locale.say(w::TAKE_BACK),
        grave: false,
        back: Href::to(base),
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, check::page(&shell, &view)))
}
