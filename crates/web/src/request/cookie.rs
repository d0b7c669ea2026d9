//! Cookies: the session, the visitor who has not signed in, the colours.

use crate::Config;
use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jar {
    /// The secret of the session.
    Session,
    /// A random value to which forms are bound before somebody signs in.
    Visitor,
    /// Light or dark.
    Theme,
}

impl Jar {
    /// Its name. With https the `__Host-` prefix binds it to this host and to encrypted connections (RFC 6265bis).
    pub const fn name(self, config: &Config) -> &'static str {
        match (self, config.secure) {
            (Self::Session, true) => "__Host-plumbline",
            (Self::Session, false) => "plumbline",
            (Self::Visitor, true) => "__Host-plumbline-visitor",
            (Self::Visitor, false) => "plumbline-visitor",
            (Self::Theme, true) => "__Host-plumbline-theme",
            (Self::Theme, false) => "plumbline-theme",
        }
    }

    /// Its value in a request. When it was sent twice, none is believed.
    pub fn read(self, config: &Config, headers: &HeaderMap) -> Option<String> {
        let name = self.name(config);
        let mut found = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(given, _)| *given == name)
            .map(|(_, value)| value.to_owned());
        let first = found.next()?;
        if found.next().is_some() { None } else { Some(first) }
    }

    /// The line that sets it; `seconds` is how long it lives, none for as long as the browser runs, 0 to drop it.
    pub fn set(self, config: &Config, value: &str, seconds: Option<i64>) -> HeaderValue {
        let secure = if config.secure { "; Secure" } else { "" };
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(config));
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))])
    }

    #[test]
    fn a_cookie_is_found_among_others_and_not_by_a_part_of_its_name() {
        let config = Config::default();
        assert_eq!(
            Jar::Session.read(&config, &headers("a=b; plumbline=s1; plumbline-theme=dark")),
            Some("s1".into())
        );
        assert_eq!(Jar::Session.read(&config, &headers("xplumbline=s1")), None);
        assert_eq!(
            Jar::Theme.read(&config, &headers("plumbline=s1; plumbline-theme=dark")),
            Some("dark".into())
        );
    }

    #[test]
    fn two_of_the_same_name_are_not_believed() {
        assert_eq!(Jar::Session.read(&Config::default(), &headers("plumbline=planted; plumbline=own")), None);
    }

    #[test]
    fn with_https_it_is_bound_to_the_host() {
        let config = Config { secure: true, ..Config::default() };
        let line = Jar::Session.set(&config, "s", None);
        assert_eq!(line, "__Host-plumbline=s; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(Jar::Session.read(&config, &headers("plumbline=planted")), None);
    }
}
