//! `huitou demo`: makes the demo shop in a data folder; `huitou serve --demo` does the same before it serves.

use clap::Args;

use crate::clock::Clock;
use crate::commands::DataFolder;
use crate::db::Store;
use crate::failure::Failure;

// The sending area fills this in: `prepare` makes the demo shop where it is absent and is called by `huitou serve --demo`
// after the owner's account was made; the account `demo` and its password are made by `serve.rs`.

/// What `huitou demo` takes.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    folder: DataFolder,
}

impl Demo {
    /// Makes the demo shop.
    pub fn run(self) -> Result<(), Failure> {
        prepare(&Store::open(&self.folder.data)?, &Clock::system())
    }
}

/// Makes the demo shop in a store where it is absent.
pub fn prepare(_store: &Store, _clock: &Clock) -> Result<(), Failure> {
    Ok(())
}
