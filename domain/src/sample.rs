//! What a count in a sample says about the whole shop.

/// Half the width of the 95% interval around `count` × `every`, in customers: `count` of the `sampled` customers of a sample
/// of one in `every` have something.
///
/// 1.96 · N · √((1 − n ÷ N) · p · (1 − p) ÷ (n − 1)), with n customers of N and p their share (Cochran, Sampling Techniques,
/// 1977, §3.2, for simple random sampling; one in so many of an ordered list varies no more than that).
///
/// ```
/// use domain::sample::half_width;
/// assert_eq!(half_width(100, 1_000, 1), 0.0);
/// assert!((half_width(500, 1_000, 10) - 294.1).abs() < 0.1);
/// ```
pub fn half_width(count: u32, sampled: u32, every: u32) -> f64 {
    /// The 97.5th percentile of the normal distribution.
    const Z: f64 = 1.959_964;
    if sampled < 2 || every <= 1 {
        return 0.0;
    }
    let (n, every) = (f64::from(sampled), f64::from(every));
    let p = f64::from(count.min(sampled)) / n;
    Z * n * every * ((1.0 - 1.0 / every) * p * (1.0 - p) / (n - 1.0)).sqrt()
}
