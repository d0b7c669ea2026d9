//! Impact assessments as views: the guide, one of its steps, the fundamental rights impact assessment.

mod again;
mod effects;
mod guide;
mod remark;
mod rights;
mod step;

pub use again::{Typed, again};
pub use effects::effects;
pub use guide::{begin, guide, next};
pub use remark::remark;
pub use rights::rights;
pub use step::{prefilled, step};

use app::impact_practice::Progress;
use ui::{
    Locale,
    components::badge::{Badge, Tone},
    words::impact as w,
};

/// Address of a step.
fn to_step(reference: &str, step: &str) -> String {
    format!("/impact/{reference}/step/{step}")
}

fn badge(locale: &Locale, progress: Progress) -> Badge {
    let (tone, word) = match progress {
        Progress::Empty => (Tone::Mute, w::EMPTY),
        Progress::Begun => (Tone::Warn, w::BEGUN),
        Progress::Complete => (Tone::Ok, w::COMPLETE),
    };
    Badge::new(tone, locale.say(word))
}
