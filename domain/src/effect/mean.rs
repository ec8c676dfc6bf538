//! Two means compared: Welch's interval and test (§4.4), and the distributions they need.

use serde::{Deserialize, Serialize};

use super::Estimate;
use super::proportion::{Method, Test};

/// Number, mean and variance of amounts, gathered without keeping them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// How many.
    pub of: u64,
    /// Their mean.
    pub mean: f64,
    /// The sum of squared distances from the mean.
    squares: f64,
}

impl Sample {
    /// Adds one amount (Welford's way, which keeps its digits).
    pub fn add(&mut self, amount: f64) {
        self.of += 1;
        let before = amount - self.mean;
        self.mean += before / self.of as f64;
        self.squares += before * (amount - self.mean);
    }

    /// Adds many people who spent nothing.
    pub fn add_zeros(&mut self, count: u64) {
        if count == 0 {
            return;
        }
        let (old, new) = (self.of as f64, (self.of + count) as f64);
        self.squares += self.mean * self.mean * old * count as f64 / new;
        self.mean *= old / new;
        self.of += count;
    }

    /// The sample of these amounts.
    pub fn of(amounts: impl IntoIterator<Item = f64>) -> Sample {
        let mut sample = Sample::default();
        amounts.into_iter().for_each(|amount| sample.add(amount));
        sample
    }

    /// The variance, over the number less one; `None` of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.of > 1).then(|| self.squares / (self.of - 1) as f64)
    }
}

/// A difference of means by Welch's way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welch {
    /// The difference and its 95 percent interval.
    pub difference: Estimate,
    /// The standard error.
    pub standard_error: f64,
    /// Degrees of freedom.
    pub freedom: f64,
    /// The probability of a difference at least as large if there were none; `None` when nothing varies.
    pub p_value: Option<f64>,
}

impl Welch {
    /// As the outcome of a test.
    pub fn test(&self) -> Option<Test> {
        self.p_value.map(|p_value| Test {
            statistic: Some(self.difference.value / self.standard_error),
            p_value,
            method: Method::Welch,
        })
    }
}

/// The difference of two means. `None` where a side has fewer than two.
///
/// Welch (1947), The generalization of "Student's" problem when several different population variances are involved.
///
/// ```
/// use domain::effect::mean::{welch, Sample};
/// let treated = Sample::of([0., 0., 0., 0., 199., 0., 0., 89.5, 0., 0.]);
/// let control = Sample::of([0., 0., 0., 59., 0., 0., 0., 0.]);
/// let found = welch(treated, control).unwrap();
/// assert!((found.difference.value - 21.475).abs() < 1e-9);
/// assert!((found.p_value.unwrap() - 0.3530).abs() < 5e-5);
/// ```
pub fn welch(treated: Sample, control: Sample) -> Option<Welch> {
    let value = treated.mean - control.mean;
    let treated_part = treated.variance()? / treated.of as f64;
    let control_part = control.variance()? / control.of as f64;
    let square = treated_part + control_part;
    if square <= 0.0 {
        let difference = Estimate {
            value,
            low: value,
            high: value,
        };
        return Some(Welch {
            difference,
            standard_error: 0.0,
            freedom: (treated.of + control.of - 2) as f64,
            p_value: None,
        });
    }
    let freedom = square * square
        / (treated_part * treated_part / (treated.of - 1) as f64
            + control_part * control_part / (control.of - 1) as f64);
    let standard_error = square.sqrt();
    let half = t_quantile_95(freedom) * standard_error;
    Some(Welch {
        difference: Estimate {
            value,
            low: value - half,
            high: value + half,
        },
        standard_error,
        freedom,
        p_value: Some(t_two_sided(value / standard_error, freedom)),
    })
}

/// Amounts with those beyond the quantile `share` of all put back to it, so that one large order does not decide.
/// The quantile is the smallest amount that at least that share does not exceed.
///
/// ```
/// use domain::effect::mean::winsorised;
/// assert_eq!(winsorised(&[1.0, 2.0, 3.0, 400.0], 0.75), [1.0, 2.0, 3.0, 3.0]);
/// ```
pub fn winsorised(amounts: &[f64], share: f64) -> Vec<f64> {
    let Some(cut) = quantile(amounts, share) else {
        return Vec::new();
    };
    amounts.iter().map(|amount| amount.min(cut)).collect()
}

/// The smallest amount that at least `share` of all do not exceed; `None` of none.
pub fn quantile(amounts: &[f64], share: f64) -> Option<f64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share.clamp(0.0, 1.0) * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

/// The probability that a normal number is at least this far from 0.
pub fn normal_two_sided(z: f64) -> f64 {
    // The chi-square distribution of one degree of freedom: the incomplete gamma function of one half.
    upper_gamma_half(z * z / 2.0)
}

/// The probability that a number of Student's distribution is at least this far from 0.
pub fn t_two_sided(t: f64, freedom: f64) -> f64 {
    incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// The t beyond which 5 percent lie, on both sides together, found by halving.
pub fn t_quantile_95(freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..120 {
        let middle = (low + high) / 2.0;
        if t_two_sided(middle, freedom) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// The logarithm of the gamma function, by Lanczos' approximation with g = 7 and nine terms, good to 15 digits.
///
/// Lanczos (1964), A precision approximation of the gamma function; coefficients of P. Godfrey.
pub(super) fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        let sine = (std::f64::consts::PI * x).sin().abs();
        return (std::f64::consts::PI / sine).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let mut sum = 0.999_999_999_999_809_9;
    for (at, coefficient) in COEFFICIENTS.iter().enumerate() {
        sum += coefficient / (x + at as f64 + 1.0);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The upper incomplete gamma function of one half, regularised: a series for small x, a continued fraction else.
fn upper_gamma_half(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (-x + 0.5 * x.ln() - ln_gamma(0.5)).exp();
    if x < 1.5 {
        let (mut term, mut sum, mut at) = (2.0, 2.0, 0.5);
        for _ in 0..200 {
            at += 1.0;
            term *= x / at;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    let mut b = x + 0.5;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for at in 1..300 {
        let step = f64::from(at);
        let a = -step * (step - 0.5);
        b += 2.0;
        d = 1.0 / nonzero(a * d + b);
        c = nonzero(b + a / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// The regularised incomplete beta function, by Lentz' continued fraction (Numerical Recipes, 6.4).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front =
        (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for at in 1..500 {
        let m = f64::from(at);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for part in [even, odd] {
            d = 1.0 / nonzero(1.0 + part * d);
            c = nonzero(1.0 + part / c);
            change = d * c;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} ≠ {expected}");
    }

    #[test]
    fn the_vector_of_the_trade_holds() {
        let treated = Sample::of([0., 0., 0., 0., 199., 0., 0., 89.5, 0., 0.]);
        let control = Sample::of([0., 0., 0., 59., 0., 0., 0., 0.]);
        let found = welch(treated, control).unwrap();
        close(found.difference.value, 21.475, 1e-9);
        close(found.standard_error, 22.1568, 5e-5);
        close(found.freedom, 11.1597, 5e-5);
        close(found.difference.low, -27.207, 5e-4);
        close(found.difference.high, 70.157, 5e-4);
        close(found.p_value.unwrap(), 0.3530, 5e-5);
    }

    #[test]
    fn the_distributions_hold_known_values() {
        close(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-13);
        close(ln_gamma(11.0), 3_628_800f64.ln(), 1e-12);
        close(normal_two_sided(1.959_963_984_540_054), 0.05, 1e-13);
        close(normal_two_sided(0.5), 0.617_075_077_451_974, 1e-13);
        close(t_quantile_95(1.0), 12.706_204_736_432_1, 1e-7);
        close(t_quantile_95(10.0), 2.228_138_851_964_94, 1e-9);
        close(t_quantile_95(1e6), 1.959_966_35, 1e-7);
        close(t_two_sided(2.0, 5.0), 0.101_939_478_829_857, 1e-12);
    }

    #[test]
    fn nothing_that_varies_has_no_test() {
        let zeros = Sample::of([0.0; 5]);
        let found = welch(zeros, zeros).unwrap();
        assert_eq!((found.difference.value, found.p_value), (0.0, None));
        assert_eq!(welch(Sample::of([1.0]), zeros), None);
    }

    proptest! {
        #[test]
        fn zeros_added_together_are_zeros_added_singly(amounts in prop::collection::vec(0.0f64..1e4, 0..20), zeros in 0u64..50) {
            let mut together = Sample::of(amounts.iter().copied());
            together.add_zeros(zeros);
            let singly = Sample::of(amounts.into_iter().chain((0..zeros).map(|_| 0.0)));
            prop_assert_eq!(together.of, singly.of);
            prop_assert!((together.mean - singly.mean).abs() < 1e-6);
            let (one, other) = (together.variance().unwrap_or(0.0), singly.variance().unwrap_or(0.0));
            prop_assert!((one - other).abs() <= 1e-6 * (1.0 + other));
        }
    }
}
