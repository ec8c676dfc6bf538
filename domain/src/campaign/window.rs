//! Which orders a campaign may claim: those paid until the end of the day after its end.

use chrono::NaiveDateTime;

use crate::day::Day;

/// The first day that no longer counts: the window closes at its 00:00 in the shop's zone (A33). The caller turns
/// that local midnight into an instant.
///
/// ```
/// use domain::campaign::window::window_end;
/// use domain::document::reading::local_time;
/// let end = local_time("2026-11-11T23:59:59").unwrap();
/// assert_eq!(window_end(end).to_string(), "2026-11-13");
/// ```
pub fn window_end(end: NaiveDateTime) -> Day {
    Day::from_date(end.date()).plus_days(2)
}

/// The same as a local date and time.
pub fn window_ends_local(end: NaiveDateTime) -> NaiveDateTime {
    window_end(end).date().and_time(chrono::NaiveTime::MIN)
}
