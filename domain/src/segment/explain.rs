//! Why a customer is in a segment or not.

use std::collections::HashMap;

use crate::day::Day;
use crate::lifecycle::Stage;
use crate::rfm::Group;
use crate::wire::engine::{Actual, Explanation, NodeTruth};

use super::answer::each_node;
use super::attribute::{Attribute, SUBSCRIPTION};
use super::campaign_activity::Activities;
use super::evaluate::{Context, Engine, EvaluateError};
use super::function::Function;
use super::matching::Found;
use super::orders_placed::Placed;
use super::product_cycle::Cycles;
use super::products_purchased::Purchases;
use super::purchase_sequence::Sequence;
use super::query::{Clause, Query, Rule, Test, Value};
use super::runs_out::RunsOut;
use super::walk::Evaluation;

impl Engine {
    /// Why the customer of this row is in or out: every node, with what is true of the customer.
    pub fn explain(
        &self,
        query: &Query,
        row: u32,
        context: &Context,
    ) -> Result<Explanation, EvaluateError> {
        let mut truths: HashMap<*const Rule, bool> = HashMap::new();
        let mut evaluation = Evaluation::new(self, context);
        let mut holds = row < self.count();
        if let Some(rule) = query.rule() {
            let members = evaluation.rule(rule, &mut |node, members| {
                truths.insert(std::ptr::from_ref(node), members.contains(row));
            })?;
            holds = members.contains(row);
        }
        let mut nodes = Vec::new();
        if let Some(rule) = query.rule() {
            each_node(rule, &mut Vec::new(), &mut |path, node| {
                let at = std::ptr::from_ref(node);
                let holds = truths.get(&at).copied().unwrap_or(false);
                let (actual, asked) = match node {
                    Rule::Clause(clause) if row < self.count() => (
                        Some(self.actual(clause, row as usize, holds)),
                        self.asked(clause),
                    ),
                    _ => (None, Vec::new()),
                };
                nodes.push(NodeTruth {
                    path: path.to_vec(),
                    text: node.to_string(),
                    holds,
                    actual,
                    asked,
                });
            });
        }
        Ok(Explanation { row, holds, nodes })
    }

    /// The days a clause asks for, offsets counted out.
    fn asked(&self, clause: &Clause) -> Vec<Day> {
        let days = |test: &Test| -> Vec<Day> {
            let values: Vec<&Value> = match test {
                Test::Compare(_, value) => vec![value],
                Test::Between(low, high) => vec![low, high],
                Test::In { values, .. } => values.iter().collect(),
                _ => Vec::new(),
            };
            let day = |value: &Value| match value {
                Value::Day(day) => Some(day.on(self.as_of)),
                _ => None,
            };
            values.into_iter().filter_map(day).collect()
        };
        match clause {
            Clause::Attribute { test, .. } | Clause::Anniversary { test, .. } => days(test),
            Clause::Function { parameters, .. } => {
                parameters.iter().flat_map(|(_, test)| days(test)).collect()
            }
        }
    }

    fn actual(&self, clause: &Clause, row: usize, holds: bool) -> Actual {
        match clause {
            Clause::Attribute { attribute, test } => match attribute {
                Attribute::CustomerSegments | Attribute::CustomerId => {
                    let negated = matches!(
                        test,
                        Test::Contains { not: true, .. }
                            | Test::In { not: true, .. }
                            | Test::Compare(super::query::Operator::NotEqual, _)
                    );
                    Actual::Meant {
                        yes: holds != negated,
                    }
                }
                attribute => self.value(*attribute, row),
            },
            Clause::Anniversary { of, .. } => match self.occasion(*of, row) {
                Some(day) => Actual::Day {
                    day: day.next_return(self.as_of),
                },
                None => Actual::Missing,
            },
            Clause::Function {
                function,
                parameters,
                ..
            } => {
                let (snapshot, as_of) = (&self.snapshot, self.as_of);
                match function {
                    Function::ProductsPurchased => {
                        let found = Purchases::new(snapshot, as_of, parameters).found(row);
                        self.found(found, true, true)
                    }
                    Function::OrdersPlaced => {
                        let found = Placed::new(snapshot, as_of, parameters).found(row);
                        self.found(found, false, true)
                    }
                    Function::PurchaseSequence => {
                        let sequence = Sequence::new(snapshot, as_of, parameters);
                        self.found(sequence.found(row), false, false)
                    }
                    Function::ProductRunsOut => {
                        let days = RunsOut::new(snapshot, as_of, parameters).found(row);
                        match days.last() {
                            Some(day) => Actual::Day {
                                day: Day(0).plus_days(*day),
                            },
                            None => Actual::Missing,
                        }
                    }
                    Function::ProductCycle => {
                        let stages = Cycles::new(snapshot, as_of, parameters).found(row);
                        let codes = stages.into_iter().map(|stage| stage.code().to_owned());
                        match codes.collect::<Vec<_>>() {
                            none if none.is_empty() => Actual::Missing,
                            codes => Actual::Stages { codes },
                        }
                    }
                    Function::CampaignActivity => {
                        let found = Activities::new(snapshot, as_of, parameters).found(row);
                        self.found(found, false, false)
                    }
                }
            }
        }
    }

    fn found(&self, found: Found, quantity: bool, amount: bool) -> Actual {
        Actual::Found {
            count: u64::try_from(found.count).unwrap_or(0),
            quantity: quantity.then_some(found.quantity),
            amount_minor: amount.then_some(found.amount),
            days: found.days.map(|(first, last)| (Day(first), Day(last))),
        }
    }

    /// The value of an attribute.
    pub fn value(&self, attribute: Attribute, row: usize) -> Actual {
        let (columns, facts) = (&self.columns, &self.snapshot.customers);
        let whole = |number: i64| Actual::Number {
            numerator: number,
            denominator: 1,
        };
        let ratio = |ratio: Option<(i64, i64)>| match ratio {
            Some((numerator, denominator)) => Actual::Number {
                numerator,
                denominator,
            },
            None => Actual::Missing,
        };
        let money = |minor: i64| Actual::Money { minor, over: 1 };
        let day = |day: Option<i64>| match day {
            None => Actual::Missing,
            Some(day) => Actual::Day {
                day: Day(day as i32),
            },
        };
        let text = |text: &str| match text {
            "" => Actual::Missing,
            text => Actual::Text {
                text: text.to_owned(),
            },
        };
        let score = |score: i64| match score {
            0 => Actual::Missing,
            score => whole(score),
        };
        let texts = &self.snapshot.texts;
        let orders = columns.orders.get(row);
        match attribute {
            Attribute::AmountSpent => money(columns.spent.get(row)),
            Attribute::AmountPaid => money(columns.paid(row)),
            Attribute::AmountRefunded => money(columns.refunded.get(row)),
            Attribute::NumberOfOrders => whole(orders),
            Attribute::NumberOfPurchaseDays => whole(columns.purchase_days.get(row)),
            Attribute::AverageOrderValue if orders == 0 => Actual::Missing,
            Attribute::AverageOrderValue => Actual::Money {
                minor: columns.spent.get(row),
                over: orders,
            },
            Attribute::RefundRate => ratio(self.refund_rate(row)),
            Attribute::MedianDaysBetweenOrders => match columns.median_half_days.get(row) {
                0 => Actual::Missing,
                median if median % 2 == 0 => whole(median / 2),
                median => ratio(Some((median, 2))),
            },
            Attribute::OverdueRatio => ratio(self.overdue_ratio(row)),
            Attribute::FirstOrderDate => day(columns.first_day(row)),
            Attribute::LastOrderDate => day(columns.last_day(row)),
            Attribute::CustomerAddedDate => day(facts.added.get(row)),
            Attribute::Birthday => day(facts.birthday.get(row)),
            Attribute::CustomerCountry => text(&texts.countries[facts.country.get(row) as usize]),
            Attribute::CustomerRegion => text(&texts.regions[facts.region.get(row) as usize]),
            Attribute::CustomerCity => text(&texts.cities[facts.city.get(row) as usize]),
            Attribute::Gender => text(&texts.genders[facts.gender.get(row) as usize]),
            Attribute::MemberLevel => whole(facts.member_level.get(row)),
            Attribute::CustomerTags => {
                let tags = self.snapshot.tags_of(row).iter();
                let texts: Vec<String> =
                    tags.map(|tag| texts.tags[*tag as usize].clone()).collect();
                if texts.is_empty() {
                    Actual::Missing
                } else {
                    Actual::Texts { texts }
                }
            }
            Attribute::EmailSubscriptionStatus => text(SUBSCRIPTION[facts.email.get(row) as usize]),
            Attribute::SmsSubscriptionStatus => text(SUBSCRIPTION[facts.sms.get(row) as usize]),
            Attribute::RfmRecency => score(columns.recency.get(row)),
            Attribute::RfmFrequency => score(columns.frequency.get(row)),
            Attribute::RfmMonetary => score(columns.monetary.get(row)),
            Attribute::RfmGroup => text(Group::ALL[columns.group.get(row) as usize].code()),
            Attribute::LifecycleStage => text(Stage::ALL[columns.stage.get(row) as usize].code()),
            Attribute::CustomerId | Attribute::CustomerSegments => Actual::Missing,
        }
    }
}
