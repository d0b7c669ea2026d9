//! Reads framework packs: requirements, controls, crosswalks and expectations.
