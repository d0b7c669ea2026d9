//! Risks as pages show them together.

use super::{gap::chosen, names};
use crate::request::Visit;
use app::{
    ClassMove, Listed, Look, MethodLine, MethodPreview, Named, RiskBoard, UseRisk,
    risk_practice::{Acceptance, Board, Class, Line as Judged, When},
};
use record::{RecordId, Schema, Shape};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{
        badge::{Badge, Tone},
        button::Button,
        crumbs::Crumbs,
        empty::Empty,
        matrix::{Matrix, MatrixCell, MatrixRow},
        tiles::Tile,
    },
    pages::risks::{Line, Method, PreviewView, Row, Table, UseView, View},
    words::{Word, risk as w},
};

/// Risks listed at first, and when a number is opened.
const GRAVEST: usize = 10;
const OPENED: usize = 200;
/// Rows of a table by use or owner.
const ROWS: usize = 20;

/// Which risks the address asks for, and how many.
pub fn listed(visit: &Visit) -> (Listed, usize) {
    let asked = match visit.query.get("only") {
        Some("above") => Listed::Above,
        Some("unaccepted") => Listed::Unaccepted,
        Some("unclassed") => Listed::Unclassed,
        Some("outdated") => Listed::Outdated,
        Some(code) => match Class::ALL.into_iter().find(|class| class.code() == code) {
            Some(class) => Listed::Class(class),
            None => return (Listed::Gravest, GRAVEST),
        },
        None => return (Listed::Gravest, GRAVEST),
    };
    (asked, OPENED)
}

/// The page.
pub fn board(visit: &Visit, schema: &Schema, found: &RiskBoard, then: Option<&Board>, may: bool) -> View {
    let locale = visit.locale();
    let say = |word| locale.say(word);
    let board = &found.board;
    let by_name = |counts: &BTreeMap<RecordId, [usize; 4]>, href: &dyn Fn(&Named, RecordId) -> String| {
        let mut rows: Vec<(&[usize; 4], Row)> = counts
            .iter()
            .filter_map(|(id, counts)| {
                let named = found.names.get(id)?;
                let href = Some(Href::to(href(named, *id)));
                Some((counts, Row { name: named.title.clone(), href, cells: classes(&locale, counts) }))
            })
            .collect();
        rows.sort_by_key(|(counts, _)| std::cmp::Reverse((counts[3], counts[2], counts[1], counts[0])));
        rows.into_iter().take(ROWS).map(|(_, row)| row).collect::<Vec<_>>()
    };
    let owners = by_name(&board.by_owner, &|_, id| register(visit, &[("f.owner", &id.to_string())]));
    let uses = by_name(&board.by_use, &|named, _| visit.href(&format!("/risks/use/{}", named.reference)));
    View {
        tiles: tiles(visit, board),
        maps: (matrix(visit, schema, board, When::Residual), matrix(visit, schema, board, When::Inherent)),
        movement: movement(&locale, board),
        listed: heading(&locale, listed(visit).0),
        top: found.top.iter().map(|line| self::line(visit, line, &found.names)).collect(),
        appetite: appetite(visit, schema, board, &found.methods),
        by: vec![
            by_class(&locale, w::BY_SOURCE, w::SOURCE, sources(visit, schema, board)),
            by_class(&locale, w::BY_USE, w::USE, uses),
            by_class(&locale, w::BY_OWNER, w::OWNER, owners),
        ],
        methods: found.methods.iter().map(|method| self::method(visit, method)).collect(),
        compare: (Href::to("/risks"), visit.query.get("then").unwrap_or_default().to_owned()),
        then: then.map(|then| then_and_now(visit, then, board)),
        buttons: vec![Button::new(say(w::LIBRARY), "/library")],
        empty: found.methods.is_empty().then(|| no_method(&locale, may)),
    }
}

fn no_method(locale: &Locale, may: bool) -> Empty {
    let mut sentence = locale.say(w::NO_METHOD_LEDE);
    if !may {
        sentence = format!("{sentence} {}", locale.say(w::ASK_METHOD));
    }
    Empty {
        heading: locale.say(w::NO_METHOD),
        sentence,
        expected_by: vec!["6.1.2".to_owned()],
        act: may.then(|| Button::new(locale.say(w::MAKE_METHOD), "/r/risk_method/new").primary()),
    }
}

fn heading(locale: &Locale, listed: Listed) -> (String, String) {
    let (head, note): (Word, Word) = match listed {
        Listed::Gravest => (w::TOP, w::TOP_NOTE),
        Listed::Above => (w::ABOVE, w::ABOVE_NOTE),
        Listed::Unaccepted => (w::UNACCEPTED, w::UNACCEPTED_NOTE),
        Listed::Unclassed => (w::UNCLASSED, w::UNCLASSED_NOTE),
        Listed::Outdated => (w::OUTDATED, w::OUTDATED_NOTE),
        Listed::Class(class) => (w::class(class.code()), w::TOP_NOTE),
    };
    (locale.say(head), locale.say(note))
}

/// The register of risks that are counted here, narrowed down.
fn register(visit: &Visit, narrowed: &[(&str, &str)]) -> String {
    let mut query = visit.query.keep(|name, _| name == "as_of");
    for (name, value) in narrowed {
        query = query.with(name, *value);
    }
    query.0.0.push(("w9.nature.not".to_owned(), "opportunity".to_owned()));
    for state in ["draft", "submitted", "effective"] {
        query.0.0.push(("state".to_owned(), state.to_owned()));
    }
    query.on("/r/risk")
}

fn only(visit: &Visit, code: &str) -> Href {
    let query = visit.query.keep(|name, _| name == "as_of").with("only", code);
    Href::to(format!("{}#listed", query.on("/risks")))
}

fn tiles(visit: &Visit, board: &Board) -> Vec<Tile> {
    let locale = visit.locale();
    let tile = |label: Word, count: usize, note: Word, href: Href, hot: bool| Tile {
        label: locale.say(label),
        value: locale.number(number(count)),
        note: locale.fill(note, &[("n", &locale.number(number(board.opportunities)))]),
        href,
        hot: hot && count > 0,
    };
    vec![
        tile(w::RISKS, board.threats, w::ALL_NOTE, Href::to(register(visit, &[])), false),
        tile(w::ABOVE, board.above, w::ABOVE_NOTE, only(visit, "above"), false),
        tile(w::UNACCEPTED, board.unaccepted, w::UNACCEPTED_NOTE, only(visit, "unaccepted"), true),
        tile(w::UNCLASSED, board.unclassed, w::UNCLASSED_NOTE, only(visit, "unclassed"), true),
        tile(w::OUTDATED, board.outdated, w::OUTDATED_NOTE, only(visit, "outdated"), false),
    ]
}

fn matrix(visit: &Visit, schema: &Schema, board: &Board, when: When) -> Matrix {
    let locale = visit.locale();
    let (likelihood, impact, caption, cells) = match when {
        When::Inherent => ("inherent_likelihood", "inherent_impact", w::INHERENT_MAP, 0),
        When::Current => ("current_likelihood", "current_impact", w::CURRENT, 1),
        When::Residual => ("residual_likelihood", "residual_impact", w::RESIDUAL_MAP, 2),
    };
    let steps = |id: &str| -> Vec<String> {
        let Some(field) = schema.field(id) else { return Vec::new() };
        let Shape::Rating(steps) = field.shape else { return Vec::new() };
        steps
            .iter()
            .map(|step| ui::components::shown::chosen(&locale, schema.kind.id, field, steps, step.code))
            .collect()
    };
    let across = steps(impact);
    let cells = board.cells.get(cells);
    let rows = steps(likelihood).into_iter().enumerate().rev().map(|(up, label)| {
        let row = (0..across.len()).map(|right| {
            let (up, right) = (step(up), step(right));
            let count = cells.and_then(|cells| cells.get(&(up, right))).copied().unwrap_or(0);
            let narrowed =
                [(format!("f.{likelihood}"), up.to_string()), (format!("f.{impact}"), right.to_string())];
            let narrowed: Vec<(&str, &str)> =
                narrowed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            MatrixCell {
                count: number(count),
                level: level(up, right),
                href: Href::to(register(visit, &narrowed)),
            }
        });
        MatrixRow { label, cells: row.collect() }
    });
    Matrix { caption: locale.say(caption), rows: rows.collect(), across, wordy: false }
}

/// The colour of a cell, by the product of its steps. The class of each risk is its method's.
const fn level(likelihood: u8, impact: u8) -> u8 {
    match likelihood * impact {
        0..=3 => 1,
        4..=6 => 2,
        7..=10 => 3,
        11..=16 => 4,
        _ => 5,
    }
}

fn step(place: usize) -> u8 {
    u8::try_from(place + 1).unwrap_or(u8::MAX)
}

fn class_heads(locale: &Locale, first: Word) -> Vec<String> {
    let mut heads = vec![locale.say(first)];
    heads.extend(Class::ALL.iter().map(|class| locale.say(w::class(class.code()))));
    heads
}

fn classes(locale: &Locale, counts: &[usize; 4]) -> Vec<(String, Option<Href>)> {
    counts.iter().map(|count| (locale.number(number(*count)), None)).collect()
}

fn movement(locale: &Locale, board: &Board) -> Table {
    let rows = Class::ALL.iter().zip(&board.moves).rev().map(|(class, counts)| Row {
        name: locale.say(w::class(class.code())),
        href: None,
        cells: classes(locale, counts),
    });
    Table {
        heading: locale.say(w::MOVEMENT),
        note: locale.say(w::MOVEMENT_NOTE),
        heads: class_heads(locale, w::BEFORE),
        rows: rows.collect(),
    }
}

fn by_class(locale: &Locale, heading: Word, first: Word, rows: Vec<Row>) -> Table {
    Table {
        heading: locale.say(heading),
        note: locale.say(w::TOP_NOTE),
        heads: class_heads(locale, first),
        rows,
    }
}

fn sources(visit: &Visit, schema: &Schema, board: &Board) -> Vec<Row> {
    let locale = visit.locale();
    let field = schema.field("source");
    board
        .by_source
        .iter()
        .map(|(code, counts)| Row {
            name: field.map_or_else(|| code.clone(), |field| chosen(&locale, schema.kind.id, field, code)),
            href: Some(Href::to(register(visit, &[("f.source", code)]))),
            cells: classes(&locale, counts),
        })
        .collect()
}

/// By who suffers it: the appetite of each method in force, all risks and those above.
fn appetite(visit: &Visit, schema: &Schema, board: &Board, methods: &[MethodLine]) -> Table {
    let locale = visit.locale();
    let field = schema.field("affected");
    let rows = board.by_side.iter().map(|(side, (all, above))| {
        let name = match field.map(|field| (field, field.shape)) {
            Some((field, Shape::Choices(options))) => {
                ui::components::shown::chosen(&locale, schema.kind.id, field, options, side)
            }
            _ => side.clone(),
        };
        let set: Vec<String> = methods
            .iter()
            .filter_map(|method| method.in_force.as_ref())
            .filter_map(|version| version.method.appetites().find(|(known, _)| known == side))
            .map(|(_, class)| locale.say(w::class(class.code())))
            .collect();
        let set = if set.is_empty() { locale.say(w::NONE) } else { set.join(" / ") };
        let href = Href::to(register(visit, &[("f.affected", side)]));
        Row {
            name,
            href: Some(href),
            cells: vec![
                (set, None),
                (locale.number(number(*all)), None),
                (locale.number(number(*above)), Some(only(visit, "above"))),
            ],
        }
    });
    Table {
        heading: locale.say(w::APPETITE),
        note: locale.say(w::APPETITE_NOTE),
        heads: [w::WHO, w::WITHIN, w::RISKS, w::ABOVE].iter().map(|head| locale.say(*head)).collect(),
        rows: rows.collect(),
    }
}

fn then_and_now(visit: &Visit, then: &Board, now: &Board) -> Table {
    let locale = visit.locale();
    let day = visit.query.get("then").unwrap_or_default();
    let row = |word: Word, counts: &[usize; 4]| Row {
        name: locale.say(word),
        href: None,
        cells: classes(&locale, counts),
    };
    let [_, _, before] = &then.classes;
    let [_, _, today] = &now.classes;
    Table {
        heading: locale.say(w::THEN_AND_NOW),
        note: locale.fill(w::THEN_NOTE, &[("day", day)]),
        heads: class_heads(&locale, w::CLASS),
        rows: vec![row(w::ON_DAY, before), row(w::NOW, today)],
    }
}

fn method(visit: &Visit, method: &MethodLine) -> Method {
    let locale = visit.locale();
    let version = method.in_force.as_ref().map_or_else(
        || locale.say(w::NOT_IN_FORCE),
        |version| {
            let day = locale.day_text(version.from);
            locale.fill(w::VERSION_FROM, &[("n", &version.number.to_string()), ("day", &day)])
        },
    );
    let preview = (method.draft && visit.past.is_none())
        .then(|| Link::new(locale.say(w::PREVIEW), format!("/risks/method/{}", method.named.reference)));
    Method { link: names::link(visit, &method.named), version, risks: number(method.risks), preview }
}

fn line(visit: &Visit, judged: &Judged, names: &BTreeMap<RecordId, Named>) -> Line {
    let locale = visit.locale();
    let risk = &judged.risk;
    let owner = risk.owner.and_then(|id| names.get(&id)).map(|named| named.title.clone());
    Line {
        reference: risk.reference.clone(),
        link: Link::new(risk.title.clone(), names::address(visit, "risk", &risk.reference)),
        owner: owner.unwrap_or_default(),
        before: class(&locale, judged.standing.class(When::Inherent)),
        after: class(&locale, judged.standing.class(When::Residual)),
        standing: judged.standing.acceptance.map(|acceptance| self::acceptance(&locale, acceptance)),
        through: None,
        here: locale.say(w::AS_THERE),
    }
}

/// The risks of a use.
pub fn of_use(visit: &Visit, look: &Look, found: &[UseRisk], names: &BTreeMap<RecordId, Named>) -> UseView {
    let locale = visit.locale();
    let record = &look.record;
    let label = format!("{} {}", record.reference, record.title);
    let use_link = Link::new(label, names::address(visit, look.schema.kind.id, &record.reference));
    let lines = found.iter().map(|it| {
        let through = it.through.map(|id| match names.get(&id) {
            Some(part) => names::link(visit, part),
            None => Link::new(locale.say(w::NONE), names::address(visit, "risk", &it.line.risk.reference)),
        });
        let here = it.exception.as_ref().map_or_else(
            || locale.say(w::AS_THERE),
            |(not_there, reason)| {
                let word = if *not_there { w::NOT_HERE } else { w::OTHERWISE };
                format!("{}: {reason}", locale.say(word))
            },
        );
        Line { through, here, ..line(visit, &it.line, names) }
    });
    UseView {
        crumbs: Crumbs::new(vec![use_link], locale.say(w::RISKS)),
        title: locale.fill(w::USE_TITLE, &[("title", &record.title)]),
        lines: lines.collect(),
    }
}

/// What a method would change.
pub fn preview(visit: &Visit, look: &Look, found: &MethodPreview) -> PreviewView {
    let locale = visit.locale();
    let record = &look.record;
    let named = format!("{} {}", record.reference, record.title);
    let back = Link::new(named, names::address(visit, look.schema.kind.id, &record.reference));
    let lines = found.moves.iter().take(OPENED).map(|moved: &ClassMove| {
        let title = format!("{} {}", moved.reference, moved.title);
        let rating = match moved.when {
            When::Inherent => w::INHERENT,
            When::Current => w::CURRENT,
            When::Residual => w::RESIDUAL,
        };
        (
            Link::new(title, names::address(visit, "risk", &moved.reference)),
            locale.say(rating),
            class(&locale, moved.then),
            class(&locale, moved.now),
        )
    });
    PreviewView {
        crumbs: Crumbs::new(vec![back], locale.say(w::PREVIEW)),
        lede: says_preview(&locale, found),
        lines: lines.collect(),
    }
}

/// What a method would change, in a sentence.
pub fn says_preview(locale: &Locale, found: &MethodPreview) -> String {
    let count = |count: usize| locale.number(number(count));
    locale.fill(w::SAYS_PREVIEW, &[("n", &count(found.moves.len())), ("risks", &count(found.risks))])
}

/// A class as a badge: word, colour and glyph.
pub fn class(locale: &Locale, class: Option<Class>) -> Badge {
    let Some(class) = class else { return Badge::new(Tone::Mute, locale.say(w::NOT_RATED)) };
    let tone = match class {
        Class::Low => Tone::Ok,
        Class::Medium => Tone::Info,
        Class::High => Tone::Warn,
        Class::Critical => Tone::Bad,
    };
    Badge::new(tone, locale.say(w::class(class.code())))
}

/// How an acceptance stands, as a badge.
pub fn acceptance(locale: &Locale, acceptance: Acceptance) -> Badge {
    let (tone, word) = match acceptance {
        Acceptance::NotNeeded => (Tone::Ok, w::NOT_NEEDED),
        Acceptance::Missing => (Tone::Warn, w::MISSING),
        Acceptance::WithoutAuthority => (Tone::Bad, w::WITHOUT_AUTHORITY),
        Acceptance::TooLong => (Tone::Bad, w::TOO_LONG),
        Acceptance::Expired => (Tone::Bad, w::EXPIRED),
        Acceptance::Holds => (Tone::Ok, w::HOLDS),
    };
    Badge::new(tone, locale.say(word))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
