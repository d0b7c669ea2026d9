//! Evidence in a bucket of an S3-compatible store: one object for each SHA-256.
//!
//! A file is kept before any record names it, has its hash as its name, and is compared with it whenever it is read, so the
//! store is believed nothing but that it keeps. Any number of programs may share a bucket.

mod address;
mod blobs;
mod client;
mod limits;

pub use address::{Address, Credentials};
pub use blobs::{Bucket, ObjectBlobs};
