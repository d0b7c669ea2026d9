//! Bringing a file in from the command line.
