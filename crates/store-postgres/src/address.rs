//! What an address says of TLS. The client knows three of the six modes and no authorities, so both are taken out of the
//! address before it is read.

use crate::{failure::failed, tls::Trust};
use std::ops::Range;
use store::StoreError;
use tokio_postgres::config::SslMode;

/// What an address wishes of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Whether connections are encrypted.
    pub(crate) mode: SslMode,
    /// How far the server is looked at.
    pub(crate) trust: Trust,
    /// The file of the authorities that count, or `system`; without one, those of the machine.
    pub(crate) authorities: Option<String>,
}

/// An address without what it says of TLS, and that.
///
/// # Errors
/// [`StoreError::Failed`] for a mode that there is not.
pub(crate) fn taken(address: &str) -> Result<(String, Wish), StoreError> {
    let url = address.starts_with("postgres://") || address.starts_with("postgresql://");
    let settings = if url { of_url(address) } else { of_words(address) };
    let (mut mode, mut authorities) = (None, None);
    let mut rest = address.to_owned();
    for setting in settings.into_iter().rev() {
        match setting.name.as_str() {
            "sslmode" => mode = mode.or(Some(setting.value)),
            "sslrootcert" => authorities = authorities.or(Some(setting.value)),
            _ => continue,
        }
        rest.replace_range(setting.place, "");
    }
    let named = authorities.is_some();
    let (mode, trust) = match mode.as_deref() {
        Some("disable") => (SslMode::Disable, Trust::Anybody),
        None | Some("allow" | "prefer") => (SslMode::Prefer, Trust::Anybody),
        Some("require") if named => (SslMode::Require, Trust::Authority),
        Some("require") => (SslMode::Require, Trust::Anybody),
        Some("verify-ca") => (SslMode::Require, Trust::Authority),
        Some("verify-full") => (SslMode::Require, Trust::Name),
        Some(other) => {
            return Err(failed(format!(
                "the address says sslmode={other}; there are disable, allow, prefer, require, verify-ca and verify-full"
            )));
        }
    };
    Ok((rest, Wish { mode, trust, authorities }))
}

/// A setting, and where it stands.
struct Setting {
    name: String,
    value: String,
    place: Range<usize>,
}

/// The settings after the question mark, each with the mark that parts it from the next.
fn of_url(address: &str) -> Vec<Setting> {
    let credentials = address.find('@').unwrap_or(0);
    let Some(query) = address.get(credentials..).and_then(|rest| rest.find('?')) else { return Vec::new() };
    let mut from = credentials + query + 1;
    let mut settings = Vec::new();
    for part in address.get(from..).unwrap_or_default().split_inclusive('&') {
        let place = from..from + part.len();
        from = place.end;
        if let Some((name, value)) = part.trim_end_matches('&').split_once('=') {
            settings.push(Setting { name: decoded(name), value: decoded(value), place });
        }
    }
    settings
}

/// A text in which `%2F` stands for a slash.
fn decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let coded = (*byte == b'%').then(|| digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)))).flatten();
        if let Some(decoded) = coded.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            plain.push(decoded);
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// The settings of an address like `host=a dbname='b c'`.
fn of_words(address: &str) -> Vec<Setting> {
    let mut letters = address.char_indices().peekable();
    let mut settings = Vec::new();
    loop {
        while letters.next_if(|(_, letter)| letter.is_whitespace()).is_some() {}
        let Some((from, _)) = letters.peek().copied() else { return settings };
        let mut name = String::new();
        while let Some((_, letter)) = letters.next_if(|(_, letter)| *letter != '=') {
            name.push(letter);
        }
        letters.next();
        while letters.next_if(|(_, letter)| letter.is_whitespace()).is_some() {}
        let quoted = letters.next_if(|(_, letter)| *letter == '\'').is_some();
        let mut value = String::new();
        while let Some((_, letter)) =
            letters.next_if(|(_, letter)| if quoted { *letter != '\'' } else { !letter.is_whitespace() })
        {
            value.push(if letter == '\\' { letters.next().map_or(letter, |(_, next)| next) } else { letter });
        }
        if quoted {
            letters.next();
        }
        let to = letters.peek().map_or(address.len(), |(at, _)| *at);
        settings.push(Setting { name: name.trim().to_owned(), value, place: from..to });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(mode: SslMode, trust: Trust, authorities: Option<&str>) -> Wish {
        Wish { mode, trust, authorities: authorities.map(str::to_owned) }
    }

    #[test]
    fn what_an_address_says_of_tls_is_taken_out_of_it() {
        let full = wish(SslMode::Require, Trust::Name, Some("/etc/ssl/a b.pem"));
        for (address, rest) in [
            (
                "postgres://me:a%3Fb@db:5432/x?sslmode=verify-full&connect_timeout=3&sslrootcert=%2Fetc%2Fssl%2Fa%20b.pem",
                "postgres://me:a%3Fb@db:5432/x?connect_timeout=3&",
            ),
            ("postgresql://db/x?sslrootcert=/etc/ssl/a b.pem&sslmode=verify-full", "postgresql://db/x?"),
            (
                "host=db sslmode = verify-full dbname='x y' sslrootcert='/etc/ssl/a b.pem' user=me",
                "host=db  dbname='x y'  user=me",
            ),
            (r"sslrootcert=/etc/ssl/a\ b.pem sslmode=verify-full password=it\'s", r"  password=it\'s"),
        ] {
            assert_eq!(taken(address).unwrap(), (rest.to_owned(), full.clone()), "{address}");
            assert!(rest.parse::<tokio_postgres::Config>().is_ok(), "{rest}");
        }
    }

    #[test]
    fn modes_mean_what_they_mean_to_the_programs_of_postgresql() {
        for (words, mode, trust) in [
            ("", SslMode::Prefer, Trust::Anybody),
            ("sslmode=prefer", SslMode::Prefer, Trust::Anybody),
            ("sslmode=allow", SslMode::Prefer, Trust::Anybody),
            ("sslmode=disable", SslMode::Disable, Trust::Anybody),
            ("sslmode=require", SslMode::Require, Trust::Anybody),
            ("sslmode=verify-ca", SslMode::Require, Trust::Authority),
            ("sslmode=verify-full", SslMode::Require, Trust::Name),
        ] {
            assert_eq!(taken(words).unwrap().1, wish(mode, trust, None), "{words}");
        }
        let named = taken("sslmode=require sslrootcert=/a").unwrap().1;
        assert_eq!(named, wish(SslMode::Require, Trust::Authority, Some("/a")));
        let error = taken("postgres:///x?sslmode=verify").unwrap_err();
        let said = std::error::Error::source(&error).map(ToString::to_string);
        assert!(said.unwrap().contains("verify-full"));
    }

    #[test]
    fn what_is_not_about_tls_stays_as_it_is_written() {
        let address = "postgres://me:p%26sslmode=disable@db/x?application_name=a&options=-c%20sslmode";
        let (rest, wish) = taken(address).unwrap();
        assert_eq!((rest.as_str(), wish.mode), (address, SslMode::Prefer));
    }

    const ADDRESSES: [&str; 3] = [
        "postgres://me:a%3Fb@db:5432/x?sslmode=verify-full&connect_timeout=3&sslrootcert=%2Fetc%2Fssl%2Fa%20b.pem",
        "postgresql://db/ü?sslrootcert=system&sslmode=require",
        "host=a sslmode=require dbname='b \\' ü' sslrootcert='/etc/a b.pem'",
    ];
    const SNIPPETS: &[&str] = &[
        "sslmode=",
        "sslrootcert=",
        "'",
        "\\",
        "%",
        "%f",
        "=",
        "&",
        "?",
        "@",
        " ",
        "ü",
        "💥",
        "\u{0}",
        "postgres://",
    ];

    /// What is left is no longer than what was given, or the address is refused with a sentence.
    fn run(seeds: std::ops::RangeInclusive<u64>, rounds: usize) {
        for seed in seeds {
            let mut chance = testkit::Mutator::of(seed);
            for _ in 0..rounds {
                let good = chance.pick(&ADDRESSES).copied().unwrap();
                let address =
                    String::from_utf8_lossy(&chance.mutated(good.as_bytes(), SNIPPETS)).into_owned();
                match taken(&address) {
                    Ok((rest, _)) => assert!(rest.len() <= address.len(), "{address}"),
                    Err(error) => assert!(format!("{error:?}").contains("sslmode"), "{address}: {error:?}"),
                }
            }
        }
    }

    #[test]
    fn a_changed_address_is_read_or_refused() {
        assert!(ADDRESSES.iter().all(|good| taken(good).is_ok_and(|(rest, _)| !rest.contains("ssl"))));
        run(1..=1, 2_000);
    }

    #[test]
    #[ignore = "part of the long set"]
    fn long_fuzz_of_addresses() {
        run(testkit::Mutator::seeds(), 100_000);
    }
}
