//! Expectations over a snapshot of records: verdicts, reasons and gaps.
