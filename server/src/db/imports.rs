//! Imports: their batches and the rows they could not take.

use domain::order_import::mapping::Mapping;
use domain::wire::import::{Batch, BatchState, FileProblem, Preview, Reject};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::Failure;

/// A batch that is about to run.
pub struct NewBatch<'a> {
    /// The shop.
    pub shop: i64,
    /// Who runs it.
    pub user: Option<i64>,
    /// Name of the file.
    pub file_name: &'a str,
    /// SHA-256 of the file, in hexadecimal.
    pub file_sha256: &'a str,
    /// The mapping used.
    pub mapping: &'a Mapping,
}

const COLUMNS: &str = "b.id, b.shop_id, b.file_name, b.preset, b.state, b.rows_read, b.rows_imported, b.rows_updated,
    b.rows_unchanged, b.rows_rejected, b.orders_new, b.orders_changed, b.customers_new, b.summary, b.problem, u.name,
    b.started_at, b.finished_at, b.undone_at";

fn batch_of(row: &Row) -> rusqlite::Result<(Batch, Option<String>, Option<String>)> {
    let state: String = row.get(4)?;
    let count = |at: usize| row.get::<_, i64>(at).map(|count| count.max(0) as u64);
    let batch = Batch {
        id: row.get(0)?,
        shop: row.get(1)?,
        file_name: row.get(2)?,
        preset: row.get(3)?,
        state: match state.as_str() {
            "RUNNING" => BatchState::Running,
            "DONE" => BatchState::Done,
            "UNDONE" => BatchState::Undone,
            _ => BatchState::Failed,
        },
        progress: None,
        rows_read: count(5)?,
        rows_imported: count(6)?,
        rows_updated: count(7)?,
        rows_unchanged: count(8)?,
        rows_rejected: count(9)?,
        orders_new: count(10)?,
        orders_changed: count(11)?,
        customers_new: count(12)?,
        summary: None,
        problem: None,
        by: row.get(15)?,
        started_at: row.get(16)?,
        finished_at: row.get(17)?,
        undone_at: row.get(18)?,
    };
    Ok((batch, row.get(13)?, row.get(14)?))
}

fn whole(
    (mut batch, summary, problem): (Batch, Option<String>, Option<String>),
) -> Result<Batch, Failure> {
    batch.summary = summary
        .map(|json| serde_json::from_str(&json))
        .transpose()?;
    batch.problem = problem
        .map(|json| serde_json::from_str(&json))
        .transpose()?;
    Ok(batch)
}

/// The imports of a shop, newest first, without their summaries.
pub fn list_batches(conn: &Connection, shop: i64) -> Result<Vec<Batch>, Failure> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM import_batch b LEFT JOIN user u ON u.id = b.user_id
         WHERE b.shop_id = ?1 ORDER BY b.id DESC LIMIT 200"
    ))?;
    let rows = query.query_map([shop], batch_of)?;
    rows.map(|row| {
        let (batch, _, problem) = row?;
        whole((batch, None, problem))
    })
    .collect()
}

/// One import, or the problem that there is none.
pub fn batch(conn: &Connection, id: i64) -> Result<Batch, Failure> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM import_batch b LEFT JOIN user u ON u.id = b.user_id WHERE b.id = ?1"
    ))?;
    match query.query_row([id], batch_of).optional()? {
        Some(row) => whole(row),
        None => {
            Err(Failure::missing("import.unknown", "There is no such import").with("batch", id))
        }
    }
}

/// Writes down that an import begins; answers its number.
pub fn insert_batch(conn: &Connection, new: &NewBatch, now: i64) -> Result<i64, Failure> {
    conn.execute(
        "INSERT INTO import_batch (shop_id, user_id, file_name, file_sha256, preset, mapping, state, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'RUNNING', ?7)",
        params![
            new.shop,
            new.user,
            new.file_name,
            new.file_sha256,
            new.mapping.preset,
            serde_json::to_string(new.mapping)?,
            now
        ],
    )?;
    Ok(conn.last_insert_rowid())
}

/// Writes down that an import is in the store, with what came of it.
pub fn finish_batch(
    conn: &Connection,
    id: i64,
    summary: &Preview,
    now: i64,
) -> Result<(), Failure> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    conn.execute(
        "UPDATE import_batch SET state = 'DONE', rows_read = ?2, rows_imported = ?3, rows_updated = ?4,
            rows_unchanged = ?5, rows_rejected = ?6, orders_new = ?7, orders_changed = ?8, customers_new = ?9,
            summary = ?10, finished_at = ?11 WHERE id = ?1",
        params![
            id,
            whole(summary.rows_read),
            whole(summary.rows_imported),
            whole(summary.rows_updated),
            whole(summary.rows_unchanged),
            whole(summary.rows_rejected),
            whole(summary.orders_new),
            whole(summary.orders_changed),
            whole(summary.customers_new),
            serde_json::to_string(summary)?,
            now
        ],
    )?;
    Ok(())
}

/// Writes down that an import came to nothing.
pub fn fail_batch(
    conn: &Connection,
    id: i64,
    problem: &FileProblem,
    now: i64,
) -> Result<(), Failure> {
    conn.execute(
        "UPDATE import_batch SET state = 'FAILED', problem = ?2, finished_at = ?3 WHERE id = ?1 AND state = 'RUNNING'",
        params![id, serde_json::to_string(problem)?, now],
    )?;
    Ok(())
}

/// Imports that were under way when their process ended came to nothing: nothing of them is in the store.
pub fn fail_interrupted(conn: &Connection, problem: &FileProblem, now: i64) -> Result<(), Failure> {
    conn.execute(
        "UPDATE import_batch SET state = 'FAILED', problem = ?1, finished_at = ?2 WHERE state = 'RUNNING'",
        params![serde_json::to_string(problem)?, now],
    )?;
    Ok(())
}

/// Writes down that an import was taken back.
pub fn mark_undone(conn: &Connection, id: i64, now: i64) -> Result<(), Failure> {
    conn.execute(
        "UPDATE import_batch SET state = 'UNDONE', undone_at = ?2 WHERE id = ?1",
        params![id, now],
    )?;
    Ok(())
}

/// Keeps the rows that could not land.
pub fn insert_rejects(conn: &Connection, batch: i64, rejects: &[Reject]) -> Result<(), Failure> {
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO rejected_row (batch_id, line, column_name, code, value, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for one in rejects {
        let line = i64::try_from(one.line).unwrap_or(i64::MAX);
        insert.execute(params![
            batch, line, one.column, one.code, one.value, one.raw
        ])?;
    }
    Ok(())
}

/// The rows that could not land, in the order of the file.
pub fn list_rejects(conn: &Connection, batch: i64) -> Result<Vec<Reject>, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT line, column_name, code, value, raw FROM rejected_row WHERE batch_id = ?1 ORDER BY line",
    )?;
    let rows = query.query_map([batch], |row| {
        Ok(Reject {
            line: row.get::<_, i64>(0)?.max(0) as u64,
            column: row.get(1)?,
            code: row.get(2)?,
            value: row.get(3)?,
            raw: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
