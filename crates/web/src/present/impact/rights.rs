//! Which answers of an assessment serve Article 27, and what is missing.

use super::{guide::crumbs, guide::name_of, to_step};
use crate::request::Visit;
use app::{
    Look,
    impact_practice::{self as impact, Applies, Step},
};
use record::{Body, Value};
use ui::{
    Link, Sentence,
    components::{
        badge::{Badge, Tone},
        button::Button,
        field::element_id,
        shown::Names,
    },
    pages::rights::{Item, View},
    words::impact as w,
};

/// Field that says whether the authority was told.
const TOLD: &str = "authority_told";
/// Field that says on which ground the assessment is asked for.
const GROUND: &str = "rights_ground";

/// The page.
pub fn rights<'a>(visit: &Visit, look: &'a Look, uses: &[Body], names: &'a Names) -> View<'a> {
    let locale = visit.locale();
    let (schema, record) = (&*look.schema, &*look.record);
    let body = &record.body;
    let place = |field: &str| {
        let step = Step::of(schema, field).map_or("", |step| step.id);
        format!("{}#{}", to_step(&record.reference, step), element_id(field))
    };
    let applies = match impact::applies(body, uses.iter()) {
        Applies::Yes => (
            Badge::new(Tone::Info, locale.say(w::RIGHTS_YES_BADGE)),
            Sentence::plain(locale.say(w::RIGHTS_YES)),
        ),
        Applies::No => (
            Badge::new(Tone::Mute, locale.say(w::RIGHTS_NO_BADGE)),
            Sentence::plain(locale.say(w::RIGHTS_NO)),
        ),
        Applies::Unsaid => (
            Badge::new(Tone::Warn, locale.say(w::RIGHTS_UNSAID_BADGE)),
            Sentence::plain(locale.say(w::RIGHTS_UNSAID))
                .text(" ")
                .link(locale.say(w::RIGHTS_GROUND), place(GROUND)),
        ),
    };
    let items = impact::ITEMS.iter().map(|item| {
        let served = impact::lacks(item, body).is_empty();
        let (tone, word) = if served { (Tone::Ok, w::RIGHTS_SERVED) } else { (Tone::Bad, w::RIGHTS_MISSING) };
        let fields = item.needed.iter().chain(item.further);
        Item {
            heading: format!("{} {}", item.place, locale.say(w::item(item.id))),
            badge: Badge::new(tone, locale.say(word)),
            answers: fields.map(|id| (*id, Link::new(name_of(&locale, schema, id), place(id)))).collect(),
        }
    });
    let told = body.get(TOLD) == Some(&Value::Flag(true));
    let told = if told {
        (Badge::new(Tone::Ok, locale.say(w::RIGHTS_SERVED)), locale.say(w::RIGHTS_TOLD))
    } else {
        (Badge::new(Tone::Mute, locale.say(w::RIGHTS_MISSING)), locale.say(w::RIGHTS_NOT_TOLD))
    };
    View {
        crumbs: crumbs(visit, &locale, look),
        lede: locale.fill(w::RIGHTS_LEDE, &[("reference", &record.reference)]),
        applies,
        said: (schema, body, names),
        items: items.collect(),
        told,
        buttons: vec![Button::new(locale.say(w::BACK), visit.href(&format!("/impact/{}", record.reference)))],
    }
}
