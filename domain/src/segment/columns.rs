//! What follows from the facts for each customer on one day: computed once, asked often.

use std::ops::Range;

use crate::day::Day;
use crate::lifecycle::{Setting, Thresholds, stage, thresholds};
use crate::rfm::Group;
use crate::snapshot::{Column, Snapshot, VALID, places_of};

use super::sums::Sums;

/// A row a customer.
#[derive(Debug)]
pub(crate) struct Columns {
    pub spent: Column,
    pub refunded: Column,
    pub orders: Column,
    pub purchase_days: Column,
    /// Days of the first and the last paid order; one less than `first_known` without one.
    pub first_day: Column,
    pub last_day: Column,
    /// The day of the first order of any customer, whatever its state.
    pub first_known: i64,
    /// Twice the median gap, so that it is whole; 0 where it is missing.
    pub median_half_days: Column,
    /// Twice the average order value rounded down, and one more where it is no whole number: comparing it with twice a
    /// number is comparing exactly, but for numbers within the same minor unit. Without an order it says nothing.
    pub average: Column,
    /// The channels that paid orders came by, a bit each, the first for channel 1; where there are no more than 32.
    pub channels: Option<Column>,
    /// Scores; 0 where they are missing.
    pub recency: Column,
    pub frequency: Column,
    pub monetary: Column,
    /// Place in `Group::ALL`.
    pub group: Column,
    /// Place in `Stage::ALL`.
    pub stage: Column,
    pub thresholds: Thresholds,
}

impl Columns {
    pub fn of(snapshot: &Snapshot, as_of: Day, lifecycle: Setting) -> Columns {
        let sums = Sums::of(snapshot, as_of);
        let thresholds = thresholds(lifecycle, &sums.gaps, sums.mature_customers);
        let all = sums.orders.len();
        let first_known = snapshot.order_days.0;
        let stage_of = |row: usize| {
            let last = sums.last_day.get(row);
            let silent = (last >= first_known).then(|| as_of.0 - last as i32);
            let (ever, year) = (sums.purchase_days.get(row), sums.days_year.get(row));
            stage(&thresholds, silent, ever as u32, year as u32) as u8
        };
        let stage = Column::small((0..all).map(stage_of).collect());
        let [recency, frequency, monetary] = sums.scores();
        let group_of = |row: usize| match [recency[row], frequency[row], monetary[row]] {
            [0, ..] => Group::Prospects as u8,
            [recency, frequency, monetary] => Group::of(recency, frequency, monetary) as u8,
        };
        let group = Column::small((0..all).map(group_of).collect());
        Columns {
            spent: sums.spent,
            refunded: sums.refunded,
            orders: sums.orders,
            purchase_days: sums.purchase_days,
            first_day: sums.first_day,
            last_day: sums.last_day,
            first_known,
            median_half_days: sums.median_half_days,
            average: sums.average,
            channels: (snapshot.texts.channels.len() <= 33).then_some(sums.channels),
            recency: Column::small(recency),
            frequency: Column::small(frequency),
            monetary: Column::small(monetary),
            group,
            stage,
            thresholds,
        }
    }

    /// `amount_paid`.
    #[inline]
    pub fn paid(&self, row: usize) -> i64 {
        self.spent.get(row) + self.refunded.get(row)
    }

    /// The day of the last paid order.
    pub fn last_day(&self, row: usize) -> Option<i64> {
        Some(self.last_day.get(row)).filter(|day| *day >= self.first_known)
    }

    /// The day of the first paid order.
    pub fn first_day(&self, row: usize) -> Option<i64> {
        Some(self.first_day.get(row)).filter(|day| *day >= self.first_known)
    }
}

/// The average that the column `average` holds, rounded down.
#[inline]
pub(super) fn whole_average(held: i64) -> i64 {
    held >> 1
}

/// Rows, so few at a time that what is read of them stays near the processor. What is done with each few belongs into a
/// function of its own: browsers make good code of a function only after it was called often, however long it takes.
pub(super) fn chunks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    const ROWS: usize = 1024;
    let from = (0..rows).step_by(ROWS);
    from.map(move |from| from..rows.min(from + ROWS))
}

impl Snapshot {
    /// The orders of a customer.
    #[inline]
    pub(crate) fn orders_of(&self, row: usize) -> std::ops::Range<usize> {
        self.customers.orders_from[row] as usize..self.customers.orders_from[row + 1] as usize
    }

    /// The orders of a customer up to a day. They are in order of days, so that only those after it are looked at.
    #[inline]
    pub(crate) fn visible_orders(&self, row: usize, as_of: Day) -> std::ops::Range<usize> {
        let all = self.orders_of(row);
        let mut end = all.end;
        while end > all.start && self.orders.day.get(end - 1) > i64::from(as_of.0) {
            end -= 1;
        }
        all.start..end
    }

    /// For each kind of orders, whether they are valid purchases.
    pub(crate) fn valid_kinds(&self) -> Vec<bool> {
        let kinds = self.texts.kinds.iter();
        kinds.map(|(state, _)| state & VALID != 0).collect()
    }

    /// The tags of a customer, by number.
    pub(crate) fn tags_of(&self, row: usize) -> &[u32] {
        &self.customers.tag_codes[places_of(&self.customers.tag_rows, row)]
    }
}
