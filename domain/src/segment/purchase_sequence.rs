//! `purchase_sequence`: one purchase after another.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::snapshot::{BLOCK, Lines, Snapshot, TIED};

use super::function::Parameter;
use super::marks::{BLOCK_WORDS, OrderMarks, is_marked, keep_marked, mark, mark_rows};
use super::matching::{Found, LineFilter, Parameters, Shelf, Wanted, dates, test_of};
use super::measures::Measure;
use super::query::{Span, Test, Value};
use super::range::Ranges;

/// What is asked of a customer's orders.
pub(super) struct Sequence<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    /// On which days the first purchase may be stands in `dates`.
    first: LineFilter,
    then: LineFilter,
    within: Option<Span>,
    dates: Ranges,
}

impl<'a> Sequence<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Sequence<'a> {
        use Parameter::{Date, First, FirstCategory, Then, ThenCategory, Within};
        let test = |wanted| test_of(parameters, wanted);
        let lines = |id, category| {
            let wanted = Wanted::of(snapshot, [test(id), None, test(category), None]);
            LineFilter::new(snapshot, as_of, wanted, &Ranges::all())
        };
        Sequence {
            snapshot,
            as_of,
            first: lines(First, FirstCategory),
            then: lines(Then, ThenCategory),
            within: match test(Within) {
                Some(Test::Compare(_, Value::Span(span))) => Some(*span),
                _ => None,
            },
            dates: dates(test(Date), as_of),
        }
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self) -> (Bitmap, usize) {
        let mut members = Bitmap::none(self.snapshot.customers());
        let mut scratch = Scratch::default();
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        for (block, (lines, words)) in self.snapshot.lines.iter().zip(blocks).enumerate() {
            let shelves = (self.first.wanted.shelves(), self.then.wanted.shelves());
            if let ([first], [then]) = shelves {
                self.side_by_side(lines, block, (first, then), &mut scratch, |row, days| {
                    if self.is_soon(days) {
                        mark(words, row);
                    }
                });
                continue;
            }
            let first = self.marked(&self.first, lines, block, &mut scratch);
            let then = self.marked(&self.then, lines, block, &mut scratch);
            for (at, (mine, theirs)) in first.1.iter().zip(&then.1).enumerate() {
                let mut left = mine & theirs;
                while left != 0 {
                    let row = at * 64 + left.trailing_zeros() as usize;
                    left &= left - 1;
                    let whole_row = block * BLOCK + row;
                    let follows = self.any(whole_row, &first.0, &then.0).unwrap_or_else(|| {
                        let all = &mut scratch.next_then;
                        self.among(whole_row, &first.0, &then.0, all).count > 0
                    });
                    if follows {
                        mark(words, row);
                    }
                }
            }
        }
        (members, scratch.bytes)
    }

    /// Lines of one shelf after those of another: both are in the order of customers and orders, so they are walked
    /// together. Calls back with the row and the days of each first purchase that is followed, and of the next that follows.
    fn side_by_side(
        &self,
        lines: &Lines,
        block: usize,
        (first, then): (&Shelf, &Shelf),
        scratch: &mut Scratch,
        mut follows: impl FnMut(usize, (i64, i64)),
    ) {
        let Scratch {
            marks,
            firsts,
            thens,
            bytes,
            ..
        } = scratch;
        // Only customers who have both are of interest; most have one of them.
        let mut rows = [0u64; BLOCK_WORDS];
        *bytes += self.then.find(lines, then, marks, thens);
        mark_rows(thens, &lines.row, &mut rows);
        *bytes += self.first.find(lines, first, marks, firsts);
        *bytes += (thens.len() + firsts.len()) * 4;
        keep_marked(firsts, &lines.row, &rows);
        rows.fill(0);
        mark_rows(firsts, &lines.row, &mut rows);
        keep_marked(thens, &lines.row, &rows);
        *bytes += (firsts.len() + thens.len()) * 6;
        let mut left = thens.as_slice();
        for at in firsts.iter().map(|at| *at as usize) {
            let row = lines.row[at];
            while let [before, after @ ..] = left
                && lines.row[*before as usize] < row
            {
                left = after;
            }
            let own = left.iter().map(|then| *then as usize);
            let mut own = own.take_while(|then| lines.row[*then] == row);
            let Some(then) = own.find(|then| self.is_later(lines, block, at, *then)) else {
                continue;
            };
            let (day, then_day) = (self.first.day(lines, at), self.then.day(lines, then));
            if self.dates.contain(day) {
                follows(usize::from(row), (day, then_day));
            }
        }
    }

    /// Whether the second day is soon enough after the first.
    fn is_soon(&self, (day, then_day): (i64, i64)) -> bool {
        let soon = |within: Span| then_day <= i64::from(within.after(Day(day as i32)).0);
        self.within.is_none_or(soon)
    }

    /// The least number of days from a first purchase to the next that follows, of everybody; none where the products are on
    /// several shelves.
    pub fn measure(&self) -> Option<Measure> {
        let ([first], [then]) = (self.first.wanted.shelves(), self.then.wanted.shelves()) else {
            return None;
        };
        let mut scratch = Scratch::default();
        let gather = |block: usize, numbers: &mut [i64], having: &mut [u64]| {
            let Some(lines) = self.snapshot.lines.get(block) else {
                return;
            };
            self.side_by_side(lines, block, (first, then), &mut scratch, |row, days| {
                let gap = days.1 - days.0;
                numbers[row] = if is_marked(having, row) {
                    numbers[row].min(gap)
                } else {
                    gap
                };
                mark(having, row);
            });
        };
        Some(Measure::gathered(self.snapshot, 0, gather))
    }

    /// Whether one line of a customer is of an order that was paid later than that of another: orders tied to it were
    /// paid with it.
    fn is_later(&self, lines: &Lines, block: usize, first: usize, then: usize) -> bool {
        let (before, after) = (lines.place.get(first), lines.place.get(then));
        if after <= before {
            return false;
        }
        if lines.day.get(first) != lines.day.get(then) {
            return true;
        }
        let row = block * BLOCK + usize::from(lines.row[first]);
        let start = self.snapshot.orders_of(row).start;
        let kinds = &self.snapshot.texts.kinds;
        let kind = &self.snapshot.orders.kind;
        let is_tied = |place: i64| kinds[kind.get(start + place as usize) as usize].0 & TIED != 0;
        !(before + 1..=after).all(is_tied)
    }

    /// The orders of a block that have such a line, and the customers who have such an order.
    fn marked(
        &self,
        filter: &LineFilter,
        lines: &Lines,
        block: usize,
        scratch: &mut Scratch,
    ) -> (OrderMarks<'a>, Vec<u64>) {
        let mut orders = OrderMarks::of(self.snapshot, block);
        let mut rows = vec![0; BLOCK_WORDS];
        for shelf in filter.wanted.shelves() {
            scratch.bytes += filter.each(lines, shelf, &mut scratch.marks, |at| {
                let row = usize::from(lines.row[at]);
                mark(&mut rows, row);
                orders.mark(row, lines.place.get(at));
            });
        }
        scratch.bytes += orders.bytes();
        (orders, rows)
    }

    /// How many first purchases of a customer are followed, and the days of those.
    pub fn found(&self, row: usize) -> Found {
        let block = row / BLOCK;
        let Some(lines) = self.snapshot.lines.get(block) else {
            return Found::default();
        };
        let mut scratch = Scratch::default();
        let (first, _) = self.marked(&self.first, lines, block, &mut scratch);
        let (then, _) = self.marked(&self.then, lines, block, &mut scratch);
        self.among(row, &first, &then, &mut scratch.next_then)
    }

    /// Whether some first purchase is followed; none where a customer has more orders than a word has bits.
    #[inline]
    fn any(&self, row: usize, first: &OrderMarks<'_>, then: &OrderMarks<'_>) -> Option<bool> {
        let orders = self.snapshot.orders_of(row);
        let mut firsts = first.word(&orders)?;
        let thens = then.word(&orders)?;
        let of_orders = &self.snapshot.orders;
        let kinds = &self.snapshot.texts.kinds;
        let is_tied = |order: usize| kinds[of_orders.kind.get(order) as usize].0 & TIED != 0;
        while firsts != 0 {
            let at = firsts.trailing_zeros();
            firsts &= firsts - 1;
            // Only what was paid later counts: orders tied to this one were paid with it.
            let mut next = at as usize + 1;
            while next < orders.len() && is_tied(orders.start + next) {
                next += 1;
            }
            let later = if next < 64 { thens >> next << next } else { 0 };
            if later == 0 {
                continue;
            }
            let day = of_orders.day.get(orders.start + at as usize);
            let then_day = of_orders
                .day
                .get(orders.start + later.trailing_zeros() as usize);
            let soon = |within: Span| then_day <= i64::from(within.after(Day(day as i32)).0);
            if self.within.is_none_or(soon) && self.dates.contain(day) {
                return Some(true);
            }
        }
        Some(false)
    }

    fn among(
        &self,
        row: usize,
        first: &OrderMarks<'_>,
        then: &OrderMarks<'_>,
        next_then: &mut Vec<usize>,
    ) -> Found {
        let orders = self.snapshot.visible_orders(row, self.as_of);
        let of_orders = &self.snapshot.orders;
        let kinds = &self.snapshot.texts.kinds;
        let is_tied = |order: usize| kinds[of_orders.kind.get(order) as usize].0 & TIED != 0;
        // For each order, the nearest at or after it that has the later product.
        next_then.clear();
        next_then.resize(orders.len() + 1, usize::MAX);
        for order in orders.clone().rev() {
            let at = order - orders.start;
            next_then[at] = if then.has(order) {
                order
            } else {
                next_then[at + 1]
            };
        }
        let mut found = Found::default();
        // The first order after those paid at the same instant as this one.
        let mut later = orders.end;
        for order in orders.clone().rev() {
            if order + 1 >= orders.end || !is_tied(order + 1) {
                later = order + 1;
            }
            let next = next_then[later - orders.start];
            let day = of_orders.day.get(order);
            if next == usize::MAX || !self.dates.contain(day) {
                continue;
            }
            let day = Day(day as i32);
            let soon = self
                .within
                .is_none_or(|within| of_orders.day.get(next) <= i64::from(within.after(day).0));
            if soon && first.has(order) {
                found.count += 1;
                found.on(day.0);
            }
        }
        found
    }
}

/// Room that is used again, and what was read.
#[derive(Default)]
struct Scratch {
    marks: Vec<u64>,
    next_then: Vec<usize>,
    /// Lines.
    firsts: Vec<u32>,
    thens: Vec<u32>,
    bytes: usize,
}
