//! What the person at the terminal is told.

/// Prints a line. Whoever no longer reads misses it and disturbs nothing: a program whose output is cut off goes on with
/// its work.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _nobody_reads_any_more = writeln!(std::io::stdout(), $($words)*);
    }};
}

/// The same for text that ends its lines itself.
macro_rules! say_text {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _nobody_reads_any_more = write!(std::io::stdout(), $($words)*);
    }};
}
