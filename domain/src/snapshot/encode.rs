//! A snapshot as bytes: a mark, the format's version, columns, a checksum.
//!
//! Columns of small numbers are packed in bits, columns with few large ones are written as varints; whichever is shorter.
//! The order of the columns is fixed, and their lengths follow from columns before them, so that no length in the bytes
//! can ask for more memory than there are bits.

use super::column::Column;
use super::{Customers, Lines, Orders, Products, Snapshot};

/// What the bytes begin with.
pub(super) const MAGIC: &[u8; 6] = b"HUITOU";
/// Grows when the form of the bytes changes.
pub(super) const VERSION: u16 = 1;
/// Modes of a column.
pub(super) const SAME: u8 = 0;
pub(super) const PACKED: u8 = 1;
pub(super) const VARINTS: u8 = 2;

impl Snapshot {
    /// The snapshot as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines() * 4 + self.orders() * 6 + 1024);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        varint(&mut out, self.revision);
        varint(&mut out, u64::from(self.decimals));
        varint(&mut out, u64::from(self.customers.count));
        self.customers.encode(&mut out);
        column(&mut out, &self.refunds.day, true);
        column(&mut out, &self.refunds.amount, false);
        self.products.encode(&mut out);
        self.orders.encode(&mut out);
        self.lines.encode(&mut out);
        varint(&mut out, self.anonymous.len() as u64);
        for (day, count, amount) in &self.anonymous {
            varint(&mut out, zigzag(i64::from(*day)));
            varint(&mut out, *count);
            varint(&mut out, zigzag(*amount));
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }
}

impl Customers {
    fn encode(&self, out: &mut Vec<u8>) {
        counts(out, &self.orders_from);
        counts(out, &self.refunds_from);
        counts(out, &self.tags_from);
        for list in [
            &self.countries,
            &self.regions,
            &self.cities,
            &self.genders,
            &self.tags,
        ] {
            texts(out, list);
        }
        for one in [
            &self.added,
            &self.country,
            &self.region,
            &self.city,
            &self.gender,
            &self.birthday,
            &self.member_level,
            &self.email,
            &self.sms,
            &self.platform,
        ] {
            column(out, one, false);
        }
        column(out, &self.tag_codes, true);
    }
}

impl Products {
    fn encode(&self, out: &mut Vec<u8>) {
        texts(out, &self.ids);
        texts(out, &self.titles);
        texts(out, &self.categories);
        texts(out, &self.tags);
        counts(out, &self.tags_from);
        column(out, &self.category, false);
        column(out, &self.tag_codes, true);
    }
}

impl Orders {
    fn encode(&self, out: &mut Vec<u8>) {
        texts(out, &self.channels);
        counts(out, &self.lines_from);
        column(out, &self.day, true);
        for one in [&self.amount, &self.refunded, &self.state, &self.channel] {
            column(out, one, false);
        }
    }
}

impl Lines {
    fn encode(&self, out: &mut Vec<u8>) {
        column(out, &self.product, true);
        for one in [&self.quantity, &self.amount, &self.real] {
            column(out, one, false);
        }
    }
}

/// Distances of neighbours, which are few bits each; always at least one bit, see above.
fn counts(out: &mut Vec<u8>, from: &[u32]) {
    let distances = || from.windows(2).map(|pair| i64::from(pair[1] - pair[0]));
    let packed = Column::from_iter(from.len().saturating_sub(1), distances);
    column(out, &packed, true);
}

fn texts(out: &mut Vec<u8>, texts: &[String]) {
    varint(out, texts.len() as u64);
    for text in texts {
        varint(out, text.len() as u64);
        out.extend_from_slice(text.as_bytes());
    }
}

/// A `solid` column is never written as one number for all, so that its length is bound by the bytes.
fn column(out: &mut Vec<u8>, column: &Column, solid: bool) {
    let Some((least, most)) = column.bounds() else {
        out.push(SAME);
        varint(out, 0);
        return;
    };
    let range = most.wrapping_sub(least) as u64;
    if range == 0 && !solid {
        out.push(SAME);
        varint(out, zigzag(least));
        return;
    }
    let width = (64 - range.leading_zeros()).max(1);
    let packed_bytes = (column.len() as u64 * u64::from(width)).div_ceil(8);
    let above = |value: i64| value.wrapping_sub(least) as u64;
    let varint_bytes: u64 = column.iter().map(|value| varint_length(above(value))).sum();
    if varint_bytes < packed_bytes {
        out.push(VARINTS);
        varint(out, zigzag(least));
        column.iter().for_each(|value| varint(out, above(value)));
        return;
    }
    out.push(PACKED);
    varint(out, zigzag(least));
    out.push(width as u8);
    let (mut held, mut bits) = (0u128, 0);
    for value in column.iter() {
        held |= u128::from(above(value)) << bits;
        bits += width;
        while bits >= 8 {
            out.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(held as u8);
    }
}

pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn varint_length(number: u64) -> u64 {
    u64::from((64 - number.leading_zeros()).max(1).div_ceil(7))
}

/// Small numbers of either sign as small numbers without one.
pub(super) fn zigzag(number: i64) -> u64 {
    (number.wrapping_shl(1) ^ (number >> 63)) as u64
}

/// Changes with every bit of the bytes and with their number.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = (bytes.len() as u64).wrapping_mul(PRIME);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        sum = mix(sum, u64::from_le_bytes(eight));
    }
    for byte in words.remainder() {
        sum = mix(sum, u64::from(*byte));
    }
    sum ^ (sum >> 32)
}

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(sum: u64, word: u64) -> u64 {
    (sum ^ word).wrapping_mul(PRIME).rotate_left(29)
}
