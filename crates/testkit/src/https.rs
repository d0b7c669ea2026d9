//! A client that speaks HTTPS and believes the authority of tests alone.

use crate::certificates::{AUTHORITY, Pair};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore, SupportedProtocolVersion,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
        version::{TLS12, TLS13},
    },
};

/// Which version of TLS a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The present one.
    Tls13,
    /// The one before.
    Tls12,
}

/// An encrypted connection, kept open.
pub struct Line {
    stream: TlsStream<TcpStream>,
}

impl Line {
    /// Connects to `localhost` at an address.
    ///
    /// # Errors
    /// When nobody answers, or not as the authority of tests has signed.
    pub async fn open(address: SocketAddr, version: Version) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(AUTHORITY.as_bytes()) {
            roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        let versions: [&'static SupportedProtocolVersion; 1] = match version {
            Version::Tls13 => [&TLS13],
            Version::Tls12 => [&TLS12],
        };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&versions)
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
        let stream = TcpStream::connect(address).await?;
        Ok(Self { stream: TlsConnector::from(Arc::new(config)).connect(name, stream).await? })
    }

    /// Whether this is the certificate that was shown.
    pub fn shows(&self, pair: Pair) -> bool {
        let shown = self.stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        shown == CertificateDer::from_pem_slice(pair.certificate.as_bytes()).ok().as_ref()
    }

    /// Asks for a page; status line and head lines, and what was there of the body.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub async fn get(&mut self, path: &str) -> io::Result<String> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
            if self.stream.read_buf(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}
