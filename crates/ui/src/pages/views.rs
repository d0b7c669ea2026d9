//! Views of a register: keeping the present one, opening, sharing, following and removing those that are kept.

use super::around;
use crate::components::{card, crumbs::Crumbs, summary};
use crate::words::{form as forms, views as w};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// "Views of uses of AI".
    pub heading: String,
    /// Where every form is sent, by POST: `do`, `name`, `question`.
    pub action: Href,
    /// The question of the register that one came from; none when there is nothing to keep.
    pub question: Option<String>,
    /// The name that was typed for it.
    pub name: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// One's own views.
    pub own: Vec<Line>,
    /// Those that are shared.
    pub shared: Vec<Line>,
    /// Whether one may share.
    pub shares: bool,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name, leading to the register.
    pub link: Link,
    /// Who shares it.
    pub by: Option<String>,
    /// Its question, so that it can be shared or kept.
    pub question: String,
    /// What moved since one looked; none when it is not followed.
    pub moved: Option<Moved>,
    /// Whether one may remove it.
    pub removes: bool,
}

/// What came in and what left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// What came in.
    pub entered: Vec<Link>,
    /// What left.
    pub left: Vec<Link>,
    /// Since which day.
    pub since: String,
    /// Whether there are more than are compared.
    pub more: bool,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let problem = view.problems.iter().find(|problem| problem.path == "name");
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::summary(locale, &view.problems, |path| path == "name"))
        h1 { (view.heading) }
        p class="lede" { (locale.say(w::LEDE)) }
        @if let Some(question) = &view.question {
            form class="card body stack" method="post" action=(view.action) {
                (shell.token())
                input type="hidden" name="question" value=(question);
                div class={ "field" @if problem.is_some() { " error" } } {
                    label for="f-name" { (locale.say(w::NAME)) }
                    div class="hint" id="f-name-hint" {
                        p { (locale.say(w::NAME_HINT)) }
                        @if let Some(problem) = problem { p class="msg" { span class="aloud" { (locale.say(forms::ERROR)) } " " (problem.sentence) } }
                    }
                    input type="text" id="f-name" name="name" value=(view.name) aria-describedby="f-name-hint";
                }
                div class="row" {
                    button class="btn primary" name="do" value="keep" { (locale.say(w::KEEP)) }
                    @if view.shares { button class="btn" name="do" value="share" { (locale.say(w::SHARE)) } }
                }
            }
        }
        div class="grid" {
            div class="c6" { (card::card(&locale.say(w::OWN), "", &list(shell, view, &view.own, true))) }
            div class="c6" { (card::card(&locale.say(w::SHARED), "", &list(shell, view, &view.shared, false))) }
        }
    };
    let title = if view.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(crate::words::shell::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

fn list(shell: &Shell, view: &View, lines: &[Line], own: bool) -> Markup {
    let locale = &shell.locale;
    html! {
        @if lines.is_empty() { p class="muted" { (locale.say(if own { w::NO_OWN } else { w::NO_SHARED })) } }
        @for line in lines {
            section class="stack" aria-label=(line.link.label) {
                h3 { (line.link) }
                @if let Some(by) = &line.by { p class="sm muted" { (locale.fill(w::BY, &[("name", by)])) } }
                @if let Some(moved) = &line.moved { (told(locale, moved)) }
                form class="row" method="post" action=(view.action) {
                    (shell.token())
                    input type="hidden" name="name" value=(line.link.label);
                    input type="hidden" name="question" value=(line.question);
                    @if own {
                        @match &line.moved {
                            None => button class="btn sm" name="do" value="follow" { (locale.say(w::FOLLOW)) },
                            Some(_) => {
                                button class="btn sm" name="do" value="follow" { (locale.say(w::SEEN)) }
                                button class="btn sm" name="do" value="unfollow" { (locale.say(w::UNFOLLOW)) }
                            }
                        }
                        @if view.shares { button class="btn sm" name="do" value="share" { (locale.say(w::SHARE_IT)) } }
                    } @else {
                        button class="btn sm" name="do" value="keep" { (locale.say(w::KEEP_IT)) }
                    }
                    @if line.removes {
                        button class="btn sm" name="do" value=(if own { "drop" } else { "unshare" })
                            aria-label=(locale.fill(w::REMOVE_NAMED, &[("name", &line.link.label)])) { (locale.say(w::REMOVE)) }
                    }
                }
            }
        }
    }
}

fn told(locale: &Locale, moved: &Moved) -> Markup {
    html! {
        @if moved.entered.is_empty() && moved.left.is_empty() {
            p class="sm" { (locale.fill(w::NOTHING_MOVED, &[("day", &moved.since)])) }
        }
        @for (links, word) in [(&moved.entered, w::ENTERED), (&moved.left, w::LEFT)] {
            @if !links.is_empty() {
                p class="sm" { (locale.fill(word, &[("n", &locale.number(links.len() as u64)), ("day", &moved.since)])) }
                ul class="plain sm" { @for link in links.iter().take(SHOWN) { li { (link) } } }
                @if links.len() > SHOWN { p class="sm muted" { (locale.fill(w::OTHERS, &[("n", &locale.number((links.len() - SHOWN) as u64))])) } }
            }
        }
        @if moved.more { p class="sm muted" { (locale.say(w::NOT_ALL)) } }
    }
}

/// Records shown of what came in or left.
const SHOWN: usize = 20;

/// Samples.
pub fn samples() -> Vec<Sample> {
    let line = |name: &str, moved: Option<Moved>, by: Option<&str>| Line {
        link: Link::new(name, "/r/use?w1.owner.is=me"),
        by: by.map(str::to_owned),
        question: "w1.owner.is=me".into(),
        moved,
        removes: by.is_none(),
    };
    let moved = Moved {
        entered: vec![Link::new("USE-0007 CV screening assistant", "/r/use/USE-0007")],
        left: Vec::new(),
        since: "21 November 2026".into(),
        more: false,
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/r/use")], "Views"),
        heading: "Views of uses of AI".into(),
        action: Href::to("/r/use/views"),
        question: Some("w1.stage.is=operation".into()),
        name: String::new(),
        problems: Vec::new(),
        own: vec![line("Mine, overdue", Some(moved), None), line("Pilots", None, None)],
        shared: vec![line("High risk without assessment", None, Some("Mara Lindqvist"))],
        shares: true,
    };
    let none = View { question: None, own: Vec::new(), shared: Vec::new(), ..view.clone() };
    let wrong = View {
        problems: vec![Problem::new("name", "name", "Give the view a name of at most 80 characters.")],
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("views", view), sample("none", none), sample("no-name", wrong)]
}
