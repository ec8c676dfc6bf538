//! Three years of a shop: its busy and quiet days, and the hours at which people buy.

use domain::day::Day;

use crate::dice::Dice;

/// The first day of the store: 2023-07-01.
pub const FIRST_DAY: Day = Day(19_539);
/// The last day of the store, which is its as-of day: 2026-06-30.
pub const AS_OF: Day = Day(20_634);

/// Monday first.
const WEEKDAYS: [u64; 7] = [98, 95, 96, 97, 102, 110, 108];
const HOURS: [u64; 24] = [
    30, 14, 7, 4, 3, 5, 12, 25, 42, 60, 72, 70, 66, 58, 58, 60, 62, 58, 56, 66, 84, 92, 80, 54,
];
/// At weekends people rise late and buy in the afternoon.
const WEEKEND_HOURS: [u64; 24] = [
    36, 20, 10, 5, 3, 3, 7, 14, 28, 48, 66, 72, 70, 70, 74, 76, 74, 66, 58, 64, 80, 88, 78, 56,
];
/// A sale begins at midnight.
const PEAK_HOURS: [u64; 24] = [
    320, 90, 30, 12, 8, 10, 20, 38, 56, 72, 80, 74, 68, 62, 62, 62, 64, 62, 62, 74, 96, 110, 120,
    130,
];

/// What a day is to a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// A day like others.
    Ordinary,
    /// The weeks around a festival of shopping.
    Sale,
    /// 11-11, 6-18, 12-12.
    Peak,
}

/// The days of the store with their weights.
#[derive(Debug)]
pub struct Calendar {
    /// The weights of all days before each day; one more entry than days.
    before: Vec<u64>,
}

impl Calendar {
    pub fn new() -> Self {
        let mut before = vec![0];
        let mut sum = 0;
        for number in FIRST_DAY.0..=AS_OF.0 {
            sum += weight(Day(number));
            before.push(sum);
        }
        Self { before }
    }

    /// A day between these two, the busier the likelier.
    pub fn draw_day(&self, dice: &mut Dice, from: Day, to: Day) -> Day {
        let from = from.since(FIRST_DAY) as usize;
        let to = to.since(FIRST_DAY) as usize + 1;
        let drawn = self.before[from] + dice.below(self.before[to] - self.before[from]);
        let place = self.before.partition_point(|sum| *sum <= drawn) - 1;
        Day(FIRST_DAY.0 + place as i32)
    }
}

/// A second of the day, by the hours at which people buy on it.
pub fn draw_second(dice: &mut Dice, day: Day) -> u32 {
    let hours = match (season(day), weekday(day)) {
        (Season::Peak, _) => &PEAK_HOURS,
        (_, 5..) => &WEEKEND_HOURS,
        _ => &HOURS,
    };
    let hour = dice.weighted(hours) as u32;
    hour * 3_600 + dice.below(3_600) as u32
}

/// What the day is.
pub fn season(day: Day) -> Season {
    match month_and_day(day) {
        1_111 | 618 | 1_212 => Season::Peak,
        1_101..=1_112 | 601..=620 | 1_208..=1_211 | 1_225..=1_231 | 301..=308 => Season::Sale,
        _ => Season::Ordinary,
    }
}

fn weight(day: Day) -> u64 {
    let seasonal = match month_and_day(day) {
        1_111 => 900,
        618 => 600,
        1_212 => 300,
        1_101..=1_110 => 190,
        601..=617 | 1_208..=1_211 | 1_225..=1_231 => 160,
        301..=308 => 140,
        // The Spring Festival falls on other days each year; the quiet around it is much the same.
        125..=215 => 62,
        _ => 100,
    };
    let growth = 100 + 12 * (day.since(FIRST_DAY) / 365) as u64;
    seasonal * growth * WEEKDAYS[weekday(day)]
}

/// `1111` for 11 November.
fn month_and_day(day: Day) -> u32 {
    let written = day.to_string();
    let digits: String = written[5..].chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// 0 is Monday; 1970-01-01 was a Thursday.
fn weekday(day: Day) -> usize {
    (day.0 + 3).rem_euclid(7) as usize
}
