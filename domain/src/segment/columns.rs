//! What follows from the facts for each customer on one day: computed once, asked often.

use crate::day::Day;
use crate::lifecycle::{MATURE_DAYS, Setting, Thresholds, stage, thresholds};
use crate::rfm::{Edges, Group};
use crate::snapshot::{Snapshot, VALID};

/// The day that stands for none.
pub(crate) const NO_ORDER: i32 = i32::MIN;

/// A row a customer.
#[derive(Debug)]
pub(crate) struct Columns {
    pub paid: Vec<i64>,
    pub refunded: Vec<i64>,
    pub orders: Vec<u32>,
    pub purchase_days: Vec<u32>,
    pub first_day: Vec<i32>,
    pub last_day: Vec<i32>,
    /// Twice the median gap, so that it is whole; 0 where it is missing.
    pub median_half_days: Vec<u32>,
    /// Scores; 0 where they are missing.
    pub recency: Vec<u8>,
    pub frequency: Vec<u8>,
    pub monetary: Vec<u8>,
    /// Place in `Group::ALL`.
    pub group: Vec<u8>,
    /// Place in `Stage::ALL`.
    pub stage: Vec<u8>,
    pub thresholds: Thresholds,
}

impl Columns {
    pub fn of(snapshot: &Snapshot, as_of: Day, lifecycle: Setting) -> Columns {
        let count = snapshot.customers() as usize;
        let mut columns = Columns {
            paid: vec![0; count],
            refunded: vec![0; count],
            orders: vec![0; count],
            purchase_days: vec![0; count],
            first_day: vec![NO_ORDER; count],
            last_day: vec![NO_ORDER; count],
            median_half_days: vec![0; count],
            recency: vec![0; count],
            frequency: vec![0; count],
            monetary: vec![0; count],
            group: vec![Group::Prospects as u8; count],
            stage: vec![0; count],
            thresholds: thresholds(lifecycle, &mut [], 0),
        };
        let year = columns.sum_up(snapshot, as_of, lifecycle);
        columns.score();
        for (row, days_year) in year.into_iter().enumerate() {
            let last = columns.last_day[row];
            let silent = (last != NO_ORDER).then(|| as_of.0 - last);
            let days_ever = columns.purchase_days[row];
            columns.stage[row] = stage(&columns.thresholds, silent, days_ever, days_year) as u8;
        }
        columns
    }

    /// Sums, days and gaps; gives the purchase days of the last 365 days.
    fn sum_up(&mut self, snapshot: &Snapshot, as_of: Day, lifecycle: Setting) -> Vec<u32> {
        let mut year = vec![0; self.paid.len()];
        let (mut gaps, mut mature) = (Vec::new(), Vec::new());
        let mut mature_customers = 0;
        for (row, days_year) in year.iter_mut().enumerate() {
            gaps.clear();
            let mature_before = mature.len();
            for order in snapshot.visible_orders(row, as_of) {
                if snapshot.orders.state.get(order) & VALID == 0 {
                    continue;
                }
                let day = snapshot.orders.day.get(order) as i32;
                self.paid[row] += snapshot.orders.amount.get(order);
                self.refunded[row] += snapshot.orders.refunded.get(order);
                self.orders[row] += 1;
                let last = std::mem::replace(&mut self.last_day[row], day);
                if last == day {
                    continue;
                }
                self.purchase_days[row] += 1;
                *days_year += u32::from(as_of.0 - day <= 365);
                if last == NO_ORDER {
                    self.first_day[row] = day;
                } else {
                    let gap = (day - last) as u32;
                    gaps.push(gap);
                    if as_of.0 - last >= MATURE_DAYS && gap <= MATURE_DAYS as u32 {
                        mature.push(gap);
                    }
                }
            }
            mature_customers += u32::from(mature.len() > mature_before);
            self.median_half_days[row] = median_half(&mut gaps).unwrap_or(0);
            for refund in snapshot.refunds_of(row) {
                if snapshot.refunds.day.get(refund) <= i64::from(as_of.0) {
                    self.refunded[row] += snapshot.refunds.amount.get(refund);
                }
            }
        }
        self.thresholds = thresholds(lifecycle, &mut mature, mature_customers);
        year
    }

    fn score(&mut self) {
        let buyers = || (0..self.orders.len()).filter(|row| self.orders[*row] > 0);
        let edges = |value: &dyn Fn(usize) -> i64| {
            let mut values: Vec<i64> = buyers().map(value).collect();
            Edges::of(&mut values)
        };
        let spent = |row: usize| self.paid[row] - self.refunded[row];
        let (Some(recency), Some(frequency), Some(monetary)) = (
            edges(&|row| i64::from(self.last_day[row])),
            edges(&|row| i64::from(self.orders[row])),
            edges(&spent),
        ) else {
            return;
        };
        let scores: Vec<(usize, [u8; 3])> = buyers()
            .map(|row| {
                let scores = [
                    recency.score(i64::from(self.last_day[row])),
                    frequency.score(i64::from(self.orders[row])),
                    monetary.score(spent(row)),
                ];
                (row, scores)
            })
            .collect();
        for (row, [recency, frequency, monetary]) in scores {
            self.recency[row] = recency;
            self.frequency[row] = frequency;
            self.monetary[row] = monetary;
            self.group[row] = Group::of(recency, frequency, monetary) as u8;
        }
    }

    /// `amount_spent`.
    #[inline]
    pub fn spent(&self, row: usize) -> i64 {
        self.paid[row] - self.refunded[row]
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

    #[inline]
    pub(crate) fn lines_of(&self, order: usize) -> std::ops::Range<usize> {
        self.orders.lines_from[order] as usize..self.orders.lines_from[order + 1] as usize
    }

    pub(crate) fn refunds_of(&self, row: usize) -> std::ops::Range<usize> {
        self.customers.refunds_from[row] as usize..self.customers.refunds_from[row + 1] as usize
    }

    pub(crate) fn tags_of(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = (
            self.customers.tags_from[row],
            self.customers.tags_from[row + 1],
        );
        (from as usize..to as usize).map(|at| self.customers.tag_codes.get(at) as usize)
    }
}
