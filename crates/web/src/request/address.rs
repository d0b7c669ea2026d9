//! Where a request came from, and addresses that an answer may lead to.

use crate::limits::NEXT_BYTES;
use app::Trace;
use axum::http::{HeaderMap, header::USER_AGENT};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The other side of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Where the request came from, for throttling and the list of sessions. Behind `hops` proxies of our own it is what the
/// outermost of them wrote down; what stands further left was sent by the other side and is not believed.
pub fn trace(peer: Option<Peer>, headers: &HeaderMap, hops: usize) -> Trace {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let peer = peer.map(|peer| peer.0.ip());
    let address = forwarded(headers, hops).or(peer).map(network).unwrap_or_default();
    Trace { address, agent: agent.to_owned() }
}

/// The address that the outermost trusted proxy wrote down; none when it did not, or wrote no address.
fn forwarded(headers: &HeaderMap, hops: usize) -> Option<IpAddr> {
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().ok()).collect::<Option<_>>()?;
    let nth = hops.checked_sub(1)?;
    let named = lines.iter().flat_map(|line| line.split(',')).map(str::trim).rev().nth(nth)?;
    let bare = named.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| named.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// By what is counted: an IPv4 address, or the /64 network that a single subscriber of IPv6 has to herself.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            format!("{}/64", Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
    }
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
    use axum::http::HeaderValue;

    fn address(lines: &[&'static str], hops: usize) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        trace(Some(Peer("10.0.0.1:443".parse().unwrap())), &headers, hops).address
    }

    #[test]
    fn a_forwarded_address_is_believed_only_from_our_own_proxies() {
        assert_eq!(address(&["203.0.113.7"], 0), "10.0.0.1", "nobody is trusted");
        assert_eq!(address(&["203.0.113.7"], 1), "203.0.113.7");
        assert_eq!(
            address(&["1.1.1.1, 203.0.113.7"], 1),
            "203.0.113.7",
            "the client cannot add to the right"
        );
        assert_eq!(address(&["1.1.1.1", "203.0.113.7, 10.0.0.2"], 2), "203.0.113.7", "lines are one list");
        assert_eq!(address(&["203.0.113.7"], 2), "10.0.0.1", "fewer than promised");
        assert_eq!(address(&[], 1), "10.0.0.1");
        for bad in ["", "unknown", "evil.example", "203.0.113.7;x", "203.0.113.300"] {
            assert_eq!(address(&[bad], 1), "10.0.0.1", "{bad}");
        }
        assert_eq!(address(&["203.0.113.7:51234"], 1), "203.0.113.7");
    }

    #[test]
    fn a_subscriber_of_ipv6_is_counted_once() {
        assert_eq!(address(&["2001:db8:1:2:3:4:5:6"], 1), "2001:db8:1:2::/64");
        assert_eq!(address(&["[2001:db8:1:2:ffff::1]:443"], 1), "2001:db8:1:2::/64");
        assert_eq!(address(&["::ffff:203.0.113.7"], 1), "203.0.113.7");
    }

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
