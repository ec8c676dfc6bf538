//! What this device keeps: documents and edits not yet agreed, in IndexedDB.

pub mod documents;
