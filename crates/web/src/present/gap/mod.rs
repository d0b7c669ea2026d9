//! The gap assessment as pages show it: judged beside computed, what it costs, what moved.

mod guide;
mod only;
mod overview;
mod report;

use super::names::address;
use crate::{page::gap::on, request::Visit, words};
use app::{Assessed, Assessment, Contradiction, Gap, GapLine, Judgement, PAPER, Pack, papers};
use record::{FieldDef, Refusal, Schema, Shape};
use ui::{
    Link, Locale,
    components::badge::{Badge, Tone},
    words::{Word, gap as w},
};

pub use guide::{after, around, guide, is_asked, merged, proposed};
pub use overview::overview;
pub use report::{report, sheet};

/// The requirement in an assessment.
///
/// # Errors
/// `not_found`.
pub fn line_of<'a>(assessment: &'a Assessment, reference: &str) -> Result<&'a Assessed, Refusal> {
    assessment.lines.iter().find(|line| line.reference == reference).ok_or_else(Refusal::not_found)
}

/// Types that an existing document can be: code and label.
pub fn document_types(visit: &Visit) -> Vec<(String, String)> {
    let locale = visit.locale();
    let kind = visit.web.app.kinds().iter().find(|kind| kind.id == PAPER);
    let field = kind.and_then(|kind| kind.field("doc_type"));
    papers::types()
        .map(|(code, label)| {
            let said = field.map(|field| chosen(&locale, PAPER, field, code));
            (code.to_owned(), said.unwrap_or_else(|| label.to_owned()))
        })
        .collect()
}

pub(super) fn actions(visit: &Visit, assessment: &Assessment, line: &GapLine) -> Vec<Link> {
    let named = line.gap.actions.iter().filter_map(|id| assessment.names.get(id));
    named
        .map(|named| Link::new(named.reference.clone(), address(visit, &named.kind, &named.reference)))
        .collect()
}

pub(super) fn judged_badge(locale: &Locale, schema: &Schema, line: Option<&GapLine>) -> Badge {
    let Some(line) = line else { return Badge::new(Tone::Mute, locale.say(w::NOT_JUDGED)) };
    let tone = match line.gap.judged {
        Judgement::Absent => Tone::Bad,
        Judgement::Informal => Tone::Warn,
        Judgement::Documented => Tone::Info,
        Judgement::Operating => Tone::Ok,
    };
    Badge::new(tone, option(locale, schema, "judged", line.gap.judged.code()))
}

/// How a judgement contradicts what was computed on its baseline. What has moved since is no contradiction but movement.
pub(super) fn contradiction(locale: &Locale, line: &Assessed) -> Option<String> {
    let (gap, then) = (line.gap.as_ref()?, line.then?);
    gap.gap.judged.against(then.0).map(|found| locale.say(contradicts(found)))
}

pub(super) const fn contradicts(found: Contradiction) -> Word {
    match found {
        Contradiction::JudgedMore => w::JUDGED_MORE,
        Contradiction::JudgedLess => w::JUDGED_LESS,
    }
}

pub(super) fn effort(locale: &Locale, gap: &Gap) -> String {
    let days = gap.effort.normalize();
    let mut parts = Vec::new();
    if !days.is_zero() {
        parts.push(words::DAYS.fill(locale, &[("n", &locale.decimal(&days.to_string()))]));
    }
    parts.extend(gap.cost.as_ref().map(money));
    parts.join(", ")
}

pub(super) fn money(amount: &record::Amount) -> String {
    format!("{} {}", amount.amount.normalize(), amount.currency)
}

/// An option of a choice of the kind, as people read it.
pub(super) fn option(locale: &Locale, schema: &Schema, field: &str, code: &str) -> String {
    schema.field(field).map_or_else(|| code.to_owned(), |field| chosen(locale, schema.kind.id, field, code))
}

pub(super) fn chosen(locale: &Locale, kind: &str, field: &FieldDef, code: &str) -> String {
    let Shape::Choice(options) = field.shape else { return code.to_owned() };
    ui::components::shown::chosen(locale, kind, field, options, code)
}

pub(super) fn to(visit: &Visit, pack: &Pack, path: &str) -> String {
    on(visit).on(&format!("/gaps/{}{path}", pack.id))
}

pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
