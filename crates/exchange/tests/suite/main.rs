//! Files in, records out: one program, because each test is linked with everything.

mod conservation;
mod editions;
mod fuzz;
mod hostile;
mod json;
mod plan;
mod properties;
mod propose;
mod registers;
mod round_trip;
mod sheet;
mod support;
mod workbook;
mod write;
