//! The shops of the business.

use domain::day::Day;
use domain::wire::session::Shop;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::clock::{Clock, zone};
use crate::failure::Failure;

/// What is said of a shop when it is made or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct NewShop {
    /// Its name.
    pub name: String,
    /// Its platform, such as `TMALL`.
    pub platform: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Minor digits of the currency.
    pub decimals: u32,
    /// IANA zone.
    pub time_zone: String,
    /// The as-of day where the shop pins one.
    pub pinned_day: Option<Day>,
}

const COLUMNS: &str =
    "id, name, platform, currency, decimals, time_zone, pinned_day, settings, facts_revision";

fn shop_of(row: &Row, clock: &Clock) -> rusqlite::Result<Shop> {
    let time_zone: String = row.get("time_zone")?;
    let today = clock.today(zone(&time_zone).unwrap_or_default());
    Ok(Shop {
        id: row.get("id")?,
        name: row.get("name")?,
        platform: row.get("platform")?,
        currency: row.get("currency")?,
        decimals: row.get("decimals")?,
        time_zone,
        pinned_day: row.get::<_, Option<i32>>("pinned_day")?.map(Day),
        today,
        facts_revision: row.get("facts_revision")?,
    })
}

/// All shops, in the order they were made.
pub fn list_shops(conn: &Connection, clock: &Clock) -> Result<Vec<Shop>, Failure> {
    let mut query = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM shop ORDER BY id"))?;
    let shops = query.query_map([], |row| shop_of(row, clock))?;
    Ok(shops.collect::<rusqlite::Result<_>>()?)
}

/// One shop.
pub fn find_shop(conn: &Connection, clock: &Clock, id: i64) -> Result<Option<Shop>, Failure> {
    let mut query = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM shop WHERE id = ?1"))?;
    Ok(query
        .query_row([id], |row| shop_of(row, clock))
        .optional()?)
}

/// One shop, or the problem that there is none.
pub fn shop(conn: &Connection, clock: &Clock, id: i64) -> Result<Shop, Failure> {
    find_shop(conn, clock, id)?
        .ok_or_else(|| Failure::missing("shop.unknown", "There is no such shop").with("shop", id))
}

/// A new shop; answers its number.
pub fn insert_shop(conn: &Connection, shop: &NewShop, at: i64) -> Result<i64, Failure> {
    conn.execute(
        "INSERT INTO shop (name, platform, currency, decimals, time_zone, pinned_day, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            shop.name,
            shop.platform,
            shop.currency,
            shop.decimals,
            shop.time_zone,
            shop.pinned_day.map(|day| day.0),
            at
        ],
    )?;
    Ok(conn.last_insert_rowid())
}

/// Marks that customers, orders or consents of a shop changed; answers the new revision.
pub fn bump_facts_revision(conn: &Connection, shop: i64) -> Result<i64, Failure> {
    Ok(conn.query_row(
        "UPDATE shop SET facts_revision = facts_revision + 1 WHERE id = ?1 RETURNING facts_revision",
        [shop],
        |row| row.get(0),
    )?)
}
