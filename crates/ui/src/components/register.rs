//! The table of a register: sortable heads, a link as the first cell, cards on a phone.

use super::badge::Badge;
use super::{shown, shown::Names};
use crate::words::list as w;
use crate::{Href, Link, Locale, Sample, room::Room};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use record::{FieldDef, Shape, Value};

/// Bytes of a row, about.
const ROW: usize = 1_100;

/// A register's table.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// What the table holds, for readers.
    pub caption: String,
    /// The columns after the reference; the first names the record.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Whether rows can be selected; the checkboxes are named `id`.
    pub select: bool,
    /// Groups that the rows are in, each with the place of its first row on this page.
    pub groups: Vec<(usize, Group)>,
    /// Where the page of a single cell leads back to, already encoded; none when cells are not changed from here.
    pub edit: Option<String>,
}

/// The head of a group of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What its rows have in common.
    pub label: String,
    /// How many rows it has on every page together.
    pub count: String,
    /// The register with this group alone.
    pub href: Href,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub label: String,
    /// Id of the field whose cells can be changed one by one.
    pub field: Option<String>,
    /// Whether it holds numbers, which stand to the right.
    pub number: bool,
    /// How wide it is kept; none for as wide as it needs.
    pub size: Option<Size>,
    /// The same page sorted by it (the other way round if it already is).
    pub sort: Option<Href>,
    /// Whether the rows are sorted by it now.
    pub sorted: Option<Order>,
    /// The same where another order comes first.
    pub then: Option<Order>,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The record's id, as the checkbox sends it.
    pub id: String,
    /// `SYS-0007`.
    pub reference: String,
    /// The record's page.
    pub href: Href,
    /// One cell a column; the first is the name.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is filled in.
    Blank,
    /// Words.
    Text(String),
    /// A number as text, with its unit.
    Number(String),
    /// A date.
    Date(Date),
    /// A state.
    Badge(Badge),
    /// Other records.
    Links(Vec<Link>),
}

/// How wide a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A word or two.
    Narrow,
    /// A few words.
    Medium,
    /// A sentence.
    Wide,
}

impl Size {
    /// Every width, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Narrow, Self::Medium, Self::Wide];

    /// The code in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Medium => "medium",
            Self::Wide => "wide",
        }
    }

    /// The width with this code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Narrow => "size-s",
            Self::Medium => "size-m",
            Self::Wide => "size-l",
        }
    }
}

impl Column {
    /// Its classes, in the head and in every row.
    fn classes(&self) -> Option<String> {
        let parts = [self.number.then_some("num"), self.size.map(Size::class)];
        let classes = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!classes.is_empty()).then_some(classes)
    }

    /// A column that cannot be sorted by.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            field: None,
            number: false,
            size: None,
            sort: None,
            sorted: None,
            then: None,
        }
    }

    /// The column of a field.
    pub fn of(locale: &Locale, scope: &str, field: &FieldDef) -> Self {
        let number = matches!(field.shape, Shape::Number { .. } | Shape::Money);
        let alone =
            !matches!(field.shape, Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } | Shape::File);
        let id = alone.then(|| field.id.to_owned());
        Self { number, field: id, ..Self::new(crate::words::declared::label(locale, scope, field)) }
    }
}

impl Cell {
    /// The cell of a value. Long prose is cut at a word, because the record's page holds it in full.
    pub fn of(locale: &Locale, scope: &str, field: &FieldDef, value: Option<&Value>, names: &Names) -> Self {
        let link = |id| names.records.get(&id).cloned();
        match (field.shape, value) {
            (_, None) => Self::Blank,
            (Shape::Choice(options), Some(Value::Choice(code))) => {
                Self::Text(shown::chosen(locale, scope, field, options, code))
            }
            (Shape::Choices(options), Some(Value::Choices(codes))) => Self::Text(
                codes
                    .iter()
                    .map(|code| shown::chosen(locale, scope, field, options, code))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            (Shape::Rating(steps), Some(Value::Rating(step))) => {
                Self::Text(shown::rating(locale, scope, field, steps, *step))
            }
            (_, Some(Value::Number(number))) => Self::Number(locale.decimal(&number.normalize().to_string())),
            (_, Some(Value::Money(money))) => {
                Self::Number(format!("{} {}", locale.decimal(&money.amount.to_string()), money.currency))
            }
            (_, Some(Value::Date(date))) => Self::Date(*date),
            (_, Some(Value::Link(id))) => Self::Links(link(*id).into_iter().collect()),
            (_, Some(Value::Links(ids))) => Self::Links(ids.iter().filter_map(|id| link(*id)).collect()),
            (_, Some(Value::Text(text))) => Self::Text(cut(text)),
            (_, Some(Value::Table(rows))) => Self::Number(rows.len().to_string()),
            (shape, Some(value)) => Self::Text(record::show(&shape, value)),
        }
    }
}

impl Register {
    /// The table.
    pub fn draw(&self, locale: &Locale) -> Markup {
        let looks = self.looks(locale);
        html! {
            (Room(self.rows.len() * ROW))
            div class="scroll" {
                table class={ "table cards register" @if self.is_wide() { " wide" } } data-keys="rows" {
                    caption class="aloud" { (self.caption) }
                    thead {
                        tr {
                            @if self.select {
                                th scope="col" class="pick" {
                                    input type="checkbox" data-all="id" hidden aria-label=(locale.say(w::SELECT_ALL));
                                    span class="aloud" { (locale.say(w::SELECT)) }
                                }
                            }
                            th scope="col" { (locale.say(w::REFERENCE)) }
                            @for column in &self.columns { (head(column)) }
                        }
                    }
                    @if self.groups.is_empty() {
                        tbody { @for row in &self.rows { (self.row(locale, &looks, row)) } }
                    } @else {
                        @for (place, (first, group)) in self.groups.iter().enumerate() {
                            @let end = self.groups.get(place + 1).map_or(self.rows.len(), |(next, _)| *next);
                            tbody {
                                tr class="grouped" {
                                    th scope="rowgroup" colspan=(self.columns.len() + 1 + usize::from(self.select)) {
                                        a href=(group.href) { (group.label) } " " span class="sm muted" { (group.count) }
                                    }
                                }
                                @for row in self.rows.iter().take(end).skip(*first) { (self.row(locale, &looks, row)) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether it scrolls sideways within its card.
    fn is_wide(&self) -> bool {
        let wide = |column: &Column| column.size == Some(Size::Wide);
        self.columns.len() > WIDE_ABOVE || self.columns.iter().any(wide)
    }

    /// What every row needs to know of the columns, worked out once.
    fn looks(&self, locale: &Locale) -> Vec<Looks<'_>> {
        let columns = self.columns.iter();
        columns
            .map(|column| Looks {
                label: &column.label,
                classes: column.classes(),
                pen: self.pen(locale, column),
            })
            .collect()
    }

    /// The way to the page on which a cell of a column alone is changed.
    fn pen(&self, locale: &Locale, column: &Column) -> Option<Pen> {
        let (back, field) = (self.edit.as_ref()?, column.field.as_ref()?);
        let named = locale.fill(w::EDIT_CELL, &[("field", &column.label), ("reference", PLACE)]);
        let (before, after) = named.split_once(PLACE).unwrap_or((&named, ""));
        let way = html! { "/edit?only=" (field) "&back=" (back) };
        Some(Pen { way, before: html! { (before) }, after: html! { (after) } })
    }

    fn row(&self, locale: &Locale, looks: &[Looks<'_>], row: &Row) -> Markup {
        html! {
            tr {
                @if self.select {
                    td class="pick" {
                        input type="checkbox" name="id" value=(row.id)
                            aria-label=(locale.fill(w::SELECT_ROW, &[("reference", &row.reference)]));
                    }
                }
                td class="ref" { (row.reference) }
                @for (place, (cell, looks)) in row.cells.iter().zip(looks).enumerate() {
                    @if place == 0 {
                        th scope="row" class=[&looks.classes] { a class="name" href=(row.href) { (Inside { locale, cell }) } (AtRow { looks, row }) }
                    } @else {
                        td class=[&looks.classes] data-label=(looks.label) { (Inside { locale, cell }) (AtRow { looks, row }) }
                    }
                }
            }
        }
    }
}

/// Where the reference of a row stands in words that are filled in once a column.
const PLACE: &str = "\u{1}";

/// How the cells of a column are written.
struct Looks<'a> {
    label: &'a str,
    classes: Option<String>,
    pen: Option<Pen>,
}

/// The way to the page of a single cell: what follows the address of the record, and its name around the reference.
struct Pen {
    way: Markup,
    before: Markup,
    after: Markup,
}

/// The pen of a column in a row.
struct AtRow<'a> {
    looks: &'a Looks<'a>,
    row: &'a Row,
}

impl Render for AtRow<'_> {
    fn render_to(&self, buffer: &mut String) {
        let Some(Pen { way, before, after }) = &self.looks.pen else { return };
        buffer.push_str(" <a class=\"pen\" href=\"");
        self.row.href.render_to(buffer);
        buffer.push_str(&way.0);
        buffer.push_str("\" aria-label=\"");
        buffer.push_str(&before.0);
        self.row.reference.render_to(buffer);
        buffer.push_str(&after.0);
        buffer.push_str("\">✎</a>");
    }
}

fn head(column: &Column) -> Markup {
    let sorted = column.sorted.map(|order| match order {
        Order::Ascending => ("ascending", "↑"),
        Order::Descending => ("descending", "↓"),
    });
    html! {
        th scope="col" class=[column.classes()] aria-sort=[sorted.map(|(name, _)| name)] {
            @match &column.sort {
                Some(href) => a href=(href) {
                    (column.label)
                    @if let Some((_, arrow)) = sorted { " " span aria-hidden="true" { (arrow) } }
                    @else if let Some(order) = column.then {
                        " " span class="muted" aria-hidden="true" { (if order == Order::Ascending { "↑" } else { "↓" }) }
                    }
                },
                None => (column.label),
            }
        }
    }
}

/// What stands in a cell.
pub(crate) struct Inside<'a> {
    /// The reader's words.
    pub(crate) locale: &'a Locale,
    /// The cell.
    pub(crate) cell: &'a Cell,
}

impl Render for Inside<'_> {
    fn render_to(&self, buffer: &mut String) {
        let locale = self.locale;
        match self.cell {
            Cell::Blank => shown::blank(locale).render_to(buffer),
            Cell::Text(text) | Cell::Number(text) => text.render_to(buffer),
            Cell::Date(date) => locale.day(*date).render_to(buffer),
            Cell::Badge(badge) => badge.render_to(buffer),
            Cell::Links(links) => {
                let drawn = html! {
                    @for (place, link) in links.iter().take(LINKS_SHOWN).enumerate() { @if place > 0 { ", " } (short(link)) }
                    @if links.len() > LINKS_SHOWN {
                        " " span class="muted" { (locale.fill(w::MORE, &[("n", &locale.number((links.len() - LINKS_SHOWN) as u64))])) }
                    }
                };
                drawn.render_to(buffer);
            }
        }
    }
}

/// A link by its reference alone, so that a row stays low; whoever hears or points at it learns the whole.
fn short(link: &Link) -> Markup {
    let Some((reference, _)) = link.label.split_once(' ').filter(|(first, _)| is_reference(first)) else {
        return html! { (link) };
    };
    html! { a class="ref" href=(link.href) title=(link.label) aria-label=(link.label) { (reference) } }
}

/// Whether a word is a reference such as `SYS-0007`.
fn is_reference(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, number)| {
        !prefix.is_empty()
            && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Columns above this number scroll sideways within the card, since they would be wider than a desk.
const WIDE_ABOVE: usize = 9;
/// Links of one cell that are shown; the record's page holds them all.
const LINKS_SHOWN: usize = 2;
/// Characters of prose that a cell shows.
const CELL_CHARS: usize = 90;

fn cut(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= CELL_CHARS && line.len() == text.len() {
        return line.to_owned();
    }
    let short: String = line.chars().take(CELL_CHARS).collect();
    let whole = short.rsplit_once(' ').map_or(short.as_str(), |(head, _)| head);
    format!("{whole} …")
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("register", sample(3), |locale, register| register.draw(locale))]
}

/// A register with so many rows, for samples.
pub fn sample(rows: usize) -> Register {
    let sort = |label: &str, key: &str| Column {
        sort: Some(Href::to(format!("?sort={key}"))),
        ..Column::new(label)
    };
    let columns = vec![
        Column { sorted: Some(Order::Ascending), ..sort("Name", "-name") },
        sort("Business unit", "unit"),
        sort("Stage", "stage"),
        sort("EU AI Act class", "act_class"),
        sort("Owner", "owner"),
        sort("Next review", "next_review"),
        Column::new("State"),
        Column { number: true, ..sort("Risks", "risks") },
    ];
    let names = [
        "CV screening assistant",
        "Credit pre-check",
        "Churn score",
        "Support copilot",
        "Turbine fault forecast",
        "Contract summariser",
    ];
    let units = ["HR", "Lending", "Sales", "Support", "Field operations", "Legal"];
    let rows = (1..=rows)
        .map(|n| {
            let pick = |from: &[&str]| (*from.get(n % from.len()).unwrap_or(&"")).to_owned();
            let state = match n % 3 {
                0 => Badge::new(super::badge::Tone::Warn, "Waiting for approval"),
                1 => Badge::new(super::badge::Tone::Ok, "In force"),
                _ => Badge::new(super::badge::Tone::Info, "Draft"),
            };
            Row {
                id: format!("0190a5b2-7c31-7d42-9e53-{n:012}"),
                reference: format!("USE-{n:04}"),
                href: Href::to(format!("/r/use/USE-{n:04}")),
                cells: vec![
                    Cell::Text(pick(&names)),
                    Cell::Text(pick(&units)),
                    Cell::Text(pick(&["In operation", "Pilot", "Development"])),
                    Cell::Text(pick(&[
                        "High-risk, Annex III",
                        "Transparency duties",
                        "Minimal",
                        "Not assessed",
                    ])),
                    Cell::Links(vec![Link::new(
                        pick(&["Mara Lindqvist", "Jonas Weber"]),
                        "/r/person/PER-0012",
                    )]),
                    if n % 4 == 0 { Cell::Blank } else { Cell::Date(jiff::civil::date(2026, 12, 18)) },
                    Cell::Badge(state),
                    Cell::Number((n % 7).to_string()),
                ],
            }
        })
        .collect();
    Register { caption: "Uses of AI".into(), columns, rows, select: true, ..Register::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linked_record_is_named_by_its_reference_and_heard_in_full() {
        let drawn = |label: &str| short(&Link::new(label, "/r")).0;
        assert_eq!(
            drawn("SYS-0007 CV screening"),
            "<a class=\"ref\" href=\"/r\" title=\"SYS-0007 CV screening\" aria-label=\"SYS-0007 CV screening\">SYS-0007</a>"
        );
        for name in
            ["Mara Lindqvist", "SYS-0007", "Anna-2 Berg", "A- b", "-1 b", "a record that is not shown to you"]
        {
            assert!(!drawn(name).contains("title="), "{name}");
        }
    }

    #[test]
    fn many_links_are_counted_not_listed() {
        let links = (1..=5).map(|n| Link::new(format!("SYS-000{n} One"), "/r")).collect();
        let locale = Locale::english(jiff::tz::TimeZone::UTC);
        let html = Inside { locale: &locale, cell: &Cell::Links(links) }.render().0;
        assert_eq!(html.matches("<a ").count(), LINKS_SHOWN);
        assert!(html.contains("+3"), "{html}");
    }

    #[test]
    fn long_prose_is_cut_at_a_word_and_says_so() {
        let text = "word ".repeat(40);
        let short = cut(&text);
        assert!(short.ends_with("word …") && short.chars().count() <= CELL_CHARS + 2, "{short}");
        assert_eq!(cut("short"), "short");
        assert_eq!(cut("first\nsecond"), "first …");
    }
}
