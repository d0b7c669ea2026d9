//! What the cells of one column look like, counted once.

use crate::read::items;
use crate::{Dates, Order, Sheet, cell, choices, dates, dates::Said, levels, units};
use record::{Shape, parse_text, show};
use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

/// Different values that are kept of a column.
const DISTINCT: usize = 400;
/// Characters of a value that may be one of a few.
const SHORT: usize = 200;
/// Cells of free text that are looked into; those after them are only measured.
const JUDGED: usize = 5_000;
/// Words from which a cell is a sentence rather than a name; names of people have fewer.
const NAME_WORDS: usize = 12;
const PERSON_WORDS: usize = 6;
/// Samples that are shown.
const SAMPLES: usize = 3;

/// What the cells of one column look like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    pub filled: usize,
    pub samples: Vec<String>,
    /// Different short values, items of lists apart, with how often each occurs; at most [`DISTINCT`].
    pub values: HashMap<String, usize>,
    /// Whether there are more different values than are kept.
    pub many: bool,
    /// Cells that name a day and nothing more.
    pub days: usize,
    /// Cells that are a number written as numbers are shown.
    pub exact_numbers: usize,
    /// Cells with a list of several items.
    pub lists: usize,
    /// Lines of the cell with the most.
    pub lines: usize,
    pub longest: usize,
    /// Cells with more words than a name has, and than that of a person has.
    wordy: usize,
    wordy_for_people: usize,
    /// Different cells, once they were counted.
    different: OnceCell<usize>,
    /// Cells whose kind was looked into.
    judged: usize,
    items: usize,
    dates: usize,
    numbers: usize,
    flags: usize,
    addresses: usize,
    day_first: usize,
    month_first: usize,
    either: usize,
    /// Those of them that name no time of day.
    either_days: usize,
}

/// What a cell turned out to be.
#[derive(Debug)]
struct Judged {
    said: Said,
    has_time: bool,
    words: usize,
    flag: bool,
    /// Whether it is a number, and written as numbers are shown.
    number: Option<bool>,
    address: bool,
    items: Vec<String>,
}

impl Judged {
    fn of(text: &str) -> Self {
        let said = dates::said(text);
        let short = text.len() <= SHORT;
        let number = Shape::Number { min: None, max: None, unit: "" };
        let value = parse_text(&number, text).ok().flatten().filter(|_| short);
        Self {
            has_time: matches!(said, Said::Day(..) | Said::Either(..)) && dates::has_time(text),
            said,
            words: text.split_whitespace().take(NAME_WORDS + 1).count(),
            flag: short && choices::likely_flag(text).is_some(),
            number: value.map(|value| show(&number, &value) == text.trim()),
            address: !text.trim().contains(char::is_whitespace)
                && (text.contains("://") || text.contains('@')),
            items: cell::list(text).unwrap_or_else(|| vec![text.trim().to_owned()]),
        }
    }
}

impl Profile {
    pub(crate) fn of(sheet: &Sheet, column: usize) -> Self {
        let mut profile = Self::default();
        // Columns with few different values have each of them very often.
        let mut known: HashMap<&str, Judged> = HashMap::new();
        for row in 0..sheet.rows.len() {
            let raw = sheet.cell(row, column);
            if cell::is_blank(raw) {
                continue;
            }
            if let Some(judged) = known.get(raw) {
                profile.filled += 1;
                profile.count(judged);
                continue;
            }
            let text = cell::plain(raw);
            if profile.measure(&text) {
                let judged = Judged::of(&text);
                profile.count(&judged);
                if known.len() < DISTINCT && raw.len() <= SHORT {
                    known.insert(raw, judged);
                }
            }
        }
        profile
    }

    /// Counts a cell that was not met before, and tells whether it is to be looked into.
    fn measure(&mut self, text: &str) -> bool {
        self.filled += 1;
        self.longest = self.longest.max(text.chars().count());
        if self.samples.len() < SAMPLES {
            let shown = cell::excerpt(text.trim());
            if !self.samples.contains(&shown) {
                self.samples.push(shown);
            }
        }
        self.lines = self.lines.max(text.trim().lines().count());
        !(self.is_text_alone() && self.judged >= JUDGED)
    }

    /// A column of so many different values, none of them a date and not all of them numbers, is text whatever comes.
    const fn is_text_alone(&self) -> bool {
        self.many && self.dates == 0 && self.exact_numbers < self.judged
    }

    /// Counts what a cell turned out to be.
    fn count(&mut self, cell: &Judged) {
        if self.is_text_alone() && self.judged >= JUDGED {
            return;
        }
        self.judged += 1;
        self.dates += usize::from(!matches!(cell.said, Said::Nothing | Said::Month(_)));
        match cell.said {
            Said::Day(_, order) => {
                self.days += usize::from(!cell.has_time);
                self.day_first += usize::from(order == Some(Order::DayFirst));
                self.month_first += usize::from(order == Some(Order::MonthFirst));
            }
            Said::Either(..) => {
                self.either += 1;
                self.either_days += usize::from(!cell.has_time);
            }
            Said::Part(_) | Said::Month(_) | Said::Nothing => {}
        }
        self.wordy += usize::from(cell.words > NAME_WORDS);
        self.wordy_for_people += usize::from(cell.words > PERSON_WORDS);
        self.flags += usize::from(cell.flag);
        self.numbers += usize::from(cell.number.is_some());
        self.exact_numbers += usize::from(cell.number == Some(true));
        self.addresses += usize::from(cell.address);
        self.lists += usize::from(cell.items.len() > 1);
        for item in &cell.items {
            self.items += 1;
            if item.len() > SHORT {
                self.many = true;
            } else if let Some(count) = self.values.get_mut(item) {
                *count += 1;
            } else if self.values.len() < DISTINCT {
                self.values.insert(item.clone(), 1);
            } else {
                self.many = true;
            }
        }
    }

    /// How well the cells under a heading fit a shape, in thousandths.
    pub(crate) fn fits(&self, header: &str, shape: &Shape) -> usize {
        let portion = |count: usize| 1000 * count / self.judged.max(1);
        let closed = portion(self.dates.max(self.flags)) >= 900;
        match shape {
            Shape::Line { max } if self.longest > (*max).max(SHORT) => 300,
            // What is said in one word of a scale, or by a number, is no text.
            Shape::Prose { .. } if closed || self.measures() >= 900 => 100,
            Shape::Line { .. } if closed => 100,
            Shape::Line { .. } | Shape::Prose { .. } => 800,
            Shape::Number { .. } => portion(self.numbers),
            Shape::Date => portion(self.dates),
            Shape::Flag => portion(self.flags),
            Shape::Choice(options) => self.share(|text| choices::under(header, options, text).is_some()),
            Shape::Choices(options) => self.share(|text| {
                let known = |part: &str| choices::under(header, options, part).is_some();
                let parts = items(text);
                known(text) || parts.iter().filter(|part| known(part)).count() * 2 > parts.len()
            }),
            Shape::Rating(steps) => {
                self.share(|text| parse_text(shape, text).is_ok() || levels::step(steps, text).is_some())
            }
            Shape::Money | Shape::Period => self.share(|text| parse_text(shape, text).is_ok()),
            Shape::Person if self.names_units() => 0,
            Shape::Link(_) | Shape::Links(_) | Shape::Person => {
                let person = matches!(shape, Shape::Person);
                let wordy = if person { self.wordy_for_people } else { self.wordy };
                let names = !closed && self.longest <= 500 && self.measures() < 500 && portion(wordy) < 300;
                if names && portion(self.addresses) <= 500 { 800 } else { 100 }
            }
            Shape::Evidence | Shape::File | Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } => 0,
        }
    }

    /// How many different cells the column of a sheet has that the profile is of.
    pub(crate) fn different(&self, sheet: &Sheet, column: usize) -> usize {
        *self.different.get_or_init(|| {
            let cells = (0..sheet.rows.len()).map(|row| sheet.cell(row, column).trim());
            cells.filter(|cell| !cell.is_empty()).collect::<HashSet<_>>().len()
        })
    }

    /// The share of items of which something holds, in thousandths.
    fn share(&self, holds: impl Fn(&str) -> bool) -> usize {
        let these = self.values.iter().filter(|(text, _)| holds(text));
        1000 * these.map(|(_, count)| count).sum::<usize>() / self.items.max(1)
    }

    /// The share of items that are a number, an amount, or a word of a scale, in thousandths.
    fn measures(&self) -> usize {
        let unit = |text: &str| {
            let text = text.trim();
            text.is_empty()
                || matches!(text, "€" | "$" | "£" | "%" | "k€" | "+" | "-")
                || text.len() == 3 && text.bytes().all(|sign| sign.is_ascii_uppercase())
        };
        let amount = |text: &str| {
            let digits = |sign: char| sign.is_ascii_digit();
            let (Some(from), Some(to)) = (text.find(digits), text.rfind(digits)) else { return false };
            let (before, rest) = text.split_at(from);
            let (number, after) = rest.split_at(to + 1 - from);
            let plain =
                |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | ' ' | '\'' | '\u{a0}');
            number.chars().all(plain) && unit(before) && unit(after)
        };
        self.share(|text| amount(text) || levels::level(text).is_some())
    }

    /// Whether more items than not are called like a part of an organisation.
    pub(crate) fn names_units(&self) -> bool {
        self.share(units::is_unit) > 500
    }

    /// How likely it is, in thousandths, that the cells name the rows: texts that differ.
    pub(crate) fn names(&self, different: usize) -> usize {
        let closed = self.dates.max(self.flags) * 2 >= self.judged;
        if self.filled == 0 || closed || self.measures() >= 300 || self.addresses * 2 >= self.judged {
            return 0;
        }
        1000 * different / self.filled.max(1)
    }

    /// Whether nearly every value occurs once.
    pub(crate) fn is_nearly_unique(&self, different: usize) -> bool {
        different * 10 >= self.filled * 9
    }

    /// How the dates are written, as far as the cells give it away.
    pub(crate) fn date_order(&self) -> Option<Dates> {
        let order = self.order();
        (self.either > 0 && order.is_some()).then_some(Dates { order, first_day: false })
    }

    /// Which comes first in its dates, as far as the cells give it away.
    pub(crate) fn order(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (0, 1..) => Some(Order::MonthFirst),
            (1.., 0) => Some(Order::DayFirst),
            _ => None,
        }
    }

    /// Whether some dates can be read in two ways, and none says how.
    pub(crate) fn dates_are_open(&self) -> bool {
        self.either > 0 && self.day_first == 0 && self.month_first == 0
    }

    /// Whether all cells are dates, once it is known what comes first in them.
    pub(crate) fn all_days(&self, order_is_known: bool) -> bool {
        self.days + if order_is_known { self.either_days } else { 0 } == self.filled
    }
}
