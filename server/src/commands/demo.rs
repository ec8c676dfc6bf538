//! `huitou demo`: makes the demo shop in a data folder; `huitou serve --demo` does the same before it serves.

use std::time::Instant;

use clap::Args;

use crate::clock::Clock;
use crate::commands::DataFolder;
use crate::db::Store;
use crate::demo;
use crate::failure::Failure;

/// What `huitou demo` takes.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    folder: DataFolder,
}

impl Demo {
    /// Makes the demo shop.
    pub fn run(self) -> Result<(), Failure> {
        prepare(&Store::open(&self.folder.data)?, &Clock::from_environment())
    }
}

/// Makes the demo shop in a store that has no shop yet.
pub fn prepare(store: &Store, clock: &Clock) -> Result<(), Failure> {
    let began = Instant::now();
    if demo::ensure(store, clock.today(chrono_tz::Asia::Shanghai))? {
        println!(
            "Made the demo shop {} in {:.1} s",
            demo::SHOP_NAME,
            began.elapsed().as_secs_f64()
        );
    }
    Ok(())
}
