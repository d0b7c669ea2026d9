//! The files of a certificate of one's own: read when the program starts, and again when they change or when the program is
//! told to look.

use crate::{argument::Serve, trouble::Failure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use web::{Certificate, Pulse, Tls};

/// How often is looked whether the files have changed.
const LOOK: Duration = Duration::from_secs(10);

/// The files of a certificate and of its key.
#[derive(Debug)]
pub struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// What tells that a file is another: when it was written, and how long it is.
type Signs = [Option<(SystemTime, u64)>; 2];

impl Files {
    /// The files that are named, if any are.
    ///
    /// # Errors
    /// One of the two alone.
    pub fn of(options: &Serve) -> Result<Option<Self>, Failure> {
        let alone = |given: &str, missing: &str| {
            Failure::Usage(format!(
                "{given} is given without {missing}; give both files, or none behind a proxy that speaks HTTPS"
            ))
        };
        match (&options.tls_cert, &options.tls_key) {
            (Some(certificate), Some(key)) => {
                Ok(Some(Self { certificate: certificate.clone(), key: key.clone() }))
            }
            (None, None) => Ok(None),
            (Some(_), None) => Err(alone("--tls-cert", "--tls-key")),
            (None, Some(_)) => Err(alone("--tls-key", "--tls-cert")),
        }
    }

    /// What the files hold, ready for connections.
    ///
    /// # Errors
    /// A file that cannot be read or is not what it must be.
    pub fn tls(&self) -> Result<Tls, Failure> {
        Tls::new(self.read()?).map_err(|fault| Failure::Usage(fault.to_string()))
    }

    fn read(&self) -> Result<Certificate, Failure> {
        let bytes = |option: &str, path: &Path| {
            fs::read(path).map_err(|error| {
                Failure::Usage(format!(
                    "{} cannot be read: {error}; give with {option} a file that the user of this program can read",
                    path.display()
                ))
            })
        };
        let (certificate, key) = (bytes("--tls-cert", &self.certificate)?, bytes("--tls-key", &self.key)?);
        Certificate::of(&certificate, &key).map_err(|fault| {
            Failure::Usage(format!("{} with {}: {fault}", self.certificate.display(), self.key.display()))
        })
    }

    fn signs(&self) -> Signs {
        [&self.certificate, &self.key].map(|path| {
            let data = fs::metadata(path).ok()?;
            Some((data.modified().ok()?, data.len()))
        })
    }

    /// Takes the certificate anew for as long as the program runs. What cannot be used is said once, and the former stays.
    pub async fn mind(self, tls: Tls) {
        let mut seen = self.signs();
        let mut hangup = Hangup::new();
        loop {
            let told = tokio::select! {
                () = hangup.comes() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            let signs = self.signs();
            if told || signs != seen {
                seen = signs;
                match self.read() {
                    Ok(certificate) => {
                        tls.replace(certificate);
                        Pulse::note("certificate", "it was taken anew");
                    }
                    Err(failure) => {
                        Pulse::note("certificate", &format!("the former stays in use, because {failure}"));
                    }
                }
            }
        }
    }
}

/// The signal by which a service is told to read its files again.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    #[cfg(unix)]
    fn new() -> Self {
        Self { signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok() }
    }

    #[cfg(not(unix))]
    const fn new() -> Self {
        Self {}
    }

    /// Resolves when it comes.
    async fn comes(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
