//! Imports: the batches so far, and a new file on its way in.

mod list;
mod mapping;
mod new;
mod outcome;

pub use list::ImportsPage;
pub use new::NewImportPage;
