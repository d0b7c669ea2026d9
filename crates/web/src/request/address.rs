//! Where a request came from, and addresses that an answer may lead to.

use crate::limits::NEXT_BYTES;
use app::Trace;
use axum::http::{HeaderMap, header::USER_AGENT};
use std::net::SocketAddr;

/// The other side of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Where the request came from, for throttling and the list of sessions.
pub fn trace(peer: Option<Peer>, headers: &HeaderMap) -> Trace {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Trace { address: peer.map(|peer| peer.0.ip().to_string()).unwrap_or_default(), agent: agent.to_owned() }
}

/// The address when it leads to a page of ours, otherwise home. Browsers read `\` as `/` and drop tabs, so only plain
/// paths pass: `/`, then anything but a second slash, visible ASCII, no backslash in any spelling.
pub fn local(next: &str) -> &str {
    let folded = next.to_ascii_lowercase();
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= NEXT_BYTES
        && next.bytes().all(|byte| byte.is_ascii_graphic())
        && !next.contains('\\')
        && !folded.contains("%5c")
        && !folded.starts_with("/%2f")
        && !folded.starts_with("/.");
    if plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_ours_pass() {
        for next in ["/", "/r/use", "/r/use?f.stage=operation&q=a%20b", "/framework/iso42001-2023/6.1.2"] {
            assert_eq!(local(next), next);
        }
    }

    #[test]
    fn nothing_leads_out_of_the_house() {
        for next in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "/%2f/evil.example",
            "/%2Fevil.example",
            "http:evil.example",
            "///evil.example",
            "/./\\evil",
            "/.//evil.example",
            "evil.example",
            "/r/\u{2044}evil",
            "@evil.example",
            "data:text/html,x",
        ] {
            assert_eq!(local(next), "/", "{next:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(NEXT_BYTES))), "/");
    }
}
