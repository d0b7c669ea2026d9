//! Fields that are picked from a few: yes or no, one choice, several choices, a scale.

use super::Ask;
use crate::words::{declared, form as w};
use maud::{Markup, html};
use record::{Opt, Shape};

/// Options above this number stand in a list that opens.
const RADIOS_MAX: usize = 6;

/// Options as short as this, without hints, stand in a row.
const ACROSS_CHARS: usize = 24;

/// The field with legend or label and notes.
pub(super) fn draw(ask: &Ask<'_>) -> Markup {
    match ask.field.shape {
        Shape::Flag => ask.group(&flag(ask)),
        Shape::Choice(options) if options.len() <= RADIOS_MAX => ask.group(&radios(ask, options)),
        Shape::Choices(options) => ask.group(&checkboxes(ask, options)),
        Shape::Rating(steps) => ask.group(&scale(ask, steps)),
        _ => ask.single(&select(ask, None)),
    }
}

/// Yes, no, and not answered, because silence is not a no.
fn flag(ask: &Ask<'_>) -> Markup {
    html! {
        div class="picks across" {
            @for (place, (code, word)) in [("yes", w::YES), ("no", w::NO), ("", w::NOT_ANSWERED)].into_iter().enumerate() {
                (pick(ask, "radio", place, code, &ask.say(word), "", ask.typed() == code))
            }
        }
    }
}

fn radios(ask: &Ask<'_>, options: &[Opt]) -> Markup {
    let across = options.iter().all(|option| option.hint.is_empty() && option.label.len() <= ACROSS_CHARS);
    html! {
        div class={ "picks" @if across { " across" } } {
            @for (place, option) in options.iter().enumerate() {
                (pick(ask, "radio", place, option.code, &label(ask, option), &hint(ask, option), ask.typed() == option.code))
            }
            @if !ask.field.required {
                (pick(ask, "radio", options.len(), "", &ask.say(w::NOT_ANSWERED), "", ask.typed().is_empty()))
            }
        }
    }
}

fn checkboxes(ask: &Ask<'_>, options: &[Opt]) -> Markup {
    html! {
        div class={ "picks" @if options.len() > RADIOS_MAX { " columns" } } {
            @for (place, option) in options.iter().enumerate() {
                @let chosen = ask.form.data.every(ask.name).any(|code| code == option.code);
                (pick(ask, "checkbox", place, option.code, &label(ask, option), &hint(ask, option), chosen))
            }
        }
    }
}

fn scale(ask: &Ask<'_>, steps: &[Opt]) -> Markup {
    html! {
        div class="scale" {
            @for (place, step) in steps.iter().enumerate() {
                @let number = (place + 1).to_string();
                label {
                    input type="radio" name=(ask.name) value=(number) id=(element(ask, place))
                        checked[ask.typed() == number] aria-invalid=[ask.invalid()];
                    span { (number) " " (label(ask, step)) }
                    @if !step.hint.is_empty() { small { (hint(ask, step)) } }
                }
            }
            @if !ask.field.required {
                label class="none" {
                    input type="radio" name=(ask.name) value="" id=(element(ask, steps.len())) checked[ask.typed().is_empty()];
                    span { (ask.say(w::NOT_ANSWERED)) }
                }
            }
        }
    }
}

/// A list that opens; in a table also for what would be radios, so that a row stays a row.
pub(super) fn select(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    let several = matches!(ask.field.shape, Shape::Choices(_));
    let options: Vec<(String, String)> = match ask.field.shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            options.iter().map(|option| (option.code.to_owned(), label(ask, option))).collect()
        }
        Shape::Rating(steps) => (1..)
            .zip(steps)
            .map(|(number, step): (usize, _)| (number.to_string(), format!("{number} {}", label(ask, step))))
            .collect(),
        _ => vec![("yes".to_owned(), ask.say(w::YES)), ("no".to_owned(), ask.say(w::NO))],
    };
    html! {
        select id=(ask.id()) name=(ask.name) multiple[several] size=[several.then_some("4")] aria-label=[aria]
            aria-describedby=[ask.described().filter(|_| aria.is_none())] aria-invalid=[ask.invalid()] {
            @if !several { option value="" { (ask.say(w::CHOOSE)) } }
            @for (code, label) in &options {
                option value=(code) selected[ask.form.data.every(ask.name).any(|typed| typed == code)] { (label) }
            }
        }
    }
}

/// One radio or checkbox with its label and hint. The first has the field's own id, so that a summary leads to it.
fn pick(
    ask: &Ask<'_>,
    sort: &str,
    place: usize,
    code: &str,
    label: &str,
    hint: &str,
    chosen: bool,
) -> Markup {
    html! {
        label class="pick" {
            input type=(sort) id=(element(ask, place)) name=(ask.name) value=(code) checked[chosen]
                aria-invalid=[ask.invalid()];
            span { (label) @if !hint.is_empty() { small { (hint) } } }
        }
    }
}

fn element(ask: &Ask<'_>, place: usize) -> String {
    if place == 0 { ask.id() } else { format!("{}-{}", ask.id(), place + 1) }
}

fn label(ask: &Ask<'_>, option: &Opt) -> String {
    declared::option(ask.locale, ask.scope, ask.field, option)
}

fn hint(ask: &Ask<'_>, option: &Opt) -> String {
    if option.hint.is_empty() {
        String::new()
    } else {
        declared::option_hint(ask.locale, ask.scope, ask.field, option)
    }
}
