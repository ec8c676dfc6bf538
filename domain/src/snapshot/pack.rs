//! Columns of numbers as bytes, near to their entropy (`pco`), and back.

use pco::standalone::{simple_compress_into, simple_decompress_into};
use pco::{ChunkConfig, DeltaSpec, ModeSpec};

use super::decode::BadSnapshot;

/// How hard `pco` tries; more gives less than one part in a hundred.
const LEVEL: usize = 8;

/// Every number is the same.
const SAME: u8 = 0;
/// The distances from the least fit into 32 bits.
const NARROW: u8 = 1;
/// They do not: lower and upper halves are two columns.
const WIDE: u8 = 2;

/// Numbers on their way in or out.
#[derive(Clone, Debug)]
pub(crate) enum Raw {
    /// Each is the base and a cell.
    Narrow { base: i64, cells: Vec<u32> },
    /// As they are, with the least and the greatest.
    Wide {
        values: Vec<i64>,
        bounds: (i64, i64),
    },
}

impl Default for Raw {
    fn default() -> Raw {
        Raw::of(Vec::new())
    }
}

impl Raw {
    pub fn of(values: Vec<i64>) -> Raw {
        let first = values.first().copied().unwrap_or(0);
        let bounds = values.iter().fold((first, first), |(least, most), value| {
            (least.min(*value), most.max(*value))
        });
        Raw::Wide { values, bounds }
    }

    pub fn len(&self) -> usize {
        match self {
            Raw::Narrow { cells, .. } => cells.len(),
            Raw::Wide { values, .. } => values.len(),
        }
    }

    #[inline]
    pub fn get(&self, at: usize) -> i64 {
        match self {
            Raw::Narrow { base, cells } => base + cells.get(at).map_or(0, |cell| i64::from(*cell)),
            Raw::Wide { values, .. } => values.get(at).copied().unwrap_or(0),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        let (base, cells, values): (i64, &[u32], &[i64]) = match self {
            Raw::Narrow { base, cells } => (*base, cells, &[]),
            Raw::Wide { values, .. } => (0, &[], values),
        };
        // One of the two is empty.
        let cells = cells.iter().map(move |cell| base + i64::from(*cell));
        cells.chain(values.iter().copied())
    }

    /// The least and the greatest; none where there is no number.
    pub fn bounds(&self) -> Option<(i64, i64)> {
        if self.len() == 0 {
            return None;
        }
        Some(match self {
            Raw::Narrow { base, cells } => {
                let (least, most) = cells.iter().fold((u32::MAX, 0), |(least, most), cell| {
                    (least.min(*cell), most.max(*cell))
                });
                (base + i64::from(least), base + i64::from(most))
            }
            Raw::Wide { bounds, .. } => *bounds,
        })
    }

    /// The sum of all of them without their signs, or something greater.
    pub fn sum_at_most(&self) -> i128 {
        let (least, most) = self.bounds().unwrap_or((0, 0));
        let greatest = i128::from(least).abs().max(i128::from(most).abs());
        greatest * self.len() as i128
    }
}

/// Numbers that come one by one: narrow while they can be.
pub(crate) struct Growing {
    narrow: Vec<u32>,
    wide: Vec<i64>,
}

impl Growing {
    /// Of so many numbers.
    pub fn new(len: usize) -> Growing {
        Growing {
            narrow: Vec::with_capacity(len),
            wide: Vec::new(),
        }
    }

    #[inline]
    pub fn push(&mut self, value: i64) {
        match u32::try_from(value) {
            Ok(cell) if self.wide.is_empty() => self.narrow.push(cell),
            _ => self.push_wide(value),
        }
    }

    #[cold]
    fn push_wide(&mut self, value: i64) {
        self.wide.extend(self.narrow.drain(..).map(i64::from));
        self.wide.push(value);
    }

    pub fn done(self) -> Raw {
        if self.wide.is_empty() {
            Raw::Narrow {
                base: 0,
                cells: self.narrow,
            }
        } else {
            Raw::of(self.wide)
        }
    }
}

/// What of a failure of `pco` matters here: that it happened.
fn damaged<E>(_: E) -> BadSnapshot {
    BadSnapshot::Damaged
}

/// Adds a column to the bytes. Its length is not in them: who reads it knows.
pub(crate) fn pack(out: &mut Vec<u8>, raw: &Raw) {
    let (least, most) = raw.bounds().unwrap_or((0, 0));
    if least == most {
        out.push(SAME);
        varint(out, zigzag(least));
        return;
    }
    if most.wrapping_sub(least) as u64 <= u64::from(u32::MAX) {
        out.push(NARROW);
        varint(out, zigzag(least));
        let cells: Vec<u32> = raw
            .iter()
            .map(|value| value.wrapping_sub(least) as u32)
            .collect();
        pack_cells(out, &cells);
        return;
    }
    out.push(WIDE);
    let half = |shift: u32| -> Vec<u32> {
        raw.iter()
            .map(|value| (zigzag(value) >> shift) as u32)
            .collect()
    };
    pack_cells(out, &half(0));
    pack_cells(out, &half(32));
}

fn pack_cells(out: &mut Vec<u8>, cells: &[u32]) {
    let config = ChunkConfig::default()
        .with_compression_level(LEVEL)
        .with_mode_spec(ModeSpec::Classic)
        .with_delta_spec(DeltaSpec::NoOp);
    let packed = simple_compress_into(cells, &config, Vec::new());
    // Writing to memory with a valid setting does not fail; bytes that cannot be read back are refused by the reader.
    let packed = packed.unwrap_or_default();
    varint(out, packed.len() as u64);
    out.extend_from_slice(&packed);
}

/// Bytes that are read from the front.
pub(crate) struct Reader<'a> {
    pub rest: &'a [u8],
}

type Read<T> = Result<T, BadSnapshot>;

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(BadSnapshot::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Read<u8> {
        Ok(self.take(1)?.first().copied().unwrap_or(0))
    }

    pub fn varint(&mut self) -> Read<u64> {
        let mut number = 0u64;
        for at in 0..10 {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if at == 9 && part > 1 {
                return Err(BadSnapshot::Damaged);
            }
            number |= part << (at * 7);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BadSnapshot::Damaged)
    }

    pub fn signed(&mut self) -> Read<i64> {
        Ok(unzigzag(self.varint()?))
    }

    /// A length, of things of which each takes a byte at least.
    pub fn length(&mut self) -> Read<usize> {
        let length = usize::try_from(self.varint()?).map_err(damaged)?;
        if length > self.rest.len() {
            return Err(BadSnapshot::Damaged);
        }
        Ok(length)
    }

    pub fn texts(&mut self) -> Read<Vec<String>> {
        let count = self.length()?;
        (0..count)
            .map(|_| {
                let length = self.length()?;
                let text = std::str::from_utf8(self.take(length)?).map_err(damaged)?;
                Ok(text.to_owned())
            })
            .collect()
    }

    /// A column of a known length.
    pub fn column(&mut self, len: usize) -> Read<Raw> {
        match self.byte()? {
            SAME => {
                let base = self.signed()?;
                Ok(Raw::Narrow {
                    base,
                    cells: vec![0; len],
                })
            }
            NARROW => {
                let base = self.signed()?;
                let cells = self.cells(len)?;
                let most = cells.iter().copied().max().unwrap_or(0);
                if base.checked_add(i64::from(most)).is_none() {
                    return Err(BadSnapshot::Inconsistent("columns"));
                }
                Ok(Raw::Narrow { base, cells })
            }
            WIDE => {
                let (lower, upper) = (self.cells(len)?, self.cells(len)?);
                let both = lower.iter().zip(&upper);
                let value =
                    |(lower, upper): (&u32, &u32)| u64::from(*upper) << 32 | u64::from(*lower);
                Ok(Raw::of(both.map(|both| unzigzag(value(both))).collect()))
            }
            _ => Err(BadSnapshot::Inconsistent("columns")),
        }
    }

    /// A column of counts, none negative, with their sum.
    pub fn counts(&mut self, len: usize) -> Read<(Vec<u32>, usize)> {
        let raw = self.column(len)?;
        let mut sum = 0u64;
        let mut counts = Vec::with_capacity(len);
        for count in raw.iter() {
            let count = u32::try_from(count).map_err(|_| BadSnapshot::Inconsistent("counts"))?;
            sum += u64::from(count);
            counts.push(count);
        }
        let sum = usize::try_from(sum).map_err(|_| BadSnapshot::Inconsistent("counts"))?;
        Ok((counts, sum))
    }

    fn cells(&mut self, len: usize) -> Read<Vec<u32>> {
        let length = self.length()?;
        let packed = self.take(length)?;
        let mut cells = vec![0; len];
        let progress = simple_decompress_into(packed, &mut cells).map_err(damaged)?;
        if !progress.finished || progress.n_processed != len {
            return Err(BadSnapshot::Damaged);
        }
        Ok(cells)
    }
}

pub(crate) fn texts(out: &mut Vec<u8>, texts: &[String]) {
    varint(out, texts.len() as u64);
    for text in texts {
        varint(out, text.len() as u64);
        out.extend_from_slice(text.as_bytes());
    }
}

pub(crate) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Small numbers of either sign as small numbers without one.
pub(crate) fn zigzag(number: i64) -> u64 {
    (number.wrapping_shl(1) ^ (number >> 63)) as u64
}

pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn columns_come_back(
            values in prop_oneof![
                prop::collection::vec(any::<i64>(), 0..200),
                prop::collection::vec(-5i64..3, 0..200),
                prop::collection::vec(i64::MAX - 9..=i64::MAX, 0..50),
                prop::collection::vec(prop_oneof![9 => 0i64..900, 1 => any::<i64>()], 0..50),
            ],
        ) {
            let mut bytes = Vec::new();
            pack(&mut bytes, &Raw::of(values.clone()));
            let mut reader = Reader { rest: &bytes };
            let back = reader.column(values.len()).unwrap();
            prop_assert_eq!(&back.iter().collect::<Vec<_>>(), &values);
            prop_assert!(reader.rest.is_empty());
            let mut growing = Growing::new(values.len());
            values.iter().for_each(|value| growing.push(*value));
            prop_assert_eq!(growing.done().iter().collect::<Vec<_>>(), values);
        }
    }
}
