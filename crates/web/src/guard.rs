//! Who may pass to a route, before its handler sees anything. A handler of a route for persons is never reached by
//! anybody else; what the person may do there is for the use-case to say.

use crate::{
    failure::{Failed, unreadable},
    request::{Query, query::encode, signed::Signed},
    routes::Who,
    web::Web,
};
use axum::{
    extract::{Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use record::{Class, Refusal};
use std::sync::Arc;

/// Lets the request pass, leads it to the sign-in page, or refuses it.
pub async fn guard(State((web, who)): State<(Web, Who)>, request: Request, next: Next) -> Response {
    // What only reads looks once for the end of the ledger.
    if matches!(request.method(), &Method::GET | &Method::HEAD) {
        app::looking_once(Box::pin(guarded(&web, who, request, next))).await
    } else {
        Box::pin(guarded(&web, who, request, next)).await
    }
}

async fn guarded(web: &Web, who: Who, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let answer = if names_nothing(&parts) {
        Err(unreadable("The address holds a sign that no text can hold.").into())
    } else {
        pass(web, who, &parts).await
    };
    let request = Request::from_parts(parts, body);
    match answer {
        Ok(Pass::As(signed)) => as_signed(signed, request, next).await,
        Ok(Pass::Anybody) => next.run(request).await,
        Ok(Pass::To(address)) => Redirect::to(&address).into_response(),
        Err(failed) => failed.into_response(),
    }
}

/// Whether U+0000 stands in the address. One store would look for it in vain, the other refuses to look.
fn names_nothing(request: &Parts) -> bool {
    [Some(request.uri.path()), request.uri.query()].into_iter().flatten().any(|part| part.contains("%00"))
}

enum Pass {
    As(Arc<Signed>),
    Anybody,
    To(String),
}

async fn pass(web: &Web, who: Who, request: &Parts) -> Result<Pass, Failed> {
    match who {
        Who::Public => Ok(Signed::by_cookie(web, &request.headers).await?.map_or(Pass::Anybody, Pass::As)),
        Who::Open => Ok(Pass::Anybody),
        Who::Setup if web.app.is_empty().await? => Ok(Pass::Anybody),
        Who::Setup => Err(Refusal::not_found().into()),
        Who::Session => match Signed::by_cookie(web, &request.headers).await? {
            Some(signed) => Ok(Pass::As(signed)),
            None => Ok(Pass::To(sign_in(request))),
        },
        Who::Token => match Signed::by_token(web, &request.headers).await? {
            Some(signed) => Ok(Pass::As(signed)),
            None => Err(token_needed().into()),
        },
    }
}

/// Runs the handler for a person, and tells the frame who it was, so that a refusal is drawn within her pages.
async fn as_signed(signed: Arc<Signed>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Arc::clone(&signed));
    let mut response = next.run(request).await;
    response.extensions_mut().insert(signed);
    response
}

/// The sign-in page that leads back; what was being sent is not repeated.
fn sign_in(request: &Parts) -> String {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return "/sign-in".to_owned();
    }
    let here = Query::of(&request.uri).without("done").on(request.uri.path());
    if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", encode(&here)) }
}

fn token_needed() -> Refusal {
    Refusal::new(
        Class::Unknown,
        "token_needed",
        "This address needs a personal token that is still valid.",
        "Make one under “Your account” and send it as “Authorization: Bearer …”.",
    )
}
