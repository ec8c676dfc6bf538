//! Numbers that a limit of a function is held against, kept for whoever moves the limit.
//!
//! Someone who drags the limit of `orders_placed(date: >= -180d, sum_amount: > 500)` asks about the same sums again and
//! again. So when a function is asked about for the second time with nothing changed but one limit, its number of every
//! customer is kept, and from then on each step of the limit is one scan over a column.

use std::sync::{Arc, PoisonError};

use crate::bitmap::Bitmap;
use crate::snapshot::{BLOCK, Column, Snapshot, Widening};

use super::evaluate::Engine;
use super::function::{Function, Parameter};
use super::marks::BLOCK_WORDS;
use super::matching::Parameters;
use super::orders_placed::Placed;
use super::products_purchased::Purchases;
use super::purchase_sequence::Sequence;
use super::query::{Operator, Test, Unit, Value};
use super::range::Ranges;
use super::runs_out::RunsOut;

/// Measures that are kept, and questions that are remembered without one.
const KEPT: usize = 2;
const REMEMBERED: usize = 12;

/// A number of every customer.
#[derive(Debug)]
pub(super) struct Measure {
    numbers: Column,
    /// Who has a number at all; none where everybody has.
    having: Option<Bitmap>,
}

impl Measure {
    /// Gathers numbers block by block: `gather` is given the block, a place for the number of each of its customers, which
    /// holds 0, and a bit for each. No number is much less than `base`.
    pub fn gathered(
        snapshot: &Snapshot,
        base: i64,
        mut gather: impl FnMut(usize, &mut [i64], &mut [u64]),
    ) -> Measure {
        let all = snapshot.customers();
        let mut having = Bitmap::none(all);
        let mut numbers = Widening::new(base, all as usize);
        let mut of_block = vec![0; BLOCK.min(all as usize)];
        let blocks = having.words_mut().chunks_mut(BLOCK_WORDS);
        for (block, words) in blocks.enumerate() {
            let customers = BLOCK.min(all as usize - block * BLOCK);
            let of_block = &mut of_block[..customers];
            of_block.fill(0);
            gather(block, of_block, words);
            of_block.iter().for_each(|number| numbers.push(*number));
        }
        Measure {
            numbers: numbers.done(),
            having: Some(having),
        }
    }

    /// For numbers that those have as well who have nothing: 0.
    fn of_everybody(self) -> Measure {
        Measure {
            having: None,
            ..self
        }
    }

    fn members(&self, limit: &Ranges) -> Bitmap {
        let all = self.numbers.len() as u32;
        let mut members = self.numbers.within(all, &limit.from(i64::MIN));
        if let Some(having) = &self.having {
            members.keep(having);
        }
        members
    }

    fn bytes(&self) -> usize {
        self.numbers.bytes() + self.numbers.len() / 8
    }
}

/// A function with all that is asked of it but one limit.
#[derive(Clone, Debug, PartialEq)]
struct Subject {
    function: Function,
    limit: Parameter,
    others: Vec<(Parameter, Test)>,
}

/// What was asked about lately.
#[derive(Debug, Default)]
pub(super) struct Measures {
    /// Asked about once, or without a measure; the newest last.
    asked: Vec<Subject>,
    /// The newest last.
    kept: Vec<(Subject, Arc<Measure>)>,
}

/// The parameter of a function that may be moved like a limit, where there is one and no more.
fn limit_of(function: Function, parameters: &Parameters) -> Option<(Parameter, &Test)> {
    let limits: &[Parameter] = match function {
        Function::ProductsPurchased => {
            if parameters.iter().any(|(one, _)| *one == Parameter::Per) {
                return None;
            }
            &[Parameter::Count, Parameter::Quantity, Parameter::Amount]
        }
        Function::OrdersPlaced => &[Parameter::Count, Parameter::SumAmount],
        Function::PurchaseSequence => &[Parameter::Within],
        Function::ProductRunsOut => &[Parameter::Date],
        Function::ProductCycle | Function::CampaignActivity => &[],
    };
    let mut found = parameters.iter().filter(|(one, _)| limits.contains(one));
    match (found.next(), found.next()) {
        (Some((limit, test)), None) => Some((*limit, test)),
        _ => None,
    }
}

impl Engine {
    /// The members of a function by its measure, where it has been asked about before with another limit.
    pub(super) fn by_measure(&self, function: Function, parameters: &Parameters) -> Option<Bitmap> {
        let (limit, test) = limit_of(function, parameters)?;
        let range = self.range_of(limit, test)?;
        let others = parameters.iter().filter(|(one, _)| *one != limit);
        let subject = Subject {
            function,
            limit,
            others: others.cloned().collect(),
        };
        let mut measures = self.measures.lock().unwrap_or_else(PoisonError::into_inner);
        let at = measures.kept.iter().position(|(one, _)| *one == subject);
        let measure = match at {
            Some(at) => measures.kept.remove(at).1,
            None => {
                let asked = measures.asked.iter().position(|one| *one == subject);
                if let Some(asked) = asked {
                    measures.asked.remove(asked);
                } else {
                    if measures.asked.len() >= REMEMBERED {
                        measures.asked.remove(0);
                    }
                    measures.asked.push(subject);
                    return None;
                }
                let Some(measure) = self.measure(function, limit, parameters) else {
                    measures.asked.push(subject);
                    return None;
                };
                if measures.kept.len() >= KEPT {
                    measures.kept.remove(0);
                }
                Arc::new(measure)
            }
        };
        measures.kept.push((subject, measure.clone()));
        drop(measures);
        self.touch(measure.bytes());
        Some(measure.members(&range))
    }

    /// The numbers that pass the test of a limit, as they are measured.
    fn range_of(&self, limit: Parameter, test: &Test) -> Option<Ranges> {
        let money = 10i64.pow(self.snapshot.decimals());
        Some(match limit {
            Parameter::Count | Parameter::Quantity => Ranges::of_numbers(test, 1),
            Parameter::Amount | Parameter::SumAmount => Ranges::of_numbers(test, money),
            Parameter::Date => Ranges::of_days(test, self.as_of),
            Parameter::Within => match test {
                // Months are of different lengths.
                Test::Compare(Operator::Equal, Value::Span(span)) => match span.unit {
                    Unit::Day => Ranges::up_to(i64::from(span.count)),
                    Unit::Week => Ranges::up_to(i64::from(span.count) * 7),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        })
    }

    fn measure(
        &self,
        function: Function,
        limit: Parameter,
        parameters: &Parameters,
    ) -> Option<Measure> {
        let (snapshot, as_of) = (&self.snapshot, self.as_of);
        let measure = match function {
            Function::ProductsPurchased => {
                Purchases::new(snapshot, as_of, parameters).measure(limit)
            }
            Function::OrdersPlaced => Some(Placed::new(snapshot, as_of, parameters).measure(limit)),
            Function::PurchaseSequence => Sequence::new(snapshot, as_of, parameters).measure(),
            Function::ProductRunsOut => RunsOut::new(snapshot, as_of, parameters).measure(),
            Function::ProductCycle | Function::CampaignActivity => None,
        }?;
        // Who has nothing has 0 of it, which is a number like others; but no sum and no day.
        Some(match limit {
            Parameter::Count => measure.of_everybody(),
            _ => measure,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::day::Day;
    use crate::lifecycle::Setting;
    use crate::segment::{Context, parse};
    use crate::snapshot::tests::{PRODUCTS, frozen, many};

    /// Each with a limit that moves.
    const MOVING: [(&str, &[&str]); 9] = [
        (
            "orders_placed(date: >= -600d, sum_amount: #)",
            &["> 100", "<= 100", "BETWEEN 0 AND 300", "IN (0, 99, 198)"],
        ),
        (
            "orders_placed(status: 'ANY', count: #)",
            &[">= 2", "= 0", "!= 1", "< 1"],
        ),
        (
            "products_purchased(category: 'a', count: #)",
            &[">= 2", "<= 1", "= 0"],
        ),
        (
            "products_purchased(category: 'b', amount: #)",
            &["> 99", "<= 99", "> 99.005"],
        ),
        (
            "products_purchased(id: 'P3', quantity: #)",
            &[">= 3", "< 3", "= 0"],
        ),
        // On several shelves: without a measure.
        ("products_purchased(count: #)", &[">= 2", ">= 3", "= 0"]),
        (
            "purchase_sequence(first: 'P1', then: 'P2', within: #)",
            &["30d", "400d", "9w", "12m", "0d"],
        ),
        (
            "product_runs_out(id: 'P2', date: #)",
            &["<= today", "BETWEEN -900d AND -100d", "> -300d"],
        ),
        (
            "NOT product_runs_out(category: 'a', date: #)",
            &["<= today", "BETWEEN -900d AND -100d", "> -300d"],
        ),
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_limit_that_moves_finds_whom_a_new_question_finds(customers in many()) {
            let snapshot = Snapshot::decode(&frozen(&customers, &PRODUCTS, 1)).unwrap();
            let engine = || Engine::new(Arc::new(snapshot.clone()), Day(20_400), Setting::default());
            let (moved, fresh) = (engine(), engine());
            let mut measured = 0;
            for (text, limits) in MOVING {
                for limit in limits {
                    let text = text.replace('#', limit);
                    let query = parse(&text).unwrap();
                    let found = moved.members(&query, &Context::default()).unwrap();
                    fresh.forget();
                    prop_assert_eq!(found, fresh.members(&query, &Context::default()).unwrap(), "{}", text);
                }
                let measures = moved.measures.lock().unwrap();
                measured += usize::from(measures.kept.last().is_some_and(|(one, _)| {
                    text.contains(one.function.code()) && text.contains(one.limit.code())
                }));
            }
            if !customers.is_empty() {
                prop_assert!(measured >= 7, "{}", measured);
            }
        }
    }
}
