//! Records in and out of files, driven by schemas.
