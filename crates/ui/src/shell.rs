//! What stands around every page: navigation, search, banners, the ledger's state.

use crate::components::{badge::Tone, brand};
use crate::words::shell as w;
use crate::{Href, Locale, room::Room};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

/// Bytes around a page, seldom more.
const AROUND: usize = 12_000;

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Language and time zone.
    pub locale: Locale,
    /// Name of the organisation.
    pub organisation: String,
    /// The navigation, in groups.
    pub nav: Vec<NavGroup>,
    /// Who is signed in; without anybody the page has no navigation.
    pub person: Option<SignedIn>,
    /// Light, dark or as the system has it.
    pub theme: Theme,
    /// Set when the page shows a past moment.
    pub as_of: Option<AsOf>,
    /// What the last act did.
    pub flash: Option<Flash>,
    /// Token against forged requests; every form carries it as `_csrf`.
    pub csrf: String,
    /// Address of this page, to come back to.
    pub here: Href,
    /// The ledger's state; absent where nobody is signed in.
    pub ledger: Option<LedgerFoot>,
    /// Style sheet, script and icon.
    pub assets: Assets,
    /// The addresses that every page links to.
    pub routes: Routes,
}

/// A group of the navigation.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// Its heading.
    pub label: String,
    /// Its entries.
    pub items: Vec<NavItem>,
}

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What people read.
    pub label: String,
    /// Where it leads.
    pub href: Href,
    /// How many, already as text (`31`, `49/70`).
    pub count: Option<String>,
    /// Whether the count asks for attention.
    pub hot: bool,
    /// Whether this is the page, or the page belongs to it.
    pub current: bool,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// The role in words.
    pub role: String,
}

/// Which colours the reader asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The page shows a past moment.
#[derive(Clone, Debug)]
pub struct AsOf {
    /// The moment in words.
    pub label: String,
    /// The same page now.
    pub back: Href,
}

/// One sentence on what the last act did.
#[derive(Clone, Debug)]
pub struct Flash {
    /// How it went.
    pub tone: Tone,
    /// The sentence.
    pub sentence: String,
}

/// The state of the ledger at the foot of every page, printed with it.
#[derive(Clone, Debug)]
pub struct LedgerFoot {
    /// Number of entries.
    pub position: u64,
    /// The root hash, shortened.
    pub root: String,
    /// When the last checkpoint was signed.
    pub checkpoint: Option<Timestamp>,
}

/// Addresses of the style sheet, the script and the icon.
#[derive(Clone, Debug)]
pub struct Assets {
    /// Serves [`crate::stylesheet`].
    pub css: Href,
    /// Serves [`crate::script`].
    pub script: Href,
    /// Serves the icon.
    pub icon: Href,
}

/// Addresses that every page links to.
#[derive(Clone, Debug)]
pub struct Routes {
    /// Home.
    pub home: Href,
    /// Search page; takes `q` by GET.
    pub search: Href,
    /// Takes the theme by POST: `theme` is `system`, `light` or `dark`, `back` an address.
    pub theme: Href,
    /// Signs out by POST.
    pub sign_out: Href,
    /// One's own account.
    pub account: Href,
    /// Help.
    pub help: Href,
    /// Where a past moment is chosen.
    pub as_of: Href,
    /// Where the ledger is verified.
    pub verify: Href,
}

impl Shell {
    /// A whole page: `title` for the window, `body` for the main part.
    pub fn page(&self, title: &str, body: &Markup) -> Markup {
        let locale = &self.locale;
        let full = if self.organisation.is_empty() {
            locale.fill(w::TITLE_BARE, &[("page", title)])
        } else {
            locale.fill(w::TITLE, &[("page", title), ("organisation", &self.organisation)])
        };
        html! {
            (DOCTYPE)
            (Room(body.0.len() + AROUND))
            html lang=(locale.lang) data-theme=[self.theme.code()] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (full) }
                    link rel="stylesheet" href=(self.assets.css);
                    link rel="icon" href=(self.assets.icon);
                    script type="module" src=(self.assets.script) {}
                }
                body data-search=[self.person.is_some().then_some(&self.routes.search.0)] {
                    a class="skip" href="#main" { (locale.say(w::SKIP)) }
                    @if self.person.is_some() {
                        div class="app" {
                            (self.side())
                            div class="page" {
                                (self.banners())
                                main id="main" class="main" { (body) }
                                (self.foot())
                            }
                        }
                    } @else {
                        div class="bare" {
                            p class="brand" { (brand::mark()) span { (locale.say(w::PRODUCT)) } }
                            (self.banners())
                            main id="main" class="main" { (body) }
                        }
                    }
                }
            }
        }
    }

    /// The hidden field that every form carries.
    pub fn token(&self) -> Markup {
        html! { input type="hidden" name="_csrf" value=(self.csrf); }
    }

    fn side(&self) -> Markup {
        let locale = &self.locale;
        html! {
            aside class="side" {
                a class="brand" href=(self.routes.home) { (brand::mark()) span { (self.organisation) } }
                a class="find" href=(self.routes.search) {
                    span { (locale.say(w::FIND)) }
                    kbd { "/" }
                }
                details class="fold" {
                    summary class="btn" { (locale.say(w::MENU)) }
                    div class="folded" {
                        @for (place, group) in self.nav.iter().enumerate() {
                            nav class="nav" aria-labelledby={ "nav-" (place) } {
                                h2 id={ "nav-" (place) } class=[(place == 0).then_some("aloud")] { (group.label) }
                                ul { @for item in &group.items { (nav_item(item)) } }
                            }
                        }
                        (self.me())
                    }
                }
            }
        }
    }

    fn me(&self) -> Markup {
        let locale = &self.locale;
        html! {
            div class="me" {
                @if let Some(person) = &self.person {
                    p { a href=(self.routes.account) { b { (person.name) } span { (person.role) } } }
                }
                p class="row sm" {
                    a href=(self.routes.as_of) { (locale.say(w::TIME_TRAVEL)) }
                    a href=(self.routes.help) data-help { (locale.say(w::HELP)) }
                }
                form class="segments" method="post" action=(self.routes.theme) {
                    (self.token())
                    input type="hidden" name="back" value=(self.here);
                    fieldset {
                        legend class="aloud" { (locale.say(w::THEME)) }
                        @for (theme, code, word) in [
                            (Theme::System, "system", w::THEME_SYSTEM),
                            (Theme::Light, "light", w::THEME_LIGHT),
                            (Theme::Dark, "dark", w::THEME_DARK),
                        ] {
                            button name="theme" value=(code) aria-pressed=(self.theme == theme) { (locale.say(word)) }
                        }
                    }
                }
                form method="post" action=(self.routes.sign_out) {
                    (self.token())
                    button class="btn quiet" { (locale.say(w::SIGN_OUT)) }
                }
            }
        }
    }

    fn banners(&self) -> Markup {
        let locale = &self.locale;
        html! {
            @if let Some(as_of) = &self.as_of {
                div class="banner past" role="status" {
                    span { (locale.fill(w::AS_OF, &[("when", &as_of.label)])) }
                    a href=(as_of.back) { (locale.say(w::AS_OF_BACK)) }
                }
            }
            @if let Some(flash) = &self.flash {
                div class={ "banner " (flash.tone.class()) } role="status" { span { (flash.sentence) } }
            }
        }
    }

    fn foot(&self) -> Markup {
        let locale = &self.locale;
        html! {
            @if let Some(ledger) = &self.ledger {
                footer class="foot seal" aria-label=(locale.say(w::LEDGER)) {
                    span { (locale.fill(w::ENTRY, &[("n", &locale.number(ledger.position))])) }
                    span { (locale.fill(w::ROOT, &[("hash", &ledger.root)])) }
                    @if let Some(at) = ledger.checkpoint {
                        span { (locale.fill(w::CHECKPOINT, &[("when", &locale.instant_text(at))])) }
                    }
                    a href=(self.routes.verify) { (locale.say(w::VERIFY)) }
                }
            }
        }
    }
}

impl Theme {
    /// The value of `data-theme`; none while it follows the system.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme under a code; anything unknown follows the system.
    pub fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

fn nav_item(item: &NavItem) -> Markup {
    html! {
        li {
            a href=(item.href) aria-current=[item.current.then_some("page")] {
                span { (item.label) }
                @if let Some(count) = &item.count {
                    span class={ "count" @if item.hot { " hot" } } { (count) }
                }
            }
        }
    }
}

impl Shell {
    /// A shell for samples: a made-up organisation.
    pub fn sample() -> Self {
        let item = |label: &str, count: Option<&str>, current| NavItem {
            label: label.to_owned(),
            href: Href::to(format!("#{}", label.to_lowercase().replace(' ', "-"))),
            count: count.map(str::to_owned),
            hot: count == Some("7"),
            current,
        };
        let group = |label: &str, items| NavGroup { label: label.to_owned(), items };
        Self {
            locale: Locale::english(jiff::tz::TimeZone::UTC),
            organisation: "TechServe Solutions".to_owned(),
            nav: vec![
                group("Start", vec![item("Home", None, false), item("My work", Some("7"), false)]),
                group(
                    "Plan · 4–6",
                    vec![
                        item("Impact assessments", Some("24"), false),
                        item("AI risks", Some("83"), false),
                        item("Documents", Some("42"), false),
                    ],
                ),
                group(
                    "Support & operate · 7–8",
                    vec![
                        item("Uses of AI", Some("41"), true),
                        item("AI systems", Some("31"), false),
                        item("Models", Some("22"), false),
                        item("Datasets", Some("36"), false),
                        item("Agents", Some("5"), false),
                        item("Suppliers", Some("17"), false),
                        item("People", Some("1,204"), false),
                    ],
                ),
                group(
                    "Check & improve · 9–10",
                    vec![item("Evidence", Some("388"), false), item("Actions", Some("29"), false)],
                ),
                group(
                    "Readiness",
                    vec![item("ISO/IEC 42001", Some("49/70"), false), item("Verify", None, false)],
                ),
            ],
            person: Some(SignedIn { name: "Mara Lindqvist".to_owned(), role: "AI manager".to_owned() }),
            theme: Theme::System,
            as_of: None,
            flash: None,
            csrf: "9c1f3b0a77d2".to_owned(),
            here: Href::to("/uses"),
            ledger: Some(LedgerFoot {
                position: 48_213,
                root: "9f2c…e771".to_owned(),
                checkpoint: Some(crate::specimen::instant(1_795_254_000)),
            }),
            assets: Assets {
                css: Href::to("plumbline.css"),
                script: Href::to("plumbline.js"),
                icon: Href::to("plumbline.svg"),
            },
            routes: Routes {
                home: Href::to("/"),
                search: Href::to("/search"),
                theme: Href::to("/theme"),
                sign_out: Href::to("/sign-out"),
                account: Href::to("/account"),
                help: Href::to("/help"),
                as_of: Href::to("/as-of"),
                verify: Href::to("/verify"),
            },
        }
    }
}
