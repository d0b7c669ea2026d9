//! Fields that lead to other records: link, links, person, evidence.

use super::Ask;
use crate::words::form as w;
use maud::{Markup, html};
use record::{FieldDef, FormData, Schema, Shape};
use std::collections::BTreeMap;

/// Offers above this number are typed and found, not opened as a list.
const LIST_MAX: usize = 40;
/// Offers above this number are a list with several chosen, not checkboxes.
const CHECKBOXES_MAX: usize = 12;
/// The same for a cell of a table, where every row would repeat the list.
const CELL_LIST_MAX: usize = 20;
/// Suggestions that come with the page; a script replaces them by what fits what is typed.
const SUGGESTED: usize = 20;
/// Blank inputs that a typed list of links offers.
const BLANKS: usize = 3;

/// A record that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id, as the form sends it.
    pub id: String,
    /// Reference and title: `SYS-0007 CV screening assistant`.
    pub label: String,
}

/// What can be chosen, by field id; for a column of a table `field.column`.
pub type Offers = BTreeMap<String, Vec<Offer>>;

/// The field with label or legend and notes.
pub(super) fn draw(ask: &Ask<'_>) -> Markup {
    match ask.field.shape {
        Shape::Links(_) | Shape::Evidence => many(ask),
        _ => ask.single(&control(ask, None)),
    }
}

/// The control alone; `aria` names it where no label stands beside it.
pub(super) fn control(ask: &Ask<'_>, aria: Option<&str>) -> Markup {
    let offers = offers(ask);
    let several = matches!(ask.field.shape, Shape::Links(_) | Shape::Evidence);
    if is_typed(ask, aria.is_some()) {
        return html! {
            (typed(ask, &ask.id(), &label_of(offers, ask.typed()), aria))
            @if aria.is_none() { (suggestions(ask)) }
        };
    }
    html! {
        select id=(ask.id()) name=(ask.name) multiple[several] size=[several.then_some(if aria.is_some() { "3" } else { "8" })]
            aria-label=[aria] aria-describedby=[ask.described().filter(|_| aria.is_none())]
            aria-invalid=[ask.invalid()] {
            @if !several { option value="" { (ask.say(w::CHOOSE)) } }
            @for offer in offers {
                option value=(offer.id) selected[ask.form.data.every(ask.name).any(|id| id == offer.id)] { (offer.label) }
            }
            @for stray in strays(ask, offers) { option value=(stray) selected { (ask.say(w::STRAY)) } }
        }
    }
}

fn many(ask: &Ask<'_>) -> Markup {
    let offers = offers(ask);
    let chosen: Vec<&str> = ask.form.data.every(ask.name).filter(|id| !id.trim().is_empty()).collect();
    if offers.is_empty() && chosen.is_empty() {
        return html! {
            div class="field" id=(ask.id()) {
                p { b { (ask.heading()) } }
                (ask.notes())
                p class="muted sm" { (ask.say(w::NOTHING_OFFERED)) }
            }
        };
    }
    if offers.len() > CHECKBOXES_MAX && offers.len() <= LIST_MAX {
        return ask.single(&control(ask, None));
    }
    if offers.len() <= CHECKBOXES_MAX {
        return ask.group(&html! {
            div class="picks" {
                @for (place, offer) in offers.iter().enumerate() {
                    (checkbox(ask, place, &offer.id, &offer.label, chosen.contains(&offer.id.as_str())))
                }
                @for (place, stray) in strays(ask, offers).into_iter().enumerate() {
                    (checkbox(ask, offers.len() + place, stray, &ask.say(w::STRAY), true))
                }
            }
        });
    }
    ask.group(&html! {
        @if !chosen.is_empty() {
            div class="picks" {
                @for (place, id) in chosen.iter().enumerate() {
                    (checkbox(ask, place + BLANKS, id, &label_of(offers, id), true))
                }
            }
        }
        p class="hint" { (ask.say(w::TYPE_TO_FIND)) }
        (suggestions(ask))
        @for place in 0..BLANKS { (typed(ask, &numbered(ask, place), "", Some(&ask.say(w::ANOTHER)))) }
    })
}

/// An input with the offers as suggestions. What it sends is a label; [`resolve`] makes it an id again.
fn typed(ask: &Ask<'_>, id: &str, value: &str, aria: Option<&str>) -> Markup {
    html! {
        input type="text" id=(id) name=(ask.name) value=(value) list=(list_id(ask)) data-suggest=[leads_to(ask)]
            autocomplete="off" aria-label=[aria]
            aria-describedby=[ask.described().filter(|_| aria.is_none())] aria-invalid=[ask.invalid()];
    }
}

/// The suggestions, once a field or column however many inputs use them.
pub(super) fn suggestions(ask: &Ask<'_>) -> Markup {
    html! { datalist id=(list_id(ask)) { @for offer in offers(ask).iter().take(SUGGESTED) { option value=(offer.label) {} } } }
}

/// The kind that the field leads to; none where it may be any.
fn leads_to(ask: &Ask<'_>) -> Option<&'static str> {
    match ask.field.shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.kind).filter(|kind| *kind != "*"),
        Shape::Person => Some("person"),
        Shape::Evidence => Some("evidence"),
        _ => None,
    }
}

/// Whether there are too many offers for a list that opens.
pub(super) fn is_typed(ask: &Ask<'_>, in_cell: bool) -> bool {
    offers(ask).len() > if in_cell { CELL_LIST_MAX } else { LIST_MAX }
}

fn list_id(ask: &Ask<'_>) -> String {
    format!("offers-{}", ask.offers.replace('.', "-"))
}

fn checkbox(ask: &Ask<'_>, place: usize, value: &str, label: &str, chosen: bool) -> Markup {
    html! {
        label class="pick" {
            input type="checkbox" id=(numbered(ask, place)) name=(ask.name) value=(value) checked[chosen];
            span { (label) }
        }
    }
}

fn numbered(ask: &Ask<'_>, place: usize) -> String {
    if place == 0 { ask.id() } else { format!("{}-{}", ask.id(), place + 1) }
}

fn offers<'a>(ask: &Ask<'a>) -> &'a [Offer] {
    ask.form.offers.get(ask.offers).map_or(&[], Vec::as_slice)
}

fn label_of(offers: &[Offer], id: &str) -> String {
    offers.iter().find(|offer| offer.id == id).map_or(id, |offer| offer.label.as_str()).to_owned()
}

/// Values that were sent and are no longer offered: kept, so that saving does not drop a link unseen.
fn strays<'a>(ask: &Ask<'a>, offers: &[Offer]) -> Vec<&'a str> {
    ask.form
        .data
        .every(ask.name)
        .filter(|id| !id.trim().is_empty() && !offers.iter().any(|offer| offer.id == *id))
        .collect()
}

/// Replaces labels and references that were typed by the ids of the records that they name, where exactly one does.
pub fn resolve(schema: &Schema, form: &mut FormData, offers: &Offers) {
    for (name, value) in &mut form.0 {
        let Some(list) = offers_for(schema, name).and_then(|key| offers.get(&key)) else { continue };
        let wanted = value.trim();
        if wanted.is_empty() || list.iter().any(|offer| offer.id == wanted) {
            continue;
        }
        let folded = record::fold(wanted);
        let mut matches = list.iter().filter(|offer| {
            let label = record::fold(&offer.label);
            label == folded || label.split(' ').next() == Some(folded.as_str())
        });
        if let (Some(offer), None) = (matches.next(), matches.next()) {
            value.clone_from(&offer.id);
        }
    }
}

/// Where the offers of the field behind a form's name lie.
fn offers_for(schema: &Schema, name: &str) -> Option<String> {
    let mut parts = name.split('.');
    let field = schema.field(parts.next()?)?;
    let links = |field: &FieldDef| {
        matches!(field.shape, Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence)
    };
    match (field.shape, parts.next(), parts.next()) {
        (Shape::Table(columns), Some(_), Some(column)) => columns
            .iter()
            .find(|known| known.id == column && links(known))
            .map(|_| format!("{}.{column}", field.id)),
        (_, None, None) if links(field) => Some(field.id.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_labels_and_references_become_ids_and_the_rest_stays_typed() {
        let (schema, _, _) = crate::specimen::record();
        let offer = |id: &str, label: &str| Offer { id: id.into(), label: label.into() };
        let offers = Offers::from([(
            "systems".to_owned(),
            vec![
                offer("id-7", "SYS-0007 CV screening"),
                offer("id-8", "SYS-0008 Twin"),
                offer("id-9", "SYS-0009 Twin"),
            ],
        )]);
        let mut form = FormData(
            ["SYS-0007 CV screening", "sys-0008", "Twin", "id-9", ""]
                .into_iter()
                .map(|value| ("systems".to_owned(), value.to_owned()))
                .chain([("name".to_owned(), "SYS-0007 CV screening".to_owned())])
                .collect(),
        );
        resolve(&schema, &mut form, &offers);
        let values: Vec<_> = form.0.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["id-7", "id-8", "Twin", "id-9", "", "SYS-0007 CV screening"]);
    }
}
