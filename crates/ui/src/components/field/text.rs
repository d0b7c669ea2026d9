//! Fields that are typed: line, prose, number, money, date, period, file.

use super::Ask;
use crate::words::{declared, form as w};
use maud::{Markup, html};
use record::Shape;

/// The field with label and notes.
pub(super) fn draw(ask: &Ask<'_>) -> Markup {
    match ask.field.shape {
        Shape::Money | Shape::Period => ask.group(&control(ask, None)),
        Shape::Series { .. } => html! {
            div class="field" {
                p { b { (ask.label()) } }
                p class="hint" { (ask.say(w::SERIES)) }
            }
        },
        _ => ask.single(&control(ask, None)),
    }
}

/// The control alone; `aria` names it where no label stands beside it.
pub(super) fn control(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    match ask.field.shape {
        Shape::Prose { .. } => prose(ask, aria),
        Shape::Number { unit, .. } => number(ask, aria, unit),
        Shape::Money => money(ask, aria),
        Shape::Date => date(ask, ask.name, &ask.id(), ask.typed(), aria),
        Shape::Period => period(ask, aria),
        Shape::File => file(ask),
        _ => line(ask, aria),
    }
}

fn line(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    html! {
        input type="text" id=(ask.id()) name=(ask.name) value=(ask.typed()) aria-label=[aria]
            aria-describedby=[ask.described().filter(|_| aria.is_none())] aria-invalid=[ask.invalid()]
            autocomplete="off";
    }
}

fn prose(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    let typed = ask.typed();
    let rows = if aria.is_some() { 2 } else { (typed.lines().count() + typed.len() / 90).clamp(3, 14) };
    // A line feed right after the tag is dropped by browsers, so one of our own keeps the typed text whole.
    html! {
        textarea id=(ask.id()) name=(ask.name) rows=(rows) aria-label=[aria]
            aria-describedby=[ask.described().filter(|_| aria.is_none())] aria-invalid=[ask.invalid()] {
            @if typed.starts_with('\n') { "\n" } (typed)
        }
    }
}

fn number(ask: &Ask<'_>, aria: Option<&str>, unit: &str) -> Markup {
    html! {
        span class="unit" {
            input class="short" type="text" inputmode="decimal" id=(ask.id()) name=(ask.name) value=(ask.typed())
                aria-label=[aria] aria-describedby=[ask.described().filter(|_| aria.is_none())]
                aria-invalid=[ask.invalid()] autocomplete="off";
            @if !unit.is_empty() { span { (declared::unit(ask.locale, ask.scope, ask.field, unit)) } }
        }
    }
}

fn money(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    let (amount, currency) = (format!("{}.amount", ask.name), format!("{}.currency", ask.name));
    let typed = |name: &str| ask.form.data.first(name).unwrap_or_default();
    let named = |word| aria.map_or_else(|| ask.say(word), |aria| format!("{aria}: {}", ask.say(word)));
    html! {
        span class="unit" {
            input class="short" type="text" inputmode="decimal" id=(ask.id()) name=(amount) value=(typed(&amount))
                aria-label=(named(w::AMOUNT)) aria-invalid=[ask.invalid()] autocomplete="off";
            input class="tiny" type="text" name=(currency) value=(typed(&currency)) aria-label=(named(w::CURRENCY))
                autocomplete="off";
        }
    }
}

/// A date as the browser's own control; what is no date stays as it was typed.
fn date(ask: &Ask<'_>, name: &str, id: &str, typed: &str, aria: Option<&str>) -> Markup {
    let real = typed.is_empty() || typed.parse::<jiff::civil::Date>().is_ok();
    html! {
        input class="short" type=(if real { "date" } else { "text" }) id=(id) name=(name) value=(typed)
            aria-label=[aria] aria-describedby=[ask.described().filter(|_| aria.is_none())]
            aria-invalid=[ask.invalid()];
    }
}

fn period(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    let (from, to) = (format!("{}.from", ask.name), format!("{}.to", ask.name));
    let typed = |name: &str| ask.form.data.first(name).unwrap_or_default();
    let named = |word| aria.map_or_else(|| ask.say(word), |aria| format!("{aria}: {}", ask.say(word)));
    html! {
        span class="unit" {
            (date(ask, &from, &ask.id(), typed(&from), Some(&named(w::FROM))))
            span aria-hidden="true" { "–" }
            (date(ask, &to, &format!("{}-to", ask.id()), typed(&to), Some(&named(w::UNTIL))))
        }
    }
}

fn file(ask: &Ask<'_>) -> Markup {
    html! {
        @if let Some(kept) = ask.form.files.get(ask.field.id) {
            p class="kept" {
                (ask.locale.fill(w::KEPT_FILE, &[("name", &kept.name), ("size", &ask.locale.bytes(kept.bytes))]))
            }
        }
        input type="file" id=(ask.id()) name=(ask.name) aria-describedby=[ask.described()] aria-invalid=[ask.invalid()];
    }
}
