//! Sums and histograms of a set of customers in one walk over them.
//!
//! All that is asked about a customer is in one word: two keys, each standing for one combination of bins, the orders and
//! what the customer spent. So a customer costs one load and three additions, whatever the number of spreads; the bins are
//! told from the keys afterwards.
//!
//! A set is not counted from nothing where it is nearly everybody, or nearly the set before: only what differs is.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::bitmap::Bitmap;
use crate::lifecycle::Stage;
use crate::rfm::Group;
use crate::snapshot::{Column, Snapshot};

use super::answer::{Bands, RECENCY};
use super::columns::{Columns, chunks, whole_average};
use super::refunded::Refunded;

/// The spreads, in the order in which they are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    Recency,
    Grid,
    Groups,
    Stages,
    Bands,
    Places,
    Levels,
}

/// Those whose bins the first key tells; the others are told by the second.
const FIRST: [Spread; 5] = [
    Spread::Recency,
    Spread::Grid,
    Spread::Groups,
    Spread::Stages,
    Spread::Bands,
];

const SPREADS: usize = 7;

/// Customers and what they spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bin {
    pub customers: u32,
    pub spent: i64,
}

/// The bins of every spread, and sums over all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub bins: [Vec<Bin>; SPREADS],
    pub orders: u64,
    pub refunded: i64,
}

/// What a bin number means is told here, by the facts alone.
pub(super) struct Places<'a> {
    pub texts: &'a [String],
    pub by_region: bool,
    column: &'a Column,
}

impl<'a> Places<'a> {
    /// Regions; countries where the shop has no regions.
    pub fn of(snapshot: &'a Snapshot) -> Places<'a> {
        let by_region = snapshot.texts.regions.len() > 1;
        let (texts, column) = if by_region {
            (&snapshot.texts.regions, &snapshot.customers.region)
        } else {
            (&snapshot.texts.countries, &snapshot.customers.country)
        };
        Places {
            texts,
            by_region,
            column,
        }
    }
}

/// How many bins each spread has.
fn sizes(snapshot: &Snapshot, bands: &Bands, levels: &[i64]) -> [usize; SPREADS] {
    [
        RECENCY.len() + 2,
        26,
        Group::ALL.len(),
        Stage::ALL.len(),
        bands.count(),
        Places::of(snapshot).texts.len().max(1),
        levels.len().max(1),
    ]
}

/// Counts sets of customers of one engine.
#[derive(Debug)]
pub(super) struct Counter {
    sizes: [usize; SPREADS],
    /// Two keys and what was spent above the least, a word a customer.
    words: Option<Words>,
    everybody: Raw,
    last: Mutex<Option<(Bitmap, Raw)>>,
}

/// Everything about every customer, a word each; there where keys, money and counts fit. From the highest bit down: the
/// first key, the second, orders above the least, what was spent above the least.
#[derive(Debug)]
struct Words {
    /// Filled up to whole 64s.
    words: Vec<u64>,
    /// The bins that each first key stands for.
    first: Vec<[u8; FIRST.len()]>,
    /// How many second keys there are.
    second: usize,
    /// Bits of what was spent.
    spent: u32,
    /// Bits of the orders.
    orders: u32,
    /// Bits of the second key.
    place: u32,
    /// Counts stand above this bit of a sum, money below it.
    shift: u32,
    least_spent: i64,
    least_orders: i64,
    refunded: Refunded,
}

/// Counts and sums by key, not yet told apart.
#[derive(Clone, Debug, Default)]
struct Raw {
    first: Vec<u64>,
    second: Vec<u64>,
    orders: u64,
    refunded: i64,
}

/// What the counter looks at.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub snapshot: &'a Snapshot,
    pub columns: &'a Columns,
    pub bands: &'a Bands,
    pub levels: &'a [i64],
    pub as_of: i64,
}

/// How many columns tell the bins of a customer.
const TELLING: usize = 8;

impl<'a> Facts<'a> {
    /// The columns that tell the bins of a customer.
    fn telling(&self, places: &Places<'a>) -> [&'a Column; TELLING] {
        let columns = self.columns;
        [
            &columns.last_day,
            &columns.recency,
            &columns.frequency,
            &columns.average,
            &columns.group,
            &columns.stage,
            places.column,
            &self.snapshot.customers.member_level,
        ]
    }

    /// The bins of a customer of whom the columns say this.
    fn bins(&self, told: [i64; TELLING]) -> [usize; SPREADS] {
        let [last_day, r, f, average, group, stage, place, level] = told;
        let (recency, grid, band) = if last_day >= self.columns.first_known {
            let silent = self.as_of - last_day;
            (
                RECENCY.partition_point(|edge| i64::from(*edge) < silent),
                (5 - r) as usize * 5 + f as usize - 1,
                self.bands.band(whole_average(average)),
            )
        } else {
            (RECENCY.len() + 1, 25, self.bands.count() - 1)
        };
        [
            recency,
            grid,
            group as usize,
            stage as usize,
            band,
            place as usize,
            self.levels.binary_search(&level).unwrap_or(0),
        ]
    }
}

impl Counter {
    pub fn of(facts: Facts<'_>) -> Counter {
        let sizes = sizes(facts.snapshot, facts.bands, facts.levels);
        let mut counter = Counter {
            sizes,
            words: Words::of(facts, &sizes),
            everybody: Raw::default(),
            last: Mutex::default(),
        };
        if let Some(words) = &counter.words {
            let mut everybody = words.nothing();
            let all = Bitmap::all(facts.snapshot.customers());
            words.add(all.words().iter().copied(), true, &mut everybody);
            counter.everybody = everybody;
        }
        counter
    }

    /// Forgets the set that was counted last.
    pub fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The tally of a set, and how many bytes were read for it: memory comes in lines of 64 bytes.
    pub fn tally(&self, facts: Facts<'_>, members: &Bitmap) -> (Tally, usize) {
        const OF_EACH: usize = 64;
        let Some(words) = &self.words else {
            let bytes = members.count() as usize * OF_EACH;
            return (self.one_by_one(facts, members), bytes);
        };
        let count = members.count();
        let others = members.len() - count;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let differing = last
            .as_ref()
            .map_or(u32::MAX, |(before, _)| members.count_xor(before));
        let (mut raw, lines) = match &*last {
            Some((before, raw)) if differing <= count.min(others) => {
                let mut raw = raw.clone();
                let both = || members.words().iter().zip(before.words());
                let more = both().map(|(new, old)| new & !old);
                let fewer = both().map(|(new, old)| old & !new);
                let lines = words.add(more, true, &mut raw) + words.add(fewer, false, &mut raw);
                (raw, lines)
            }
            _ if others < count => {
                let mut raw = self.everybody.clone();
                let all = Bitmap::all(members.len());
                let without = all.words().iter().zip(members.words());
                let others = without.map(|(all, one)| all & !one);
                let lines = words.add(others, false, &mut raw);
                (raw, lines)
            }
            _ => {
                let mut raw = words.nothing();
                let all = members.words().iter().copied();
                let lines = words.add(all, true, &mut raw);
                (raw, lines)
            }
        };
        let tally = words.told_apart(&raw, &self.sizes);
        raw.first.shrink_to_fit();
        *last = Some((members.clone(), raw));
        (tally, lines * OF_EACH)
    }

    /// The plain way, for shops whose keys or amounts do not fit into a word; and for checking the other.
    fn one_by_one(&self, facts: Facts<'_>, members: &Bitmap) -> Tally {
        let telling = facts.telling(&Places::of(facts.snapshot));
        let mut tally = Tally {
            bins: self.sizes.map(|size| vec![Bin::default(); size]),
            ..Tally::default()
        };
        for row in members.rows().map(|row| row as usize) {
            let spent = facts.columns.spent.get(row);
            let bins = facts.bins(telling.map(|column| column.get(row)));
            for (bins, bin) in tally.bins.iter_mut().zip(bins) {
                bins[bin].customers += 1;
                bins[bin].spent += spent;
            }
            tally.orders += facts.columns.orders.get(row) as u64;
            tally.refunded += facts.columns.refunded.get(row);
        }
        tally
    }
}

/// The least number of a column, the greatest, and the sum of all.
#[derive(Clone, Copy)]
struct Extent {
    least: i64,
    most: i64,
    sum: i128,
    len: usize,
}

impl Extent {
    fn of(column: &Column) -> Extent {
        let mut extent = Extent {
            least: i64::MAX,
            most: i64::MIN,
            sum: 0,
            len: column.len(),
        };
        let mut numbers = Vec::new();
        for rows in chunks(column.len()) {
            column.read(rows, &mut numbers);
            extent.add(&numbers);
        }
        extent
    }

    #[inline(never)]
    fn add(&mut self, numbers: &[i64]) {
        for number in numbers {
            (self.least, self.most) = (self.least.min(*number), self.most.max(*number));
            self.sum += i128::from(*number);
        }
    }

    /// The least number, and how far the greatest and the sum of all are above it; zeros where there is none.
    fn above(self) -> Option<(i64, u64, u64)> {
        if self.len == 0 {
            return Some((0, 0, 0));
        }
        let sum = self.sum - i128::from(self.least) * self.len as i128;
        let most = self.most.checked_sub(self.least)?;
        Some((self.least, most as u64, u64::try_from(sum).ok()?))
    }
}

/// Words on their way.
struct Filling<'a> {
    facts: Facts<'a>,
    sizes: &'a [usize; SPREADS],
    /// The columns that tell the bins, and what they say of a chunk of customers.
    telling: [&'a Column; TELLING],
    told: [Vec<i64>; TELLING],
    spent_of: Vec<i64>,
    orders_of: Vec<i64>,
    /// The first key of each combination of bins, where it has one yet.
    keys: Vec<u16>,
    most_keys: usize,
    first: Vec<[u8; FIRST.len()]>,
    words: Vec<u64>,
}

impl Filling<'_> {
    /// Adds the words of the next customers; none where there are too many keys.
    #[inline(never)]
    fn chunk(&mut self, form: &Words, rows: Range<usize>) -> Option<()> {
        for (column, into) in self.telling.iter().zip(&mut self.told) {
            column.read(rows.clone(), into);
        }
        let columns = self.facts.columns;
        columns.spent.read(rows.clone(), &mut self.spent_of);
        columns.orders.read(rows, &mut self.orders_of);
        for (at, (spent_of, orders_of)) in self.spent_of.iter().zip(&self.orders_of).enumerate() {
            let told = self.told.each_ref().map(|column| column[at]);
            let bins = self.facts.bins(told);
            let combined = bins[..FIRST.len()].iter().zip(self.sizes);
            let combined = combined.fold(0, |so_far, (bin, size)| so_far * size + bin);
            let key = &mut self.keys[combined];
            if *key == u16::MAX {
                if self.first.len() >= self.most_keys {
                    return None;
                }
                *key = u16::try_from(self.first.len())
                    .ok()
                    .filter(|key| *key < u16::MAX)?;
                self.first.push(std::array::from_fn(|at| bins[at] as u8));
            }
            let place_of = (bins[5] * self.sizes[6] + bins[6]) as u64;
            let above = spent_of.wrapping_sub(form.least_spent) as u64;
            let orders_above = orders_of.wrapping_sub(form.least_orders) as u64;
            let word = u64::from(*key) << form.place | place_of;
            self.words
                .push((word << form.orders | orders_above) << form.spent | above);
        }
        Some(())
    }
}

impl Words {
    fn of(facts: Facts<'_>, sizes: &[usize; SPREADS]) -> Option<Words> {
        /// Bits that a number needs, of those up to it.
        fn bits(most: u64) -> u32 {
            u64::BITS - most.leading_zeros()
        }
        let (customers, columns) = (facts.snapshot.customers(), facts.columns);
        let (least_spent, most_spent, above) = Extent::of(&columns.spent).above()?;
        let (least_orders, most_orders, _) = Extent::of(&columns.orders).above()?;
        let shift = (customers.leading_zeros() + 32).min(63);
        if above >> shift != 0 {
            return None;
        }
        let second = sizes[5]
            .checked_mul(sizes[6])
            .filter(|all| *all <= 1 << 16)?;
        let (spent, orders) = (bits(most_spent), bits(most_orders));
        let place = bits(second as u64);
        let key_bits = u64::BITS
            .checked_sub(spent + orders + place)
            .filter(|bits| *bits > 0)?;
        let combinations = sizes[..FIRST.len()].iter().product();
        let mut filling = Filling {
            facts,
            sizes,
            telling: facts.telling(&Places::of(facts.snapshot)),
            told: Default::default(),
            spent_of: Vec::new(),
            orders_of: Vec::new(),
            keys: vec![u16::MAX; combinations],
            most_keys: 1 << key_bits.min(16),
            first: Vec::new(),
            words: Vec::with_capacity((customers as usize).next_multiple_of(64)),
        };
        let mut words = Words {
            words: Vec::new(),
            first: Vec::new(),
            second,
            spent,
            orders,
            place,
            shift,
            least_spent,
            least_orders,
            refunded: Refunded::default(),
        };
        for rows in chunks(customers as usize) {
            filling.chunk(&words, rows)?;
        }
        (words.words, words.first) = (filling.words, filling.first);
        let filled = words.words.len().next_multiple_of(64);
        words.words.resize(filled, 0);
        words.refunded = Refunded::of(&columns.refunded, customers);
        Some(words)
    }

    fn nothing(&self) -> Raw {
        Raw {
            first: vec![0; self.first.len()],
            second: vec![0; self.second],
            orders: 0,
            refunded: 0,
        }
    }

    /// Adds the customers of some words of a bitmap, or takes them away. Gives how many lines of memory were read.
    fn add(&self, rows: impl Iterator<Item = u64>, adds: bool, raw: &mut Raw) -> usize {
        /// Words of a line.
        const LINE: u64 = 8;
        let (blocks, _) = self.words.as_chunks::<64>();
        let one = 1u64 << self.shift;
        let mask = |bits: u32| (1u64 << bits) - 1;
        let (spent_mask, orders_mask, place_mask) =
            (mask(self.spent), mask(self.orders), mask(self.place));
        let (to_place, to_key) = (
            self.spent + self.orders,
            self.spent + self.orders + self.place,
        );
        let (mut customers, mut orders, mut refunded) = (0u64, 0u64, 0i64);
        let mut lines = 0;
        for (at, (mut left, block)) in rows.zip(blocks).enumerate() {
            let found = u64::from(left.count_ones());
            customers += found;
            // Where there are many, nearly every line has one of them.
            lines += found.min(64 / LINE);
            refunded += self.refunded.sum(at, left);
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                let word = block[bit & 63];
                let counted = one + (word & spent_mask);
                let counted = if adds {
                    counted
                } else {
                    counted.wrapping_neg()
                };
                if let Some(sum) = raw.first.get_mut((word >> to_key) as usize) {
                    *sum = sum.wrapping_add(counted);
                }
                if let Some(sum) = raw.second.get_mut((word >> to_place & place_mask) as usize) {
                    *sum = sum.wrapping_add(counted);
                }
                orders += word >> self.spent & orders_mask;
            }
        }
        orders = orders.wrapping_add(customers.wrapping_mul(self.least_orders as u64));
        if adds {
            raw.orders = raw.orders.wrapping_add(orders);
            raw.refunded += refunded;
        } else {
            raw.orders = raw.orders.wrapping_sub(orders);
            raw.refunded -= refunded;
        }
        lines as usize
    }

    fn told_apart(&self, raw: &Raw, sizes: &[usize; SPREADS]) -> Tally {
        let mut tally = Tally {
            bins: sizes.map(|size| vec![Bin::default(); size]),
            orders: raw.orders,
            refunded: raw.refunded,
        };
        let bin = |sum: u64| {
            let customers = (sum >> self.shift) as u32;
            let above = (sum & ((1 << self.shift) - 1)) as i64;
            Bin {
                customers,
                spent: above + i64::from(customers) * self.least_spent,
            }
        };
        let mut put = |spread: usize, at: usize, more: Bin| {
            let bin = &mut tally.bins[spread][at];
            bin.customers += more.customers;
            bin.spent += more.spent;
        };
        for (bins, sum) in self
            .first
            .iter()
            .zip(&raw.first)
            .filter(|(_, sum)| **sum != 0)
        {
            for (spread, at) in bins.iter().enumerate() {
                put(spread, usize::from(*at), bin(*sum));
            }
        }
        for (key, sum) in raw.second.iter().enumerate().filter(|(_, sum)| **sum != 0) {
            put(Spread::Places as usize, key / sizes[6], bin(*sum));
            put(Spread::Levels as usize, key % sizes[6], bin(*sum));
        }
        tally
    }
}

impl std::ops::Index<Spread> for Tally {
    type Output = [Bin];

    fn index(&self, spread: Spread) -> &[Bin] {
        &self.bins[spread as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::day::Day;
    use crate::lifecycle::Setting;
    use crate::segment::Engine;
    use crate::snapshot::tests::{PRODUCTS, frozen, many};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever set was counted before, and however a set is counted: from nothing, from everybody, from the last.
        #[test]
        fn what_is_counted_by_words_is_what_a_walk_counts(
            customers in many(),
            sets in prop::collection::vec((any::<u64>(), prop_oneof![Just(5u64), Just(50), Just(95)], any::<bool>()), 1..8),
        ) {
            let snapshot = Snapshot::decode(&frozen(&customers, &PRODUCTS, 1)).unwrap();
            let engine = Engine::new(Arc::new(snapshot), Day(20_400), Setting::default());
            let facts = Facts {
                snapshot: &engine.snapshot,
                columns: &engine.columns,
                bands: &engine.bands,
                levels: &engine.levels,
                as_of: i64::from(engine.as_of.0),
            };
            prop_assert!(engine.counter.words.is_some());
            let mut former = Bitmap::none(engine.count());
            for (seed, percent, alike) in sets {
                let random = |row: usize| (row as u64 + 1).wrapping_mul(seed | 1).rotate_left(29) % 100;
                let set = Bitmap::from_fn(engine.count(), |row| match alike {
                    // A step of a slider: one customer in twenty changes sides.
                    true => former.contains(row as u32) != (random(row) < 5),
                    false => random(row) < percent,
                });
                let (tally, _) = engine.counter.tally(facts, &set);
                prop_assert_eq!(&tally, &engine.counter.one_by_one(facts, &set));
                former = set;
            }
        }
    }
}
