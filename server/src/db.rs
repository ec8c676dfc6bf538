//! The store: one SQLite file, one writer, several readers. All SQL of the project lives below this module.

pub mod campaigns;
pub mod connection;
pub mod customers;
pub mod demo;
pub mod documents;
pub mod effects;
pub mod events;
pub mod facts;
pub mod imports;
pub mod ledger;
pub mod mappings;
pub mod orders;
pub mod readers;
pub mod secrets;
pub mod sessions;
pub mod shops;
pub mod users;

pub use connection::{FolderLock, Store};
