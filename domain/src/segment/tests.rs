//! The language at its edges, and small stores with known answers.

mod language;
mod store;
mod trees;
mod waterfall;
