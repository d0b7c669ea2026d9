//! Severe effects, each with the risk that takes it up.

use super::to_step;
use crate::{present::names::link, request::Visit};
use app::{Look, impact_practice as impact, risk_practice};
use record::{Act, Value, show};
use ui::{
    Href, Link,
    components::{
        badge::{Badge, Tone},
        effects::{Effect, Effects},
        field::element_id,
    },
};

/// The severe effects of an assessment.
pub async fn effects(visit: &Visit, look: &Look) -> app::Outcome<Effects> {
    let locale = visit.locale();
    let record = &look.record;
    let risks = visit.desk().schema(risk_practice::KIND).await?;
    let may =
        visit.past.is_none() && look.acts.contains(&Act::Revise) && visit.desk().check_create(&risks).is_ok();
    let severity = risks.field("inherent_impact");
    let lines = impact::severe(&record.body).into_iter().map(|effect| {
        let at = element_id(&format!("findings.{}.what", effect.row));
        let step = format!("{}#{at}", to_step(&record.reference, "effects"));
        let word =
            severity.map(|field| show(&field.shape, &Value::Rating(effect.severity))).unwrap_or_default();
        let named = effect.risk.and_then(|id| look.names.get(&id));
        Effect {
            link: Link::new(effect.what, step),
            badge: Badge::new(Tone::Bad, word),
            risk: named.map(|named| (link(visit, named), Badge::state(&locale, &named.state))),
            draft: (may && effect.risk.is_none())
                .then(|| Href::to(format!("/impact/{}/effects/{}", record.reference, effect.row))),
        }
    });
    Ok(Effects {
        lines: lines.collect(),
        hidden: vec![
            ("_key".to_owned(), visit.web.app.nonce()),
            ("_seen".to_owned(), record.position.to_string()),
        ],
    })
}
