//! What stands around every page: navigation with counts, the person, the moment, the ledger's state.

use crate::{
    request::{
        Query, Visit,
        signed::Signed,
        visit::{Past, locale},
    },
    web::Web,
};
use app::{At, Outcome};
use record::{Area, Schema, State};
use std::{collections::BTreeMap, sync::Arc};
use ui::{
    AsOf, Assets, Flash, Href, LedgerFoot, Locale, NavGroup, NavItem, Routes, Shell, SignedIn, Theme,
    components::badge::Tone,
    words::{declared, shell as w},
};

/// The frame of a signed-in person's page at the address `here`.
pub async fn signed(
    web: &Web,
    signed: &Signed,
    theme: Theme,
    here: &str,
    visit: Option<&Visit>,
) -> Outcome<Shell> {
    let desk = &signed.desk;
    let locale = locale(desk.zone());
    let (name, roles) = desk.who().await;
    let seal = desk.seal_line().await?;
    let roles: Vec<&str> = roles.iter().map(|role| role.label()).collect();
    let nav = navigation(web, signed, &locale, visit).await?;
    let flash = desk
        .password_given()
        .then(|| Flash { tone: Tone::Warn, sentence: crate::words::PASSWORD_GIVEN.say(&locale) });
    let as_of = visit.and_then(|visit| as_of(&locale, visit));
    Ok(Shell {
        locale,
        flash,
        organisation: desk.organisation_name().await,
        nav,
        person: Some(SignedIn { name, role: roles.join(", ") }),
        as_of,
        ledger: Some(LedgerFoot { position: seal.size, root: shortened(&seal.root), checkpoint: None }),
        routes: routes(visit, here),
        ..bare(web, &signed.csrf, theme, here)
    })
}

/// The frame of a page for somebody who has not signed in.
pub fn bare(web: &Web, csrf: &str, theme: Theme, here: &str) -> Shell {
    Shell {
        locale: locale(&jiff::tz::TimeZone::UTC),
        organisation: String::new(),
        nav: Vec::new(),
        person: None,
        theme,
        as_of: None,
        flash: None,
        csrf: csrf.to_owned(),
        here: Href::to(here),
        ledger: None,
        assets: Assets {
            css: Href::to(web.assets.css.as_str()),
            script: Href::to(web.assets.script.as_str()),
            icon: Href::to(web.assets.icon.as_str()),
        },
        routes: routes(None, here),
    }
}

/// A hash as people compare it at a glance.
pub fn shortened(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if hash.len() > 12 => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}

fn as_of(locale: &Locale, visit: &Visit) -> Option<AsOf> {
    let label = match visit.past? {
        Past::Instant(instant) => locale.instant_text(instant),
        Past::Entry(size) => crate::words::ENTRY.fill(locale, &[("n", &locale.number(size))]),
    };
    let back = visit.query.without("as_of").without("done").on(&visit.path);
    Some(AsOf { label, back: Href::to(back) })
}

fn routes(visit: Option<&Visit>, here: &str) -> Routes {
    let to = |path: &str| Href::to(visit.map_or_else(|| path.to_owned(), |visit| visit.href(path)));
    Routes {
        home: to("/"),
        search: Href::to("/search"),
        theme: Href::to("/theme"),
        sign_out: Href::to("/sign-out"),
        account: Href::to("/account"),
        help: Href::to("/help"),
        as_of: Href::to(Query::default().with("back", here).on("/as-of")),
        verify: Href::to("/verify"),
    }
}

async fn navigation(
    web: &Web,
    signed: &Signed,
    locale: &Locale,
    visit: Option<&Visit>,
) -> Outcome<Vec<NavGroup>> {
    let desk = &signed.desk;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    // The counts are those of now, so a page of the past goes without.
    let counted: &[_] =
        if visit.is_some_and(|visit| visit.past.is_some()) { &[] } else { signed.counts().await? };
    for (kind, state, count) in counted {
        if !matches!(state.as_str(), "retired" | "cancelled") {
            *counts.entry(kind.clone()).or_default() += count;
        }
    }
    let here = visit.map(|visit| visit.path.as_str()).unwrap_or_default();
    let item = |label: String, path: String, count: Option<u64>| NavItem {
        label,
        current: here == path
            || here.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/') && path != "/"),
        href: Href::to(visit.map_or_else(|| path.clone(), |visit| visit.href(&path))),
        count: count.filter(|count| *count > 0).map(|count| locale.number(count)),
        hot: false,
    };
    let order: Vec<&str> = web.app.kinds().iter().map(|kind| kind.id).collect();
    let mut schemas = desk.schemas().await;
    schemas.sort_by_key(|schema| order.iter().position(|id| *id == schema.kind.id));
    let start = vec![item(crate::words::HOME.say(locale), "/".to_owned(), None)];
    let mut groups = vec![NavGroup { label: locale.say(w::AREA_START), items: start }];
    // Pages that show nothing of the past are led to as they are now.
    let now =
        |label: String, path: String| NavItem { href: Href::to(path.clone()), ..item(label, path, None) };
    // Who has no part in running the management system has no readiness to open.
    let works = desk.actor().roles.iter().any(|role| role.works());
    for area in [Area::Plan, Area::Operate, Area::Improve] {
        let mut items = registers(&schemas, area, &counts, (locale, works), &item);
        if area == Area::Plan && works {
            items.push(item(locale.say(ui::words::risk::TITLE), "/risks".to_owned(), None));
            items.push(now(locale.say(ui::words::library::TITLE), "/library".to_owned()));
        }
        groups.push(NavGroup { label: locale.say(w::area(area)), items });
    }
    let packs = desk.packs_at(visit.map_or(At::Now, |visit| visit.at)).await?;
    let mut readiness: Vec<NavItem> = packs
        .iter()
        .filter(|_| works)
        .map(|pack| item(pack.short.clone(), format!("/framework/{}", pack.id), None))
        .collect();
    // The assessment of the first framework; others are reached by their own address.
    readiness.extend(
        packs
            .first()
            .filter(|_| works)
            .map(|pack| now(locale.say(ui::words::gap::TITLE), format!("/gaps/{}", pack.id))),
    );
    if works {
        readiness.push(now(locale.say(ui::words::frameworks::TITLE), "/frameworks".to_owned()));
    }
    readiness.push(now(locale.say(w::VERIFY), "/verify".to_owned()));
    groups.push(NavGroup { label: locale.say(w::AREA_READINESS), items: readiness });
    let mut settings = registers(&schemas, Area::Settings, &counts, (locale, works), &item);
    if desk.check_accounts().is_ok() {
        settings.push(now(crate::words::ACCOUNTS.say(locale), "/people".to_owned()));
    }
    groups.push(NavGroup { label: locale.say(w::AREA_SETTINGS), items: settings });
    groups.retain(|group| !group.items.is_empty());
    Ok(groups)
}

fn registers(
    schemas: &[Arc<Schema>],
    area: Area,
    counts: &BTreeMap<String, u64>,
    (locale, works): (&Locale, bool),
    item: &impl Fn(String, String, Option<u64>) -> NavItem,
) -> Vec<NavItem> {
    schemas
        .iter()
        .filter(|schema| schema.kind.area == area && !State::codes(schema.kind.life_cycle).is_empty())
        .map(|schema| {
            let kind = schema.kind;
            let register = format!("/r/{}", kind.id);
            let count = counts.get(kind.id).copied();
            // Where the records of a kind have a page of their own, that is where people go; it leads to the register.
            match app::PAGES.iter().find(|(id, _)| works && *id == kind.id) {
                None => item(declared::name_many(locale, kind), register, count),
                Some((_, page)) => {
                    let own = item(declared::name_one(locale, kind), (*page).to_owned(), None);
                    let current = own.current || item(String::new(), register, None).current;
                    NavItem { current, ..own }
                }
            }
        })
        .collect()
}
