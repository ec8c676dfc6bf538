//! Sums and histograms of a set of customers in one walk over them.
//!
//! All that is asked about a customer is in one word: two keys, each standing for one combination of bins, the orders and
//! what the customer spent. So a customer costs one load and three additions, whatever the number of spreads; the bins are
//! told from the keys afterwards.
//!
//! A set is not counted from nothing where it is nearly everybody, or nearly the set before: only what differs is.

use std::sync::{Mutex, PoisonError};

use crate::bitmap::Bitmap;
use crate::lifecycle::Stage;
use crate::rfm::Group;
use crate::snapshot::{Column, Snapshot};

use super::answer::{Bands, RECENCY};
use super::columns::Columns;

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

/// The bins of one customer.
fn bins_of(
    row: usize,
    silent: Option<i64>,
    columns: &Columns,
    bands: &Bands,
    places: &Places<'_>,
    level: usize,
) -> [usize; SPREADS] {
    let (recency, grid, band) = match silent {
        Some(silent) => {
            let (r, f) = (columns.recency.get(row), columns.frequency.get(row));
            let (spent, orders) = (columns.spent.get(row), columns.orders.get(row));
            (
                RECENCY.partition_point(|edge| i64::from(*edge) < silent),
                (5 - r) as usize * 5 + f as usize - 1,
                bands.band(spent, orders),
            )
        }
        None => (RECENCY.len() + 1, 25, bands.count() - 1),
    };
    [
        recency,
        grid,
        columns.group.get(row) as usize,
        columns.stage.get(row) as usize,
        band,
        places.column.get(row) as usize,
        level,
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
    /// Those of whom something went back: few.
    refunded: Bitmap,
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

impl Facts<'_> {
    fn bins(&self, row: usize, places: &Places<'_>) -> [usize; SPREADS] {
        let silent = self.columns.last_day(row).map(|day| self.as_of - day);
        let level = self.snapshot.customers.member_level.get(row);
        let level = self.levels.binary_search(&level).unwrap_or(0);
        bins_of(row, silent, self.columns, self.bands, places, level)
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
            words.add(
                facts.columns,
                all.words().iter().copied(),
                true,
                &mut everybody,
            );
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
                let lines = words.add(facts.columns, more, true, &mut raw)
                    + words.add(facts.columns, fewer, false, &mut raw);
                (raw, lines)
            }
            _ if others < count => {
                let mut raw = self.everybody.clone();
                let all = Bitmap::all(members.len());
                let without = all.words().iter().zip(members.words());
                let others = without.map(|(all, one)| all & !one);
                let lines = words.add(facts.columns, others, false, &mut raw);
                (raw, lines)
            }
            _ => {
                let mut raw = words.nothing();
                let all = members.words().iter().copied();
                let lines = words.add(facts.columns, all, true, &mut raw);
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
        let places = Places::of(facts.snapshot);
        let mut tally = Tally {
            bins: self.sizes.map(|size| vec![Bin::default(); size]),
            ..Tally::default()
        };
        for row in members.rows().map(|row| row as usize) {
            let spent = facts.columns.spent.get(row);
            let bins = facts.bins(row, &places);
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

impl Words {
    fn of(facts: Facts<'_>, sizes: &[usize; SPREADS]) -> Option<Words> {
        /// Bits that a number needs, of those up to it.
        fn bits(most: u64) -> u32 {
            u64::BITS - most.leading_zeros()
        }
        let (customers, columns) = (facts.snapshot.customers(), facts.columns);
        let range = |column: &Column| {
            let bounds = |so_far: Option<(i64, i64)>, one: i64| match so_far {
                Some((least, most)) => Some((least.min(one), most.max(one))),
                None => Some((one, one)),
            };
            let (least, most) = column.iter().fold(None, bounds).unwrap_or((0, 0));
            Some((least, most.checked_sub(least)? as u64))
        };
        let (least_spent, most_spent) = range(&columns.spent)?;
        let (least_orders, most_orders) = range(&columns.orders)?;
        let above = columns.spent.iter().try_fold(0u64, |sum, one| {
            sum.checked_add(one.wrapping_sub(least_spent) as u64)
        })?;
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
        let keys_to = 1u64 << key_bits.min(16);
        let combinations = sizes[..FIRST.len()].iter().product();
        let mut keys = vec![u16::MAX; combinations];
        let mut first: Vec<[u8; FIRST.len()]> = Vec::new();
        let places = Places::of(facts.snapshot);
        let mut words = Vec::with_capacity((customers as usize).next_multiple_of(64));
        for row in 0..customers as usize {
            let bins = facts.bins(row, &places);
            let combined = bins[..FIRST.len()].iter().zip(sizes);
            let combined = combined.fold(0, |so_far, (bin, size)| so_far * size + bin);
            let key = &mut keys[combined];
            if *key == u16::MAX {
                *key = u16::try_from(first.len())
                    .ok()
                    .filter(|key| *key < u16::MAX && u64::from(*key) < keys_to)?;
                first.push(std::array::from_fn(|at| bins[at] as u8));
            }
            let place_of = (bins[5] * sizes[6] + bins[6]) as u64;
            let above = columns.spent.get(row).wrapping_sub(least_spent) as u64;
            let orders_above = columns.orders.get(row).wrapping_sub(least_orders) as u64;
            let word = u64::from(*key) << place | place_of;
            words.push((word << orders | orders_above) << spent | above);
        }
        words.resize(words.len().next_multiple_of(64), 0);
        let nothing = columns.refunded.within(customers, &[(0, 0)]);
        let mut refunded = nothing;
        refunded.complement();
        Some(Words {
            words,
            first,
            second,
            spent,
            orders,
            place,
            shift,
            least_spent,
            least_orders,
            refunded,
        })
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
    fn add(
        &self,
        columns: &Columns,
        rows: impl Iterator<Item = u64>,
        adds: bool,
        raw: &mut Raw,
    ) -> usize {
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
        let refunds = self.refunded.words();
        for (at, ((mut left, block), refunds)) in rows.zip(blocks).zip(refunds).enumerate() {
            let found = u64::from(left.count_ones());
            customers += found;
            // Where there are many, nearly every line has one of them.
            lines += found.min(64 / LINE);
            let mut back = left & refunds;
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
            while back != 0 {
                refunded += columns
                    .refunded
                    .get(at * 64 + back.trailing_zeros() as usize);
                back &= back - 1;
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
