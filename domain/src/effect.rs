//! Whether a campaign worked: rates with their uncertainty, and the report.

pub mod correction;
pub mod mean;
pub mod proportion;
pub mod report;
pub mod sample_size;

use serde::{Deserialize, Serialize};

/// The normal quantile of a 95 percent interval.
pub const Z_95: f64 = 1.959_964;

/// The normal quantile of 80 percent power.
pub const Z_POWER_80: f64 = 0.841_621;

/// An estimate with its 95 percent interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// The estimate times a positive factor, its ends as well.
    #[must_use]
    pub fn times(self, factor: f64) -> Estimate {
        Estimate {
            value: self.value * factor,
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}
