//! `orders_placed`: orders of certain states, days, amounts and channels, by their number and sum.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::order::State;
use crate::snapshot::{BLOCK, Cells, Column, STATE_MASK, Snapshot, VALID, cut, flagged, scan};

use super::columns::Columns;
use super::function::Parameter;
use super::matching::{Found, Parameters, counts, dates, passing, test_of};
use super::products_purchased::{BLOCK_WORDS, mark};
use super::query::{Operator, Test, Value};
use super::range::Ranges;

/// What is asked of a customer's orders.
pub(super) struct Placed<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    /// By kind: whether such orders count; and the spans of those that do.
    kinds: Vec<bool>,
    kind_spans: Vec<(i64, i64)>,
    /// Whether just the paid orders count, of any channel.
    every_paid: bool,
    /// Whether at most the paid orders count.
    only_paid: bool,
    /// The channels whose orders count, a bit each as in `Columns::channels`; none where there are too many.
    channels: Option<u32>,
    dates: Ranges,
    amount: Ranges,
    count: Ranges,
    sum: Ranges,
}

impl<'a> Placed<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Placed<'a> {
        let test = |wanted| test_of(parameters, wanted);
        let money = 10i64.pow(snapshot.decimals());
        let all = |test: Option<&Test>| {
            test.map_or_else(Ranges::all, |test| Ranges::of_numbers(test, money))
        };
        let states = test(Parameter::Status).map(states);
        let channels = test(Parameter::Channel);
        let channels = channels.map(|test| passing(&snapshot.texts.channels, test, false));
        let bits = channels.as_ref().filter(|all| all.len() <= 33).map(|all| {
            let wanted = (1..all.len()).filter(|channel| all[*channel]);
            wanted.fold(0, |bits, channel| bits | 1 << (channel - 1))
        });
        let kinds = snapshot.texts.kinds.iter().map(|(state, channel)| {
            let state_counts = match &states {
                None => state & VALID != 0,
                Some(states) => states[usize::from(state & STATE_MASK)],
            };
            let from = |channels: &Vec<bool>| channels[*channel as usize];
            state_counts && channels.as_ref().is_none_or(from)
        });
        let kinds: Vec<bool> = kinds.collect();
        let mut kind_spans: Vec<(i64, i64)> = Vec::new();
        for (_, kind) in kinds.iter().zip(0i64..).filter(|(counts, _)| **counts) {
            match kind_spans.last_mut() {
                Some((_, last)) if *last + 1 == kind => *last = kind,
                _ => kind_spans.push((kind, kind)),
            }
        }
        Placed {
            snapshot,
            as_of,
            kind_spans,
            kinds,
            every_paid: states.is_none() && channels.is_none(),
            only_paid: states.is_none(),
            channels: bits,
            dates: dates(test(Parameter::Date), as_of),
            amount: all(test(Parameter::Amount)),
            count: counts(test(Parameter::Count)),
            sum: all(test(Parameter::SumAmount)),
        }
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self, columns: &Columns) -> (Bitmap, usize) {
        let all = self.snapshot.customers();
        let any_will_do = self.count == Ranges::some() && self.sum.is_all();
        let known = columns.first_known;
        let lasts = &columns.last_day;
        // Whoever has paid since a day has their last order since then, and the other way round.
        if self.every_paid
            && any_will_do
            && self.amount.is_all()
            && self.dates.is_open()
            && let Some(least) = self.dates.least()
        {
            return (
                lasts.within(all, &[(least.max(known), i64::MAX)]),
                lasts.bytes(),
            );
        }
        if self.only_paid
            && any_will_do
            && self.dates.is_all()
            && self.amount.is_all()
            && let (Some(bits), Some(channels)) = (self.channels, &columns.channels)
        {
            return (channels.sharing(all, bits), channels.bytes());
        }
        let mut members = Bitmap::none(all);
        let mut room = Room::default();
        let mut bytes = 0;
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        for (block, words) in blocks.enumerate() {
            bytes += self.mark_block(block, any_will_do, words, &mut room);
        }
        (members, bytes)
    }

    /// Marks the customers of a block who pass. Gives how many bytes were read.
    fn mark_block(
        &self,
        block: usize,
        any_will_do: bool,
        words: &mut [u64],
        room: &mut Room,
    ) -> usize {
        let (snapshot, orders) = (self.snapshot, &self.snapshot.orders);
        let from = &snapshot.customers.orders_from;
        let first_row = block * BLOCK;
        let customers = BLOCK.min(snapshot.customers() as usize - first_row);
        let first = from[first_row] as usize;
        let range = first..from[first_row + customers] as usize;
        let width = |column: &Column| column.bytes() / column.len().max(1);
        let mut bytes = range.len() * (width(&orders.day) + width(&orders.kind));
        orders
            .kind
            .mark_within(range.clone(), &self.kind_spans, &mut room.marks);
        let mut also = |column: &Column, spans: &[(i64, i64)]| {
            column.mark_within(range.clone(), spans, &mut room.also);
            let both = room.marks.iter_mut().zip(&room.also);
            both.for_each(|(mark, also)| *mark &= also);
        };
        also(
            &orders.day,
            &self.dates.between(i64::MIN, i64::from(self.as_of.0)),
        );
        if !self.amount.is_all() {
            also(&orders.amount, &self.amount.from(i64::MIN));
            bytes += range.len() * width(&orders.amount);
        }
        let rows = &orders.row[range];
        let marked = room.marks.iter().map(|word| word.count_ones() as usize);
        let found: usize = marked.sum();
        if any_will_do {
            each_marked(&room.marks, rows, |row, _| mark(words, row));
            return bytes + found * 2;
        }
        let sums = !self.sum.is_all();
        // Where having none does not pass, a sum that passes tells that there is an order.
        let counts = !(sums && self.count == Ranges::some() && !self.sum.contain(0));
        if counts {
            room.counts.clear();
            room.counts.resize(customers, 0);
            let all = &mut room.counts;
            each_marked(&room.marks, rows, |row, _| {
                if let Some(count) = all.get_mut(row) {
                    *count += 1;
                }
            });
            scan(&room.counts, &cut::<u32>(0, &self.count.from(0)), words);
            bytes += found * 2 + customers * 4;
        }
        if sums {
            room.sums.clear();
            room.sums.resize(customers, 0);
            let all = &mut room.sums;
            let mut add = |row: usize, amount: i64| {
                if let Some(sum) = all.get_mut(row) {
                    *sum += amount;
                }
            };
            match orders.amount.parts() {
                (base, Cells::U32(amounts)) => {
                    let amounts = &amounts[first..];
                    each_marked(&room.marks, rows, |row, order| {
                        add(
                            row,
                            base + amounts.get(order).map_or(0, |cell| i64::from(*cell)),
                        );
                    });
                }
                _ => each_marked(&room.marks, rows, |row, order| {
                    add(row, orders.amount.get(first + order));
                }),
            }
            let passing = &mut room.also;
            passing.clear();
            passing.resize(words.len(), 0);
            match self.sum.between(i64::MIN, i64::MAX).as_slice() {
                [(low, high)] => {
                    flagged(&room.sums, passing, |sum| (*low <= sum) & (sum <= *high));
                }
                _ => flagged(&room.sums, passing, |sum| self.sum.contain(sum)),
            }
            for (word, passing) in words.iter_mut().zip(passing) {
                *word = if counts { *word & *passing } else { *passing };
            }
            bytes += found * 6 + customers * 8;
        }
        bytes
    }

    /// What one customer has of it.
    pub fn found(&self, row: usize) -> Found {
        let orders = &self.snapshot.orders;
        let mut found = Found::default();
        for order in self.snapshot.visible_orders(row, self.as_of) {
            let (day, amount) = (orders.day.get(order), orders.amount.get(order));
            if self.kinds[orders.kind.get(order) as usize]
                && self.dates.contain(day)
                && self.amount.contain(amount)
            {
                found.count += 1;
                found.amount += amount;
                found.on(day as i32);
            }
        }
        found
    }
}

/// Calls back with the row and the number of each marked order of a block.
#[inline(always)]
fn each_marked(marks: &[u64], rows: &[u16], mut found: impl FnMut(usize, usize)) {
    for (word, at) in marks.iter().zip((0..).step_by(64)) {
        let mut left = *word;
        while left != 0 {
            let order = at + left.trailing_zeros() as usize;
            left &= left - 1;
            if let Some(row) = rows.get(order) {
                found(usize::from(*row), order);
            }
        }
    }
}

/// Room that is used again for each block.
#[derive(Default)]
struct Room {
    marks: Vec<u64>,
    also: Vec<u64>,
    counts: Vec<u32>,
    sums: Vec<i64>,
}

fn states(test: &Test) -> [bool; 16] {
    let mut states = [false; 16];
    let codes = State::ALL.map(|state| state.code().to_owned());
    let any = Value::Text("ANY".to_owned());
    // No order is in another state than any.
    if *test == Test::Compare(Operator::NotEqual, any.clone()) {
        return states;
    }
    let all = match test {
        Test::Compare(Operator::Equal, value) => *value == any,
        Test::In { values, .. } => values.contains(&any),
        _ => false,
    };
    for (at, passes) in passing(&codes, test, true).into_iter().enumerate() {
        states[at] = passes || all;
    }
    states
}
