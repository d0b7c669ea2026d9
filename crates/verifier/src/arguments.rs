//! What the reader asks for on the command line.

use crate::limits::GIVEN_BYTES_MAX;
use ledger::{note::VerifierKey, package::Options};
use std::{
    error::Error,
    ffi::OsString,
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// How the program is used.
pub const HELP: &str = "\
Checks an exported audit package without the program that kept it.

Usage: plumbline-verifier [--json] [--key KEY] [--since CHECKPOINT] PACKAGE

  PACKAGE             a directory or ZIP archive
  --key KEY           the operator's public key, as a line or a file; without it
                      the package's own key is used, which proves nothing about
                      who signed
  --since CHECKPOINT  a file with an older checkpoint that was kept elsewhere;
                      history must have grown from it
  --json              print the report as JSON
  --help, --version

Ends with 0 if nothing was found, 1 if something was, 2 if there was nothing to
check.
";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Print the help.
    Help,
    /// Print the version.
    Version,
    /// Check a package.
    Check(Arguments),
}

/// Which package to check, and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The directory or archive.
    pub package: PathBuf,
    /// Whether to print JSON.
    pub json: bool,
    /// A key line or the path of a file that holds one.
    pub key: Option<OsString>,
    /// The path of an older checkpoint.
    pub since: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Asked, ArgumentError> {
        let (mut arguments, mut words) = (Self::default(), words.into_iter());
        let mut options_ended = false;
        while let Some(word) = words.next() {
            let mut value = |option| words.next().ok_or(ArgumentError::Value(option));
            match word.to_str() {
                Some("--help" | "-h") if !options_ended => return Ok(Asked::Help),
                Some("--version" | "-V") if !options_ended => return Ok(Asked::Version),
                Some("--json") if !options_ended => arguments.json = true,
                Some("--key") if !options_ended => arguments.key = Some(value("--key")?),
                Some("--since") if !options_ended => arguments.since = Some(value("--since")?.into()),
                Some("--") if !options_ended => options_ended = true,
                Some(option) if option.starts_with('-') && !options_ended => {
                    return Err(ArgumentError::Unknown(option.to_owned()));
                }
                _ if arguments.package.as_os_str().is_empty() => arguments.package = word.into(),
                _ => return Err(ArgumentError::Packages),
            }
        }
        if arguments.package.as_os_str().is_empty() {
            return Err(ArgumentError::Package);
        }
        Ok(Asked::Check(arguments))
    }

    /// Reads the key and the older checkpoint.
    pub fn options(&self, threads: usize) -> Result<Options, ArgumentError> {
        let key = self.key.as_ref().map(read_key).transpose()?;
        let since = self.since.as_deref().map(read_given).transpose()?;
        Ok(Options { key, since, threads })
    }
}

/// Why the command line cannot be followed.
#[derive(Debug)]
pub enum ArgumentError {
    /// No package is named.
    Package,
    /// More than one package is named.
    Packages,
    /// An option lacks its value.
    Value(&'static str),
    /// An option that there is not.
    Unknown(String),
    /// What was given as a key is neither a key nor a file with one.
    Key,
    /// A given file cannot be read.
    File(PathBuf, io::Error),
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package => f.write_str("no package is named"),
            Self::Packages => f.write_str("more than one package is named"),
            Self::Value(option) => write!(f, "{option} needs a value"),
            Self::Unknown(option) => write!(f, "there is no option {}", option.escape_debug()),
            Self::Key => f.write_str("the given key is neither a verifier key nor a file that holds one"),
            Self::File(path, _) => write!(f, "the file {} cannot be read", path.display()),
        }
    }
}

impl Error for ArgumentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::File(_, cause) => Some(cause),
            _ => None,
        }
    }
}

fn read_key(given: &OsString) -> Result<VerifierKey, ArgumentError> {
    if let Some(Ok(key)) = given.to_str().map(str::parse) {
        return Ok(key);
    }
    let bytes = read_given(Path::new(given)).map_err(|_| ArgumentError::Key)?;
    std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok()).ok_or(ArgumentError::Key)
}

fn read_given(path: &Path) -> Result<Vec<u8>, ArgumentError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(GIVEN_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|cause| ArgumentError::File(path.to_owned(), cause))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Asked, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn options_may_stand_anywhere() {
        let expected = Asked::Check(Arguments {
            package: "export.zip".into(),
            json: true,
            key: Some("k".into()),
            since: Some("old".into()),
        });
        assert_eq!(parse("--json export.zip --key k --since old"), Ok(expected));
        let dashed = Asked::Check(Arguments { package: "--json".into(), ..Arguments::default() });
        assert_eq!(parse("-- --json"), Ok(dashed));
        assert_eq!((parse("x --help"), parse("-V")), (Ok(Asked::Help), Ok(Asked::Version)));
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        for (line, error) in [
            ("", "no package is named"),
            ("--json", "no package is named"),
            ("a b", "more than one package is named"),
            ("a --key", "--key needs a value"),
            ("a --since", "--since needs a value"),
            ("a --jsno", "there is no option --jsno"),
        ] {
            assert_eq!(parse(line), Err(error.to_owned()), "{line}");
        }
    }

    #[test]
    fn every_option_is_in_the_help() {
        for option in ["--json", "--key", "--since", "--help", "--version"] {
            assert!(HELP.contains(option), "{option}");
        }
    }
}
