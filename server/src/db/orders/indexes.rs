//! Indexes that are set aside while very many orders are written: made anew from sorted rows they cost a part of what
//! they cost row by row, at as many places of the file as there are rows.

use rusqlite::Transaction;

use crate::failure::Failure;

/// Fewer orders than this are written with the indexes in place.
const MANY: usize = 50_000;

/// The tables that take a row or more for each order.
const TABLES: &str = "'shop_order', 'order_line'";

/// Takes away the indexes that only speed up questions, where these orders are many and at least twice as many as all
/// before them. Gives the statements that make them again. All in the transaction: whoever reads meanwhile has them.
pub(super) fn set_aside(tx: &Transaction, orders: usize) -> Result<Vec<String>, Failure> {
    if orders < MANY {
        return Ok(Vec::new());
    }
    let orders = orders as i64;
    let stored: i64 = tx.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM shop_order LIMIT ?1)",
        [orders],
        |row| row.get(0),
    )?;
    if stored > orders / 2 {
        return Ok(Vec::new());
    }
    // Those that keep a key have no text and stay.
    let mut query = tx.prepare(&format!(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({TABLES}) ORDER BY name"
    ))?;
    let found = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(String, String)> = found.collect::<rusqlite::Result<_>>()?;
    drop(query);
    let mut statements = Vec::new();
    for (name, sql) in found {
        tx.execute_batch(&format!("DROP INDEX {name}"))?;
        statements.push(sql);
    }
    Ok(statements)
}

/// Memory for what is sorted at once, as SQLite wants it: minus KiB. Parts of this size lie in the processor's cache and are
/// sorted by other threads while the next one is gathered.
const SORTED_AT_ONCE: i64 = -8_000;

/// Makes the indexes again.
pub(super) fn bring_back(tx: &Transaction, statements: &[String]) -> Result<(), Failure> {
    if statements.is_empty() {
        return Ok(());
    }
    // What is sorted at once is as large as the memory for pages.
    let pages: i64 = tx.query_row("PRAGMA cache_size", [], |row| row.get(0))?;
    tx.pragma_update(None, "cache_size", SORTED_AT_ONCE)?;
    for sql in statements {
        tx.execute_batch(sql)?;
    }
    Ok(tx.pragma_update(None, "cache_size", pages)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test that cannot go on stops

    use super::*;
    use crate::db::Store;

    fn indexes(tx: &Transaction) -> Vec<(String, Option<String>)> {
        let mut query = tx
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name")
            .unwrap();
        let found = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        found.unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    /// Does something in a store of its own.
    fn in_a_store(task: impl FnOnce(&Transaction) -> Result<(), Failure>) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.write_much_now(task).unwrap();
    }

    #[test]
    fn what_is_set_aside_comes_back_as_it_was() {
        in_a_store(|tx| {
            let before = indexes(tx);
            assert_eq!(set_aside(tx, MANY - 1)?, Vec::<String>::new());
            assert_eq!(indexes(tx), before);
            let aside = set_aside(tx, MANY)?;
            assert_eq!(aside.len(), 4, "{aside:?}");
            assert_eq!(indexes(tx).len(), before.len() - 4);
            bring_back(tx, &aside)?;
            assert_eq!(indexes(tx), before);
            Ok(())
        });
    }

    /// A few orders more than there are: building everything anew would cost more than it saves.
    #[test]
    fn a_shop_with_as_many_orders_keeps_its_indexes() {
        in_a_store(|tx| {
            // The shop of these orders is not there, so they do not stay.
            tx.execute_batch(
                "PRAGMA defer_foreign_keys = ON;
                 WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 30000)
                 INSERT INTO shop_order (shop_id, order_number, state, day, amount_minor, valid, snapshot_at)
                 SELECT 1, 'A' || n, 'PAID', 20000, 100, 1, 0 FROM number",
            )?;
            let before = indexes(tx);
            assert_eq!(set_aside(tx, MANY)?, Vec::<String>::new());
            assert_eq!(indexes(tx), before);
            tx.execute_batch("DELETE FROM shop_order")?;
            Ok(())
        });
    }
}
