//! `huitou import FILE`: brings in a file of orders.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use domain::money::Money;
use domain::order_import::preset;
use domain::wire::import::{Choice, Preview, Progress, Stage};
use domain::wire::session::Shop;

use crate::clock::Clock;
use crate::commands::DataFolder;
use crate::commands::shop::choose_shop;
use crate::db::{Store, mappings};
use crate::failure::Failure;
use crate::jobs::import::run::{Job, begin, carry_out, preview};
use crate::jobs::import::source::Source;
use crate::jobs::import::{refused, reject_title};

/// What `huitou import` takes.
#[derive(Args)]
pub struct Import {
    /// The file: CSV or XLSX, as it came from the platform; `.gz` is unpacked.
    file: PathBuf,
    #[command(flatten)]
    folder: DataFolder,
    /// The shop, by name or number; may be left out where there is only one.
    #[arg(long)]
    shop: Option<String>,
    /// Read the file as this export, such as `TAOBAO_ORDERS`, whatever its headings look like.
    #[arg(long, value_name = "CODE")]
    preset: Option<String>,
    /// Read the file by a mapping that was saved under this name.
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// The sheet of a workbook.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Brings the file in and says what was read, imported, updated, unchanged and rejected.
    pub fn run(self) -> Result<(), Failure> {
        let started = Instant::now();
        if !self.file.is_file() {
            let file = self.file.display().to_string();
            return Err(
                Failure::missing("import.no_file", "There is no such file").with("file", file)
            );
        }
        let store = self.folder.store()?;
        let clock = Clock::system();
        let shop = store.read_now(|conn| choose_shop(conn, &clock, self.shop.as_deref()))?;
        let choice = self.choice(&store)?;
        let file_name = self
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let job = Job {
            store: &store,
            clock: &clock,
            shop: &shop,
            path: &self.file,
            file_name: &file_name,
            choice: &choice,
            user: None,
        };
        let show = Shown::default();
        let summary = if self.dry_run {
            preview(&job, &|progress| show.tell(progress))?
        } else {
            let batch = begin(&job)?;
            let (batch, _) = carry_out(&job, batch.id, &|progress| show.tell(progress))?;
            batch.summary.unwrap_or_default()
        };
        show.clear();
        if self.json {
            println!("{}", serde_json::to_string_pretty(&summary)?);
        } else {
            say(&summary, &shop, self.dry_run);
            println!("  took {:.1} s", started.elapsed().as_secs_f64());
        }
        match summary.problems.first() {
            Some(why) => Err(refused(why)),
            None => Ok(()),
        }
    }

    fn choice(&self, store: &Store) -> Result<Choice, Failure> {
        let mut choice = Choice {
            sheet: self.sheet.clone(),
            mapping_name: self.mapping.clone(),
            mapping: None,
        };
        if let Some(code) = &self.preset {
            let preset = preset::by_code(code).ok_or_else(|| {
                let codes: Vec<&str> = preset::codes().collect();
                Failure::missing("preset.unknown", "There is no such preset")
                    .with("presets", codes.join(", "))
            })?;
            let source = Source::open(&self.file).map_err(|why| refused(&why))?;
            let head = source
                .head(self.sheet.as_deref())
                .map_err(|why| refused(&why))?;
            choice.mapping = Some(preset.mapping(&head.headings));
        }
        if let Some(name) = &self.mapping
            && store
                .read_now(|conn| mappings::find_mapping(conn, name))?
                .is_none()
        {
            let saved = store.read_now(mappings::list_mappings)?;
            let names: Vec<String> = saved.into_iter().map(|one| one.name).collect();
            return Err(
                Failure::missing("mapping.unknown", "There is no mapping of this name")
                    .with("mappings", names.join(", ")),
            );
        }
        Ok(choice)
    }
}

/// The line of progress on a terminal.
#[derive(Default)]
struct Shown {
    last: Cell<Option<Instant>>,
}

impl Shown {
    fn tell(&self, progress: Progress) {
        let fresh = self
            .last
            .get()
            .is_some_and(|last| last.elapsed() < Duration::from_millis(100));
        if fresh || !std::io::stderr().is_terminal() {
            return;
        }
        self.last.set(Some(Instant::now()));
        let share = progress.done * 100 / progress.total.max(1);
        let what = match progress.stage {
            Stage::Reading => "reading",
            _ => "writing",
        };
        eprint!("\r{what} {share} % · {} rows ", progress.rows);
        let _ = std::io::stderr().flush();
    }

    fn clear(&self) {
        if self.last.get().is_some() {
            eprint!("\r{:60}\r", "");
        }
    }
}

fn say(summary: &Preview, shop: &Shop, dry: bool) {
    let money = |minor: i64| format!("{} {}", Money(minor).to_major(shop.decimals), shop.currency);
    println!(
        "{} {} rows for {}",
        if dry { "Would read" } else { "Read" },
        summary.rows_read,
        shop.name
    );
    println!(
        "  imported {} · updated {} · unchanged {} · rejected {}",
        summary.rows_imported, summary.rows_updated, summary.rows_unchanged, summary.rows_rejected
    );
    println!(
        "  orders {} (new {}, changed {}) · valid purchases {} · anonymous {} · paid {}",
        summary.orders,
        summary.orders_new,
        summary.orders_changed,
        summary.orders_valid,
        summary.orders_anonymous,
        money(summary.paid_minor)
    );
    println!(
        "  customers {} (new {})",
        summary.customers, summary.customers_new
    );
    if summary.refunds > 0 {
        println!(
            "  refunds {} · {}",
            summary.refunds,
            money(summary.refunds_minor)
        );
    }
    if let (Some(from), Some(to)) = (summary.from, summary.to) {
        println!("  from {from} to {to}");
    }
    for fact in &summary.facts {
        let seen = if fact.examples.is_empty() {
            String::new()
        } else {
            format!(": {}", fact.examples.join(", "))
        };
        println!("  {} {}{seen}", fact.code.replace('_', " "), fact.count);
    }
    for kind in &summary.rejects {
        println!("  rejected {} × {}", kind.rows, reject_title(&kind.code));
        for one in &kind.examples {
            let column = one.column.as_deref().unwrap_or("row");
            println!("    line {}, {column}: {}", one.line, one.value);
        }
    }
}
