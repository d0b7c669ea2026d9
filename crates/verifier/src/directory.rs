//! A package in a directory.

use crate::limits::FILES_MAX;
use ledger::package::Source;
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The files below a directory. Links are refused: what is checked is what lies there.
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    /// The package in this directory.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    fn collect(&self, folder: &str, names: &mut Vec<String>) -> io::Result<()> {
        for item in fs::read_dir(self.root.join(folder))? {
            let item = item?;
            let name = item.file_name().into_string().map_err(|_| refused("a file name is not UTF-8"))?;
            let name = format!("{folder}{name}");
            let kind = item.file_type()?;
            if kind.is_dir() && folder.is_empty() {
                self.collect(&format!("{name}/"), names)?;
            } else if kind.is_file() {
                names.push(name);
            } else {
                return Err(refused(&format!("{name} is neither a file nor a folder of a package")));
            }
            if names.len() > FILES_MAX {
                return Err(refused("there are more files than a package holds"));
            }
        }
        Ok(())
    }
}

impl Source for Directory {
    fn names(&mut self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        self.collect("", &mut names)?;
        names.sort();
        Ok(names)
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.root.join(name))?))
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
