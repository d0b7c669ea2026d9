//! The check page of a consequential act.

use super::names::address;
use crate::{
    request::{FROM, Visit},
    words,
};
use app::{Desk, Look};
use record::{Act, Problem, Record};
use ui::{
    Href, Link, Locale,
    components::{crumbs::Crumbs, diff, shown::Names},
    pages::check::{Lacks, Reason, View},
    words::{declared, state as states},
};

/// What was typed on the page before.
#[derive(Debug, Default)]
pub struct Typed {
    /// The reason.
    pub reason: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// What a record lacks for an act, with the way to fill it in for who may.
fn lacks(visit: &Visit, look: &Look, act: Act, base: &str) -> Lacks {
    let record = &*look.record;
    let may = visit.desk().check_act(&look.schema, record, Act::Revise).is_ok();
    Lacks {
        problems: Desk::lacking(&look.schema, record, act),
        edit: may.then(|| Href::to(format!("{base}/edit"))),
    }
}

/// The check page for one record.
pub async fn view(visit: &Visit, look: &Look, act: Act, typed: Typed, names: &Names) -> app::Outcome<View> {
    let locale = visit.locale();
    let record = &*look.record;
    let kind = look.schema.kind;
    let base = address(visit, kind.id, &record.reference);
    let verb = locale.say(states::act(act));
    let parts = [
        ("act", verb.as_str()),
        ("reference", record.reference.as_str()),
        ("title", record.title.as_str()),
        ("n", &record.version.to_string()),
    ];
    let changes = match (&record.effective, act) {
        (Some(effective), Act::Approve | Act::Submit) if effective.version != record.version => {
            let (schema, changes) =
                visit.desk().compare(record.id, effective.version, record.version).await?;
            let heads = (effective.version.to_string(), record.version.to_string());
            Some(diff::changes(&locale, &schema, &changes, names, (&heads.0, &heads.1)))
        }
        _ => None,
    };
    Ok(View {
        crumbs: Crumbs::new(
            vec![
                Link::new(declared::name_many(&locale, kind), format!("/r/{}", kind.id)),
                Link::new(record.reference.clone(), base.clone()),
            ],
            verb.clone(),
        ),
        heading: words::ACT_ON.fill(&locale, &parts),
        effects: vec![words::effect(act).fill(&locale, &parts), words::EFFECT_LEDGER.say(&locale)],
        statement: statement(visit, &locale, record, act, &parts),
        role: roles(visit),
        changes,
        records: Vec::new(),
        reason: reason(act),
        password: act.is_signature(),
        fields: Vec::new(),
        typed: typed.reason,
        problems: typed.problems,
        lacks: lacks(visit, look, act, &base),
        action: Href::to(format!("{base}/act/{}", act.code())),
        carry: vec![("_seen".to_owned(), record.position.to_string())],
        key: visit.web.app.nonce(),
        submit: verb,
        grave: matches!(act, Act::Retire | Act::Cancel | Act::Erase),
        back: Href::to(base),
    })
}

/// The check page for several records: those that the act is possible for now, with the position of each.
pub fn several(
    visit: &Visit,
    kind: &'static record::Kind,
    looks: &[Look],
    (act, from): (Act, String),
    typed: Typed,
) -> View {
    let locale = visit.locale();
    let verb = locale.say(states::act(act));
    let count = locale.number(u64::try_from(looks.len()).unwrap_or(0));
    let register = format!("/r/{}", kind.id);
    let heading = words::ACT_ON_SEVERAL.fill(&locale, &[("act", &verb), ("n", &count)]);
    let mut carry = vec![
        ("act".to_owned(), act.code().to_owned()),
        ("_do".to_owned(), "1".to_owned()),
        (FROM.to_owned(), from.clone()),
    ];
    carry.extend(
        looks.iter().map(|look| ("id".to_owned(), format!("{}@{}", look.record.id, look.record.position))),
    );
    View {
        crumbs: Crumbs::new(vec![Link::new(declared::name_many(&locale, kind), from.clone())], verb.clone()),
        effects: vec![words::EFFECT_SEVERAL.say(&locale), words::EFFECT_LEDGER.say(&locale)],
        heading,
        statement: act.is_signature().then(|| words::STATEMENT_SEVERAL.fill(&locale, &[("act", &verb)])),
        role: roles(visit),
        changes: None,
        records: looks
            .iter()
            .map(|look| {
                let record = &look.record;
                let link = Link::new(
                    format!("{} {}", record.reference, record.title),
                    address(visit, kind.id, &record.reference),
                );
                (link, locale.say(states::state(record.state.code())))
            })
            .collect(),
        reason: reason(act),
        password: act.is_signature(),
        fields: Vec::new(),
        typed: typed.reason,
        problems: typed.problems,
        lacks: Lacks::default(),
        action: Href::to(format!("{register}/act")),
        carry,
        key: visit.web.app.nonce(),
        submit: verb,
        grave: matches!(act, Act::Retire | Act::Cancel | Act::Erase),
        back: Href::to(from),
    }
}

fn statement(
    visit: &Visit,
    locale: &Locale,
    record: &Record,
    act: Act,
    parts: &[(&str, &str)],
) -> Option<String> {
    let wrote = record.authors.iter().any(|author| visit.desk().actor().is(*author));
    match act {
        Act::Approve if wrote => Some(words::STATEMENT_APPROVE_OWN.fill(locale, parts)),
        Act::Approve => Some(words::STATEMENT_APPROVE.fill(locale, parts)),
        Act::Verify => Some(words::STATEMENT_VERIFY.fill(locale, parts)),
        _ => None,
    }
}

const fn reason(act: Act) -> Reason {
    if act.needs_reason() { Reason::Required } else { Reason::Optional }
}

fn roles(visit: &Visit) -> String {
    visit.desk().actor().roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")
}
