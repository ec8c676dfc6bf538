//! A calendar day, without a time or a zone.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar day in the shop's time zone, held as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The earliest day that can be written, 0001-01-01.
    pub const MIN: Day = Day(-719_162);
    /// The latest day that can be written, 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// The day of a year, a month (1…12) and a day of the month (1…31), if there is such a day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from_date)
    }

    /// The day of a `chrono` date.
    pub fn from_date(date: NaiveDate) -> Day {
        Day(date.to_epoch_days())
    }

    /// The same day as a `chrono` date; days outside the years 1…9999 stop at the nearest end.
    pub fn date(self) -> NaiveDate {
        let days = self.0.clamp(Day::MIN.0, Day::MAX.0);
        NaiveDate::from_epoch_days(days).unwrap_or(NaiveDate::MIN)
    }

    /// The day `days` later (earlier when negative), held within the years 1…9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        let sum = i64::from(self.0).saturating_add(days);
        Day(sum.clamp(i64::from(Day::MIN.0), i64::from(Day::MAX.0)) as i32)
    }

    /// The day `months` calendar months later (earlier when negative), clamped to the month's last day.
    ///
    /// ```
    /// use domain::day::Day;
    /// let day: Day = "2024-03-31".parse().unwrap();
    /// assert_eq!(day.plus_months(-1).to_string(), "2024-02-29");
    /// ```
    #[must_use]
    pub fn plus_months(self, months: i64) -> Day {
        let size = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
        let date = if months < 0 {
            self.date().checked_sub_months(size)
        } else {
            self.date().checked_add_months(size)
        };
        let end = if months < 0 { Day::MIN } else { Day::MAX };
        let day = date.map_or(end, Day::from_date);
        Day(day.0.clamp(Day::MIN.0, Day::MAX.0))
    }

    /// The first day on or after `from` on which the yearly return of this day falls;
    /// 29 February falls on the 28th in common years.
    ///
    /// ```
    /// use domain::day::Day;
    /// let born: Day = "2000-02-29".parse().unwrap();
    /// let from: Day = "2026-01-01".parse().unwrap();
    /// assert_eq!(born.next_return(from).to_string(), "2026-02-28");
    /// ```
    #[must_use]
    pub fn next_return(self, from: Day) -> Day {
        let (date, start) = (self.date(), from.date());
        let in_year = |year: i32| {
            NaiveDate::from_ymd_opt(year, date.month(), date.day())
                .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
                .map(Day::from_date)
        };
        match in_year(start.year()) {
            Some(day) if day >= from => day,
            _ => in_year(start.year() + 1).unwrap_or(Day::MAX),
        }
    }

    /// Days from `earlier` to this day; negative when this day comes first.
    pub fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Day {
        Day::from_date(
            self.date()
                .checked_sub_days(Days::new(1))
                .unwrap_or(NaiveDate::MIN),
        )
    }
}

/// The text was not a day of the form 2026-11-11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form 2026-11-11")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADay);
        }
        let number = |part: &str| -> Result<u32, NotADay> {
            if part.bytes().all(|byte| byte.is_ascii_digit()) {
                part.parse().map_err(|_| NotADay)
            } else {
                Err(NotADay)
            }
        };
        let part = |from: usize, to: usize| text.get(from..to).ok_or(NotADay).and_then(number);
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        let year = i32::try_from(year).map_err(|_| NotADay)?;
        match Day::from_ymd(year, month, day) {
            Some(day) if day >= Day::MIN => Ok(day),
            _ => Err(NotADay),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(
            out,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn months_clamp_to_the_last_day_and_years_cross() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2026-11-30").plus_months(3), day("2027-02-28"));
        assert_eq!(day("2024-02-29").plus_months(-12), day("2023-02-28"));
    }

    #[test]
    fn days_print_as_they_parse() {
        for text in ["1970-01-01", "0001-01-01", "9999-12-31", "2012-02-29"] {
            assert_eq!(day(text).to_string(), text);
        }
        for text in [
            "2026-02-29",
            "2026-2-1",
            "26-02-01",
            "2026-13-01",
            "+026-01-01",
            "２０２６-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_next_return_is_on_or_after_the_day_asked_from() {
        assert_eq!(
            day("1990-05-04").next_return(day("2026-05-04")),
            day("2026-05-04")
        );
        assert_eq!(
            day("1990-05-04").next_return(day("2026-05-05")),
            day("2027-05-04")
        );
        assert_eq!(
            day("1992-02-29").next_return(day("2027-03-01")),
            day("2028-02-29")
        );
    }
}
