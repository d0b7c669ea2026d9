//! The one table of routes. The router, the documents of the interface for programs and the walk of authorisation in
//! the tests are made from it; there is no other way in.

use crate::{
    Config, Pulse, api, asset,
    crowd::{Crowd, not_all_of_one},
    finish::finish,
    guard::guard,
    limits::{DOWNLOADS_AT_ONCE, FORM_BYTES, IMPORT_BYTES, PACK_UPLOAD_BYTES, UPLOAD_BYTES, UPLOADS_AT_ONCE},
    page,
    pulse::measure,
    request::signed::Signed,
    transfers::{given_to_few, taken_of_few},
    web::Web,
};
use app::App;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post, put},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Who may come through. What the person may do there is for the use-case to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, and nobody is looked up: assets, health.
    Open,
    /// Everybody; a session is noticed where there is one.
    Public,
    /// Everybody, while the installation is empty; afterwards the address does not exist.
    Setup,
    /// A signed-in person.
    Session,
    /// A personal token; cookies are not looked at.
    Token,
}

/// A line of the table.
#[derive(Clone, Copy)]
pub struct Route {
    /// The method; a `GET` answers `HEAD` as well.
    pub method: &'static str,
    /// The address with `{names}` for its parts.
    pub path: &'static str,
    /// Who may come through.
    pub who: Who,
    /// What is there, in one sentence.
    pub says: &'static str,
    /// Bytes that a body may have.
    pub body: usize,
    /// Whether an answer can be large, so that only few are given at once.
    pub large: bool,
    handler: fn() -> MethodRouter<Web>,
}

type Handler = fn() -> MethodRouter<Web>;

const fn open(path: &'static str, handler: Handler, says: &'static str) -> Route {
    Route { method: "GET", path, who: Who::Open, says, body: 0, large: false, handler }
}

const fn shows(path: &'static str, handler: Handler, says: &'static str) -> Route {
    Route { method: "GET", path, who: Who::Session, says, body: 0, large: false, handler }
}

const fn takes(path: &'static str, handler: Handler, says: &'static str) -> Route {
    Route { method: "POST", path, who: Who::Session, says, body: FORM_BYTES, large: false, handler }
}

const fn rest(method: &'static str, path: &'static str, handler: Handler, says: &'static str) -> Route {
    Route { method, path, who: Who::Token, says, body: FORM_BYTES, large: false, handler }
}

impl Route {
    const fn who(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    const fn bytes(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    const fn large(mut self) -> Self {
        self.large = true;
        self
    }
}

/// Every route.
pub const TABLE: &[Route] = &[
    open("/health/live", || get(page::health::live), "Whether the program lives"),
    open("/health/ready", || get(page::health::ready), "Whether the program can answer"),
    open("/{file}", || get(asset::top), "Style sheet and icon"),
    open("/script/{file}", || get(asset::script), "Script"),
    shows("/sign-in", || get(page::sign_in::form), "Signing in").who(Who::Public),
    takes("/sign-in", || post(page::sign_in::enter), "Begins a session").who(Who::Public),
    takes("/sign-out", || post(page::sign_in::leave), "Ends the session"),
    shows("/setup", || get(page::set_up::form), "The first page of all").who(Who::Setup),
    takes("/setup", || post(page::set_up::found), "Sets the installation up").who(Who::Setup),
    takes("/theme", || post(page::theme::choose), "Chooses the colours"),
    shows("/r/{kind}", || get(page::register::list), "A register"),
    shows("/r/{kind}/export.csv", || get(page::export::csv), "A register as a file").large(),
    shows("/r/{kind}/export.xlsx", || get(page::export::xlsx), "A register as an Excel workbook").large(),
    shows("/r/{kind}/export.json", || get(page::export::json), "A register as JSON").large(),
    shows("/r/{kind}/views", || get(page::views::show), "Views of a register, and what moved in them"),
    takes("/r/{kind}/views", || post(page::views::change), "Keeps, shares, follows or removes a view"),
    shows("/r/{kind}/duplicates", || get(page::duplicates::show), "Records that may be the same thing"),
    takes(
        "/r/{kind}/duplicates",
        || post(page::duplicates::change),
        "Looks for records that may be the same, or tells two apart",
    ),
    shows("/r/{kind}/{reference}/merge/{other}", || get(page::merge::show), "Two records beside each other"),
    takes(
        "/r/{kind}/{reference}/merge/{other}",
        || post(page::merge::decide),
        "Merges a record into another, or tells them apart",
    ),
    shows(
        "/r/{kind}/{reference}/unmerge",
        || get(page::merge::back),
        "The page before a merge is taken back",
    ),
    takes("/r/{kind}/{reference}/unmerge", || post(page::merge::take_back), "Takes a merge back"),
    shows("/r/{kind}/{reference}/relations", || get(page::relations::show), "How a record hangs together"),
    takes("/r/{kind}/change", || post(page::change::change), "Changes a field of several records"),
    takes("/r/{kind}/act", || post(page::act::bulk), "An act on several records"),
    shows("/r/{kind}/new", || get(page::new::form), "The form for a new record"),
    takes("/r/{kind}/new", || post(page::new::create), "Makes a record").bytes(UPLOAD_BYTES),
    shows("/r/{kind}/{reference}", || get(page::record::show), "A record"),
    shows("/r/{kind}/{reference}/history", || get(page::record::history), "What was done with a record"),
    shows("/r/{kind}/{reference}/edit", || get(page::edit::form), "The form for a new version"),
    takes("/r/{kind}/{reference}/edit", || post(page::edit::save), "Writes a new version")
        .bytes(UPLOAD_BYTES),
    shows("/r/{kind}/{reference}/act/{act}", || get(page::act::check), "The page before an act"),
    takes("/r/{kind}/{reference}/act/{act}", || post(page::act::decide), "An act"),
    shows("/r/{kind}/{reference}/erase", || get(page::erase::choose), "Choosing a field to erase"),
    takes("/r/{kind}/{reference}/erase", || post(page::erase::erase), "Erases a field in every version"),
    shows("/r/{kind}/{reference}/file/{sha256}", || get(page::file::download), "A file of a record").large(),
    shows("/r/{kind}/{reference}/evidence/new", || get(page::new::evidence), "Adding evidence to a record"),
    shows("/r/{kind}/{reference}/compare", || get(page::version::compare), "Two versions of a record"),
    shows("/r/{kind}/{reference}/version/{n}", || get(page::version::one), "A version of a record"),
    shows("/r/{kind}/{reference}/document", || get(page::version::document), "A record as a document"),
    shows("/gaps/{pack}", || get(page::gap::overview), "The gap assessment against a framework"),
    takes("/gaps/{pack}/actions", || post(page::gap::take_up), "Makes actions of gaps"),
    shows("/gaps/{pack}/documents", || get(page::papers::form), "Bringing existing documents"),
    takes("/gaps/{pack}/documents", || post(page::papers::upload), "Takes existing documents")
        .bytes(IMPORT_BYTES),
    takes("/gaps/{pack}/documents/confirm", || post(page::papers::confirm), "Makes drafts of them"),
    shows("/gaps/{pack}/report", || get(page::gap::report), "Baseline against now"),
    shows("/gaps/{pack}/report.csv", || get(page::gap::report_csv), "The same as a sheet"),
    shows("/gaps/{pack}/{requirement}", || get(page::gap::guide), "Judging a requirement"),
    takes("/gaps/{pack}/{requirement}", || post(page::gap::judge), "Keeps a judgement"),
    shows(
        "/impact/use/{reference}",
        || get(page::impact::before),
        "Before the impacts of a use are assessed",
    ),
    takes("/impact/use/{reference}", || post(page::impact::begin), "Begins an impact assessment"),
    shows("/impact/{reference}", || get(page::impact::guide), "The guide through an impact assessment"),
    shows("/impact/{reference}/rights", || get(page::impact::rights), "Its answers to Article 27"),
    takes(
        "/impact/{reference}/effects/{row}",
        || post(page::impact::take_up),
        "Drafts the risk of an effect",
    ),
    takes("/impact/{reference}/again", || post(page::impact::decide), "Decides on assessing again"),
    shows("/impact/{reference}/step/{step}", || get(page::impact::step), "A step of the guide"),
    takes("/impact/{reference}/step/{step}", || post(page::impact::keep), "Keeps a step of the guide"),
    shows("/library", || get(page::library::list), "Risk libraries"),
    shows("/library.csv", || get(page::library::csv), "Entries of risk libraries as a sheet"),
    shows("/library/{library}/{entry}", || get(page::library::entry), "An entry of a risk library"),
    shows(
        "/library/{library}/{entry}/take",
        || get(page::library::take),
        "The form for a risk, from an entry",
    ),
    shows("/soa", || get(page::soa::show), "The Statement of Applicability, held against records"),
    takes("/soa", || post(page::soa::draft), "Drafts the statement from what records say"),
    shows("/soa/controls/{row}", || get(page::soa_control::show), "What the statement says of one control"),
    takes("/soa/controls/{row}", || post(page::soa_control::keep), "Keeps what it says of one control"),
    shows("/soa/changes", || get(page::soa::changes), "Two versions of the statement, in words"),
    shows("/soa/export.csv", || get(page::soa::csv), "The statement as a sheet"),
    shows("/soa/export.xlsx", || get(page::soa::xlsx), "The statement as an Excel workbook"),
    shows("/risks", || get(page::risks::board), "Risks at a glance"),
    shows("/risks/use/{reference}", || get(page::risks::of_use), "The risks of a use"),
    shows(
        "/risks/method/{reference}",
        || get(page::risks::preview),
        "What a method being written would change",
    ),
    shows("/seals/new", || get(page::seal::form), "Freezing a result"),
    takes("/seals/new", || post(page::seal::freeze), "Freezes a result"),
    shows("/seals/{reference}", || get(page::seal::show), "A frozen result, and what differs now"),
    shows("/seals/{reference}/result.csv", || get(page::seal::csv), "A frozen result as a sheet").large(),
    shows("/seals/{reference}/result.json", || get(page::seal::json), "A frozen result as it was frozen")
        .large(),
    takes("/seals/{reference}/compute", || post(page::seal::compute), "Computes a frozen result again"),
    shows("/verify", || get(page::verify::show), "The ledger's state"),
    takes("/verify", || post(page::verify::run), "Verifies the ledger"),
    shows("/checkpoint", || get(page::verify::checkpoint), "The signed checkpoint"),
    shows("/package.zip", || get(page::verify::package), "The audit package").large(),
    shows("/import", || get(page::import::upload::form), "Importing a file"),
    takes("/import", || post(page::import::upload::take), "Takes a file to import").bytes(IMPORT_BYTES),
    shows(
        "/import/template/{kind}",
        || get(page::import::upload::template),
        "An empty file with the right columns",
    ),
    shows("/import/{id}/mapping", || get(page::import::mapping::show), "Which column goes where"),
    takes("/import/{id}/mapping", || post(page::import::mapping::keep), "Keeps the mapping"),
    shows("/import/{id}/mapping.json", || get(page::import::mapping::download), "The mapping as a file"),
    takes(
        "/import/{id}/mappings",
        || post(page::import::mapping::take),
        "Takes a kept mapping, or removes it",
    ),
    takes(
        "/import/{id}/columns",
        || post(page::import::mapping::reshape),
        "Joins or splits columns of a file",
    ),
    takes(
        "/import/{id}/reading",
        || post(page::import::mapping::read_again),
        "Reads the file in another way",
    ),
    shows("/import/{id}/dry-run", || get(page::import::dry_run::show), "What the import would do"),
    shows(
        "/import/{id}/questions",
        || get(page::import::questions::show),
        "What a person decides about rows",
    ),
    takes("/import/{id}/questions", || post(page::import::questions::answer), "Keeps her answers"),
    shows("/import/{id}/questions.csv", || get(page::import::questions::csv), "The questions as a file"),
    shows("/import/{id}/problems.csv", || get(page::import::dry_run::problems), "What is wrong, as a file"),
    takes("/import/{id}/start", || post(page::import::dry_run::start), "Starts the import"),
    shows("/import/job/{id}", || get(page::import::job::show), "An import as it runs"),
    takes("/import/job/{id}/undo", || post(page::import::job::take_back), "Takes an import back"),
    takes("/import/job/{id}/cancel", || post(page::import::job::cancel), "Stops an import"),
    shows("/search", || get(page::search::find), "Search"),
    shows("/account", || get(page::account::show), "One's own account"),
    takes("/account/password", || post(page::account::change), "Changes the password"),
    takes("/account/sessions", || post(page::account::end_session), "Ends sessions"),
    takes("/account/tokens", || post(page::account::token), "Makes and ends tokens"),
    shows("/people", || get(page::people::show), "Accounts"),
    takes("/people", || post(page::people::lock), "Locks and unlocks accounts"),
    shows("/people/new", || get(page::people::form), "The form for a new account"),
    takes("/people/new", || post(page::people::make), "Makes an account"),
    takes("/people/reset", || post(page::reset::reset), "Gives an account another password"),
    shows("/jobs", || get(page::jobs::show), "Long work"),
    shows("/help", || get(page::help::show), "Help"),
    shows("/_gallery", || get(page::help::samples), "Every component"),
    shows("/_gallery/{page}/{sample}", || get(page::help::sample), "A sample of a page"),
    shows("/", || get(page::home::show), "Home"),
    shows("/framework/{id}", || get(page::framework::show), "A framework"),
    shows("/framework/{id}/findings", || get(page::framework::findings), "What an auditor would find"),
    shows("/framework/{id}/changes", || get(page::framework::changes), "What turned since a moment"),
    takes(
        "/framework/{id}/changes",
        || post(page::framework::changes_since),
        "Checks the checkpoint since which changes are asked for",
    ),
    shows("/framework/{id}/{requirement}", || get(page::framework::requirement), "A requirement, and why"),
    shows("/frameworks", || get(page::frameworks::show), "Every framework: in force, proposed, offered"),
    shows("/frameworks/bring", || get(page::frameworks::form), "The form for a pack"),
    takes("/frameworks/bring", || post(page::frameworks::take), "Takes a pack and checks it")
        .bytes(PACK_UPLOAD_BYTES + FORM_BYTES),
    shows("/frameworks/own", || get(page::own::head), "The form for a framework of one's own"),
    takes("/frameworks/own", || post(page::own::begin), "Begins a framework of one's own"),
    shows("/frameworks/own/{id}", || get(page::own::show), "A framework being written"),
    takes("/frameworks/own/{id}", || post(page::own::act), "Checks or forgets what is being written"),
    shows("/frameworks/own/{id}/requirement", || get(page::own::requirement), "The form for a requirement"),
    takes("/frameworks/own/{id}/requirement", || post(page::own::keep_requirement), "Keeps a requirement"),
    shows(
        "/frameworks/own/{id}/expectation/{expectation}",
        || get(page::own::expectation),
        "An expectation being composed",
    ),
    takes(
        "/frameworks/own/{id}/expectation/{expectation}",
        || post(page::own::compose),
        "A step of composing an expectation",
    ),
    shows("/frameworks/pack/{sha256}", || get(page::frameworks::look), "What a pack at hand would turn"),
    takes("/frameworks/pack/{sha256}", || post(page::frameworks::propose), "Proposes a pack"),
    shows(
        "/frameworks/proposed/{reference}",
        || get(page::frameworks::proposed),
        "What a proposed pack would turn",
    ),
    shows(
        "/framework/{id}/{requirement}/turn/{expectation}",
        || get(page::framework::turn),
        "A verdict, and what would turn it",
    ),
    shows("/as-of", || get(page::as_of::choose), "Choosing a past moment"),
    rest("GET", "/api/v1/openapi.json", || get(api::openapi::read), "This document"),
    rest("GET", "/api/v1/search", || get(api::search::read), "Search across every register"),
    rest("GET", "/api/v1/verify/checkpoint", || get(api::checkpoint::read), "The signed checkpoint"),
    rest("GET", "/api/v1/{kind}", || get(api::records::list), "A page of a register"),
    rest("POST", "/api/v1/{kind}", || post(api::records::create), "Makes a record"),
    rest("GET", "/api/v1/{kind}/{reference}", || get(api::record::read), "A record"),
    rest(
        "PUT",
        "/api/v1/{kind}/{reference}",
        || put(api::record::replace),
        "Replaces the content of a record",
    ),
    rest("GET", "/api/v1/{kind}/{reference}/history", || get(api::history::read), "The acts on a record"),
];

/// A route for whoever runs the program: its path, and what answers.
type WatchedRoute = (&'static str, fn() -> MethodRouter<(App, Pulse)>);

/// What whoever runs the program is told on an address of its own. Nobody is asked who she is, so it says nothing of any
/// organisation.
const WATCHED: &[WatchedRoute] = &[
    ("/metrics", || get(page::health::metrics)),
    ("/health/live", || get(page::health::live)),
    ("/health/ready", || get(page::health::ready_apart)),
];

/// The service for whoever runs the program.
pub fn watched(app: App, pulse: Pulse) -> Router {
    let mut router = Router::new();
    for (path, handler) in WATCHED {
        router = router.route(path, handler());
    }
    router.with_state((app, pulse))
}

/// The service.
pub fn router(app: App, config: Config) -> Router {
    let assets = Arc::new(asset::Assets::new(&app));
    let web = Web { app, config: Arc::new(config), assets };
    let mut router = Router::new();
    let [taken, given] = [UPLOADS_AT_ONCE, DOWNLOADS_AT_ONCE].map(|few| Arc::new(Semaphore::new(few)));
    for (place, route) in TABLE.iter().enumerate() {
        let state = (web.clone(), route.who);
        let counted = (web.config.pulse.clone(), place);
        let mut handler = (route.handler)().layer(DefaultBodyLimit::max(route.body));
        if route.body > FORM_BYTES {
            handler = handler.layer(from_fn_with_state(Arc::clone(&taken), taken_of_few));
        }
        if route.large {
            handler = handler.layer(from_fn_with_state(Arc::clone(&given), given_to_few));
        }
        let handler =
            handler.layer(from_fn_with_state(state, guard)).layer(from_fn_with_state(counted, measure));
        router = router.route(route.path, handler);
    }
    router = router.fallback(nowhere).layer(from_fn_with_state(web.clone(), noticed));
    if web.config.trusted_hops > 0 {
        let counted = (Crowd::default(), web.config.trusted_hops);
        router = router.layer(from_fn_with_state(counted, not_all_of_one));
    }
    router.layer(from_fn_with_state(web.clone(), finish)).with_state(web)
}

/// An address that leads nowhere.
async fn nowhere(State(web): State<Web>) -> Response {
    web.config.pulse.nowhere();
    crate::failure::Failed::from(record::Refusal::not_found()).into_response()
}

/// Lets a page that says “not found” stand within the pages of the person who asked, also where no route was found.
async fn noticed(State(web): State<Web>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    let unknown = response.status().is_client_error() && response.extensions().get::<Arc<Signed>>().is_none();
    if unknown && let Ok(Some(signed)) = Signed::by_cookie(&web, &headers).await {
        response.extensions_mut().insert(signed);
    }
    response
}
