//! Certificates of an authority that exists for tests alone, valid for a hundred years.

/// A certificate and its key, in PEM.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The certificate.
    pub certificate: &'static str,
    /// Its key.
    pub key: &'static str,
}

macro_rules! pair {
    ($name:literal) => {
        Pair {
            certificate: include_str!(concat!("../certificates/", $name, ".pem")),
            key: include_str!(concat!("../certificates/", $name, ".key")),
        }
    };
}

/// The authority that has issued them.
pub const AUTHORITY: &str = include_str!("../certificates/authority.pem");
/// For `localhost` and `127.0.0.1`.
pub const SERVER: Pair = pair!("server");
/// For the same names, issued later.
pub const RENEWED: Pair = pair!("renewed");
/// For `elsewhere.example`.
pub const ELSEWHERE: Pair = pair!("elsewhere");
/// For `localhost` and `127.0.0.1`, issued by itself, as `openssl req -x509` makes it.
pub const ALONE: Pair = pair!("alone");
/// The key of [`SERVER`] under a password.
pub const ENCRYPTED_KEY: &str = include_str!("../certificates/encrypted.key");
