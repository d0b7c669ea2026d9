//! Severe effects of an impact assessment: each with the risk that takes it up, or with the act that drafts it.

use super::{
    badge::{Badge, Tone},
    card,
};
use crate::words::impact as w;
use crate::{Href, Link, Locale, Sample};
use maud::{Markup, html};

/// The severe effects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// The effects.
    pub lines: Vec<Effect>,
    /// What travels along with the act unseen: name and value.
    pub hidden: Vec<(String, String)>,
}

/// A severe effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What happens, leading to where it is said.
    pub link: Link,
    /// How severe it is.
    pub badge: Badge,
    /// The risk that takes it up, with its state.
    pub risk: Option<(Link, Badge)>,
    /// Where the act that drafts the risk is sent, by POST; none where the person may not.
    pub draft: Option<Href>,
}

impl Effects {
    /// The card; nothing when there is no severe effect. `token` guards the forms.
    pub fn draw(&self, locale: &Locale, token: &Markup) -> Markup {
        html! {
            @if !self.lines.is_empty() {
                (card::card(&locale.say(w::SEVERE), &locale.say(w::SEVERE_NOTE), &html! {
                    ul class="next" { @for line in &self.lines { (self.line(locale, line, token)) } }
                }))
            }
        }
    }

    fn line(&self, locale: &Locale, line: &Effect, token: &Markup) -> Markup {
        html! {
            li {
                span {
                    (line.link)
                    span class="sub" {
                        @match &line.risk {
                            Some((risk, state)) => { (risk) " " (state) },
                            None => (locale.say(w::NO_RISK)),
                        }
                    }
                }
                @match (&line.risk, &line.draft) {
                    (None, Some(href)) => {
                        form method="post" action=(href) {
                            (token)
                            @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                            button class="btn" aria-label=(locale.fill(w::DRAFT_RISK_OF, &[("effect", &line.link.label)])) {
                                (locale.say(w::DRAFT_RISK))
                            }
                        }
                    },
                    _ => (line.badge),
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let texts = ["Older people are ranked lower", "Severe", "RSK-0004 Age bias", "k-0190a5b2"];
    vec![Sample::new("effects", texts, |locale, [what, severe, risk, key]| {
        let line = |taken: bool| Effect {
            link: Link::new(*what, "/impact/AIA-0007/step/effects#f-findings-1-what"),
            badge: Badge::new(Tone::Bad, *severe),
            risk: taken.then(|| (Link::new(*risk, "/r/risk/RSK-0004"), Badge::state(locale, "draft"))),
            draft: Some(Href::to("/impact/AIA-0007/effects/1")),
        };
        let hidden = vec![("_key".to_owned(), (*key).to_owned())];
        Effects { lines: vec![line(false), line(true)], hidden }.draw(locale, &html! {})
    })]
}
