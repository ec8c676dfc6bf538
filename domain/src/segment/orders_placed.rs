//! `orders_placed`: orders of certain states, days, amounts and channels, by their number and sum.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::order::State;
use crate::snapshot::{BLOCK, Column, STATE_MASK, Snapshot, VALID, places, reading};

use super::columns::Columns;
use super::function::Parameter;
use super::marks::{BLOCK_WORDS, judge, mark_rows, number};
use super::matching::{Found, Parameters, counts, dates, passing, test_of};
use super::measures::Measure;
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
        if self.none_pass() {
            // Those without such an order pass too: the others were marked where they do not.
            members.complement();
        }
        (members, bytes)
    }

    /// Whether a customer without such an order passes.
    fn none_pass(&self) -> bool {
        self.count.contain(0) && self.sum.contain(0)
    }

    /// Marks the customers of a block who pass; where having none passes as well, those who do not. Gives how many bytes
    /// were read.
    fn mark_block(
        &self,
        block: usize,
        any_will_do: bool,
        words: &mut [u64],
        room: &mut Room,
    ) -> usize {
        let orders = &self.snapshot.orders;
        let (range, bytes) = self.find(block, room);
        let first = range.start;
        let rows = &orders.row[range];
        let found = room.found.len();
        if any_will_do {
            mark_rows(&room.found, rows, words);
            return bytes + found * 2;
        }
        let none_pass = self.none_pass();
        match (self.count.span(), self.sum.span()) {
            (Some((low, high)), _) if self.sum.is_all() => {
                let passes = |count: i64| ((low <= count) & (count <= high)) != none_pass;
                judge(&room.found, rows, |count, _| count + 1, passes, words);
            }
            // A sum that passes, where nothing does not, tells that there is an order.
            (_, Some((low, high))) if self.count == Ranges::some() && !none_pass => {
                let passes = |sum: i64| (low <= sum) & (sum <= high);
                reading!(&orders.amount, |amount| {
                    let add = |sum: i64, order: usize| sum + amount(first + order);
                    judge(&room.found, rows, add, passes, words);
                });
            }
            _ => {
                let mut sum = 0;
                let add = |count: i64, order: usize| {
                    if count == 0 {
                        sum = 0;
                    }
                    sum += orders.amount.get(first + order);
                    let passes = self.count.contain(count / 2 + 1) && self.sum.contain(sum);
                    (count & !1) + 2 + i64::from(passes)
                };
                let passes = |verdict: i64| (verdict & 1 == 1) != none_pass;
                judge(&room.found, rows, add, passes, words);
            }
        }
        bytes + found * if self.sum.is_all() { 2 } else { 6 }
    }

    /// Finds the orders of a block that count; gives where the orders of the block are, and how many bytes were read.
    fn find(&self, block: usize, room: &mut Room) -> (std::ops::Range<usize>, usize) {
        let (snapshot, orders) = (self.snapshot, &self.snapshot.orders);
        let from = &snapshot.customers.orders_from;
        let first_row = block * BLOCK;
        let customers = BLOCK.min(snapshot.customers() as usize - first_row);
        let range = from[first_row] as usize..from[first_row + customers] as usize;
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
        places(&room.marks, &mut room.found);
        (range, bytes)
    }

    /// The number or the sum of everybody's orders that count.
    pub fn measure(&self, limit: Parameter) -> Measure {
        let orders = &self.snapshot.orders;
        let mut room = Room::default();
        Measure::gathered(self.snapshot, 0, |block, numbers, having| {
            let (range, _) = self.find(block, &mut room);
            let first = range.start;
            let (found, rows) = (&room.found, &orders.row[range]);
            match limit {
                Parameter::SumAmount => reading!(&orders.amount, |amount| {
                    let add = |sum: i64, order: usize| sum + amount(first + order);
                    number(found, rows, add, numbers, having);
                }),
                _ => number(found, rows, |count, _| count + 1, numbers, having),
            }
        })
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

/// Room that is used again for each block.
#[derive(Default)]
struct Room {
    marks: Vec<u64>,
    also: Vec<u64>,
    found: Vec<u32>,
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
