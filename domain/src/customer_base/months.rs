//! Sales and buyers month by month.

use chrono::Datelike;

use crate::day::Day;
use crate::segment::{Engine, EvaluateError};
use crate::wire::engine::{Bar, Month};

/// How many months back at most.
const MONTHS: usize = 36;

/// The sums of one month while they are counted.
#[derive(Clone, Copy, Default)]
struct Sums {
    buyers: u32,
    new_buyers: u32,
    orders: u64,
    sales: i64,
    /// What the month's buyers have spent in all their life.
    spent: i64,
    anonymous_orders: u64,
    anonymous_sales: i64,
}

/// The months from the first order on, the last 36 at most.
pub(super) fn months(engine: &Engine) -> Result<Vec<Month>, EvaluateError> {
    let mut sums: Vec<Sums> = vec![Sums::default(); MONTHS];
    let place = places(engine.as_of());
    let mut oldest = 0;
    // Who bought last, and in which month: a customer is counted once a month.
    let mut last_seen = None;
    engine.each_paid_order(|order| {
        let Some(at) = place(order.day) else { return };
        oldest = oldest.max(at);
        let month = &mut sums[at];
        month.orders += 1;
        month.sales += order.net;
        month.new_buyers += u32::from(order.is_first);
        if last_seen.replace((order.row, at)) != Some((order.row, at)) {
            month.buyers += 1;
            month.spent += order.spent;
        }
    })?;
    for (day, orders, amount) in &engine.snapshot().anonymous {
        if *day <= engine.as_of().0
            && let Some(at) = place(*day)
        {
            oldest = oldest.max(at);
            sums[at].anonymous_orders += orders;
            sums[at].anonymous_sales += amount;
        }
    }
    if sums
        .iter()
        .all(|month| month.orders + month.anonymous_orders == 0)
    {
        return Ok(Vec::new());
    }
    let months = (0..=oldest).rev();
    Ok(months
        .map(|at| month(engine.as_of(), at as i64, &sums[at]))
        .collect())
}

/// How many months back from this one each day is; none for days that are not shown.
fn places(as_of: Day) -> impl Fn(i32) -> Option<usize> {
    let this = first_of_month(as_of);
    let first = this.plus_months(1 - MONTHS as i64);
    // Every day is looked up once, and millions of orders in the list of them.
    let months: Vec<usize> = (first.0..=as_of.0)
        .map(|day| (number_of(as_of) - number_of(Day(day))) as usize)
        .collect();
    move |day| {
        let at = usize::try_from(i64::from(day) - i64::from(first.0)).ok()?;
        months.get(at).copied()
    }
}

fn month(as_of: Day, back: i64, sums: &Sums) -> Month {
    let first = first_of_month(as_of).plus_months(-back);
    let last = first.plus_months(1).previous();
    Month {
        first,
        buyers: Bar {
            key: first.to_string().chars().take(7).collect(),
            customers: sums.buyers,
            spent_minor: sums.spent,
            query: format!("orders_placed(date: BETWEEN {first} AND {last})"),
        },
        new_buyers: sums.new_buyers,
        orders: sums.orders,
        sales_minor: sums.sales,
        anonymous_orders: sums.anonymous_orders,
        anonymous_minor: sums.anonymous_sales,
    }
}

fn first_of_month(day: Day) -> Day {
    Day::from_date(day.date().with_day(1).unwrap_or(day.date()))
}

/// Months since the year 0.
fn number_of(day: Day) -> i32 {
    let date = day.date();
    date.year() * 12 + date.month0() as i32
}
