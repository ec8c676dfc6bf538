//! The shops of the business.

use domain::day::Day;
use domain::shop::{Settings, decimals_of};
use domain::wire::session::{NewShop, Shop};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::clock::{Clock, zone};
use crate::failure::Failure;

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
        settings: settings_of(row)?,
    })
}

fn settings_of(row: &Row) -> rusqlite::Result<Settings> {
    let text: String = row.get("settings")?;
    serde_json::from_str(&text).map_err(|why| {
        rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, Box::new(why))
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
        "INSERT INTO shop (name, platform, currency, decimals, time_zone, pinned_day, settings, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            shop.name,
            shop.platform,
            shop.currency,
            decimals_of(&shop.currency),
            shop.time_zone,
            shop.pinned_day.map(|day| day.0),
            serde_json::to_string(&shop.settings)?,
            at
        ],
    )?;
    Ok(conn.last_insert_rowid())
}

/// Writes what a shop is like now, and says that what was computed from it is out of date.
pub fn update_shop(conn: &Connection, id: i64, shop: &NewShop) -> Result<(), Failure> {
    conn.execute(
        "UPDATE shop SET name = ?2, platform = ?3, currency = ?4, decimals = ?5, time_zone = ?6, pinned_day = ?7,
         settings = ?8 WHERE id = ?1",
        params![
            id,
            shop.name,
            shop.platform,
            shop.currency,
            decimals_of(&shop.currency),
            shop.time_zone,
            shop.pinned_day.map(|day| day.0),
            serde_json::to_string(&shop.settings)?
        ],
    )?;
    Ok(())
}

/// Whether a shop has any order.
pub fn has_orders(conn: &Connection, id: i64) -> Result<bool, Failure> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM shop_order WHERE shop_id = ?1)",
        [id],
        |row| row.get(0),
    )?)
}

/// Marks that customers, orders or consents of a shop changed; answers the new revision.
pub fn bump_facts_revision(conn: &Connection, shop: i64) -> Result<i64, Failure> {
    Ok(conn.query_row(
        "UPDATE shop SET facts_revision = facts_revision + 1 WHERE id = ?1 RETURNING facts_revision",
        [shop],
        |row| row.get(0),
    )?)
}
