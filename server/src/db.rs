//! The store: one SQLite file, one writer, several readers. All SQL of the project lives below this module.

pub mod connection;
pub mod customers;
pub mod documents;
pub mod facts;
pub mod imports;
pub mod mappings;
pub mod orders;
pub mod sessions;
pub mod shops;
pub mod users;

pub use connection::{FolderLock, Store};
