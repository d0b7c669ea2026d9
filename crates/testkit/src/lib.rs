//! Fixed clocks, seeded ids and sample bodies. Tests only.
