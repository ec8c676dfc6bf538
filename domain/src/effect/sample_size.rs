//! How many customers it takes to see a difference (§4.4).

use serde::{Deserialize, Serialize};

use super::{Z_95, Z_POWER_80};

/// The customers that a comparison takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleSize {
    /// Written to.
    pub treated: u64,
    /// Held out.
    pub control: u64,
}

/// The customers it takes to see a share rise from `control` to `treated` in four of five tries, with `ratio` customers
/// written to for each one held out. `None` where there is no difference, or a share lies outside 0 to 1.
///
/// ```
/// use domain::effect::sample_size::{sample_size, SampleSize};
/// // To see 2 % become 3 % with a tenth held out takes about 22,500 customers.
/// assert_eq!(sample_size(0.03, 0.02, 9.0), Some(SampleSize { treated: 20_209, control: 2_246 }));
/// ```
pub fn sample_size(treated: f64, control: f64, ratio: f64) -> Option<SampleSize> {
    let is_share = |share: f64| (0.0..=1.0).contains(&share);
    if !is_share(treated)
        || !is_share(control)
        || treated == control
        || ratio.is_nan()
        || ratio <= 0.0
    {
        return None;
    }
    let pooled = (ratio * treated + control) / (ratio + 1.0);
    let under_none = ((1.0 + 1.0 / ratio) * pooled * (1.0 - pooled)).sqrt();
    let under_some = (treated * (1.0 - treated) / ratio + control * (1.0 - control)).sqrt();
    let root = (Z_95 * under_none + Z_POWER_80 * under_some) / (treated - control);
    let exact = root * root;
    Some(SampleSize {
        treated: (exact * ratio).ceil() as u64,
        control: exact.ceil() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_trade_hold() {
        for (treated, control, ratio, of_treated, of_control) in [
            (0.03, 0.02, 1.0, Some(3_826), 3_826),
            (0.03, 0.02, 9.0, Some(20_209), 2_246),
            (0.03, 0.02, 19.0, Some(40_659), 2_140),
            (0.025, 0.02, 9.0, None, 7_925),
            (0.012, 0.010, 9.0, None, 24_373),
        ] {
            let found = sample_size(treated, control, ratio).unwrap();
            assert_eq!(found.control, of_control);
            assert!(of_treated.is_none_or(|size| size == found.treated));
        }
        assert_eq!(sample_size(0.02, 0.02, 9.0), None);
    }
}
