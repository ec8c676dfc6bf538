//! A frozen table of facts about a shop's customers: columns, with nothing in them that identifies a person.
//!
//! A [`Builder`] takes facts in, customer by customer; [`Builder::finish`] freezes them. A [`Snapshot`] never changes:
//! it is encoded to bytes, decoded again, and asked by the [engine](crate::segment::Engine).

mod builder;
mod column;
mod decode;
mod encode;
mod postings;
mod vocabulary;

pub use builder::{Builder, CustomerFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts};
pub use decode::BadSnapshot;

pub(crate) use column::Column;
pub(crate) use postings::Postings;

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

/// The frozen facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub(crate) revision: u64,
    pub(crate) decimals: u32,
    pub(crate) customers: Customers,
    pub(crate) orders: Orders,
    pub(crate) lines: Lines,
    pub(crate) refunds: Refunds,
    pub(crate) products: Products,
    /// Day, count and amount of paid orders without a usable buyer, a row a day, ascending.
    pub(crate) anonymous: Vec<(i32, u64, i64)>,
    /// The customers who have bought each product; made anew after decoding.
    pub(crate) buyers: Postings,
}

/// Columns with a row a customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Customers {
    pub count: u32,
    pub added: Column,
    pub country: Column,
    pub region: Column,
    pub city: Column,
    pub gender: Column,
    pub birthday: Column,
    pub member_level: Column,
    pub email: Column,
    pub sms: Column,
    /// 1 where the platform's own message reaches.
    pub platform: Column,
    /// Where the orders of each customer begin; one more entry than customers.
    pub orders_from: Vec<u32>,
    pub refunds_from: Vec<u32>,
    pub tags_from: Vec<u32>,
    /// Codes in `tags`.
    pub tag_codes: Column,
    /// Texts; code 0 is the missing one.
    pub countries: Vec<String>,
    pub regions: Vec<String>,
    pub cities: Vec<String>,
    pub genders: Vec<String>,
    pub tags: Vec<String>,
}

/// Columns with a row an order, by customer, in the order of payment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Orders {
    pub day: Column,
    pub amount: Column,
    pub refunded: Column,
    /// `State` in the lower four bits; bit 4: a valid purchase; bit 5: paid at the same instant as the one before.
    pub state: Column,
    pub channel: Column,
    pub channels: Vec<String>,
    /// Where the lines of each order begin; one more entry than orders.
    pub lines_from: Vec<u32>,
}

pub(crate) const STATE_MASK: i64 = 0b1111;
pub(crate) const VALID: i64 = 0b1_0000;
pub(crate) const TIED: i64 = 0b10_0000;

/// Columns with a row an order line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lines {
    pub product: Column,
    pub quantity: Column,
    pub amount: Column,
    /// 1 for product lines, 0 for gifts and fees.
    pub real: Column,
}

/// Columns with a row a refund without an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Refunds {
    pub day: Column,
    pub amount: Column,
}

/// What is known of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Products {
    pub ids: Vec<String>,
    pub titles: Vec<String>,
    /// Code in `categories`.
    pub category: Column,
    pub categories: Vec<String>,
    pub tags_from: Vec<u32>,
    pub tag_codes: Column,
    pub tags: Vec<String>,
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

    /// How many order lines there are.
    pub fn lines(&self) -> usize {
        self.lines.product.len()
    }
}

/// A body with its checksum, so that tests can be hostile behind it.
#[cfg(test)]
pub(crate) fn sealed(mut body: Vec<u8>) -> Vec<u8> {
    let sum = encode::checksum(&body);
    body.extend_from_slice(&sum.to_le_bytes());
    body
}
