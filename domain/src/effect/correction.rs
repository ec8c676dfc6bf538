//! What became known of a campaign after its final report was frozen. It stands beside the report and does not change it.

use serde::{Deserialize, Serialize};

use super::report::{Report, RowScope};

/// What arrived late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Paid orders that were not known.
    pub orders: i64,
    /// Their amount, in minor units.
    pub amount_minor: i64,
    /// Refunds that were not known, in minor units.
    pub refunded_minor: i64,
    /// Paid orders of the holdout that were not known.
    pub holdout_orders: i64,
}

impl Correction {
    /// What the report of now counts that the frozen one does not; none where they agree.
    pub fn between(frozen: &Report, current: &Report) -> Option<Correction> {
        let holdout_orders = |report: &Report| {
            let holdout = report
                .rows
                .iter()
                .find(|row| row.scope == RowScope::Holdout);
            holdout.map_or(0, |row| row.paid.orders as i64)
        };
        let (before, after) = (frozen.total()?, current.total()?);
        let correction = Correction {
            orders: after.paid.orders as i64 - before.paid.orders as i64,
            amount_minor: after.paid.amount_minor - before.paid.amount_minor,
            refunded_minor: after.refunded_minor - before.refunded_minor,
            holdout_orders: holdout_orders(current) - holdout_orders(frozen),
        };
        (correction != Correction::default()).then_some(correction)
    }
}
