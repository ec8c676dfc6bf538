//! `products_purchased`: order lines of certain products, by their orders, quantities and amounts.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::snapshot::{BLOCK, Cells, Lines, Snapshot, gathered, reading};

use super::function::Parameter;
use super::marks::{BLOCK_WORDS, OrderMarks, judge, mark, mark_rows, number};
use super::matching::{
    Found, LineFilter, Parameters, Shelf, Wanted, counts, dates, test_of, text_of,
};
use super::measures::Measure;
use super::query::Test;
use super::range::Ranges;

/// What is asked of a customer's lines.
pub(super) struct Purchases<'a> {
    snapshot: &'a Snapshot,
    filter: LineFilter,
    count: Ranges,
    quantity: Ranges,
    amount: Ranges,
    per: Option<Per>,
}

#[derive(Clone, Copy, PartialEq)]
enum Per {
    Category,
    Product,
}

impl<'a> Purchases<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Purchases<'a> {
        use Parameter::{Amount, Category, Count, Date, Id, Quantity, Tag, Title};
        let test = |wanted| test_of(parameters, wanted);
        let money = 10i64.pow(snapshot.decimals());
        let all = |test: Option<&Test>, unit| {
            test.map_or_else(Ranges::all, |test| Ranges::of_numbers(test, unit))
        };
        let wanted = Wanted::of(snapshot, [test(Id), test(Title), test(Category), test(Tag)]);
        Purchases {
            snapshot,
            filter: LineFilter::new(snapshot, as_of, wanted, &dates(test(Date), as_of)),
            count: counts(test(Count)),
            quantity: all(test(Quantity), 1),
            amount: all(test(Amount), money),
            per: match text_of(parameters, Parameter::Per) {
                Some("category") => Some(Per::Category),
                Some(_) => Some(Per::Product),
                None => None,
            },
        }
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self) -> (Bitmap, usize) {
        let mut members = Bitmap::none(self.snapshot.customers());
        let mut work = Work::default();
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        for (lines, words) in self.snapshot.lines.iter().zip(blocks) {
            match self.per {
                Some(per) => self.within_each(lines, per, words, &mut work),
                None if self.any_will_do() => self.any(lines, words, &mut work),
                None if self.filter.wanted.shelves().len() <= 1 => {
                    self.on_one_shelf(lines, words, &mut work);
                }
                None => {}
            }
        }
        if self.per.is_none() && !self.any_will_do() {
            if self.filter.wanted.shelves().len() > 1 {
                return (self.over_shelves(&mut work), work.bytes);
            }
            if self.passes(&Found::default()) {
                // Those without a line pass too: the others were marked where they do not.
                members.complement();
            }
        }
        (members, work.bytes)
    }

    fn passes(&self, found: &Found) -> bool {
        self.count.contain(found.count)
            && self.quantity.contain(found.quantity)
            && self.amount.contain(found.amount)
    }

    /// Whether one line is as good as many.
    fn any_will_do(&self) -> bool {
        self.count == Ranges::some() && self.has_no_sums()
    }

    fn has_no_sums(&self) -> bool {
        self.quantity.is_all() && self.amount.is_all()
    }

    fn any(&self, lines: &Lines, words: &mut [u64], work: &mut Work) {
        for shelf in self.filter.wanted.shelves() {
            work.bytes += self
                .filter
                .find(lines, shelf, &mut work.marks, &mut work.found);
            work.bytes += work.found.len() * 2;
            mark_rows(&work.found, &lines.row, words);
        }
    }

    /// Marks the customers whose lines pass; where having none passes as well, those whose lines do not.
    fn on_one_shelf(&self, lines: &Lines, words: &mut [u64], work: &mut Work) {
        let Some(shelf) = self.filter.wanted.shelves().first() else {
            return;
        };
        work.bytes += self
            .filter
            .find(lines, shelf, &mut work.marks, &mut work.found);
        let (found, rows) = (&work.found, &lines.row);
        let none_pass = self.passes(&Found::default());
        let sums = !self.has_no_sums();
        work.bytes += found.len() * if sums { 8 } else { 3 };
        match (self.count.span(), self.amount.span()) {
            (Some((low, high)), _) if !sums => {
                let passes = |count: i64| ((low <= count) & (count <= high)) != none_pass;
                reading!(&lines.place, |place| {
                    judge(found, rows, counting(place), passes, words);
                });
            }
            // A sum that passes, where nothing does not, tells that there is a line.
            (_, Some((low, high)))
                if self.quantity.is_all() && self.count == Ranges::some() && !none_pass =>
            {
                let passes = |amount: i64| (low <= amount) & (amount <= high);
                reading!(&lines.amount, |amount| {
                    let add = |sum: i64, line: usize| sum + amount(line);
                    judge(found, rows, add, passes, words);
                });
            }
            _ => {
                let mut run = Run::default();
                // Runs begin with nothing, which is told by their first number.
                let add = |so_far: i64, line: usize| {
                    if so_far == 0 {
                        run = Run::default();
                    }
                    run.add(lines, line, sums);
                    2 | i64::from(self.passes(&run.found))
                };
                let passes = |verdict: i64| (verdict & 1 == 1) != none_pass;
                judge(found, rows, add, passes, words);
            }
        }
    }

    /// The number of everybody's orders, or a sum of their lines; none where these are on several shelves.
    pub fn measure(&self, limit: Parameter) -> Option<Measure> {
        let [shelf] = self.filter.wanted.shelves() else {
            return None;
        };
        let mut work = Work::default();
        let gather = |block: usize, numbers: &mut [i64], having: &mut [u64]| {
            let Some(lines) = self.snapshot.lines.get(block) else {
                return;
            };
            self.filter
                .find(lines, shelf, &mut work.marks, &mut work.found);
            let (found, rows) = (&work.found, &lines.row);
            match limit {
                Parameter::Amount => reading!(&lines.amount, |amount| {
                    let add = |sum: i64, line: usize| sum + amount(line);
                    number(found, rows, add, numbers, having);
                }),
                Parameter::Quantity => reading!(&lines.quantity, |quantity| {
                    let add = |sum: i64, line: usize| sum + quantity(line);
                    number(found, rows, add, numbers, having);
                }),
                _ => reading!(&lines.place, |place| {
                    let add = counting(place);
                    number(found, rows, add, numbers, having);
                }),
            }
        };
        Some(Measure::gathered(self.snapshot, 0, gather))
    }

    /// Within one and the same category, or product.
    fn within_each(&self, lines: &Lines, per: Per, words: &mut [u64], work: &mut Work) {
        let least = self.count.least().unwrap_or(i64::MAX).max(1);
        let Ok(least) = usize::try_from(least) else {
            return;
        };
        for shelf in self.filter.wanted.shelves() {
            if per == Per::Category && self.snapshot.shelves.category(shelf.number).is_none() {
                continue;
            }
            let all = lines.shelf(shelf.number);
            let rows = &lines.row[all.clone()];
            // So many orders are so many lines at least: only customers who have them are looked at.
            let apart = least - 1;
            if apart >= rows.len() {
                continue;
            }
            work.bytes += rows.len() * 2;
            repeated(rows, apart, &mut work.marks);
            if per == Per::Category
                && self.filter.takes_all(shelf)
                && self.has_no_sums()
                && self.count.is_open()
            {
                work.bytes += rows.len();
                mark_plain(lines, all.clone(), apart, words, work);
            }
            let mut done = u32::MAX;
            for (at, word) in work.marks.iter().enumerate() {
                let mut left = *word;
                while left != 0 {
                    let last = at * 64 + left.trailing_zeros() as usize + apart;
                    left &= left - 1;
                    let row = rows[last];
                    if u32::from(row) == done {
                        continue;
                    }
                    done = u32::from(row);
                    let mut from = last - apart;
                    while from > 0 && rows[from - 1] == row {
                        from -= 1;
                    }
                    let mut to = last + 1;
                    while to < rows.len() && rows[to] == row {
                        to += 1;
                    }
                    let own = all.start + from..all.start + to;
                    work.bytes += own.len() * 5;
                    let passes = match per {
                        Per::Category => self.run_passes(lines, shelf, own),
                        Per::Product => self.products_pass(lines, own, &mut work.by_product),
                    };
                    if passes {
                        mark(words, usize::from(row));
                    }
                }
            }
        }
    }

    /// Whether the lines of one customer on one shelf pass.
    #[inline]
    fn run_passes(&self, lines: &Lines, shelf: &Shelf, own: std::ops::Range<usize>) -> bool {
        let mut run = Run::default();
        let sums = !self.has_no_sums();
        let all = self.filter.takes_all(shelf);
        for at in own {
            if all || self.filter.passes(lines, at) {
                run.add(lines, at, sums);
            }
        }
        run.found.count > 0 && self.passes(&run.found)
    }

    /// Whether those of one product do.
    fn products_pass(
        &self,
        lines: &Lines,
        own: std::ops::Range<usize>,
        by_product: &mut Vec<(u32, usize)>,
    ) -> bool {
        by_product.clear();
        let wanted = own.filter(|at| self.filter.passes(lines, *at));
        by_product.extend(wanted.map(|at| (lines.product.get(at), at)));
        by_product.sort_unstable();
        let mut products = by_product.chunk_by(|one, other| one.0 == other.0);
        products.any(|same| {
            let mut run = Run::default();
            same.iter().for_each(|(_, at)| run.add(lines, *at, true));
            self.passes(&run.found)
        })
    }

    /// Over several shelves: an order counts once, whatever shelves its lines are on.
    fn over_shelves(&self, work: &mut Work) -> Bitmap {
        let snapshot = self.snapshot;
        let mut members = Bitmap::none(snapshot.customers());
        let sums = !self.has_no_sums();
        let mut quantities = vec![0i64; if sums { BLOCK } else { 0 }];
        let mut amounts = quantities.clone();
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        for (block, (lines, words)) in snapshot.lines.iter().zip(blocks).enumerate() {
            let orders = OrderMarks::of(snapshot, block);
            let mut orders = orders;
            quantities.fill(0);
            amounts.fill(0);
            for shelf in self.filter.wanted.shelves() {
                work.bytes += self.filter.each(lines, shelf, &mut work.marks, |at| {
                    let row = usize::from(lines.row[at]);
                    orders.mark(row, lines.place.get(at));
                    if sums {
                        quantities[row] += lines.quantity.get(at);
                        amounts[row] += lines.amount.get(at);
                    }
                });
            }
            work.bytes += orders.bytes();
            let sum = |sums: &[i64], row: usize| sums.get(row).copied().unwrap_or(0);
            let passes = |row: usize| {
                row < orders.customers() && {
                    self.passes(&Found {
                        count: orders.count(row),
                        quantity: sum(&quantities, row),
                        amount: sum(&amounts, row),
                        days: None,
                    })
                }
            };
            for (at, word) in words.iter_mut().enumerate() {
                *word = (0..64).fold(0, |word, bit| {
                    word | u64::from(passes(at * 64 + bit)) << bit
                });
            }
        }
        members
    }

    /// What one customer has of it.
    pub fn found(&self, row: usize) -> Found {
        let mut found = Found::default();
        let Some(lines) = self.snapshot.lines.get(row / BLOCK) else {
            return found;
        };
        let mut places = Vec::new();
        for shelf in self.filter.wanted.shelves() {
            let own = lines.of_customer(shelf.number, row % BLOCK);
            for at in own.filter(|at| self.filter.passes(lines, *at)) {
                places.push(lines.place.get(at));
                found.quantity += lines.quantity.get(at);
                found.amount += lines.amount.get(at);
                found.on(self.filter.day(lines, at) as i32);
            }
        }
        places.sort_unstable();
        places.dedup();
        found.count = places.len() as i64;
        found
    }
}

/// Room that is used again for each block, and what was read.
#[derive(Default)]
struct Work {
    marks: Vec<u64>,
    differs: Vec<u64>,
    by_product: Vec<(u32, usize)>,
    found: Vec<u32>,
    bytes: usize,
}

/// The lines of one customer, one after the other.
struct Run {
    place: i64,
    found: Found,
}

impl Default for Run {
    fn default() -> Run {
        Run {
            place: -1,
            found: Found::default(),
        }
    }
}

impl Run {
    /// Adds a line; those of one order stand beside each other.
    #[inline]
    fn add(&mut self, lines: &Lines, at: usize, sums: bool) {
        let place = lines.place.get(at);
        self.found.count += i64::from(place != self.place);
        self.place = place;
        if sums {
            self.found.quantity += lines.quantity.get(at);
            self.found.amount += lines.amount.get(at);
        }
    }
}

/// Counts the orders of lines by the places of these; those of one order stand beside each other.
fn counting(place: impl Fn(usize) -> i64) -> impl FnMut(i64, usize) -> i64 {
    let mut last = -1;
    move |count, line| {
        let (place, before) = (place(line), last);
        last = place;
        // The first line of a customer may be of an order in the same place as the one before it.
        count + i64::from(place != before || count == 0)
    }
}

/// Marks customers who have so many lines in a row of different orders each, and takes these lines out of the marks: what
/// is left has an order twice, and is looked at more closely.
fn mark_plain(
    lines: &Lines,
    shelf: std::ops::Range<usize>,
    apart: usize,
    words: &mut [u64],
    work: &mut Work,
) {
    let differs = &mut work.differs;
    differs.clear();
    differs.resize(shelf.len().div_ceil(64) + 1, 0);
    match lines.place.parts().1 {
        Cells::U8(places) => changes(&places[shelf.clone()], differs),
        Cells::U16(places) => changes(&places[shelf.clone()], differs),
        _ => return,
    }
    let rows = &lines.row[shelf];
    for (at, marks) in work.marks.iter_mut().enumerate() {
        let mut plain = *marks;
        // Each of the lines after must be of another order than the one before it.
        for next in 0..apart.min(64) {
            let (word, bit) = ((at * 64 + next) / 64, next % 64);
            let low = differs.get(word).map_or(0, |word| word >> bit);
            let high = match bit {
                0 => 0,
                bit => differs.get(word + 1).map_or(0, |word| word << (64 - bit)),
            };
            plain &= low | high;
        }
        if apart > 64 {
            continue;
        }
        *marks &= !plain;
        while plain != 0 {
            let first = at * 64 + plain.trailing_zeros() as usize;
            plain &= plain - 1;
            mark(words, usize::from(rows[first]));
        }
    }
}

/// Marks each cell that is followed by another value.
fn changes<T: Copy + PartialEq>(cells: &[T], marks: &mut [u64]) {
    let (ones, _) = cells.as_chunks::<64>();
    let (others, _) = cells.get(1..).unwrap_or_default().as_chunks::<64>();
    for ((ones, others), mark) in ones.iter().zip(others).zip(marks.iter_mut()) {
        let mut flags = [0u8; 64];
        for ((flag, one), other) in flags.iter_mut().zip(ones).zip(others) {
            *flag = u8::from(one != other);
        }
        *mark = gathered(&flags);
    }
    // What is beside the last whole 64.
    let from = others.len() * 64;
    for at in from..cells.len().saturating_sub(1) {
        if cells[at] != cells[at + 1] {
            mark(marks, at);
        }
    }
}

/// Marks each place of ascending rows that is the same so many places on.
fn repeated(rows: &[u16], apart: usize, marks: &mut Vec<u64>) {
    let len = rows.len() - apart;
    marks.clear();
    marks.resize(len.div_ceil(64), 0);
    let (ones, rest) = rows[..len].as_chunks::<64>();
    let (others, _) = rows[apart..].as_chunks::<64>();
    for ((ones, others), mark) in ones.iter().zip(others).zip(marks.iter_mut()) {
        let mut flags = [0u8; 64];
        for ((flag, one), other) in flags.iter_mut().zip(ones).zip(others) {
            *flag = u8::from(one == other);
        }
        *mark = gathered(&flags);
    }
    let done = len - rest.len();
    for (bit, one) in rest.iter().enumerate() {
        if *one == rows[done + bit + apart]
            && let Some(mark) = marks.last_mut()
        {
            *mark |= 1 << bit;
        }
    }
}
