//! What follows from the facts for each customer on one day: computed once, asked often.

use crate::day::Day;
use crate::lifecycle::{GapCounts, MATURE_DAYS, Setting, Thresholds, stage, thresholds};
use crate::rfm::{Edges, Group};
use crate::snapshot::{Column, Snapshot, VALID, Widening, places_of};

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

/// What is summed up for each customer in one walk over the orders.
struct Sums {
    spent: Column,
    refunded: Column,
    orders: Column,
    purchase_days: Column,
    first_day: Column,
    last_day: Column,
    median_half_days: Column,
    average: Column,
    channels: Column,
    /// Purchase days of the last 365 days.
    days_year: Column,
    gaps: GapCounts,
    mature_customers: u32,
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

/// As the column `average` holds it.
fn average(spent: i64, orders: i64) -> i64 {
    let (whole, part) = (spent.div_euclid(orders), spent.rem_euclid(orders));
    whole * 2 + i64::from(part != 0)
}

impl Sums {
    fn of(snapshot: &Snapshot, as_of: Day) -> Sums {
        let count = snapshot.customers() as usize;
        let no_day = snapshot.order_days.0 - 1;
        let from = |base: i64| Widening::new(base, count);
        let (mut spent, mut refunded, mut averages) = (from(0), from(0), from(0));
        let (mut orders_of, mut purchase_days, mut days_year) = (from(0), from(0), from(0));
        let (mut first_days, mut last_days) = (from(no_day), from(no_day));
        let (mut medians, mut channels) = (from(0), from(0));
        let (mut gap_counts, mut mature_customers) = (GapCounts::default(), 0);
        let as_of = i64::from(as_of.0);
        let valid = snapshot.valid_kinds();
        let channel_bits: Vec<u32> = snapshot
            .texts
            .kinds
            .iter()
            .map(|(_, channel)| match channel {
                0 => 0,
                channel => 1u32.checked_shl(channel - 1).unwrap_or(0),
            })
            .collect();
        let orders = &snapshot.orders;
        let mut gaps: Vec<u32> = Vec::new();
        // Orders that something came back of stand in a list of their own, in the same order.
        let mut back = orders.refunded_rows.iter().zip(&orders.refunded).peekable();
        // So do refunds without an order.
        let refunds = &snapshot.refunds;
        let mut alone = refunds.rows.iter().enumerate().peekable();
        for row in 0..count {
            gaps.clear();
            let mut matures = false;
            let (mut paid, mut back_of, mut count, mut channels_of) = (0, 0, 0i64, 0u32);
            let (mut days, mut in_year) = (0i64, 0i64);
            let (mut first, mut last) = (no_day, no_day);
            for order in snapshot.orders_of(row) {
                let of_order = back.next_if(|(at, _)| **at as usize == order);
                let day = orders.day.get(order);
                let kind = orders.kind.get(order) as usize;
                if day > as_of || !valid[kind] {
                    continue;
                }
                channels_of |= channel_bits[kind];
                paid += orders.amount.get(order);
                back_of += of_order.map_or(0, |(_, amount)| *amount);
                count += 1;
                let before = std::mem::replace(&mut last, day);
                if before == day {
                    continue;
                }
                days += 1;
                in_year += i64::from(as_of - day <= 365);
                if before == no_day {
                    first = day;
                } else {
                    let gap = (day - before) as u32;
                    gaps.push(gap);
                    let mature = i64::from(MATURE_DAYS);
                    if as_of - before >= mature && day - before <= mature {
                        gap_counts.add(gap);
                        matures = true;
                    }
                }
            }
            while let Some((refund, _)) = alone.next_if(|(_, of)| **of as usize == row) {
                if refunds.day.get(refund) <= as_of {
                    back_of += refunds.amount.get(refund);
                }
            }
            mature_customers += u32::from(matures);
            spent.push(paid - back_of);
            refunded.push(back_of);
            averages.push(match count {
                // Whoever asks looks at buyers alone.
                0 => 0,
                count => average(paid - back_of, count),
            });
            orders_of.push(count);
            purchase_days.push(days);
            days_year.push(in_year);
            first_days.push(first);
            last_days.push(last);
            medians.push(i64::from(median_half(&mut gaps).unwrap_or(0)));
            channels.push(i64::from(channels_of));
        }
        Sums {
            spent: spent.done(),
            refunded: refunded.done(),
            orders: orders_of.done(),
            purchase_days: purchase_days.done(),
            first_day: first_days.done(),
            last_day: last_days.done(),
            median_half_days: medians.done(),
            average: averages.done(),
            channels: channels.done(),
            days_year: days_year.done(),
            gaps: gap_counts,
            mature_customers,
        }
    }

    /// The scores of recency, frequency and money spent; zeros without an order.
    fn scores(&self) -> [Vec<u8>; 3] {
        let scores = |column: &Column| {
            let all = || column.iter().zip(self.orders.iter());
            let buyers = all().filter(|(_, orders)| *orders > 0);
            let mut values: Vec<i64> = buyers.map(|(value, _)| value).collect();
            let Some(edges) = Edges::of(&mut values) else {
                return vec![0; column.len()];
            };
            drop(values);
            all()
                .map(|(value, orders)| match orders {
                    0 => 0,
                    _ => edges.score(value),
                })
                .collect()
        };
        [&self.last_day, &self.orders, &self.spent].map(scores)
    }
}

/// Twice the median; the values are put in order.
pub(crate) fn median_half(values: &mut [u32]) -> Option<u32> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle] * 2),
        _ => Some(values[middle - 1] + values[middle]),
    }
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

    /// What went back of an order.
    pub(crate) fn refunded(&self, order: usize) -> i64 {
        let found = self.orders.refunded_rows.binary_search(&(order as u32));
        found.map_or(0, |at| self.orders.refunded[at])
    }

    /// The tags of a customer, by number.
    pub(crate) fn tags_of(&self, row: usize) -> &[u32] {
        &self.customers.tag_codes[places_of(&self.customers.tag_rows, row)]
    }
}
