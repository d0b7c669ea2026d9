//! What the crate draws: structure, words, contrast and golden markup of every sample.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod html;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod words;
