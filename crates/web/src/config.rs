//! What the surroundings decide about the service.

/// Settings of the service.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Whether browsers reach it by https, directly or through a proxy: cookies are then `__Host-` and `Secure`, and
    /// pages ask for https in future (RFC 6797).
    pub secure: bool,
    /// What the first page asks for while the installation is empty; without one it cannot be set up by browser.
    pub setup_token: Option<String>,
    /// How many proxies of our own stand in front, each adding to `X-Forwarded-For` the address that it was called from.
    /// None: the header is not looked at, because anybody can send it.
    pub trusted_hops: usize,
    /// What is counted, and whether the program is being stopped.
    pub pulse: crate::Pulse,
}
