//! Lines that come in another file than their orders: put to the order, or kept until it comes.

use domain::money::Money;
use domain::order::RefundState;
use domain::order_import::canonical::Items;
use domain::order_import::line;
use rusqlite::params;

use super::stored::{StoredLine, StoredOrder, find_order, update_order};
use super::{Outcome, Writer};
use crate::failure::Failure;

impl Writer<'_> {
    /// Lines of an order of another file: put to the order, or kept until it comes.
    pub(super) fn items(&mut self, items: &Items) -> Result<(), Failure> {
        let found = find_order(self.tx, self.delivery.shop, &items.number)?;
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
        merged.valid = merged.is_valid_purchase();
        let outcome = if merged.says_the_same_as(&stored) {
            Outcome::Same
        } else if self.delivery.snapshot_at < stored.snapshot_at && !stored.lines.is_empty() {
            Outcome::Older
        } else {
            // An older file of lines may complete a newer order; the order stays as new as it was.
            merged.snapshot_at = merged.snapshot_at.max(stored.snapshot_at);
            self.images.overwrites("order", id, &stored)?;
            update_order(self.tx, id, &merged, true)?;
            Outcome::Changed
        };
        self.written.count(outcome, items.rows);
        Ok(())
    }

    /// Lines that came before this order.
    pub(super) fn pending(&self, number: &str, amount: Money) -> Result<Vec<StoredLine>, Failure> {
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
}

/// Gives each line its part of an amount.
pub(super) fn share(lines: &mut [StoredLine], amount: i64, weights: &[i64]) {
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
