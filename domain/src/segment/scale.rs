//! The places of a slider and the values they stand for: round ones, close together where small and far apart where large.

use crate::day::Day;
use crate::money::Decimal;

use super::attribute::Kind;
use super::query::{DayValue, Offset, Span, Unit, Value};

/// A scale that a value can be dragged along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Whole numbers with two digits that count, from 0 up to 99 with so many zeros; in steps of 10⁻ᵈ.
    Round {
        /// Zeros after the greatest.
        zeros: u32,
        /// Decimal places `d`.
        decimals: u32,
    },
    /// Whole numbers between two.
    Whole {
        /// The least.
        from: i64,
        /// The greatest.
        to: i64,
    },
    /// Days before and after the as-of day.
    Days {
        /// Days back to the first.
        back: i64,
        /// Days on to the last.
        on: i64,
    },
}

impl Scale {
    /// The scale of an attribute or a parameter, by its name; none where a slider would not help.
    pub fn of(kind: Kind, name: &str) -> Option<Scale> {
        let whole = |from, to| Some(Scale::Whole { from, to });
        let round = |zeros, decimals| Some(Scale::Round { zeros, decimals });
        match (kind, name) {
            (_, "rfm_recency" | "rfm_frequency" | "rfm_monetary") => whole(1, 5),
            (_, "member_level") => whole(0, 10),
            (_, "refund_rate") => round(0, 2),
            (_, "overdue_ratio") => round(0, 1),
            (_, "average_order_value") => round(2, 0),
            (_, "birthday") => None,
            (Kind::Money, _) => round(3, 0),
            (Kind::Number, _) => round(0, 0),
            (Kind::Date, "anniversary" | "product_runs_out") => {
                Some(Scale::Days { back: 60, on: 365 })
            }
            (Kind::Date, _) => Some(Scale::Days { back: 1_095, on: 0 }),
            _ => None,
        }
    }

    /// The last place; the first is 0.
    pub fn last(self) -> u32 {
        match self {
            // 0 to 99, then ten to ninety-nine of each further digit.
            Scale::Round { zeros, .. } => 99 + 90 * zeros,
            Scale::Whole { from, to } => (to - from) as u32,
            Scale::Days { back, on } => (back + on) as u32,
        }
    }

    /// The value at a place. A day is written like `like`: out, or counted from the as-of day.
    pub fn value(self, place: u32, like: &Value, as_of: Day) -> Value {
        let place = i64::from(place.min(self.last()));
        match self {
            Scale::Round { decimals, .. } => Value::Number(trimmed(rounded(place), decimals)),
            Scale::Whole { from, .. } => Value::Number(trimmed(from + place, 0)),
            Scale::Days { back, .. } => {
                let days = place - back;
                Value::Day(match (like, days) {
                    (Value::Day(DayValue::On(_)), _) => DayValue::On(as_of.plus_days(days)),
                    (_, 0) => DayValue::Today,
                    _ => DayValue::Offset(Offset {
                        back: days < 0,
                        span: Span {
                            count: days.unsigned_abs() as u32,
                            unit: Unit::Day,
                        },
                    }),
                })
            }
        }
    }

    /// The place nearest to a value; none where it is no value of this scale.
    pub fn place(self, value: &Value, as_of: Day) -> Option<u32> {
        let held = |at: i64| at.clamp(0, i64::from(self.last())) as u32;
        match (self, value) {
            (Scale::Days { back, .. }, Value::Day(day)) => {
                Some(held(i64::from(day.on(as_of).since(as_of)) + back))
            }
            (Scale::Whole { from, .. }, Value::Number(number)) => {
                Some(held(scaled(*number, 0) - from))
            }
            (Scale::Round { decimals, .. }, Value::Number(number)) => {
                let wanted = scaled(*number, decimals);
                // Places ascend, so the nearest is beside the first that is not less.
                let above = (0..self.last())
                    .find(|place| rounded(i64::from(*place)) >= wanted)
                    .unwrap_or(self.last());
                let below = above.saturating_sub(1);
                let far = |place: u32| (rounded(i64::from(place)) - wanted).abs();
                Some(if far(below) < far(above) {
                    below
                } else {
                    above
                })
            }
            _ => None,
        }
    }
}

/// The number at a place of a round scale: 0 to 99, then 100, 110 … 990, then 1,000, 1,100 …
fn rounded(place: i64) -> i64 {
    if place < 100 {
        return place;
    }
    let (digits, of) = ((place - 100) / 90 + 1, (place - 100) % 90);
    (10 + of) * 10i64.pow(digits.min(16) as u32)
}

/// A number of 10⁻ᵈ, without zeros at its end.
fn trimmed(number: i64, decimals: u32) -> Decimal {
    let (mut digits, mut scale) = (number, decimals);
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    Decimal { digits, scale }
}

/// A number in 10⁻ᵈ, what is finer cut off.
fn scaled(number: Decimal, decimals: u32) -> i64 {
    let digits = i128::from(number.digits) * 10i128.pow(decimals);
    let cut = digits / 10i128.pow(number.scale.min(18));
    cut.clamp(i128::from(i64::MIN / 4), i128::from(i64::MAX / 4)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Clause, Rule, Test, parse};

    fn value(text: &str) -> Value {
        match parse(text).unwrap().rule() {
            Some(Rule::Clause(Clause::Attribute {
                test: Test::Compare(_, value),
                ..
            })) => value.clone(),
            other => panic!("{other:?}"),
        }
    }

    const TODAY: Day = Day(20_500);

    #[test]
    fn every_place_leads_back_to_itself_and_values_ascend() {
        for (kind, name) in [
            (Kind::Money, "amount_spent"),
            (Kind::Money, "average_order_value"),
            (Kind::Number, "number_of_orders"),
            (Kind::Number, "refund_rate"),
            (Kind::Number, "rfm_recency"),
            (Kind::Date, "last_order_date"),
            (Kind::Date, "product_runs_out"),
        ] {
            let scale = Scale::of(kind, name).unwrap();
            let like = value("last_order_date < -9d");
            for place in 0..=scale.last() {
                let there = scale.value(place, &like, TODAY);
                assert_eq!(scale.place(&there, TODAY), Some(place), "{name} {there}");
            }
        }
    }

    #[test]
    fn values_are_round_and_written_as_before() {
        let money = Scale::of(Kind::Money, "amount_spent").unwrap();
        let like = value("amount_spent > 7");
        let texts: Vec<String> = [0, 7, 99, 100, 101, 189, 190, money.last()]
            .into_iter()
            .map(|place| money.value(place, &like, TODAY).to_string())
            .collect();
        assert_eq!(
            texts,
            ["0", "7", "99", "100", "110", "990", "1000", "99000"]
        );
        for (typed, nearest) in [
            ("104", "100"),
            ("106", "110"),
            ("0.4", "0"),
            ("5000000", "99000"),
        ] {
            let place = money
                .place(&value(&format!("amount_spent > {typed}")), TODAY)
                .unwrap();
            assert_eq!(money.value(place, &like, TODAY).to_string(), nearest);
        }
        let rate = Scale::of(Kind::Number, "refund_rate").unwrap();
        assert_eq!(rate.value(50, &like, TODAY).to_string(), "0.5");
        let days = Scale::of(Kind::Date, "last_order_date").unwrap();
        let counted = value("last_order_date < -90d");
        let written = value("last_order_date < 2026-02-01");
        assert_eq!(days.place(&counted, TODAY), Some(1_005));
        assert_eq!(days.value(1_004, &counted, TODAY).to_string(), "-91d");
        assert_eq!(days.value(1_095, &counted, TODAY).to_string(), "today");
        let place = days.place(&written, TODAY).unwrap();
        assert_eq!(days.value(place, &written, TODAY).to_string(), "2026-02-01");
    }
}
