//! Readiness (wired to assurance).
