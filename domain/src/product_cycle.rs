//! The product cycle: where one customer stands between wanting a product and buying it again (`domain.md` §2.9).

/// A stage of the cycle of one customer and one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    /// Showed an interest and did not buy: an order was closed unpaid in the last 30 days, and none is open.
    Observe,
    /// Has an order that waits to be paid.
    Buy,
    /// Has just bought: the first days, with the parcel on its way and the first use.
    Experience,
    /// Uses it.
    Use,
    /// It comes to its end.
    RunOut,
    /// It has come to its end, and it is not too late to buy again.
    Repurchase,
}

impl Stage {
    /// Every stage, in the order of the cycle.
    pub const ALL: [Stage; 6] = [
        Stage::Observe,
        Stage::Buy,
        Stage::Experience,
        Stage::Use,
        Stage::RunOut,
        Stage::Repurchase,
    ];

    /// Their codes, in the same order.
    pub const CODES: [&str; 6] = [
        "OBSERVE",
        "BUY",
        "EXPERIENCE",
        "USE",
        "RUN_OUT",
        "REPURCHASE",
    ];

    /// The code in a query.
    pub fn code(self) -> &'static str {
        Stage::CODES[self as usize]
    }
}

/// Days after which an order that was closed unpaid tells nothing any more.
pub const OBSERVE_DAYS: i64 = 30;
/// Days from payment that the experience lasts where nobody knows when the parcel was received.
const EXPERIENCE_DAYS: i64 = 10;

/// What a customer has bought of a product, and how long it lasts. Days are days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supply {
    /// The day of the latest purchase.
    pub bought: i64,
    /// Days that the latest purchase lasts: pieces × lifespan of a piece. 0 where the product does not run out or nobody
    /// knows when.
    pub lasts: i64,
    /// The day on which everything is used up; of no meaning where `lasts` is 0.
    pub runs_out: i64,
}

impl Supply {
    /// The supply after a purchase: bought again early, it lasts from the day on which the former runs out.
    pub fn after(former: Option<Supply>, bought: i64, lasts: i64) -> Supply {
        let start = former.map_or(bought, |former| former.runs_out.max(bought));
        Supply {
            bought,
            lasts,
            runs_out: start.saturating_add(lasts),
        }
    }

    /// Where a customer with this supply stands on a day that is not before the purchase; none where it is so long used up
    /// that they count as lost for the product. What never runs out stays in use.
    pub fn stage(self, today: i64) -> Option<Stage> {
        if self.lasts <= 0 {
            let since = today.saturating_sub(self.bought);
            return Some(if since <= EXPERIENCE_DAYS {
                Stage::Experience
            } else {
                Stage::Use
            });
        }
        let fifth = self.lasts.saturating_mul(2).saturating_add(5) / 10;
        let (lead, tail) = (fifth.clamp(3, 14), fifth.clamp(7, 30));
        let experience = EXPERIENCE_DAYS.min(self.lasts / 2);
        if today <= self.bought.saturating_add(experience) {
            Some(Stage::Experience)
        } else if today < self.runs_out.saturating_sub(lead) {
            Some(Stage::Use)
        } else if today <= self.runs_out {
            Some(Stage::RunOut)
        } else if today <= self.runs_out.saturating_add(tail) {
            Some(Stage::Repurchase)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Day;

    fn day(text: &str) -> i64 {
        i64::from(text.parse::<Day>().unwrap().0)
    }

    #[test]
    fn the_stages_of_two_boxes_of_thirty_days() {
        let supply = Supply::after(None, day("2026-09-01"), 60);
        assert_eq!(supply.runs_out, day("2026-10-31"));
        for (on, stage) in [
            ("2026-09-01", Some(Stage::Experience)),
            ("2026-09-11", Some(Stage::Experience)),
            ("2026-09-12", Some(Stage::Use)),
            ("2026-10-18", Some(Stage::Use)),
            ("2026-10-19", Some(Stage::RunOut)),
            ("2026-10-31", Some(Stage::RunOut)),
            ("2026-11-01", Some(Stage::Repurchase)),
            ("2026-11-12", Some(Stage::Repurchase)),
            ("2026-11-13", None),
        ] {
            assert_eq!(supply.stage(day(on)), stage, "{on}");
        }
    }

    #[test]
    fn bought_again_early_it_lasts_from_the_end_of_the_former() {
        let first = Supply::after(None, 100, 30);
        let second = Supply::after(Some(first), 120, 30);
        assert_eq!((second.bought, second.runs_out), (120, 160));
        assert_eq!(second.stage(130), Some(Stage::Experience));
        assert_eq!(second.stage(131), Some(Stage::Use));
        let late = Supply::after(Some(first), 200, 30);
        assert_eq!(late.runs_out, 230);
    }

    #[test]
    fn short_and_endless_supplies() {
        // A day's supply: half of it is no day, the end is the next day, and seven days follow.
        let short = Supply::after(None, 100, 1);
        let stages: Vec<Option<Stage>> = (100..110).map(|day| short.stage(day)).collect();
        assert_eq!(stages[0], Some(Stage::Experience));
        assert_eq!(stages[1], Some(Stage::RunOut));
        assert_eq!(stages[2..9], [Some(Stage::Repurchase); 7]);
        assert_eq!(stages[9], None);
        let endless = Supply::after(None, 100, 0);
        assert_eq!(endless.stage(110), Some(Stage::Experience));
        assert_eq!(endless.stage(111), Some(Stage::Use));
        assert_eq!(endless.stage(9_999), Some(Stage::Use));
    }

    #[test]
    fn the_ends_are_held_within_bounds() {
        // A fifth of it, from 3 to 14 days before the end and from 7 to 30 after it.
        for (lasts, lead, tail) in [
            (12, 3, 7),
            (20, 4, 7),
            (22, 4, 7),
            (23, 5, 7),
            (60, 12, 12),
            (72, 14, 14),
            (73, 14, 15),
            (147, 14, 29),
            (148, 14, 30),
            (400, 14, 30),
        ] {
            let supply = Supply::after(None, 0, lasts);
            assert_ne!(
                supply.stage(lasts - lead - 1),
                Some(Stage::RunOut),
                "{lasts}"
            );
            assert_eq!(supply.stage(lasts - lead), Some(Stage::RunOut), "{lasts}");
            assert_eq!(supply.stage(lasts), Some(Stage::RunOut), "{lasts}");
            assert_eq!(supply.stage(lasts + 1), Some(Stage::Repurchase), "{lasts}");
            assert_eq!(
                supply.stage(lasts + tail),
                Some(Stage::Repurchase),
                "{lasts}"
            );
            assert_eq!(supply.stage(lasts + tail + 1), None, "{lasts}");
        }
    }

    #[test]
    fn codes_stand_in_the_order_of_the_stages() {
        for (at, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!(stage as usize, at);
        }
        assert_eq!(Stage::RunOut.code(), "RUN_OUT");
    }
}
