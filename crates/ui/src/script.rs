//! The one script. Nothing needs it: it only makes the same pages quicker to use.

/// The script, served as a module. Each part is a block of its own and does nothing where its elements are missing.
pub fn script() -> &'static str {
    concat!(
        include_str!("js/keys.js"),
        include_str!("js/palette.js"),
        include_str!("js/form.js"),
        include_str!("js/progress.js")
    )
}
