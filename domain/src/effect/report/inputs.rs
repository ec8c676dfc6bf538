//! What the report is made of: plain rows, however they were stored.

use std::collections::BTreeMap;

use super::Target;
use crate::message::Medium;
use crate::sending::{LedgerState, Reason, Tally};

/// Everything the report is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The campaign's document id.
    pub campaign: String,
    /// Its name.
    pub name: String,
    /// The frozen groups, in order.
    pub groups: Vec<GroupPlan>,
    /// The ledger: one row for each customer × wave, the holdout's rows included.
    pub ledger: Vec<LedgerRow>,
    /// The orders of the people in the ledger, at least those placed or paid since the first sending.
    pub orders: Vec<OrderFacts>,
    /// Messages that other campaigns sent to the people in the ledger.
    pub other_touches: Vec<Touch>,
    /// Products by number.
    pub products: BTreeMap<i64, ProductFacts>,
    /// The campaign's own products, by number.
    pub campaign_products: Vec<i64>,
    /// The first instant that no longer counts.
    pub window_until: i64,
    /// How new the orders are.
    pub as_of: i64,
    /// What was hoped for.
    pub target: Target,
    /// The price of a text message segment in 1/10000 of the currency's unit.
    pub sms_price_ten_thousandths: i64,
    /// Minor digits of the currency.
    pub decimals: u32,
}

impl Inputs {
    /// The ledger's sum.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in &self.ledger {
            tally.add(row.state, row.reason, 1);
        }
        tally
    }
}

/// A frozen group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPlan {
    /// Its id within the campaign.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its medium.
    pub medium: Medium,
    /// When the first wave was to leave.
    pub planned_at: i64,
    /// The share that was expected to pay.
    pub expected_conversion: Option<f64>,
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// The customer.
    pub customer: i64,
    /// The group's id.
    pub group: String,
    /// 1 for the first sending.
    pub wave: u32,
    /// What became of it.
    pub state: LedgerState,
    /// Why it was not sent.
    pub reason: Option<Reason>,
    /// When the channel took it.
    pub sent_at: Option<i64>,
    /// Text message segments, or mails.
    pub units: u32,
    /// Whether it arrived.
    pub delivered: bool,
    /// Whether its pictures were loaded.
    pub opened: bool,
    /// Whether a link in it was followed.
    pub clicked: bool,
    /// Whether the customer opted out by it.
    pub opted_out: bool,
}

impl LedgerRow {
    /// Whether it is a row of the holdout.
    pub fn is_held_out(&self) -> bool {
        self.state == LedgerState::HeldOut
    }
}

/// One order of someone in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFacts {
    /// The customer.
    pub customer: i64,
    /// When it was placed.
    pub created_at: Option<i64>,
    /// When it was paid.
    pub paid_at: Option<i64>,
    /// Goods paid, or to be paid.
    pub amount_minor: i64,
    /// Refunded by the window's end (all that is known, where the time is not).
    pub refunded_minor: i64,
    /// Refunded after the window's end.
    pub refunded_later_minor: i64,
    /// Its product lines.
    pub lines: Vec<OrderLineFacts>,
}

/// One product line of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLineFacts {
    /// The product's number.
    pub product: i64,
    /// Pieces.
    pub quantity: i64,
    /// Amount.
    pub amount_minor: i64,
}

/// A product's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFacts {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// One message of another campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The customer.
    pub customer: i64,
    /// When the channel took it.
    pub at: i64,
}
