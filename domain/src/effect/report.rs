//! The report of a campaign: what was sent, what came of it, and what of that the messages brought about (§1.3-F4).
//!
//! A pure function of the frozen groups, the ledger, and the orders of the people in them; the same inputs give the
//! same report. Orders count when paid from the group's first sending until the window ends. Both arms of a group
//! have the same window, so that neither has more time to buy.

use serde::{Deserialize, Serialize};

use crate::message::Medium;
use crate::sending::Tally;

mod inputs;
mod lift;
mod sums;
#[cfg(test)]
mod tests;

pub use inputs::{GroupPlan, Inputs, LedgerRow, OrderFacts, OrderLineFacts, ProductFacts, Touch};
pub use lift::{Arms, Effect, Verdict, effect_of};

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The campaign's document id.
    pub campaign: String,
    /// Its name.
    pub name: String,
    /// When the window began: the first sending, or the first planned one.
    pub window_from: Option<i64>,
    /// When it ends: the first instant that no longer counts.
    pub window_until: i64,
    /// How new the orders are.
    pub as_of: i64,
    /// Whether the window was still open then.
    pub provisional: bool,
    /// Groups, waves, channels, the total and the holdout, in this order.
    pub rows: Vec<Row>,
    /// The ledger's sum.
    pub tally: Tally,
    /// What was hoped for.
    pub target: Target,
    /// Hour by hour from the first sending on.
    pub hours: Vec<Hour>,
    /// What was sold to those written to, the largest amount first.
    pub goods: Vec<Good>,
    /// The share of paid orders whose last message came from another campaign; `None` without orders.
    pub overlap_share: Option<f64>,
    /// Days within which the last message before a payment gets the credit.
    pub attribution_days: i64,
}

impl Report {
    /// The row of everybody written to.
    pub fn total(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.scope == RowScope::Total)
    }
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RowScope {
    /// One group, without its holdout.
    Group {
        /// The group's id.
        id: String,
        /// Its name.
        name: String,
        /// Its medium.
        medium: Medium,
        /// The share that was expected to pay.
        expected_conversion: Option<f64>,
    },
    /// One sending to a group.
    Wave {
        /// The group's id.
        group: String,
        /// The group's name.
        name: String,
        /// 1 for the first.
        number: u32,
    },
    /// All groups of a medium.
    Channel {
        /// The medium.
        medium: Medium,
    },
    /// Everybody but the holdout.
    Total,
    /// The holdout of all groups.
    Holdout,
}

/// Buyers, their orders, and what these come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// Different people.
    pub buyers: u64,
    /// Orders.
    pub orders: u64,
    /// Their amount, in minor units.
    pub amount_minor: i64,
}

/// One row. Where a denominator is nothing, the value is missing and the page shows a dash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is about.
    #[serde(flatten)]
    pub scope: RowScope,
    /// People assigned: the base of the rates.
    pub targeted: u64,
    /// Messages the channel took.
    pub sent: u64,
    /// Messages that arrived.
    pub delivered: u64,
    /// Messages the channel refused.
    pub failed: u64,
    /// Messages that were never sent, for a reason.
    pub suppressed: u64,
    /// Messages whose fate is unknown.
    pub unknown: u64,
    /// Messages still to come.
    pub pending: u64,
    /// Mails whose pictures were loaded; missing where that cannot be seen. Unreliable: never decide by it.
    pub opened: Option<u64>,
    /// Mails in which a link was followed; missing where that cannot be seen.
    pub clicked: Option<u64>,
    /// People who opted out.
    pub opted_out: u64,
    /// Ordered: paid and unpaid.
    pub ordered: Sold,
    /// Ordered and not paid.
    pub unpaid: Sold,
    /// Paid, before refunds.
    pub paid: Sold,
    /// Refunded within the window, in minor units.
    pub refunded_minor: i64,
    /// Refunded after the window: a correction that does not change the numbers.
    pub refunded_later_minor: i64,
    /// Paid for the campaign's own products, in minor units.
    pub goods_minor: i64,
    /// Paying buyers ÷ assigned.
    pub conversion: Option<f64>,
    /// Paying buyers ÷ delivered.
    pub conversion_of_delivered: Option<f64>,
    /// Paying buyers ÷ ordering buyers.
    pub pay_through: Option<f64>,
    /// Paid amount ÷ orders (AOV, 笔单价).
    pub order_value_minor: Option<i64>,
    /// Paid amount ÷ buyers (客单价).
    pub spend_per_buyer_minor: Option<i64>,
    /// What the messages cost, in minor units.
    pub cost_minor: i64,
    /// Net revenue of orders whose last message within the attribution days was this campaign's.
    pub attributed_minor: i64,
    /// Attributed net revenue ÷ cost (1:N).
    pub revenue_to_cost: Option<f64>,
    /// Attributed net revenue ÷ messages sent, in minor units.
    pub revenue_per_message_minor: Option<f64>,
    /// What the messages brought about; missing for waves and the holdout, which chance did not assign.
    pub effect: Option<Effect>,
}

/// What was hoped for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The amount, in minor units.
    pub amount_minor: Option<i64>,
    /// The orders.
    pub orders: Option<i64>,
    /// What messages might cost, in minor units.
    pub budget_minor: Option<i64>,
}

/// One hour of the campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// The hour's beginning, in seconds since 1970.
    pub at: i64,
    /// Messages that left.
    pub sent: u64,
    /// Orders paid by those written to.
    pub paid_orders: u64,
    /// Their amount, in minor units.
    pub paid_minor: i64,
    /// Orders paid by the holdout.
    pub holdout_orders: u64,
    /// Their amount, in minor units.
    pub holdout_minor: i64,
}

/// One product as it was sold to those written to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Good {
    /// The product's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Whether the campaign was about it.
    pub is_of_campaign: bool,
    /// Different buyers.
    pub buyers: u64,
    /// Orders.
    pub orders: u64,
    /// Pieces.
    pub quantity: i64,
    /// Amount, in minor units.
    pub amount_minor: i64,
}

/// Days within which the last message before a payment gets the credit (§4.2).
pub const ATTRIBUTION_DAYS: i64 = 7;

/// The hourly curve stops growing here.
const MOST_HOURS: i64 = 24 * 62;

/// Makes the report.
pub fn report(inputs: &Inputs) -> Report {
    let book = sums::Book::of(inputs);
    let mut rows = Vec::new();
    for group in &inputs.groups {
        let scope = RowScope::Group {
            id: group.id.clone(),
            name: group.name.clone(),
            medium: group.medium,
            expected_conversion: group.expected_conversion,
        };
        let effect = effect_of(&[book.arms(&group.id)]);
        rows.push(book.row(scope, Some(effect), |row| {
            row.group == group.id && !row.is_held_out()
        }));
    }
    for (group, number) in book.waves() {
        let scope = RowScope::Wave {
            group: group.id.clone(),
            name: group.name.clone(),
            number,
        };
        rows.push(book.row(scope, None, |row| {
            row.group == group.id && row.wave == number && !row.is_held_out()
        }));
    }
    for medium in Medium::ALL {
        let of_medium: Vec<&GroupPlan> = inputs
            .groups
            .iter()
            .filter(|group| group.medium == medium)
            .collect();
        if of_medium.is_empty() {
            continue;
        }
        let arms: Vec<Arms> = of_medium.iter().map(|group| book.arms(&group.id)).collect();
        let is_of_medium = |row: &LedgerRow| of_medium.iter().any(|group| group.id == row.group);
        rows.push(book.row(
            RowScope::Channel { medium },
            Some(effect_of(&arms)),
            |row| is_of_medium(row) && !row.is_held_out(),
        ));
    }
    let all: Vec<Arms> = inputs
        .groups
        .iter()
        .map(|group| book.arms(&group.id))
        .collect();
    rows.push(book.row(RowScope::Total, Some(effect_of(&all)), |row| {
        !row.is_held_out()
    }));
    rows.push(book.row(RowScope::Holdout, None, LedgerRow::is_held_out));
    Report {
        campaign: inputs.campaign.clone(),
        name: inputs.name.clone(),
        window_from: book.window_from(),
        window_until: inputs.window_until,
        as_of: inputs.as_of,
        provisional: inputs.as_of < inputs.window_until,
        rows,
        tally: inputs.tally(),
        target: inputs.target,
        hours: book.hours(),
        goods: book.goods(),
        overlap_share: book.overlap_share(),
        attribution_days: ATTRIBUTION_DAYS,
    }
}
