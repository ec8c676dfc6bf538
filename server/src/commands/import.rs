//! `huitou import FILE`: brings in a file of orders.

use clap::Args;

use crate::commands::DataFolder;
use crate::failure::Failure;

// The import area fills this in: keep the name `Import` and `run`, which `commands.rs` calls.

/// What `huitou import` takes.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    folder: DataFolder,
}

impl Import {
    /// Brings the file in and says what was read, imported, updated, unchanged and rejected.
    pub fn run(self) -> Result<(), Failure> {
        Err(Failure::Internal(format!(
            "import into {} is not built yet",
            self.folder.data.display()
        )))
    }
}
