//! Bytes back to a snapshot. Cut, foreign, old or hostile bytes are refused.

use crate::day::Day;
use crate::order::State;

use super::column::Column;
use super::encode::{MAGIC, PACKED, SAME, VARINTS, VERSION, checksum};
use super::{
    Customers, Lines, NO_DAY, Orders, Postings, Products, Refunds, STATE_MASK, Snapshot,
    Subscription, TIED, VALID,
};

/// Why bytes are not a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSnapshot {
    /// They are something else.
    #[error("these bytes are not a snapshot")]
    Foreign,
    /// They are of another version of the form.
    #[error("this snapshot has form {found}, and {wanted} is read here")]
    OtherVersion {
        /// The version found.
        found: u16,
        /// The version that can be read.
        wanted: u16,
    },
    /// Bytes are missing or changed.
    #[error("the snapshot is cut or damaged")]
    Damaged,
    /// The checksum holds, and yet the columns contradict each other.
    #[error("the snapshot contradicts itself in {0}")]
    Inconsistent(&'static str),
}

impl BadSnapshot {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            BadSnapshot::Foreign => "snapshot.foreign",
            BadSnapshot::OtherVersion { .. } => "snapshot.other_version",
            BadSnapshot::Damaged => "snapshot.damaged",
            BadSnapshot::Inconsistent(_) => "snapshot.inconsistent",
        }
    }
}

type Read<T> = Result<T, BadSnapshot>;

impl Snapshot {
    /// The snapshot of these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Snapshot, BadSnapshot> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(BadSnapshot::Foreign)?;
        let (version, _) = rest.split_first_chunk::<2>().ok_or(BadSnapshot::Damaged)?;
        let found = u16::from_le_bytes(*version);
        if found != VERSION {
            return Err(BadSnapshot::OtherVersion {
                found,
                wanted: VERSION,
            });
        }
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(BadSnapshot::Damaged)?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(BadSnapshot::Damaged);
        }
        let mut reader = Reader {
            rest: body.get(MAGIC.len() + 2..).ok_or(BadSnapshot::Damaged)?,
        };
        let snapshot = reader.snapshot()?;
        if reader.rest.is_empty() {
            Ok(snapshot)
        } else {
            Err(BadSnapshot::Inconsistent("length"))
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn snapshot(&mut self) -> Read<Snapshot> {
        let revision = self.varint()?;
        let decimals = self.varint()?;
        if decimals > 8 {
            return Err(BadSnapshot::Inconsistent("decimals"));
        }
        let customers = self.customers()?;
        let refunds_len = last(&customers.refunds_from);
        let refunds = Refunds {
            day: self.column(refunds_len, true)?,
            amount: self.column(refunds_len, false)?,
        };
        within(&refunds.day, DAYS.0, DAYS.1, "days of refunds")?;
        summable(&refunds.amount, "refunds")?;
        let products = self.products()?;
        let orders = self.orders(&customers)?;
        let lines_len = last(&orders.lines_from);
        let lines = Lines {
            product: self.column(lines_len, true)?,
            quantity: self.column(lines_len, false)?,
            amount: self.column(lines_len, false)?,
            real: self.column(lines_len, false)?,
        };
        codes(&lines.product, products.ids.len(), "products of lines")?;
        within(&lines.real, 0, 1, "kinds of lines")?;
        summable(&lines.quantity, "quantities")?;
        summable(&lines.amount, "amounts of lines")?;
        let anonymous = self.anonymous()?;
        let buyers = Postings::of(&customers, &orders, &lines, products.ids.len());
        Ok(Snapshot {
            revision,
            decimals: decimals as u32,
            customers,
            orders,
            lines,
            refunds,
            products,
            anonymous,
            buyers,
        })
    }

    fn customers(&mut self) -> Read<Customers> {
        let count =
            u32::try_from(self.varint()?).map_err(|_| BadSnapshot::Inconsistent("customers"))?;
        let rows = count as usize;
        let orders_from = self.counts(rows)?;
        let refunds_from = self.counts(rows)?;
        let tags_from = self.counts(rows)?;
        let tags_len = last(&tags_from);
        let customers = Customers {
            count,
            orders_from,
            refunds_from,
            tags_from,
            countries: self.texts()?,
            regions: self.texts()?,
            cities: self.texts()?,
            genders: self.texts()?,
            tags: self.texts()?,
            added: self.column(rows, false)?,
            country: self.column(rows, false)?,
            region: self.column(rows, false)?,
            city: self.column(rows, false)?,
            gender: self.column(rows, false)?,
            birthday: self.column(rows, false)?,
            member_level: self.column(rows, false)?,
            email: self.column(rows, false)?,
            sms: self.column(rows, false)?,
            platform: self.column(rows, false)?,
            tag_codes: self.column(tags_len, true)?,
        };
        within(&customers.added, NO_DAY, DAYS.1, "days added")?;
        within(&customers.birthday, NO_DAY, DAYS.1, "birthdays")?;
        codes(&customers.country, customers.countries.len(), "countries")?;
        codes(&customers.region, customers.regions.len(), "regions")?;
        codes(&customers.city, customers.cities.len(), "cities")?;
        codes(&customers.gender, customers.genders.len(), "genders")?;
        codes(&customers.tag_codes, customers.tags.len(), "tags")?;
        codes(&customers.email, Subscription::ALL.len(), "subscriptions")?;
        codes(&customers.sms, Subscription::ALL.len(), "subscriptions")?;
        within(&customers.platform, 0, 1, "reach")?;
        Ok(customers)
    }

    fn products(&mut self) -> Read<Products> {
        let (ids, titles) = (self.texts()?, self.texts()?);
        let (categories, tags) = (self.texts()?, self.texts()?);
        if ids.len() != titles.len() {
            return Err(BadSnapshot::Inconsistent("titles"));
        }
        let tags_from = self.counts(ids.len())?;
        let products = Products {
            category: self.column(ids.len(), false)?,
            tag_codes: self.column(last(&tags_from), true)?,
            ids,
            titles,
            categories,
            tags_from,
            tags,
        };
        codes(&products.category, products.categories.len(), "categories")?;
        codes(&products.tag_codes, products.tags.len(), "tags of products")?;
        Ok(products)
    }

    fn orders(&mut self, customers: &Customers) -> Read<Orders> {
        let rows = last(&customers.orders_from);
        let channels = self.texts()?;
        let orders = Orders {
            channels,
            lines_from: self.counts(rows)?,
            day: self.column(rows, true)?,
            amount: self.column(rows, false)?,
            refunded: self.column(rows, false)?,
            state: self.column(rows, false)?,
            channel: self.column(rows, false)?,
        };
        within(&orders.day, DAYS.0, DAYS.1, "days of orders")?;
        within(&orders.state, 0, STATE_MASK | VALID | TIED, "states")?;
        let states = State::ALL.len() as i64;
        if orders
            .state
            .iter()
            .any(|state| state & STATE_MASK >= states)
        {
            return Err(BadSnapshot::Inconsistent("states"));
        }
        codes(&orders.channel, orders.channels.len(), "channels")?;
        summable(&orders.amount, "amounts of orders")?;
        summable(&orders.refunded, "refunds of orders")?;
        for pair in customers.orders_from.windows(2) {
            let mut days = (pair[0] as usize..pair[1] as usize).map(|order| orders.day.get(order));
            if !days.by_ref().is_sorted() {
                return Err(BadSnapshot::Inconsistent("order of orders"));
            }
        }
        Ok(orders)
    }

    fn anonymous(&mut self) -> Read<Vec<(i32, u64, i64)>> {
        let count = self.varint()?;
        // Three bytes an entry at least.
        if count > self.rest.len() as u64 / 3 {
            return Err(BadSnapshot::Damaged);
        }
        let mut entries = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let day = unzigzag(self.varint()?);
            let day =
                i32::try_from(day).map_err(|_| BadSnapshot::Inconsistent("anonymous orders"))?;
            entries.push((day, self.varint()?, unzigzag(self.varint()?)));
        }
        let sum: i128 = entries.iter().map(|entry| i128::from(entry.2).abs()).sum();
        let orders: u128 = entries.iter().map(|entry| u128::from(entry.1)).sum();
        let in_range = entries
            .iter()
            .all(|entry| (DAYS.0..=DAYS.1).contains(&i64::from(entry.0)));
        if !in_range
            || !entries.is_sorted_by_key(|entry| entry.0)
            || i64::try_from(sum).is_err()
            || i64::try_from(orders).is_err()
        {
            return Err(BadSnapshot::Inconsistent("anonymous orders"));
        }
        Ok(entries)
    }

    fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(BadSnapshot::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Read<u8> {
        Ok(self.take(1)?[0])
    }

    fn varint(&mut self) -> Read<u64> {
        let (number, length) = varint(self.rest).ok_or(BadSnapshot::Damaged)?;
        self.rest = &self.rest[length..];
        Ok(number)
    }

    fn texts(&mut self) -> Read<Vec<String>> {
        let count = self.varint()?;
        if count > self.rest.len() as u64 {
            return Err(BadSnapshot::Damaged);
        }
        let mut texts = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let length = usize::try_from(self.varint()?).map_err(|_| BadSnapshot::Damaged)?;
            let text = std::str::from_utf8(self.take(length)?);
            texts.push(
                text.map_err(|_| BadSnapshot::Inconsistent("texts"))?
                    .to_owned(),
            );
        }
        Ok(texts)
    }

    /// Running sums of a column of `len` counts.
    fn counts(&mut self, len: usize) -> Read<Vec<u32>> {
        let column = self.column(len, true)?;
        let mut from = Vec::with_capacity(len + 1);
        let mut sum = 0u32;
        from.push(sum);
        for count in column.iter() {
            let count = u32::try_from(count).ok();
            sum = count
                .and_then(|count| sum.checked_add(count))
                .ok_or(BadSnapshot::Inconsistent("counts"))?;
            from.push(sum);
        }
        Ok(from)
    }

    fn column(&mut self, len: usize, solid: bool) -> Read<Column> {
        let mode = self.byte()?;
        let least = unzigzag(self.varint()?);
        let value = move |above: u64| i128::from(least) + i128::from(above);
        let fits = |above: u64| i64::try_from(value(above)).is_ok();
        let damaged = || Err(BadSnapshot::Inconsistent("columns"));
        match mode {
            SAME if solid && len > 0 => damaged(),
            SAME => Ok(Column::from_iter(len, || std::iter::repeat_n(least, len))),
            PACKED => {
                let width = u32::from(self.byte()?);
                if !(1..=64).contains(&width) {
                    return damaged();
                }
                let bits = len as u64 * u64::from(width);
                let length = usize::try_from(bits.div_ceil(8)).map_err(|_| BadSnapshot::Damaged)?;
                let bytes = self.take(length)?;
                let unpacked = || Unpacked::new(bytes, width).take(len);
                if !unpacked().all(fits) {
                    return damaged();
                }
                Ok(Column::from_iter(len, || {
                    unpacked().map(move |above| value(above) as i64)
                }))
            }
            VARINTS => {
                if len > self.rest.len() {
                    return Err(BadSnapshot::Damaged);
                }
                let start = self.rest;
                for _ in 0..len {
                    if !fits(self.varint()?) {
                        return damaged();
                    }
                }
                Ok(Column::from_iter(len, || {
                    let mut rest = start;
                    (0..len).map(move |_| {
                        let (above, length) = varint(rest).unwrap_or((0, 0));
                        rest = &rest[length..];
                        value(above) as i64
                    })
                }))
            }
            _ => damaged(),
        }
    }
}

/// Numbers of a fixed width in bits, from the lowest bit up.
struct Unpacked<'a> {
    bytes: std::slice::Iter<'a, u8>,
    width: u32,
    held: u128,
    bits: u32,
}

impl<'a> Unpacked<'a> {
    fn new(bytes: &'a [u8], width: u32) -> Unpacked<'a> {
        Unpacked {
            bytes: bytes.iter(),
            width,
            held: 0,
            bits: 0,
        }
    }
}

impl Iterator for Unpacked<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        while self.bits < self.width {
            self.held |= u128::from(*self.bytes.next()?) << self.bits;
            self.bits += 8;
        }
        let number = (self.held & ((1 << self.width) - 1)) as u64;
        self.held >>= self.width;
        self.bits -= self.width;
        Some(number)
    }
}

const DAYS: (i64, i64) = (Day::MIN.0 as i64, Day::MAX.0 as i64);

fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        let part = u64::from(byte & 0x7f);
        if at == 9 && part > 1 {
            return None;
        }
        number |= part << (at * 7);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    None
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

fn last(from: &[u32]) -> usize {
    from.last().map_or(0, |last| *last as usize)
}

fn within(column: &Column, least: i64, most: i64, name: &'static str) -> Read<()> {
    match column.bounds() {
        Some((low, high)) if low < least || high > most => Err(BadSnapshot::Inconsistent(name)),
        _ => Ok(()),
    }
}

fn codes(column: &Column, known: usize, name: &'static str) -> Read<()> {
    within(column, 0, known as i64 - 1, name)
}

/// No sum of any part of it leaves 64 bits.
fn summable(column: &Column, name: &'static str) -> Read<()> {
    let sum: i128 = column.iter().map(|value| i128::from(value).abs()).sum();
    if sum > i128::from(i64::MAX / 4) {
        return Err(BadSnapshot::Inconsistent(name));
    }
    Ok(())
}
