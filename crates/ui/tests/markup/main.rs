//! What the crate draws: structure, words, contrast and golden markup of every sample.

mod contrast;
mod golden;
mod html;
mod structure;
mod words;
