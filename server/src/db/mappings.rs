//! Mappings that somebody saved and named.

use domain::wire::import::SavedMapping;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::Failure;

fn mapping_of(row: &Row) -> rusqlite::Result<(i64, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn saved((id, name, json): (i64, String, String)) -> Result<SavedMapping, Failure> {
    Ok(SavedMapping {
        id,
        name,
        mapping: serde_json::from_str(&json)?,
    })
}

/// All of them, by name.
pub fn list_mappings(conn: &Connection) -> Result<Vec<SavedMapping>, Failure> {
    let mut query = conn.prepare_cached("SELECT id, name, mapping FROM mapping ORDER BY name")?;
    let rows = query.query_map([], mapping_of)?;
    rows.map(|row| saved(row?)).collect()
}

/// The one of a name.
pub fn find_mapping(conn: &Connection, name: &str) -> Result<Option<SavedMapping>, Failure> {
    let mut query = conn.prepare_cached("SELECT id, name, mapping FROM mapping WHERE name = ?1")?;
    query
        .query_row([name], mapping_of)
        .optional()?
        .map(saved)
        .transpose()
}

/// Saves a mapping under its name, in place of an earlier one of that name.
pub fn save_mapping(
    conn: &Connection,
    mapping: &SavedMapping,
    now: i64,
) -> Result<SavedMapping, Failure> {
    let id = conn.query_row(
        "INSERT INTO mapping (name, mapping, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping RETURNING id",
        params![mapping.name, serde_json::to_string(&mapping.mapping)?, now],
        |row| row.get(0),
    )?;
    Ok(SavedMapping {
        id,
        ..mapping.clone()
    })
}

/// Deletes a mapping; whether there was one.
pub fn delete_mapping(conn: &Connection, id: i64) -> Result<bool, Failure> {
    Ok(conn.execute("DELETE FROM mapping WHERE id = ?1", [id])? > 0)
}
