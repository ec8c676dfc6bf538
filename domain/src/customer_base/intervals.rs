//! Days between purchases: how customers come back, and after how long a silence they still do.

use crate::lifecycle::GapCounts;
use crate::segment::{Engine, EvaluateError};
use crate::wire::engine::{IntervalBar, Intervals, Return};

use super::bar;

/// The last day of each bar; longer intervals are in one more.
const EDGES: [u32; 12] = [7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 730];
/// How long after a silence a purchase still counts as a return.
const RETURN_DAYS: i32 = 90;

/// The spread of all intervals.
pub(super) fn intervals(engine: &Engine) -> Result<Intervals, EvaluateError> {
    let mut gaps = GapCounts::default();
    let mut customers = 0;
    engine.each_purchase_days(|days| {
        customers += u32::from(days.len() > 1);
        for pair in days.windows(2) {
            gaps.add((pair[1] - pair[0]) as u32);
        }
    })?;
    let name = "median_days_between_orders";
    let mut bars = Vec::new();
    for at in 0..=EDGES.len() {
        let before = at.checked_sub(1).map_or(0, |at| EDGES[at]);
        let to = EDGES.get(at).copied();
        let (key, query) = match to {
            Some(to) if before == 0 => (format!("1-{to}"), format!("{name} <= {to}")),
            Some(to) => (
                format!("{}-{to}", before + 1),
                format!("{name} > {before} AND {name} <= {to}"),
            ),
            None => (format!("{}-", before + 1), format!("{name} > {before}")),
        };
        bars.push(IntervalBar {
            from: before + 1,
            to,
            gaps: gaps.longer_than(before) - to.map_or(0, |to| gaps.longer_than(to)),
            bar: bar(engine, &key, &query)?,
        });
    }
    Ok(Intervals {
        gaps: gaps.count(),
        customers,
        median_half_days: gaps.median_half(),
        p25: gaps.percentile(25),
        p75: gaps.percentile(75),
        p80: gaps.percentile(80),
        p90: gaps.percentile(90),
        p95: gaps.percentile(95),
        bars,
    })
}

/// For each threshold: silences of that length that are long enough past to tell, and how many ended soon after.
pub(super) fn returns(engine: &Engine) -> Result<Vec<Return>, EvaluateError> {
    let at = engine.thresholds();
    let mut returns = [at.a, at.b, at.c].map(|silent_days| Return {
        silent_days,
        silences: 0,
        returned: 0,
    });
    let as_of = engine.as_of().0;
    engine.each_purchase_days(|days| {
        for (place, day) in days.iter().enumerate() {
            let next = days.get(place + 1);
            for one in &mut returns {
                let silent_until = day + one.silent_days as i32;
                let is_silent = next.is_none_or(|next| *next > silent_until);
                if is_silent && silent_until + RETURN_DAYS <= as_of {
                    one.silences += 1;
                    let soon = next.is_some_and(|next| *next <= silent_until + RETURN_DAYS);
                    one.returned += u64::from(soon);
                }
            }
        }
    })?;
    Ok(returns.to_vec())
}
