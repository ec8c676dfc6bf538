//! Whole numbers in as few bytes as the largest of them needs, and the one scan over them.

use crate::bitmap::Bitmap;

use super::pack::Raw;

/// A column of whole numbers.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Added to every cell.
    base: i64,
    cells: Cells,
}

/// The cells of a column, typed to their width.
#[derive(Clone, Debug)]
pub(crate) enum Cells {
    /// So many times the base.
    Same(usize),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    I64(Vec<i64>),
}

impl Column {
    /// An empty column for `len` numbers between two bounds, both included.
    pub fn with_bounds((least, most): (i64, i64), len: usize) -> Column {
        let cells = match most.checked_sub(least) {
            Some(..=0) => Cells::Same(0),
            Some(1..=0xff) => Cells::U8(Vec::with_capacity(len)),
            Some(0x100..=0xffff) => Cells::U16(Vec::with_capacity(len)),
            Some(0x1_0000..=0xffff_ffff) => Cells::U32(Vec::with_capacity(len)),
            _ => Cells::I64(Vec::with_capacity(len)),
        };
        let base = match cells {
            Cells::I64(_) => 0,
            _ => least,
        };
        Column { base, cells }
    }

    /// The column of these numbers, all between two bounds, each put where `places` says: every place comes once.
    pub fn placed(bounds: (i64, i64), places: &[u32], raw: &Raw) -> Column {
        match raw {
            Raw::Narrow { base, cells } => {
                let values = cells.iter().map(|cell| base + i64::from(*cell));
                Column::placed_from(bounds, places, values)
            }
            Raw::Wide { values, .. } => Column::placed_from(bounds, places, values.iter().copied()),
        }
    }

    /// See [`Column::placed`].
    pub fn placed_from(
        bounds: (i64, i64),
        places: &[u32],
        values: impl Iterator<Item = i64>,
    ) -> Column {
        let mut column = Column::with_bounds(bounds, 0);
        let base = column.base;
        let above = values.map(|value| value.wrapping_sub(base));
        match &mut column.cells {
            Cells::Same(all) => *all = places.len(),
            Cells::U8(cells) => *cells = placed(places, above.map(|cell| cell as u8)),
            Cells::U16(cells) => *cells = placed(places, above.map(|cell| cell as u16)),
            Cells::U32(cells) => *cells = placed(places, above.map(|cell| cell as u32)),
            Cells::I64(cells) => *cells = placed(places, above),
        }
        column
    }

    /// The column of what is told of each row; it is asked twice.
    pub fn told(len: usize, tell: impl Fn(usize) -> i64) -> Column {
        let bounds = (0..len).fold(None, |bounds, row| {
            let value = tell(row);
            let (least, most) = bounds.unwrap_or((value, value));
            Some((value.min(least), value.max(most)))
        });
        let mut column = Column::with_bounds(bounds.unwrap_or((0, 0)), len);
        let base = column.base;
        match &mut column.cells {
            Cells::Same(all) => *all = len,
            Cells::U8(cells) => cells.extend((0..len).map(|row| (tell(row) - base) as u8)),
            Cells::U16(cells) => cells.extend((0..len).map(|row| (tell(row) - base) as u16)),
            Cells::U32(cells) => cells.extend((0..len).map(|row| (tell(row) - base) as u32)),
            Cells::I64(cells) => cells.extend((0..len).map(&tell)),
        }
        column
    }

    /// The column of these small numbers.
    pub fn small(cells: Vec<u8>) -> Column {
        Column {
            base: 0,
            cells: Cells::U8(cells),
        }
    }

    /// The column of these numbers.
    pub fn of(values: &[i64]) -> Column {
        Column::told(values.len(), |row| values[row])
    }

    /// Adds a number, which must lie within the column's bounds.
    #[inline]
    pub fn push(&mut self, value: i64) {
        let cell = value.wrapping_sub(self.base);
        match &mut self.cells {
            Cells::Same(len) => *len += 1,
            Cells::U8(cells) => cells.push(cell as u8),
            Cells::U16(cells) => cells.push(cell as u16),
            Cells::U32(cells) => cells.push(cell as u32),
            Cells::I64(cells) => cells.push(value),
        }
    }

    /// Adds all numbers of another, which must lie within the column's bounds.
    pub fn append(&mut self, raw: &Raw) {
        match raw {
            Raw::Narrow { base, cells: from } => {
                let above = base.wrapping_sub(self.base);
                match &mut self.cells {
                    Cells::Same(len) => *len += from.len(),
                    Cells::U8(cells) => {
                        cells.extend(
                            from.iter()
                                .map(|cell| cell.wrapping_add(above as u32) as u8),
                        );
                    }
                    Cells::U16(cells) => {
                        cells.extend(
                            from.iter()
                                .map(|cell| cell.wrapping_add(above as u32) as u16),
                        );
                    }
                    Cells::U32(cells) => {
                        cells.extend(from.iter().map(|cell| cell.wrapping_add(above as u32)));
                    }
                    Cells::I64(cells) => {
                        cells.extend(from.iter().map(|cell| base + i64::from(*cell)));
                    }
                }
            }
            Raw::Wide { values, .. } => {
                let base = self.base;
                let above = values.iter().map(|value| value.wrapping_sub(base));
                match &mut self.cells {
                    Cells::Same(len) => *len += values.len(),
                    Cells::U8(cells) => cells.extend(above.map(|cell| cell as u8)),
                    Cells::U16(cells) => cells.extend(above.map(|cell| cell as u16)),
                    Cells::U32(cells) => cells.extend(above.map(|cell| cell as u32)),
                    Cells::I64(cells) => cells.extend_from_slice(values),
                }
            }
        }
    }

    /// A column of its parts.
    pub fn of_parts(base: i64, cells: Cells) -> Column {
        Column { base, cells }
    }

    /// Adds all numbers of a column that is made for the same bounds; whether it is.
    #[must_use]
    pub fn append_column(&mut self, other: &Column) -> bool {
        if self.base != other.base {
            return false;
        }
        match (&mut self.cells, &other.cells) {
            (Cells::Same(len), Cells::Same(more)) => *len += more,
            (Cells::U8(cells), Cells::U8(more)) => cells.extend_from_slice(more),
            (Cells::U16(cells), Cells::U16(more)) => cells.extend_from_slice(more),
            (Cells::U32(cells), Cells::U32(more)) => cells.extend_from_slice(more),
            (Cells::I64(cells), Cells::I64(more)) => cells.extend_from_slice(more),
            _ => return false,
        }
        true
    }

    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Same(len) => *len,
            Cells::U8(cells) => cells.len(),
            Cells::U16(cells) => cells.len(),
            Cells::U32(cells) => cells.len(),
            Cells::I64(cells) => cells.len(),
        }
    }

    /// Bytes of memory that the cells take.
    pub fn bytes(&self) -> usize {
        self.len()
            * match &self.cells {
                Cells::Same(_) => 0,
                Cells::U8(_) => 1,
                Cells::U16(_) => 2,
                Cells::U32(_) => 4,
                Cells::I64(_) => 8,
            }
    }

    /// The number in a row; the base beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        let cell = match &self.cells {
            Cells::Same(_) => Some(0),
            Cells::U8(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::U16(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::U32(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::I64(cells) => cells.get(row).copied(),
        };
        self.base + cell.unwrap_or(0)
    }

    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Puts the numbers of some rows, all of which there are, into a buffer in place of what is in it: for loops over
    /// several columns, in which nothing is left to be asked about any.
    pub fn read(&self, rows: std::ops::Range<usize>, into: &mut Vec<i64>) {
        fn above<T: Copy + Into<i64>>(base: i64, cells: &[T], into: &mut Vec<i64>) {
            into.extend(cells.iter().map(|cell| base + (*cell).into()));
        }
        into.clear();
        match &self.cells {
            Cells::Same(_) => into.resize(rows.len(), self.base),
            Cells::U8(cells) => above(self.base, &cells[rows], into),
            Cells::U16(cells) => above(self.base, &cells[rows], into),
            Cells::U32(cells) => above(self.base, &cells[rows], into),
            Cells::I64(cells) => into.extend_from_slice(&cells[rows]),
        }
    }

    /// Marks, from the first of some rows on, those whose number lies in one of the spans.
    pub fn mark_within(
        &self,
        rows: std::ops::Range<usize>,
        spans: &[(i64, i64)],
        marks: &mut Vec<u64>,
    ) {
        marks.clear();
        marks.resize(rows.len().div_ceil(64), 0);
        match &self.cells {
            Cells::U8(cells) => scan(&cells[rows], &cut::<u8>(self.base, spans), marks),
            Cells::U16(cells) => scan(&cells[rows], &cut::<u16>(self.base, spans), marks),
            Cells::U32(cells) => scan(&cells[rows], &cut::<u32>(self.base, spans), marks),
            _ => {
                let is_in = |value: i64| {
                    spans
                        .iter()
                        .any(|(low, high)| *low <= value && value <= *high)
                };
                for (at, row) in rows.enumerate() {
                    marks[at / 64] |= u64::from(is_in(self.get(row))) << (at % 64);
                }
            }
        }
    }

    /// The rows whose number, a set of bits, shares one with `bits`. The column begins at 0.
    pub fn sharing(&self, len: u32, bits: u32) -> Bitmap {
        let mut found = Bitmap::none(len);
        let words = found.words_mut();
        match &self.cells {
            Cells::U8(cells) => flagged(cells, words, |cell| cell & bits as u8 != 0),
            Cells::U16(cells) => flagged(cells, words, |cell| cell & bits as u16 != 0),
            Cells::U32(cells) => flagged(cells, words, |cell| cell & bits != 0),
            _ => {
                return Bitmap::from_fn(len, |row| self.get(row) & i64::from(bits) != 0);
            }
        }
        found
    }

    /// What is added to every cell, and the cells.
    pub fn parts(&self) -> (i64, &Cells) {
        (self.base, &self.cells)
    }

    /// The rows whose number lies in one of the spans: ascending, disjoint, both ends included. The column has a number
    /// for each of `len` rows.
    pub fn within(&self, len: u32, spans: &[(i64, i64)]) -> Bitmap {
        let mut found = Bitmap::none(len);
        let words = found.words_mut();
        match &self.cells {
            Cells::Same(_) => {
                if spans
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&self.base))
                {
                    return Bitmap::all(len);
                }
            }
            Cells::U8(cells) => scan(cells, &cut::<u8>(self.base, spans), words),
            Cells::U16(cells) => scan(cells, &cut::<u16>(self.base, spans), words),
            Cells::U32(cells) => scan(cells, &cut::<u32>(self.base, spans), words),
            Cells::I64(cells) => {
                return Bitmap::from_fn(len, |row| {
                    let value = cells.get(row).copied().unwrap_or(0);
                    spans
                        .iter()
                        .any(|(low, high)| *low <= value && value <= *high)
                });
            }
        }
        found
    }
}

/// A column of numbers that come one by one, as narrow as those so far let it be.
#[derive(Debug)]
pub(crate) struct Widening {
    column: Column,
    len: usize,
}

impl Widening {
    /// For so many numbers. The column is narrow as long as none is less than `base`.
    pub fn new(base: i64, len: usize) -> Widening {
        let cells = Cells::U8(Vec::with_capacity(len));
        Widening {
            column: Column { base, cells },
            len,
        }
    }

    #[inline]
    pub fn push(&mut self, value: i64) {
        let base = self.column.base;
        let above = if value >= base {
            value.wrapping_sub(base) as u64
        } else {
            u64::MAX
        };
        match &mut self.column.cells {
            Cells::U8(cells) if above <= 0xff => cells.push(above as u8),
            Cells::U16(cells) if above <= 0xffff => cells.push(above as u16),
            Cells::U32(cells) if above <= 0xffff_ffff => cells.push(above as u32),
            Cells::I64(cells) => cells.push(value),
            _ => self.widen(value, above),
        }
    }

    /// Adds some numbers.
    pub fn extend(&mut self, values: &[i64]) {
        let (base, first) = (self.column.base, values.first().copied().unwrap_or(0));
        let (least, most) = values.iter().fold((first, first), |(least, most), value| {
            (least.min(*value), most.max(*value))
        });
        let fits = |width: i64| least >= base && most.wrapping_sub(base) as u64 <= width as u64;
        let above = values.iter().map(|value| value.wrapping_sub(base));
        match &mut self.column.cells {
            Cells::U8(cells) if fits(0xff) => cells.extend(above.map(|cell| cell as u8)),
            Cells::U16(cells) if fits(0xffff) => cells.extend(above.map(|cell| cell as u16)),
            Cells::U32(cells) if fits(0xffff_ffff) => cells.extend(above.map(|cell| cell as u32)),
            _ => values.iter().for_each(|value| self.push(*value)),
        }
    }

    #[cold]
    fn widen(&mut self, value: i64, above: u64) {
        let former = std::mem::take(&mut self.column);
        let least = former.base;
        // Numbers below the base need all bits.
        let bounds = if above <= 0xffff {
            (least, least.saturating_add(0xffff))
        } else if above <= 0xffff_ffff {
            (least, least.saturating_add(0xffff_ffff))
        } else {
            (i64::MIN, i64::MAX)
        };
        let mut column = Column::with_bounds(bounds, self.len);
        former.iter().for_each(|value| column.push(value));
        column.push(value);
        self.column = column;
    }

    /// The column; where it was wide for the sake of its base, it is made anew.
    pub fn done(self) -> Column {
        match self.column.cells {
            Cells::I64(values) => Column::of(&values),
            _ => self.column,
        }
    }
}

impl Default for Column {
    fn default() -> Column {
        Column {
            base: 0,
            cells: Cells::Same(0),
        }
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// Values, each put where `places` says. Values are read in order and land in as many runs as there are shelves, which a
/// processor does much better than picking them from everywhere.
pub(crate) fn placed<T: Copy + Default>(places: &[u32], values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = vec![T::default(); places.len()];
    for (place, value) in places.iter().zip(values) {
        if let Some(cell) = all.get_mut(*place as usize) {
            *cell = value;
        }
    }
    all
}

/// A cell without a sign.
pub(crate) trait Cell: Copy {
    /// The greatest.
    const MOST: i64;
    fn of(value: i64) -> Self;
    /// Whether it is at least `low`, and at most so much above it.
    fn is_in(self, low: Self, above: Self) -> bool;
}

macro_rules! cell {
    ($type:ty) => {
        impl Cell for $type {
            const MOST: i64 = <$type>::MAX as i64;
            #[inline(always)]
            fn of(value: i64) -> Self {
                value as $type
            }
            #[inline(always)]
            fn is_in(self, low: Self, above: Self) -> bool {
                self.wrapping_sub(low) <= above
            }
        }
    };
}

cell!(u8);
cell!(u16);
cell!(u32);

/// Spans as cells: the least, and how much more the greatest is. Spans that no cell lies in are left out.
pub(crate) fn cut<T: Cell>(base: i64, spans: &[(i64, i64)]) -> Vec<(T, T)> {
    spans
        .iter()
        .filter_map(|(low, high)| {
            let low = low.saturating_sub(base).max(0);
            let high = high.saturating_sub(base).min(T::MOST);
            (low <= high).then(|| (T::of(low), T::of(high - low)))
        })
        .collect()
}

/// Sets the bit of every cell that lies in a span.
pub(crate) fn scan<T: Cell>(cells: &[T], spans: &[(T, T)], words: &mut [u64]) {
    match spans {
        [] => words.fill(0),
        // Nearly every test is one span, and most others are a few.
        [(low, above)] => flagged(cells, words, |cell| cell.is_in(*low, *above)),
        [one, two] => flagged(cells, words, |cell| {
            cell.is_in(one.0, one.1) | cell.is_in(two.0, two.1)
        }),
        spans => {
            let (whole, rest) = cells.as_chunks::<64>();
            for (cells, word) in whole.iter().zip(words.iter_mut()) {
                let mut flags = [0u8; 64];
                for (low, above) in spans {
                    for (flag, cell) in flags.iter_mut().zip(cells) {
                        *flag |= u8::from(cell.is_in(*low, *above));
                    }
                }
                *word = gathered(&flags);
            }
            let is_in = |cell: T| spans.iter().any(|(low, above)| cell.is_in(*low, *above));
            last_word(rest, words.get_mut(whole.len()), is_in);
        }
    }
}

/// Sets the bit of every cell that holds: 64 at a time, so that the compiler can take many at once.
#[inline(always)]
pub(crate) fn flagged<T: Copy>(cells: &[T], words: &mut [u64], holds: impl Fn(T) -> bool) {
    let (whole, rest) = cells.as_chunks::<64>();
    for (cells, word) in whole.iter().zip(words.iter_mut()) {
        let mut flags = [0u8; 64];
        for (flag, cell) in flags.iter_mut().zip(cells) {
            *flag = u8::from(holds(*cell));
        }
        *word = gathered(&flags);
    }
    last_word(rest, words.get_mut(whole.len()), holds);
}

fn last_word<T: Copy>(rest: &[T], word: Option<&mut u64>, holds: impl Fn(T) -> bool) {
    if let Some(word) = word {
        let bits = rest.iter().enumerate();
        *word = bits.fold(0, |word, (bit, cell)| word | u64::from(holds(*cell)) << bit);
    }
}

/// Sixty-four flags, each 0 or 1, as the bits of a word.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub(crate) fn gathered(flags: &[u8; 64]) -> u64 {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_neg, u64x2};
    let (eights, _) = flags.as_chunks::<8>();
    let mut word = 0;
    for (at, pair) in eights.chunks_exact(2).enumerate() {
        let lanes = u64x2(u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1]));
        word |= u64::from(i8x16_bitmask(i8x16_neg(lanes))) << (at * 16);
    }
    word
}

/// Sixty-four flags, each 0 or 1, as the bits of a word.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub(crate) fn gathered(flags: &[u8; 64]) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = flags.as_chunks::<8>();
    let mut word = 0;
    for (at, eight) in eights.iter().enumerate() {
        let byte = u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
        word |= byte << (at * 8);
    }
    word
}

/// Does something with a way to read single cells of a column, made anew for each width of the cells: in a loop, nothing
/// is left to be asked about the column.
macro_rules! reading {
    ($column:expr, |$read:ident| $job:expr) => {{
        let column: &$crate::snapshot::Column = $column;
        let (base, cells) = column.parts();
        match cells {
            $crate::snapshot::Cells::U8(cells) => {
                let $read = |at: usize| base + cells.get(at).map_or(0, |cell| i64::from(*cell));
                $job
            }
            $crate::snapshot::Cells::U16(cells) => {
                let $read = |at: usize| base + cells.get(at).map_or(0, |cell| i64::from(*cell));
                $job
            }
            $crate::snapshot::Cells::U32(cells) => {
                let $read = |at: usize| base + cells.get(at).map_or(0, |cell| i64::from(*cell));
                $job
            }
            _ => {
                let $read = |at: usize| column.get(at);
                $job
            }
        }
    }};
}

pub(crate) use reading;

/// The places of the marks, ascending.
pub(crate) fn places(marks: &[u64], found: &mut Vec<u32>) {
    let count: u32 = marks.iter().map(|word| word.count_ones()).sum();
    found.clear();
    found.resize(count as usize, 0);
    let mut room = found.as_mut_slice();
    for (word, first) in marks.iter().zip((0u32..).step_by(64)) {
        let mut left = *word;
        let Some((now, later)) = room.split_at_mut_checked(left.count_ones() as usize) else {
            return;
        };
        for place in now {
            *place = first + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
        room = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_come_back_whatever_their_width() {
        for values in [
            vec![],
            vec![7, 7],
            vec![-3, 252],
            vec![-3, 253],
            vec![0, 255, 256, 65_535, 65_536, -1],
            vec![0, 70_000],
            vec![0, 5_000_000_000],
            vec![i64::MIN, i64::MAX],
        ] {
            let column = Column::of(&values);
            assert_eq!(column.iter().collect::<Vec<_>>(), values);
            let (from, mut read) = (values.len() / 3, vec![9]);
            column.read(from..values.len(), &mut read);
            assert_eq!(read, values[from..]);
            let (least, most) = (values.iter().min(), values.iter().max());
            let bounds = (
                least.copied().unwrap_or_default(),
                most.copied().unwrap_or_default(),
            );
            let mut appended = Column::with_bounds(bounds, 0);
            appended.append(&Raw::of(values.clone()));
            assert_eq!(appended, column);
            for base in [0, 7, -3, i64::MAX] {
                let mut widening = Widening::new(base, values.len());
                values.iter().for_each(|value| widening.push(*value));
                assert_eq!(widening.done(), column);
                let mut widening = Widening::new(base, values.len());
                values.chunks(2).for_each(|some| widening.extend(some));
                assert_eq!(widening.done(), column);
            }
        }
    }

    proptest! {
        #[test]
        fn a_scan_finds_what_a_walk_finds(
            values in prop::collection::vec(-400i64..400, 0..300),
            widening in prop::sample::select(&[1i64, 1_000, 100_000_000_000][..]),
            edges in prop::collection::btree_set(-500i64..500, 0..7),
        ) {
            let values: Vec<i64> = values.iter().map(|value| value * widening).collect();
            let edges: Vec<i64> = edges.into_iter().map(|edge| edge * widening).collect();
            let spans: Vec<(i64, i64)> = edges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
            let column = Column::of(&values);
            let found = column.within(values.len() as u32, &spans);
            for (row, value) in values.iter().enumerate() {
                let expected = spans.iter().any(|(low, high)| low <= value && value <= high);
                prop_assert_eq!(found.contains(row as u32), expected);
            }
        }
    }
}
