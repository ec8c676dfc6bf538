//! Walks over all paid orders, for pictures of the whole store.

use crate::snapshot::VALID;

use super::evaluate::Engine;

impl Engine {
    /// Calls back with the purchase days of each customer who has any, ascending.
    pub(crate) fn each_purchase_days(&self, mut found: impl FnMut(&[i32])) {
        let mut days: Vec<i32> = Vec::new();
        for row in 0..self.count() as usize {
            days.clear();
            for order in self.paid_orders(row) {
                let day = self.snapshot.orders.day.get(order) as i32;
                if days.last() != Some(&day) {
                    days.push(day);
                }
            }
            if !days.is_empty() {
                found(&days);
            }
        }
    }

    /// Calls back with each paid order: the customer's row, the day, what was paid less refunds, whether it is the
    /// customer's first, what the customer has spent in all; and a place to remember the customer's last.
    pub(crate) fn each_paid_order<T>(
        &self,
        mut found: impl FnMut(usize, i32, i64, bool, i64, &mut Option<T>),
    ) {
        let mut last_seen = None;
        let orders = &self.snapshot.orders;
        // Orders that something came back of stand in a list of their own, in the same order.
        let mut back = orders.refunded_rows.iter().zip(&orders.refunded).peekable();
        for row in 0..self.count() as usize {
            let spent = self.columns.spent.get(row);
            for (place, order) in self.paid_orders(row).enumerate() {
                while back.next_if(|(of, _)| (**of as usize) < order).is_some() {}
                let of_order = back.next_if(|(of, _)| **of as usize == order);
                let net = orders.amount.get(order) - of_order.map_or(0, |(_, amount)| *amount);
                let day = orders.day.get(order) as i32;
                found(row, day, net, place == 0, spent, &mut last_seen);
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
