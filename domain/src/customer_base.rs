//! The picture of the whole store: what a specialist must know before any campaign.
//!
//! Every bar carries the query that gives its customers, so that each number can be opened.

mod intervals;
mod months;

use crate::bitmap::Bitmap;
use crate::message::Medium;
use crate::segment::{Context, Engine, EvaluateError, parse};
use crate::wire::engine::{Bar, CustomerBase};

/// The picture on the engine's day.
///
/// # Errors
/// Where nobody waits for it any more.
pub fn customer_base(engine: &Engine) -> Result<CustomerBase, EvaluateError> {
    let everybody = Bitmap::all(engine.snapshot().customers());
    let snapshot = engine.snapshot();
    let as_of = engine.as_of();
    let seen = || snapshot.anonymous.iter().filter(|entry| entry.0 <= as_of.0);
    Ok(CustomerBase {
        as_of,
        decimals: snapshot.decimals(),
        sums: engine.sums(&everybody),
        spreads: engine.spreads(&everybody),
        thresholds: engine.thresholds(),
        returns: intervals::returns(engine)?,
        intervals: intervals::intervals(engine)?,
        reach: reach(engine)?,
        purchases: vec![
            bar(engine, "ONCE", "number_of_orders = 1")?,
            bar(engine, "AGAIN", "number_of_orders >= 2")?,
            bar(engine, "NONE", "number_of_orders = 0")?,
        ],
        repeat_year: (
            bar(engine, "BUYERS", "orders_placed(date: >= -364d)")?,
            bar(
                engine,
                "AGAIN",
                "orders_placed(date: >= -364d, count: >= 2)",
            )?,
        ),
        old_buyers_month: (
            bar(engine, "BUYERS", "orders_placed(date: >= -29d)")?,
            bar(
                engine,
                "OLD",
                "orders_placed(date: >= -29d) AND orders_placed(date: BETWEEN -394d AND -30d)",
            )?,
        ),
        return_month: (
            bar(
                engine,
                "BUYERS",
                "orders_placed(date: BETWEEN -59d AND -30d)",
            )?,
            bar(
                engine,
                "AGAIN",
                "orders_placed(date: BETWEEN -59d AND -30d) AND orders_placed(date: >= -29d)",
            )?,
        ),
        months: months::months(engine)?,
        anonymous_orders: seen().map(|entry| entry.1).sum(),
        anonymous_minor: seen().map(|entry| entry.2).sum(),
    })
}

fn reach(engine: &Engine) -> Result<Vec<Bar>, EvaluateError> {
    let sums = engine.sums(engine.reached_by(Medium::Platform));
    Ok(vec![
        bar(engine, "SMS", "sms_subscription_status = 'SUBSCRIBED'")?,
        bar(engine, "EMAIL", "email_subscription_status = 'SUBSCRIBED'")?,
        Bar {
            key: "PLATFORM".to_owned(),
            customers: sums.customers,
            spent_minor: sums.spent_minor,
            // The language has no word for it: the bar opens as everybody, and reach shows who is left.
            query: String::new(),
        },
    ])
}

/// The bar of a query.
fn bar(engine: &Engine, key: &str, query: &str) -> Result<Bar, EvaluateError> {
    let parsed = parse(query).unwrap_or_default();
    let sums = engine.sums(&engine.members(&parsed, &Context::default())?);
    Ok(Bar {
        key: key.to_owned(),
        customers: sums.customers,
        spent_minor: sums.spent_minor,
        query: parsed.to_string(),
    })
}
