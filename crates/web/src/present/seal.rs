//! Seals as pages show them: the frozen rows, what differs, where the ledger stood.

use super::{form::Filled, names::address, readiness};
use crate::{
    request::{Query, Visit, query::encode},
    words,
};
use app::{Against, Condition, Frozen, FrozenRow, Named, Outcome, SealQuery, Sealed, Test, Turn, seal_kind};
use record::{Act, FieldDef, Kind, RecordId, Shape};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale, Sentence,
    components::{
        badge::{Badge, Tone},
        button::Button,
        crumbs::Crumbs,
        register::{Cell, Column, Register, Row},
        tabs::Tab,
    },
    pages::{
        seal::View,
        step::{self, Aside},
    },
    words::{declared, list as lists, seal as w, state as states},
};

/// Rows that the page shows; the files hold all.
const ROWS_SHOWN: usize = 200;

/// The page of a seal.
pub async fn view(
    visit: &Visit,
    sealed: &Sealed,
    against: Option<&Against>,
    others: &[(RecordId, Named)],
    checkpoint: String,
) -> Outcome<View> {
    let locale = visit.locale();
    let record = &sealed.look.record;
    let page = format!("/seals/{}", record.reference);
    let to = |against: &str| Query::default().with("against", against).on(&page);
    let register = match against {
        None => result(visit, sealed),
        Some(against) => differences(visit, sealed, against).await?,
    };
    let chosen = visit.query.get("against").unwrap_or_default().to_owned();
    let heading = match chosen.as_str() {
        "" => locale.say(w::RESULT),
        "now" => locale.say(w::AGAINST_NOW),
        other => locale.fill(w::AGAINST, &[("reference", other)]),
    };
    let rows = number(sealed.frozen.rows.len());
    let first = Tab::new(locale.say(w::RESULT), Some(rows), page.as_str());
    let mut tabs = vec![if against.is_none() { first.current() } else { first }];
    let mut offered = vec![("now".to_owned(), locale.say(w::AGAINST_NOW))];
    if !["", "now"].contains(&chosen.as_str()) {
        offered.push((chosen.clone(), locale.fill(w::AGAINST, &[("reference", &chosen)])));
    }
    for (code, label) in offered {
        let tab = Tab::new(label, None, to(&code));
        tabs.push(if code == chosen { tab.current() } else { tab });
    }
    let (sentence, note) = sentences(&locale, sealed, against);
    Ok(View {
        crumbs: Crumbs::new(
            vec![Link::new(declared::name_many(&locale, &seal_kind::KIND), "/r/seal")],
            record.reference.clone(),
        ),
        title: format!("{} {}", record.reference, record.title),
        state: Badge::state(&locale, record.state.code()),
        purpose: seal_kind::PURPOSE.of(&record.body).unwrap_or_default().to_owned(),
        lines: lines(visit, &locale, sealed),
        tabs,
        heading: (heading, note),
        sentence,
        register,
        others: others
            .iter()
            .filter(|(id, _)| *id != record.id)
            .map(|(_, named)| {
                let label = locale.fill(w::AGAINST, &[("reference", &named.reference)]);
                Link::new(format!("{label} {}", named.title), to(&named.reference))
            })
            .collect(),
        buttons: buttons(&locale, sealed),
        exports: ["csv", "json"]
            .map(|form| Link::new(form.to_ascii_uppercase(), format!("{page}/result.{form}")))
            .to_vec(),
        compute: Href::to(format!("{page}/compute")),
        checkpoint,
    })
}

/// A name that the form proposes.
pub fn proposed_name(visit: &Visit, query: &SealQuery) -> String {
    let locale = visit.locale();
    let day = locale.day_text(visit.desk().today());
    words::SEAL_NAME.fill(&locale, &[("what", &what(visit, query)), ("day", &day)])
}

/// The page on which a result is frozen.
pub fn freeze_view<'a>(
    visit: &Visit,
    query: &SealQuery,
    entry: Option<&str>,
    filled: &'a Filled,
    ask: &[&'a str],
) -> step::View<'a> {
    let locale = visit.locale();
    let conditions = query.conditions().map(|conditions| conditions.to_string()).unwrap_or_default();
    let moment = entry.map_or_else(|| locale.say(w::NOW), |entry| locale.fill(w::ENTRIES, &[("n", entry)]));
    let mut lines = vec![
        (locale.say(w::QUERY), Sentence::plain(locale.say(named_query(query)))),
        (locale.say(w::ABOUT), Sentence::plain(what(visit, query))),
    ];
    let said = said(&locale, query, visit.web.app.kinds());
    if !said.is_empty() {
        lines.push((locale.say(w::CONDITIONS), Sentence::plain(said)));
    }
    lines.push((locale.say(w::MOMENT), Sentence::plain(moment)));
    let hidden = [
        ("_key", filled.key.as_str()),
        ("query", query.code()),
        ("about", query.about()),
        ("conditions", &conditions),
        ("entry", entry.unwrap_or_default()),
    ];
    let back = match query {
        SealQuery::Readiness { pack } => format!("/framework/{}", encode(pack)),
        SealQuery::Gaps { pack } => format!("/gaps/{}", encode(pack)),
        SealQuery::Register { kind, .. } => format!("/r/{}", encode(kind)),
    };
    step::View {
        crumbs: Crumbs::new(
            vec![Link::new(declared::name_many(&locale, &seal_kind::KIND), "/r/seal")],
            locale.say(w::FREEZE_BUTTON),
        ),
        heading: locale.say(w::FREEZE),
        badges: Vec::new(),
        lede: locale.say(w::FREEZE_LEDE),
        form: filled.form(),
        ask: ask.to_vec(),
        section: None,
        hidden: hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        action: Href::to("/seals/new"),
        submit: vec![(String::new(), String::new(), locale.say(w::FREEZE_BUTTON))],
        ways: vec![Link::new(locale.say(ui::words::form::CANCEL), back)],
        asides: vec![Aside { heading: locale.say(w::WHAT), note: String::new(), lines }],
        buttons: Vec::new(),
    }
}

/// The result as rows of plain cells: heads and rows.
pub fn sheet(visit: &Visit, sealed: &Sealed) -> (Vec<String>, Vec<Vec<String>>) {
    let locale = visit.locale();
    let columns = sealed.frozen.query.columns();
    let heads = ["key".to_owned(), locale.say(w::NAME)];
    let heads = heads.into_iter().chain(columns.iter().map(|column| (*column).to_owned())).collect();
    let rows = sealed
        .frozen
        .rows
        .iter()
        .map(|row| {
            let start = [row.key.clone(), name(visit, &sealed.frozen.query, row, &sealed.names)];
            start.into_iter().chain(columns.iter().map(|column| row.cell(column).to_owned())).collect()
        })
        .collect();
    (heads, rows)
}

fn result(visit: &Visit, sealed: &Sealed) -> Register {
    let locale = visit.locale();
    let query = &sealed.frozen.query;
    let heads = match query {
        SealQuery::Readiness { .. } => vec![w::STATUS, w::CHECKS, w::SHOWN],
        SealQuery::Gaps { .. } => vec![w::REQUIREMENT, w::JUDGED, w::PRIORITY, w::DECISION],
        SealQuery::Register { .. } => vec![w::STATE, w::VERSION, w::ENTRY],
    };
    let mut columns = vec![Column::new(locale.say(w::NAME))];
    columns.extend(heads.into_iter().map(|head| Column::new(locale.say(head))));
    let rows = sealed.frozen.rows.iter().take(ROWS_SHOWN).map(|row| {
        let mut cells = vec![Cell::Text(name(visit, query, row, &sealed.names))];
        cells.extend(match query {
            SealQuery::Readiness { .. } => {
                vec![answer(&locale, row), Cell::Text(checks(&locale, row)), text(row.cell("shown"))]
            }
            SealQuery::Gaps { .. } => ["requirement", "judged", "priority", "decision"]
                .map(|column| text(row.cell(column)))
                .to_vec(),
            SealQuery::Register { .. } => vec![
                Cell::Badge(Badge::state(&locale, row.cell("state"))),
                text(row.cell("version")),
                text(row.cell("entry")),
            ],
        });
        line(visit, &sealed.frozen, row, &sealed.names, cells)
    });
    Register {
        caption: locale.say(w::RESULT),
        columns,
        rows: rows.collect(),
        select: false,
        ..Register::default()
    }
}

async fn differences(visit: &Visit, sealed: &Sealed, against: &Against) -> Outcome<Register> {
    let locale = visit.locale();
    let query = &sealed.frozen.query;
    let heads = [w::NAME, w::CHANGE, w::THEN, w::NOW_COLUMN];
    let mut rows = Vec::new();
    for diff in against.rows.iter().take(ROWS_SHOWN) {
        let (tone, word, then, now, row) = match &diff.turn {
            Turn::Added(now) => (Tone::Info, w::ADDED, None, Some(now), now),
            Turn::Gone(then) => (Tone::Bad, w::GONE, Some(then), None, then),
            Turn::Changed(then, now, _) => (Tone::Warn, w::CHANGED, Some(then), Some(now), now),
        };
        let short = |row: Option<&FrozenRow>| {
            row.map_or(Cell::Blank, |row| Cell::Text(in_short(&locale, query, row)))
        };
        let mut after = short(now);
        if let (Turn::Changed(then, now, _), Cell::Text(said)) = (&diff.turn, &mut after) {
            let fields = changed_fields(visit, then, now).await?;
            if !fields.is_empty() {
                *said = words::SEAL_FIELDS.fill(&locale, &[("said", said), ("fields", &fields.join(", "))]);
            }
        }
        let cells = vec![
            Cell::Text(name(visit, query, row, &against.names)),
            Cell::Badge(Badge::new(tone, locale.say(word))),
            short(then),
            after,
        ];
        rows.push(line(
            visit,
            if now.is_some() { &against.now } else { &sealed.frozen },
            row,
            &against.names,
            cells,
        ));
    }
    let columns = heads.map(|head| Column::new(locale.say(head))).to_vec();
    Ok(Register { caption: locale.say(w::CHANGE), columns, rows, select: false, ..Register::default() })
}

/// Labels of the fields that differ between the versions of two rows, where the reader may see both.
async fn changed_fields(visit: &Visit, then: &FrozenRow, now: &FrozenRow) -> Outcome<Vec<String>> {
    let (Some((id, before)), Some((_, after))) = (then.record, now.record) else { return Ok(Vec::new()) };
    if before == after {
        return Ok(Vec::new());
    }
    let Ok((schema, changes)) = visit.desk().compare(id, before, after).await else { return Ok(Vec::new()) };
    let locale = visit.locale();
    let label = |id: &str| Some(declared::label(&locale, schema.kind.id, schema.field(id)?));
    Ok(changes.iter().filter_map(|change| label(&change.field)).collect())
}

fn line(
    visit: &Visit,
    frozen: &Frozen,
    row: &FrozenRow,
    names: &BTreeMap<RecordId, Named>,
    cells: Vec<Cell>,
) -> Row {
    let then = Query::default().with("as_of", frozen.size.to_string());
    let path = match (&frozen.query, row.record.and_then(|(id, _)| names.get(&id))) {
        (SealQuery::Readiness { pack }, _) => format!("/framework/{pack}/{}", row.key),
        (_, Some(called)) => address(visit, &called.kind, &called.reference),
        (_, None) => String::new(),
    };
    let path = path.split('?').next().unwrap_or_default();
    Row { id: row.key.clone(), reference: row.key.clone(), href: Href::to(then.on(path)), cells }
}

fn name(visit: &Visit, query: &SealQuery, row: &FrozenRow, names: &BTreeMap<RecordId, Named>) -> String {
    let titled = match query {
        SealQuery::Readiness { pack } => {
            visit.desk().pack(pack).ok().and_then(|pack| pack.title_of(&row.key)).map(str::to_owned)
        }
        SealQuery::Gaps { .. } | SealQuery::Register { .. } => {
            row.record.and_then(|(id, _)| names.get(&id)).map(|named| named.title.clone())
        }
    };
    titled.filter(|title| !title.is_empty()).unwrap_or_else(|| row.key.clone())
}

fn in_short(locale: &Locale, query: &SealQuery, row: &FrozenRow) -> String {
    match query {
        SealQuery::Readiness { .. } => {
            let said = readiness::answer_of(row.cell("status")).map(|answer| answer.word(locale));
            let parts = [("answer", said.unwrap_or_default()), ("checks", checks(locale, row))];
            let parts: Vec<(&str, &str)> =
                parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            words::SEAL_ANSWER.fill(locale, &parts)
        }
        SealQuery::Gaps { .. } => {
            let said = ["judged", "priority", "decision"].map(|column| row.cell(column));
            said.into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>().join(", ")
        }
        SealQuery::Register { .. } => {
            let state = locale.say(states::state(row.cell("state")));
            words::SEAL_VERSION.fill(locale, &[("state", &state), ("n", row.cell("version"))])
        }
    }
}

fn checks(locale: &Locale, row: &FrozenRow) -> String {
    let count = |column: &str| row.cell(column).parse::<u64>().unwrap_or(0);
    let all = count("met") + count("not_met") + count("unknown");
    words::MEASURE.fill(locale, &[("met", row.cell("met")), ("all", &all.to_string())])
}

fn answer(locale: &Locale, row: &FrozenRow) -> Cell {
    readiness::answer_of(row.cell("status")).map_or(Cell::Blank, |answer| Cell::Badge(answer.badge(locale)))
}

fn text(cell: &str) -> Cell {
    if cell.is_empty() { Cell::Blank } else { Cell::Text(cell.to_owned()) }
}

fn sentences(locale: &Locale, sealed: &Sealed, against: Option<&Against>) -> (String, String) {
    let rows = number(sealed.frozen.rows.len());
    let counted = locale.count(w::ROWS_ONE, w::ROWS_MANY, rows);
    let Some(against) = against else {
        let shown = locale.number(number(ROWS_SHOWN));
        let more = [("shown", shown.as_str()), ("n", &locale.number(rows))];
        return match sealed.frozen.rows.len() {
            0 => (locale.say(w::EMPTY), counted),
            n if n > ROWS_SHOWN => (locale.fill(w::MORE_ROWS, &more), counted),
            _ => (String::new(), counted),
        };
    };
    let n = number(against.rows.len());
    let word = match n {
        0 => w::SAME,
        1 => w::DIFFERS_ONE,
        _ => w::DIFFERS_MANY,
    };
    let parts = [
        ("n", locale.number(n)),
        ("then", locale.number(sealed.frozen.size)),
        ("now", locale.number(against.now.size)),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (locale.fill(word, &parts), String::new())
}

/// What a reader checks the seal by.
fn lines(visit: &Visit, locale: &Locale, sealed: &Sealed) -> Vec<String> {
    let (record, frozen) = (&sealed.look.record, &sealed.frozen);
    let at = locale.instant_text(frozen.at);
    let mut lines = vec![
        locale.fill(w::AT_LINE, &[("n", &locale.number(frozen.size)), ("at", &at)]),
        locale.fill(w::ROOT_LINE, &[("root", &frozen.root)]),
    ];
    if let Some(file) = seal_kind::RESULT.of(&record.body) {
        lines.push(locale.fill(w::HASH_LINE, &[("hash", &file.sha256)]));
    }
    let packs: Vec<String> = frozen.packs.iter().map(|(id, version)| format!("{id} {version}")).collect();
    if !packs.is_empty() {
        lines.push(locale.fill(w::PACKS_LINE, &[("packs", &packs.join(", "))]));
    }
    let said = said(locale, &frozen.query, visit.web.app.kinds());
    if !said.is_empty() {
        let label = locale.say(w::CONDITIONS);
        lines.push(words::CONDITION.fill(locale, &[("label", &label), ("value", &said)]));
    }
    let stamp = record.state.stamp();
    let by = sealed.look.names.get(&stamp.by).map(|named| named.title.as_str()).unwrap_or_default();
    let state = locale.say(states::state(record.state.code()));
    let parts = [("state", state.as_str()), ("name", by), ("at", &locale.instant_text(stamp.at))];
    lines.push(locale.fill(w::STATE_LINE, &parts));
    lines
}

/// The record's page, and the acts that are open to the reader.
fn buttons(locale: &Locale, sealed: &Sealed) -> Vec<Button> {
    let page = format!("/r/seal/{}", sealed.look.record.reference);
    let mut buttons = vec![Button::new(words::SEAL_RECORD.say(locale), page.as_str())];
    let acts = [Act::Withdraw, Act::RequestChanges, Act::Submit, Act::Approve];
    for act in acts.into_iter().filter(|act| sealed.look.acts.contains(act)) {
        let button = Button::new(locale.say(states::act(act)), format!("{page}/act/{}", act.code()));
        buttons.push(if matches!(act, Act::Submit | Act::Approve) { button.primary() } else { button });
    }
    buttons
}

const fn named_query(query: &SealQuery) -> ui::words::Word {
    match query {
        SealQuery::Readiness { .. } => w::READINESS,
        SealQuery::Gaps { .. } => w::GAPS,
        SealQuery::Register { .. } => w::REGISTER,
    }
}

/// The conditions of a query in words.
fn said(locale: &Locale, query: &SealQuery, kinds: &[&'static Kind]) -> String {
    let SealQuery::Register { kind, states: codes, filters, text } = query else { return String::new() };
    let known = kinds.iter().find(|known| known.id == kind);
    let mut parts: Vec<String> = codes.iter().map(|code| locale.say(states::state(code))).collect();
    parts.extend(filters.iter().map(|condition| told(locale, kind, known.copied(), condition)));
    parts.extend((!text.trim().is_empty()).then(|| format!("“{text}”")));
    parts.join(" · ")
}

/// A condition in words; what is joined stands between brackets, where it is within something else.
fn told(locale: &Locale, kind: &str, known: Option<&Kind>, condition: &Condition) -> String {
    let joined = |inner: &[Condition], by: ui::words::Word| {
        let parts = inner.iter().map(|inner| match inner {
            Condition::All(several) | Condition::Any(several) if several.len() > 1 => {
                format!("({})", told(locale, kind, known, inner))
            }
            _ => told(locale, kind, known, inner),
        });
        parts.reduce(|a, b| locale.fill(by, &[("a", &a), ("b", &b)])).unwrap_or_else(|| "—".to_owned())
    };
    match condition {
        Condition::All(inner) => joined(inner, lists::BOTH),
        Condition::Any(inner) => joined(inner, lists::EITHER),
        Condition::Not(inner) => {
            words::CONDITION_NOT.fill(locale, &[("condition", &told(locale, kind, known, inner))])
        }
        Condition::Cell(filter) => {
            let field = known.and_then(|known| known.field(&filter.field));
            let label = match filter.field.as_str() {
                app::STATE => locale.say(lists::STATE),
                app::CHANGED => locale.say(lists::CHANGED),
                other => field.map_or_else(|| other.to_owned(), |field| declared::label(locale, kind, field)),
            };
            let key = |key: &String| match filter.field.as_str() {
                app::STATE => locale.say(states::state(key)),
                app::CHANGED => {
                    app::of_time_key(key).map_or_else(|| key.clone(), |at| locale.instant_text(at))
                }
                _ => key_of(locale, kind, field, key),
            };
            let value = match &filter.test {
                Test::In(keys) => keys.iter().map(key).collect::<Vec<_>>().join(", "),
                Test::Between(from, below) => {
                    [from, below].map(|end| end.as_ref().map_or_else(|| "…".to_owned(), key)).join(" – ")
                }
                Test::Prefix(text) => format!("{text}…"),
                Test::Contains(text) => format!("…{text}…"),
                Test::Missing => "—".to_owned(),
            };
            words::CONDITION.fill(locale, &[("label", &label), ("value", &value)])
        }
    }
}

/// A key under which stores keep a value, as people read it: that of an option has its place before it.
fn key_of(locale: &Locale, kind: &str, field: Option<&FieldDef>, key: &str) -> String {
    let code = key.split_once('.').map_or(key, |(_, code)| code);
    match field.map(|field| (field, field.shape)) {
        Some((field, Shape::Choice(options) | Shape::Choices(options))) => {
            ui::components::shown::chosen(locale, kind, field, options, code)
        }
        Some((_, Shape::Number { .. } | Shape::Money)) => record::number_of(key)
            .map_or_else(|| key.to_owned(), |number| locale.decimal(&number.normalize().to_string())),
        _ => key.to_owned(),
    }
}

/// What a query is about, as people call it.
fn what(visit: &Visit, query: &SealQuery) -> String {
    match query {
        SealQuery::Readiness { pack } | SealQuery::Gaps { pack } => {
            visit.desk().pack(pack).map_or_else(|_| pack.clone(), |pack| pack.short.clone())
        }
        SealQuery::Register { kind, .. } => {
            let kinds = visit.web.app.kinds();
            let known = kinds.iter().find(|known| known.id == kind);
            known.map_or_else(|| kind.clone(), |known| declared::name_many(&visit.locale(), known))
        }
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
