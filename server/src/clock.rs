//! What time it is: the machine's clock, or one that a test moves by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;
use domain::day::Day;

/// Tells the time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
    /// How far a clock that runs is ahead of the machine's, in seconds.
    ahead: i64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock::default()
    }

    /// The machine's clock, or, where `HUITOU_NOW` says so (as in `2026-11-11T12:00:00+08:00`), one that begins there and
    /// runs on: so that a person or a test can see what a later day will bring.
    pub fn from_environment() -> Clock {
        let wanted = std::env::var("HUITOU_NOW").ok();
        let begins = wanted.and_then(|text| DateTime::parse_from_rfc3339(text.trim()).ok());
        let ahead = begins.map_or(0, |begins| begins.timestamp() - Clock::system().now());
        Clock { fixed: None, ahead }
    }

    /// A clock that stands still at `unix_seconds` until `set`.
    pub fn fixed(unix_seconds: i64) -> Clock {
        Clock {
            fixed: Some(Arc::new(AtomicI64::new(unix_seconds))),
            ahead: 0,
        }
    }

    /// Moves a fixed clock, for all who hold a copy of it; does nothing to the machine's.
    pub fn set(&self, unix_seconds: i64) {
        if let Some(fixed) = &self.fixed {
            fixed.store(unix_seconds, Ordering::SeqCst);
        }
    }

    /// Seconds since 1970 in UTC.
    pub fn now(&self) -> i64 {
        match &self.fixed {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |passed| {
                    i64::try_from(passed.as_secs())
                        .unwrap_or(i64::MAX)
                        .saturating_add(self.ahead)
                }),
        }
    }

    /// The calendar day in a zone now.
    pub fn today(&self, zone: Tz) -> Day {
        local_day(self.now(), zone)
    }
}

/// The calendar day of an instant in a zone.
pub fn local_day(unix_seconds: i64, zone: Tz) -> Day {
    let instant = DateTime::from_timestamp(unix_seconds, 0).unwrap_or_default();
    Day::from_date(zone.from_utc_datetime(&instant.naive_utc()).date_naive())
}

/// The zone of an IANA name, such as `Asia/Shanghai`.
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_of_the_zone() {
        let shanghai = zone("Asia/Shanghai").unwrap();
        // 2026-11-10T15:59:59Z is one second before midnight in Shanghai.
        assert_eq!(local_day(1_794_326_399, shanghai).to_string(), "2026-11-10");
        assert_eq!(local_day(1_794_326_400, shanghai).to_string(), "2026-11-11");
        assert!(zone("Mars/Olympus").is_none());
    }
}
