//! A made-up store of any size, for measuring: the same customers, orders and prices on every machine, every time.
//!
//! It is made customer by customer, so that a million of them need no more memory than one. Each customer has dice of
//! their own: the first hundred thousand of a large store are a small store.

mod calendar;
mod catalogue;
mod columns;
mod customer;
mod dice;
mod export;
mod snapshot;

use domain::day::Day;
use domain::order::State;
use domain::snapshot::Subscription;

pub use calendar::{AS_OF, FIRST_DAY};
pub use catalogue::{CATEGORIES, Catalogue, PRODUCTS, Product};
pub use columns::Columns;
pub use customer::{CHANNELS, GENDERS, REGIONS, TAGS};
pub use export::Export;
pub use snapshot::Frozen;

use calendar::Calendar;

/// A customer with everything they ever ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Place in [`REGIONS`]; none for those who never ordered.
    pub region: Option<u8>,
    /// Place in [`GENDERS`].
    pub gender: Option<u8>,
    /// Known of about a third.
    pub birthday: Option<Day>,
    /// 0 to 4.
    pub level: u8,
    /// Permission for text messages.
    pub sms: Subscription,
    /// Permission for e-mail.
    pub email: Subscription,
    /// Whether the platform's own message reaches.
    pub platform: bool,
    /// On the day of the first order or before.
    pub added: Day,
    /// Places in [`TAGS`].
    pub tags: Vec<u8>,
    /// By instant; no two of one customer share one.
    pub orders: Vec<Order>,
}

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The shop's day.
    pub day: Day,
    /// Seconds since the shop's midnight.
    pub second: u32,
    /// What the lines come to.
    pub amount_minor: i64,
    /// What of it went back.
    pub refunded_minor: i64,
    /// Its state.
    pub state: State,
    /// Whether it is a valid purchase.
    pub valid: bool,
    /// Place in [`CHANNELS`].
    pub channel: u8,
    /// One or more, each of another product.
    pub lines: Vec<Line>,
}

impl Order {
    /// Unix seconds; the shop keeps China's time.
    pub fn at(&self) -> i64 {
        i64::from(self.day.0) * 86_400 + i64::from(self.second) - 8 * 3_600
    }
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Place in the catalogue.
    pub product: u16,
    /// 1 to 5.
    pub quantity: u8,
    /// What one piece cost on that day.
    pub price_minor: i64,
    /// The line's share of the order's coupon.
    pub discount_minor: i64,
}

impl Line {
    /// What was to be paid for it.
    pub fn amount_minor(&self) -> i64 {
        self.price_minor * i64::from(self.quantity) - self.discount_minor
    }
}

/// What a store is made of; its customers are made when they are asked for.
#[derive(Debug)]
pub struct Store {
    /// What is sold.
    pub catalogue: Catalogue,
    calendar: Calendar,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            catalogue: Catalogue::new(),
            calendar: Calendar::new(),
        }
    }
}

impl Store {
    /// The customer in this row.
    pub fn customer(&self, row: u32) -> Customer {
        customer::make(&self.catalogue, &self.calendar, row)
    }
}

#[cfg(test)]
mod tests;
