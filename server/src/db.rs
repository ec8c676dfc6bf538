//! The store: one SQLite file, one writer, several readers. All SQL of the project lives below this module.

pub mod connection;
pub mod documents;
pub mod sessions;
pub mod shops;
pub mod users;

pub use connection::{FolderLock, Store};
