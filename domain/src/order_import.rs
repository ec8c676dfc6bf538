//! How the rows of anybody's order export become orders of one canonical form.

pub mod mapping;
