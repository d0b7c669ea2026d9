//! TLS on the way to the server, as far as the address asks for it by `sslmode` and `sslrootcert`, which mean here what they
//! mean to PostgreSQL's own programs.

use crate::{address::Wish, failure::failed};
use std::{
    error::Error,
    fs,
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use store::StoreError;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::{
    TlsConnector, client,
    rustls::{
        CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore,
        SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
            verify_server_name,
        },
        crypto::{self, CryptoProvider, ring},
        pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
        server::ParsedCertificate,
    },
};

/// How far the certificate of the server is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Not at all: whoever can step in between can read along.
    Anybody,
    /// An authority that we trust must have issued it.
    Authority,
    /// It must be issued for the name in the address besides.
    Name,
}

/// Makes encrypted connections out of plain ones.
#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    /// As an address wishes.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the authorities cannot be read.
    pub(crate) fn new(wish: &Wish) -> Result<Self, StoreError> {
        let provider = Arc::new(ring::default_provider());
        let judge = Judge::new(wish, &provider)?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge))
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }
}

/// What is to be said when no connection came about for the sake of TLS; none when that was not the cause.
pub(crate) fn refusal(error: &tokio_postgres::Error) -> Option<String> {
    let cause = error.source().filter(|_| error.to_string() == "error performing TLS handshake")?.to_string();
    Some(if cause == "server does not support TLS" {
        "the address asks by sslmode for a connection that is encrypted, which this server does not offer; turn `ssl` on in \
         its postgresql.conf, or write sslmode=disable where nobody can listen on the way to it"
            .to_owned()
    } else {
        format!(
            "no encrypted connection to the database came about: {cause}; name its authority with sslrootcert=FILE, and as \
             host the name that its certificate is issued for"
        )
    })
}

/// Judges the certificate of a server.
#[derive(Debug)]
struct Judge {
    trust: Trust,
    /// What the operator has named. A server may show one of these itself, as one that has issued its own does.
    named: Vec<CertificateDer<'static>>,
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Judge {
    fn new(wish: &Wish, provider: &Arc<CryptoProvider>) -> Result<Self, StoreError> {
        let provider = Arc::clone(provider);
        if wish.trust == Trust::Anybody {
            return Ok(Self { trust: wish.trust, named: Vec::new(), chain: None, provider });
        }
        let named = match wish.authorities.as_deref() {
            None | Some("system") => rustls_native_certs::load_native_certs().certs,
            Some(path) => authorities(path)?,
        };
        let mut roots = RootCertStore::empty();
        let (added, _) = roots.add_parsable_certificates(named.iter().cloned());
        if added == 0 {
            return Err(failed(
                "the address asks to look at the certificate of the database, and there is no authority to compare it with; \
                 name one with sslrootcert=FILE",
            ));
        }
        let chain =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
        Ok(Self { trust: wish.trust, named, chain: Some(chain.map_err(failed)?), provider })
    }
}

/// The authorities in a file.
fn authorities(path: &str) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    let remedy = "name with sslrootcert a file of certificates in PEM";
    let bytes =
        fs::read(path).map_err(|error| failed(format!("{path} cannot be read: {error}; {remedy}")))?;
    CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(format!("{path} holds no certificates: {error}; {remedy}")))
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        if self.named.iter().any(|named| named.as_ref() == shown.as_ref()) {
            if self.trust == Trust::Name {
                verify_server_name(&ParsedCertificate::try_from(shown)?, name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match chain.verify_server_cert(shown, between, name, stapled, now) {
            // The chain is looked at before the name.
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.trust == Trust::Authority => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, shown, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, shown, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl<S> MakeTlsConnect<S> for Tls
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Encrypted<S>;
    type TlsConnect = Handshake;
    type Error = io::Error;

    /// A socket of the same machine has no name, and nothing is encrypted on it.
    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake, io::Error> {
        let name = if host.is_empty() {
            None
        } else {
            Some(ServerName::try_from(host.to_owned()).map_err(io::Error::other)?)
        };
        Ok(Handshake { connector: self.0.clone(), name })
    }
}

/// A connection that is about to be encrypted.
pub(crate) struct Handshake {
    connector: TlsConnector,
    name: Option<ServerName<'static>>,
}

impl<S> TlsConnect<S> for Handshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Encrypted<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let name = self.name.ok_or_else(|| io::Error::other("a socket has no name"))?;
            self.connector.connect(name, stream).await.map(|stream| Encrypted(Box::new(stream)))
        })
    }
}

/// An encrypted connection.
pub(crate) struct Encrypted<S>(Box<client::TlsStream<S>>);

impl<S> TlsStream for Encrypted<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S> AsyncRead for Encrypted<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(context, buffer)
    }
}

impl<S> AsyncWrite for Encrypted<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(context)
    }
}
