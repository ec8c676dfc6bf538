//! `huitou shop`: lists and makes shops.

use clap::{Args, Subcommand};
use domain::day::Day;
use domain::shop::{PLATFORMS, Settings, currency_code};
use domain::wire::session::{NewShop, Shop};
use rusqlite::Connection;

use crate::clock::Clock;
use crate::commands::DataFolder;
use crate::db::{Store, shops};
use crate::failure::Failure;
use crate::routes::shops::check_shop;

/// What `huitou shop` takes.
#[derive(Args)]
pub struct ShopCommand {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Show the shops.
    List {
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Make a shop.
    Add {
        #[command(flatten)]
        folder: DataFolder,
        /// Its name.
        name: String,
        /// Its platform.
        #[arg(long, default_value = "OTHER", value_parser = PLATFORMS)]
        platform: String,
        /// ISO 4217 code.
        #[arg(long, default_value = "CNY")]
        currency: String,
        /// IANA zone in which its days are counted.
        #[arg(long, default_value = "Asia/Shanghai")]
        time_zone: String,
        /// The day that `today` means, for a historical set of orders.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,
    },
    /// Pin the day that `today` means, or let the shop live today.
    Pin {
        #[command(flatten)]
        folder: DataFolder,
        /// Number or name of the shop.
        shop: String,
        /// The day; left out, the shop lives today.
        day: Option<Day>,
    },
}

impl ShopCommand {
    /// Does what was asked.
    pub fn run(self) -> Result<(), Failure> {
        let clock = Clock::system();
        match self.deed {
            Deed::List { folder } => {
                let store = folder.store()?;
                for shop in store.read_now(|conn| shops::list_shops(conn, &clock))? {
                    println!("{}", line_of(&shop));
                }
                Ok(())
            }
            Deed::Add {
                folder,
                name,
                platform,
                currency,
                time_zone,
                as_of,
            } => {
                let shop = NewShop {
                    name,
                    platform,
                    currency: currency_code(&currency),
                    time_zone,
                    pinned_day: as_of,
                    settings: Settings::default(),
                };
                check_shop(&shop)?;
                let store = Store::open(&folder.data)?;
                let id = store.write_now(|tx| shops::insert_shop(tx, &shop, clock.now()))?;
                println!("Made shop {id}, {}", shop.name);
                Ok(())
            }
            Deed::Pin { folder, shop, day } => {
                let store = folder.store()?;
                let changed = store.write_now(|tx| {
                    let held = choose_shop(tx, &clock, Some(&shop))?;
                    let wanted = NewShop {
                        name: held.name,
                        platform: held.platform,
                        currency: held.currency,
                        time_zone: held.time_zone,
                        pinned_day: day,
                        settings: held.settings,
                    };
                    shops::update_shop(tx, held.id, &wanted)?;
                    shops::shop(tx, &clock, held.id)
                })?;
                println!("{}", line_of(&changed));
                Ok(())
            }
        }
    }
}

fn line_of(shop: &Shop) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}\tas of {}{}",
        shop.id,
        shop.name,
        shop.platform,
        shop.currency,
        shop.time_zone,
        shop.as_of(),
        if shop.pinned_day.is_some() {
            " (pinned)"
        } else {
            ""
        }
    )
}

/// The shop of a number or a name; the only one where none is named.
pub fn choose_shop(conn: &Connection, clock: &Clock, named: Option<&str>) -> Result<Shop, Failure> {
    let mut all = shops::list_shops(conn, clock)?;
    let names: Vec<String> = all
        .iter()
        .map(|shop| format!("{} {}", shop.id, shop.name))
        .collect();
    match named {
        Some(named) => all.retain(|shop| shop.name == named || shop.id.to_string() == named),
        None if all.len() > 1 => {
            return Err(
                Failure::unprocessable("shop.which", "Say which shop with --shop")
                    .with("shops", names.join("; ")),
            );
        }
        None => {}
    }
    match (all.pop(), named) {
        (Some(shop), _) => Ok(shop),
        (None, Some(named)) => Err(Failure::missing("shop.unknown", "There is no such shop")
            .with("asked", named)
            .with("shops", names.join("; "))),
        (None, None) => Err(Failure::missing(
            "shop.none",
            "There is no shop yet: make one with huitou shop add NAME, or start huitou serve --demo",
        )),
    }
}
