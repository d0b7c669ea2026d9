//! Where a past moment is chosen.

use super::{around, set_up::input};
use crate::components::{card, summary::summary};
use crate::words::proof as w;
use crate::{Href, Link, Sample, Shell};
use jiff::Timestamp;
use maud::{Markup, html};
use record::{FormData, Problem};

/// The choice of a moment.
#[derive(Clone, Debug)]
pub struct View {
    /// Where it is sent, by GET: `date` and `time`, or `entry`; and `back`.
    pub action: Href,
    /// The page that is to be read as of then.
    pub back: Href,
    /// What was typed.
    pub data: FormData,
    /// What is wrong with it: paths are `date`, `time`, `entry`.
    pub problems: Vec<Problem>,
    /// Name of the time zone.
    pub zone: String,
    /// When the first entry was recorded.
    pub first: Timestamp,
    /// Moments with a name: seals, checkpoints, approvals.
    pub moments: Vec<(Link, Timestamp)>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let typed = |name: &str| view.data.first(name).unwrap_or_default();
    let zone =
        locale.fill(w::AS_OF_ZONE, &[("zone", &view.zone), ("first", &locale.instant_text(view.first))]);
    let body = html! {
        (summary(locale, &view.problems, |path| ["date", "time", "entry"].contains(&path)))
        div { h1 { (locale.say(w::AS_OF)) } p class="lede" { (locale.say(w::AS_OF_LEDE)) } }
        div class="grid" {
            form class="c6 stack" method="get" action=(view.action) {
                input type="hidden" name="back" value=(view.back);
                (input(locale, &view.problems, "date", &locale.say(w::AS_OF_DATE), &zone, &html! {
                    input class="short" type="date" id="f-date" name="date" value=(typed("date")) aria-describedby="f-date-hint";
                }))
                (input(locale, &view.problems, "time", &locale.say(w::AS_OF_TIME), "", &html! {
                    input class="short" type="time" id="f-time" name="time" value=(typed("time"));
                }))
                (input(locale, &view.problems, "entry", &locale.say(w::AS_OF_ENTRY), "", &html! {
                    input class="short" type="text" inputmode="numeric" id="f-entry" name="entry" value=(typed("entry"));
                }))
                p class="row" {
                    button class="btn primary" { (locale.say(w::AS_OF_GO)) }
                    a class="btn quiet" href=(view.back) { (locale.say(w::NOW)) }
                }
            }
            @if !view.moments.is_empty() {
                div class="c6" {
                    (card::card(&locale.say(w::MOMENTS), "", &html! {
                        ul class="next" { @for (link, at) in &view.moments { li { span { (link) } span class="sm muted" { (locale.instant(*at)) } } } }
                    }))
                }
            }
        }
    };
    let title = locale.say(w::AS_OF);
    let title = if view.problems.is_empty() {
        title
    } else {
        locale.fill(crate::words::shell::TITLE_ERROR, &[("page", &title)])
    };
    shell.page(&title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let at = crate::specimen::instant(1_772_000_000);
    let view = View {
        action: Href::to("/as-of"),
        back: Href::to("/uses"),
        data: FormData::default(),
        problems: Vec::new(),
        zone: "Europe/Berlin".into(),
        first: at,
        moments: vec![(Link::new("Statement of applicability 3", "/as-of?entry=31007"), at)],
    };
    let wrong = View {
        data: FormData(vec![("date".into(), "2019-01-01".into())]),
        problems: vec![Problem::new("date", "before_first", "Nothing was recorded before 25 Feb 2026.")],
        ..view.clone()
    };
    let past = view.clone();
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![
        sample("choose", view),
        sample("problems", wrong),
        Sample::new("in-the-past", (past, "2 Sep 2026, 10:00"), |locale, (view, label)| {
            let shell = Shell {
                as_of: Some(crate::AsOf { label: (*label).to_owned(), back: Href::to("/uses") }),
                ..around(locale)
            };
            page(&shell, view)
        }),
    ]
}
