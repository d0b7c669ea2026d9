//! Keys of encrypted backups: whoever makes backups needs the public half alone.

use crate::{data_directory::restrict, trouble::Failure};
use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
};

/// The recipients with these names.
///
/// # Errors
/// What is no public key.
pub fn recipients(names: &[String]) -> Result<Vec<Recipient>, Failure> {
    let read = |name: &String| {
        name.parse::<Recipient>().map_err(|_| {
            Failure::Usage(format!(
                "{name} is no public key of age, such as age1…; make one with plumbline backup-key FILE"
            ))
        })
    };
    names.iter().map(read).collect()
}

/// The secret keys in a file: one a line; empty lines and those that begin with `#` are passed over.
///
/// # Errors
/// A file that cannot be read or holds none.
pub fn identities(path: &Path) -> Result<Vec<Identity>, Failure> {
    let text = fs::read_to_string(path)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let found: Result<Vec<Identity>, &str> = lines.map(str::parse).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(Failure::Usage(format!(
            "{} holds no secret key of age, a line that begins with AGE-SECRET-KEY-1",
            path.display()
        ))),
    }
}

/// Writes a new secret key into a file that is not there yet, readable by its owner alone; gives the public key.
///
/// # Errors
/// A file that is there, or cannot be written.
pub fn new_key(path: &Path) -> Result<String, Failure> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
        Failure::Usage(format!(
            "{} cannot be made: {error}; name a file that is not there yet",
            path.display()
        ))
    })?;
    restrict(path, 0o600)?;
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    writeln!(file, "# Secret key of Plumbline backups. The public key is {public}")?;
    writeln!(file, "{}", identity.to_string().expose_secret())?;
    file.sync_all()?;
    Ok(public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_is_private_reads_back_and_never_replaces_one() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("key");
        let public = new_key(&path).unwrap();
        let found = identities(&path).unwrap();
        let kept: Vec<String> = found.iter().map(|key| key.to_public().to_string()).collect();
        assert_eq!(kept.as_slice(), std::slice::from_ref(&public));
        assert_eq!(recipients(std::slice::from_ref(&public)).unwrap().len(), 1);
        assert!(matches!(new_key(&path), Err(Failure::Usage(_))));
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777,
            0o600
        );
    }

    #[test]
    fn what_is_no_key_is_said() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("key");
        for text in ["", "# nothing\n", "hello\n"] {
            fs::write(&path, text).unwrap();
            assert!(matches!(identities(&path), Err(Failure::Usage(_))), "{text}");
        }
        assert!(matches!(recipients(&["age1nobody".to_owned()]), Err(Failure::Usage(_))));
    }
}
