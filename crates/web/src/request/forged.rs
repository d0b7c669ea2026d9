//! Requests that another site makes a browser send: refused by where they come from and by a token that it cannot know.

use axum::http::{
    HeaderMap,
    header::{HOST, ORIGIN},
};
use record::{Class, Refusal};
use subtle::ConstantTimeEq;

/// Whether the browser says that another site sent this (Fetch Metadata, RFC 6454).
///
/// # Errors
/// `forged_request`.
pub fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(forged());
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return Ok(()) };
    let host = text(HOST.as_str()).unwrap_or_default();
    let sender = origin.split_once("://").map(|(_, authority)| authority);
    if sender.is_some_and(|sender| !host.is_empty() && sender.eq_ignore_ascii_case(host)) {
        Ok(())
    } else {
        Err(forged())
    }
}

/// Whether the form carries the token of this session.
///
/// # Errors
/// `forged_request`.
pub fn check_token(expected: &str, given: Option<&str>) -> Result<(), Refusal> {
    if same(expected, given.unwrap_or_default()) { Ok(()) } else { Err(forged()) }
}

/// Whether two secrets are equal, in a time that does not tell where they differ. Two empty ones are not.
pub fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && bool::from(a.as_bytes().ct_eq(b.as_bytes()))
}

fn forged() -> Refusal {
    Refusal::new(
        Class::Forbidden,
        "forged_request",
        "This form was not sent from a page of this session.",
        "Open the page again and send it once more.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_this_host_may_send() {
        let host = ("host", "aims.example:8443");
        assert!(check_origin(&headers(&[host])).is_ok());
        assert!(check_origin(&headers(&[host, ("origin", "https://aims.example:8443")])).is_ok());
        assert!(check_origin(&headers(&[host, ("sec-fetch-site", "same-origin")])).is_ok());
        for bad in [
            "https://evil.example",
            "null",
            "https://aims.example",
            "https://aims.example:8443.evil.example",
            "",
        ] {
            assert!(check_origin(&headers(&[host, ("origin", bad)])).is_err(), "{bad}");
        }
        for bad in ["cross-site", "same-site", "?"] {
            assert!(check_origin(&headers(&[host, ("sec-fetch-site", bad)])).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_empty_token_is_no_token() {
        assert!(check_token("", Some("")).is_err());
        assert!(check_token("abc", None).is_err());
        assert!(check_token("abc", Some("abd")).is_err());
        assert!(check_token("abc", Some("abc")).is_ok());
    }
}
