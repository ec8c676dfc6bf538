//! What to do while a campaign runs: a second wave, a reminder, more, or less (§4.6).

use serde::{Deserialize, Serialize};

/// What is known of one group at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Messages that left.
    pub sent: u64,
    /// Messages that arrived.
    pub delivered: u64,
    /// People who opted out.
    pub opted_out: u64,
    /// People assigned.
    pub assigned: u64,
    /// People who paid.
    pub buyers: u64,
    /// Orders placed.
    pub orders: u64,
    /// Orders placed and not paid.
    pub unpaid_orders: u64,
    /// People who have neither bought nor ordered, and who can still be written to.
    pub remaining: u64,
    /// The share that was expected to pay.
    pub expected_conversion: Option<f64>,
    /// Hours until the campaign's end.
    pub hours_left: i64,
    /// Whether there is budget for one more message to those who remain.
    pub has_budget: bool,
}

/// What to do with a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Suggestion {
    /// Stop: too many opt out.
    StopGroup,
    /// Look at signature, template and addresses: too few arrive.
    CheckDelivery,
    /// Remind those who have not paid first.
    RemindUnpaid,
    /// Write once more, differently, to those who have not bought.
    SecondWave,
    /// It goes as hoped: spend the rest of the budget elsewhere.
    UseReserve,
}

/// What to do with a group, the most urgent first. Conversions are compared with what was expected of the whole campaign.
pub fn suggestions(progress: &Progress) -> Vec<Suggestion> {
    let mut found = Vec::new();
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    let opt_outs = share(progress.opted_out, progress.delivered).unwrap_or(0.0);
    if opt_outs >= 0.005 {
        found.push(Suggestion::StopGroup);
    }
    if share(progress.delivered, progress.sent).is_some_and(|arrived| arrived < 0.9) {
        found.push(Suggestion::CheckDelivery);
    }
    if share(progress.unpaid_orders, progress.orders).is_some_and(|unpaid| unpaid >= 0.05) {
        found.push(Suggestion::RemindUnpaid);
    }
    let against_hope = share(progress.buyers, progress.assigned)
        .zip(progress.expected_conversion)
        .filter(|(_, expected)| *expected > 0.0)
        .map(|(conversion, expected)| conversion / expected);
    match against_hope {
        Some(reached) if reached >= 1.0 => found.push(Suggestion::UseReserve),
        Some(reached)
            if reached < 0.7
                && progress.hours_left >= 24
                && progress.remaining >= 200
                && progress.has_budget
                && opt_outs < 0.003 =>
        {
            found.push(Suggestion::SecondWave);
        }
        _ => {}
    }
    found
}

/// How fast the campaign goes: paid so far ÷ (target × the share expected by this hour). Below 0.8 it is time to
/// intensify. `None` without a target or before anything is expected.
///
/// ```
/// use domain::campaign::suggestion::pace;
/// assert_eq!(pace(30_000, 100_000, 0.5), Some(0.6));
/// assert_eq!(pace(30_000, 0, 0.5), None);
/// ```
pub fn pace(paid_minor: i64, target_minor: i64, expected_share: f64) -> Option<f64> {
    let expected = target_minor as f64 * expected_share;
    (expected > 0.0).then(|| paid_minor as f64 / expected)
}

/// Below this pace it is time to intensify.
pub const SLOW_PACE: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, change: impl Fn(&mut Progress), expected: &[Suggestion]) {
        let mut progress = Progress {
            sent: 1_000,
            delivered: 990,
            assigned: 1_000,
            buyers: 20,
            orders: 20,
            remaining: 970,
            expected_conversion: Some(0.025),
            hours_left: 48,
            has_budget: true,
            ..Progress::default()
        };
        change(&mut progress);
        assert_eq!(suggestions(&progress), expected, "{name}");
    }

    #[test]
    fn each_condition_has_its_deed() {
        use Suggestion::{CheckDelivery, RemindUnpaid, SecondWave, StopGroup, UseReserve};
        check("as expected, nearly", |_| {}, &[]);
        check("few buy", |p| p.buyers = 10, &[SecondWave]);
        let slow = |p: &mut Progress| p.buyers = 10;
        check("few buy, too late", |p| (slow(p), p.hours_left = 23).1, &[]);
        check("few buy, few left", |p| (slow(p), p.remaining = 199).1, &[]);
        check(
            "few buy, no money",
            |p| (slow(p), p.has_budget = false).1,
            &[],
        );
        check(
            "few buy, some opt out",
            |p| (slow(p), p.opted_out = 3).1,
            &[],
        );
        check("many buy", |p| p.buyers = 25, &[UseReserve]);
        check("many opt out", |p| p.opted_out = 5, &[StopGroup]);
        check("few arrive", |p| p.delivered = 899, &[CheckDelivery]);
        check(
            "one in twenty unpaid",
            |p| p.unpaid_orders = 1,
            &[RemindUnpaid],
        );
    }
}
