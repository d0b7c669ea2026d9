//! Backups: everything of an installation in one file, encrypted if asked, and back.
//!
//! The file is a ZIP archive, within an `age` file when it is encrypted. It holds the data directory's own files under
//! their own names, each database as it was at one moment, and last of all `contents.json`, which lists the others with
//! their lengths and hashes: an archive without that list is no backup, so a part of one is never taken for the whole.

mod contents;
mod key;
mod lock;
mod making;
mod opened;
mod output;

pub use contents::{Contents, Records};
pub use key::{identities, new_key, recipients};
pub use making::{Made, make};
pub use opened::Opened;
