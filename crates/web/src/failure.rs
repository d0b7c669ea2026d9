//! What a handler gives instead of an answer. The page or problem document is drawn in one place, see `finish`.

use app::Trouble;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use record::{Class, Refusal};
use std::sync::Arc;

/// A refusal or failure on its way out.
#[derive(Debug)]
pub struct Failed(pub Trouble);

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self(trouble)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// The status of an answer.
pub fn status_of(trouble: &Trouble) -> StatusCode {
    match trouble {
        Trouble::Refused(refusal) => match refusal.code {
            "changed_since" => StatusCode::PRECONDITION_FAILED,
            "position_needed" => StatusCode::PRECONDITION_REQUIRED,
            "method_not_allowed" => StatusCode::METHOD_NOT_ALLOWED,
            "unreadable" => StatusCode::BAD_REQUEST,
            "unknown_media" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => of_class(refusal.class),
        },
        failure if failure.passes() => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Store(_) | Trouble::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const fn of_class(class: Class) -> StatusCode {
    match class {
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::Hidden => StatusCode::NOT_FOUND,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Class::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Class::Unknown => StatusCode::UNAUTHORIZED,
        Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The refusal of something that could not be read at all.
pub fn unreadable(sentence: &str) -> Refusal {
    Refusal::new(Class::Invalid, "unreadable", sentence, "Go back and send it again.")
}

/// The refusal for a status that the frame around the handlers gave without a reason of ours.
pub fn refusal_of(status: StatusCode) -> Refusal {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => Refusal::new(
            Class::Conflict,
            "method_not_allowed",
            "This address does not take that kind of request.",
            "Go back and use the buttons of the page.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(
            Class::TooLarge,
            "too_large",
            "What was sent is larger than this address takes.",
            "Send less, or split the file.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::new(
            Class::Invalid,
            "unknown_media",
            "What was sent is in a format that this address does not take.",
            "Send a form, or JSON to the interface for programs.",
        ),
        StatusCode::NOT_FOUND => Refusal::not_found(),
        StatusCode::UNPROCESSABLE_ENTITY => Refusal::invalid(Vec::new()),
        StatusCode::REQUEST_TIMEOUT => Refusal::new(
            Class::Unavailable,
            "too_slow",
            "The request took too long.",
            "Try again in a moment.",
        ),
        _ => unreadable("The request could not be read."),
    }
}
