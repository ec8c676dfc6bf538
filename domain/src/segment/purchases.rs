//! Walks over all paid orders, for pictures of the whole store.

use std::iter::{Peekable, Zip};
use std::ops::Range;
use std::slice::Iter;

use crate::snapshot::VALID;

use super::columns::chunks;
use super::evaluate::{Engine, EvaluateError};

/// A paid order on a walk.
pub(crate) struct PaidOrder {
    /// Row of the customer.
    pub row: usize,
    pub day: i32,
    /// What was paid less refunds, in minor units.
    pub net: i64,
    /// Whether it is the customer's first.
    pub is_first: bool,
    /// What the customer has spent in all, in minor units.
    pub spent: i64,
}

/// Orders that something came back of, with how much, in the order of orders.
type Refunded<'a> = Peekable<Zip<Iter<'a, u32>, Iter<'a, i64>>>;

impl Engine {
    /// Calls back with the purchase days of each customer who has any, ascending.
    ///
    /// # Errors
    /// Where nobody waits for it any more.
    pub(crate) fn each_purchase_days(
        &self,
        mut found: impl FnMut(&[i32]),
    ) -> Result<(), EvaluateError> {
        let mut days = Vec::new();
        for rows in chunks(self.count() as usize) {
            self.go_on()?;
            self.purchase_days(rows, &mut days, &mut found);
        }
        Ok(())
    }

    #[inline(never)]
    fn purchase_days(
        &self,
        rows: Range<usize>,
        days: &mut Vec<i32>,
        found: &mut impl FnMut(&[i32]),
    ) {
        for row in rows {
            days.clear();
            for order in self.paid_orders(row) {
                let day = self.snapshot.orders.day.get(order) as i32;
                if days.last() != Some(&day) {
                    days.push(day);
                }
            }
            if !days.is_empty() {
                found(days);
            }
        }
    }

    /// Calls back with each paid order, those of a customer together, ascending.
    ///
    /// # Errors
    /// Where nobody waits for it any more.
    pub(crate) fn each_paid_order(
        &self,
        mut found: impl FnMut(&PaidOrder),
    ) -> Result<(), EvaluateError> {
        let orders = &self.snapshot.orders;
        let mut back = orders.refunded_rows.iter().zip(&orders.refunded).peekable();
        for rows in chunks(self.count() as usize) {
            self.go_on()?;
            self.paid_orders_of(rows, &mut back, &mut found);
        }
        Ok(())
    }

    #[inline(never)]
    fn paid_orders_of(
        &self,
        rows: Range<usize>,
        back: &mut Refunded<'_>,
        found: &mut impl FnMut(&PaidOrder),
    ) {
        let orders = &self.snapshot.orders;
        for row in rows {
            let spent = self.columns.spent.get(row);
            for (place, order) in self.paid_orders(row).enumerate() {
                while back.next_if(|(of, _)| (**of as usize) < order).is_some() {}
                let of_order = back.next_if(|(of, _)| **of as usize == order);
                found(&PaidOrder {
                    row,
                    day: orders.day.get(order) as i32,
                    net: orders.amount.get(order) - of_order.map_or(0, |(_, amount)| *amount),
                    is_first: place == 0,
                    spent,
                });
            }
        }
    }

    pub(super) fn paid_orders(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let orders = self.snapshot.visible_orders(row, self.as_of);
        let kinds = &self.snapshot.texts.kinds;
        let kind = |order: usize| self.snapshot.orders.kind.get(order) as usize;
        orders.filter(move |order| kinds[kind(*order)].0 & VALID != 0)
    }
}
