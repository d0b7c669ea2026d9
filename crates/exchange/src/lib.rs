//! Records in and out of files, driven by schemas.
//!
//! A file becomes a [`Sheet`] of text; a [`Mapping`], proposed from headings and contents and corrected by people, says
//! where each column goes; a [`Plan`] shows row by row what an import would do, and names every cell that it would not
//! keep. Nothing is written here: bytes in, values out.

mod ask_file;
mod cell;
mod choices;
mod csv_file;
mod dates;
mod decode;
mod delimiter;
mod draft;
mod drafted;
mod edition;
mod ends;
mod existing;
mod grid;
mod header;
mod identity;
mod json;
mod levels;
mod limits;
mod links;
mod mapping;
mod matching;
mod ours;
mod packed;
mod plan;
mod planner;
mod problems;
mod profile;
mod propose;
mod question;
mod read;
mod reshape;
mod settle;
mod sheet;
mod shelf;
mod similar;
mod source;
mod units;
mod vocabulary;
mod workbook;
mod write;
mod write_json;
mod write_xlsx;

pub use ask_file::{check_answers, read_answers, write_questions};
pub use cell::is_blank;
pub use csv_file::read_csv;
pub use dates::{Dates, Order};
pub use decode::Encoding;
pub use drafted::CustomField;
pub use edition::{Edition, key_in, same_source, source_and_key, source_name, source_of_file};
pub use ends::{Ends, ending_acts, ends_of};
pub use existing::{Existing, Known, Nothing};
pub use grid::Grid;
pub use json::read_json;
pub use limits::Limits;
pub use mapping::{ColumnMapping, Mapping, To, custom_id};
pub use ours::{RECORD_COLUMN, VERSION_COLUMN};
pub use packed::Packed;
pub use plan::{
    CellProblem, Counts, LinkTo, Plan, PlannedLinked, PlannedRow, Verdict, Weight, plan, plan_each,
    plan_edition, row_keys, with_links,
};
pub use problems::Problems;
pub use propose::{Proposal, Proposed, label as own_label, propose};
pub use question::{About, Answer, Question, Why};
pub use reshape::{PARTS_MAX, Reshape};
pub use settle::KNOWN_RECORD;
pub use sheet::{Format, Reading, Sheet, Table, Warning};
pub use similar::alike_texts as alike;
pub use source::{format_of, read};
pub use workbook::read_workbook;
pub use write::{Writing, write_csv, write_rows};
pub use write_json::write_json;
pub use write_xlsx::{Exported, write_sheet, write_xlsx};
