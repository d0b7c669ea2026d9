//! Encrypted connections with a certificate of one's own, which can be replaced while the program serves.

use crate::limits::HEAD_TIME;
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};
use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        Error, ServerConfig,
        crypto::ring,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject as _},
        },
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
        version::TLS13,
    },
    server::TlsStream,
};

/// A certificate with those that lead to its authority, and its key.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<CertifiedKey>);

impl Certificate {
    /// Reads both from PEM: the server's own certificate first, those that lead to its authority after it.
    ///
    /// # Errors
    /// What is wrong with them, and what to do about it.
    pub fn of(chain: &[u8], key: &[u8]) -> Result<Self, CertificateFault> {
        let unreadable = |error: &dyn fmt::Display| CertificateFault::Certificate(error.to_string());
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|error| unreadable(&error))?;
        if chain.is_empty() {
            return Err(CertificateFault::NoCertificate);
        }
        let key = match PrivateKeyDer::from_pem_slice(key) {
            Ok(key) => key,
            Err(pem::Error::NoItemsFound) if is_encrypted(key) => return Err(CertificateFault::EncryptedKey),
            Err(pem::Error::NoItemsFound) => return Err(CertificateFault::NoKey),
            Err(error) => return Err(CertificateFault::Key(error.to_string())),
        };
        match CertifiedKey::from_der(chain, key, &ring::default_provider()) {
            Ok(key) => Ok(Self(Arc::new(key))),
            Err(Error::InconsistentKeys(_)) => Err(CertificateFault::OtherKey),
            Err(Error::InvalidCertificate(error)) => Err(unreadable(&error)),
            Err(error) => Err(CertificateFault::Key(error.to_string())),
        }
    }
}

fn is_encrypted(key: &[u8]) -> bool {
    let label: &[u8] = b"ENCRYPTED";
    key.windows(label.len()).any(|part| part == label)
}

/// What is wrong with a certificate or its key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// There is none.
    #[error(
        "the file for --tls-cert holds no certificate; give one in PEM, in which the server's own certificate comes first and \
         those that lead to its authority after it"
    )]
    NoCertificate,
    /// There is one, which nobody could read.
    #[error("the certificate cannot be used: {0}; give the file as the authority issued it, in PEM")]
    Certificate(String),
    /// There is no key.
    #[error(
        "the file for --tls-key holds no private key; give the one that the certificate was asked for with, in PEM"
    )]
    NoKey,
    /// The key needs a password.
    #[error(
        "the private key is encrypted, and the program has nobody to ask for the password; decrypt it with `openssl pkey` into \
         a file that only its user can read"
    )]
    EncryptedKey,
    /// There is a key, which cannot be used.
    #[error(
        "the private key cannot be used: {0}; keys of RSA, of ECDSA on P-256, P-384 and P-521, and of Ed25519 can"
    )]
    Key(String),
    /// Both are well, but do not belong together.
    #[error("the private key is not that of the certificate; give the two that belong together")]
    OtherKey,
}

/// What connections are encrypted with. Cheap to clone; all clones share the certificate.
#[derive(Clone)]
pub struct Tls {
    current: Arc<Current>,
    acceptor: TlsAcceptor,
}

impl Tls {
    /// With this certificate, by TLS 1.3 and nothing older.
    ///
    /// # Errors
    /// None at present: the parts of the provider fit each other.
    pub fn new(certificate: Certificate) -> Result<Self, CertificateFault> {
        let current = Arc::new(Current(RwLock::new(certificate)));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .map_err(|error| CertificateFault::Key(error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::<Current>::clone(&current));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { current, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// From now on whoever connects is shown this certificate; who is connected stays so.
    pub fn replace(&self, certificate: Certificate) {
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = certificate;
    }

    /// The connection once it is encrypted; none when the other side does not manage that in time.
    pub(crate) async fn greet(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        timeout(HEAD_TIME, self.shake_hands(stream)).await.ok()?
    }

    async fn shake_hands(&self, mut stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let mut first = [0];
        if stream.peek(&mut first).await.ok()? == 0 {
            return None;
        }
        if first != HANDSHAKE {
            let mut request = [0; 4096];
            let _whatever_it_asks = stream.try_read(&mut request);
            let _it_may_have_gone = stream.write_all(PLAIN.as_bytes()).await;
            let _it_may_have_gone = stream.shutdown().await;
            return None;
        }
        self.acceptor.accept(stream).await.ok()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// How every encrypted connection begins: the type of a record that shakes hands (RFC 8446, section 5.1).
const HANDSHAKE: [u8; 1] = [22];

/// Said to who forgets the s.
const PLAIN: &str = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 69\r\n\
     connection: close\r\n\r\nThis address speaks HTTPS alone. Open it with https:// at its front.\n";

/// The certificate that is shown at present.
#[derive(Debug)]
struct Current(RwLock<Certificate>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::certificates::{ALONE, ENCRYPTED_KEY, SERVER};

    #[test]
    fn each_wrong_file_is_told_apart_and_says_what_to_give() {
        let fault = |chain: &str, key: &str| Certificate::of(chain.as_bytes(), key.as_bytes()).unwrap_err();
        assert_eq!(fault("", SERVER.key), CertificateFault::NoCertificate);
        assert_eq!(fault(SERVER.key, SERVER.certificate), CertificateFault::NoCertificate, "swapped");
        assert_eq!(fault(SERVER.certificate, SERVER.certificate), CertificateFault::NoKey);
        assert_eq!(fault(SERVER.certificate, ALONE.key), CertificateFault::OtherKey);
        assert_eq!(fault(SERVER.certificate, ENCRYPTED_KEY), CertificateFault::EncryptedKey);
        let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(fault(nonsense, SERVER.key), CertificateFault::Certificate(_)));
        let nonsense = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert!(matches!(fault(SERVER.certificate, nonsense), CertificateFault::Key(_)));
        assert!(Certificate::of(SERVER.certificate.as_bytes(), SERVER.key.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_said_to_plain_requests_has_the_length_that_it_states() {
        let (head, body) = PLAIN.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{}", body.len());
    }
}
