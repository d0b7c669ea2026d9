//! Signing in.

use super::outside;
use crate::components::summary::summary;
use crate::words::{account as w, shell as s};
use crate::{Href, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// Signing in.
#[derive(Clone, Debug)]
pub struct View {
    /// Where it is sent, by POST: `email`, `password`, `next`.
    pub action: Href,
    /// Where one gets afterwards.
    pub next: Href,
    /// The address as it was typed.
    pub email: String,
    /// Why it was refused; it never tells which of the two was wrong.
    pub refused: Option<String>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let problems: Vec<Problem> =
        view.refused.iter().map(|sentence| Problem::new("email", "refused", sentence.as_str())).collect();
    let body = html! {
        (summary(locale, &problems, |_| true))
        h1 { (locale.say(w::SIGN_IN)) }
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            input type="hidden" name="next" value=(view.next);
            div class="field" {
                label for="f-email" { (locale.say(w::EMAIL)) }
                input type="email" id="f-email" name="email" value=(view.email) autocomplete="username" required;
            }
            div class="field" {
                label for="f-password" { (locale.say(w::PASSWORD)) }
                input type="password" id="f-password" name="password" autocomplete="current-password" required;
            }
            p { button class="btn primary" { (locale.say(w::SIGN_IN)) } }
        }
        p class="muted sm" { (locale.say(w::SIGN_IN_HELP)) }
    };
    let title = locale.say(w::SIGN_IN);
    let title = if view.refused.is_some() { locale.fill(s::TITLE_ERROR, &[("page", &title)]) } else { title };
    shell.page(&title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view =
        View { action: Href::to("/sign-in"), next: Href::to("/"), email: String::new(), refused: None };
    let refused = View {
        email: "mara@example.org".into(),
        refused: Some("The e-mail address or the password is not right.".into()),
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&outside(locale), view));
    vec![sample("sign-in", view), sample("refused", refused)]
}
