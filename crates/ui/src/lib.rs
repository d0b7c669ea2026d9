//! Components and pages: a view struct in, HTML out.
