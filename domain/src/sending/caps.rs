//! When, and how often, one customer may be written to.

use chrono::{Days, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// The hours of the day within which marketing may be sent, in minutes after midnight of the shop's zone (§3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first legal minute.
    pub from_minute: u32,
    /// The first minute that is no longer legal.
    pub until_minute: u32,
}

impl Default for Hours {
    fn default() -> Hours {
        Hours {
            from_minute: 9 * 60,
            until_minute: 20 * 60 + 30,
        }
    }
}

impl Hours {
    /// Whether a message may leave at this local time.
    pub fn hold(self, local: NaiveDateTime) -> bool {
        let minute = local.hour() * 60 + local.minute();
        (self.from_minute..self.until_minute).contains(&minute)
    }

    /// The first local time at or after `local` at which a message may leave.
    ///
    /// ```
    /// use domain::{document::reading::local_time, sending::Hours};
    /// let next = Hours::default().next_legal(local_time("2026-11-11T20:30").unwrap());
    /// assert_eq!(next, local_time("2026-11-12T09:00").unwrap());
    /// ```
    pub fn next_legal(self, local: NaiveDateTime) -> NaiveDateTime {
        if self.hold(local) {
            return local;
        }
        let opens =
            NaiveTime::from_num_seconds_from_midnight_opt(self.from_minute.min(1439) * 60, 0)
                .unwrap_or(NaiveTime::MIN);
        let today = local.date().and_time(opens);
        if today > local {
            return today;
        }
        local
            .date()
            .checked_add_days(Days::new(1))
            .map_or(today, |day| day.and_time(opens))
    }
}

/// How often one customer may be written to, over all media (§3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Messages of one campaign.
    pub per_campaign: u32,
    /// Marketing messages on one local day.
    pub per_day: u32,
    /// Marketing messages within 30 days.
    pub per_30_days: u32,
}

impl Default for Caps {
    fn default() -> Caps {
        Caps {
            per_campaign: 2,
            per_day: 1,
            per_30_days: 4,
        }
    }
}
