//! `product_runs_out`: the day on which what a customer bought last is used up.
//!
//! A purchase lasts quantity × lifespan days from the day of its order on; bought again early, it lasts from the day on
//! which the former runs out. Among several products, the one of the latest order that has any of them counts; of several
//! in that order, each. Products without a lifespan are not looked at.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::product_cycle::Supply;
use crate::snapshot::{BLOCK, Lines, Snapshot};

use super::function::Parameter;
use super::marks::{BLOCK_WORDS, judge, mark, number};
use super::matching::{LineFilter, Parameters, Shelf, Wanted, dates, test_of};
use super::measures::Measure;
use super::range::Ranges;

/// What is asked of a customer's supply.
pub(super) struct RunsOut<'a> {
    snapshot: &'a Snapshot,
    filter: LineFilter,
    dates: Ranges,
}

/// One product at a customer's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub product: u32,
    /// Place of the latest order that has it.
    place: i64,
    pub supply: Supply,
}

/// The product of a line, its day, and how long it lasts: 0 days where the product has no lifespan. None where nothing was
/// bought by it.
#[inline]
pub(super) fn bought(snapshot: &Snapshot, lines: &Lines, at: usize) -> Option<(u32, i64, i64)> {
    let product = lines.product.get(at);
    let quantity = lines.quantity.get(at);
    let lifespan = i64::from(snapshot.products.lifespan[product as usize]);
    let day = snapshot.order_days.0 + i64::from(lines.day.get(at));
    (quantity > 0).then(|| (product, day, quantity.saturating_mul(lifespan)))
}

/// What a customer has of each product after all these lines of theirs, which come in the order of their orders.
pub(super) fn hold(
    snapshot: &Snapshot,
    lines: &Lines,
    own: impl Iterator<Item = usize>,
    held: &mut Vec<Held>,
) {
    held.clear();
    for at in own {
        let Some((product, day, lasts)) = bought(snapshot, lines, at) else {
            continue;
        };
        let place = lines.place.get(at);
        match held.iter_mut().find(|one| one.product == product) {
            Some(one) => {
                one.supply = Supply::after(Some(one.supply), day, lasts);
                one.place = place;
            }
            None => held.push(Held {
                product,
                place,
                supply: Supply::after(None, day, lasts),
            }),
        }
    }
}

/// What one customer has of each wanted product.
pub(super) fn held_by(snapshot: &Snapshot, filter: &LineFilter, row: usize) -> Vec<Held> {
    let mut held = Vec::new();
    let Some(lines) = snapshot.lines.get(row / BLOCK) else {
        return held;
    };
    let mut own: Vec<usize> = Vec::new();
    for shelf in filter.wanted.shelves() {
        let of_shelf = lines.of_customer(shelf.number, row % BLOCK);
        own.extend(of_shelf.filter(|at| filter.passes(lines, *at)));
    }
    own.sort_by_key(|at| lines.place.get(*at));
    hold(snapshot, lines, own.into_iter(), &mut held);
    held
}

impl<'a> RunsOut<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> RunsOut<'a> {
        use Parameter::{Category, Date, Id};
        let test = |wanted| test_of(parameters, wanted);
        let lifespans = &snapshot.products.lifespan;
        let wanted = Wanted::of(snapshot, [test(Id), None, test(Category), None])
            .only(snapshot, |product| lifespans[product] > 0);
        RunsOut {
            snapshot,
            filter: LineFilter::new(snapshot, as_of, wanted, &Ranges::all()),
            dates: dates(test(Date), as_of),
        }
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self) -> (Bitmap, usize) {
        let mut members = Bitmap::none(self.snapshot.customers());
        let (mut marks, mut held, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut of_one = Vec::new();
        // Lines by customer and order, where they come from several shelves.
        let mut found: Vec<(u16, i64, usize)> = Vec::new();
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        let shelves = self.filter.wanted.shelves();
        for (lines, words) in self.snapshot.lines.iter().zip(blocks) {
            if let (Some(product), [shelf]) = (self.filter.wanted.only_one(), shelves) {
                bytes += self.of_one(lines, product, shelf, words, (&mut marks, &mut of_one));
                continue;
            }
            found.clear();
            for shelf in shelves {
                bytes += self.filter.each(lines, shelf, &mut marks, |at| {
                    found.push((lines.row[at], lines.place.get(at), at));
                });
            }
            bytes += found.len() * 8;
            if shelves.len() > 1 {
                found.sort_unstable();
            }
            for own in found.chunk_by(|one, other| one.0 == other.0) {
                let own_lines = own.iter().map(|(_, _, at)| *at);
                hold(self.snapshot, lines, own_lines, &mut held);
                let latest = self.latest(&held);
                if latest.into_iter().any(|day| self.dates.contain(day))
                    && let Some((row, ..)) = own.first()
                {
                    mark(words, usize::from(*row));
                }
            }
        }
        (members, bytes)
    }

    /// One product alone: what is left is carried along from line to line, and a customer's last verdict stands.
    fn of_one(
        &self,
        lines: &Lines,
        product: usize,
        shelf: &Shelf,
        words: &mut [u64],
        (marks, found): (&mut Vec<u64>, &mut Vec<u32>),
    ) -> usize {
        let lifespan = i64::from(self.snapshot.products.lifespan[product]);
        let dates = self.dates.span();
        let passes = |day: i64| match dates {
            Some((low, high)) => (low <= day) & (day <= high),
            None => self.dates.contain(day),
        };
        let bytes = self.filter.find(lines, shelf, marks, found);
        let add = self.carrying(lines, lifespan);
        let first_day = self.first_day();
        let passes = |day: i64| day != 0 && passes(day.saturating_add(first_day - 1));
        judge(found, &lines.row, add, passes, words);
        bytes + found.len() * 5
    }

    /// Carries the day on which one product runs out from line to line, counted from 1 for the first day of any order: 0
    /// is no such day.
    fn carrying<'l>(
        &'l self,
        lines: &'l Lines,
        lifespan: i64,
    ) -> impl FnMut(i64, usize) -> i64 + 'l {
        move |so_far, line| {
            let quantity = lines.quantity.get(line);
            if quantity <= 0 {
                return so_far;
            }
            let day = i64::from(lines.day.get(line)) + 1;
            let lasts = quantity.saturating_mul(lifespan);
            so_far.max(day).saturating_add(lasts)
        }
    }

    /// The day that is carried as 1.
    fn first_day(&self) -> i64 {
        self.snapshot.order_days.0
    }

    /// The day on which one product runs out at everybody's; none where it is not one product alone.
    pub fn measure(&self) -> Option<Measure> {
        let product = self.filter.wanted.only_one()?;
        let [shelf] = self.filter.wanted.shelves() else {
            return None;
        };
        let lifespan = i64::from(self.snapshot.products.lifespan[product]);
        let (mut marks, mut found) = (Vec::new(), Vec::new());
        let first_day = self.first_day();
        let gather = |block: usize, numbers: &mut [i64], having: &mut [u64]| {
            let Some(lines) = self.snapshot.lines.get(block) else {
                return;
            };
            self.filter.find(lines, shelf, &mut marks, &mut found);
            found.retain(|line| lines.quantity.get(*line as usize) > 0);
            let add = self.carrying(lines, lifespan);
            number(&found, &lines.row, add, numbers, having);
            numbers
                .iter_mut()
                .for_each(|day| *day = day.saturating_add(first_day - 1));
        };
        Some(Measure::gathered(self.snapshot, first_day - 1, gather))
    }

    /// The days on which what a customer bought last runs out, each once.
    pub fn found(&self, row: usize) -> Vec<i64> {
        let held = held_by(self.snapshot, &self.filter, row);
        let mut days: Vec<i64> = self.latest(&held).into_iter().collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Run-out days of the products that the latest order has.
    fn latest<'h>(&self, held: &'h [Held]) -> impl IntoIterator<Item = i64> + use<'h> {
        let place = held.iter().map(|one| one.place).max();
        let last = held.iter().filter(move |one| Some(one.place) == place);
        last.map(|one| one.supply.runs_out)
    }
}
