//! Secrets of this data folder: made once, never shown.

use rusqlite::{Connection, OptionalExtension, params};

use crate::failure::Failure;

/// The secret of a name, where there is one.
pub fn find_secret(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    Ok(connection
        .query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?)
}

/// Keeps a secret under a name; one that is there already stays. Answers the one that is kept.
pub fn keep_secret(connection: &Connection, name: &str, fresh: &[u8]) -> Result<Vec<u8>, Failure> {
    connection.execute(
        "INSERT OR IGNORE INTO secret (name, value) VALUES (?1, ?2)",
        params![name, fresh],
    )?;
    Ok(
        connection.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| {
            row.get(0)
        })?,
    )
}
