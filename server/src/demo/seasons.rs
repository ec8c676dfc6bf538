//! When people buy: the year's events, the week and the hours of the day.

use chrono::{Datelike, Weekday};
use domain::day::Day;

/// The first days of the Chinese new year that the demo knows.
const NEW_YEARS: [(i32, u32, u32); 12] = [
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
];

/// How busy each hour of an ordinary day is.
pub const HOURS: [f64; 24] = [
    0.9, 0.4, 0.2, 0.1, 0.1, 0.2, 0.5, 1.0, 1.6, 2.2, 3.0, 2.8, 3.0, 2.6, 2.4, 2.4, 2.3, 2.1, 2.2,
    2.8, 4.2, 4.8, 4.0, 2.0,
];

/// How busy the shop is on a day, against an ordinary one.
pub fn factor(day: Day) -> f64 {
    event(day) * week(day)
}

/// Whether a sale opens at midnight of this day, so that people wait for it.
pub fn opens_at_midnight(day: Day) -> bool {
    let date = day.date();
    matches!((date.month(), date.day()), (6, 1 | 18) | (11, 1 | 11))
}

fn event(day: Day) -> f64 {
    let date = day.date();
    match (date.month(), date.day()) {
        (6, 1) => 2.6,
        (6, 2..=15) => 1.35,
        (6, 16 | 17) => 2.8,
        (6, 18) => 5.5,
        (6, 19 | 20) => 1.6,
        (11, 1) => 3.2,
        (11, 2..=9) => 1.45,
        (11, 10) => 3.2,
        (11, 11) => 8.0,
        (11, 12..=14) => 1.5,
        (12, 10..=12) => 2.2,
        (3, 4..=7) => 1.9,
        (3, 8) => 3.4,
        (9, 5..=8) => 1.4,
        (9, 9) => 2.1,
        (5, 19 | 20) => 1.7,
        _ => new_year(day),
    }
}

/// People stock up before the Chinese new year and rest in its week.
fn new_year(day: Day) -> f64 {
    let known = NEW_YEARS
        .iter()
        .filter_map(|(year, month, date)| Day::from_ymd(*year, *month, *date));
    for first in known {
        match day.since(first) {
            -30..=-12 => return 1.7,
            -4..=6 => return 0.4,
            _ => {}
        }
    }
    1.0
}

fn week(day: Day) -> f64 {
    match day.date().weekday() {
        Weekday::Sat => 1.06,
        Weekday::Sun => 1.14,
        Weekday::Thu => 0.97,
        Weekday::Fri => 0.93,
        _ => 1.0,
    }
}
