//! What follows from the facts for each customer on one day: computed once, asked often.

use crate::day::Day;
use crate::lifecycle::{GapCounts, MATURE_DAYS, Setting, Thresholds, stage, thresholds};
use crate::rfm::{Edges, Group};
use crate::snapshot::{Column, Snapshot, VALID};

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
    /// The least of these days.
    pub first_known: i64,
    /// Twice the median gap, so that it is whole; 0 where it is missing.
    pub median_half_days: Column,
    /// Twice the average order value rounded down, and one more where it is no whole number: comparing it with twice a
    /// number is comparing exactly, but for numbers within the same minor unit. [`NO_AVERAGE`] without an order.
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

/// The `average` of those without an order, less than any other.
pub(crate) const NO_AVERAGE: i64 = i64::MIN;

/// What is summed up for each customer before it is known how wide the columns must be.
struct Sums {
    spent: Vec<i64>,
    refunded: Vec<i64>,
    orders: Vec<u32>,
    purchase_days: Vec<u32>,
    first_day: Vec<i32>,
    last_day: Vec<i32>,
    median_half_days: Vec<u32>,
    channels: Vec<u32>,
    /// Purchase days of the last 365 days.
    days_year: Vec<u32>,
    gaps: GapCounts,
    mature_customers: u32,
}

/// The day that stands for none while sums are made.
const NO_ORDER: i32 = i32::MIN;

impl Columns {
    pub fn of(snapshot: &Snapshot, as_of: Day, lifecycle: Setting) -> Columns {
        let sums = Sums::of(snapshot, as_of);
        let thresholds = thresholds(lifecycle, &sums.gaps, sums.mature_customers);
        let all = sums.orders.len();
        let stage = Column::told(all, |row| {
            let last = sums.last_day[row];
            let silent = (last != NO_ORDER).then(|| as_of.0 - last);
            let (ever, year) = (sums.purchase_days[row], sums.days_year[row]);
            stage(&thresholds, silent, ever, year) as i64
        });
        let scores = sums.scores();
        let score = |at: usize| Column::told(all, |row| i64::from(scores[row][at]));
        let (recency, frequency, monetary) = (score(0), score(1), score(2));
        let group = Column::told(all, |row| match scores[row] {
            [0, ..] => Group::Prospects as i64,
            [recency, frequency, monetary] => Group::of(recency, frequency, monetary) as i64,
        });
        drop(scores);
        let days = sums.first_day.iter().filter(|day| **day != NO_ORDER);
        let first_known = days.min().map_or(0, |day| i64::from(*day));
        let known = |days: &[i32]| {
            Column::told(all, |row| match days[row] {
                NO_ORDER => first_known - 1,
                day => i64::from(day),
            })
        };
        let whole = |counts: &[u32]| Column::told(all, |row| i64::from(counts[row]));
        let of_row = |row: usize| average(sums.spent[row], i64::from(sums.orders[row]));
        let least = (0..all).map(of_row).filter(|one| *one != NO_AVERAGE).min();
        let none = least.map_or(0, |least| least - 1);
        Columns {
            spent: Column::of(&sums.spent),
            refunded: Column::of(&sums.refunded),
            orders: whole(&sums.orders),
            purchase_days: whole(&sums.purchase_days),
            first_day: known(&sums.first_day),
            last_day: known(&sums.last_day),
            first_known,
            median_half_days: whole(&sums.median_half_days),
            average: Column::told(all, |row| of_row(row).max(none)),
            channels: (snapshot.texts.channels.len() <= 33).then(|| bits(&sums.channels)),
            recency,
            frequency,
            monetary,
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

/// Sets of bits; the column begins at 0.
fn bits(sets: &[u32]) -> Column {
    let most = sets.iter().copied().max().unwrap_or(0);
    let mut column = Column::with_bounds((0, i64::from(most)), sets.len());
    sets.iter().for_each(|set| column.push(i64::from(*set)));
    column
}

/// As the column `average` holds it.
fn average(spent: i64, orders: i64) -> i64 {
    if orders == 0 {
        return NO_AVERAGE;
    }
    let (whole, part) = (spent.div_euclid(orders), spent.rem_euclid(orders));
    whole * 2 + i64::from(part != 0)
}

impl Sums {
    fn of(snapshot: &Snapshot, as_of: Day) -> Sums {
        let count = snapshot.customers() as usize;
        let mut sums = Sums {
            spent: vec![0; count],
            refunded: vec![0; count],
            orders: vec![0; count],
            purchase_days: vec![0; count],
            first_day: vec![NO_ORDER; count],
            last_day: vec![NO_ORDER; count],
            median_half_days: vec![0; count],
            channels: vec![0; count],
            days_year: vec![0; count],
            gaps: GapCounts::default(),
            mature_customers: 0,
        };
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
        for row in 0..count {
            gaps.clear();
            let mut matures = false;
            let (mut paid, mut refunded) = (0, 0);
            let mut last = NO_ORDER;
            for order in snapshot.orders_of(row) {
                let of_order = back.next_if(|(at, _)| **at as usize == order);
                let day = orders.day.get(order) as i32;
                let kind = orders.kind.get(order) as usize;
                if day > as_of.0 || !valid[kind] {
                    continue;
                }
                sums.channels[row] |= channel_bits[kind];
                paid += orders.amount.get(order);
                refunded += of_order.map_or(0, |(_, amount)| *amount);
                sums.orders[row] += 1;
                let before = std::mem::replace(&mut last, day);
                if before == day {
                    continue;
                }
                sums.purchase_days[row] += 1;
                sums.days_year[row] += u32::from(as_of.0 - day <= 365);
                if before == NO_ORDER {
                    sums.first_day[row] = day;
                } else {
                    let gap = (day - before) as u32;
                    gaps.push(gap);
                    if as_of.0 - before >= MATURE_DAYS {
                        matures |= sums.gaps.add(gap);
                    }
                }
            }
            sums.last_day[row] = last;
            sums.mature_customers += u32::from(matures);
            sums.median_half_days[row] = median_half(&mut gaps).unwrap_or(0);
            sums.spent[row] = paid - refunded;
            sums.refunded[row] = refunded;
        }
        let refunds = &snapshot.refunds;
        for (refund, row) in refunds.rows.iter().enumerate() {
            if refunds.day.get(refund) <= i64::from(as_of.0) {
                let (row, amount) = (*row as usize, refunds.amount.get(refund));
                sums.refunded[row] += amount;
                sums.spent[row] -= amount;
            }
        }
        sums
    }

    /// The scores of recency, frequency and money spent; zeros without an order.
    fn scores(&self) -> Vec<[u8; 3]> {
        let buyers = || (0..self.orders.len()).filter(|row| self.orders[*row] > 0);
        let edges = |value: &dyn Fn(usize) -> i64| {
            let mut values: Vec<i64> = buyers().map(value).collect();
            Edges::of(&mut values)
        };
        let recency = edges(&|row| i64::from(self.last_day[row]));
        let frequency = edges(&|row| i64::from(self.orders[row]));
        let monetary = edges(&|row| self.spent[row]);
        let mut scores = vec![[0; 3]; self.orders.len()];
        if let (Some(recency), Some(frequency), Some(monetary)) = (recency, frequency, monetary) {
            for row in buyers() {
                scores[row] = [
                    recency.score(i64::from(self.last_day[row])),
                    frequency.score(i64::from(self.orders[row])),
                    monetary.score(self.spent[row]),
                ];
            }
        }
        scores
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
        let rows = &self.customers.tag_rows;
        let from = rows.partition_point(|one| (*one as usize) < row);
        let to = rows.partition_point(|one| (*one as usize) <= row);
        &self.customers.tag_codes[from..to]
    }
}
