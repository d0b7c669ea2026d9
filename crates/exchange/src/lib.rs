//! Records in and out of files, driven by schemas.
//!
//! A file becomes a [`Sheet`] of text; a [`Mapping`], proposed from headings and contents and corrected by people, says
//! where each column goes; a [`Plan`] shows row by row what an import would do, and names every cell that it would not
//! keep. Nothing is written here: bytes in, values out.

mod cell;
mod dates;
mod decode;
mod delimiter;
mod header;
mod limits;
mod sheet;

pub use cell::is_blank;
pub use dates::{Dates, Order};
pub use decode::Encoding;
pub use limits::Limits;
pub use sheet::{Reading, Sheet, Warning, read_csv};
