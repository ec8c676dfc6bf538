//! Two shares compared: Wilson's and Newcombe's intervals, the pooled test, Fisher's exact test (§4.4).

use serde::{Deserialize, Serialize};

use super::{Estimate, Z_95};
use crate::effect::mean::{ln_gamma, normal_two_sided};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proportion {
    /// How many did it.
    pub hits: u64,
    /// Of how many.
    pub of: u64,
}

impl Proportion {
    /// The share; `None` of nobody.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Wilson's interval, which never leaves 0 to 1.
    ///
    /// Wilson (1927), Probable inference, the law of succession, and statistical inference.
    ///
    /// ```
    /// use domain::effect::proportion::Proportion;
    /// let interval = Proportion { hits: 0, of: 500 }.wilson().unwrap();
    /// assert!((interval.high - 0.007624).abs() < 1e-6);
    /// ```
    pub fn wilson(self) -> Option<Estimate> {
        let share = self.share()?;
        let number = self.of as f64;
        let square = Z_95 * Z_95;
        let centre = (share + square / (2.0 * number)) / (1.0 + square / number);
        let half = Z_95 / (1.0 + square / number)
            * (share * (1.0 - share) / number + square / (4.0 * number * number)).sqrt();
        Some(Estimate {
            value: share,
            low: (centre - half).max(0.0),
            high: (centre + half).min(1.0),
        })
    }
}

/// The difference of two shares with Newcombe's interval, made of Wilson's.
///
/// Newcombe (1998), Interval estimation for the difference between independent proportions, method 10.
///
/// ```
/// use domain::effect::proportion::{difference, Proportion};
/// let lift = difference(Proportion { hits: 540, of: 18_000 }, Proportion { hits: 40, of: 2_000 }).unwrap();
/// assert!((lift.value - 0.01).abs() < 1e-12);
/// assert!((lift.low - 0.002490).abs() < 1e-6 && (lift.high - 0.015881).abs() < 1e-6);
/// ```
pub fn difference(treated: Proportion, control: Proportion) -> Option<Estimate> {
    let (treated, control) = (treated.wilson()?, control.wilson()?);
    let value = treated.value - control.value;
    let below = (treated.value - treated.low).hypot(control.high - control.value);
    let above = (treated.high - treated.value).hypot(control.value - control.low);
    Some(Estimate {
        value,
        low: value - below,
        high: value + above,
    })
}

/// The outcome of a test of equality.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// The statistic, where the test has one.
    pub statistic: Option<f64>,
    /// The probability of a difference at least as large if there were none.
    pub p_value: f64,
    /// Which test.
    pub method: Method,
}

/// Which test of equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// The pooled z test.
    PooledZ,
    /// Fisher's exact test.
    Fisher,
    /// Welch's t test.
    Welch,
}

/// The test for two shares: Fisher's exact one if any expected cell is below 5, else the pooled z test. `None` where
/// everybody or nobody did it, or a side is empty.
pub fn test(treated: Proportion, control: Proportion) -> Option<Test> {
    let all = treated.of + control.of;
    let hits = treated.hits + control.hits;
    if treated.of == 0 || control.of == 0 || hits == 0 || hits == all {
        return None;
    }
    let rare = hits.min(all - hits) as f64;
    let expected = rare * treated.of.min(control.of) as f64 / all as f64;
    if expected < 5.0 {
        return Some(Test {
            statistic: None,
            p_value: fisher(treated, control)?,
            method: Method::Fisher,
        });
    }
    let statistic = pooled_z(treated, control)?;
    Some(Test {
        statistic: Some(statistic),
        p_value: normal_two_sided(statistic),
        method: Method::PooledZ,
    })
}

/// The statistic of the pooled z test; `None` where it is not defined.
///
/// ```
/// use domain::effect::proportion::{pooled_z, Proportion};
/// let z = pooled_z(Proportion { hits: 540, of: 18_000 }, Proportion { hits: 40, of: 2_000 }).unwrap();
/// assert!((z - 2.5283).abs() < 1e-4);
/// ```
pub fn pooled_z(treated: Proportion, control: Proportion) -> Option<f64> {
    let difference = treated.share()? - control.share()?;
    let all = (treated.of + control.of) as f64;
    let pooled = (treated.hits + control.hits) as f64 / all;
    let spread = pooled * (1.0 - pooled) * (1.0 / treated.of as f64 + 1.0 / control.of as f64);
    (spread > 0.0).then(|| difference / spread.sqrt())
}

/// The two-sided p-value of Fisher's exact test: the sum over all tables with the same margins that are no more
/// probable than the one seen. `None` where a count exceeds its whole.
pub fn fisher(treated: Proportion, control: Proportion) -> Option<f64> {
    if treated.hits > treated.of || control.hits > control.of {
        return None;
    }
    let (all, hits) = (treated.of + control.of, treated.hits + control.hits);
    let least = hits.saturating_sub(control.of);
    let most = hits.min(treated.of);
    let fixed = ln_choose(all, hits);
    let probability =
        |at: u64| (ln_choose(treated.of, at) + ln_choose(control.of, hits - at) - fixed).exp();
    // Tables as probable as the one seen but for rounding belong to the sum.
    let seen = probability(treated.hits) * (1.0 + 1e-7);
    let sum: f64 = (least..=most)
        .map(probability)
        .filter(|one| *one <= seen)
        .sum();
    Some(sum.min(1.0))
}

/// The logarithm of the number of ways to choose.
fn ln_choose(from: u64, number: u64) -> f64 {
    let (from, number) = (from as f64, number as f64);
    ln_gamma(from + 1.0) - ln_gamma(number + 1.0) - ln_gamma(from - number + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(hits: u64, of: u64) -> Proportion {
        Proportion { hits, of }
    }

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} ≠ {expected}");
    }

    fn check_interval(treated: Proportion, control: Proportion, value: f64, low: f64, high: f64) {
        let lift = difference(treated, control).unwrap();
        close(lift.value, value, 5e-7);
        close(lift.low, low, 5e-7);
        close(lift.high, high, 5e-7);
    }

    #[test]
    fn the_vectors_of_the_trade_hold() {
        check_interval(of(540, 18_000), of(40, 2_000), 0.01, 0.002490, 0.015881);
        check_interval(of(60, 1_900), of(1, 100), 0.021579, -0.023449, 0.033671);
        check_interval(of(0, 500), of(0, 500), 0.0, -0.007624, 0.007624);
        check_interval(of(12, 400), of(3, 100), 0.0, -0.055992, 0.029338);
        let (treated, control) = (of(540, 18_000), of(40, 2_000));
        let z = pooled_z(treated, control).unwrap();
        close(z, 2.5283, 5e-5);
        close(normal_two_sided(z), 0.01146, 5e-6);
        close(fisher(treated, control).unwrap(), 0.01123, 5e-6);
        close(fisher(of(60, 1_900), of(1, 100)).unwrap(), 0.3661, 5e-5);
        assert_eq!(pooled_z(of(0, 500), of(0, 500)), None);
        assert_eq!(test(of(0, 500), of(0, 500)), None);
    }

    #[test]
    fn small_expected_cells_take_the_exact_test() {
        assert_eq!(
            test(of(60, 1_900), of(1, 100)).unwrap().method,
            Method::Fisher
        );
        assert_eq!(
            test(of(540, 18_000), of(40, 2_000)).unwrap().method,
            Method::PooledZ
        );
    }

    #[test]
    fn nobody_gives_no_number() {
        assert_eq!(difference(of(0, 0), of(1, 2)), None);
        assert_eq!(of(0, 0).wilson(), None);
    }

    proptest! {
        #[test]
        fn intervals_hold_their_estimate(a in 0u64..50, b in 1u64..500, c in 0u64..50, d in 1u64..500) {
            let (treated, control) = (of(a.min(b), b), of(c.min(d), d));
            let lift = difference(treated, control).unwrap();
            prop_assert!(lift.low <= lift.value && lift.value <= lift.high);
            prop_assert!(lift.low >= -1.0 - 1e-9 && lift.high <= 1.0 + 1e-9);
            let back = difference(control, treated).unwrap();
            prop_assert!((back.low + lift.high).abs() < 1e-12);
            let p = fisher(treated, control).unwrap();
            prop_assert!(p > 0.0 && p <= 1.0);
        }
    }
}
