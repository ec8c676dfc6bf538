//! Takes an import back, from the images of what it overwrote.

use rusqlite::{OptionalExtension, Transaction, params};

use super::customers::{StoredCustomer, find_customer, latest_place, update_customer};
use super::products::StoredProduct;
use super::stored::{StoredOrder, StoredRefund, update_order, update_refund};
use crate::failure::Failure;

/// Takes back what a batch wrote. Refused where a later import or later orders changed the same orders: those are
/// to be taken back first.
pub fn undo(tx: &Transaction, shop: i64, batch: i64) -> Result<(), Failure> {
    refuse_if_overwritten(tx, batch)?;
    for (first, last) in made(tx, batch, "order")? {
        tx.execute(
            "DELETE FROM shop_order WHERE id BETWEEN ?1 AND ?2",
            [first, last],
        )?;
    }
    for (id, before) in images(tx, batch, "order")? {
        let order: StoredOrder = serde_json::from_str(&before)?;
        update_order(tx, id, &order, true)?;
    }
    for (first, last) in made(tx, batch, "refund")? {
        tx.execute(
            "DELETE FROM refund WHERE id BETWEEN ?1 AND ?2",
            [first, last],
        )?;
    }
    for (id, before) in images(tx, batch, "refund")? {
        let refund: StoredRefund = serde_json::from_str(&before)?;
        update_refund(tx, id, &refund)?;
    }
    tx.execute(
        "DELETE FROM pending_line WHERE shop_id = ?1 AND batch_id = ?2",
        params![shop, batch],
    )?;
    let mut touched = Vec::new();
    for (first, last) in made(tx, batch, "customer")? {
        for id in customers_between(tx, first, last)? {
            if is_free(tx, id)? {
                tx.prepare_cached("DELETE FROM customer WHERE id = ?1")?
                    .execute([id])?;
            } else {
                touched.push((id, None));
            }
        }
    }
    for (id, before) in images(tx, batch, "customer")? {
        touched.push((id, Some(serde_json::from_str::<StoredCustomer>(&before)?)));
    }
    for (id, before) in touched {
        restore_customer(tx, id, before)?;
    }
    for (first, last) in made(tx, batch, "product")? {
        tx.execute(
            "DELETE FROM product AS p WHERE id BETWEEN ?1 AND ?2 AND lifespan_days IS NULL
                AND NOT EXISTS (SELECT 1 FROM product_tag WHERE product_id = p.id)
                AND NOT EXISTS (SELECT 1 FROM pending_line WHERE product_id = p.id)
                AND NOT EXISTS (SELECT 1 FROM order_line WHERE product_id = p.id)",
            [first, last],
        )?;
    }
    for (id, before) in images(tx, batch, "product")? {
        let product: StoredProduct = serde_json::from_str(&before)?;
        tx.prepare_cached("UPDATE product SET title = ?2, category = ?3 WHERE id = ?1")?
            .execute(params![id, product.title, product.category])?;
    }
    for table in ["batch_image", "batch_made"] {
        tx.execute(&format!("DELETE FROM {table} WHERE batch_id = ?1"), [batch])?;
    }
    Ok(())
}

fn refuse_if_overwritten(tx: &Transaction, batch: i64) -> Result<(), Failure> {
    let later: Option<(i64, String)> = tx
        .query_row(
            "SELECT b.id, b.file_name FROM import_batch b WHERE b.id > ?1 AND b.state = 'DONE' AND (
                EXISTS (SELECT 1 FROM batch_image m
                    JOIN batch_image l ON l.batch_id = b.id AND l.kind = m.kind AND l.row_id = m.row_id
                    WHERE m.batch_id = ?1 AND m.kind IN ('order', 'refund'))
                OR EXISTS (SELECT 1 FROM batch_made m
                    JOIN batch_image l ON l.batch_id = b.id AND l.kind = m.kind AND l.row_id BETWEEN m.first_id AND m.last_id
                    WHERE m.batch_id = ?1 AND m.kind IN ('order', 'refund'))
             ) LIMIT 1",
            [batch],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((later, file)) = later {
        return Err(Failure::conflict(
            "import.changed_later",
            "A later import changed the same orders; undo that one first",
        )
        .with("batch", later)
        .with("file", file));
    }
    let sent: Option<i64> = tx
        .query_row(
            "SELECT o.id FROM batch_image m JOIN shop_order o ON o.id = m.row_id
             WHERE m.batch_id = ?1 AND m.kind = 'order' AND o.batch_id IS NOT ?1
             UNION ALL
             SELECT o.id FROM batch_made m JOIN shop_order o ON o.id BETWEEN m.first_id AND m.last_id
             WHERE m.batch_id = ?1 AND m.kind = 'order' AND o.batch_id IS NOT ?1
             LIMIT 1",
            [batch],
            |row| row.get(0),
        )
        .optional()?;
    if sent.is_some() {
        return Err(Failure::conflict(
            "import.changed_later",
            "Orders of this import were changed later by the shop's own system",
        ));
    }
    Ok(())
}

/// What stood in the rows that a batch overwrote.
fn images(tx: &Transaction, batch: i64, kind: &str) -> Result<Vec<(i64, String)>, Failure> {
    let mut query = tx.prepare_cached(
        "SELECT row_id, before FROM batch_image WHERE batch_id = ?1 AND kind = ?2",
    )?;
    let rows = query.query_map(params![batch, kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rows that a batch made: the first and the last of those that stand one behind the other.
fn made(tx: &Transaction, batch: i64, kind: &str) -> Result<Vec<(i64, i64)>, Failure> {
    let mut query = tx.prepare_cached(
        "SELECT first_id, last_id FROM batch_made WHERE batch_id = ?1 AND kind = ?2",
    )?;
    let rows = query.query_map(params![batch, kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn customers_between(tx: &Transaction, first: i64, last: i64) -> Result<Vec<i64>, Failure> {
    let mut query = tx.prepare_cached("SELECT id FROM customer WHERE id BETWEEN ?1 AND ?2")?;
    let rows = query.query_map([first, last], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether nothing else hangs on a customer: no order, no refund, no message, no refusal.
fn is_free(tx: &Transaction, customer: i64) -> Result<bool, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM shop_order WHERE customer_id = ?1)
                AND NOT EXISTS (SELECT 1 FROM refund WHERE customer_id = ?1)
                AND NOT EXISTS (SELECT 1 FROM ledger WHERE customer_id = ?1)
                AND NOT EXISTS (SELECT 1 FROM suppression WHERE customer_id = ?1)
                AND NOT EXISTS (SELECT 1 FROM consent WHERE customer_id = ?1 AND how <> 'IMPORT')",
        )?
        .query_row([customer], |row| row.get(0))?)
}

/// First seen and place follow from the orders that are left; contact and consent are as they were, unless someone
/// unsubscribed since.
fn restore_customer(
    tx: &Transaction,
    id: i64,
    before: Option<StoredCustomer>,
) -> Result<(), Failure> {
    let now = find_customer(tx, id)?;
    let first: Option<i32> = tx
        .prepare_cached(
            "SELECT min(day) FROM (SELECT day FROM shop_order WHERE customer_id = ?1
             UNION ALL SELECT day FROM refund WHERE customer_id = ?1)",
        )?
        .query_row([id], |row| row.get(0))?;
    let mut fresh = now.clone();
    match before {
        Some(before) => {
            fresh.added_day = before.added_day;
            fresh.name = before.name;
            fresh.phone = before.phone;
            fresh.email = before.email;
            (fresh.country, fresh.region, fresh.city) =
                (before.country, before.region, before.city);
            if now
                .consent
                .as_ref()
                .is_none_or(|(_, how, _)| how == "IMPORT")
            {
                fresh.consent = before.consent;
            }
        }
        None => fresh.added_day = first,
    }
    if let Some(first) = first {
        fresh.added_day = Some(fresh.added_day.map_or(first, |known| known.min(first)));
    }
    if let Some(place) = latest_place(tx, id)? {
        (fresh.country, fresh.region, fresh.city) = place;
    }
    update_customer(tx, id, &fresh, &now)
}
