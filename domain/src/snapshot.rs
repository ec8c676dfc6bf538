//! A frozen table of facts about a shop's customers: columns, with nothing in them that identifies a person.
//!
//! A [`Builder`] takes facts in, customer by customer; [`Builder::finish`] freezes them. A [`Snapshot`] never changes:
//! it is encoded to bytes, decoded again, and asked by the [engine](crate::segment::Engine).

mod block;
mod builder;
mod column;
mod decode;
mod frame;
mod head;
mod loading;
mod pack;
mod patch;
mod shelves;
mod unpack;
mod vocabulary;
mod write;

pub use builder::{
    Builder, CustomerFacts, EventFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts,
};
pub use decode::{BadSnapshot, Decoder};
#[cfg(fuzzing)]
pub use frame::mended;
pub use patch::{patch_between, sample_of};
pub use unpack::{Packed, Unpacked, Unpacker};
pub use write::{EncodedBlock, Finished, FullBlock};

pub(crate) use block::{BLOCK, Block};
pub(crate) use column::{Cells, Column, Widening, cut, gathered, places, reading, scan};
pub(crate) use head::Texts;
pub(crate) use pack::Raw;
pub(crate) use shelves::{Either, Lines, Shelves};

/// The day that stands for no day in a column.
pub(crate) const NO_DAY: i64 = -719_163;

/// Whether a customer has allowed messages of one medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Subscription {
    /// Yes, and there is an address.
    Subscribed,
    /// No longer.
    Unsubscribed,
    /// Never asked.
    #[default]
    NotSubscribed,
    /// There is no usable address.
    Invalid,
}

impl Subscription {
    /// Every status, in the order of their numbers.
    pub const ALL: [Subscription; 4] = [
        Subscription::Subscribed,
        Subscription::Unsubscribed,
        Subscription::NotSubscribed,
        Subscription::Invalid,
    ];
}

/// What a customer had to do with a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Activity {
    /// A message was handed over.
    Sent,
    /// It arrived.
    Delivered,
    /// It was opened.
    Opened,
    /// Its link was followed.
    Clicked,
    /// They bought after it, within the campaign's window.
    Ordered,
    /// They refused further messages.
    Unsubscribed,
    /// They got none, so that it can be told what the others bought because of it.
    HeldOut,
}

impl Activity {
    /// Every activity, in the order of their numbers.
    pub const ALL: [Activity; 7] = [
        Activity::Sent,
        Activity::Delivered,
        Activity::Opened,
        Activity::Clicked,
        Activity::Ordered,
        Activity::Unsubscribed,
        Activity::HeldOut,
    ];

    /// Their codes, in the same order.
    pub const CODES: [&str; 7] = [
        "SENT",
        "DELIVERED",
        "OPENED",
        "CLICKED",
        "ORDERED",
        "UNSUBSCRIBED",
        "HELD_OUT",
    ];

    /// The code in a query.
    pub fn code(self) -> &'static str {
        Activity::CODES[self as usize]
    }

    /// The activity of a code.
    pub fn from_code(code: &str) -> Option<Activity> {
        Activity::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// The frozen facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub(crate) revision: u64,
    pub(crate) decimals: u32,
    pub(crate) customers: Customers,
    pub(crate) orders: Orders,
    /// The days of the first and the last order of any.
    pub(crate) order_days: (i64, i64),
    /// By block of customers.
    pub(crate) lines: Vec<Lines>,
    pub(crate) shelves: Shelves,
    pub(crate) refunds: Refunds,
    pub(crate) open: OpenLines,
    pub(crate) events: Events,
    pub(crate) products: Products,
    pub(crate) texts: Texts,
    /// Day, count and amount of paid orders without a usable buyer, a row a day, ascending.
    pub(crate) anonymous: Vec<(i32, u64, i64)>,
    /// Names the bytes it came from.
    pub(crate) seal: u64,
}

/// Columns with a row a customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Customers {
    pub count: u32,
    pub added: Days,
    pub country: Column,
    pub region: Column,
    pub city: Column,
    pub gender: Column,
    pub birthday: Days,
    pub member_level: Column,
    pub email: Column,
    pub sms: Column,
    /// 1 where the platform's own message reaches.
    pub platform: Column,
    /// Where the orders of each customer begin; one more entry than customers.
    pub orders_from: Vec<u32>,
    /// A row a tag of a customer: whose, and which; by customer.
    pub tag_rows: Vec<u32>,
    pub tag_codes: Vec<u32>,
}

/// Days, some of which nobody knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Days {
    /// The number in place of a day that nobody knows: one less than the least day.
    none: i64,
    column: Column,
}

impl Days {
    fn with_bounds((least, most): (i64, i64), len: usize) -> Days {
        let none = least - 1;
        Days {
            none,
            column: Column::with_bounds((none, most), len),
        }
    }

    fn append(&mut self, raw: &Raw) {
        for day in raw.iter() {
            self.column.push(match day {
                NO_DAY => self.none,
                day => day,
            });
        }
    }

    /// The day of a row, where somebody knows it.
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        let day = self.column.get(row);
        (day != self.none).then_some(day)
    }

    /// The least day, and the column; smaller numbers are days that nobody knows.
    pub fn parts(&self) -> (i64, &Column) {
        (self.none + 1, &self.column)
    }
}

/// Columns with a row an order, by customer, in the order of payment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Orders {
    /// Row of the customer within the block.
    pub row: Vec<u16>,
    pub day: Column,
    pub amount: Column,
    /// Place in `Texts::kinds`.
    pub kind: Column,
    /// Hour of the day; 24 where nobody knows.
    pub hour: Column,
    /// A row an order of which something went back, ascending: which, and how much.
    pub refunded_rows: Vec<u32>,
    pub refunded: Vec<i64>,
}

/// In the state of a kind: the normal state.
pub(crate) const STATE_MASK: u8 = 0b1111;
/// A valid purchase.
pub(crate) const VALID: u8 = 0b1_0000;
/// Paid at the same instant as the one before.
pub(crate) const TIED: u8 = 0b10_0000;
/// The hour that nobody knows.
pub(crate) const NO_HOUR: i64 = 24;

/// A row a refund without an order, by customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Refunds {
    pub rows: Vec<u32>,
    pub day: Column,
    pub amount: Column,
}

/// A row a line of an order that waits to be paid or was closed unpaid, by customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OpenLines {
    pub rows: Vec<u32>,
    pub day: Column,
    pub product: Column,
    /// 1 where the order is closed.
    pub closed: Column,
}

/// A row an event of a campaign, by customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Events {
    pub rows: Vec<u32>,
    pub day: Column,
    /// Place in [`Activity::ALL`].
    pub kind: Column,
    /// Place in `Texts::campaigns`.
    pub campaign: Column,
    /// Place in [`Medium::ALL`](crate::message::Medium::ALL).
    pub medium: Column,
}

/// Where the things of a customer are in a list whose things are in the order of their rows.
pub(crate) fn places_of(rows: &[u32], row: usize) -> std::ops::Range<usize> {
    let from = rows.partition_point(|one| (*one as usize) < row);
    from..rows.partition_point(|one| *one as usize <= row)
}

/// What is known of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Products {
    pub ids: Vec<String>,
    pub titles: Vec<String>,
    /// Place in `categories`; 0 is the missing one.
    pub category: Vec<u32>,
    pub categories: Vec<String>,
    pub tags_from: Vec<u32>,
    pub tag_codes: Vec<u32>,
    pub tags: Vec<String>,
    /// Days that a piece lasts; 0 where it does not run out or nobody knows.
    pub lifespan: Vec<u32>,
}

impl Snapshot {
    /// The revision of the shop's facts.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Minor digits of the shop's currency.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// How many customers there are; their rows are `0..count`.
    pub fn customers(&self) -> u32 {
        self.customers.count
    }

    /// How many orders there are, of any state.
    pub fn orders(&self) -> usize {
        self.orders.day.len()
    }

    /// How many lines of paid orders there are, without gifts and fees.
    pub fn lines(&self) -> usize {
        self.lines.iter().map(|lines| lines.row.len()).sum()
    }

    /// A sum over so many bytes of its order lines, one column after the other and again from the first: as fast as memory
    /// is read, so that the time of anything else can be held beside it.
    pub fn plain_sum(&self, bytes: usize) -> u64 {
        /// Exclusive or, which is taken many cells at a time without growing out of a cell.
        fn sum<T: Copy + Default + Into<u64> + std::ops::BitXor<Output = T>>(
            cells: &[T],
            left: &mut usize,
        ) -> u64 {
            let part = &cells[..cells.len().min(*left / size_of::<T>())];
            *left -= size_of_val(part);
            part.iter()
                .fold(T::default(), |sum, cell| sum ^ *cell)
                .into()
        }
        let (mut left, mut sums) = (bytes, 0u64);
        loop {
            let before = left;
            for lines in &self.lines {
                sums ^= sum(&lines.row, &mut left);
                sums ^= match &lines.product {
                    Either::Short(cells) => sum(cells, &mut left),
                    Either::Long(cells) => sum(cells, &mut left),
                };
                sums ^= match lines.amount.parts().1 {
                    Cells::U16(cells) => sum(cells, &mut left),
                    Cells::U32(cells) => sum(cells, &mut left),
                    _ => 0,
                };
            }
            if left == before {
                return sums;
            }
        }
    }

    /// Names the bytes it came from: others have, as good as certainly, another.
    pub fn seal(&self) -> u64 {
        self.seal
    }
}

#[cfg(test)]
pub(crate) mod tests;
