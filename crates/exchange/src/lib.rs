//! Records in and out of files, driven by schemas.
//!
//! A file becomes a [`Sheet`] of text; a [`Mapping`], proposed from headings and contents and corrected by people, says
//! where each column goes; a [`Plan`] shows row by row what an import would do, and names every cell that it would not
//! keep. Nothing is written here: bytes in, values out.

mod cell;
mod choices;
mod csv_file;
mod dates;
mod decode;
mod delimiter;
mod draft;
mod drafted;
mod existing;
mod grid;
mod header;
mod identity;
mod json;
mod limits;
mod links;
mod mapping;
mod ours;
mod plan;
mod planner;
mod profile;
mod propose;
mod read;
mod settle;
mod sheet;
mod similar;
mod source;
mod vocabulary;
mod workbook;
mod write;
mod write_json;
mod write_xlsx;

pub use cell::is_blank;
pub use csv_file::read_csv;
pub use dates::{Dates, Order};
pub use decode::Encoding;
pub use drafted::CustomField;
pub use existing::{Existing, Known, Nothing};
pub use grid::Grid;
pub use json::read_json;
pub use limits::Limits;
pub use mapping::{ColumnMapping, Mapping, To, custom_id};
pub use ours::{RECORD_COLUMN, VERSION_COLUMN};
pub use plan::{
    CellProblem, Counts, LinkTo, Plan, PlannedLinked, PlannedRow, Verdict, Weight, plan, with_links,
};
pub use propose::{Proposal, Proposed, propose};
pub use settle::KNOWN_RECORD;
pub use sheet::{Format, Reading, Sheet, Table, Warning};
pub use source::{format_of, read};
pub use workbook::read_workbook;
pub use write::{Writing, write_csv, write_rows};
pub use write_json::write_json;
pub use write_xlsx::{Exported, write_xlsx};
