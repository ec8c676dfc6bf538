//! What is summed up for each customer in one walk over the orders.

use std::iter::{Enumerate, Peekable, Zip};
use std::ops::Range;
use std::slice::Iter;

use crate::day::Day;
use crate::lifecycle::{GapCounts, MATURE_DAYS};
use crate::rfm::Edges;
use crate::snapshot::{Column, Snapshot, Widening};

use super::columns::chunks;

/// What is summed up for each customer in one walk over the orders.
pub(super) struct Sums {
    pub spent: Column,
    pub refunded: Column,
    pub orders: Column,
    pub purchase_days: Column,
    pub first_day: Column,
    pub last_day: Column,
    pub median_half_days: Column,
    pub average: Column,
    pub channels: Column,
    /// Purchase days of the last 365 days.
    pub days_year: Column,
    pub gaps: GapCounts,
    pub mature_customers: u32,
}

/// As the column `average` holds it.
fn average(spent: i64, orders: i64) -> i64 {
    let (whole, part) = (spent.div_euclid(orders), spent.rem_euclid(orders));
    whole * 2 + i64::from(part != 0)
}

/// Twice the median; the values are put in order.
pub(super) fn median_half(values: &mut [u32]) -> Option<u32> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle] * 2),
        _ => Some(values[middle - 1] + values[middle]),
    }
}

/// How many numbers are told of each customer.
const TOLD: usize = 10;

/// The walk over the orders.
struct Walk<'a> {
    snapshot: &'a Snapshot,
    as_of: i64,
    /// In place of a day for those without an order.
    no_day: i64,
    /// By kinds of orders.
    valid: Vec<bool>,
    channel_bits: Vec<u32>,
    /// Orders that something came back of stand in a list of their own, in the same order.
    back: Peekable<Zip<Iter<'a, u32>, Iter<'a, i64>>>,
    /// So do refunds without an order.
    alone: Peekable<Enumerate<Iter<'a, u32>>>,
    gaps: GapCounts,
    mature_customers: u32,
    /// The orders of a chunk of customers, and what is told of these customers.
    days: Vec<i64>,
    kinds: Vec<i64>,
    amounts: Vec<i64>,
    told: [Vec<i64>; TOLD],
    gaps_of_one: Vec<u32>,
}

impl Walk<'_> {
    fn of(snapshot: &Snapshot, as_of: Day) -> Walk<'_> {
        let kinds = snapshot.texts.kinds.iter();
        let channel_bits = kinds.map(|(_, channel)| match channel {
            0 => 0,
            channel => 1u32.checked_shl(channel - 1).unwrap_or(0),
        });
        let orders = &snapshot.orders;
        Walk {
            snapshot,
            as_of: i64::from(as_of.0),
            no_day: snapshot.order_days.0 - 1,
            valid: snapshot.valid_kinds(),
            channel_bits: channel_bits.collect(),
            back: orders.refunded_rows.iter().zip(&orders.refunded).peekable(),
            alone: snapshot.refunds.rows.iter().enumerate().peekable(),
            gaps: GapCounts::default(),
            mature_customers: 0,
            days: Vec::new(),
            kinds: Vec::new(),
            amounts: Vec::new(),
            told: Default::default(),
            gaps_of_one: Vec::new(),
        }
    }

    /// Walks over the next customers.
    #[inline(never)]
    fn chunk(&mut self, rows: Range<usize>) {
        let orders = &self.snapshot.orders;
        let first_order = self.snapshot.orders_of(rows.start).start;
        let of_chunk = first_order..self.snapshot.orders_of(rows.end - 1).end;
        orders.day.read(of_chunk.clone(), &mut self.days);
        orders.kind.read(of_chunk.clone(), &mut self.kinds);
        orders.amount.read(of_chunk, &mut self.amounts);
        self.told.iter_mut().for_each(Vec::clear);
        for row in rows {
            let told = self.customer(row, first_order);
            for (column, number) in self.told.iter_mut().zip(told) {
                column.push(number);
            }
        }
    }

    /// What is told of a customer.
    #[inline(always)]
    fn customer(&mut self, row: usize, first_order: usize) -> [i64; TOLD] {
        let (as_of, no_day) = (self.as_of, self.no_day);
        self.gaps_of_one.clear();
        let mut matures = false;
        let (mut paid, mut back_of, mut count, mut channels) = (0, 0, 0i64, 0u32);
        let (mut days, mut in_year) = (0i64, 0i64);
        let (mut first, mut last) = (no_day, no_day);
        let of_row = self.snapshot.orders_of(row);
        let within = of_row.start - first_order..of_row.end - first_order;
        let facts = self.days[within.clone()].iter();
        let facts = facts.zip(&self.kinds[within.clone()]);
        let facts = facts.zip(&self.amounts[within]).zip(of_row);
        for (((day, kind), amount), order) in facts {
            let of_order = self.back.next_if(|(at, _)| **at as usize == order);
            let (day, kind) = (*day, *kind as usize);
            if day > as_of || !self.valid[kind] {
                continue;
            }
            channels |= self.channel_bits[kind];
            paid += amount;
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
                self.gaps_of_one.push(gap);
                let mature = i64::from(MATURE_DAYS);
                if as_of - before >= mature && day - before <= mature {
                    self.gaps.add(gap);
                    matures = true;
                }
            }
        }
        let refunds = &self.snapshot.refunds;
        while let Some((refund, _)) = self.alone.next_if(|(_, of)| **of as usize == row) {
            if refunds.day.get(refund) <= as_of {
                back_of += refunds.amount.get(refund);
            }
        }
        self.mature_customers += u32::from(matures);
        let average = match count {
            // Whoever asks looks at buyers alone.
            0 => 0,
            count => average(paid - back_of, count),
        };
        let median = i64::from(median_half(&mut self.gaps_of_one).unwrap_or(0));
        let channels = i64::from(channels);
        [
            paid - back_of,
            back_of,
            count,
            days,
            average,
            in_year,
            first,
            last,
            median,
            channels,
        ]
    }
}

impl Sums {
    pub fn of(snapshot: &Snapshot, as_of: Day) -> Sums {
        let count = snapshot.customers() as usize;
        let mut walk = Walk::of(snapshot, as_of);
        let no_day = walk.no_day;
        let bases = [0, 0, 0, 0, 0, 0, no_day, no_day, 0, 0];
        let mut all = bases.map(|base| Widening::new(base, count));
        for rows in chunks(count) {
            walk.chunk(rows);
            for (column, more) in all.iter_mut().zip(&walk.told) {
                column.extend(more);
            }
        }
        let [
            spent,
            refunded,
            orders,
            purchase_days,
            average,
            days_year,
            first_day,
            last_day,
            median_half_days,
            channels,
        ] = all.map(Widening::done);
        Sums {
            spent,
            refunded,
            orders,
            purchase_days,
            first_day,
            last_day,
            median_half_days,
            average,
            channels,
            days_year,
            gaps: walk.gaps,
            mature_customers: walk.mature_customers,
        }
    }

    /// The scores of recency, frequency and money spent; zeros without an order.
    pub fn scores(&self) -> [Vec<u8>; 3] {
        let mut buffer = Both::default();
        let mut values = Vec::new();
        [&self.last_day, &self.orders, &self.spent].map(|column| {
            let all = column.len();
            values.clear();
            for rows in chunks(all) {
                buffer.read(column, &self.orders, rows);
                buffer.gather(&mut values);
            }
            let Some(edges) = Edges::of(&mut values) else {
                return vec![0; all];
            };
            let mut scores = Vec::with_capacity(all);
            for rows in chunks(all) {
                buffer.read(column, &self.orders, rows);
                buffer.score(edges, &mut scores);
            }
            scores
        })
    }
}

/// Numbers of a chunk of customers, and how many orders each of them has.
#[derive(Default)]
pub(super) struct Both {
    numbers: Vec<i64>,
    orders: Vec<i64>,
}

impl Both {
    pub fn read(&mut self, column: &Column, orders: &Column, rows: Range<usize>) {
        column.read(rows.clone(), &mut self.numbers);
        orders.read(rows, &mut self.orders);
    }

    /// The numbers of those who have bought.
    pub fn of_buyers(&self) -> impl Iterator<Item = i64> {
        let both = self.numbers.iter().zip(&self.orders);
        let buyers = both.filter(|(_, orders)| **orders > 0);
        buyers.map(|(number, _)| *number)
    }

    /// Adds the numbers of those who have bought.
    #[inline(never)]
    pub fn gather(&self, into: &mut Vec<i64>) {
        into.extend(self.of_buyers());
    }

    /// Adds scores.
    #[inline(never)]
    fn score(&self, edges: Edges, into: &mut Vec<u8>) {
        let both = self.numbers.iter().zip(&self.orders);
        into.extend(both.map(|(number, orders)| match orders {
            0 => 0,
            _ => edges.score(*number),
        }));
    }
}
