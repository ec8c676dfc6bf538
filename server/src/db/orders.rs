//! Orders, their lines, and the customers and products they bring: written from any source by the same rules.

mod customers;
mod images;
mod indexes;
mod pending;
mod products;
mod stored;
mod undo;

use std::collections::HashMap;
use std::sync::Arc;

use chrono_tz::Tz;
use domain::order_import::canonical::{Gathered, Line, LinesKnown, Order, Refund};
use rusqlite::{OptionalExtension, Transaction, params};

use self::customers::Seen;
use self::images::Images;
use self::stored::{
    Inserts, StoredLine, StoredOrder, StoredRefund, find_order, update_order, update_refund,
};
use crate::clock::local_day;
use crate::failure::Failure;

pub use undo::undo;

/// What is to be written, and how new it is.
pub struct Delivery<'a> {
    /// The shop.
    pub shop: i64,
    /// Its zone.
    pub zone: Tz,
    /// The import that brings it; `None` for orders that were sent one by one.
    pub batch: Option<i64>,
    /// When the platform knew this. The newest snapshot of an order wins.
    pub snapshot_at: i64,
    /// The orders.
    pub gathered: &'a Gathered,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows of new orders.
    pub rows_imported: u64,
    /// Rows of changed orders.
    pub rows_updated: u64,
    /// Rows that changed nothing.
    pub rows_unchanged: u64,
    /// Orders that were new.
    pub orders_new: u64,
    /// Orders that changed.
    pub orders_changed: u64,
    /// Orders that were known from a newer snapshot.
    pub orders_older: u64,
    /// Customers that were new.
    pub customers_new: u64,
    /// Lines whose order is not known yet.
    pub orphan_items: u64,
}

impl Written {
    /// Whether anything in the store is different now.
    pub fn changed_anything(&self) -> bool {
        self.rows_imported + self.rows_updated > 0
    }

    fn count(&mut self, outcome: Outcome, rows: u64) {
        match outcome {
            Outcome::New => {
                self.rows_imported += rows;
                self.orders_new += 1;
            }
            Outcome::Changed => {
                self.rows_updated += rows;
                self.orders_changed += 1;
            }
            Outcome::Same => self.rows_unchanged += rows,
            Outcome::Older => {
                self.rows_unchanged += rows;
                self.orders_older += 1;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    New,
    Changed,
    Same,
    Older,
}

/// Writes orders, refunds and lines; `progress` hears how many orders are done. The transaction is the caller's: all
/// of it lands, or nothing.
pub fn write(
    tx: &Transaction,
    delivery: &Delivery,
    progress: &dyn Fn(u64),
) -> Result<Written, Failure> {
    let mut writer = Writer {
        tx,
        delivery,
        products: Vec::new(),
        customers: Vec::new(),
        seen: HashMap::new(),
        written: Written::default(),
        images: Images::new(tx, delivery.batch),
        inserts: Inserts::new(tx)?,
        knows_orders: has_any(tx, "shop_order", delivery.shop)?,
        knows_customers: has_any(tx, "customer", delivery.shop)?,
    };
    writer.find_products()?;
    writer.find_customers()?;
    let gathered = delivery.gathered;
    let aside = indexes::set_aside(tx, gathered.orders.len())?;
    for (done, order) in (0u64..).zip(&gathered.orders) {
        writer.order(order)?;
        if done.is_multiple_of(2_000) {
            progress(done);
        }
    }
    for refund in &gathered.refunds {
        writer.refund(refund)?;
    }
    for items in &gathered.items {
        writer.items(items)?;
    }
    indexes::bring_back(tx, &aside)?;
    writer.customers()?;
    writer.images.finish()?;
    Ok(writer.written)
}

/// What `write` would do; the store is as it was afterwards.
pub fn rehearse(tx: &Transaction, delivery: &Delivery) -> Result<Written, Failure> {
    tx.execute_batch("SAVEPOINT rehearsal")?;
    let written = write(tx, delivery, &|_| {});
    tx.execute_batch("ROLLBACK TO rehearsal; RELEASE rehearsal")?;
    written
}

struct Writer<'a> {
    tx: &'a Transaction<'a>,
    delivery: &'a Delivery<'a>,
    products: Vec<i64>,
    customers: Vec<(i64, bool)>,
    seen: HashMap<u32, Seen<'a>>,
    written: Written,
    images: Images<'a>,
    inserts: Inserts<'a>,
    /// Whether the shop had any before: where it had none, none is looked for.
    knows_orders: bool,
    knows_customers: bool,
}

/// A text that orders share, as a row of the store has it.
fn owned(text: &Option<Arc<str>>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

/// Whether a shop has a row in a table.
fn has_any(tx: &Transaction, table: &str, shop: i64) -> Result<bool, Failure> {
    let asked = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE shop_id = ?1)");
    Ok(tx.query_row(&asked, [shop], |row| row.get(0))?)
}

impl<'a> Writer<'a> {
    fn order(&mut self, order: &'a Order) -> Result<(), Failure> {
        // A delivery holds each number once.
        let found = match self.knows_orders {
            true => find_order(self.tx, self.delivery.shop, &order.number)?,
            false => None,
        };
        let (outcome, day) = match found {
            None => {
                let (fresh, day) = self.fresh(order)?;
                let id = self
                    .inserts
                    .order(self.delivery.shop, &order.number, &fresh)?;
                self.images.made("order", id);
                (Outcome::New, day)
            }
            Some((id, stored)) => {
                let merged = self.merged(order, &stored)?;
                let day = merged.day;
                let outcome = if merged.says_the_same_as(&stored) {
                    Outcome::Same
                } else if self.delivery.snapshot_at < stored.snapshot_at {
                    Outcome::Older
                } else {
                    self.images.overwrites("order", id, &stored)?;
                    update_order(self.tx, id, &merged, merged.lines != stored.lines)?;
                    Outcome::Changed
                };
                (outcome, day)
            }
        };
        self.written.count(outcome, order.rows);
        if let Some(buyer) = order.buyer {
            let seen = self.seen.entry(buyer).or_default();
            let first = order
                .created_at
                .map_or(day, |at| local_day(at, self.delivery.zone).0.min(day));
            seen.first_day = Some(seen.first_day.map_or(first, |known| known.min(first)));
            seen.changed |= matches!(outcome, Outcome::New | Outcome::Changed);
            if seen.latest.is_none_or(|latest| latest.at() <= order.at()) {
                seen.latest = Some(order);
            }
        }
        Ok(())
    }

    fn stored_lines(&self, lines: &[Line]) -> Result<Vec<StoredLine>, Failure> {
        lines
            .iter()
            .map(|line| {
                Ok(StoredLine {
                    product: self.product(line.product)?,
                    quantity: line.quantity,
                    amount: line.amount.0,
                    real: line.real,
                })
            })
            .collect()
    }

    /// A new order as it will be stored; lines that came before it are put to it.
    fn fresh(&self, order: &Order) -> Result<(StoredOrder, i32), Failure> {
        let mut lines = self.stored_lines(&order.lines)?;
        if order.lines_known != LinesKnown::All {
            let pending = self.pending(&order.number, order.amount)?;
            if !pending.is_empty() {
                lines = pending;
            }
        }
        let day = local_day(order.at(), self.delivery.zone).0;
        let mut fresh = StoredOrder {
            customer: self.customer(order.buyer),
            state: order.state.code().into(),
            refund_state: order.refund_state.code().into(),
            created_at: order.created_at,
            paid_at: order.paid_at,
            day,
            amount: order.amount.0,
            shipping: order.shipping.0,
            refunded: order.refunded.0,
            valid: false,
            channel: owned(&order.channel),
            country: owned(&order.country),
            region: owned(&order.region),
            city: owned(&order.city),
            lines,
            snapshot_at: self.delivery.snapshot_at,
            batch: self.delivery.batch,
        };
        fresh.valid = fresh.is_valid_purchase();
        Ok((fresh, day))
    }

    /// The new snapshot over the stored order: what the new one does not know stays.
    fn merged(&self, order: &Order, stored: &StoredOrder) -> Result<StoredOrder, Failure> {
        let (mut merged, _) = self.fresh(order)?;
        merged.customer = merged.customer.or(stored.customer);
        merged.created_at = merged.created_at.or(stored.created_at);
        merged.paid_at = merged.paid_at.or(stored.paid_at);
        let keep = |new: &mut Option<String>, old: &Option<String>| {
            if new.is_none() {
                new.clone_from(old);
            }
        };
        keep(&mut merged.channel, &stored.channel);
        keep(&mut merged.country, &stored.country);
        keep(&mut merged.region, &stored.region);
        keep(&mut merged.city, &stored.city);
        let at = merged.paid_at.or(merged.created_at).unwrap_or_default();
        merged.day = local_day(at, self.delivery.zone).0;
        if order.lines_known != LinesKnown::All && !stored.lines.is_empty() {
            merged.lines.clone_from(&stored.lines);
            if merged.amount != stored.amount {
                let weights: Vec<i64> = stored.lines.iter().map(|line| line.amount).collect();
                pending::share(&mut merged.lines, merged.amount, &weights);
            }
        }
        merged.valid = merged.is_valid_purchase();
        Ok(merged)
    }

    fn refund(&mut self, refund: &'a Refund) -> Result<(), Failure> {
        let day = local_day(refund.at, self.delivery.zone).0;
        let fresh = StoredRefund {
            customer: self.customer(refund.buyer),
            day,
            at: refund.at,
            amount: refund.amount.0,
            batch: self.delivery.batch,
        };
        let found: Option<(i64, StoredRefund)> = self
            .tx
            .prepare_cached("SELECT id, customer_id, day, at, amount_minor, batch_id FROM refund WHERE shop_id = ?1 AND number = ?2")?
            .query_row(params![self.delivery.shop, refund.number], |row| {
                Ok((
                    row.get(0)?,
                    StoredRefund {
                        customer: row.get(1)?,
                        day: row.get(2)?,
                        at: row.get(3)?,
                        amount: row.get(4)?,
                        batch: row.get(5)?,
                    },
                ))
            })
            .optional()?;
        let outcome = match found {
            None => {
                self.tx
                    .prepare_cached(
                        "INSERT INTO refund (shop_id, number, customer_id, day, at, amount_minor, batch_id)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute(params![
                        self.delivery.shop,
                        refund.number,
                        fresh.customer,
                        fresh.day,
                        fresh.at,
                        fresh.amount,
                        fresh.batch
                    ])?;
                let id = self.tx.last_insert_rowid();
                self.images.made("refund", id);
                Outcome::New
            }
            Some((_, stored))
                if (StoredRefund {
                    batch: stored.batch,
                    ..fresh.clone()
                }) == stored =>
            {
                Outcome::Same
            }
            Some((id, stored)) => {
                self.images.overwrites("refund", id, &stored)?;
                update_refund(self.tx, id, &fresh)?;
                Outcome::Changed
            }
        };
        match outcome {
            Outcome::New => self.written.rows_imported += refund.rows,
            Outcome::Changed => self.written.rows_updated += refund.rows,
            _ => self.written.rows_unchanged += refund.rows,
        }
        if let Some(buyer) = refund.buyer {
            let seen = self.seen.entry(buyer).or_default();
            seen.first_day = Some(seen.first_day.map_or(day, |known| known.min(day)));
            seen.changed |= outcome != Outcome::Same;
        }
        Ok(())
    }
}
