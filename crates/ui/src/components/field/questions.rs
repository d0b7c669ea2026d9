//! Answers to a set of questions, each with a note on why.

use super::{Ask, picks, text};
use crate::words::{declared, form as w};
use maud::{Markup, html};
use record::{Question, QuestionSet, Shape};

/// The field: the questions under their headings, or those of one section.
pub(super) fn draw(ask: &Ask<'_>, set: &QuestionSet, only: Option<&str>) -> Markup {
    let scope = format!("{}.{}", ask.scope, ask.field.id);
    ask.group(&html! {
        div class="questions" id=(ask.id()) tabindex="-1" {
            @for (place, question) in set.questions.iter().enumerate().filter(|(_, it)| only.is_none_or(|only| it.section == only)) {
                @let before = place.checked_sub(1).and_then(|before| set.questions.get(before));
                @if only.is_none() && !question.section.is_empty() && before.is_none_or(|before| before.section != question.section) {
                    h3 { (declared::section(ask.locale, &scope, question.section)) }
                }
                (one(ask, &scope, question))
            }
        }
    })
}

fn one(ask: &Ask<'_>, scope: &str, question: &Question) -> Markup {
    let name = format!("{}.{}", ask.field.id, question.field.id);
    let inner = Ask { field: &question.field, scope, name: &name, offers: &name, ..*ask };
    let note = format!("{name}.note");
    let label = ask.locale.fill(w::NOTE_OF, &[("question", &inner.label())]);
    html! {
        div class="question" {
            @match question.field.shape {
                Shape::Flag | Shape::Choice(_) | Shape::Choices(_) | Shape::Rating(_) => (picks::draw(&inner)),
                _ => (text::draw(&inner)),
            }
            textarea name=(note) rows="1" aria-label=(label) placeholder=(ask.say(w::NOTE)) {
                (ask.form.data.first(&note).unwrap_or_default())
            }
        }
    }
}
