//! What messages brought about: those written to against those held out, group by group.

use serde::{Deserialize, Serialize};

use crate::effect::mean::{Sample, Welch, t_quantile_95, welch};
use crate::effect::proportion::{Proportion, Test, difference, test};
use crate::effect::{Estimate, Z_95};
use crate::holdout::{SMALLEST_GROUP, SMALLEST_HOLDOUT};

/// What may be said of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// The interval lies above nothing: the messages brought it about.
    Proven,
    /// The interval lies below nothing: the messages did harm.
    ProvenLoss,
    /// The interval includes nothing.
    NotProven,
    /// Nobody was held out: attributed, not caused.
    NoHoldout,
    /// Too few people for any claim.
    TooSmall,
}

/// The two arms of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arms {
    /// Paying buyers of those assigned to be written to.
    pub treated: Proportion,
    /// Paying buyers of the holdout.
    pub control: Proportion,
    /// Net spend of each person written to, zeros included, in minor units.
    pub treated_spend: Sample,
    /// Net spend of each person held out.
    pub control_spend: Sample,
    /// The same with the largest amounts put back to the 99.5th percentile of both arms.
    pub treated_trimmed: Sample,
    /// The same for the holdout.
    pub control_trimmed: Sample,
}

/// What the messages brought about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// What may be said about buyers.
    pub verdict: Verdict,
    /// What may be said about the amount.
    pub amount_verdict: Verdict,
    /// Paying buyers of those assigned, over the groups that have a holdout.
    pub treated: Proportion,
    /// Paying buyers of the holdout.
    pub control: Proportion,
    /// The difference of the shares that pay.
    pub lift: Option<Estimate>,
    /// That difference ÷ the holdout's share.
    pub relative_lift: Option<f64>,
    /// The test of the difference, for a single group.
    pub test: Option<Test>,
    /// Buyers there would not have been.
    pub incremental_buyers: Option<Estimate>,
    /// The difference of net spend a person, in minor units.
    pub spend_lift_minor: Option<Estimate>,
    /// The same with the largest amounts trimmed.
    pub spend_lift_trimmed_minor: Option<Estimate>,
    /// The test of that difference, for a single group.
    pub spend_test: Option<Test>,
    /// Net revenue there would not have been, in minor units.
    pub incremental_minor: Option<Estimate>,
}

/// The effect over groups; one whose holdout is a single person says nothing and is left out. Each group is compared with its own holdout and the differences are added, because the groups
/// differ in how they buy and in the share held out; intervals of sums by the method of variance estimates recovery
/// (Zou and Donner, 2008).
///
/// ```
/// use domain::effect::{proportion::Proportion, report::{Arms, Verdict, effect_of}};
/// let arms = Arms {
///     treated: Proportion { hits: 540, of: 18_000 },
///     control: Proportion { hits: 40, of: 2_000 },
///     ..Arms::default()
/// };
/// let effect = effect_of(&[arms]);
/// assert_eq!(effect.verdict, Verdict::Proven);
/// assert_eq!(effect.incremental_buyers.unwrap().value.round(), 180.0);
/// ```
pub fn effect_of(groups: &[Arms]) -> Effect {
    let measured: Vec<&Arms> = groups
        .iter()
        .filter(|arms| arms.control.of > 1 && arms.treated.of > 1)
        .collect();
    let sum = |part: fn(&Arms) -> Proportion| {
        measured.iter().fold(Proportion::default(), |all, arms| {
            let one = part(arms);
            Proportion {
                hits: all.hits + one.hits,
                of: all.of + one.of,
            }
        })
    };
    let (treated, control) = (sum(|arms| arms.treated), sum(|arms| arms.control));
    let people = treated.of as f64;
    let incremental_buyers = added_shares(&measured);
    let lift = incremental_buyers.map(|buyers| buyers.times(1.0 / people));
    let incremental_minor = added_means(&measured, |arms| {
        welch(arms.treated_spend, arms.control_spend)
    });
    let trimmed = added_means(&measured, |arms| {
        welch(arms.treated_trimmed, arms.control_trimmed)
    });
    let single = match measured.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    // The share that would have paid anyway, weighted as those written to are.
    let base = measured
        .iter()
        .map(|arms| arms.control.share().unwrap_or(0.0) * arms.treated.of as f64)
        .sum::<f64>()
        / people;
    let is_held_out = groups.iter().any(|arms| arms.control.of > 0);
    let say = |effect| {
        if is_held_out {
            verdict(treated, control, effect)
        } else {
            Verdict::NoHoldout
        }
    };
    Effect {
        verdict: say(lift),
        amount_verdict: match say(incremental_minor) {
            Verdict::Proven | Verdict::ProvenLoss
                if treated.hits.min(control.hits) < FEWEST_BUYERS =>
            {
                Verdict::TooSmall
            }
            other => other,
        },
        treated,
        control,
        lift,
        relative_lift: lift.filter(|_| base > 0.0).map(|lift| lift.value / base),
        test: single.and_then(|arms| test(arms.treated, arms.control)),
        incremental_buyers,
        spend_lift_minor: incremental_minor.map(|amount| amount.times(1.0 / people)),
        spend_lift_trimmed_minor: trimmed.map(|amount| amount.times(1.0 / people)),
        spend_test: single
            .and_then(|arms| welch(arms.treated_spend, arms.control_spend))
            .and_then(|found| found.test()),
        incremental_minor,
    }
}

/// With fewer buyers than these in either arm nothing is said about amounts: the interval of a mean holds where it is near to
/// normal, and of a few buyers among many who spent nothing it is not. The same five under which shares are tested exactly.
const FEWEST_BUYERS: u64 = 5;

fn verdict(treated: Proportion, control: Proportion, effect: Option<Estimate>) -> Verdict {
    if control.of < SMALLEST_HOLDOUT || treated.of + control.of < SMALLEST_GROUP {
        return Verdict::TooSmall;
    }
    match effect {
        Some(interval) if interval.low > 0.0 => Verdict::Proven,
        Some(interval) if interval.high < 0.0 => Verdict::ProvenLoss,
        _ => Verdict::NotProven,
    }
}

/// The sum over groups of people × difference of shares.
fn added_shares(groups: &[&Arms]) -> Option<Estimate> {
    let mut value = 0.0;
    let (mut below, mut above) = (0.0f64, 0.0f64);
    for arms in groups {
        let people = arms.treated.of as f64;
        let one = difference(arms.treated, arms.control)?.times(people);
        value += one.value;
        below = below.hypot(one.value - one.low);
        above = above.hypot(one.high - one.value);
    }
    (!groups.is_empty()).then_some(Estimate {
        value,
        low: value - below,
        high: value + above,
    })
}

/// The sum over groups of people × difference of means.
fn added_means(groups: &[&Arms], compare: impl Fn(&Arms) -> Option<Welch>) -> Option<Estimate> {
    let mut value = 0.0;
    let (mut square, mut fourth) = (0.0, 0.0);
    for arms in groups {
        let people = arms.treated.of as f64;
        let one = compare(arms)?;
        value += people * one.difference.value;
        let part = (people * one.standard_error).powi(2);
        square += part;
        fourth += part * part / one.freedom;
    }
    if groups.is_empty() {
        return None;
    }
    let quantile = if fourth > 0.0 {
        t_quantile_95(square * square / fourth)
    } else {
        Z_95
    };
    let half = quantile * square.sqrt();
    Some(Estimate {
        value,
        low: value - half,
        high: value + half,
    })
}
