//! Tests of numbers and days, made into ranges of whole numbers once, so that a row costs a comparison or two.

use crate::day::Day;
use crate::money::Decimal;

use super::query::{Operator, Test, Value};

/// Whole numbers in ascending, disjoint spans, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranges {
    spans: Vec<(i64, i64)>,
}

impl Ranges {
    /// Every number.
    pub fn all() -> Ranges {
        Ranges {
            spans: vec![(i64::MIN, i64::MAX)],
        }
    }

    /// Numbers up to this one.
    pub fn up_to(most: i64) -> Ranges {
        Ranges {
            spans: vec![(i64::MIN, most)],
        }
    }

    /// One and more.
    pub fn some() -> Ranges {
        Ranges {
            spans: vec![(1, i64::MAX)],
        }
    }

    /// The numbers, counted in `unit`ths of what the test is written in, that pass it.
    pub fn of_numbers(test: &Test, unit: i64) -> Ranges {
        Ranges::of(test, |value| match value {
            Value::Number(number) => scaled(*number, unit),
            _ => None,
        })
    }

    /// The days that pass the test.
    pub fn of_days(test: &Test, as_of: Day) -> Ranges {
        Ranges::of(test, |value| match value {
            Value::Day(day) => {
                let day = i64::from(day.on(as_of).0);
                Some((day, day))
            }
            _ => None,
        })
    }

    /// `place` gives the whole numbers just below and just above a value; both are the value where it is whole.
    fn of(test: &Test, place: impl Fn(&Value) -> Option<(i64, i64)>) -> Ranges {
        const MIN: i64 = i64::MIN;
        const MAX: i64 = i64::MAX;
        let point = |value: &Value| place(value).filter(|(floor, ceiling)| floor == ceiling);
        let none = || Ranges { spans: Vec::new() };
        match test {
            Test::Compare(operator, value) => {
                let Some((floor, ceiling)) = place(value) else {
                    return none();
                };
                let span = match operator {
                    Operator::Equal | Operator::NotEqual => {
                        let points = Ranges::points(point(value).into_iter());
                        return match operator {
                            Operator::Equal => points,
                            _ => points.complement(),
                        };
                    }
                    Operator::Less => (MIN, ceiling.saturating_sub(1)),
                    Operator::AtMost => (MIN, floor),
                    Operator::Greater => (floor.saturating_add(1), MAX),
                    Operator::AtLeast => (ceiling, MAX),
                };
                Ranges { spans: vec![span] }
            }
            Test::Between(low, high) => match (place(low), place(high)) {
                (Some((_, low)), Some((high, _))) if low <= high => Ranges {
                    spans: vec![(low, high)],
                },
                _ => none(),
            },
            Test::In { not, values } => {
                let points = Ranges::points(values.iter().filter_map(point));
                if *not { points.complement() } else { points }
            }
            Test::Contains { .. } | Test::Null { .. } => none(),
        }
    }

    fn points(points: impl Iterator<Item = (i64, i64)>) -> Ranges {
        let mut spans: Vec<(i64, i64)> = points.collect();
        spans.sort_unstable();
        spans.dedup();
        Ranges { spans }
    }

    fn complement(self) -> Ranges {
        let mut spans = Vec::with_capacity(self.spans.len() + 1);
        let mut from = Some(i64::MIN);
        for (low, high) in self.spans {
            if let Some(start) = from
                && start < low
            {
                spans.push((start, low - 1));
            }
            from = high.checked_add(1);
        }
        if let Some(start) = from {
            spans.push((start, i64::MAX));
        }
        Ranges { spans }
    }

    /// The spans, cut off below `least`.
    pub fn from(&self, least: i64) -> Vec<(i64, i64)> {
        let spans = self.spans.iter().filter(|(_, high)| *high >= least);
        spans
            .map(|(low, high)| ((*low).max(least), *high))
            .collect()
    }

    /// The spans, cut off below and above.
    pub fn between(&self, least: i64, most: i64) -> Vec<(i64, i64)> {
        let spans = self.spans.iter();
        let cut = spans.map(|(low, high)| ((*low).max(least), (*high).min(most)));
        cut.filter(|(low, high)| low <= high).collect()
    }

    /// The least number that passes.
    pub fn least(&self) -> Option<i64> {
        self.spans.first().map(|(low, _)| *low)
    }

    /// The one span of numbers that pass, which is empty where none does; none where there are several.
    pub fn span(&self) -> Option<(i64, i64)> {
        match self.spans.as_slice() {
            [] => Some((1, 0)),
            [span] => Some(*span),
            _ => None,
        }
    }

    /// Whether every number from the least that passes on does.
    pub fn is_open(&self) -> bool {
        matches!(self.spans.as_slice(), [(_, i64::MAX)])
    }

    /// Whether every number passes.
    pub fn is_all(&self) -> bool {
        matches!(self.spans.as_slice(), [(i64::MIN, i64::MAX)])
    }

    /// For each value of the test that lies between two whole numbers of `unit`ths: the odd number between their
    /// doubles. Ascending.
    pub fn odd_neighbours(test: &Test, unit: i64) -> Vec<(i64, i64)> {
        let values: Vec<&Value> = match test {
            Test::Compare(_, value) => vec![value],
            Test::Between(low, high) => vec![low, high],
            Test::In { values, .. } => values.iter().collect(),
            Test::Contains { .. } | Test::Null { .. } => Vec::new(),
        };
        let between = values.into_iter().filter_map(|value| match value {
            Value::Number(number) => scaled(*number, unit).filter(|(floor, above)| floor != above),
            _ => None,
        });
        let odd = between.map(|(floor, _)| floor.saturating_mul(2).saturating_add(1));
        let mut odd: Vec<(i64, i64)> = odd.map(|number| (number, number)).collect();
        odd.sort_unstable();
        odd.dedup();
        odd
    }

    /// Whether the number passes.
    #[inline]
    pub fn contain(&self, number: i64) -> bool {
        match self.spans.as_slice() {
            [(low, high)] => *low <= number && number <= *high,
            spans if spans.len() < 8 => spans
                .iter()
                .any(|(low, high)| *low <= number && number <= *high),
            spans => {
                let after = spans.partition_point(|(low, _)| *low <= number);
                after > 0 && number <= spans[after - 1].1
            }
        }
    }
}

/// Whether `numerator` ÷ `denominator` passes the test, exactly. The denominator is positive. `unit` as above.
pub(crate) fn ratio_passes(test: &Test, numerator: i64, denominator: i64, unit: i64) -> bool {
    let against = |value: &Value| match value {
        Value::Number(number) => {
            let ten = 10i128.pow(number.scale);
            let left = i128::from(numerator) * ten;
            let right = i128::from(number.digits) * i128::from(denominator);
            // 10^18 × 2^63 fits; so does 2^63 × 2^63, but not another factor with certainty.
            match right.checked_mul(i128::from(unit)) {
                Some(right) => Some(left.cmp(&right)),
                None => Some(if right > 0 {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }),
            }
        }
        _ => None,
    };
    use std::cmp::Ordering::{Equal, Greater, Less};
    match test {
        Test::Compare(operator, value) => match (operator, against(value)) {
            (_, None) => false,
            (Operator::Equal, Some(order)) => order == Equal,
            (Operator::NotEqual, Some(order)) => order != Equal,
            (Operator::Less, Some(order)) => order == Less,
            (Operator::AtMost, Some(order)) => order != Greater,
            (Operator::Greater, Some(order)) => order == Greater,
            (Operator::AtLeast, Some(order)) => order != Less,
        },
        Test::Between(low, high) => {
            matches!(against(low), Some(Equal | Greater))
                && matches!(against(high), Some(Equal | Less))
        }
        Test::In { not, values } => {
            values.iter().any(|value| against(value) == Some(Equal)) != *not
        }
        Test::Contains { .. } | Test::Null { .. } => false,
    }
}

/// The whole numbers just below and just above a number in `unit`ths.
fn scaled(number: Decimal, unit: i64) -> Option<(i64, i64)> {
    let product = i128::from(number.digits) * i128::from(unit);
    let ten = 10i128.checked_pow(number.scale)?;
    let floor = product.div_euclid(ten);
    let ceiling = floor + i128::from(product.rem_euclid(ten) != 0);
    let hold = |number: i128| number.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
    Some((hold(floor), hold(ceiling)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Clause, Rule, parse};

    fn test_of(text: &str) -> Test {
        match parse(&format!("amount_spent {text}")).unwrap().rule() {
            Some(Rule::Clause(Clause::Attribute { test, .. })) => test.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ranges_and_ratios_agree_with_the_meaning_of_each_test() {
        for text in [
            "= 2",
            "!= 2",
            "< 2",
            "<= 2",
            "> 2",
            ">= 2",
            "= 1.5",
            "!= 1.5",
            "< 1.5",
            "<= 1.5",
            "> 1.5",
            ">= 1.5",
            "BETWEEN 0.5 AND 2",
            "BETWEEN 3 AND 1",
            "IN (1, 2.5, -1)",
            "NOT IN (1, 2.5, -1, 0)",
            "= -1.5",
            "> -1.5",
            "<= -1.5",
        ] {
            let test = test_of(text);
            for halves in -6i64..8 {
                let expected = ratio_passes(&test, halves, 2, 1);
                let ranges = Ranges::of_numbers(&test, 2);
                assert_eq!(ranges.contain(halves), expected, "{halves}/2 {text}");
            }
        }
    }
}
