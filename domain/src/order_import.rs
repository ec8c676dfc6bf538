//! How the rows of anybody's order export become orders of one canonical form.

pub mod canonical;
pub mod cell;
pub mod fault;
pub mod gather;
pub mod guess;
pub mod heading;
pub mod identity;
pub mod line;
pub mod mapping;
pub mod plan;
pub mod preset;
pub mod status_words;
pub mod time;
