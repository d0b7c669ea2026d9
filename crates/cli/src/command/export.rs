//! Writing the audit package as a ZIP archive.

use crate::{
    argument::Export,
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use ledger::package::Sink;
use std::{fs::File, io, io::Write as _, process::ExitCode, sync::Arc};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Writes the package; the file appears under its name only when it is complete.
pub async fn run(place: &Place, options: &Export) -> Result<ExitCode, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    let organisations = app.organisations().await?;
    let organisation = match (options.organisation, organisations.as_slice()) {
        (Some(id), all) if all.contains(&id) => id,
        (None, [only]) => *only,
        (Some(id), _) => return Err(Failure::Usage(format!("there is no organisation {id}"))),
        (None, all) => {
            return Err(Failure::Usage(format!(
                "there are {} organisations; name one with --organisation",
                all.len()
            )));
        }
    };
    let unfinished = options.file.with_extension("unfinished");
    let archive = Archive { zip: ZipWriter::new(File::create(&unfinished)?) };
    let package = Box::pin(app.open_house(organisation).await?.export(archive)).await?;
    std::fs::rename(&unfinished, &options.file)?;
    say!("{}: {} entries, {} evidence files", options.file.display(), package.entries, package.evidence);
    say!("Check it with: plumbline-verifier {}", options.file.display());
    Ok(ExitCode::SUCCESS)
}

/// A ZIP archive that closes itself when the last file is written.
struct Archive {
    zip: ZipWriter<File>,
}

impl Sink for Archive {
    fn start(&mut self, name: &str) -> io::Result<()> {
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(io::Error::other)
    }
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.zip.write_all(bytes)
    }
}
