//! One customer, masked, and the rows of customers in a snapshot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::order::State;

/// `POST /api/shops/{shop}/customers/resolve`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolve {
    /// The shop's own ids of buyers.
    pub ids: Vec<String>,
}

/// The answer: where the customers stand in the snapshot of this revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolved {
    /// Row by id; an unknown id is absent.
    pub rows: BTreeMap<String, u32>,
    /// The snapshot's revision.
    pub revision: i64,
}

/// One customer. What identifies a person is masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The row in the snapshot of `revision`.
    pub row: u32,
    /// The snapshot's revision.
    pub revision: i64,
    /// The shop's own id of the buyer, masked.
    pub id: String,
    /// Name, masked.
    pub name: Option<String>,
    /// Phone, masked.
    pub phone: Option<String>,
    /// E-mail address, masked.
    pub email: Option<String>,
    /// Where the latest order went.
    pub country: Option<String>,
    /// Where the latest order went.
    pub region: Option<String>,
    /// Where the latest order went.
    pub city: Option<String>,
    /// The shop's member level.
    pub member_level: i64,
    /// As imported.
    pub gender: Option<String>,
    /// First seen.
    pub added: Option<Day>,
    /// Tags.
    pub tags: Vec<String>,
    /// How they stand with e-mail: `SUBSCRIBED`, `UNSUBSCRIBED`, `NOT_SUBSCRIBED`, `INVALID`.
    pub email_status: String,
    /// How they stand with text messages.
    pub sms_status: String,
    /// Orders, the newest first.
    pub orders: Vec<ProfileOrder>,
    /// Whether there are more orders than shown.
    pub more_orders: bool,
    /// Refunds without an order, the newest first.
    pub refunds: Vec<ProfileRefund>,
}

/// One order of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileOrder {
    /// Its number on the platform.
    pub number: String,
    /// Local day of payment, else of creation.
    pub day: Day,
    /// Its state.
    pub state: State,
    /// Goods paid.
    pub amount_minor: i64,
    /// What of it went back.
    pub refunded_minor: i64,
    /// Whether it is a valid purchase.
    pub valid: bool,
    /// Where it came from.
    pub channel: Option<String>,
    /// Its lines.
    pub lines: Vec<ProfileLine>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileLine {
    /// The product's id.
    pub product: String,
    /// Its title.
    pub title: String,
    /// How many.
    pub quantity: i64,
    /// The line's amount.
    pub amount_minor: i64,
    /// Whether it is a product line, no gift or fee.
    pub real: bool,
}

/// One refund without an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileRefund {
    /// Its number.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// How much.
    pub amount_minor: i64,
}
