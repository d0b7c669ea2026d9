//! Where the repository lies.

use std::path::PathBuf;

/// The root of the checkout that this program was built from, without `..` in it.
pub fn repository() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}
