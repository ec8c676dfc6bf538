//! Marks over the customers of a block and over their orders, and the loops that make them.
//!
//! Orders and lines come in the order of their customers, so a customer's are beside each other: what is asked of them is
//! carried along, and the word of a bitmap at hand stays in a register until the next one comes.

use crate::snapshot::{BLOCK, Snapshot};

/// Words of a bitmap that a block of customers has.
pub(super) const BLOCK_WORDS: usize = BLOCK / 64;

/// Marks a row of a block.
#[inline]
pub(super) fn mark(words: &mut [u64], row: usize) {
    if let Some(word) = words.get_mut(row / 64) {
        *word |= 1 << (row % 64);
    }
}

/// Whether a row of a block is marked.
#[inline]
pub(super) fn is_marked(words: &[u64], row: usize) -> bool {
    words
        .get(row / 64)
        .is_some_and(|word| word >> (row % 64) & 1 == 1)
}

/// Verdicts over the customers of a block, told in the order of their rows; the last of a row stands.
struct Verdicts<'w> {
    words: &'w mut [u64],
    at: usize,
    /// The word at hand: put in its place when the next one comes.
    word: u64,
}

impl<'w> Verdicts<'w> {
    fn of(words: &'w mut [u64]) -> Verdicts<'w> {
        Verdicts {
            words,
            at: 0,
            word: 0,
        }
    }

    #[inline(always)]
    fn put(&mut self, row: usize, passes: bool) {
        let (at, bit) = (row / 64, row % 64);
        if at != self.at {
            self.put_down();
            self.at = at;
        }
        self.word = self.word & !(1 << bit) | u64::from(passes) << bit;
    }

    fn put_down(&mut self) {
        if let Some(word) = self.words.get_mut(self.at) {
            *word |= self.word;
        }
        self.word = 0;
    }
}

impl Drop for Verdicts<'_> {
    fn drop(&mut self) {
        self.put_down();
    }
}

/// Marks whoever has one of these orders or lines.
pub(super) fn mark_rows(found: &[u32], rows: &[u16], words: &mut [u64]) {
    let mut verdicts = Verdicts::of(words);
    for at in found {
        if let Some(row) = rows.get(*at as usize) {
            verdicts.put(usize::from(*row), true);
        }
    }
}

/// Keeps those of marked customers.
pub(super) fn keep_marked(found: &mut Vec<u32>, rows: &[u16], marks: &[u64]) {
    let mut kept = 0;
    for from in 0..found.len() {
        let at = found[from];
        let row = rows.get(at as usize).map_or(0, |row| usize::from(*row));
        // Written in any case, and written over where it was for nothing.
        found[kept] = at;
        kept += usize::from(is_marked(marks, row));
    }
    found.truncate(kept);
}

/// Carries a number along the orders or lines of each customer, from 0 on; a customer's last verdict stands.
pub(super) fn judge(
    found: &[u32],
    rows: &[u16],
    add: impl FnMut(i64, usize) -> i64,
    passes: impl Fn(i64) -> bool,
    words: &mut [u64],
) {
    let mut verdicts = Verdicts::of(words);
    carry(found, rows, add, |row, number| {
        verdicts.put(row, passes(number));
    });
}

/// The same, with the numbers themselves instead of verdicts, and with marks of who has any.
pub(super) fn number(
    found: &[u32],
    rows: &[u16],
    add: impl FnMut(i64, usize) -> i64,
    numbers: &mut [i64],
    having: &mut [u64],
) {
    carry(found, rows, add, |row, number| {
        if let Some(place) = numbers.get_mut(row) {
            *place = number;
        }
    });
    mark_rows(found, rows, having);
}

/// Calls back with the number of a customer after each of their orders or lines.
#[inline(always)]
fn carry(
    found: &[u32],
    rows: &[u16],
    mut add: impl FnMut(i64, usize) -> i64,
    mut put: impl FnMut(usize, i64),
) {
    /// No row of a block.
    const NOBODY: u32 = u32::MAX;
    let (mut number, mut last) = (0i64, NOBODY);
    for at in found {
        let at = *at as usize;
        let row = rows.get(at).map_or(0, |row| u32::from(*row));
        let keep = -i64::from(row == last);
        last = row;
        number = add(number & keep, at);
        put(row as usize, number);
    }
}

/// Marks of the orders of a block of customers.
pub(super) struct OrderMarks<'a> {
    /// Where the orders of each customer of the block begin, and one more.
    from: &'a [u32],
    marks: Vec<u64>,
}

impl<'a> OrderMarks<'a> {
    /// No order of the block.
    pub fn of(snapshot: &'a Snapshot, block: usize) -> OrderMarks<'a> {
        let all = &snapshot.customers.orders_from;
        let from = &all[block * BLOCK..(block * BLOCK + BLOCK + 1).min(all.len())];
        let orders = match (from.first(), from.last()) {
            (Some(first), Some(last)) => (last - first) as usize,
            _ => 0,
        };
        OrderMarks {
            from,
            marks: vec![0; orders.div_ceil(64)],
        }
    }

    /// The marks of some orders of the block, the first in the lowest bit; none where they do not fit into a word.
    #[inline]
    pub fn word(&self, orders: &std::ops::Range<usize>) -> Option<u64> {
        let at = orders.start - self.first() as usize;
        let (from, shift) = (at / 64, at % 64);
        let low = self.marks.get(from).map_or(0, |word| word >> shift);
        let high = match shift {
            0 => 0,
            shift => self
                .marks
                .get(from + 1)
                .map_or(0, |word| word << (64 - shift)),
        };
        match orders.len() {
            64 => Some(low | high),
            few @ ..64 => Some((low | high) & ((1 << few) - 1)),
            _ => None,
        }
    }

    /// How many customers are in the block.
    pub fn customers(&self) -> usize {
        self.from.len().saturating_sub(1)
    }

    fn first(&self) -> u32 {
        self.from.first().copied().unwrap_or(0)
    }

    /// Marks an order by its place among those of a customer.
    #[inline]
    pub fn mark(&mut self, row: usize, place: i64) {
        let order = (self.from[row] - self.first()) as usize + place as usize;
        mark(&mut self.marks, order);
    }

    /// Whether an order, by its number in the snapshot, is marked.
    #[inline]
    pub fn has(&self, order: usize) -> bool {
        is_marked(&self.marks, order - self.first() as usize)
    }

    /// How many orders of a customer are marked.
    #[inline]
    pub fn count(&self, row: usize) -> i64 {
        let (from, to) = (self.from[row] as usize, self.from[row + 1] as usize);
        let mut count = 0;
        let (mut at, end) = (from - self.first() as usize, to - self.first() as usize);
        while at < end {
            let take = (64 - at % 64).min(end - at);
            let word = self.marks[at / 64] >> (at % 64);
            let word = if take == 64 {
                word
            } else {
                word & ((1 << take) - 1)
            };
            count += i64::from(word.count_ones());
            at += take;
        }
        count
    }

    pub fn bytes(&self) -> usize {
        self.marks.len() * 8
    }
}
