//! Routes, sessions and forms over HTTP; HTML and REST side by side.
