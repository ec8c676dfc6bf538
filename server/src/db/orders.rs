//! Orders, their lines, and the customers and products they bring: written from any source by the same rules.

mod undo;

use std::collections::HashMap;

use chrono_tz::Tz;
use domain::money::Money;
use domain::order::{Payment, RefundState, State};
use domain::order_import::canonical::{Gathered, Items, Line, LinesKnown, Order, Product, Refund};
use domain::order_import::line;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

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

/// A stored order, as it is compared and kept for undoing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredOrder {
    customer: Option<i64>,
    state: String,
    refund_state: String,
    created_at: Option<i64>,
    paid_at: Option<i64>,
    day: i32,
    amount: i64,
    shipping: i64,
    refunded: i64,
    valid: bool,
    channel: Option<String>,
    country: Option<String>,
    region: Option<String>,
    city: Option<String>,
    lines: Vec<StoredLine>,
    snapshot_at: i64,
    batch: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredLine {
    product: i64,
    quantity: i64,
    amount: i64,
    real: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredRefund {
    customer: Option<i64>,
    day: i32,
    at: i64,
    amount: i64,
    batch: Option<i64>,
}

/// What an import may change of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct StoredCustomer {
    added_day: Option<i32>,
    country: Option<String>,
    region: Option<String>,
    city: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    consent: Option<(String, String, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredProduct {
    title: String,
    category: Option<String>,
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
    };
    writer.find_products()?;
    writer.find_customers()?;
    let gathered = delivery.gathered;
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
    writer.customers()?;
    Ok(writer.written)
}

/// What the orders of this delivery say of a customer.
#[derive(Default)]
struct Seen<'a> {
    first_day: Option<i32>,
    latest: Option<&'a Order>,
    changed: bool,
}

struct Writer<'a> {
    tx: &'a Transaction<'a>,
    delivery: &'a Delivery<'a>,
    products: Vec<i64>,
    customers: Vec<(i64, bool)>,
    seen: HashMap<u32, Seen<'a>>,
    written: Written,
}

impl<'a> Writer<'a> {
    fn image(&self, kind: &str, row: i64, before: Option<&impl Serialize>) -> Result<(), Failure> {
        let Some(batch) = self.delivery.batch else {
            return Ok(());
        };
        let json = before.map(serde_json::to_string).transpose()?;
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO batch_image (batch_id, kind, row_id, before) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![batch, kind, row, json])?;
        Ok(())
    }

    fn find_products(&mut self) -> Result<(), Failure> {
        let shop = self.delivery.shop;
        for product in &self.delivery.gathered.products {
            let found: Option<(i64, String, Option<String>)> = self
                .tx
                .prepare_cached(
                    "SELECT id, title, category FROM product WHERE shop_id = ?1 AND key = ?2",
                )?
                .query_row(params![shop, product.key], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()?;
            let id = match found {
                Some((id, title, category)) => {
                    self.complete_product(id, StoredProduct { title, category }, product)?;
                    id
                }
                None => {
                    self.tx
                        .prepare_cached(
                            "INSERT INTO product (shop_id, key, spelling, title, category, batch_id)
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        )?
                        .execute(params![
                            shop,
                            product.key,
                            product.spelling,
                            product.title,
                            product.category,
                            self.delivery.batch
                        ])?;
                    let id = self.tx.last_insert_rowid();
                    self.image("product", id, None::<&StoredProduct>)?;
                    id
                }
            };
            self.products.push(id);
        }
        Ok(())
    }

    /// Titles change over time; only what was missing is filled in.
    fn complete_product(
        &self,
        id: i64,
        stored: StoredProduct,
        product: &Product,
    ) -> Result<(), Failure> {
        let title = stored.title.is_empty() && !product.title.is_empty();
        let category = stored.category.is_none() && product.category.is_some();
        if !title && !category {
            return Ok(());
        }
        self.image("product", id, Some(&stored))?;
        self.tx
            .prepare_cached(
                "UPDATE product SET title = CASE WHEN title = '' THEN ?2 ELSE title END,
                    category = coalesce(category, ?3) WHERE id = ?1",
            )?
            .execute(params![id, product.title, product.category])?;
        Ok(())
    }

    fn find_customers(&mut self) -> Result<(), Failure> {
        let shop = self.delivery.shop;
        for key in &self.delivery.gathered.buyers {
            let found: Option<i64> = self
                .tx
                .prepare_cached("SELECT id FROM customer WHERE shop_id = ?1 AND key = ?2")?
                .query_row(params![shop, key], |row| row.get(0))
                .optional()?;
            let known = found.is_some();
            let id = match found {
                Some(id) => id,
                None => {
                    self.tx
                        .prepare_cached(
                            "INSERT INTO customer (shop_id, key, batch_id) VALUES (?1, ?2, ?3)",
                        )?
                        .execute(params![shop, key, self.delivery.batch])?;
                    let id = self.tx.last_insert_rowid();
                    self.image("customer", id, None::<&StoredCustomer>)?;
                    self.written.customers_new += 1;
                    id
                }
            };
            self.customers.push((id, known));
        }
        Ok(())
    }

    fn customer(&self, buyer: Option<u32>) -> Option<i64> {
        buyer
            .and_then(|at| self.customers.get(at as usize))
            .map(|(id, _)| *id)
    }

    fn product(&self, at: u32) -> Result<i64, Failure> {
        self.products
            .get(at as usize)
            .copied()
            .ok_or_else(|| Failure::Internal("a line names no product".into()))
    }

    fn find_order(&self, number: &str) -> Result<Option<(i64, StoredOrder)>, Failure> {
        let found = self
            .tx
            .prepare_cached(
                "SELECT id, customer_id, state, refund_state, created_at, paid_at, day, amount_minor, shipping_minor,
                    refunded_minor, valid, channel, country, region, city, snapshot_at, batch_id
                 FROM shop_order WHERE shop_id = ?1 AND order_number = ?2",
            )?
            .query_row(params![self.delivery.shop, number], |row| {
                let order = StoredOrder {
                    customer: row.get(1)?,
                    state: row.get(2)?,
                    refund_state: row.get(3)?,
                    created_at: row.get(4)?,
                    paid_at: row.get(5)?,
                    day: row.get(6)?,
                    amount: row.get(7)?,
                    shipping: row.get(8)?,
                    refunded: row.get(9)?,
                    valid: row.get(10)?,
                    channel: row.get(11)?,
                    country: row.get(12)?,
                    region: row.get(13)?,
                    city: row.get(14)?,
                    lines: Vec::new(),
                    snapshot_at: row.get(15)?,
                    batch: row.get(16)?,
                };
                Ok((row.get::<_, i64>(0)?, order))
            })
            .optional()?;
        let Some((id, mut order)) = found else {
            return Ok(None);
        };
        order.lines = lines_of(self.tx, id)?;
        Ok(Some((id, order)))
    }

    fn order(&mut self, order: &'a Order) -> Result<(), Failure> {
        let found = self.find_order(&order.number)?;
        let (outcome, day) = match found {
            None => {
                let (fresh, day) = self.fresh(order)?;
                let id = insert_order(self.tx, self.delivery.shop, &order.number, &fresh)?;
                self.image("order", id, None::<&StoredOrder>)?;
                (Outcome::New, day)
            }
            Some((id, stored)) => {
                let merged = self.merged(order, &stored)?;
                let day = merged.day;
                let outcome = if same(&merged, &stored) {
                    Outcome::Same
                } else if self.delivery.snapshot_at < stored.snapshot_at {
                    Outcome::Older
                } else {
                    self.image("order", id, Some(&stored))?;
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
            channel: order.channel.clone(),
            country: order.country.clone(),
            region: order.region.clone(),
            city: order.city.clone(),
            lines,
            snapshot_at: self.delivery.snapshot_at,
            batch: self.delivery.batch,
        };
        fresh.valid = is_valid(&fresh);
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
                share(&mut merged.lines, merged.amount, &weights);
            }
        }
        merged.valid = is_valid(&merged);
        Ok(merged)
    }

    fn pending(&self, number: &str, amount: Money) -> Result<Vec<StoredLine>, Failure> {
        let mut query = self.tx.prepare_cached(
            "SELECT product_id, quantity, weight, real FROM pending_line
             WHERE shop_id = ?1 AND order_number = ?2 ORDER BY ordinal",
        )?;
        let mut lines: Vec<StoredLine> = query
            .query_map(params![self.delivery.shop, number], |row| {
                Ok(StoredLine {
                    product: row.get(0)?,
                    quantity: row.get(1)?,
                    amount: row.get(2)?,
                    real: row.get(3)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let weights: Vec<i64> = lines.iter().map(|line| line.amount).collect();
        share(&mut lines, amount.0, &weights);
        Ok(lines)
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
                self.image("refund", id, None::<&StoredRefund>)?;
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
                self.image("refund", id, Some(&stored))?;
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

    /// Lines of an order of another file: put to the order, or kept until it comes.
    fn items(&mut self, items: &Items) -> Result<(), Failure> {
        let found = self.find_order(&items.number)?;
        let weights: Vec<i64> = items
            .lines
            .iter()
            .map(|line| {
                if items.paid_known {
                    line.amount.0
                } else {
                    line.weight
                }
            })
            .collect();
        let mut lines = self.stored_lines(&items.lines)?;
        let Some((id, stored)) = found else {
            self.written.orphan_items += items.rows;
            let changed = self.keep_pending(&items.number, &lines, &weights)?;
            if changed {
                self.written.rows_imported += items.rows;
            } else {
                self.written.rows_unchanged += items.rows;
            }
            return Ok(());
        };
        share(&mut lines, stored.amount, &weights);
        let mut merged = StoredOrder {
            lines,
            snapshot_at: self.delivery.snapshot_at,
            batch: self.delivery.batch,
            ..stored.clone()
        };
        if let Some(back) = items.refunded.filter(|_| stored.paid_at.is_some()) {
            merged.refunded = merged.refunded.max(back.0.clamp(0, merged.amount.max(0)));
            if merged.refunded > 0 {
                let state = if merged.refunded >= merged.amount {
                    RefundState::Full
                } else {
                    RefundState::Partial
                };
                merged.refund_state = state.code().into();
            }
        }
        merged.valid = is_valid(&merged);
        let outcome = if same(&merged, &stored) {
            Outcome::Same
        } else if self.delivery.snapshot_at < stored.snapshot_at && !stored.lines.is_empty() {
            Outcome::Older
        } else {
            // An older file of lines may complete a newer order; the order stays as new as it was.
            merged.snapshot_at = merged.snapshot_at.max(stored.snapshot_at);
            self.image("order", id, Some(&stored))?;
            update_order(self.tx, id, &merged, true)?;
            Outcome::Changed
        };
        self.written.count(outcome, items.rows);
        Ok(())
    }

    fn keep_pending(
        &self,
        number: &str,
        lines: &[StoredLine],
        weights: &[i64],
    ) -> Result<bool, Failure> {
        let shop = self.delivery.shop;
        let mut kept = self.tx.prepare_cached(
            "SELECT product_id, quantity, weight, real FROM pending_line
             WHERE shop_id = ?1 AND order_number = ?2 ORDER BY ordinal",
        )?;
        let kept: Vec<(i64, i64, i64, bool)> = kept
            .query_map(params![shop, number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let fresh: Vec<(i64, i64, i64, bool)> = lines
            .iter()
            .zip(weights)
            .map(|(line, weight)| (line.product, line.quantity, *weight, line.real))
            .collect();
        if kept == fresh {
            return Ok(false);
        }
        self.tx
            .prepare_cached("DELETE FROM pending_line WHERE shop_id = ?1 AND order_number = ?2")?
            .execute(params![shop, number])?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO pending_line (shop_id, order_number, ordinal, product_id, quantity, weight, real, batch_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for (ordinal, (product, quantity, weight, real)) in (0i64..).zip(fresh) {
            insert.execute(params![
                shop,
                number,
                ordinal,
                product,
                quantity,
                weight,
                real,
                self.delivery.batch
            ])?;
        }
        Ok(true)
    }

    /// First seen, where the latest order went, and how to reach them.
    fn customers(&mut self) -> Result<(), Failure> {
        let mut seen: Vec<(u32, Seen)> = self.seen.drain().collect();
        seen.sort_by_key(|(buyer, _)| *buyer);
        for (buyer, seen) in seen {
            let Some((id, known)) = self.customers.get(buyer as usize).copied() else {
                continue;
            };
            if !seen.changed {
                continue;
            }
            let stored = if known {
                find_customer(self.tx, id)?
            } else {
                StoredCustomer::default()
            };
            let mut fresh = stored.clone();
            fresh.added_day = match (stored.added_day, seen.first_day) {
                (Some(known), Some(first)) => Some(known.min(first)),
                (known, first) => known.or(first),
            };
            if let Some(order) = seen.latest {
                if known {
                    if let Some(place) = latest_place(self.tx, id)? {
                        (fresh.country, fresh.region, fresh.city) = place;
                    }
                } else {
                    fresh.country.clone_from(&order.country);
                    fresh.region.clone_from(&order.region);
                    fresh.city.clone_from(&order.city);
                }
                let take = |new: &Option<String>, old: &mut Option<String>| {
                    if new.is_some() {
                        old.clone_from(new);
                    }
                };
                take(&order.name, &mut fresh.name);
                take(&order.phone, &mut fresh.phone);
                take(&order.email, &mut fresh.email);
                fresh.consent = consent(order, stored.consent.clone(), self.delivery.snapshot_at);
            }
            if fresh != stored {
                if known {
                    self.image("customer", id, Some(&stored))?;
                }
                update_customer(self.tx, id, &fresh, &stored)?;
            }
        }
        Ok(())
    }
}

/// What the buyer said about marketing e-mail. A purchase is no consent. Someone who unsubscribed here stays so; a
/// consent that came by import ends by import.
fn consent(
    order: &Order,
    stored: Option<(String, String, i64)>,
    snapshot_at: i64,
) -> Option<(String, String, i64)> {
    match (order.accepts_marketing, &stored) {
        (Some(true), None) => Some(("SUBSCRIBED".into(), "IMPORT".into(), snapshot_at)),
        (Some(false), Some((status, how, at)))
            if status == "SUBSCRIBED" && how == "IMPORT" && *at <= snapshot_at =>
        {
            Some(("UNSUBSCRIBED".into(), "IMPORT".into(), snapshot_at))
        }
        _ => stored,
    }
}

fn same(merged: &StoredOrder, stored: &StoredOrder) -> bool {
    let aligned = StoredOrder {
        snapshot_at: stored.snapshot_at,
        batch: stored.batch,
        ..merged.clone()
    };
    aligned == *stored
}

fn is_valid(order: &StoredOrder) -> bool {
    Payment {
        state: State::from_code(&order.state).unwrap_or(State::Unknown),
        paid: order.paid_at.is_some(),
        amount: Money(order.amount),
        refunded: Money(order.refunded),
        lines: order.lines.len(),
        real_lines: order.lines.iter().filter(|line| line.real).count(),
    }
    .is_valid_purchase()
}

fn share(lines: &mut [StoredLine], amount: i64, weights: &[i64]) {
    if weights.iter().sum::<i64>() == amount {
        for (line, weight) in lines.iter_mut().zip(weights) {
            line.amount = *weight;
        }
        return;
    }
    for (line, part) in lines.iter_mut().zip(line::share(Money(amount), weights)) {
        line.amount = part.0;
    }
}

fn lines_of(tx: &Transaction, order: i64) -> Result<Vec<StoredLine>, Failure> {
    let mut query = tx.prepare_cached(
        "SELECT product_id, quantity, amount_minor, real FROM order_line WHERE order_id = ?1 ORDER BY ordinal",
    )?;
    let lines = query.query_map([order], |row| {
        Ok(StoredLine {
            product: row.get(0)?,
            quantity: row.get(1)?,
            amount: row.get(2)?,
            real: row.get(3)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

fn insert_lines(tx: &Transaction, order: i64, lines: &[StoredLine]) -> Result<(), Failure> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO order_line (order_id, ordinal, product_id, quantity, amount_minor, real)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (ordinal, line) in (0i64..).zip(lines) {
        insert.execute(params![
            order,
            ordinal,
            line.product,
            line.quantity,
            line.amount,
            line.real
        ])?;
    }
    Ok(())
}

fn insert_order(
    tx: &Transaction,
    shop: i64,
    number: &str,
    order: &StoredOrder,
) -> Result<i64, Failure> {
    tx.prepare_cached(
        "INSERT INTO shop_order (shop_id, order_number, customer_id, state, refund_state, created_at, paid_at, day,
            amount_minor, shipping_minor, refunded_minor, valid, channel, country, region, city, snapshot_at, batch_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        shop,
        number,
        order.customer,
        order.state,
        order.refund_state,
        order.created_at,
        order.paid_at,
        order.day,
        order.amount,
        order.shipping,
        order.refunded,
        order.valid,
        order.channel,
        order.country,
        order.region,
        order.city,
        order.snapshot_at,
        order.batch
    ])?;
    let id = tx.last_insert_rowid();
    insert_lines(tx, id, &order.lines)?;
    Ok(id)
}

fn update_order(
    tx: &Transaction,
    id: i64,
    order: &StoredOrder,
    lines: bool,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE shop_order SET customer_id = ?2, state = ?3, refund_state = ?4, created_at = ?5, paid_at = ?6, day = ?7,
            amount_minor = ?8, shipping_minor = ?9, refunded_minor = ?10, valid = ?11, channel = ?12, country = ?13,
            region = ?14, city = ?15, snapshot_at = ?16, batch_id = ?17 WHERE id = ?1",
    )?
    .execute(params![
        id,
        order.customer,
        order.state,
        order.refund_state,
        order.created_at,
        order.paid_at,
        order.day,
        order.amount,
        order.shipping,
        order.refunded,
        order.valid,
        order.channel,
        order.country,
        order.region,
        order.city,
        order.snapshot_at,
        order.batch
    ])?;
    if lines {
        tx.prepare_cached("DELETE FROM order_line WHERE order_id = ?1")?
            .execute([id])?;
        insert_lines(tx, id, &order.lines)?;
    }
    Ok(())
}

fn update_refund(tx: &Transaction, id: i64, refund: &StoredRefund) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE refund SET customer_id = ?2, day = ?3, at = ?4, amount_minor = ?5, batch_id = ?6 WHERE id = ?1",
    )?
    .execute(params![
        id,
        refund.customer,
        refund.day,
        refund.at,
        refund.amount,
        refund.batch
    ])?;
    Ok(())
}

fn find_customer(tx: &Transaction, id: i64) -> Result<StoredCustomer, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT c.added_day, c.country, c.region, c.city, t.name, t.phone, t.email, s.status, s.how, s.at
             FROM customer c LEFT JOIN contact t ON t.customer_id = c.id
             LEFT JOIN consent s ON s.customer_id = c.id AND s.medium = 'EMAIL' WHERE c.id = ?1",
        )?
        .query_row([id], |row| {
            let status: Option<String> = row.get(7)?;
            let consent = match status {
                Some(status) => Some((status, row.get(8)?, row.get(9)?)),
                None => None,
            };
            Ok(StoredCustomer {
                added_day: row.get(0)?,
                country: row.get(1)?,
                region: row.get(2)?,
                city: row.get(3)?,
                name: row.get(4)?,
                phone: row.get(5)?,
                email: row.get(6)?,
                consent,
            })
        })?)
}

fn update_customer(
    tx: &Transaction,
    id: i64,
    fresh: &StoredCustomer,
    stored: &StoredCustomer,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE customer SET added_day = ?2, country = ?3, region = ?4, city = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id,
        fresh.added_day,
        fresh.country,
        fresh.region,
        fresh.city
    ])?;
    if (&fresh.name, &fresh.phone, &fresh.email) != (&stored.name, &stored.phone, &stored.email) {
        tx.prepare_cached(
            "INSERT INTO contact (customer_id, name, phone, email) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name, phone = excluded.phone, email = excluded.email",
        )?
        .execute(params![id, fresh.name, fresh.phone, fresh.email])?;
    }
    if fresh.consent != stored.consent {
        match &fresh.consent {
            Some((status, how, at)) => tx
                .prepare_cached(
                    "INSERT INTO consent (customer_id, medium, status, how, at) VALUES (?1, 'EMAIL', ?2, ?3, ?4)
                     ON CONFLICT (customer_id, medium) DO UPDATE
                     SET status = excluded.status, how = excluded.how, at = excluded.at",
                )?
                .execute(params![id, status, how, at])?,
            None => tx
                .prepare_cached("DELETE FROM consent WHERE customer_id = ?1 AND medium = 'EMAIL'")?
                .execute([id])?,
        };
    }
    Ok(())
}

type Place = (Option<String>, Option<String>, Option<String>);

/// Where a customer's latest order with a place went.
fn latest_place(tx: &Transaction, customer: i64) -> Result<Option<Place>, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT country, region, city FROM shop_order
             WHERE customer_id = ?1 AND (country IS NOT NULL OR region IS NOT NULL OR city IS NOT NULL)
             ORDER BY day DESC, coalesce(paid_at, created_at) DESC, id DESC LIMIT 1",
        )?
        .query_row([customer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}
