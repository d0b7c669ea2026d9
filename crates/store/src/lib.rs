//! What a store must do, and the conformance suite that every store passes.
