//! The first run: one organisation, one administrator, once.

use super::outside;
use crate::components::summary::summary;
use crate::words::{account as w, form, shell as s};
use crate::{Href, Locale, Sample, Shell};
use maud::{Markup, html};
use record::{FormData, Problem};

/// The first run.
#[derive(Clone, Debug)]
pub struct View {
    /// Where it is sent, by POST: `token`, `organisation`, `time_zone`, `name`, `email`, `password`, `again`.
    pub action: Href,
    /// What was typed; passwords are never sent back.
    pub data: FormData,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Shortest password that is taken, in characters.
    pub password_min: usize,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let text = |name: &str, label: &str, hint: &str, sort: &str, auto: &str| {
        let value = if sort == "password" { "" } else { view.data.first(name).unwrap_or_default() };
        input(
            locale,
            &view.problems,
            name,
            label,
            hint,
            &html! {
                input type=(sort) id={ "f-" (name) } name=(name) value=(value) autocomplete=(auto)
                    aria-describedby=[(!hint.is_empty()).then(|| format!("f-{name}-hint"))];
            },
        )
    };
    let password_hint = locale.fill(w::PASSWORD_HINT, &[("n", &view.password_min.to_string())]);
    let say = |word| locale.say(word);
    let body = html! {
        (summary(locale, &view.problems, |path| NAMES.contains(&path)))
        h1 { (say(w::SET_UP)) }
        p class="lede" { (say(w::SET_UP_LEDE)) }
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            (text("token", &say(w::TOKEN), &say(w::TOKEN_HINT), "text", "off"))
            (text("organisation", &say(w::ORGANISATION), "", "text", "organization"))
            (text("time_zone", &say(w::TIME_ZONE), &say(w::TIME_ZONE_HINT), "text", "off"))
            (text("name", &say(w::YOUR_NAME), "", "text", "name"))
            (text("email", &say(w::EMAIL), "", "email", "username"))
            (text("password", &say(w::NEW_PASSWORD), &password_hint, "password", "new-password"))
            (text("again", &say(w::PASSWORD_AGAIN), "", "password", "new-password"))
            p { button class="btn primary" { (say(w::CREATE)) } }
        }
    };
    let title = say(w::SET_UP);
    let title =
        if view.problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

const NAMES: [&str; 7] = ["token", "organisation", "time_zone", "name", "email", "password", "again"];

/// A labelled control with hint and message.
pub(crate) fn input(
    locale: &Locale,
    problems: &[Problem],
    name: &str,
    label: &str,
    hint: &str,
    control: &Markup,
) -> Markup {
    let problem = problems.iter().find(|problem| problem.path == name);
    html! {
        div class={ "field" @if problem.is_some() { " error" } } {
            label for={ "f-" (name) } { (label) }
            @if !hint.is_empty() { p class="hint" id={ "f-" (name) "-hint" } { (hint) } }
            @if let Some(problem) = problem {
                p class="msg" { span class="aloud" { (locale.say(form::ERROR)) } " " (problem.sentence) }
            }
            (control)
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        action: Href::to("/set-up"),
        data: FormData::default(),
        problems: Vec::new(),
        password_min: 12,
    };
    let wrong = View {
        data: FormData(vec![
            ("organisation".into(), "TechServe Solutions".into()),
            ("password".into(), "secret".into()),
        ]),
        problems: vec![Problem::new("password", "too_short", "Choose a password of at least 12 characters.")],
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&outside(locale), view));
    vec![sample("first", view), sample("problems", wrong)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_back() {
        for sample in samples() {
            let html = (sample.draw)(&Locale::english(jiff::tz::TimeZone::UTC)).0;
            assert!(!html.contains("secret"));
        }
    }
}
