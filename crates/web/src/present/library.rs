//! Risk libraries as pages show them: what was found, whose it is, what says much the same elsewhere.

use super::names;
use crate::{
    limits::{LIBRARY_EXCERPT, LIBRARY_ROWS},
    request::{Query, Visit, query::encode},
};
use app::{
    Named,
    libraries::{Entry, Found, Library, Wanted},
    shelf,
};
use record::RecordId;
use ui::{
    Href, Link, Locale,
    components::{badge::Badge, button::Button, crumbs::Crumbs},
    pages::{
        gaps::Filter,
        library::{EntryView, Line, Owned, View},
    },
    words::library as w,
};

/// What is looked for, as the address says.
fn wanted(visit: &Visit) -> Wanted {
    let library = visit.query.get("library").map(str::to_owned);
    let category = visit.query.get("category").filter(|_| library.is_some()).map(str::to_owned);
    Wanted { words: visit.query.get("q").unwrap_or_default().to_owned(), library, category }
}

/// The list.
pub fn list(visit: &Visit, offered: bool) -> View {
    let wanted = wanted(visit);
    let found = shelf().find(&wanted);
    let at = visit.query.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).max(1);
    let skipped = (at - 1).saturating_mul(LIBRARY_ROWS);
    let left = found.len().saturating_sub(skipped).saturating_sub(LIBRARY_ROWS);
    let asked =
        visit.query.keep(|name, value| ["q", "library", "category"].contains(&name) && !value.is_empty());
    let next = asked.with("page", (at + 1).to_string()).on("/library");
    let lines = found.iter().skip(skipped).take(LIBRARY_ROWS).map(|found| line(*found, offered)).collect();
    View {
        words: wanted.words.clone(),
        action: Href::to("/library"),
        filters: filters(visit, &wanted),
        clear: (asked != Query::default()).then(|| Href::to("/library")),
        count: number(found.len()),
        lines,
        next: (left > 0).then(|| (number(left.min(LIBRARY_ROWS)), Href::to(next))),
        export: Href::to(asked.on("/library.csv")),
        shelf: shelf().libraries.iter().map(owned).collect(),
    }
}

/// The filters: each library with how many of its entries fit the words, and the categories of the one that is chosen.
fn filters(visit: &Visit, wanted: &Wanted) -> Vec<Filter> {
    let locale = visit.locale();
    let fitting = shelf().find(&Wanted { words: wanted.words.clone(), ..Wanted::default() });
    let counted = |name: &str, count: usize| format!("{name} ({})", locale.number(number(count)));
    let mut libraries = vec![(String::new(), counted(&locale.say(w::EVERY), fitting.len()))];
    libraries.extend(
        shelf()
            .count(&fitting)
            .into_iter()
            .map(|(library, count)| (library.id.clone(), counted(&library.name, count))),
    );
    let chosen = wanted.library.as_deref().and_then(|id| shelf().library(id));
    let mut filters = vec![Filter {
        name: "library",
        label: locale.say(w::LIBRARY),
        options: libraries,
        chosen: wanted.library.clone().unwrap_or_default(),
    }];
    if let Some(library) = chosen.filter(|library| !library.categories.is_empty()) {
        let within = |id: &str| {
            let fits = |found: &&Found<'_>| {
                found.library.id == library.id && found.entry.categories.iter().any(|category| category == id)
            };
            fitting.iter().filter(fits).count()
        };
        let mut options = vec![(String::new(), locale.say(w::EVERY))];
        options.extend(
            library
                .categories
                .iter()
                .map(|category| (category.id.clone(), counted(&category.name, within(&category.id)))),
        );
        filters.push(Filter {
            name: "category",
            label: locale.say(w::CATEGORY),
            options,
            chosen: wanted.category.clone().unwrap_or_default(),
        });
    }
    filters
}

fn line(found: Found<'_>, offered: bool) -> Line {
    let Found { library, entry } = found;
    let address = address(library, entry);
    let categories: Vec<&str> = library.categories_of(entry).collect();
    Line {
        take: offered.then(|| Href::to(format!("{address}/take"))),
        link: Link::new(entry.name.clone(), address),
        categories: categories.join(", "),
        says: excerpt(&entry.text),
        library: format!("{} {}", library.name, library.version),
        licence: library.licence.clone(),
    }
}

/// One entry.
pub fn entry(
    visit: &Visit,
    (library, entry): (&Library, &Entry),
    taken: &[(RecordId, Named)],
    offered: bool,
) -> EntryView {
    let locale = visit.locale();
    let see = entry.see.iter().filter_map(|(other, id, close)| {
        let (other, entry) = shelf().entry(other, id)?;
        let link = Link::new(entry.name.clone(), address(other, entry));
        Some((link, other.name.clone(), locale.say(w::closeness(close))))
    });
    let take = Button::new(locale.say(w::TAKE), format!("{}/take", address(library, entry))).primary();
    let named = |named: &Named| (names::link(visit, named), Badge::state(&locale, &named.state));
    EntryView {
        crumbs: Crumbs::new(vec![Link::new(locale.say(w::TITLE), "/library")], entry.name.clone()),
        name: entry.name.clone(),
        categories: library.categories_of(entry).map(str::to_owned).collect(),
        text: entry.text.clone(),
        why: entry.note.clone(),
        under: entry.under.clone(),
        source: entry.source.clone(),
        url: entry.url.clone(),
        measures: library.measures_of(entry).map(|measure| measure.text.clone()).collect(),
        see: see.collect(),
        taken: taken.iter().map(|(_, taken)| named(taken)).collect(),
        owned: owned(library),
        take: offered.then_some(take),
    }
}

/// Everything that fits, with whose it is, as a sheet.
pub fn sheet(visit: &Visit) -> (Vec<String>, Vec<Vec<String>>) {
    let locale: Locale = visit.locale();
    let heads = [
        w::RISK,
        w::SAYS,
        w::WHY,
        w::CATEGORY,
        w::LIBRARY,
        w::VERSION,
        w::AT,
        w::SOURCE,
        w::LICENCE,
        w::RIGHTS,
    ];
    let rows = shelf().find(&wanted(visit)).into_iter().map(|Found { library, entry }| {
        let categories: Vec<&str> = library.categories_of(entry).collect();
        vec![
            entry.name.clone(),
            entry.text.clone(),
            entry.note.clone(),
            categories.join("; "),
            library.name.clone(),
            library.version.clone(),
            entry.url.clone(),
            entry.source.clone(),
            library.licence.clone(),
            library.attribution.clone(),
        ]
    });
    (heads.iter().map(|head| locale.say(*head)).collect(), rows.collect())
}

/// The address of an entry.
pub fn address(library: &Library, entry: &Entry) -> String {
    format!("/library/{}/{}", encode(&library.id), encode(&entry.id))
}

fn owned(library: &Library) -> Owned {
    Owned {
        link: Link::new(library.name.clone(), Query::default().with("library", &library.id).on("/library")),
        version: library.version.clone(),
        licence: library.licence.clone(),
        licence_url: library.licence_url.clone(),
        attribution: library.attribution.clone(),
        left_out: library.left_out.clone(),
        entries: number(library.entries.len()),
    }
}

fn excerpt(text: &str) -> String {
    if text.chars().count() <= LIBRARY_EXCERPT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LIBRARY_EXCERPT).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
