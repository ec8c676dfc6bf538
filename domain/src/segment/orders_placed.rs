//! `orders_placed`: orders of certain states, days, amounts and channels, by their number and sum.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::order::State;
use crate::snapshot::{STATE_MASK, Snapshot, VALID};

use super::columns::Columns;
use super::function::Parameter;
use super::matching::{Found, Parameters, counts, dates, passing, test_of};
use super::query::{Operator, Test, Value};
use super::range::Ranges;

/// What is asked of a customer's orders.
pub(super) struct Placed<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    /// By kind: whether such orders count.
    kinds: Vec<bool>,
    /// Whether just the paid orders count, of any channel.
    every_paid: bool,
    /// Whether at most the paid orders count.
    only_paid: bool,
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
        let kinds = snapshot.texts.kinds.iter().map(|(state, channel)| {
            let state_counts = match &states {
                None => state & VALID != 0,
                Some(states) => states[usize::from(state & STATE_MASK)],
            };
            let from = |channels: &Vec<bool>| channels[*channel as usize];
            state_counts && channels.as_ref().is_none_or(from)
        });
        Placed {
            snapshot,
            as_of,
            kinds: kinds.collect(),
            every_paid: states.is_none() && channels.is_none(),
            only_paid: states.is_none(),
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
        let Some(least) = self.dates.least() else {
            let none = Bitmap::none(all);
            return (self.with_others(none.clone(), none), 0);
        };
        // Whoever has paid since a day has their last order since then, and the other way round.
        if self.every_paid && any_will_do && self.dates.is_open() && self.amount.is_all() {
            return (
                lasts.within(all, &[(least.max(known), i64::MAX)]),
                lasts.bytes(),
            );
        }
        let mut candidates = Bitmap::all(all);
        let mut bytes = 0;
        if self.only_paid {
            candidates = lasts.within(all, &[(least.max(known), i64::MAX)]);
            bytes += lasts.bytes();
        }
        let orders = &self.snapshot.orders;
        let sums = !self.amount.is_all() || !self.sum.is_all();
        let width = |column: &crate::snapshot::Column| column.bytes() / column.len().max(1);
        let an_order =
            width(&orders.day) + width(&orders.kind) + if sums { width(&orders.amount) } else { 0 };
        let mut passing = Bitmap::none(all);
        for row in candidates.rows() {
            let at = row as usize;
            let found = self.found_until(at, any_will_do, sums);
            bytes += 4 + self.snapshot.orders_of(at).len() * an_order;
            if self.count.contain(found.count) && self.sum.contain(found.amount) {
                passing.insert(row);
            }
        }
        (self.with_others(passing, candidates), bytes)
    }

    /// Those who were not looked at have no such order.
    fn with_others(&self, mut passing: Bitmap, mut candidates: Bitmap) -> Bitmap {
        if self.count.contain(0) && self.sum.contain(0) {
            candidates.complement();
            passing.add(&candidates);
        }
        passing
    }

    /// What one customer has of it; no more than one order where `one` is enough, and no sum unless it is wanted.
    #[inline]
    fn found_until(&self, row: usize, one: bool, sums: bool) -> Found {
        let orders = &self.snapshot.orders;
        let least = self.dates.least().unwrap_or(i64::MAX);
        let mut found = Found::default();
        // From the last back: most questions are about the latest.
        for order in self.snapshot.orders_of(row).rev() {
            let day = orders.day.get(order);
            if day < least {
                break;
            }
            if day > i64::from(self.as_of.0)
                || !self.kinds[orders.kind.get(order) as usize]
                || !self.dates.contain(day)
            {
                continue;
            }
            if sums {
                let amount = orders.amount.get(order);
                if !self.amount.contain(amount) {
                    continue;
                }
                found.amount += amount;
            }
            found.count += 1;
            if one {
                break;
            }
        }
        found
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
