//! The stages of a customer's life with the shop, and the days at which they change.

use serde::{Deserialize, Serialize};

/// Purchase days of the last year that make a recent buyer a loyal one.
pub const LOYAL_DAYS: u32 = 3;
/// Gaps needed before thresholds are derived from the shop's own rhythm.
pub const ENOUGH_GAPS: u64 = 100;
/// Customers from whom they must come.
pub const ENOUGH_CUSTOMERS: u32 = 50;
/// How old a purchase must be for its gap to count; longer gaps are left out too.
pub const MATURE_DAYS: i32 = 365;

/// Where a customer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(u8)]
pub enum Stage {
    /// Never bought.
    Prospect,
    /// Bought once, lately.
    New,
    /// Bought lately.
    Active,
    /// Bought lately, and often within the year.
    Loyal,
    /// Silent for longer than usual.
    AtRisk,
    /// Silent for long.
    Dormant,
    /// Silent for so long that hardly anyone comes back.
    Churned,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 7] = [
        Stage::Prospect,
        Stage::New,
        Stage::Active,
        Stage::Loyal,
        Stage::AtRisk,
        Stage::Dormant,
        Stage::Churned,
    ];

    /// The code used in queries.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Prospect => "PROSPECT",
            Stage::New => "NEW",
            Stage::Active => "ACTIVE",
            Stage::Loyal => "LOYAL",
            Stage::AtRisk => "AT_RISK",
            Stage::Dormant => "DORMANT",
            Stage::Churned => "CHURNED",
        }
    }
}

/// Fixed thresholds for kinds of goods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Preset {
    /// 90, 180, 365.
    #[default]
    General,
    /// 45, 90, 180.
    Food,
    /// 60, 120, 240.
    Beauty,
    /// 90, 180, 365.
    Apparel,
    /// 180, 365, 730.
    Durables,
}

impl Preset {
    /// The three thresholds.
    pub fn days(self) -> (u32, u32, u32) {
        match self {
            Preset::General | Preset::Apparel => (90, 180, 365),
            Preset::Food => (45, 90, 180),
            Preset::Beauty => (60, 120, 240),
            Preset::Durables => (180, 365, 730),
        }
    }
}

/// How a shop has its thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Setting {
    /// From the shop's own repurchase intervals; while there are too few, the preset.
    Derived {
        /// Used until there are enough gaps.
        fallback: Preset,
    },
    /// A preset.
    Fixed {
        /// Which.
        preset: Preset,
    },
    /// Chosen by a person.
    Chosen {
        /// Last day of active.
        a: u32,
        /// Last day of at risk.
        b: u32,
        /// Last day of dormant.
        c: u32,
    },
}

impl Default for Setting {
    fn default() -> Setting {
        Setting::Derived {
            fallback: Preset::General,
        }
    }
}

/// Days without a purchase after which a customer is at risk (more than `a`), dormant (more than `b`), churned (more than `c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Last day of new, active and loyal.
    pub a: u32,
    /// Last day of at risk.
    pub b: u32,
    /// Last day of dormant.
    pub c: u32,
    /// Why these.
    pub source: Source,
}

/// Where thresholds come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// The 80th, 90th and 95th percentile of mature gaps, rounded up to 5 days and held apart.
    Derived {
        /// How many gaps.
        gaps: u64,
        /// From how many customers.
        customers: u32,
    },
    /// A preset.
    Fixed {
        /// Which.
        preset: Preset,
    },
    /// A preset, because there are too few gaps to derive from.
    TooFew {
        /// Which.
        preset: Preset,
        /// How many gaps there are.
        gaps: u64,
        /// From how many customers.
        customers: u32,
    },
    /// Chosen by a person.
    Chosen,
}

/// The stage of a customer: days since the last purchase day (none for those who never bought), purchase days in all
/// and in the last 365 days. Upper bounds are inclusive.
///
/// ```
/// use domain::lifecycle::{GapCounts, Setting, Stage, stage, thresholds};
/// let fixed = thresholds(Setting::Chosen { a: 90, b: 180, c: 365 }, &GapCounts::default(), 0);
/// assert_eq!(stage(&fixed, Some(90), 2, 2), Stage::Active);
/// assert_eq!(stage(&fixed, Some(91), 1, 1), Stage::AtRisk);
/// ```
pub fn stage(at: &Thresholds, silent_days: Option<i32>, days_ever: u32, days_year: u32) -> Stage {
    let Some(silent) = silent_days.map(i64::from) else {
        return Stage::Prospect;
    };
    if silent <= i64::from(at.a) {
        if days_year >= LOYAL_DAYS {
            Stage::Loyal
        } else if days_ever == 1 {
            Stage::New
        } else {
            Stage::Active
        }
    } else if silent <= i64::from(at.b) {
        Stage::AtRisk
    } else if silent <= i64::from(at.c) {
        Stage::Dormant
    } else {
        Stage::Churned
    }
}

/// The thresholds of a setting. `gaps` counts the mature gaps of the shop, none longer than [`MATURE_DAYS`], `customers`
/// those they come from.
pub fn thresholds(setting: Setting, gaps: &GapCounts, customers: u32) -> Thresholds {
    let fixed = |preset: Preset, source| {
        let (a, b, c) = preset.days();
        Thresholds { a, b, c, source }
    };
    match setting {
        Setting::Fixed { preset } => fixed(preset, Source::Fixed { preset }),
        Setting::Chosen { a, b, c } => {
            let b = b.max(a);
            Thresholds {
                a,
                b,
                c: c.max(b),
                source: Source::Chosen,
            }
        }
        Setting::Derived { fallback } => {
            let count = gaps.count();
            let at = |percent| gaps.percentile(percent).map(up_to_five);
            match (at(80), at(90), at(95)) {
                (Some(p80), Some(p90), Some(p95))
                    if count >= ENOUGH_GAPS && customers >= ENOUGH_CUSTOMERS =>
                {
                    let a = p80.clamp(15, 180);
                    let b = p90.max(a + 15);
                    let c = p95.max(b + 30);
                    let source = Source::Derived {
                        gaps: count,
                        customers,
                    };
                    Thresholds { a, b, c, source }
                }
                _ => fixed(
                    fallback,
                    Source::TooFew {
                        preset: fallback,
                        gaps: count,
                        customers,
                    },
                ),
            }
        }
    }
}

/// How many gaps between purchase days there are of each length in days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapCounts(Vec<u64>);

impl GapCounts {
    /// Counts a gap.
    #[inline]
    pub fn add(&mut self, days: u32) {
        let at = days as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] += 1;
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// How many are longer than so many days.
    pub fn longer_than(&self, days: u32) -> u64 {
        self.0.iter().skip(days as usize + 1).sum()
    }

    /// The shortest gap that at least `percent` in a hundred of them do not exceed (nearest rank).
    pub fn percentile(&self, percent: u32) -> Option<u32> {
        self.at((self.count() * u64::from(percent)).div_ceil(100).max(1))
    }

    /// Twice the median, so that it is whole.
    pub fn median_half(&self) -> Option<u32> {
        let count = self.count();
        Some(self.at(count.div_ceil(2).max(1))? + self.at(count / 2 + 1)?)
    }

    /// The gap at a place, from 1 up, of all in order.
    fn at(&self, place: u64) -> Option<u32> {
        let mut so_far = 0;
        let found = self.0.iter().position(|count| {
            so_far += count;
            so_far >= place
        });
        found.map(|days| days as u32)
    }
}

impl FromIterator<u32> for GapCounts {
    fn from_iter<I: IntoIterator<Item = u32>>(gaps: I) -> GapCounts {
        let mut counts = GapCounts::default();
        for days in gaps {
            counts.add(days);
        }
        counts
    }
}

fn up_to_five(days: u32) -> u32 {
    days.div_ceil(5) * 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counted_gaps_tell_what_sorted_ones_tell(days in prop::collection::vec(0u32..40, 0..60)) {
            let gaps: GapCounts = days.iter().copied().collect();
            let mut sorted = days.clone();
            sorted.sort_unstable();
            let count = sorted.len();
            prop_assert_eq!(gaps.count(), count as u64);
            for percent in [1u32, 25, 50, 95, 100] {
                let rank = (count * percent as usize).div_ceil(100);
                prop_assert_eq!(gaps.percentile(percent), sorted.get(rank.max(1) - 1).copied());
            }
            let median = (count > 0).then(|| sorted[(count - 1) / 2] + sorted[count / 2]);
            prop_assert_eq!(gaps.median_half(), median);
            for edge in [0, 7, 39, 40, 365] {
                let longer = days.iter().filter(|days| **days > edge).count();
                prop_assert_eq!(gaps.longer_than(edge), longer as u64);
            }
        }
    }

    const SHOP: Setting = Setting::Derived {
        fallback: Preset::Beauty,
    };

    #[test]
    fn upper_bounds_are_inclusive() {
        let fixed = thresholds(
            Setting::Fixed {
                preset: Preset::General,
            },
            &GapCounts::default(),
            0,
        );
        for (silent, ever, year, expected) in [
            (None, 0, 0, Stage::Prospect),
            (Some(90), 2, 2, Stage::Active),
            (Some(90), 1, 1, Stage::New),
            (Some(90), 3, 3, Stage::Loyal),
            (Some(90), 9, 2, Stage::Active),
            (Some(91), 9, 9, Stage::AtRisk),
            (Some(180), 2, 2, Stage::AtRisk),
            (Some(181), 2, 2, Stage::Dormant),
            (Some(365), 2, 1, Stage::Dormant),
            (Some(366), 2, 0, Stage::Churned),
            (Some(91), 1, 1, Stage::AtRisk),
        ] {
            assert_eq!(stage(&fixed, silent, ever, year), expected, "{silent:?}");
        }
    }

    #[test]
    fn a_shop_with_enough_gaps_has_its_own_thresholds() {
        let own = thresholds(SHOP, &(1..=100).collect(), 50);
        assert_eq!((own.a, own.b, own.c), (80, 95, 125));
        let own = thresholds(SHOP, &(266..=365).collect(), 50);
        assert_eq!((own.a, own.b, own.c), (180, 355, 385));
        let own = thresholds(SHOP, &std::iter::repeat_n(1, 100).collect(), 50);
        assert_eq!((own.a, own.b, own.c), (15, 30, 60));
    }

    #[test]
    fn a_shop_with_too_few_says_so() {
        for (gaps, customers) in [(1..=99, 50), (1..=100, 49)] {
            let given = thresholds(SHOP, &gaps.collect(), customers);
            assert_eq!((given.a, given.b, given.c), (60, 120, 240));
            assert!(matches!(given.source, Source::TooFew { .. }));
        }
    }
}
