//! What the oracle is made of: generated stores, generated queries, and their translation to SQL.

pub mod query;
pub mod shop;
pub mod sql;
