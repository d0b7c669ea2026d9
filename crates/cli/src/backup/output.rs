//! Where the archive is written: a file, encrypted on the way if asked. It gets its name when all is well.

use crate::{data_directory::restrict, trouble::Failure};
use age::{Encryptor, Recipient, stream::StreamWriter};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// The archive's file while it is written, under a name of its own.
pub struct Unfinished {
    path: PathBuf,
    named: PathBuf,
}

impl Unfinished {
    /// A file that will get this name, which nothing has yet.
    pub fn of(named: &Path) -> Result<Self, Failure> {
        if named.exists() {
            return Err(Failure::Usage(format!(
                "{} is there already; name a file that is not, or a directory",
                named.display()
            )));
        }
        let mut path = named.as_os_str().to_owned();
        path.push(".unfinished");
        Ok(Self { path: path.into(), named: named.to_owned() })
    }

    /// Begins to write it, for these recipients, or in the clear when there are none.
    pub fn begin(&self, recipients: &[&dyn Recipient]) -> Result<Output, Failure> {
        let file = File::create(&self.path)
            .map_err(|error| Failure::Usage(format!("{} cannot be written: {error}", self.path.display())))?;
        restrict(&self.path, 0o600)?;
        let file = BufWriter::with_capacity(1 << 20, file);
        if recipients.is_empty() {
            return Ok(Output::Plain(file));
        }
        let encryptor = Encryptor::with_recipients(recipients.iter().copied()).map_err(io::Error::other)?;
        Ok(Output::Sealed(Box::new(encryptor.wrap_output(file)?)))
    }

    /// Where it lies now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name.
    pub fn finish(self) -> io::Result<PathBuf> {
        // Never over a file that came to be meanwhile.
        fs::hard_link(&self.path, &self.named).or_else(|error| {
            if self.named.exists() { Err(error) } else { fs::rename(&self.path, &self.named) }
        })?;
        let named = self.named.clone();
        drop(self);
        if let Some(folder) = named.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(named)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _it_has_its_name_or_is_of_no_use = fs::remove_file(&self.path);
    }
}

/// A file that is written in the clear or encrypted.
pub enum Output {
    /// In the clear.
    Plain(BufWriter<File>),
    /// Encrypted.
    Sealed(Box<StreamWriter<BufWriter<File>>>),
}

impl Output {
    /// Writes the end, and sees to it that all lies on the disk.
    pub fn end(self) -> io::Result<()> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Sealed(stream) => stream.finish()?,
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Sealed(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Sealed(stream) => stream.flush(),
        }
    }
}
