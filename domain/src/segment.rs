//! A segment: a named rule in the segment language, read, checked, printed and evaluated.
//!
//! A text is read once by [`parse`] into a [`Query`], which is always well formed and typed; it prints back to its one
//! canonical text. An [`Engine`] answers queries over a frozen [`Snapshot`](crate::snapshot::Snapshot) as of a day.
//!
//! Points of the language that are decided here:
//!
//! - What comes after the as-of day has not happened: later orders and refunds are not seen. Attributes that are known
//!   only as they stand now (tags, region, consents, order states) are taken as they stand.
//! - A set without elements is a missing value: `customer_tags IS NULL` holds for it and `customer_tags NOT CONTAINS 'x'`
//!   does not; `NOT customer_tags CONTAINS 'x'` does. `customer_segments` is never missing.
//! - Texts compare exactly, product ids and the fixed words (stages, statuses) without regard to case. `CONTAINS` looks
//!   for a part of a text, and for a whole element of a set.
//! - Gifts and fees are not product lines: functions about products do not see them.
//! - `product_runs_out` looks at the latest order that has such a product with a known lifespan, and at the products of
//!   that order.
//! - `product_cycle` reckons each product by itself: an order that waits to be paid is `BUY` whatever was bought before; a
//!   product without a lifespan stays in `USE`; one that was closed unpaid in the last 30 days and was not bought is `OBSERVE`.
//! - `campaign_activity` counts a message as one `SENT`, a campaign from which a customer was held out as one `HELD_OUT`, and
//!   each paid order after a message and within the campaign's window as one `ORDERED`. Ids of campaigns compare without
//!   regard to case.
//! - `per` looks only at categories (or products) of which the customer has a matching line; lines without a category
//!   belong to none.

mod answer;
pub mod attribute;
mod campaign_activity;
mod columns;
pub mod edit;
mod evaluate;
mod explain;
pub mod function;
mod lex;
mod marks;
mod matching;
mod measures;
mod nearest;
mod orders_placed;
mod overlap;
mod parse;
mod print;
mod product_cycle;
mod products_purchased;
mod profile;
mod purchase_sequence;
mod purchases;
pub mod query;
mod range;
mod refunded;
mod runs_out;
mod scale;
mod serve;
mod sums;
mod tally;
mod walk;
mod waterfall;

pub use attribute::{Attribute, Kind};
pub use evaluate::{Context, Engine, EvaluateError};
pub use function::{Function, Parameter};
pub use nearest::nearest;
pub use overlap::eligible_groups;
pub use parse::{Expected, ParseError, Reason, parse};
pub use query::{
    Clause, DayValue, Occasion, Offset, Operator, Query, Rule, Span, Test, Unit, Value,
    customer_ids, segment_names,
};
pub use scale::Scale;
pub use serve::{Counter, context_of};
pub use waterfall::{LeftOut, Split, SplitGroup, split};

/// The plainest query that holds for every customer, as the pages write it where a query must not be empty.
pub const EVERYBODY: &str = "number_of_orders >= 0";

#[cfg(test)]
mod tests;
