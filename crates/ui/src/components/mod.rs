//! Components: one file each, with its view struct, markup and samples, and its CSS beside it.

pub mod badge;
pub mod brand;
pub mod button;
pub mod card;
pub mod chart;
pub mod checks;
pub mod crumbs;
pub mod diff;
pub mod empty;
pub mod facts;
pub mod field;
pub mod filters;
pub mod gate;
pub mod history;
pub mod leaf;
pub mod life;
pub mod matrix;
pub mod meter;
pub mod register;
pub mod seal;
pub mod shown;
pub mod summary;
pub mod tabs;
pub mod tiles;
pub mod way;
pub mod word_diff;
