//! Import in four steps: choose a file, match its columns, check without writing, import.

pub mod dry_run;
pub mod mapping;
pub mod progress;
pub mod questions;
pub mod upload;

use crate::Locale;
use crate::words::{Word, import as w};
use maud::{Markup, html};
use std::cmp::Ordering;

/// The strip of steps, with the one that is shown.
fn steps(locale: &Locale, now: usize) -> Markup {
    let words: [Word; 4] = [w::STEP_UPLOAD, w::STEP_MAP, w::STEP_CHECK, w::STEP_RUN];
    html! {
        ol class="gate" aria-label=(locale.say(w::STEPS)) {
            @for (place, word) in words.into_iter().enumerate() {
                li class=(match place.cmp(&now) { Ordering::Less => "done", Ordering::Equal => "now", Ordering::Greater => "" })
                    aria-current=[(place == now).then_some("step")] { span { (locale.say(word)) } }
            }
        }
    }
}

/// The title of every step.
fn title(locale: &Locale, register: &str) -> String {
    locale.fill(w::TITLE, &[("register", register)])
}
